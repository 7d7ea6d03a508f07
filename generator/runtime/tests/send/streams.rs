//! Bodies that are read while they come.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;
use specwright_runtime::{
    Answer, Call, CallOptions, DecodeErrorKind, Error, EventStream, JsonLines, Value, reqwest,
};

use crate::support::{Act, FEED, Server, builder};

const OCTETS: &str = "application/octet-stream";
const EVENTS: &str = "text/event-stream";
const LINES: &str = "application/x-ndjson";
const SEQUENCE: &str = "application/json-seq";

/// How long a piece may take; the server pauses for a fraction of it.
const IDLE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(200);
/// Long enough for pieces to arrive one by one.
const MOMENT: Duration = Duration::from_millis(50);

async fn call(act: Act) -> Result<Answer, Error> {
    let server = Server::start([act]).await;
    let client = builder(&server).max_response_bytes(64).build().unwrap();
    let mut call = Call::new(&client, &FEED);
    call.set_options(CallOptions::new().timeout(IDLE));
    call.send().await
}

fn head(content_type: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: {content_type}\r\n\r\n").into()
}

/// An answer that ends with the connection.
fn answer(content_type: &str, body: &str) -> Act {
    Act::Answer([head(content_type), body.as_bytes().to_vec()].concat())
}

fn pieces(content_type: &str, body: &[&str], pause: Duration) -> Act {
    let body = body.iter().map(|piece| piece.as_bytes().to_vec());
    let pieces = std::iter::once(head(content_type)).chain(body);
    Act::Pieces(pieces.collect(), pause)
}

async fn events(act: Act) -> EventStream<i64> {
    let answer = call(act).await.unwrap();
    answer.events(EVENTS).unwrap().into_body()
}

async fn lines(act: Act) -> JsonLines<i64> {
    let answer = call(act).await.unwrap();
    answer.json_lines(LINES).unwrap().into_body()
}

#[tokio::test]
async fn bytes_come_as_they_are_sent_and_without_a_limit_in_all() {
    let piece = "x".repeat(60);
    let answer = call(pieces(OCTETS, &[&piece, &piece, &piece], MOMENT)).await;
    let mut response = answer.unwrap().stream(OCTETS).unwrap();
    assert_eq!(
        (response.status().as_u16(), response.raw()),
        (200, b"".as_slice())
    );
    for _ in 0..3 {
        assert_eq!(response.next().await.unwrap().unwrap(), piece);
    }
    assert!(response.next().await.is_none() && response.next().await.is_none());
    assert!(!format!("{response:?}").contains("xxx"));
}

#[tokio::test]
async fn all_bytes_together_keep_the_clients_limit() {
    for (length, fits) in [(64, true), (65, false)] {
        let answer = call(answer(OCTETS, &"x".repeat(length))).await.unwrap();
        let result = answer.stream(OCTETS).unwrap().into_body().collect().await;
        match result {
            Ok(all) => assert!(fits && all.len() == length),
            Err(error) => {
                assert!(!fits && matches!(error, Error::TooLarge(_)), "{error:?}");
                assert_eq!(error.raw_body().unwrap().len(), 64);
            }
        }
    }
    let halves = [&*"x".repeat(40), &*"y".repeat(40)];
    let cut = call(pieces(OCTETS, &halves, MOMENT)).await.unwrap();
    let all = cut.stream(OCTETS).unwrap().into_body().collect().await;
    assert_eq!(all.unwrap_err().raw_body().unwrap().len(), 64);
}

