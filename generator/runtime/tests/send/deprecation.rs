//! Deprecation at run time: one warning, the policies, and where the server's word differs from the document's.

use std::sync::Arc;

use specwright_runtime::jiff::Timestamp;
use specwright_runtime::{
    Call, CallOptions, Client, DeprecationPolicy, Error, Operation, RetryPolicy,
};

use crate::support::{Act, Ear, LIST, OLD, Server, builder};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn call(client: &Client, operation: &'static Operation) {
    Call::new(client, operation).send().await.unwrap();
}

#[tokio::test]
async fn a_deprecated_operation_is_warned_of_once_for_a_client_and_its_clones() {
    let ear = Ear::open();
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let client = builder(&server)
        .clock(at("2026-01-14T00:00:00Z"))
        .build()
        .unwrap();
    call(&client, &OLD).await;
    call(&client.clone(), &OLD).await;
    call(&client, &LIST).await;
    let warnings = ear.warnings();
    let [warning] = warnings.as_slice() else {
        panic!("{warnings:?}")
    };
    for part in [
        "operation=\"oldJobs\"",
        "sunset=2026-01-15",
        "successor=\"listJobs\"",
        "docs=\"https://jobs.example/docs\"",
        "will stop answering",
    ] {
        assert!(warning.contains(part), "{part} in {warning}");
    }
    let other = builder(&server)
        .clock(at("2026-01-15T00:00:00Z"))
        .build()
        .unwrap();
    call(&other, &OLD).await;
    assert_eq!(ear.warnings().len(), 2);
    assert!(ear.warnings()[1].contains("its sunset has come"));
}

#[tokio::test]
async fn who_ignores_deprecation_hears_nothing() {
    let ear = Ear::open();
    let headers = "deprecation: true\r\nsunset: soon\r\n";
    let server = Server::start([Act::answer("200 OK", headers, "")]).await;
    let client = builder(&server)
        .deprecation(DeprecationPolicy::Ignore)
        .build()
        .unwrap();
    call(&client, &OLD).await;
    call(&client, &LIST).await;
    assert_eq!(ear.warnings(), [""; 0]);
}

#[tokio::test]
async fn a_refused_call_sends_nothing_and_names_the_successor() {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    for (policy, clock) in [
        (DeprecationPolicy::Deny, "2020-01-01T00:00:00Z"),
        (DeprecationPolicy::DenyAfterSunset, "2026-01-15T00:00:00Z"),
    ] {
        let client = builder(&server)
            .deprecation(policy)
            .clock(Arc::new(at(clock)))
            .build()
            .unwrap();
        let error = Call::new(&client, &OLD).send().await.unwrap_err();
        assert!(matches!(error, Error::Deprecated(_)));
        assert!(!error.maybe_executed());
        let refusal = error.deprecation_refusal().unwrap();
        assert_eq!(
            (refusal.successor(), refusal.policy()),
            (Some("listJobs"), policy)
        );
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn the_calls_policy_goes_before_the_clients() {
    let server = Server::start([Act::json("200 OK", "1")]).await;
    let client = builder(&server)
        .deprecation(DeprecationPolicy::Deny)
        .build()
        .unwrap();
    let mut allowed = Call::new(&client, &OLD);
    allowed.set_options(CallOptions::new().deprecation(DeprecationPolicy::Ignore));
    allowed.send().await.unwrap();

    let client = builder(&server).build().unwrap();
    let mut denied = Call::new(&client, &OLD);
    denied.set_options(CallOptions::new().deprecation(DeprecationPolicy::Deny));
    assert!(
        denied
            .send()
            .await
            .unwrap_err()
            .deprecation_refusal()
            .is_some()
    );
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_server_that_disagrees_with_the_document_is_told_of_once() {
    let ear = Ear::open();
    let headers = "deprecation: Mon, 5 Aug 2024 00:00:00 GMT\r\nsunset: Thu, 1 Jul 2027 00:00:00 GMT\r\n\
                   link: <https://v2>; rel=\"successor-version\"\r\n";
    let server = Server::start([Act::answer("400 Bad Request", headers, "")]).await;
    let client = builder(&server).build().unwrap();
    for _ in 0..2 {
        call(&client, &OLD).await;
        call(&client, &LIST).await;
        assert_eq!(ear.warnings().len(), 4, "{:#?}", ear.warnings());
    }
    let warnings = ear.warnings();
    assert!(
        warnings[1].contains("the server announces 2027-07-01 as sunset, the document 2026-01-15")
    );
    assert!(warnings[1].contains("successor=\"https://v2\""));
    assert!(
        warnings[2]
            .contains("the server says that the operation is deprecated, the document does not")
    );
    assert!(warnings[3].contains("the server announces 2027-07-01 as sunset, the document none"));
}

#[tokio::test]
async fn headers_that_agree_or_are_absent_are_no_event() {
    let ear = Ear::open();
    let headers = "deprecation: @1700000000\r\nsunset: Thu, 15 Jan 2026 23:59:59 GMT\r\n";
    let server = Server::start([
        Act::answer("200 OK", headers, ""),
        Act::answer("200 OK", "", ""),
    ])
    .await;
    let client = builder(&server).build().unwrap();
    call(&client, &OLD).await;
    call(&client, &OLD).await;
    assert_eq!(ear.warnings().len(), 1);
}

#[tokio::test]
async fn ill_formed_headers_are_reported_and_fail_nothing() {
    let ear = Ear::open();
    let server = Server::start([Act::answer("200 OK", "deprecation: maybe\r\n", "")]).await;
    let client = builder(&server).build().unwrap();
    call(&client, &LIST).await;
    let answer = Call::new(&client, &LIST).send().await.unwrap();
    assert_eq!(answer.deprecation().ill_formed()[0].raw(), "maybe");
    let warnings = ear.warnings();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].contains("`deprecation` header is not well-formed: \"maybe\""));
}

#[tokio::test]
async fn only_what_went_out_counts_as_sent() {
    let counts = |client: &Client| -> Vec<(u64, u64)> {
        let used = client.deprecations();
        used.iter().map(|it| (it.sent(), it.refused())).collect()
    };
    let cut =
        b"HTTP/1.1 200 OK\r\nsunset: Fri, 16 Jan 2026 00:00:00 GMT\r\ncontent-length: 9\r\n\r\nx";
    let server = Server::start([Act::Answer(cut.to_vec())]).await;
    let client = builder(&server)
        .retries(RetryPolicy::never())
        .build()
        .unwrap();
    // Port 1 is where nobody listens.
    let mut nowhere = Call::new(&client, &OLD);
    nowhere.set_options(CallOptions::new().base_url("http://127.0.0.1:1"));
    assert!(matches!(nowhere.send().await, Err(Error::Connect(_))));
    assert_eq!(counts(&client), [(0, 0)]);

    // An answer that breaks off has told its headers, too.
    let error = Call::new(&client, &OLD).send().await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error:?}");
    assert_eq!(counts(&client), [(1, 0)]);
    let announced = client.deprecations()[0].announced_sunset();
    assert_eq!(announced, Some(at("2026-01-16T00:00:00Z")));
}
