//! Three generated clients used for real: each of their operations, in full and closed-world, against a server on loopback.
//!
//! What goes out is compared as a whole text, so that a header or a pair that nobody asked for is seen as well as one that
//! is missing. Where it matters in which pieces an answer comes, the server writes them one by one, each only when the
//! client has read the one before.

mod chat;
mod files;
mod payments;

use std::fmt::Write as _;

use heck::ToSnakeCase;
use serde_json::Value;
use specwright_runtime::{Client, ClientBuilder, RetryPolicy};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// A server that gives every request one answer.
struct Server(MockServer);

impl Server {
    async fn new(answer: ResponseTemplate) -> Self {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        Self(server)
    }

    async fn with(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(ResponseTemplate::new(status).set_body_raw(body, media_type)).await
    }

    async fn json(status: u16, body: &Value) -> Self {
        Self::with(status, "application/json", body.to_string()).await
    }

    async fn empty(status: u16) -> Self {
        Self::new(ResponseTemplate::new(status)).await
    }

    /// The client, whose base URL has a path of its own. It sends everything once.
    fn client<C: From<Client>>(&self, builder: ClientBuilder<C>) -> C {
        let url = format!("{}/base", self.0.uri());
        let builder = builder.base_url(url).bearer_token("secret");
        builder
            .retries(RetryPolicy::never())
            .build()
            .expect("the mock server's URL is a good one")
    }

    async fn requests(&self) -> Vec<Request> {
        let requests = self.0.received_requests().await;
        requests.expect("the mock server records")
    }

    async fn only_request(&self) -> Request {
        let mut requests = self.requests().await;
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests.remove(0)
    }

    /// All that came, as [`text_of`] has it.
    async fn got(&self) -> String {
        text_of(&self.only_request().await)
    }

    async fn assert_untouched(&self) {
        let requests = self.requests().await;
        assert!(requests.is_empty(), "{requests:?}");
    }
}

/// The whole request: method and target, the headers by name, an empty line and the body. Left out is what every request
/// has, once it is seen to be right: whom it goes to, who sends it, and how long it is.
fn text_of(request: &Request) -> String {
    let mut headers = Vec::new();
    for (name, value) in &request.headers {
        let value = value.to_str().expect("headers are ASCII");
        match name.as_str() {
            "host" => assert!(value.starts_with("127.0.0.1:"), "{value}"),
            "user-agent" => assert!(value.starts_with("specwright/"), "{value}"),
            "content-length" => assert_eq!(value, request.body.len().to_string()),
            name => headers.push(format!("{name}: {value}\n")),
        }
    }
    headers.sort();
    let url = &request.url;
    let query = url.query().map_or_else(String::new, |it| format!("?{it}"));
    let mut text = format!("{} {}{query}\n", request.method, url.path());
    text.extend(headers);
    write!(text, "\n{}", String::from_utf8_lossy(&request.body)).expect("a text grows");
    text
}

/// A part of a `multipart/form-data` body (RFC 7578).
#[derive(Debug, PartialEq)]
struct Part {
    /// In lower case and in the order in which they came.
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Part {
    fn new(headers: &[(&str, &str)], body: &[u8]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            headers: headers.iter().map(owned).collect(),
            body: body.to_owned(),
        }
    }
}

/// The parts of a body, read as a server reads them: a delimiter is a line, and what is between two is left as it is.
fn parts_of(request: &Request) -> Vec<Part> {
    let media_type = request.headers["content-type"].to_str().expect("ASCII");
    let boundary = media_type
        .strip_prefix("multipart/form-data; boundary=")
        .expect("a form with a boundary");
    let delimiter = format!("\r\n--{boundary}");
    let mut rest = [b"\r\n".as_slice(), &request.body].concat();
    let mut parts = Vec::new();
    loop {
        let (before, after) = split(&rest, delimiter.as_bytes()).expect("another delimiter");
        if !parts.is_empty() || !before.is_empty() {
            let (head, body) = split(before, b"\r\n\r\n").expect("a head");
            let head = std::str::from_utf8(head).expect("heads are UTF-8");
            let header = |line: &str| {
                let (name, value) = line.split_once(": ").expect("a header");
                (name.to_ascii_lowercase(), value.to_owned())
            };
            parts.push(Part {
                headers: head.trim_start().split("\r\n").map(header).collect(),
                body: body.to_owned(),
            });
        }
        if after == b"--\r\n" {
            return parts;
        }
        rest = after.to_owned();
    }
}

