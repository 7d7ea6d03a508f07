//! Calls, against a server on loopback: which request goes out, and which variant each answer becomes.

use std::time::Duration;

use serde_json::{Value, json};
use specwright_runtime::{Call, Client, ClientBuilder, Error, RetryPolicy};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::{
    bodies, idempotency, maps, names, numbers, parameters, responses, shared_errors, tags,
};

/// A server that gives every request the same answer.
pub async fn server(status: u16, body: Option<Value>) -> MockServer {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status);
    let answer = match body {
        Some(body) => answer.set_body_json(body),
        None => answer,
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// A client that sends everything once, so that what one request leads to is seen.
pub fn client<C: From<Client>>(builder: ClientBuilder<C>, server: &MockServer) -> C {
    builder
        .base_url(server.uri())
        .retries(RetryPolicy::never())
        .build()
        .expect("the mock server's URL is a good one")
}

pub async fn only_request(server: &MockServer) -> Request {
    let requests = server
        .received_requests()
        .await
        .expect("the mock server records");
    assert_eq!(requests.len(), 1);
    requests.into_iter().next().expect("there is one")
}

#[tokio::test]
async fn what_the_document_says_of_repeating_is_done() {
    use idempotency::operations::untagged as o;
    let busy = server(503, None).await;
    let policy = RetryPolicy::new().backoff(Duration::ZERO, Duration::ZERO);
    let builder = idempotency::Client::builder().base_url(busy.uri());
    let client = builder.retries(policy).build().expect("a client");
    for (operation, expected) in [
        (&o::GET_BY_METHOD, 3),
        (&o::HEAD_BY_METHOD, 3),
        (&o::OPTIONS_BY_METHOD, 3),
        (&o::PUT_BY_METHOD, 3),
        (&o::DELETE_BY_METHOD, 3),
        (&o::POST_BY_METHOD, 1),
        (&o::PATCH_BY_METHOD, 1),
        (&o::GET_BY_THE_DOCUMENTS_WORD, 1),
        (&o::POST_BY_THE_DOCUMENTS_WORD, 3),
    ] {
        let answer = Call::new(client.runtime(), operation).send().await;
        let attempts = answer.map(|answer| answer.attempts());
        assert!(attempts.is_ok_and(|it| it == expected), "{operation:?}");
    }
    for (call, expected) in [
        (client.post_by_a_key(), 1),
        (client.post_by_a_key().idempotency_key("7"), 3),
    ] {
        let error = call.send().await.expect_err("503 is not documented");
        assert_eq!(error.attempts(), expected);
    }
}

#[tokio::test]
async fn parameters_stand_where_the_document_puts_them() {
    let server = server(200, None).await;
    let client = client(parameters::Client::builder(), &server);
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8"
        .parse()
        .expect("a UUID");
    client
        .search_shelf("a/b", 3, "tea & co", &["x".to_owned(), "y".to_owned()])
        .limit(5)
        .tag(&["new".to_owned(), "red".to_owned()])
        .ids(&[1, 2])
        .since(&"2024-02-29".parse().expect("a date"))
        .x_request_id(&id)
        .send()
        .await
        .expect("the answer is documented");
    let request = only_request(&server).await;
    assert_eq!(request.url.path(), "/shops/a%2Fb/shelves/3");
    let mut pairs: Vec<_> = request.url.query_pairs().into_owned().collect();
    pairs.sort();
    let expected = [
        ("ids", "1,2"),
        ("limit", "5"),
        ("q", "tea & co"),
        ("since", "2024-02-29"),
        ("tag", "new"),
        ("tag", "red"),
    ];
    assert_eq!(
        pairs,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(request.headers["x-flags"], "x,y");
    assert_eq!(
        request.headers["x-request-id"],
        "67e55044-10b1-426f-9247-bb680e5fe0c8"
    );
}

#[tokio::test]
async fn a_parameter_that_breaks_a_rule_stops_the_call() {
    use numbers::operations::untagged::MeasureError;
    let server = server(204, None).await;
    let client = client(numbers::Client::builder(), &server);
    let body = numbers::types::MeasureRequest::new(-1);
    let error = client
        .measure(10, &body)
        .precision(0.0)
        .send()
        .await
        .expect_err("all three are wrong");
    assert!(
        matches!(error, MeasureError::Other(Error::InvalidRequest(_))),
        "refused with {error:?}"
    );
    let told = error.to_string();
    for part in [
        "path parameter `level`",
        "query parameter `precision`",
        "body at /count",
    ] {
        assert!(told.contains(part), "{part} is not in: {told}");
    }
    assert!(
        server
            .received_requests()
            .await
            .is_some_and(|requests| requests.is_empty())
    );
}

#[tokio::test]
async fn several_successes_become_variants() {
    use responses::operations::untagged::{StartJobError as E, StartJobSuccess as S};
    use responses::types::{Begun, Done};
    for (status, body, expected) in [
        (200, Some(json!({"result": "r"})), S::Ok(Done::new("r"))),
        (202, Some(json!({"job": "j"})), S::Accepted(Begun::new("j"))),
        (204, None, S::NoContent),
    ] {
        let server = server(status, body).await;
        let answer = client(responses::Client::builder(), &server)
            .start_job()
            .send()
            .await
            .expect("a success");
        assert_eq!(
            (answer.status().as_u16(), answer.body()),
            (status, &expected)
        );
    }
    for status in [404, 418, 500] {
        let server = server(status, Some(json!({"title": "t"}))).await;
        let error = client(responses::Client::builder(), &server)
            .start_job()
            .send()
            .await
            .expect_err("an error");
        let is_right = match (status, &error) {
            (404, E::NotFound(answer)) => answer.body().is_ok(),
            (418, E::ClientError(answer)) | (500, E::Default(answer)) => answer
                .body()
                .is_ok_and(|problem| problem.title.as_deref() == Some("t")),
            _ => false,
        };
        assert!(is_right, "{status} became {error:?}");
    }
}

#[tokio::test]
async fn default_alone_stands_for_both_ends() {
    use responses::operations::untagged::ReadDefaultError as E;
    let body = Some(json!({"result": "r"}));
    let good = server(201, body.clone()).await;
    let answer = client(responses::Client::builder(), &good)
        .read_default()
        .send()
        .await
        .expect("a success");
    assert_eq!(answer.result, "r");
    let bad = server(503, body).await;
    let error = client(responses::Client::builder(), &bad)
        .read_default()
        .send()
        .await
        .expect_err("an error");
    assert!(
        matches!(error, E::Default(answer) if answer.body().is_ok_and(|body| body.result == "r"))
    );
}

#[tokio::test]
async fn what_handles_the_errors_of_one_operation_handles_those_of_another() {
    use shared_errors::errors::Error404Or409OfProblem as E;
    use shared_errors::operations::untagged::CreateUserError;
    fn is_taken(error: &E) -> bool {
        matches!(error, E::Conflict(answer) if answer.body().is_ok_and(|it| it.code == "taken"))
    }
    let server = server(409, Some(json!({"code": "taken"}))).await;
    let client = client(shared_errors::Client::builder(), &server);
    let user = client.create_user().send().await.expect_err("409");
    let group = client.read_group().send().await.expect_err("409");
    assert!(is_taken(&user) && is_taken(&group), "{user:?} {group:?}");
    assert!(matches!(user, CreateUserError::Conflict(_)));
}

#[tokio::test]
async fn what_is_not_documented_is_not_lost() {
    use responses::operations::untagged::{ReadRangeError, ReadSameError};
    let odd = server(418, Some(json!({"tea": true}))).await;
    let error = client(responses::Client::builder(), &odd)
        .read_same()
        .send()
        .await
        .expect_err("418 is not documented");
    assert!(matches!(error, ReadSameError::Other(_)));
    assert_eq!(error.raw_body(), Some(br#"{"tea":true}"#.as_slice()));

    let unfit = server(200, Some(json!({"other": 1}))).await;
    let error = client(responses::Client::builder(), &unfit)
        .read_range()
        .send()
        .await
        .expect_err("the body is wrong");
    assert!(matches!(error, ReadRangeError::Other(Error::Decode(_))));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
}

#[tokio::test]
async fn bodies_go_out_as_the_document_says() {
    let server = server(204, None).await;
    let client = client(bodies::Client::builder(), &server);
    client
        .send_optional()
        .send()
        .await
        .expect("no body is fine");
    client
        .send_list(&["a".to_owned()])
        .send()
        .await
        .expect("a list is fine");
    let long = client
        .send_text("long")
        .send()
        .await
        .expect_err("three characters at most");
    assert!(long.to_string().contains("at most 3 characters"), "{long}");
    let requests = server
        .received_requests()
        .await
        .expect("the mock server records");
    let sent: Vec<_> = requests
        .iter()
        .map(|it| String::from_utf8_lossy(&it.body).into_owned())
        .collect();
    assert_eq!(sent, ["", r#"["a"]"#]);
}

#[tokio::test]
async fn a_vendors_media_type_is_sent_and_asked_for() {
    const VENDOR: &str = "application/vnd.example.2024-08-05+json";
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_raw("[1]", VENDOR);
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let client = client(bodies::Client::builder(), &server);
    let answer = client
        .send_anything(&json!({"x": 1}))
        .send()
        .await
        .expect("a success");
    assert_eq!(*answer, json!([1]));
    let request = only_request(&server).await;
    assert_eq!(
        (&request.headers["content-type"], &request.headers["accept"]),
        (&VENDOR.parse().unwrap(), &VENDOR.parse().unwrap())
    );
}

#[tokio::test]
async fn rules_of_a_body_that_is_a_map_are_kept() {
    let server = server(200, Some(json!({"name": "n"}))).await;
    let client = client(maps::Client::builder(), &server);
    let labels = [("a".to_owned(), "too long".to_owned())]
        .into_iter()
        .collect();
    let error = client
        .set_labels(&labels)
        .send()
        .await
        .expect_err("a label is too long");
    assert!(
        error.to_string().contains("at most 5 characters"),
        "{error}"
    );
}

#[tokio::test]
async fn arguments_that_collide_with_rust_mean_what_the_document_says() {
    let server = server(200, Some(json!({"status": "up"}))).await;
    let client = client(names::Client::builder(), &server);
    let body = names::types::OptionType::new("t");
    let answer = client
        .r#match("me", "c", "b", &body)
        .send_("s")
        .options_("o")
        .user_id_query("q")
        .user_id_header("h");
    let answer = answer.send().await.expect("a success");
    assert_eq!(answer.status().as_u16(), 200);
    let request = only_request(&server).await;
    assert_eq!(request.url.path(), "/match/me");
    assert_eq!(
        request.url.query(),
        Some("call=c&body=b&send=s&options=o&user-id=q")
    );
    assert_eq!(request.headers["user_id"], "h");
}

#[test]
fn each_tag_is_a_module() {
    use tags::operations::{cats_dogs, type_, untagged};
    let ids = [
        &cats_dogs::LIST_CATS,
        &type_::LIST_TYPES,
        &untagged::LIST_REST,
    ]
    .map(|it| it.id);
    assert_eq!(ids, ["listCats", "listTypes", "listRest"]);
}
