//! Bodies of any media type, and the choice among several.

use super::{document, lower};
use crate::ir::{self, BodyContent, ParameterStyle, PartKind, ResponseContent, Shape};

const SCHEMAS: &str = "\
schemas:
  Pet: {type: object, properties: {name: {type: string}}}
  Shop: {type: object, properties: {street: {type: string}}}
";

/// The body with this `content`, and what is said of it.
fn body(content: &str) -> (super::Lowered, Vec<ir::BodyRepresentation>) {
    let lowered = lower(&document(
        &format!(
            "/a: {{post: {{operationId: a, requestBody: {{content: {content}}}, responses: {{'204': {{description: ''}}}}}}}}\n"
        ),
        SCHEMAS,
    ));
    let body = lowered.api.operations[0].body.clone();
    let representations = body.map(|body| body.representations).unwrap_or_default();
    (lowered, representations)
}

/// The representations of an answer with this status and `content`, and what is said of it.
fn answer(status: &str, content: &str) -> (super::Lowered, Vec<ir::ResponseRepresentation>) {
    let lowered = lower(&document(
        &format!(
            "/a: {{get: {{operationId: a, responses: {{'{status}': {{description: '', content: {content}}}}}}}}}\n"
        ),
        SCHEMAS,
    ));
    let representations = lowered.api.operations[0].responses[0]
        .representations
        .clone();
    (lowered, representations)
}

fn word(content: &BodyContent) -> &'static str {
    match content {
        BodyContent::Json(_) => "json",
        BodyContent::Form { .. } => "form",
        BodyContent::Multipart(_) => "multipart",
        BodyContent::Text => "text",
        BodyContent::Bytes => "bytes",
    }
}

#[test]
fn bodies_are_what_their_media_type_and_schema_say() {
    const PET: &str = "{schema: {$ref: '#/components/schemas/Pet'}}";
    const SHOP: &str = "{schema: {$ref: '#/components/schemas/Shop'}}";
    for (content, expected, said) in [
        (
            format!("{{application/vnd.x+json: {PET}}}"),
            "application/vnd.x+json json",
            0,
        ),
        (
            "{application/json: {}}".to_owned(),
            "application/json json",
            0,
        ),
        (
            "{application/json: {schema: {type: string, format: binary}}}".to_owned(),
            "application/json json",
            0,
        ),
        (
            format!("{{application/x-www-form-urlencoded: {PET}}}"),
            "application/x-www-form-urlencoded form",
            0,
        ),
        (
            "{application/x-www-form-urlencoded: {schema: {type: string}}}".to_owned(),
            "application/x-www-form-urlencoded text",
            0,
        ),
        (
            format!("{{multipart/form-data: {PET}}}"),
            "multipart/form-data multipart",
            0,
        ),
        (
            "{multipart/form-data: {}}".to_owned(),
            "multipart/form-data bytes",
            0,
        ),
        (
            format!("{{multipart/mixed: {PET}}}"),
            "multipart/mixed bytes",
            0,
        ),
        (
            format!("{{application/xml: {PET}}}"),
            "application/xml text",
            0,
        ),
        (
            "{text/csv: {schema: {type: string}}}".to_owned(),
            "text/csv text",
            0,
        ),
        (
            format!("{{application/x-ndjson: {PET}}}"),
            "application/x-ndjson bytes",
            0,
        ),
        (
            "{application/octet-stream: {}}".to_owned(),
            "application/octet-stream bytes",
            0,
        ),
        (
            "{image/*: {schema: {type: string}}}".to_owned(),
            "image/* bytes",
            0,
        ),
        (
            "{'*/*': {schema: {type: string, format: binary}}}".to_owned(),
            "*/* bytes",
            0,
        ),
        ("{'*/*': {}}".to_owned(), "*/* bytes", 0),
        ("{'*/*': {schema: {type: string}}}".to_owned(), "*/* bytes", 0),
        ("{application/x-www-form-urlencoded: {schema: {type: object, properties: {}, additionalProperties: false}}}".to_owned(), "", 0),
        // Only JSON can be typed, so that is what is meant.
        (format!("{{'*/*': {PET}}}"), "application/json json", 0),
        (
            format!("{{application/vnd.x: {PET}}}"),
            "application/vnd.x json",
            0,
        ),
        (
            "{application/vnd.x: {schema: {type: string}}}".to_owned(),
            "application/vnd.x text",
            0,
        ),
        // Of equal contents one stays.
        (
            format!("{{text/json: {PET}, application/json: {PET}, application/*+json: {PET}}}"),
            "application/json json",
            0,
        ),
        (
            format!("{{application/*+json: {PET}, text/json: {PET}}}"),
            "text/json json",
            0,
        ),
        (
            "{image/png: {}, image/jpeg: {}}".to_owned(),
            "image/png bytes, image/jpeg bytes",
            0,
        ),
        // What is no more than another notation of the JSON is left out.
        (
            format!(
                "{{application/xml: {PET}, application/json: {PET}, application/x-www-form-urlencoded: {PET}, multipart/form-data: {PET}}}"
            ),
            "application/json json",
            3,
        ),
        (
            "{text/plain: {schema: {type: string}}, application/json: {schema: {type: string}}}"
                .to_owned(),
            "application/json json",
            1,
        ),
        // What differs stays, JSON first.
        (
            format!(
                "{{text/csv: {{schema: {{type: string}}}}, application/xml: {SHOP}, application/json: {PET}, application/vnd.x+json: {SHOP}}}"
            ),
            "application/json json, application/vnd.x+json json, text/csv text",
            1,
        ),
    ] {
        let (lowered, representations) = body(&content);
        let found: Vec<String> = representations
            .iter()
            .map(|it| format!("{} {}", it.media_type.0, word(&it.content)))
            .collect();
        assert_eq!(found.join(", "), expected, "{content}");
        assert_eq!(lowered.said.len(), said, "{content} {:?}", lowered.said);
        assert!(
            lowered
                .said
                .iter()
                .all(|it| it.starts_with("warning alternative-media-type ")),
            "{:?}",
            lowered.said
        );
    }
}

