//! Operations, their security and their answers.

use super::{document, lower};
use crate::ir::Place;

#[test]
fn an_operation_is_understood_with_all_its_parts() {
    let lowered = lower(&document(
        "\
/pets/{id}:
  summary: Not of use in a client.
  parameters: [{name: id, in: path, required: true, schema: {type: integer, format: int32}}]
  put:
    tags: [Pets, Animals]
    operationId: putPet
    summary: Stores a pet
    description: Once and for all.
    externalDocs: {url: https://example.com, description: More}
    requestBody: {description: The pet., required: true, content: {application/vnd.pet+json: {schema: {type: string}}}}
    responses:
      default: {description: Trouble}
      4XX: {description: Your fault}
      '404': {description: Nothing there}
      '200': {description: Done, content: {application/json; charset=utf-8: {}}}
",
        "{}",
    ));
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(
        lowered.part("operation"),
        "\
operation putPet: PUT /pets/{id}
  tags Pets, Animals
  title \"Stores a pet\"
  description \"Once and for all.\"
  link https://example.com \"More\"
  path id required: int32, simple
  body application/vnd.pet+json required: string
    description \"The pet.\"
  200 application/json; charset=utf-8: any \"Done\"
  404 without a body \"Nothing there\"
  4XX without a body \"Your fault\"
  default without a body \"Trouble\"
"
    );
}

#[test]
fn security_is_inherited_replaced_or_removed() {
    let lowered = lower(
        "\
openapi: 3.0.3
info: {title: T, version: '1'}
servers: [{url: https://api.example.com}]
security: [{token: []}, {key: [], app: [read, write]}]
paths:
  /inherited: {get: {operationId: inherited, responses: {'204': {description: ''}}}}
  /optional: {get: {operationId: optional, security: [{digest: []}, {}], responses: {'204': {description: ''}}}}
  /none: {get: {operationId: none, security: [], responses: {'204': {description: ''}}}}
components:
  securitySchemes:
    unused: {type: http, scheme: basic}
    app: {type: oauth2, flows: {clientCredentials: {tokenUrl: https://example.com/token, scopes: {}}}}
    digest: {type: http, scheme: Digest}
    key: {type: apiKey, in: header, name: X-Key}
    token: {$ref: '#/components/securitySchemes/bearer'}
    bearer: {type: http, scheme: bearer}
",
    );
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(
        lowered.part("api"),
        "\
api \"T\" version \"1\"
  server https://api.example.com
  security scheme app: OAuth 2 with client credentials from https://example.com/token
  security scheme digest: HTTP digest
  security scheme key: API key in header X-Key
  security scheme token: HTTP bearer
"
    );
    assert!(
        lowered
            .part("operation inherited")
            .contains("  security token\n  security key and app(read write)\n")
    );
    assert!(
        lowered
            .part("operation optional")
            .contains("  security digest\n  security none\n")
    );
    assert!(!lowered.part("operation none").contains("security"));
    let site = lowered
        .sites
        .get(Place::SecurityScheme(2))
        .map(ToString::to_string);
    assert_eq!(site.as_deref(), Some("/components/securitySchemes/key"));
}

#[test]
fn what_a_requirement_names_and_the_document_lacks_is_dropped() {
    for (security, expected, said) in [
        ("[{nobody: []}]", "", 1),
        ("[{nobody: []}, {key: []}]", "  security key\n", 1),
        ("[{nobody: [], key: []}]", "  security key\n", 1),
        ("[{nobody: []}, {}]", "  security none\n", 1),
        ("[{key: []}, {}]", "  security key\n  security none\n", 0),
    ] {
        let lowered = lower(&document(
            &format!(
                "/a: {{get: {{operationId: a, security: {security}, responses: {{'204': {{description: ''}}}}}}}}\n"
            ),
            "securitySchemes: {key: {type: apiKey, in: cookie, name: k}}",
        ));
        assert_eq!(lowered.said.len(), said, "{security}");
        assert!(
            lowered
                .said
                .iter()
                .all(|it| it.starts_with("flaw undeclared-security-scheme ")),
            "{security}"
        );
        let part = lowered.part("operation");
        let lines = part
            .split_inclusive('\n')
            .filter(|line| line.starts_with("  security"));
        assert_eq!(lines.collect::<String>(), expected, "{security}");
    }
}

#[test]
fn operation_ids_that_are_missing_or_doubled_are_made_of_method_and_path() {
    let lowered = lower(&document(
        "\
/a: {get: {operationId: same, responses: {'204': {description: ''}}}}
/b:
  get: {operationId: same, responses: {'204': {description: ''}}}
  put: {operationId: ' ', responses: {'204': {description: ''}}}
/api/b:
  put: {responses: {'204': {description: ''}}}
/c: {get: {operationId: put_api_b, responses: {'204': {description: ''}}}}
",
        "{}",
    ));
    let ids: Vec<_> = lowered
        .api
        .operations
        .iter()
        .map(|operation| operation.id.as_str())
        .collect();
    assert_eq!(ids, ["same", "get_b", "put_b", "put_api_b_2", "put_api_b"]);
    assert_eq!(
        lowered.said,
        [
            "flaw doubled-operation-id /paths/~1b/get/operationId",
            "warning missing-operation-id /paths/~1b/put",
            "warning missing-operation-id /paths/~1api~1b/put",
        ]
    );
    assert_eq!(
        lowered.messages[0],
        "a second operation has the `operationId` `same`, so this one is called `get_b`; give each operation an \
         `operationId` of its own; the first is here: /paths/~1a/get/operationId"
    );
}

#[test]
fn paths_are_what_a_request_can_send() {
    let answer = "responses: {'204': {description: ''}}";
    let lowered = lower(&document(
        &format!(
            "\
/a/{{x}}: {{get: {{operationId: a, {answer}, parameters: [{{name: x, in: path, required: true, schema: {{}}}}]}}}}
/a/{{y}}: {{put: {{operationId: b, {answer}, parameters: [{{name: y, in: path, required: true, schema: {{}}}}]}}}}
/a#add: {{get: {{operationId: c, {answer}}}}}
/b/?do=x: {{get: {{operationId: d, {answer}}}}}
/c/{{x: {{get: {{operationId: e, {answer}}}}}
"
        ),
        "{}",
    ));
    let paths: Vec<_> = lowered
        .api
        .operations
        .iter()
        .map(|operation| operation.path.as_str())
        .collect();
    assert_eq!(paths, ["/a/{x}", "/a/{y}", "/a", "/b/?do=x"]);
    assert_eq!(
        lowered.said,
        [
            "flaw invalid-path /paths/~1a#add",
            "error invalid-path /paths/~1c~1{x",
            "warning operation-left-out /paths/~1c~1{x/get",
        ]
    );
}

#[test]
fn statuses_that_mean_something_else_are_read_or_passed_over() {
    let lowered = lower(&document(
        "\
/a: {get: {operationId: a, responses: {}}}
/b: {get: {operationId: b, responses: {'4xx': {description: ''}, ok: {description: ''}, '200': {description: ''}}}}
",
        "{}",
    ));
    let invalid: Vec<&String> = lowered
        .said
        .iter()
        .filter(|said| !said.contains("wrong") && !said.contains("keyword"))
        .collect();
    assert_eq!(
        invalid,
        [
            "flaw missing-response /paths/~1a/get/responses",
            "flaw invalid-status /paths/~1b/get/responses/4xx",
            "flaw invalid-status /paths/~1b/get/responses/ok",
        ]
    );
    let statuses = |index: usize| -> Vec<String> {
        let responses = lowered.api.operations[index].responses.iter();
        responses
            .map(|response| response.status.to_string())
            .collect()
    };
    assert_eq!(statuses(0), ["default"]);
    assert_eq!(statuses(1), ["200", "4XX"]);
}

#[test]
fn answers_that_never_have_a_body_have_none() {
    let lowered = lower(&document(
        "\
/a:
  head: {operationId: a, responses: {'200': {description: '', content: {application/json: {}}}}}
  get: {operationId: b, responses: {'204': {description: '', content: {application/json: {schema: {type: string}}}}}}
",
        "{}",
    ));
    assert_eq!(
        lowered.said,
        ["warning ignored-body /paths/~1a/get/responses/204/content/application~1json/schema"]
    );
    let bodies = lowered
        .api
        .operations
        .iter()
        .flat_map(|operation| &operation.responses);
    assert!(
        bodies
            .into_iter()
            .all(|response| response.representations.is_empty())
    );
}

#[test]
fn what_a_client_has_nothing_for_is_told_once() {
    let lowered = lower(&document(
        "\
/a:
  post:
    operationId: a
    callbacks: {done: {$ref: '#/components/callbacks/Done'}}
    responses:
      '200': {description: '', links: {next: {operationId: a}}}
      '201': {description: '', links: {next: {operationId: a}}}
  put:
    operationId: b
    callbacks: {done: {$ref: '#/components/callbacks/Done'}}
    responses: {'200': {description: ''}}
",
        "callbacks: {Done: {}}",
    ));
    assert_eq!(
        lowered.said,
        [
            "warning unsupported-callbacks /paths/~1a/post/callbacks",
            "warning unsupported-links /paths/~1a/post/responses/200/links",
        ]
    );
    assert_eq!(lowered.api.operations.len(), 2);
}
