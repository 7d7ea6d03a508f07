//! Running one call against a server of its own.
//!
//! A client is built here and nowhere else, with settings that no clock and no environment changes.

use std::{cell::OnceCell, future::Future, time::Duration};

use serde_json::Value;
use tokio::runtime::Runtime;

use crate::{
    adapter::{Arguments, Client, Connection, Outcome, Policy},
    cases::{
        Subject,
        answers::{End, Reply},
    },
    coverage,
    difference::{Difference, Failure},
    oracle::{Content, Schema, values},
    received::Received,
    secrets,
    server::{Script, Server},
};

/// The bearer token of every client.
pub const TOKEN: &str = "contract-test-token";

/// How much longer than its own time limit a call may take here before it is given up: no test may hang because a client
/// forgot the limit. Nothing depends on when exactly a call ends.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a client is built with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The path of the base URL.
    pub base_path: &'static str,
    /// Whether it has a token.
    pub token: bool,
    /// What it does about deprecated operations.
    pub policy: Option<Policy>,
    /// What time it is, ISO 8601.
    pub now: String,
    /// The largest body it reads.
    pub limit: Option<usize>,
    /// How long a call may take.
    pub timeout: Duration,
    /// Whether it sends again what fails in a way that passes.
    pub retries: bool,
    /// Whether it sends through the HTTP client that the runtime makes by default, and not through the one that cases
    /// share which are about something else: it takes longer to make than a call.
    pub fresh: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base_path: "",
            token: true,
            policy: None,
            now: "2001-01-01T00:00:00Z".to_owned(),
            limit: None,
            // Longer than any answer takes, shorter than a person's patience.
            timeout: Duration::from_secs(20),
            retries: false,
            fresh: false,
        }
    }
}

impl Settings {
    /// As by default, with an HTTP client of its own.
    pub fn fresh() -> Self {
        Self {
            fresh: true,
            ..Self::default()
        }
    }
}

/// A call, what it sent, and what came of it.
#[derive(Debug)]
pub struct Exchange {
    /// What came of it.
    pub outcome: Outcome,
    /// Every request that reached the server.
    pub received: Vec<Received>,
    /// `host:port` of the server.
    pub host: String,
    /// How often somebody connected, where the server counts it.
    pub connections: Option<usize>,
    /// Whether the server had come to its silence before the call ended, where it was to fall silent.
    pub is_silent: bool,
}

/// An answer as bytes.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Header fields, `Content-Type` among them.
    pub headers: Vec<(String, String)>,
    /// The content.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer with JSON of this media type.
    pub fn json(status: u16, media_type: &str, body: &Value) -> Self {
        let headers = vec![("content-type".to_owned(), media_type.to_owned())];
        Self {
            status,
            headers,
            body: body.to_string().into_bytes(),
        }
    }

    /// The same with a further header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The whole message as HTTP/1.1 writes it.
    pub fn wire(&self) -> Vec<u8> {
        // "A server MUST NOT send a Content-Length header field in any response with a status code of 1xx
        // (Informational) or 204 (No Content)" (RFC 9110, section 8.6).
        let mut bytes = if self.status == 204 || self.status < 200 {
            self.head("server: contract-tests")
        } else {
            self.head(&format!("content-length: {}", self.body.len()))
        };
        bytes.extend(&self.body);
        bytes
    }

    /// The whole message with its body in chunks of `size` bytes (RFC 9112, section 7.1), and then `rest`, which is
    /// `0\r\n\r\n` where the body comes to its end.
    pub fn chunked(&self, size: usize, rest: &str) -> Vec<u8> {
        let mut bytes = self.head("transfer-encoding: chunked");
        for chunk in self.body.chunks(size.max(1)) {
            bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
            bytes.extend(chunk);
            bytes.extend(b"\r\n");
        }
        bytes.extend(rest.as_bytes());
        bytes
    }

    /// The whole message with a body that ends with the connection (RFC 9112, section 6.3).
    pub fn until_the_end(&self) -> Vec<u8> {
        let mut bytes = self.head("connection: close");
        bytes.extend(&self.body);
        bytes
    }

    fn head(&self, framing: &str) -> Vec<u8> {
        let lines = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"));
        let lines: String = lines.collect();
        format!("HTTP/1.1 {} x\r\n{framing}\r\n{lines}\r\n", self.status).into_bytes()
    }
}

/// Runs `future` on the runtime of this thread, so that what it tells `tracing` can be recorded. A server and its client
/// take turns on one thread: calls are short, and waking another thread for each step would take longer than the step.
pub fn block_on<F: Future>(future: F) -> Result<F::Output, Failure> {
    thread_local! {
        static RUNTIME: OnceCell<Result<Runtime, String>> = const { OnceCell::new() };
    }
    let build = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_all().build();
        runtime.map_err(|error| error.to_string())
    };
    RUNTIME.with(|runtime| {
        let runtime = runtime.get_or_init(build).as_ref();
        Ok(runtime.map_err(Failure::because)?.block_on(future))
    })
}

fn endless(limit: Duration) -> Failure {
    let expected = format!("ends, its limit is {limit:?}");
    Failure::of(Difference::new(
        "the call",
        expected,
        "it was still going on after much longer",
    ))
}

