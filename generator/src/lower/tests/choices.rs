//! `oneOf`, `anyOf`, discriminators and lists of types.

use super::{answering, lower, property};

/// What the schema `Thing` becomes, and what it is made of, as far as it is no component of a test's frame.
fn thing(schemas: &str) -> String {
    let lowered = lower(&answering(schemas));
    assert_eq!(lowered.said, [""; 0], "{schemas}");
    lowered.part("union")
}

#[test]
fn a_choice_of_one_thing_is_that_thing() {
    for (schema, expected) in [
        ("{oneOf: [{type: string}]}", "string"),
        (
            "{anyOf: [{type: integer}, {nullable: true, enum: [null]}]}",
            "nullable int64",
        ),
        (
            "{oneOf: [{type: string}, {type: string, maxLength: 3}]}",
            "string",
        ),
        (
            "{oneOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]}",
            "value#1",
        ),
        ("{type: string, oneOf: [{pattern: a}]}", "value#1"),
        ("{not: {type: string}}", "any"),
        (
            "{allOf: [{type: string}, {maxLength: 3}, {minLength: 1}]}",
            "string [min length 1, max length 3]",
        ),
        (
            "{type: string, allOf: [{maxLength: 3}, {maxLength: 2}]}",
            "string [max length 2]",
        ),
        (
            "{allOf: [{type: number, minimum: 1}, {type: integer, minimum: 2}]}",
            "int64 [minimum 2]",
        ),
    ] {
        assert_eq!(property(schema), expected, "{schema}");
    }
}

#[test]
fn a_choice_of_several_types_is_a_union() {
    assert_eq!(
        thing(
            "Thing: {oneOf: [{type: string, format: date}, {type: integer}, {type: array, items: {type: string}}]}"
        ),
        "\
union Thing#0
  used as component Thing
  date: date
  integer: int64
  list: array of string
"
    );
}

#[test]
fn what_may_be_anything_is_tried_last() {
    let union = thing("Thing: {anyOf: [{}, {type: string}, {type: object}]}");
    let variants: Vec<&str> = union.lines().skip(2).collect();
    assert_eq!(
        variants,
        ["  string: string", "  object: map of any", "  value: any"]
    );
}

#[test]
fn what_holds_for_all_choices_is_part_of_each() {
    let lowered = lower(&answering(
        "\
Thing:
  type: object
  required: [name]
  properties: {name: {type: string}}
  oneOf:
  - {title: Round, type: object, properties: {radius: {type: number}}}
  - {title: Square, type: object, properties: {side: {type: number}}}
",
    ));
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(
        lowered.part("object Round"),
        "\
object Round#1
  used as variant Round of Thing#0
  title \"Round\"
  name required: string
  radius optional: double
"
    );
}

#[test]
fn conditions_are_no_choices() {
    let lowered = lower(&answering(
        "Thing: {type: object, properties: {a: {type: string}, b: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]}",
    ));
    assert_eq!(lowered.said, [""; 0]);
    assert!(
        lowered
            .part("object Thing")
            .contains("  a optional: string\n")
    );
    assert_eq!(lowered.part("union"), "");
}

#[test]
fn a_discriminator_gives_each_variant_its_values() {
    let union = thing(
        "\
Thing:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cow'}]
  discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', kitten: Cat}}
Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
Dog: {type: object, required: [kind], properties: {kind: {type: string, enum: [dog]}}}
Cow: {type: object, required: [kind], properties: {kind: {type: string}, milk: {type: boolean}}}
",
    );
    assert_eq!(
        union,
        "\
union Thing#0
  used as component Thing
  by kind
  Cat: Cat#1, tag \"cat\", tag \"kitten\"
  Dog: Dog#2, tag \"dog\"
  Cow: Cow#4, tag \"Cow\"
"
    );
}

#[test]
fn a_variant_that_does_not_describe_its_tag_gets_it() {
    let lowered = lower(&answering(
        "\
Thing:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator: {propertyName: kind}
Cat: {type: object, properties: {lives: {type: integer}}}
Dog: {type: object, properties: {tricks: {type: integer}}}
",
    ));
    assert_eq!(lowered.said, [""; 0]);
    let object = lowered.part("object");
    assert!(object.contains("  kind required: string\n"), "{object}");
}

