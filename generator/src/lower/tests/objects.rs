//! Objects, the ways they travel, and circles of them.

use super::{answering, document, lower};
use crate::ir::{Place, TypeId};

#[test]
fn an_object_keeps_the_order_of_the_document() {
    let lowered = lower(&answering(
        "\
Thing:
  title: A thing
  description: Of some kind.
  required: [zeta, undeclared]
  properties:
    zeta: {type: string, default: z, description: Last letter but seven.}
    alpha: {properties: {inner: {type: integer}}}
  additionalProperties: {type: object, properties: {more: {type: boolean}}}
",
    ));
    assert_eq!(
        lowered.said,
        ["warning undeclared-property /components/schemas/Thing/required/1"]
    );
    assert_eq!(
        lowered.text.split_once("\nobject").map(|(_, types)| types),
        Some(
            " Thing#0
  used as component Thing
  title \"A thing\"
  description \"Of some kind.\"
  zeta required: string, default \"z\"
    description \"Last letter but seven.\"
  alpha optional: alpha#1
  undeclared required: any
  other properties: other#2

object alpha#1
  used as property alpha of Thing#0
  inner optional: int64

object other#2
  used as other properties of Thing#0
  more optional: boolean
"
        )
    );
    let site = |place| lowered.sites.get(place).map(ToString::to_string);
    assert_eq!(
        site(Place::Type(TypeId(1))).as_deref(),
        Some("/components/schemas/Thing/properties/alpha")
    );
    assert_eq!(
        site(Place::Property(TypeId(0), 1)).as_deref(),
        Some("/components/schemas/Thing/properties/alpha")
    );
    assert_eq!(
        site(Place::Property(TypeId(0), 2)).as_deref(),
        Some("/components/schemas/Thing/required/1")
    );
}

#[test]
fn an_object_that_forbids_all_properties_is_an_object() {
    let lowered = lower(&answering(
        "Thing: {type: object, additionalProperties: false}",
    ));
    assert_eq!(
        lowered.part("object"),
        "object Thing#0\n  used as component Thing\n"
    );
}

/// Sends and answers with `Thing`.
fn both_ways(schemas: &str) -> super::Lowered {
    let thing = "content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}";
    lower(&document(
        &format!(
            "/thing:\n  post:\n    operationId: send\n    requestBody: {{{thing}}}\n    \
             responses: {{'200': {{description: '', {thing}}}}}\n"
        ),
        &format!("schemas:\n{}", super::indented(schemas)),
    ))
}

#[test]
fn only_objects_that_reach_a_one_way_property_are_split() {
    let lowered = both_ways(
        "\
Thing:
  type: object
  required: [id, secret]
  properties:
    id: {type: string, readOnly: true}
    secret: {type: string, writeOnly: true}
    list: {type: array, items: {$ref: '#/components/schemas/Inner'}}
    plain: {$ref: '#/components/schemas/Plain'}
Inner: {type: object, properties: {back: {$ref: '#/components/schemas/Thing'}}}
Plain: {type: object, properties: {self: {$ref: '#/components/schemas/Plain'}}}
",
    );
    assert_eq!(lowered.said, [""; 0]);
    let types: Vec<&str> = lowered
        .text
        .lines()
        .filter(|line| line.starts_with("object"))
        .collect();
    assert_eq!(
        types,
        [
            "object Thing#0, in requests",
            "object Inner#1, in requests",
            "object Plain#2",
            "object Thing#3, in answers",
            "object Inner#4, in answers",
        ]
    );
    assert_eq!(
        lowered.part("object Thing#0"),
        "\
object Thing#0, in requests
  used as component Thing
  secret required: string
  list optional: array of Inner#1
  plain optional: Plain#2
"
    );
    assert_eq!(
        lowered.part("object Thing#3"),
        "\
object Thing#3, in answers
  used as component Thing
  id required: string
  list optional: array of Inner#4
  plain optional: Plain#2
"
    );
}

#[test]
fn read_only_is_found_through_references_and_all_of() {
    for property in [
        "{$ref: '#/components/schemas/Made'}",
        "{allOf: [{$ref: '#/components/schemas/Made'}]}",
        "{readOnly: true, allOf: [{type: string}]}",
        "{allOf: [{type: string}, {readOnly: true}]}",
    ] {
        let lowered = both_ways(&format!(
            "Thing: {{type: object, properties: {{made: {property}, kept: {{type: string}}}}}}\n\
             Made: {{type: string, readOnly: true}}\n"
        ));
        assert_eq!(
            lowered.part("object Thing#0"),
            "object Thing#0, in requests\n  used as component Thing\n  kept optional: string\n",
            "{property}"
        );
    }
}

#[test]
fn each_circle_is_broken_by_a_box() {
    let lowered = lower(&answering(
        "\
Thing:
  type: object
  properties:
    self: {$ref: '#/components/schemas/Thing'}
    maybe: {nullable: true, allOf: [{$ref: '#/components/schemas/Thing'}]}
    list: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    map: {type: object, additionalProperties: {$ref: '#/components/schemas/Thing'}}
    other: {$ref: '#/components/schemas/Other'}
Other: {type: object, properties: {back: {$ref: '#/components/schemas/Thing'}, leaf: {$ref: '#/components/schemas/Leaf'}}}
Leaf: {type: object, properties: {value: {type: string}}}
",
    ));
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(
        lowered.part("object Thing"),
        "\
object Thing#0
  used as component Thing
  self optional: Thing#0, boxed
  maybe optional: nullable Thing#0, boxed
  list optional: array of Thing#0
  map optional: map of Thing#0
  other optional: Other#1
"
    );
    assert_eq!(
        lowered.part("object Other"),
        "object Other#1\n  used as component Other\n  back optional: Thing#0, boxed\n  leaf optional: Leaf#2\n"
    );
}
