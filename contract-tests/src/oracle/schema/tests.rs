use serde_json::{Value, json};

use super::super::{Direction, Document, Schema};

/// The schema `name` of the components of a document of OpenAPI `version`.
fn schema(version: &str, schemas: &str, name: &str, direction: Direction) -> Schema {
    let text = format!("openapi: {version}\ncomponents:\n  schemas:\n{schemas}");
    let document = Document::parse("test.yaml", &text).expect("readable");
    let node = document
        .at(&format!("/components/schemas/{name}"))
        .expect("exists");
    Schema::read(&document, &node, direction).expect("a schema")
}

const WHOLE: &str = r"
    Base: { type: object, required: [kind], properties: { kind: { type: string, enum: [a, b] } } }
    Set: { type: string, readOnly: true }
    Whole:
      allOf:
        - $ref: '#/components/schemas/Base'
        - type: object
          required: [id]
          properties:
            id: { type: string, readOnly: true }
            secret: { type: string, writeOnly: true }
            set: { $ref: '#/components/schemas/Set' }
            note: { type: string, nullable: true }
            size: { type: integer, minimum: 0, exclusiveMinimum: true, format: int32 }
            self: { $ref: '#/components/schemas/Whole' }
      required: [set]
";

#[test]
fn a_request_is_closed_and_has_no_read_only_property() {
    let schema = schema("3.0.3", WHOLE, "Whole", Direction::Request);
    assert!(schema.accepts(&json!({ "kind": "a", "secret": "s", "note": null, "size": 1 })));
    assert!(schema.accepts(&json!({ "kind": "a", "self": { "kind": "b" } })));
    assert!(!schema.accepts(&json!({ "kind": "a", "id": "1" })));
    assert!(!schema.accepts(&json!({ "kind": "a", "set": "1" })));
    assert!(!schema.accepts(&json!({ "kind": "a", "extra": 1 })));
    assert!(!schema.accepts(&json!({ "kind": "a", "self": { "kind": "b", "extra": 1 } })));
    assert!(!schema.accepts(&json!({ "kind": "a", "size": 0 })));
    assert!(!schema.accepts(&json!({ "kind": "a", "size": 2_147_483_648_u32 })));
    assert!(!schema.accepts(&json!({ "kind": "c" })));
    assert_eq!(schema.hidden_properties(), ["id", "set"]);
}

#[test]
fn an_answer_is_open_and_needs_its_read_only_properties() {
    let schema = schema("3.0.3", WHOLE, "Whole", Direction::Answer);
    assert!(schema.accepts(&json!({ "kind": "a", "id": "1", "set": "s", "extra": 1 })));
    assert!(!schema.accepts(&json!({ "kind": "a", "set": "s" })));
    assert!(!schema.accepts(&json!({ "kind": "a", "id": "1" })));
}

#[test]
fn a_violation_has_its_place_at_any_depth() {
    let schema = schema("3.0.3", WHOLE, "Whole", Direction::Request);
    let violations = schema.violations(&json!({ "kind": "a", "self": { "kind": "c" } }));
    let found: Vec<(&str, &str)> = violations
        .iter()
        .map(|it| (it.at.as_str(), it.keyword.as_str()))
        .collect();
    assert!(found.contains(&("/self/kind", "enum")), "{found:?}");
}

#[test]
fn keywords_of_3_1_hold_and_so_does_what_stands_beside_a_reference() {
    let schemas = r"
    Text: { type: [string, 'null'] }
    Whole:
      type: object
      properties:
        text: { $ref: '#/components/schemas/Text', maxLength: 2 }
        kind: { const: a }
        list: { type: array, prefixItems: [{ type: integer }], contains: { const: 1 } }
        size: { exclusiveMinimum: 3 }
      patternProperties: { '^x-': { type: integer } }
";
    let whole = |version| schema(version, schemas, "Whole", Direction::Request);
    let (new, old) = (whole("3.1.0"), whole("3.0.3"));
    assert!(new.accepts(&json!({ "text": null, "kind": "a", "list": [1], "size": 4, "x-a": 1 })));
    for value in [
        json!({ "text": "abc" }),
        json!({ "kind": "b" }),
        json!({ "list": [2] }),
        json!({ "list": ["a", 1] }),
        json!({ "size": 3 }),
        json!({ "x-a": "a" }),
        json!({ "y": 1 }),
    ] {
        assert!(!new.accepts(&value), "{value}");
    }
    assert!(
        old.accepts(&json!({ "text": "abc" })),
        "3.0 ignores what stands beside a $ref"
    );
}

