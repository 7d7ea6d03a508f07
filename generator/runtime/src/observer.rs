//! Looking on while a call is attempted: for metrics, logs and tests.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;

use crate::answer::Missing;
use crate::{Answer, Error, Operation};

/// Hears of each attempt of each call of a client. Nothing that it hears is secret: no URL, no header, no body.
///
/// The functions are called between the steps of a call, so they should not wait for anything. A call whose future is
/// dropped ends without a further word.
pub trait Observer: Send + Sync {
    /// A request is about to be sent; what credentials need was put in.
    fn before(&self, attempt: &Attempt) {
        let _ = attempt;
    }

    /// It was answered, and the answer was read up to where the caller reads it, or there is none.
    fn after(&self, attempt: &Attempt, outcome: &AttemptOutcome) {
        let _ = (attempt, outcome);
    }

    /// It will be sent again after this time.
    fn again(&self, attempt: &Attempt, wait: Duration) {
        let _ = (attempt, wait);
    }
}

impl<T: Observer + ?Sized> Observer for Arc<T> {
    fn before(&self, attempt: &Attempt) {
        (**self).before(attempt);
    }

    fn after(&self, attempt: &Attempt, outcome: &AttemptOutcome) {
        (**self).after(attempt, outcome);
    }

    fn again(&self, attempt: &Attempt, wait: Duration) {
        (**self).again(attempt, wait);
    }
}

/// One sending of a request.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    pub(crate) operation: &'static Operation,
    pub(crate) number: u32,
}

impl Attempt {
    /// What is called: its method and its path template among other facts.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Which attempt of the call it is, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug)]
pub struct AttemptOutcome {
    status: Option<StatusCode>,
    error: Option<&'static str>,
    elapsed: Duration,
}

impl AttemptOutcome {
    pub(crate) fn new(outcome: &Result<Answer, Error>, elapsed: Duration) -> Self {
        let (status, error) = match outcome {
            Ok(answer) => (Some(answer.status()), answer.missing().map(Missing::kind)),
            Err(error) => (error.status(), Some(error.kind())),
        };
        Self {
            status,
            error,
            elapsed,
        }
    }

    /// The status, where an answer began.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// The kind of failure, where the answer did not come whole: `connect`, `timeout`, `transport`, `interrupted` or
    /// `too_large`.
    pub fn error(&self) -> Option<&'static str> {
        self.error
    }

    /// From the first byte sent to the last one read.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}
