//! What `tracing` hears of a call, by OpenTelemetry's semantic conventions for HTTP clients.

use std::borrow::Cow;
use std::time::Duration;

use tracing::field::Empty;
use tracing::{Span, info, info_span};

use crate::url::BaseUrl;
use crate::{Answer, Error, Operation};

/// The span of a call. It holds the path's template, not the path: that has few values, and no caller's data.
pub(crate) fn span(operation: &'static Operation, server: Option<&BaseUrl>) -> Span {
    info_span!(
        target: "specwright",
        "call",
        otel.kind = "client",
        otel.name = format_args!("{} {}", operation.method, operation.path),
        operation.id = operation.id,
        http.request.method = operation.method.as_str(),
        url.template = operation.path,
        server.address = server.map(BaseUrl::host),
        server.port = server.and_then(BaseUrl::port),
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        "error.type" = Empty,
    )
}

/// Adds what came of a call to its span.
pub(crate) fn record(span: &Span, result: &Result<Answer, Error>) {
    let (status, attempts) = match result {
        Ok(answer) => (Some(answer.status()), answer.attempts()),
        Err(error) => (error.status(), error.attempts()),
    };
    if let Some(kind) = error_type(result) {
        span.record("error.type", &*kind);
    }
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
    if attempts > 1 {
        span.record("http.request.resend_count", attempts - 1);
    }
}

/// Tells that a request goes out again.
pub(super) fn again(resends: u32, outcome: &Result<Answer, Error>, wait: Duration) {
    info!(
        target: "specwright",
        wait = ?wait,
        http.request.resend_count = resends,
        "error.type" = error_type(outcome).as_deref(),
        "the request is sent again"
    );
}

/// "If response status code was sent or received and status indicates an error […], `error.type` SHOULD be set to the
/// status code number"; else a word for the kind of error that stays the same.
fn error_type(outcome: &Result<Answer, Error>) -> Option<Cow<'static, str>> {
    let answer = match outcome {
        Ok(answer) => answer,
        Err(error) => return Some(error.kind().into()),
    };
    if let Some(missing) = answer.missing() {
        return Some(missing.kind().into());
    }
    let status = answer.status();
    let is_error = status.is_client_error() || status.is_server_error();
    is_error.then(|| status.as_str().to_owned().into())
}
