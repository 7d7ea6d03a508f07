//! What is changed about schemas.

use serde_json::{Value, json};

use super::super::sites::Carrier;
use super::{
    Made, Object, another, each_dropped, each_shorter, is_true, renamed, text, with, without,
};

fn properties(schema: &Object) -> Option<&Object> {
    schema.get("properties").and_then(Value::as_object)
}

fn list(schema: &Object, key: &str) -> Vec<Value> {
    let list = schema.get(key).and_then(Value::as_array);
    list.cloned().unwrap_or_default()
}

fn with_required(schema: &Object, required: Vec<Value>) -> Object {
    if required.is_empty() {
        // In OpenAPI 3.0 the list may not be empty.
        without(schema, |key| key == "required")
    } else {
        with(schema, "required", required)
    }
}

pub(super) fn drop_property(schema: &Object) -> Vec<Object> {
    let changed = properties(schema).into_iter().flat_map(|members| {
        members.keys().map(move |name| {
            let mut required = list(schema, "required");
            required.retain(|it| it != name);
            let members = without(members, |key| key == name);
            with(&with_required(schema, required), "properties", members)
        })
    });
    changed.collect()
}

pub(super) fn rename_property(schema: &Object) -> Vec<Object> {
    let changed = properties(schema).into_iter().flat_map(|members| {
        members.keys().map(move |name| {
            let other = another(name);
            let mut required = list(schema, "required");
            for it in required.iter_mut().filter(|it| *it == name) {
                *it = json!(other);
            }
            let members = renamed(members, name, &other);
            with(&with_required(schema, required), "properties", members)
        })
    });
    changed.collect()
}

/// Each optional property becomes required.
pub(super) fn require_property(schema: &Object) -> Vec<Object> {
    let required = list(schema, "required");
    let names = properties(schema).into_iter().flat_map(Object::keys);
    let optional = names.filter(|name| !required.iter().any(|it| it == *name));
    let changed = optional.map(|name| {
        let mut required = required.clone();
        required.push(json!(name));
        with(schema, "required", required)
    });
    changed.collect()
}

