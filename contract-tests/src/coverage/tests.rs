//! What of a small document counts, and what calls and answers exercise of it.

use serde_json::json;

use super::{gathered, of_answer, of_request, universe};
use crate::{
    adapter::{Arguments, Body, Outcome},
    oracle::{Document, Operation},
};

const DOCUMENT: &str = "
openapi: 3.0.3
info: { title: Notes, version: '2' }
paths:
  /notes:
    put:
      operationId: putNote
      parameters:
        - { name: old, in: query, deprecated: true, schema: { type: boolean }, example: true }
        - { name: X-Trace, in: header, schema: { type: string } }
      requestBody:
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Note' }
            example: { text: a, parts: [{ kind: b }] }
          text/plain: {}
      responses:
        '200': { description: It., content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } } }
        '204': { description: Nothing. }
        '103': { description: Hints., content: { text/plain: {} } }
        4XX: { description: No., content: { text/plain: {}, application/json: {} } }
components:
  schemas:
    Note:
      allOf:
        - type: object
          properties: { id: { type: string, readOnly: true } }
      type: object
      properties:
        text: { type: string, example: c }
        parts: { type: array, items: { $ref: '#/components/schemas/Part' } }
    Part:
      type: object
      properties:
        kind: { type: string, deprecated: true }
        within: { $ref: '#/components/schemas/Part' }
";

fn operation() -> (Document, Operation) {
    let document = Document::parse("notes.yaml", DOCUMENT).expect("a document");
    let operation = document.operations().expect("operations").remove(0);
    (document, operation)
}

fn recorded() -> Vec<String> {
    let items = gathered().into_iter();
    items.map(|item| item.to_string()).collect()
}

#[test]
fn every_part_counts_once() {
    let (document, operation) = operation();
    let entries = universe(&document, &[operation]);
    let items: Vec<String> = entries.iter().map(|it| it.item.to_string()).collect();
    let note = "#/components/schemas/Note/properties";
    let part = "#/components/schemas/Part/properties";
    let mut expected = vec![
        "operation PUT /notes".to_owned(),
        "parameter PUT /notes query old".to_owned(),
        "parameter PUT /notes header X-Trace".to_owned(),
        "body PUT /notes application/json".to_owned(),
        "body PUT /notes text/plain".to_owned(),
        "answer PUT /notes 200 application/json".to_owned(),
        "answer PUT /notes 204 no body".to_owned(),
        "answer PUT /notes 103 no body".to_owned(),
        "answer PUT /notes 103 text/plain".to_owned(),
        "answer PUT /notes 4XX text/plain".to_owned(),
        "answer PUT /notes 4XX application/json".to_owned(),
        format!("property request {note}/text"),
        format!("property request {note}/parts"),
        format!("property request {part}/kind"),
        format!("property request {part}/within"),
        format!("property answer {note}/text"),
        format!("property answer {note}/parts"),
        format!("property answer {part}/kind"),
        format!("property answer {part}/within"),
        "property answer #/components/schemas/Note/allOf/0/properties/id".to_owned(),
        "example #/paths/~1notes/put/parameters/0/example".to_owned(),
        "example #/paths/~1notes/put/requestBody/content/application~1json/example".to_owned(),
        "deprecation #/paths/~1notes/put/parameters/0/deprecated".to_owned(),
        format!("deprecation {part}/kind/deprecated"),
    ];
    let mut sorted = items.clone();
    sorted.sort();
    expected.sort();
    assert_eq!(sorted, expected);
    let place = |text: &str| {
        let entry = entries.iter().find(|entry| entry.item.to_string() == text);
        entry.map(|entry| entry.place.clone())
    };
    assert_eq!(
        place("parameter PUT /notes header X-Trace").as_deref(),
        Some("notes.yaml:10")
    );
    let explained = entries.iter().filter(|entry| entry.reason.is_some());
    let explained: Vec<String> = explained.map(|entry| entry.item.to_string()).collect();
    assert_eq!(explained, ["answer PUT /notes 103 text/plain"]);
}

