//! What a program that watches its calls can tell of those that failed.

use std::time::Duration;

use specwright_runtime::{
    Authorization, BoxFuture, Call, CallOptions, Client, Credentials, CredentialsError,
    DeprecationPolicy, Parameter, SecurityScheme, reqwest,
};

use crate::support::{Act, CREATE, Ear, LIST, OLD, Server, builder};

/// Credentials that are never there.
struct Lost;

impl Credentials for Lost {
    fn satisfies(&self, _: &SecurityScheme) -> bool {
        true
    }

    fn authorize<'a>(
        &'a self,
        _: &'a mut reqwest::Request,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(async { Err(CredentialsError::new("the vault is locked")) })
    }
}

#[tokio::test]
async fn each_kind_of_failure_has_its_word() {
    let server = Server::start([Act::json("200 OK", "too large")]).await;
    let silent = Server::start([Act::Hang(Vec::new())]).await;
    let gone = Server::start([Act::Answer(Vec::new())]).await;
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx".to_vec();
    let cut = Server::start([Act::Answer(cut)]).await;
    let client = |server: &Server| builder(server).max_response_bytes(4).build().unwrap();
    let to = |server: &Server| Call::new(&client(server), &LIST);
    let create = |client: &Client| Call::new(client, &CREATE).with(Parameter::path("groupId"), "g");
    let with = |mut call: Call, options: CallOptions| {
        call.set_options(options);
        call
    };
    let locked = builder(&server).credentials(Lost).build().unwrap();
    let refusing = CallOptions::new().deprecation(DeprecationPolicy::Deny);
    // Port 1 is where nobody listens.
    let nowhere = CallOptions::new().base_url("http://127.0.0.1:1");
    let short = CallOptions::new().timeout(Duration::from_millis(100));
    for (call, kind) in [
        (
            to(&server).with(Parameter::query("n"), &f64::NAN),
            "invalid_request",
        ),
        (
            with(Call::new(&client(&server), &OLD), refusing),
            "deprecated",
        ),
        (create(&client(&server)), "missing_credentials"),
        (create(&locked), "credentials"),
        (with(to(&server), nowhere), "connect"),
        (with(to(&silent), short), "timeout"),
        (to(&gone), "transport"),
        (to(&cut), "interrupted"),
        (to(&server), "too_large"),
    ] {
        let ear = Ear::open();
        let error = call.send().await.unwrap_err();
        let text = ear.text();
        let word = format!("error.type=\"{kind}\"");
        assert!(text.contains(&word), "{kind} of {error:?} in {text}");
    }
}
