//! Texts, bytes and streams that are not what was promised.

use serde_json::Value;

use super::{
    Broken, CHARSET, CONTENT_TYPE, Case, Form, Reply, UTF8, case, is_one_of_several, may_be,
};
use crate::{
    adapter::{Kind, Outcome},
    difference::{Difference, Failure, verdict},
    harness::Settings,
    mapping::is_same,
};

/// Media types that one answer hardly has all of.
const FOREIGN: &[(&str, &str)] = &[
    ("html", "text/html"),
    ("json", "application/json"),
    ("image", "image/x-none"),
    ("octets", "application/octet-stream"),
    ("xml", "application/xml"),
];

/// The body under labels that say that it is something else.
pub(super) fn labels(reply: &Reply, value: &Value) -> Vec<Broken> {
    if is_one_of_several(reply) {
        return Vec::new();
    }
    let body = reply.encoded(value);
    let foreign = FOREIGN
        .iter()
        .filter(|(_, media_type)| !may_be(reply, media_type));
    let mut all: Vec<Broken> = foreign
        .map(|(name, media_type)| {
            let name = format!("content_type::{name}");
            Broken::new(name, body.clone(), CONTENT_TYPE).labelled(&[media_type])
        })
        .collect();
    let media_type = reply.media_type();
    if reply
        .content
        .is_some_and(|content| !content.media_type.contains('*'))
    {
        let two = Broken::new("content_type::two_of_them", body, CONTENT_TYPE);
        all.push(two.labelled(&[&media_type, "multipart/x-none"]));
    }
    all
}

/// Texts that are none.
pub(super) fn texts(reply: &Reply, value: &Value) -> Vec<Broken> {
    let body = reply.encoded(value);
    let media_type = reply.media_type();
    let mut all = labels(reply, value);
    for (name, bytes) in [
        ("latin_1", &b"Z\xfcrich"[..]),
        ("utf_16", b"\xff\xfea\x00"),
        ("surrogate", b"a\xed\xa0\x80"),
        (
            "cut_inside_a_character",
            "🙂".as_bytes().get(..3).unwrap_or_default(),
        ),
    ] {
        all.push(Broken::new(format!("text::{name}"), bytes, UTF8));
    }
    for charset in ["utf-16", "ISO-8859-1", "x-unknown"] {
        let label = format!("{media_type}; charset={charset}");
        let name = format!("charset::{charset}");
        all.push(Broken::new(name, body.clone(), CHARSET).labelled(&[&label]));
    }
    all
}

/// How one value of a stream is spoiled, and what the client may say of it.
type Spoiled = (&'static str, &'static str, &'static [&'static str]);

/// A value inside of a stream that is none. What came before it is there, and the error says what it is.
pub(super) fn streams(reply: Reply) -> Vec<Case> {
    let kinds: &[Spoiled] = match reply.form {
        // Data of which nothing is known, and such as may be one of several things, can be any text.
        Form::Events if is_object(&reply) => &[
            ("event::not_json", "data: {\"a\":\n\n", &["syntax", "value"]),
            ("event::wrong_type", "data: 17\n\n", &["value"]),
        ],
        Form::Lines if is_object(&reply) => &[
            ("line::not_json", "{\"a\":\n", &["syntax"]),
            ("line::wrong_type", "17\n", &["value"]),
        ],
        Form::Lines => &[("line::not_json", "{\"a\":\n", &["syntax"])],
        _ => &[],
    };
    if !reply.is_streamed() {
        return Vec::new();
    }
    let is_sequence = reply.media_type().contains("json-seq");
    let cases = kinds.iter().map(|(name, spoiled, errors)| {
        case(reply, name, move || {
            let value = reply.value()?;
            let separator = if is_sequence { "\u{1e}" } else { "" };
            let before = reply.encoded(&value);
            let body = [&before, separator.as_bytes(), spoiled.as_bytes(), &before].concat();
            let exchange = reply.sent(&reply.with_bytes(body), &Settings::default())?;
            check_stream(&exchange.outcome, &value, errors)
        })
    });
    cases.collect()
}

fn is_object(reply: &Reply) -> bool {
    let schema = reply.item_schema();
    schema.is_some_and(|it| !super::properties::is_loose(&it) && !it.properties().is_empty())
}

/// A stream broke off with what was wrong, after these values.
fn check_stream(outcome: &Outcome, before: &Value, errors: &[&str]) -> Result<(), Failure> {
    let mut differences = Vec::new();
    if outcome.kind != Some(Kind::Decode) {
        let found = format!("{:?}", outcome.kind);
        differences.push(Difference::new(
            "kind of error",
            format!("{:?}", Kind::Decode),
            found,
        ));
    }
    let found = outcome
        .decode_error
        .as_ref()
        .map_or("none", |error| error.kind);
    if !errors.contains(&found) {
        differences.push(Difference::new("decode error", errors.join(" or "), found));
    }
    if !outcome
        .body
        .as_ref()
        .is_some_and(|body| is_same(body, before))
    {
        let found = outcome
            .body
            .as_ref()
            .map_or_else(|| "none".to_owned(), Value::to_string);
        differences.push(Difference::new(
            "values before the error",
            before.to_string(),
            found,
        ));
    }
    verdict(differences, outcome)
}
