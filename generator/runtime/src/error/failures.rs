//! What the variants of an error hold.

use std::fmt;
use std::sync::Arc;

use crate::tally::Tally;
use crate::{
    Answer, CredentialsError, DecodeError, Operation, SecurityRequirement, SecurityScheme, Sunset,
    Violation,
};

/// Input that breaks the document's rules.
#[derive(Debug)]
pub struct InvalidRequest {
    pub(super) operation: &'static Operation,
    pub(super) violations: Vec<Violation>,
}

impl InvalidRequest {
    pub(crate) fn new(operation: &'static Operation, violations: Vec<Violation>) -> Self {
        Self {
            operation,
            violations,
        }
    }

    /// Every violation that was found; never empty.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

/// That the client has no credentials that an operation accepts.
#[derive(Debug)]
pub struct MissingCredentials {
    pub(super) operation: &'static Operation,
}

impl MissingCredentials {
    pub(crate) fn new(operation: &'static Operation) -> Self {
        Self { operation }
    }

    /// The alternatives that the operation accepts, as names of the document's schemes; all of one are needed together.
    pub fn accepted(&self) -> impl Iterator<Item = Vec<&'static str>> {
        let names = |schemes: &&'static [SecurityRequirement]| {
            schemes
                .iter()
                .map(|requirement| requirement.scheme.name)
                .collect()
        };
        self.operation.security.iter().map(names)
    }

    pub(super) fn explain(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let accepted: Vec<_> = self.accepted().map(|names| names.join(" with ")).collect();
        write!(
            formatter,
            "was not called, because the client has no credentials that it accepts: {}",
            accepted.join(", or "),
        )
    }
}

/// That credentials could not be put into a request.
#[derive(Debug)]
pub struct FailedAuthorization {
    pub(super) operation: &'static Operation,
    pub(super) scheme: &'static SecurityScheme,
    pub(super) source: Box<CredentialsError>,
    pub(super) tally: Tally,
    pub(super) answer: Option<Box<Answer>>,
    pub(super) earlier: Option<Answer>,
}

impl FailedAuthorization {
    pub(crate) fn new(
        operation: &'static Operation,
        scheme: &'static SecurityScheme,
        source: CredentialsError,
        tally: Tally,
    ) -> Self {
        Self {
            operation,
            scheme,
            source: Box::new(source),
            tally,
            answer: None,
            earlier: None,
        }
    }

    /// Adds the 401 that the credentials should have mended.
    pub(crate) fn after(mut self, answer: Option<Answer>) -> Self {
        self.answer = answer.map(Box::new);
        self
    }

    /// The 401 that they failed to answer; `None`: they failed before anything was sent.
    pub fn answer(&self) -> Option<&Answer> {
        self.answer.as_deref()
    }

    /// Whether what kept the credentials from being prepared passes.
    pub(crate) fn passes(&self) -> bool {
        self.source.passes()
    }

    /// The name of the document's scheme that was to be satisfied.
    pub fn scheme(&self) -> &'static str {
        self.scheme.name
    }
}

/// What the HTTP client says; `None`: nothing, but the time was over.
pub(super) type Cause = Option<Arc<reqwest::Error>>;

pub(super) fn is_late(cause: &Cause) -> bool {
    cause.as_ref().is_none_or(|error| error.is_timeout())
}

/// What is wrong with an answer that [`has_large_head`].
pub(crate) const LARGE_HEAD: &str = "answered with more headers than the HTTP client reads";

/// Whether the failure is an answer with too many headers, or too large ones. No type of the HTTP client says so, only its
/// words do. Over HTTP/2 it has none for up to four times of what it reads.
pub(crate) fn has_large_head(error: &reqwest::Error) -> bool {
    let mut causes = std::iter::successors(std::error::Error::source(error), |it| it.source());
    causes.any(|cause| {
        let text = cause.to_string();
        // What is received, and not detected, is about the request.
        let is_detected = text.starts_with("connection error detected");
        let has = |word: &str| is_detected && text.contains(word);
        text == "message head is too large"
            || has("header_list_way_too_large")
            || has("too_many_continuations")
    })
}

pub(super) fn source(cause: &Cause) -> Option<&(dyn std::error::Error + 'static)> {
    cause.as_ref().map(|error| &**error as _)
}

/// That no answer began.
#[derive(Debug)]
pub struct FailedExchange {
    pub(super) operation: &'static Operation,
    pub(super) cause: Cause,
    pub(super) tally: Tally,
    pub(super) earlier: Option<Answer>,
}

impl FailedExchange {
    pub(crate) fn new(operation: &'static Operation, cause: Cause, tally: Tally) -> Self {
        Self {
            operation,
            cause,
            tally,
            earlier: None,
        }
    }

    /// Whether there was an answer, with more headers than are read. There would be again.
    pub(crate) fn has_large_head(&self) -> bool {
        self.cause.as_deref().is_some_and(has_large_head)
    }
}

/// An answer that began and did not end.
#[derive(Debug)]
pub struct PartialAnswer {
    pub(super) answer: Answer,
    pub(super) received: u64,
    pub(super) cause: Cause,
}

impl PartialAnswer {
    pub(crate) fn new(answer: Answer, received: u64, cause: Cause) -> Self {
        Self {
            answer,
            received,
            cause,
        }
    }

    /// How many bytes of the body came. In a stream those that were handed out are no longer in the answer.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Status, headers, and what was read of the body.
    pub fn answer(&self) -> &Answer {
        &self.answer
    }
}

/// An answer with a larger body, or one event or line of a stream, than the client reads.
#[derive(Debug)]
pub struct Oversized {
    pub(super) answer: Answer,
    pub(super) limit: usize,
}

impl Oversized {
    pub(crate) fn new(answer: Answer, limit: usize) -> Self {
        Self { answer, limit }
    }

    /// Status, headers, and the body up to the limit.
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// The limit in bytes.
    pub fn limit(&self) -> usize {
        self.limit
    }
}

/// A documented success whose body is not what the document promises.
#[derive(Debug)]
pub struct UnfitAnswer {
    pub(super) answer: Answer,
    pub(super) error: DecodeError,
}

impl UnfitAnswer {
    pub(crate) fn new(answer: Answer, error: DecodeError) -> Self {
        Self { answer, error }
    }

    /// The answer.
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// What is wrong with its body.
    pub fn error(&self) -> &DecodeError {
        &self.error
    }
}

/// An answer that says that its operation is gone for good.
#[derive(Debug)]
pub struct SunsetAnswer {
    pub(super) answer: Answer,
    // One pointer: errors stand in every `Result`.
    pub(super) sunset: Box<Sunset>,
}

impl SunsetAnswer {
    pub(crate) fn new(answer: Answer, sunset: Sunset) -> Self {
        Self {
            answer,
            sunset: Box::new(sunset),
        }
    }

    /// The answer.
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// When that was, and what to use instead.
    pub fn sunset(&self) -> &Sunset {
        &self.sunset
    }
}

/// An answer with a status that the document does not name.
#[derive(Debug)]
pub struct UndocumentedAnswer {
    pub(super) answer: Answer,
}

impl UndocumentedAnswer {
    pub(crate) fn new(answer: Answer) -> Self {
        Self { answer }
    }

    /// The answer.
    pub fn answer(&self) -> &Answer {
        &self.answer
    }
}
