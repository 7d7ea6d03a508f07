//! What an answer must become, and how an outcome differs from it.
//!
//! An expectation and an [`Outcome`] come in, every difference goes out.

use serde_json::Value;

use crate::{
    adapter::{Kind, Outcome},
    difference::{Difference, Failure, shown, verdict},
    harness::Answer,
    oracle::{Response, status},
};

/// What the typed body has to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// This value, encoded again.
    Is(Value),
    /// None, for a reason of this kind; see [`crate::adapter::DecodeFailure::kind`].
    Unfit(&'static [&'static str]),
    /// None, because the outcome carries no typed body at all.
    Untyped,
}

/// What an answer must become.
#[derive(Clone, Debug)]
pub struct Mapping<'a> {
    /// `file:line` of the documented answer, or of all answers.
    pub place: String,
    /// `Ok`, `NotFound`, `Other`.
    pub variant: String,
    /// Which error, where the variant is `Other`.
    pub kind: Option<Kind>,
    /// What was sent.
    pub answer: &'a Answer,
    /// The typed body.
    pub body: Body,
}

impl Mapping<'_> {
    /// `Ok` where the outcome is as it must be.
    pub fn check(&self, outcome: &Outcome) -> Result<(), Failure> {
        let mut differences = Vec::new();
        let mut differ = |what: &str, expected: String, found: String| {
            if expected != found {
                differences.push(Difference::new(what, expected, found).at(self.place.clone()));
            }
        };
        differ("variant", self.variant.clone(), outcome.variant.to_owned());
        differ(
            "kind of error",
            format!("{:?}", self.kind),
            format!("{:?}", outcome.kind),
        );
        differ(
            "status",
            format!("{:?}", Some(self.answer.status)),
            format!("{:?}", outcome.status),
        );
        let raw = outcome
            .raw
            .as_deref()
            .map_or_else(|| "nothing".to_owned(), shown);
        if outcome.raw.as_deref() != Some(&self.answer.body) {
            differ(
                "raw body",
                shown(&self.answer.body),
                format!("{raw} (bytes differ)"),
            );
        }
        for (name, value) in &self.answer.headers {
            let kept = outcome.header(name).any(|other| other == value);
            differ(
                &format!("header `{name}`"),
                value.clone(),
                if kept {
                    value.clone()
                } else {
                    "lost".to_owned()
                },
            );
        }
        match &self.body {
            Body::Is(value) => {
                if outcome.body.as_ref() != Some(value) {
                    let found = outcome
                        .body
                        .as_ref()
                        .map_or_else(|| "none".to_owned(), Value::to_string);
                    differ("typed body, encoded again", value.to_string(), found);
                }
                let error = outcome
                    .decode_error
                    .as_ref()
                    .map(|error| error.message.clone());
                differ(
                    "decode error",
                    "none".to_owned(),
                    error.unwrap_or_else(|| "none".to_owned()),
                );
            }
            Body::Unfit(kinds) => {
                let found = outcome
                    .decode_error
                    .as_ref()
                    .map_or("none", |error| error.kind);
                if !kinds.contains(&found) {
                    differ("decode error", kinds.join(" or "), found.to_owned());
                }
                let found = outcome
                    .body
                    .as_ref()
                    .map_or_else(|| "none".to_owned(), Value::to_string);
                differ("typed body", "none".to_owned(), found);
            }
            Body::Untyped => {
                let found = outcome
                    .body
                    .as_ref()
                    .map_or_else(|| "none".to_owned(), Value::to_string);
                differ("typed body", "none".to_owned(), found);
            }
        }
        differ(
            "maybe_executed",
            "true".to_owned(),
            outcome.maybe_executed.to_string(),
        );
        verdict(differences, outcome)
    }
}

/// Whether `key` of the Responses Object is a success.
pub fn is_success(key: &str) -> bool {
    key.starts_with('2')
}

/// The variant that an answer must reach.
pub fn variant(response: &Response) -> String {
    status::variant(&response.key)
}
