//! The time and the number of attempts: their limits, what a server asks to wait, and calls that are given up.

use std::time::Duration;

use specwright_runtime::{Call, CallOptions, Error, Parameter, RetryPolicy, Value};
use tokio::io::AsyncReadExt as _;
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::observers::Listener;
use crate::support::{API, AT_ONCE, Act, CREATE, LIST, Server, builder};

/// Long enough for anything that is meant to happen.
const PATIENCE: Duration = Duration::from_secs(20);

fn busy(retry_after: &str) -> Act {
    let asks = format!("retry-after: {retry_after}\r\n");
    Act::answer("503 Service Unavailable", &asks, "{}")
}

#[tokio::test]
async fn a_silent_server_gets_another_chance_when_the_attempts_time_is_over() {
    for for_client in [true, false] {
        let server = Server::start([Act::Hang(Vec::new()), Act::json("200 OK", "1")]).await;
        let limit = Duration::from_millis(100);
        let mut builder = builder(&server);
        if for_client {
            builder = builder.attempt_timeout(limit);
        }
        let client = builder.build().unwrap();
        let mut call = Call::new(&client, &LIST);
        if !for_client {
            call.set_options(CallOptions::new().attempt_timeout(limit));
        }
        let answer = timeout(PATIENCE, call.send()).await.unwrap().unwrap();
        assert_eq!((answer.attempts(), server.requests().len()), (2, 2));
    }
}

#[tokio::test]
async fn an_attempts_limit_is_one_for_all_parts_of_its_answer() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n".to_vec();
    let body = std::iter::repeat_n(b"1".to_vec(), 20);
    let pieces = std::iter::once(head).chain(body).collect();
    // Each comes well in time, and all together do not.
    let server = Server::start([Act::Pieces(pieces, Duration::from_millis(50))]).await;
    let client = builder(&server)
        .retries(RetryPolicy::never())
        .attempt_timeout(Duration::from_millis(500))
        .build()
        .unwrap();
    let error = Call::new(&client, &LIST).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn a_limit_that_is_later_than_the_clock_goes_is_none() {
    let server = Server::start([Act::json("200 OK", "1"), Act::Hang(Vec::new())]).await;
    let client = builder(&server).timeout(Duration::MAX).build().unwrap();
    let answer = Call::new(&client, &LIST).send().await.unwrap();
    assert_eq!(answer.raw(), b"1");
    let limit = Duration::from_millis(100);
    let mut call = Call::new(&client, &LIST);
    call.set_options(
        CallOptions::new()
            .attempt_timeout(limit)
            .retries(RetryPolicy::never()),
    );
    let error = timeout(PATIENCE, call.send()).await.unwrap().unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn all_attempts_together_have_one_limit() {
    let server = Server::start([Act::Hang(Vec::new())]).await;
    let client = builder(&server)
        .retries(AT_ONCE.attempts(u32::MAX))
        .retry_budget(u32::MAX)
        .attempt_timeout(Duration::from_millis(50))
        .timeout(Duration::from_millis(300))
        .build()
        .unwrap();
    let call = Call::new(&client, &LIST).send();
    let error = timeout(PATIENCE, call).await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert!(error.attempts() > 1 && error.is_timeout() && error.is_retryable());
    assert!(error.elapsed() >= Duration::from_millis(300));
    let message = error.to_string();
    assert!(message.contains("calling again does no more"), "{message}");
}

/// The wait is heard of, and the call then given up: no test waits for minutes.
#[tokio::test]
async fn what_the_server_asks_to_wait_is_waited() {
    for (asked, at_least) in [
        ("50", 50),
        // The server's clock stands in its answer.
        (
            "Thu, 15 Jan 2026 12:00:40 GMT\r\ndate: Thu, 15 Jan 2026 12:00:00 GMT",
            40,
        ),
    ] {
        let server = Server::start([busy(asked)]).await;
        let listener = Listener::default();
        let client = builder(&server)
            .retries(RetryPolicy::new())
            .observer(listener.clone())
            .build()
            .unwrap();
        let call = Call::new(&client, &LIST);
        let wait = tokio::select! {
            outcome = call.send() => panic!("{outcome:?}"),
            wait = listener.wait() => wait,
        };
        // With up to half a second on top, so that not everybody comes at once.
        let asked = Duration::from_secs(at_least);
        assert!(
            wait >= asked && wait <= asked + Duration::from_millis(500),
            "{wait:?}"
        );
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_asks_for_more_time_than_there_is_is_given_at_once() {
    for asked in [
        "3600",
        "99999999999999999999",
        "Fri, 15 Jan 2100 12:00:00 GMT",
    ] {
        let server = Server::start([busy(asked), Act::json("200 OK", "1")]).await;
        let client = builder(&server).build().unwrap();
        let call = Call::new(&client, &LIST).send();
        let answer = timeout(PATIENCE, call).await.unwrap().unwrap();
        assert_eq!((answer.status().as_u16(), answer.attempts()), (503, 1));
        assert!(answer.retry_after().unwrap() >= Duration::from_hours(1));
        let error = answer.error_json::<Value>("application/json");
        assert!(error.is_retryable() && error.retry_after().is_some());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_retry_after_of_nothing_is_no_wait() {
    let server = Server::start([busy("0"), busy("soon"), Act::json("200 OK", "1")]).await;
    let listener = Listener::default();
    let builder = builder(&server).observer(listener.clone());
    let client = builder.build().unwrap();
    let answer = Call::new(&client, &LIST).send().await.unwrap();
    assert_eq!(answer.attempts(), 3);
    assert_eq!(listener.waits(), [Duration::ZERO, Duration::ZERO]);
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_neither_a_connection_nor_a_task() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let client: specwright_runtime::Client = specwright_runtime::ClientBuilder::new(&API)
        .base_url(url)
        .bearer_token("t0ken")
        .build()
        .unwrap();
    let alive = || Handle::current().metrics().num_alive_tasks();
    let before = alive();
    let call = Call::new(&client, &CREATE)
        .with(Parameter::path("groupId"), "g")
        .json(&Value::Null);
    let mut connection = tokio::select! {
        outcome = call.send() => panic!("{outcome:?}"),
        connection = async {
            let (mut connection, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            assert_ne!(connection.read(&mut request).await.unwrap(), 0);
            connection
        } => connection,
    };
    // The call is gone now; its connection ends, and so does whoever cared for it.
    let mut rest = Vec::new();
    let read = timeout(PATIENCE, connection.read_to_end(&mut rest));
    assert!(read.await.is_ok(), "the connection was left open");
    let ends = async {
        while alive() > before {
            tokio::task::yield_now().await;
        }
    };
    assert!(timeout(PATIENCE, ends).await.is_ok(), "a task was left");
}

/// Nobody accepts the connection, so that TLS, which is a part of it, never begins.
#[tokio::test]
async fn a_connection_that_does_not_come_about_in_time_is_given_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let client: specwright_runtime::Client = specwright_runtime::ClientBuilder::new(&API)
        .base_url(url)
        .retries(AT_ONCE)
        .connect_timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let call = Call::new(&client, &LIST).send();
    let error = timeout(PATIENCE, call).await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
    assert!(error.is_timeout() && !error.maybe_executed());
    assert_eq!(error.attempts(), 3);
}
