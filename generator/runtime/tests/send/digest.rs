//! HTTP Digest: nonces that are counted, end and change, and servers that ask for nonsense.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use specwright_runtime::{Body, Call, CallOptions, Client, Error, Parameter, RetryPolicy, Value};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::bodies::Pieces;
use crate::support::{API, Act, CREATE, Server, builder};

/// What a server with one nonce at a time knows.
#[derive(Default)]
struct State {
    nonce: usize,
    counts: HashSet<String>,
    /// Whether it says so when a nonce has ended.
    forgets_stale: bool,
    /// Whether it tells the next nonce beforehand, and takes each once.
    tells_next: bool,
    refuses_all: bool,
}

impl State {
    fn answer(&mut self, request: &Request) -> ResponseTemplate {
        let Some(proof) = request.headers.get("authorization") else {
            return self.challenge(false);
        };
        let proof = proof.to_str().unwrap();
        let counted = nonce_and_count(proof);
        assert!(self.counts.insert(counted.clone()), "{counted} came twice");
        if self.refuses_all {
            return self.challenge(false);
        }
        if !proof.contains(&format!("nonce=\"n{}\"", self.nonce)) {
            return self.challenge(!self.forgets_stale);
        }
        if self.tells_next {
            self.nonce += 1;
            let next = format!("nextnonce=\"n{}\", qop=auth", self.nonce);
            return ResponseTemplate::new(200).insert_header("authentication-info", next);
        }
        ResponseTemplate::new(200)
    }

    fn challenge(&self, stale: bool) -> ResponseTemplate {
        let nonce = self.nonce;
        let challenge =
            format!("Digest realm=\"r\", nonce=\"n{nonce}\", qop=\"auth\", stale={stale}");
        ResponseTemplate::new(401)
            .insert_header("www-authenticate", challenge)
            .set_body_string("no")
    }
}

struct Guarded {
    server: MockServer,
    state: Arc<Mutex<State>>,
    client: Client,
}

impl Guarded {
    async fn start(state: State) -> Self {
        let server = MockServer::start().await;
        let state = Arc::new(Mutex::new(state));
        let shared = state.clone();
        Mock::given(any())
            .respond_with(move |request: &Request| shared.lock().unwrap().answer(request))
            .mount(&server)
            .await;
        let builder = specwright_runtime::ClientBuilder::<Client>::new(&API);
        let builder = builder.base_url(server.uri()).digest_auth("user", "secret");
        Self {
            client: builder.build().unwrap(),
            server,
            state,
        }
    }

    async fn call(&self) -> u16 {
        call(&self.client).send().await.unwrap().status().as_u16()
    }

    fn renew_nonce(&self) {
        self.state.lock().unwrap().nonce += 1;
    }

    /// Nonce and count of each request so far; of one without a proof, nothing.
    async fn proofs(&self) -> Vec<String> {
        let requests = self.server.received_requests().await.unwrap();
        let proof = |request: &Request| {
            let Some(proof) = request.headers.get("authorization") else {
                return String::new();
            };
            let proof = proof.to_str().unwrap();
            assert!(proof.contains("uri=\"/groups/g/jobs\""), "{proof}");
            nonce_and_count(proof)
        };
        requests.iter().map(proof).collect()
    }
}

fn nonce_and_count(proof: &str) -> String {
    let after = |name: &str| proof.split_once(name).unwrap().1;
    let (nonce, _) = after(" nonce=\"").split_once('"').unwrap();
    format!("{nonce} {}", &after("nc=")[6..8])
}

fn call(client: &Client) -> Call {
    Call::new(client, &CREATE)
        .with(Parameter::path("groupId"), "g")
        .json(&Value::Null)
}

#[tokio::test]
async fn a_nonce_serves_for_all_requests_that_follow() {
    let guarded = Guarded::start(State::default()).await;
    for _ in 0..3 {
        assert_eq!(guarded.call().await, 200);
    }
    assert_eq!(guarded.proofs().await, ["", "n0 01", "n0 02", "n0 03"]);
    let requests = guarded.server.received_requests().await.unwrap();
    let proof = requests[1].headers["authorization"].to_str().unwrap();
    // Sixteen bytes of chance.
    assert!(proof.contains("cnonce=\"") && !proof.contains(&"0".repeat(16)));
}

