//! Whether each example is valid by its own schema.
//!
//! Looks at the `example` and the `examples` of media types, parameters, headers and schemas. A schema that can't be
//! used as one is passed over here: what is wrong with it is reported by the stage that reads it.

use std::collections::BTreeMap;

use jsonschema::{
    Draft, Registry, RegistryBuilder, Retrieve, Uri, ValidationError, Validator,
    error::ValidationErrorKind,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{
    grammar::Grammar,
    keywords::{CALLBACK, HEADER, MEDIA_TYPE, Object, PARAMETER, REQUEST_BODY, RESPONSE, SCHEMA},
    reference,
    schema::{Direction, json_schema},
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Pointer};

/// What the document is called where its schemas refer to each other.
const BASE: &str = "urn:document";

/// Checks all examples.
pub(super) fn check(tree: &Value, grammar: &Grammar, diagnostics: &mut Diagnostics) {
    for (direction, examples) in collect(tree, grammar) {
        let schemas = grammar
            .kinds
            .iter()
            .filter(|(_, kind)| is(kind, &SCHEMA))
            .map(|(at, _)| at);
        let schemas = json_schema(tree, schemas, direction);
        let registry = Registry::new()
            .draft(Draft::Draft4)
            .retriever(Elsewhere)
            .add(BASE, schemas);
        let Ok(registry) = registry.and_then(RegistryBuilder::prepare) else {
            continue;
        };
        for (schema, examples) in examples {
            let Some(validator) = validator(&registry, &schema) else {
                continue;
            };
            for at in examples {
                let value = tree.pointer(at.as_str()).unwrap_or(&Value::Null);
                diagnostics.extend(
                    validator
                        .iter_errors(value)
                        .map(|error| problem(&error, &at, &schema, direction)),
                );
            }
        }
    }
}

/// What lies outside of the document allows everything; that it can't be used is reported where it is referred to.
struct Elsewhere;

impl Retrieve for Elsewhere {
    fn retrieve(
        &self,
        _uri: &Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Ok(json!({}))
    }
}

fn validator(registry: &Registry<'_>, schema: &Pointer) -> Option<Validator> {
    /// What may stand in a fragment as it is (RFC 3986, section 3.5), as far as pointers need it.
    const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'~')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.');
    let fragment = utf8_percent_encode(schema.as_str(), ESCAPED);
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .with_registry(registry)
        .should_validate_formats(true)
        // Draft 4 does not know this one.
        .with_format("uuid", is_uuid)
        .build(&json!({ "$ref": format!("{BASE}#{fragment}") }))
        .ok()
}

/// RFC 9562, section 4: 8, 4, 4, 4 and 12 hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups
            .iter()
            .all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn problem(
    error: &ValidationError<'_>,
    example: &Pointer,
    schema: &Pointer,
    direction: Direction,
) -> Diagnostic {
    let inside: Pointer = error.instance_path().as_str().parse().unwrap_or_default();
    let at = inside
        .tokens()
        .fold(example.clone(), |at, token| at.child(&token));
    let (message, help) = match (error.kind(), direction) {
        (ValidationErrorKind::Not { schema }, Direction::Request) if *schema == json!({}) => (
            "a `readOnly` property can't be part of a request".to_owned(),
            "remove it from the example",
        ),
        (ValidationErrorKind::Not { schema }, Direction::Response) if *schema == json!({}) => (
            "a `writeOnly` property can't be part of an answer".to_owned(),
            "remove it from the example",
        ),
        _ => (
            format!(
                "this example is not valid by its schema: {}",
                error.masked_with("the value")
            ),
            "correct the example, or the schema if the example shows what is really sent",
        ),
    };
    Diagnostic::error(Code::InvalidExample, at, message, help)
        .with_related(schema.clone(), "the schema of the example")
}

/// By direction and schema: where the examples stand.
type Examples = BTreeMap<Direction, BTreeMap<Pointer, Vec<Pointer>>>;

fn collect(tree: &Value, grammar: &Grammar) -> Examples {
    let mut found = Examples::new();
    for (at, kind) in &grammar.kinds {
        let schema = if is(kind, &SCHEMA) {
            at.clone()
        } else if (is(kind, &MEDIA_TYPE) && is_json(at))
            || is(kind, &PARAMETER)
            || is(kind, &HEADER)
        {
            at.child("schema")
        } else {
            continue;
        };
        let examples: Vec<_> = examples(tree, at, kind).collect();
        if !examples.is_empty() && tree.pointer(schema.as_str()).is_some() {
            found
                .entry(direction(grammar, at))
                .or_default()
                .entry(schema)
                .or_default()
                .extend(examples);
        }
    }
    found
}

/// Where the values of the examples of one object stand.
fn examples<'t>(
    tree: &'t Value,
    at: &'t Pointer,
    kind: &Object,
) -> impl Iterator<Item = Pointer> + 't {
    let object = tree.pointer(at.as_str());
    let one = object
        .and_then(|object| object.get("example"))
        .map(|_| at.child("example"));
    // A Schema Object has no `examples` in 3.0.
    let many = object
        .filter(|_| !is(kind, &SCHEMA))
        .and_then(|object| object.get("examples")?.as_object());
    let many = many.into_iter().flatten().filter_map(move |(name, _)| {
        let value = reference::follow(tree, &at.child("examples").child(name))
            .ok()?
            .child("value");
        tree.pointer(value.as_str()).map(|_| value)
    });
    one.into_iter().chain(many)
}

