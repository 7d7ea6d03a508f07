//! Deprecated parts of requests: the generated code says which there are, and a client counts those that are used.
#![expect(deprecated, reason = "it is about what is deprecated")]

use specwright_runtime::{DeprecationPolicy, Nullable};

use crate::calls::{client, server};
use crate::deprecated_parts::types::{
    Flavour, Job, Leaf, Level, Limit, Order, SearchRequest, SendFileRequest, Size, Step,
    TargetWithCluster, TargetWithHost,
};
use crate::deprecated_parts::{Client, operations::untagged::SearchError};

fn counts(client: &Client) -> Vec<String> {
    let used = client.runtime().deprecations();
    used.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn each_part_is_found_where_the_document_has_it() {
    let server = server(204, None).await;
    let client = client(Client::builder(), &server);
    let inner = Job::new("n").title("t").limit(Limit::None);
    let job = Job::new("n")
        .size(Size::Xxl)
        .level(Level::Minus1)
        .steps(vec![Step::new(), Step::new().minutes(Nullable::Null)])
        .target(TargetWithCluster::new("c").region("r").into())
        .leaf(Leaf::new())
        .before(inner);
    let call = client.create_job("team", &job).envelope(true);
    let call = call.sizes(&[Size::M, Size::Xxl]).x_trace("x");
    call.flavour(&Flavour::Sour).send().await.expect("a 204");
    assert_eq!(
        counts(&client),
        [
            "`createJob`, path parameter `team`: 1 sent, 0 refused",
            "`createJob`, body at /leaf: 1 sent, 0 refused; sunset 2030-06-01",
            "`createJob`, the value `XXL` of body at /size: 1 sent, 0 refused",
            "`createJob`, the value `-1` of body at /level: 1 sent, 0 refused",
            "`createJob`, body at /steps/*/minutes: 1 sent, 0 refused",
            "`createJob`, body at /target/region: 1 sent, 0 refused",
            "`createJob`, body at /before/title: 1 sent, 0 refused; sunset 2030-06-01; use `name` instead",
            "`createJob`, the value `none` of body at /before/limit: 1 sent, 0 refused",
            "`createJob`, query parameter `envelope`: 1 sent, 0 refused; sunset 2030-06-01; use `pretty` instead",
            "`createJob`, the value `XXL` of query parameter `sizes` at /*: 1 sent, 0 refused",
            "`createJob`, header parameter `X-Trace`: 1 sent, 0 refused",
            "`createJob`, the value `sour` of cookie `flavour`: 1 sent, 0 refused; sunset 2030-06-01",
        ]
    );
}

#[tokio::test]
async fn what_is_not_deprecated_is_used_freely() {
    let server = server(204, None).await;
    let builder = Client::builder().deprecation(DeprecationPolicy::Deny);
    let client = client(builder, &server);
    let file = SendFileRequest::new().file(b"x".to_vec());
    client.send_file().body(&file).send().await.expect("a 204");
    let job = Job::new("n")
        .size(Size::M)
        .level(Level::Value0)
        .limit(Limit::False)
        .steps(vec![Step::new().seconds(1)])
        .target(TargetWithHost::new("h").into());
    let refusal = client.create_job("team", &job).pretty(true);
    let refusal = refusal.order(&Order::Up).sizes(&[Size::S]);
    let refusal = refusal.flavour(&Flavour::Sweet).send().await;
    // The one that nobody can go without.
    let error = refusal.expect_err("a refusal");
    let refusal = error.deprecation_refusal().expect("a refusal");
    let part = refusal.part().expect("a part");
    assert_eq!(part.to_string(), "path parameter `team`");
    assert_eq!(
        counts(&client),
        ["`createJob`, path parameter `team`: 0 sent, 1 refused"]
    );
}

#[tokio::test]
async fn parts_of_forms_are_parts_too() {
    let server = server(204, None).await;
    let client = client(Client::builder(), &server);
    let file = SendFileRequest::new().thumbnail(b"x".to_vec()).note("n");
    client.send_file().body(&file).send().await.expect("a 204");
    let search = SearchRequest::new("text", "en");
    client.search(&search).send().await.expect("a 204");
    assert_eq!(
        counts(&client),
        [
            "`sendFile`, body at /thumbnail: 1 sent, 0 refused",
            "`sendFile`, body at /note: 1 sent, 0 refused",
            "`search`: 1 sent, 0 refused; sunset 2030-06-01; use `createJob` instead",
            "`search`, body at /language: 1 sent, 0 refused",
        ]
    );
}

#[tokio::test]
async fn a_documented_410_keeps_its_variant_and_tells_of_the_sunset() {
    let server = server(410, Some(serde_json::json!({"reason": "It was slow."}))).await;
    let day = "2030-06-01T00:00:00Z".parse::<specwright_runtime::jiff::Timestamp>();
    let builder = Client::builder().clock(day.expect("a day"));
    let client = client(builder, &server);
    let search = SearchRequest::new("text", "en");
    let error = client.search(&search).send().await.expect_err("a 410");
    let sunset = error.sunset().expect("a sunset");
    assert_eq!(sunset.successor(), Some("createJob"));
    let SearchError::Gone(gone) = &error else {
        panic!("{error:?}")
    };
    let body = gone.body().expect("a body");
    assert_eq!(body.reason.as_deref(), Some("It was slow."));
    assert!(
        error.to_string().contains("use `createJob` instead"),
        "{error}"
    );
}
