//! Everything that can keep a call from ending in a documented answer, as one enum that a caller can match.
//!
//! Each variant keeps what is known by then: an answer's status, headers and body are never lost. No message and no
//! `Debug` output holds a credential, a parameter's value or a URL's query; what the API itself says of an error is told.

mod failures;

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::api_error::sentence;
use crate::tally::Tally;
use crate::transport::Passing;
use crate::{
    Answer, ApiError, DeprecationHeaders, DeprecationRefusal, Operation, Sunset, UnfitLink,
};

pub use failures::{
    FailedAuthorization, FailedExchange, InvalidRequest, MissingCredentials, Oversized,
    PartialAnswer, SunsetAnswer, UndocumentedAnswer, UnfitAnswer,
};
pub(crate) use failures::{LARGE_HEAD, has_large_head};
use failures::{is_late, source};

/// Why a call ended in none of the documented answers.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Parameters or body break the document's rules. Nothing was sent.
    InvalidRequest(InvalidRequest),
    /// The operation, or a part of the request, is deprecated, and the policy refuses to use it. Nothing was sent.
    Deprecated(DeprecationRefusal),
    /// The client has no credentials that the operation accepts. Nothing was sent.
    MissingCredentials(MissingCredentials),
    /// The credentials could not be put into the request, at first or after a 401, which is then kept. Nothing was carried
    /// out.
    Credentials(FailedAuthorization),
    /// No connection came about: name resolution, TCP or TLS failed. The request was not sent.
    Connect(FailedExchange),
    /// The time was over before an answer began.
    Timeout(FailedExchange),
    /// The connection failed before an answer began, or the answer has more headers than the HTTP client reads.
    Transport(FailedExchange),
    /// A success, or an answer that the document does not name, began and did not end: the connection was cut, or the time
    /// was over. A documented error reaches its variant all the same.
    Interrupted(PartialAnswer),
    /// The body of such an answer, or one event or line of it, is larger than the client reads.
    TooLarge(Oversized),
    /// A documented success whose body is not what the document promises.
    Decode(UnfitAnswer),
    /// A 410 that the document does not name, after the sunset that the document or the answer announces: the operation is
    /// gone for good. Where the document names 410, its own variant holds the answer, and
    /// [`ErrorResponse::sunset`](crate::ErrorResponse::sunset) tells of it.
    Sunset(SunsetAnswer),
    /// Any other status that the document does not name.
    Undocumented(UndocumentedAnswer),
    /// A page of a list, which was given, leads to no next one as it should.
    NextPage(UnfitLink),
}

