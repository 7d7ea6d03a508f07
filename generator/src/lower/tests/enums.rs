//! Enums of texts.

use super::{answering, lower, property};
use crate::ir::{Place, TypeId};

#[test]
fn enums_with_the_same_values_are_one_type() {
    let lowered = lower(&answering(
        "\
Thing:
  type: object
  properties:
    state: {type: string, enum: [on, off]}
    inner: {type: object, properties: {state: {type: string, enum: [on, off], description: Other words.}}}
    mode: {type: string, enum: [on, off]}
    states: {type: array, items: {$ref: '#/components/schemas/State'}}
State: {enum: [on, off], description: A component of its own.}
",
    ));
    assert_eq!(lowered.said, [""; 0]);
    let enums: Vec<&str> = lowered
        .text
        .lines()
        .filter(|line| line.starts_with("enum"))
        .collect();
    assert_eq!(enums, ["enum State#1"]);
    assert_eq!(
        lowered.part("enum State"),
        "\
enum State#1
  used as component State
  used as property state of Thing#0
  used as property state of inner#2
  used as property mode of Thing#0
  description \"A component of its own.\"
  \"on\"
  \"off\"
"
    );
    assert_eq!(
        lowered
            .sites
            .get(Place::EnumValue(TypeId(1), 1))
            .map(ToString::to_string)
            .as_deref(),
        Some("/components/schemas/State/enum/1")
    );
}

#[test]
fn a_doubled_value_counts_once() {
    let lowered = lower(&answering("Thing: {type: string, enum: [a, b, a]}"));
    assert_eq!(
        lowered.said,
        ["warning doubled-enum-value /components/schemas/Thing/enum/2"]
    );
    assert_eq!(
        lowered.part("enum"),
        "enum Thing#0\n  used as component Thing\n  \"a\"\n  \"b\"\n"
    );
}

#[test]
fn null_among_the_values_makes_it_nullable() {
    assert_eq!(
        property("{type: string, nullable: true, enum: [a, null]}"),
        "nullable value#1"
    );
    assert_eq!(
        property("{type: string, enum: [a], maxLength: 1, pattern: a}"),
        "value#1"
    );
}

#[test]
fn deprecated_numbers_are_listed_as_numbers_or_texts() {
    for list in ["[2]", "['2']", "{'2': true}"] {
        let lowered = lower(&answering(&format!(
            "Thing: {{type: integer, enum: [1, 2], x-enum-deprecated: {list}}}\n"
        )));
        let text = lowered.part("enum");
        assert!(
            text.ends_with("  1\n  2\n    deprecated, not flagged\n"),
            "{text}"
        );
    }
}

#[test]
fn values_may_have_texts_of_their_own() {
    for (extension, deprecated) in [
        (
            "x-enum-descriptions: [First., '']",
            "x-enum-deprecated: {b: Use a.}",
        ),
        (
            "x-enumDescriptions: {a: First.}",
            "x-deprecated-enum: {b: Use a.}",
        ),
        (
            "x-ms-enum: {name: X, values: [{value: a, description: First.}]}",
            "x-deprecated-values: {b: Use a.}",
        ),
    ] {
        let lowered = lower(&answering(&format!(
            "Thing:\n  type: string\n  enum: [a, b]\n  {extension}\n  {deprecated}\n"
        )));
        assert_eq!(
            lowered.part("enum"),
            "\
enum Thing#0
  used as component Thing
  \"a\"
    description \"First.\"
  \"b\"
    deprecated, not flagged, message \"Use a.\"
",
            "{extension}"
        );
    }
}
