//! 410 after the sunset: an error of its own that keeps the answer and says what to use instead.

use specwright_runtime::jiff::Timestamp;
use specwright_runtime::jiff::civil::date;
use specwright_runtime::{Answer, Call, Client, Error, Operation, Value};

use crate::support::{Act, LIST, OLD, Server, builder};

const LATE: &str = "2026-01-15T00:00:00Z";
const BODY: &str = r#"{"errorCode":"VERSION_GONE","detail":"Try v2."}"#;
const EARLY: &str = "2026-01-14T23:59:59Z";

async fn answer(operation: &'static Operation, headers: &str, now: &str) -> Answer {
    let headers = format!("content-type: application/json\r\n{headers}");
    let act = Act::answer("410 Gone", &headers, BODY);
    let server = Server::start([act]).await;
    let now: Timestamp = now.parse().unwrap();
    let client: Client = builder(&server).clock(now).build().unwrap();
    Call::new(&client, operation).send().await.unwrap()
}

#[tokio::test]
async fn a_410_after_the_sunset_keeps_the_answer_and_names_the_successor() {
    let error = answer(&OLD, "x-request-id: 7\r\n", LATE)
        .await
        .undocumented();
    let Error::Sunset(gone) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(gone.sunset().day(), date(2026, 1, 15));
    assert_eq!(gone.sunset().successor(), Some("listJobs"));
    assert_eq!(gone.answer().raw(), BODY.as_bytes());
    assert_eq!(
        error.to_string(),
        "`oldJobs` was answered 410 Gone, and its sunset was 2026-01-15; use `listJobs` instead (see \
         https://jobs.example/docs): Try v2. (request id 7)"
    );
    assert_eq!(error.sunset().as_ref(), Some(gone.sunset()));
    assert_eq!(error.operation().id, "oldJobs");
    assert_eq!(error.status().unwrap(), 410);
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.request_id(), Some("7"));
    assert_eq!(error.api_error().unwrap().code(), Some("VERSION_GONE"));
    assert!(!error.is_retryable() && error.maybe_executed() && !error.is_timeout());
    assert!(std::error::Error::source(&error).is_none());
}

#[tokio::test]
async fn a_410_before_any_sunset_is_what_it_was() {
    for (operation, now) in [(&OLD, EARLY), (&LIST, LATE)] {
        let error = answer(operation, "", now).await.undocumented();
        assert!(matches!(error, Error::Undocumented(_)), "{error:?}");
        assert_eq!(error.sunset(), None);
    }
}

#[tokio::test]
async fn the_servers_word_is_enough_for_a_sunset() {
    let headers =
        "sunset: Thu, 15 Jan 2026 00:00:00 GMT\r\nlink: </v2/jobs>; rel=\"successor-version\"\r\n";
    let error = answer(&LIST, headers, LATE).await.undocumented();
    assert!(matches!(error, Error::Sunset(_)), "{error:?}");
    assert!(
        error
            .to_string()
            .contains("its sunset was 2026-01-15; use `/v2/jobs` instead"),
        "{error}"
    );
    let error = answer(&LIST, headers, EARLY).await.undocumented();
    assert!(matches!(error, Error::Undocumented(_)), "{error:?}");
}

#[tokio::test]
async fn a_documented_410_keeps_its_variant_and_tells_of_the_sunset() {
    let early = answer(&OLD, "", EARLY).await;
    let early = early.error_json::<Value>("application/json");
    assert_eq!(early.sunset(), None);
    assert_eq!(
        early.to_string(),
        "`oldJobs` was answered 410 Gone: Try v2."
    );

    let late = answer(&OLD, "", LATE).await;
    let late = late.error_json::<Value>("application/json");
    assert_eq!(late.body().unwrap()["errorCode"], "VERSION_GONE");
    assert_eq!(late.sunset().unwrap().successor(), Some("listJobs"));
    assert_eq!(
        late.to_string(),
        "`oldJobs` was answered 410 Gone, and its sunset was 2026-01-15; use `listJobs` instead (see \
         https://jobs.example/docs): Try v2."
    );
}

#[tokio::test]
async fn a_410_that_breaks_off_is_told_as_such_and_tells_of_the_sunset() {
    let head = b"HTTP/1.1 410 Gone\r\ncontent-length: 9\r\n\r\nGo".to_vec();
    let server = Server::start([Act::Answer(head)]).await;
    let now: Timestamp = LATE.parse().unwrap();
    let client: Client = builder(&server).clock(now).build().unwrap();
    let answer = Call::new(&client, &OLD).send().await.unwrap();
    let error = answer.undocumented();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert_eq!(error.sunset().unwrap().day(), date(2026, 1, 15));
}