/// Whether the examples of the media type at `at` are JSON values. Others are text as it stands in the body, which their
/// schema does not describe.
fn is_json(at: &Pointer) -> bool {
    let media_type = at.last().unwrap_or_default().to_ascii_lowercase();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}

/// Which way the object at `at` travels: decided by the nearest object around it that travels as a whole.
fn direction(grammar: &Grammar, at: &Pointer) -> Direction {
    let mut direction = None;
    let mut next = Some(at.clone());
    while let Some(at) = next {
        match grammar.kinds.get(&at) {
            // In a callback it is the server that sends the request.
            Some(kind) if is(kind, &CALLBACK) => return Direction::Either,
            Some(kind) if is(kind, &REQUEST_BODY) || is(kind, &PARAMETER) => {
                direction = direction.or(Some(Direction::Request));
            }
            Some(kind) if is(kind, &RESPONSE) => {
                direction = direction.or(Some(Direction::Response));
            }
            _ => {}
        }
        next = at.parent();
    }
    direction.unwrap_or(Direction::Either)
}

fn is(kind: &Object, other: &'static Object) -> bool {
    std::ptr::eq(kind, other)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::grammar;
    use crate::diagnostic::{Code, Diagnostics, Pointer};

    /// Where a document with this request body, these components and this answer has invalid examples.
    fn invalid(request: &Value, answer: &Value, schemas: &Value) -> Vec<String> {
        let tree = json!({
            "openapi": "3.0.0",
            "info": {"title": "t", "version": "1"},
            "paths": {"/a{b}": {"post": {
                "requestBody": {"content": {"application/json": request}},
                "responses": {"200": {"description": "d", "content": {"application/x+json": answer}}},
            }}},
            "components": {"schemas": schemas},
        });
        let mut diagnostics = Diagnostics::new();
        let grammar = grammar::check(&tree, &mut diagnostics);
        super::check(&tree, &grammar, &mut diagnostics);
        assert!(
            diagnostics
                .iter()
                .all(|found| found.code == Code::InvalidExample),
            "{diagnostics:?}"
        );
        diagnostics
            .iter()
            .filter_map(|found| found.pointer().map(Pointer::to_string))
            .collect()
    }

    const REQUEST: &str = "/paths/~1a{b}/post/requestBody/content/application~1json";
    const ANSWER: &str = "/paths/~1a{b}/post/responses/200/content/application~1x+json";

    #[test]
    fn an_invalid_example_is_shown_where_it_breaks() {
        let schemas = json!({"A b": {"type": "object", "properties": {"x": {"type": "array", "items": {"type": "integer"}}}}});
        let request =
            json!({"schema": {"$ref": "#/components/schemas/A%20b"}, "example": {"x": [1, "2"]}});
        let answer = json!({"schema": {"$ref": "#/components/schemas/A%20b"}, "examples": {"e": {"value": {"x": 3}}}});
        assert_eq!(
            invalid(&request, &answer, &schemas),
            [
                format!("{REQUEST}/example/x/1"),
                format!("{ANSWER}/examples/e/value/x")
            ]
        );
    }

    #[test]
    fn the_direction_decides_what_must_be_there() {
        let schemas = json!({"A": {
            "type": "object",
            "required": ["r", "w"],
            "properties": {"r": {"type": "string", "readOnly": true}, "w": {"type": "string", "writeOnly": true}},
            "example": {},
        }});
        let media_type = |example: Value| json!({"schema": {"$ref": "#/components/schemas/A"}, "example": example});
        let good = invalid(
            &media_type(json!({"w": ""})),
            &media_type(json!({"r": ""})),
            &schemas,
        );
        assert_eq!(good, [""; 0]);
        let bad = invalid(
            &media_type(json!({"w": "", "r": ""})),
            &media_type(json!({})),
            &schemas,
        );
        assert_eq!(
            bad,
            [format!("{REQUEST}/example/r"), format!("{ANSWER}/example")]
        );
    }

    #[test]
    fn null_and_formats() {
        let schemas = json!({
            "A": {"type": "string", "nullable": true, "example": null},
            "B": {"type": "string", "example": null},
            "C": {"type": "string", "format": "date-time", "example": "yesterday"},
            "D": {"type": "string", "format": "date", "example": "2020-02-30"},
            "E": {"type": "string", "format": "uuid", "example": "e"},
            "F": {"type": "number", "minimum": 1, "exclusiveMinimum": true, "example": 1},
            "G": {"type": "string", "format": "hostname-of-ours", "example": "-"},
            "H": {"type": "string", "format": "uuid", "example": "00f4a2ab-0000-4000-8000-00000000000F"},
        });
        let expected =
            ["B", "C", "D", "E", "F"].map(|name| format!("/components/schemas/{name}/example"));
        assert_eq!(invalid(&json!({}), &json!({}), &schemas), expected);
    }

    #[test]
    fn schemas_that_hold_themselves_come_to_an_end() {
        let schemas = json!({
            "A": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A"}}, "example": {"a": {"a": 1}}},
            "B": {"allOf": [{"$ref": "#/components/schemas/B"}], "example": 1},
            "C": {"anyOf": [{"$ref": "#/components/schemas/D"}], "example": 1},
            "D": {"not": {"$ref": "#/components/schemas/C"}},
        });
        let found = invalid(&json!({}), &json!({}), &schemas);
        assert!(
            found.contains(&"/components/schemas/A/example/a/a".to_owned()),
            "{found:?}"
        );
    }
}