pub(super) fn requiring_is_unseen(made: &Made<'_>) -> Option<&'static str> {
    let (around, _) = made.site.pointer.rsplit_once("/allOf/")?;
    let around = made.document.pointer(around)?.as_object()?;
    let already = list(around, "required");
    let mut now = list(made.after, "required").into_iter();
    let is_required =
        |name: &Value| list(made.before, "required").contains(name) || already.contains(name);
    now.all(|name| is_required(&name))
        .then_some("the schema around the `allOf` requires it")
}

/// Each required property becomes optional.
pub(super) fn release_property(schema: &Object) -> Vec<Object> {
    let shorter = each_shorter(&list(schema, "required")).into_iter();
    let shorter = shorter.filter_map(|it| it.as_array().cloned());
    shorter.map(|it| with_required(schema, it)).collect()
}

/// What says more of a value than its type.
const RULES: [&str; 21] = [
    "additionalProperties",
    "const",
    "default",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "pattern",
    "properties",
    "required",
    "uniqueItems",
];

/// Another type; an array also becomes one of its items, and a single value an array.
pub(super) fn change_type(schema: &Object) -> Vec<Object> {
    let Some(kind) = text(schema, "type") else {
        return Vec::new();
    };
    let bare = without(schema, |key| RULES.contains(&key));
    let other = match kind {
        "string" => "integer",
        "integer" => "number",
        "array" | "object" | "boolean" | "number" => "string",
        _ => return Vec::new(),
    };
    let mut changed = vec![with(&bare, "type", other)];
    match kind {
        "array" => changed.extend(schema.get("items").and_then(Value::as_object).cloned()),
        "object" => {}
        _ => {
            let about = ["description", "readOnly", "writeOnly"];
            let items = without(schema, |key| about.contains(&key));
            changed.push(with(&with(&bare, "type", "array"), "items", items));
        }
    }
    changed
}

/// None, and one that is near.
pub(super) fn change_format(schema: &Object) -> Vec<Object> {
    let Some(format) = text(schema, "format") else {
        return Vec::new();
    };
    let other = match format {
        "date-time" => "date",
        "date" => "date-time",
        "int32" => "int64",
        "int64" => "int32",
        "float" => "double",
        "double" => "float",
        _ => "",
    };
    let mut changed = vec![without(schema, |key| key == "format")];
    if !other.is_empty() {
        changed.push(with(schema, "format", other));
    }
    changed
}

pub(super) fn format_is_unseen(made: &Made<'_>) -> Option<&'static str> {
    let is_whole = match made.before.get("type")? {
        Value::Array(types) => types.contains(&json!("integer")),
        kind => kind == "integer",
    };
    let is_wide =
        text(made.before, "format") == Some("int64") && !made.after.contains_key("format");
    (is_whole && is_wide)
        .then_some("a whole number has 64 bits where the document says nothing of them")
}

/// None, one that takes nothing, and one that takes more before or behind.
pub(super) fn change_pattern(schema: &Object) -> Vec<Object> {
    let Some(pattern) = text(schema, "pattern") else {
        return Vec::new();
    };
    let others = [
        Some("^$.^"),
        pattern.strip_suffix('$'),
        pattern.strip_prefix('^'),
    ];
    let others = others.into_iter().flatten();
    let changed = others.map(|other| with(schema, "pattern", other));
    let none = without(schema, |key| key == "pattern");
    changed.chain([none]).collect()
}

pub(super) fn change_length(schema: &Object) -> Vec<Object> {
    let sizes = ["Length", "Items", "Properties"];
    let keys = sizes
        .iter()
        .flat_map(|size| ["min", "max"].map(|end| format!("{end}{size}")));
    keys.flat_map(|key| changed_bound(schema, &key)).collect()
}

pub(super) fn change_range(schema: &Object) -> Vec<Object> {
    let keys = [
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ];
    keys.iter()
        .flat_map(|key| changed_bound(schema, key))
        .collect()
}

/// A bound one higher, one lower, and gone.
fn changed_bound(schema: &Object, key: &str) -> Vec<Object> {
    let Some(bound) = schema.get(key) else {
        return Vec::new();
    };
    let mut others = Vec::new();
    if let Some(bound) = bound.as_i64() {
        let near = [bound.checked_add(1), bound.checked_sub(1)];
        // No length is less than nothing, and nothing is a multiple of it.
        let least = i64::from(key == "multipleOf");
        others.extend(
            near.into_iter()
                .flatten()
                .filter(|it| *it >= least || bound < 0)
                .map(Value::from),
        );
    } else if let Some(bound) = bound.as_f64() {
        others.push(json!(bound + 1.0));
    } else if let Some(is_exclusive) = bound.as_bool() {
        // OpenAPI 3.0.
        others.push(json!(!is_exclusive));
    }
    let changed = others.into_iter().map(|other| with(schema, key, other));
    let none = without(schema, |other| other == key);
    changed.chain([none]).collect()
}

/// Each value of an enum goes, and so does the whole list.
pub(super) fn drop_value(schema: &Object) -> Vec<Object> {
    let values = list(schema, "enum");
    if values.is_empty() {
        return Vec::new();
    }
    let shorter = each_shorter(&values).into_iter();
    let shorter = shorter.filter(|_| values.len() > 1);
    let changed = shorter.map(|values| with(schema, "enum", values));
    let none = without(schema, |key| key == "enum");
    changed.chain([none]).collect()
}

/// One value more.
pub(super) fn add_value(schema: &Object) -> Vec<Object> {
    let mut values = list(schema, "enum");
    let more = match values.last() {
        Some(Value::String(text)) => json!(another(text)),
        Some(Value::Number(number)) => json!(number.as_i64().unwrap_or(0).saturating_add(1000)),
        _ => return Vec::new(),
    };
    values.push(more);
    vec![with(schema, "enum", values)]
}

pub(super) fn rename_value(schema: &Object) -> Vec<Object> {
    let values = list(schema, "enum");
    let names = values.iter().filter_map(Value::as_str);
    let changed = names.map(|name| {
        let renamed = values.iter().map(|value| {
            if value == name {
                json!(another(name))
            } else {
                value.clone()
            }
        });
        with(schema, "enum", renamed.collect::<Vec<_>>())
    });
    changed.collect()
}

pub(super) fn change_default(schema: &Object) -> Vec<Object> {
    let Some(value) = schema.get("default") else {
        return Vec::new();
    };
    let other = value.as_bool().map(|value| with(schema, "default", !value));
    let none = without(schema, |key| key == "default");
    other.into_iter().chain([none]).collect()
}

/// Each property that only one direction has gets both, and each that has both only one.
pub(super) fn change_direction(schema: &Object) -> Vec<Object> {
    let Some(members) = properties(schema) else {
        return Vec::new();
    };
    let keys = ["readOnly", "writeOnly"];
    let own = members
        .iter()
        .filter_map(|(name, it)| Some((name, it.as_object()?)));
    let own = own.filter(|(_, property)| !property.contains_key("$ref"));
    let changed = own.map(|(name, property)| {
        let property = if keys.iter().any(|key| is_true(property, key)) {
            without(property, |key| keys.contains(&key))
        } else {
            with(property, "readOnly", true)
        };
        with(schema, "properties", with(members, name, property))
    });
    changed.collect()
}

pub(super) fn direction_is_unseen(made: &Made<'_>) -> Option<&'static str> {
    (made.site.carrier == Carrier::Answer)
        .then_some("only answers hold it, and in an answer readOnly and writeOnly mean nothing")
}

/// Whether `null` is a value: `nullable` is OpenAPI 3.0, a list of types 3.1.
pub(super) fn change_null(schema: &Object) -> Vec<Object> {
    match schema.get("type") {
        Some(Value::String(_)) => vec![with(schema, "nullable", !is_true(schema, "nullable"))],
        Some(Value::Array(types)) => {
            let null = json!("null");
            let mut others = types.clone();
            others.retain(|it| *it != null);
            if others.len() == types.len() {
                others.push(null);
            }
            vec![with(schema, "type", others)]
        }
        _ => Vec::new(),
    }
}

pub(super) fn null_is_unseen(made: &Made<'_>) -> Option<&'static str> {
    let schema = made.before;
    let says_nothing = !schema.keys().any(|key| RULES.contains(&key.as_str()));
    if made.site.carrier == Carrier::Text {
        Some("a text in a path, a query or a header has no null")
    } else if text(schema, "type") == Some("object") && says_nothing {
        Some("where the document says nothing of an object, the client lets in any value")
    } else {
        None
    }
}

/// Whether an object has properties that the document does not name.
pub(super) fn change_openness(schema: &Object) -> Vec<Object> {
    let key = "additionalProperties";
    if properties(schema).is_none() {
        return Vec::new();
    }
    if schema.contains_key(key) {
        vec![without(schema, |other| other == key)]
    } else {
        [false, true]
            .map(|is_open| with(schema, key, is_open))
            .into()
    }
}

pub(super) fn openness_is_unseen(made: &Made<'_>) -> Option<&'static str> {
    // A schema of what else there may be makes a map of it.
    let is_told = made
        .before
        .get("additionalProperties")
        .is_some_and(Value::is_object);
    (!is_told).then_some(
        "the client lets in what it does not know, whatever the document says, and sends none of it",
    )
}

/// One of the schemas that a schema is composed of goes, and one that a discriminator names.
pub(super) fn drop_member(schema: &Object) -> Vec<Object> {
    let mut changed = Vec::new();
    for key in ["allOf", "oneOf", "anyOf"] {
        let members = list(schema, key);
        if members.len() > 1 {
            let shorter = each_shorter(&members).into_iter();
            changed.extend(shorter.map(|members| with(schema, key, members)));
        }
    }
    let discriminator = schema.get("discriminator").and_then(Value::as_object);
    if let Some(discriminator) = discriminator {
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let shorter = mapping.map(each_dropped).unwrap_or_default().into_iter();
        let shorter = shorter.map(|mapping| with(discriminator, "mapping", mapping));
        changed.extend(shorter.map(|it| with(schema, "discriminator", it)));
    }
    changed
}
