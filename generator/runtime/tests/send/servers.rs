//! Where a call goes: the document's servers with their variables, an operation's own, or where the caller says.

use specwright_runtime::{
    Api, BuildError, Call, CallOptions, Client, ClientBuilder, Error, Method, Operation,
    RetryPolicy, SecurityRequirement, SecurityScheme, SecuritySchemeKind, Server as DocumentServer,
    ServerVariable,
};

use crate::support::{self, AGAIN, Act, Server, run_again, server};

static REGION: ServerVariable = ServerVariable {
    name: "region",
    default: "us",
    values: &["us", "eu"],
    description: "",
};
static VERSION: ServerVariable = ServerVariable {
    name: "version",
    default: "v1",
    values: &[],
    description: "",
};

static API: Api = Api {
    title: "Jobs",
    version: "1",
    servers: &[
        DocumentServer {
            url: "https://{region}.jobs.example/{version}",
            description: "",
            variables: &[REGION, VERSION],
        },
        server("https://sandbox.example"),
    ],
    security_schemes: &[],
};

const fn operation(servers: &'static [DocumentServer]) -> Operation {
    Operation {
        id: "getJob",
        method: Method::GET,
        path: "/job",
        idempotent: true,
        accept: None,
        content_type: None,
        security: &[],
        deprecation: None,
        servers,
        streams: &[],
    }
}

static PLAIN: Operation = operation(&[]);
/// Port 1 is where nobody listens.
static ELSEWHERE: Operation = operation(&[server("http://127.0.0.1:1/elsewhere")]);
static BESIDE: Operation = operation(&[server("/beside/")]);
static REMOTE: Operation = operation(&[server("http://jobs.example")]);
static REGIONAL: Operation = operation(&[DocumentServer {
    url: "http://127.0.0.1:1/{region}",
    description: "",
    variables: &[ServerVariable {
        values: &["us"],
        ..REGION
    }],
}]);

static BEARER: SecurityScheme = SecurityScheme {
    name: "Bearer",
    kind: SecuritySchemeKind::HttpBearer,
};
static GUARDED: Operation = support::operation(
    Method::GET,
    "/job",
    &[&[SecurityRequirement {
        scheme: &BEARER,
        scopes: &[],
    }]],
);

fn base_url(set: impl FnOnce(ClientBuilder<Client>) -> ClientBuilder<Client>) -> String {
    let client = set(ClientBuilder::new(&API)).build().unwrap();
    client.base_url().to_owned()
}

#[test]
fn the_first_server_is_called_with_its_defaults() {
    assert_eq!(base_url(|it| it), "https://us.jobs.example/v1");
    assert_eq!(
        base_url(|it| it
            .server_variable("region", "eu")
            .server_variable("version", "v1")
            .server_variable("version", "v2/beta")),
        "https://eu.jobs.example/v2/beta"
    );
    assert_eq!(
        base_url(|it| it.server(&API.servers[1])),
        "https://sandbox.example"
    );
    assert_eq!(
        base_url(|it| it
            .base_url("https://proxy.example")
            .server_variable("region", "eu")),
        "https://proxy.example"
    );
}

#[test]
fn a_variable_that_cannot_be_is_refused_by_name() {
    let build = |builder: ClientBuilder<Client>| builder.build().unwrap_err();
    let error = build(ClientBuilder::new(&API).server_variable("zone", "a"));
    assert_eq!(error.to_string(), "the server has no variable `zone`");
    let error = build(ClientBuilder::new(&API).server_variable("region", "asia"));
    let text = "the server's variable `region` must be one of `us`, `eu`";
    assert_eq!(error.to_string(), text);
    let other = ClientBuilder::new(&API).server(&API.servers[1]);
    let error = build(other.server_variable("region", "eu"));
    assert!(matches!(error, BuildError::UnknownServerVariable { .. }));
}

