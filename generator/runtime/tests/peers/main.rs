//! The credentials against servers that nobody here wrote. `tests/peers/run` starts them and says where they are; without it,
//! or where one of them is not installed, its tests say so and do nothing.

use std::io::{self, Write as _};
use std::time::Duration;

use futures_util::future::join_all;
use specwright_runtime::{
    Answer, Api, Call, Client, ClientBuilder, Error, Method, Operation, SecurityRequirement,
    SecurityScheme, SecuritySchemeKind, Value, reqwest,
};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

static API: Api = Api {
    title: "Peer",
    version: "1",
    servers: &[],
    security_schemes: &[&DIGEST, &BASIC, &BEARER],
};
static DIGEST: SecurityScheme = scheme("Digest", SecuritySchemeKind::HttpDigest);
static BASIC: SecurityScheme = scheme("Basic", SecuritySchemeKind::HttpBasic);
static BEARER: SecurityScheme = scheme("Bearer", SecuritySchemeKind::HttpBearer);

const fn scheme(name: &'static str, kind: SecuritySchemeKind) -> SecurityScheme {
    SecurityScheme { name, kind }
}

const USER: &str = "Mufasa";
const PASSWORD: &str = "Circle of Life";

/// An operation that asks for a scheme.
fn operation(
    method: Method,
    path: &'static str,
    scheme: &'static SecurityScheme,
) -> &'static Operation {
    let scopes = &["things:read"];
    let requirement: &'static [_] = Box::leak(Box::new([SecurityRequirement { scheme, scopes }]));
    Box::leak(Box::new(Operation {
        id: "act",
        method,
        path,
        idempotent: false,
        accept: None,
        content_type: None,
        security: Box::leak(Box::new([requirement])),
        deprecation: None,
        servers: &[],
        streams: &[],
    }))
}

/// Where a peer is; `None`: not there, which is said.
fn peer(variable: &str) -> Option<String> {
    let url = std::env::var(variable).ok();
    if url.is_none() {
        // Past the test harness, which keeps what a passing test prints.
        let reason = format!(
            "skipped: no {variable}; generator/runtime/tests/peers/run starts what is installed\n"
        );
        io::stderr().write_all(reason.as_bytes()).unwrap();
    }
    url
}

fn builder(url: &str) -> ClientBuilder<Client> {
    ClientBuilder::new(&API).base_url(url)
}

async fn send(client: &Client, operation: &'static Operation) -> Answer {
    Call::new(client, operation).send().await.unwrap()
}

async fn status(client: &Client, operation: &'static Operation) -> u16 {
    send(client, operation).await.status().as_u16()
}

#[tokio::test]
async fn apache_lets_in_by_digest() {
    let Some(url) = peer("PEER_APACHE") else {
        return;
    };
    let client = builder(&url).digest_auth(USER, PASSWORD).build().unwrap();
    let get = operation(Method::GET, "/digest?a=%20b&c", &DIGEST);
    for _ in 0..3 {
        assert_eq!(send(&client, get).await.raw(), b"let in\n");
    }
    let post = operation(Method::POST, "/digest", &DIGEST);
    let call = Call::new(&client, post).json(&Value::from("x"));
    assert_eq!(call.send().await.unwrap().status(), 200);
    let statuses = join_all((0..50).map(|_| status(&client, get))).await;
    assert_eq!(statuses, [200; 50]);
}

#[tokio::test]
async fn apache_takes_a_nonce_once_or_for_a_second() {
    let Some(url) = peer("PEER_APACHE") else {
        return;
    };
    let client = || builder(&url).digest_auth(USER, PASSWORD).build().unwrap();
    let once = operation(Method::GET, "/once", &DIGEST);
    let first = client();
    for _ in 0..4 {
        assert_eq!(status(&first, once).await, 200);
    }
    let short = operation(Method::GET, "/short", &DIGEST);
    let second = client();
    assert_eq!(status(&second, short).await, 200);
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    assert_eq!(status(&second, short).await, 200);
}

#[tokio::test]
async fn apache_refuses_another_password_and_gets_no_loop() {
    let Some(url) = peer("PEER_APACHE") else {
        return;
    };
    let client = builder(&url).digest_auth(USER, "other").build().unwrap();
    let digest = operation(Method::GET, "/digest", &DIGEST);
    assert_eq!(status(&client, digest).await, 401);
    assert_eq!(status(&client, digest).await, 401);
}

#[tokio::test]
async fn apache_lets_in_by_basic() {
    let Some(url) = peer("PEER_APACHE") else {
        return;
    };
    let basic = operation(Method::GET, "/basic", &BASIC);
    for (password, expected) in [(PASSWORD, 200), ("other", 401)] {
        let client = builder(&url).basic_auth(USER, password).build().unwrap();
        assert_eq!(status(&client, basic).await, expected);
    }
}

