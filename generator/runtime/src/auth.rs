//! How a request proves who sends it: the document's schemes and what the caller has in, an authorised request out.
//!
//! Every kind of credentials goes through [`Credentials`]: it may change the request, fetch what it needs first, and
//! answer a challenge. So new kinds need no change in calls or in generated code.

mod api_key;
mod basic;
mod bearer;
mod client_credentials;
mod digest;
mod invalid;
mod servers;
#[cfg(test)]
mod tests;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{StatusCode, Url};
use tokio::time::Instant;

use crate::client::Http;
use crate::{Operation, SecurityRequirement, SecurityScheme};

pub use api_key::ApiKey;
pub use basic::BasicAuth;
pub use bearer::BearerToken;
pub use client_credentials::ClientCredentials;
pub use digest::DigestAuth;
pub use invalid::InvalidCredentials;

/// The work of credentials that are ready at once. It has no size, so that no memory is needed for its box.
struct Ready;

impl Future for Ready {
    type Output = Result<(), CredentialsError>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(Ok(()))
    }
}

/// A future that can be sent to another thread.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a caller can authenticate with.
///
/// An implementation marks the header values that it sets as sensitive
/// ([`HeaderValue::set_sensitive`]), and keeps its secrets out of `Debug` and out of its errors.
pub trait Credentials: Send + Sync {
    /// Whether these credentials can satisfy a scheme of the document.
    fn satisfies(&self, scheme: &SecurityScheme) -> bool;

    /// Puts the proof into a request, which is complete but for that; called before every attempt.
    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        authorization: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>>;

    /// Hears that the server answered an authorised request with 401 (RFC 9110, section 15.5.2), and says whether
    /// another attempt makes sense: with a new token, or with the nonce of the challenge. Asked once a call; a body
    /// that is a stream can't be sent again whatever the reaction is, but the next call may be the better for it.
    ///
    /// Without an implementation the 401 is the answer.
    fn challenged<'a>(
        &'a self,
        challenge: AnswerHead<'a>,
        authorization: Authorization<'a>,
    ) -> BoxFuture<'a, Result<Reaction, CredentialsError>> {
        let _ = (challenge, authorization);
        Box::pin(async { Ok(Reaction::GiveUp) })
    }

    /// Hears of the call's answer, whatever its status: what is to be used next may stand in its headers
    /// (`Authentication-Info`, RFC 7615).
    fn answered(&self, _: AnswerHead<'_>) {}
}

impl<T: Credentials + ?Sized> Credentials for Arc<T> {
    fn satisfies(&self, scheme: &SecurityScheme) -> bool {
        (**self).satisfies(scheme)
    }

    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        authorization: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        (**self).authorize(request, authorization)
    }

    fn challenged<'a>(
        &'a self,
        challenge: AnswerHead<'a>,
        authorization: Authorization<'a>,
    ) -> BoxFuture<'a, Result<Reaction, CredentialsError>> {
        (**self).challenged(challenge, authorization)
    }

    fn answered(&self, answer: AnswerHead<'_>) {
        (**self).answered(answer);
    }
}

/// What credentials may need to know of the call that they authorise.
#[derive(Clone, Copy)]
pub struct Authorization<'a> {
    pub(crate) requirement: &'static SecurityRequirement,
    pub(crate) operation: &'static Operation,
    pub(crate) http: &'a Http,
    /// When the call's time is over, if ever.
    pub(crate) until: Option<Instant>,
    /// Whether secrets may go to another machine without TLS.
    pub(crate) allow_plaintext: bool,
}

impl<'a> Authorization<'a> {
    /// The scheme to satisfy.
    pub fn scheme(&self) -> &'static SecurityScheme {
        self.requirement.scheme
    }

    /// The scopes that the operation needs.
    pub fn scopes(&self) -> &'static [&'static str] {
        self.requirement.scopes
    }

    /// The operation that is called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The connections of the client to a URL, for a request of one's own, such as one for a token. What is on this machine
    /// is reached without a proxy.
    pub fn http(&self, url: &Url) -> Result<&'a reqwest::Client, CredentialsError> {
        let http = self.http.of(url);
        http.map_err(|error| {
            CredentialsError::new("the HTTP client could not be made").with_source(error)
        })
    }

    /// How much of the call's time is left.
    pub fn time_left(&self) -> Duration {
        let left = |until: Instant| until.saturating_duration_since(Instant::now());
        self.until.map_or(Duration::MAX, left)
    }
}

