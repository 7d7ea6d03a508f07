//! What is sent again and what is not: by method, by a key, by the document's word and by the caller's.

use std::time::Duration;

use specwright_runtime::{
    Answer, Body, Call, CallOptions, Client, Error, Method, Operation, Parameter, RetryPolicy,
    Value,
};

use crate::bodies::Pieces;
use crate::support::{AT_ONCE, Act, CREATE, LIST, Server, builder};

/// Everything that may pass, by a name: statuses, and lines that are cut before, in and instead of an answer.
fn failures() -> Vec<(&'static str, Act)> {
    let asks = "retry-after: 0\r\n";
    vec![
        ("429", Act::answer("429 Too Many Requests", asks, "")),
        ("502", Act::answer("502 Bad Gateway", "", "")),
        ("503", Act::answer("503 Service Unavailable", asks, "")),
        ("504", Act::answer("504 Gateway Timeout", "", "")),
        ("no answer", Act::Answer(Vec::new())),
        (
            "half a head",
            Act::Answer(b"HTTP/1.1 200 OK\r\ncont".to_vec()),
        ),
        ("no HTTP", Act::Answer(b"SSH-2.0-x\r\n".to_vec())),
        ("half a body", half_a_body()),
        ("silence", Act::Hang(Vec::new())),
    ]
}

/// An operation open to everyone.
const fn open(method: Method, idempotent: bool) -> Operation {
    Operation {
        id: "open",
        method,
        path: "/open",
        idempotent,
        accept: None,
        content_type: None,
        security: &[],
        deprecation: None,
        servers: &[],
        streams: &[],
    }
}

/// A POST that the document takes for idempotent.
static SAFE: Operation = open(Method::POST, true);
/// A GET that it does not.
static COUNTS: Operation = open(Method::GET, false);

