//! Bodies of every form, against a server on loopback: what goes out, and what an answer is read as.

use serde_json::json;
use specwright_runtime::{Body, Bytes, File};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::calls::{client, only_request, server};
use crate::media_types::operations::untagged::{
    AddNoteBadRequestBody, AddNoteBody, AddNoteError, AddNoteOkBody, AddNoteSuccess,
};
use crate::media_types::types::{Note, SendPartsRequest};
use crate::media_types::{self, Client};

/// A server that gives every request the same answer.
pub async fn raw_server(status: u16, body: &str, media_type: &str) -> MockServer {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).set_body_raw(body, media_type);
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

#[tokio::test]
async fn one_of_several_forms_says_which_it_is() {
    let note = Note::new("n");
    for (body, media_type, text) in [
        (
            AddNoteBody::from(note),
            "application/json",
            r#"{"text":"n"}"#,
        ),
        (AddNoteBody::Text("n".to_owned()), "text/plain", "n"),
        (
            AddNoteBody::Xml("<n/>".to_owned()),
            "application/xml",
            "<n/>",
        ),
        (Body::from(b"png".to_vec()).into(), "image/png", "png"),
    ] {
        let server = server(204, None).await;
        let client: Client = client(media_types::Client::builder(), &server);
        let answer = client.add_note(body).send().await.expect("a success");
        assert_eq!(*answer, AddNoteSuccess::NoContent);
        let request = only_request(&server).await;
        assert_eq!(request.headers["content-type"], media_type);
        assert_eq!(String::from_utf8_lossy(&request.body), text);
    }
}

