//! An answer of the server: read, then given its type, with status, headers and raw body kept in every outcome.

mod response;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

pub use response::{ErrorResponse, Response};

use crate::error::{Oversized, PartialAnswer, SunsetAnswer, UndocumentedAnswer, UnfitAnswer};
use crate::stream::Unread;
use crate::tally::Tally;
use crate::transport::{self, Passing};
use crate::{
    ApiError, ByteStream, DecodeError, DeprecationHeaders, Error, EventStream, JsonLines,
    Operation, RateLimit, Sunset, decode, headers, media,
};

/// The headers in which servers name a request, in lower case.
const REQUEST_IDS: [&str; 8] = [
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-ms-request-id",
    "x-github-request-id",
    "x-goog-request-id",
    "x-correlation-id",
];
/// What is longer is no name, and would fill a log.
const LONGEST_REQUEST_ID: usize = 200;

/// An answer that has no type yet. Its body was read whole, unless it is one of the operation's
/// [`streams`](Operation::streams).
///
/// Generated code looks at [`status`](Self::status) and then says which type the body has.
#[derive(Clone)]
pub struct Answer {
    // One pointer: answers stand in every error, and errors in every `Result`.
    parts: Arc<Parts>,
}

/// What is known of an answer before its body.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// When it came, by the client's clock: what its headers say of time counts from then.
    pub(crate) received: Timestamp,
    pub(crate) tally: Tally,
}

struct Parts {
    head: Head,
    body: Bytes,
    unread: Mutex<Option<Unread>>,
    missing: Option<Missing>,
}

/// Why an answer is not whole.
#[derive(Clone, Debug)]
pub(crate) enum Missing {
    /// It began and did not end.
    Interrupted {
        /// What the HTTP client says; without one the time was over.
        cause: Option<Arc<reqwest::Error>>,
    },
    /// It is larger than the client reads.
    TooLarge {
        /// In bytes.
        limit: usize,
    },
}

impl Missing {
    /// The error of a call that gets no answer because of it.
    pub(crate) fn error(&self, answer: Answer) -> Error {
        match self {
            Self::Interrupted { cause } => {
                let received = u64::try_from(answer.raw().len()).unwrap_or(u64::MAX);
                Error::Interrupted(PartialAnswer::new(answer, received, cause.clone()))
            }
            Self::TooLarge { limit } => Error::TooLarge(Oversized::new(answer, *limit)),
        }
    }

    /// For `error.type` of a span.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Interrupted { .. } => "interrupted",
            Self::TooLarge { .. } => "too_large",
        }
    }
}

impl Answer {
    /// An answer that no server sent: for benchmarks.
    #[doc(hidden)]
    pub fn made_up(
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        let head = Head {
            operation,
            status,
            headers,
            received: Timestamp::now(),
            tally: Tally::default(),
        };
        Self::new(head, body)
    }

    /// An answer whose body was read.
    pub(crate) fn new(head: Head, body: Bytes) -> Self {
        Self::from_parts(Parts {
            head,
            body,
            unread: Mutex::new(None),
            missing: None,
        })
    }

    /// An answer whose body is still to be read.
    pub(crate) fn unread(head: Head, unread: Unread) -> Self {
        Self::from_parts(Parts {
            head,
            body: Bytes::new(),
            unread: Mutex::new(Some(unread)),
            missing: None,
        })
    }

    /// The same answer, of whose body this is only the beginning.
    pub(crate) fn broken_off(&self, missing: Missing) -> Self {
        Self::from_parts(Parts {
            head: self.parts.head.clone(),
            body: self.parts.body.clone(),
            unread: Mutex::new(None),
            missing: Some(missing),
        })
    }

    fn from_parts(parts: Parts) -> Self {
        Self {
            parts: Arc::new(parts),
        }
    }

    /// Why the body is not whole.
    pub(crate) fn missing(&self) -> Option<&Missing> {
        self.parts.missing.as_ref()
    }

    /// The same answer with a part of its body as the body: what an error in a stream is about.
    pub(crate) fn with_body(&self, body: Bytes) -> Self {
        Self::new(self.parts.head.clone(), body)
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.parts.head.operation
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.parts.head.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.head.headers
    }

    /// The body as it came; empty where it is left to be read as a stream.
    pub fn raw(&self) -> &[u8] {
        &self.parts.body
    }