#[tokio::test]
async fn time_counts_between_pieces_and_not_in_all() {
    let digits = ["0", "1", "2", "3", "4", "5"];
    let answer = call(pieces(OCTETS, &digits, PAUSE)).await.unwrap();
    let all = answer.stream(OCTETS).unwrap().into_body().collect().await;
    assert_eq!(all.unwrap(), "012345");

    let hang = Act::Hang([head(OCTETS), b"01".to_vec()].concat());
    let mut stream = call(hang)
        .await
        .unwrap()
        .stream(OCTETS)
        .unwrap()
        .into_body();
    assert_eq!(stream.next().await.unwrap().unwrap(), "01");
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert!(error.is_timeout() && error.maybe_executed());
    assert!(
        error
            .to_string()
            .contains("the time was over after 2 bytes"),
        "{error}"
    );
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_caller_may_take_their_time() {
    let body = ["1\n", "2\n"];
    let mut values = lines(pieces(LINES, &body, PAUSE)).await;
    assert_eq!(values.next().await.unwrap().unwrap(), 1);
    tokio::time::sleep(IDLE + PAUSE).await;
    assert_eq!(values.next().await.unwrap().unwrap(), 2);
}

#[tokio::test]
async fn the_clock_of_a_callers_own_http_client_does_not_count() {
    let hasty = reqwest::Client::builder().timeout(PAUSE / 2).build();
    let server = Server::start([pieces(OCTETS, &["0", "1"], PAUSE)]).await;
    let client = builder(&server).http_client(hasty.unwrap());
    let answer = Call::new(&client.build().unwrap(), &FEED).send().await;
    let stream = answer.unwrap().stream(OCTETS).unwrap().into_body();
    assert_eq!(stream.collect().await.unwrap(), "01");
}

#[tokio::test]
async fn no_head_in_time_is_a_timeout() {
    let error = call(Act::Hang(Vec::new())).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert!(error.is_timeout());
}

#[tokio::test]
async fn a_connection_cut_in_a_stream_is_told_from_its_end() {
    let cut = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\ncontent-type: {OCTETS}\r\nx-a: b\r\n\r\nabc"
    );
    let answer = call(Act::Answer(cut.clone().into())).await.unwrap();
    let mut stream = answer.stream(OCTETS).unwrap().into_body();
    assert_eq!(stream.next().await.unwrap().unwrap(), "abc");
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert_eq!(error.headers().unwrap()["x-a"], "b");
    assert!(!error.is_timeout());
    assert!(stream.next().await.is_none());

    let answer = call(Act::Answer(cut.into())).await.unwrap();
    let error = answer.stream(OCTETS).unwrap().into_body().collect().await;
    assert_eq!(error.unwrap_err().raw_body().unwrap(), b"abc");
}

