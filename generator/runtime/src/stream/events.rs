//! Server-sent events (WHATWG HTML, section 9.2): how the text is cut, and what its fields mean.

#[cfg(test)]
mod tests;

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::ByteStream;
use super::datum::Datum;
use super::split::Splitter;
use crate::error::UnfitAnswer;
use crate::{Answer, Error, decode};

/// No JSON, and what several APIs send as their last datum.
const DONE: &str = "[DONE]";

/// An event.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Event<T> {
    /// Its type; `None`: `message`.
    pub event: Option<String>,
    /// Its data.
    pub data: T,
    /// The id of the last event that had one, this one included: what `Last-Event-ID` says when the stream is asked for
    /// again.
    pub id: Option<String>,
    /// After what time to ask again, if the server has said so since the event before.
    pub retry: Option<Duration>,
}

/// Events as they come.
///
/// [`next`](Self::next) gives the next; it is also a [`Stream`]. Data is read as JSON unless the type is a text. An event
/// whose data is not as documented is an error that holds the data, and the stream goes on behind it. The datum `[DONE]`
/// ends it. Nothing is asked for again when the connection is lost.
pub struct EventStream<T> {
    events: Events,
    value: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> EventStream<T> {
    pub(crate) fn new(answer: Answer) -> Self {
        Self {
            events: Events {
                bytes: answer.into_stream(),
                parser: Parser::default(),
            },
            value: PhantomData,
        }
    }

    /// The next event; `None` at the stream's end.
    pub async fn next(&mut self) -> Option<Result<Event<T>, Error>> {
        poll_fn(|context| self.poll_event(context)).await
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<T>, Error>>> {
        let Some(event) = ready!(self.events.poll_event(context)) else {
            return Poll::Ready(None);
        };
        let event = event.and_then(|event| match decode::located(Datum(&event.data)) {
            Ok(data) => Ok(Event {
                event: event.event,
                data,
                id: event.id,
                retry: event.retry,
            }),
            Err(error) => {
                let answer = self.events.bytes.answer.with_body(event.data.into());
                Err(Error::Decode(UnfitAnswer::new(answer, error)))
            }
        });
        Poll::Ready(Some(event))
    }
}

/// The events, whatever their data is.
struct Events {
    bytes: ByteStream,
    parser: Parser,
}

impl Events {
    fn poll_event(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Event<String>, Error>>> {
        loop {
            if let Some(event) = self.parser.next() {
                if event.data.len() > self.bytes.limit {
                    return self.refuse(event.data.into());
                }
                if event.data == DONE {
                    self.bytes.close();
                    self.parser = Parser::default();
                    return Poll::Ready(None);
                }
                return Poll::Ready(Some(Ok(event)));
            }
            if self.parser.len() > self.bytes.limit {
                let held = self.parser.rest();
                return self.refuse(held);
            }
            match ready!(self.bytes.poll_piece(context)) {
                Some(Ok(bytes)) => self.parser.push(&bytes),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                // "If the file ends in the middle of an event, before the final empty line, the incomplete event is not
                // dispatched."
                None => return Poll::Ready(None),
            }
        }
    }

    fn refuse(&mut self, mut held: Bytes) -> Poll<Option<Result<Event<String>, Error>>> {
        held.truncate(self.bytes.limit);
        self.parser = Parser::default();
        self.bytes.close();
        Poll::Ready(Some(Err(self.bytes.too_large(held))))
    }
}

/// The interpretation of an event stream (WHATWG HTML, section 9.2.6).
#[derive(Debug, Default)]
struct Parser {
    splitter: Splitter,
    /// Whether the byte order mark can no longer come.
    started: bool,
    /// Whether the last line ended with a carriage return: a line feed right behind it belongs to that end.
    returned: bool,
    event: String,
    /// Each line of it with a line feed behind it.
    data: String,
    id: String,
    retry: Option<Duration>,
}

impl Parser {
    fn push(&mut self, bytes: &[u8]) {
        self.splitter.push(bytes);
    }

    /// How many bytes are held.
    fn len(&self) -> usize {
        self.splitter.len() + self.data.len() + self.event.len() + self.id.len()
    }

    /// What is held of the present event.
    fn rest(&mut self) -> Bytes {
        let mut held = std::mem::take(&mut self.data).into_bytes();
        held.extend_from_slice(&self.splitter.rest());
        held.into()
    }

    fn next(&mut self) -> Option<Event<String>> {
        loop {
            if self.returned {
                self.splitter.skip(b'\n')?;
                self.returned = false;
            }
            let (line, end) = self.splitter.next(|it| it == b'\n' || it == b'\r')?;
            self.returned = end == b'\r';
            // "one leading U+FEFF BYTE ORDER MARK character must be ignored if any are present"
            let mark: &[u8] = if self.started { b"" } else { b"\xEF\xBB\xBF" };
            let line = line.strip_prefix(mark).unwrap_or(&line);
            self.started = true;
            // "Streams must be decoded using the UTF-8 decode algorithm", which replaces what is none.
            let line = String::from_utf8_lossy(line);
            if !line.is_empty() {
                self.process(&line);
            } else if let Some(event) = self.dispatch() {
                return Some(event);
            }
        }
    }

    fn process(&mut self, line: &str) {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            // "If the field value does not contain U+0000 NULL, then set the last event ID buffer to the field value."
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            // "If the field value consists of only ASCII digits"
            "retry" if value.bytes().all(|it| it.is_ascii_digit()) => {
                let milliseconds = value.parse().ok();
                self.retry = milliseconds.map(Duration::from_millis).or(self.retry);
            }
            // A comment has no field name; other fields are ignored.
            _ => {}
        }
    }

    /// "When the user agent is required to dispatch the event"
    fn dispatch(&mut self) -> Option<Event<String>> {
        let event = std::mem::take(&mut self.event);
        let mut data = std::mem::take(&mut self.data);
        // "If the data buffer's last character is a U+000A LINE FEED (LF) character, then remove" it. Every line of data
        // has left one; without one there was no data, and so there is no event.
        data.pop()?;
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Some(Event {
            event: text(&event),
            data,
            id: text(&self.id),
            retry: self.retry.take(),
        })
    }
}

impl<T: DeserializeOwned> Stream for EventStream<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_event(context)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EventStream")
            .field("bytes", &self.events.bytes)
            .finish_non_exhaustive()
    }
}