#[tokio::test]
async fn an_answer_is_read_as_the_form_that_it_is() {
    let send = async |server: MockServer| {
        let client: Client = client(media_types::Client::builder(), &server);
        client.add_note(Note::new("n")).send().await
    };
    let json = raw_server(200, r#"{"text": "n"}"#, "application/json").await;
    let read = send(json).await.expect("a success").into_body();
    assert_eq!(
        read,
        AddNoteSuccess::Ok(AddNoteOkBody::Json(Note::new("n")))
    );
    let csv = raw_server(200, "text\nn", "text/csv; charset=utf-8").await;
    let read = send(csv).await.expect("a success").into_body();
    assert_eq!(
        read,
        AddNoteSuccess::Ok(AddNoteOkBody::Csv("text\nn".to_owned()))
    );
    let text = raw_server(400, "no", "text/plain").await;
    let error = send(text).await.expect_err("an error");
    let AddNoteError::BadRequest(answer) = error else {
        panic!("400 became {error:?}");
    };
    assert_eq!(
        answer.into_body(),
        Ok(AddNoteBadRequestBody::Text("no".to_owned()))
    );
    let html = raw_server(404, "<p>no</p>", "text/html").await;
    let error = send(html).await.expect_err("an error");
    assert!(
        matches!(&error, AddNoteError::ClientError(answer) if answer.body().is_ok_and(|it| it == "<p>no</p>")),
        "404 became {error:?}"
    );
}

#[tokio::test]
async fn a_form_has_a_pair_for_each_property() {
    let server = server(204, None).await;
    let client: Client = client(media_types::Client::builder(), &server);
    let labels = [("a".to_owned(), "1".to_owned())].into_iter().collect();
    let note = Note::new("x y").tags(vec!["p".to_owned(), "q".to_owned()]);
    let sent = client.send_form(&note.labels(labels)).send().await;
    sent.expect("a success");
    let request = only_request(&server).await;
    assert_eq!(
        request.headers["content-type"],
        "application/x-www-form-urlencoded"
    );
    assert_eq!(
        String::from_utf8_lossy(&request.body),
        "text=x+y&tags=p%20q&labels%5Ba%5D=1"
    );
}

#[tokio::test]
async fn parts_are_files_and_values() {
    let server = server(204, None).await;
    let client: Client = client(media_types::Client::builder(), &server);
    let body = SendPartsRequest::new("t", File::new("png").named("a.png"))
        .more(vec![
            File::new("1"),
            File::new("2").content_type("text/css"),
        ])
        .note(Note::new("n"))
        .tags(vec!["p".to_owned(), "q".to_owned()]);
    let sent = client.send_parts(&body).send().await;
    sent.expect("a success");
    let request = only_request(&server).await;
    let media_type = request.headers["content-type"].to_str().expect("ASCII");
    let (media_type, boundary) = media_type.split_once("; boundary=").expect("a boundary");
    assert_eq!(media_type, "multipart/form-data");
    let text = String::from_utf8_lossy(&request.body).replace(boundary, "B");
    let parts: Vec<&str> = text.split("--B\r\n").skip(1).collect();
    let head = "Content-Disposition: form-data; name=";
    assert_eq!(
        parts,
        [
            format!("{head}\"title\"\r\n\r\nt\r\n"),
            format!("{head}\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\npng\r\n"),
            format!(
                "{head}\"more\"; filename=\"more\"\r\nContent-Type: application/octet-stream\r\n\r\n1\r\n"
            ),
            format!("{head}\"more\"; filename=\"more\"\r\nContent-Type: text/css\r\n\r\n2\r\n"),
            format!(
                "{head}\"note\"\r\nContent-Type: application/json\r\n\r\n{{\"text\":\"n\"}}\r\n"
            ),
            format!("{head}\"tags\"\r\n\r\np\r\n"),
            format!("{head}\"tags\"\r\n\r\nq\r\n--B--\r\n"),
        ]
    );
    let long = SendPartsRequest::new("too long a title", File::new(""));
    let refused = client.send_parts(&long).send().await.expect_err("too long");
    assert!(
        refused.to_string().contains("body at /title"),
        "refused with {refused}"
    );
}

#[tokio::test]
async fn bytes_go_out_and_come_back_as_they_are() {
    let server = raw_server(200, "back", "application/octet-stream").await;
    let client: Client = client(media_types::Client::builder(), &server);
    let answer = client.send_octets(b"out".to_vec()).send().await;
    let stream = answer.expect("a success").into_body();
    assert_eq!(
        stream.collect().await.expect("all of it"),
        Bytes::from("back")
    );
    let request = only_request(&server).await;
    assert_eq!(request.body, b"out");
    assert_eq!(request.headers["content-type"], "application/octet-stream");
}

#[tokio::test]
async fn of_a_range_the_caller_says_which_it_is() {
    let server = raw_server(200, "{}", "application/json").await;
    let client: Client = client(media_types::Client::builder(), &server);
    let body = Body::from("a,b".to_owned()).content_type("text/csv");
    let sent = client.send_anything().body(body).send().await;
    sent.expect("a success");
    let request = only_request(&server).await;
    assert_eq!(request.headers["content-type"], "text/csv");
}

#[tokio::test]
async fn events_and_lines_come_one_by_one() {
    let text = "data: {\"text\": \"a\"}\n\nevent: more\ndata: {\"text\": \"b\"}\n\n";
    let server = raw_server(200, text, "text/event-stream").await;
    let client: Client = client(media_types::Client::builder(), &server);
    let mut events = client.watch().send().await.expect("a success").into_body();
    let mut read = Vec::new();
    while let Some(event) = events.next().await {
        let event = event.expect("an event");
        read.push((event.event, event.data));
    }
    assert_eq!(
        read,
        [
            (None, Note::new("a")),
            (Some("more".to_owned()), Note::new("b"))
        ]
    );

    let lines = format!("{}\n{}\n", json!({"text": "a"}), json!({"text": "b"}));
    let server = raw_server(200, &lines, "application/x-ndjson").await;
    let client: Client = crate::calls::client(media_types::Client::builder(), &server);
    let mut lines = client.export().send().await.expect("a success").into_body();
    let mut read = Vec::new();
    while let Some(line) = lines.next().await {
        read.push(line.expect("a line"));
    }
    assert_eq!(read, [Note::new("a"), Note::new("b")]);
}
