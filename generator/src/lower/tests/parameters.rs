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
fn the_path_says_which_parameters_it_has() {
    let lowered = with(
        "/a/{here}/{thing_id}",
        "[{name: there, in: path, required: true, schema: {type: string}}, {name: here, in: query, schema: {type: integer}}, \
          {name: thingId, in: path, required: true, schema: {type: integer}}]",
    );
    assert_eq!(
        lowered.said,
        [
            "flaw undeclared-path-parameter /paths/~1a~1{here}~1{thing_id}",
            "flaw undeclared-path-parameter /paths/~1a~1{here}~1{thing_id}",
            "flaw unused-path-parameter /paths/~1a~1{here}~1{thing_id}/get/parameters/0",
        ]
    );
    assert!(
        lowered.messages[0].contains("`{here}`, so it is taken for any text"),
        "{}",
        lowered.messages[0]
    );
    assert!(
        lowered.messages[1].contains("taken for the parameter `thingId`"),
        "{}",
        lowered.messages[1]
    );
    assert_eq!(
        lowered.part("operation"),
        "\
operation a: GET /a/{here}/{thing_id}
  path here required: string, simple
  path thing_id required: int64, simple
  query here optional: int64, form exploded
  204 without a body \"\"
"
    );
}

#[test]
fn of_two_parameters_with_one_name_in_one_place_the_last_counts() {
    let lowered = with(
        "/a",
        "[{name: q, in: query, schema: {type: string}}, {name: q, in: header, schema: {type: string}}, \
          {name: q, in: query, schema: {type: integer}}]",
    );
    assert_eq!(
        lowered.said,
        ["flaw doubled-parameter /paths/~1a/get/parameters/2"]
    );
    assert!(
        lowered.messages[0].ends_with("the first is here: /paths/~1a/get/parameters/0"),
        "{}",
        lowered.messages[0]
    );
    let part = lowered.part("operation");
    assert!(part.contains("query q optional: int64,"), "{part}");
    assert!(part.contains("header q optional: string,"), "{part}");
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
fn each_place_and_style_is_understood() {
    let object = "{type: object, properties: {a: {type: string}}}";
    let list = "{type: array, items: {type: array, items: {type: integer}}}";
    for (path, parameter, expected) in [
        (
            "/{p}",
            "name: p, in: path, required: true, style: label, schema: {type: string}",
            "path p required: string, label",
        ),
        (
            "/{p}",
            "name: p, in: path, required: true, style: matrix, explode: true, schema: {type: string}",
            "path p required: string, matrix exploded",
        ),
        (
            "/a",
            &format!("name: p, in: query, style: deepObject, explode: true, schema: {object}"),
            "query p optional: p#0, deepObject exploded",
        ),
        (
            "/a",
            &format!("name: p, in: query, style: pipeDelimited, schema: {list}"),
            "query p optional: array of array of int64, pipeDelimited",
        ),
        (
            "/a",
            &format!("name: p, in: query, style: spaceDelimited, schema: {list}"),
            "query p optional: array of array of int64, spaceDelimited",
        ),
        (
            "/a",
            "name: p, in: query, allowReserved: true, schema: {type: string}",
            "query p optional: string, form exploded reserved",
        ),
        (
            "/a",
            &format!("name: p, in: header, schema: {object}"),
            "header p optional: p#0, simple",
        ),
        (
            "/a",
            "name: p, in: cookie, required: true, schema: {type: boolean}",
            "cookie p required: boolean, form exploded",
        ),
        (
            "/a",
            &format!("name: p, in: query, content: {{application/json: {{schema: {object}}}}}"),
            "query p optional: p#0, form exploded, as application/json",
        ),
        (
            "/a",
            "name: p, in: query, content: {application/json: {}}",
            "query p optional: any, form exploded, as application/json",
        ),
        (
            "/a",
            "name: p, in: query, content: {text/plain: {schema: {type: integer}}}",
            "query p optional: int64, form exploded",
        ),
        (
            "/a",
            "name: p, in: query, schema: {}",
            "query p optional: any, form exploded",
        ),
    ] {
        let lowered = with(path, &format!("[{{{parameter}}}]"));
        assert_eq!(lowered.said, [""; 0], "{parameter}");
        let part = lowered.part("operation");
        let line = part.lines().nth(1).unwrap_or_default().trim();
        assert_eq!(line, expected, "{parameter}");
    }
}

#[test]
fn a_parameter_of_the_path_is_always_required() {
    let lowered = with("/{p}", "[{name: p, in: path, schema: {type: string}}]");
    assert_eq!(
        lowered.said,
        ["flaw optional-path-parameter /paths/~1{p}/get/parameters/0"]
    );
    let part = lowered.part("operation");
    assert!(part.contains("path p required: string, simple"), "{part}");
}

#[test]
fn a_parameter_without_name_or_place_spoils_its_operation() {
    for parameter in [
        "in: query, schema: {type: string}",
        "name: p, in: body, schema: {type: string}",
    ] {
        let lowered = with("/a", &format!("[{{{parameter}}}]"));
        // What is wrong is told by `load`.
        assert_eq!(
            lowered.said,
            ["warning operation-left-out /paths/~1a/get"],
            "{parameter}"
        );
        assert_eq!(lowered.api.operations, [], "{parameter}");
    }
}
