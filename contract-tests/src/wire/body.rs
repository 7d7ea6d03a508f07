//! Bodies: what one of some media type says, and what it should.

use serde_json::{Map, Value};

use super::{
    Said, Unsaid,
    characters::Characters,
    media::{belongs, essence, is_json, is_text},
    multipart::{self, Part},
    scalar,
    style::{Notation, Pair},
};
use crate::{
    adapter::octets,
    difference::shown,
    mapping::is_same,
    oracle::{Content, Encoding, Schema, Style},
};

/// A difference: what, what was expected, and what was found.
pub(crate) type Difference = (String, String, String);

/// Everything in which `body`, sent with this `Content-Type`, is not `value`.
pub(crate) fn differences(
    content: &Content,
    value: &Value,
    content_type: &str,
    body: &[u8],
) -> Vec<Difference> {
    let media_type = essence(&content.media_type);
    if is_json(&media_type) {
        return json("body", value, body).into_iter().collect();
    }
    if [
        "application/x-ndjson",
        "application/jsonl",
        "application/x-jsonlines",
        "application/json-seq",
    ]
    .contains(&media_type.as_str())
    {
        return lines(value, body).into_iter().collect();
    }
    match (media_type.as_str(), value) {
        ("application/x-www-form-urlencoded", Value::Object(object)) => form(content, object, body),
        ("multipart/form-data", Value::Object(object)) => {
            several(content, object, content_type, body)
        }
        _ => plain(&media_type, value, body).into_iter().collect(),
    }
}

fn json(what: &str, value: &Value, body: &[u8]) -> Option<Difference> {
    let difference = |found: String| Some((what.to_owned(), value.to_string(), found));
    match serde_json::from_slice::<Value>(body) {
        Ok(sent) if is_same(&sent, value) => None,
        Ok(sent) => difference(sent.to_string()),
        Err(error) => difference(format!("no JSON: {error}: {}", shown(body))),
    }
}

/// A JSON value a line; in a sequence (RFC 7464) each has a record separator in front.
fn lines(value: &Value, body: &[u8]) -> Option<Difference> {
    let text = String::from_utf8_lossy(body);
    let lines = text
        .split('\n')
        .map(|line| line.trim_start_matches('\u{1e}').trim_end_matches('\r'));
    let sent: Result<Vec<Value>, _> = lines
        .filter(|line| !line.is_empty())
        .map(serde_json::from_str)
        .collect();
    let expected = value
        .as_array()
        .cloned()
        .unwrap_or_else(|| vec![value.clone()]);
    let fits = sent.is_ok_and(|sent| sent == expected);
    (!fits).then(|| {
        (
            "body, line by line".to_owned(),
            value.to_string(),
            shown(body),
        )
    })
}

/// Text or octets.
fn plain(media_type: &str, value: &Value, body: &[u8]) -> Option<Difference> {
    let expected = match value {
        Value::String(text) if !is_text(media_type) => {
            octets(text).unwrap_or_else(|_| text.clone().into_bytes())
        }
        value => scalar(value).ok()?.into_bytes(),
    };
    (body != expected).then(|| ("body".to_owned(), shown(&expected), shown(body)))
}

fn encoding<'c>(content: &'c Content, property: &str) -> Option<&'c Encoding> {
    content
        .encoding
        .iter()
        .find(|encoding| encoding.property == property)
}

/// `application/x-www-form-urlencoded` (OpenAPI 3.0.4, section 4.8.15.2).
fn form(content: &Content, object: &Map<String, Value>, body: &[u8]) -> Vec<Difference> {
    let text = String::from_utf8_lossy(body);
    let mut pairs: Vec<Pair> = text
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut differences = Vec::new();
    for (name, value) in object {
        let what = format!("property `{name}` of the form");
        let encoding = encoding(content, name);
        let Ok((notation, expected)) = property(name, encoding, value) else {
            // Whatever it is written as has its name.
            pairs.retain(|(sent, _)| !sent.starts_with(name.as_str()));
            continue;
        };
        match read(&notation, &mut pairs, &expected) {
            Ok(sent) if sent == expected || sent.means(value) => {}
            Ok(sent) => differences.push((what, expected.to_string(), sent.to_string())),
            Err(error) => differences.push((what, expected.to_string(), format!("it {error}"))),
        }
    }
    let stray = pairs.into_iter().map(|(name, value)| {
        (
            format!("property `{name}` of the form"),
            "not sent".to_owned(),
            format!("`{value}`"),
        )
    });
    differences.extend(stray);
    differences
}

fn read(notation: &Notation<'_>, pairs: &mut Vec<Pair>, expected: &Said) -> Result<Said, String> {
    let Said::Json(_) = expected else {
        return notation.take(pairs, expected);
    };
    match notation.take(pairs, &Said::Text(String::new()))? {
        Said::Text(text) => {
            let value = serde_json::from_str(&text);
            value
                .map(Said::Json)
                .map_err(|error| format!("is no JSON: {error}"))
        }
        other => Ok(other),
    }
}

/// How a property of a form is written, and what it has to say.
fn property<'n>(
    name: &'n str,
    encoding: Option<&Encoding>,
    value: &Value,
) -> Result<(Notation<'n>, Said), Unsaid> {
    let notation = |style, explode| Notation {
        name,
        style,
        explode,
        characters: Characters::Form,
    };
    if let Some(encoding) = encoding
        && let Some(style) = encoding.style
    {
        let notation = notation(style, encoding.explode);
        let said = Said::of(value)?.written(style)?;
        if encoding.allow_reserved
            || said
                .texts()
                .iter()
                .any(|text| notation.ambiguous().is_some_and(|it| text.contains(it)))
        {
            return Err(Unsaid("a form whose values can't be told apart"));
        }
        let said = if said.is_undefined() {
            Said::Nothing
        } else {
            said
        };
        return Ok((notation, said));
    }
    // Without a style, by media type: text for scalars and JSON for objects; of a list, each element.
    let typed = encoding.and_then(|encoding| encoding.content_types.first());
    let said = match value {
        value if typed.is_some_and(|it| is_json(it)) => Said::Json(value.clone()),
        Value::Object(_) => Said::Json(value.clone()),
        Value::Array(items) if items.is_empty() => Said::Nothing,
        value => Said::of(value)?,
    };
    Ok((notation(Style::Form, true), said))
}

