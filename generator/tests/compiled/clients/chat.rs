//! The conversations: JSON in both directions, streams of events and of lines, and unions of all kinds.

use serde_json::{Value, from_value, json, to_value};
use specwright_runtime::{BuildError, CallOptions, Error, ErrorResponse, Nullable};

use super::{Piecewise, Server, assert_each_operation_is_tested};
use crate::client_chat::operations::conversations as c;
use crate::client_chat::operations::messages::{self as m, SendMessageError};
use crate::client_chat::types::{
    Content, Conversation, CreateConversationRequest, Detail, Id, ImagePart, ImagePartType, Kind,
    Message, Model, ModelValue, Parameter, Part, Piece, RenameConversationRequest, Role, TextPart,
    TextPartType, Tool,
};
use crate::client_chat::{self, Client};

type Failure = ErrorResponse<client_chat::types::ErrorResponse>;

fn id() -> Id {
    "c_1".parse().expect("an id")
}

fn conversation_json() -> Value {
    json!({
        "id": "c_1",
        "object": "conversation",
        "created": "2024-02-29T12:00:00.5+01:00",
        "title": null,
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [
                {"type": "text", "text": "What is it?"},
                {"type": "image", "url": "https://example.com/a.png", "detail": 2},
                {"type": "image", "url": "https://example.com/b.png", "detail": "high"},
            ]},
            {"role": "tool", "content": [{"type": "audio", "seconds": 3}]},
        ],
    })
}

fn text(text: &str) -> Part {
    TextPart::new(TextPartType::Text, text).into()
}

fn image(url: &str, detail: impl Into<Detail>) -> Part {
    let url = url.parse().expect("a URL");
    let image = ImagePart::new(ImagePartType::Image, url);
    image.detail(detail.into()).into()
}

/// What [`conversation_json`] is, value by value.
fn assert_is_conversation(conversation: &Conversation) {
    let created = conversation.created.value().expect("a time");
    assert_eq!(created.to_string(), "2024-02-29T11:00:00.5Z");
    assert_eq!(conversation.title, Some(Nullable::Null));
    let audio = json!({"type": "audio", "seconds": 3});
    let messages = [
        Message::new(Role::System, "Be brief.".to_owned().into()),
        Message::new(
            Role::User,
            Content::List(vec![
                text("What is it?"),
                image("https://example.com/a.png", 2),
                image("https://example.com/b.png", "high".to_owned()),
            ]),
        ),
        Message::new(
            Role::Unrecognized("tool".to_owned()),
            vec![Part::Unrecognized(audio)].into(),
        ),
    ];
    assert_eq!(conversation.messages.as_deref(), Some(messages.as_slice()));
    let again = to_value(conversation).expect("a conversation is JSON");
    assert_eq!(again, conversation_json());
}

async fn failing(status: u16) -> Server {
    Server::json(status, &json!({"error": {"code": "no", "param": null}})).await
}

fn is_failure(answer: &Failure, status: u16) -> bool {
    let is_typed = |body: &client_chat::types::ErrorResponse| {
        body.error.code == "no" && body.error.param == Some(Nullable::Null)
    };
    answer.status() == status && answer.body().is_ok_and(is_typed)
}

#[test]
fn each_operation_is_tested() {
    let document = include_str!("../../fixtures/client_chat/document.yaml");
    assert_each_operation_is_tested(document, include_str!("chat.rs"));
}

#[tokio::test]
async fn the_servers_variable_has_a_default_and_few_values() {
    let url = |client: Client| client.runtime().base_url().to_owned();
    let client = Client::builder().build().expect("defaults");
    assert_eq!(url(client), "https://eu.chat.example.com/v1");
    let region = |value: &str| Client::builder().server_variable("region", value).build();
    assert_eq!(
        url(region("us").expect("a region")),
        "https://us.chat.example.com/v1"
    );
    let error = region("mars").expect_err("no region");
    assert!(
        matches!(
            error,
            BuildError::ServerVariableValue {
                name: "region",
                values: ["eu", "us"]
            }
        ),
        "{error:?}"
    );
    let unknown = Client::builder().server_variable("planet", "mars").build();
    let error = unknown.expect_err("no variable");
    assert!(
        matches!(&error, BuildError::UnknownServerVariable { name } if name == "planet"),
        "{error:?}"
    );

    // One call may go elsewhere.
    let server = Server::json(200, &conversation_json()).await;
    let client = Client::builder().bearer_token("secret").build();
    let call = client.expect("defaults").read_conversation(&id());
    let options = CallOptions::new().base_url(server.0.uri());
    call.options(options).send().await.expect("a success");
    assert_eq!(server.only_request().await.url.path(), "/conversations/c_1");
}

