//! The headers of answers.

use super::{document, lower};

fn with(headers: &str) -> super::Lowered {
    lower(&document(
        &format!(
            "/a: {{get: {{operationId: a, responses: {{'200': {{description: '', headers: {headers}}}}}}}}}\n"
        ),
        "headers:\n  Shared: {description: How many., schema: {type: integer, description: Of the schema.}}\n",
    ))
}

#[test]
fn headers_are_an_object_with_lower_case_names() {
    let lowered = with(
        "{X-Rate: {$ref: '#/components/headers/Shared'}, \
          Content-Type: {schema: {type: string}}, \
          ETag: {required: true, deprecated: true, schema: {type: string, nullable: true}}, \
          X-Tags: {schema: {type: array, items: {type: integer, format: int32}}}, \
          X-When: {schema: {type: string, format: date-time}}, \
          X-Kind: {schema: {type: string, enum: [a, b]}}, \
          X-Object: {schema: {type: object, properties: {a: {type: string}}}}, \
          X-Json: {content: {application/json: {schema: {type: integer}}}}, \
          X-Text: {content: {text/plain: {schema: {type: integer}}}}, \
          X-Nothing: {description: Who knows.}}",
    );
    let part = lowered.part("object");
    for line in [
        "used as headers of answer 200 of a",
        "x-rate optional: int64",
        "    description \"How many.\"",
        "etag required: string",
        "x-tags optional: array of int32",
        "x-when optional: date-time",
        "x-kind optional: x-kind#",
        "x-object optional: string",
        "x-json optional: string",
        "x-text optional: int64",
        "x-nothing optional: string",
    ] {
        assert!(part.contains(line), "{line} is not in {part}");
    }
    assert!(!part.contains("content-type"), "{part}");
    assert!(lowered.api.operations[0].responses[0].headers.is_some());
}

#[test]
fn without_headers_there_is_no_type() {
    for headers in ["{}", "{content-type: {schema: {type: string}}}"] {
        let lowered = with(headers);
        assert_eq!(lowered.api.types, [], "{headers}");
        assert_eq!(lowered.api.operations[0].responses[0].headers, None);
    }
}

#[test]
fn equal_headers_are_one_type() {
    let answer = "{description: '', headers: {X-Rate: {schema: {type: integer}}}}";
    let lowered = lower(&document(
        &format!(
            "/a: {{get: {{operationId: a, responses: {{'200': {answer}, '404': {answer}, '500': {{description: '', headers: {{X-Rate: {{schema: {{type: string}}}}}}}}}}}}}}\n"
        ),
        "{}",
    ));
    let responses = &lowered.api.operations[0].responses;
    assert_eq!(responses[0].headers, responses[1].headers);
    assert_ne!(responses[0].headers, responses[2].headers);
    assert_eq!(lowered.api.types.len(), 2);
}
