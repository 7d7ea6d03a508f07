//! Deprecated parameters, properties and values: told once, refused where the policy says so, counted.

use specwright_runtime::jiff::Timestamp;
use specwright_runtime::jiff::civil::date;
use specwright_runtime::serde::{Serialize, Serializer};
use specwright_runtime::{
    Call, CallOptions, Check, Checker, Client, Deprecation, DeprecationPolicy, Encoding, Error,
    Operation, Parameter,
};

use crate::support::{Act, Ear, LIST, OLD, Server, builder, upload};

static PLAIN: Deprecation = Deprecation::PLAIN;
static DATED: Deprecation = Deprecation {
    sunset: Some(date(2026, 1, 15)),
    successor: Some("after"),
    link: Some("https://jobs.example/docs"),
    ..Deprecation::PLAIN
};
static UPLOAD: Operation = upload(None);
const BEFORE: Parameter = Parameter::query("before").deprecated(&DATED);
const KIND: Parameter = Parameter::query("kind");

/// A body with a deprecated property.
struct Job {
    old: Option<&'static str>,
}

impl Serialize for Job {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.old.map(|old| ("old", old)))
    }
}

impl Check for Job {
    fn check(&self, checker: &mut Checker<'_>) {
        if self.old.is_some() {
            checker.deprecated_property("Job", "old", &PLAIN);
        }
        checker.property("old", &self.old);
    }
}