#[tokio::test]
async fn events_have_types_and_a_wrong_one_ends_nothing() {
    let body =
        "event: count\nid: 7\ndata: 1\n\ndata: \"x\"\n\n: still there\n\ndata: 3\nretry: 5\n\n";
    let mut events = events(answer("Text/Event-Stream;charset=UTF-8", body)).await;
    let first = events.next().await.unwrap().unwrap();
    assert_eq!((first.event.as_deref(), first.data), (Some("count"), 1));
    let error = events.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert_eq!(error.raw_body().unwrap(), b"\"x\"");
    let last = events.next().await.unwrap().unwrap();
    assert_eq!((last.data, last.id.as_deref()), (3, Some("7")));
    assert_eq!(last.retry, Some(Duration::from_millis(5)));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn events_may_be_cut_anywhere() {
    let body = ["da", "ta: ", "1\r", "\n\r\nd", "ata: 2\n\n", "data: 3\n"];
    let mut events = events(pieces(EVENTS, &body, MOMENT)).await;
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    assert_eq!(events.next().await.unwrap().unwrap().data, 2);
    // The third has no end.
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn texts_are_data_as_they_are() {
    let answer = call(answer(EVENTS, "data: \"a\"\ndata: b\n\n"))
        .await
        .unwrap();
    let mut events = answer.events::<String>(EVENTS).unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, "\"a\"\nb");
}

#[tokio::test]
async fn done_ends_the_stream_though_the_connection_stays() {
    let body = "data: 1\n\ndata: [DONE]\n\ndata: 2\n\n";
    let hang = Act::Hang([head(EVENTS), body.into()].concat());
    let mut events = events(hang).await;
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    assert!(events.next().await.is_none() && events.next().await.is_none());
}

#[tokio::test]
async fn an_event_or_a_line_keeps_the_clients_limit() {
    // Without an end, with one, and in many small lines.
    let long = format!("data: 1\n\ndata: {}", "1".repeat(200));
    let ended = format!("{long}\n\n");
    let many = format!("data: 1\n\n{}\n", "data: 12345678\n".repeat(20));
    for body in [long, ended, many] {
        let mut events = events(answer(EVENTS, &body)).await;
        assert_eq!(events.next().await.unwrap().unwrap().data, 1);
        let error = events.next().await.unwrap().unwrap_err();
        assert!(matches!(error, Error::TooLarge(_)), "{error:?}");
        assert_eq!(error.raw_body().unwrap().len(), 64);
        assert!(events.next().await.is_none());
    }
    for end in ["", "\n"] {
        let body = format!("1\n{}{end}", "1".repeat(65));
        let mut values = lines(answer(LINES, &body)).await;
        assert_eq!(values.next().await.unwrap().unwrap(), 1);
        let error = values.next().await.unwrap().unwrap_err();
        assert!(matches!(error, Error::TooLarge(_)), "{error:?}");
        assert!(values.next().await.is_none());
    }
    let body = format!("{}\n", "1".repeat(18)).repeat(10);
    let mut values = lines(answer(LINES, &body)).await;
    for _ in 0..10 {
        values.next().await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn as_much_as_the_clients_limit_is_read() {
    let text = "x".repeat(62);
    let line = format!("\"{text}\"");
    // Nothing in a line but its end says that it is no longer.
    for body in [&[&*line, "\n"][..], &[&format!("{line}\n")]] {
        let answer = call(pieces(LINES, body, MOMENT)).await.unwrap();
        let mut values = answer.json_lines::<String>(LINES).unwrap();
        assert_eq!(values.next().await.unwrap().unwrap(), text);
    }
    // What is held of an event counts before its data is whole.
    let held = format!("data: {}", &text[..58]);
    let whole = format!("data: {line}\n\n");
    for (body, data) in [(&[&*held, "\n\n"][..], &text[..58]), (&[&whole], &line)] {
        let answer = call(pieces(EVENTS, body, MOMENT)).await.unwrap();
        let mut events = answer.events::<String>(EVENTS).unwrap();
        assert_eq!(events.next().await.unwrap().unwrap().data, data);
    }
}

#[tokio::test]
async fn what_is_too_large_ends_a_stream_though_more_has_come() {
    let long = "1".repeat(65);
    let fields = format!("event: {}\nid: {}\n", &long[..40], &long[..40]);
    for body in [format!("data: {long}\n\ndata: 2\n\n"), fields] {
        let hang = Act::Hang([head(EVENTS), body.into()].concat());
        let mut events = events(hang).await;
        let error = events.next().await.unwrap().unwrap_err();
        assert!(matches!(error, Error::TooLarge(_)), "{error:?}");
        assert!(events.next().await.is_none());
    }
    let hang = Act::Hang([head(LINES), format!("{long}\n2\n").into()].concat());
    let mut values = lines(hang).await;
    let error = values.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::TooLarge(_)), "{error:?}");
    assert_eq!(error.raw_body().unwrap(), &long.as_bytes()[..64]);
    assert!(values.next().await.is_none());
}

#[tokio::test]
async fn half_an_event_or_a_line_is_none_where_the_connection_was_cut() {
    let cut = |content_type: &str, body: &str| {
        let head = format!("content-length: 99\r\ncontent-type: {content_type}\r\n");
        Act::Answer(format!("HTTP/1.1 200 OK\r\n{head}\r\n{body}").into())
    };
    let mut values = lines(cut(LINES, "1\n2")).await;
    assert_eq!(values.next().await.unwrap().unwrap(), 1);
    let error = values.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert!(values.next().await.is_none());

    let mut events = events(cut(EVENTS, "data: 1\n\ndata: 2\n")).await;
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    let error = events.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn lines_have_types_and_a_wrong_one_ends_nothing() {
    let body = "\u{FEFF}1\r\n\n  \n\"x\"\n-\n 3 ";
    let mut values = lines(answer("application/jsonl", body)).await;
    assert_eq!(values.next().await.unwrap().unwrap(), 1);
    for (line, is_syntax) in [("\"x\"", false), ("-", true)] {
        let error = values.next().await.unwrap().unwrap_err();
        assert_eq!(error.raw_body().unwrap(), line.as_bytes());
        let Error::Decode(unfit) = error else {
            panic!("{error:?}")
        };
        let kind = unfit.error().kind();
        assert_eq!(matches!(kind, DecodeErrorKind::Syntax { .. }), is_syntax);
    }
    assert_eq!(values.next().await.unwrap().unwrap(), 3);
    assert!(values.next().await.is_none());
}

#[tokio::test]
async fn lines_may_be_cut_anywhere() {
    let mut values = lines(pieces(LINES, &["1", "2\n3", "\n4"], MOMENT)).await;
    for expected in [12, 3, 4] {
        assert_eq!(values.next().await.unwrap().unwrap(), expected);
    }
    assert!(values.next().await.is_none());
}

#[tokio::test]
async fn records_may_have_lines_of_their_own() {
    let body = "\u{1E}[1,\n2]\n\u{1E}\n\u{1E}3\n";
    let answer = call(answer(SEQUENCE, body)).await.unwrap();
    let mut values = answer.json_lines::<Value>(SEQUENCE).unwrap();
    assert_eq!(values.next().await.unwrap().unwrap()[1], 2);
    assert_eq!(values.next().await.unwrap().unwrap(), 3);
    assert!(values.next().await.is_none());
}

#[tokio::test]
async fn they_are_streams_for_all_who_know_that_trait() {
    async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
        poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
    }
    let mut values = lines(answer(LINES, "1")).await;
    assert_eq!(next(&mut values).await.unwrap().unwrap(), 1);
    let mut events = events(answer(EVENTS, "data:1\n\n")).await;
    assert_eq!(next(&mut events).await.unwrap().unwrap().data, 1);
    let answer = call(answer(OCTETS, "1")).await.unwrap();
    assert_eq!(next(&mut answer.into_stream()).await.unwrap().unwrap(), "1");
}

#[tokio::test]
async fn an_answer_without_a_media_type_is_octets() {
    let bare = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc".to_vec();
    let answer = call(Act::Answer(bare)).await.unwrap();
    let all = answer.stream(OCTETS).unwrap().into_body().collect().await;
    assert_eq!(all.unwrap(), "abc");
}

#[tokio::test]
async fn only_a_documented_success_is_left_unread() {
    let headers = format!("content-type: {OCTETS}\r\n");
    let answer = call(Act::answer("404 Not Found", &headers, "abc")).await;
    let error = answer.unwrap().error_bytes(OCTETS);
    assert_eq!(error.body().unwrap(), "abc");

    let answer = call(Act::answer("200 OK", "content-type: text/html\r\n", "<p>")).await;
    let error = answer.unwrap().stream(OCTETS).unwrap_err();
    assert_eq!(error.raw_body().unwrap(), b"<p>");
    let Error::Decode(unfit) = &error else {
        panic!("{error:?}")
    };
    assert!(matches!(
        unfit.error().kind(),
        DecodeErrorKind::ContentType { .. }
    ));

    // What is no stream for the transport is one for whoever asks.
    let answer = call(Act::answer("200 OK", "content-type: text/html\r\n", "<p>")).await;
    let mut stream = answer.unwrap().into_stream();
    assert_eq!(stream.next().await.unwrap().unwrap(), "<p>");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_stream_where_none_is_documented_is_not_lost() {
    let answer = call(answer(OCTETS, "abc")).await.unwrap();
    let errors = [
        answer.clone().json::<Value>("*/*").unwrap_err(),
        answer.clone().text("*/*").unwrap_err(),
        answer.clone().bytes(OCTETS).unwrap_err(),
        answer.undocumented(),
    ];
    for error in &errors[..3] {
        assert!(error.to_string().contains("it is a stream"), "{error}");
    }
    let answer = errors[3].answer().unwrap().clone();
    let again = answer.clone();
    assert_eq!(answer.into_stream().collect().await.unwrap(), "abc");
    // Whoever comes first gets it.
    assert_eq!(again.into_stream().collect().await.unwrap(), "");
}
