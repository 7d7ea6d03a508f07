use serde_json::{Value, json};

use super::{
    super::{Direction, Document},
    Schema, accepted, full, minimal, refused,
};

fn schema(schema: &str) -> Schema {
    let text = format!("openapi: 3.1.0\ncomponents:\n  schemas:\n    It: {schema}");
    let document = Document::parse("test.yaml", &text).expect("readable");
    let node = document.at("/components/schemas/It").expect("exists");
    Schema::read(&document, &node, Direction::Request).expect("a schema")
}

fn names(samples: &[super::Sample]) -> Vec<&str> {
    samples.iter().map(|sample| sample.name.as_str()).collect()
}

#[test]
fn a_value_has_the_least_or_everything() {
    let schema = schema(
        "{ type: object, required: [a], properties: { a: { type: string, minLength: 3 }, b: { type: array, items: { type: \
         integer, minimum: 7 } }, c: { type: object, additionalProperties: { type: boolean } }, d: { $ref: \
         '#/components/schemas/It' } } }",
    );
    let least = minimal(&schema).expect("a value");
    assert_eq!(least.as_object().map(serde_json::Map::len), Some(1));
    let full = full(&schema).expect("a value");
    assert_eq!(full["b"], json!([7]));
    assert_eq!(full["c"], json!({ "key0": true }));
    assert_eq!(full["d"], least, "what contains itself does so once");
}

#[test]
fn a_value_of_a_choice_says_which_it_is() {
    let schema = schema(
        "{ oneOf: [{ $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: kind, mapping: { d: Dog } } }\n    \
         Dog: { type: object, required: [kind], properties: { kind: { type: string }, barks: { type: boolean } } }",
    );
    assert_eq!(full(&schema), Some(json!({ "kind": "d", "barks": true })));
    assert_eq!(minimal(&schema), Some(json!({ "kind": "d" })));
}

#[test]
fn what_no_value_keeps_has_none() {
    assert_eq!(
        full(&schema("{ type: string, minLength: 3, maxLength: 2 }")),
        None
    );
    let endless =
        "{ type: object, required: [a], properties: { a: { $ref: '#/components/schemas/It' } } }";
    assert_eq!(minimal(&schema(endless)), None);
}

#[test]
fn values_fit_patterns_lengths_and_formats() {
    for text in [
        "{ type: string, pattern: '^AC[0-9a-f]{32}$' }",
        "{ type: string, minLength: 40, maxLength: 41 }",
        "{ type: string, format: date-time }",
        "{ type: string, format: uri }",
        "{ type: string, enum: [x] }",
        "{ type: integer, multipleOf: 12, minimum: 20 }",
        "{ type: array, minItems: 3, uniqueItems: true, items: { type: string } }",
        "{ const: { a: 1 } }",
        "{ type: [integer, 'null'] }",
        "{ anyOf: [{ type: string, maxLength: 0, minLength: 1 }, { type: integer }] }",
        "{ type: string, oneOf: [{ const: a }, { const: b }] }",
    ] {
        assert!(full(&schema(text)).is_some(), "{text}");
    }
}

#[test]
fn samples_are_on_the_right_side() {
    let schema = schema("{ type: integer, format: int32, maximum: 5 }");
    let values = |samples: &[super::Sample]| {
        samples
            .iter()
            .map(|it| it.value.clone())
            .collect::<Vec<Value>>()
    };
    let accepted = accepted(&schema, &[]);
    assert!(values(&accepted).contains(&json!(5)) && values(&accepted).contains(&json!(i32::MIN)));
    assert_eq!(values(&refused(&schema, &[])), [json!(6)]);
}

#[test]
fn times_have_fractions_and_offsets_and_a_wrong_form_is_no_refusal() {
    let schema = schema("{ type: string, format: date-time }");
    let names = |samples| {
        names(samples)
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    let accepted = names(&accepted(&schema, &[]));
    for name in ["date_time", "nanoseconds", "offset"] {
        assert!(accepted.iter().any(|it| it == name), "{accepted:?}");
    }
    assert_eq!(refused(&schema, &[]), []);
}

#[test]
fn lists_are_empty_single_several_and_hold_signs() {
    let schema = schema("{ type: array, maxItems: 5, items: { type: string } }");
    let samples = accepted(&schema, &[]);
    for name in [
        "list_empty",
        "list_one",
        "list_several",
        "list_with_comma",
        "at_maxItems",
    ] {
        assert!(names(&samples).contains(&name), "{:?}", names(&samples));
    }
    assert!(names(&refused(&schema, &[])).contains(&"above_maxItems"));
}

#[test]
fn a_choice_may_only_require_what_all_have() {
    let schema = schema(
        "{type: object, properties: {a: {type: integer}, b: {type: integer}},
          anyOf: [{required: [a]}, {required: [b]}]}",
    );
    let value = minimal(&schema).expect("a value");
    assert!(
        value.get("a").is_some() && value.get("b").is_none(),
        "{value}"
    );
    let value = full(&schema).expect("a value");
    assert!(
        value.get("a").is_some() && value.get("b").is_some(),
        "{value}"
    );
}

#[test]
fn what_breaks_the_limits_of_one_choice_is_refused_where_no_other_takes_it() {
    let either = schema(
        "{ oneOf: [{ type: string, pattern: '^[0-9]{2}$' }, { type: integer, maximum: 9 }] }",
    );
    let samples = refused(&either, &[]);
    let found = names(&samples);
    for name in ["choice_0_letter", "choice_1_above_maximum"] {
        assert!(found.contains(&name), "{found:?}");
    }
    assert!(samples.iter().all(|it| !either.accepts(&it.value)));
    let taken = schema("{ anyOf: [{ type: string, maxLength: 3 }, { type: string }] }");
    assert_eq!(refused(&taken, &[]), []);
    // As a text of the first choice it breaks no more than a format.
    let formatted =
        schema("{ anyOf: [{ type: string, format: date }, { type: string, maxLength: 3 }] }");
    assert_eq!(refused(&formatted, &[]), []);
}

#[test]
fn a_variant_is_sent_with_the_tag_that_names_it() {
    let pet = schema(
        "{ oneOf: [{ $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: kind, mapping: { d: Dog } } }\n    \
         Dog: { type: object, required: [kind], properties: { kind: { type: string } } }",
    );
    let kinds: Vec<Value> = accepted(&pet, &[])
        .iter()
        .map(|it| it.value["kind"].clone())
        .collect();
    assert_eq!(kinds, ["d"]);
}

#[test]
fn of_a_choice_that_nothing_can_be_no_text_is_refused() {
    let texts = |beside: &str| {
        let schema = schema(&format!(
            "{{ oneOf: [{{ type: string, enum: [A] }}]{beside} }}"
        ));
        let refused = refused(&schema, &[]);
        refused.iter().filter(|it| it.value.is_string()).count()
    };
    assert!(texts("") > 0);
    assert_eq!(texts(", type: object"), 0);
}
