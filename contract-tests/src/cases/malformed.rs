//! Part 4, first half: answers that arrive whole and are not what the document promises.
//!
//! A success with such a body is an error that says what is wrong; a documented error reaches its variant all the same.
//! Either way status, headers and the raw body are there. What goes wrong before an answer is whole stands in
//! `transport`.

use serde_json::{Value, json};

use super::{Case, Subject, status_mapping::check_once};
use crate::{
    adapter::Kind,
    difference::Failure,
    harness::{Answer, Settings},
    mapping::{Body, Mapping, is_success, variant},
    oracle::{
        Content, Response, Unreadable,
        fields::{Field, fields, with, without},
    },
};

/// How deep is too deep for any body that means well.
pub(super) const DEPTH: usize = 10_000;

const SYNTAX: &[&str] = &["syntax"];
const VALUE: &[&str] = &["value"];
const CONTENT_TYPE: &[&str] = &["content-type"];
const CHARSET: &[&str] = &["charset"];
const UTF8: &[&str] = &["utf-8"];

/// A broken answer.
struct Broken {
    name: String,
    /// `None`: the documented media type. `Some(&[])`: no content type at all.
    content_types: Option<Vec<String>>,
    body: Vec<u8>,
    /// What the client must say is wrong.
    errors: &'static [&'static str],
}

/// Every case of this part, for each documented answer with a JSON body.
pub fn cases(subject: Subject) -> Result<Vec<Case>, Unreadable> {
    let mut cases = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for response in &subject.operation.responses {
        let Some(content) = response.json() else {
            continue;
        };
        let Ok(value) = subject.value(content) else {
            continue;
        };
        let mut broken = texts(&value);
        broken.extend(labels(&value, content));
        if let Some(schema) = &content.schema {
            // Answers of one schema share its reader, so one of them gets every wrong type and the others get one.
            let thorough = !seen.contains(&schema.pointer);
            seen.push(schema.pointer.clone());
            let value = subject.filled(content, &value);
            let found = fields(schema, &value);
            broken.extend(
                found
                    .iter()
                    .flat_map(|field| spoiled(&value, field, thorough)),
            );
            broken.extend(wrong_roots(schema.raw()));
        }
        for broken in broken {
            let name = subject.name("malformed", &format!("{}::{}", response.key, broken.name));
            let media_type = content.media_type.clone();
            cases.push(Case::new(name, move || {
                check(subject, response, &media_type, &broken)
            }));
        }
    }
    Ok(cases)
}

fn check(
    subject: Subject,
    response: &Response,
    media_type: &str,
    broken: &Broken,
) -> Result<(), Failure> {
    let types = broken
        .content_types
        .clone()
        .unwrap_or_else(|| vec![media_type.to_owned()]);
    let headers = types
        .into_iter()
        .map(|value| ("content-type".to_owned(), value))
        .collect();
    let answer = Answer {
        status: response.some_status(),
        headers,
        body: broken.body.clone(),
    };
    let answer = answer.header("x-request-id", "r-3");
    let exchange = subject.call(subject.arguments, &Settings::default(), &answer)?;
    let success = is_success(&response.key);
    let mapping = Mapping {
        place: subject.place(&response.key),
        variant: if success {
            "Other".to_owned()
        } else {
            variant(response)
        },
        kind: success.then_some(Kind::Decode),
        answer: &answer,
        body: Body::Unfit(broken.errors),
    };
    mapping.check(&exchange.outcome)?;
    check_once(exchange.received.len())
}

fn broken(
    name: impl Into<String>,
    body: impl Into<Vec<u8>>,
    errors: &'static [&'static str],
) -> Broken {
    Broken {
        name: name.into(),
        content_types: None,
        body: body.into(),
        errors,
    }
}