    /// The body piece by piece, whatever it is. What is left unread goes to whoever asks first, also among clones.
    pub fn into_stream(self) -> ByteStream {
        let unread = self.lock_unread().take();
        let unread = unread.unwrap_or_else(|| Unread::read(self.parts.body.clone()));
        ByteStream::new(self, unread)
    }

    /// What the headers announce about the end of the operation.
    pub fn deprecation(&self) -> DeprecationHeaders {
        DeprecationHeaders::read(self.headers())
    }

    /// That the operation is gone for good: this is a 410, and by the client's clock the sunset has come that the document or
    /// the answer's header `Sunset` names. `None`: it is not, or nobody says so.
    pub fn sunset(&self) -> Option<Sunset> {
        let head = &self.parts.head;
        Sunset::read(
            head.operation,
            head.status,
            &self.deprecation(),
            head.received,
        )
    }

    /// How often the request was sent until this answer came.
    pub fn attempts(&self) -> u32 {
        self.tally().attempts
    }

    /// How long the call took, to the last byte of this answer, or to its head where its body is left to be read.
    pub fn elapsed(&self) -> Duration {
        self.tally().elapsed
    }

    /// By what name the server knows the request: what its people ask for. It is the first there is of the headers
    /// `X-Request-Id`, `Request-Id`, `X-Amzn-RequestId`, `X-Amz-Request-Id`, `X-Ms-Request-Id`, `X-GitHub-Request-Id`,
    /// `X-Goog-Request-Id` and `X-Correlation-Id`, where it is of visible characters.
    pub fn request_id(&self) -> Option<&str> {
        let named = |name: &&str| self.headers().get(*name)?.to_str().ok();
        let id = REQUEST_IDS.iter().find_map(named)?;
        (!id.is_empty() && id.len() <= LONGEST_REQUEST_ID).then_some(id)
    }

    /// How long the server asks to wait (`Retry-After`), in seconds or as a date, counted from when the answer came.
    pub fn retry_after(&self) -> Option<Duration> {
        transport::retry_after(self.headers(), self.parts.head.received)
    }

