//! What request a call must make, and how a received one differs from it.
//!
//! An operation of the document and the arguments of a call come in; every difference goes out. The check is
//! closed-world: method, path, query, headers and body are compared whole, and whatever is there beyond the document
//! is a difference. What was received is decoded and compared, never the other way round: a second encoder would
//! need proofs of its own.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::{
    adapter::{Arguments, STAND_IN},
    difference::{Difference, shown},
    oracle::{Document, Operation, Parameter, Place, operation::Content, operation::is_json},
    received::Received,
};

/// What one call must send.
#[derive(Debug)]
pub struct Expectation<'a> {
    /// The document.
    pub document: &'a Document,
    /// The operation that is called.
    pub operation: &'a Operation,
    /// What it is called with.
    pub arguments: &'a Arguments,
    /// The path of the base URL, without a slash at its end.
    pub base_path: &'a str,
    /// `host:port` of the server.
    pub host: String,
    /// The value of `Authorization`, where the client has credentials.
    pub authorization: Option<String>,
    /// The schemes that the client's other credentials were asked for, in the order of the document.
    pub stand_ins: Vec<String>,
}

/// Characters of a path segment beside unreserved ones and percent-encoded octets (RFC 3986, section 3.3).
const PATH: &str = "!$&'()*+,;=:@/";
/// Characters of a query. A `+` is left out: form decoders read it as a space, so a plus has to be `%2B` and a space
/// `%20`.
const QUERY: &str = "!$&'()*,;=:@/?";

