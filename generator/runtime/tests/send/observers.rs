//! What is seen of a call from outside: observers, spans and events, and what answers and errors say of their call.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use specwright_runtime::{Attempt, AttemptOutcome, Call, Error, Observer, Value, operation_error};
use tokio::sync::Notify;

use crate::support::{Act, CREATE, Ear, LIST, Server, builder};

/// Writes down what it hears.
#[derive(Clone, Default)]
pub(crate) struct Listener {
    heard: Arc<Mutex<String>>,
    waits: Arc<Mutex<Vec<Duration>>>,
    again: Arc<Notify>,
}

impl Listener {
    fn note(&self, attempt: &Attempt, what: &str) {
        let operation = attempt.operation();
        let (method, path, number) = (&operation.method, operation.path, attempt.number());
        let mut heard = self.heard.lock().unwrap();
        writeln!(heard, "{method} {path} {number}: {what}").unwrap();
    }

    fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
    }

    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }

    /// The next wait before a request goes out again.
    pub(crate) async fn wait(&self) -> Duration {
        self.again.notified().await;
        *self.waits.lock().unwrap().last().unwrap()
    }
}

impl Observer for Listener {
    fn before(&self, attempt: &Attempt) {
        self.note(attempt, "before");
    }

    fn after(&self, attempt: &Attempt, outcome: &AttemptOutcome) {
        let (status, error) = (outcome.status(), outcome.error());
        assert!(!outcome.elapsed().is_zero());
        let status = status.map(|status| status.as_u16());
        self.note(attempt, &format!("after {status:?} {error:?}"));
    }

    fn again(&self, attempt: &Attempt, wait: Duration) {
        self.note(attempt, "again");
        self.waits.lock().unwrap().push(wait);
        self.again.notify_one();
    }
}

