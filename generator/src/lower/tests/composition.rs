//! `allOf`, and what else composes schemas.

use super::{answering, lower};

#[test]
fn all_of_merges_objects() {
    let lowered = lower(&answering(
        "\
Thing:
  description: All of it.
  allOf:
  - $ref: '#/components/schemas/Base'
  - {required: [b], properties: {b: {type: integer}, a: {type: string, description: Said again.}}}
  properties: {c: {type: boolean}}
  required: [a]
Base:
  allOf: [{$ref: '#/components/schemas/Root'}]
  type: object
  properties: {a: {type: string, description: Said first.}}
Root: {type: object, properties: {root: {type: string}}}
",
    ));
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(
        lowered.part("object"),
        "\
object Thing#0
  used as component Thing
  description \"All of it.\"
  root optional: string
  a required: string
    description \"Said first.\"
  b required: int64
  c optional: boolean
"
    );
    assert_eq!(lowered.api.types.len(), 1);
}

#[test]
fn a_property_may_be_described_more_closely() {
    let lowered = lower(&answering(
        "\
Thing:
  allOf:
  - {type: object, properties: {kind: {type: string}, size: {type: integer, minimum: 1}}}
  - {type: object, properties: {kind: {type: string, enum: [big]}, size: {type: integer}}}
",
    ));
    assert_eq!(lowered.said, [""; 0]);
    let object = lowered.part("object");
    assert!(object.contains("  kind optional: kind#1\n"), "{object}");
    assert!(
        object.contains("  size optional: int64 [minimum 1]\n"),
        "{object}"
    );
}

#[test]
fn contradictions_are_told_with_both_places() {
    let lowered = lower(&answering(
        "\
Thing:
  allOf:
  - {type: object, properties: {a: {type: string}, b: {type: string}}}
  - {type: object, properties: {a: {type: integer}}}
",
    ));
    assert_eq!(
        lowered.said,
        ["flaw conflicting-properties /components/schemas/Thing/allOf/1/properties/a"]
    );
    assert!(
        lowered.part("object").contains("  a optional: int64\n"),
        "the nearest to the value is taken: {}",
        lowered.text
    );
    let message = &lowered.messages[0];
    assert!(
        message.ends_with("the other description: /components/schemas/Thing/allOf/0/properties/a"),
        "{message}"
    );
}

#[test]
fn one_member_is_that_member_with_other_texts() {
    let lowered = lower(&answering(
        "\
Thing:
  type: object
  properties:
    one: {description: Mine., allOf: [{$ref: '#/components/schemas/Leaf'}]}
    two: {type: object, deprecated: true, allOf: [{$ref: '#/components/schemas/Leaf'}, {title: Beside}]}
    three: {default: b, allOf: [{$ref: '#/components/schemas/Letter'}]}
Leaf: {type: object, description: A leaf., properties: {green: {type: boolean}}}
Letter: {type: string, default: a, description: A letter.}
",
    ));
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(
        lowered.part("object Thing"),
        "\
object Thing#0
  used as component Thing
  one optional: Leaf#1
    description \"Mine.\"
  two optional: Leaf#1
    title \"Beside\"
    deprecated
  three optional: string, default \"b\"
    description \"A letter.\"
"
    );
}

#[test]
fn all_of_in_a_circle_is_told() {
    let lowered = lower(&answering(
        "\
Thing: {allOf: [{$ref: '#/components/schemas/Other'}, {type: object, properties: {a: {type: string}}}]}
Other: {allOf: [{$ref: '#/components/schemas/Thing'}, {type: object, properties: {b: {type: string}}}]}
",
    ));
    assert_eq!(
        lowered.said,
        ["flaw circular-schema /components/schemas/Other/allOf/0"]
    );
}
