//! An API to call, a server that does exactly what a test says, and an ear for `tracing`.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use specwright_runtime::{
    Api, Client, ClientBuilder, Deprecation, Method, Operation, RetryPolicy, SecurityRequirement,
    SecurityScheme, SecuritySchemeKind, jiff,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tracing::Dispatch;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

pub(crate) static API: Api = Api {
    title: "Jobs",
    version: "1",
    servers: &[server("https://jobs.example")],
    security_schemes: &[&BEARER, &DIGEST],
};

/// A server without variables.
pub(crate) const fn server(url: &'static str) -> specwright_runtime::Server {
    specwright_runtime::Server {
        url,
        description: "",
        variables: &[],
    }
}

static BEARER: SecurityScheme = SecurityScheme {
    name: "BearerAuth",
    kind: SecuritySchemeKind::HttpBearer,
};
static DIGEST: SecurityScheme = SecurityScheme {
    name: "DigestAuth",
    kind: SecuritySchemeKind::HttpDigest,
};
const fn require(scheme: &'static SecurityScheme) -> SecurityRequirement {
    SecurityRequirement {
        scheme,
        scopes: &[],
    }
}

/// `POST /groups/{groupId}/jobs`, which asks for credentials.
pub(crate) static CREATE: Operation = Operation {
    id: "createJob",
    method: Method::POST,
    path: "/groups/{groupId}/jobs",
    idempotent: false,
    accept: Some("application/vnd.jobs.v2+json, application/json"),
    content_type: Some("application/vnd.jobs.v2+json"),
    security: &[&[require(&BEARER)], &[require(&DIGEST)]],
    deprecation: None,
    servers: &[],
    streams: &[],
};

/// An operation with this security and nothing else.
pub(crate) const fn operation(
    method: Method,
    path: &'static str,
    security: &'static [&'static [SecurityRequirement]],
) -> Operation {
    Operation {
        id: "act",
        method,
        path,
        idempotent: false,
        accept: None,
        content_type: None,
        security,
        deprecation: None,
        servers: &[],
        streams: &[],
    }
}

/// `POST /upload`, open to everyone, with a body of this media type.
pub(crate) const fn upload(content_type: Option<&'static str>) -> Operation {
    Operation {
        id: "upload",
        method: Method::POST,
        path: "/upload",
        idempotent: false,
        accept: None,
        content_type,
        security: &[],
        deprecation: None,
        servers: &[],
        streams: &[],
    }
}

/// `GET /jobs`, open to everyone.
pub(crate) static LIST: Operation = Operation {
    id: "listJobs",
    method: Method::GET,
    path: "/jobs",
    idempotent: true,
    accept: Some("application/json"),
    content_type: None,
    security: &[],
    deprecation: None,
    servers: &[],
    streams: &[],
};

/// `GET /feed`, whose successes are streams.
pub(crate) static FEED: Operation = Operation {
    id: "readFeed",
    method: Method::GET,
    path: "/feed",
    idempotent: true,
    accept: Some("application/octet-stream, text/event-stream, application/x-ndjson"),
    content_type: None,
    security: &[],
    deprecation: None,
    servers: &[],
    streams: &[
        "application/octet-stream",
        "text/event-stream",
        "application/x-ndjson",
        "application/json-seq",
    ],
};

/// `GET /old`, deprecated.
pub(crate) static OLD: Operation = Operation {
    id: "oldJobs",
    method: Method::GET,
    path: "/old",
    idempotent: true,
    accept: None,
    content_type: None,
    security: &[],
    deprecation: Some(Deprecation {
        since: None,
        sunset: Some(jiff::civil::date(2026, 1, 15)),
        successor: Some("listJobs"),
        link: Some("https://jobs.example/docs"),
        message: None,
    }),
    servers: &[],
    streams: &[],
};

/// The policy that clients have by default, but without the waits.
pub(crate) const AT_ONCE: RetryPolicy = RetryPolicy::new().backoff(Duration::ZERO, Duration::ZERO);

pub(crate) fn builder(server: &Server) -> ClientBuilder<Client> {
    ClientBuilder::new(&API)
        .base_url(server.url())
        .retries(AT_ONCE)
}

