//! The attempts of a call: a composed request in, an answer out. The only place that sends.
//!
//! One clock counts for a call, from its start to the last byte of its answer, or to the head of an answer whose body is
//! left for the caller to read. An attempt may have a shorter limit of its own.

mod budget;
mod gathered;
mod retry;
mod trace;
mod wait;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use reqwest::{Request, StatusCode};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, sleep, timeout_at};

use crate::answer::{Head, Missing};
use crate::auth::{self, AnswerHead, Authorization, BoxFuture, Reaction, Satisfied};
use crate::client::Shared;
use crate::error::{FailedAuthorization, FailedExchange};
use crate::observer::{Attempt, AttemptOutcome};
use crate::stream::Unread;
use crate::tally::Tally;
use crate::{Answer, CredentialsError, Error, Operation, SecurityRequirement, decode, media};

pub use retry::RetryPolicy;

pub(crate) use budget::Budget;
use gathered::Gathered;
pub(crate) use retry::Passing;
pub(crate) use trace::{record, span};
pub(crate) use wait::{Backoff, chance, retry_after, until};

/// How often a 401 may lead to another attempt. Once serves an expired token and a nonce alike; more would be a loop
/// that the server controls.
const SECOND_CHANCES: u32 = 1;

/// What the attempts of one call have in common.
pub(crate) struct Exchange<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) operation: &'static Operation,
    /// The alternative of the operation's security that is used.
    pub(crate) requirements: &'static [SecurityRequirement],
    pub(crate) retries: RetryPolicy,
    pub(crate) started: Instant,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    /// Whether the request can be made again: one whose body is a stream can't.
    pub(crate) can_repeat: bool,
    pub(crate) tally: Tally,
}

/// What is left of a call's chances to be sent again.
struct Left {
    /// After a 401 that the credentials can answer.
    challenges: u32,
    /// After a failure that passes.
    retries: u32,
}

/// What became of an attempt.
struct Attempted {
    /// Of a 401 that the next attempt is to mend only the head.
    outcome: Result<Answer, Error>,
    /// That 401. Its body is read only if the credentials fail after all: nobody knows how long it is.
    refusal: Option<reqwest::Response>,
}

impl From<Result<Answer, Error>> for Attempted {
    fn from(outcome: Result<Answer, Error>) -> Self {
        Self {
            outcome,
            refusal: None,
        }
    }
}

