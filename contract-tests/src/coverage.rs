//! Which parts of the document a run exercised.
//!
//! [`universe`] lists the parts from the document; while a case runs, what it sends and what the client understood is
//! recorded on its thread ([`of_call`], [`of_request`], [`of_answer`], [`record`]); [`gathered`] takes that away at its end. Only a
//! case that passed counts as proof, so nothing is counted here: the one who runs the cases does that.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashSet, btree_map},
    fmt,
};

use serde_json::Value;

use crate::{
    adapter::{Arguments, Outcome},
    cases::request_shape::forms::is_other_notation,
    oracle::{
        Content, Direction, Document, Example, Operation, Parameter, Place, Schema, deprecation,
        escape, status,
    },
    results::Kind,
};

/// A part of the document. Its text is what an expectation names it by.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Item {
    /// An operation was called.
    Operation {
        /// `POST /things/{id}`.
        operation: String,
    },
    /// A parameter was sent.
    Parameter {
        /// The operation's key.
        operation: String,
        /// `query`.
        place: &'static str,
        /// Its name on the wire.
        name: String,
    },
    /// A body was sent in this media type.
    Body {
        /// The operation's key.
        operation: String,
        /// As the document writes it.
        media_type: String,
    },
    /// An answer was understood.
    Answer {
        /// The operation's key.
        operation: String,
        /// The key of the Responses Object.
        status: String,
        /// As the document writes it; `None` for an answer without a body.
        media_type: Option<String>,
    },
    /// A property was sent or understood.
    Property {
        /// Which way.
        direction: Direction,
        /// Where the document has it.
        pointer: String,
    },
    /// A documented value was sent or understood.
    Example {
        /// Where the value stands.
        pointer: String,
    },
    /// An announced end was proved.
    Deprecation {
        /// Where the document announces it.
        pointer: String,
    },
}

impl Item {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Operation { .. } => Kind::Operation,
            Self::Parameter { .. } => Kind::Parameter,
            Self::Body { .. } => Kind::Body,
            Self::Answer { .. } => Kind::Answer,
            Self::Property { .. } => Kind::Property,
            Self::Example { .. } => Kind::Example,
            Self::Deprecation { .. } => Kind::Deprecation,
        }
    }

    /// The key of the operation that it belongs to; `None` for what several may share.
    pub fn operation(&self) -> Option<&str> {
        match self {
            Self::Operation { operation }
            | Self::Parameter { operation, .. }
            | Self::Body { operation, .. }
            | Self::Answer { operation, .. } => Some(operation),
            Self::Property { .. } | Self::Example { .. } | Self::Deprecation { .. } => None,
        }
    }

    /// The key of the Responses Object, for an answer.
    pub fn status(&self) -> Option<&str> {
        match self {
            Self::Answer { status, .. } => Some(status),
            _ => None,
        }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind().name();
        match self {
            Self::Operation { operation } => write!(formatter, "{kind} {operation}"),
            Self::Parameter {
                operation,
                place,
                name,
            } => write!(formatter, "{kind} {operation} {place} {name}"),
            Self::Body {
                operation,
                media_type,
            } => write!(formatter, "{kind} {operation} {media_type}"),
            Self::Answer {
                operation,
                status,
                media_type,
            } => {
                let media_type = media_type.as_deref().unwrap_or("no body");
                write!(formatter, "{kind} {operation} {status} {media_type}")
            }
            Self::Property { direction, pointer } => {
                let direction = match direction {
                    Direction::Request => "request",
                    Direction::Answer => "answer",
                };
                write!(formatter, "{kind} {direction} {}", Shown(pointer))
            }
            Self::Example { pointer } | Self::Deprecation { pointer } => {
                write!(formatter, "{kind} {}", Shown(pointer))
            }
        }
    }
}

/// A pointer as a `$ref` writes it. One into another file names that in front of its `#`.
struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0.contains('#') { "" } else { "#" };
        write!(formatter, "{sign}{}", self.0)
    }
}

/// A part of the document with its place in it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The part.
    pub item: Item,
    /// `file:line`.
    pub place: String,
    /// Why the suite can't exercise it, where the document itself is the reason.
    pub reason: Option<String>,
}

thread_local! {
    static RECORDED: RefCell<BTreeSet<Item>> = const { RefCell::new(BTreeSet::new()) };
}

/// The case on this thread exercised `item`.
pub fn record(item: Item) {
    RECORDED.with_borrow_mut(|recorded| recorded.insert(item));
}

