//! Which values of a parameter have a notation at all.
//!
//! A schema says which values there are, a style how they are written, and the two may not fit: nothing writes `null` in
//! a query, and an empty segment of a path is gone. What has no notation may not be sent as something else.

use serde_json::Value;

use crate::{
    adapter::Arguments,
    oracle::{Operation, Parameter, Place, Style, operation::is_json},
    wire,
};

/// What has to become of a value that keeps its schema.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fate {
    /// It is sent.
    Sent,
    /// There is no notation for it, or one that means something else, so the client refuses it.
    Refused,
    /// No standard says how it is written, or whether it is: nothing is expected.
    Open,
}

impl Fate {
    /// That of `value`, where the other parameters are as in `arguments`.
    pub fn of(
        operation: &Operation,
        arguments: &Arguments,
        parameter: &Parameter,
        value: &Value,
    ) -> Self {
        let fate = match &parameter.media_type {
            Some(media_type) => of_content(operation, arguments, parameter, media_type, value),
            None => of_style(operation, arguments, parameter, value),
        };
        // What could be written, but nobody says how.
        let is_unsaid = fate == Self::Sent && wire::parameter::expected(parameter, value).is_err();
        if is_unsaid { Self::Open } else { fate }
    }
}

fn of_content(
    operation: &Operation,
    arguments: &Arguments,
    parameter: &Parameter,
    media_type: &str,
    value: &Value,
) -> Fate {
    let is_json = is_json(media_type);
    let Some(text) = scalar(value).or_else(|| is_json.then(|| value.to_string())) else {
        return Fate::Refused;
    };
    match parameter.place {
        Place::Path if !is_json => in_path(operation, arguments, parameter, &text),
        // JSON has a way to write each character in ASCII.
        Place::Header if !is_json => in_header(&text),
        _ => Fate::Sent,
    }
}

fn of_style(
    operation: &Operation,
    arguments: &Arguments,
    parameter: &Parameter,
    value: &Value,
) -> Fate {
    let explode = parameter.explode;
    if !has_notation(parameter, value) {
        return Fate::Refused;
    }
    let texts = texts(value);
    match (parameter.place, parameter.style) {
        (Place::Path, Style::Matrix) => match texts.as_slice() {
            // "An undefined value" (RFC 6570, section 2.3) has no place in a path.
            [] => Fate::Open,
            _ => Fate::Sent,
        },
        (Place::Path, style) => {
            let first = if style == Style::Label { "." } else { "" };
            let text = format!("{first}{}", texts.join(","));
            // What stands between is of no importance, but whether something stands there is.
            in_path(operation, arguments, parameter, &text)
        }
        (Place::Header, _) => in_list_header(value, &texts),
        (Place::Query | Place::Cookie, Style::DeepObject) => Fate::Sent,
        (Place::Query | Place::Cookie, style) => {
            let separator = match style {
                Style::SpaceDelimited => " ",
                Style::PipeDelimited => "|",
                _ if parameter.allow_reserved => ",",
                // It is percent-encoded where it does not separate.
                _ => return Fate::Sent,
            };
            let is_split = !explode && value.is_array() | value.is_object();
            if is_split && texts.iter().any(|text| text.contains(separator)) {
                Fate::Refused
            } else {
                Fate::Sent
            }
        }
    }
}

/// Whether each part of `value` has a notation in the style (OpenAPI 3.0.4, section 4.8.12.4; RFC 6570, section 2.3:
/// lists and objects of texts, and nothing inside of them).
fn has_notation(parameter: &Parameter, value: &Value) -> bool {
    let is_scalar = |value: &Value| scalar(value).is_some();
    let is_list = |value: &Value| {
        value
            .as_array()
            .is_some_and(|items| items.iter().all(is_scalar))
    };
    match (parameter.style, value) {
        (Style::DeepObject, value) => is_deep(value),
        (Style::Form, Value::Object(members)) if parameter.explode => members
            .values()
            .all(|member| is_scalar(member) || is_list(member)),
        (_, Value::Object(members)) => members.values().all(is_scalar),
        (_, value) => is_scalar(value) || is_list(value),
    }
}

fn is_deep(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.values().all(is_deep),
        Value::Array(items) => items.iter().all(is_deep),
        scalar => !scalar.is_null(),
    }
}

/// An empty segment and a dot segment are gone once a URL is normalised (RFC 3986, section 5.2.4): the request would go
/// somewhere else.
fn in_path(
    operation: &Operation,
    arguments: &Arguments,
    parameter: &Parameter,
    text: &str,
) -> Fate {
    let own = format!("{{{}}}", parameter.name);
    let mut segments = operation
        .path
        .split('/')
        .filter(|segment| segment.contains(&own));
    let filled = |segment: &str| {
        let filled = segment.replace(&own, text);
        arguments.path.iter().fold(filled, |filled, (name, value)| {
            filled.replace(&format!("{{{name}}}"), &texts(value).join(","))
        })
    };
    if segments.any(|segment| matches!(filled(segment).as_str(), "" | "." | "..")) {
        Fate::Refused
    } else if text.is_empty() {
        Fate::Open
    } else {
        Fate::Sent
    }
}

