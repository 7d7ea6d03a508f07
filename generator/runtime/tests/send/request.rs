//! What goes out: exactly what was asked for, and nothing else.

use std::time::Duration;

use specwright_runtime::{Call, Client, ClientBuilder, Parameter, Style, Value, reqwest};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{API, Act, CREATE, LIST, Server, builder};

/// The one request that a server got: method and target, headers without `host` sorted, body.
async fn recorded(server: &MockServer) -> (String, Vec<String>, String) {
    let requests = server.received_requests().await.unwrap();
    let [request] = requests.as_slice() else {
        panic!("{} requests", requests.len())
    };
    let mut headers: Vec<_> = request
        .headers
        .iter()
        .filter(|(name, _)| *name != "host")
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    let query = request
        .url
        .query()
        .map_or(String::new(), |query| format!("?{query}"));
    let target = format!("{} {}{query}", request.method, request.url.path());
    (
        target,
        headers,
        String::from_utf8(request.body.clone()).unwrap(),
    )
}

async fn mock() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(204))
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn a_call_sends_its_parts_and_nothing_else() {
    let server = mock().await;
    let client: Client = ClientBuilder::new(&API)
        .base_url(format!("{}/api/v1/", server.uri()))
        .bearer_token("t0ken")
        .user_agent("tests/1")
        .build()
        .unwrap();
    let answer = Call::new(&client, &CREATE)
        .with(Parameter::path("groupId"), "a/b ž")
        .with(Parameter::query("pretty"), &true)
        .with(Parameter::query("tag"), &vec!["x&y", "z"])
        .with(Parameter::query("ids").explode(false), &vec![1_i64, 2])
        .with(Parameter::header("X-Trace"), "a, b")
        .json(&serde_json::json!({"name": "é"}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 204);
    let (target, headers, body) = recorded(&server).await;
    assert_eq!(
        target,
        "POST /api/v1/groups/a%2Fb%20%C5%BE/jobs?pretty=true&tag=x%26y&tag=z&ids=1,2"
    );
    assert_eq!(
        headers,
        [
            "accept: application/vnd.jobs.v2+json, application/json",
            "authorization: Bearer t0ken",
            "content-length: 13",
            "content-type: application/vnd.jobs.v2+json",
            "user-agent: tests/1",
            "x-trace: a, b",
        ]
    );
    assert_eq!(body, r#"{"name":"é"}"#);
}

#[tokio::test]
async fn parameters_stand_in_their_places_as_their_styles_say() {
    let server = mock().await;
    let client: Client = ClientBuilder::new(&API)
        .base_url(server.uri())
        .bearer_token("t0ken")
        .build()
        .unwrap();
    let object = serde_json::json!({"R": 100, "tags": ["a", "b"]});
    let flat = serde_json::json!({"R": 100, "G": "x y"});
    let query = Parameter::query;
    Call::new(&client, &CREATE)
        .with(
            Parameter::path("groupId")
                .style(Style::Matrix)
                .explode(true),
            &flat,
        )
        .with(query("deep").style(Style::DeepObject), &object)
        .with(query("form"), &object)
        .with(query("none"), &Vec::<i64>::new())
        .with(
            query("pipes").style(Style::PipeDelimited).explode(false),
            &["a b", "c"].as_slice(),
        )
        .with(query("to").allow_reserved(), "https://h/?a=b&c#d")
        .with(query("filter").content("application/json"), &object)
        .with(Parameter::header("X-Flat").explode(true), &flat)
        .with(Parameter::cookie("session"), "a;b")
        .with(Parameter::cookie("none"), &Vec::<i64>::new())
        .with(Parameter::cookie("flat"), &flat)
        .send()
        .await
        .unwrap();
    let (target, headers, _) = recorded(&server).await;
    let (path, query) = target.split_once('?').unwrap();
    assert_eq!(path, "POST /groups/;R=100;G=x%20y/jobs");
    assert_eq!(
        query.split('&').collect::<Vec<_>>(),
        [
            "deep%5BR%5D=100",
            "deep%5Btags%5D%5B0%5D=a",
            "deep%5Btags%5D%5B1%5D=b",
            "R=100",
            "tags=a",
            "tags=b",
            "pipes=a%20b%7Cc",
            "to=https://h/?a%3Db%26c%23d",
            "filter=%7B%22R%22%3A100%2C%22tags%22%3A%5B%22a%22%2C%22b%22%5D%7D",
        ]
    );
    let sent = |header: &str| headers.iter().any(|it| it == header);
    assert!(sent("cookie: session=a%3Bb; R=100; G=x%20y"), "{headers:?}");
    assert!(sent("x-flat: R=100,G=x y"), "{headers:?}");
}

#[tokio::test]
async fn a_label_stands_in_the_path_and_is_no_way_up() {
    let server = mock().await;
    let client: Client = ClientBuilder::new(&API)
        .base_url(server.uri())
        .bearer_token("t0ken")
        .build()
        .unwrap();
    let label = Parameter::path("groupId").style(Style::Label).explode(true);
    let call = |value: &[&str]| Call::new(&client, &CREATE).with(label, value).send();
    assert!(call(&[]).await.is_err());
    assert!(call(&["."]).await.is_err());
    call(&["a", "b/c"]).await.unwrap();
    let (target, ..) = recorded(&server).await;
    assert_eq!(target, "POST /groups/.a.b%2Fc/jobs");
}

#[tokio::test]
async fn a_call_without_body_says_nothing_of_one() {
    let server = mock().await;
    let client: Client = ClientBuilder::new(&API)
        .base_url(server.uri())
        .bearer_token("t0ken")
        .build()
        .unwrap();
    Call::new(&client, &LIST).send().await.unwrap();
    let (target, headers, body) = recorded(&server).await;
    assert_eq!(target, "GET /jobs");
    // The operation is open: a token that it does not ask for stays here.
    let agent = format!("user-agent: specwright/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(headers, ["accept: application/json".to_owned(), agent]);
    assert_eq!(body, "");
}

#[tokio::test]
async fn what_is_set_twice_counts_once() {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let client = builder(&server).build().unwrap();
    let mut call = Call::new(&client, &LIST);
    call.set(Parameter::query("page"), &f64::NAN);
    call.set(Parameter::query("page"), &1_i32);
    call.set(Parameter::query("page"), &2_i32);
    call.set(Parameter::header("X-Page"), "1");
    call.set(Parameter::header("X-Page"), "2");
    call.send().await.unwrap();
    let requests = server.requests();
    assert!(
        requests[0].starts_with("get /jobs?page=2 http/1.1\r\n"),
        "{requests:?}"
    );
    assert_eq!(requests[0].matches("x-page: 2").count(), 1);
    assert!(!requests[0].contains("x-page: 1"));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let elsewhere = Server::start([Act::json("200 OK", "1")]).await;
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        let location = format!("location: {}/x\r\n", elsewhere.url());
        let server = Server::start([Act::answer(status, &location, "")]).await;
        let client = builder(&server).bearer_token("t0ken").build().unwrap();
        let call = Call::new(&client, &CREATE)
            .with(Parameter::path("groupId"), "g")
            .json(&Value::Null);
        let answer = call.send().await.unwrap();
        assert!(answer.status().is_redirection());
        assert!(answer.headers().contains_key("location"));
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_clients_own_http_client_is_used_and_the_time_limit_still_holds() {
    let server = Server::start([Act::json("200 OK", "1"), Act::Hang(Vec::new())]).await;
    let mut defaults = reqwest::header::HeaderMap::new();
    defaults.insert("x-own", "yes".parse().unwrap());
    let own = reqwest::Client::builder()
        .default_headers(defaults)
        .build()
        .unwrap();
    let client = builder(&server)
        .http_client(own)
        .timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    // It may authenticate by itself, so a call without credentials goes out.
    let call = || {
        Call::new(&client, &CREATE)
            .with(Parameter::path("groupId"), "g")
            .json(&Value::Null)
    };
    call().send().await.unwrap();
    let requests = server.requests();
    assert!(requests[0].contains("x-own: yes"));
    assert!(!requests[0].contains("user-agent") && !requests[0].contains("authorization"));
    assert!(call().send().await.unwrap_err().is_timeout());
}

#[test]
fn clients_and_calls_can_go_to_other_threads() {
    fn is_send<T: Send>(_: &T) {}
    fn is_shared<T: Send + Sync>(_: &T) {}
    let client: Client = ClientBuilder::new(&API).build().unwrap();
    is_shared(&client);
    let call = Call::new(&client, &LIST);
    is_send(&call);
    is_send(&call.send());
}

#[test]
fn a_request_can_be_composed_without_being_sent() {
    let client: Client = ClientBuilder::new(&API).build().unwrap();
    let call = Call::new(&client, &CREATE)
        .with(Parameter::path("groupId"), "a b")
        .with(Parameter::query("dry"), &true)
        .json("job");
    let request = call.into_request().unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(
        request.url().as_str(),
        "https://jobs.example/groups/a%20b/jobs?dry=true"
    );
    assert_eq!(request.body().unwrap().as_bytes(), Some(&b"\"job\""[..]));
    assert!(Call::new(&client, &CREATE).into_request().is_err());
}