/// The first lines of the requests that a server got of these operations.
async fn called(
    set: impl FnOnce(&str, ClientBuilder<Client>) -> ClientBuilder<Client>,
    operation: &'static Operation,
    options: impl FnOnce(&str) -> CallOptions,
) -> Result<String, Error> {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let client = set(server.url(), ClientBuilder::new(&API)).build().unwrap();
    let mut call = Call::new(&client, operation);
    call.set_options(options(server.url()));
    call.send().await?;
    let requests = server.requests();
    Ok(requests[0].lines().next().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn the_callers_base_url_catches_all_operations() {
    for operation in [&PLAIN, &ELSEWHERE, &BESIDE, &REMOTE] {
        let set = |url: &str, it: ClientBuilder<Client>| it.base_url(format!("{url}/mock"));
        let line = called(set, operation, |_| CallOptions::new()).await;
        assert_eq!(line.unwrap(), "get /mock/job http/1.1");
    }
}

#[tokio::test]
async fn the_base_url_of_a_call_is_before_all_others() {
    for operation in [&PLAIN, &ELSEWHERE] {
        let options = |url: &str| CallOptions::new().base_url(format!("{url}/once/"));
        let line = called(|_, it| it.base_url("https://h.invalid"), operation, options).await;
        assert_eq!(line.unwrap(), "get /once/job http/1.1");
    }
    let options = |_: &str| CallOptions::new().base_url("https://user:planted@h");
    assert!(!format!("{:?}", options("")).contains("planted"));
    let error = called(|_, it| it, &PLAIN, options).await.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, Error::InvalidRequest(_)), "{text}");
    assert!(
        text.contains("user name") && !text.contains("planted"),
        "{text}"
    );
}

#[tokio::test]
async fn an_operations_own_server_is_called() {
    let listening = Server::start([Act::json("200 OK", "1")]).await;
    let url: &'static str = Box::leak(format!("{}/own", listening.url()).into_boxed_str());
    let servers = Box::leak(Box::new([server(url), server("https://second.invalid")]));
    let own: &'static Operation = Box::leak(Box::new(operation(servers)));
    let client: Client = ClientBuilder::new(&API).build().unwrap();
    Call::new(&client, own).send().await.unwrap();
    assert!(listening.requests()[0].starts_with("get /own/job http/1.1\r\n"));

    let refused = called(|_, it| it, &ELSEWHERE, |_| CallOptions::new()).await;
    assert!(matches!(refused.unwrap_err(), Error::Connect(_)));
}

#[tokio::test]
async fn a_relative_server_stands_beside_the_apis() {
    let listening = Server::start([Act::json("200 OK", "1")]).await;
    let url: &'static str = Box::leak(format!("{}/v1", listening.url()).into_boxed_str());
    let servers = Box::leak(Box::new([server(url)]));
    let api = Box::leak(Box::new(Api {
        title: "x",
        version: "1",
        servers,
        security_schemes: &[],
    }));
    let client: Client = ClientBuilder::new(api).build().unwrap();
    Call::new(&client, &BESIDE).send().await.unwrap();
    assert!(listening.requests()[0].starts_with("get /beside/job http/1.1\r\n"));
}

#[tokio::test]
async fn an_own_server_that_cannot_be_called_is_refused() {
    for (operation, region, expected) in [
        (
            &REMOTE,
            "us",
            "server, which is http to a host other than this machine",
        ),
        (
            &REGIONAL,
            "eu",
            "can't begin with the operation's own server, which can't have the client's value for its variable `region`: \
             give the call a base URL",
        ),
    ] {
        let set = |_: &str, it: ClientBuilder<Client>| it.server_variable("region", region);
        let error = called(set, operation, |_| CallOptions::new()).await;
        let error = error.unwrap_err();
        assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
    }
    let set = |_: &str, it: ClientBuilder<Client>| it.server_variable("region", "us");
    let error = called(set, &REGIONAL, |_| CallOptions::new()).await;
    assert!(matches!(error.unwrap_err(), Error::Connect(_)));
}

#[test]
fn the_documents_server_is_named_where_it_cannot_be_called() {
    static VARIABLE: Api = Api {
        title: "x",
        version: "1",
        servers: &[server("https://{undeclared}.example")],
        security_schemes: &[],
    };
    let error = ClientBuilder::<Client>::new(&VARIABLE).build().unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("variable in braces") && text.contains("`base_url`"),
        "{text}"
    );
}