fn in_list_header(value: &Value, texts: &[String]) -> Fate {
    let text = texts.join(",");
    if !value.is_array() && !value.is_object() {
        return in_header(&text);
    }
    if texts.iter().any(|text| text.contains(',')) {
        return Fate::Refused;
    }
    // A list has no empty elements and no spaces around them (RFC 9110, section 5.6.1).
    if texts.is_empty()
        || texts
            .iter()
            .any(|text| text.is_empty() || text.trim() != text)
    {
        return Fate::Open;
    }
    in_header(&text)
}

/// Spaces around a field's value are not part of it, and what is not ASCII means nothing there (RFC 9110, section 5.5).
fn in_header(text: &str) -> Fate {
    let is_fine = text.is_ascii() && !text.chars().any(char::is_control) && text.trim() == text;
    if is_fine { Fate::Sent } else { Fate::Refused }
}

/// The texts of a scalar, of a list's elements, or of an object's names and values.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => {
            let pairs = members.iter();
            pairs
                .flat_map(|(name, value)| [vec![name.clone()], texts(value)].concat())
                .collect()
        }
        other => scalar(other).into_iter().collect(),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Fate;
    use crate::{adapter::Arguments, oracle::Document};

    const TEXT: &str = r"
openapi: 3.0.3
info: { title: t, version: '1' }
paths:
  /a/{simple}/{label}/{matrix}/x{part}:
    get:
      parameters:
        - { name: simple, in: path, required: true, schema: {} }
        - { name: label, in: path, required: true, style: label, schema: {} }
        - { name: matrix, in: path, required: true, style: matrix, schema: {} }
        - { name: part, in: path, required: true, schema: {} }
        - { name: form, in: query, schema: {} }
        - { name: joined, in: query, explode: false, schema: {} }
        - { name: reserved, in: query, explode: false, allowReserved: true, schema: {} }
        - { name: piped, in: query, style: pipeDelimited, explode: false, schema: {} }
        - { name: deep, in: query, style: deepObject, schema: {} }
        - { name: json, in: query, content: { application/json: { schema: {} } } }
        - { name: x-plain, in: header, schema: {} }
        - { name: x-json, in: header, content: { application/json: { schema: {} } } }
        - { name: cookie, in: cookie, schema: {} }
      responses: { '200': { description: '' } }
";

    #[test]
    fn what_has_no_notation_is_refused() {
        use Fate::{Open, Refused, Sent};
        let document = Document::parse("test.yaml", TEXT).expect("readable");
        let operations = document.operations().expect("operations");
        let operation = operations.first().expect("one operation");
        let cases: &[(&str, Value, Fate)] = &[
            ("simple", json!("a/b"), Sent),
            ("simple", json!(""), Refused),
            ("simple", json!(".."), Refused),
            ("simple", json!([]), Refused),
            ("simple", json!(["a,b"]), Sent),
            ("simple", json!([["a"]]), Refused),
            ("label", json!(""), Refused),
            ("label", json!("a"), Sent),
            ("matrix", json!(""), Sent),
            ("matrix", json!([]), Open),
            ("part", json!(""), Open),
            ("part", json!("."), Sent),
            ("form", json!(null), Refused),
            ("form", json!({"a": ["b"]}), Open),
            ("joined", json!({"a": ["b"]}), Refused),
            ("joined", json!(["a,b"]), Sent),
            ("reserved", json!(["a,b"]), Refused),
            ("piped", json!(["a|b"]), Refused),
            ("piped", json!("a|b"), Sent),
            ("deep", json!({"a": "b"}), Sent),
            ("deep", json!({"a": {"b": ["c"]}}), Open),
            ("deep", json!({"a": null}), Refused),
            ("json", json!(null), Sent),
            ("x-plain", json!("ü"), Refused),
            ("x-plain", json!(" a"), Refused),
            ("x-plain", json!(["a,b"]), Refused),
            ("x-plain", json!([""]), Open),
            ("x-json", json!("ü"), Sent),
            ("cookie", json!("a; b"), Sent),
        ];
        for (name, value, fate) in cases {
            let mut parameters = operation.parameters.iter();
            let parameter = parameters.find(|it| it.name == *name).expect("a parameter");
            let found = Fate::of(operation, &Arguments::default(), parameter, value);
            assert_eq!(found, *fate, "{name} {value}");
        }
    }
}
