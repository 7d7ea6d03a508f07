//! The body of a request as bytes: all there, or coming piece by piece while they are sent.

#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Frame, SizeHint};

/// The bytes of a request's body.
///
/// Bytes that are there can be sent again after a 401 that the credentials can answer; a stream can't, and the 401 is the
/// answer.
pub struct Body {
    content: Content,
    content_type: Option<String>,
}

/// What is sent.
pub(crate) enum Content {
    /// Bytes, which are shared between the attempts of a call.
    Bytes(Bytes),
    /// A stream, until it is sent.
    Stream(Option<reqwest::Body>),
}

impl Content {
    /// The content of the next attempt's request; of a stream only the first has it.
    pub(crate) fn next(&mut self) -> Option<reqwest::Body> {
        match self {
            Self::Bytes(bytes) => Some(bytes.clone().into()),
            Self::Stream(stream) => stream.take(),
        }
    }

    /// Whether it can be sent more than once.
    pub(crate) fn can_repeat(&self) -> bool {
        matches!(self, Self::Bytes(_))
    }

    /// Whether it is known that there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Bytes(bytes) if bytes.is_empty())
    }
}

impl Body {
    /// Sends pieces as they come. How many there are is not known, so HTTP/1.1 sends them in chunks.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>> + 'static,
    {
        Self::wrap(None, stream)
    }

    /// Sends pieces as they come, which have `length` bytes together: for servers that ask for a `Content-Length`.
    pub fn stream_of<S, E>(length: u64, stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>> + 'static,
    {
        Self::wrap(Some(length), stream)
    }

    fn wrap<S, E>(length: Option<u64>, stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>> + 'static,
    {
        let stream = Mutex::new(Box::pin(stream));
        reqwest::Body::wrap(Pieces {
            stream,
            left: length,
        })
        .into()
    }

    /// Says which media type it is, where the document leaves that open or has a range such as `image/*`.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    pub(crate) fn into_parts(self) -> (Content, Option<String>) {
        (self.content, self.content_type)
    }
}

impl From<Content> for Body {
    fn from(content: Content) -> Self {
        Self {
            content,
            content_type: None,
        }
    }
}

/// Of one that holds its bytes these are copied, so that they can be sent again.
impl From<reqwest::Body> for Body {
    fn from(body: reqwest::Body) -> Self {
        match body.as_bytes() {
            Some(bytes) => Bytes::copy_from_slice(bytes).into(),
            None => Content::Stream(Some(body)).into(),
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Content::Bytes(bytes).into()
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

/// Nothing of the bytes, which may hold what belongs in no log.
impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Body").finish_non_exhaustive()
    }
}

/// A stream as hyper wants it. The mutex is never locked: it makes shareable between threads what only one of them uses.
struct Pieces<S> {
    stream: Mutex<Pin<Box<S>>>,
    left: Option<u64>,
}

impl<S, E> http_body::Body for Pieces<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let stream = self.stream.get_mut();
        let stream = stream.unwrap_or_else(PoisonError::into_inner);
        stream.as_mut().poll_next(context).map(|piece| {
            piece.map(|piece| match piece {
                Ok(bytes) => {
                    let sent = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                    self.left = self.left.map(|left| left.saturating_sub(sent));
                    Ok(Frame::data(bytes))
                }
                Err(error) => Err(error.into()),
            })
        })
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}