#[test]
fn a_base_with_a_discriminator_is_what_is_built_on_it_but_for_those() {
    let lowered = lower(&answering(
        "\
Thing: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
Cat: {allOf: [{$ref: '#/components/schemas/Thing'}, {type: object, properties: {lives: {type: integer}}}]}
Dog: {allOf: [{$ref: '#/components/schemas/Thing'}, {type: object, properties: {tricks: {type: integer}}}]}
",
    ));
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(
        lowered.part("union"),
        "\
union Thing#0
  used as component Thing
  by kind
  Cat: Cat#1, tag \"Cat\"
  Dog: Dog#2, tag \"Dog\"
  Thing base: Thing base#3
"
    );
    assert_eq!(
        lowered.part("object Cat"),
        "object Cat#1\n  used as component Cat\n  kind required: string\n  lives optional: int64\n"
    );
}

#[test]
fn a_constant_tells_variants_apart() {
    let union = thing(
        "\
Thing:
  oneOf:
  - {title: On, type: object, required: [at, type], properties: {at: {type: string}, type: {enum: [on]}}}
  - {title: Off, type: object, required: [at, type], properties: {at: {type: string}, type: {enum: [off, gone]}}}
",
    );
    assert!(union.contains("  by type\n"), "{union}");
    assert!(union.contains("tag \"off\", tag \"gone\"\n"), "{union}");
}

#[test]
fn variants_that_turn_out_to_be_of_one_type_are_one() {
    let lowered = lower(&answering(
        "\
Thing:
  type: object
  properties:
    a: {oneOf: [{type: object, properties: {x: {type: string}}}, {type: object, properties: {x: {type: string}}}, {type: string}]}
",
    ));
    assert_eq!(lowered.said, [""; 0]);
    let union = lowered.part("union");
    assert_eq!(union.lines().count(), 4, "{union}");
}

#[test]
fn a_choice_under_items_without_a_type_is_a_list_or_one_of_it() {
    let union = thing("Thing: {items: {oneOf: [{type: string}, {type: integer}]}}");
    assert!(union.contains("  list: array of "), "{union}");
    assert_eq!(union.lines().count(), 4, "{union}");
    assert_eq!(property("{items: {type: integer}}"), "array of int64");
}

#[test]
fn more_combinations_than_can_be_told_apart_are_any_value() {
    let member = "{oneOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}]}";
    let members = vec![member; 70].join(", ");
    assert_eq!(property(&format!("{{allOf: [{members}]}}")), "any");
}

#[test]
fn objects_without_a_name_are_called_after_the_constant_that_tells_them_apart() {
    let lowered = lower(&answering(
        "Thing:\n  anyOf:\n  - {type: object, required: [kind], properties: {kind: {type: string, enum: [late]}}}\n  \
         - {title: Early One, type: object, required: [kind], properties: {kind: {type: string, enum: [early]}}}",
    ));
    assert_eq!(lowered.said, [""; 0]);
    let union = lowered.part("union");
    let variants: Vec<_> = union.lines().filter(|line| line.contains("tag ")).collect();
    assert_eq!(
        variants,
        [
            "  late: late#1, tag \"late\"",
            "  Early One: Early One#3, tag \"early\""
        ]
    );
}

#[test]
fn a_choice_that_adds_nothing_to_what_it_is_built_on_is_a_choice() {
    let lowered = lower(&answering(
        "\
Thing:
  type: object
  properties: {kind: {type: string}}
  oneOf: [{$ref: '#/components/schemas/Plain'}, {$ref: '#/components/schemas/Cat'}]
  discriminator: {propertyName: kind, mapping: {plain: '#/components/schemas/Plain', cat: '#/components/schemas/Cat'}}
Plain: {type: object, allOf: [{$ref: '#/components/schemas/Thing'}]}
Cat: {allOf: [{$ref: '#/components/schemas/Thing'}, {type: object, properties: {lives: {type: integer}}}]}
",
    ));
    assert_eq!(lowered.said, [""; 0]);
    let union = lowered.part("union");
    assert!(union.contains("  Plain: Plain"), "{union}");
    assert!(union.contains("tag \"plain\""), "{union}");
}
