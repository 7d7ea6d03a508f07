//! Whether a request goes out again: what came of an attempt in, yes or no out.
//!
//! Two questions, and both must be answered by yes. May it help: is the failure one that passes? And does it do no harm:
//! was nothing carried out, or does carrying it out twice do what once does?

use std::time::Duration;

use reqwest::StatusCode;

use super::wait::Backoff;
use crate::{Answer, Error};

/// How often a request is sent at most, unless the caller says otherwise.
const ATTEMPTS: u32 = 3;
/// The longest wait before the first repetition, unless the caller says otherwise.
const BASE: Duration = Duration::from_millis(500);
/// The longest wait before any, unless the caller says otherwise or the server asks for more.
const CAP: Duration = Duration::from_secs(20);

/// What happens when a call fails in a way that passes.
///
/// Sent again is what was answered 429, 502, 503 or 504, what got no whole answer, and what found no connection. The first
/// two only where repeating is safe: where the method is idempotent (RFC 9110, section 9.2.2), or the document's
/// `x-idempotent` says that the operation is, or the call has an `Idempotency-Key`, or [`idempotent`](Self::idempotent)
/// was called. Also then a body that is a stream is sent only once.
///
/// A 429 is no exception, not even with a `Retry-After`: RFC 6585, section 4, says that the user has sent too many requests,
/// and leaves open how they are counted, and whether a part of the work was done before somebody counted.
///
/// What fails for its credentials is not sent again, also where that passes
/// ([`CredentialsError::passing`](crate::CredentialsError::passing)): a token endpoint that has no answer is asked once a
/// call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub struct RetryPolicy {
    pub(crate) attempts: u32,
    pub(crate) backoff: Backoff,
    pub(crate) idempotent: Option<bool>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryPolicy {
    /// Three attempts in all, with waits of up to 0.5 s and then up to 1 s.
    pub const fn new() -> Self {
        Self {
            attempts: ATTEMPTS,
            backoff: Backoff {
                base: BASE,
                cap: CAP,
            },
            idempotent: None,
        }
    }

    /// Nothing is sent again, but for what credentials do about a 401.
    pub const fn never() -> Self {
        Self::new().attempts(1)
    }

    /// Limits how often a request is sent in all; one or none: once.
    pub const fn attempts(mut self, most: u32) -> Self {
        self.attempts = most;
        self
    }

    /// Sets the waits. Before the first repetition it is a random time up to `base`, before each further one up to twice as
    /// much, never more than `cap`. A `Retry-After` of the server comes on top of it; an answer that asks for more time than
    /// the call has left is given at once.
    pub const fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.backoff = Backoff { base, cap };
        self
    }

    /// Says whether carrying out a call twice does no more than carrying it out once, whatever its method and the document
    /// say.
    pub const fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = Some(idempotent);
        self
    }
}

/// A failure that passes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Passing {
    /// No connection came about, or no credentials, so nothing was sent.
    Unsent,
    /// It was sent, and whether it was carried out is not known: no whole answer came, or one that says that there will be
    /// a better one.
    Open,
}

impl Passing {
    /// `None`: what came is the end of the call, or failed in a way for which it is not sent again.
    pub(crate) fn of(outcome: &Result<Answer, Error>) -> Option<Self> {
        match outcome {
            Ok(answer) => Self::of_status(answer.status()),
            // May pass, but many calls share what the credentials ask: not each of them asks it again and again.
            Err(Error::Credentials(_)) => None,
            Err(error) => Self::of_error(error),
        }
    }

    /// Statuses that say that the same request may be answered otherwise later: too many requests (RFC 6585, section 4),
    /// a gateway's trouble with what is behind it, and a server that is "temporarily" unable to answer (RFC 9110, sections
    /// 15.6.3 to 15.6.5). A 500 says nothing of the kind.
    pub(crate) fn of_status(status: StatusCode) -> Option<Self> {
        matches!(status.as_u16(), 429 | 502 | 503 | 504).then_some(Self::Open)
    }

    pub(crate) fn of_error(error: &Error) -> Option<Self> {
        match error {
            Error::Connect(_) => Some(Self::Unsent),
            // Also after a 401, by which the server refused what it got.
            Error::Credentials(error) => error.passes().then_some(Self::Unsent),
            Error::Transport(error) if error.has_large_head() => None,
            Error::Timeout(_) | Error::Transport(_) | Error::Interrupted(_) => Some(Self::Open),
            Error::Undocumented(error) => Self::of_status(error.answer().status()),
            Error::InvalidRequest(_)
            | Error::Deprecated(_)
            | Error::MissingCredentials(_)
            | Error::TooLarge(_)
            | Error::Decode(_)
            | Error::Sunset(_)
            | Error::NextPage(_) => None,
        }
    }

    /// Whether sending the request again can't carry it out twice against anybody's will.
    pub(crate) fn is_safe(self, repeatable: bool) -> bool {
        repeatable || self == Self::Unsent
    }
}
