//! An answer of the server: read whole, then given its type, with status, headers and raw body kept in every outcome.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::decode;
use crate::error::{UndocumentedAnswer, UnfitAnswer};
use crate::{DecodeError, DeprecationHeaders, Error, Operation};

/// An answer that was read whole and has no type yet.
///
/// Generated code looks at [`status`](Self::status) and then says which type the body has.
#[derive(Clone)]
pub struct Answer {
    // One pointer: answers stand in every error, and errors in every `Result`.
    parts: Box<Parts>,
}

#[derive(Clone)]
struct Parts {
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    pub(crate) fn new(
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        Self {
            parts: Box::new(Parts {
                operation,
                status,
                headers,
                body,
            }),
        }
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

    /// The body as it came.
    pub fn raw(&self) -> &[u8] {
        &self.parts.body
    }

    /// What the headers announce about the end of the operation.
    pub fn deprecation(&self) -> DeprecationHeaders {
        DeprecationHeaders::read(self.headers())
    }

    /// Reads the body of a success that the document promises as JSON of this media type.
    pub fn json<T: DeserializeOwned>(self, media_type: &'static str) -> Result<Response<T>, Error> {
        match decode::json(media_type, self.headers(), self.raw()) {
            Ok(body) => Ok(Response { body, answer: self }),
            Err(error) => Err(Error::Decode(UnfitAnswer::new(self, error))),
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
        let body = decode::json(media_type, self.headers(), self.raw());
        ErrorResponse::new(self, body)
    }

    /// Takes a documented error that has no body by the document.
    pub fn error_empty(self) -> ErrorResponse<()> {
        ErrorResponse::new(self, Ok(()))
    }

    /// Takes an answer with a status that the document does not name.
    pub fn undocumented(self) -> Error {
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
