//! Bodies of answers that are read while they come: bytes, server-sent events, JSON values line by line.
//!
//! Between two pieces the call's time limit counts anew, and no piece may be larger than the client's limit. After an
//! error of the connection a stream has ended; after a piece that could not be decoded it goes on.

mod datum;
mod events;
mod lines;
mod split;

use std::fmt;
use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::Body as _;
use tokio::time::{Sleep, sleep};

pub use events::{Event, EventStream};
pub use lines::JsonLines;

use crate::error::{Oversized, PartialAnswer};
use crate::{Answer, Error};

/// The body of an answer that nobody has read yet.
pub(crate) struct Unread {
    pub(crate) body: reqwest::Body,
    /// How long the next piece may take.
    pub(crate) idle: Duration,
    /// How many bytes may be held at once.
    pub(crate) limit: usize,
}

impl Unread {
    /// A body that was read, and found to be small enough.
    pub(crate) fn read(body: Bytes) -> Self {
        Self {
            body: body.into(),
            idle: Duration::MAX,
            limit: usize::MAX,
        }
    }
}

/// A body in pieces as they come.
///
/// [`next`](Self::next) gives the next; it is also a [`Stream`]. [`collect`](Self::collect) gives all of them in one.
pub struct ByteStream {
    /// Status and headers, for errors.
    answer: Answer,
    /// `None`: it has ended.
    body: Option<reqwest::Body>,
    /// Set while a piece is awaited.
    timer: Option<Pin<Box<Sleep>>>,
    idle: Duration,
    limit: usize,
    received: u64,
}

/// Why a body did not go on: what the HTTP client says, or nothing where the time was over.
type Cause = Option<reqwest::Error>;

impl ByteStream {
    pub(crate) fn new(answer: Answer, unread: Unread) -> Self {
        let Unread { body, idle, limit } = unread;
        Self {
            answer,
            body: Some(body),
            timer: None,
            idle,
            limit,
            received: 0,
        }
    }

    /// The next piece; `None` at the body's end.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| self.poll_piece(context)).await
    }

    /// All that is left, up to the client's limit for bodies that are read whole.
    pub async fn collect(mut self) -> Result<Bytes, Error> {
        let mut all = BytesMut::new();
        while let Some(piece) = poll_fn(|context| self.poll_body(context)).await {
            match piece {
                Ok(piece) => {
                    let room = self.limit - all.len();
                    if let Some(part) = piece.get(..room).filter(|_| piece.len() > room) {
                        all.extend_from_slice(part);
                        return Err(self.too_large(all.freeze()));
                    }
                    all.extend_from_slice(&piece);
                }
                Err(cause) => {
                    let answer = self.answer.with_body(all.freeze());
                    return Err(self.interrupted(answer, cause));
                }
            }
        }
        Ok(all.freeze())
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        self.poll_body(context).map(|piece| {
            let piece = piece?;
            Some(piece.map_err(|cause| self.interrupted(self.answer.clone(), cause)))
        })
    }

    fn poll_body(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Cause>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let end = loop {
            match Pin::new(&mut *body).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => {
                    self.timer = None;
                    // Trailer fields are not documented anywhere in OpenAPI.
                    if let Ok(piece) = frame.into_data()
                        && !piece.is_empty()
                    {
                        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
                        self.received = self.received.saturating_add(length);
                        return Poll::Ready(Some(Ok(piece)));
                    }
                }
                Poll::Ready(Some(Err(error))) => break Some(Err(Some(error.without_url()))),
                Poll::Ready(None) => break None,
                Poll::Pending => {
                    let idle = self.idle;
                    let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(idle)));
                    ready!(timer.as_mut().poll(context));
                    break Some(Err(None));
                }
            }
        };
        self.close();
        Poll::Ready(end)
    }

    /// Reads no further, and gives the connection up.
    fn close(&mut self) {
        self.body = None;
    }

    fn interrupted(&self, answer: Answer, cause: Cause) -> Error {
        Error::Interrupted(PartialAnswer::new(
            answer,
            self.received,
            cause.map(Arc::new),
        ))
    }

    fn too_large(&self, part: Bytes) -> Error {
        Error::TooLarge(Oversized::new(self.answer.with_body(part), self.limit))
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_piece(context)
    }
}

/// Nothing of the bytes: they may hold what belongs in no log.
impl fmt::Debug for ByteStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ByteStream")
            .field("received", &self.received)
            .field("ended", &self.body.is_none())
            .finish_non_exhaustive()
    }
}
