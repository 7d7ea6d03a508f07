//! Schemas of the document, and what they say about a value that travels one way.
//!
//! The judgement is the crate `jsonschema`'s: this suite writes no validator of its own. A [`Schema`] is a place in the
//! document and costs nothing; what it takes to judge is made when a value is judged, and kept for all that ask.

use std::{collections::HashSet, fmt, sync::Arc};

use serde_json::Value;

use super::{
    Document, Example, Finding, Node, Unreadable,
    convert::{self, Form},
    files::Tree,
    judge::Judge,
    walk,
};

/// Which way a value travels: `readOnly` properties stay out of requests, `writeOnly` ones out of answers.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
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

/// A schema of the document, for values that travel one way.
#[derive(Clone)]
pub struct Schema {
    /// Where it stands.
    pub pointer: String,
    /// The direction that it was made for.
    pub direction: Direction,
    /// Where others stand that hold for the same value: what an heir says of a property that its base describes too.
    also: Vec<String>,
    tree: Arc<Tree>,
    /// Whether it stands for any value, because the document has no schema there.
    any: bool,
}

/// What a value breaks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Violation {
    /// Where in the value (RFC 6901).
    pub at: String,
    /// The validator's sentence.
    pub message: String,
    /// The keyword of the rule.
    pub keyword: String,
}

impl Violation {
    /// Whether more is wrong than the form of a text.
    pub(crate) fn is_no_format(&self) -> bool {
        self.keyword != "format"
    }
}

/// A property of an object schema as one direction sees it.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its name on the wire.
    pub name: String,
    /// What it takes.
    pub schema: Schema,
    /// Where the object's schema names it.
    pub pointer: String,
    /// Whether the object is invalid without it.
    pub required: bool,
}

impl fmt::Debug for Schema {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pointer,
            also,
            direction,
            ..
        } = self;
        formatter
            .debug_tuple("Schema")
            .field(pointer)
            .field(also)
            .field(direction)
            .finish()
    }
}

impl Schema {
    /// The schema at `node`.
    pub fn read(
        document: &Document,
        node: &Node<'_>,
        direction: Direction,
    ) -> Result<Self, Unreadable> {
        Ok(Self::of(&document.tree, node, direction)?)
    }

    /// What the schemas at all of `pointers` say together of one value (RFC 6901).
    pub fn together(
        document: &Document,
        pointers: &[&str],
        direction: Direction,
    ) -> Result<Self, Unreadable> {
        let mut schemas = pointers.iter().map(|pointer| {
            let node = document.at(pointer);
            let node = node.ok_or_else(|| document.unreadable(pointer, "no schema stands here"))?;
            Self::read(document, &node, direction)
        });
        let none = || document.unreadable("", "no schema is named");
        let mut together = schemas.next().ok_or_else(none)??;
        for schema in schemas {
            together.and(schema?.pointer);
        }
        Ok(together)
    }

    pub(super) fn of(
        tree: &Arc<Tree>,
        node: &Node<'_>,
        direction: Direction,
    ) -> Result<Self, Finding> {
        let node = tree.at(&node.pointer);
        let node = node.ok_or_else(|| tree.finding("", "this schema is not of the document"))?;
        let node = convert::target(tree, node)?;
        if !node.value.is_object() && !node.value.is_boolean() {
            return Err(tree.finding(&node.pointer, "a schema has to be an object"));
        }
        Ok(Self::at(tree, node.pointer, direction))
    }

    pub(super) fn at(tree: &Arc<Tree>, pointer: String, direction: Direction) -> Self {
        Self {
            pointer,
            direction,
            also: Vec::new(),
            tree: Arc::clone(tree),
            any: false,
        }
    }

    /// One that takes any value, where the document says nothing.
    pub(super) fn any(document: &Document, pointer: &str, direction: Direction) -> Self {
        let schema = Self::at(&document.tree, pointer.to_owned(), direction);
        Self {
            any: true,
            ..schema
        }
    }

    /// Makes the schema at `pointer` hold too.
    fn and(&mut self, pointer: String) {
        if self.pointer != pointer && !self.also.contains(&pointer) {
            self.also.push(pointer);
        }
    }

