//! Texts, numbers, arrays, maps and `null`.

use super::{answering, lower, property};

#[test]
fn types_and_formats_become_types() {
    for (schema, expected) in [
        ("{type: boolean}", "boolean"),
        ("{type: integer}", "int64"),
        ("{type: integer, format: int32}", "int32"),
        ("{type: integer, format: unix-time}", "int64"),
        ("{type: number}", "double"),
        ("{type: number, format: float}", "double"),
        ("{type: string}", "string"),
        ("{type: string, format: password}", "string"),
        ("{type: string, format: byte}", "base64"),
        ("{type: string, format: date}", "date"),
        ("{type: string, format: date-time}", "date-time"),
        ("{type: string, format: uuid}", "uuid"),
        ("{type: array, items: {type: integer}}", "array of int64"),
        ("{items: {type: integer}}", "array of int64"),
        (
            "{type: object, additionalProperties: {type: boolean}}",
            "map of boolean",
        ),
        ("{type: object, additionalProperties: {}}", "map of any"),
        ("{type: object}", "any"),
        ("{type: object, additionalProperties: true}", "any"),
        ("{}", "any"),
    ] {
        assert_eq!(property(schema), expected, "{schema}");
    }
}

#[test]
fn limits_stand_where_the_type_is_used() {
    for (schema, expected) in [
        (
            "{type: string, minLength: 1, maxLength: 9}",
            "string [min length 1, max length 9]",
        ),
        (
            "{type: integer, minimum: 1, exclusiveMinimum: true}",
            "int64 [minimum 1 exclusive]",
        ),
        (
            "{type: number, maximum: 0.5, multipleOf: 0.25}",
            "double [maximum 0.5, multiple of 0.25]",
        ),
        ("{type: number, minimum: 0}", "double [minimum 0]"),
        // The largest integer that JSON's usual numbers can't hold, and one beyond 64 bits, which is no limit.
        (
            "{type: integer, maximum: 9007199254740993}",
            "int64 [maximum 9007199254740993]",
        ),
        (
            "{type: integer, minimum: -9223372036854776000, maximum: 18446744073709551615}",
            "int64",
        ),
        (
            "{type: array, minItems: 1, maxItems: 2, uniqueItems: true, items: {type: string, maxLength: 3}}",
            "array of string [min items 1, max items 2, unique items, each [max length 3]]",
        ),
        (
            "{type: object, minProperties: 1, additionalProperties: {type: integer, minimum: 0}}",
            "map of int64 [min properties 1, each [minimum 0]]",
        ),
    ] {
        assert_eq!(property(schema), expected, "{schema}");
    }
}

#[test]
fn null_is_allowed_where_the_schema_or_its_one_member_says_so() {
    for (schema, expected) in [
        ("{type: string, nullable: true}", "nullable string"),
        (
            "{type: array, nullable: true, items: {type: string, nullable: true}}",
            "nullable array of nullable string",
        ),
        (
            "{nullable: true, allOf: [{type: integer}]}",
            "nullable int64",
        ),
        (
            "{nullable: true, allOf: [{type: integer, nullable: true}]}",
            "nullable int64",
        ),
        (
            "{allOf: [{type: integer}, {nullable: true}]}",
            "nullable int64",
        ),
        ("{nullable: true}", "any"),
    ] {
        assert_eq!(property(schema), expected, "{schema}");
    }
}

#[test]
fn texts_with_equal_rules_are_one_type() {
    let lowered = lower(&answering(
        "\
Thing:
  type: object
  properties:
    one: {type: string, pattern: '^a+$', description: Of the property.}
    two: {$ref: '#/components/schemas/As'}
    three: {type: string, pattern: '^a+$', maxLength: 3}
As: {type: string, pattern: '^a+$', description: Some a.}
",
    ));
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(
        lowered.part("object Thing"),
        "\
object Thing#0
  used as component Thing
  one optional: one#1
    description \"Of the property.\"
  two optional: one#1
  three optional: three#2
"
    );
    assert_eq!(
        lowered.part("text one"),
        "\
text one#1
  used as property one of Thing#0
  used as component As
  description \"Some a.\"
  pattern ^a+$
"
    );
    assert_eq!(
        lowered.part("text three"),
        "text three#2\n  used as property three of Thing#0\n  pattern ^a+$ [max length 3]\n"
    );
}

