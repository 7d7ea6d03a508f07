//! A JSON value a line (NDJSON, JSON Lines), or each behind a record separator (RFC 7464).

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::ByteStream;
use super::split::Splitter;
use crate::error::UnfitAnswer;
use crate::{Answer, Error, decode, media};

const RECORD_SEPARATOR: u8 = 0x1E;

/// JSON values as they come.
///
/// [`next`](Self::next) gives the next; it is also a [`Stream`]. A line that is not as documented is an error that holds
/// the line, and the stream goes on behind it.
pub struct JsonLines<T> {
    lines: Lines,
    value: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> JsonLines<T> {
    pub(crate) fn new(answer: Answer) -> Self {
        let is_sequence = media::of(answer.headers()).is_some_and(media::is_json_sequence);
        Self {
            lines: Lines {
                bytes: answer.into_stream(),
                splitter: Splitter::default(),
                end: if is_sequence { RECORD_SEPARATOR } else { b'\n' },
            },
            value: PhantomData,
        }
    }

    /// The next value; `None` at the body's end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_value(context)).await
    }

    fn poll_value(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let Some(line) = ready!(self.lines.poll_line(context)) else {
            return Poll::Ready(None);
        };
        let value = line.and_then(|line| {
            let value = decode::value(&line);
            value.map_err(|error| {
                let answer = self.lines.bytes.answer.with_body(line);
                Error::Decode(UnfitAnswer::new(answer, error))
            })
        });
        Poll::Ready(Some(value))
    }
}

/// The lines, whatever is in them.
struct Lines {
    bytes: ByteStream,
    splitter: Splitter,
    end: u8,
}

impl Lines {
    fn poll_line(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            let end = self.end;
            let mut line = self.splitter.next(|it| it == end).map(|(line, _)| line);
            let held = line.as_ref().map_or(self.splitter.len(), Bytes::len);
            if held > self.bytes.limit {
                let mut part = line.unwrap_or_else(|| self.splitter.rest());
                part.truncate(self.bytes.limit);
                self.bytes.close();
                self.splitter.rest();
                return Poll::Ready(Some(Err(self.bytes.too_large(part))));
            }
            if line.is_none() {
                match ready!(self.bytes.poll_piece(context)) {
                    Some(Ok(bytes)) => self.splitter.push(&bytes),
                    Some(Err(error)) => {
                        self.splitter.rest();
                        return Poll::Ready(Some(Err(error)));
                    }
                    None => match self.splitter.rest() {
                        rest if rest.is_empty() => return Poll::Ready(None),
                        rest => line = Some(rest),
                    },
                }
            }
            // Empty lines keep a connection alive.
            if let Some(line) = line.filter(|line| !line.trim_ascii().is_empty()) {
                return Poll::Ready(Some(Ok(line)));
            }
        }
    }
}

impl<T: DeserializeOwned> Stream for JsonLines<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_value(context)
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("JsonLines")
            .field("bytes", &self.lines.bytes)
            .finish_non_exhaustive()
    }
}
