//! From the Schema Objects of OpenAPI 3.0 to JSON Schema of draft 4, in place.
//!
//! OpenAPI 3.0.4, section 4.8.24 builds on a draft that no validator knows by that name; draft 4 has the same keywords
//! with the same meaning (`exclusiveMinimum` is a boolean). What differs is `nullable`, and that `readOnly` and
//! `writeOnly` change what is required.

use serde_json::{Map, Value, json};

use super::reference;
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
    direction: Direction,
) -> Value {
    let mut converted = tree.clone();
    for at in schemas {
        // Where an outer schema forbids the property that an inner one describes, the inner one is gone.
        if let Some(Value::Object(schema)) = converted.pointer_mut(at.as_str()) {
            allow_null(schema);
            hide_properties(schema, tree, at, direction);
            // These two would change what references mean. OpenAPI 3.0 does not know them.
            schema.remove("id");
            schema.remove("$schema");
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
        // An empty list is not valid in draft 4.
        if required.is_empty() {
            schema.remove("required");
        }
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

    use super::{Direction, Pointer, json_schema};

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
        json_schema(&schema, &schemas, direction)
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
