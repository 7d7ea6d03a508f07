//! An adapter that is honest but for one thing, and the proof that it is found out.

use super::{Case, Failure, Suite, caught};
use crate::adapter::{
    Adapter, Arguments, CallFuture, Client, Connection, DeprecatedUse, Enum, Facts, OperationFacts,
    Outcome, Text, Type,
};

/// An adapter that is honest but for one thing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lie {
    /// Names the proof.
    pub(super) name: &'static str,
    /// Parts of the names of the cases that have to notice it.
    pub(super) concerned: &'static [&'static str],
    /// What they have to say.
    pub(super) marker: &'static str,
    /// What it does to the arguments.
    pub(super) before: fn(&mut Arguments),
    /// What it does to the outcome.
    pub(super) after: fn(&mut Outcome),
    /// What it does to the counts of what is deprecated.
    pub(super) counts: fn(&mut DeprecatedUse),
    /// How often it calls.
    pub(super) times: usize,
    /// What it says the client knows of each operation.
    pub(super) record: Option<fn(&mut OperationFacts)>,
    /// What it makes of each struct.
    pub(super) of_type: fn(&mut Type),
    /// What it makes of each text with a pattern.
    pub(super) of_text: fn(&mut Text),
}

/// No lie at all, to be changed in one thing.
pub(super) const HONEST: Lie = Lie {
    name: "",
    concerned: &[],
    marker: "",
    before: |_| {},
    after: |_| {},
    counts: |_| {},
    times: 1,
    record: None,
    of_type: |_| {},
    of_text: |_| {},
};

impl Lie {
    /// The first part of the names of the cases that have to notice it.
    fn part(self) -> &'static str {
        self.concerned.first().copied().unwrap_or_default()
    }

    /// Whether the case of this name has to notice it.
    pub(super) fn concerns(self, name: &str) -> bool {
        name.starts_with(self.part()) && self.concerned.iter().all(|part| name.contains(part))
    }

    /// The cases that are concerned notice it.
    pub(super) fn is_caught(self, suite: Suite) -> Result<(), Failure> {
        let mut types = suite.adapter.types().to_vec();
        types.iter_mut().for_each(self.of_type);
        let mut texts = suite.adapter.texts().to_vec();
        texts.iter_mut().for_each(self.of_text);
        let liar: &'static Liar = Box::leak(Box::new(Liar {
            honest: suite.adapter,
            types: types.leak(),
            texts: texts.leak(),
            lie: self,
        }));
        let cases = Suite {
            adapter: liar,
            ..suite
        }
        .cases_of(Some(self.part()));
        let concerned: Vec<Case> = cases
            .into_iter()
            .filter(|case| self.concerns(&case.name))
            .collect();
        // One of a kind proves the check; the first and the last are as good as all of them, and sooner done.
        let Some(last) = concerned.len().checked_sub(1) else {
            return Err(Failure::because("no case is concerned"));
        };
        for (index, case) in concerned.into_iter().enumerate() {
            if index == 0 || index == last {
                caught(case.run(), self.marker)?;
            }
        }
        Ok(())
    }
}

/// The honest adapter with a lie in front of it.
struct Liar {
    honest: &'static dyn Adapter,
    types: &'static [Type],
    texts: &'static [Text],
    lie: Lie,
}

impl Adapter for Liar {
    fn facts(&self) -> Facts {
        let mut facts = self.honest.facts();
        if let Some(record) = self.lie.record {
            facts.operations.iter_mut().for_each(record);
        }
        facts
    }

    fn types(&self) -> &'static [Type] {
        self.types
    }

    fn enums(&self) -> &'static [Enum] {
        self.honest.enums()
    }

    fn texts(&self) -> &'static [Text] {
        self.texts
    }

    fn connect(&self, connection: &Connection) -> Result<Box<dyn Client>, String> {
        let honest = self.honest.connect(connection)?;
        let lie = self.lie;
        Ok(Box::new(LyingClient { honest, lie }))
    }
}

#[derive(Debug)]
struct LyingClient {
    honest: Box<dyn Client>,
    lie: Lie,
}

impl Client for LyingClient {
    fn call<'a>(&'a self, operation: &'a str, arguments: &'a Arguments) -> CallFuture<'a> {
        Box::pin(async move {
            let mut arguments = arguments.clone();
            (self.lie.before)(&mut arguments);
            let mut outcome = self.honest.call(operation, &arguments).await?;
            for _ in 1..self.lie.times {
                outcome = self.honest.call(operation, &arguments).await?;
            }
            (self.lie.after)(&mut outcome);
            Ok(outcome)
        })
    }

    fn deprecations(&self) -> Vec<DeprecatedUse> {
        let mut used = self.honest.deprecations();
        used.iter_mut().for_each(self.lie.counts);
        used
    }
}
