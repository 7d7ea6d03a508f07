//! From Schema Objects to JSON Schema 2020-12, in place.
//!
//! OpenAPI 3.1 has that dialect already. OpenAPI 3.0.4, section 4.8.24 builds on a draft that no validator knows by that
//! name: there `nullable`, the exclusive limits and what stands beside `$ref` have to be written otherwise. In both
//! `readOnly` and `writeOnly` change what is required.

use std::collections::HashMap;

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

/// The tree with the Schema Objects at `schemas` made into JSON Schema, whichever way their values travel.
pub(super) fn json_schema<'p>(
    tree: &Value,
    schemas: impl IntoIterator<Item = &'p Pointer>,
    edition: Edition,
) -> Value {
    let mut converted = tree.clone();
    let mut patterns = Patterns::default();
    for at in schemas {
        if let Some(Value::Object(schema)) = at.find_mut(&mut converted) {
            if edition == Edition::V3_0 {
                drop_siblings(schema);
            }
            allow_null(schema);
            exclude_limit(schema, "minimum", "exclusiveMinimum");
            exclude_limit(schema, "maximum", "exclusiveMaximum");
            drop_pattern(schema, &mut patterns);
            // These would change what references mean, and those lead to where they stand in the whole document.
            for keyword in ["$id", "$schema", "$anchor", "$dynamicAnchor", "$vocabulary"] {
                schema.remove(keyword);
            }
        }
    }
    converted
}

/// What [`json_schema`] made of `tree`, for values that travel in `direction`.
pub(super) fn travelling<'p>(
    converted: &Value,
    tree: &Value,
    schemas: impl IntoIterator<Item = &'p Pointer>,
    direction: Direction,
) -> Value {
    let mut converted = converted.clone();
    for at in schemas {
        // Where an outer schema forbids the property that an inner one describes, the inner one is gone.
        if let Some(Value::Object(schema)) = at.find_mut(&mut converted) {
            hide_properties(schema, tree, at, direction);
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

/// Whether texts are patterns; many schemas have the same.
type Patterns = HashMap<String, bool>;

/// A pattern that is none is reported by `lower`. Here it would make its schema useless.
fn drop_pattern(schema: &mut Map<String, Value>, known: &mut Patterns) {
    let mut is_pattern = |pattern: &str| {
        if let Some(known) = known.get(pattern) {
            return *known;
        }
        let is_pattern = regress::Regex::with_flags(pattern, "u").is_ok();
        known.insert(pattern.to_owned(), is_pattern);
        is_pattern
    };
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
    let written = at.find(tree);
    let hidden: Vec<_> = properties
        .keys()
        .filter(|name| {
            let property = written.and_then(|written| written.get(name));
            property.is_some_and(|property| is_hidden(tree, property, &at, name, direction))
        })
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

fn is_hidden(
    tree: &Value,
    property: &Value,
    properties: &Pointer,
    name: &str,
    direction: Direction,
) -> bool {
    let end = reference::of(property).map(|_| reference::follow(tree, &properties.child(name)));
    let schema = match &end {
        None => Some(property),
        Some(end) => end.as_ref().ok().and_then(|end| end.find(tree)),
    };
    schema.is_some_and(|schema| {
        let mut flags = direction.hiding().iter();
        flags.any(|flag| schema.get(flag) == Some(&Value::Bool(true)))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Direction, Edition, Pointer, json_schema, travelling};

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
        let converted = json_schema(&schema, &schemas, Edition::V3_0);
        travelling(&converted, &schema, &schemas, direction)
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
            json_schema(&schema, [&Pointer::ROOT], Edition::V3_0),
            json!({"exclusiveMinimum": 1, "maximum": 2, "items": {"$ref": "#/a"}})
        );
        let schema = json!({"items": {"$ref": "#/a", "type": "string"}, "exclusiveMaximum": 3});
        assert_eq!(
            json_schema(&schema, [&Pointer::ROOT], Edition::V3_1),
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