/// `multipart/form-data` (RFC 7578; OpenAPI 3.0.4, section 4.8.15.3).
fn several(
    content: &Content,
    object: &Map<String, Value>,
    content_type: &str,
    body: &[u8],
) -> Vec<Difference> {
    let mut parts = match multipart::parts(content_type, body) {
        Ok(parts) => parts,
        Err(error) => {
            return vec![(
                "body".to_owned(),
                "parts".to_owned(),
                format!("it {error}: {}", shown(body)),
            )];
        }
    };
    let mut differences = Vec::new();
    for (name, value) in object {
        let mine: Vec<Part> = parts.extract_if(.., |part| part.name == *name).collect();
        let schema = content.schema.as_ref().and_then(|schema| {
            let mut properties = schema.properties().into_iter();
            properties
                .find(|property| property.name == *name)
                .map(|property| property.schema)
        });
        let encoding = encoding(content, name);
        let is_json_part = encoding
            .and_then(|it| it.content_types.first())
            .is_some_and(|it| is_json(it));
        // "If the property is an array, each item is a part" of the same name.
        let (values, schema) = match value {
            Value::Array(items) if !is_json_part => (
                items.iter().collect(),
                schema.and_then(|schema| schema.part("items")),
            ),
            Value::Null => (Vec::new(), schema),
            value => (vec![value], schema),
        };
        let what = format!("part `{name}`");
        if mine.len() != values.len() {
            differences.push((
                what,
                format!("{} of it", values.len()),
                format!("{}", mine.len()),
            ));
            continue;
        }
        for (part, value) in mine.iter().zip(values) {
            differences.extend(one(&what, encoding, schema.as_ref(), value, part));
        }
    }
    let stray = parts.into_iter().map(|part| {
        (
            format!("part `{}`", part.name),
            "not sent".to_owned(),
            shown(&part.body),
        )
    });
    differences.extend(stray);
    differences
}

/// One part. "The default value depends on the property type": text for scalars, JSON for objects, octets for files.
fn one(
    what: &str,
    encoding: Option<&Encoding>,
    schema: Option<&Schema>,
    value: &Value,
    part: &Part,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    let documented = encoding.map_or(&[][..], |encoding| &encoding.content_types);
    let file = value.is_string() && is_file(documented, schema);
    let default = match value {
        Value::Object(_) => "application/json",
        _ if file => "application/octet-stream",
        _ => "text/plain",
    };
    let sent = part.content_type.as_deref();
    let fits = match sent {
        Some(sent) if documented.is_empty() => belongs(default, sent),
        Some(sent) => documented.iter().any(|it| belongs(it, sent)),
        // "The default value of which is text/plain" (RFC 7578, section 4.4).
        None => default == "text/plain" && documented.iter().all(|it| essence(it) == "text/plain"),
    };
    if !fits {
        let expected = if documented.is_empty() {
            default.to_owned()
        } else {
            documented.join(" or ")
        };
        let found = sent.unwrap_or("none").to_owned();
        differences.push((format!("media type of {what}"), expected, found));
    }
    // "Other header fields MUST NOT be included and MUST be ignored" (RFC 7578, section 4.8).
    for other in &part.others {
        differences.push((
            format!("{what}, header `{other}`"),
            "not sent".to_owned(),
            "sent".to_owned(),
        ));
    }
    if file != part.filename.is_some() {
        let expected = if file { "one" } else { "none" };
        let found = part.filename.clone().unwrap_or_else(|| "none".to_owned());
        differences.push((format!("file name of {what}"), expected.to_owned(), found));
    }
    let typed = documented.first().map_or(default, String::as_str);
    if is_json(typed) {
        differences.extend(json(what, value, &part.body));
    } else {
        let kind = if file {
            "application/octet-stream"
        } else {
            "text/plain"
        };
        let plain = plain(kind, value, &part.body);
        differences.extend(plain.map(|(_, expected, found)| (what.to_owned(), expected, found)));
    }
    differences
}

/// Whether the part of `property` is a file, where its value is a text.
pub(crate) fn is_file_part(content: &Content, property: &str, schema: &Schema) -> bool {
    let documented = encoding(content, property).map_or(&[][..], |it| &it.content_types);
    is_file(documented, Some(schema))
}

/// Whether a part is a file: its schema is one of octets, or its media type is of no text.
fn is_file(documented: &[String], schema: Option<&Schema>) -> bool {
    let says = |key: &str| schema.and_then(|schema| schema.keyword(key)).is_some();
    let binary = schema.and_then(|schema| schema.keyword("format")) == Some(&Value::from("binary"));
    // In 3.1 octets have a media type and no encoding, or no type at all.
    let encoding = schema.and_then(|schema| schema.keyword("contentEncoding")?.as_str());
    let octets = match encoding {
        // These leave the octets as they are (RFC 2045, section 6.2).
        Some(encoding) => matches!(encoding, "binary" | "8bit" | "7bit"),
        None => says("contentMediaType"),
    };
    let typed = !documented.is_empty() && documented.iter().all(|it| !is_text(it) && !is_json(it));
    binary || octets || typed
}

#[cfg(test)]
mod tests;
