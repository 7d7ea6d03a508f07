//! Part 5: what is sent again, and what never is.
//!
//! A request that may do more the second time than the first goes out once, whatever becomes of it; one that does not is
//! sent again where the failure is one that passes. Everywhere else clients are told to send nothing again, so that
//! what one request leads to can be counted.

use super::{Case, Subject};
use crate::{
    difference::{Difference, Failure, verdict},
    harness::{Answer, Settings},
    server::Script,
};

/// Failures that pass.
const PASSING: [&str; 5] = ["429", "502", "503", "504", "cut"];

/// Every case of this part; one of each operation that is like others.
pub fn cases(subject: Subject) -> Vec<Case> {
    let thorough = subject.suite.focus.is_thorough(subject.operation);
    let failures = PASSING
        .into_iter()
        .filter(|failure| thorough || *failure == "cut");
    let mut cases = vec![record(subject)];
    cases.extend(failures.map(|failure| {
        let sent = if is_repeatable(subject) {
            "again"
        } else {
            "once"
        };
        let name = subject.name("retries", &format!("{failure}_is_sent_{sent}"));
        Case::new(name, move || {
            let settings = Settings {
                retries: true,
                ..Settings::default()
            };
            let script = Script::Answer(after(failure));
            let exchange = subject.call_script(subject.arguments, &settings, script)?;
            let requests = exchange.received.len();
            let (fits, expected) = if is_repeatable(subject) {
                (requests > 1, "more than 1")
            } else {
                (requests == 1, "1")
            };
            let place = subject.suite.place(subject.operation);
            let differs = (!fits)
                .then(|| Difference::new("requests", expected, requests.to_string()).at(place));
            verdict(differs.into_iter().collect(), "")
        })
    }));
    cases
}

/// What comes back.
fn after(failure: &str) -> Vec<u8> {
    let answer = |status| Answer {
        status,
        ..Answer::default()
    };
    match failure.parse() {
        Ok(429) => answer(429).header("retry-after", "0").wire(),
        Ok(status) => answer(status).wire(),
        Err(_) => Vec::new(),
    }
}

/// Whether the request of the other cases may be sent twice: by what is known of the operation, or because it has a key
/// (draft-ietf-httpapi-idempotency-key-header).
fn is_repeatable(subject: Subject) -> bool {
    let has_key = subject.arguments.header.iter().any(|(name, value)| {
        let name = name.to_ascii_lowercase();
        matches!(name.as_str(), "idempotency-key" | "x-idempotency-key")
            && value.as_str() != Some("")
    });
    subject.operation.idempotent || has_key
}

fn record(subject: Subject) -> Case {
    let name = subject.name("retries", "record_equals_the_document");
    Case::new(name, move || {
        let facts = subject.suite.adapter.facts();
        let record = facts.operation(&subject.operation.key());
        let record = record.ok_or_else(|| Failure::because("the client has no such operation"))?;
        let (expected, found) = (subject.operation.idempotent, record.idempotent);
        let place = subject.suite.place(subject.operation);
        let differs = (expected != found).then(|| {
            Difference::new("idempotent", expected.to_string(), found.to_string()).at(place)
        });
        verdict(differs.into_iter().collect(), "")
    })
}