#[tokio::test]
async fn each_server_has_a_nonce_of_its_own() {
    let here = Guarded::start(State::default()).await;
    let there = Guarded::start(State {
        nonce: 7,
        ..State::default()
    })
    .await;
    for _ in 0..2 {
        assert_eq!(here.call().await, 200);
        let mut call = call(&here.client);
        call.set_options(CallOptions::new().base_url(there.server.uri()));
        assert_eq!(call.send().await.unwrap().status(), 200);
    }
    assert_eq!(here.proofs().await, ["", "n0 01", "n0 02"]);
    assert_eq!(there.proofs().await, ["", "n7 01", "n7 02"]);
}

#[tokio::test]
async fn a_nonce_that_comes_again_is_counted_on_with_what_else_is_new() {
    let server = MockServer::start().await;
    let answer = |request: &Request| {
        let challenge = |opaque: &str| {
            let challenge = format!(
                "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", stale=true, opaque=\"{opaque}\""
            );
            ResponseTemplate::new(401).insert_header("www-authenticate", challenge)
        };
        let proof = request.headers.get("authorization");
        match proof.map(|proof| proof.to_str().unwrap()) {
            None => challenge("old"),
            Some(proof) if proof.contains("nc=00000001") => ResponseTemplate::new(200),
            Some(proof) if proof.contains("opaque=\"old\"") => challenge("new"),
            Some(proof) => {
                assert!(proof.contains("nc=00000003"), "{proof}");
                ResponseTemplate::new(200)
            }
        }
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let builder = specwright_runtime::ClientBuilder::<Client>::new(&API);
    let builder = builder.base_url(server.uri()).digest_auth("user", "secret");
    let client = builder.build().unwrap();
    for _ in 0..2 {
        assert_eq!(call(&client).send().await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn a_next_nonce_that_is_empty_is_none() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(|request: &Request| {
            if request.headers.contains_key("authorization") {
                ResponseTemplate::new(200).insert_header("authentication-info", "nextnonce=\"\"")
            } else {
                State::default().challenge(false)
            }
        })
        .mount(&server)
        .await;
    let builder = specwright_runtime::ClientBuilder::<Client>::new(&API);
    let builder = builder.base_url(server.uri()).digest_auth("user", "secret");
    // The challenge is answered whatever the policy is.
    let client = builder.retries(RetryPolicy::never()).build().unwrap();
    for _ in 0..2 {
        assert_eq!(call(&client).send().await.unwrap().status(), 200);
    }
    let requests = server.received_requests().await.unwrap();
    let last = requests.last().unwrap().headers["authorization"].to_str();
    assert_eq!(nonce_and_count(last.unwrap()), "n0 02");
}

#[tokio::test]
async fn a_nonce_that_has_ended_is_replaced_whether_the_server_says_stale_or_not() {
    for forgets_stale in [false, true] {
        let state = State {
            forgets_stale,
            ..State::default()
        };
        let guarded = Guarded::start(state).await;
        assert_eq!(guarded.call().await, 200);
        guarded.renew_nonce();
        assert_eq!(guarded.call().await, 200);
        assert_eq!(guarded.call().await, 200);
        let expected = ["", "n0 01", "n0 02", "n1 01", "n1 02"];
        assert_eq!(guarded.proofs().await, expected);
    }
}

#[tokio::test]
async fn the_next_nonce_of_an_answer_is_used() {
    let state = State {
        tells_next: true,
        ..State::default()
    };
    let guarded = Guarded::start(state).await;
    for _ in 0..3 {
        assert_eq!(guarded.call().await, 200);
    }
    assert_eq!(guarded.proofs().await, ["", "n0 01", "n1 01", "n2 01"]);
}

#[tokio::test]
async fn a_refused_password_is_not_tried_again_and_again() {
    let state = State {
        refuses_all: true,
        ..State::default()
    };
    let guarded = Guarded::start(state).await;
    assert_eq!(guarded.call().await, 401);
    assert_eq!(guarded.call().await, 401);
    assert_eq!(guarded.proofs().await, ["", "n0 01", "n0 02"]);
}

#[tokio::test]
async fn a_password_that_was_changed_gets_one_more_attempt() {
    let guarded = Guarded::start(State::default()).await;
    assert_eq!(guarded.call().await, 200);
    guarded.state.lock().unwrap().refuses_all = true;
    assert_eq!(guarded.call().await, 401);
    assert_eq!(guarded.call().await, 401);
    let expected = ["", "n0 01", "n0 02", "n0 03", "n0 04"];
    assert_eq!(guarded.proofs().await, expected);
}

#[tokio::test]
async fn many_calls_at_once_never_use_a_count_twice() {
    let guarded = Arc::new(Guarded::start(State::default()).await);
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let guarded = Arc::clone(&guarded);
            tokio::spawn(async move { guarded.call().await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), 200);
    }
}

#[tokio::test]
async fn a_call_with_a_stream_brings_the_nonce_for_the_next() {
    let guarded = Guarded::start(State::default()).await;
    let stream = || Body::stream_of(3, Pieces::new([Ok("one")]));
    for expected in [401, 200] {
        let call = call(&guarded.client).bytes("text/plain", stream());
        assert_eq!(call.send().await.unwrap().status(), expected);
    }
    assert_eq!(guarded.proofs().await, ["", "n0 01"]);
}

#[tokio::test]
async fn the_body_of_a_401_that_is_answered_is_not_waited_for() {
    let head = "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n\
                content-length: 99999\r\n\r\nno";
    let server = Server::start([
        Act::Hang(head.as_bytes().to_vec()),
        Act::json("200 OK", "1"),
    ])
    .await;
    let client = builder(&server)
        .digest_auth("user", "secret")
        .build()
        .unwrap();
    assert_eq!(call(&client).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_server_that_loops_gets_two_requests() {
    let challenge =
        "www-authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", stale=true\r\n";
    let server = Server::start([Act::answer("401 Unauthorized", challenge, "no")]).await;
    let client = builder(&server)
        .digest_auth("user", "secret")
        .build()
        .unwrap();
    let answer = call(&client).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.raw()),
        (401, b"no".as_slice())
    );
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn nonsense_ends_in_one_clear_error() {
    for (parameters, words) in [
        (
            format!("nonce=\"{}\"", "n".repeat(20_000)),
            "larger than 16 KiB",
        ),
        (
            "nonce=\"n\", algorithm=ROT13".to_owned(),
            "an algorithm other than",
        ),
        ("nonce=\"n".to_owned(), "can't be read"),
    ] {
        let header =
            format!("www-authenticate: Digest realm=\"r\", qop=\"auth\", {parameters}\r\n");
        let server = Server::start([Act::answer("401 Unauthorized", &header, "no")]).await;
        let client = builder(&server)
            .digest_auth("user", "secret")
            .build()
            .unwrap();
        let error = call(&client).send().await.unwrap_err();
        assert!(matches!(error, Error::Credentials(_)), "{error:?}");
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains(words), "{source}");
        assert_eq!(error.status().unwrap(), 401);
        assert_eq!(error.raw_body().unwrap(), b"no");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_nonce_of_a_megabyte_is_not_even_read() {
    let nonce = "n".repeat(1_000_000);
    let header =
        format!("www-authenticate: Digest realm=\"r\", qop=\"auth\", nonce=\"{nonce}\"\r\n");
    let server = Server::start([Act::answer("401 Unauthorized", &header, "no")]).await;
    let builder = builder(&server).timeout(Duration::from_secs(20));
    let client = builder.digest_auth("user", "secret").build().unwrap();
    let error = call(&client).send().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert!(!error.is_timeout() && error.maybe_executed());
    let message = "`createJob` was answered with more headers than the HTTP client reads; \
                   the server may have carried it out, so it was not sent again: look before you call again";
    assert_eq!(error.to_string(), message);
    assert_eq!(server.requests().len(), 1);
}
