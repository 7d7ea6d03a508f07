//! Telling through `tracing`, and telling each thing once.

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tracing::warn;

use super::record::day;
use super::{Clock, Deprecation, DeprecationHeaders};
use crate::Operation;

/// How many disagreements are remembered. A server that thinks of a new date with each answer can't fill the memory, nor
/// the log: beyond this many, nothing new is told.
const LIMIT: usize = 1_000;

/// What a client was warned of.
#[derive(Debug, Default)]
pub(crate) struct Told {
    deprecated: Mutex<HashSet<&'static str>>,
    disagreements: Mutex<HashSet<(&'static str, String)>>,
}

impl Told {
    /// Warns that a deprecated operation is called.
    pub(crate) fn warn_deprecated(&self, operation: &'static Operation, clock: &dyn Clock) {
        let Some(deprecation) = &operation.deprecation else {
            return;
        };
        if !lock(&self.deprecated).insert(operation.id) {
            return;
        }
        warn!(
            target: "specwright::deprecation",
            operation = operation.id,
            sunset = deprecation.sunset.map(tracing::field::display),
            successor = deprecation.successor,
            docs = deprecation.link,
            "{}", sentence(deprecation, clock)
        );
    }

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
        let mut told = lock(&self.disagreements);
        told.len() < LIMIT && told.insert((operation.id, sentence.to_owned()))
    }
}

/// Whoever panicked while holding the lock left a whole set behind: an insertion is not half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn sentence(deprecation: &Deprecation, clock: &dyn Clock) -> &'static str {
    match deprecation.sunset {
        Some(_) if deprecation.is_sunset(clock.now()) => {
            "the operation is deprecated and its sunset has come: it may stop answering at any time"
        }
        Some(_) => "the operation is deprecated and will stop answering from its sunset on",
        None => "the operation is deprecated",
    }
}
