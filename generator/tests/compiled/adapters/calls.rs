//! Bodies of every sort, from JSON to the wire and back.

use std::time::Duration;

use contract_tests::adapter::{
    Adapter as _, Arguments, Body, Client, Connection, Kind, Outcome, Taken,
};
use serde_json::{Value, json};
use wiremock::{MockServer, Request};

use super::media_types::Generated;
use crate::calls::{only_request, server};
use crate::forms::raw_server;

fn client(server: &MockServer) -> Box<dyn Client> {
    let connection = Connection {
        base_url: server.uri(),
        token: None,
        policy: None,
        now: "2026-01-01T00:00:00Z".to_owned(),
        limit: None,
        timeout: Duration::from_secs(10),
        retries: false,
        own_http_client: false,
    };
    Generated.connect(&connection).expect("a client")
}

/// Sends a body; the request is what came of it.
async fn sent(operation: &str, media_type: &str, value: Value) -> Request {
    let server = server(204, None).await;
    let arguments = Arguments {
        body: Some(Body {
            media_type: media_type.to_owned(),
            value,
        }),
        ..Arguments::default()
    };
    let client = client(&server);
    let outcome = client.call(operation, &arguments).await;
    outcome.expect("the client takes such a body");
    only_request(&server).await
}

/// What comes of an answer.
async fn received(operation: &str, status: u16, media_type: &str, body: &str) -> Outcome {
    let server = raw_server(status, body, media_type).await;
    let arguments = Arguments {
        body: Some(Body {
            media_type: "text/plain".to_owned(),
            value: json!("n"),
        }),
        ..Arguments::default()
    };
    let client = client(&server);
    let outcome = client.call(operation, &arguments).await;
    outcome.expect("the client takes such a body")
}

#[tokio::test]
async fn a_body_is_sent_as_the_media_type_that_the_arguments_name() {
    let note = json!({"text": "ä", "tags": ["a", "b"]});
    let encoded = r#"{"text":"ä","tags":["a","b"]}"#;
    for (operation, media_type, value, expected) in [
        (
            "POST /notes",
            "application/json",
            note.clone(),
            encoded.as_bytes(),
        ),
        ("POST /notes", "text/plain", json!("ä"), "ä".as_bytes()),
        ("POST /notes", "application/xml", json!("<n/>"), b"<n/>"),
        (
            "POST /notes",
            "image/png",
            json!("\u{89}PNG\u{0}"),
            b"\x89PNG\0",
        ),
        (
            "PUT /octets",
            "application/octet-stream",
            json!("\u{ff}"),
            b"\xff",
        ),
        ("PUT /text", "text/plain", json!("ä"), "ä".as_bytes()),
        ("PUT /any", "image/gif", json!("GIF"), b"GIF"),
        (
            "POST /form",
            "application/x-www-form-urlencoded",
            note,
            b"text=%C3%A4&tags=a%20b",
        ),
    ] {
        let request = sent(operation, media_type, value).await;
        let content_type = request.headers.get("content-type");
        let content_type = content_type.and_then(|value| value.to_str().ok());
        assert!(
            content_type.is_some_and(|it| it.starts_with(media_type)),
            "{operation}: {content_type:?}"
        );
        assert_eq!(
            String::from_utf8_lossy(&request.body),
            String::from_utf8_lossy(expected),
            "{operation}"
        );
    }
}

#[tokio::test]
async fn a_form_is_made_part_by_part() {
    let form = json!({"title": "t", "file": "\u{89}\u{0}", "more": ["1", "2"], "tags": ["a"]});
    let request = sent("POST /parts", "multipart/form-data", form).await;
    let body: Vec<u8> = request.body;
    for part in [
        b"name=\"title\"".as_slice(),
        b"\r\n\r\n\x89\x00\r\n",
        b"image/png",
        b"\r\n\r\n2\r\n",
        b"name=\"tags\"",
    ] {
        assert!(
            body.windows(part.len()).any(|it| it == part),
            "{}",
            String::from_utf8_lossy(&body)
        );
    }
    assert_eq!(
        String::from_utf8_lossy(&body)
            .matches("; name=\"more\"")
            .count(),
        2
    );
}

#[tokio::test]
async fn what_the_client_has_no_place_for_is_an_error_and_not_left_out() {
    let server = server(204, None).await;
    let client = client(&server);
    for (operation, media_type, value, said) in [
        (
            "POST /notes",
            "text/html",
            json!("n"),
            "no body of `text/html`",
        ),
        (
            "POST /parts",
            "multipart/form-data",
            json!({"title": "t"}),
            "`file`",
        ),
        (
            "POST /parts",
            "multipart/form-data",
            json!({"title": "t", "file": "", "other": 1}),
            "no property `other`",
        ),
        (
            "PUT /octets",
            "application/octet-stream",
            json!("€"),
            "U+00FF",
        ),
        ("PUT /text", "text/plain", json!(1), "can't hold"),
        (
            "PUT /nothing",
            "text/plain",
            json!(""),
            "no operation `PUT /nothing`",
        ),
    ] {
        let arguments = Arguments {
            body: Some(Body {
                media_type: media_type.to_owned(),
                value,
            }),
            ..Arguments::default()
        };
        let error = client
            .call(operation, &arguments)
            .await
            .expect_err(operation);
        assert!(error.to_string().contains(said), "{error}");
    }
    let requests = server.received_requests().await.expect("they are kept");
    assert!(requests.is_empty());
}