impl fmt::Debug for Authorization<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Authorization")
            .field("scheme", &self.scheme().name)
            .field("operation", &self.operation.id)
            .field("time_left", &self.time_left())
            .finish_non_exhaustive()
    }
}

/// The head of an answer to an authorised request.
#[derive(Clone, Copy)]
pub struct AnswerHead<'a> {
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) url: &'a Url,
    /// The request's `Authorization`.
    pub(crate) proof: Option<&'a HeaderValue>,
}

impl<'a> AnswerHead<'a> {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers, of a 401 `WWW-Authenticate` among them.
    pub fn headers(&self) -> &'a HeaderMap {
        self.headers
    }

    /// Where the answer came from: another place than the call's, if the caller's own HTTP client follows redirects.
    pub fn url(&self) -> &'a Url {
        self.url
    }

    /// What the request had as `Authorization`: many calls share credentials, and these may have changed since.
    pub fn authorization(&self) -> Option<&'a HeaderValue> {
        self.proof
    }
}

/// Not the URL, whose query may hold a key.
impl fmt::Debug for AnswerHead<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AnswerHead")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// What to do about a 401.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Reaction {
    /// The 401 is the call's answer.
    GiveUp,
    /// Authorise the request once more and send it again. The server refused the first one, so nothing is done twice.
    SendAgain,
}

/// Why credentials could not be put into a request.
#[derive(Debug)]
pub struct CredentialsError {
    message: String,
    is_late: bool,
    passes: bool,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl CredentialsError {
    /// Says what went wrong; no secret may be in it.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            is_late: false,
            passes: false,
            source: None,
        }
    }

    /// That the call's time was over.
    pub(crate) fn late() -> Self {
        Self {
            is_late: true,
            ..Self::new("the time was over before the credentials were ready").passing()
        }
    }

    pub(crate) fn is_late(&self) -> bool {
        self.is_late
    }

    /// Says that the failure is one that passes, such as that of a token endpoint that is overloaded: calling again may
    /// help ([`Error::is_retryable`](crate::Error::is_retryable)).
    pub fn passing(mut self) -> Self {
        self.passes = true;
        self
    }

    /// Whether the failure is one that passes.
    pub fn passes(&self) -> bool {
        self.passes
    }

    /// Adds what it came from.
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for CredentialsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn std::error::Error + 'static))
    }
}

/// Credentials as a client keeps them.
pub(crate) type SharedCredentials = Arc<dyn Credentials>;

/// One requirement of an operation and the credentials that satisfy it.
#[derive(Clone, Copy)]
pub(crate) struct Satisfied<'c> {
    pub(crate) requirement: &'static SecurityRequirement,
    pub(crate) credentials: &'c SharedCredentials,
}

/// Picks the first of the operation's alternatives that the credentials satisfy; `None` where none is.
///
/// An alternative that asks for nothing comes last, wherever the document has it: who has credentials means to use them.
pub(crate) fn choose(
    operation: &'static Operation,
    credentials: &[SharedCredentials],
) -> Option<&'static [SecurityRequirement]> {
    let alternatives = || operation.security.iter().copied();
    let satisfied = alternatives()
        .filter(|alternative| !alternative.is_empty())
        .find(|alternative| {
            alternative
                .iter()
                .all(|it| satisfy(it, credentials).is_some())
        });
    let optional =
        operation.security.is_empty() || alternatives().any(<[SecurityRequirement]>::is_empty);
    satisfied.or_else(|| optional.then_some(&[]))
}

/// The first of the credentials that satisfy a requirement.
pub(crate) fn satisfy<'c>(
    requirement: &'static SecurityRequirement,
    credentials: &'c [SharedCredentials],
) -> Option<Satisfied<'c>> {
    let mut credentials = credentials.iter();
    let credentials = credentials.find(|it| it.satisfies(requirement.scheme))?;
    Some(Satisfied {
        requirement,
        credentials,
    })
}