fn split<'a>(bytes: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let mut windows = bytes.windows(separator.len());
    let at = windows.position(|window| window == separator)?;
    Some((&bytes[..at], &bytes[at + separator.len()..]))
}

/// A server that answers one request with a body that comes in pieces, each when it is told to.
struct Piecewise {
    url: String,
    next: tokio::sync::mpsc::Sender<Option<Vec<u8>>>,
    served: JoinHandle<()>,
}

impl Piecewise {
    async fn start(media_type: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (next, mut pieces) = tokio::sync::mpsc::channel::<Option<Vec<u8>>>(1);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        let served = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            // All of a request that is this short comes at once.
            let mut request = [0; 4096];
            let length = stream.read(&mut request).await.expect("a request");
            assert!(length > 0, "an empty request");
            stream.write_all(head.as_bytes()).await.expect("a reader");
            while let Some(piece) = pieces.recv().await {
                // Without a piece to send, the connection breaks off.
                let Some(piece) = piece else { return };
                let chunk = [format!("{:x}\r\n", piece.len()).as_bytes(), &piece, b"\r\n"].concat();
                stream.write_all(&chunk).await.expect("a reader");
            }
            // The client may have hung up, having seen the end.
            stream.write_all(b"0\r\n\r\n").await.ok();
        });
        Self {
            url: format!("http://{address}"),
            next,
            served,
        }
    }

    fn client<C: From<Client>>(&self, builder: ClientBuilder<C>) -> C {
        let builder = builder.base_url(&self.url).bearer_token("secret");
        builder.build().expect("the server's URL is a good one")
    }

    async fn send(&self, piece: impl AsRef<[u8]>) {
        let piece = piece.as_ref().to_owned();
        self.next.send(Some(piece)).await.expect("a server");
    }

    /// Breaks the connection off.
    async fn break_off(self) {
        self.next.send(None).await.expect("a server");
        self.served.await.expect("no failure");
    }

    /// Ends the body as it should end.
    async fn end(self) {
        drop(self.next);
        self.served.await.expect("no failure");
    }
}

/// Fails for an operation of the document without a test of its name in the source, and for a test of which the document
/// has no operation.
fn assert_each_operation_is_tested(document: &str, source: &str) {
    let document: Value = serde_yaml::from_str(document).expect("the fixture is YAML");
    let paths = document["paths"].as_object().expect("an object");
    let items = paths.values().filter_map(Value::as_object);
    let ids = items
        .flat_map(serde_json::Map::values)
        .filter_map(|operation| operation["operationId"].as_str())
        .map(ToSnakeCase::to_snake_case);
    let mut ids: Vec<String> = ids.collect();
    ids.sort();
    let (_, operations) = source
        .split_once("\nmod operations {")
        .expect("a module of a test for each operation");
    let (operations, _) = operations.split_once("\n}\n").expect("its end");
    let mut tests: Vec<&str> = operations
        .split("#[tokio::test]")
        .skip(1)
        .map(|test| {
            let (_, test) = test.split_once("async fn ").expect("a function");
            test.split_once('(').expect("without generics").0
        })
        .collect();
    tests.sort_unstable();
    assert_eq!(tests, ids);
}

#[test]
#[should_panic(expected = "left == right")]
fn an_operation_without_a_test_is_seen() {
    let document = "paths: {/a: {get: {operationId: getA}, put: {operationId: putA}}}";
    let source = "\nmod operations {\n#[tokio::test]\nasync fn get_a() {}\n}\n";
    assert_each_operation_is_tested(document, source);
}
