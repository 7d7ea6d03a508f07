use std::fs;

use serde_json::json;

use super::super::{Document, Operation, Place, Style};

const TEXT: &str = r"
openapi: 3.0.3
servers:
  - { url: 'https://{host}:{port}', variables: { host: { default: a.example }, port: { default: 8443 } } }
security: [{ token: [read] }, {}]
paths:
  x-note: 1
  /pets/{petId}:
    parameters:
      - { name: petId, in: path, required: true, schema: { type: string } }
      - { name: limit, in: query, schema: { type: integer }, deprecated: true }
    get:
      tags: [pets]
      parameters:
        - { name: limit, in: query, schema: { type: string }, style: pipeDelimited, allowReserved: true }
        - { name: Accept, in: header, schema: { type: string } }
        - { name: filter, in: cookie, content: { application/json: { schema: { type: object } } } }
        - { name: tags, in: header, schema: { type: array }, explode: true }
        - { in: query }
        - { $ref: '#/components/parameters/Nowhere' }
      responses:
        '4xx': { headers: { X-Left: { required: true, schema: { type: integer } }, Content-Type: {} } }
        default: { $ref: '#/components/responses/Nowhere' }
    post:
      operationId: same
      security: []
      servers: [{ url: /other }]
      requestBody:
        content:
          multipart/form-data:
            schema: { type: object }
            encoding: { a: { contentType: 'image/png, image/gif' }, b: { explode: false } }
            examples: { one: { value: { a: 1 } } }
      responses: {}
    put: { operationId: same, responses: {} }
components:
  securitySchemes: { token: { type: http, scheme: Bearer } }
";

fn operations() -> (Document, Vec<Operation>) {
    let document = Document::parse("test.yaml", TEXT).expect("readable");
    let operations = document.operations().expect("readable");
    (document, operations)
}

#[test]
fn an_operation_without_an_id_or_with_anothers_gets_one() {
    let (_, operations) = operations();
    let names: Vec<(String, &str)> = operations
        .iter()
        .map(|operation| (operation.key(), operation.id.as_str()))
        .collect();
    let expected = [
        ("GET /pets/{petId}".to_owned(), "get_pets_pet_id"),
        ("PUT /pets/{petId}".to_owned(), "same"),
        ("POST /pets/{petId}".to_owned(), "post_pets_pet_id"),
    ];
    assert_eq!(names, expected);
}

#[test]
fn what_is_idempotent_is_said_by_the_document_or_by_the_method() {
    for (method, said, expected) in [
        ("post", "", false),
        ("patch", "", false),
        ("put", "", true),
        ("get", "x-idempotent: false,", false),
        ("post", "x-idempotent: true,", true),
        ("post", "x-idempotent: ' True',", true),
        ("get", "x-idempotent: 'false',", false),
        ("post", "x-idempotent: usually,", false),
        ("get", "x-idempotent: 0,", true),
    ] {
        let text =
            format!("{{openapi: 3.0.3, paths: {{/p: {{{method}: {{{said} responses: {{}}}}}}}}}}");
        let document = Document::parse("test.yaml", &text).expect("readable");
        let operations = document.operations().expect("readable");
        assert_eq!(operations[0].idempotent, expected, "{method} {said}");
    }
}

#[test]
fn parameters_have_their_place_style_and_owner() {
    let (_, operations) = operations();
    let get = &operations[0];
    let found: Vec<(&str, Place, Style, bool)> = get
        .parameters
        .iter()
        .map(|it| (it.name.as_str(), it.place, it.style, it.explode))
        .collect();
    let expected = [
        ("petId", Place::Path, Style::Simple, false),
        ("limit", Place::Query, Style::PipeDelimited, false),
        ("filter", Place::Cookie, Style::Form, true),
        ("tags", Place::Header, Style::Simple, true),
    ];
    assert_eq!(found, expected);
    assert!(get.parameters[1].allow_reserved);
    assert_eq!(
        get.parameters[1].deprecation, None,
        "the operation's own replaces the path's"
    );
    assert!(operations[1].parameters[1].deprecation.is_some());
    assert_eq!(
        get.parameters[2].media_type.as_deref(),
        Some("application/json")
    );
}

#[test]
fn what_can_not_be_read_is_told_and_the_rest_is_there() {
    let (_, operations) = operations();
    let get = &operations[0];
    let findings: Vec<String> = get.findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        findings,
        [
            "test.yaml:20: nothing stands at `#/components/parameters/Nowhere`",
            "test.yaml:19: a parameter without `name`",
            "test.yaml:23: nothing stands at `#/components/responses/Nowhere`",
        ]
    );
    assert_eq!(get.responses.len(), 1);
    let answer = &get.responses[0];
    assert_eq!((answer.key.as_str(), answer.some_status()), ("4XX", 418));
    let headers: Vec<&str> = answer
        .headers
        .iter()
        .map(|header| header.name.as_str())
        .collect();
    assert_eq!(headers, ["X-Left"]);
}

