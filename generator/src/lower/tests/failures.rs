//! What can't be lowered spoils what reaches it, and nothing else.

use super::{document, lower};

#[test]
fn a_broken_component_spoils_all_that_refer_to_it() {
    let lowered = lower(&document(
        "\
/a: {put: {operationId: a, requestBody: {$ref: '#/components/requestBodies/Bad'}, responses: {'204': {description: ''}}}}
/b: {put: {operationId: b, requestBody: {$ref: '#/components/requestBodies/Bad'}, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Lost'}}}}}}}
/c: {get: {operationId: c, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Fine'}}}}}}}
",
        "\
requestBodies:
  Bad: {$ref: '#/components/requestBodies/Missing'}
schemas:
  Lost: {type: object, properties: {fine: {$ref: '#/components/schemas/Fine'}}}
  Fine: {type: object, properties: {id: {type: string, pattern: ^a$}, direct: {type: array, items: {type: string}}}}
",
    ));
    assert_eq!(
        lowered.said,
        [
            "warning operation-left-out /paths/~1a/put",
            "warning operation-left-out /paths/~1b/put",
        ]
    );
    // The reference itself is told by `load`.
    for message in &lowered.messages {
        let cause = "an error is here: /components/requestBodies/Bad/$ref";
        assert!(message.ends_with(cause), "{message}");
    }
    assert_eq!(
        lowered.text.split_once("\nobject").map(|(_, types)| types),
        Some(
            " Fine#0
  used as component Fine
  id optional: id#1
  direct optional: array of string

text id#1
  used as property id of Fine#0
  pattern ^a$
"
        )
    );
}

#[test]
fn every_error_of_an_operation_is_told_in_one_run() {
    let lowered = lower(&document(
        "\
/a/{id:
  post:
    operationId: a
    requestBody: {$ref: '#/components/requestBodies/Missing'}
    responses:
      '200': {description: '', content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
",
        "{}",
    ));
    let errors: Vec<_> = lowered
        .said
        .iter()
        .filter(|said| said.starts_with("error"))
        .collect();
    // Those of references are told by `load`.
    assert_eq!(errors, ["error invalid-path /paths/~1a~1{id"]);
    let causes = lowered
        .messages
        .last()
        .map(|it| it.matches("an error is here").count());
    assert_eq!(causes, Some(2), "{:?}", lowered.messages);
    assert_eq!(lowered.api.operations, []);
    assert_eq!(lowered.api.types, []);
}

#[test]
fn a_use_by_an_operation_that_is_left_out_does_not_count() {
    let lowered = lower(&document(
        "\
/a/{id}: {put: {operationId: bad, parameters: [{name: id, in: path, required: true, schema: {type: string, pattern: ^a$}}], requestBody: {$ref: '#/components/requestBodies/Missing'}, responses: {'204': {description: ''}}}}
/b/{other}: {get: {operationId: good, parameters: [{name: other, in: path, required: true, schema: {type: string, pattern: ^a$}}], responses: {'204': {description: ''}}}}
",
        "{}",
    ));
    assert_eq!(
        lowered.part("text"),
        "text other#0\n  used as parameter other of good\n  pattern ^a$\n"
    );
}