impl Expectation<'_> {
    /// Everything in which `received` is not what the document demands.
    pub fn differences(&self, received: &Received) -> Vec<Difference> {
        let mut differences = Vec::new();
        if received.method != self.operation.method {
            differences.push(self.difference(
                &self.operation.pointer,
                "method",
                &self.operation.method,
                &received.method,
            ));
        }
        self.path(received, &mut differences);
        self.query(received, &mut differences);
        self.headers(received, &mut differences);
        self.body(received, &mut differences);
        differences
    }

    fn difference(&self, pointer: &str, what: &str, expected: &str, found: &str) -> Difference {
        Difference::new(what, expected, found).at(self.document.place(pointer))
    }

    fn path(&self, received: &Received, differences: &mut Vec<Difference>) {
        let raw = received.raw_path();
        if let Some(found) = stray(raw, PATH) {
            let expected =
                "only characters that RFC 3986 allows in a path, all others percent-encoded";
            differences.push(Difference::new(
                "raw path",
                expected,
                format!("{found:?} in {raw}"),
            ));
        }
        let template = format!("{}{}", self.base_path, self.operation.path);
        let expected: Vec<String> = template
            .split('/')
            .map(|segment| self.filled(segment))
            .collect();
        let found: Vec<Cow<'_, str>> = raw
            .split('/')
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy())
            .collect();
        if expected.iter().ne(found.iter()) {
            let expected = format!("{expected:?}, filled into {template}");
            let found = format!("{found:?}, sent as {raw}");
            differences.push(self.difference(
                &self.operation.pointer,
                "path segments, decoded",
                &expected,
                &found,
            ));
        }
    }

    /// A segment of the template with the arguments in place of the parameters.
    fn filled(&self, segment: &str) -> String {
        let mut filled = segment.to_owned();
        for parameter in self.operation.parameters_in(Place::Path) {
            if let Some(value) = self.arguments.path.get(&parameter.name) {
                filled =
                    filled.replace(&format!("{{{}}}", parameter.name), &texts(value).join(","));
            }
        }
        filled
    }

    fn query(&self, received: &Received, differences: &mut Vec<Difference>) {
        let raw = received.raw_query();
        if let Some(found) = raw.and_then(|raw| stray(raw, QUERY)) {
            let expected =
                "only characters that RFC 3986 allows in a query, all others percent-encoded";
            differences.push(Difference::new(
                "raw query",
                expected,
                format!("{found:?} in {raw:?}"),
            ));
        }
        let mut found: Vec<(String, String)> = raw.map(pairs).unwrap_or_default();
        for parameter in self.operation.parameters_in(Place::Query) {
            let what = format!("query key `{}`", parameter.name);
            let mine = found.extract_if(.., |(name, _)| *name == parameter.name);
            let sent: Vec<String> = mine.map(|(_, value)| value).collect();
            let expected = self
                .arguments
                .query
                .get(&parameter.name)
                .map(|value| written(parameter, value));
            let expected = expected.unwrap_or_default();
            if sent != expected {
                let (expected, sent) = (list(&expected), list(&sent));
                differences.push(self.difference(&parameter.pointer, &what, &expected, &sent));
            }
        }
        for (name, value) in found {
            let what = format!("query key `{name}`");
            let value = format!("`{value}`");
            differences.push(self.difference(
                &self.operation.pointer,
                &what,
                "not sent: undocumented",
                &value,
            ));
        }
    }

    fn headers(&self, received: &Received, differences: &mut Vec<Difference>) {
        let mut allowed = vec![
            ("host".to_owned(), Some(self.host.clone())),
            ("authorization".to_owned(), self.authorization.clone()),
            ("content-length".to_owned(), self.content_length(received)),
        ];
        for parameter in self.operation.parameters_in(Place::Header) {
            let value = self.arguments.header.get(&parameter.name);
            let value = value.map(|value| texts(value).join(","));
            allowed.push((parameter.name.to_ascii_lowercase(), value));
        }
        let allowed = allowed
            .into_iter()
            .map(|(name, value)| (name, Vec::from_iter(value)));
        let mut allowed: Vec<(String, Vec<String>)> = allowed.collect();
        allowed.push((STAND_IN.to_owned(), self.stand_ins.clone()));
        for (name, expected) in &allowed {
            let sent: Vec<String> = received.header(name).map(str::to_owned).collect();
            if sent != *expected {
                let what = format!("header `{name}`");
                differences.push(self.difference(
                    &self.operation.pointer,
                    &what,
                    &list(expected),
                    &list(&sent),
                ));
            }
        }
        self.accept(received, differences);
        self.content_type(received, differences);
        let known = ["accept", "content-type", "user-agent"];
        for (name, value) in &received.headers {
            if !known.contains(&name.as_str())
                && !allowed.iter().any(|(allowed, _)| allowed == name)
            {
                let what = format!("header `{name}`");
                differences.push(Difference::new(
                    what,
                    "not sent: undocumented",
                    format!("`{value}`"),
                ));
            }
        }
    }

    /// With a body its length; without one nothing, or 0 where the method foresees a body (RFC 9110, section 8.6).
    fn content_length(&self, received: &Received) -> Option<String> {
        if self.arguments.body.is_some() {
            return Some(received.body.len().to_string());
        }
        received
            .header("content-length")
            .next()
            .filter(|length| *length == "0")
            .map(str::to_owned)
    }

    /// Every media type asked for is documented, and those of the successes are asked for.
    fn accept(&self, received: &Received, differences: &mut Vec<Difference>) {
        let sent: Vec<String> = received
            .header("accept")
            .flat_map(|value| value.split(','))
            .map(essence)
            .collect();
        let documented = |response: &crate::oracle::Response| {
            response
                .content
                .iter()
                .map(|content| essence(&content.media_type))
                .collect::<Vec<_>>()
        };
        let all: Vec<String> = self
            .operation
            .responses
            .iter()
            .flat_map(documented)
            .collect();
        let successes = self
            .operation
            .responses
            .iter()
            .filter(|response| response.key.starts_with('2'));
        let missing: Vec<String> = successes
            .flat_map(documented)
            .filter(|media| !sent.contains(media))
            .collect();
        let stray: Vec<&String> = sent.iter().filter(|media| !all.contains(media)).collect();
        if !missing.is_empty() || !stray.is_empty() {
            let pointer = format!("{}/responses", self.operation.pointer);
            differences.push(self.difference(
                &pointer,
                "header `accept`",
                &list(&all),
                &list(&sent),
            ));
        }
    }

    fn content_type(&self, received: &Received, differences: &mut Vec<Difference>) {
        let sent: Vec<String> = received.header("content-type").map(essence).collect();
        let body = self
            .operation
            .body
            .as_ref()
            .filter(|_| self.arguments.body.is_some());
        let expected: Vec<String> = body
            .and_then(|body| body.content.first())
            .map(|content| essence(&content.media_type))
            .into_iter()
            .collect();
        if sent != expected {
            let pointer = body.map_or(&self.operation.pointer, |body| &body.pointer);
            differences.push(self.difference(
                pointer,
                "header `content-type`",
                &list(&expected),
                &list(&sent),
            ));
        }
    }

    fn body(&self, received: &Received, differences: &mut Vec<Difference>) {
        let Some(expected) = &self.arguments.body else {
            if !received.body.is_empty() {
                let sent = shown(&received.body);
                differences.push(self.difference(&self.operation.pointer, "body", "none", &sent));
            }
            return;
        };
        let pointer = self
            .operation
            .body
            .as_ref()
            .map_or(&self.operation.pointer, |body| &body.pointer);
        let sent: Value = match serde_json::from_slice(&received.body) {
            Ok(sent) => sent,
            Err(error) => {
                let found = format!("{}: {error}", shown(&received.body));
                differences.push(self.difference(pointer, "body", "JSON", &found));
                return;
            }
        };
        if sent != expected.value {
            differences.push(self.difference(
                pointer,
                "body",
                &expected.value.to_string(),
                &sent.to_string(),
            ));
        }
        let content = self.operation.body.as_ref().and_then(|body| {
            body.content
                .iter()
                .find(|content| is_json(&content.media_type))
        });
        differences.extend(
            content
                .map(|content| invalid(self.document, content, &sent))
                .into_iter()
                .flatten(),
        );
    }
}

