//! OAuth 2.0 with client credentials: one fetch for many calls, renewal, revocation, and endpoints that fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use specwright_runtime::{
    AnswerHead, Authorization, BoxFuture, Call, Client, ClientBuilder, ClientCredentials,
    Credentials, CredentialsError, Error, Method, Operation, Reaction, SecurityRequirement,
    SecurityScheme, SecuritySchemeKind, reqwest,
};
use wiremock::matchers::{body_string, header, header_exists, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::{API, AT_ONCE, Act, Server, operation};

const ID: &str = "mdb_sa_id_1";
const SECRET: &str = "pl4nted-s3cret";

static OAUTH: SecurityScheme = SecurityScheme {
    name: "OAuth",
    kind: SecuritySchemeKind::OAuth2 {
        token_url: Some("/api/oauth/token"),
    },
};
static PLAIN: SecurityScheme = SecurityScheme {
    name: "Plain",
    kind: SecuritySchemeKind::OAuth2 {
        token_url: Some("http://auth.example/token"),
    },
};
const fn require(
    scheme: &'static SecurityScheme,
    scopes: &'static [&'static str],
) -> SecurityRequirement {
    SecurityRequirement { scheme, scopes }
}
static READ: Operation = operation(Method::GET, "/things", &[&[require(&OAUTH, &[])]]);
static SLOW: Operation = operation(Method::GET, "/slow", &[&[require(&OAUTH, &[])]]);
static WRITE: Operation = operation(
    Method::POST,
    "/things",
    &[&[require(&OAUTH, &["things:write", "things:read"])]],
);
static EXPOSED: Operation = operation(Method::GET, "/things", &[&[require(&PLAIN, &[])]]);

/// An API and its token endpoint, which gives `t1`, `t2` and so on.
struct Account {
    server: MockServer,
    given: Arc<AtomicUsize>,
    /// The number of the first token that the API takes.
    valid_from: Arc<AtomicUsize>,
}

impl Account {
    async fn start(expires_in: u64) -> Self {
        let account = Self {
            server: MockServer::start().await,
            given: Arc::default(),
            valid_from: Arc::default(),
        };
        let given = account.given.clone();
        let grant = move |_: &Request| {
            let number = given.fetch_add(1, Ordering::SeqCst) + 1;
            let token = format!(
                r#"{{"access_token":"t{number}","token_type":"Bearer","expires_in":{expires_in}}}"#
            );
            ResponseTemplate::new(200)
                .set_delay(Duration::from_millis(50))
                .set_body_raw(token, "application/json")
        };
        Mock::given(method("POST"))
            .and(path("/api/oauth/token"))
            .and(header(
                "authorization",
                "Basic bWRiX3NhX2lkXzE6cGw0bnRlZC1zM2NyZXQ=",
            ))
            .and(header("content-type", "application/x-www-form-urlencoded"))
            .and(header("accept", "application/json"))
            .and(header_exists("user-agent"))
            .respond_with(grant)
            .mount(&account.server)
            .await;
        let valid_from = account.valid_from.clone();
        let check = move |request: &Request| {
            let token = request.headers.get("authorization");
            let token = token.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer t"));
            let number: usize = token.and_then(|number| number.parse().ok()).unwrap_or(0);
            let is_valid = number > 0 && number >= valid_from.load(Ordering::SeqCst);
            let answer = ResponseTemplate::new(if is_valid { 200 } else { 401 });
            let is_slow = request.url.path() == "/slow";
            answer.set_delay(Duration::from_millis(if is_slow { 300 } else { 0 }))
        };
        Mock::given(method("GET"))
            .respond_with(check)
            .mount(&account.server)
            .await;
        account
    }

    fn builder(&self) -> ClientBuilder<Client> {
        ClientBuilder::new(&API).base_url(self.server.uri())
    }

    fn client(&self) -> Client {
        self.builder()
            .client_credentials(ID, SECRET)
            .build()
            .unwrap()
    }

    fn given(&self) -> usize {
        self.given.load(Ordering::SeqCst)
    }

    /// How many requests came to the API itself.
    async fn calls(&self) -> usize {
        let requests = self.server.received_requests().await.unwrap();
        let calls = requests
            .iter()
            .filter(|request| request.url.path() == "/things");
        calls.count()
    }
}

async fn read(client: &Client) -> u16 {
    let answer = Call::new(client, &READ).send().await.unwrap();
    answer.status().as_u16()
}

async fn read_at_once(client: &Client, count: usize) -> Vec<u16> {
    let calls = (0..count).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { read(&client).await })
    });
    let mut statuses = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        statuses.push(call.await.unwrap());
    }
    statuses
}

