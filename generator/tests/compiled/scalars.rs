//! Literals, formats and what JSON Schema 2020-12 adds: each value read and written back equal, each bad one kept as it
//! came and kept out of requests, or refused.

use serde_json::{Value, json};
use specwright_runtime::jiff::civil;
use specwright_runtime::{DecimalNumber, EmailAddress, Formatted, Nullable, StatusCode, reqwest};

use crate::calls::{client, only_request, server};
use crate::formats::types::Thing as Formats;
use crate::literals::types::{self as literals, Kind, Level, Mixed, Named, Number, WithDefault};
use crate::values::{again, read, refusal, violations};
use crate::version_3_1::types::{self as version_3_1, Either, Leaf};

/// The property read and written, and what keeps it out of a request.
fn checked<T>(value: &Value) -> Vec<String>
where
    T: serde::de::DeserializeOwned + serde::Serialize + specwright_runtime::Check,
{
    assert_eq!(again::<T>(value), *value);
    violations(&read::<T>(value))
}

#[test]
fn literals_of_every_kind_are_variants() {
    use literals::Thing;
    let thing = |name: &str, value: Value| read::<Thing>(&json!({name: value}));
    for (value, expected) in [
        (0, Number::Value0),
        (10, Number::Value10),
        (-1, Number::Minus1),
        (7, Number::Unrecognized(7)),
    ] {
        assert_eq!(thing("number", json!(value)).number, Some(expected));
    }
    for (value, expected) in [
        (json!("auto"), Mixed::Auto),
        (json!(1), Mixed::Value1),
        (json!(1.0), Mixed::Value1),
        (json!(2.5), Mixed::Value2point5),
        (json!(false), Mixed::False),
        (json!(true), Mixed::Unrecognized(json!(true))),
        (json!([]), Mixed::Unrecognized(json!([]))),
    ] {
        assert_eq!(thing("mixed", value).mixed, Some(expected));
    }
    for (value, expected) in [
        (json!("a"), Nullable::Value(literals::Nullable::A)),
        (json!("b"), Nullable::Value(literals::Nullable::B)),
        (json!(null), Nullable::Null),
    ] {
        assert_eq!(thing("nullable", value).nullable, Some(expected));
    }
    for (value, expected) in [(1, Named::Small), (2, Named::Large)] {
        assert_eq!(thing("named", json!(value)).named, Some(expected));
    }
    // A default says what the server takes; nobody sends it unasked.
    assert_eq!(thing("floats", json!(0.5)).with_default, None);
    let named = thing("with_default", json!("y"));
    assert_eq!(named.with_default, Some(WithDefault::Y));
    let good = json!({"number": 10, "flag": true, "mixed": 2.5, "nullable": null, "named": 2, "floats": 0.5, "with_default": "x"});
    assert!(checked::<Thing>(&good).is_empty());
    let odd = json!({"number": 7, "mixed": true, "nullable": "c", "named": 3, "with_default": "z"});
    assert_eq!(
        checked::<Thing>(&odd),
        [
            "body at /number must be one of `0`, `10`, `-1`",
            "body at /mixed must be one of `auto`, `1`, `2.5`, `false`",
            "body at /nullable must be one of `a`, `b`",
            "body at /named must be one of `1`, `2`",
            "body at /with_default must be one of `x`, `y`",
        ]
    );
    for wrong in [r#"{"number": "10"}"#, r#"{"named": 1.5}"#, r#"{"flag": 1}"#] {
        refusal::<Thing>(wrong);
    }
}

