//! A planted token is in no text that a program could print, and a call's span holds what it should.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use specwright_runtime::{
    Answer, Api, ApiKeyPlace, Authorization, BoxFuture, Call, CallOptions, Client, ClientBuilder,
    Credentials, CredentialsError, Error, Method, Operation, Parameter, SecurityRequirement,
    SecurityScheme, SecuritySchemeKind, Value, reqwest,
};

use crate::support::{AGAIN, AT_ONCE, Act, CREATE, Ear, Server, builder, operation, run_again};

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

/// Nobody knows of a URL that was given whether there is a password in it, before it is looked at.
#[tokio::test]
async fn no_text_holds_a_password_of_a_url() {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let secret = format!("http://user:{TOKEN}@127.0.0.1:1");
    let with_password = builder(&server).base_url(&secret);
    let mut printed = format!("{with_password:?}");
    print_chain(&with_password.build().unwrap_err(), &mut printed);
    let token_url = builder(&server).client_credentials_at(&secret, "id", "secret");
    write!(printed, "{token_url:?}").unwrap();
    print_chain(&token_url.build().unwrap_err(), &mut printed);
    let client = builder(&server).bearer_token("t0ken").build().unwrap();
    let options = CallOptions::new().base_url(&secret);
    write!(printed, "{options:?}").unwrap();
    let mut call = Call::new(&client, &CREATE);
    call.set_options(options);
    write!(printed, "{call:?}").unwrap();
    print_chain(&call.send().await.unwrap_err(), &mut printed);
    assert_eq!(
        printed.matches("holds a user name or a password").count(),
        9,
        "{printed}"
    );
    assert!(!printed.contains(TOKEN), "{printed}");
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

/// [`TOKEN`] in every form in which a proof has it: Basic's of the user and of the client, and what Digest makes of the password.
const FORMS: [&str; 4] = [
    TOKEN,
    "dXNlcjpwbDRudGVkLXQwa2Vu",
    "aWQ6cGw0bnRlZC10MGtlbg",
    "787eb3196d40481c8502315dec52b676",
];

fn assert_hidden(printed: &str) {
    for form in FORMS {
        assert!(!printed.contains(form), "{form} in {printed}");
    }
}

/// What comes of calls with each kind of credentials to servers of each kind of fault, and what the clients printed.
async fn outcomes(printed: &mut String) -> Vec<Result<Answer, Error>> {
    static BY_BASIC: Operation = asks_for(&[&[require(&BASIC)]]);
    static BY_DIGEST: Operation = asks_for(&[&[require(&DIGEST)]]);
    static BY_TOKEN: Operation = asks_for(&[&[require(&OAUTH)]]);
    static BY_HEADER: Operation = asks_for(&[&[require(&HEADER)]]);
    static BY_QUERY: Operation = asks_for(&[&[require(&QUERY)]]);
    static BY_COOKIE: Operation = asks_for(&[&[require(&COOKIE)]]);
    let challenge = "www-authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n";
    let granted = format!(r#"{{"access_token":"{TOKEN}","expires_in":60}}"#);
    let refused = format!(r#"{{"error":"{TOKEN}"}}"#);
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx".to_vec();
    let scripts = [
        vec![Act::json("200 OK", &granted), Act::json("200 OK", "1")],
        vec![Act::json("200 OK", &granted), Act::json("500 Oops", TOKEN)],
        vec![Act::json("200 OK", &granted), Act::Answer(Vec::new())],
        vec![Act::json("503 Busy", TOKEN), Act::Answer(Vec::new())],
        vec![Act::json("400 Bad Request", &refused)],
        vec![Act::answer("401 Unauthorized", challenge, TOKEN)],
        vec![Act::answer(
            "401 Unauthorized",
            "www-authenticate: Digest x\r\n",
            TOKEN,
        )],
        vec![Act::Answer(Vec::new())],
        vec![Act::Answer(cut)],
    ];
    let mut outcomes = Vec::new();
    for script in scripts {
        for operation in [
            &BY_BASIC, &BY_DIGEST, &BY_TOKEN, &BY_HEADER, &BY_QUERY, &BY_COOKIE,
        ] {
            let server = Server::start(script.clone()).await;
            // Some have a key in it.
            let token_url = format!("{}/token?key={TOKEN}", server.url());
            let builder = ClientBuilder::<Client>::new(&KEYS)
                .base_url(server.url())
                .retries(AT_ONCE)
                .basic_auth("user", TOKEN)
                .digest_auth("user", TOKEN)
                .client_credentials_at(token_url, "id", TOKEN)
                .api_key_for("Header", TOKEN)
                .api_key_for("Query", TOKEN)
                .api_key_for("Cookie", TOKEN);
            write!(printed, "{builder:?}").unwrap();
            let client = builder.build().unwrap();
            write!(printed, "{client:?}").unwrap();
            outcomes.push(Call::new(&client, operation).send().await);
        }
    }
    outcomes
}

#[tokio::test]
async fn no_text_holds_what_any_scheme_is_satisfied_with() {
    let ear = Ear::open();
    let mut printed = String::new();
    for outcome in outcomes(&mut printed).await {
        match outcome {
            Ok(answer) => {
                writeln!(printed, "{answer:?}").unwrap();
                print_chain(&answer.undocumented(), &mut printed);
            }
            Err(error) => print_chain(&error, &mut printed),
        }
    }
    assert!(printed.contains("the token endpoint answered 400"));
    assert!(printed.contains("answered 503"));
    assert_hidden(&printed);
    assert!(ear.text().contains("specwright"), "it heard something");
    assert_hidden(&ear.text());
}

/// In a process of its own, whose output is looked at.
#[tokio::test]
async fn neither_a_panic_nor_anything_that_is_printed_holds_a_secret() {
    if std::env::var_os(AGAIN).is_none() {
        let test = "secrets::neither_a_panic_nor_anything_that_is_printed_holds_a_secret";
        let printed = run_again(test, &[("RUST_BACKTRACE", "0")]);
        assert!(
            printed.contains("called `Result::unwrap_err()`"),
            "{printed}"
        );
        assert!(printed.contains("called `Result::unwrap()`"), "{printed}");
        return assert_hidden(&printed);
    }
    for outcome in outcomes(&mut String::new()).await {
        let panics = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| match outcome {
            Ok(_) => drop(outcome.unwrap_err()),
            Err(_) => drop(outcome.unwrap()),
        }));
        assert!(panics.is_err());
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
        authorization: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        write!(self.0.lock().unwrap(), "{request:?} {authorization:?}").unwrap();
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn a_printed_request_shows_neither_cookies_nor_headers() {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let printing = Arc::new(Printing::default());
    let client = builder(&server)
        .credentials(printing.clone())
        .build()
        .unwrap();
    Call::new(&client, &CREATE)
        .with(Parameter::path("groupId"), "g")
        .with(Parameter::cookie("session"), TOKEN)
        .with(Parameter::header("X-Key"), TOKEN)
        .send()
        .await
        .unwrap();
    assert!(server.requests()[0].contains(&format!("cookie: session={TOKEN}")));
    let printed = printing.0.lock().unwrap();
    for header in ["cookie", "x-key"] {
        assert!(
            printed.contains(&format!("\"{header}\": Sensitive")),
            "{printed}"
        );
    }
    assert!(!printed.contains(TOKEN), "{printed}");
    let asked = r#"Authorization { scheme: "BearerAuth", operation: "createJob", time_left: "#;
    assert!(printed.contains(asked), "{printed}");
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
    let (_, port) = server.url().rsplit_once(':').unwrap();
    let port = format!("server.port={port}");
    for part in [
        "operation.id=\"createJob\"",
        "http.request.method=\"POST\"",
        "url.template=\"/groups/{groupId}/jobs\"",
        "server.address=\"127.0.0.1\"",
        &port,
        "http.response.status_code=404",
    ] {
        assert!(closed[0].contains(part), "{part} in {}", closed[0]);
    }
    let kinds = ["transport", "interrupted", "too_large"];
    for (line, kind) in closed[1..].iter().zip(kinds) {
        assert!(line.contains(&format!("error.type=\"{kind}\"")), "{line}");
    }
}