    /// The Schema Object after `$ref`; of several that hold together the first.
    pub fn raw(&self) -> &Value {
        static ANY: Value = Value::Bool(true);
        let node = self.tree.at(&self.pointer).filter(|_| !self.any);
        node.map_or(&ANY, |node| node.value)
    }

    /// The schema with its place.
    pub fn node(&self) -> Node<'_> {
        Node {
            pointer: self.pointer.clone(),
            value: self.raw(),
        }
    }

    /// Every place that has a say.
    fn places(&self) -> Vec<String> {
        let first = std::iter::once(&self.pointer);
        first.chain(&self.also).cloned().collect()
    }

    fn roots(&self) -> Vec<Node<'_>> {
        let others = self.also.iter().filter_map(|at| self.tree.at(at));
        std::iter::once(self.node()).chain(others).collect()
    }

    /// The nodes of all that holds at once.
    fn nodes(&self) -> Vec<Node<'_>> {
        walk::conjunction(&self.tree, &self.roots())
    }

    fn judge(&self, form: Form) -> Arc<Judge> {
        self.tree.judge(&self.places(), self.direction, form)
    }

    /// Whether `value` keeps every rule.
    pub fn accepts(&self, value: &Value) -> bool {
        self.any || self.judge(Form::Whole).accepts(value)
    }

    /// Every rule that `value` breaks.
    pub fn violations(&self, value: &Value) -> Vec<Violation> {
        if self.accepts(value) {
            return Vec::new();
        }
        self.tree.violations(&self.places(), self.direction, value)
    }

    /// The schemas that a value must keep all at once: this one, and those of `allOf` and `$ref` in it.
    pub fn conjunction(&self) -> Vec<Schema> {
        let nodes = self.nodes().into_iter();
        nodes
            .map(|node| Self::at(&self.tree, node.pointer, self.direction))
            .collect()
    }

    /// What the first schema of the conjunction that has it says under `key`.
    pub fn keyword(&self, key: &str) -> Option<&Value> {
        let nodes = self.nodes();
        nodes.iter().find_map(|node| node.value.get(key))
    }

    /// The JSON types that it names, `null` left out; empty where it names none.
    pub fn types(&self) -> Vec<&str> {
        let types = match self.keyword("type") {
            Some(Value::String(one)) => vec![one.as_str()],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        types.into_iter().filter(|name| *name != "null").collect()
    }

    /// What the schemas of the conjunction say under `key`, such as `items`.
    pub fn part(&self, key: &str) -> Option<Schema> {
        let nodes = self.nodes().into_iter();
        let parts = nodes.filter_map(|node| node.below(key));
        let mut parts = parts.filter(|node| node.value.is_object());
        let mut together = self.below(parts.next()?)?;
        for part in parts {
            together.and_below(part);
        }
        Some(together)
    }

    /// The schemas of `oneOf` or `anyOf`.
    pub fn choices(&self) -> Vec<Schema> {
        let choices = walk::choices(&self.tree, &self.roots()).into_iter();
        choices.filter_map(|node| self.below(node)).collect()
    }

    /// Those of the choices that `value` is: the one that its discriminator names, else all that take it.
    pub fn chosen(&self, value: &Value) -> Vec<Schema> {
        let mut choices = self.choices();
        if choices.is_empty() {
            return choices;
        }
        let tagged =
            walk::tagged(&self.tree, &self.roots(), value).and_then(|node| self.below(node));
        if let Some(tagged) = tagged
            && choices
                .iter()
                .any(|choice| choice.pointer == tagged.pointer)
        {
            return vec![tagged];
        }
        choices.retain(|choice| choice.accepts_part(value));
        choices
    }

    fn below(&self, node: Node<'_>) -> Option<Schema> {
        let node = convert::target(&self.tree, node).ok()?;
        Some(Self::at(&self.tree, node.pointer, self.direction))
    }

    fn and_below(&mut self, node: Node<'_>) {
        let more = self.below(node).map(|more| more.pointer);
        if let Some(pointer) = more {
            self.and(pointer);
        }
    }

    /// Whether `value` keeps the rules of this schema as one of several for the same value: it may have properties that
    /// this one does not name.
    fn accepts_part(&self, value: &Value) -> bool {
        self.any || self.judge(Form::Part).accepts(value)
    }

    /// The properties that values of this direction may have, `allOf` included.
    pub fn properties(&self) -> Vec<Property> {
        let mut properties: Vec<Property> = Vec::new();
        let nodes = self.nodes();
        let required: Vec<&str> = nodes
            .iter()
            .flat_map(|node| names(node.value.get("required")))
            .collect();
        for node in &nodes {
            for (name, member) in walk::properties(&self.tree, node) {
                let pointer = member.pointer.clone();
                if convert::hidden(&self.tree, &member, self.direction) {
                    continue;
                }
                let known = properties.iter_mut().find(|known| known.name == name);
                if let Some(known) = known {
                    known.schema.and_below(member);
                } else if let Some(schema) = self.below(member) {
                    let required = required.contains(&name.as_str());
                    properties.push(Property {
                        name,
                        schema,
                        pointer,
                        required,
                    });
                }
            }
        }
        properties
    }

    /// The properties of this schema and of those of its choices that a value is, each once.
    pub fn properties_with(&self, chosen: &[Schema]) -> Vec<Property> {
        let mut properties = self.properties();
        for more in chosen.iter().flat_map(Self::properties) {
            match properties.iter_mut().find(|it| it.name == more.name) {
                Some(known) => {
                    known.required |= more.required;
                    for place in more.schema.places() {
                        known.schema.and(place);
                    }
                }
                None => properties.push(more),
            }
        }
        properties
    }

    /// The value without the properties that no schema names, at any depth. Objects that name none, or that say something of
    /// further ones, keep all.
    pub fn named(&self, value: &Value) -> Value {
        match value {
            Value::Array(items) => match self.part("items") {
                Some(schema) => items.iter().map(|item| schema.named(item)).collect(),
                None => value.clone(),
            },
            Value::Object(object) => {
                let chosen = self.chosen(value);
                let properties = self.properties_with(&chosen);
                let mut all = std::iter::once(self).chain(&chosen);
                let is_open = all.any(|it| it.keyword("additionalProperties").is_some());
                let keeps_all = is_open || properties.is_empty();
                let named = object.iter().filter_map(|(name, value)| {
                    let property = properties.iter().find(|it| it.name == *name);
                    match property {
                        Some(property) => Some((name.clone(), property.schema.named(value))),
                        None => keeps_all.then(|| (name.clone(), value.clone())),
                    }
                });
                named.collect()
            }
            _ => value.clone(),
        }
    }

    /// The property that tells its choices apart, where a discriminator names one.
    pub fn tag(&self) -> Option<&str> {
        let name = self.keyword("discriminator")?.get("propertyName")?;
        name.as_str().filter(|_| !self.choices().is_empty())
    }

    /// The properties of values that go the other way only: `readOnly` for a request.
    pub fn hidden_properties(&self) -> Vec<String> {
        let nodes = self.nodes();
        let members = nodes
            .iter()
            .flat_map(|node| walk::properties(&self.tree, node));
        let hidden =
            members.filter(|(_, member)| convert::hidden(&self.tree, member, self.direction));
        hidden.map(|(name, _)| name).collect()
    }

    /// Calls `seen` with the place of each property of the document that occurs in `value`, as often as it does.
    pub fn visit(&self, value: &Value, seen: &mut dyn FnMut(&str)) {
        walk::visit(self, value, seen, 0);
    }

    /// The schemas that a value can meet at any depth, each with its properties and itself the first, but for those at
    /// `known`. What is met is known then: many schemas share most of what they reach.
    pub fn reached_beyond(&self, known: &mut HashSet<String>) -> Vec<(Schema, Vec<Property>)> {
        walk::reached_beyond(self, known)
    }

    /// `example` or the first of `examples` that the schema itself bears.
    pub fn own_example(&self) -> Option<Example> {
        let node = self.node();
        let first = || node.below("examples").and_then(|list| list.below("0"));
        let value = node.below("example").or_else(first)?;
        Some(super::read::documented("schema", &value))
    }
}

pub(super) fn names(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

#[cfg(test)]
mod tests;
