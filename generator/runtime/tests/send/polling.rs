//! Jobs that end, asked for at a server; how long is waited is told beside the code.

use std::time::Duration;

use specwright_runtime::{
    Answer, Call, CallError, Client, Error, ErrorResponse, Polling, Response, RetryPolicy, Value,
    operation_error,
};

use crate::support::{Act, LIST, Server, builder};

/// As the generator writes it.
#[derive(Debug)]
enum JobError {
    Unavailable(ErrorResponse<Value>),
    Other(Error),
}

operation_error! { JobError: Unavailable }

fn read(answer: Answer) -> Result<Response<Value>, JobError> {
    match answer.status().as_u16() {
        200 => Ok(answer.json("application/json")?),
        503 => Err(JobError::Unavailable(answer.error_json("application/json"))),
        _ => Err(answer.undocumented().into()),
    }
}

async fn job(client: &Client) -> Result<Response<Value>, JobError> {
    read(Call::new(client, &LIST).send().await?)
}

/// A client that sends everything once.
fn client(server: &Server) -> Client {
    builder(server)
        .retries(RetryPolicy::never())
        .build()
        .unwrap()
}

fn is(state: &str) -> Act {
    Act::json("200 OK", &format!(r#"{{"status":"{state}"}}"#))
}

fn fails(status: &str, headers: &str) -> Act {
    let headers = format!("content-type: application/json\r\n{headers}");
    Act::answer(status, &headers, "{}")
}

#[tokio::test]
async fn a_job_is_polled_with_the_calls_of_a_client() {
    let server = Server::start([
        is("PENDING"),
        fails("503 Service Unavailable", ""),
        fails("429 Too Many Requests", "retry-after: 0\r\n"),
        is("COMPLETED"),
    ])
    .await;
    let client = client(&server);
    let short = Duration::from_millis(1);
    let job = Polling::new(Duration::from_mins(1))
        .backoff(short, short)
        .until(|| job(&client), |job| job["status"] != "PENDING")
        .await
        .unwrap();
    assert_eq!(job["status"], "COMPLETED");
    assert_eq!(server.connections(), 4);
}

/// What polling knows of an error.
fn known(error: &impl CallError) -> (bool, Option<u64>) {
    (
        error.is_retryable(),
        error.retry_after().map(|it| it.as_secs()),
    )
}

#[tokio::test]
async fn every_error_of_a_call_says_whether_it_passes_and_how_long_the_server_asks_to_wait() {
    for (status, expected) in [
        ("503 Service Unavailable", (true, Some(7))),
        ("429 Too Many Requests", (true, Some(7))),
        ("404 Not Found", (false, Some(7))),
    ] {
        let server = Server::start([fails(status, "retry-after: 7\r\n")]).await;
        let error = job(&client(&server)).await.unwrap_err();
        assert_eq!(known(&error), expected, "{status}");
        if let JobError::Other(error) = &error {
            assert_eq!(known(error), expected, "{status}");
        }
    }
}

#[tokio::test]
async fn polling_can_be_sent_to_another_thread() {
    let server = Server::start([is("COMPLETED")]).await;
    let client = client(&server);
    let polled = tokio::spawn(async move {
        let polling = Polling::new(Duration::from_mins(1));
        polling.until(|| job(&client), |_| true).await
    });
    assert!(polled.await.unwrap().is_ok());
}