impl Subject {
    /// Calls the operation; a server gives `answer` to every request.
    pub fn call(
        &self,
        arguments: &Arguments,
        settings: &Settings,
        answer: &Answer,
    ) -> Result<Exchange, Failure> {
        self.call_script(arguments, settings, Script::Answer(answer.wire()))
    }

    /// Calls the operation; a server that need not keep HTTP's rules plays `script`.
    pub fn call_script(
        &self,
        arguments: &Arguments,
        settings: &Settings,
        script: Script,
    ) -> Result<Exchange, Failure> {
        block_on(async {
            let server = Server::start(script).map_err(Failure::because)?;
            let client = self.client(&server.uri(), settings)?;
            let outcome = self.outcome(&*client, arguments);
            let outcome = tokio::time::timeout(settings.timeout + PATIENCE, outcome).await;
            let outcome = outcome.map_err(|_| endless(settings.timeout))??;
            let (received, host) = (server.received(), server.host());
            self.exercised(&received, &outcome);
            Ok(Exchange {
                outcome,
                received,
                host,
                connections: Some(server.connections()),
                is_silent: server.is_silent(),
            })
        })?
    }

    /// A client of the server at `uri`.
    pub fn client(&self, uri: &str, settings: &Settings) -> Result<Box<dyn Client>, Failure> {
        let connection = Connection {
            base_url: format!("{uri}{}", settings.base_path),
            token: settings.token.then(|| TOKEN.to_owned()),
            policy: settings.policy,
            now: settings.now.clone(),
            limit: settings.limit,
            timeout: settings.timeout,
            retries: settings.retries,
            own_http_client: settings.fresh,
        };
        let client = self.suite.adapter.connect(&connection);
        let client = client.map_err(|problem| {
            secrets::look("why there is no client", &problem);
            Failure::because(problem)
        })?;
        secrets::look("a client's `Debug`", &format!("{client:?}"));
        Ok(client)
    }

    /// Calls the operation through the adapter.
    pub async fn outcome(
        &self,
        client: &dyn Client,
        arguments: &Arguments,
    ) -> Result<Outcome, Failure> {
        let outcome = client.call(&self.operation.key(), arguments).await;
        let outcome = outcome.map_err(Failure::because)?;
        secrets::look_at(&outcome);
        Ok(outcome)
    }

    /// Records what the call proves if its case passes: that there is such a call, and what the client made of the answer.
    /// What it sent is proved by those who look at that.
    fn exercised(&self, received: &[Received], outcome: &Outcome) {
        let operation = self.operation;
        if received.is_empty() {
            return;
        }
        coverage::of_call(operation);
        if outcome.variant != "Other" && outcome.decode_error.is_none() {
            coverage::of_answer(operation, outcome);
        }
    }

    /// An answer that a caller hopes for: a documented success, else what there is.
    pub fn success(&self) -> Result<Answer, Failure> {
        let replies = Reply::all(*self);
        let is_success = |reply: &&Reply| reply.end == End::Success;
        let Some(reply) = replies.iter().find(is_success).or(replies.first()) else {
            return Ok(Answer {
                status: 200,
                ..Answer::default()
            });
        };
        // Without a value the operation can be called all the same; the answer's own cases say that there is none.
        Ok(reply
            .documented()
            .unwrap_or_else(|_| reply.with_bytes(Vec::new())))
    }

    /// A value of this content: the first documented one that keeps its schema, else a made one.
    pub fn value(&self, content: &Content) -> Result<Value, Failure> {
        let fits = |value: &Value| content.schema.as_ref().is_none_or(|it| it.accepts(value));
        if let Some(example) = content.examples.iter().find(|example| fits(&example.value)) {
            return Ok(example.value.clone());
        }
        match &content.schema {
            None => Ok(Value::Null),
            Some(schema) => self.made(schema, true),
        }
    }

    /// A made value of this schema, with every property or with what is required.
    pub fn made(&self, schema: &Schema, every: bool) -> Result<Value, Failure> {
        let made = if every {
            values::full(schema).or_else(|| values::minimal(schema))
        } else {
            values::minimal(schema)
        };
        made.ok_or_else(|| {
            let place = self.suite.document.place(&schema.pointer);
            Failure::because(format!("no value found for the schema at {place}"))
        })
    }

    /// `value` with every property that its schema knows and `value` does not have: an example rarely shows all.
    pub fn filled(&self, schema: &Schema, value: &Value) -> Value {
        let mut filled = value.clone();
        if let Some(made) = values::full(schema) {
            fill(&mut filled, made);
        }
        if schema.accepts(&filled) {
            filled
        } else {
            value.clone()
        }
    }
}

fn fill(value: &mut Value, made: Value) {
    match (value, made) {
        (Value::Object(value), Value::Object(made)) => {
            for (name, made) in made {
                match value.get_mut(&name) {
                    Some(value) => fill(value, made),
                    None => drop(value.insert(name, made)),
                }
            }
        }
        (Value::Array(value), Value::Array(mut made)) => match (value.first_mut(), made.pop()) {
            (Some(value), Some(made)) => fill(value, made),
            (None, Some(made)) => value.push(made),
            (_, None) => {}
        },
        _ => {}
    }
}
