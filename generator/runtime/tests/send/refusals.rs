//! What is refused before any byte is sent: a server that counts connections stays at zero.

use specwright_runtime::{
    Bound, BuildError, Call, Client, ClientBuilder, Error, Location, Operation, Parameter, Rules,
    Value,
};

use crate::support::{API, Act, CREATE, LIST, Server, builder, server, upload};

async fn refused(prepare: impl FnOnce(&Client) -> Call) -> Vec<String> {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let client = builder(&server).bearer_token("t0ken").build().unwrap();
    let error = prepare(&client).send().await.unwrap_err();
    assert_eq!(server.connections(), 0);
    assert!(!error.maybe_executed());
    let Error::InvalidRequest(invalid) = error else {
        panic!("{error:?}")
    };
    invalid
        .violations()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[tokio::test]
async fn every_violation_is_named_at_once() {
    static FEW: Rules<'static> = Rules {
        minimum: Some(Bound::inclusive_integer(1)),
        ..Rules::NONE
    };
    let violations = refused(|client| {
        Call::new(client, &CREATE)
            .with(Parameter::path("groupId"), "")
            .with(Parameter::query("page").rules(&FEW), &0_i32)
            .with(Parameter::header("X-Trace"), "a\r\nAuthorization: x")
            .json(&vec![1.0, f64::INFINITY])
    });
    assert_eq!(
        violations.await,
        [
            "path parameter `groupId` must not be empty",
            "query parameter `page` must be at least 1",
            "header parameter `X-Trace` must not have line breaks or other control characters",
            "body at /1 must be a finite number",
        ]
    );
}

#[tokio::test]
async fn a_path_parameter_cannot_change_the_path() {
    for dots in [".", ".."] {
        let violations =
            refused(|client| Call::new(client, &CREATE).with(Parameter::path("groupId"), dots))
                .await;
        assert_eq!(
            violations,
            ["URL must not have a path segment that is `.` or `..`, as `groupId` is"]
        );
    }
    let violations = refused(|client| Call::new(client, &CREATE)).await;
    assert_eq!(violations, ["URL lacks a value for `{groupId}`"]);
}

#[tokio::test]
async fn what_cannot_be_written_is_refused() {
    let violations = refused(|client| {
        Call::new(client, &LIST)
            .with(Parameter::query("q").explode(false), &Value::Null)
            .with(Parameter::header("X Y"), "a")
            .with(Parameter::header("X-Z"), "ž")
    });
    let violations = violations.await;
    assert!(violations[0].starts_with("query parameter `q` must not be null"));
    assert_eq!(
        violations[1],
        "header parameter `X Y` has a name that no header can have"
    );
    assert_eq!(
        violations[2],
        "header parameter `X-Z` must be ASCII to stand in a header"
    );
}

#[tokio::test]
async fn violations_tell_their_place() {
    let client: Client = ClientBuilder::new(&API).build().unwrap();
    let call =
        Call::new(&client, &LIST).with(Parameter::query("n").explode(false), &vec![f64::NAN]);
    let error = call.send().await.unwrap_err();
    let Error::InvalidRequest(invalid) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(invalid.violations()[0].location(), Location::Query("n"));
    assert_eq!(invalid.violations()[0].pointer(), "/0");
    assert!(
        error
            .to_string()
            .starts_with("`listJobs` was not called, because its input breaks")
    );
}

#[tokio::test]
async fn a_documents_media_type_that_no_header_can_have_is_refused() {
    let mut broken = upload(None);
    broken.accept = Some("text/plain\n");
    let broken: &'static Operation = Box::leak(Box::new(broken));
    let violations = refused(|client| Call::new(client, broken));
    let expected = "header parameter `Accept` can't stand in a header";
    assert_eq!(violations.await, [expected]);
}

#[tokio::test]
async fn the_message_has_all_violations_in_one_line() {
    let client: Client = ClientBuilder::new(&API).build().unwrap();
    let call = Call::new(&client, &LIST)
        .with(Parameter::query("n"), &f64::NAN)
        .with(Parameter::header("X Y"), "a");
    assert_eq!(
        call.send().await.unwrap_err().to_string(),
        "`listJobs` was not called, because its input breaks the document's rules: query parameter `n` must be a finite \
         number; header parameter `X Y` has a name that no header can have"
    );
}

