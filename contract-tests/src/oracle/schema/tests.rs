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
fn all_that_is_reached_is_found_once_and_a_circle_ends() {
    let whole = schema("3.0.3", WHOLE, "Whole", Direction::Request);
    let mut known = std::collections::HashSet::new();
    let reached = whole.reached_beyond(&mut known);
    let pointers: std::collections::BTreeSet<&str> =
        reached.iter().map(|(it, _)| it.pointer.as_str()).collect();
    assert_eq!(pointers.len(), reached.len());
    let names: Vec<&str> = reached
        .iter()
        .flat_map(|(_, properties)| properties.iter().map(|it| it.name.as_str()))
        .collect();
    assert_eq!(names, ["kind", "secret", "note", "size", "self"]);
    assert!(whole.reached_beyond(&mut known).is_empty());
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

/// A base and its heir describe `detail`, each a part of it, at two depths.
const DOUBLED: &str = r"
components:
  schemas:
    Base:
      type: object
      properties:
        detail: { $ref: '#/components/schemas/BaseDetail' }
        kind: { type: string, enum: [a, b] }
    BaseDetail:
      type: object
      required: [common]
      properties:
        common: { type: string }
        inner: { type: object, properties: { one: { type: integer } } }
    Heir:
      allOf:
        - $ref: '#/components/schemas/Base'
        - type: object
          properties:
            kind: { type: string, enum: [b] }
            detail:
              type: object
              required: [own]
              properties:
                own: { type: string }
                inner: { type: object, properties: { two: { type: integer } } }
";

#[test]
fn what_base_and_heir_say_of_a_property_holds_together() {
    let document = Document::parse("test.yaml", DOUBLED).expect("readable");
    for direction in [Direction::Request, Direction::Answer] {
        let heir = Schema::together(&document, &["/components/schemas/Heir"], direction);
        let heir = heir.expect("a schema");
        let whole = json!({
            "detail": { "common": "c", "own": "o", "inner": { "one": 1, "two": 2 } },
            "kind": "b",
        });
        assert!(heir.accepts(&whole), "{:?}", heir.violations(&whole));
        for (at, wrong) in [
            ("/detail", json!({ "common": "c" })),
            ("/detail", json!({ "own": "o" })),
            ("/detail/inner", json!({ "one": "1" })),
            ("/detail/inner", json!({ "two": "2" })),
            ("/kind", json!("a")),
        ] {
            let mut wrong_whole = whole.clone();
            *wrong_whole.pointer_mut(at).expect("a place") = wrong;
            assert!(!heir.accepts(&wrong_whole), "{direction:?} {wrong_whole}");
        }
        let mut more = whole.clone();
        more["detail"]["inner"]["three"] = json!(3);
        assert_eq!(heir.accepts(&more), direction == Direction::Answer);

        let properties = heir.properties();
        let detail = properties.iter().find(|it| it.name == "detail");
        let detail = &detail.expect("the property").schema;
        let names: Vec<String> = detail.properties().into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["common", "inner", "own"]);
        assert!(detail.accepts(&whole["detail"]));
        assert!(!detail.accepts(&json!({ "common": "c" })));
        let inner = detail.properties().remove(1).schema;
        assert_eq!(inner.properties().len(), 2);
    }
}

#[test]
fn a_choice_of_a_property_that_is_doubled_elsewhere_keeps_its_own_rules() {
    let text = DOUBLED.to_owned()
        + r"
    Union:
      allOf: [{ $ref: '#/components/schemas/Heir' }]
      oneOf:
        - type: object
          required: [kind]
          properties: { kind: { type: string, maxLength: 0 } }
";
    let document = Document::parse("test.yaml", &text).expect("readable");
    let at = ["/components/schemas/Union"];
    let union = Schema::together(&document, &at, Direction::Answer).expect("a schema");
    assert!(!union.accepts(&json!({ "kind": "b" })));
}