/// Bodies that are no JSON, or none that may stand there.
fn texts(value: &Value) -> Vec<Broken> {
    let text = value.to_string();
    let mut all = truncated(&text);
    let deep = &["syntax", "value"];
    for (name, body, errors) in [
        (
            "text::html",
            "<!DOCTYPE html><title>502</title>".to_owned(),
            SYNTAX,
        ),
        ("text::spaces", " \r\n\t ".to_owned(), SYNTAX),
        ("text::more_after_the_end", format!("{text} {{}}"), SYNTAX),
        ("text::two_bodies", format!("{text}{text}"), SYNTAX),
        ("text::nul_at_the_end", format!("{text}\0"), SYNTAX),
        ("text::json_lines", format!("{text}\n{text}\n"), SYNTAX),
        ("text::comment", format!("/* so */ {text}"), SYNTAX),
        ("text::single_quotes", text.replace('"', "'"), SYNTAX),
        ("text::xssi_prefix", format!(")]}}',\n{text}"), SYNTAX),
        ("text::event_stream", format!("data: {text}\n\n"), SYNTAX),
        ("depth::arrays", "[".repeat(DEPTH), deep),
        ("depth::objects", r#"{"a":"#.repeat(DEPTH), deep),
    ] {
        all.push(broken(name, body, errors));
    }
    all.push(broken("text::utf_16", utf_16(&text), UTF8));
    all.push(broken(
        "text::latin_1",
        [text.as_bytes(), b" \xe9"].concat(),
        UTF8,
    ));
    all.push(broken(
        "text::gzip",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
        UTF8,
    ));
    all.extend(broken_objects(value));
    all
}

/// The first part of a body: what a server sends that dies.
fn truncated(text: &str) -> Vec<Broken> {
    let (colon, comma) = (text.find(':').unwrap_or(1), text.rfind(',').unwrap_or(1));
    let ends = [
        ("to_nothing", 0),
        ("after_the_first_byte", 1),
        ("inside_the_first_key", 3),
        ("before_the_first_colon", colon),
        ("after_the_first_colon", colon + 1),
        ("inside_the_first_value", colon + 3),
        ("after_the_last_comma", comma + 1),
        ("before_the_last_byte", text.len().saturating_sub(1)),
    ];
    let cut = |end| text.as_bytes().get(..end).unwrap_or_default();
    ends.map(|(name, end)| broken(format!("truncated::{name}"), cut(end), SYNTAX))
        .into()
}

/// Objects with a mistake in one of their members.
fn broken_objects(value: &Value) -> Vec<Broken> {
    let Some((key, first)) = value.as_object().and_then(|object| object.iter().next()) else {
        return Vec::new();
    };
    let (key, text) = (json!(key).to_string(), value.to_string());
    let (open, closed) = (
        text.get(1..).unwrap_or_default(),
        text.strip_suffix('}').unwrap_or(&text),
    );
    let inside = |raw: &[u8]| [b"{\"notInTheDocument\":", raw, b",", open.as_bytes()].concat();
    let mut all = vec![
        broken(
            "text::doubled_key",
            format!("{{{key}:{first},{open}"),
            VALUE,
        ),
        broken(
            "text::doubled_key_with_null",
            format!("{closed},{key}:null}}"),
            VALUE,
        ),
        broken("text::trailing_comma", format!("{closed},}}"), SYNTAX),
        broken("text::unquoted_key", text.replacen(&key, "key", 1), SYNTAX),
    ];
    for (name, raw, errors) in [
        ("nan", &b"NaN"[..], SYNTAX),
        ("infinity", b"-Infinity", SYNTAX),
        ("leading_zero", b"007", SYNTAX),
        ("hexadecimal", b"0x1F", SYNTAX),
        ("raw_line_feed_in_a_string", b"\"a\nb\"", SYNTAX),
        ("broken_escape", b"\"\\x41\"", SYNTAX),
        (
            "invalid_utf_8_in_an_unknown_property",
            b"\"\xc3\x28\"",
            UTF8,
        ),
        ("surrogate_as_utf_8", b"\"\xed\xa0\x80\"", UTF8),
    ] {
        all.push(broken(format!("value::{name}"), inside(raw), errors));
    }
    all
}

fn utf_16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// A fine body under a label that says that it is something else.
fn labels(value: &Value, content: &Content) -> Vec<Broken> {
    let media = &content.media_type;
    let labelled = |name: &str, types: &[&str], errors| Broken {
        name: format!("content_type::{name}"),
        content_types: Some(types.iter().map(|value| (*value).to_owned()).collect()),
        body: value.to_string().into_bytes(),
        errors,
    };
    vec![
        labelled("missing", &[], CONTENT_TYPE),
        labelled("html", &["text/html"], CONTENT_TYPE),
        labelled("plain_text", &["text/plain; charset=utf-8"], CONTENT_TYPE),
        labelled("octets", &["application/octet-stream"], CONTENT_TYPE),
        labelled("xml", &["application/xml"], CONTENT_TYPE),
        labelled(
            "json_in_the_wrong_place",
            &["text/html; json=application/json"],
            CONTENT_TYPE,
        ),
        labelled("json_lookalike", &["application/jsonp"], CONTENT_TYPE),
        labelled("empty", &[""], CONTENT_TYPE),
        labelled("garbage", &[";;;=,/"], CONTENT_TYPE),
        labelled("two_of_them", &[media, "text/html"], CONTENT_TYPE),
        labelled("utf_16", &[&format!("{media}; charset=utf-16")], CHARSET),
        labelled(
            "latin_1",
            &[&format!("{media};charset=\"ISO-8859-1\"")],
            CHARSET,
        ),
    ]
}

/// JSON of another type where an object, or an array, is promised.
fn wrong_roots(schema: &Value) -> Vec<Broken> {
    let promised = schema
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or("object");
    let roots = [
        ("null", json!(null)),
        ("boolean", json!(true)),
        ("integer", json!(17)),
        ("string", json!("text")),
        ("array", json!([{}])),
        ("object", json!({ "a": 1 })),
    ];
    let wrong = roots.into_iter().filter(|(name, _)| *name != promised);
    wrong
        .map(|(name, value)| broken(format!("root::{name}"), value.to_string(), VALUE))
        .collect()
}

/// One property spoiled at a time.
fn spoiled(value: &Value, field: &Field, thorough: bool) -> Vec<Broken> {
    let parent = field.at.rsplit_once('/').map_or("", |(parent, _)| parent);
    if value
        .pointer(parent)
        .is_none_or(|parent| !parent.is_object())
    {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut spoil = |what: &str, new: Value, errors| {
        let body = with(value, &field.at, new).to_string();
        all.push(broken(format!("{what}::{}", field.label), body, errors));
    };
    if !field.is_free_form() {
        let wrong = wrong_types(field).into_iter();
        for (name, wrong) in wrong.take(if thorough { usize::MAX } else { 1 }) {
            spoil(&format!("wrong_type_{name}"), wrong, VALUE);
        }
        if !field.schema.accepts(&Value::Null) {
            spoil("null", Value::Null, VALUE);
        }
    }
    if field.required {
        let body = without(value, &field.at).to_string();
        all.push(broken(format!("missing::{}", field.label), body, VALUE));
    }
    if !thorough {
        return all;
    }
    // A value as deep as this costs nothing to send; whatever its place promises, the reader has to come back.
    let deep = format!("{}{}", "[".repeat(DEPTH), "]".repeat(DEPTH));
    let body = with(value, &field.at, json!("\u{1}deep\u{1}"))
        .to_string()
        .replace(r#""\u0001deep\u0001""#, &deep);
    all.push(broken(
        format!("depth::{}", field.label),
        body,
        &["syntax", "value"],
    ));
    all
}

/// Values of types that the property can't have.
pub(super) fn wrong_types(field: &Field) -> Vec<(&'static str, Value)> {
    let all = [
        ("string", json!("text")),
        ("integer", json!(17)),
        ("boolean", json!(false)),
        ("array", json!([])),
        ("object", json!({})),
    ];
    let own = field.kind().unwrap_or("object");
    let also = if own == "number" { "integer" } else { own };
    let wrong = all
        .into_iter()
        .filter(|(name, _)| *name != own && *name != also);
    let narrow = match own {
        "integer" => vec![("fraction", json!(1.5)), ("too_wide", json!(1e30))],
        _ => Vec::new(),
    };
    let mut wrong: Vec<_> = wrong.chain(narrow).collect();
    if own == "integer" && field.schema.raw().get("format").and_then(Value::as_str) == Some("int32")
    {
        wrong.push(("past_32_bits", json!(1_u64 << 40)));
    }
    wrong
}
