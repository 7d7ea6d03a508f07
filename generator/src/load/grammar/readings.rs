//! What is meant by a value that does not fit its place, where that is clear.

use serde_json::{Map, Number, Value, json};

use super::{
    super::keywords::{EXAMPLE, Object, PARAMETER, SCHEMA, Shape},
    is,
};

/// The value that is meant by `value` where `shape` is wanted; none where it is not clear.
pub(super) fn reading(value: &Value, shape: &Shape) -> Option<Value> {
    match shape {
        // `schemas` looks at types.
        Shape::Any | Shape::Example | Shape::Type => None,
        Shape::Text | Shape::Mapped => match value {
            Value::Number(_) | Value::Bool(_) => Some(value.to_string().into()),
            _ => None,
        },
        Shape::Choice(allowed) => {
            let text = value.as_str()?.trim();
            let meant = allowed.iter().find(|word| word.eq_ignore_ascii_case(text));
            meant.map(|word| Value::from(*word))
        }
        Shape::Flag => flag(value),
        Shape::FlagOr(other) => flag(value).or_else(|| reading(value, other)),
        Shape::Exclusive => flag(value).or_else(|| number(value).map(Value::Number)),
        Shape::Number => number(value).map(Value::Number),
        Shape::Count => count(value).map(Value::from),
        Shape::List(element) => list(value, element),
        Shape::Map(member) => map(value, member),
        Shape::Object(object) | Shape::OrReference(object) => self::object(value, object),
    }
}

/// "true" and "false" as texts.
fn flag(value: &Value) -> Option<Value> {
    let text = value.as_str()?.trim();
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    (is("true") || is("false")).then(|| Value::Bool(is("true")))
}

/// A number as text.
fn number(value: &Value) -> Option<Number> {
    let text = value.as_str()?.trim();
    text.parse::<Number>().ok()
}

/// A number that counts something, as text.
fn count(value: &Value) -> Option<u64> {
    value.as_str()?.trim().parse().ok()
}

/// A single value in place of the list of one.
fn list(value: &Value, element: &Shape) -> Option<Value> {
    let is_one = match (element, value) {
        (_, Value::Object(members)) if members.is_empty() => return Some(json!([])),
        (Shape::Text, Value::String(text)) if text.trim().is_empty() => return Some(json!([])),
        (Shape::Object(object), Value::String(_)) => object.text_is.is_some(),
        (Shape::Any, value) => !value.is_object() && !value.is_null(),
        (Shape::OrReference(object), Value::Object(members)) if is(object, &PARAMETER) => {
            members.contains_key("name") || members.contains_key("$ref")
        }
        (Shape::Text, Value::String(_) | Value::Number(_))
        | (Shape::Object(_) | Shape::OrReference(_), Value::Object(_))
        | (Shape::Map(_), Value::Object(_) | Value::String(_)) => true,
        _ => false,
    };
    is_one.then(|| json!([value]))
}

fn map(value: &Value, member: &Shape) -> Option<Value> {
    match (member, value) {
        // What some languages write for an object without members.
        (_, Value::Array(elements)) if elements.is_empty() => Some(json!({})),
        // Scopes without a description.
        (Shape::Text, Value::Array(names)) => {
            let names = names.iter().map(Value::as_str);
            let members = names.map(|name| Some((name?.to_owned(), json!(""))));
            members.collect::<Option<Map<_, _>>>().map(Value::Object)
        }
        // A security scheme without scopes.
        (Shape::List(_), Value::String(name)) => Some(json!({ name: [] })),
        _ => None,
    }
}

fn object(value: &Value, object: &Object) -> Option<Value> {
    match value {
        Value::Array(elements) => match elements.as_slice() {
            [] => Some(json!({})),
            [one @ Value::Object(_)] => Some(one.clone()),
            _ => None,
        },
        _ if is(object, &EXAMPLE) => Some(json!({ "value": value })),
        Value::String(text) if is(object, &SCHEMA) => schema(text),
        Value::String(text) => {
            let keyword = object.text_is?;
            Some(json!({ keyword: text }))
        }
        _ => None,
    }
}

