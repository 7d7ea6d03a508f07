//! Part 1: what is sent, and what is refused before anything is sent.
//!
//! Each case changes one thing of arguments that are known to be valid. What arrives at the server is compared
//! closed-world; what the document forbids, and what has no notation, may not arrive at all.

pub(super) mod bodies;
mod checks;
pub mod forms;
pub mod notation;
mod parameters;
mod surroundings;

use std::{collections::HashSet, sync::Arc};

use serde_json::Value;

use super::{Case, Subject, baseline::give};
use crate::{
    adapter::{Arguments, Body},
    difference::Failure,
    harness::Settings,
    oracle::{Parameter, Schema, fields, schema::Violation, values::Sample},
};

pub use checks::{check_refused, check_sent};

/// Every case of this part.
pub fn cases(subject: Subject) -> Vec<Case> {
    let mut cases = Cases {
        subject,
        made: Vec::new(),
        names: HashSet::new(),
    };
    cases.surroundings();
    cases.parameters();
    cases.bodies();
    cases.made
}

/// Of the values to try those that are left where others of the same kind are tried with all: some, and one for each rule
/// that a value can break.
fn few(good: &mut Vec<Sample>, bad: &mut Vec<Sample>, schema: &Schema) {
    good.truncate(2);
    let mut rules = HashSet::new();
    bad.retain(|it| {
        let broken = schema.violations(&it.value);
        let broken = broken.iter().find(|it| Violation::is_no_format(it));
        broken.is_some_and(|broken| rules.insert(broken.keyword.clone()))
    });
}

struct Cases {
    subject: Subject,
    made: Vec<Case>,
    names: HashSet<String>,
}

/// What a case changes of the valid arguments. They are put together when it runs: many cases share a large body.
enum Change {
    Nothing,
    Parameter(&'static Parameter, Value),
    All(Box<Arguments>),
    NoBody,
    /// The body is this one.
    Body(Arc<Body>),
    /// In this body the property at a place has another value, or none.
    Property(Arc<Body>, String, Option<Value>),
}

impl Change {
    /// How a refusal has to call what was changed.
    fn name(&self) -> Option<String> {
        match self {
            Self::Parameter(parameter, _) => Some(parameter.name.clone()),
            Self::Property(_, at, _) => Some(format!("body at {at}")),
            Self::Nothing | Self::All(_) | Self::NoBody | Self::Body(_) => None,
        }
    }

    fn of(self, arguments: &Arguments) -> Arguments {
        let mut changed = arguments.clone();
        match self {
            Self::Nothing => {}
            Self::Parameter(parameter, value) => give(&mut changed, parameter, value),
            Self::All(all) => changed = *all,
            Self::NoBody => changed.body = None,
            Self::Body(body) => changed.body = Some(Body::clone(&body)),
            Self::Property(body, at, value) => {
                let value = match value {
                    Some(value) => fields::with(&body.value, &at, value),
                    None => fields::without(&body.value, &at),
                };
                changed.body = Some(body.with(value));
            }
        }
        changed
    }
}

impl Cases {
    fn add(
        &mut self,
        name: &str,
        run: impl FnOnce(Subject) -> Result<(), Failure> + Send + 'static,
    ) {
        let subject = self.subject;
        let whole = subject.name("request_shape", name);
        // Two properties of different variants may bear the same name.
        let numbered = (2..).map(|number| format!("{whole}_{number}"));
        let mut names = std::iter::once(whole.clone()).chain(numbered);
        if let Some(name) = names.find(|name| self.names.insert(name.clone())) {
            self.made.push(Case::new(name, move || run(subject)));
        }
    }

    fn sent(&mut self, name: &str, change: Change) {
        self.sent_with(name, change, Settings::default());
    }

    fn sent_with(&mut self, name: &str, change: Change, settings: Settings) {
        self.add(name, move |subject| {
            checks::sent(&subject, &change.of(subject.arguments), &settings)
        });
    }

    fn refused(&mut self, name: &str, change: Change) {
        let named = change.name();
        self.refused_for(name, change, named);
    }

    /// The same, with what the refusal has to name.
    fn refused_for(&mut self, name: &str, change: Change, named: Option<String>) {
        self.add(name, move |subject| {
            checks::refused(&subject, &change.of(subject.arguments), named.as_deref())
        });
    }
}