/// What the case on this thread exercised since this was last asked.
pub fn gathered() -> BTreeSet<Item> {
    RECORDED.take()
}

/// Records that the operation was called.
pub fn of_call(operation: &Operation) {
    record(Item::Operation {
        operation: operation.key(),
    });
}

/// Records what a request with `arguments` exercises, for a case that holds the request against the document.
pub fn of_request(operation: &Operation, arguments: &Arguments) {
    let key = operation.key();
    for parameter in &operation.parameters {
        let Some(value) = given(arguments, parameter) else {
            continue;
        };
        record(Item::Parameter {
            operation: key.clone(),
            place: parameter.place.name(),
            name: parameter.name.clone(),
        });
        of_value(&parameter.schema, &parameter.examples, value);
    }
    let Some(body) = &arguments.body else { return };
    let documented = operation.body.as_ref();
    if let Some(content) = documented.and_then(|it| it.content_of(&body.media_type)) {
        record(Item::Body {
            operation: key,
            media_type: content.media_type.clone(),
        });
        of_content(content, &body.value);
    }
}

/// Records what an answer exercises that the client understood.
pub fn of_answer(operation: &Operation, outcome: &Outcome) {
    let Some(response) = outcome.status.and_then(|status| operation.response(status)) else {
        return;
    };
    let content = outcome.header("content-type").find_map(|sent| {
        let mut contents = response.content.iter();
        contents.find(|content| essence(&content.media_type) == essence(sent))
    });
    // A media type without a body is none that was understood.
    let content = content.filter(|_| !status::is_bodiless(response.some_status()));
    record(Item::Answer {
        operation: operation.key(),
        status: response.key.clone(),
        media_type: content.map(|content| content.media_type.clone()),
    });
    if let (Some(content), Some(value)) = (content, &outcome.body) {
        of_content(content, value);
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

fn of_content(content: &Content, value: &Value) {
    match &content.schema {
        Some(schema) => of_value(schema, &content.examples, value),
        None => of_examples(&content.examples, value),
    }
}

fn of_value(schema: &Schema, examples: &[Example], value: &Value) {
    // Such an example breaks its schema, and an answer with the same value proves nothing about it.
    if schema.accepts(value) {
        of_examples(examples, value);
    }
    schema.visit(value, &mut |pointer| {
        record(Item::Property {
            direction: schema.direction,
            pointer: pointer.to_owned(),
        });
    });
}

fn of_examples(examples: &[Example], value: &Value) {
    for example in examples.iter().filter(|example| example.value == *value) {
        record(Item::Example {
            pointer: example.pointer.clone(),
        });
    }
}

/// The value that a call with `arguments` gives a parameter.
pub fn given<'a>(arguments: &'a Arguments, parameter: &Parameter) -> Option<&'a Value> {
    let values = match parameter.place {
        Place::Path => &arguments.path,
        Place::Query => &arguments.query,
        Place::Header => &arguments.header,
        Place::Cookie => &arguments.cookie,
    };
    values.get(&parameter.name)
}

/// Every part of the document that these operations have, in the order of their texts' kinds.
pub fn universe(document: &Document, operations: &[Operation]) -> Vec<Entry> {
    let mut parts = Parts {
        document,
        seen: BTreeMap::new(),
        walked: <[HashSet<String>; 2]>::default(),
        entries: Vec::new(),
    };
    for operation in operations {
        let key = operation.key();
        let item = Item::Operation {
            operation: key.clone(),
        };
        parts.add(item, &operation.pointer);
        for parameter in &operation.parameters {
            let item = Item::Parameter {
                operation: key.clone(),
                place: parameter.place.name(),
                name: parameter.name.clone(),
            };
            parts.add(item, &parameter.pointer);
            let own = parameter.deprecation.clone();
            let ends = own.or_else(|| deprecation::of_use(None, &parameter.schema));
            if let Some(deprecation) = ends {
                parts.deprecation(&deprecation.pointer, None);
            }
            parts.value(Some(&parameter.schema), &parameter.examples);
        }
        if let Some(body) = &operation.body {
            for content in &body.content {
                let item = Item::Body {
                    operation: key.clone(),
                    media_type: content.media_type.clone(),
                };
                let media_type = escape(&content.media_type);
                let reason = is_other_notation(body, content).then_some(OTHER_NOTATION);
                let pointer = format!("{}/content/{media_type}", body.pointer);
                parts.add_unless(item, &pointer, reason);
                parts.value(content.schema.as_ref(), &content.examples);
            }
        }
        for response in &operation.responses {
            let item = |media_type: Option<&str>| Item::Answer {
                operation: key.clone(),
                status: response.key.clone(),
                media_type: media_type.map(str::to_owned),
            };
            let bodiless = status::is_bodiless(response.some_status());
            if response.content.is_empty() || bodiless {
                parts.add(item(None), &response.pointer);
            }
            for content in &response.content {
                let media_type = escape(&content.media_type);
                let pointer = format!("{}/content/{media_type}", response.pointer);
                let reason = bodiless.then_some(BODILESS);
                parts.add_unless(item(Some(&content.media_type)), &pointer, reason);
                if bodiless {
                    continue;
                }
                parts.value(content.schema.as_ref(), &content.examples);
            }
        }
        if let Some(deprecation) = &operation.deprecation {
            parts.deprecation(&deprecation.pointer, None);
        }
    }
    parts.entries.sort_by_key(|entry| entry.item.kind());
    parts.entries
}

