//! A server that answers with the document's examples, so that a client or `curl` can be tried without an account.
//!
//! A document comes in; what goes out over HTTP is the documented answer of the status that the request prefers
//! (`Prefer: code=404`, RFC 7240). Whoever shows credentials is let in, by Digest after a challenge, and gets a token where
//! the document has its token URL. A request that the document does not allow gets an answer that says why, and the same is
//! printed: silence would only teach that something is wrong somewhere.

mod request;
mod security;

use std::{
    fmt, io,
    net::{SocketAddr, TcpListener},
};

use serde_json::{Value, json};
use wiremock::{Mock as Rule, MockServer, Request, Respond, ResponseTemplate, matchers::any};

use crate::{
    oracle::{Document, Operation, Response, Unreadable, values},
    received::Received,
};
use request::Problem;

/// A running mock; it stops when dropped.
pub struct Mock {
    server: MockServer,
    operations: Vec<String>,
}

/// Why the mock did not start.
#[derive(Debug)]
pub enum MockError {
    /// The document can't be served.
    Document(Unreadable),
    /// The address can't be listened on.
    Listen(SocketAddr, io::Error),
}

impl fmt::Display for MockError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(error) => error.fmt(formatter),
            Self::Listen(address, error) => write!(formatter, "can't listen on {address}: {error}"),
        }
    }
}

impl std::error::Error for MockError {}

impl Mock {
    /// Serves `document` on `listen`; port 0 takes a free one. Requests that prefer no status get `default_status`, or the
    /// first documented success.
    pub async fn start(
        document: Document,
        listen: SocketAddr,
        default_status: Option<u16>,
    ) -> Result<Self, MockError> {
        let operations = document.operations().map_err(MockError::Document)?;
        let listener =
            TcpListener::bind(listen).map_err(|error| MockError::Listen(listen, error))?;
        let names = operations
            .iter()
            .map(|operation| format!("{} {}", operation.method, operation.path));
        let names = names.collect();
        // It may run for days: what came is not kept.
        let server = MockServer::builder()
            .listener(listener)
            .disable_request_recording()
            .start()
            .await;
        let documented = Documented {
            document,
            operations,
            default_status,
        };
        Rule::given(any())
            .respond_with(documented)
            .mount(&server)
            .await;
        Ok(Self {
            server,
            operations: names,
        })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn uri(&self) -> String {
        self.server.uri()
    }

    /// Method and path template of each operation.
    pub fn operations(&self) -> &[String] {
        &self.operations
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Mock")
            .field("uri", &self.uri())
            .finish_non_exhaustive()
    }
}

struct Documented {
    document: Document,
    operations: Vec<Operation>,
    default_status: Option<u16>,
}

impl Respond for Documented {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let received = Received::from(request);
        let line = format!("{} {}", received.method, received.target);
        match self.answer(&received) {
            Ok((status, template)) => {
                eprintln!("{line} -> {status}");
                template
            }
            Err(problem) => {
                eprintln!("{line} -> {}: {}", problem.status, problem.detail);
                let mut template = problem_details(&problem);
                if problem.status == 401 {
                    for challenge in security::challenges(&self.document) {
                        template = template.append_header("www-authenticate", challenge);
                    }
                }
                template
            }
        }
    }
}

impl Documented {
    fn answer(&self, received: &Received) -> Result<(u16, ResponseTemplate), Problem> {
        if let Some(token) = security::token(&self.document, received) {
            return token.map(|template| (200, template));
        }
        let operation = request::operation(&self.operations, received)?;
        request::check(&self.document, operation, received)?;
        let preferred = preferred(received);
        let (status, response) = self.choose(operation, preferred.or(self.default_status))?;
        let mut template = ResponseTemplate::new(status);
        if let Some(status) = preferred {
            template = template.insert_header("preference-applied", format!("code={status}"));
        }
        if let Some(content) = response.json() {
            let body = self.value(content)?;
            // With parameters as a real server sends them; `set_body_json` would say `application/json` always.
            template = template.set_body_raw(body.to_string().into_bytes(), &content.media_type);
        }
        for (name, value) in announcements(operation) {
            template = template.append_header(name, value);
        }
        Ok((status, template))
    }

    fn choose<'a>(
        &self,
        operation: &'a Operation,
        status: Option<u16>,
    ) -> Result<(u16, &'a Response), Problem> {
        let success = || {
            operation
                .responses
                .iter()
                .find(|response| response.key.starts_with('2'))
        };
        let found = match status {
            Some(status) => operation
                .response(status)
                .map(|response| (status, response)),
            None => success()
                .or(operation.responses.first())
                .map(|response| (response.some_status(), response)),
        };
        found.ok_or_else(|| {
            let keys: Vec<&str> = operation
                .responses
                .iter()
                .map(|response| response.key.as_str())
                .collect();
            let place = self
                .document
                .place(&format!("{}/responses", operation.pointer));
            let detail = format!(
                "`{}` has no such status; documented: {} ({place})",
                operation.id,
                keys.join(", ")
            );
            Problem {
                status: 400,
                detail,
            }
        })
    }

    fn value(&self, content: &crate::oracle::Content) -> Result<Value, Problem> {
        if let Some(example) = content.examples.first() {
            return Ok(example.value.clone());
        }
        let Some(schema) = &content.schema else {
            return Ok(Value::Null);
        };
        values::full(schema).ok_or_else(|| Problem {
            status: 501,
            detail: format!(
                "no example, and none can be made of {}",
                self.document.place(&schema.pointer)
            ),
        })
    }
}

/// The preference `code` (RFC 7240, section 2).
fn preferred(received: &Received) -> Option<u16> {
    let preferences = received
        .header("prefer")
        .flat_map(|value| value.split([',', ';']));
    preferences
        .filter_map(|preference| preference.trim().strip_prefix("code="))
        .find_map(|code| code.trim().trim_matches('"').parse().ok())
}

/// What a server would announce of the operation's end.
fn announcements(operation: &Operation) -> Vec<(&'static str, String)> {
    let Some(deprecation) = &operation.deprecation else {
        return Vec::new();
    };
    let begin = |day: &Option<String>| {
        let day: jiff::civil::Date = day.as_deref()?.parse().ok()?;
        jiff::tz::Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()
    };
    let since = begin(&deprecation.since).map(|since| format!("@{}", since.as_second()));
    // RFC 9745 has no form for "since some time"; this is the one of its drafts.
    let mut headers = vec![("deprecation", since.unwrap_or_else(|| "true".to_owned()))];
    if let Some(sunset) = begin(&deprecation.sunset) {
        headers.push((
            "sunset",
            sunset.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        ));
    }
    if let Some(link) = &deprecation.link {
        headers.push(("link", format!("<{link}>; rel=\"deprecation\"")));
    }
    headers
}

/// RFC 9457.
fn problem_details(problem: &Problem) -> ResponseTemplate {
    let title = crate::oracle::status::reason(problem.status).unwrap_or("Error");
    let body = json!({ "title": title, "status": problem.status, "detail": problem.detail });
    ResponseTemplate::new(problem.status)
        .set_body_raw(body.to_string().into_bytes(), "application/problem+json")
}
