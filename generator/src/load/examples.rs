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
use rayon::prelude::*;
use serde_json::{Value, json};

use super::{
    grammar::Grammar,
    keywords::{
        CALLBACK, Edition, HEADER, MEDIA_TYPE, Object, PARAMETER, REQUEST_BODY, RESPONSE, SCHEMA,
    },
    reference,
    schema::{Direction, json_schema, travelling},
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Pointer};

/// What the document is called where its schemas refer to each other.
const BASE: &str = "urn:document";

/// How many schemas that can't be used are looked for. Each costs some time.
const ATTEMPTS: usize = 64;

/// Checks all examples.
pub(super) fn check(
    tree: &Value,
    edition: Edition,
    grammar: &Grammar,
    diagnostics: &mut Diagnostics,
) {
    let examples = collect(tree, grammar);
    if examples.is_empty() {
        return;
    }
    let kinds = grammar.kinds.iter();
    let schemas = kinds
        .filter(|(_, kind)| is(kind, &SCHEMA))
        .map(|(at, _)| at);
    let converted = json_schema(tree, schemas.clone(), edition);
    // Side by side, and told one after the other.
    let found: Vec<_> = examples
        .par_iter()
        .map(|(direction, examples)| {
            let mut found = Diagnostics::new();
            let schemas = travelling(&converted, tree, schemas.clone(), *direction);
            let registry = Registry::new()
                .draft(Draft::Draft202012)
                .retriever(Elsewhere)
                .add(BASE, schemas);
            if let Ok(registry) = registry.and_then(RegistryBuilder::prepare) {
                let attempts = &mut { ATTEMPTS };
                validate(tree, &registry, *direction, examples, attempts, &mut found);
            }
            found
        })
        .collect();
    diagnostics.extend(found.into_iter().flatten());
}

/// Holds the examples against their schemas, all at once: the schemas share most of their parts, and compiling those for
/// each example would take most of the time.
///
/// One schema that can't be used as one spoils its half of the examples, which is tried again in halves. `attempts` is
/// how often that may go wrong.
fn validate(
    tree: &Value,
    registry: &Registry<'_>,
    direction: Direction,
    examples: &[Example],
    attempts: &mut usize,
    diagnostics: &mut Diagnostics,
) {
    let Some(validator) = validator(registry, examples) else {
        *attempts = attempts.saturating_sub(1);
        if examples.len() > 1 && *attempts > 0 {
            let (one, other) = examples.split_at(examples.len() / 2);
            for half in [one, other] {
                validate(tree, registry, direction, half, attempts, diagnostics);
            }
        }
        return;
    };
    let values = examples.iter().enumerate().map(|(index, example)| {
        let value = example.at.find(tree);
        (index.to_string(), value.cloned().unwrap_or_default())
    });
    let values = Value::Object(values.collect());
    for error in validator.iter_errors(&values) {
        let path: Pointer = error.instance_path().as_str().parse().unwrap_or_default();
        let mut tokens = path.tokens();
        let index = tokens.next().and_then(|index| index.parse::<usize>().ok());
        if let Some(example) = index.and_then(|index| examples.get(index)) {
            let at = tokens.fold(example.at.clone(), |at, token| at.child(&token));
            diagnostics.push(problem(&error, at, &example.schema, direction));
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

/// A schema for an object in which each example is the member with its index as the key.
fn validator(registry: &Registry<'_>, examples: &[Example]) -> Option<Validator> {
    /// What may stand in a fragment as it is (RFC 3986, section 3.5), as far as pointers need it.
    const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'~')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.');
    let properties = examples.iter().enumerate().map(|(index, example)| {
        let fragment = utf8_percent_encode(example.schema.as_str(), ESCAPED);
        let schema = json!({ "$ref": format!("{BASE}#{fragment}") });
        (index.to_string(), schema)
    });
    let properties = Value::Object(properties.collect());
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_registry(registry)
        .should_validate_formats(true)
        // The one of the library knows only some versions of UUIDs.
        .with_format("uuid", is_uuid)
        .build(&json!({ "properties": properties }))
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
    at: Pointer,
    schema: &Pointer,
    direction: Direction,
) -> Diagnostic {
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
    Diagnostic::flaw(Code::InvalidExample, at, message, help)
        .with_related(schema.clone(), "the schema of the example")
}

/// One example.
struct Example {
    /// Where its value stands.
    at: Pointer,
    schema: Pointer,
}

fn collect(tree: &Value, grammar: &Grammar) -> BTreeMap<Direction, Vec<Example>> {
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
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
        let examples = examples(tree, at, kind);
        if !examples.is_empty() && schema.find(tree).is_some() {
            let examples = examples.into_iter().map(|at| Example {
                at,
                schema: schema.clone(),
            });
            found
                .entry(direction(grammar, at))
                .or_default()
                .extend(examples);
        }
    }
    found
}

/// Where the values of the examples of one object stand.
fn examples(tree: &Value, at: &Pointer, kind: &'static Object) -> Vec<Pointer> {
    let Some(object) = at.find(tree) else {
        return Vec::new();
    };
    let one = object.get("example").map(|_| at.child("example"));
    let there = at.child("examples");
    let many: Vec<_> = match object.get("examples") {
        // JSON Schema has a list of values, OpenAPI a map of objects.
        Some(Value::Array(values)) if is(kind, &SCHEMA) => {
            (0..values.len()).map(|index| there.index(index)).collect()
        }
        Some(Value::Object(examples)) if !is(kind, &SCHEMA) => examples
            .keys()
            .filter_map(|name| {
                let example = reference::follow(tree, &there.child(name)).ok()?;
                let value = example.child("value");
                value.find(tree).map(|_| value)
            })
            .collect(),
        _ => Vec::new(),
    };
    one.into_iter().chain(many).collect()
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

fn is(kind: &'static Object, other: &'static Object) -> bool {
    std::ptr::eq(kind, other)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{files::Files, grammar, keywords::Edition};
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
        let edition = Edition::V3_0;
        let mut files = Files::new(None, "t", b"", "", tree.clone());
        let (grammar, _) = grammar::check(&mut files, edition, &mut diagnostics);
        super::check(&tree, edition, &grammar, &mut diagnostics);
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
