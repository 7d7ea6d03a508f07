//! Bodies that are no JSON, or none that may stand there, and JSON under other labels.

use serde_json::{Value, json};

use super::{Broken, CHARSET, CONTENT_TYPE, DEPTH, Reply, SYNTAX, UTF8, VALUE, may_be};

/// What is tried with each answer in JSON.
pub(super) fn broken(reply: &Reply, value: &Value) -> Vec<Broken> {
    let mut all = texts(value);
    all.extend(broken_objects(reply, value));
    // Cut short, a number may still be one.
    all.retain(|it| it.errors != SYNTAX || serde_json::from_slice::<Value>(&it.body).is_err());
    all.extend(labels(reply, value));
    all
}

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
        all.push(Broken::new(name, body, errors));
    }
    all.push(Broken::new("text::utf_16", utf_16(&text), UTF8));
    all.push(Broken::new(
        "text::latin_1",
        [text.as_bytes(), b" \xe9"].concat(),
        UTF8,
    ));
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03";
    all.push(Broken::new("text::gzip", gzip, UTF8));
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
    let cut = ends.map(|(name, end)| {
        let is_cut_off = std::str::from_utf8(cut(end)).is_err();
        let errors = if is_cut_off { UTF8 } else { SYNTAX };
        Broken::new(format!("truncated::{name}"), cut(end), errors)
    });
    cut.into()
}

/// Objects with a mistake in one of their members.
fn broken_objects(reply: &Reply, value: &Value) -> Vec<Broken> {
    let Some((key, first)) = value.as_object().and_then(|object| object.iter().next()) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    let (name, text) = (json!(key).to_string(), value.to_string());
    let (open, closed) = (
        text.get(1..).unwrap_or_default(),
        text.strip_suffix('}').unwrap_or(&text),
    );
    let inside = |raw: &[u8]| [b"{\"notInTheDocument\":", raw, b",", open.as_bytes()].concat();
    // Of a member that no property describes the last may count: "the behavior of software that receives such an object is
    // unpredictable" (RFC 8259, section 4), but a type that has one place for it can't hold two.
    let schema = reply
        .schema()
        .filter(|schema| !super::properties::is_loose(schema));
    if schema.is_some_and(|schema| schema.properties().iter().any(|it| it.name == *key)) {
        let doubled = format!("{{{name}:{first},{open}");
        all.push(Broken::new("text::doubled_key", doubled, VALUE).naming(key));
        let with_null = format!("{closed},{name}:null}}");
        all.push(Broken::new("text::doubled_key_with_null", with_null, VALUE).naming(key));
    }
    all.push(Broken::new(
        "text::trailing_comma",
        format!("{closed},}}"),
        SYNTAX,
    ));
    all.push(Broken::new(
        "text::unquoted_key",
        text.replacen(&name, "key", 1),
        SYNTAX,
    ));
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
        all.push(Broken::new(format!("value::{name}"), inside(raw), errors));
    }
    all
}

fn utf_16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// A fine body under a label that says that it is something else.
fn labels(reply: &Reply, value: &Value) -> Vec<Broken> {
    let media = reply.media_type();
    let (utf_16, latin_1) = (
        format!("{media}; charset=utf-16"),
        format!("{media};charset=\"ISO-8859-1\""),
    );
    let labels: [(&str, &[&str], &'static [&'static str]); 12] = [
        ("missing", &[], CONTENT_TYPE),
        ("html", &["text/html"], CONTENT_TYPE),
        ("plain_text", &["text/plain; charset=utf-8"], CONTENT_TYPE),
        ("octets", &["application/octet-stream"], CONTENT_TYPE),
        ("xml", &["application/xml"], CONTENT_TYPE),
        (
            "json_in_the_wrong_place",
            &["text/html; json=application/json"],
            CONTENT_TYPE,
        ),
        ("json_lookalike", &["application/jsonp"], CONTENT_TYPE),
        ("empty", &[""], CONTENT_TYPE),
        ("garbage", &[";;;=,/"], CONTENT_TYPE),
        ("two_of_them", &[&media, "text/html"], CONTENT_TYPE),
        ("utf_16", &[&utf_16], CHARSET),
        ("latin_1", &[&latin_1], CHARSET),
    ];
    let body = value.to_string();
    let several = reply.response.content.len() > 1;
    let all = labels.into_iter().filter(|(_, types, errors)| {
        let is_other = types.iter().any(|it| may_be(reply, it)) || (types.len() != 1 && several);
        *errors == CHARSET || !is_other
    });
    let mut all: Vec<Broken> = all
        .map(|(name, types, errors)| {
            Broken::new(format!("content_type::{name}"), body.clone(), errors).labelled(types)
        })
        .collect();
    if !several {
        let nothing = Broken::new("content_type::missing_and_no_body", "", CONTENT_TYPE);
        all.push(nothing.labelled(&[]));
    }
    all
}