mod operations {
    use super::*;

    #[tokio::test]
    async fn create_conversation() {
        use c::CreateConversationError as E;
        let range = Parameter::new(Kind::Number).range((-0.5, 1e21));
        let tool = Tool::new("pick", Parameter::new(Kind::List).items(range));
        let full = CreateConversationRequest::new(Model::String("own".to_owned()))
            .title("A \"title\"".to_owned())
            .tools(vec![tool]);
        let cleared = CreateConversationRequest::new(ModelValue::Large.into()).title(None);
        let least = CreateConversationRequest::new(ModelValue::Small.into());
        for (body, sent) in [
            (
                full,
                r#"{"model":"own","title":"A \"title\"","tools":[{"name":"pick","parameters":{"kind":"list","items":{"kind":"number","range":[-0.5,1e+21]}}}]}"#,
            ),
            (cleared, r#"{"model":"large","title":null}"#),
            (least, r#"{"model":"small"}"#),
        ] {
            let server = Server::json(201, &conversation_json()).await;
            let call = server.client(Client::builder()).create_conversation(&body);
            let answer = call.send().await.expect("a success");
            assert_is_conversation(answer.body());
            assert_eq!(
                server.got().await,
                format!(
                    "POST /base/conversations\n\
                     accept: application/json\n\
                     authorization: Bearer secret\n\
                     content-type: application/json\n\n\
                     {sent}"
                )
            );
        }
        let server = failing(422).await;
        let body = CreateConversationRequest::new(ModelValue::Small.into());
        let call = server.client(Client::builder()).create_conversation(&body);
        let error = call.send().await.expect_err("an error");
        assert!(
            matches!(&error, E::UnprocessableContent(answer) if is_failure(answer, 422)),
            "{error:?}"
        );
    }

    #[tokio::test]
    async fn read_conversation() {
        use c::ReadConversationError as E;
        let server = Server::json(200, &conversation_json()).await;
        let call = server.client(Client::builder()).read_conversation(&id());
        assert_is_conversation(call.send().await.expect("a success").body());
        assert_eq!(
            server.got().await,
            "GET /base/conversations/c_1\n\
             accept: application/json\n\
             authorization: Bearer secret\n\n"
        );
        for status in [400, 404, 499] {
            let server = failing(status).await;
            let call = server.client(Client::builder()).read_conversation(&id());
            let error = call.send().await.expect_err("an error");
            assert!(
                matches!(&error, E::ClientError(answer) if is_failure(answer, status)),
                "{error:?}"
            );
        }
        let server = failing(500).await;
        let call = server.client(Client::builder()).read_conversation(&id());
        let error = call.send().await.expect_err("an error");
        assert!(
            matches!(&error, E::Other(Error::Undocumented(_))),
            "{error:?}"
        );
    }

    #[tokio::test]
    async fn rename_conversation() {
        let cleared = RenameConversationRequest::new().title(None);
        let renamed = RenameConversationRequest::new().title("New".to_owned());
        for (body, sent) in [
            (RenameConversationRequest::new(), "{}"),
            (cleared, r#"{"title":null}"#),
            (renamed, r#"{"title":"New"}"#),
        ] {
            let server = Server::json(200, &conversation_json()).await;
            let client = server.client(Client::builder());
            let call = client.rename_conversation(&id(), &body);
            assert_is_conversation(call.send().await.expect("a success").body());
            assert_eq!(
                server.got().await,
                format!(
                    "PATCH /base/conversations/c_1\n\
                     accept: application/json\n\
                     authorization: Bearer secret\n\
                     content-type: application/merge-patch+json\n\n\
                     {sent}"
                )
            );
        }
    }

    #[tokio::test]
    async fn send_message() {
        let text = "\u{feff}: hello\r\n\
            event: piece\r\ndata: {\"type\": \"delta\",\r\ndata:  \"text\": \"a\"}\r\nid: 1\r\n\r\n\
            data: {\"type\": \"done\", \"tokens\": 2}\nretry: 5\n\n\
            data: {\"type\": \"new\"}\n\n\
            data: [DONE]\n\n\
            data: {\"type\": \"delta\", \"text\": \"too late\"}\n\n";
        let server = Server::with(200, "text/event-stream; charset=utf-8", text).await;
        let client = server.client(Client::builder());
        let parts = vec![super::text("Hi"), image("https://example.com/", 1)];
        let message = Message::new(Role::User, parts.into());
        let call = client.send_message(&id(), &message);
        let mut events = call.send().await.expect("a success").into_body();
        let mut read = Vec::new();
        while let Some(event) = events.next().await {
            let event = event.expect("an event");
            let retry = event.retry.map(|it| it.as_millis());
            let data = to_value(&event.data).expect("a piece is JSON");
            let variant = match event.data {
                Piece::Delta(_) => "delta",
                Piece::Done(_) => "done",
                Piece::Unrecognized(_) => "unrecognized",
            };
            read.push((variant, data, event.event, event.id, retry));
        }
        let one = Some("1".to_owned());
        assert_eq!(
            read,
            [
                (
                    "delta",
                    json!({"type": "delta", "text": "a"}),
                    Some("piece".to_owned()),
                    one.clone(),
                    None
                ),
                (
                    "done",
                    json!({"type": "done", "tokens": 2}),
                    None,
                    one.clone(),
                    Some(5)
                ),
                ("unrecognized", json!({"type": "new"}), None, one, None),
            ]
        );
        assert_eq!(
            server.got().await,
            "POST /base/conversations/c_1/messages\n\
             accept: text/event-stream, application/json\n\
             authorization: Bearer secret\n\
             content-type: application/json\n\n\
             {\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"},\
             {\"type\":\"image\",\"url\":\"https://example.com/\",\"detail\":1}]}"
        );

        let server = failing(429).await;
        let client = server.client(Client::builder());
        let message = Message::new(Role::User, "Hi".to_owned().into());
        let error = client.send_message(&id(), &message).send().await;
        let error = error.expect_err("an error");
        assert!(
            matches!(&error, SendMessageError::TooManyRequests(answer) if is_failure(answer, 429)),
            "{error:?}"
        );
        let sent = server.only_request().await.body;
        assert_eq!(sent, br#"{"role":"user","content":"Hi"}"#);
    }

    #[tokio::test]
    async fn export_messages() {
        let messages = conversation_json()["messages"].clone();
        let messages = messages.as_array().expect("a list");
        // Line ends of both kinds, an empty line, and none at the end.
        let lines = format!("{}\n\r\n{}\r\n{}", messages[0], messages[1], messages[2]);
        let server = Server::with(200, "application/x-ndjson", lines).await;
        let call = server.client(Client::builder()).export_messages(&id());
        let mut lines = call.send().await.expect("a success").into_body();
        let mut read = Vec::new();
        while let Some(line) = lines.next().await {
            read.push(to_value(line.expect("a message")).expect("JSON"));
        }
        assert_eq!(&read, messages);
        assert_eq!(
            server.got().await,
            "GET /base/conversations/c_1/export\n\
             accept: application/x-ndjson\n\
             authorization: Bearer secret\n\n"
        );
        let server = failing(404).await;
        let call = server.client(Client::builder()).export_messages(&id());
        let m::ExportMessagesError::Other(error) = call.send().await.expect_err("an error");
        assert!(matches!(error, Error::Undocumented(_)), "{error:?}");
    }
}

#[tokio::test]
async fn events_are_read_while_they_come() {
    let server = Piecewise::start("text/event-stream").await;
    let message = Message::new(Role::User, "Hi".to_owned().into());
    let call = server
        .client(Client::builder())
        .send_message(&id(), &message);
    let mut events = call.send().await.expect("a success").into_body();
    // Chunks break where they like: within an event, a character, and a line's end.
    server.send("data: {\"type\": \"delta\", ").await;
    server.send(b"\"text\": \"Gr\xc3").await;
    server.send(b"\xbcn\", \"index\": 0}\r").await;
    server.send("\n\r\ndata: {\"type\": \"delta\"}\n").await;
    // A property that is new to the client does not make another piece of it.
    let first = events.next().await.expect("an event").expect("a piece");
    assert!(
        matches!(&first.data, Piece::Delta(delta) if delta.text == "Grün"),
        "{first:?}"
    );
    server.send("\ndata: not JSON\n\n").await;
    // What is no piece is kept as it came: one that lacks what its tag promises, and one that is no JSON at all.
    let second = events.next().await.expect("an event").expect("a piece");
    assert_eq!(second.data, Piece::Unrecognized(json!({"type": "delta"})));
    let third = events.next().await.expect("an event").expect("a piece");
    assert_eq!(third.data, Piece::Unrecognized(json!("not JSON")));
    server
        .send("data: {\"type\": \"done\", \"tokens\": 1}\n\ndata: {\"type\"")
        .await;
    let fourth = events.next().await.expect("an event").expect("a piece");
    assert!(
        matches!(&fourth.data, Piece::Done(done) if done.tokens == 1),
        "{fourth:?}"
    );
    // An event that is not finished is none.
    server.end().await;
    assert!(events.next().await.is_none());

    let server = Piecewise::start("text/event-stream").await;
    let call = server
        .client(Client::builder())
        .send_message(&id(), &message);
    let mut events = call.send().await.expect("a success").into_body();
    server.send("data: {\"type\"").await;
    server.break_off().await;
    let error = events.next().await.expect("an end").expect_err("too early");
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn lines_are_read_while_they_come() {
    let server = Piecewise::start("application/x-ndjson").await;
    let call = server.client(Client::builder()).export_messages(&id());
    let mut lines = call.send().await.expect("a success").into_body();
    server
        .send("{\"role\": \"user\", \"content\": \"1\"}\n{\"role\": \"us")
        .await;
    let first = lines.next().await.expect("a line").expect("a message");
    assert_eq!(first.content, "1".to_owned().into());
    server.send("er\", \"content\": \"2\"}\n{}\n").await;
    let second = lines.next().await.expect("a line").expect("a message");
    assert_eq!(second.content, "2".to_owned().into());
    let third = lines.next().await.expect("a line").expect_err("no message");
    assert!(
        third.to_string().contains("missing field `role`"),
        "{third}"
    );
    server
        .send("{\"role\": \"user\", \"content\": \"4\"}")
        .await;
    server.end().await;
    let fourth = lines.next().await.expect("a line").expect("a message");
    assert_eq!(fourth.content, "4".to_owned().into());
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn what_breaks_a_rule_is_not_sent() {
    let server = Server::empty(204).await;
    let client = server.client(Client::builder());
    let lenient = |value: Value| from_value::<Message>(value).expect("lenient");
    let long = CreateConversationRequest::new(ModelValue::Small.into()).title("x".repeat(81));
    let unknown = CreateConversationRequest::new(Model::Unrecognized(json!(1)));
    let odd_id: Id = from_value(json!("C 1")).expect("lenient");
    let odd = lenient(json!({"role": "tool", "content": [
        {"type": "audio"},
        {"type": "image", "url": "no URL", "detail": true},
    ]}));
    let wrong_tag = ImagePart::new(
        ImagePartType::Unrecognized("text".to_owned()),
        "https://example.com/".parse().expect("a URL"),
    );
    let wrong = Message::new(Role::User, vec![wrong_tag.into()].into());
    for (refused, told) in [
        (
            client
                .create_conversation(&long)
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec!["body at /title must have at most 80 characters"],
        ),
        (
            client
                .create_conversation(&unknown)
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec!["body at /model must be one of the documented variants"],
        ),
        (
            client
                .read_conversation(&odd_id)
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec!["path parameter `id` must match the pattern"],
        ),
        (
            client
                .send_message(&id(), &odd)
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec![
                "body at /role must be one of `system`, `user`, `assistant`",
                "body at /content/0 must be one of the documented variants",
                "body at /content/1/url must be written in the format `uri`",
                "body at /content/1/detail must be one of the documented variants",
            ],
        ),
        (
            client
                .send_message(&id(), &wrong)
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec!["body at /content/0/type must be"],
        ),
    ] {
        for part in told {
            assert!(refused.contains(part), "{part} is not in: {refused}");
        }
    }
    server.assert_untouched().await;
    assert!("C 1".parse::<Id>().is_err());
}

#[test]
fn a_range_is_two_numbers() {
    let read = |range: Value| from_value::<Parameter>(json!({"kind": "number", "range": range}));
    let parameter = read(json!([0, 2.5])).expect("a range");
    assert_eq!(parameter.range, Some((0.0, 2.5)));
    assert_eq!(
        to_value(&parameter).expect("JSON"),
        json!({"kind": "number", "range": [0.0, 2.5]})
    );
    for range in [
        json!([]),
        json!([1]),
        json!([1, 2, 3]),
        json!(["1", 2]),
        json!(null),
    ] {
        assert!(read(range.clone()).is_err(), "{range} was read");
    }
}
