//! The mock serves what the document shows and explains what the document does not allow.

use std::path::Path;

use contract_tests::{
    mock::Mock,
    oracle::{Document, overlay},
};
use serde_json::{Value, json};
use specwright_runtime::reqwest::{Client, Method, RequestBuilder, Response};

const PATH: &str =
    "/api/atlas/v1.0/groups/32b6e34b3d91647abb20e7b8/clusters/Cluster0/backup/tenant/restore";

async fn mock(default_status: Option<u16>) -> Mock {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../spec/atlas-tenant-restore.yaml"
    ));
    let overlays = overlay::beside(path).expect("a folder");
    let document = Document::read_with(path, &overlays).expect("a readable document");
    let any_port = ([127, 0, 0, 1], 0).into();
    Mock::start(document, any_port, default_status)
        .await
        .expect("a free port")
}

fn request(mock: &Mock, path: &str, body: &Value) -> RequestBuilder {
    Client::new()
        .request(Method::POST, format!("{}{path}", mock.uri()))
        .header("authorization", "Bearer anything")
        .header("content-type", "application/json")
        .body(body.to_string())
}

fn valid() -> Value {
    json!({ "snapshotId": "32b6e34b3d91647abb20e7b8", "targetDeploymentItemName": "Cluster0" })
}

async fn sent(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

async fn json_of(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.expect("a body")).expect("JSON")
}

/// The answer has this status, and its detail names all of these.
async fn explained(request: RequestBuilder, status: u16, facts: &[&str]) {
    let response = sent(request).await;
    assert_eq!(response.status().as_u16(), status);
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json"
    );
    let body = json_of(response).await;
    let detail = body["detail"].as_str().expect("a detail");
    for fact in facts {
        assert!(detail.contains(fact), "`{fact}` is not in: {detail}");
    }
}

#[tokio::test]
async fn the_first_success_is_the_default_and_announces_the_end() {
    let mock = mock(None).await;
    let response = sent(request(&mock, PATH, &valid())).await;
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(
        response.headers()["sunset"],
        "Thu, 15 Jan 2026 00:00:00 GMT"
    );
    assert_eq!(response.headers()["deprecation"], "true");
    assert!(response.headers().contains_key("link"));
    assert_eq!(json_of(response).await["status"], "PENDING");
}

#[tokio::test]
async fn the_request_picks_the_status() {
    let mock = mock(Some(409)).await;
    for (prefer, status) in [
        (None, 409),
        (Some("code=404"), 404),
        (Some("wait=1, code=\"500\""), 500),
    ] {
        let mut request = request(&mock, PATH, &valid());
        if let Some(prefer) = prefer {
            request = request.header("prefer", prefer);
        }
        let response = sent(request).await;
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(json_of(response).await["error"], status);
    }
}

#[tokio::test]
async fn a_status_that_is_not_documented_is_refused_with_the_list() {
    let mock = mock(None).await;
    explained(
        request(&mock, PATH, &valid()).header("prefer", "code=418"),
        400,
        &["200, 400, 401", ".yaml:"],
    )
    .await;
}

#[tokio::test]
async fn unknown_paths_and_methods_are_explained() {
    let mock = mock(None).await;
    explained(
        request(&mock, "/other", &valid()),
        404,
        &["/other", "POST /api/atlas"],
    )
    .await;
    let get = Client::new().get(format!("{}{PATH}", mock.uri()));
    explained(get, 404, &["GET is not documented here", "POST /api/atlas"]).await;
}

#[tokio::test]
async fn what_the_document_does_not_allow_is_explained() {
    let mock = mock(None).await;
    let query = format!("{PATH}?verbose=1&pretty=perhaps");
    explained(
        request(&mock, &query, &valid()),
        400,
        &["`verbose` is not documented", "`pretty` can't be", ".yaml:"],
    )
    .await;
    let mut extra = valid();
    extra["id"] = json!("32b6e34b3d91647abb20e7b8");
    extra["snapshotId"] = json!("string");
    explained(
        request(&mock, PATH, &extra),
        400,
        &["'id'", "/snapshotId", ".yaml:"],
    )
    .await;
    let path = PATH.replace("32b6e34b3d91647abb20e7b8", "NOT-AN-ID");
    explained(
        request(&mock, &path, &valid()),
        400,
        &["`groupId` can't be"],
    )
    .await;
    explained(request(&mock, PATH, &valid()).body("{"), 400, &["not JSON"]).await;
    explained(
        request(&mock, PATH, &valid()).body(""),
        400,
        &["a body is required"],
    )
    .await;
}

#[tokio::test]
async fn credentials_are_asked_for() {
    let mock = mock(None).await;
    let request = Client::new()
        .post(format!("{}{PATH}", mock.uri()))
        .body(valid().to_string());
    let request = request.header("content-type", "application/json");
    let answer = request.try_clone().unwrap().send().await.unwrap();
    let challenges: Vec<_> = answer
        .headers()
        .get_all("www-authenticate")
        .iter()
        .collect();
    assert_eq!(challenges.len(), 2, "Bearer and Digest: {challenges:?}");
    explained(request, 401, &["BearerAuth"]).await;
}

#[tokio::test]
async fn a_service_account_gets_a_token() {
    let mock = mock(None).await;
    let url = format!("{}/api/oauth/token", mock.uri());
    let request = || Client::new().post(&url).basic_auth("id", Some("secret"));
    let answer = request().body("grant_type=client_credentials").send().await;
    let grant: Value = serde_json::from_slice(&answer.unwrap().bytes().await.unwrap()).unwrap();
    assert_eq!(grant["token_type"], "Bearer");
    explained(request().body("grant_type=password"), 400, &["grant_type"]).await;
    explained(Client::new().post(&url), 401, &["HTTP Basic"]).await;
}