#[test]
fn security_and_servers_are_the_nearest() {
    let (_, operations) = operations();
    let (get, post) = (&operations[0], &operations[2]);
    let [token, nothing] = get.security.as_slice() else {
        panic!("two alternatives: {:?}", get.security);
    };
    assert_eq!(token[0].kind, "http");
    assert_eq!(token[0].scheme.as_deref(), Some("bearer"));
    assert_eq!(token[0].scopes, ["read"]);
    assert!(nothing.is_empty() && post.security.is_empty());
    let variables = &get.servers[0].variables;
    assert_eq!(variables[1], ("port".to_owned(), "8443".to_owned()));
    assert_eq!(post.servers[0].url, "/other");
}

#[test]
fn bodies_have_their_encodings_and_examples() {
    let (_, operations) = operations();
    let content = &operations[2].body.as_ref().expect("a body").content[0];
    let [a, b] = content.encoding.as_slice() else {
        panic!("two encodings: {:?}", content.encoding);
    };
    assert_eq!(
        (a.content_types.as_slice(), a.style),
        (&["image/png".to_owned(), "image/gif".to_owned()][..], None)
    );
    assert_eq!((b.style, b.explode), (Some(Style::Form), false));
    assert_eq!(content.examples[0].value, json!({ "a": 1 }));
}

#[test]
fn files_refer_to_each_other_from_where_they_stand() {
    let kept = tempfile::tempdir().expect("a folder");
    let folder = kept.path();
    fs::create_dir_all(folder.join("parts/deep")).expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file");
    write(
        "root.yaml",
        "openapi: 3.1.0\npaths: { /a: { $ref: parts/a.yaml } }\ncomponents: { schemas: { Own: { type: integer } } }",
    );
    write(
        "parts/a.yaml",
        "get:\n  operationId: a\n  responses:\n    '200':\n      content:\n        application/json:\n          \
         schema: { $ref: './deep/s.json#/Thing' }",
    );
    write(
        "parts/deep/s.json",
        r##"{ "Thing": { "type": "object", "required": ["own"], "properties": { "own": { "$ref": "../../root.yaml#/components/schemas/Own" }, "next": { "$ref": "#/Thing" } } } }"##,
    );
    write(
        "overlay.yaml",
        "overlay: 1.0.0\nactions: [{ target: '$.components.schemas.Own', update: { minimum: 5 } }]",
    );
    let document = Document::read_with(&folder.join("root.yaml"), &[folder.join("overlay.yaml")])
        .expect("readable");
    let operations = document.operations().expect("readable");
    let content = &operations[0].responses[0].content[0];
    let schema = content.schema.as_ref().expect("a schema");
    assert_eq!(schema.pointer, "parts/deep/s.json#/Thing");
    assert!(schema.accepts(&json!({ "own": 5, "next": { "own": 6 } })));
    assert!(!schema.accepts(&json!({ "own": 5, "next": { "own": 4 } })));
    assert_eq!(
        schema.reached_beyond(&mut std::collections::HashSet::new())[0]
            .1
            .iter()
            .map(|property| property.pointer.as_str())
            .collect::<Vec<_>>(),
        [
            "parts/deep/s.json#/Thing/properties/own",
            "parts/deep/s.json#/Thing/properties/next"
        ]
    );
    assert!(
        document.place(&content.pointer).ends_with("a.yaml:6"),
        "{}",
        document.place(&content.pointer)
    );
}

#[test]
fn an_example_that_breaks_its_schema_is_found() {
    let text = r"
paths:
  /a:
    get:
      parameters: [{ name: q, in: query, schema: { type: integer }, example: x }]
      responses:
        '200':
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Thing' }
              example: { a: 1 }
components:
  schemas:
    Thing:
      type: object
      properties:
        a: { type: string, example: 7 }
";
    let document = Document::parse("test.yaml", text).expect("readable");
    let operations = document.operations().expect("readable");
    let findings = document.findings(&operations);
    let pointers: Vec<&str> = findings
        .iter()
        .map(|finding| finding.pointer.as_str())
        .collect();
    assert_eq!(
        pointers,
        [
            "/paths/~1a/get/responses/200/content/application~1json/example/a",
            "/components/schemas/Thing/properties/a/example",
            "/paths/~1a/get/parameters/0/example",
        ]
    );
}
