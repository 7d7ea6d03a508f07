//! What is tried with every value, and where a few do.
//!
//! A parameter, an answer or a schema of `components` is the same wherever it is used, and a cut connection is the same
//! for each operation. Of a large API every operation would repeat what the others have shown, so each such part is tried
//! thoroughly where it is used first, in the document's order, and elsewhere as far as the operation itself could get it
//! wrong. Of a document with one operation everything is thorough.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::answers::Form;
use crate::oracle::{Operation, Parameter, Response, Schema};

/// So many operations are few.
const FEW: usize = 25;

/// Which operation is the first to use each part of the document.
#[derive(Debug, Default)]
pub struct Focus {
    first: HashMap<String, String>,
    /// The first parameter and the first property of request bodies that can hold the same and are written alike.
    shapes: HashMap<String, String>,
    kinds: HashMap<Kind, String>,
    ends: HashMap<(bool, bool), String>,
    /// Whether there are so few operations that each part of the document is tried thoroughly with each that has it.
    pub few: bool,
}

/// How much is tried with an answer.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Depth {
    /// That it is told from the others: an operation before had the same.
    Shared,
    /// Each kind of value once. Property by property its structs are tried by themselves.
    Own,
    /// All there is.
    Whole,
}

/// What an operation has to be like for the cases that are about the transport: whether it sends a body, and whether its
/// success has one.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Kind {
    sends: bool,
    receives: Option<Form>,
}

impl Focus {
    /// That of these operations: all that are under test, not only those of a filter.
    pub fn of(operations: &[Operation]) -> Self {
        let mut focus = Self {
            few: operations.len() <= FEW,
            ..Self::default()
        };
        let mut seen = HashSet::new();
        for operation in operations {
            let key = operation.key();
            let parameters = operation.parameters.iter().map(|it| &it.pointer);
            let body = operation.body.iter().map(|it| &it.pointer);
            let answers = operation.responses.iter().map(|it| &it.pointer);
            for pointer in parameters.chain(body).chain(answers) {
                focus
                    .first
                    .entry(pointer.clone())
                    .or_insert_with(|| key.clone());
            }
            if let Some(end) = end(operation) {
                focus.ends.entry(end).or_insert_with(|| key.clone());
            }
            for parameter in &operation.parameters {
                let shape = focus.shapes.entry(written(parameter));
                shape.or_insert_with(|| parameter.pointer.clone());
            }
            let contents = operation.body.iter().flat_map(|body| &body.content);
            for schema in contents.filter_map(|content| content.schema.as_ref()) {
                focus.properties(schema, &key, &mut seen);
            }
            focus.kinds.entry(Kind::of(operation)).or_insert(key);
        }
        focus
    }

    /// Notes the properties of a body, in lists, maps and choices too.
    fn properties(&mut self, schema: &Schema, key: &str, seen: &mut HashSet<String>) {
        if !seen.insert(schema.pointer.clone()) {
            return;
        }
        for property in schema.properties() {
            self.property(&property.pointer, &property.schema, key);
            self.properties(&property.schema, key, seen);
        }
        if let Some(values) = schema.part("additionalProperties") {
            let pointer = format!("{}/additionalProperties", schema.pointer);
            self.property(&pointer, &values, key);
            self.properties(&values, key, seen);
        }
        for part in schema.part("items").into_iter().chain(schema.choices()) {
            self.properties(&part, key, seen);
        }
    }

    fn property(&mut self, pointer: &str, schema: &Schema, key: &str) {
        let first = self.first.entry(pointer.to_owned());
        first.or_insert_with(|| key.to_owned());
        let shape = self.shapes.entry(shape(schema));
        shape.or_insert_with(|| pointer.to_owned());
    }

    /// Whether the part of the document at `pointer`, a parameter, body or answer, is tried thoroughly with `operation`.
    pub fn is_first(&self, operation: &Operation, pointer: &str) -> bool {
        self.first.get(pointer) == Some(&operation.key())
    }

    /// Whether `parameter` stands for all that are written alike and can hold the same.
    pub fn stands_for_its_notation(&self, parameter: &Parameter) -> bool {
        let first = self.shapes.get(&written(parameter));
        self.few || first.is_some_and(|first| *first == parameter.pointer)
    }

