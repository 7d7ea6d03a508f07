//! Where things stand in a request and an answer: parameters of every style, servers, versions, headers, and bodies that
//! have one type under several names.

use serde_json::json;
use specwright_runtime::{BuildError, CallOptions, Error, Map};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::calls::{client, only_request, server};
use crate::forms::raw_server;
use crate::media_types::types::Note;
use crate::response_headers::types::{ListPagesHeaders, ListPagesTooManyRequestsHeaders};
use crate::styles::types::{Color, Either, EitherValue};
use crate::{equal_shapes, media_types, response_headers, server_urls, styles, versions};

fn texts<const N: usize>(texts: [&str; N]) -> [String; N] {
    texts.map(str::to_owned)
}

#[tokio::test]
async fn paths_are_written_in_every_style() {
    let list = texts(["x/y", "z,"]);
    let color = Color::new(1).g(2);
    let server = server(204, None).await;
    let client: styles::Client = client(styles::Client::builder(), &server);
    let sent = client.matrix("a;b", &list, &color).send().await;
    sent.expect("a success");
    client
        .label(-7, &list, &color)
        .send()
        .await
        .expect("a success");
    let call = client
        .simple(&[1, 2], &color)
        .x_color(&color.clone().b(255));
    call.x_list(&texts(["p q", "r"]))
        .send()
        .await
        .expect("a success");
    let requests = server.received_requests().await.expect("recorded");
    let paths: Vec<_> = requests.iter().map(|it| it.url.path()).collect();
    assert_eq!(
        paths,
        [
            "/matrix/;a=a%3Bb/;b=x%2Fy,z%2C/;R=1;G=2",
            "/label/.-7/.x%2Fy.z%2C/.R,1,G,2",
            "/simple/1,2/R=1,G=2",
        ]
    );
    let headers = ["x-color", "x-list"].map(|name| &requests[2].headers[name]);
    assert_eq!(headers, ["R=1,G=2,B=255", "p q,r"]);

    let call = client.simple(&[], &color).x_list(&texts(["a,b"]));
    let error = call.x_color(&Color::new(1).b(256)).send().await;
    let refused = error.expect_err("three are wrong").to_string();
    for part in [
        "path parameter `a` must not be empty",
        "header parameter `X-List` must not have a comma",
        "header parameter `X-Color` at /B must be at most 255",
    ] {
        assert!(refused.contains(part), "{part} is not in: {refused}");
    }
}

#[tokio::test]
async fn queries_are_written_in_every_style() {
    let list = texts(["a b", "c,d"]);
    let words = texts(["a", "b&c"]);
    let color = Color::new(100).b(200);
    let deep: Map<String> = [("k[]".to_owned(), "v w".to_owned())].into();
    let server = server(204, None).await;
    let client: styles::Client = client(styles::Client::builder(), &server);
    let call = client.query(&deep);
    let call = call.form(&list).flat(&list).color(&color);
    let call = call.space(&words).pipe(&words).deep(&color);
    let call = call.reserved("/a?b=c&d#e:[f]").filter(&color);
    let call = call.either(&Either::from(EitherValue::All));
    call.send().await.expect("a success");
    let request = only_request(&server).await;
    let query = request.url.query().expect("a query");
    assert_eq!(
        query.split('&').collect::<Vec<_>>(),
        [
            "required_deep%5Bk%5B%5D%5D=v%20w",
            "form=a%20b",
            "form=c%2Cd",
            "flat=a%20b,c%2Cd",
            "R=100",
            "B=200",
            "space=a%20b%26c",
            "pipe=a%7Cb%26c",
            "deep%5BR%5D=100",
            "deep%5BB%5D=200",
            // What would end the value or the query is encoded nevertheless.
            "reserved=/a?b%3Dc%26d%23e:%5Bf%5D",
            "filter=%7B%22R%22%3A100%2C%22B%22%3A200%7D",
            "either=all",
        ]
    );
}

#[tokio::test]
async fn cookies_are_one_header() {
    let server = server(204, None).await;
    let client: styles::Client = client(styles::Client::builder(), &server);
    let call = client.cookies("a; b").flags(&texts(["x", "y,z"]));
    call.send().await.expect("a success");
    let request = only_request(&server).await;
    assert_eq!(request.headers["cookie"], "session=a%3B%20b; flags=x,y%2Cz");
}