#[tokio::test]
async fn an_answer_becomes_json_whatever_it_is() {
    let note = r#"{"text":"n"}"#;
    let events =
        "event: new\nid: 7\nretry: 10\ndata: {\"text\":\"n\"}\n\ndata: {\"text\":\"m\"}\n\n";
    for (operation, status, media_type, body, variant, expected) in [
        (
            "POST /notes",
            200,
            "application/json",
            note,
            "Ok",
            json!({"text": "n"}),
        ),
        ("POST /notes", 200, "text/csv", "a,b", "Ok", json!("a,b")),
        (
            "POST /notes",
            202,
            "application/json",
            "{}",
            "Accepted",
            json!({}),
        ),
        (
            "POST /notes",
            204,
            "text/plain",
            "",
            "NoContent",
            Value::Null,
        ),
        (
            "POST /notes",
            400,
            "text/plain",
            "no",
            "BadRequest",
            json!("no"),
        ),
        (
            "POST /notes",
            400,
            "application/json",
            "{}",
            "BadRequest",
            json!({}),
        ),
        (
            "POST /notes",
            404,
            "text/html",
            "<p>",
            "ClientError",
            json!("<p>"),
        ),
        (
            "PUT /octets",
            200,
            "application/octet-stream",
            "ä",
            "Ok",
            json!("\u{c3}\u{a4}"),
        ),
        (
            "PUT /octets",
            500,
            "application/octet-stream",
            "ä",
            "InternalServerError",
            json!("\u{c3}\u{a4}"),
        ),
        ("PUT /text", 200, "text/plain", "ä", "Ok", json!("ä")),
        (
            "GET /lines",
            200,
            "application/x-ndjson",
            "{\"text\":\"n\"}\n{\"text\":\"m\"}\n",
            "Ok",
            json!([{"text": "n"}, {"text": "m"}]),
        ),
        (
            "GET /events",
            200,
            "text/event-stream",
            events,
            "Ok",
            json!([
                {"data": {"text": "n"}, "event": "new", "id": "7", "retry": 10},
                {"data": {"text": "m"}, "id": "7"},
            ]),
        ),
    ] {
        let outcome = received(operation, status, media_type, body).await;
        let place = format!("{operation} {status} {media_type}: {outcome}");
        assert_eq!(outcome.variant, variant, "{place}");
        assert_eq!(outcome.body, Some(expected), "{place}");
        assert_eq!(outcome.status, Some(status), "{place}");
        assert_eq!(outcome.decode_error, None, "{place}");
    }
}

#[tokio::test]
async fn what_breaks_a_stream_off_is_the_outcome_and_what_came_before_is_kept() {
    let lines = "{\"text\":\"n\"}\nno\n{\"text\":\"m\"}\n";
    let outcome = received("GET /lines", 200, "application/x-ndjson", lines).await;
    assert_eq!(outcome.variant, "Other", "{outcome}");
    assert_eq!(outcome.kind, Some(Kind::Decode), "{outcome}");
    assert_eq!(outcome.body, Some(json!([{"text": "n"}])), "{outcome}");
    let failure = outcome.decode_error.expect("it says what is wrong");
    assert_eq!(failure.kind, "syntax");
}

#[test]
fn structs_are_made_and_taken_apart_by_their_properties() {
    let notes: Vec<_> = Generated
        .types()
        .iter()
        .filter(|it| it.name == "Note")
        .collect();
    let value = json!({"text": "n", "tags": [], "labels": {"a": "b"}});
    for note in &notes {
        assert_eq!(note.pointers, ["/components/schemas/Note"]);
        let read = (note.read)(&value.to_string()).map(Taken::object);
        assert_eq!(read, Ok(value.clone()));
        assert!((note.read)("{}").is_err());
    }
    let build = notes.iter().find_map(|it| it.build);
    let build = build.expect("callers make notes");
    for (value, is_note) in [
        (value, true),
        (json!({"text": ""}), true),
        (json!({}), false),
        (json!({"text": 1}), false),
        (json!({"text": "n", "other": 1}), false),
    ] {
        let object = value.as_object().expect("an object");
        assert_eq!(
            build(object).ok().as_ref() == Some(&value),
            is_note,
            "{value}"
        );
    }
}
