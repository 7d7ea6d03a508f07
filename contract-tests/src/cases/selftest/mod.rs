//! Proof that the other cases can fail.
//!
//! The very same checks are given a request that is wrong in one way, or an adapter that lies in one way, and have to
//! notice it for the right reason. Each kind of check has at least one; a check that could not fail would turn up here.

mod liar;
mod lies;
mod requests;

use super::{Case, Subject, Suite, baseline};
use crate::difference::{Difference, Failure, verdict};

/// Every proof whose subject the document has: one on a 404 needs cases on a 404.
///
/// They derive the other cases anew for each lie, so they are for a document of few operations. What is proved is the
/// library's, and the same for any document.
pub fn cases(suite: Suite) -> Vec<Case> {
    let honest = suite.cases();
    let mut cases = Vec::new();
    let Some(operation) = suite.operations.first() else {
        return cases;
    };
    if let Some(arguments) = baseline(operation) {
        let subject = Subject {
            suite,
            operation,
            arguments: Box::leak(Box::new(arguments)),
        };
        cases.extend(requests::cases(subject));
    }
    for lie in lies::lies() {
        let concerned = honest.iter().any(|case| lie.concerns(&case.name));
        if concerned {
            let name = format!("selftest::adapter::{}_is_caught", lie.name);
            cases.push(Case::new(name, move || lie.is_caught(suite)));
        }
    }
    cases
}

/// Fails unless `result` is a failure that speaks of `marker`.
fn caught(result: Result<(), Failure>, marker: &str) -> Result<(), Failure> {
    let text = result.err().map(|failure| failure.to_string());
    let differs = match text {
        None => Some("the check passed".to_owned()),
        Some(text) if text.contains(marker) => None,
        Some(text) => Some(text),
    };
    let differs = differs
        .map(|found| Difference::new("the check", format!("fails and names {marker:?}"), found));
    verdict(differs.into_iter().collect(), "")
}