#[tokio::test]
async fn servers_are_chosen_and_filled_in() {
    use server_urls::{API, Client};
    let base = |client: Client| client.runtime().base_url().to_owned();
    let client_of = Client::builder().build().expect("defaults");
    assert_eq!(base(client_of), "https://eu.example.com/v1");
    let filled = Client::builder()
        .server_variable("region", "us")
        .server_variable("port", "8443")
        .server_variable("base", "v2");
    assert_eq!(
        base(filled.build().expect("a server")),
        "https://us.example.com:8443/v2"
    );
    let second = Client::builder().server(&API.servers[1]);
    assert_eq!(
        base(second.build().expect("a server")),
        "https://test.example.com"
    );
    let wrong = Client::builder().server_variable("region", "mars").build();
    assert!(matches!(wrong, Err(BuildError::ServerVariableValue { .. })));

    let own = [
        &server_urls::operations::untagged::FIRST,
        &server_urls::operations::untagged::SECOND,
        &server_urls::operations::untagged::THIRD,
    ]
    .map(|it| it.servers.first().map(|server| server.url));
    assert_eq!(
        own,
        [
            None,
            Some("https://uploads.example.com"),
            Some("https://{who}.example.com")
        ]
    );
    // The caller's base URL catches all calls, those with servers of their own, too.
    let mock = server(204, None).await;
    let client = client::<Client>(Client::builder(), &mock);
    client.first().send().await.expect("a success");
    client.second().send().await.expect("a success");
    client.third().send().await.expect("a success");
    let other = server(204, None).await;
    let options = CallOptions::new().base_url(other.uri());
    client
        .third()
        .options(options)
        .send()
        .await
        .expect("a success");
    let requests = mock.received_requests().await.expect("recorded");
    let targets: Vec<_> = requests
        .iter()
        .map(|it| (it.method.as_str(), it.url.path()))
        .collect();
    assert_eq!(targets, [("GET", "/a"), ("GET", "/b"), ("POST", "/b")]);
    assert_eq!(only_request(&other).await.url.path(), "/b");
}

