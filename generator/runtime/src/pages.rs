//! Lists that come in pages: a call in, one page after the other out, or one item after the other.
//!
//! Each page is a call of the same operation, at the same base URL, with the options of the first. Of what a page says of
//! the next one only the query counts, so neither credentials nor requests go where a link would lead them.

mod next;

use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::{Answer, BoxFuture, Call, Error, Response};
use next::Trail;

pub use next::{LinkProblem, NextPage, UnfitLink};

/// The pages of a list, from the one that the call asks for to the last.
///
/// [`next`](Self::next) gives the next; it is also a [`Stream`]. Each page is the whole answer, and a call of its own: time
/// limits, attempts and the policy on deprecation are those of a page. An error ends the pages; so does a page that leads
/// back to one that was read already, after it was given. A page that was not awaited to its end goes on with the next
/// `next`.
#[must_use = "nothing is sent until a page is asked for"]
pub struct Pages<T, E> {
    /// The call of the page at hand, or of the one that comes next.
    call: Call,
    trail: Trail,
    read: fn(Answer) -> Result<Response<T>, E>,
    state: State,
}

enum State {
    /// The next page can be asked for.
    Ready,
    /// It was asked for.
    Asked(BoxFuture<'static, Result<Answer, Error>>),
    /// The page at hand does not lead on as it should.
    Broken(Error),
    /// There is none.
    Ended,
}

impl<T, E: From<Error>> Pages<T, E> {
    /// The pages of an operation that says where the next one is in this way, and whose answers are read so.
    pub fn new(call: Call, next: NextPage, read: fn(Answer) -> Result<Response<T>, E>) -> Self {
        Self {
            trail: Trail::new(next, &call),
            call,
            read,
            state: State::Ready,
        }
    }

    /// The next page; `None` behind the last, and behind an error.
    pub async fn next(&mut self) -> Option<Result<Response<T>, E>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// What the pages list, one by one.
    pub fn items<I>(self, of: fn(T) -> Vec<I>) -> Items<T, I, E> {
        Items {
            pages: self,
            of,
            at_hand: Vec::new().into_iter(),
        }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Response<T>, E>>> {
        loop {
            match &mut self.state {
                State::Ready => {
                    let call = self.call.again();
                    self.state = State::Asked(Box::pin(call.send()));
                }
                State::Asked(answer) => {
                    let answer = ready!(answer.as_mut().poll(context));
                    let page = answer.map_err(E::from).and_then(self.read);
                    self.state = match &page {
                        Ok(page) => self.turn(page.answer()),
                        Err(_) => State::Ended,
                    };
                    return Poll::Ready(Some(page));
                }
                State::Broken(_) | State::Ended => {
                    return Poll::Ready(match mem::replace(&mut self.state, State::Ended) {
                        State::Broken(error) => Some(Err(error.into())),
                        _ => None,
                    });
                }
            }
        }
    }

    /// What comes behind a page.
    fn turn(&mut self, page: &Answer) -> State {
        match self.trail.follow(page, &mut self.call) {
            Ok(true) => State::Ready,
            Ok(false) => State::Ended,
            Err(problem) => State::Broken(Error::NextPage(UnfitLink::new(page.clone(), problem))),
        }
    }
}

impl<T, E: From<Error>> Stream for Pages<T, E> {
    type Item = Result<Response<T>, E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(context)
    }
}

impl<T, E> fmt::Debug for Pages<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pages")
            .field("call", &self.call)
            .field("ended", &matches!(self.state, State::Ended))
            .finish_non_exhaustive()
    }
}

/// What the pages of a list hold, one by one.
///
/// [`next`](Self::next) gives the next; it is also a [`Stream`]. A page is asked for when all items of the one before were
/// taken.
#[must_use = "nothing is sent until an item is asked for"]
pub struct Items<T, I, E> {
    pages: Pages<T, E>,
    of: fn(T) -> Vec<I>,
    /// What is left of the page at hand.
    at_hand: std::vec::IntoIter<I>,
}

impl<T, I, E: From<Error>> Items<T, I, E> {
    /// The next item; `None` behind the last, and behind an error.
    pub async fn next(&mut self) -> Option<Result<I, E>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<I, E>>> {
        loop {
            if let Some(item) = self.at_hand.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => self.at_hand = (self.of)(page.into_body()).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Items are handed out and never pinned.
impl<T, I, E> Unpin for Items<T, I, E> {}

impl<T, I, E: From<Error>> Stream for Items<T, I, E> {
    type Item = Result<I, E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

impl<T, I, E> fmt::Debug for Items<T, I, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Items")
            .field("pages", &self.pages)
            .field("at_hand", &self.at_hand.len())
            .finish_non_exhaustive()
    }
}
