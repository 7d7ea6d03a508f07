//! What a document with mistakes is read as.

use serde_json::{Value, json};

use super::super::parse;
use crate::diagnostic::{Code, Diagnostics, Severity};

/// The part at `pointer` of a document of this version with these components and the path item `/a`, as it is read, and
/// the codes of its flaws.
fn read(version: &str, components: &Value, item: &Value, pointer: &str) -> (Value, Vec<Code>) {
    let document = json!({
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": item},
        "components": components,
    });
    let mut diagnostics = Diagnostics::new();
    let document = parse("t", document.to_string().as_bytes(), &mut diagnostics);
    let document = document.expect("a document");
    let errors = diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error);
    assert_eq!(errors.count(), 0, "{diagnostics:?}");
    let part = document.tree().pointer(pointer).cloned();
    let codes = diagnostics.iter().map(|found| found.code).collect();
    (part.unwrap_or_default(), codes)
}

/// A schema as it is read in 3.0, where it has one flaw.
fn mended(schema: &Value) -> Value {
    let components = json!({"schemas": {"A": schema, "B": {"type": "string"}}});
    let (schema, codes) = read("3.0.4", &components, &json!({}), "/components/schemas/A");
    assert_eq!(codes.len(), 1, "{schema}: {codes:?}");
    schema
}

#[test]
fn schemas_are_mended() {
    for (schema, meant) in [
        (json!({"type": "any"}), json!({})),
        (
            json!({"type": "file"}),
            json!({"type": "string", "format": "binary"}),
        ),
        (
            json!({"type": "int", "format": "int64"}),
            json!({"type": "integer", "format": "int64"}),
        ),
        (json!({"minimum": "1"}), json!({"minimum": 1})),
        (json!({"maxLength": -3}), json!({})),
        (json!({"title": null}), json!({})),
        (json!({"enum": "a"}), json!({"enum": ["a"]})),
        (
            json!({"type": "array"}),
            json!({"type": "array", "items": {}}),
        ),
        (
            json!({"properties": {"b": {"required": true}}}),
            json!({"properties": {"b": {}}, "required": ["b"]}),
        ),
        (json!({"properties": []}), json!({"properties": {}})),
        (
            json!({"properties": {"b": "string"}}),
            json!({"properties": {"b": {"type": "string"}}}),
        ),
        (
            json!({"discriminator": "b"}),
            json!({"discriminator": {"propertyName": "b"}}),
        ),
        (
            json!({"allOf": {"$ref": "#/components/schemas/B"}}),
            json!({"allOf": [{"$ref": "#/components/schemas/B"}]}),
        ),
        (
            json!({"items": {"$ref": "#/components/schemas/C"}}),
            json!({"items": {}}),
        ),
        (json!({"items": {"$ref": ""}}), json!({"items": {}})),
        (
            json!({"items": [{"$ref": "B"}]}),
            json!({"items": {"$ref": "#/components/schemas/B"}}),
        ),
        // What 3.1 says is kept as it says it.
        (json!({"const": 1}), json!({"const": 1})),
        (
            json!({"items": {"type": ["string", "null"]}}),
            json!({"items": {"type": ["string", "null"]}}),
        ),
    ] {
        // A list of one schema, and the name of one, are two flaws.
        let is_two = schema.pointer("/items/0/$ref").is_some();
        let read = if is_two {
            let components = json!({"schemas": {"A": schema, "B": {"type": "string"}}});
            read("3.0.4", &components, &json!({}), "/components/schemas/A").0
        } else {
            mended(&schema)
        };
        assert_eq!(read, meant, "{schema}");
    }
}

#[test]
fn schemas_of_3_1_keep_their_form() {
    let schema = json!({
        "$ref": "#/components/schemas/B",
        "type": ["integer", "null"],
        "exclusiveMinimum": 1,
        "prefixItems": [true],
        "patternProperties": {"^x-": {"const": null}},
        "if": {}, "then": true,
        "examples": [2],
    });
    let components = json!({"schemas": {"A": schema, "B": {}}});
    let (read, codes) = read("3.1.0", &components, &json!({}), "/components/schemas/A");
    assert_eq!((read, codes), (schema, vec![]));
}

#[test]
fn parameters_and_answers_are_mended() {
    let item = json!({"get": {
        "parameters": [{"name": "p", "in": "Query", "style": "simple", "type": "string"}],
        "responses": {"200": null, "201": "Created", "202": {"description": "d", "content": {"a/b": null}}},
    }});
    let (read, _) = read("3.0.4", &json!({}), &item, "/paths/~1a/get");
    let meant = json!({
        "parameters": [{"name": "p", "in": "query", "schema": {"type": "string"}}],
        "responses": {
            "200": {"description": ""},
            "201": {"description": "Created"},
            "202": {"description": "d", "content": {"a/b": {}}},
        },
    });
    assert_eq!(read, meant);
}

#[test]
fn a_path_item_is_what_it_says_and_what_it_refers_to() {
    let components =
        json!({"pathItems": {"P": {"get": {"summary": "g"}, "post": {"summary": "p"}}}});
    let item = json!({"$ref": "#/components/pathItems/P", "post": {"summary": "own"}});
    let (read, codes) = read("3.1.0", &components, &item, "/paths/~1a");
    assert_eq!(
        read,
        json!({"post": {"summary": "own"}, "get": {"summary": "g"}})
    );
    assert_eq!(codes, [Code::ConflictingKeywords]);
}
