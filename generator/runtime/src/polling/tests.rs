use std::cell::RefCell;
use std::collections::HashSet;
use std::error::Error as _;
use std::future::{pending, ready};
use std::iter::repeat;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, StatusCode};
use tokio::time::Instant;

use super::{Polling, PollingError};
use crate::answer::Head;
use crate::tally::Tally;
use crate::{Answer, Error, Operation, Response, Value};

static GET_JOB: Operation = Operation {
    id: "getJob",
    method: Method::GET,
    path: "/job",
    idempotent: true,
    accept: None,
    content_type: None,
    security: &[],
    deprecation: None,
    servers: &[],
    streams: &[],
};

type Outcome = Result<Response<Value>, Error>;

/// What a call gives: `503`, or the state of the job, and how long the server asks to wait.
fn outcome(said: &str, asks: Option<u64>) -> Outcome {
    let mut headers =
        HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    headers.extend(asks.map(|seconds| (RETRY_AFTER, seconds.into())));
    let status: Option<StatusCode> = said.parse().ok();
    let head = Head {
        operation: &GET_JOB,
        status: status.unwrap_or(StatusCode::OK),
        headers,
        received: Timestamp::UNIX_EPOCH,
        tally: Tally {
            repeatable: true,
            ..Tally::default()
        },
    };
    let answer = Answer::new(head, format!("{said:?}").into());
    match status {
        Some(_) => Err(answer.undocumented()),
        None => answer.json("application/json"),
    }
}

fn is_done(job: &Response<Value>) -> bool {
    job.as_str() == Some("COMPLETED")
}

/// What comes of it where these are the outcomes of the calls, the last of all that follow, and when they were made.
async fn polled(
    polling: Polling,
    outcomes: &[(&str, Option<u64>)],
) -> (
    Result<Response<Value>, PollingError<Value, Error>>,
    Vec<Duration>,
) {
    let started = Instant::now();
    let times = RefCell::new(Vec::new());
    let call = || {
        let number = times.borrow().len();
        times.borrow_mut().push(started.elapsed());
        let (said, asks) = outcomes.get(number).or(outcomes.last()).unwrap();
        ready(outcome(said, *asks))
    };
    let result = polling.until(call, is_done).await;
    (result, times.into_inner())
}

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);
/// The clock stands still but for timers, and those have milliseconds.
const TICK: Duration = Duration::from_millis(2);
const PENDING: (&str, Option<u64>) = ("PENDING", None);

#[test]
fn waits_grow_from_one_second_to_thirty_by_default() {
    assert_eq!(
        Polling::new(MINUTE),
        Polling::new(MINUTE).backoff(SECOND, 30 * SECOND)
    );
}

