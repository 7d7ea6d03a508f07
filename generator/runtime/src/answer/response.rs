//! A documented answer with its typed body: of a success, or of an error.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::Answer;
use crate::api_error::sentence;
use crate::{ApiError, DecodeError, DeprecationHeaders, RateLimit, Sunset};

/// A documented success; dereferences to its body.
#[derive(Clone)]
pub struct Response<T> {
    body: T,
    answer: Answer,
}

impl<T> Response<T> {
    pub(super) fn new(answer: Answer, body: T) -> Self {
        Self { body, answer }
    }

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

    /// How often the request was sent until this answer came.
    pub fn attempts(&self) -> u32 {
        self.answer.attempts()
    }

    /// How long the call took, to the last byte of the answer, or to its head where its body is left to be read.
    pub fn elapsed(&self) -> Duration {
        self.answer.elapsed()
    }

    /// By what name the server knows the request ([`Answer::request_id`]).
    pub fn request_id(&self) -> Option<&str> {
        self.answer.request_id()
    }

    /// How much more the caller may do by the headers.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.answer.rate_limit()
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
    pub(super) fn new(answer: Answer, body: Result<T, DecodeError>) -> Self {
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

    /// That the operation is gone for good ([`Answer::sunset`]).
    pub fn sunset(&self) -> Option<Sunset> {
        self.answer().sunset()
    }

    /// How often the request was sent until this answer came.
    pub fn attempts(&self) -> u32 {
        self.answer().attempts()
    }

    /// How long the call took, to the last byte of the answer.
    pub fn elapsed(&self) -> Duration {
        self.answer().elapsed()
    }

    /// By what name the server knows the request ([`Answer::request_id`]).
    pub fn request_id(&self) -> Option<&str> {
        self.answer().request_id()
    }

    /// How long the server asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.answer().retry_after()
    }

    /// How much more the caller may do by the headers.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.answer().rate_limit()
    }

    /// Whether calling again may help and does no harm ([`Answer::is_retryable`]).
    pub fn is_retryable(&self) -> bool {
        self.answer().is_retryable()
    }

    /// What the API says, whatever the type of the body is; `None`: the answer is no error by its status.
    pub fn api_error(&self) -> Option<ApiError> {
        self.answer().api_error()
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
        if let Some(sunset) = answer.sunset() {
            write!(formatter, ", and {sunset}")?;
        }
        if let Some(detail) = sentence(answer.raw()) {
            write!(formatter, ": {detail}")?;
        }
        if let Err(error) = &self.inner.body {
            write!(formatter, " (the body is not as documented: {error})")?;
        }
        answer.tally().explain(answer.request_id(), None, formatter)
    }
}

impl<T: fmt::Debug> std::error::Error for ErrorResponse<T> {}
