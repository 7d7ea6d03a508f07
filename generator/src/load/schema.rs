//! From Schema Objects to JSON Schema 2020-12, in place.
//!
//! OpenAPI 3.1 has that dialect already. OpenAPI 3.0.4, section 4.8.24 builds on a draft that no validator knows by that
//! name: there `nullable`, the exclusive limits and what stands beside `$ref` have to be written otherwise. In both
//! `readOnly` and `writeOnly` change what is required.

use serde_json::{Map, Value, json};

use super::{keywords::Edition, reference};
use crate::diagnostic::Pointer;

/// Which way the values of a schema travel, where that is known.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Direction {
    /// "Read-only [...] MAY be sent as part of a response but SHOULD NOT be sent as part of the request."
    Request,
    /// "Write-only [...] MAY be sent as part of a request but SHOULD NOT be sent as part of the response."
    Response,
    /// A schema by itself, which may be used both ways.
    Either,
}

impl Direction {
    /// The flags of properties that do not travel this way.
    fn hiding(self) -> &'static [&'static str] {
        match self {
            Self::Request => &["readOnly"],
            Self::Response => &["writeOnly"],
            Self::Either => &["readOnly", "writeOnly"],
        }
    }
}

/// The tree with the Schema Objects at `schemas` made into JSON Schema for values that travel in `direction`.
pub(super) fn json_schema<'p>(
    tree: &Value,
    schemas: impl IntoIterator<Item = &'p Pointer>,
    edition: Edition,
    direction: Direction,
) -> Value {
    let mut converted = tree.clone();
    for at in schemas {
        // Where an outer schema forbids the property that an inner one describes, the inner one is gone.
        if let Some(Value::Object(schema)) = converted.pointer_mut(at.as_str()) {
            if edition == Edition::V3_0 {
                drop_siblings(schema);
            }
            allow_null(schema);
            exclude_limit(schema, "minimum", "exclusiveMinimum");
            exclude_limit(schema, "maximum", "exclusiveMaximum");
            hide_properties(schema, tree, at, direction);
            drop_pattern(schema);
            // These would change what references mean, and those lead to where they stand in the whole document.
            for keyword in ["$id", "$schema", "$anchor", "$dynamicAnchor", "$vocabulary"] {
                schema.remove(keyword);
            }
        }
    }
    converted
}

/// "A `true` value adds "null" to the allowed type specified by the `type` keyword, only if `type` is explicitly defined
/// within the same Schema Object" (section 4.8.24.2).
fn allow_null(schema: &mut Map<String, Value>) {
    if schema.get("nullable") == Some(&Value::Bool(true))
        && let Some(kind @ Value::String(_)) = schema.get_mut("type")
    {
        *kind = json!([kind.take(), "null"]);
    }
}

/// "This object cannot be extended with additional properties, and any properties added SHALL be ignored" (section
/// 4.8.23).
fn drop_siblings(schema: &mut Map<String, Value>) {
    for value in schema.values_mut() {
        drop_siblings_of(value);
        match value {
            Value::Object(members) => members.values_mut().for_each(drop_siblings_of),
            Value::Array(elements) => elements.iter_mut().for_each(drop_siblings_of),
            _ => {}
        }
    }
}

fn drop_siblings_of(value: &mut Value) {
    if let Value::Object(members) = value
        && members.get("$ref").is_some_and(Value::is_string)
    {
        members.retain(|key, _| key == "$ref");
    }
}

/// "An optional boolean modifier" in 3.0, a limit of its own in 2020-12.
fn exclude_limit(schema: &mut Map<String, Value>, limit: &str, modifier: &str) {
    if let Some(Value::Bool(is_exclusive)) = schema.get(modifier) {
        let is_exclusive = *is_exclusive;
        schema.remove(modifier);
        if is_exclusive && let Some(value) = schema.remove(limit) {
            schema.insert(modifier.to_owned(), value);
        }
    }
}

