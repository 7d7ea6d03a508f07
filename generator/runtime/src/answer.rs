//! An answer of the server: read, then given its type, with status, headers and raw body kept in every outcome.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::error::{Oversized, PartialAnswer, UndocumentedAnswer, UnfitAnswer};
use crate::stream::Unread;
use crate::{
    ByteStream, DecodeError, DeprecationHeaders, Error, EventStream, JsonLines, Operation, decode,
    headers, media,
};

/// An answer that has no type yet. Its body was read whole, unless it is one of the operation's
/// [`streams`](Operation::streams).
///
/// Generated code looks at [`status`](Self::status) and then says which type the body has.
#[derive(Clone)]
pub struct Answer {
    // One pointer: answers stand in every error, and errors in every `Result`.
    parts: Arc<Parts>,
}

struct Parts {
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
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
    pub(crate) fn new(
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        Self::from_parts(Parts {
            operation,
            status,
            headers,
            body,
            unread: Mutex::new(None),
            missing: None,
        })
    }

    /// An answer whose body is still to be read.
    pub(crate) fn unread(
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        unread: Unread,
    ) -> Self {
        Self::from_parts(Parts {
            operation,
            status,
            headers,
            body: Bytes::new(),
            unread: Mutex::new(Some(unread)),
            missing: None,
        })
    }

    /// The same answer, of whose body this is only the beginning.
    pub(crate) fn broken_off(&self, missing: Missing) -> Self {
        Self::from_parts(Parts {
            operation: self.operation(),
            status: self.status(),
            headers: self.headers().clone(),
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
        Self::new(
            self.operation(),
            self.status(),
            self.headers().clone(),
            body,
        )
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.parts.operation
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.parts.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
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
            Ok(body) => Ok(Response { body, answer: self }),
            Err(error) => Err(self.unfit(error)),
        }
    }

    /// Reads the body of a success that the document promises as text of this media type.
    pub fn text(self, media_type: &'static str) -> Result<Response<String>, Error> {
        match self.read_text(media_type) {
            Ok(body) => Ok(Response { body, answer: self }),
            Err(error) => Err(self.unfit(error)),
        }
    }

    /// Takes the body of a success that the document promises as bytes of this media type.
    pub fn bytes(self, media_type: &'static str) -> Result<Response<Bytes>, Error> {
        match self.read_bytes(media_type) {
            Ok(body) => Ok(Response { body, answer: self }),
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
            Ok(()) => Ok(Response {
                body: self.clone(),
                answer: self,
            }),
            Err(error) => Err(self.unfit(error)),
        }
    }

    /// Takes a success that the document promises no body for; one that comes all the same stays in
    /// [`raw`](Response::raw).
    pub fn empty(self) -> Response<()> {
        Response {
            body: (),
            answer: self,
        }
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

    /// Takes an answer with a status that the document does not name; one that is not whole is told as such.
    pub fn undocumented(self) -> Error {
        if let Some(missing) = self.missing().cloned() {
            return missing.error(self);
        }
        Error::Undocumented(UndocumentedAnswer::new(self))
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

/// A documented success; dereferences to its body.
#[derive(Clone)]
pub struct Response<T> {
    body: T,
    answer: Answer,
}

impl<T> Response<T> {
    /// The body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The body itself.
    pub fn into_body(self) -> T {
        self.body
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.answer.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// The body as it came.
    pub fn raw(&self) -> &[u8] {
        self.answer.raw()
    }

    /// What the headers announce about the end of the operation.
    pub fn deprecation(&self) -> DeprecationHeaders {
        self.answer.deprecation()
    }

    /// The headers as the document describes them.
    pub fn typed_headers<H: DeserializeOwned>(&self) -> Result<H, DecodeError> {
        self.answer.typed_headers()
    }

    /// The answer underneath.
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// Gives the body another type; where an operation has several successes, generated code puts them into one.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            body: change(self.body),
            answer: self.answer,
        }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

/// A stream is read through this; the raw body stays as it came.
impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.body
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.status())
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// A documented error: its body, or why that does not fit, and the answer either way.
#[derive(Clone)]
pub struct ErrorResponse<T> {
    // One pointer: an operation's error has one of these in each variant.
    inner: Box<ErrorInner<T>>,
}

#[derive(Clone)]
struct ErrorInner<T> {
    answer: Answer,
    body: Result<T, DecodeError>,
}

impl<T> ErrorResponse<T> {
    fn new(answer: Answer, body: Result<T, DecodeError>) -> Self {
        Self {
            inner: Box::new(ErrorInner { answer, body }),
        }
    }

    /// The body, or why it is not what the document promises.
    pub fn body(&self) -> Result<&T, &DecodeError> {
        self.inner.body.as_ref()
    }

    /// Gives the body another type; where an error's body has several forms, generated code puts them into one.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> ErrorResponse<U> {
        let ErrorInner { answer, body } = *self.inner;
        ErrorResponse::new(answer, body.map(change))
    }

    /// The body itself.
    pub fn into_body(self) -> Result<T, DecodeError> {
        self.inner.body
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.inner.answer.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.inner.answer.headers()
    }

    /// The body as it came.
    pub fn raw(&self) -> &[u8] {
        self.inner.answer.raw()
    }

    /// What the headers announce about the end of the operation.
    pub fn deprecation(&self) -> DeprecationHeaders {
        self.inner.answer.deprecation()
    }

    /// The headers as the document describes them.
    pub fn typed_headers<H: DeserializeOwned>(&self) -> Result<H, DecodeError> {
        self.inner.answer.typed_headers()
    }

    /// The answer underneath.
    pub fn answer(&self) -> &Answer {
        &self.inner.answer
    }
}

impl<T: fmt::Debug> fmt::Debug for ErrorResponse<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ErrorResponse")
            .field("status", &self.status())
            .field("body", &self.inner.body)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Display for ErrorResponse<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answer = self.answer();
        write!(
            formatter,
            "`{}` was answered {}",
            answer.operation().id,
            answer.status()
        )?;
        if let Some(detail) = detail(answer.raw()) {
            write!(formatter, ": {detail}")?;
        }
        if let Err(error) = &self.inner.body {
            write!(formatter, " (the body is not as documented: {error})")?;
        }
        Ok(())
    }
}

impl<T: fmt::Debug> std::error::Error for ErrorResponse<T> {}

/// The sentence for people in a JSON error body: `detail` or `title` of RFC 9457, section 3.1, or else the `message` that
/// most other error bodies have. The type of the body is not known here, so it is read once more; only `Display` pays.
fn detail(raw: &[u8]) -> Option<String> {
    const LONGEST: usize = 300;
    let body: serde_json::Value = serde_json::from_slice(raw).ok()?;
    let text = ["detail", "title", "message"]
        .iter()
        .find_map(|name| body.get(name)?.as_str())?;
    // Control characters could rewrite the terminal that the message is shown on.
    let clean = text.chars().filter(|character| !character.is_control());
    Some(clean.take(LONGEST).collect())
}

#[cfg(test)]
mod tests;
