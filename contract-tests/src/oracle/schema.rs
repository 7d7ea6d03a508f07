//! Schemas of the document as JSON Schema, and what they say about a value.
//!
//! An OpenAPI 3.0 Schema Object comes in, a JSON Schema of draft 2020-12 goes out, for one direction. The judgement
//! is the crate `jsonschema`'s: this suite writes no validator of its own.

use std::collections::BTreeMap;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use super::{Document, Node, Unreadable, escape};

/// Keywords that an OpenAPI 3.0 schema shares with JSON Schema, or that only describe.
const KEPT: &[&str] = &[
    "type",
    "enum",
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "multipleOf",
];

/// Which way a value travels: `readOnly` properties stay out of requests, `writeOnly` ones out of answers.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Direction {
    /// From the client. Closed-world: a property that the document does not name is an error.
    Request,
    /// To the client. A property that the document does not name is fine.
    Answer,
}

impl Direction {
    pub(crate) fn hides(self, schema: &Value) -> bool {
        let keyword = match self {
            Self::Request => "readOnly",
            Self::Answer => "writeOnly",
        };
        schema.get(keyword).and_then(Value::as_bool) == Some(true)
    }
}

/// A schema of the document, ready to judge values that travel one way.
#[derive(Debug)]
pub struct Schema {
    /// Where it stands.
    pub pointer: String,
    /// The direction that it was made for.
    pub direction: Direction,
    raw: Value,
    validator: Validator,
}

/// What a value breaks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Violation {
    /// Where in the value (RFC 6901).
    pub at: String,
    /// The validator's sentence.
    pub message: String,
}

/// A property of an object schema as one direction sees it.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its name on the wire.
    pub name: String,
    /// Its schema after `$ref`.
    pub raw: Value,
    /// Where that schema stands.
    pub pointer: String,
    /// Whether the object is invalid without it.
    pub required: bool,
}

impl Schema {
    /// Reads the schema at `node`.
    pub fn read(
        document: &Document,
        node: &Node<'_>,
        direction: Direction,
    ) -> Result<Self, Unreadable> {
        let mut converter = Converter {
            document,
            direction,
            wanted: Vec::new(),
            done: BTreeMap::new(),
        };
        let mut schema = converter.whole(node)?;
        while let Some(pointer) = converter.wanted.pop() {
            let value = document.root().value.pointer(&pointer);
            let value =
                value.ok_or_else(|| document.unreadable(&pointer, "nothing stands here"))?;
            let definition = converter.part(&Node {
                pointer: pointer.clone(),
                value,
            })?;
            converter.done.insert(pointer, definition);
        }
        let definitions = converter.done.into_iter();
        schema["$defs"] = definitions
            .map(|(pointer, schema)| (name(&pointer), schema))
            .collect();
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&schema)
            .map_err(|error| {
                document.unreadable(&node.pointer, &format!("unusable schema: {error}"))
            })?;
        let node = document.resolve(node.clone())?;
        Ok(Self {
            pointer: node.pointer,
            direction,
            raw: node.value.clone(),
            validator,
        })
    }

    /// The Schema Object after `$ref`.
    pub fn raw(&self) -> &Value {
        &self.raw
    }

    /// Whether `value` keeps every rule.
    pub fn accepts(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }

    /// Every rule that `value` breaks.
    pub fn violations(&self, value: &Value) -> Vec<Violation> {
        let errors = self.validator.iter_errors(value);
        errors
            .map(|error| Violation {
                at: error.instance_path().to_string(),
                message: error.to_string(),
            })
            .collect()
    }

    /// The properties that values of this direction may have, `allOf` included.
    pub fn properties(&self, document: &Document) -> Result<Vec<Property>, Unreadable> {
        let node = Node {
            pointer: self.pointer.clone(),
            value: &self.raw,
        };
        let mut properties = Vec::new();
        collect_properties(document, &node, self.direction, &mut properties)?;
        Ok(properties)
    }

    /// The properties of values that go the other way only: `readOnly` for a request.
    pub fn hidden_properties(&self, document: &Document) -> Result<Vec<String>, Unreadable> {
        let node = Node {
            pointer: self.pointer.clone(),
            value: &self.raw,
        };
        let members = document.members(&node, "properties")?;
        let hidden = members
            .into_iter()
            .filter(|(_, member)| self.direction.hides(member.value));
        Ok(hidden.map(|(name, _)| name).collect())
    }
}

