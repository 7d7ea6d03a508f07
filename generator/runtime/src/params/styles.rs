//! The styles (OpenAPI 3.0.4, sections 4.8.12.3 and 4.8.12.4), which stand on RFC 6570.
//!
//! What RFC 6570 has no notation for, such as `null` or an array in an array, is refused before anything is sent. A list
//! or an object without members is "undefined" there (section 2.3): a query has no pair for it.

use std::borrow::Cow;

use serde_json::Value;

use super::Style;
use super::escape::encode;

/// How a text is encoded in its place.
pub(crate) type Encode = fn(&str) -> Cow<'_, str>;

const ARRAY: &str = "must not have an array here: no style has a notation for it";
const OBJECT: &str = "must not have an object here: no style has a notation for it";
const COMMA: &str = "must not have a comma in an element: it would be read as two";
const SEPARATOR: &str =
    "must not have in an element what separates elements here: it would be read as two";

/// Pairs of name and value, both encoded, as queries, cookies and forms have them.
pub(crate) struct Pairs {
    text: String,
    separator: &'static str,
}

impl Pairs {
    /// None yet.
    pub(crate) fn new(separator: &'static str) -> Self {
        Self {
            text: String::new(),
            separator,
        }
    }

    /// Adds one.
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        if self.text.is_empty() {
            self.text = [name, "=", value].concat();
        } else {
            self.text.extend([self.separator, name, "=", value]);
        }
    }

    /// All of them.
    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

/// Writes a path parameter. The error completes "it …".
pub(super) fn path(
    name: &str,
    style: Style,
    explode: bool,
    value: Value,
) -> Result<String, &'static str> {
    if is_scalar(&value) {
        let text = encoded(value)?;
        return Ok(match style {
            Style::Label => [".", &text].concat(),
            Style::Matrix => matrix(name, &text),
            _ => text,
        });
    }
    let mut items = items(explode, encode, &value)?;
    Ok(match style {
        Style::Label => format!(".{}", items.join(if explode { "." } else { "," })),
        Style::Matrix if explode && !items.is_empty() => {
            let name = encode(name);
            for item in &mut items {
                if value.is_array() {
                    *item = format!("{name}={item}");
                }
                // RFC 6570, section 3.2.7, leaves out the `=` of an empty value.
                item.truncate(item.trim_end_matches('=').len());
            }
            format!(";{}", items.join(";"))
        }
        Style::Matrix => matrix(name, &items.join(",")),
        _ => items.join(","),
    })
}

/// Writes one value in `style: matrix`; an empty one has no `=` (RFC 6570, section 3.2.7).
fn matrix(name: &str, text: &str) -> String {
    let name = encode(name);
    if text.is_empty() {
        [";", &name].concat()
    } else {
        [";", &name, "=", text].concat()
    }
}

/// Writes a header, `style: simple`. Headers are not percent-encoded (OpenAPI 3.0.4, appendix D).
pub(super) fn header(explode: bool, value: &Value) -> Result<String, &'static str> {
    if is_scalar(value) {
        return scalar(value).map(Cow::into_owned);
    }
    let items = items(explode, |text| text.into(), value)?;
    if items.iter().any(|item| item.contains(',')) {
        return Err(COMMA);
    }
    Ok(items.join(","))
}

/// Writes the pairs of a query parameter, a cookie or a property of a form; none for an array or object without members.
pub(crate) fn form(
    name: &str,
    style: Style,
    explode: bool,
    encode_value: Encode,
    value: &Value,
    pairs: &mut Pairs,
) -> Result<(), &'static str> {
    let name = encode(name);
    match value {
        value if style == Style::DeepObject => deep(&name, encode_value, value, pairs)?,
        // Each property is a parameter by itself, so that one which is an array has a notation, too.
        Value::Object(properties) if explode => {
            for (name, value) in properties {
                repeat(&encode(name), encode_value, value, pairs)?;
            }
        }
        value if explode || is_scalar(value) => repeat(&name, encode_value, value, pairs)?,
        value => {
            let items = items(false, encode_value, value)?;
            let separator = match style {
                // Both "need to be percent-encoded when used as delimiters" (OpenAPI 3.0.4, appendix E).
                Style::SpaceDelimited => "%20",
                Style::PipeDelimited => "%7C",
                _ => ",",
            };
            if items.iter().any(|item| item.contains(separator)) {
                return Err(SEPARATOR);
            }
            if !items.is_empty() {
                pairs.push(&name, &items.join(separator));
            }
        }
    }
    Ok(())
}

/// A pair for a scalar, or one for each element of an array.
fn repeat(
    name: &str,
    encode: Encode,
    value: &Value,
    pairs: &mut Pairs,
) -> Result<(), &'static str> {
    let elements = match value {
        Value::Array(elements) => elements.as_slice(),
        single => std::slice::from_ref(single),
    };
    for element in elements {
        pairs.push(name, &encode(&scalar(element)?));
    }
    Ok(())
}

/// `deepObject`: a pair for each scalar, its way through objects and arrays in brackets.
fn deep(
    name: &str,
    encode_value: Encode,
    value: &Value,
    pairs: &mut Pairs,
) -> Result<(), &'static str> {
    match value {
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                let name = format!("{name}%5B{index}%5D");
                deep(&name, encode_value, element, pairs)?;
            }
        }
        Value::Object(properties) => {
            for (property, value) in properties {
                let name = format!("{name}%5B{}%5D", encode(property));
                deep(&name, encode_value, value, pairs)?;
            }
        }
        single => pairs.push(name, &encode_value(&scalar(single)?)),
    }
    Ok(())
}

/// The encoded texts of an array's elements, or of an object's properties: name and value each for itself, or as one text
/// with `=` where they are exploded.
fn items(explode: bool, encode: Encode, value: &Value) -> Result<Vec<String>, &'static str> {
    let written = |value| scalar(value).map(|text| encode(&text).into_owned());
    match value {
        Value::Array(elements) => elements.iter().map(written).collect(),
        Value::Object(properties) => {
            let mut items = Vec::new();
            for (name, value) in properties {
                let (name, value) = (encode(name), written(value)?);
                if explode {
                    items.push(format!("{name}={value}"));
                } else {
                    items.extend([name.into_owned(), value]);
                }
            }
            Ok(items)
        }
        single => Ok(vec![written(single)?]),
    }
}

/// A scalar as part of a path. Most are texts with nothing to encode, and stay what they are.
fn encoded(value: Value) -> Result<String, &'static str> {
    let text = match value {
        Value::String(text) => text,
        other => scalar(&other)?.into_owned(),
    };
    let changed = match encode(&text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(changed) => Some(changed),
    };
    Ok(changed.unwrap_or(text))
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

/// The text of a scalar, as JSON writes it but for the quotes.
pub(super) fn scalar(value: &Value) -> Result<Cow<'_, str>, &'static str> {
    match value {
        Value::Bool(true) => Ok("true".into()),
        Value::Bool(false) => Ok("false".into()),
        Value::Number(number) => Ok(number.to_string().into()),
        Value::String(text) => Ok(text.into()),
        Value::Null => Err("must not be null: no style has a notation for it"),
        Value::Array(_) => Err(ARRAY),
        Value::Object(_) => Err(OBJECT),
    }
}
