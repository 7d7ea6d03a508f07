//! JSON bodies: documented and made values, and changes of them that a lenient client takes as they are.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{Case, Depth, Reply, case, enums, same};
use crate::{
    cases::malformed::DEPTH,
    difference::Failure,
    mapping::Body,
    oracle::{
        Schema,
        fields::{Field, fields, with, without},
        values::{self, Sample},
    },
};

/// A property that no document names.
const UNKNOWN: &str = "notInTheDocument";

/// The cases of one documented answer with a JSON body.
pub(super) fn cases(reply: Reply, depth: Depth) -> Vec<Case> {
    let mut cases = Vec::new();
    let Some(content) = reply.content else {
        return cases;
    };
    for example in &content.examples {
        let name = format!("documented_example::{}", example.name);
        cases.push(case(reply, &name, move || {
            // An example that breaks its own schema proves nothing; it is a finding about the document.
            if reply
                .schema()
                .is_some_and(|schema| !schema.accepts(&example.value))
            {
                return Ok(());
            }
            same(&reply, example.value.clone()).map(drop)
        }));
    }
    let Some(schema) = reply.schema() else {
        cases.extend(
            free_form().map(|(name, value)| of_value(reply, &format!("any_json::{name}"), value)),
        );
        return cases;
    };
    cases.push(case(reply, "with_every_property", move || {
        same(&reply, full(&reply, schema)?).map(drop)
    }));
    cases.push(case(reply, "with_required_properties_only", move || {
        same(&reply, reply.subject.made(schema, false)?).map(drop)
    }));
    cases.push(case(reply, "with_unknown_properties", move || {
        let value = full(&reply, schema)?;
        let richer = enriched(schema, &value);
        let answer = reply.with_value(&richer).header("x-request-id", "r-1 é");
        reply.mapped(&answer, Body::But(UNKNOWN, richer)).map(drop)
    }));
    cases.extend(enums::all_at_once(reply, schema));
    cases.extend(has_choices(schema).then(|| {
        case(reply, "with_every_variant", move || {
            each_variant(&reply, schema)
        })
    }));
    if depth == Depth::Whole {
        cases.extend(thorough(reply, schema));
    }
    cases
}

/// A value with all that the schema knows: the documented one, and what is missing there.
pub(super) fn full(reply: &Reply, schema: &Schema) -> Result<Value, Failure> {
    Ok(reply.subject.filled(schema, &reply.value()?))
}

fn of_value(reply: Reply, name: &str, value: Value) -> Case {
    case(reply, name, move || same(&reply, value).map(drop))
}

/// Whether a value can have one of several choices in it.
fn has_choices(schema: &Schema) -> bool {
    let reached = schema.reached_beyond(&mut HashSet::new());
    reached.iter().any(|(it, _)| it.choices().len() > 1)
}

/// Each choice of each union once, wherever a value has it, as full as may be: what a client has no place for is missing when
/// it is encoded again.
fn each_variant(reply: &Reply, schema: &Schema) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    let mut values = alternatives(schema);
    values.push(full(reply, schema)?);
    while let Some(value) = values.pop() {
        for field in fields(schema, &value) {
            if seen.insert((field.pointer.clone(), field.schema.pointer.clone())) {
                let others = alternatives(&field.schema).into_iter();
                let others = others.map(|it| with(&value, &field.at, it));
                values.extend(others.filter(|it| schema.accepts(it)));
            }
        }
        same(reply, value)?;
    }
    Ok(())
}

/// A value for each choice of the schema, or of the elements of a list.
fn alternatives(schema: &Schema) -> Vec<Value> {
    let own = values::variants(schema).into_iter().map(|it| it.value);
    let items = schema.part("items");
    let items = items.iter().flat_map(values::variants);
    own.chain(items.map(|it| json!([it.value]))).collect()
}

/// Property by property.
fn thorough(reply: Reply, schema: &'static Schema) -> Vec<Case> {
    let Ok(value) = full(&reply, schema) else {
        // Another case says so.
        return Vec::new();
    };
    let mut cases = Vec::new();
    let is_plain = schema.choices().is_empty() && !schema.properties().is_empty();
    if is_plain && value.as_object().is_some_and(|object| !object.is_empty()) {
        let value = value.clone();
        cases.push(case(reply, "with_a_deep_unknown_property", move || {
            deep_unknown(&reply, value)
        }));
    }
    let found = fields(schema, &value);
    for (name, variation) in variations(schema, &value, &found) {
        cases.push(of_value(reply, &name, variation));
    }
    cases.extend(enums::one_by_one(reply, &value, &found));
    cases
}

