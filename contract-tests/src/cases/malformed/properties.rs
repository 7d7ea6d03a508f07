//! Values of the wrong type, missing ones, and `null` where none may be.

use serde_json::{Value, json};

use super::{Broken, DEPTH, Reply, VALUE};
use crate::oracle::{
    Schema,
    fields::{Field, doubled, fields, with, without},
};

/// What is tried with each property of an answer.
pub(super) fn broken(reply: &Reply, schema: &Schema, value: &Value, thorough: bool) -> Vec<Broken> {
    // What fits none of several choices a lenient client keeps as it came.
    if is_loose(schema) {
        return Vec::new();
    }
    let value = reply.subject.filled(schema, value);
    let found = fields(schema, &value);
    let strict = strict(&found);
    let mut all: Vec<Broken> = strict
        .iter()
        .flat_map(|field| spoiled(&value, field, thorough))
        .collect();
    all.extend(wrong_roots(schema));
    all
}

/// The fields that are not inside of what may be one of several things.
pub(crate) fn strict(fields: &[Field]) -> Vec<&Field> {
    let loose = fields.iter().filter(|field| is_loose(&field.schema));
    let loose: Vec<String> = loose.map(|field| format!("{}/", field.at)).collect();
    let is_inside = |field: &&Field| {
        let at = format!("{}/", field.at);
        loose.iter().any(|loose| at.starts_with(loose))
    };
    fields.iter().filter(|field| !is_inside(field)).collect()
}

/// Whether values of the schema, or those in it, are one of several things.
pub(crate) fn is_loose(schema: &Schema) -> bool {
    let parts = ["items", "additionalProperties"];
    !schema.choices().is_empty()
        || schema.types().len() > 1
        || parts
            .iter()
            .filter_map(|key| schema.part(key))
            .any(|part| !part.choices().is_empty())
}

/// JSON of another type where an object, or an array, is promised.
fn wrong_roots(schema: &Schema) -> Vec<Broken> {
    let promises = ["properties", "items", "additionalProperties", "allOf"];
    let says_more = promises
        .iter()
        .any(|keyword| schema.keyword(keyword).is_some());
    if !says_more && !matches!(schema.types().as_slice(), [kind] if *kind != "object") {
        return Vec::new();
    }
    let roots = [
        ("null", json!(null)),
        ("boolean", json!(true)),
        ("integer", json!(17)),
        ("string", json!("text")),
        ("array", json!(["text", {}])),
        ("object", json!({ "a": 1 })),
    ];
    let own = schema.types().first().copied().unwrap_or("object");
    let wrong = roots
        .into_iter()
        .filter(|(name, value)| *name != own && !schema.accepts(value));
    wrong
        .map(|(name, value)| Broken::new(format!("root::{name}"), value.to_string(), VALUE))
        .collect()
}

/// One property spoiled at a time.
fn spoiled(value: &Value, field: &Field, thorough: bool) -> Vec<Broken> {
    let parent = field.at.rsplit_once('/').map_or("", |(parent, _)| parent);
    if !value.pointer(parent).is_some_and(Value::is_object) {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut spoil = |what: &str, new: Value, errors| {
        let body = with(value, &field.at, new).to_string();
        let broken = Broken::new(format!("{what}::{}", field.label), body, errors);
        all.push(broken.at(&field.at));
    };
    let is_open = field.is_free_form() || field.schema.types().is_empty();
    if !is_open {
        let wrong = wrong_types(field).into_iter();
        for (name, wrong) in wrong.take(if thorough { usize::MAX } else { 1 }) {
            spoil(&format!("wrong_type_{name}"), wrong, VALUE);
        }
        // "nullable" has a meaning beside `type` only (OpenAPI 3.0.3, section 4.7.24), but people mean it elsewhere too.
        let is_meant = |schema: &Schema| schema.raw().get("nullable") == Some(&json!(true));
        let may_be_null = field.schema.conjunction().iter().any(is_meant);
        if !may_be_null && !field.schema.accepts(&Value::Null) {
            spoil("null", Value::Null, VALUE);
        }
    }
    // A list that may be absent may still hold no `null`.
    let items = field.schema.part("items");
    let says_more = |items: &Schema| match items.types().as_slice() {
        [] => false,
        ["object"] => !items.properties().is_empty(),
        _ => true,
    };
    let promises = |items: &Schema| says_more(items) && !is_loose(items);
    if items.is_some_and(|items| promises(&items) && !items.accepts(&Value::Null)) {
        let body = with(value, &field.at, json!([null])).to_string();
        let broken = Broken::new(format!("null_item::{}", field.label), body, VALUE);
        all.push(broken.at(&format!("{}/0", field.at)));
    }
    if field.required {
        let body = without(value, &field.at).to_string();
        let broken = Broken::new(format!("missing::{}", field.label), body, VALUE);
        all.push(broken.at(parent).naming(&field.name()));
    }
    if !thorough {
        return all;
    }
    // A type that has one place for a property can't hold two (RFC 8259, section 4). A map is not asked: of two entries of one
    // key it may keep the last.
    if let Some(body) = doubled(value, &field.at).filter(|_| field.named) {
        let broken = Broken::new(format!("doubled::{}", field.label), body, VALUE);
        all.push(broken.naming(&field.name()));
    }
    // A value as deep as this costs nothing to send; whatever its place promises, the reader has to come back.
    let deep = format!("{}{}", "[".repeat(DEPTH), "]".repeat(DEPTH));
    let body = with(value, &field.at, json!("\u{1}deep\u{1}")).to_string();
    let body = body.replace(r#""\u0001deep\u0001""#, &deep);
    all.push(Broken::new(
        format!("depth::{}", field.label),
        body,
        &["syntax", "value"],
    ));
    all
}

/// Values of types that the property can't have.
pub(crate) fn wrong_types(field: &Field) -> Vec<(&'static str, Value)> {
    let all = [
        ("string", json!("text")),
        ("integer", json!(17)),
        ("boolean", json!(false)),
        ("array", json!([])),
        ("object", json!({})),
    ];
    let own = field.kind().unwrap_or("object");
    let also = if own == "number" { "integer" } else { own };
    let wrong = all
        .into_iter()
        .filter(|(name, _)| *name != own && *name != also);
    let narrow = match own {
        "integer" => vec![("fraction", json!(1.5)), ("too_wide", json!(1e30))],
        _ => Vec::new(),
    };
    let mut wrong: Vec<_> = wrong.chain(narrow).collect();
    let is_int32 = field
        .schema
        .keyword("format")
        .is_some_and(|format| format == "int32");
    // An enum of numbers keeps the ones that it does not know, whatever their width.
    let is_enum = field.schema.keyword("enum").is_some();
    if own == "integer" && is_int32 && !is_enum {
        wrong.push(("past_32_bits", json!(1_u64 << 40)));
    }
    wrong
}
