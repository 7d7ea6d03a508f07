//! One call: typed parameters and body in, a composed and checked request out, sent by `transport`.
//!
//! The functions that take a type are thin: they check it and turn it into a JSON value. All else is not generic, so that
//! an operation costs few lines of machine code.

use std::fmt;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use serde::Serialize;
use serde_json::Value;
use tracing::Instrument as _;

use crate::auth::{self, Satisfied};
use crate::check::Location;
use crate::client::Shared;
use crate::error::{InvalidRequest, MissingCredentials};
use crate::transport::{self, Exchange};
use crate::url::fill;
use crate::{
    Answer, Check, Checker, Client, DeprecationPolicy, Error, Operation, QueryStyle, Rules,
    Violation, params,
};

/// A call that is being put together. Whatever is wrong with its input is gathered and said by [`send`](Self::send).
#[must_use = "nothing is sent until `send` is called and awaited"]
pub struct Call {
    client: Client,
    operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    query: Vec<(&'static str, Vec<String>)>,
    headers: HeaderMap,
    body: Option<Bytes>,
    options: CallOptions,
    violations: Vec<Violation>,
}

impl Call {
    /// Starts a call of an operation.
    pub fn new(client: &Client, operation: &'static Operation) -> Self {
        Self {
            client: client.clone(),
            operation,
            path: Vec::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            options: CallOptions::new(),
            violations: Vec::new(),
        }
    }

    /// Gives a path parameter, `style: simple`.
    pub fn path<T: Check + Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.path_with(name, value, &Rules::NONE)
    }

    /// Gives a path parameter that has rules of its own.
    pub fn path_with<T: Check + Serialize + ?Sized>(
        mut self,
        name: &'static str,
        value: &T,
        rules: &Rules<'_>,
    ) -> Self {
        let location = Location::Path(name);
        if let Some(value) = self.take(location, value, rules) {
            self.put_path(name, &value);
        }
        self
    }

    /// Gives a query parameter.
    pub fn query<T: Check + Serialize + ?Sized>(
        mut self,
        name: &'static str,
        style: QueryStyle,
        value: &T,
    ) -> Self {
        self.set_query(name, style, value);
        self
    }

    /// Gives a query parameter that has rules of its own.
    pub fn query_with<T: Check + Serialize + ?Sized>(
        mut self,
        name: &'static str,
        style: QueryStyle,
        value: &T,
        rules: &Rules<'_>,
    ) -> Self {
        self.set_query_with(name, style, value, rules);
        self
    }

