//! Schema Objects of OpenAPI 3.0 and 3.1 as JSON Schemas of draft 2020-12, for one direction.
//!
//! A place in the document comes in, a schema that the crate `jsonschema` understands goes out. A keyword with a value
//! that it can't have is left out and told: one mistake may not spoil all that refers to the schema.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::{Direction, Finding, LONGEST_CHAIN, Node, files::Tree, pattern, schema::names, walk};

/// The keyword that hands a value over to the validator of another place of the document. Unlike `$ref` it makes no copy
/// of what stands there; so it costs little to make all validators of a large document.
pub(super) const ELSEWHERE: &str = "x-elsewhere";

/// What part of a value a schema speaks of.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Form {
    /// The whole, so that it knows every property.
    Whole,
    /// It may be one of several for the same value.
    Part,
    /// What its heirs have of it: not the choice between them.
    Base,
}

/// Follows `$ref` as long as nothing that stands beside it means anything.
///
/// In 3.0 nothing does: "any sibling elements of a $ref are ignored". In 3.1 they hold too (OpenAPI 3.1.1, section
/// 4.8.24), so that only those that describe can be passed over.
pub(super) fn target<'t>(tree: &'t Tree, mut node: Node<'t>) -> Result<Node<'t>, Finding> {
    for _ in 0..LONGEST_CHAIN {
        let siblings = tree.keeps_siblings();
        let passes = |key: &String| !siblings || is_annotation(key);
        let object = node
            .value
            .as_object()
            .filter(|object| object.contains_key("$ref"));
        if !object.is_some_and(|object| object.keys().all(passes)) {
            return Ok(node);
        }
        node = tree.step(&node)?;
    }
    Err(tree.finding(&node.pointer, "the chain of `$ref` has no end"))
}

fn is_annotation(keyword: &str) -> bool {
    let described = [
        "$ref",
        "$comment",
        "title",
        "summary",
        "description",
        "default",
        "deprecated",
        "readOnly",
        "writeOnly",
        "example",
        "examples",
        "externalDocs",
        "xml",
    ];
    keyword.starts_with("x-") || described.contains(&keyword)
}

/// Whether the property at `node` does not travel that way: it says so itself, or what it is made of does.
pub(super) fn hidden(tree: &Tree, node: &Node<'_>, direction: Direction) -> bool {
    let Some(node) = tree.at(&node.pointer) else {
        return false;
    };
    direction.hides(node.value)
        || walk::conjunction(tree, &[node])
            .iter()
            .any(|part| direction.hides(part.value))
}

/// The JSON Schema of what stands at `places` and holds together. With `shared`, schemas of other values are left to their
/// own validators.
pub(super) fn schema(
    tree: &Tree,
    places: &[String],
    direction: Direction,
    form: Form,
    shared: bool,
) -> (Value, Vec<Finding>) {
    let mut converter = Converter {
        tree,
        direction,
        shared,
        definitions: HashMap::new(),
        wanted: Vec::new(),
        at_hand: AtHand::default(),
        findings: Vec::new(),
    };
    let mut schema = converter.enter(places, form);
    let mut done = Map::new();
    while let Some((index, form, places)) = converter.wanted.pop() {
        let definition = converter.enter(&places, form);
        done.insert(index.to_string(), definition);
    }
    if let Value::Object(schema) = &mut schema
        && !done.is_empty()
    {
        schema.insert("$defs".to_owned(), Value::Object(done));
    }
    (schema, converter.findings)
}

/// Turns schemas, and remembers the targets of `$ref` that are still to be turned.
struct Converter<'t> {
    tree: &'t Tree,
    direction: Direction,
    shared: bool,
    definitions: HashMap<(Form, Vec<String>), usize>,
    wanted: Vec<(usize, Form, Vec<String>)>,
    at_hand: AtHand,
    findings: Vec<Finding>,
}