#[tokio::test]
async fn the_newest_version_is_sent_and_asked_for() {
    use versions::operations::untagged::CreateGroupOkBody as Body;
    use versions::types::{CreateGroupRequest, CreateGroupResponse};
    const JSON: &str = "application/vnd.example.2024-08-05+json";
    const CSV: &str = "application/vnd.example.2024-08-05+csv";
    for (media_type, body, expected) in [
        (
            JSON,
            r#"{"id": 7}"#,
            Body::Json(CreateGroupResponse::new().id(7)),
        ),
        (CSV, "id\n7", Body::Example2024_08_05Csv("id\n7".to_owned())),
    ] {
        let server = raw_server(200, body, media_type).await;
        let client: versions::Client = client(versions::Client::builder(), &server);
        let group = CreateGroupRequest::new("n").region("eu");
        let answer = client.create_group(&group).send().await;
        assert_eq!(*answer.expect("a success"), expected);
        let request = only_request(&server).await;
        let headers = ["accept", "content-type"].map(|name| &request.headers[name]);
        assert_eq!(headers, [&format!("{JSON}, {CSV}"), JSON]);
        assert_eq!(request.body, br#"{"name":"n","region":"eu"}"#);
    }
}

#[tokio::test]
async fn headers_of_answers_have_types() {
    use response_headers::operations::untagged::ListPagesError as E;
    let answer = ResponseTemplate::new(200)
        .set_body_json(json!(["a"]))
        .insert_header("X-Rate-Limit", "7")
        .append_header("X-Tags", "a, b")
        .append_header("X-Tags", "c")
        .insert_header("X-Until", "2024-02-29T12:00:00Z");
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let client_of = |server: &MockServer| -> response_headers::Client {
        client(response_headers::Client::builder(), server)
    };
    let answer = client_of(&server).list_pages().send().await;
    let headers: ListPagesHeaders = answer.expect("a success").typed_headers().expect("typed");
    assert_eq!(headers.x_rate_limit, 7);
    assert_eq!(
        headers.x_tags.as_deref(),
        Some(texts(["a", "b", "c"]).as_slice())
    );
    let until = headers.x_until.as_ref().and_then(|it| it.value());
    assert_eq!(until.map(|it| it.as_second()), Some(1_709_208_000));

    for (value, expected) in [
        (None, Ok(None)),
        (Some("60"), Ok(Some(60))),
        (Some("soon"), Err(())),
    ] {
        let mut answer = ResponseTemplate::new(429);
        if let Some(value) = value {
            answer = answer.insert_header("Retry-After", value);
        }
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let error = client_of(&server).list_pages().send().await;
        let E::TooManyRequests(answer) = error.expect_err("an error") else {
            panic!("429 became another variant");
        };
        let headers = answer.typed_headers::<ListPagesTooManyRequestsHeaders>();
        assert_eq!(headers.map(|it| it.retry_after).map_err(drop), expected);
    }
}

#[tokio::test]
async fn equal_shapes_are_one_type() {
    use equal_shapes::operations::untagged::ListOrdersError as E;
    use equal_shapes::types::{Address, Direction, Sender};
    let body = json!({
        "sender": {"name": "a", "address": {"street": "s", "city": "c"}},
        "receiver": {"name": "b"},
        "place": {"city": "c"},
        "direction": "asc",
    });
    let server_of = server(200, Some(body)).await;
    let client_of = |server: &MockServer| -> equal_shapes::Client {
        client(equal_shapes::Client::builder(), server)
    };
    let call = client_of(&server_of)
        .list_orders()
        .direction(&Direction::Desc);
    let orders = call.send().await.expect("a success").into_body();
    let parties: [Option<Sender>; 2] = [orders.sender, orders.receiver];
    let names = parties
        .each_ref()
        .map(|it| it.as_ref().and_then(|it| it.name.as_deref()));
    assert_eq!(names, [Some("a"), Some("b")]);
    let place: Option<Address> = orders.place;
    assert_eq!(place.and_then(|it| it.city).as_deref(), Some("c"));
    assert_eq!(orders.direction, Some(Direction::Asc));
    assert_eq!(
        only_request(&server_of).await.url.query(),
        Some("direction=desc")
    );
    for status in [404, 500] {
        let failing = server(status, Some(json!({"message": "m"}))).await;
        let error = client_of(&failing).list_orders().send().await;
        let (E::NotFound(answer) | E::Default(answer)) = error.expect_err("an error") else {
            panic!("{status} became another variant");
        };
        let message = answer.body().map(|it| it.message.as_deref());
        assert_eq!(message, Ok(Some("m")));
    }
}

#[tokio::test]
async fn of_forms_of_one_value_json_is_taken() {
    let note = Note::new("n");
    for media_type in [
        "application/json",
        "application/vnd.example+json; charset=utf-8",
    ] {
        let server = raw_server(200, r#"{"text": "n"}"#, media_type).await;
        let client: media_types::Client = client(media_types::Client::builder(), &server);
        let answer = client.send_same().body(&note).send().await;
        assert_eq!(*answer.expect("a success"), note);
        let request = only_request(&server).await;
        assert_eq!(request.headers["content-type"], "application/json");
        assert_eq!(request.body, br#"{"text":"n"}"#);
    }
}

#[tokio::test]
async fn errors_are_read_whole_where_successes_are_streams() {
    use media_types::operations::untagged::SendOctetsError as E;
    let server = raw_server(500, "why", "application/octet-stream").await;
    let client: media_types::Client = client(media_types::Client::builder(), &server);
    let error = client.send_octets(Vec::new()).send().await;
    let E::InternalServerError(answer) = error.expect_err("an error") else {
        panic!("500 became another variant");
    };
    assert_eq!(answer.body().map(AsRef::as_ref), Ok(b"why".as_slice()));
}

#[tokio::test]
async fn text_goes_out_and_comes_back_as_it_is() {
    let server = raw_server(200, "{\"not\": \"read\"}", "text/plain").await;
    let client: media_types::Client = client(media_types::Client::builder(), &server);
    let answer = client.send_text("\"as it is\"\n").send().await;
    assert_eq!(*answer.expect("a success"), "{\"not\": \"read\"}");
    let request = only_request(&server).await;
    assert_eq!(request.headers["content-type"], "text/plain");
    assert_eq!(request.body, b"\"as it is\"\n");
    let odd = raw_server(200, "png", "image/png").await;
    let client: media_types::Client = crate::calls::client(media_types::Client::builder(), &odd);
    let error = client.send_text("").send().await.expect_err("no text");
    let media_types::operations::untagged::SendTextError::Other(error) = error;
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
}