/// Why no case can send a body.
const OTHER_NOTATION: &str = "it is another notation of what the client sends as JSON";
/// Why no case can send a documented answer's body.
const BODILESS: &str = "answers of this status never have a body (RFC 9110, section 6.4.1)";
/// Why no case can use an example.
const BROKEN: &str = "it breaks its own schema, so it proves nothing";
/// Why no case can prove the deprecation of a whole schema.
const NAMELESS: &str = "its values have no type of their own that could be deprecated";

/// The parts that were found so far. Components are shared, and count once.
struct Parts<'d> {
    document: &'d Document,
    /// Where each is among the entries.
    seen: BTreeMap<Item, usize>,
    /// Schemas whose properties are among them already, of requests and of answers.
    walked: [HashSet<String>; 2],
    entries: Vec<Entry>,
}

impl Parts<'_> {
    fn add(&mut self, item: Item, pointer: &str) {
        self.add_unless(item, pointer, None);
    }

    /// Adds what no case can exercise, for the `reason`, if there is one. Of a part that is used more than once, it is
    /// enough if one of its uses can be exercised.
    fn add_unless(&mut self, item: Item, pointer: &str, reason: Option<&str>) {
        match self.seen.entry(item) {
            btree_map::Entry::Vacant(vacant) => {
                self.entries.push(Entry {
                    item: vacant.key().clone(),
                    place: self.document.place(pointer),
                    reason: reason.map(str::to_owned),
                });
                vacant.insert(self.entries.len() - 1);
            }
            btree_map::Entry::Occupied(at) if reason.is_none() => {
                if let Some(entry) = self.entries.get_mut(*at.get()) {
                    entry.reason = None;
                }
            }
            btree_map::Entry::Occupied(_) => {}
        }
    }

    fn value(&mut self, schema: Option<&Schema>, examples: &[Example]) {
        for example in examples {
            let pointer = example.pointer.clone();
            let refused = schema.is_some_and(|schema| !schema.accepts(&example.value));
            let reason = refused.then_some(BROKEN);
            self.add_unless(Item::Example { pointer }, &example.pointer, reason);
        }
        if let Some(schema) = schema {
            self.parts(schema);
        }
    }

    /// The properties that values of this schema can have, those of its parts included, and what of them is to end.
    fn parts(&mut self, schema: &Schema) {
        let [requests, answers] = &mut self.walked;
        let walked = match schema.direction {
            Direction::Request => requests,
            Direction::Answer => answers,
        };
        for (schema, properties) in schema.reached_beyond(walked) {
            for (_, deprecation) in deprecation::of_values(&schema) {
                self.deprecation(&deprecation.pointer, None);
            }
            for property in &properties {
                let pointer = property.pointer.clone();
                let direction = schema.direction;
                self.add(Item::Property { direction, pointer }, &property.pointer);
                let node = self.document.at(&property.pointer);
                let ends = deprecation::of_use(node.as_ref(), &property.schema);
                if let Some(deprecation) = ends {
                    self.deprecation(&deprecation.pointer, None);
                }
            }
            if let Some(deprecation) = deprecation::of(&schema.node()) {
                let reason = (!deprecation::has_type(&schema)).then_some(NAMELESS);
                self.deprecation(&deprecation.pointer, reason);
            }
        }
    }

    fn deprecation(&mut self, pointer: &str, reason: Option<&str>) {
        let item = Item::Deprecation {
            pointer: pointer.to_owned(),
        };
        self.add_unless(item, pointer, reason);
    }
}

#[cfg(test)]
mod tests;
