//! What became of each case, and what it exercised.

use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet},
    panic::{self, AssertUnwindSafe},
    process,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use super::{Covered, Entry, Failure, Operation, RED};
use crate::{
    cases::{Case, fit},
    coverage::{self, Item},
    difference::Difference,
    results::{CaseResult, State},
};

/// The cases of this part let an adapter lie on purpose: what passes there proves nothing about the client.
const SELFTESTS: &str = "selftest::";

/// Keeps what cases on many threads tell.
pub(super) struct Recorder {
    names: Vec<String>,
    /// Keys of operations by what their cases are named after.
    keys: BTreeMap<String, String>,
    fail_fast: bool,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// By the case's place in the suite.
    cases: BTreeMap<usize, CaseResult>,
    /// Cases that passed and cases that did not.
    exercised: BTreeMap<Item, (usize, usize)>,
}

impl Recorder {
    /// For cases of these names.
    pub(super) fn new(names: Vec<String>, operations: &[Operation], fail_fast: bool) -> Self {
        let keys = operations.iter();
        let keys = keys.map(|operation| (fit(&operation.id), operation.key()));
        Self {
            names,
            keys: keys.collect(),
            fail_fast,
            kept: Mutex::default(),
        }
    }

    /// Runs a case; `known` is the reason why it fails, where that is known.
    pub(super) fn run(&self, index: usize, case: Case, known: Option<&str>) -> Result<(), Failure> {
        let name = case.name.clone();
        let start = Instant::now();
        let _ = coverage::gathered();
        // A case that panics has failed like any other, and has to be in the results.
        let ended = panic::catch_unwind(AssertUnwindSafe(|| case.run()));
        let ended = ended.unwrap_or_else(|payload| Err(Failure::because(words(&*payload))));
        let exercised = coverage::gathered();
        let (state, failure) = match (ended, known) {
            (Ok(()), None) => (State::Passed, None),
            (Ok(()), Some(reason)) => {
                let expected = format!("fails, because {reason}");
                let stale = Difference::new("the known failure", expected, "it passes");
                (State::Failed, Some(Failure::of(stale)))
            }
            (Err(failure), None) => (State::Failed, Some(failure)),
            (Err(failure), Some(_)) => (State::Known, Some(failure)),
        };
        if let (true, State::Failed, Some(failure)) = (self.fail_fast, state, &failure) {
            eprintln!("test {name} ... FAILED\n{failure}");
            process::exit(RED.into());
        }
        let result = CaseResult {
            operation: self.operation(&name),
            name,
            state,
            milliseconds: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
            failure: failure.clone(),
            reason: known.map(str::to_owned),
        };
        self.keep(index, result, exercised);
        match (state, failure) {
            (State::Failed, Some(failure)) => Err(failure),
            _ => Ok(()),
        }
    }

    /// Whether a case has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|other| other == name)
    }

    /// Every case that was run, in the suite's order.
    pub(super) fn cases(&self) -> Vec<CaseResult> {
        self.kept().cases.values().cloned().collect()
    }

    /// How often each part was exercised.
    pub(super) fn coverage(&self, universe: Vec<Entry>) -> Vec<Covered> {
        let kept = self.kept();
        let covered = universe.into_iter().map(|entry| {
            let (passed, failed) = kept.exercised.get(&entry.item).copied().unwrap_or_default();
            Covered {
                kind: entry.item.kind(),
                item: entry.item.to_string(),
                place: entry.place,
                operation: entry.item.operation().map(str::to_owned),
                status: entry.item.status().map(str::to_owned),
                passed,
                failed,
                reason: entry.reason,
            }
        });
        covered.collect()
    }

    fn keep(&self, index: usize, result: CaseResult, exercised: BTreeSet<Item>) {
        let counts = !result.name.starts_with(SELFTESTS);
        let has_passed = result.state == State::Passed;
        let mut kept = self.kept();
        kept.cases.insert(index, result);
        for item in exercised.into_iter().filter(|_| counts) {
            let (passed, failed) = kept.exercised.entry(item).or_default();
            *(if has_passed { passed } else { failed }) += 1;
        }
    }

    /// The key of the operation that a case of this name is about: `part::operation::…`.
    fn operation(&self, name: &str) -> Option<String> {
        let operation = name.split("::").nth(1)?;
        self.keys.get(operation).cloned()
    }

    /// A thread that panicked elsewhere spoils nothing that is kept here.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a panic says.
fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    format!("it panicked: {}", text.unwrap_or_default())
}