impl Error {
    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        match self {
            Self::InvalidRequest(error) => error.operation,
            Self::Deprecated(refusal) => refusal.operation(),
            Self::MissingCredentials(error) => error.operation,
            Self::Credentials(error) => error.operation,
            Self::Connect(error) | Self::Timeout(error) | Self::Transport(error) => error.operation,
            Self::Interrupted(error) => error.answer.operation(),
            Self::TooLarge(error) => error.answer.operation(),
            Self::Decode(error) => error.answer.operation(),
            Self::Sunset(error) => error.answer.operation(),
            Self::Undocumented(error) => error.answer.operation(),
            Self::NextPage(error) => error.answer().operation(),
        }
    }

    /// The answer, as far as there is one; of [`Interrupted`](Self::Interrupted) and [`TooLarge`](Self::TooLarge) its
    /// body is only a beginning.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Interrupted(error) => Some(&error.answer),
            Self::TooLarge(error) => Some(&error.answer),
            Self::Decode(error) => Some(&error.answer),
            Self::Sunset(error) => Some(&error.answer),
            Self::Undocumented(error) => Some(&error.answer),
            Self::NextPage(error) => Some(error.answer()),
            Self::Credentials(error) => error.answer.as_deref(),
            Self::InvalidRequest(_)
            | Self::Deprecated(_)
            | Self::MissingCredentials(_)
            | Self::Connect(_)
            | Self::Timeout(_)
            | Self::Transport(_) => None,
        }
    }

    /// What an attempt before was answered, where the last one got no answer: the last such answer, such as a 503 after which
    /// the request was sent again.
    pub fn earlier_answer(&self) -> Option<&Answer> {
        match self {
            Self::Credentials(error) => error.earlier.as_ref(),
            Self::Connect(error) | Self::Timeout(error) | Self::Transport(error) => {
                error.earlier.as_ref()
            }
            _ => None,
        }
    }

    /// Adds what an attempt before was answered; an error with an answer of its own has no need of it.
    pub(crate) fn with_earlier(mut self, earlier: Option<Answer>) -> Self {
        match &mut self {
            Self::Connect(error) | Self::Timeout(error) | Self::Transport(error) => {
                error.earlier = earlier;
            }
            Self::Credentials(error) if error.answer.is_none() => error.earlier = earlier,
            _ => {}
        }
        self
    }

    /// The status of the answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.answer().map(Answer::status)
    }

    /// The headers of the answer.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.answer().map(Answer::headers)
    }

    /// What was read of the answer's body.
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.answer().map(Answer::raw)
    }

    /// What the answer's headers announce about the end of the operation.
    pub fn deprecation(&self) -> Option<DeprecationHeaders> {
        self.answer().map(Answer::deprecation)
    }

    /// That the operation is gone for good ([`Answer::sunset`]).
    pub fn sunset(&self) -> Option<Sunset> {
        self.answer()?.sunset()
    }

    /// How often the request was sent, or was about to be when no connection came about; 0 where the call was refused
    /// before.
    pub fn attempts(&self) -> u32 {
        self.tally().attempts
    }

    /// How long the call took until it failed; nothing where it was refused before anything was done.
    pub fn elapsed(&self) -> Duration {
        self.tally().elapsed
    }

    /// By what name the server knows the request ([`Answer::request_id`]).
    pub fn request_id(&self) -> Option<&str> {
        self.answer()?.request_id()
    }

    /// How long the server asks to wait before the next call.
    pub fn retry_after(&self) -> Option<Duration> {
        self.answer()?.retry_after()
    }

    /// Whether calling again may help, and can't carry the call out twice against anybody's will: the failure is one that
    /// passes, and nothing was sent or repeating is safe. [`RetryPolicy`](crate::RetryPolicy) says when that is; such a call
    /// was sent again already, as often as the policy, the time and the budget allowed, unless its credentials failed.
    pub fn is_retryable(&self) -> bool {
        Passing::of_error(self).is_some_and(|it| it.is_safe(self.tally().repeatable))
    }

    /// What the API itself says of the error; `None`: it did not say that there is one.
    pub fn api_error(&self) -> Option<ApiError> {
        self.answer()?.api_error()
    }

    /// Whether not even one attempt got as far as to send the request.
    pub(crate) fn sent_nothing(&self) -> bool {
        match self {
            Self::Connect(error) => !error.tally.reached,
            _ => self.attempts() == 0,
        }
    }

    fn tally(&self) -> Tally {
        match self {
            Self::Credentials(error) => error.tally,
            Self::Connect(error) | Self::Timeout(error) | Self::Transport(error) => error.tally,
            _ => self
                .answer()
                .map(|answer| *answer.tally())
                .unwrap_or_default(),
        }
    }

    /// Why the call was refused as deprecated.
    pub fn deprecation_refusal(&self) -> Option<&DeprecationRefusal> {
        match self {
            Self::Deprecated(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// Whether a time limit ended the call.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Timeout(_) => true,
            Self::Credentials(error) => error.source.is_late(),
            Self::Connect(error) => is_late(&error.cause),
            Self::Interrupted(error) => is_late(&error.cause),
            _ => false,
        }
    }

    /// Whether the server may have carried out the call: false only where the request can't have reached it.
    ///
    /// Where it is true and there is no answer, look before you call again.
    pub fn maybe_executed(&self) -> bool {
        match self {
            Self::InvalidRequest(_) | Self::Deprecated(_) | Self::MissingCredentials(_) => false,
            // Not this time; but an attempt before may have come through.
            Self::Credentials(_) | Self::Connect(_) => self.tally().reached,
            Self::Timeout(_)
            | Self::Transport(_)
            | Self::Interrupted(_)
            | Self::TooLarge(_)
            | Self::Decode(_)
            | Self::Sunset(_)
            | Self::Undocumented(_)
            | Self::NextPage(_) => true,
        }
    }

    /// What to do about a call of which nobody knows what became of it.
    fn advice(&self) -> &'static str {
        if self.tally().repeatable {
            "the server may have carried it out, but calling again does no more than that"
        } else {
            "the server may have carried it out, so it was not sent again: look before you call again"
        }
    }

    /// A word for the kind of error that stays the same, for logs and metrics (`error.type` of OpenTelemetry).
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::Deprecated(_) => "deprecated",
            Self::MissingCredentials(_) => "missing_credentials",
            Self::Credentials(_) => "credentials",
            Self::Connect(_) => "connect",
            Self::Timeout(_) => "timeout",
            Self::Transport(_) => "transport",
            Self::Interrupted(_) => "interrupted",
            Self::TooLarge(_) => "too_large",
            Self::Decode(_) => "decode",
            Self::Sunset(_) => "sunset",
            Self::Undocumented(_) => "undocumented",
            Self::NextPage(_) => "next_page",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` ", self.operation().id)?;
        match self {
            Self::InvalidRequest(error) => {
                formatter
                    .write_str("was not called, because its input breaks the document's rules")?;
                for (index, violation) in error.violations.iter().enumerate() {
                    formatter.write_str(if index == 0 { ": " } else { "; " })?;
                    violation.fmt(formatter)?;
                }
                Ok(())
            }
            Self::Deprecated(refusal) => refusal.explain(formatter),
            Self::MissingCredentials(error) => error.explain(formatter),
            Self::Credentials(error) => {
                match &error.answer {
                    Some(answer) => write!(
                        formatter,
                        "was answered {}, and the credentials could not be prepared for another attempt",
                        answer.status(),
                    ),
                    None if error.tally.reached => formatter.write_str(
                        "was not called again, because the credentials could not be prepared",
                    ),
                    None => formatter
                        .write_str("was not called, because the credentials could not be prepared"),
                }?;
                if error.tally.reached {
                    write!(formatter, "; {}", self.advice())?;
                }
                Ok(())
            }
            Self::Connect(error) if error.tally.reached => write!(
                formatter,
                "could not connect to the server again; {}",
                self.advice(),
            ),
            Self::Connect(_) => {
                formatter.write_str("could not connect to the server; nothing was sent")
            }
            Self::Timeout(_) => write!(formatter, "got no answer in time; {}", self.advice()),
            Self::Transport(error) if error.has_large_head() => {
                write!(formatter, "was {LARGE_HEAD}; {}", self.advice())
            }
            Self::Transport(_) => write!(
                formatter,
                "lost the connection before an answer; {}",
                self.advice(),
            ),
            Self::Interrupted(error) => write!(
                formatter,
                "was answered {}, but {} after {} bytes of the body",
                error.answer.status(),
                if is_late(&error.cause) {
                    "the time was over"
                } else {
                    "the connection was cut"
                },
                error.received,
            ),
            Self::TooLarge(error) => write!(
                formatter,
                "was answered {} with a body, or a piece of a stream, of more than {} bytes, the client's limit",
                error.answer.status(),
                error.limit,
            ),
            Self::Decode(error) => write!(
                formatter,
                "was answered {}, but the body is not as documented: {}",
                error.answer.status(),
                error.error,
            ),
            Self::Sunset(error) => {
                write!(
                    formatter,
                    "was answered {}, and {}",
                    error.answer.status(),
                    error.sunset,
                )?;
                quote(&error.answer, formatter)
            }
            Self::Undocumented(error) => {
                write!(
                    formatter,
                    "was answered {}, which the document does not name ({} bytes of body)",
                    error.answer.status(),
                    error.answer.raw().len(),
                )?;
                quote(&error.answer, formatter)
            }
            Self::NextPage(error) => write!(
                formatter,
                "was answered {}, but {}",
                error.answer().status(),
                error.problem(),
            ),
        }?;
        let earlier = self.earlier_answer().map(Answer::status);
        self.tally().explain(self.request_id(), earlier, formatter)
    }
}

/// What the API itself says of it.
fn quote(answer: &Answer, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match sentence(answer.raw()) {
        Some(sentence) => write!(formatter, ": {sentence}"),
        None => Ok(()),
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Credentials(error) => Some(&*error.source),
            Self::Connect(error) | Self::Timeout(error) | Self::Transport(error) => {
                source(&error.cause)
            }
            Self::Interrupted(error) => source(&error.cause),
            Self::InvalidRequest(_)
            | Self::Deprecated(_)
            | Self::MissingCredentials(_)
            | Self::TooLarge(_)
            | Self::Decode(_)
            | Self::Sunset(_)
            | Self::Undocumented(_)
            | Self::NextPage(_) => None,
        }
    }
}
