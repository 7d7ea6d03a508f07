//! What is changed in a document: the table of operators. To add one, add a line here and its function beside the others.

mod calls;
mod messages;
mod schemas;

use serde_json::{Map, Value};

use super::sites::{Role, Site};

/// One kind of change.
pub(super) struct Operator {
    /// What it is called.
    pub(super) name: &'static str,
    /// Where it can be made.
    pub(super) role: Role,
    /// Everything that the object there can become by it; nothing where there is nothing to change.
    pub(super) changed: fn(&Object) -> Vec<Object>,
    /// Why the generator may make the same client of it as of the object there, if it may: any other change must show.
    pub(super) unseen: fn(&Made<'_>) -> Option<&'static str>,
}

/// A change that was made.
pub(super) struct Made<'a> {
    /// Where.
    pub(super) site: &'a Site,
    /// What was there.
    pub(super) before: &'a Object,
    /// What is there now.
    pub(super) after: &'a Object,
    /// The document before.
    pub(super) document: &'a Value,
}

/// An object of the document.
pub(super) type Object = Map<String, Value>;

const fn operator(name: &'static str, role: Role, changed: fn(&Object) -> Vec<Object>) -> Operator {
    Operator {
        name,
        role,
        changed,
        unseen: |_| None,
    }
}

impl Operator {
    const fn unseen(self, unseen: fn(&Made<'_>) -> Option<&'static str>) -> Self {
        Self { unseen, ..self }
    }
}

/// All operators.
pub(super) const OPERATORS: &[Operator] = &[
    operator("change-server", Role::Root, calls::change_server),
    operator("change-version", Role::Root, calls::change_version),
    operator("drop-security", Role::Root, calls::drop_security),
    operator("drop-security", Role::Operation, calls::drop_security),
    operator("change-path", Role::Paths, calls::change_path),
    operator("change-method", Role::Paths, calls::change_method),
    operator("rename-operation", Role::Operation, calls::rename_operation),
    operator("drop-deprecation", Role::Operation, calls::drop_deprecation),
    operator("drop-deprecation", Role::Parameter, calls::drop_deprecation),
    operator("drop-deprecation", Role::Schema, calls::drop_deprecation),
    operator(
        "change-deprecation",
        Role::Operation,
        calls::change_deprecation,
    ),
    operator(
        "change-deprecation",
        Role::Parameter,
        calls::change_deprecation,
    ),
    operator(
        "change-deprecation",
        Role::Schema,
        calls::change_deprecation,
    ),
    operator("add-deprecation", Role::Operation, calls::add_deprecation),
    operator("drop-parameter", Role::Operation, calls::drop_parameter)
        .unseen(calls::dropping_is_unseen),
    operator("rename-parameter", Role::Parameter, calls::rename_parameter),
    operator("move-parameter", Role::Parameter, calls::move_parameter),
    operator("require-parameter", Role::Parameter, calls::require),
    operator("change-style", Role::Parameter, calls::change_style),
    operator("change-explode", Role::Parameter, calls::change_explode),
    operator("change-reserved", Role::Parameter, calls::change_reserved),
    operator("change-scheme", Role::SecurityScheme, calls::change_scheme),
    operator("drop-body", Role::Operation, messages::drop_request_body),
    operator("drop-body", Role::Response, messages::drop_content),
    operator("require-body", Role::RequestBody, calls::require),
    operator("drop-status", Role::Responses, messages::drop_status),
    operator("change-status", Role::Responses, messages::change_status),
    operator("swap-statuses", Role::Responses, messages::swap_statuses)
        .unseen(messages::swapping_is_unseen),
    operator("drop-media-type", Role::Content, messages::drop_media_type)
        .unseen(messages::version_is_unseen),
    operator(
        "change-media-type",
        Role::Content,
        messages::change_media_type,
    ),
    operator("drop-header", Role::Headers, messages::drop_header),
    operator("rename-header", Role::Headers, messages::rename_header),
    operator("drop-property", Role::Schema, schemas::drop_property),
    operator("rename-property", Role::Schema, schemas::rename_property),
    operator("require-property", Role::Schema, schemas::require_property)
        .unseen(schemas::requiring_is_unseen),
    operator("release-property", Role::Schema, schemas::release_property),
    operator("change-type", Role::Schema, schemas::change_type),
    operator("change-format", Role::Schema, schemas::change_format)
        .unseen(schemas::format_is_unseen),
    operator("change-pattern", Role::Schema, schemas::change_pattern),
    operator("change-length", Role::Schema, schemas::change_length),
    operator("change-range", Role::Schema, schemas::change_range),
    operator("drop-value", Role::Schema, schemas::drop_value),
    operator("add-value", Role::Schema, schemas::add_value),
    operator("rename-value", Role::Schema, schemas::rename_value),
    operator("change-default", Role::Schema, schemas::change_default).unseen(|_| {
        Some("a default is the server's to fill in: the client documents it and sends nothing for it")
    }),
    operator("change-direction", Role::Schema, schemas::change_direction)
        .unseen(schemas::direction_is_unseen),
    operator("change-null", Role::Schema, schemas::change_null).unseen(schemas::null_is_unseen),
    operator("change-openness", Role::Schema, schemas::change_openness)
        .unseen(schemas::openness_is_unseen),
    operator("drop-member", Role::Schema, schemas::drop_member),
];

/// The object with one of its members changed; nothing where it has none of this name.
fn with(object: &Object, key: &str, value: impl Into<Value>) -> Object {
    let mut changed = object.clone();
    changed.insert(key.to_owned(), value.into());
    changed
}

/// The object without some of its members.
fn without(object: &Object, dropped: impl Fn(&str) -> bool) -> Object {
    let mut changed = object.clone();
    changed.retain(|key, _| !dropped(key));
    changed
}

/// The object with `key` called `name`, in the same place.
fn renamed(object: &Object, key: &str, name: &str) -> Object {
    let members = object.iter();
    let members = members.map(|(old, value)| {
        let new = if old == key { name } else { old };
        (new.to_owned(), value.clone())
    });
    members.collect()
}

/// Every object that has one member less.
fn each_dropped(object: &Object) -> Vec<Object> {
    let keys = object.keys().filter(|key| !key.starts_with("x-"));
    keys.map(|dropped| without(object, |key| key == dropped))
        .collect()
}

fn text<'a>(object: &'a Object, key: &str) -> Option<&'a str> {
    object.get(key).and_then(Value::as_str)
}