#[tokio::test]
async fn a_hundred_calls_wait_for_one_token_and_all_that_follow_use_it() {
    let account = Account::start(3600).await;
    let client = account.client();
    assert_eq!(read_at_once(&client, 100).await, [200; 100]);
    assert_eq!(read(&client).await, 200);
    assert_eq!((account.given(), account.calls().await), (1, 101));
}

#[tokio::test]
async fn a_token_at_its_end_is_renewed() {
    let account = Account::start(0).await;
    let client = account.client();
    assert_eq!((read(&client).await, account.given()), (200, 1));
    assert_eq!((read(&client).await, account.given()), (200, 2));
}

#[tokio::test]
async fn a_revoked_token_is_fetched_anew_once_for_all() {
    let account = Account::start(3600).await;
    let client = account.client();
    assert_eq!(read(&client).await, 200);
    account.valid_from.store(2, Ordering::SeqCst);
    assert_eq!(read_at_once(&client, 100).await, [200; 100]);
    assert_eq!(account.given(), 2);
}

#[tokio::test]
async fn a_refusal_that_comes_late_does_not_spend_the_new_token() {
    let account = Account::start(3600).await;
    let client = account.client();
    assert_eq!(read(&client).await, 200);
    account.valid_from.store(2, Ordering::SeqCst);
    let mut slow = Box::pin(Call::new(&client, &SLOW).send());
    assert!((&mut slow).now_or_never().is_none(), "it has the old token");
    assert_eq!(read(&client).await, 200);
    assert_eq!(slow.await.unwrap().status(), 200);
    assert_eq!(account.given(), 2);
}

#[tokio::test]
async fn an_api_that_refuses_every_token_gets_two_requests() {
    let account = Account::start(3600).await;
    account.valid_from.store(usize::MAX, Ordering::SeqCst);
    assert_eq!(read(&account.client()).await, 401);
    assert_eq!((account.given(), account.calls().await), (2, 2));
}

#[tokio::test]
async fn a_caller_who_goes_away_leaves_the_fetch_to_the_others() {
    let account = Account::start(3600).await;
    let client = account.client();
    let mut first = Box::pin(read(&client));
    let mut second = Box::pin(read(&client));
    assert!((&mut first).now_or_never().is_none());
    assert!((&mut second).now_or_never().is_none());
    // It is on its way when the one who began it goes.
    let mut third = Box::pin(read(&client));
    let late = tokio::time::timeout(Duration::from_millis(20), &mut first).await;
    assert!(late.is_err());
    drop(first);
    assert_eq!(third.as_mut().await, 200);
    assert_eq!(second.await, 200);
    assert_eq!(account.given(), 1);
}

#[tokio::test]
async fn a_fetch_that_nobody_waits_for_ends() {
    let server = Server::start([Act::Hang(Vec::new())]).await;
    let builder = ClientBuilder::<Client>::new(&API).base_url(server.url());
    let builder = builder.timeout(Duration::from_millis(50));
    let client = builder.client_credentials(ID, SECRET).build().unwrap();
    for fetches in [1, 2] {
        let error = Call::new(&client, &READ).send().await.unwrap_err();
        assert!(matches!(error, Error::Credentials(_)) && error.is_timeout());
        assert!(!error.maybe_executed() && error.is_retryable());
        assert_eq!(server.connections(), fetches, "each time another");
    }
}