    /// Whether the property at `pointer` stands for all properties of bodies that can hold the same. They go through the same
    /// code, so that every value is tried with one, and a few with the others.
    pub fn stands_for_its_shape(&self, pointer: &str, schema: &Schema) -> bool {
        let first = self.shapes.get(&shape(schema));
        self.few || first.is_some_and(|first| first == pointer)
    }

    /// How much is tried with an answer of `operation`.
    pub fn of_answer(&self, operation: &Operation, response: &Response) -> Depth {
        let is_shared = !response.pointer.starts_with(&operation.pointer);
        if !self.is_first(operation, &response.pointer) {
            Depth::Shared
        } else if is_shared || self.is_thorough(operation) {
            Depth::Whole
        } else {
            Depth::Own
        }
    }

    /// Whether what any operation could show is tried thoroughly with this one.
    pub fn is_thorough(&self, operation: &Operation) -> bool {
        self.few || self.stands_for_its_kind(operation)
    }

    /// Whether the deprecation of `operation` is tried thoroughly: it stands for all of which as much is known.
    pub fn stands_for_its_end(&self, operation: &Operation) -> bool {
        let first = end(operation).and_then(|end| self.ends.get(&end));
        self.few || first == Some(&operation.key())
    }

    /// Whether `operation` stands for all that are alike to the transport.
    pub fn stands_for_its_kind(&self, operation: &Operation) -> bool {
        self.kinds.get(&Kind::of(operation)) == Some(&operation.key())
    }
}

/// Whether a date and a successor are known of a deprecated operation.
fn end(operation: &Operation) -> Option<(bool, bool)> {
    let deprecation = operation.deprecation.as_ref()?;
    Some((
        deprecation.sunset.is_some(),
        deprecation.successor.is_some(),
    ))
}

/// How a parameter is written, and which values it has.
fn written(parameter: &Parameter) -> String {
    let Parameter {
        place,
        style,
        explode,
        allow_reserved,
        media_type,
        schema,
        ..
    } = parameter;
    let shape = shape(schema);
    format!("{place:?} {style:?} {explode} {allow_reserved} {media_type:?} {shape}")
}

/// What a schema says about values and not to people; of objects where they are, because each is another struct.
fn shape(schema: &Schema) -> String {
    let raw = schema.raw();
    let Value::Object(keywords) = raw else {
        return raw.to_string();
    };
    let is_whole = ["properties", "allOf", "oneOf", "anyOf"]
        .iter()
        .all(|key| !keywords.contains_key(*key));
    if !is_whole {
        return schema.pointer.clone();
    }
    let is_rule = |key: &str| {
        ![
            "description",
            "title",
            "example",
            "examples",
            "default",
            "deprecated",
        ]
        .contains(&key)
            && !key.starts_with("x-")
    };
    let rules = keywords.iter().filter(|(key, _)| is_rule(key));
    let rules: BTreeMap<&String, &Value> = rules.collect();
    format!("{rules:?}")
}

impl Kind {
    fn of(operation: &Operation) -> Self {
        let successes = operation.responses.iter();
        let mut successes = successes.filter(|response| response.key.starts_with('2'));
        Self {
            sends: operation.body.is_some(),
            receives: successes.find_map(|it| it.content.first()).map(Form::of),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Focus;
    use crate::oracle::Document;

    #[test]
    fn what_operations_share_is_tried_whole_once() {
        let text = r"
openapi: 3.0.3
info: { title: t, version: '1' }
paths:
  /a:
    get:
      operationId: first
      parameters: [{ $ref: '#/components/parameters/Page' }]
      responses: { '200': { description: '' } }
  /b:
    get:
      operationId: second
      parameters: [{ $ref: '#/components/parameters/Page' }, { name: own, in: query, schema: { type: string } }]
      responses: { '200': { description: '' } }
components:
  parameters:
    Page: { name: page, in: query, schema: { type: integer } }
";
        let document = Document::parse("test.yaml", text).expect("readable");
        let operations = document.operations().expect("operations");
        let focus = Focus::of(&operations);
        let [first, second] = operations.as_slice() else {
            panic!("two operations");
        };
        let page = "/components/parameters/Page";
        assert!(focus.is_first(first, page) && !focus.is_first(second, page));
        assert!(
            second
                .parameters
                .iter()
                .any(|it| focus.is_first(second, &it.pointer))
        );
        assert!(focus.stands_for_its_kind(first) && !focus.stands_for_its_kind(second));
    }
}