/// What is ignored is ignored however deep it goes, and costs no stack.
fn deep_unknown(reply: &Reply, value: Value) -> Result<(), Failure> {
    let mut answer = reply.with_value(&value);
    let unknown = format!(
        "{{\"{UNKNOWN}\":{}{},",
        "[".repeat(DEPTH),
        "]".repeat(DEPTH)
    );
    answer.body.splice(..1, unknown.into_bytes());
    reply.mapped(&answer, Body::Is(value)).map(drop)
}

/// Changes of a valid value that a lenient client must keep as they are.
fn variations(schema: &Schema, value: &Value, fields: &[Field]) -> Vec<(String, Value)> {
    let mut variations = Vec::new();
    for field in fields
        .iter()
        .filter(|field| field.present && !field.required)
    {
        variations.push((
            format!("without::{}", field.label),
            without(value, &field.at),
        ));
    }
    for field in fields {
        let parent = field.at.rsplit_once('/').map_or("", |(parent, _)| parent);
        if !value.pointer(parent).is_some_and(Value::is_object) {
            continue;
        }
        let mut change = |what: &str, new: Value| {
            variations.push((
                format!("{what}::{}", field.label),
                with(value, &field.at, new),
            ));
        };
        if field.schema.keyword("pattern").is_some() {
            change("broken_pattern", json!("~ not by the pattern ~"));
        }
        let is_text = field.kind() == Some("string");
        if field.schema.keyword("format").is_some() && is_text {
            change("unreadable_format", json!("soon"));
            change(
                "unusual_date_time",
                json!("2024-02-29t23:59:60.123456789+05:30"),
            );
        }
        if field.is_free_form() {
            for (name, new) in free_form() {
                change(&format!("free_form_{name}"), new);
            }
        }
        if matches!(field.kind(), Some("integer" | "number")) {
            for Sample { name, value } in values::accepted(&field.schema, &[]) {
                change(&format!("number_{name}"), value);
            }
        }
        if field.kind() == Some("array") {
            change("empty_list", json!([]));
            // Atlas documents objects here and sends strings.
            if field
                .schema
                .keyword("items")
                .and_then(Value::as_object)
                .is_some_and(is_silent)
            {
                for (name, new) in free_form() {
                    change(
                        &format!("free_form_elements_{name}"),
                        json!([new.clone(), new]),
                    );
                }
            }
        }
        if is_text
            && field.schema.keyword("enum").is_none()
            && field.schema.keyword("const").is_none()
        {
            change("any_text", json!("\u{0}\u{1f}\"\\/🙂 \u{202e}"));
        }
        if !field.is_free_form() {
            let with_null = with(value, &field.at, Value::Null);
            if schema.accepts(&with_null) {
                variations.push((format!("null::{}", field.label), with_null));
            }
        }
    }
    variations
}

fn is_silent(items: &Map<String, Value>) -> bool {
    let says_nothing = |key: &String| ["type", "description", "title"].contains(&key.as_str());
    items.keys().all(says_nothing)
        && matches!(
            items.get("type").and_then(Value::as_str),
            None | Some("object")
        )
}

fn free_form() -> [(&'static str, Value); 5] {
    [
        ("text", json!("cluster-833")),
        ("number", json!(-1.5e10)),
        ("true", json!(true)),
        ("list", json!([1, [], "x"])),
        ("object", json!({ "a": { "b": null } })),
    ]
}

/// `value` with a property that the document does not name in every object that may have one.
fn enriched(schema: &Schema, value: &Value) -> Value {
    let open = |schema: &Schema| {
        let says = schema
            .keyword("additionalProperties")
            .or(schema.keyword("unevaluatedProperties"));
        says.is_none() && !schema.properties().is_empty()
    };
    let found = fields(schema, value);
    let objects = found
        .iter()
        .filter(|field| field.present && open(&field.schema));
    let mut paths: Vec<&str> = objects.map(|field| field.at.as_str()).collect();
    if open(schema) {
        paths.push("");
    }
    let extra = json!({ "deep": [{ "x": null }, 1e-7, "text"] });
    paths
        .iter()
        .fold(value.clone(), |value, path| match value.pointer(path) {
            Some(Value::Object(_)) => with(&value, &format!("{path}/{UNKNOWN}"), extra.clone()),
            _ => value,
        })
}