#[tokio::test]
async fn httpbin_lets_in_by_digest_with_md5_and_sha_256() {
    let Some(url) = peer("PEER_HTTPBIN") else {
        return;
    };
    for path in [
        "/digest-auth/auth/Mufasa/secret/MD5/never",
        "/digest-auth/auth/Mufasa/secret/SHA-256/never",
        "/digest-auth/undefined/Mufasa/secret/SHA-256/never",
    ] {
        let digest = operation(Method::GET, path, &DIGEST);
        for (password, expected) in [("secret", 200), ("other", 401)] {
            let client = builder(&url).digest_auth(USER, password).build().unwrap();
            assert_eq!(status(&client, digest).await, expected, "{path}");
            assert_eq!(status(&client, digest).await, expected, "{path} once more");
        }
    }
}

#[tokio::test]
async fn httpbin_asks_for_what_is_not_known_and_that_is_said() {
    let Some(url) = peer("PEER_HTTPBIN") else {
        return;
    };
    let path = "/digest-auth/auth/Mufasa/secret/SHA-512/never";
    let digest = operation(Method::GET, path, &DIGEST);
    let client = builder(&url).digest_auth(USER, "secret").build().unwrap();
    let error = Call::new(&client, digest).send().await.unwrap_err();
    assert!(matches!(error, Error::Credentials(_)), "{error:?}");
    assert_eq!(error.status().unwrap(), 401);
}

const CLIENT: (&str, &str) = ("peer", "Circle of Life: 100%/+");

/// An API of our own, which takes any token.
async fn api(answers: &[u16]) -> MockServer {
    let server = MockServer::start().await;
    for status in answers {
        let answer = ResponseTemplate::new(*status);
        let rule = Mock::given(any()).respond_with(answer);
        rule.up_to_n_times(1).mount(&server).await;
    }
    server
}

/// The token of each request that came to the API.
async fn tokens(api: &MockServer) -> Vec<String> {
    let requests = api.received_requests().await.unwrap();
    let tokens = requests.iter().map(|request| {
        let proof = request.headers.get("authorization").unwrap();
        proof
            .to_str()
            .unwrap()
            .strip_prefix("Bearer ")
            .unwrap()
            .to_owned()
    });
    tokens.collect()
}

/// What the peer itself says about a token.
async fn ask(url: &str, path: &str, token: &str) -> Value {
    let request = reqwest::Client::new().post(format!("{url}{path}"));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let request = request.basic_auth("peer", Some("Circle+of+Life%3A+100%25%2F%2B"));
    let answer = request.body(format!("token={token}")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null)
}

fn oauth_client(api: &MockServer, url: &str, secret: &str) -> Client {
    let builder = builder(&api.uri());
    let builder = builder.client_credentials_at(format!("{url}/token"), CLIENT.0, secret);
    builder.build().unwrap()
}

#[tokio::test]
async fn oidc_provider_gives_tokens_that_it_knows_and_that_can_be_revoked() {
    let Some(url) = peer("PEER_OAUTH") else {
        return;
    };
    let api = api(&[200, 200, 401, 200]).await;
    let client = oauth_client(&api, &url, CLIENT.1);
    let things = operation(Method::GET, "/things", &BEARER);
    assert_eq!(status(&client, things).await, 200);
    assert_eq!(status(&client, things).await, 200);
    let used = tokens(&api).await;
    assert_eq!(used[0], used[1]);
    let said = ask(&url, "/token/introspection", &used[0]).await;
    assert_eq!(
        (&said["active"], &said["scope"]),
        (&Value::from(true), &Value::from("things:read"))
    );

    ask(&url, "/token/revocation", &used[0]).await;
    let said = ask(&url, "/token/introspection", &used[0]).await;
    assert_eq!(said["active"], false);
    assert_eq!(status(&client, things).await, 200);
    let used = tokens(&api).await;
    assert_eq!((used.len(), &used[2]), (4, &used[0]));
    let said = ask(&url, "/token/introspection", &used[3]).await;
    assert_eq!(said["active"], true);
}

#[tokio::test]
async fn oidc_provider_refuses_another_secret_and_that_is_said() {
    let Some(url) = peer("PEER_OAUTH") else {
        return;
    };
    let api = api(&[]).await;
    let client = oauth_client(&api, &url, "other");
    let things = operation(Method::GET, "/things", &BEARER);
    let error = Call::new(&client, things).send().await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(
        source.to_string(),
        "the token endpoint answered 401 Unauthorized (`invalid_client`)"
    );
    assert_eq!(tokens(&api).await.len(), 0);
}