fn is_true(object: &Object, key: &str) -> bool {
    object.get(key) == Some(&Value::Bool(true))
}

/// A list without one of its items, for each.
fn each_shorter(list: &[Value]) -> Vec<Value> {
    let shorter = (0..list.len()).map(|dropped| {
        let mut list = list.to_vec();
        list.remove(dropped);
        Value::Array(list)
    });
    shorter.collect()
}

/// A name that is not the old one and unlikely to be another's.
fn another(name: &str) -> String {
    format!("{name}Z")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::super::sites::{Carrier, Role, Site};
    use super::{Made, OPERATORS, Object};

    /// What `name` makes of `object`.
    pub(super) fn changed(name: &str, role: Role, object: &Value) -> Vec<Value> {
        let operator = OPERATORS
            .iter()
            .find(|it| it.name == name && it.role == role);
        let operator = operator.expect("there is such an operator");
        let object: &Object = object.as_object().expect("an object");
        (operator.changed)(object)
            .into_iter()
            .map(Value::Object)
            .collect()
    }

    #[test]
    fn an_operator_stands_in_the_table_once_for_each_role() {
        let all: BTreeSet<_> = OPERATORS
            .iter()
            .map(|it| format!("{} {:?}", it.name, it.role))
            .collect();
        assert_eq!(all.len(), OPERATORS.len());
    }

    #[test]
    fn no_operator_gives_the_same_object_back() {
        let objects = [
            json!({}),
            json!({ "type": "string", "enum": ["a", "b"], "readOnly": true, "pattern": "^a", "maxLength": 3, "nullable": true }),
            json!({ "type": "object", "properties": { "a": {}, "b": { "readOnly": true } }, "required": ["a"] }),
            json!({ "type": ["integer", "null"], "minimum": 1, "exclusiveMaximum": 7, "format": "int32", "default": 3 }),
            json!({ "name": "a", "in": "query", "required": true, "style": "form", "explode": false }),
            json!({ "name": "a", "in": "path", "required": true }),
            json!({ "200": {}, "404": { "description": "x" }, "default": {} }),
            json!({ "/a/{b}/c": { "get": {}, "parameters": [] } }),
            json!({ "deprecated": true, "x-sunset": "2026-01-01", "security": [{ "a": [] }], "operationId": "a" }),
            json!({ "servers": [{ "url": "https://a" }], "info": { "title": "t", "version": "1" } }),
            json!({ "application/json": {} }),
            json!({ "oneOf": [{}, {}] }),
        ];
        for operator in OPERATORS {
            for object in objects.iter().filter_map(Value::as_object) {
                for changed in (operator.changed)(object) {
                    // The order of members counts for nothing but in `paths` and the like, which lose or gain one.
                    assert_ne!(&changed, object, "{}", operator.name);
                }
            }
        }
    }

    #[test]
    fn each_operator_changes_something_of_the_restore_endpoint_or_is_tried_here() {
        let required = changed(
            "release-property",
            Role::Schema,
            &json!({ "required": ["a"] }),
        );
        assert_eq!(required, [json!({})]);
        let styles = changed(
            "change-style",
            Role::Parameter,
            &json!({ "in": "query", "schema": { "type": "array" } }),
        );
        assert_eq!(styles.len(), 2);
        let statuses = changed(
            "swap-statuses",
            Role::Responses,
            &json!({ "200": { "a": 1 }, "404": { "b": 1 } }),
        );
        assert_eq!(statuses, [json!({ "200": { "b": 1 }, "404": { "a": 1 } })]);
        let range = changed("change-range", Role::Schema, &json!({ "minimum": 1 }));
        assert_eq!(
            range,
            [json!({ "minimum": 2 }), json!({ "minimum": 0 }), json!({})]
        );
    }

    /// Why the first change of `name` at `pointer` may be unseen.
    fn unseen(name: &str, document: &Value, pointer: &str) -> Option<&'static str> {
        let operator = OPERATORS.iter().find(|it| it.name == name);
        let operator = operator.expect("there is such an operator");
        let before = document.pointer(pointer).and_then(Value::as_object);
        let before = before.expect("an object");
        let after = (operator.changed)(before);
        (operator.unseen)(&Made {
            site: &Site {
                pointer: pointer.to_owned(),
                role: operator.role,
                carrier: Carrier::Request,
            },
            before,
            after: after.first().expect("a change"),
            document,
        })
    }

    #[test]
    fn a_parameter_of_the_path_that_is_any_text_may_go_unseen() {
        for (parameter, is_unseen) in [
            (
                json!({ "in": "path", "name": "a", "required": true, "schema": { "type": "string" } }),
                true,
            ),
            (
                json!({ "in": "path", "name": "a", "schema": { "type": "integer" } }),
                false,
            ),
            (
                json!({ "in": "path", "name": "a", "schema": { "type": "string", "minLength": 2 } }),
                false,
            ),
            (
                json!({ "in": "path", "name": "a", "style": "label", "schema": { "type": "string" } }),
                false,
            ),
            (
                json!({ "in": "query", "name": "a", "schema": { "type": "string" } }),
                false,
            ),
        ] {
            let operation = json!({ "parameters": [parameter] });
            let why = unseen("drop-parameter", &operation, "");
            assert_eq!(why.is_some(), is_unseen, "{operation}");
        }
    }

    #[test]
    fn only_an_older_version_may_go_unseen() {
        let older = json!({ "a/b.2023-01-01+json": {}, "a/b.2024-01-01+json": {} });
        assert!(unseen("drop-media-type", &older, "").is_some());
        let newest = json!({ "a/b.2024-01-01+json": {}, "a/b.2023-01-01+json": {} });
        assert!(unseen("drop-media-type", &newest, "").is_none());
        assert!(unseen("drop-media-type", &json!({ "a/b": {}, "a/c": {} }), "").is_none());
    }

    #[test]
    fn what_the_schema_around_requires_may_be_required_again_unseen() {
        let of = |required: Value, key: &str| {
            let inner = json!({ "properties": { "a": {} } });
            let document = json!({ "required": required, key: [{}, inner] });
            unseen("require-property", &document, &format!("/{key}/1"))
        };
        assert!(of(json!(["b", "a"]), "allOf").is_some());
        assert!(of(json!(["b"]), "allOf").is_none());
        assert!(of(json!(["a"]), "oneOf").is_none());
    }

    #[test]
    fn a_whole_number_of_64_bits_needs_no_format() {
        let of = |schema: Value| unseen("change-format", &schema, "");
        assert!(of(json!({ "type": "integer", "format": "int64" })).is_some());
        assert!(of(json!({ "type": ["integer", "null"], "format": "int64" })).is_some());
        assert!(of(json!({ "type": "integer", "format": "int32" })).is_none());
        assert!(of(json!({ "type": "string", "format": "int64" })).is_none());
    }

    #[test]
    fn answers_that_differ_in_words_only_may_change_places_unseen() {
        let document = json!({ "components": { "responses": {
            "a": { "description": "A", "content": {} },
            "b": { "description": "B", "content": {} },
            "c": { "description": "C" }
        } } });
        let reference = |name: &str| json!({ "$ref": format!("#/components/responses/{name}") });
        let swap = OPERATORS.iter().find(|it| it.name == "swap-statuses");
        let swap = swap.expect("there is such an operator");
        let site = Site {
            pointer: String::new(),
            role: Role::Responses,
            carrier: Carrier::Answer,
        };
        for (one, other, is_unseen) in [("a", "b", true), ("b", "c", false)] {
            let before = json!({ "400": reference(one), "401": reference(other) });
            let before = before.as_object().expect("an object");
            let after = (swap.changed)(before);
            let made = Made {
                site: &site,
                before,
                after: after.first().expect("a change"),
                document: &document,
            };
            assert_eq!((swap.unseen)(&made).is_some(), is_unseen, "{one}, {other}");
        }
    }
}