#[test]
fn a_body_without_a_media_type_is_none() {
    let (lowered, representations) = body("{}");
    assert_eq!(representations, []);
    assert!(
        lowered
            .said
            .contains(&"flaw missing-keyword /paths/~1a/post/requestBody".to_owned()),
        "{:?}",
        lowered.said
    );
}

#[test]
fn answers_are_what_their_media_type_and_schema_say() {
    const PET: &str = "{schema: {$ref: '#/components/schemas/Pet'}}";
    for (status, content, expected) in [
        (
            "200",
            format!("{{application/json: {PET}, application/xml: {PET}}}"),
            "application/json json",
        ),
        (
            "200",
            format!("{{text/json: {PET}, application/json: {PET}}}"),
            "text/json|application/json json",
        ),
        ("200", format!("{{'*/*': {PET}}}"), "*/* json"),
        (
            "200",
            "{text/plain: {}, text/html: {}}".to_owned(),
            "text/plain|text/html text",
        ),
        (
            "200",
            "{application/pdf: {}}".to_owned(),
            "application/pdf stream",
        ),
        (
            "404",
            "{application/pdf: {}}".to_owned(),
            "application/pdf bytes",
        ),
        (
            "default",
            "{application/pdf: {}}".to_owned(),
            "application/pdf stream",
        ),
        (
            "200",
            format!("{{application/json: {PET}, text/event-stream: {PET}}}"),
            "application/json json, text/event-stream events",
        ),
        (
            "404",
            format!("{{text/event-stream: {PET}}}"),
            "text/event-stream text",
        ),
        (
            "200",
            format!("{{application/x-ndjson: {PET}}}"),
            "application/x-ndjson lines",
        ),
        (
            "200",
            format!(
                "{{application/json: {PET}, text/csv: {{schema: {{type: string}}}}, image/png: {{}}}}"
            ),
            "application/json json, text/csv text, image/png stream",
        ),
        ("200", "{}".to_owned(), ""),
    ] {
        let (_, representations) = answer(status, &content);
        let found: Vec<String> = representations
            .iter()
            .map(|it| {
                let names: Vec<&str> = it.media_types.iter().map(|it| it.0.as_str()).collect();
                let word = match &it.content {
                    ResponseContent::Json(_) => "json",
                    ResponseContent::Text => "text",
                    ResponseContent::Bytes => "bytes",
                    ResponseContent::Stream => "stream",
                    ResponseContent::Events(_) => "events",
                    ResponseContent::JsonLines(_) => "lines",
                };
                format!("{} {word}", names.join("|"))
            })
            .collect();
        assert_eq!(found.join(", "), expected, "{status} {content}");
    }
}