fn collect_properties(
    document: &Document,
    node: &Node<'_>,
    direction: Direction,
    properties: &mut Vec<Property>,
) -> Result<(), Unreadable> {
    for (_, part) in document.members(node, "allOf")? {
        collect_properties(document, &part, direction, properties)?;
    }
    for (name, member) in document.members(node, "properties")? {
        if !direction.hides(member.value) {
            let required = names(node.value.get("required")).any(|required| required == name);
            properties.push(Property {
                name,
                raw: member.value.clone(),
                pointer: member.pointer,
                required,
            });
        }
    }
    Ok(())
}

fn names(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// The key in `$defs` of what stands at `pointer`: no slash, so that the `$ref` needs no second escaping.
fn name(pointer: &str) -> String {
    pointer.replace('~', "~0").replace('/', ".")
}

/// Turns Schema Objects into JSON Schemas and remembers the targets of `$ref` that are still to be turned.
struct Converter<'d> {
    document: &'d Document,
    direction: Direction,
    wanted: Vec<String>,
    done: BTreeMap<String, Value>,
}

impl<'d> Converter<'d> {
    /// A schema that describes the whole of a value, so that it knows every property the value may have.
    fn whole(&mut self, node: &Node<'d>) -> Result<Value, Unreadable> {
        let closed = self.direction == Direction::Request && self.names_properties(node, 0)?;
        let part = self.part(node)?;
        // Beside the other keywords of the schema and not inside of it: the target of a `$ref`, or a member of
        // `allOf`, knows only its own properties.
        Ok(if closed {
            json!({ "allOf": [part], "unevaluatedProperties": false })
        } else {
            part
        })
    }