    /// How much more the caller may do by the headers; `None`: they don't say.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::read(self.headers(), self.parts.head.received)
    }

    /// Whether the same call may be answered otherwise later, and calling again can't carry it out twice against anybody's
    /// will; [`RetryPolicy`](crate::RetryPolicy) says when.
    pub fn is_retryable(&self) -> bool {
        Passing::of_status(self.status()).is_some_and(|it| it.is_safe(self.tally().repeatable))
    }

    /// What the API says of the error; `None`: it is none.
    pub fn api_error(&self) -> Option<ApiError> {
        ApiError::read(self)
    }

    pub(crate) fn tally(&self) -> &Tally {
        &self.parts.head.tally
    }

    /// The headers as the document describes them: an object whose properties are their names in lower case.
    pub fn typed_headers<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        headers::read(self.headers())
    }

    /// Which of the documented media types, or ranges of them, the body has: the position of the one that fits best. Where
    /// none does, it is 0, and reading the body as the first says why.
    pub fn representation(&self, documented: &[&str]) -> usize {
        let found = media::of(self.headers()).unwrap_or(media::OCTETS);
        let fits = documented.iter().map(|it| media::fit(it, found));
        // Of equals the first counts, and `max_by_key` would give the last.
        let best = fits.enumerate().rev().max_by_key(|(_, fit)| *fit);
        best.map_or(0, |(position, _)| position)
    }

    /// Reads the body of a success that the document promises as JSON of this media type.
    pub fn json<T: DeserializeOwned>(self, media_type: &'static str) -> Result<Response<T>, Error> {
        match self.read_json(media_type) {
            Ok(body) => Ok(Response::new(self, body)),
            Err(error) => Err(self.unfit(error)),
        }
    }

    /// Reads the body of a success that the document promises as text of this media type.
    pub fn text(self, media_type: &'static str) -> Result<Response<String>, Error> {
        match self.read_text(media_type) {
            Ok(body) => Ok(Response::new(self, body)),
            Err(error) => Err(self.unfit(error)),
        }
    }

    /// Takes the body of a success that the document promises as bytes of this media type.
    pub fn bytes(self, media_type: &'static str) -> Result<Response<Bytes>, Error> {
        match self.read_bytes(media_type) {
            Ok(body) => Ok(Response::new(self, body)),
            Err(error) => Err(self.unfit(error)),
        }
    }

    /// Takes a success that the document promises as bytes of this media type, to be read piece by piece.
    pub fn stream(self, media_type: &'static str) -> Result<Response<ByteStream>, Error> {
        Ok(self.typed(media_type)?.map(Self::into_stream))
    }

    /// Takes a success that the document promises as server-sent events, each with JSON, or a text, as its data.
    pub fn events<T: DeserializeOwned>(
        self,
        media_type: &'static str,
    ) -> Result<Response<EventStream<T>>, Error> {
        Ok(self.typed(media_type)?.map(EventStream::new))
    }

    /// Takes a success that the document promises as a JSON value a line.
    pub fn json_lines<T: DeserializeOwned>(
        self,
        media_type: &'static str,
    ) -> Result<Response<JsonLines<T>>, Error> {
        Ok(self.typed(media_type)?.map(JsonLines::new))
    }

    fn lock_unread(&self) -> MutexGuard<'_, Option<Unread>> {
        let unread = self.parts.unread.lock();
        unread.unwrap_or_else(PoisonError::into_inner)
    }

    /// The body, unless it was left unread or did not come to its end.
    fn whole(&self) -> Result<&Bytes, DecodeError> {
        if let Some(missing) = self.missing() {
            return Err(DecodeError::missing(missing));
        }
        match &*self.lock_unread() {
            None => Ok(&self.parts.body),
            Some(_) => Err(DecodeError::streamed()),
        }
    }

    fn read_json<T: DeserializeOwned>(&self, media_type: &'static str) -> Result<T, DecodeError> {
        decode::json(media_type, self.headers(), self.whole()?)
    }

    fn read_text(&self, media_type: &'static str) -> Result<String, DecodeError> {
        decode::text(media_type, self.headers(), self.whole()?)
    }

    fn read_bytes(&self, media_type: &'static str) -> Result<Bytes, DecodeError> {
        let body = self.whole()?;
        decode::octets(media_type, self.headers())?;
        Ok(body.clone())
    }

    fn unfit(self, error: DecodeError) -> Error {
        Error::Decode(UnfitAnswer::new(self, error))
    }

    /// Makes sure that the body has this media type.
    fn typed(self, media_type: &'static str) -> Result<Response<Self>, Error> {
        match decode::octets(media_type, self.headers()) {
            Ok(()) => Ok(Response::new(self.clone(), self)),
            Err(error) => Err(self.unfit(error)),
        }
    }

    /// Takes a success that the document promises no body for; one that comes all the same stays in
    /// [`raw`](Response::raw).
    pub fn empty(self) -> Response<()> {
        Response::new(self, ())
    }

    /// Reads the body of a documented error. It never fails: where the body does not fit, that is in the result.
    pub fn error_json<T: DeserializeOwned>(self, media_type: &'static str) -> ErrorResponse<T> {
        let body = self.read_json(media_type);
        ErrorResponse::new(self, body)
    }

    /// Reads the body of a documented error that is a text. It never fails: where the body does not fit, that is in the
    /// result.
    pub fn error_text(self, media_type: &'static str) -> ErrorResponse<String> {
        let body = self.read_text(media_type);
        ErrorResponse::new(self, body)
    }

    /// Takes the body of a documented error as bytes. It never fails: where the media type does not fit, that is in the
    /// result.
    pub fn error_bytes(self, media_type: &'static str) -> ErrorResponse<Bytes> {
        let body = self.read_bytes(media_type);
        ErrorResponse::new(self, body)
    }

    /// Takes a documented error that has no body by the document.
    pub fn error_empty(self) -> ErrorResponse<()> {
        ErrorResponse::new(self, Ok(()))
    }

    /// Takes an answer with a status that the document does not name; one that is not whole is told as such, and so is one
    /// that says that the operation is gone.
    pub fn undocumented(self) -> Error {
        if let Some(missing) = self.missing().cloned() {
            return missing.error(self);
        }
        match self.sunset() {
            Some(sunset) => Error::Sunset(SunsetAnswer::new(self, sunset)),
            None => Error::Undocumented(UndocumentedAnswer::new(self)),
        }
    }
}

/// Neither headers nor body: they may hold what belongs in no log, such as a cookie.
impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Answer")
            .field("operation", &self.operation().id)
            .field("status", &self.status())
            .field("bytes", &self.raw().len())
            .finish_non_exhaustive()
    }
}
