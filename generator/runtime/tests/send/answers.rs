//! What comes of each kind of answer, and of none.

use std::error::Error as _;
use std::time::Duration;

use specwright_runtime::{
    Answer, Call, CallOptions, DecodeErrorKind, Error, HeaderMap, StatusCode, Value,
};

use crate::support::{AT_ONCE, Act, LIST, Server, builder};

async fn call(act: Act) -> Result<specwright_runtime::Answer, Error> {
    let server = Server::start([act]).await;
    let client = builder(&server).max_response_bytes(64).build().unwrap();
    let options = CallOptions::new().timeout(Duration::from_millis(200));
    let mut call = Call::new(&client, &LIST);
    call.set_options(options);
    call.send().await
}

#[tokio::test]
async fn a_success_has_a_type_and_keeps_everything() {
    let headers = "content-type: application/json;charset=utf-8\r\nx-request-id: 7\r\n";
    let answer = call(Act::answer("201 Created", headers, "[1, 2]"))
        .await
        .unwrap();
    let response = answer.json::<Vec<i64>>("application/json").unwrap();
    assert_eq!(response.len(), 2);
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers()["x-request-id"], "7");
    assert_eq!(response.raw(), b"[1, 2]");
    assert_eq!(response.map(|body| body.len()).into_body(), 2);
}