#[test]
fn where_a_success_is_documented_default_is_an_error() {
    let lowered = lower(&document(
        "/a: {get: {operationId: a, responses: {'204': {description: ''}, default: {description: '', content: {application/pdf: {}}}}}}\n",
        "{}",
    ));
    let last = lowered.api.operations[0].responses.last();
    let content = last
        .and_then(|it| it.representations.first())
        .map(|it| &it.content);
    assert_eq!(content, Some(&ResponseContent::Bytes));
}

#[test]
fn values_of_a_sequence_have_the_type_of_one() {
    let pet = "{$ref: '#/components/schemas/Pet'}";
    for (media_type, schema, expected) in [
        ("text/event-stream", format!("{{schema: {pet}}}"), "Named"),
        (
            "text/event-stream",
            format!("{{schema: {{type: array, items: {pet}}}}}"),
            "Named",
        ),
        (
            "text/event-stream",
            "{schema: {type: string}}".to_owned(),
            "String",
        ),
        ("text/event-stream", "{}".to_owned(), "String"),
        (
            "text/event-stream",
            format!(
                "{{schema: {{type: object, properties: {{event: {{type: string}}, data: {pet}}}}}}}"
            ),
            "Named",
        ),
        (
            "text/event-stream",
            "{schema: {type: object, properties: {id: {type: string}, data: {type: string}}}}"
                .to_owned(),
            "String",
        ),
        ("application/jsonl", format!("{{schema: {pet}}}"), "Named"),
        (
            "application/jsonl",
            format!("{{schema: {{type: array, items: {pet}}}}}"),
            "Named",
        ),
        ("application/jsonl", "{}".to_owned(), "Any"),
    ] {
        let (_, representations) = answer("200", &format!("{{{media_type}: {schema}}}"));
        let (ResponseContent::Events(ty) | ResponseContent::JsonLines(ty)) =
            &representations[0].content
        else {
            panic!("{representations:?}");
        };
        let ty = format!("{ty:?}");
        assert!(ty.starts_with(expected), "{media_type} {schema}: {ty}");
    }
}

/// The examples of section 4.8.14.5 and 4.8.15.1, and what stands beside `encoding`.
#[test]
fn properties_of_a_form_are_written_as_their_encoding_says() {
    let (lowered, representations) = body(
        "{application/x-www-form-urlencoded: {
           schema: {type: object, properties: {
             id: {type: string},
             tags: {type: array, items: {type: string}},
             address: {type: object, properties: {zip: {type: string}}},
             people: {type: array, items: {type: object, properties: {name: {type: string}}}},
             filter: {type: object, additionalProperties: {type: string}},
             list: {type: array, items: {type: string}},
             path: {type: string},
             plain: {type: string},
             json: {type: string}}},
           encoding: {
             filter: {style: deepObject, explode: true},
             list: {style: pipeDelimited},
             path: {allowReserved: true},
             plain: {contentType: text/plain},
             json: {contentType: application/json},
             tags: {explode: true, contentType: application/json}}}}",
    );
    assert_eq!(lowered.said, [""; 0]);
    let BodyContent::Form { encodings, .. } = &representations[0].content else {
        panic!("{representations:?}");
    };
    let found: Vec<_> = encodings
        .iter()
        .map(|it| {
            let content_type = it.content_type.as_deref().unwrap_or("-");
            (
                it.property.as_str(),
                it.style,
                it.explode,
                it.allow_reserved,
                content_type,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "address",
                ParameterStyle::Form,
                true,
                false,
                "application/json"
            ),
            (
                "people",
                ParameterStyle::Form,
                true,
                false,
                "application/json"
            ),
            ("filter", ParameterStyle::DeepObject, true, false, "-"),
            ("list", ParameterStyle::PipeDelimited, false, false, "-"),
            ("path", ParameterStyle::Form, true, true, "-"),
            (
                "json",
                ParameterStyle::Form,
                true,
                false,
                "application/json"
            ),
        ]
    );
}

