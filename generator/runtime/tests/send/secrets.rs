//! A planted token is in no text that a program could print, and a call's span holds what it should.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use specwright_runtime::{
    Api, ApiKeyPlace, Authorization, BoxFuture, Call, Client, ClientBuilder, Credentials,
    CredentialsError, Method, Operation, Parameter, SecurityRequirement, SecurityScheme,
    SecuritySchemeKind, Value, reqwest,
};

use crate::support::{Act, CREATE, Ear, Server, builder, operation};

const TOKEN: &str = "pl4nted-t0ken";

fn print_chain(error: &dyn std::error::Error, printed: &mut String) {
    let mut next = Some(error);
    while let Some(error) = next {
        writeln!(printed, "{error}\n{error:?}\n{error:#?}").unwrap();
        next = error.source();
    }
}

#[tokio::test]
async fn no_text_holds_a_secret() {
    let ear = Ear::open();
    let mut printed = String::new();
    for act in [
        Act::json("200 OK", "1"),
        Act::json("200 OK", "no JSON"),
        Act::answer("418 Teapot", &format!("set-cookie: a={TOKEN}\r\n"), TOKEN),
        Act::Answer(Vec::new()),
        Act::Answer(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx".to_vec()),
    ] {
        let server = Server::start([act]).await;
        let builder = builder(&server).bearer_token(TOKEN);
        write!(printed, "{builder:?}").unwrap();
        let client = builder.build().unwrap();
        let call = Call::new(&client, &CREATE)
            .with(Parameter::path("groupId"), TOKEN)
            .with(Parameter::query("key").explode(false), TOKEN)
            .with(Parameter::header("X-Key"), TOKEN)
            .with(Parameter::cookie("key"), TOKEN)
            .json(&Value::from(TOKEN));
        write!(printed, "{client:?}\n{call:?}\n").unwrap();
        match call.send().await {
            Ok(answer) => {
                writeln!(printed, "{answer:?} {:?}", answer.clone().empty()).unwrap();
                print_chain(&answer.clone().undocumented(), &mut printed);
                if let Err(error) = answer.json::<i64>("application/json") {
                    print_chain(&error, &mut printed);
                }
            }
            Err(error) => print_chain(&error, &mut printed),
        }
        assert!(server.requests()[0].contains(TOKEN), "the token did go out");
    }
    assert!(printed.len() > 1_000, "something was printed");
    assert!(!printed.contains(TOKEN), "{printed}");
    assert!(!ear.text().contains(TOKEN), "{}", ear.text());
}

static BASIC: SecurityScheme = scheme("Basic", SecuritySchemeKind::HttpBasic);
static DIGEST: SecurityScheme = scheme("Digest", SecuritySchemeKind::HttpDigest);
static OAUTH: SecurityScheme = scheme(
    "OAuth",
    SecuritySchemeKind::OAuth2 {
        token_url: Some("/token"),
    },
);
static HEADER: SecurityScheme = scheme("Header", key(ApiKeyPlace::Header));
static QUERY: SecurityScheme = scheme("Query", key(ApiKeyPlace::Query));
static COOKIE: SecurityScheme = scheme("Cookie", key(ApiKeyPlace::Cookie));
static KEYS: Api = Api {
    title: "Keys",
    version: "1",
    servers: &[],
    security_schemes: &[&HEADER, &QUERY, &COOKIE],
};

const fn scheme(name: &'static str, kind: SecuritySchemeKind) -> SecurityScheme {
    SecurityScheme { name, kind }
}

const fn key(place: ApiKeyPlace) -> SecuritySchemeKind {
    SecuritySchemeKind::ApiKey { place, name: "key" }
}

const fn require(scheme: &'static SecurityScheme) -> SecurityRequirement {
    SecurityRequirement {
        scheme,
        scopes: &[],
    }
}

const fn asks_for(security: &'static [&'static [SecurityRequirement]]) -> Operation {
    operation(Method::GET, "/things", security)
}