    /// A schema that may be one of several for the same value.
    fn part(&mut self, node: &Node<'d>) -> Result<Value, Unreadable> {
        let Some(object) = node.value.as_object() else {
            return Err(self
                .document
                .unreadable(&node.pointer, "a schema has to be an object"));
        };
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            return Ok(self.reference(reference));
        }
        let mut schema = Map::new();
        for keyword in KEPT {
            if let Some(value) = object.get(*keyword) {
                schema.insert((*keyword).to_owned(), value.clone());
            }
        }
        bounds(object, &mut schema);
        self.object(node, object, &mut schema)?;
        if let Some(items) = below(node, "items") {
            let items = self.whole(&items)?;
            schema.insert("items".to_owned(), items);
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            if let Some(list) = below(node, keyword) {
                let mut parts = Vec::new();
                for index in 0..list.value.as_array().map_or(0, Vec::len) {
                    if let Some(part) = below(&list, &index.to_string()) {
                        parts.push(self.part(&part)?);
                    }
                }
                schema.insert(keyword.to_owned(), Value::Array(parts));
            }
        }
        if let Some(not) = below(node, "not") {
            let not = self.part(&not)?;
            schema.insert("not".to_owned(), not);
        }
        let nullable = object.get("nullable").and_then(Value::as_bool) == Some(true);
        let schema = Value::Object(schema);
        Ok(if nullable {
            json!({ "anyOf": [schema, { "type": "null" }] })
        } else {
            schema
        })
    }

    /// A `$ref` into `$defs`; what it names is converted later, once.
    fn reference(&mut self, reference: &str) -> Value {
        let pointer = reference.trim_start_matches('#').to_owned();
        let definition = format!("#/$defs/{}", escape(&name(&pointer)));
        if !self.done.contains_key(&pointer) {
            self.done.insert(pointer.clone(), Value::Bool(true));
            self.wanted.push(pointer);
        }
        json!({ "$ref": definition })
    }

    /// Properties, without those of the other direction.
    fn object(
        &mut self,
        node: &Node<'d>,
        object: &Map<String, Value>,
        schema: &mut Map<String, Value>,
    ) -> Result<(), Unreadable> {
        let mut hidden = Vec::new();
        if let Some(list) = below(node, "properties") {
            let mut properties = Map::new();
            for name in list.value.as_object().into_iter().flat_map(Map::keys) {
                let Some(property) = below(&list, name) else {
                    continue;
                };
                let target = self.document.resolve(property.clone())?;
                if self.direction.hides(target.value) {
                    hidden.push(name.as_str());
                } else {
                    let property = self.whole(&property)?;
                    properties.insert(name.clone(), property);
                }
            }
            schema.insert("properties".to_owned(), Value::Object(properties));
        }
        let required = names(object.get("required")).filter(|name| !hidden.contains(name));
        schema.insert("required".to_owned(), required.collect());
        match object.get("additionalProperties") {
            Some(Value::Object(_)) => {
                if let Some(additional) = below(node, "additionalProperties") {
                    let additional = self.whole(&additional)?;
                    schema.insert("additionalProperties".to_owned(), additional);
                }
            }
            Some(closed @ Value::Bool(_)) => {
                schema.insert("additionalProperties".to_owned(), closed.clone());
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether the schema names properties at all; one that names none is a free-form object.
    fn names_properties(&self, node: &Node<'d>, depth: usize) -> Result<bool, Unreadable> {
        let node = self.document.resolve(node.clone())?;
        if node.value.get("properties").is_some() {
            return Ok(true);
        }
        // A circle of `allOf` is no schema that any value keeps; the depth only makes sure to come back.
        if depth < 16 {
            for keyword in ["allOf", "anyOf", "oneOf"] {
                for (_, part) in self.document.members(&node, keyword)? {
                    if self.names_properties(&part, depth + 1)? {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }
}

/// `exclusiveMinimum: true` makes of `minimum` what 2020-12 writes as `exclusiveMinimum: 3`. Integer formats are
/// ranges.
fn bounds(object: &Map<String, Value>, schema: &mut Map<String, Value>) {
    let widths = match object.get("format").and_then(Value::as_str) {
        Some("int32") => Some((json!(i32::MIN), json!(i32::MAX))),
        Some("int64") => Some((json!(i64::MIN), json!(i64::MAX))),
        _ => None,
    };
    let (lowest, highest) = widths.map_or((None, None), |(low, high)| (Some(low), Some(high)));
    let ends = [
        ("minimum", "exclusiveMinimum", lowest),
        ("maximum", "exclusiveMaximum", highest),
    ];
    for (inclusive, exclusive, width) in ends {
        let strict = object.get(exclusive).and_then(Value::as_bool) == Some(true);
        if let Some(bound) = object.get(inclusive).cloned().or(width) {
            let keyword = if strict { exclusive } else { inclusive };
            schema.insert(keyword.to_owned(), bound);
        }
    }
}

/// What stands under `key`, a `$ref` not followed.
fn below<'d>(node: &Node<'d>, key: &str) -> Option<Node<'d>> {
    let value = match node.value {
        Value::Array(array) => key.parse::<usize>().ok().and_then(|index| array.get(index)),
        other => other.get(key),
    };
    value.map(|value| Node {
        pointer: format!("{}/{}", node.pointer, escape(key)),
        value,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Direction, Document, Schema};

    fn schema(direction: Direction) -> Schema {
        let text = r"
components:
  schemas:
    Base: { type: object, required: [kind], properties: { kind: { type: string, enum: [a, b] } } }
    Whole:
      allOf:
        - $ref: '#/components/schemas/Base'
        - type: object
          required: [id]
          properties:
            id: { type: string, readOnly: true }
            secret: { type: string, writeOnly: true }
            note: { type: string, nullable: true }
            size: { type: integer, minimum: 0, exclusiveMinimum: true, format: int32 }
            self: { $ref: '#/components/schemas/Whole' }
";
        let document = Document::parse("test.yaml", text).expect("readable");
        let root = document.root();
        let components = document
            .child(&root, "components")
            .expect("resolves")
            .expect("exists");
        let schemas = document
            .child(&components, "schemas")
            .expect("resolves")
            .expect("exists");
        let node = document
            .child(&schemas, "Whole")
            .expect("resolves")
            .expect("exists");
        Schema::read(&document, &node, direction).expect("a schema")
    }

    #[test]
    fn a_request_is_closed_and_has_no_read_only_property() {
        let schema = schema(Direction::Request);
        assert!(schema.accepts(&json!({ "kind": "a", "secret": "s", "note": null, "size": 1 })));
        assert!(schema.accepts(&json!({ "kind": "a", "self": { "kind": "b" } })));
        assert!(!schema.accepts(&json!({ "kind": "a", "id": "1" })));
        assert!(!schema.accepts(&json!({ "kind": "a", "extra": 1 })));
        assert!(!schema.accepts(&json!({ "kind": "a", "self": { "kind": "b", "extra": 1 } })));
        assert!(!schema.accepts(&json!({ "kind": "a", "size": 0 })));
        assert!(!schema.accepts(&json!({ "kind": "a", "size": 2_147_483_648_u32 })));
        assert!(!schema.accepts(&json!({ "kind": "c" })));
    }

    #[test]
    fn an_answer_is_open_and_needs_its_read_only_properties() {
        let schema = schema(Direction::Answer);
        assert!(schema.accepts(&json!({ "kind": "a", "id": "1", "extra": 1 })));
        assert!(!schema.accepts(&json!({ "kind": "a" })));
    }
}
