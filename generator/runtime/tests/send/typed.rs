//! Calls with their types, as generated code has them: alone, and with setters around them.

use specwright_runtime::{
    Answer, Call, CallOptions, Client, DeprecationPolicy, Error, ErrorResponse, NextPage,
    Parameter, Request, Response, Value, operation_error, request,
};

use crate::support::{Act, LIST, OLD, Server, builder};

#[derive(Debug)]
pub(crate) enum ListError {
    TooMany(ErrorResponse<Value>),
    Other(Error),
}

operation_error! { ListError: TooMany }

fn read(answer: Answer) -> Result<Response<Value>, ListError> {
    match answer.status().as_u16() {
        200 => Ok(answer.json("application/json")?),
        429 => Err(ListError::TooMany(answer.error_json("application/json"))),
        _ => Err(answer.undocumented().into()),
    }
}

/// As the generator writes it.
#[derive(Debug)]
struct ListJobs {
    request: Request<Value, ListError>,
}

impl ListJobs {
    fn of(client: &Client) -> Self {
        let request = Call::new(client, &LIST).reading(read);
        Self { request }
    }

    fn kind(mut self, kind: &str) -> Self {
        self.request.set(Parameter::query("kind"), kind);
        self
    }
}

request! {
    ListJobs: Value, ListError; pages = NextPage::Url("/next");
    items = Value, page => page["jobs"].as_array().cloned().unwrap_or_default()
}

struct ReadOld {
    request: Request<Value, ListError>,
}

request! { ReadOld: Value, ListError }

fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}

const DENIED: fn() -> CallOptions = || CallOptions::new().deprecation(DeprecationPolicy::Deny);

#[tokio::test]
async fn an_answer_gets_the_type_of_its_status() {
    let server = Server::start([
        Act::json("200 OK", "[1]"),
        Act::json("429 Too Many Requests", "{}"),
    ])
    .await;
    let client = builder(&server)
        .retries(specwright_runtime::RetryPolicy::never())
        .build()
        .unwrap();
    let request = || Call::new(&client, &LIST).reading(read);
    let answer = request().send().await.unwrap();
    assert_eq!(answer.body(), &Value::from(vec![1]));
    let error = request().send().await.unwrap_err();
    assert!(matches!(error, ListError::TooMany(_)), "{error:?}");
}

#[tokio::test]
async fn a_call_has_options_with_setters_around_it_or_without() {
    let server = Server::start([Act::json("200 OK", "[]")]).await;
    let client = client(&server);
    let request = || Call::new(&client, &OLD).reading(read);
    let plain = request().options(DENIED()).send().await.unwrap_err();
    let set = ReadOld { request: request() };
    let set = set.options(DENIED()).send().await.unwrap_err();
    for error in [plain, set] {
        assert!(
            matches!(error, ListError::Other(Error::Deprecated(_))),
            "{error:?}"
        );
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn what_is_set_goes_out() {
    let server = Server::start([Act::json("200 OK", "[]")]).await;
    let call = ListJobs::of(&client(&server)).kind("new").kind("old");
    let mut call = call.options(CallOptions::new());
    call.request.call().set_json(&7);
    call.send().await.unwrap();
    let requests = server.requests();
    assert!(
        requests[0].starts_with("get /jobs?kind=old http"),
        "{requests:?}"
    );
    assert!(requests[0].ends_with("\r\n\r\n7"), "{requests:?}");
}

#[tokio::test]
async fn a_list_comes_page_by_page_and_item_by_item() {
    let server = Server::start([
        Act::json("200 OK", r#"{"jobs":[1,2],"next":"?page=2"}"#),
        Act::json("200 OK", r#"{"jobs":[3]}"#),
        Act::json("200 OK", r#"{"jobs":[4],"next":"?page=2"}"#),
        Act::json("200 OK", r#"{"jobs":[5]}"#),
    ])
    .await;
    let client = client(&server);
    let mut pages = ListJobs::of(&client).pages();
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!(first.body()["jobs"], Value::from(vec![1, 2]));
    let second = pages.next().await.unwrap().unwrap();
    assert_eq!(second.body()["jobs"], Value::from(vec![3]));
    assert!(pages.next().await.is_none());
    let mut items = ListJobs::of(&client).items();
    assert_eq!(items.next().await.unwrap().unwrap(), 4);
    assert_eq!(items.next().await.unwrap().unwrap(), 5);
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn a_call_shows_which_it_is() {
    let server = Server::start([]).await;
    let call = ListJobs::of(&client(&server));
    let shown = format!("{:?}", call.request);
    assert!(shown.starts_with("Request(Call {"), "{shown}");
    assert!(shown.contains("listJobs"), "{shown}");
}
