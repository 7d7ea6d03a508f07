//! An object without what `openapiv3` can't read and nobody reads with it.
//!
//! Its types know the schemas of OpenAPI 3.0 only, and one that they don't know spoils all that is around it. Schemas are
//! read from the tree, so here each is the empty one; examples are checked from the tree, too.

use serde_json::{Map, Value, json};

use super::keywords::{
    CALLBACK, ENCODING, EXAMPLE, LINK, OPERATION, Object, SCHEMA, SECURITY_SCHEME, Shape,
};

/// The object of the kind `object` that `value` is, as `openapiv3` can read it.
pub(super) fn bare(value: &Value, object: &'static Object) -> Value {
    let Value::Object(members) = value else {
        return if is(object, &SCHEMA) {
            json!({})
        } else {
            value.clone()
        };
    };
    if is(object, &SCHEMA) || is(object, &CALLBACK) {
        // The model has no reference in the place of a callback.
        return json!({});
    }
    if let Some(reference @ Value::String(_)) = members.get("$ref") {
        return json!({ "$ref": reference });
    }
    if is(object, &LINK) {
        // The model wants exactly one of two keywords. That there is a link is all that is asked.
        return json!({ "operationId": "" });
    }
    let mut read = Map::new();
    for (key, member) in members {
        let shape = object.keyword(key).map(|keyword| &keyword.shape);
        let member = match (key.as_str(), shape.or(object.others.as_ref())) {
            ("example" | "examples", Some(_)) if !is(object, &EXAMPLE) => continue,
            ("headers", Some(_)) if is(object, &ENCODING) => continue,
            _ if key.starts_with("x-") => member.clone(),
            (_, Some(shape)) => shaped(member, shape),
            (_, None) => continue,
        };
        read.insert(key.clone(), member);
    }
    if is(object, &OPERATION) {
        // Needed by the model, but since 3.1 not by the standard.
        read.entry("responses").or_insert_with(|| json!({}));
    }
    if is(object, &SECURITY_SCHEME) && read.get("type") == Some(&json!("mutualTLS")) {
        // 3.1 has added this one. The model has no other place for a scheme that it does not know.
        read.insert("type".into(), "http".into());
        read.insert("scheme".into(), "mutualTLS".into());
    }
    Value::Object(read)
}

fn shaped(value: &Value, shape: &'static Shape) -> Value {
    match (shape, value) {
        (Shape::List(shape), Value::Array(elements)) => {
            elements.iter().map(|value| shaped(value, shape)).collect()
        }
        (Shape::Map(shape), Value::Object(members)) => {
            let members = members.iter();
            Value::Object(
                members
                    .map(|(key, value)| (key.clone(), shaped(value, shape)))
                    .collect(),
            )
        }
        (Shape::Object(object) | Shape::OrReference(object), _) => bare(value, object),
        _ => value.clone(),
    }
}

fn is(object: &'static Object, other: &'static Object) -> bool {
    std::ptr::eq(object, other)
}

#[cfg(test)]
mod tests {
    use openapiv3::{Operation, Response, SecurityScheme};
    use serde::Deserialize;
    use serde_json::json;

    use super::{
        super::keywords::{OPERATION, RESPONSE, SECURITY_SCHEME},
        bare,
    };

    #[test]
    fn what_the_model_does_not_know_does_not_spoil_the_rest() {
        let operation = json!({
            "summary": "s",
            "x-a": {"example": 1},
            "parameters": [{"name": "a", "in": "query", "schema": true, "examples": [1]}],
            "requestBody": {"content": {"a/b": {
                "schema": {"type": ["string", "null"]},
                "example": {"$ref": 1},
                "encoding": {"p": {"contentType": "c/d", "headers": {"h": 1}}},
            }}},
            "callbacks": {"c": {"$ref": "#/components/callbacks/c"}},
        });
        let read = Operation::deserialize(bare(&operation, &OPERATION)).expect("an operation");
        assert_eq!(read.summary.as_deref(), Some("s"));
        assert_eq!(read.extensions.get("x-a"), Some(&json!({"example": 1})));
        assert_eq!(read.parameters.len(), 1);
        assert_eq!(read.callbacks.len(), 1);
        let body = read
            .request_body
            .expect("a body")
            .into_item()
            .expect("a body");
        let encoding = body.content.get("a/b").and_then(|it| it.encoding.get("p"));
        let encoding = encoding.expect("an encoding");
        assert_eq!(encoding.content_type.as_deref(), Some("c/d"));
    }

    #[test]
    fn a_link_is_there_whatever_it_says() {
        let response = json!({"description": "d", "links": {"l": {"server": {"url": "/"}}}});
        let read = Response::deserialize(bare(&response, &RESPONSE)).expect("a response");
        assert_eq!(read.links.len(), 1);
    }

    #[test]
    fn a_client_certificate_is_a_scheme_of_an_unknown_name() {
        let scheme = json!({"type": "mutualTLS", "description": "d"});
        let read = SecurityScheme::deserialize(bare(&scheme, &SECURITY_SCHEME));
        assert!(matches!(read, Ok(SecurityScheme::HTTP { scheme, .. }) if scheme == "mutualTLS"));
    }
}