    /// Gives a query parameter; one given before under the name is replaced.
    pub fn set_query<T: Check + Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: QueryStyle,
        value: &T,
    ) {
        self.set_query_with(name, style, value, &Rules::NONE);
    }

    /// Gives a query parameter that has rules of its own; one given before under the name is replaced.
    pub fn set_query_with<T: Check + Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        style: QueryStyle,
        value: &T,
        rules: &Rules<'_>,
    ) {
        if let Some(value) = self.take(Location::Query(name), value, rules) {
            self.put_query(name, style, &value);
        }
    }

    /// Gives a header parameter, `style: simple`.
    pub fn header<T: Check + Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.set_header(name, value);
        self
    }

    /// Gives a header parameter that has rules of its own.
    pub fn header_with<T: Check + Serialize + ?Sized>(
        mut self,
        name: &'static str,
        value: &T,
        rules: &Rules<'_>,
    ) -> Self {
        self.set_header_with(name, value, rules);
        self
    }

    /// Gives a header parameter; one given before under the name is replaced.
    pub fn set_header<T: Check + Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.set_header_with(name, value, &Rules::NONE);
    }

    /// Gives a header parameter that has rules of its own; one given before under the name is replaced.
    pub fn set_header_with<T: Check + Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        rules: &Rules<'_>,
    ) {
        if let Some(value) = self.take(Location::Header(name), value, rules) {
            self.put_header(name, &value);
        }
    }

    /// Gives the body.
    pub fn json<T: Check + Serialize + ?Sized>(self, body: &T) -> Self {
        self.json_with(body, &Rules::NONE)
    }

    /// Gives a body that has rules of its own.
    pub fn json_with<T: Check + Serialize + ?Sized>(mut self, body: &T, rules: &Rules<'_>) -> Self {
        self.set_json_with(body, rules);
        self
    }

    /// Gives the body; one given before is replaced.
    pub fn set_json<T: Check + Serialize + ?Sized>(&mut self, body: &T) {
        self.set_json_with(body, &Rules::NONE);
    }

    /// Gives a body that has rules of its own; one given before is replaced.
    pub fn set_json_with<T: Check + Serialize + ?Sized>(&mut self, body: &T, rules: &Rules<'_>) {
        self.check(Location::Body, body, rules);
        match serde_json::to_vec(body) {
            Ok(text) => self.body = Some(text.into()),
            Err(error) => self.refuse(Location::Body, format!("can't be written as JSON: {error}")),
        }
    }

    /// Sets what applies to this call only.
    pub fn set_options(&mut self, options: CallOptions) {
        self.options = options;
    }

    /// Sends the request and reads the answer whole, whatever its status.
    pub async fn send(self) -> Result<Answer, Error> {
        let span = transport::span(self.client.shared(), self.operation);
        let result = self.run().instrument(span.clone()).await;
        transport::record(&span, &result);
        result
    }

    async fn run(self) -> Result<Answer, Error> {
        let started = Instant::now();
        let client = self.client.clone();
        let shared = client.shared();
        let operation = self.operation;
        let policy = self.options.deprecation.unwrap_or(shared.deprecation);
        policy
            .admit(operation, &*shared.clock)
            .map_err(Error::Deprecated)?;
        let timeout = self.options.timeout.unwrap_or(shared.timeout);
        let request = self.compose()?;
        let exchange = Exchange {
            shared,
            operation,
            credentials: choose_credentials(shared, operation)?,
            started,
            timeout,
        };
        if policy != DeprecationPolicy::Ignore {
            shared.told.warn_deprecated(operation, &*shared.clock);
        }
        let answer = exchange.run(request).await?;
        if policy != DeprecationPolicy::Ignore {
            shared.told.compare(operation, &answer.deprecation());
        }
        Ok(answer)
    }

    /// The request, complete but for credentials, or everything that keeps it from being one.
    fn compose(mut self) -> Result<reqwest::Request, Error> {
        let url = self.compose_url();
        match url {
            Some(url) if self.violations.is_empty() => {
                let mut request = reqwest::Request::new(self.operation.method.clone(), url);
                self.compose_headers();
                *request.headers_mut() = self.headers;
                *request.body_mut() = self.body.map(Into::into);
                Ok(request)
            }
            _ => {
                let refused = InvalidRequest::new(self.operation, self.violations);
                Err(Error::InvalidRequest(refused))
            }
        }
    }

    fn compose_url(&mut self) -> Option<reqwest::Url> {
        let refused = |violation: &Violation| matches!(violation.location(), Location::Path(_));
        if self.violations.iter().any(refused) {
            // A parameter that was refused is missing from the path: saying that, too, would mislead.
            return None;
        }
        let query: Vec<_> = self.query.drain(..).flat_map(|(_, pairs)| pairs).collect();
        let path = fill(self.operation.path, &self.path);
        let base_url = &self.client.shared().base_url;
        let url = path.and_then(|path| Ok(base_url.join(&path, &query)?));
        url.map_err(|problem| self.refuse(Location::Url, problem))
            .ok()
    }

    fn compose_headers(&mut self) {
        let accept = self.operation.accept.map(HeaderValue::from_static);
        let content_type = self.operation.content_type.unwrap_or("application/json");
        let content_type = self
            .body
            .is_some()
            .then(|| HeaderValue::from_static(content_type));
        let user_agent = self.client.shared().user_agent.clone();
        let own = [
            (ACCEPT, accept),
            (CONTENT_TYPE, content_type),
            (USER_AGENT, user_agent),
        ];
        for (name, value) in own {
            if let Some(value) = value {
                self.headers.insert(name, value);
            }
        }
    }

    fn check<T: Check + ?Sized>(&mut self, location: Location, value: &T, rules: &Rules<'_>) {
        self.violations
            .retain(|violation| violation.location() != location);
        Checker::new(location, &mut self.violations).value(value, rules);
    }

    /// The parameter as a JSON value, unless it has none.
    fn take<T: Check + Serialize + ?Sized>(
        &mut self,
        location: Location,
        value: &T,
        rules: &Rules<'_>,
    ) -> Option<Value> {
        self.check(location, value, rules);
        match serde_json::to_value(value) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(location, format!("can't be written as JSON: {error}"));
                None
            }
        }
    }

    fn put_path(&mut self, name: &'static str, value: &Value) {
        match params::path(value) {
            Ok(text) => {
                self.path.retain(|(other, _)| *other != name);
                self.path.push((name, text));
            }
            Err(rule) => self.refuse(Location::Path(name), rule),
        }
    }

    fn put_query(&mut self, name: &'static str, style: QueryStyle, value: &Value) {
        self.query.retain(|(other, _)| *other != name);
        match params::query(name, style, value) {
            Ok(pairs) => self.query.push((name, pairs)),
            Err(rule) => self.refuse(Location::Query(name), rule),
        }
    }

    fn put_header(&mut self, name: &'static str, value: &Value) {
        let header = HeaderName::from_bytes(name.as_bytes());
        let value = params::header(value);
        match (header, value) {
            (Ok(header), Ok(text)) => match HeaderValue::from_str(&text) {
                Ok(text) => {
                    self.headers.insert(header, text);
                }
                Err(_) => self.refuse(Location::Header(name), "can't stand in a header"),
            },
            (Err(_), _) => {
                self.refuse(Location::Header(name), "has a name that no header can have");
            }
            (_, Err(rule)) => self.refuse(Location::Header(name), rule),
        }
    }

    fn refuse(&mut self, location: Location, rule: impl Into<String>) {
        self.violations.push(Violation::new(location, rule));
    }
}

fn choose_credentials(
    shared: &Shared,
    operation: &'static Operation,
) -> Result<Vec<Satisfied>, Error> {
    match auth::choose(operation, &shared.credentials) {
        Some(chosen) => Ok(chosen),
        // The caller's own client may authenticate by itself.
        None if shared.http_is_own => Ok(Vec::new()),
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
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    timeout: Option<Duration>,
    deprecation: Option<DeprecationPolicy>,
}

impl CallOptions {
    /// Everything as the client has it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits how long the call may take, from its start to the last byte of its answer.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Says what happens if the operation is deprecated.
    pub fn deprecation(mut self, policy: DeprecationPolicy) -> Self {
        self.deprecation = Some(policy);
        self
    }
}
