//! What is told through `tracing`: that something deprecated is used, and, each time once, that a server says otherwise.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use tracing::warn;

use super::record::day;
use super::{DeprecatedPart, Deprecation, DeprecationHeaders};
use crate::Operation;

/// How many disagreements are remembered. A server that thinks of a new date with each answer can't fill the memory, nor
/// the log: beyond this many, nothing new is told.
const LIMIT: usize = 1_000;

/// Warns that a call uses something deprecated: a part of its request, or the operation itself.
pub(super) fn warn_deprecated(
    operation: &'static Operation,
    part: Option<&DeprecatedPart>,
    deprecation: &Deprecation,
    now: Timestamp,
) {
    warn!(
        target: "specwright::deprecation",
        operation = operation.id,
        parameter = part.and_then(|part| part.location().parameter()),
        property = part.map(DeprecatedPart::pointer).filter(|it| !it.is_empty()),
        value = part.and_then(DeprecatedPart::value),
        sunset = deprecation.sunset.map(tracing::field::display),
        successor = deprecation.successor,
        docs = deprecation.link,
        "{}", sentence(part, deprecation, now)
    );
}

fn sentence(part: Option<&DeprecatedPart>, deprecation: &Deprecation, now: Timestamp) -> String {
    let (what, end) = match part {
        None => ("operation", "stop answering"),
        Some(part) => (part.noun(), "stop working"),
    };
    if deprecation.is_sunset(now) {
        format!("the {what} is deprecated and its sunset has come: it may {end} at any time")
    } else if deprecation.sunset.is_some() {
        format!("the {what} is deprecated and will {end} from its sunset on")
    } else {
        format!("the {what} is deprecated")
    }
}

/// Where servers disagreed with the document, each time they did so in another way.
#[derive(Debug, Default)]
pub(crate) struct Disagreements(Mutex<HashSet<(&'static str, String)>>);

impl Disagreements {
    /// Tells where an answer's headers say something else than the document does: sunset dates move.
    pub(crate) fn compare(&self, operation: &'static Operation, headers: &DeprecationHeaders) {
        let document = operation.deprecation.as_ref();
        let in_document = document.and_then(|deprecation| deprecation.sunset);
        let in_answer = headers.sunset().map(day);
        if headers.is_deprecated() && document.is_none() {
            self.disagree(
                operation,
                "the server says that the operation is deprecated, the document does not",
                headers,
            );
        }
        match (in_document, in_answer) {
            (Some(documented), Some(announced)) if documented != announced => self.disagree(
                operation,
                &format!("the server announces {announced} as sunset, the document {documented}"),
                headers,
            ),
            (None, Some(announced)) => self.disagree(
                operation,
                &format!("the server announces {announced} as sunset, the document none"),
                headers,
            ),
            _ => {}
        }
        for ill_formed in headers.ill_formed() {
            let header = ill_formed.header();
            self.disagree(
                operation,
                &format!(
                    "the server's `{header}` header is not well-formed: {:?}",
                    ill_formed.raw()
                ),
                headers,
            );
        }
    }

    fn disagree(
        &self,
        operation: &'static Operation,
        sentence: &str,
        headers: &DeprecationHeaders,
    ) {
        if !self.is_new(operation, sentence) {
            return;
        }
        warn!(
            target: "specwright::deprecation",
            operation = operation.id,
            sunset = headers.sunset().map(tracing::field::display),
            successor = headers.successor(),
            docs = headers.documentation().or(headers.sunset_policy()),
            "{sentence}"
        );
    }

    fn is_new(&self, operation: &'static Operation, sentence: &str) -> bool {
        // Whoever panicked while holding the lock left a whole set behind: an insertion is not half done.
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.len() < LIMIT && told.insert((operation.id, sentence.to_owned()))
    }
}

#[cfg(test)]
mod tests;