/// Runs a test once more in a process of its own, with these variables: the environment of this one is every test's. Port 1,
/// where nobody listens, is the proxy for what they name none for. What it prints is given.
pub(crate) fn run_again(test: &str, variables: &[(&str, &str)]) -> String {
    let nobody = "http://127.0.0.1:1";
    let again = std::process::Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .envs(["HTTP_PROXY", "http_proxy", "ALL_PROXY"].map(|name| (name, nobody)))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env_remove("SSL_CERT_DIR")
        .env(AGAIN, "yes")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let printed = [again.stdout, again.stderr].concat();
    let printed = String::from_utf8_lossy(&printed).into_owned();
    assert!(printed.contains("1 passed"), "{printed}");
    printed
}

/// Set in such a process.
pub(crate) const AGAIN: &str = "SPECWRIGHT_TEST_AGAIN";

/// What the server does once it has read a request.
#[derive(Clone)]
pub(crate) enum Act {
    /// Writes this and closes the connection.
    Answer(Vec<u8>),
    /// Writes this and keeps the connection open without another byte.
    Hang(Vec<u8>),
    /// Writes these with a pause before each and closes the connection.
    Pieces(Vec<Vec<u8>>, Duration),
}

impl Act {
    /// A whole answer with a JSON body.
    pub(crate) fn json(status: &str, body: &str) -> Self {
        Self::answer(status, "content-type: application/json\r\n", body)
    }

    /// A whole answer; each of the headers ends with a line break.
    pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::Answer(
            format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}")
                .into_bytes(),
        )
    }
}

/// A server that treats each connection by its script; the last act is for all that follow.
pub(crate) struct Server {
    url: String,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn start(acts: impl Into<Vec<Act>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Self {
            url,
            connections: Arc::default(),
            requests: Arc::default(),
        };
        let (connections, requests) = (server.connections.clone(), server.requests.clone());
        let acts = acts.into();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = connections.fetch_add(1, Ordering::SeqCst);
                if let Some(act) = acts.get(number).or(acts.last()) {
                    tokio::spawn(serve(stream, act.clone(), requests.clone()));
                }
            }
        });
        server
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Every request as it came, heads in lower case.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, act: Act, requests: Arc<Mutex<Vec<String>>>) {
    let request = read_request(&mut stream).await;
    requests.lock().unwrap().push(request);
    match act {
        Act::Answer(bytes) => {
            stream.write_all(&bytes).await.ok();
            stream.shutdown().await.ok();
        }
        Act::Pieces(pieces, pause) => {
            for piece in pieces {
                tokio::time::sleep(pause).await;
                stream.write_all(&piece).await.ok();
                stream.flush().await.ok();
            }
            stream.shutdown().await.ok();
        }
        Act::Hang(bytes) => {
            stream.write_all(&bytes).await.ok();
            std::future::pending::<()>().await;
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.map_or(0, |length| length.parse().unwrap());
            if body.len() >= length {
                return format!("{head}\r\n\r\n{body}");
            }
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return String::from_utf8_lossy(&bytes).into_owned();
        }
    }
}

/// Everything that `tracing` says on this thread while it lives.
pub(crate) struct Ear {
    heard: Heard,
    _guard: tracing::subscriber::DefaultGuard,
}

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

/// Hears nothing. Where only one subscriber was ever made, `tracing` asks the thread that comes by an event first whether
/// anybody listens, and remembers a no for all threads; of several it asks each.
static DEAF: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(tracing_subscriber::registry()));

impl Ear {
    pub(crate) fn open() -> Self {
        LazyLock::force(&DEAF);
        let heard = Heard::default();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(heard.clone())
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(FmtSpan::CLOSE)
            .with_ansi(false)
            .finish();
        Self {
            heard,
            _guard: tracing::subscriber::set_default(subscriber),
        }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.heard.0.lock().unwrap().clone()).unwrap()
    }

    /// The lines about deprecation.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let text = self.text();
        let warnings = text
            .lines()
            .filter(|line| line.contains("WARN") && line.contains("specwright::deprecation"));
        warnings.map(str::to_owned).collect()
    }
}

impl io::Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Heard {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
