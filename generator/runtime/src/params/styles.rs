//! The styles (OpenAPI 3.0.4, sections 4.8.12.3 and 4.8.12.4), which stand on RFC 6570.
//!
//! What RFC 6570 has no notation for, such as `null` or an array in an array, is refused before anything is sent. A list
//! or an object without members is "undefined" there (section 2.3): a query has no pair for it.

use serde_json::Value;

use super::Style;
use super::escape::encode;

const ARRAY: &str = "must not have an array here: no style has a notation for it";
const OBJECT: &str = "must not have an object here: no style has a notation for it";
const COMMA: &str = "must not have a comma in an element: it would be read as two";
const SEPARATOR: &str =
    "must not have in an element what separates elements here: it would be read as two";

/// Writes a path parameter. The error completes "it …".
pub(super) fn path(
    name: &str,
    style: Style,
    explode: bool,
    value: &Value,
) -> Result<String, &'static str> {
    let name = encode(name);
    let (first, between) = match style {
        Style::Label => (".", "."),
        Style::Matrix => (";", ";"),
        _ => ("", ","),
    };
    let is_matrix = style == Style::Matrix;
    let stand_alone = explode && !is_scalar(value);
    let mut items = items(explode, encode, value)?;
    if is_matrix && stand_alone {
        for item in &mut items {
            if value.is_array() {
                *item = format!("{name}={item}");
            }
            // RFC 6570, section 3.2.7, leaves out the `=` of an empty value.
            item.truncate(item.trim_end_matches('=').len());
        }
    }
    let text = items.join(if explode { between } else { "," });
    Ok(if !is_matrix || (stand_alone && !items.is_empty()) {
        format!("{first}{text}")
    } else if text.is_empty() {
        format!("{first}{name}")
    } else {
        format!("{first}{name}={text}")
    })
}

/// Writes a header, `style: simple`. Headers are not percent-encoded (OpenAPI 3.0.4, appendix D).
pub(super) fn header(explode: bool, value: &Value) -> Result<String, &'static str> {
    let items = items(explode, str::to_owned, value)?;
    if !is_scalar(value) && items.iter().any(|item| item.contains(',')) {
        return Err(COMMA);
    }
    Ok(items.join(","))
}

/// Writes the pairs of a query parameter, a cookie or a property of a form; none for an array or object without members.
pub(crate) fn form(
    name: &str,
    style: Style,
    explode: bool,
    encode_value: fn(&str) -> String,
    value: &Value,
) -> Result<Vec<String>, &'static str> {
    let name = encode(name);
    let mut pairs = Vec::new();
    if style == Style::DeepObject {
        deep(&name, encode_value, value, &mut pairs)?;
        return Ok(pairs);
    }
    match value {
        // Each property is a parameter by itself, so that one which is an array has a notation, too.
        Value::Object(properties) if explode => {
            for (name, value) in properties {
                repeat(&encode(name), encode_value, value, &mut pairs)?;
            }
        }
        value if explode => repeat(&name, encode_value, value, &mut pairs)?,
        value => {
            let items = items(false, encode_value, value)?;
            let separator = match style {
                // Both "need to be percent-encoded when used as delimiters" (OpenAPI 3.0.4, appendix E).
                Style::SpaceDelimited => "%20",
                Style::PipeDelimited => "%7C",
                _ => ",",
            };
            if !is_scalar(value) && items.iter().any(|item| item.contains(separator)) {
                return Err(SEPARATOR);
            }
            if !items.is_empty() {
                pairs.push(format!("{name}={}", items.join(separator)));
            }
        }
    }
    Ok(pairs)
}

/// A pair for a scalar, or one for each element of an array.
fn repeat(
    name: &str,
    encode: fn(&str) -> String,
    value: &Value,
    pairs: &mut Vec<String>,
) -> Result<(), &'static str> {
    let elements = match value {
        Value::Array(elements) => elements.as_slice(),
        single => std::slice::from_ref(single),
    };
    for element in elements {
        pairs.push(format!("{name}={}", encode(&scalar(element)?)));
    }
    Ok(())
}

/// `deepObject`: a pair for each scalar, its way through objects and arrays in brackets.
fn deep(
    name: &str,
    encode_value: fn(&str) -> String,
    value: &Value,
    pairs: &mut Vec<String>,
) -> Result<(), &'static str> {
    match value {
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                deep(
                    &format!("{name}%5B{index}%5D"),
                    encode_value,
                    element,
                    pairs,
                )?;
            }
        }
        Value::Object(properties) => {
            for (property, value) in properties {
                let name = format!("{name}%5B{}%5D", encode(property));
                deep(&name, encode_value, value, pairs)?;
            }
        }
        single => pairs.push(format!("{name}={}", encode_value(&scalar(single)?))),
    }
    Ok(())
}

/// The encoded texts of a scalar (one), of an array's elements, or of an object's properties: name and value each for
/// itself, or as one text with `=` where they are exploded.
fn items(
    explode: bool,
    encode: fn(&str) -> String,
    value: &Value,
) -> Result<Vec<String>, &'static str> {
    let written = |value| scalar(value).map(|text| encode(&text));
    match value {
        Value::Array(elements) => elements.iter().map(written).collect(),
        Value::Object(properties) => {
            let mut items = Vec::new();
            for (name, value) in properties {
                let (name, value) = (encode(name), written(value)?);
                if explode {
                    items.push(format!("{name}={value}"));
                } else {
                    items.extend([name, value]);
                }
            }
            Ok(items)
        }
        single => Ok(vec![written(single)?]),
    }
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

/// The text of a scalar, as JSON writes it but for the quotes.
pub(super) fn scalar(value: &Value) -> Result<String, &'static str> {
    match value {
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        Value::String(text) => Ok(text.clone()),
        Value::Null => Err("must not be null: no style has a notation for it"),
        Value::Array(_) => Err(ARRAY),
        Value::Object(_) => Err(OBJECT),
    }
}