/// What the schemas of the value at hand have to do with each other.
#[derive(Default)]
struct AtHand {
    /// Properties that do not travel this way; `required` may name them in another part.
    hidden: HashSet<String>,
    /// Properties that several parts describe, which hold together: where each part does.
    doubled: BTreeMap<String, Vec<String>>,
    /// The parts that are being turned in their places, because they say something of doubled properties.
    open: Vec<String>,
}

impl<'t> Converter<'t> {
    fn enter(&mut self, places: &[String], form: Form) -> Value {
        let nodes: Vec<Node<'t>> = places.iter().filter_map(|at| self.tree.at(at)).collect();
        if nodes.len() < places.len() {
            let missing = places.iter().find(|at| self.tree.at(at).is_none());
            let missing = missing.map_or("", String::as_str);
            self.findings
                .push(self.tree.finding(missing, "nothing stands here"));
            return Value::Bool(false);
        }
        match form {
            Form::Whole => self.whole_of(&nodes),
            Form::Part => self.within(&nodes, Self::part),
            Form::Base => self.within(&nodes, |it, node| it.turn(node, true)),
        }
    }

    fn found(&mut self, node: &Node<'_>, key: &str, what: impl Into<String>) {
        let pointer = format!("{}/{}", node.pointer, super::escape(key));
        self.findings.push(self.tree.finding(&pointer, what));
    }

    /// Turns the schemas of a value of its own.
    fn within(&mut self, nodes: &[Node<'t>], turn: fn(&mut Self, &Node<'t>) -> Value) -> Value {
        let at_hand = AtHand::of(self.tree, nodes, self.direction);
        let outer = std::mem::replace(&mut self.at_hand, at_hand);
        let mut parts: Vec<Value> = nodes.iter().map(|node| turn(self, node)).collect();
        let doubled = std::mem::replace(&mut self.at_hand, outer).doubled;
        let doubled: Map<String, Value> = doubled
            .into_iter()
            .map(|(name, places)| (name, self.reference(places, Form::Whole)))
            .collect();
        if !doubled.is_empty() {
            parts.push(json!({ "properties": doubled }));
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => json!({ "allOf": parts }),
        }
    }

    /// A schema that describes the whole of a value, so that it knows every property the value may have.
    fn whole(&mut self, node: &Node<'t>) -> Value {
        match target(self.tree, node.clone()) {
            Ok(target) if target.pointer != node.pointer => {
                self.reference(vec![target.pointer], Form::Whole)
            }
            Ok(_) => self.whole_of(std::slice::from_ref(node)),
            Err(finding) => {
                self.findings.push(finding);
                Value::Bool(true)
            }
        }
    }