/// Each rule of the schema that `value` breaks, with the line of the schema.
pub fn invalid(document: &Document, content: &Content, value: &Value) -> Vec<Difference> {
    let Some(schema) = &content.schema else {
        return Vec::new();
    };
    let violations = schema.violations(value).into_iter();
    violations
        .map(|violation| {
            let what = format!("value at `{}`", violation.at);
            Difference::new(what, "valid by its schema", violation.message)
                .at(document.place(&schema.pointer))
        })
        .collect()
}

/// The first character that may not stand in this part of a URL as it is, or the `%` of a broken escape.
fn stray(raw: &str, allowed: &str) -> Option<char> {
    let mut characters = raw.chars();
    while let Some(character) = characters.next() {
        let fine = match character {
            '%' => (0..2).all(|_| {
                characters
                    .next()
                    .is_some_and(|digit| digit.is_ascii_hexdigit())
            }),
            other => {
                other.is_ascii_alphanumeric() || "-._~".contains(other) || allowed.contains(other)
            }
        };
        if !fine {
            return Some(character);
        }
    }
    None
}

/// The query's pairs, decoded.
fn pairs(raw: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pairs = raw.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// The values that a query parameter is sent as: several where a list explodes.
fn written(parameter: &Parameter, value: &Value) -> Vec<String> {
    let texts = texts(value);
    if parameter.explode {
        texts
    } else {
        vec![texts.join(",")]
    }
}

/// A scalar, or the scalars of a list, as text.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        other => vec![other.to_string()],
    }
}

/// A media type without parameters and in lower case.
fn essence(media_type: impl AsRef<str>) -> String {
    media_type
        .as_ref()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

fn list(values: &[String]) -> String {
    match values {
        [] => "nothing".to_owned(),
        values => values
            .iter()
            .map(|value| format!("`{value}`"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}