#[tokio::test]
async fn a_proxy_is_not_asked_for_what_is_on_this_machine() {
    if std::env::var_os(AGAIN).is_none() {
        let test = "servers::a_proxy_is_not_asked_for_what_is_on_this_machine";
        run_again(test, &[]);
        return;
    }
    let listening = Server::start([Act::json("200 OK", "{}")]).await;
    let client: Client = ClientBuilder::new(&API)
        .base_url(listening.url())
        .build()
        .unwrap();
    Call::new(&client, &PLAIN).send().await.unwrap();
    assert_eq!(listening.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_is_asked_for_what_is_elsewhere() {
    if std::env::var_os(AGAIN).is_none() {
        let proxy = Server::start([Act::json("200 OK", "{}")]).await;
        let test = "servers::a_proxy_is_asked_for_what_is_elsewhere";
        let variables = ["HTTP_PROXY", "http_proxy"].map(|name| (name, proxy.url()));
        run_again(test, &variables);
        let requests = proxy.requests();
        assert!(requests[0].starts_with("get http://jobs.invalid/job http/1.1\r\n"));
        return;
    }
    let client: Client = ClientBuilder::new(&API)
        .base_url("http://jobs.invalid")
        .allow_plaintext()
        .build()
        .unwrap();
    Call::new(&client, &PLAIN).send().await.unwrap();
}

/// A token endpoint and the server of one call, both on this machine beside a base URL that is not: the proxy hears of none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beside_a_remote_base_what_is_on_this_machine_is_reached_without_the_proxy() {
    if std::env::var_os(AGAIN).is_none() {
        let proxy = Server::start([Act::json("200 OK", "{}")]).await;
        let test =
            "servers::beside_a_remote_base_what_is_on_this_machine_is_reached_without_the_proxy";
        let variables = ["HTTP_PROXY", "http_proxy"].map(|name| (name, proxy.url()));
        run_again(test, &variables);
        let requests = proxy.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        assert!(requests[0].starts_with("get http://jobs.invalid/job http/1.1\r\n"));
        assert!(requests[0].contains("authorization: bearer t0ken"));
        return;
    }
    let endpoint = Server::start([Act::json("200 OK", r#"{"access_token":"t0ken"}"#)]).await;
    let other = Server::start([Act::json("200 OK", "{}")]).await;
    let client: Client = ClientBuilder::new(&API)
        .base_url("http://jobs.invalid")
        .allow_plaintext()
        .client_credentials_at(endpoint.url(), "id", "secret")
        .build()
        .unwrap();
    Call::new(&client, &GUARDED).send().await.unwrap();
    let mut call = Call::new(&client, &PLAIN);
    call.set_options(CallOptions::new().base_url(other.url()));
    call.send().await.unwrap();
    assert_eq!((endpoint.requests().len(), other.requests().len()), (1, 1));
}

/// The certificates are gone by the time that the second HTTP client is made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_http_client_that_can_not_be_made_is_told_by_who_needs_it() {
    if std::env::var_os(AGAIN).is_none() {
        let file = std::env::temp_dir().join(format!("specwright-{}.pem", std::process::id()));
        let root = rcgen::generate_simple_self_signed(["jobs.invalid".to_owned()]).unwrap();
        std::fs::write(&file, root.cert.pem()).unwrap();
        let test = "servers::an_http_client_that_can_not_be_made_is_told_by_who_needs_it";
        run_again(test, &[("SSL_CERT_FILE", file.to_str().unwrap())]);
        return;
    }
    let client: Client = ClientBuilder::new(&API)
        .client_credentials_at("https://127.0.0.1:1/token", "id", "secret")
        .retries(RetryPolicy::never())
        .build()
        .unwrap();
    std::fs::remove_file(std::env::var_os("SSL_CERT_FILE").unwrap()).unwrap();
    let mut call = Call::new(&client, &PLAIN);
    call.set_options(CallOptions::new().base_url("https://127.0.0.1:1"));
    let error = call.send().await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
    assert!(!error.maybe_executed() && std::error::Error::source(&error).is_some());
    let error = Call::new(&client, &GUARDED).send().await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "the HTTP client could not be made");
    assert!(source.source().is_some());
    let error = ClientBuilder::<Client>::new(&API).build().unwrap_err();
    assert!(matches!(error, BuildError::Http(_)), "{error:?}");
}