#[test]
fn patterns_must_be_regular_expressions_of_ecma_262() {
    let lowered = lower(&answering("Thing: {type: string, pattern: '(a'}"));
    assert_eq!(
        lowered.said,
        ["flaw invalid-pattern /components/schemas/Thing/pattern"]
    );
    let lowered = lower(&answering(
        r"Thing: {type: string, pattern: '^\d{3}\-\d{4}$'}",
    ));
    assert_eq!(
        lowered.said,
        ["flaw invalid-pattern /components/schemas/Thing/pattern"]
    );
    assert_eq!(
        lowered.part("text"),
        "text Thing#0\n  used as component Thing\n  pattern ^\\d{3}-\\d{4}$\n"
    );
    let lowered = lower(&answering(
        r"Thing: {type: string, pattern: '^\p{L}(?=x)$'}",
    ));
    assert_eq!(lowered.said, [""; 0]);
}

#[test]
fn keywords_of_another_type_are_told() {
    let lowered = lower(&answering(
        "Thing: {type: integer, maxLength: 3, properties: {a: {type: string}}}",
    ));
    assert_eq!(
        lowered.said,
        [
            "warning ignored-keyword /components/schemas/Thing/maxLength",
            "warning ignored-keyword /components/schemas/Thing/properties",
        ]
    );
    let lowered = lower(&answering(
        "Thing: {type: string, format: uuid, maxLength: 36}",
    ));
    assert_eq!(
        lowered.said,
        ["warning ignored-keyword /components/schemas/Thing/maxLength"]
    );
    assert!(
        lowered.messages[0].starts_with("`maxLength` beside `format: uuid`"),
        "{}",
        lowered.messages[0]
    );
}

#[test]
fn what_holds_itself_without_an_object_gets_a_name() {
    for (schemas, expected) in [
        (
            "Thing: {type: array, items: {$ref: '#/components/schemas/Thing'}}",
            "alias Thing#0\n  used as component Thing\n  of array of Thing#0\n",
        ),
        (
            "Thing: {type: object, additionalProperties: {$ref: '#/components/schemas/Other'}}\n\
             Other: {type: array, items: {$ref: '#/components/schemas/Thing'}}",
            "alias Thing#0\n  used as component Thing\n  of map of array of Thing#0\n",
        ),
    ] {
        let lowered = lower(&answering(schemas));
        assert_eq!(lowered.said, [""; 0]);
        assert_eq!(lowered.part("alias"), expected, "{schemas}");
    }
}

#[test]
fn a_tuple_that_holds_itself_is_an_array() {
    for element in ["Thing", "Other"] {
        let lowered = lower(&answering(&format!(
            "Thing: {{type: array, items: [{{$ref: '#/components/schemas/{element}'}}, {{type: string}}]}}\n\
             Other: {{type: array, nullable: true, items: [{{$ref: '#/components/schemas/Thing'}}, {{type: string}}]}}",
        )));
        assert_eq!(
            lowered.part("alias"),
            "alias Thing#0\n  used as component Thing\n  of array of any\n",
            "{element}"
        );
    }
}

#[test]
fn what_is_only_itself_is_nothing() {
    let lowered = lower(&answering(
        "Thing: {allOf: [{$ref: '#/components/schemas/Thing'}]}",
    ));
    assert_eq!(
        lowered.said,
        [
            "error circular-schema /components/schemas/Thing",
            "warning operation-left-out /paths/~1thing/get"
        ]
    );
}

#[test]
fn arrays_may_hold_objects_that_hold_the_array() {
    let lowered = lower(&answering(
        "Thing: {type: array, items: {type: object, properties: {children: {$ref: '#/components/schemas/Thing'}}}}",
    ));
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(
        lowered.part("object"),
        "object Thing#0\n  used as element of component Thing\n  children optional: array of Thing#0\n"
    );
}

#[test]
fn very_long_chains_of_references_are_no_danger() {
    let link = |next: usize| {
        format!(
            "T{next}: {{type: array, items: {{$ref: '#/components/schemas/T{}'}}}}\n",
            next + 1
        )
    };
    let chain: String = (0..100).map(link).collect();
    let lowered = lower(&answering(&format!(
        "Thing: {{$ref: '#/components/schemas/T0'}}\n{chain}T100: {{}}\n"
    )));
    assert!(
        lowered
            .said
            .iter()
            .any(|said| said.starts_with("flaw too-deep")),
        "{:?}",
        lowered.said
    );

    let link = |next: usize| {
        format!(
            "T{next}: {{properties: {{a: {{$ref: '#/components/schemas/T{}'}}}}}}\n",
            next + 1
        )
    };
    let chain: String = (0..2000).map(link).collect();
    let lowered = lower(&answering(&format!(
        "Thing: {{$ref: '#/components/schemas/T0'}}\n{chain}T2000: {{}}\n"
    )));
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(lowered.api.types.len(), 2000);
}