/// An enum with a deprecated value.
struct Kind(&'static str);

const NEW: Kind = Kind("NEW");
const OLD_KIND: Kind = Kind("OLD");

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl Check for Kind {
    fn check(&self, checker: &mut Checker<'_>) {
        if self.0 == OLD_KIND.0 {
            checker.deprecated_value("Kind", OLD_KIND.0, &DATED);
        }
    }
}

async fn server() -> Server {
    Server::start([Act::json("200 OK", "1")]).await
}

fn at(client: specwright_runtime::ClientBuilder<Client>, now: &str) -> Client {
    let now: Timestamp = now.parse().unwrap();
    client.clock(now).build().unwrap()
}

fn counts(client: &Client) -> Vec<String> {
    let used = client.deprecations();
    used.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_deprecated_parameter_property_or_value_is_warned_of_once_without_what_it_holds() {
    let ear = Ear::open();
    let server = server().await;
    let client = at(builder(&server), "2026-01-14T00:00:00Z");
    for client in [&client, &client.clone()] {
        let call = Call::new(client, &UPLOAD).with(BEFORE, "hunter2");
        let call = call.with(KIND, &OLD_KIND);
        let job = Job {
            old: Some("hunter2"),
        };
        call.json(&job).send().await.unwrap();
    }
    let warnings = ear.warnings();
    let [parameter, value, property] = warnings.as_slice() else {
        panic!("{warnings:#?}")
    };
    for (warning, texts) in [
        (
            parameter,
            &[
                "the parameter is deprecated and will stop working from its sunset on",
                "operation=\"upload\" parameter=\"before\" sunset=2026-01-15 successor=\"after\" \
                 docs=\"https://jobs.example/docs\"",
            ][..],
        ),
        (
            value,
            &[
                "the value is deprecated and will",
                "parameter=\"kind\" value=\"OLD\" sunset",
            ],
        ),
        (
            property,
            &[
                "the property is deprecated",
                "operation=\"upload\" property=\"/old\"",
            ],
        ),
    ] {
        for text in texts {
            assert!(warning.contains(text), "{text} in {warning}");
        }
    }
    assert!(!ear.text().contains("hunter2"), "{}", ear.text());
    assert_eq!(
        counts(&client),
        [
            "`upload`, query parameter `before`: 2 sent, 0 refused; sunset 2026-01-15; use `after` instead",
            "`upload`, the value `OLD` of query parameter `kind`: 2 sent, 0 refused; sunset 2026-01-15; use `after` instead",
            "`upload`, body at /old: 2 sent, 0 refused",
        ]
    );
}

#[tokio::test]
async fn what_is_not_used_is_neither_told_nor_refused_nor_counted() {
    let ear = Ear::open();
    let server = server().await;
    let client = builder(&server)
        .deprecation(DeprecationPolicy::Deny)
        .build()
        .unwrap();
    let call = Call::new(&client, &UPLOAD).with(KIND, &NEW);
    call.json(&Job { old: None }).send().await.unwrap();
    // What is given in another's place counts.
    let call = Call::new(&client, &UPLOAD).with(KIND, &OLD_KIND);
    let call = call.with(KIND, &NEW);
    let call = call.json(&Job { old: Some("x") });
    call.bytes("text/plain", b"x".as_slice())
        .send()
        .await
        .unwrap();
    assert_eq!(ear.warnings(), [""; 0]);
    assert_eq!(counts(&client), [""; 0]);
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_call_with_a_deprecated_part_is_refused_where_the_policy_says_so() {
    let server = server().await;
    let client = at(
        builder(&server).deprecation(DeprecationPolicy::DenyAfterSunset),
        "2026-01-15T00:00:00Z",
    );
    let refused = Call::new(&client, &LIST).with(BEFORE, "hunter2");
    let error = refused.send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`listJobs` was not called: query parameter `before` is deprecated, its sunset is 2026-01-15, and the policy is \
         DenyAfterSunset; use `after` instead (see https://jobs.example/docs)"
    );
    assert!(matches!(error, Error::Deprecated(_)) && !error.maybe_executed());
    let part = error.deprecation_refusal().unwrap().part().unwrap();
    assert_eq!(part.to_string(), "query parameter `before`");
    // A part without a date has no sunset.
    let job = Job { old: Some("x") };
    Call::new(&client, &UPLOAD).json(&job).send().await.unwrap();
    let mut denied = Call::new(&client, &UPLOAD).json(&job);
    denied.set_options(CallOptions::new().deprecation(DeprecationPolicy::Deny));
    let error = denied.send().await.unwrap_err();
    assert!(
        error.to_string().starts_with(
            "`upload` was not called: body at /old is deprecated, and the policy is Deny"
        ),
        "{error}"
    );
    assert_eq!(server.connections(), 1);
    assert_eq!(
        counts(&client),
        [
            "`listJobs`, query parameter `before`: 0 sent, 1 refused; sunset 2026-01-15; use `after` instead",
            "`upload`, body at /old: 1 sent, 1 refused",
        ]
    );
}

#[tokio::test]
async fn a_part_of_a_form_is_found_once() {
    let server = server().await;
    let client = builder(&server).build().unwrap();
    let encodings: &[Encoding] = &[];
    let call = Call::new(&client, &UPLOAD).form(&Job { old: Some("x") }, encodings);
    call.send().await.unwrap();
    assert_eq!(
        counts(&client),
        ["`upload`, body at /old: 1 sent, 0 refused"]
    );
}

#[tokio::test]
async fn a_program_can_read_at_its_end_what_was_deprecated_of_what_it_used() {
    let ear = Ear::open();
    let headers = "deprecation: @1700000000\r\nsunset: Thu, 1 Jul 2027 00:00:00 GMT\r\n";
    let server = Server::start([Act::answer("200 OK", headers, "1")]).await;
    let client = builder(&server)
        .deprecation(DeprecationPolicy::Ignore)
        .build()
        .unwrap();
    assert!(client.deprecations().is_empty());
    for operation in [&OLD, &LIST, &OLD] {
        Call::new(&client, operation).send().await.unwrap();
    }
    let mut denied = Call::new(&client.clone(), &OLD);
    denied.set_options(CallOptions::new().deprecation(DeprecationPolicy::Deny));
    denied.send().await.unwrap_err();
    // A call that is no request is no use.
    let unfit = Call::new(&client, &OLD).with(Parameter::path("nowhere"), "");
    unfit.send().await.unwrap_err();
    assert_eq!(
        counts(&client),
        [
            "`oldJobs`: 2 sent, 1 refused; sunset 2026-01-15; use `listJobs` instead",
            "`listJobs`: 1 sent, 0 refused; sunset 2027-07-01",
        ]
    );
    let used = client.deprecations();
    let since: Timestamp = "2023-11-14T22:13:20Z".parse().unwrap();
    assert_eq!(used[0].announced_since(), Some(since));
    assert_eq!(used[1].announced_since(), Some(since));
    assert_eq!(ear.warnings(), [""; 0]);
}