fn half_a_body() -> Act {
    Act::Answer(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{}".to_vec())
}

fn unavailable() -> Act {
    Act::json("503 Service Unavailable", "{}")
}

fn fine() -> Act {
    Act::json("200 OK", "1")
}

/// A client whose attempts at a silent server end soon; answers come sooner.
fn client(server: &Server) -> Client {
    let builder = builder(server).bearer_token("t0ken");
    builder
        .attempt_timeout(Duration::from_millis(500))
        .build()
        .unwrap()
}

fn create(client: &Client) -> Call {
    Call::new(client, &CREATE)
        .with(Parameter::path("groupId"), "g")
        .json(&Value::Null)
}

/// How often the request arrives where the first attempt fails in this way and the second would not.
async fn arrivals(act: Act, call: impl FnOnce(&Client) -> Call) -> (usize, Result<Answer, Error>) {
    let server = Server::start([act, fine()]).await;
    let outcome = call(&client(&server)).send().await;
    (server.requests().len(), outcome)
}

#[tokio::test]
async fn a_post_that_may_have_been_carried_out_is_never_sent_twice() {
    for (name, act) in failures() {
        let (arrived, outcome) = arrivals(act, create).await;
        assert_eq!(arrived, 1, "{name}");
        match outcome {
            Ok(answer) => {
                assert_eq!(answer.status().as_str(), name);
                assert!(!answer.is_retryable());
                assert_eq!(answer.attempts(), 1);
            }
            Err(error) => {
                assert!(error.maybe_executed() && !error.is_retryable(), "{name}");
                assert_eq!(error.attempts(), 1);
                if error.answer().is_none() {
                    let message = error.to_string();
                    let sentence = "the server may have carried it out, so it was not sent again";
                    assert!(message.contains(sentence), "{message}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_get_is_sent_again() {
    for (name, act) in failures() {
        let (arrived, outcome) = arrivals(act, |client| Call::new(client, &LIST)).await;
        let answer = outcome.unwrap();
        assert_eq!((arrived, answer.attempts()), (2, 2), "{name}");
        assert_eq!(
            (answer.status().as_u16(), answer.raw()),
            (200, b"1".as_slice())
        );
    }
}

#[tokio::test]
async fn what_does_not_pass_is_not_sent_again() {
    let too_large = "x".repeat(65);
    for act in [
        Act::json("400 Bad Request", ""),
        Act::json("404 Not Found", ""),
        Act::json("408 Request Timeout", ""),
        Act::json("500 Internal Server Error", ""),
        Act::json("501 Not Implemented", ""),
        Act::answer("302 Found", "location: /\r\nretry-after: 0\r\n", ""),
        Act::json("200 OK", &too_large),
        // The status says what there is to know.
        Act::Answer(b"HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\nx".to_vec()),
    ] {
        let server = Server::start([act, fine()]).await;
        let client = builder(&server).max_response_bytes(64).build().unwrap();
        let outcome = Call::new(&client, &LIST).send().await;
        assert_eq!(server.requests().len(), 1, "{outcome:?}");
        let (attempts, again) = match &outcome {
            Ok(answer) => (answer.attempts(), answer.is_retryable()),
            Err(error) => (error.attempts(), error.is_retryable()),
        };
        assert_eq!((attempts, again), (1, false), "{outcome:?}");
    }
}

#[tokio::test]
async fn the_documents_word_counts_more_than_the_method() {
    let (arrived, _) = arrivals(unavailable(), |client| Call::new(client, &SAFE)).await;
    assert_eq!(arrived, 2);
    let (arrived, _) = arrivals(unavailable(), |client| Call::new(client, &COUNTS)).await;
    assert_eq!(arrived, 1);
}

#[tokio::test]
async fn a_key_makes_a_post_safe_to_repeat() {
    for (name, key, expected) in [
        ("Idempotency-Key", "7", 2),
        ("X-Idempotency-Key", "7", 2),
        ("Idempotency-Key", "", 1),
        ("X-Key", "7", 1),
    ] {
        let keyed = |client: &Client| create(client).with(Parameter::header(name), key);
        let (arrived, _) = arrivals(unavailable(), keyed).await;
        assert_eq!(arrived, expected, "{name}: {key}");
    }
}

#[tokio::test]
async fn the_callers_word_counts_most() {
    for (word, expected) in [(true, 2), (false, 1)] {
        let policy = AT_ONCE.idempotent(word);
        for operation in [&CREATE, &LIST] {
            for for_client in [true, false] {
                let server = Server::start([unavailable(), fine()]).await;
                let builder = builder(&server).bearer_token("t0ken");
                let builder = if for_client {
                    builder.retries(policy)
                } else {
                    builder.retries(AT_ONCE.idempotent(!word))
                };
                let client = builder.build().unwrap();
                let mut call = Call::new(&client, operation)
                    .with(Parameter::path("groupId"), "g")
                    .with(Parameter::header("Idempotency-Key"), "7");
                if !for_client {
                    call.set_options(CallOptions::new().retries(policy));
                }
                call.send().await.unwrap();
                assert_eq!(server.requests().len(), expected, "{operation:?} {word}");
            }
        }
    }
}

#[tokio::test]
async fn a_stream_can_not_be_sent_again() {
    let stream = |client: &Client| {
        let body = Body::stream(Pieces::new([Ok("a"), Ok("b")]));
        Call::new(client, &SAFE).bytes("text/plain", body)
    };
    let (arrived, outcome) = arrivals(unavailable(), stream).await;
    assert_eq!((arrived, outcome.unwrap().status().as_u16()), (1, 503));
    let bytes = |client: &Client| Call::new(client, &SAFE).bytes("text/plain", "ab".to_owned());
    let (arrived, _) = arrivals(unavailable(), bytes).await;
    assert_eq!(arrived, 2);
}

#[tokio::test]
async fn the_policy_says_how_often() {
    for (policy, expected) in [
        (AT_ONCE, 3),
        (AT_ONCE.attempts(5), 5),
        (AT_ONCE.attempts(1), 1),
        (AT_ONCE.attempts(0), 1),
        (RetryPolicy::never(), 1),
    ] {
        let server = Server::start([unavailable()]).await;
        let client = builder(&server).retries(policy).build().unwrap();
        let answer = Call::new(&client, &LIST).send().await.unwrap();
        assert_eq!(answer.status(), 503);
        assert!(answer.is_retryable());
        let attempts = usize::try_from(answer.attempts()).unwrap();
        assert_eq!((server.requests().len(), attempts), (expected, expected));
    }
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent_so_everything_is_sent_again() {
    let server = Server::start([fine()]).await;
    // Port 1 is where nobody listens.
    let builder = builder(&server).base_url("http://127.0.0.1:1");
    let builder = builder.bearer_token("t0ken");
    let error = create(&builder.build().unwrap()).send().await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
    assert_eq!(error.attempts(), 3);
    assert!(!error.maybe_executed() && error.is_retryable());
    let message = error.to_string();
    assert!(
        message.contains("nothing was sent (3 attempts in "),
        "{message}"
    );
}

/// There would be as many again.
#[tokio::test]
async fn an_answer_with_more_headers_than_are_read_is_not_asked_for_again() {
    for headers in [
        format!("x-filler: {}\r\n", "a".repeat(1 << 20)),
        "x: y\r\n".repeat(1_000),
    ] {
        let server = Server::start([Act::answer("200 OK", &headers, "1"), fine()]).await;
        let client = builder(&server).build().unwrap();
        let error = Call::new(&client, &LIST).send().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        assert!(error.maybe_executed() && !error.is_retryable());
        let message = error.to_string();
        assert!(
            message.contains("more headers than the HTTP client reads"),
            "{message}"
        );
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_before_is_kept_where_the_last_attempt_gets_none() {
    let busy = || Act::answer("503 Service Unavailable", "x-request-id: r1\r\n", "why");
    let begins = || Act::Answer(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{}".to_vec());
    let gone = || Act::Answer(Vec::new());
    for (acts, status, body) in [
        (vec![busy(), gone()], 503, "why"),
        (vec![busy(), gone(), gone()], 503, "why"),
        (vec![busy(), begins(), gone()], 200, "{}"),
    ] {
        let server = Server::start(acts).await;
        let client = builder(&server).build().unwrap();
        let error = Call::new(&client, &LIST).send().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        assert!(error.answer().is_none());
        let earlier = error.earlier_answer().unwrap();
        assert_eq!(
            (earlier.status().as_u16(), earlier.raw()),
            (status, body.as_bytes())
        );
        let message = error.to_string();
        assert!(
            message.contains(&format!(", answered {} before)", earlier.status())),
            "{message}"
        );
    }
    // A 401 that was to be mended tells nothing.
    let challenge = "www-authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n";
    let server = Server::start([Act::answer("401 Unauthorized", challenge, ""), gone()]).await;
    let guarded = builder(&server).digest_auth("user", "secret");
    let error = create(&guarded.build().unwrap()).send().await.unwrap_err();
    assert!(error.earlier_answer().is_none() && error.attempts() == 2);
    // An answer of its own is worth more.
    let server = Server::start([busy(), half_a_body()]).await;
    let policy = AT_ONCE.attempts(2);
    let client = builder(&server).retries(policy).build().unwrap();
    let error = Call::new(&client, &LIST).send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 200);
    assert!(error.earlier_answer().is_none());
    assert!(!error.to_string().contains("before"), "{error}");
}

/// The first attempt may have been carried out, whatever becomes of the second.
#[tokio::test]
async fn credentials_that_fail_later_do_not_undo_what_an_attempt_may_have_done() {
    let nonsense = "www-authenticate: Digest x\r\n";
    let refused = Act::answer("401 Unauthorized", nonsense, "no");
    for (acts, begins, maybe) in [
        (
            vec![unavailable(), refused.clone()],
            "was answered 401 Unauthorized, and",
            true,
        ),
        (vec![refused], "was answered 401 Unauthorized, and", false),
    ] {
        let server = Server::start(acts).await;
        let client = builder(&server)
            .digest_auth("user", "secret")
            .retries(AT_ONCE.idempotent(true))
            .build()
            .unwrap();
        let error = create(&client).send().await.unwrap_err();
        assert!(matches!(error, Error::Credentials(_)), "{error:?}");
        let message = error.to_string();
        assert!(message.contains(begins), "{message}");
        assert_eq!(error.maybe_executed(), maybe);
        assert!(
            error.earlier_answer().is_none(),
            "it has an answer of its own"
        );
        assert_eq!(
            message.contains("; the server may have carried it out, but"),
            maybe,
            "{message}"
        );
    }
}

/// That the last attempt found no connection does not undo the first.
#[tokio::test]
async fn a_lost_answer_is_not_forgotten_where_the_next_attempt_finds_no_connection() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        drop(listener);
        let mut request = [0; 1024];
        let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut request).await;
    });
    let server = Server::start([fine()]).await;
    let client = builder(&server).base_url(url).build().unwrap();
    let error = Call::new(&client, &LIST).send().await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
    assert!(error.maybe_executed() && error.is_retryable());
    let message = error.to_string();
    assert!(message.contains("connect to the server again"), "{message}");
    assert!(message.contains("may have carried it out"), "{message}");
}

#[tokio::test]
async fn a_storm_is_cut_short_by_the_clients_budget() {
    let server = Server::start([unavailable()]).await;
    let client = builder(&server).retry_budget(2).build().unwrap();
    for _ in 0..20 {
        // Clones have the budget together.
        let answer = Call::new(&client.clone(), &LIST).send().await.unwrap();
        assert_eq!(answer.status(), 503);
    }
    assert_eq!(server.requests().len(), 20 + 2);
}

#[tokio::test]
async fn ten_good_answers_give_one_repetition_back() {
    for (good, expected) in [(9, 1), (10, 2)] {
        let mut acts = vec![unavailable(), fine()];
        acts.extend((0..good).map(|_| Act::json("404 Not Found", "")));
        // The first of them is that of the repetition.
        acts.pop();
        acts.extend([unavailable(), fine()]);
        let server = Server::start(acts).await;
        let client = builder(&server).retry_budget(1).build().unwrap();
        for _ in 0..good {
            let answer = Call::new(&client, &LIST).send().await.unwrap();
            assert_ne!(answer.status(), 503);
        }
        let answer = Call::new(&client, &LIST).send().await.unwrap();
        assert_eq!(answer.attempts(), expected, "{good}");
    }
}