#[test]
fn a_keyword_that_can_not_be_is_left_out() {
    let schemas = r"
    Whole:
      type: object
      required: true
      properties:
        a: { type: string, pattern: '(', maxLength: -1 }
        b: { type: file }
        c: { $ref: '#/components/schemas/Nowhere' }
        d: { type: integer }
";
    let schema = schema("3.0.3", schemas, "Whole", Direction::Request);
    assert!(schema.accepts(&json!({ "a": "x", "b": 1, "c": [], "d": 1 })));
    assert!(!schema.accepts(&json!({ "a": 1 })));
    assert!(!schema.accepts(&json!({ "d": "x" })));
    let found = schema.tree.schema_findings();
    let found: Vec<&str> = found.iter().map(|it| it.pointer.as_str()).collect();
    let expected = [
        "/properties/a/maxLength",
        "/properties/a/pattern",
        "/properties/b/type",
        "/properties/c",
        "/required",
    ];
    for end in expected {
        assert!(
            found.contains(&format!("/components/schemas/Whole{end}").as_str()),
            "{found:?}"
        );
    }
}

/// A choice and the base of its heirs at once: each of them has it in `allOf`.
const HEIRS: &str = r"
    Pet:
      type: object
      required: [kind]
      properties: { kind: { type: string } }
      discriminator:
        propertyName: kind
        mapping: { dog: '#/components/schemas/Dog', cat: Cat }
      oneOf:
        - $ref: '#/components/schemas/Dog'
        - $ref: '#/components/schemas/Cat'
    Dog:
      allOf:
        - $ref: '#/components/schemas/Pet'
        - { type: object, properties: { barks: { type: boolean } } }
    Cat:
      allOf:
        - $ref: '#/components/schemas/Pet'
        - { type: object, properties: { lives: { type: integer } } }
    Named:
      type: object
      properties: { kind: { type: string } }
      discriminator: { propertyName: kind, mapping: { x: Heir } }
    Heir:
      allOf: [{ $ref: '#/components/schemas/Named' }, { properties: { more: { type: integer } } }]
";

#[test]
fn heirs_of_a_union_are_its_choices() {
    let pet = schema("3.0.3", HEIRS, "Pet", Direction::Request);
    assert!(pet.accepts(&json!({ "kind": "dog", "barks": true })));
    assert!(!pet.accepts(&json!({ "barks": true })));
    assert!(!pet.accepts(&json!({ "kind": "dog", "barks": 1 })));
    assert!(!pet.accepts(&json!({ "kind": "dog", "more": 1 })));
    let dog = schema("3.0.3", HEIRS, "Dog", Direction::Request);
    assert!(dog.accepts(&json!({ "kind": "dog", "barks": true })));
    assert!(!dog.accepts(&json!({ "kind": "dog", "lives": 1 })));
    assert!(dog.choices().is_empty());
    let named = schema("3.0.3", HEIRS, "Named", Direction::Request);
    assert!(
        named.accepts(&json!({ "kind": "x", "more": 1 })),
        "a base stands for its heirs"
    );
    assert_eq!(named.choices().len(), 1);
}

fn visited(schema: &Schema, value: &Value) -> Vec<String> {
    let mut seen = Vec::new();
    schema.visit(value, &mut |pointer| {
        seen.push(
            pointer
                .trim_start_matches("/components/schemas/")
                .to_owned(),
        );
    });
    seen
}

#[test]
fn properties_are_visited_where_the_document_names_them() {
    let pet = schema("3.0.3", HEIRS, "Pet", Direction::Answer);
    assert_eq!(
        visited(&pet, &json!({ "kind": "cat", "lives": 9, "other": 1 })),
        [
            "Pet/properties/kind",
            "Pet/properties/kind",
            "Cat/allOf/1/properties/lives"
        ]
    );
    let whole = schema("3.0.3", WHOLE, "Whole", Direction::Request);
    assert_eq!(
        visited(&whole, &json!({ "self": { "size": 1 } })),
        [
            "Whole/allOf/1/properties/self",
            "Whole/allOf/1/properties/size"
        ]
    );
}

#[test]
fn all_properties_are_found_once_and_a_circle_ends() {
    let whole = schema("3.0.3", WHOLE, "Whole", Direction::Request);
    let names: Vec<String> = whole
        .properties_beyond(&mut std::collections::HashSet::new())
        .iter()
        .filter_map(|pointer| Some(pointer.rsplit_once('/')?.1.to_owned()))
        .collect();
    assert_eq!(names, ["kind", "secret", "note", "size", "self"]);
}

#[test]
fn what_no_schema_names_is_told_from_the_rest() {
    let text = r"
components:
  schemas:
    Item: { type: object, properties: { id: { type: integer }, free: { type: object }, map: { type: object, additionalProperties: true } } }
    Items: { type: array, items: { $ref: '#/components/schemas/Item' } }
";
    let document = Document::parse("test.yaml", text).expect("readable");
    let node = document
        .at("/components/schemas/Items")
        .expect("it is there");
    let schema = Schema::read(&document, &node, Direction::Answer).expect("a schema");
    let value = json!([{ "id": 1, "more": 2, "free": { "a": 1 }, "map": { "b": 2 } }]);
    let named = json!([{ "id": 1, "free": { "a": 1 }, "map": { "b": 2 } }]);
    assert_eq!(schema.named(&value), named);
}