#[tokio::test]
async fn scopes_are_those_that_the_operation_needs_or_the_callers() {
    for (scopes, expected) in [
        (None, "&scope=things%3Awrite+things%3Aread"),
        (Some("all"), "&scope=all"),
        (Some(""), ""),
    ] {
        let server = MockServer::start().await;
        let grant = ResponseTemplate::new(200).set_body_string(r#"{"access_token":"t"}"#);
        Mock::given(path("/api/oauth/token"))
            .and(body_string(format!(
                "grant_type=client_credentials{expected}"
            )))
            .respond_with(grant)
            .expect(1)
            .mount(&server)
            .await;
        let mut account = ClientCredentials::new(ID, SECRET).unwrap();
        if let Some(scopes) = scopes {
            account = account.scopes(scopes).unwrap();
        }
        let builder = ClientBuilder::<Client>::new(&API).base_url(server.uri());
        let client = builder.credentials(account).build().unwrap();
        // wiremock's answer to what it does not know.
        let answer = Call::new(&client, &WRITE).send().await.unwrap();
        assert_eq!(answer.status(), 404);
    }
}

/// The cause of a call's error whose token endpoint answers so, and whether calling again may help.
async fn failure(endpoint: ResponseTemplate, http: Option<reqwest::Client>) -> (String, bool) {
    let server = MockServer::start().await;
    Mock::given(path("/api/oauth/token"))
        .respond_with(endpoint)
        .expect(1)
        .mount(&server)
        .await;
    let grant = ResponseTemplate::new(200).set_body_string(r#"{"access_token":"t"}"#);
    Mock::given(path("/elsewhere"))
        .respond_with(grant)
        .mount(&server)
        .await;
    Mock::given(path("/things"))
        .respond_with(ResponseTemplate::new(200))
        .expect(0)
        .mount(&server)
        .await;
    let mut builder = ClientBuilder::<Client>::new(&API).base_url(server.uri());
    if let Some(http) = http {
        builder = builder.http_client(http);
    }
    let client = builder.client_credentials(ID, SECRET).build().unwrap();
    let error = Call::new(&client, &READ).send().await.unwrap_err();
    assert!(matches!(error, Error::Credentials(_)), "{error:?}");
    assert!(!error.maybe_executed() && error.status().is_none());
    let printed = format!("{error} {error:?}");
    assert!(!printed.contains(SECRET), "{printed}");
    let cause = std::error::Error::source(&error).unwrap();
    (cause.to_string(), error.is_retryable())
}

#[tokio::test]
async fn an_endpoint_that_fails_ends_in_one_clear_error() {
    let echo = format!(r#"{{"error":"invalid_client","error_description":"no {SECRET}"}}"#);
    let huge = format!(r#"{{"access_token":"{}"}}"#, "t".repeat(70_000));
    for (endpoint, expected) in [
        (
            ResponseTemplate::new(401).set_body_string(echo),
            "answered 401 Unauthorized (`invalid_client`)",
        ),
        (
            ResponseTemplate::new(200).set_body_string("<html>"),
            "gave an answer that is no JSON object",
        ),
        (
            ResponseTemplate::new(200).set_body_string(huge),
            "gave an answer of more than 64 KiB",
        ),
        (
            ResponseTemplate::new(307).insert_header("location", "/elsewhere"),
            "answered with a redirect, which is not followed",
        ),
    ] {
        let expected = format!("the token endpoint {expected}");
        assert_eq!(failure(endpoint, None).await, (expected, false));
    }
}

#[tokio::test]
async fn an_endpoint_that_fails_in_a_way_that_passes_is_asked_once_and_may_be_asked_again() {
    for (status, expected) in [
        (429, "429 Too Many Requests"),
        (503, "503 Service Unavailable"),
    ] {
        let expected = format!("the token endpoint answered {expected}");
        let endpoint = ResponseTemplate::new(status);
        assert_eq!(failure(endpoint, None).await, (expected, true));
    }
}

#[tokio::test]
async fn an_endpoint_that_breaks_off_may_be_asked_again() {
    for (answer, expected) in [
        ("", "gave no answer"),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{",
            "broke its answer off",
        ),
    ] {
        let server = Server::start([Act::Answer(answer.into())]).await;
        let builder = ClientBuilder::<Client>::new(&API).base_url(server.url());
        let client = builder.client_credentials(ID, SECRET).build().unwrap();
        let error = Call::new(&client, &READ).send().await.unwrap_err();
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(source, format!("the token endpoint {expected}"));
        assert!(error.is_retryable() && !error.maybe_executed());
    }
}

/// The server refused what it got, so also a call that must not be carried out twice may be made again.
#[tokio::test]
async fn after_a_401_an_endpoint_that_fails_in_a_way_that_passes_may_be_asked_again() {
    let server = Server::start([
        Act::json("200 OK", r#"{"access_token":"t1"}"#),
        Act::json("401 Unauthorized", "no"),
        Act::json("503 Service Unavailable", ""),
    ])
    .await;
    let builder = ClientBuilder::<Client>::new(&API).base_url(server.url());
    let client = builder.client_credentials(ID, SECRET).build().unwrap();
    let error = Call::new(&client, &WRITE).send().await.unwrap_err();
    assert!(matches!(error, Error::Credentials(_)), "{error:?}");
    assert_eq!(error.status().unwrap(), 401);
    assert!(error.is_retryable() && !error.maybe_executed());
    assert_eq!(server.connections(), 3);
}

/// Has no answer to a 401 for the moment.
struct Busy;

impl Credentials for Busy {
    fn satisfies(&self, _: &SecurityScheme) -> bool {
        true
    }

    fn authorize<'a>(
        &'a self,
        _: &'a mut reqwest::Request,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(async { Ok(()) })
    }

    fn challenged<'a>(
        &'a self,
        _: AnswerHead<'a>,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<Reaction, CredentialsError>> {
        Box::pin(async { Err(CredentialsError::new("the vault is busy").passing()) })
    }
}

#[tokio::test]
async fn credentials_that_fail_in_a_way_that_passes_do_not_make_a_call_be_sent_again() {
    let server = Server::start([Act::json("401 Unauthorized", "no")]).await;
    let builder = ClientBuilder::<Client>::new(&API).base_url(server.url());
    let builder = builder.retries(AT_ONCE.idempotent(true));
    let client = builder.credentials(Busy).build().unwrap();
    let error = Call::new(&client, &READ).send().await.unwrap_err();
    assert!(matches!(error, Error::Credentials(_)), "{error:?}");
    assert!(error.is_retryable());
    assert_eq!((error.attempts(), server.requests().len()), (1, 1));
}

/// The answer before is kept where there is not even another attempt.
#[tokio::test]
async fn an_endpoint_that_fails_later_does_not_lose_the_answer_before() {
    let server = Server::start([
        Act::json("200 OK", r#"{"access_token":"t1","expires_in":0}"#),
        Act::json("503 Service Unavailable", "why"),
        Act::json("500 Internal Server Error", ""),
    ])
    .await;
    let builder = ClientBuilder::<Client>::new(&API).base_url(server.url());
    let builder = builder.retries(AT_ONCE.idempotent(true));
    let client = builder.client_credentials(ID, SECRET).build().unwrap();
    let error = Call::new(&client, &READ).send().await.unwrap_err();
    assert!(matches!(error, Error::Credentials(_)), "{error:?}");
    assert_eq!(error.earlier_answer().unwrap().raw(), b"why");
    assert!(error.answer().is_none() && error.maybe_executed());
    let message = error.to_string();
    let begins =
        "`act` was not called again, because the credentials could not be prepared; the server may";
    assert!(message.starts_with(begins), "{message}");
    assert!(
        message.ends_with("(answered 503 Service Unavailable before)"),
        "{message}"
    );
}

#[tokio::test]
async fn an_endpoint_with_too_many_headers_is_told_as_such() {
    let nonce = format!(
        "www-authenticate: Digest nonce=\"{}\"\r\n",
        "n".repeat(1_000_000)
    );
    let server = Server::start([Act::answer("401 Unauthorized", &nonce, "")]).await;
    let builder = ClientBuilder::<Client>::new(&API).base_url(server.url());
    let client = builder.client_credentials(ID, SECRET).build().unwrap();
    let error = Call::new(&client, &READ).send().await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(
        source,
        "the token endpoint answered with more headers than the HTTP client reads"
    );
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_token_from_elsewhere_is_not_taken_also_if_the_callers_client_follows_redirects() {
    let endpoint = ResponseTemplate::new(307).insert_header("location", "/elsewhere");
    let following = reqwest::Client::new();
    assert_eq!(
        failure(endpoint, Some(following)).await,
        (
            "the token endpoint answered with a redirect, which is not followed".to_owned(),
            false
        )
    );
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_is_told_with_its_cause() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!(
        "http://{}/token?tenant=t3nant",
        listener.local_addr().unwrap()
    );
    drop(listener);
    let builder = ClientBuilder::<Client>::new(&API);
    let builder = builder.client_credentials_at(&nobody, ID, SECRET);
    let client = builder.build().unwrap();
    let error = Call::new(&client, &READ).send().await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(
        source.to_string(),
        "the token endpoint could not be reached"
    );
    assert!(error.is_retryable() && !error.maybe_executed());
    // The cause is told without the URL that it is about: a query may be nobody's business.
    let cause = source.source().unwrap();
    assert!(!format!("{cause} {cause:?}").contains("t3nant"), "{cause}");
}

#[tokio::test]
async fn a_secret_goes_nowhere_in_the_clear() {
    let client = |builder: ClientBuilder<Client>| builder.client_credentials(ID, SECRET).build();
    let client = client(ClientBuilder::new(&API)).unwrap();
    let error = Call::new(&client, &EXPOSED).send().await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(
        source.contains("token URL is http to a host other"),
        "{source}"
    );

    let at = |builder: ClientBuilder<Client>| {
        builder.client_credentials_at("http://auth.example/token", ID, SECRET)
    };
    let error = at(ClientBuilder::new(&API)).build().unwrap_err();
    assert!(error.to_string().contains("allow_plaintext"), "{error}");
    assert!(
        at(ClientBuilder::new(&API))
            .allow_plaintext()
            .build()
            .is_ok()
    );
}

#[tokio::test]
async fn a_token_answer_of_64_kib_is_read() {
    let server = MockServer::start().await;
    let least = r#"{"access_token":"t1","rest":""}"#;
    let rest = "r".repeat(64 * 1024 - least.len());
    let grant = least.replace(r#""""#, &format!(r#""{rest}""#));
    assert_eq!(grant.len(), 64 * 1024);
    Mock::given(path("/api/oauth/token"))
        .respond_with(ResponseTemplate::new(200).set_body_string(grant))
        .mount(&server)
        .await;
    Mock::given(header("authorization", "Bearer t1"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    let builder = ClientBuilder::<Client>::new(&API).base_url(server.uri());
    let client = builder.client_credentials(ID, SECRET).build().unwrap();
    assert_eq!(read(&client).await, 200);
}
