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
fn an_undeclared_scheme_spoils_the_operations_that_name_it() {
    let lowered = lower(&document(
        "\
/a: {get: {operationId: a, security: [{nobody: []}], responses: {'204': {description: ''}}}}
/b: {get: {operationId: b, responses: {'204': {description: ''}}}}
",
        "{}",
    ));
    assert_eq!(
        lowered.said,
        [
            "error undeclared-security-scheme /paths/~1a/get/security/0/nobody",
            "warning operation-left-out /paths/~1a/get"
        ]
    );
    assert_eq!(lowered.api.operations.len(), 1);
}

#[test]
fn operation_ids_must_be_there_and_differ() {
    let lowered = lower(&document(
        "\
/a: {get: {operationId: same, responses: {'204': {description: ''}}}}
/b:
  get: {operationId: same, responses: {'204': {description: ''}}}
  put: {responses: {'204': {description: ''}}}
",
        "{}",
    ));
    assert_eq!(
        lowered.said,
        [
            "error doubled-operation-id /paths/~1b/get/operationId",
            "error missing-operation-id /paths/~1b/put",
            "warning operation-left-out /paths/~1b/get",
            "warning operation-left-out /paths/~1b/put",
        ]
    );
    assert!(
        lowered.messages[0].ends_with("; the first is here: /paths/~1a/get/operationId"),
        "{}",
        lowered.messages[0]
    );
    assert!(
        lowered.messages[3].starts_with("`PUT /b` is left out"),
        "{}",
        lowered.messages[3]
    );
}

#[test]
fn an_operation_must_document_answers_by_their_status() {
    let lowered = lower(&document(
        "\
/a: {get: {operationId: a, responses: {}}}
/b: {get: {operationId: b, responses: {'4xx': {description: ''}, '200': {description: ''}}}}
",
        "{}",
    ));
    let errors: Vec<&String> = lowered
        .said
        .iter()
        .filter(|said| said.starts_with("error"))
        .collect();
    assert_eq!(
        errors,
        [
            "error missing-response /paths/~1a/get/responses",
            "error invalid-status /paths/~1b/get/responses/4xx"
        ]
    );
    assert_eq!(lowered.api.operations, []);
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
    assert!(bodies.into_iter().all(|response| response.body.is_none()));
}

#[test]
fn what_a_client_has_nothing_for_is_told() {
    let lowered = lower(&document(
        "\
/a:
  post:
    operationId: a
    callbacks: {done: {$ref: '#/components/callbacks/Done'}}
    responses:
      '200':
        description: ''
        headers: {X-Rate: {schema: {type: integer}}}
        links: {next: {operationId: a}}
",
        "callbacks: {Done: {}}",
    ));
    assert_eq!(
        lowered.said,
        [
            "warning unsupported-callbacks /paths/~1a/post/callbacks",
            "warning unsupported-response-headers /paths/~1a/post/responses/200/headers",
            "warning unsupported-links /paths/~1a/post/responses/200/links",
        ]
    );
    assert_eq!(lowered.api.operations.len(), 1);
}

#[test]
fn bodies_other_than_one_json_document_are_not_handled() {
    let lowered = lower(&document(
        "\
/a: {post: {operationId: a, requestBody: {content: {text/plain: {}}}, responses: {'204': {description: ''}}}}
/b: {get: {operationId: b, responses: {'200': {description: '', content: {application/json: {}, text/csv: {}}}}}}
/c: {servers: [{url: https://c.example.com}], get: {operationId: c, responses: {'204': {description: ''}}}}
",
        "{}",
    ));
    let errors: Vec<&String> = lowered
        .said
        .iter()
        .filter(|said| said.starts_with("error"))
        .collect();
    assert_eq!(
        errors,
        [
            "error unsupported-media-type /paths/~1a/post/requestBody/content/text~1plain",
            "error unsupported-several-media-types /paths/~1b/get/responses/200/content",
            "error unsupported-servers /paths/~1c/servers",
        ]
    );
}