    /// The same of several that hold together, and are no `$ref` that could be followed.
    fn whole_of(&mut self, nodes: &[Node<'t>]) -> Value {
        let part = self.within(nodes, Self::part);
        // Beside the other keywords of the schema and not inside of it: the target of a `$ref`, or a member of
        // `allOf`, knows only its own properties.
        if self.direction == Direction::Request
            && !nodes.iter().any(is_base)
            && names_properties(self.tree, nodes, &mut HashSet::new())
        {
            json!({ "allOf": [part], "unevaluatedProperties": false })
        } else {
            part
        }
    }

    /// A `$ref`; what it names is turned once.
    fn reference(&mut self, places: Vec<String>, form: Form) -> Value {
        if self.shared && form == Form::Whole {
            return json!({ ELSEWHERE: places });
        }
        let next = self.definitions.len();
        let index = *self
            .definitions
            .entry((form, places.clone()))
            .or_insert(next);
        if index == next {
            self.wanted.push((index, form, places));
        }
        json!({ "$ref": format!("#/$defs/{index}") })
    }

    /// A `$ref` to a part of the value at hand. One that has a say in doubled properties is turned in its place: by itself it
    /// would take the properties that another part adds to theirs for unknown.
    fn reference_to_part(&mut self, target: &Node<'t>, form: Form) -> Value {
        let is_open = self.at_hand.open.contains(&target.pointer);
        if self.at_hand.doubled.is_empty() || is_open {
            return self.reference(vec![target.pointer.clone()], form);
        }
        self.at_hand.open.push(target.pointer.clone());
        let part = self.turn(target, form == Form::Base);
        self.at_hand.open.pop();
        part
    }

    /// A schema that may be one of several for the same value.
    fn part(&mut self, node: &Node<'t>) -> Value {
        self.turn(node, false)
    }

    /// A member of `allOf`. If its choices are its heirs, then whoever names it here is one of them.
    fn member(&mut self, node: &Node<'t>) -> Value {
        let target = node
            .value
            .get("$ref")
            .and_then(|_| self.tree.step(node).ok());
        match target.filter(|target| walk::is_union_of_heirs(self.tree, target)) {
            Some(base) => self.reference_to_part(&base, Form::Base),
            None => self.part(node),
        }
    }

    fn turn(&mut self, node: &Node<'t>, base: bool) -> Value {
        let object = match node.value {
            Value::Object(object) => object,
            Value::Bool(_) => return node.value.clone(),
            _ => {
                self.findings.push(
                    self.tree
                        .finding(&node.pointer, "a schema has to be an object"),
                );
                return Value::Bool(true);
            }
        };
        let mut schema = Map::new();
        if object.contains_key("$ref") {
            let reference = match self.tree.step(node) {
                Ok(target) => self.reference_to_part(&target, Form::Part),
                Err(finding) => {
                    self.findings.push(finding);
                    Value::Bool(true)
                }
            };
            if !self.tree.keeps_siblings() {
                return reference;
            }
            schema.insert("allOf".to_owned(), json!([reference]));
        }
        for (key, value) in object {
            self.assertion(node, key, value, &mut schema);
        }
        bounds(object, &mut schema);
        self.object(node, object, &mut schema);
        self.applicators(node, base, &mut schema);
        let nullable = object.get("nullable").and_then(Value::as_bool) == Some(true);
        let schema = Value::Object(schema);
        if nullable {
            json!({ "anyOf": [schema, { "type": "null" }] })
        } else {
            schema
        }
    }

    /// A keyword that holds no schema, where its value is one that it can have.
    fn assertion(
        &mut self,
        node: &Node<'t>,
        key: &str,
        value: &Value,
        schema: &mut Map<String, Value>,
    ) {
        let fits = match key {
            "type" => return self.types(node, value, schema),
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties"
            | "maxProperties" | "minContains" | "maxContains" => value.as_u64().is_some(),
            "multipleOf" => value.as_f64().is_some_and(|number| number > 0.0),
            "uniqueItems" => value.is_boolean(),
            "enum" => value.as_array().is_some_and(|values| !values.is_empty()),
            "const" => true,
            "format" => value.is_string(),
            "pattern" => value
                .as_str()
                .is_some_and(|pattern| pattern::usable(self.tree, pattern)),
            "dependentRequired" => value.as_object().is_some_and(|lists| {
                lists.values().all(|list| {
                    list.as_array()
                        .is_some_and(|list| list.iter().all(Value::is_string))
                })
            }),
            _ => return,
        };
        if fits {
            let ascii = value.as_str().filter(|_| key == "pattern");
            let value = ascii.map_or_else(|| value.clone(), |it| pattern::in_ascii(it).into());
            schema.insert(key.to_owned(), value);
        } else {
            self.found(node, key, format!("`{key}` can't be {value}"));
        }
    }

    fn types(&mut self, node: &Node<'t>, value: &Value, schema: &mut Map<String, Value>) {
        const TYPES: &[&str] = &[
            "null", "boolean", "object", "array", "number", "string", "integer",
        ];
        let named: Vec<&str> = match value {
            Value::String(one) => vec![one.as_str()],
            Value::Array(_) => names(Some(value)).collect(),
            _ => Vec::new(),
        };
        let mut known: Vec<&str> = named
            .iter()
            .copied()
            .filter(|name| TYPES.contains(name))
            .collect();
        known.dedup();
        if known.is_empty() || known.len() != named.len() {
            return self.found(node, "type", format!("there is no type {value}"));
        }
        schema.insert("type".to_owned(), known.into());
    }

    /// Properties, without those of the other direction.
    fn object(
        &mut self,
        node: &Node<'t>,
        object: &Map<String, Value>,
        schema: &mut Map<String, Value>,
    ) {
        let mut properties = Map::new();
        for (name, property) in walk::properties(self.tree, node) {
            if !hidden(self.tree, &property, self.direction) {
                // What the parts say of a doubled one holds together, and is said where they are put together.
                let property = if self.is_doubled(&name, &property) {
                    Value::Bool(true)
                } else {
                    self.whole(&property)
                };
                properties.insert(name, property);
            }
        }
        match object.get("required") {
            None => {}
            Some(list @ Value::Array(_)) => {
                let mut required: Vec<&str> = names(Some(list))
                    .filter(|name| !self.at_hand.hidden.contains(*name))
                    .collect();
                required.sort_unstable();
                required.dedup();
                // What is required is known, also where nothing says what it is.
                for name in &required {
                    properties.entry(*name).or_insert(Value::Bool(true));
                }
                schema.insert("required".to_owned(), required.into());
            }
            Some(other) => self.found(node, "required", format!("`required` can't be {other}")),
        }
        if !properties.is_empty() {
            schema.insert("properties".to_owned(), Value::Object(properties));
        }
        let mut patterns = Map::new();
        for (name, property) in node.entries_of("patternProperties") {
            if pattern::usable(self.tree, &name) {
                let property = self.whole(&property);
                patterns.insert(name, property);
            } else {
                self.found(
                    node,
                    "patternProperties",
                    format!("`{name}` is no regular expression"),
                );
            }
        }
        if !patterns.is_empty() {
            schema.insert("patternProperties".to_owned(), Value::Object(patterns));
        }
    }

    /// Whether the property at `node` is one of those that several parts of the value at hand describe. A choice's is not.
    fn is_doubled(&self, name: &str, node: &Node<'t>) -> bool {
        let places = self.at_hand.doubled.get(name);
        places.is_some_and(|places| {
            let target = target(self.tree, node.clone());
            target.is_ok_and(|target| places.contains(&target.pointer))
        })
    }

    /// Keywords that hold other schemas.
    fn applicators(&mut self, node: &Node<'t>, base: bool, schema: &mut Map<String, Value>) {
        // Of values inside of the value.
        for key in [
            "items",
            "additionalProperties",
            "contains",
            "unevaluatedItems",
            "unevaluatedProperties",
        ] {
            if let Some(inner) = node.below(key) {
                let inner = self.whole(&inner);
                schema.insert(key.to_owned(), inner);
            }
        }
        let places: Vec<Value> = node
            .entries_of("prefixItems")
            .iter()
            .map(|(_, inner)| self.whole(inner))
            .collect();
        if !places.is_empty() {
            schema.insert("prefixItems".to_owned(), places.into());
        }
        // Of the value itself.
        let members: Vec<Value> = node
            .entries_of("allOf")
            .iter()
            .map(|(_, part)| self.member(part))
            .collect();
        let mut together = members;
        if let Some(Value::Array(reference)) = schema.remove("allOf") {
            together.extend(reference);
        }
        // That no second choice of `oneOf` fits is what documents promise and don't keep: objects with optional properties
        // alone overlap, and a discriminator "cannot change the validation result". So one that fits is enough here.
        for key in ["anyOf", "oneOf"].iter().filter(|_| !base) {
            let list = node.entries_of(key).into_iter();
            let parts: Vec<Value> = list.map(|(_, part)| self.part(&part)).collect();
            if !parts.is_empty() {
                together.push(json!({ "anyOf": parts }));
            }
        }
        if !together.is_empty() {
            schema.insert("allOf".to_owned(), together.into());
        }
        for key in ["not", "if", "then", "else", "propertyNames"] {
            if let Some(part) = node.below(key) {
                let part = self.part(&part);
                schema.insert(key.to_owned(), part);
            }
        }
        let dependent = node.entries_of("dependentSchemas").into_iter();
        let dependent: Map<String, Value> = dependent
            .map(|(name, part)| (name, self.part(&part)))
            .collect();
        if !dependent.is_empty() {
            schema.insert("dependentSchemas".to_owned(), Value::Object(dependent));
        }
    }
}

impl AtHand {
    /// Of a value of the schemas at `nodes`.
    fn of(tree: &Tree, nodes: &[Node<'_>], direction: Direction) -> Self {
        let mut at_hand = Self::default();
        for part in walk::conjunction(tree, nodes) {
            for (name, property) in walk::properties(tree, &part) {
                if self::hidden(tree, &property, direction) {
                    at_hand.hidden.insert(name);
                } else if let Ok(target) = target(tree, property) {
                    let places = at_hand.doubled.entry(name).or_default();
                    if !places.contains(&target.pointer) {
                        places.push(target.pointer);
                    }
                }
            }
        }
        at_hand.doubled.retain(|_, places| places.len() > 1);
        at_hand
    }
}

/// Whether the schema stands for those that build upon it: a discriminator without the choices that it tells apart.
fn is_base(node: &Node<'_>) -> bool {
    let has = |key: &str| node.below(key).is_some();
    has("discriminator") && !has("oneOf") && !has("anyOf")
}

/// Whether the schema names properties at all; one that names none is a free-form object.
fn names_properties(tree: &Tree, nodes: &[Node<'_>], known: &mut HashSet<String>) -> bool {
    let nodes = nodes.iter().filter_map(|node| tree.at(&node.pointer));
    let nodes: Vec<Node<'_>> = nodes
        .filter(|node| known.insert(node.pointer.clone()))
        .collect();
    let parts = walk::conjunction(tree, &nodes);
    parts.iter().any(|part| part.below("properties").is_some())
        || walk::choices(tree, &nodes)
            .iter()
            .any(|choice| names_properties(tree, std::slice::from_ref(choice), known))
}

/// `exclusiveMinimum: true` makes of `minimum` what 2020-12 writes as `exclusiveMinimum: 3`. Integer formats are ranges.
fn bounds(object: &Map<String, Value>, schema: &mut Map<String, Value>) {
    let widths = match object.get("format").and_then(Value::as_str) {
        Some("int8" | "int16" | "int32") => Some((json!(i32::MIN), json!(i32::MAX))),
        Some("int64") => Some((json!(i64::MIN), json!(i64::MAX))),
        Some("uint8" | "uint16" | "uint32") => Some((json!(u32::MIN), json!(u32::MAX))),
        Some("uint" | "uint64") => Some((json!(u64::MIN), json!(u64::MAX))),
        _ => None,
    };
    let (lowest, highest) = widths.map_or((None, None), |(low, high)| (Some(low), Some(high)));
    let ends = [
        ("minimum", "exclusiveMinimum", lowest),
        ("maximum", "exclusiveMaximum", highest),
    ];
    for (inclusive, exclusive, width) in ends {
        let strict = object.get(exclusive);
        if let Some(bound) = strict.filter(|bound| bound.is_number()) {
            schema.insert(exclusive.to_owned(), bound.clone());
        }
        let bound = object.get(inclusive).filter(|bound| bound.is_number());
        if let Some(bound) = bound.cloned().or(width) {
            let strict = strict.and_then(Value::as_bool) == Some(true);
            schema.insert(if strict { exclusive } else { inclusive }.to_owned(), bound);
        }
    }
}
