//! The attempts of a call: a composed request in, an answer out. The only place that sends.
//!
//! One clock counts for a call, from its start to the last byte of its answer, or to the head of an answer whose body is
//! left for the caller to read.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use reqwest::{Request, StatusCode};
use tokio::time::timeout;
use tracing::field::Empty;
use tracing::{Span, info_span};

use crate::answer::Missing;
use crate::auth::{AnswerHead, Authorization, BoxFuture, Reaction, Satisfied};
use crate::client::Shared;
use crate::error::{FailedAuthorization, FailedExchange};
use crate::stream::Unread;
use crate::{Answer, CredentialsError, Error, Operation, decode, media};

/// How often a 401 may lead to another attempt. Once serves an expired token and a nonce alike; more would be a loop
/// that the server controls.
const SECOND_CHANCES: u32 = 1;

/// What the attempts of one call have in common.
pub(crate) struct Exchange<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) operation: &'static Operation,
    pub(crate) credentials: Vec<Satisfied>,
    pub(crate) started: Instant,
    pub(crate) timeout: Duration,
}

impl Exchange<'_> {
    /// Sends the request until there is an answer that counts.
    pub(crate) async fn run(&self, mut request: Request) -> Result<Answer, Error> {
        let mut chances = SECOND_CHANCES;
        // The 401 that the next attempt is to mend. Its body is read only where there is no such attempt.
        let mut refusal = None;
        loop {
            // A body of bytes can be cloned, and is then shared; a stream can't, so it has no second chance.
            let again = request.try_clone();
            if let Err(failed) = self.authorize(&mut request).await {
                return Err(self.unauthorized(failed, refusal).await);
            }
            drop(refusal.take());
            let proof = request.headers().get(AUTHORIZATION).cloned();
            let response = self.attempt(request).await?;
            let head = AnswerHead {
                status: response.status(),
                headers: response.headers(),
                url: response.url(),
                proof: proof.as_ref(),
            };
            if head.status == StatusCode::UNAUTHORIZED && chances > 0 {
                match (self.challenged(head).await, again) {
                    (Ok(true), Some(again)) => {
                        chances -= 1;
                        refusal = Some(response);
                        request = again;
                        continue;
                    }
                    (Ok(_), _) => {}
                    (Err(failed), _) => {
                        return Err(self.unauthorized(failed, Some(response)).await);
                    }
                }
            }
            for satisfied in &self.credentials {
                satisfied.credentials.answered(head);
            }
            return self.read(response).await;
        }
    }

    /// Sends the request once.
    async fn attempt(&self, mut request: Request) -> Result<reqwest::Response, Error> {
        // The HTTP client's clock would go on while a caller reads a stream: ours counts.
        *request.timeout_mut() = Some(Duration::MAX);
        match timeout(self.time_left(), self.shared.http.execute(request)).await {
            Ok(result) => result.map_err(|error| self.unanswered(error)),
            Err(_) => Err(Error::Timeout(FailedExchange::new(self.operation, None))),
        }
    }

    async fn authorize(&self, request: &mut Request) -> Result<(), FailedAuthorization> {
        for satisfied in &self.credentials {
            let authorization = self.authorization(satisfied);
            let work = satisfied.credentials.authorize(request, authorization);
            self.in_time(satisfied, work).await?;
        }
        Ok(())
    }

    /// Whether credentials ask for another attempt.
    async fn challenged(&self, challenge: AnswerHead<'_>) -> Result<bool, FailedAuthorization> {
        let mut again = false;
        for satisfied in &self.credentials {
            let authorization = self.authorization(satisfied);
            let work = satisfied.credentials.challenged(challenge, authorization);
            again |= self.in_time(satisfied, work).await? == Reaction::SendAgain;
        }
        Ok(again)
    }

    /// What credentials do counts as the call's time, whether they look at the time that is left or not.
    async fn in_time<T>(
        &self,
        satisfied: &Satisfied,
        work: BoxFuture<'_, Result<T, CredentialsError>>,
    ) -> Result<T, FailedAuthorization> {
        let result = timeout(self.time_left(), work).await;
        let scheme = satisfied.requirement.scheme.name;
        result
            .unwrap_or_else(|_| Err(CredentialsError::late()))
            .map_err(|error| FailedAuthorization::new(self.operation, scheme, error))
    }

    /// Reads the body up to the client's limit, or leaves it unread where the document promises a stream.
    async fn read(&self, mut response: reqwest::Response) -> Result<Answer, Error> {
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let limit = self.shared.max_response_bytes;
        if status.is_success() && self.is_streamed(&headers) {
            let unread = Unread {
                body: response.into(),
                idle: self.timeout,
                limit,
            };
            return Ok(Answer::unread(self.operation, status, headers, unread));
        }
        let mut body = BytesMut::new();
        let answer = |body: Bytes| Answer::new(self.operation, status, headers, body);
        loop {
            let chunk = timeout(self.time_left(), response.chunk()).await;
            let cause = match chunk {
                Ok(Ok(Some(chunk))) => {
                    let room = limit - body.len();
                    if let Some(part) = chunk.get(..room).filter(|_| chunk.len() > room) {
                        body.extend_from_slice(part);
                        return broken_off(answer(body.freeze()), Missing::TooLarge { limit });
                    }
                    body.extend_from_slice(&chunk);
                    continue;
                }
                Ok(Ok(None)) => return Ok(answer(body.freeze())),
                Ok(Err(error)) => Some(error.without_url()),
                Err(_) => None,
            };
            let cause = cause.map(Arc::new);
            return broken_off(answer(body.freeze()), Missing::Interrupted { cause });
        }
    }

    fn is_streamed(&self, headers: &HeaderMap) -> bool {
        // What can't be read is kept as any other answer that is not as documented.
        if decode::content_encoding(headers).is_some() {
            return false;
        }
        let found = match media::of(headers) {
            Some(found) => found,
            None if headers.contains_key(CONTENT_TYPE) => return false,
            None => media::OCTETS,
        };
        let mut streams = self.operation.streams.iter();
        streams.any(|documented| media::fit(documented, found).is_some())
    }

    fn authorization(&self, satisfied: &Satisfied) -> Authorization<'_> {
        Authorization {
            requirement: satisfied.requirement,
            operation: self.operation,
            http: &self.shared.http,
            time_left: self.time_left(),
            allow_plaintext: self.shared.servers.allow_plaintext(),
        }
    }

    fn time_left(&self) -> Duration {
        self.timeout.saturating_sub(self.started.elapsed())
    }

    /// The error of credentials that failed, with the 401 that they should have mended.
    async fn unauthorized(
        &self,
        failed: FailedAuthorization,
        refusal: Option<reqwest::Response>,
    ) -> Error {
        let answer = match refusal {
            // Only a success that breaks off has no answer.
            Some(response) => self.read(response).await.ok(),
            None => None,
        };
        Error::Credentials(failed.after(answer))
    }

    fn unanswered(&self, error: reqwest::Error) -> Error {
        // A URL's query may hold a key.
        let error = error.without_url();
        let (connecting, late) = (error.is_connect(), error.is_timeout());
        let failed = FailedExchange::new(self.operation, Some(error));
        if connecting {
            Error::Connect(failed)
        } else if late {
            Error::Timeout(failed)
        } else {
            Error::Transport(failed)
        }
    }
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

/// The span of a call, by OpenTelemetry's semantic conventions for HTTP clients. It holds the path's template, not the
/// path: that has few values, and no caller's data.
pub(crate) fn span(operation: &'static Operation, host: &str) -> Span {
    info_span!(
        target: "specwright",
        "call",
        otel.kind = "client",
        otel.name = format_args!("{} {}", operation.method, operation.path),
        operation.id = operation.id,
        http.request.method = operation.method.as_str(),
        url.template = operation.path,
        server.address = host,
        http.response.status_code = Empty,
        "error.type" = Empty,
    )
}

/// Adds what came of a call to its span.
pub(crate) fn record(span: &Span, result: &Result<Answer, Error>) {
    let status = match result {
        Ok(answer) => {
            if let Some(missing) = answer.missing() {
                span.record("error.type", missing.kind());
            }
            Some(answer.status())
        }
        Err(error) => {
            span.record("error.type", error.kind());
            error.status()
        }
    };
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
}
