//! The attempts of a call: a composed request in, an answer read whole out. The only place that sends.

use std::time::{Duration, Instant};

use bytes::BytesMut;
use reqwest::{Request, StatusCode};
use tracing::field::Empty;
use tracing::{Span, info_span};

use crate::auth::{Authorization, Challenge, Reaction, Satisfied};
use crate::client::Shared;
use crate::error::{FailedAuthorization, FailedExchange, Oversized, PartialAnswer};
use crate::{Answer, CredentialsError, Error, Operation};

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
    pub(crate) async fn run(&self, request: Request) -> Result<Answer, Error> {
        let mut chances = SECOND_CHANCES;
        loop {
            // A body of bytes can be cloned, and is then shared; a stream can't, so it has no second chance.
            let again = if chances > 0 {
                request.try_clone()
            } else {
                None
            };
            let Some(attempt) = again else {
                return self.read(self.attempt(request).await?).await;
            };
            let response = self.attempt(attempt).await?;
            if response.status() == StatusCode::UNAUTHORIZED && self.challenged(&response).await? {
                chances -= 1;
                continue;
            }
            return self.read(response).await;
        }
    }

    async fn attempt(&self, mut request: Request) -> Result<reqwest::Response, Error> {
        for satisfied in &self.credentials {
            let authorization = self.authorization(satisfied);
            satisfied
                .credentials
                .authorize(&mut request, authorization)
                .await
                .map_err(|error| self.unauthorized(satisfied, error))?;
        }
        *request.timeout_mut() = Some(self.time_left());
        let result = self.shared.http.execute(request).await;
        result.map_err(|error| self.unanswered(error))
    }

    /// Whether credentials ask for another attempt.
    async fn challenged(&self, response: &reqwest::Response) -> Result<bool, Error> {
        let challenge = Challenge {
            headers: response.headers(),
        };
        let mut again = false;
        for satisfied in &self.credentials {
            let authorization = self.authorization(satisfied);
            let reaction = satisfied
                .credentials
                .challenged(challenge, authorization)
                .await
                .map_err(|error| self.unauthorized(satisfied, error))?;
            again |= reaction == Reaction::SendAgain;
        }
        Ok(again)
    }

    /// Reads the body up to the client's limit.
    async fn read(&self, mut response: reqwest::Response) -> Result<Answer, Error> {
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let limit = self.shared.max_response_bytes;
        let mut body = BytesMut::new();
        let answer = |body: BytesMut| Answer::new(self.operation, status, headers, body.freeze());
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    let room = limit - body.len();
                    if let Some(part) = chunk.get(..room).filter(|_| chunk.len() > room) {
                        body.extend_from_slice(part);
                        return Err(Error::TooLarge(Oversized::new(answer(body), limit)));
                    }
                    body.extend_from_slice(&chunk);
                }
                Ok(None) => return Ok(answer(body)),
                Err(error) => {
                    let partial = PartialAnswer::new(answer(body), error.without_url());
                    return Err(Error::Interrupted(partial));
                }
            }
        }
    }

    fn authorization(&self, satisfied: &Satisfied) -> Authorization<'_> {
        Authorization {
            requirement: satisfied.requirement,
            operation: self.operation,
            http: &self.shared.http,
            time_left: self.time_left(),
        }
    }

    fn time_left(&self) -> Duration {
        self.timeout.saturating_sub(self.started.elapsed())
    }

    fn unauthorized(&self, satisfied: &Satisfied, error: CredentialsError) -> Error {
        let scheme = satisfied.requirement.scheme.name;
        Error::Credentials(FailedAuthorization::new(self.operation, scheme, error))
    }

    fn unanswered(&self, error: reqwest::Error) -> Error {
        // A URL's query may hold a key.
        let error = error.without_url();
        let (connecting, late) = (error.is_connect(), error.is_timeout());
        let failed = FailedExchange::new(self.operation, error);
        if connecting {
            Error::Connect(failed)
        } else if late {
            Error::Timeout(failed)
        } else {
            Error::Transport(failed)
        }
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
        Ok(answer) => Some(answer.status()),
        Err(error) => {
            span.record("error.type", error.kind());
            error.status()
        }
    };
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
}