#[tokio::test(start_paused = true)]
async fn a_job_is_asked_for_until_it_has_ended() {
    let outcomes = [PENDING, ("RUNNING", None), ("COMPLETED", None)];
    let (result, times) = polled(Polling::new(MINUTE), &outcomes).await;
    assert_eq!(result.unwrap().into_body(), "COMPLETED");
    assert_eq!((times.len(), times[0]), (3, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn waits_double_up_to_the_cap_and_are_never_shorter_than_half() {
    let polling = Polling::new(10 * MINUTE).backoff(SECOND, 4 * SECOND);
    let (result, times) = polled(polling, &[PENDING]).await;
    assert!(result.is_err());
    let waits: Vec<Duration> = times
        .windows(2)
        .map(|pair| pair[1].abs_diff(pair[0]))
        .collect();
    // The last may be cut for the deadline's sake.
    let (_, waits) = waits.split_last().unwrap();
    let doubled = [SECOND, 2 * SECOND].into_iter();
    for (wait, longest) in waits.iter().zip(doubled.chain(repeat(4 * SECOND))) {
        assert!(
            *wait + TICK >= longest / 2 && *wait <= longest + TICK,
            "{wait:?}, {longest:?}"
        );
    }
    let distinct: HashSet<&Duration> = waits.iter().collect();
    assert!(distinct.len() > 20, "they are the same for all: {waits:?}");
}

#[tokio::test(start_paused = true)]
async fn a_longer_wait_that_the_server_asks_for_is_waited() {
    let short = Duration::from_millis(10);
    let polling = Polling::new(MINUTE).backoff(short, short);
    let outcomes = [("PENDING", Some(7)), ("503", Some(5)), ("COMPLETED", None)];
    let (result, times) = polled(polling, &outcomes).await;
    assert!(result.is_ok());
    let seconds: Vec<u64> = times.iter().map(Duration::as_secs).collect();
    assert_eq!(seconds, [0, 7, 12]);
}

#[tokio::test(start_paused = true)]
async fn a_shorter_wait_that_the_server_asks_for_is_not() {
    let polling = Polling::new(MINUTE).backoff(8 * SECOND, 8 * SECOND);
    let (_, times) = polled(polling, &[("PENDING", Some(1)), ("COMPLETED", None)]).await;
    assert!(times[1] >= 4 * SECOND, "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn an_error_that_may_pass_is_polled_over_and_no_other() {
    let (result, times) = polled(Polling::new(MINUTE), &[("503", None), ("COMPLETED", None)]).await;
    assert!(result.is_ok());
    assert_eq!(times.len(), 2);

    let (result, times) = polled(Polling::new(MINUTE), &[PENDING, ("404", None)]).await;
    let error = result.unwrap_err();
    assert_eq!(times.len(), 2);
    assert!(
        error.to_string().starts_with("`getJob` was answered 404"),
        "{error}"
    );
    assert!(error.source().is_none());
    assert_eq!(**error.last_answer().unwrap(), "PENDING");
    let PollingError::Failed { error, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
}

#[tokio::test(start_paused = true)]
async fn past_the_deadline_the_last_answer_is_kept() {
    let started = Instant::now();
    let outcomes = [PENDING, ("503", None), ("UNHEARD OF", None)];
    let polling = Polling::new(MINUTE).backoff(SECOND, SECOND);
    let (result, times) = polled(polling, &outcomes).await;
    let elapsed = started.elapsed();
    assert!(
        elapsed <= MINUTE + TICK && elapsed + 2 * SECOND > MINUTE,
        "{elapsed:?}"
    );
    let error = result.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "`getJob`: the job is not known to have ended, and there is no time for another call within 60s; calls that asked for it: {}",
            times.len()
        )
    );
    assert!(error.source().is_none());
    assert_eq!(**error.last_answer().unwrap(), "UNHEARD OF");
    let PollingError::Overdue(overdue) = error else {
        panic!("{error:?}");
    };
    assert_eq!(usize::try_from(overdue.calls()), Ok(times.len()));
    assert!(overdue.error().is_none(), "a later call went well");
    assert_eq!(**overdue.answer().unwrap(), "UNHEARD OF");
    assert_eq!(overdue.into_answer().unwrap().into_body(), "UNHEARD OF");
}

#[tokio::test(start_paused = true)]
async fn past_the_deadline_the_last_error_is_kept_beside_the_last_answer() {
    let (result, _) = polled(Polling::new(MINUTE), &[PENDING, ("503", None)]).await;
    let error = result.unwrap_err();
    assert!(error.source().unwrap().to_string().contains("answered 503"));
    let PollingError::Overdue(overdue) = error else {
        panic!("{error:?}");
    };
    assert_eq!(
        overdue.error().and_then(Error::status),
        Some(StatusCode::SERVICE_UNAVAILABLE)
    );
    assert_eq!(**overdue.answer().unwrap(), "PENDING");
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_go_beyond_the_deadline_leaves_time_for_one_last_call() {
    for (asks, second) in [(None, 30), (Some(20), 30), (Some(45), 45)] {
        let polling = Polling::new(MINUTE).backoff(10 * MINUTE, 10 * MINUTE);
        let (result, times) = polled(polling, &[("PENDING", asks)]).await;
        assert!(matches!(result, Err(PollingError::Overdue(_))));
        let seconds: Vec<u64> = times.iter().map(Duration::as_secs).collect();
        assert_eq!(seconds, [0, second], "{asks:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_the_server_asks_for_beyond_the_deadline_is_not_begun() {
    let started = Instant::now();
    for asks in [60, 3600, u64::MAX] {
        let (result, times) = polled(Polling::new(MINUTE), &[("PENDING", Some(asks))]).await;
        assert!(matches!(result, Err(PollingError::Overdue(_))));
        assert_eq!(times.len(), 1);
    }
    assert_eq!(started.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_call_under_way_is_dropped_at_the_deadline() {
    let started = Instant::now();
    let result = Polling::new(MINUTE)
        .until(pending::<Outcome>, is_done)
        .await;
    let elapsed = started.elapsed();
    assert!(elapsed >= MINUTE && elapsed <= MINUTE + TICK, "{elapsed:?}");
    let error = result.unwrap_err();
    assert!(
        error.to_string().starts_with("the job is not known"),
        "{error}"
    );
    let PollingError::Overdue(overdue) = error else {
        panic!("{error:?}");
    };
    assert_eq!(overdue.calls(), 1);
    assert!(overdue.answer().is_none() && overdue.error().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_deadline_may_be_none() {
    let (result, _) = polled(Polling::new(Duration::MAX), &[PENDING, ("COMPLETED", None)]).await;
    assert!(result.is_ok());
}