#[tokio::test]
async fn no_text_holds_what_any_scheme_is_satisfied_with() {
    static BY_BASIC: Operation = asks_for(&[&[require(&BASIC)]]);
    static BY_DIGEST: Operation = asks_for(&[&[require(&DIGEST)]]);
    static BY_TOKEN: Operation = asks_for(&[&[require(&OAUTH)]]);
    static BY_HEADER: Operation = asks_for(&[&[require(&HEADER)]]);
    static BY_QUERY: Operation = asks_for(&[&[require(&QUERY)]]);
    static BY_COOKIE: Operation = asks_for(&[&[require(&COOKIE)]]);
    let ear = Ear::open();
    let mut printed = String::new();
    let challenge = "www-authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n";
    let granted = format!(r#"{{"access_token":"{TOKEN}","expires_in":60}}"#);
    let scripts = [
        vec![Act::json("200 OK", &granted), Act::json("200 OK", "1")],
        vec![Act::json("200 OK", &granted), Act::json("500 Oops", TOKEN)],
        vec![Act::json(
            "400 Bad Request",
            &format!(r#"{{"error":"{TOKEN}"}}"#),
        )],
        vec![Act::answer("401 Unauthorized", challenge, TOKEN)],
        vec![Act::answer(
            "401 Unauthorized",
            "www-authenticate: Digest x\r\n",
            TOKEN,
        )],
        vec![Act::Answer(Vec::new())],
        vec![Act::Answer(
            b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx".to_vec(),
        )],
    ];
    for script in scripts {
        for operation in [
            &BY_BASIC, &BY_DIGEST, &BY_TOKEN, &BY_HEADER, &BY_QUERY, &BY_COOKIE,
        ] {
            let server = Server::start(script.clone()).await;
            let builder = ClientBuilder::<Client>::new(&KEYS)
                .base_url(server.url())
                .basic_auth("user", TOKEN)
                .digest_auth("user", TOKEN)
                .client_credentials("id", TOKEN)
                .api_key_for("Header", TOKEN)
                .api_key_for("Query", TOKEN)
                .api_key_for("Cookie", TOKEN);
            write!(printed, "{builder:?}").unwrap();
            let client = builder.build().unwrap();
            write!(printed, "{client:?}").unwrap();
            match Call::new(&client, operation).send().await {
                Ok(answer) => {
                    writeln!(printed, "{answer:?}").unwrap();
                    print_chain(&answer.undocumented(), &mut printed);
                }
                Err(error) => print_chain(&error, &mut printed),
            }
        }
    }
    assert!(printed.contains("the token endpoint answered 400"));
    assert!(!printed.contains(TOKEN), "{printed}");
    // What the proofs are made of it, Basic's for one.
    for secret in [TOKEN, "cGw0bnRlZC10MGtlb"] {
        assert!(!ear.text().contains(secret), "{}", ear.text());
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[tokio::test]
async fn a_refused_value_is_not_shown() {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let client = builder(&server).bearer_token(TOKEN).build().unwrap();
    let call = Call::new(&client, &CREATE)
        .with(Parameter::path("groupId"), &format!("{TOKEN}\n"))
        .with(Parameter::header("X-Key"), &format!("{TOKEN}\n"));
    let mut printed = String::new();
    print_chain(&call.send().await.unwrap_err(), &mut printed);
    assert!(
        printed.contains("X-Key") && !printed.contains(TOKEN),
        "{printed}"
    );
}

/// Credentials that print the request to be authorised, as one does in search of a mistake.
#[derive(Default)]
struct Printing(Mutex<String>);

impl Credentials for Printing {
    fn satisfies(&self, _: &SecurityScheme) -> bool {
        true
    }

    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        write!(self.0.lock().unwrap(), "{request:?}").unwrap();
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn a_printed_request_does_not_show_its_cookies() {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let printing = Arc::new(Printing::default());
    let client = builder(&server)
        .credentials(printing.clone())
        .build()
        .unwrap();
    Call::new(&client, &CREATE)
        .with(Parameter::path("groupId"), "g")
        .with(Parameter::cookie("session"), TOKEN)
        .send()
        .await
        .unwrap();
    assert!(server.requests()[0].contains(&format!("cookie: session={TOKEN}")));
    let printed = printing.0.lock().unwrap();
    assert!(printed.contains("\"cookie\": Sensitive"), "{printed}");
}

#[tokio::test]
async fn the_span_of_a_call_has_the_route_and_the_outcome() {
    let ear = Ear::open();
    let server = Server::start([
        Act::json("404 Not Found", "1"),
        Act::Answer(Vec::new()),
        Act::Answer(b"HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\nx".to_vec()),
        Act::json("404 Not Found", &"x".repeat(65)),
    ])
    .await;
    let client = builder(&server)
        .bearer_token(TOKEN)
        .max_response_bytes(64)
        .build()
        .unwrap();
    let call = || {
        Call::new(&client, &CREATE)
            .with(Parameter::path("groupId"), "g")
            .json(&Value::Null)
    };
    call().send().await.unwrap();
    call().send().await.unwrap_err();
    call().send().await.unwrap();
    call().send().await.unwrap();
    let text = ear.text();
    let closed: Vec<_> = text
        .lines()
        .filter(|line| line.contains("specwright: close"))
        .collect();
    assert_eq!(closed.len(), 4, "{text}");
    for part in [
        "operation.id=\"createJob\"",
        "http.request.method=\"POST\"",
        "url.template=\"/groups/{groupId}/jobs\"",
        "server.address=\"127.0.0.1\"",
        "http.response.status_code=404",
    ] {
        assert!(closed[0].contains(part), "{part} in {}", closed[0]);
    }
    let kinds = ["transport", "interrupted", "too_large"];
    for (line, kind) in closed[1..].iter().zip(kinds) {
        assert!(line.contains(&format!("error.type=\"{kind}\"")), "{line}");
    }
}