#[test]
fn a_key_is_refused_where_the_document_has_no_place_for_it_or_several() {
    use specwright_runtime::{ApiKeyPlace, SecurityScheme, SecuritySchemeKind};
    const fn key(name: &'static str, place: ApiKeyPlace) -> SecurityScheme {
        let kind = SecuritySchemeKind::ApiKey { place, name: "k" };
        SecurityScheme { name, kind }
    }
    static USER: SecurityScheme = key("UserKey", ApiKeyPlace::Cookie);
    static ADMIN: SecurityScheme = key("AdminKey", ApiKeyPlace::Header);
    static ONE: specwright_runtime::Api = specwright_runtime::Api {
        title: "x",
        version: "1",
        servers: &[server("https://jobs.example")],
        security_schemes: &[&USER],
    };
    static TWO: specwright_runtime::Api = specwright_runtime::Api {
        security_schemes: &[&USER, &ADMIN],
        ..ONE
    };
    let built = |builder: ClientBuilder<Client>| match builder.build() {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    };
    assert_eq!(built(ClientBuilder::new(&ONE).api_key("k")), "");
    assert_eq!(
        built(ClientBuilder::new(&TWO).api_key_for("AdminKey", "k;")),
        ""
    );
    assert_eq!(
        built(ClientBuilder::new(&TWO).api_key("planted")),
        "the API key has no place: the document has the API key schemes `UserKey`, `AdminKey`, so say which it is for"
    );
    assert_eq!(
        built(ClientBuilder::new(&ONE).api_key_for("Key", "planted")),
        "the API key has no place: the document has no API key scheme `Key`, but `UserKey`"
    );
    let in_cookie = built(ClientBuilder::new(&ONE).api_key("planted;"));
    assert!(
        in_cookie.contains("semicolon") && !in_cookie.contains("planted"),
        "{in_cookie}"
    );
    let empty = built(ClientBuilder::new(&ONE).api_key(""));
    assert_eq!(empty, "the API key is empty");
}

#[test]
fn settings_that_cannot_work_are_refused_by_name() {
    let build = |builder: ClientBuilder<Client>| builder.build().unwrap_err();
    let error = build(ClientBuilder::new(&API).base_url("http://jobs.example"));
    assert!(error.to_string().contains("allow_plaintext"), "{error}");
    let allowed = ClientBuilder::<Client>::new(&API).base_url("http://jobs.example");
    assert!(allowed.allow_plaintext().build().is_ok());

    let error = build(ClientBuilder::new(&API).base_url("https://user:planted@h"));
    assert!(matches!(
        error,
        BuildError::BaseUrl {
            from_document: false,
            ..
        }
    ));
    assert!(!format!("{error} {error:?}").contains("planted"));

    let error = build(ClientBuilder::new(&API).bearer_token("planted\n"));
    let BuildError::Credentials(invalid) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(invalid.part(), "bearer token");
    assert!(!format!("{error} {error:?}").contains("planted"));

    for (builder, expected) in [
        (
            ClientBuilder::new(&API).basic_auth("", ""),
            "the pair of user name and password is empty",
        ),
        (
            ClientBuilder::new(&API).digest_auth("", "planted"),
            "the user name is empty",
        ),
        (
            ClientBuilder::new(&API).client_credentials("planted", ""),
            "the client secret is empty",
        ),
        (
            ClientBuilder::new(&API).client_credentials_at("planted", "id", "planted"),
            "the token URL is not an absolute URL with a host",
        ),
        (
            ClientBuilder::new(&API).api_key("planted"),
            "the API key has no place: the document has no API key scheme",
        ),
        (
            ClientBuilder::new(&API).api_key_for("Key", "planted"),
            "the API key has no place: the document has no API key scheme",
        ),
    ] {
        let error = build(builder);
        assert_eq!(error.to_string(), expected);
        assert!(!format!("{error:?}").contains("planted"));
    }

    let error = build(ClientBuilder::new(&API).user_agent("a\nb"));
    assert!(matches!(error, BuildError::UserAgent));
    assert!(error.to_string().starts_with("the user agent has"));

    let error = build(ClientBuilder::new(&API).base_url("https://h/?a=b"));
    let text = "the base URL has a query or a fragment, which a base URL can't have";
    assert_eq!(error.to_string(), text);

    let both = ClientBuilder::new(&API).http_client(specwright_runtime::reqwest::Client::new());
    let error = build(both.connect_timeout(std::time::Duration::from_secs(1)));
    assert!(matches!(error, BuildError::ConnectTimeout));
    assert!(error.to_string().contains("a client of your own"));
}

#[test]
fn what_the_http_client_says_is_the_cause() {
    use std::error::Error as _;
    let http = specwright_runtime::reqwest::Client::builder().user_agent("\n");
    let error = BuildError::Http(std::sync::Arc::new(http.build().unwrap_err()));
    assert!(error.source().is_some() && BuildError::UserAgent.source().is_none());
}

#[test]
fn a_documents_server_that_cannot_be_called_needs_a_base_url() {
    static RELATIVE: specwright_runtime::Api = specwright_runtime::Api {
        title: "x",
        version: "1",
        servers: &[server("/v1")],
        security_schemes: &[],
    };
    let error = ClientBuilder::<Client>::new(&RELATIVE).build().unwrap_err();
    assert!(
        error.to_string().contains("give one with `base_url`"),
        "{error}"
    );
    let client: Client = ClientBuilder::new(&RELATIVE)
        .base_url("https://h/v1")
        .build()
        .unwrap();
    assert_eq!(client.base_url(), "https://h/v1");
}