#[tokio::test]
async fn an_observer_hears_of_each_attempt() {
    let server = Server::start([
        Act::json("503 Service Unavailable", ""),
        Act::Answer(Vec::new()),
        Act::json("200 OK", "1"),
    ])
    .await;
    let listener = Listener::default();
    let observed = builder(&server).observer(Arc::new(listener.clone()));
    let client = observed.build().unwrap();
    Call::new(&client, &LIST).send().await.unwrap();
    let expected = "\
GET /jobs 1: before
GET /jobs 1: after Some(503) None
GET /jobs 1: again
GET /jobs 2: before
GET /jobs 2: after None Some(\"transport\")
GET /jobs 2: again
GET /jobs 3: before
GET /jobs 3: after Some(200) None
";
    assert_eq!(listener.heard(), expected);
}

#[tokio::test]
async fn an_observer_hears_of_half_an_answer() {
    let half = b"HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\nx".to_vec();
    let server = Server::start([Act::Answer(half)]).await;
    let listener = Listener::default();
    let observed = builder(&server).observer(listener.clone());
    let client = observed.build().unwrap();
    Call::new(&client, &LIST).send().await.unwrap();
    let heard = listener.heard();
    assert!(
        heard.ends_with("1: after Some(404) Some(\"interrupted\")\n"),
        "{heard}"
    );
}

#[tokio::test]
async fn spans_and_events_tell_of_repetitions() {
    let ear = Ear::open();
    let server = Server::start([
        Act::json("503 Service Unavailable", ""),
        Act::Answer(Vec::new()),
        Act::json("404 Not Found", "1"),
        Act::json("200 OK", "1"),
    ])
    .await;
    let client = builder(&server).build().unwrap();
    Call::new(&client, &LIST).send().await.unwrap();
    Call::new(&client, &LIST).send().await.unwrap();
    let text = ear.text();
    let lines =
        |part: &str| -> Vec<&str> { text.lines().filter(|line| line.contains(part)).collect() };
    let again = lines("the request is sent again");
    assert_eq!(again.len(), 2, "{text}");
    for (line, parts) in again.iter().zip([
        [
            "http.request.resend_count=1",
            "error.type=\"503\"",
            "wait=0ns",
        ],
        [
            "http.request.resend_count=2",
            "error.type=\"transport\"",
            "wait=0ns",
        ],
    ]) {
        for part in parts {
            assert!(line.contains(part), "{part} in {line}");
        }
    }
    let closed = lines("specwright: close");
    assert_eq!(closed.len(), 2, "{text}");
    for part in [
        "http.request.resend_count=2",
        "http.response.status_code=404",
        "error.type=\"404\"",
    ] {
        assert!(closed[0].contains(part), "{part} in {}", closed[0]);
    }
    assert!(!closed[1].contains("resend_count"), "{}", closed[1]);
    assert!(!closed[1].contains("error.type"), "{}", closed[1]);
}

#[tokio::test]
async fn what_was_sent_twice_was_sent_again_once() {
    let ear = Ear::open();
    let busy = Act::json("503 Service Unavailable", "");
    let server = Server::start([busy, Act::json("200 OK", "1")]).await;
    let client = builder(&server).build().unwrap();
    Call::new(&client, &LIST).send().await.unwrap();
    let text = ear.text();
    let closed = text.lines().find(|line| line.contains("specwright: close"));
    assert!(closed.unwrap().contains("resend_count=1"), "{text}");
}

/// As the generator writes it.
#[derive(Debug)]
enum ListError {
    TooMany(specwright_runtime::ErrorResponse<Value>),
    Other(Error),
}

operation_error! { ListError: TooMany }

const LIMITS: &str = "x-request-id: r-7\r\nretry-after: 3600\r\n\
    x-ratelimit-limit: 60\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-reset: 30\r\n";

#[tokio::test]
async fn answers_and_errors_tell_of_their_call() {
    let busy = r#"{"errorCode": "TOO_MANY", "detail": "Slow down."}"#;
    let server = Server::start([
        Act::json("503 Service Unavailable", ""),
        Act::answer("429 Too Many Requests", LIMITS, busy),
    ])
    .await;
    let client = builder(&server).build().unwrap();
    let answer = Call::new(&client, &LIST).send().await.unwrap();

    let success = answer.clone().empty();
    assert_eq!((success.attempts(), success.request_id()), (2, Some("r-7")));
    assert!(!success.elapsed().is_zero());
    let limit = success.rate_limit().unwrap();
    assert_eq!((limit.limit(), limit.remaining()), (Some(60), Some(0)));
    assert_eq!(limit.reset(), Some(Duration::from_secs(30)));

    let documented = answer.clone().error_json::<Value>("text/plain");
    assert_eq!(documented.rate_limit(), Some(limit));
    let message = documented.to_string();
    assert!(message.contains(": Slow down."), "{message}");
    assert!(message.ends_with("s, request id r-7)"), "{message}");
    assert!(message.contains(" (2 attempts in "), "{message}");

    let documented = ListError::TooMany(documented);
    let undocumented = ListError::from(answer.undocumented());
    for error in [documented, undocumented] {
        assert_eq!(error.attempts(), 2);
        assert!(!error.elapsed().is_zero());
        assert_eq!(error.request_id(), Some("r-7"));
        assert_eq!(error.retry_after(), Some(Duration::from_hours(1)));
        assert!(error.is_retryable() && !error.is_timeout());
        let api = error.api_error().unwrap();
        assert_eq!(api.status(), 429);
        assert_eq!(
            (api.code(), api.message()),
            (Some("TOO_MANY"), Some("Slow down."))
        );
        assert_eq!(
            api.to_string(),
            "429 Too Many Requests (TOO_MANY): Slow down."
        );
        assert!(error.to_string().contains("Slow down."), "{error}");
    }
}

#[tokio::test]
async fn errors_without_an_answer_tell_of_their_call() {
    let server = Server::start([Act::Answer(Vec::new())]).await;
    let builder = builder(&server).bearer_token("t0ken");
    let client = builder.build().unwrap();
    let refused = Call::new(&client, &CREATE).send().await.unwrap_err();
    assert_eq!((refused.attempts(), refused.elapsed()), (0, Duration::ZERO));
    assert!(!refused.is_retryable());
    let error = Call::new(&client, &LIST).send().await.unwrap_err();
    let error = ListError::from(error);
    assert_eq!(error.attempts(), 3);
    assert!(!error.elapsed().is_zero() && error.is_retryable());
    assert!(error.request_id().is_none() && error.retry_after().is_none());
    assert!(error.api_error().is_none());
}

#[tokio::test]
async fn a_success_is_no_error_of_the_api() {
    let server = Server::start([Act::json("200 OK", r#"{"message": "Hello."}"#)]).await;
    let client = builder(&server).build().unwrap();
    let answer = Call::new(&client, &LIST).send().await.unwrap();
    assert_eq!((answer.api_error(), answer.rate_limit()), (None, None));
    assert_eq!((answer.request_id(), answer.retry_after()), (None, None));
}

#[tokio::test]
async fn a_request_has_its_name_in_one_of_several_headers() {
    let [most, long] = [200, 201].map(|length| "r".repeat(length));
    for (headers, expected) in [
        ("request-id: a\r\n", Some("a")),
        ("x-correlation-id: b\r\nx-amzn-requestid: a\r\n", Some("a")),
        ("x-github-request-id: a:b\r\n", Some("a:b")),
        ("request-id: \r\n", None),
        ("request-id: \u{fc}\r\n", None),
        (&format!("request-id: {most}\r\n"), Some(most.as_str())),
        (&format!("request-id: {long}\r\n"), None),
    ] {
        let server = Server::start([Act::answer("200 OK", headers, "")]).await;
        let client = builder(&server).build().unwrap();
        let answer = Call::new(&client, &LIST).send().await.unwrap();
        assert_eq!(answer.request_id(), expected, "{headers}");
    }
}