#[tokio::test]
async fn literals_stand_in_a_url_as_they_are() {
    let server = server(200, Some(json!({"number": -1}))).await;
    let client = client(crate::literals::Client::builder(), &server);
    let kinds = [
        Kind::Empty,
        Kind::AscLower,
        Kind::AscUpper,
        Kind::GreaterOrEqual,
        Kind::EtcGmtPlus1,
        Kind::Snowman,
    ];
    let thing = literals::Thing::new()
        .number(Number::Minus1)
        .mixed(Mixed::False);
    let call = client.send_thing(&Level::Value2, &thing).kind(&kinds);
    let answer = call.send().await.expect("a success");
    assert_eq!(
        (answer.status(), &answer.number),
        (StatusCode::OK, &Some(Number::Minus1))
    );
    let request = only_request(&server).await;
    assert_eq!(request.url.path(), "/things/2");
    assert_eq!(
        request.url.query(),
        Some("kind=&kind=asc&kind=ASC&kind=%3E%3D&kind=Etc%2FGMT%2B1&kind=%E2%98%83")
    );
    assert_eq!(request.body, br#"{"number":-1,"mixed":false}"#);
    let unknown = client
        .send_thing(&Level::Unrecognized(4), &thing)
        .send()
        .await;
    let refused = unknown.expect_err("no level").to_string();
    assert!(
        refused.contains("path parameter `level` must be one of `1`, `2`, `3`"),
        "{refused}"
    );
}

#[test]
fn texts_of_a_format_keep_their_text() {
    for (name, good, bad) in [
        ("decimal", ["0.10", "-1e400"], "1,5"),
        ("date", ["2024-02-29", "0001-01-01"], "2023-02-29"),
        ("time", ["12:00:00", "23:59:59.5+01:00"], "24:00"),
        (
            "date_time",
            [
                "2024-02-29t12:00:00.123456789z",
                "2024-02-29T12:00:00+01:00",
            ],
            "2024-02-29 12:00:00",
        ),
        ("duration", ["P1Y2M3DT4H5M6S", "PT0.5S"], "1 day"),
        (
            "uuid",
            [
                "67e55044-10b1-426f-9247-bb680e5fe0c8",
                "67E55044-10B1-426F-9247-BB680E5FE0C8",
            ],
            "67e5504410b1426f9247bb680e5fe0c8",
        ),
        (
            "uri",
            ["https://example.com/a?b=c#d", "urn:isbn:1"],
            "/relative",
        ),
        ("email", ["ada@example.com", "\"a b\"@[127.0.0.1]"], "ada"),
        ("byte", ["", "AP8="], "AP8"),
        ("ip", ["127.0.0.1", "::1"], "localhost"),
        ("ipv4", ["0.0.0.0", "255.255.255.255"], "::1"),
        ("ipv6", ["::ffff:1.2.3.4", "fe80::1"], "127.0.0.1"),
    ] {
        for good in good {
            let told = checked::<Formats>(&json!({name: good}));
            assert!(told.is_empty(), "{name}: {told:?}");
        }
        let told = checked::<Formats>(&json!({name: bad}));
        let told = told.first().expect("a violation");
        let expected = format!("body at /{name} must be written in the format `");
        assert!(told.starts_with(&expected), "{told}");
        refusal::<Formats>(&json!({name: 1}).to_string());
    }
    // Texts without a type of their own are free.
    for name in ["binary", "other"] {
        assert!(checked::<Formats>(&json!({name: "anything \u{0}"})).is_empty());
    }
    let nested = json!({"list": ["x"], "map": {"k": "x"}});
    assert_eq!(
        checked::<Formats>(&nested),
        [
            "body at /list/0 must be written in the format `uuid`",
            "body at /map/k must be written in the format `date`",
        ]
    );
}

/// What a text means, if it means anything.
fn value<T: Clone>(text: Option<Formatted<T>>) -> Option<T> {
    text.and_then(|text| text.value().cloned())
}

#[test]
fn texts_of_a_format_say_what_they_mean() {
    let thing: Formats = read(&json!({
        "date": "2024-02-29",
        "date_time": "2024-02-29T12:00:00+01:00",
        "byte": "AP8=",
        "ip": "::1",
        "email": "ada@example.com",
        "uri": "https://example.com/a",
        "decimal": "1.50",
        "duration": "not one",
    }));
    assert_eq!(value(thing.date).map(civil::Date::day), Some(29));
    let time = value(thing.date_time).map(|it| it.to_string());
    assert_eq!(time.as_deref(), Some("2024-02-29T11:00:00Z"));
    assert_eq!(value(thing.byte), Some(vec![0, 255]));
    assert_eq!(value(thing.ip).map(|it| it.is_loopback()), Some(true));
    assert_eq!(
        value(thing.email).as_ref().map(EmailAddress::domain),
        Some("example.com")
    );
    assert_eq!(
        value(thing.uri).as_ref().map(reqwest::Url::path),
        Some("/a")
    );
    assert_eq!(
        value(thing.decimal).as_ref().map(DecimalNumber::as_str),
        Some("1.50")
    );
    assert!(value(thing.duration).is_none());
}

#[test]
fn numbers_have_the_width_of_their_format() {
    for (name, good, bad) in [
        (
            "small",
            [json!(i32::MIN), json!(i32::MAX)],
            json!(1_i64 << 31),
        ),
        (
            "large",
            [json!(i64::MIN), json!(i64::MAX)],
            json!(1_u64 << 63),
        ),
        ("unsigned", [json!(0), json!(u32::MAX)], json!(-1)),
        ("huge", [json!(0), json!(u64::MAX)], json!(-1)),
        ("beyond", [json!(0), json!(u64::MAX)], json!(1.5)),
        ("float", [json!(0.1), json!(1e300)], json!("0.1")),
        ("double", [json!(-0.5), json!(5e-324)], json!("0.1")),
    ] {
        for good in good {
            assert!(checked::<Formats>(&json!({name: good})).is_empty());
        }
        let told = refusal::<Formats>(&json!({name: bad}).to_string());
        assert!(told.contains("invalid"), "{name}: {told}");
    }
}

#[test]
#[expect(deprecated, reason = "a sibling of `$ref` says so of one")]
fn keywords_of_json_schema_2020_12_are_read() {
    use version_3_1::Thing;
    let full = json!({
        "kind": "thing",
        "maybe": null,
        "either": 1,
        "pair": ["a", 0.5],
        "above": 1.25,
        "sibling": {"green": true},
        "narrowed": "abc",
        "local": {"deep": true},
        "anything": [null, {"x": 1}],
        "nothing": null,
        "listed": ["a", null],
        "encoded": "AP8=",
        "by_pattern": {"x-a": 1},
        "number": 2,
    });
    assert!(checked::<Thing>(&full).is_empty());
    let thing: Thing = read(&full);
    assert_eq!(thing.pair, Some(("a".to_owned(), 0.5)));
    assert_eq!(thing.either, Some(Either::Integer(1)));
    assert_eq!(thing.number, Some(version_3_1::Number::Second));
    assert_eq!(thing.nothing, Some(Nullable::Null));
    assert_eq!(thing.sibling, Some(Leaf::new().green(true)));
    let odd = json!({
        "kind": "other",
        "maybe": "too long",
        "either": [],
        "above": 1.5,
        "narrowed": "",
        "number": 3,
    });
    assert_eq!(
        checked::<Thing>(&odd),
        [
            "body at /kind must be one of `thing`",
            "body at /maybe must have at most 5 characters",
            "body at /either must be one of the documented variants",
            "body at /above must be below 1.5",
            "body at /narrowed must have at least 1 character",
            "body at /number must be one of `1`, `2`",
        ]
    );
    let mut zero = json!({"kind": "thing", "above": 0.0});
    assert_eq!(checked::<Thing>(&zero), ["body at /above must be above 0"]);
    for (name, wrong) in [
        ("pair", json!(["a"])),
        ("pair", json!(["a", 1, 2])),
        ("sibling", json!(null)),
        ("by_pattern", json!({"x-a": "1"})),
        ("listed", json!(null)),
    ] {
        zero[name] = wrong;
        refusal::<Thing>(&zero.to_string());
        zero[name] = json!(null);
    }
}
