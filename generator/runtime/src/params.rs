//! Parameter styles (OpenAPI 3.0.4, section 4.8.12.3): JSON values in, percent-encoded text out.
//!
//! One encoder for all types: a parameter becomes a JSON value first, so that generated code stays small.

#[cfg(test)]
mod tests;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// How a query parameter is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct QueryStyle {
    explode: bool,
}

impl QueryStyle {
    /// `style: form, explode: true`: `name=a&name=b`, OpenAPI's default.
    pub const FORM_EXPLODED: Self = Self { explode: true };
    /// `style: form, explode: false`: `name=a,b`.
    pub const FORM: Self = Self { explode: false };
}

/// Everything but RFC 3986's unreserved characters is encoded, so that no value can change what a URL means.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Percent-encodes a text (RFC 3986, section 2.1).
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Writes a path parameter, `style: simple`. The error completes "it …".
pub(crate) fn path(value: &Value) -> Result<String, &'static str> {
    let items = items(value)?;
    let encoded: Vec<_> = items.iter().map(|item| encode(item)).collect();
    let text = encoded.join(",");
    if text.is_empty() {
        // An empty segment makes the path that of another resource.
        return Err("must not be empty");
    }
    Ok(text)
}

/// Writes a query parameter as pairs of an encoded name and an encoded value.
///
/// An empty array has no pair: RFC 6570, section 3.2.1, on which the styles stand, takes it for undefined.
pub(crate) fn query(
    name: &str,
    style: QueryStyle,
    value: &Value,
) -> Result<Vec<String>, &'static str> {
    let name = encode(name);
    let encoded: Vec<_> = items(value)?.iter().map(|item| encode(item)).collect();
    Ok(if style.explode {
        encoded
            .iter()
            .map(|item| format!("{name}={item}"))
            .collect()
    } else if encoded.is_empty() {
        Vec::new()
    } else {
        vec![format!("{name}={}", encoded.join(","))]
    })
}

/// Writes a header parameter, `style: simple`. Headers are not percent-encoded (OpenAPI 3.0.4, appendix D).
pub(crate) fn header(value: &Value) -> Result<String, &'static str> {
    let items = items(value)?;
    if value.is_array() && items.iter().any(|item| item.contains(',')) {
        return Err("must not have a comma in an element: it would be read as two");
    }
    let text = items.join(",");
    if text.chars().any(char::is_control) {
        return Err("must not have line breaks or other control characters");
    }
    if !text.is_ascii() {
        // "Newly defined fields SHOULD limit their values to US-ASCII" (RFC 9110, section 5.5): other octets are opaque,
        // and servers read them as Latin-1, as UTF-8, or not at all.
        return Err("must be ASCII to stand in a header");
    }
    if text.trim_matches([' ', '\t']) != text {
        // A recipient strips them (RFC 9110, section 5.5), so another value would arrive.
        return Err("must not begin or end with a space");
    }
    Ok(text)
}

/// The texts of a scalar (one) or of an array (any number).
fn items(value: &Value) -> Result<Vec<String>, &'static str> {
    match value {
        Value::Array(elements) => elements.iter().map(scalar).collect(),
        single => scalar(single).map(|text| vec![text]),
    }
}

fn scalar(value: &Value) -> Result<String, &'static str> {
    match value {
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        Value::String(text) => Ok(text.clone()),
        Value::Null => Err("must not be null: no style has a notation for it"),
        Value::Array(_) => {
            Err("must not have an array in an array: no style has a notation for it")
        }
        Value::Object(_) => Err("must not have an object: no style has a notation for it here"),
    }
}