/// A pattern that is none is reported by `lower`. Here it would make its schema useless.
fn drop_pattern(schema: &mut Map<String, Value>) {
    let is_pattern = |pattern: &str| regress::Regex::with_flags(pattern, "u").is_ok();
    if schema
        .get("pattern")
        .and_then(Value::as_str)
        .is_some_and(|pattern| !is_pattern(pattern))
    {
        schema.remove("pattern");
    }
    if let Some(Value::Object(patterns)) = schema.get_mut("patternProperties") {
        patterns.retain(|pattern, _| is_pattern(pattern));
    }
}

/// "If the property is marked as `readOnly` being `true` and is in the `required` list, the `required` will take effect
/// on the response only"; the same for `writeOnly` and the request.
fn hide_properties(
    schema: &mut Map<String, Value>,
    tree: &Value,
    at: &Pointer,
    direction: Direction,
) {
    let Some(Value::Object(properties)) = schema.get_mut("properties") else {
        return;
    };
    let at = at.child("properties");
    let hidden: Vec<_> = properties
        .keys()
        .filter(|name| is_hidden(tree, &at.child(name), direction))
        .cloned()
        .collect();
    if direction != Direction::Either {
        for name in &hidden {
            properties.insert(name.clone(), json!({"not": {}}));
        }
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| !hidden.iter().any(|hidden| name == hidden));
    }
}

fn is_hidden(tree: &Value, property: &Pointer, direction: Direction) -> bool {
    let schema = reference::follow(tree, property)
        .ok()
        .and_then(|at| tree.pointer(at.as_str()));
    schema.is_some_and(|schema| {
        direction
            .hiding()
            .iter()
            .any(|flag| schema.get(flag) == Some(&Value::Bool(true)))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Direction, Edition, Pointer, json_schema};

    fn converted(direction: Direction) -> Value {
        let schema = json!({
            "required": ["id", "secret", "name"],
            "properties": {
                "id": {"readOnly": true},
                "secret": {"writeOnly": true},
                "name": {"type": "string", "nullable": true},
                "any": {"nullable": true},
            },
        });
        let schemas = [
            Pointer::ROOT,
            Pointer::ROOT.child("properties").child("name"),
        ];
        json_schema(&schema, &schemas, Edition::V3_0, direction)
    }

    #[test]
    fn null_is_added_to_a_type_that_is_there() {
        let schema = converted(Direction::Either);
        assert_eq!(
            schema.pointer("/properties/name/type"),
            Some(&json!(["string", "null"]))
        );
        assert_eq!(
            schema.pointer("/properties/any"),
            Some(&json!({"nullable": true}))
        );
    }

    #[test]
    fn limits_and_references_are_as_in_2020_12() {
        let schema = json!({
            "minimum": 1, "exclusiveMinimum": true, "maximum": 2, "exclusiveMaximum": false, "pattern": "(",
            "items": {"$ref": "#/a", "type": "string"},
        });
        assert_eq!(
            json_schema(&schema, [&Pointer::ROOT], Edition::V3_0, Direction::Either),
            json!({"exclusiveMinimum": 1, "maximum": 2, "items": {"$ref": "#/a"}})
        );
        let schema = json!({"items": {"$ref": "#/a", "type": "string"}, "exclusiveMaximum": 3});
        assert_eq!(
            json_schema(&schema, [&Pointer::ROOT], Edition::V3_1, Direction::Either),
            schema
        );
    }

    #[test]
    fn what_does_not_travel_is_not_required_and_not_allowed() {
        let request = converted(Direction::Request);
        assert_eq!(request.get("required"), Some(&json!(["secret", "name"])));
        assert_eq!(request.pointer("/properties/id"), Some(&json!({"not": {}})));
        let response = converted(Direction::Response);
        assert_eq!(response.get("required"), Some(&json!(["id", "name"])));
        assert_eq!(
            response.pointer("/properties/secret"),
            Some(&json!({"not": {}}))
        );
    }

    #[test]
    fn a_schema_by_itself_requires_only_what_travels_both_ways() {
        let either = converted(Direction::Either);
        assert_eq!(either.get("required"), Some(&json!(["name"])));
        assert_eq!(
            either.pointer("/properties/id"),
            Some(&json!({"readOnly": true}))
        );
    }
}