#[test]
fn parts_that_are_files_are_told_from_values() {
    let (lowered, representations) = body(
        "{multipart/form-data: {
           schema: {type: object, required: [file], properties: {
             file: {type: string, format: binary, description: The picture.},
             files: {type: array, items: {type: string, format: binary}},
             page: {type: string},
             pages: {type: array, items: {type: string}},
             thing: {type: string},
             encoded: {type: string, format: byte},
             pet: {$ref: '#/components/schemas/Pet'},
             count: {type: integer}}},
           encoding: {
             file: {contentType: image/png},
             files: {contentType: 'image/png, image/jpeg'},
             thing: {contentType: application/octet-stream},
             page: {contentType: text/markdown}}}}",
    );
    assert_eq!(lowered.said, [""; 0]);
    let BodyContent::Multipart(id) = representations[0].content else {
        panic!("{representations:?}");
    };
    let Shape::Multipart(parts) = &lowered.api.types[id.0].shape else {
        panic!("{:?}", lowered.api.types);
    };
    let found: Vec<_> = parts
        .iter()
        .map(|it| {
            let content_type = it.content_type.as_deref().unwrap_or("-");
            (it.property.name.as_str(), it.kind, content_type)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("file", PartKind::File, "image/png"),
            ("files", PartKind::Files, "-"),
            ("page", PartKind::Value, "text/markdown"),
            ("pages", PartKind::Value, "-"),
            ("thing", PartKind::File, "application/octet-stream"),
            ("encoded", PartKind::Value, "-"),
            ("pet", PartKind::Value, "-"),
            ("count", PartKind::Value, "-"),
        ]
    );
    assert!(parts[0].property.required && !parts[1].property.required);
    assert_eq!(
        parts[0].property.docs.description.as_deref(),
        Some("The picture.")
    );
    // The object that the schema would be in JSON is not there, and no type lacks a use.
    assert_eq!(lowered.api.types.len(), 2);
    assert!(lowered.api.types.iter().all(|ty| !ty.uses.is_empty()));
}

#[test]
fn parts_of_one_of_several_objects_are_put_together() {
    let (_, representations) = body(
        "{multipart/form-data: {schema: {oneOf: [
           {type: object, required: [a, b], properties: {a: {type: string}, b: {type: string, format: binary}}},
           {type: object, required: [a], properties: {a: {type: string}, c: {type: integer}}}]}}}",
    );
    assert!(
        matches!(representations[0].content, BodyContent::Multipart(_)),
        "{representations:?}"
    );
}

#[test]
fn a_body_with_files_is_no_other_notation_of_json() {
    let (lowered, representations) = body(
        "{application/json: {schema: {$ref: '#/components/schemas/Pet'}},
          multipart/form-data: {schema: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {file: {type: string, format: binary}}}]}}}",
    );
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(representations.len(), 2);
}

#[test]
fn a_part_of_several_variants_keeps_to_the_limits_of_none() {
    let (lowered, representations) = body(
        "{multipart/form-data: {schema: {anyOf: [
           {type: object, properties: {age: {type: integer, minimum: 1}, size: {type: integer, minimum: 1}}},
           {type: object, properties: {age: {type: integer, minimum: 0}, size: {type: integer, minimum: 1}}}]}}}",
    );
    let BodyContent::Multipart(id) = representations[0].content else {
        panic!("{representations:?}");
    };
    let Shape::Multipart(parts) = &lowered.api.types[id.0].shape else {
        panic!("{:?}", lowered.api.types);
    };
    let limited = |it: &ir::Part| {
        (
            it.property.name.as_str().to_owned(),
            it.property.value.rules.minimum.is_some(),
        )
    };
    let limited: Vec<_> = parts.iter().map(limited).collect();
    assert_eq!(
        limited,
        [("age".to_owned(), false), ("size".to_owned(), true)]
    );
}