#[test]
fn a_request_exercises_what_it_has() {
    let (_, operation) = operation();
    let mut arguments = Arguments::default();
    arguments.query.insert("old".to_owned(), json!(false));
    arguments.query.insert("surplus".to_owned(), json!(1));
    arguments.body = Some(Body {
        media_type: "application/json".to_owned(),
        value: json!({ "parts": [{ "within": { "kind": "b" } }, {}], "surplus": 1 }),
    });
    of_request(&operation, &arguments);
    assert_eq!(
        recorded(),
        [
            "parameter PUT /notes query old",
            "body PUT /notes application/json",
            "property request #/components/schemas/Note/properties/parts",
            "property request #/components/schemas/Part/properties/kind",
            "property request #/components/schemas/Part/properties/within",
        ]
    );
    arguments.query["old"] = json!(true);
    arguments.body = arguments
        .body
        .map(|body| body.with(json!({ "text": "a", "parts": [{ "kind": "b" }] })));
    of_request(&operation, &arguments);
    let examples = recorded().into_iter();
    let examples = examples.filter(|item| item.starts_with("example ")).count();
    assert_eq!(examples, 2);
    assert_eq!(recorded(), [""; 0], "it was taken away");
}

#[test]
fn an_answer_exercises_its_status_and_what_the_client_understood() {
    let (_, operation) = operation();
    let outcome =
        |status: u16, media_type: Option<&str>, body: Option<serde_json::Value>| Outcome {
            status: Some(status),
            headers: media_type
                .map(|it| ("content-type".to_owned(), it.to_owned()))
                .into_iter()
                .collect(),
            body,
            ..Outcome::unanswered()
        };
    for (outcome, expected) in [
        (
            outcome(
                200,
                Some("Application/JSON; charset=utf-8"),
                Some(json!({ "id": "1" })),
            ),
            &[
                "answer PUT /notes 200 application/json",
                "property answer #/components/schemas/Note/allOf/0/properties/id",
            ][..],
        ),
        (outcome(204, None, None), &["answer PUT /notes 204 no body"]),
        (
            outcome(418, Some("text/plain"), None),
            &["answer PUT /notes 4XX text/plain"],
        ),
        // None that the document has: it is nothing that could be covered.
        (outcome(500, None, None), &[]),
    ] {
        of_answer(&operation, &outcome);
        assert_eq!(recorded(), expected);
    }
}

#[test]
fn what_has_a_reason_is_not_exercised_by_the_way() {
    let text = DOCUMENT.replace(
        "'204': { description: Nothing. }",
        "'204': { description: Nothing., content: { text/plain: {} } }",
    );
    let text = text.replace(
        "schema: { type: boolean }, example: true",
        "schema: { type: boolean }, example: 1",
    );
    let document = Document::parse("notes.yaml", &text).expect("a document");
    let operation = document.operations().expect("operations").remove(0);
    let mut arguments = Arguments::default();
    arguments.query.insert("old".to_owned(), json!(1));
    of_request(&operation, &arguments);
    assert_eq!(recorded(), ["parameter PUT /notes query old"]);
    let outcome = Outcome {
        status: Some(204),
        headers: vec![("content-type".to_owned(), "text/plain".to_owned())],
        ..Outcome::unanswered()
    };
    of_answer(&operation, &outcome);
    assert_eq!(recorded(), ["answer PUT /notes 204 no body"]);
}

#[test]
fn a_reason_is_none_where_another_use_can_be_exercised() {
    let uses = "
paths:
  /notes:
    get:
      operationId: listNotes
      parameters:
        - { name: first, in: query, schema: { type: array, items: { $ref: '#/components/schemas/Old' } } }
        - { name: second, in: query, schema: SECOND }
      responses: { '204': { description: None. } }
components: { schemas: { Old: { type: string, deprecated: true } } }
";
    let explained = |second: &str| {
        let text = uses.replace("SECOND", second);
        let document = Document::parse("notes.yaml", &text).expect("a document");
        let operations = document.operations().expect("operations");
        let entries = universe(&document, &operations).into_iter();
        entries.filter(|entry| entry.reason.is_some()).count()
    };
    assert_eq!(explained("{ type: string }"), 1);
    assert_eq!(explained("{ $ref: '#/components/schemas/Old' }"), 0);
}