/// A text in place of a schema.
fn schema(text: &str) -> Option<Value> {
    if text.starts_with("#/") {
        return Some(json!({ "$ref": text }));
    }
    is_type(text)
        .then(|| text.to_owned())
        .or_else(|| other_type(text).map(|(kind, _)| kind.to_owned()))
        .map(|kind| json!({ "type": kind }))
}

/// Whether the standard knows the type, `null` aside.
pub(super) fn is_type(name: &str) -> bool {
    matches!(
        name,
        "array" | "boolean" | "integer" | "number" | "object" | "string"
    )
}

/// The type that is meant by a name of one that the standard does not know, with the format that goes with it.
pub(super) fn other_type(name: &str) -> Option<(&'static str, Option<&'static str>)> {
    Some(match name.trim().to_ascii_lowercase().as_str() {
        "array" | "list" => ("array", None),
        "boolean" | "bool" => ("boolean", None),
        "integer" | "int" => ("integer", None),
        "int32" => ("integer", Some("int32")),
        "int64" | "long" => ("integer", Some("int64")),
        "number" | "numeric" => ("number", None),
        "float" => ("number", Some("float")),
        "double" => ("number", Some("double")),
        "object" | "dict" | "dictionary" | "hash" | "map" => ("object", None),
        "string" | "str" | "text" | "enum" => ("string", None),
        "date" => ("string", Some("date")),
        "date-time" | "datetime" | "timestamp" => ("string", Some("date-time")),
        "uuid" => ("string", Some("uuid")),
        "uri" | "url" => ("string", Some("uri")),
        "email" => ("string", Some("email")),
        "file" | "binary" => ("string", Some("binary")),
        "byte" => ("string", Some("byte")),
        _ => return None,
    })
}

/// A list of types with the names that are meant; those that mean nothing are left out.
pub(super) fn types(names: &[Value]) -> Option<Value> {
    let known: Vec<&str> = names
        .iter()
        .filter_map(Value::as_str)
        .filter_map(|name| {
            if is_type(name) || name == "null" {
                Some(name)
            } else {
                other_type(name).map(|(kind, _)| kind)
            }
        })
        .collect();
    (!known.is_empty()).then(|| json!(known))
}

/// What stands for the `null` that is left where a value was to be filled in.
pub(super) fn empty(shape: &Shape) -> Option<Value> {
    match shape {
        Shape::Text => Some(json!("")),
        Shape::List(_) => Some(json!([])),
        Shape::Map(_) | Shape::Object(_) | Shape::OrReference(_) => Some(json!({})),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Shape, reading, types};

    static TEXT: Shape = Shape::Text;
    static TEXTS: Shape = Shape::List(&TEXT);

    #[test]
    fn what_is_clear_is_read() {
        for (value, shape, meant) in [
            (json!(1.5), Shape::Text, json!("1.5")),
            (json!("True"), Shape::Flag, json!(true)),
            (json!("1e3"), Shape::Number, json!(1e3)),
            (json!(" 7 "), Shape::Count, json!(7)),
            (json!("a"), Shape::List(&TEXT), json!(["a"])),
            (json!([]), Shape::Map(&TEXT), json!({})),
            (json!(["a"]), Shape::Map(&TEXT), json!({"a": ""})),
            (json!("a"), Shape::Map(&TEXTS), json!({"a": []})),
            (json!("Query"), Shape::Choice(&["query"]), json!("query")),
        ] {
            assert_eq!(
                reading(&value, &shape),
                Some(meant),
                "{value} for {shape:?}"
            );
        }
    }

    #[test]
    fn types_of_other_languages_are_known() {
        let meant = json!(["string", "null"]);
        assert_eq!(
            types(&[json!("String"), json!("null"), json!("x")]),
            Some(meant)
        );
        assert_eq!(types(&[json!("x"), json!(1)]), None);
    }

    #[test]
    fn what_is_not_clear_is_not_read() {
        for (value, shape) in [
            (json!({}), Shape::Text),
            (json!(null), Shape::Text),
            (json!("yes"), Shape::Flag),
            (json!(-1), Shape::Count),
            (json!(1.5), Shape::Count),
            (json!("one"), Shape::Number),
            (json!({"a": 1}), Shape::List(&TEXT)),
            (json!("qury"), Shape::Choice(&["query"])),
        ] {
            assert_eq!(reading(&value, &shape), None, "{value} for {shape:?}");
        }
    }
}
