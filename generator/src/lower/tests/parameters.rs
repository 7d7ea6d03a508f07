//! Parameters: their defaults, and how they fit the path.

use super::{document, lower};

/// A document with one operation and these parameters, and what is said of them.
fn with(path: &str, parameters: &str) -> super::Lowered {
    let paths = format!(
        "{path}:\n  get:\n    operationId: a\n    parameters: {parameters}\n    responses: {{'204': {{description: ''}}}}\n"
    );
    lower(&document(&paths, "{}"))
}

#[test]
fn style_and_explode_have_the_default_of_their_place() {
    let lowered = with(
        "/{b}/{a}",
        "[{name: q, in: query, schema: {type: array, items: {type: string}}}, \
          {name: a, in: path, required: true, schema: {type: string}}, \
          {name: q, in: header, schema: {type: boolean, default: true}}, \
          {name: b, in: path, required: true, explode: true, schema: {type: string}}, \
          {name: r, in: query, required: true, explode: false, schema: {type: number}}]",
    );
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(
        lowered.part("operation"),
        "\
operation a: GET /{b}/{a}
  path b required: string, simple exploded
  path a required: string, simple
  query q optional: array of string, form exploded
  header q optional: boolean, simple, default true
  query r required: double, form
  204 without a body \"\"
"
    );
}

#[test]
fn parameters_of_the_path_are_inherited_and_overridden() {
    let lowered = lower(&document(
        "\
/a:
  parameters:
  - {name: kept, in: query, description: Of the path., schema: {type: string, description: Of the schema.}}
  - {name: X-Other, in: header, schema: {type: string}}
  get:
    operationId: a
    parameters: [{name: x-other, in: header, schema: {type: integer, description: Of the schema.}}]
    responses: {'204': {description: ''}}
",
        "{}",
    ));
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(
        lowered.part("operation"),
        "\
operation a: GET /a
  query kept optional: string, form exploded
    description \"Of the path.\"
  header x-other optional: int64, simple
    description \"Of the schema.\"
  204 without a body \"\"
"
    );
}

#[test]
fn the_path_and_its_parameters_must_agree() {
    let lowered = with(
        "/a/{here}",
        "[{name: there, in: path, required: true, schema: {type: string}}, {name: here, in: query, schema: {type: string}}]",
    );
    assert_eq!(
        lowered.said,
        [
            "error undeclared-path-parameter /paths/~1a~1{here}",
            "error unused-path-parameter /paths/~1a~1{here}/get/parameters/0",
            "warning operation-left-out /paths/~1a~1{here}/get",
        ]
    );
    assert!(
        lowered.messages[0].contains("`{here}`"),
        "{}",
        lowered.messages[0]
    );
}

#[test]
fn one_name_stands_in_one_place_once() {
    let lowered = with(
        "/a",
        "[{name: q, in: query, schema: {type: string}}, {name: q, in: header, schema: {type: string}}, \
          {name: q, in: query, schema: {type: integer}}]",
    );
    assert_eq!(
        lowered.said.first().map(String::as_str),
        Some("error doubled-parameter /paths/~1a/get/parameters/2")
    );
    assert!(
        lowered.messages[0].ends_with("the first is here: /paths/~1a/get/parameters/0"),
        "{}",
        lowered.messages[0]
    );
}

#[test]
fn headers_that_the_client_sets_are_no_parameters() {
    let lowered = with(
        "/a",
        "[{name: content-Type, in: header, required: true, schema: {type: string}}]",
    );
    assert_eq!(
        lowered.said,
        ["warning ignored-parameter /paths/~1a/get/parameters/0/name"]
    );
    assert_eq!(
        lowered
            .api
            .operations
            .first()
            .map(|operation| operation.parameters.len()),
        Some(0)
    );
}

#[test]
fn null_is_not_written_into_a_url() {
    let lowered = with(
        "/a",
        "[{name: q, in: query, schema: {type: string, nullable: true}}]",
    );
    assert_eq!(lowered.said, [""; 0]);
    assert!(
        lowered
            .part("operation")
            .contains("query q optional: string,")
    );
}

#[test]
fn what_is_not_handled_is_told_where_it_stands() {
    for (path, parameter, expected) in [
        (
            "/{p}",
            "{name: p, in: path, schema: {type: string}}",
            "optional-path-parameter /paths/~1{p}/get/parameters/0",
        ),
        (
            "/{p",
            "{name: q, in: query, schema: {type: string}}",
            "invalid-path /paths/~1{p",
        ),
        (
            "/{p}",
            "{name: p, in: path, required: true, style: label, schema: {type: string}}",
            "unsupported-parameter-style /paths/~1{p}/get/parameters/0/style",
        ),
        (
            "/a",
            "{name: q, in: query, style: deepObject, schema: {type: object, properties: {a: {type: string}}}}",
            "unsupported-parameter-style /paths/~1a/get/parameters/0/style",
        ),
        (
            "/a",
            "{name: q, in: query, allowReserved: true, schema: {type: string}}",
            "unsupported-parameter-style /paths/~1a/get/parameters/0/allowReserved",
        ),
        (
            "/a",
            "{name: q, in: query, schema: {type: object, properties: {a: {type: string}}}}",
            "unsupported-parameter-value /paths/~1a/get/parameters/0/schema",
        ),
        (
            "/a",
            "{name: q, in: query, schema: {type: array, items: {type: array, items: {type: string}}}}",
            "unsupported-parameter-value /paths/~1a/get/parameters/0/schema",
        ),
        (
            "/a",
            "{name: q, in: query, content: {application/json: {}}}",
            "unsupported-parameter-content /paths/~1a/get/parameters/0/content",
        ),
        (
            "/a",
            "{name: q, in: cookie, schema: {type: string}}",
            "unsupported-cookie-parameter /paths/~1a/get/parameters/0/in",
        ),
    ] {
        let lowered = with(path, &format!("[{parameter}]"));
        assert_eq!(
            lowered.said.first(),
            Some(&format!("error {expected}")),
            "{parameter}"
        );
        assert_eq!(lowered.api.operations, [], "{parameter}");
    }
}