#[tokio::test]
async fn a_success_whose_body_does_not_fit_is_an_error_that_keeps_everything() {
    let answer = call(Act::json("200 OK", r#"["a"]"#)).await.unwrap();
    let error = answer.json::<Vec<i64>>("application/json").unwrap_err();
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.raw_body().unwrap(), br#"["a"]"#);
    assert!(error.headers().unwrap().contains_key("content-type"));
    assert!(error.maybe_executed());
    let Error::Decode(unfit) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(unfit.error().pointer(), Some("/0"));
    assert!(error.to_string().starts_with(
        "`listJobs` was answered 200 OK, but the body is not as documented: the value at /0"
    ));
}

#[tokio::test]
async fn a_documented_error_never_fails() {
    let body = r#"{"detail":"No such\u001b[2J job.","error":404}"#;
    let answer = call(Act::json("404 Not Found", body)).await.unwrap();
    let error = answer.error_json::<Value>("application/vnd.jobs.v2+json");
    assert_eq!(error.status(), 404);
    assert_eq!(error.body().unwrap()["error"], 404);
    assert_eq!(
        error.to_string(),
        "`listJobs` was answered 404 Not Found: No such[2J job."
    );
    assert_eq!((error.retry_after(), error.is_retryable()), (None, false));

    let answer = call(Act::answer(
        "404 Not Found",
        "content-type: text/html\r\n",
        "<p>",
    ))
    .await;
    let error = answer.unwrap().error_json::<Value>("application/json");
    assert!(matches!(
        error.body().unwrap_err().kind(),
        DecodeErrorKind::ContentType { .. }
    ));
    assert_eq!(
        (error.status().as_u16(), error.raw()),
        (404, b"<p>".as_slice())
    );
    assert!(error.to_string().contains("text/html"));
}

#[tokio::test]
async fn answers_without_a_documented_body_keep_what_came() {
    let response = call(Act::json("200 OK", "{}")).await.unwrap().empty();
    assert_eq!(
        (response.raw(), response.status().as_u16()),
        (b"{}".as_slice(), 200)
    );
    let error = call(Act::json("400 Bad Request", ""))
        .await
        .unwrap()
        .error_empty();
    assert_eq!(error.body(), Ok(&()));
}

#[tokio::test]
async fn an_undocumented_status_keeps_everything() {
    let headers = "content-type: text/plain\r\nx-request-id: r-8\r\n";
    let act = Act::answer("418 Teapot", headers, "short and stout");
    let answer = call(act).await.unwrap();
    let error = answer.undocumented();
    assert_eq!(error.status().unwrap(), 418);
    assert_eq!(error.raw_body().unwrap(), b"short and stout");
    assert!(matches!(error, Error::Undocumented(_)));
    assert_eq!(error.request_id(), Some("r-8"));
    let message = error.to_string();
    let words =
        "was answered 418 I'm a teapot, which the document does not name (15 bytes of body)";
    assert!(message.contains(words), "{message}");
}

#[tokio::test]
async fn a_body_up_to_the_limit_is_read_and_no_larger_one() {
    let fits = "x".repeat(64);
    assert_eq!(
        call(Act::json("200 OK", &fits)).await.unwrap().raw().len(),
        64
    );
    let error = call(Act::json("200 OK", &"x".repeat(65)))
        .await
        .unwrap_err();
    let Error::TooLarge(oversized) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(oversized.limit(), 64);
    assert_eq!(
        (
            error.status().unwrap().as_u16(),
            error.raw_body().unwrap().len()
        ),
        (200, 64)
    );
    assert!(error.to_string().contains("more than 64 bytes"));

    // However it comes.
    let head = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    let halves = [head, vec![b'x'; 40], vec![b'x'; 40]];
    let error = call(Act::Pieces(halves.into(), Duration::from_millis(20))).await;
    assert_eq!(error.unwrap_err().raw_body().unwrap().len(), 64);
}

#[tokio::test]
async fn the_time_limit_is_one_for_all_parts_of_an_answer() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n".to_vec();
    let parts = [head, b"1".to_vec(), b"2".to_vec()];
    let slow = Act::Pieces(parts.into(), Duration::from_millis(150));
    let error = call(slow).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

/// Which of the two it is depends on whether the document names the status, so the answer waits to be asked.
#[tokio::test]
async fn an_error_that_is_not_whole_is_still_the_documented_error() {
    let cut = b"HTTP/1.1 404 Not Found\r\ncontent-length: 10\r\n\r\n{}".to_vec();
    for (act, raw, ends) in [
        (
            Act::json("404 Not Found", &"x".repeat(65)),
            64,
            "larger than 64 bytes",
        ),
        (Act::Answer(cut), 2, "did not come to its end"),
    ] {
        let answer = call(act).await.unwrap();
        let documented = answer
            .clone()
            .error_json::<serde_json::Value>("application/json");
        assert_eq!(
            (documented.status().as_u16(), documented.raw().len()),
            (404, raw)
        );
        let message = documented.body().unwrap_err().to_string();
        assert!(message.contains(ends), "{message}");
        let octets = answer.clone().error_bytes("application/json");
        assert!(octets.body().is_err());
        let undocumented = answer.undocumented();
        assert!(matches!(
            undocumented,
            Error::TooLarge(_) | Error::Interrupted(_)
        ));
        assert_eq!(undocumented.raw_body().unwrap().len(), raw);
    }
}

#[tokio::test]
async fn a_connection_cut_in_the_body_keeps_what_was_read() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\nx-a: b\r\n\r\n{\"a\"".to_vec();
    let error = call(Act::Answer(cut)).await.unwrap_err();
    let Error::Interrupted(partial) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(partial.received(), 4);
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.headers().unwrap()["x-a"], "b");
    assert_eq!(error.raw_body().unwrap(), b"{\"a\"");
    assert!(!error.is_timeout() && error.maybe_executed() && error.source().is_some());
}

#[tokio::test]
async fn a_body_that_never_ends_is_a_timeout_that_keeps_what_was_read() {
    let slow = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"a\"".to_vec();
    let error = call(Act::Hang(slow)).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert!(error.is_timeout());
    assert_eq!(error.raw_body().unwrap(), b"{\"a\"");
}

#[tokio::test]
async fn no_answer_in_time_is_a_timeout() {
    for silence in [b"".to_vec(), b"HTTP/1.1 200 OK\r\ncont".to_vec()] {
        let error = call(Act::Hang(silence)).await.unwrap_err();
        assert!(matches!(error, Error::Timeout(_)), "{error:?}");
        assert!(error.is_timeout() && error.maybe_executed() && error.status().is_none());
    }
}

#[tokio::test]
async fn no_connection_means_that_nothing_was_sent() {
    // Port 1 is where nobody listens; a port that was just given up may be another test's by now.
    let builder = specwright_runtime::ClientBuilder::new(&crate::support::API);
    let builder = builder.base_url("http://127.0.0.1:1").retries(AT_ONCE);
    let client: specwright_runtime::Client = builder.build().unwrap();
    let error = Call::new(&client, &LIST).send().await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
    assert!(!error.maybe_executed() && error.source().is_some());
}

fn typed(content_type: &str, body: &str) -> Act {
    Act::answer("200 OK", &format!("content-type: {content_type}\r\n"), body)
}

#[tokio::test]
async fn a_text_is_read_as_it_is() {
    let answer = call(typed("text/xml; charset=UTF-8", "<a>ä</a>"))
        .await
        .unwrap();
    assert_eq!(*answer.clone().text("application/xml").unwrap(), "<a>ä</a>");
    assert_eq!(answer.error_text("text/*").body().unwrap(), "<a>ä</a>");

    let answer = call(typed("text/html", "<p>")).await.unwrap();
    let error = answer.clone().text("text/plain").unwrap_err();
    assert_eq!(error.raw_body().unwrap(), b"<p>");
    assert!(answer.error_text("text/plain").body().is_err());

    let answer = call(typed("text/plain; charset=latin1", "a"))
        .await
        .unwrap();
    let error = answer.error_text("text/plain");
    let kind = error.body().unwrap_err().kind();
    assert!(matches!(kind, DecodeErrorKind::Charset { .. }), "{kind:?}");
}

#[tokio::test]
async fn what_is_coded_unasked_is_no_body() {
    for (coding, is_coded) in [
        ("gzip", true),
        ("identity, br", true),
        ("identity", false),
        ("", false),
    ] {
        let head = format!("content-type: application/json\r\ncontent-encoding: {coding}\r\n");
        let answer = call(Act::answer("400 Bad Request", &head, "{}"));
        let answer = answer.await.unwrap();
        let error = answer.error_json::<serde_json::Value>("application/json");
        let found = error.body().err().map(|error| error.kind().clone());
        let expected = is_coded.then(|| DecodeErrorKind::ContentEncoding {
            found: coding.to_owned(),
        });
        assert_eq!(found, expected);
        assert_eq!(error.raw(), b"{}");
    }
}

#[tokio::test]
async fn bytes_are_taken_as_they_are() {
    let answer = call(typed("image/png", "\u{89}PNG")).await.unwrap();
    let body = "\u{89}PNG".as_bytes();
    assert_eq!(**answer.clone().bytes("image/*").unwrap(), *body);
    assert_eq!(
        answer.clone().error_bytes("image/png").body().unwrap(),
        body
    );
    assert!(answer.clone().bytes("image/gif").is_err());
    assert!(answer.error_bytes("image/gif").body().is_err());
}

#[tokio::test]
async fn the_media_type_says_which_representation_came() {
    for (content_type, expected) in [
        ("application/json; charset=utf-8", 0),
        ("TEXT/CSV", 1),
        ("application/problem+json", 0),
        ("text/plain", 2),
        ("text/csv; header=absent", 4),
        ("image/png", 3),
    ] {
        let answer = call(typed(content_type, "{}")).await.unwrap();
        let documented = [
            "application/json",
            "text/csv",
            "text/*",
            "*/*",
            "text/csv; header=absent",
        ];
        assert_eq!(
            answer.representation(&documented),
            expected,
            "{content_type}"
        );
        assert_eq!(answer.representation(&["video/mp4", "audio/*"]), 0);
        assert_eq!(answer.representation(&[]), 0);
    }
    let answer = call(Act::answer("200 OK", "", "{}")).await.unwrap();
    assert_eq!(answer.representation(&["text/csv", "image/gif"]), 1);
    assert_eq!(answer.representation(&["text/csv", "text/plain"]), 0);
}

#[tokio::test]
async fn headers_have_types() {
    type Headers = std::collections::BTreeMap<String, Value>;
    let headers = "X-Rate-Limit: 60\r\ncontent-type: application/json\r\n";
    let answer = call(Act::answer("200 OK", headers, "{}")).await.unwrap();
    let response = answer.clone().json::<Value>("application/json").unwrap();
    let read: Headers = response.typed_headers().unwrap();
    assert_eq!(read["x-rate-limit"], 60);
    let error = answer.error_json::<Value>("application/json");
    let read: Headers = error.typed_headers().unwrap();
    assert_eq!(read["content-type"], "application/json");
}

#[tokio::test]
async fn every_outcome_tells_what_its_headers_announce() {
    let head = "content-type: application/json\r\nsunset: Thu, 15 Jan 2026 00:00:00 GMT\r\n";
    let answer = call(Act::answer("200 OK", head, "1")).await.unwrap();
    let announced = answer.deprecation();
    assert!(announced.sunset().is_some());
    let response = answer.clone().json::<i64>("application/json").unwrap();
    assert_eq!(response.deprecation(), announced);
    let error = answer.clone().error_json::<i64>("application/json");
    assert_eq!(error.deprecation(), announced);
    assert_eq!(answer.undocumented().deprecation(), Some(announced));
}

#[test]
fn an_answer_can_be_made_up() {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", "application/json".parse().unwrap());
    let answer = Answer::made_up(&LIST, StatusCode::ACCEPTED, headers, "[1]".into());
    assert_eq!((answer.operation().id, answer.attempts()), (LIST.id, 0));
    let response = answer.json::<Vec<i64>>("application/json").unwrap();
    assert_eq!(
        (response.status(), response.body()),
        (StatusCode::ACCEPTED, &vec![1])
    );
}