impl Exchange<'_> {
    /// Sends the request until there is an answer that counts, or no chance left of one; `again` makes that of the next
    /// attempt. Most calls have only one, so nothing is copied beforehand.
    pub(crate) async fn run(
        &mut self,
        mut request: Box<Request>,
        mut again: impl FnMut() -> Option<Box<Request>>,
    ) -> Result<Answer, Error> {
        let mut left = Left {
            challenges: SECOND_CHANCES,
            retries: self.retries.attempts.saturating_sub(1),
        };
        let mut refusal = None;
        let mut earlier = None;
        loop {
            if let Err(failed) = self.authorize(&mut request).await {
                let error = self.unauthorized(failed, refusal).await;
                return Err(error.with_earlier(earlier));
            }
            let attempted = self.attempt(request, &left).await;
            let outcome = attempted.outcome;
            let wait = if attempted.refusal.is_some() {
                left.challenges -= 1;
                Some(Duration::ZERO)
            } else {
                self.wait(&outcome, &mut left)
            };
            let Some((next, wait)) = wait.and_then(|wait| Some((again()?, wait))) else {
                if outcome.is_ok() && Passing::of(&outcome).is_none() {
                    self.shared.budget.give_back();
                }
                return outcome.map_err(|error| error.with_earlier(earlier));
            };
            trace::again(self.tally.attempts, &outcome, wait);
            if let Some(observer) = &self.shared.observer {
                observer.again(&self.current(), wait);
            }
            sleep(wait).await;
            request = next;
            refusal = attempted.refusal;
            // Of a 401 that was to be mended nobody needs to know.
            if refusal.is_none() {
                let answer = outcome.as_ref().map_or_else(Error::answer, Some);
                earlier = answer.cloned().or(earlier);
            }
        }
    }

    /// How long to wait before the request goes out again; `None`: what came is the call's outcome.
    fn wait(&mut self, outcome: &Result<Answer, Error>, left: &mut Left) -> Option<Duration> {
        let passing = Passing::of(outcome)?;
        self.tally.reached |= passing == Passing::Open;
        let is_safe = self.can_repeat && passing.is_safe(self.tally.repeatable);
        if left.retries == 0 || !is_safe {
            return None;
        }
        let asked = outcome.as_ref().ok().and_then(Answer::retry_after);
        let repetition = self.retries.attempts - 1 - left.retries;
        let wait = self.retries.backoff.wait(repetition, wait::chance());
        let wait = wait.saturating_add(asked.unwrap_or_default());
        // An answer now is worth more than one that comes too late. The budget pays only for what is sent.
        if wait >= self.time_left() || !self.shared.budget.pay() {
            return None;
        }
        left.retries -= 1;
        Some(wait)
    }

    /// Sends the request once and reads what comes back.
    async fn attempt(&mut self, request: Box<Request>, left: &Left) -> Attempted {
        self.tally.attempts += 1;
        if let Some(observer) = &self.shared.observer {
            observer.before(&self.current());
        }
        let sent = Instant::now();
        let attempted = self.send(request, sent, left).await;
        if let Some(observer) = &self.shared.observer {
            let outcome = AttemptOutcome::new(&attempted.outcome, sent.elapsed());
            observer.after(&self.current(), &outcome);
        }
        attempted
    }

    async fn send(&self, mut request: Box<Request>, sent: Instant, left: &Left) -> Attempted {
        if self.shared.http.is_own() {
            // The clock of the caller's HTTP client would go on while a stream is read: ours counts.
            *request.timeout_mut() = Some(Duration::MAX);
        }
        let proof = request.headers().get(AUTHORIZATION).cloned();
        let http = match self.shared.http.of(request.url()) {
            Ok(http) => http,
            Err(error) => return Err(Error::Connect(self.failed(Some(error)))).into(),
        };
        let deadline = self.deadline(sent);
        let response = match in_time(deadline, http.execute(*request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(self.unanswered(error)).into(),
            Err(_) => return Err(Error::Timeout(self.failed(None))).into(),
        };
        let head = AnswerHead {
            status: response.status(),
            headers: response.headers(),
            url: response.url(),
            proof: proof.as_ref(),
        };
        if head.status == StatusCode::UNAUTHORIZED && left.challenges > 0 {
            match self.challenged(head).await {
                Ok(true) if self.can_repeat => {
                    let head = self.head(head.status, head.headers.clone());
                    return Attempted {
                        outcome: Ok(Answer::new(head, Bytes::new())),
                        refusal: Some(response),
                    };
                }
                Ok(_) => {}
                Err(failed) => return Err(self.unauthorized(failed, Some(response)).await).into(),
            }
        }
        for satisfied in self.satisfied() {
            satisfied.credentials.answered(head);
        }
        self.read(response, deadline).await.into()
    }

    async fn authorize(&self, request: &mut Request) -> Result<(), FailedAuthorization> {
        for requirement in self.requirements {
            let Some(satisfied) = auth::satisfy(requirement, &self.shared.credentials) else {
                // They did when the call began. It must not go out without them.
                let error = CredentialsError::new("the credentials no longer satisfy it");
                let scheme = requirement.scheme;
                return Err(FailedAuthorization::new(
                    self.operation,
                    scheme,
                    error,
                    self.tally(),
                ));
            };
            let authorization = self.authorization(satisfied);
            let work = satisfied.credentials.authorize(request, authorization);
            self.prepared(satisfied, work).await?;
        }
        Ok(())
    }

    fn satisfied(&self) -> impl Iterator<Item = Satisfied<'_>> {
        let requirements = self.requirements.iter();
        requirements.filter_map(|it| auth::satisfy(it, &self.shared.credentials))
    }

    /// Whether credentials ask for another attempt.
    async fn challenged(&self, challenge: AnswerHead<'_>) -> Result<bool, FailedAuthorization> {
        let mut again = false;
        for satisfied in self.satisfied() {
            let authorization = self.authorization(satisfied);
            let work = satisfied.credentials.challenged(challenge, authorization);
            again |= self.prepared(satisfied, work).await? == Reaction::SendAgain;
        }
        Ok(again)
    }

    /// What credentials do counts as the call's time, whether they look at the time that is left or not.
    async fn prepared<T>(
        &self,
        satisfied: Satisfied<'_>,
        work: BoxFuture<'_, Result<T, CredentialsError>>,
    ) -> Result<T, FailedAuthorization> {
        let result = in_time(self.until(), work).await;
        let result = result.unwrap_or_else(|_| Err(CredentialsError::late()));
        let scheme = satisfied.requirement.scheme;
        result
            .map_err(|error| FailedAuthorization::new(self.operation, scheme, error, self.tally()))
    }

    /// What is known of an answer before its body.
    fn head(&self, status: StatusCode, headers: HeaderMap) -> Head {
        Head {
            operation: self.operation,
            status,
            headers,
            received: self.shared.clock.now(),
            tally: self.tally(),
        }
    }

    /// Reads the body up to the client's limit, or leaves it unread where the document promises a stream.
    async fn read(
        &self,
        mut response: reqwest::Response,
        deadline: Option<Instant>,
    ) -> Result<Answer, Error> {
        let headers = std::mem::take(response.headers_mut());
        let head = self.head(response.status(), headers);
        let limit = self.shared.max_response_bytes;
        if head.status.is_success() && self.is_streamed(&head.headers) {
            let unread = Unread {
                body: response.into(),
                idle: self.timeout,
                limit,
            };
            return Ok(Answer::unread(head, unread));
        }
        let mut body = Gathered::new(response.content_length());
        let answer = |body: Bytes| {
            let tally = self.tally();
            Answer::new(Head { tally, ..head }, body)
        };
        loop {
            let chunk = in_time(deadline, response.chunk()).await;
            let cause = match chunk {
                Ok(Ok(Some(chunk))) => {
                    let room = limit - body.len();
                    if chunk.len() > room {
                        body.push(chunk.slice(..room));
                        return broken_off(answer(body.all()), Missing::TooLarge { limit });
                    }
                    body.push(chunk);
                    continue;
                }
                Ok(Ok(None)) => return Ok(answer(body.all())),
                Ok(Err(error)) => Some(error.without_url()),
                Err(_) => None,
            };
            let cause = cause.map(Arc::new);
            return broken_off(answer(body.all()), Missing::Interrupted { cause });
        }
    }

    fn is_streamed(&self, headers: &HeaderMap) -> bool {
        let mut streams = self.operation.streams.iter();
        streams.any(|documented| is_stream(documented, headers))
    }

    fn authorization(&self, satisfied: Satisfied<'_>) -> Authorization<'_> {
        Authorization {
            requirement: satisfied.requirement,
            operation: self.operation,
            http: &self.shared.http,
            until: self.until(),
            allow_plaintext: self.shared.servers.allow_plaintext(),
        }
    }

    fn time_left(&self) -> Duration {
        self.timeout.saturating_sub(self.started.elapsed())
    }

    /// When the call has to be over; never, if that is later than the clock goes.
    fn until(&self) -> Option<Instant> {
        self.started.checked_add(self.timeout)
    }

    /// When an attempt that began then has to be over.
    fn deadline(&self, sent: Instant) -> Option<Instant> {
        let ends = [self.until(), sent.checked_add(self.attempt_timeout)];
        ends.into_iter().flatten().min()
    }

    fn tally(&self) -> Tally {
        Tally {
            elapsed: self.started.elapsed(),
            ..self.tally
        }
    }

    fn current(&self) -> Attempt {
        Attempt {
            operation: self.operation,
            number: self.tally.attempts,
        }
    }

    /// The error of credentials that failed, with the 401 that they should have mended.
    async fn unauthorized(
        &self,
        failed: FailedAuthorization,
        refusal: Option<reqwest::Response>,
    ) -> Error {
        let answer = match refusal {
            Some(response) => {
                let deadline = self.deadline(Instant::now());
                // Boxed, because it is rare, and every call would keep room for it. Only a success that breaks off has no
                // answer.
                Box::pin(self.read(response, deadline)).await.ok()
            }
            None => None,
        };
        Error::Credentials(failed.after(answer))
    }

    fn failed(&self, cause: Option<Arc<reqwest::Error>>) -> FailedExchange {
        FailedExchange::new(self.operation, cause, self.tally())
    }

    fn unanswered(&self, error: reqwest::Error) -> Error {
        // A URL's query may hold a key.
        let error = error.without_url();
        let (connecting, late) = (error.is_connect(), error.is_timeout());
        let failed = self.failed(Some(Arc::new(error)));
        if connecting {
            Error::Connect(failed)
        } else if late {
            Error::Timeout(failed)
        } else {
            Error::Transport(failed)
        }
    }
}

/// Waits for work until then; the error is that it was not done.
async fn in_time<T>(
    deadline: Option<Instant>,
    work: impl Future<Output = T>,
) -> Result<T, Elapsed> {
    match deadline {
        Some(deadline) => timeout_at(deadline, work).await,
        None => Ok(work.await),
    }
}

/// Whether an answer is the stream that is documented as this media type.
fn is_stream(documented: &str, headers: &HeaderMap) -> bool {
    let found = match media::of(headers) {
        Some(found) => found,
        None if headers.contains_key(CONTENT_TYPE) => return false,
        None => media::OCTETS,
    };
    // What can't be read is kept as any other answer that is not as documented.
    media::fit(documented, found).is_some() && decode::content_encoding(headers).is_none()
}

/// An answer that is not whole. A success without its body is none; what any other status means is up to the operation,
/// whose document may name it.
fn broken_off(answer: Answer, missing: Missing) -> Result<Answer, Error> {
    if answer.status().is_success() {
        Err(missing.error(answer))
    } else {
        Ok(answer.broken_off(missing))
    }
}
