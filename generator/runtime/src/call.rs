//! One call: typed parameters and body in, a composed and checked request out, sent by `transport`.
//!
//! The functions that take a type are thin: they check it and turn it into a JSON value. All else is not generic, so that
//! an operation costs few lines of machine code.

mod bodies;
mod paging;

use std::borrow::Cow;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{
    ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue,
    InvalidHeaderValue, USER_AGENT,
};
use serde::Serialize;
use serde_json::Value;
use tokio::time::Instant;

use crate::auth;
use crate::body::Content;
use crate::check::Location;
use crate::client::Shared;
use crate::deprecation::Used;
use crate::error::{InvalidRequest, MissingCredentials};
use crate::params::Place;
use crate::tally::Tally;
use crate::transport::{self, Exchange};
use crate::url::BaseUrl;
use crate::{
    Answer, Body, Check, Checker, Client, DeprecatedPart, DeprecationPolicy, Error, Findings,
    Method, Operation, Parameter, RetryPolicy, Rules, SecurityRequirement, Violation,
};

/// A call that is being put together. Whatever is wrong with its input is gathered and said by [`send`](Self::send).
#[must_use = "nothing is sent until `send` is called and awaited"]
pub struct Call {
    client: Client,
    operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    query: Vec<(&'static str, String)>,
    cookies: Vec<(&'static str, String)>,
    headers: HeaderMap,
    body: Option<(HeaderValue, Content)>,
    options: CallOptions,
    findings: Findings,
}

impl Call {
    /// Starts a call of an operation.
    pub fn new(client: &Client, operation: &'static Operation) -> Self {
        Self {
            client: client.clone(),
            operation,
            path: Vec::new(),
            query: Vec::new(),
            cookies: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            options: CallOptions::new(),
            findings: Findings::new(),
        }
    }

    /// Gives a parameter; one given before under the name is replaced.
    pub fn with<T: Check + Serialize + ?Sized>(mut self, parameter: Parameter, value: &T) -> Self {
        self.set(parameter, value);
        self
    }

    /// Gives a parameter; one given before under the name is replaced.
    pub fn set<T: Check + Serialize + ?Sized>(&mut self, parameter: Parameter, value: &T) {
        let location = parameter.location();
        let is_fit = self.check(location, value, parameter.limits());
        if let Some(deprecation) = parameter.deprecation() {
            let part = DeprecatedPart::parameter(location, deprecation);
            self.findings.note(part);
        }
        if is_fit {
            match serde_json::to_value(value) {
                Ok(value) => self.put(parameter, value),
                Err(error) => self.refuse(location, format!("can't be written as JSON: {error}")),
            }
        }
    }

    /// Sets what applies to this call only.
    pub fn set_options(&mut self, options: CallOptions) {
        self.options = options;
    }

    /// Sends the request and reads the answer whole, whatever its status.
    pub async fn send(mut self) -> Result<Answer, Error> {
        let client = self.client.clone();
        let given = self.options.base_url.clone();
        let base_url = client.shared().servers.of(self.operation, given.as_deref());
        let base_url = base_url.as_deref();
        let span = transport::span(self.operation, base_url.ok());
        // `Instrumented` would take over all that the work holds, which is several kilobytes to be copied.
        let mut work = pin!(self.run(client.shared(), base_url));
        let result = poll_fn(|context| span.in_scope(|| work.as_mut().poll(context))).await;
        transport::record(&span, &result);
        result
    }

    /// The request as it would be sent first, but for credentials: for benchmarks, which have no server.
    #[doc(hidden)]
    pub fn into_request(mut self) -> Result<reqwest::Request, Error> {
        let client = self.client.clone();
        let given = self.options.base_url.clone();
        let base_url = client.shared().servers.of(self.operation, given.as_deref());
        self.compose(base_url.as_deref())
    }

    async fn run(
        &mut self,
        shared: &Shared,
        base_url: Result<&BaseUrl, &String>,
    ) -> Result<Answer, Error> {
        let started = Instant::now();
        let operation = self.operation;
        let policy = self.options.deprecation.unwrap_or(shared.deprecation);
        let parts = std::mem::take(&mut self.findings.deprecated);
        let used = Used {
            operation,
            parts: &parts,
        };
        let admitted = shared.ledger.admit(used, policy, &*shared.clock);
        admitted.map_err(Error::Deprecated)?;
        let timeout = self.options.timeout.unwrap_or(shared.timeout);
        let attempt_timeout = self.options.attempt_timeout.or(shared.attempt_timeout);
        let retries = self.options.retries.unwrap_or(shared.retries);
        // Boxed, because a call that is under way would have it thrice, and many may be.
        let request = Box::new(self.compose(base_url)?);
        let repeatable = retries
            .idempotent
            .unwrap_or_else(|| operation.idempotent || has_key(&self.headers));
        let mut exchange = Exchange {
            shared,
            operation,
            requirements: choose_requirements(shared, operation)?,
            retries,
            started,
            timeout,
            attempt_timeout: attempt_timeout.unwrap_or(Duration::MAX),
            can_repeat: self.can_repeat(),
            tally: Tally {
                repeatable,
                ..Tally::default()
            },
        };
        shared.ledger.sent(used, policy, &*shared.clock);
        let again = || self.compose(base_url).ok().map(Box::new);
        let outcome = exchange.run(request, again).await;
        let answer = match &outcome {
            Ok(answer) => Some(answer),
            Err(error) => error.answer(),
        };
        if let Some(answer) = answer {
            let announced = answer.deprecation();
            shared.ledger.answered(operation, &announced);
            if policy != DeprecationPolicy::Ignore {
                shared.disagreements.compare(operation, &announced);
            }
        }
        if outcome.as_ref().is_err_and(Error::sent_nothing) {
            shared.ledger.not_sent(used);
        }
        outcome
    }

    /// The request of the next attempt, complete but for credentials, or everything that keeps it from being one.
    fn compose(&mut self, base_url: Result<&BaseUrl, &String>) -> Result<reqwest::Request, Error> {
        let url = self.compose_url(base_url);
        let headers = self.compose_headers();
        let Some(url) = url.filter(|_| self.findings.violations.is_empty()) else {
            let violations = std::mem::take(&mut self.findings.violations);
            let refused = InvalidRequest::new(self.operation, violations);
            return Err(Error::InvalidRequest(refused));
        };
        let mut request = reqwest::Request::new(self.operation.method.clone(), url);
        *request.headers_mut() = headers;
        if let Some((_, content)) = &mut self.body {
            *request.body_mut() = content.next();
        }
        Ok(request)
    }

    fn compose_url(&mut self, base_url: Result<&BaseUrl, &String>) -> Option<reqwest::Url> {
        let refused = |violation: &Violation| matches!(violation.location(), Location::Path(_));
        if self.findings.violations.iter().any(refused) {
            // A parameter that was refused is missing from the path: saying that, too, would mislead.
            return None;
        }
        let url = base_url.map_err(String::clone);
        let url = url.and_then(|it| it.join(self.operation.path, &self.path, &self.query));
        url.map_err(|problem| self.refuse(Location::Url, problem))
            .ok()
    }

    fn compose_headers(&mut self) -> HeaderMap {
        let mut headers = self.headers.clone();
        match self.operation.accept.map(|it| header_value(it.into())) {
            Some(Ok(accept)) => {
                headers.insert(ACCEPT, accept);
            }
            Some(Err(_)) => self.refuse(Location::Header("Accept"), UNFIT_FOR_HEADER),
            None => {}
        }
        if let Some(user_agent) = self.client.shared().user_agent.clone() {
            headers.insert(USER_AGENT, user_agent);
        }
        let cookies = join(&self.cookies, "; ");
        // All of it is percent-encoded, so it is always a header's value.
        if let Ok(mut cookies) = HeaderValue::try_from(cookies)
            && !cookies.is_empty()
        {
            cookies.set_sensitive(true);
            headers.insert(COOKIE, cookies);
        }
        let body = self.body.as_ref();
        if body.is_none_or(|(_, content)| content.is_empty()) && has_content(&self.operation.method)
        {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        if let Some((content_type, _)) = body {
            headers.insert(CONTENT_TYPE, content_type.clone());
        }
        headers
    }

    /// Whether the request can be sent more than once.
    fn can_repeat(&self) -> bool {
        let body = self.body.as_ref();
        body.is_none_or(|(_, content)| content.can_repeat())
    }

    /// Whether a value keeps all rules; which it breaks is noted, and what of it is deprecated.
    fn check<T: Check + ?Sized>(
        &mut self,
        location: Location,
        value: &T,
        rules: &Rules<'_>,
    ) -> bool {
        self.findings.forget(location);
        let before = self.findings.violations.len();
        Checker::new(location, &mut self.findings).value(value, rules);
        self.findings.violations.len() == before
    }

    fn put(&mut self, parameter: Parameter, value: Value) {
        let name = parameter.name();
        let put = parameter.write(value).and_then(|text| {
            match parameter.place() {
                Place::Path => replace(&mut self.path, name, text),
                Place::Query => replace(&mut self.query, name, text),
                Place::Cookie => replace(&mut self.cookies, name, text),
                Place::Header => {
                    let name = HeaderName::from_bytes(name.as_bytes())
                        .map_err(|_| "has a name that no header can have")?;
                    let text = HeaderValue::from_str(&text);
                    let mut text = text.map_err(|_| UNFIT_FOR_HEADER)?;
                    // Some documents have a key as a parameter.
                    text.set_sensitive(true);
                    self.headers.insert(name, text);
                }
            }
            Ok(())
        });
        if let Err(rule) = put {
            self.refuse(parameter.location(), rule);
        }
    }

    /// Puts the body in, with its media type unless it brings one of its own.
    fn put_body(&mut self, media_type: Cow<'static, str>, body: Body) {
        let (content, own) = body.into_parts();
        let has_parts = media_type.starts_with("multipart/");
        let media_type = own.map_or(media_type, Cow::Owned);
        // RFC 2046, section 5.1.1: nobody can read parts without knowing what divides them.
        if has_parts && !media_type.contains("boundary=") {
            self.refuse(
                Location::Body,
                "has parts, so its media type must name the boundary between them: give it by `Body::content_type`",
            );
            return;
        }
        match header_value(media_type) {
            Ok(media_type) => self.body = Some((media_type, content)),
            Err(_) => self.refuse(
                Location::Body,
                "has a media type that can't stand in a header",
            ),
        }
    }

    fn refuse(&mut self, location: Location, rule: impl Into<String>) {
        self.findings.refuse(location, rule);
    }
}

/// A text as a header's value; one that is the document's is not copied.
fn header_value(text: Cow<'static, str>) -> Result<HeaderValue, InvalidHeaderValue> {
    HeaderValue::from_maybe_shared(match text {
        Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
        Cow::Owned(text) => text.into(),
    })
}

const UNFIT_FOR_HEADER: &str = "can't stand in a header";

/// Whether a request of this method has to say that its content is empty: it "SHOULD send a Content-Length field … when the
/// method defines a meaning for enclosed content" (RFC 9110, section 8.6), and some servers answer 411 without.
fn has_content(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

fn replace(parts: &mut Vec<(&'static str, String)>, name: &'static str, text: String) {
    parts.retain(|(other, _)| *other != name);
    parts.push((name, text));
}

/// Puts parameters together; an empty array has no text and no place.
fn join(parts: &[(&'static str, String)], separator: &str) -> String {
    let texts = parts.iter().map(|(_, text)| text.as_str());
    let texts: Vec<_> = texts.filter(|text| !text.is_empty()).collect();
    texts.join(separator)
}

/// Whether the caller gave the request a key by which the server knows a repetition (draft-ietf-httpapi-idempotency-key).
fn has_key(headers: &HeaderMap) -> bool {
    let mut given = ["idempotency-key", "x-idempotency-key"]
        .iter()
        .filter_map(|name| headers.get(*name));
    given.any(|key| !key.is_empty())
}

fn choose_requirements(
    shared: &Shared,
    operation: &'static Operation,
) -> Result<&'static [SecurityRequirement], Error> {
    match auth::choose(operation, &shared.credentials) {
        Some(chosen) => Ok(chosen),
        // The caller's own client may authenticate by itself.
        None if shared.http.is_own() => Ok(&[]),
        None => Err(Error::MissingCredentials(MissingCredentials::new(
            operation,
        ))),
    }
}

/// Only which operation it is: parameters and body may hold what belongs in no log.
impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// What applies to one call only, in place of the client's settings.
#[derive(Clone, Default)]
pub struct CallOptions {
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    retries: Option<RetryPolicy>,
    deprecation: Option<DeprecationPolicy>,
    base_url: Option<String>,
}

impl CallOptions {
    /// Everything as the client has it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits how long the call may take, with all its attempts, from its start to the last byte of its answer. An
    /// answer that is handed out as a stream may take that long to begin, and again for each piece that the caller
    /// waits for.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Limits how long each attempt of the call may take, to the last byte of its answer.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Says when the call is sent again.
    pub fn retries(mut self, policy: RetryPolicy) -> Self {
        self.retries = Some(policy);
        self
    }

    /// Sends the call to another place than the client's, or than the operation's own server.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Says what happens if the operation, or a part of the request, is deprecated.
    pub fn deprecation(mut self, policy: DeprecationPolicy) -> Self {
        self.deprecation = Some(policy);
        self
    }
}

/// Not the base URL, of which nobody knows yet whether a password is in it.
impl fmt::Debug for CallOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retries", &self.retries)
            .field("deprecation", &self.deprecation)
            .finish_non_exhaustive()
    }
}
