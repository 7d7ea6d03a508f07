//! JSON or YAML text becomes a tree of JSON values.
//!
//! The readers of `serde_json` and `yaml_serde` would keep the last of two equal keys, expand aliases without end and
//! drop what JSON has no word for. So the tree is built by a visitor of our own, which notices all of that.

use std::{cell::RefCell, fmt};

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Number, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer, Position, Severity};

/// How deep objects and arrays may stand in each other. The parsers themselves stop at 128, with a worse message.
const MAX_DEPTH: usize = 100;

/// How large the tree may get, in bytes of text and [`NODE_SIZE`] for each node. Only aliases can reach it without
/// reaching the limit of the file first.
const MAX_TREE: usize = 256 * 1024 * 1024;

/// About what a node takes in memory beside its text, in bytes.
const NODE_SIZE: usize = 64;

const EXPANDED: &str = "the document becomes too large when its aliases are expanded";
const FEWER_ALIASES: &str = "use fewer aliases (`*name`), or references (`$ref`) in their place";

/// Reads `text` as JSON where it begins like JSON and is JSON, else as YAML.
///
/// Returns none where there is no tree. Doubled keys and what only YAML can say are reported, and what they mean is read,
/// so that all else that is wrong is found in the same run.
pub(super) fn read(text: &str, diagnostics: &mut Diagnostics) -> Option<Value> {
    if text.trim_start().starts_with('<') {
        diagnostics.push(Diagnostic::error(
            Code::UnknownFormat,
            Pointer::ROOT,
            "the file is XML or HTML, not JSON or YAML",
            "give a document that begins like `openapi: 3.0.4`",
        ));
        return None;
    }
    let result = if text.trim_start().starts_with('{') {
        let json = read_json(text);
        if json.value.is_none() {
            // YAML's own flow style also begins with a brace.
            instead_of_json(text, json)
        } else {
            json
        }
    } else {
        read_yaml(text)
    };
    diagnostics.extend(result.problems);
    result.value
}

/// What begins like JSON and is none is YAML where its keys look like it. Where they don't, it was meant as JSON, and YAML
/// only forgives what is wrong with it: a comma at the end, or a comment.
fn instead_of_json(text: &str, json: Read) -> Read {
    let yaml = read_yaml(text);
    if looks_like_flow_style(text) {
        return yaml;
    }
    let Some(mut problem) = json.problems.into_iter().next_back() else {
        return yaml;
    };
    if yaml.value.is_none() || problem.code != Code::InvalidSyntax {
        let problems = vec![problem];
        return Read {
            value: None,
            problems,
        };
    }
    problem.severity = Severity::Flaw;
    problem.message.push_str("; it is read as YAML");
    Read {
        value: yaml.value,
        problems: std::iter::once(problem).chain(yaml.problems).collect(),
    }
}

/// Whether the first key in the braces is bare or in single quotes, which JSON does not allow.
fn looks_like_flow_style(text: &str) -> bool {
    let inside = text.trim_start().trim_start_matches('{').trim_start();
    inside.starts_with(|first: char| first.is_alphabetic() || first == '\'' || first == '#')
}

struct Read {
    value: Option<Value>,
    problems: Vec<Diagnostic>,
}

fn read_json(text: &str) -> Read {
    let state = RefCell::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let node = Node {
        trail: Trail::Root,
        state: &state,
    };
    let result = node
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    finish(state, result, |error| {
        let line = text
            .lines()
            .nth(error.line().saturating_sub(1))
            .unwrap_or_default();
        // This parser counts columns in bytes and names the last byte that it read.
        let before = line
            .get(..line.floor_char_boundary(error.column().saturating_sub(1)))
            .unwrap_or_default();
        let position = Position {
            line: error.line().max(1),
            column: before.chars().count() + 1,
        };
        ("JSON", position.into(), error.to_string())
    })
}

fn read_yaml(text: &str) -> Read {
    let state = RefCell::new(State {
        is_yaml: true,
        ..State::default()
    });
    let node = Node {
        trail: Trail::Root,
        state: &state,
    };
    let result = node.deserialize(serde_yaml::Deserializer::from_str(text));
    finish(state, result, |error| {
        let place = error.location().map_or(Pointer::ROOT.into(), |at| {
            Place::from(Position {
                line: at.line(),
                column: at.column(),
            })
        });
        ("YAML", place, error.to_string())
    })
}

fn finish<E>(
    state: RefCell<State>,
    result: Result<Value, E>,
    describe: impl FnOnce(&E) -> (&'static str, Place, String),
) -> Read {
    let State {
        mut problems,
        stopped,
        ..
    } = state.into_inner();
    match result {
        Ok(value) => Read {
            value: Some(value),
            problems,
        },
        Err(error) => {
            problems.push(stopped.unwrap_or_else(|| {
                let (format, place, message) = describe(&error);
                // The parser's own guard against aliases, which for small files strikes before ours; it has no other sign.
                if message == "repetition limit exceeded" {
                    return Diagnostic::error(
                        Code::TooLarge,
                        Pointer::ROOT,
                        EXPANDED,
                        FEWER_ALIASES,
                    );
                }
                Diagnostic::error(
                    Code::InvalidSyntax,
                    place,
                    format!(
                        "the file is no valid {format}: {}",
                        without_position(&message)
                    ),
                    "mend the syntax at this place or shortly before it",
                )
            }));
            Read {
                value: None,
                problems,
            }
        }
    }
}

/// A parser's message without the position at its end, which is shown anyway.
fn without_position(message: &str) -> &str {
    match message.split_once(" at line ") {
        Some((text, rest)) if !rest.contains(" at line ") && !rest.contains(',') => text,
        _ => message,
    }
}

/// What the visitors of all nodes have in common.
#[derive(Default)]
struct State {
    problems: Vec<Diagnostic>,
    /// Why reading was given up, where it was.
    stopped: Option<Diagnostic>,
    /// See [`MAX_TREE`].
    size: usize,
    is_yaml: bool,
}

/// The way from the root to a node. It stands on the stack and becomes a pointer only when there is a problem.
#[derive(Clone, Copy)]
enum Trail<'a> {
    Root,
    Member(&'a Self, &'a str),
    Element(&'a Self, usize),
}

impl Trail<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Self::Root => Pointer::ROOT,
            Self::Member(parent, key) => parent.pointer().child(key),
            Self::Element(parent, index) => parent.pointer().index(*index),
        }
    }

    fn depth(&self) -> usize {
        match self {
            Self::Root => 0,
            Self::Member(parent, _) | Self::Element(parent, _) => parent.depth() + 1,
        }
    }
}

/// The reader of one node.
#[derive(Clone, Copy)]
struct Node<'a> {
    trail: Trail<'a>,
    state: &'a RefCell<State>,
}

impl Node<'_> {
    fn report(self, code: Code, message: &str, help: &str) {
        let pointer = self.trail.pointer();
        let flaw = Diagnostic::flaw(code, pointer, message, help);
        self.state.borrow_mut().problems.push(flaw);
    }

    fn stop<E: Error>(self, code: Code, message: &str, help: &str) -> E {
        self.state.borrow_mut().stopped =
            Some(Diagnostic::error(code, self.trail.pointer(), message, help));
        E::custom(message)
    }

    /// Counts a node with `text` bytes of text.
    fn grow<E: Error>(self, text: usize) -> Result<(), E> {
        let size = self
            .state
            .borrow()
            .size
            .saturating_add(NODE_SIZE)
            .saturating_add(text);
        if size > MAX_TREE {
            let help = "use fewer aliases (`*name`), or references (`$ref`) in their place";
            return Err(self.stop(
                Code::TooLarge,
                "the document becomes too large when its aliases are expanded",
                help,
            ));
        }
        self.state.borrow_mut().size = size;
        Ok(())
    }

    fn enter<E: Error>(self) -> Result<(), E> {
        if self.trail.depth() >= MAX_DEPTH {
            let message =
                format!("objects and arrays stand more than {MAX_DEPTH} deep in each other");
            let help = "move the inner parts to `components` and refer to them, and let no alias hold itself";
            return Err(self.stop(Code::TooDeep, &message, help));
        }
        self.grow(0)
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value that JSON knows")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.grow(0).map(|()| value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.grow(0).map(|()| value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.grow(0).map(|()| value.into())
    }

    // JSON's numbers have no limit, but beyond 64 bits its readers keep no more than a double does.
    #[expect(clippy::cast_precision_loss, reason = "as above")]
    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "as above")]
    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        // JSON has one kind of number (RFC 8259, section 6), and writers of YAML put `3e+06` for three million.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        self.grow(0)?;
        if value.fract() == 0.0 && value.abs() <= EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "whole, and within 53 bits")]
            return Ok((value as i64).into());
        }
        Ok(Number::from_f64(value).map_or_else(
            || {
                self.report(
                    Code::UnsupportedYaml,
                    "JSON has no number that is infinite or not a number; it is read as `null`",
                    "write a finite number, or put the value in quotes if it is text",
                );
                Value::Null
            },
            Value::Number,
        ))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.grow(value.len()).map(|()| value.into())
    }

    /// A file with no document in it.
    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.grow(0).map(|()| Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut elements = Vec::new();
        loop {
            let trail = Trail::Element(&self.trail, elements.len());
            match sequence.next_element_seed(Node {
                trail,
                state: self.state,
            })? {
                Some(element) => elements.push(element),
                None => return Ok(Value::Array(elements)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut members = Map::new();
        let mut merged = Vec::new();
        let is_yaml = self.state.borrow().is_yaml;
        // A reader of YAML gives a plain `200` as text where text is asked for, so response statuses need no quotes.
        while let Some(key) = entries.next_key::<String>()? {
            self.grow(key.len())?;
            let value = entries.next_value_seed(Node {
                trail: Trail::Member(&self.trail, &key),
                state: self.state,
            })?;
            if is_yaml && key == "<<" {
                self.merge(value, &mut merged);
                continue;
            }
            if members.contains_key(&key) {
                self.doubled(&key);
            }
            members.insert(key, value);
        }
        for (key, value) in merged {
            members.entry(key).or_insert(value);
        }
        Ok(Value::Object(members))
    }

    /// A value with a tag of its own.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (tag, value) = data.variant::<String>()?;
        let message = format!(
            "the tag `!{}` has no meaning in OpenAPI; the value is read without it",
            tag.trim_start_matches('!')
        );
        self.report(Code::UnsupportedYaml, &message, "leave the tag out");
        value.newtype_variant_seed(self)
    }
}

impl Node<'_> {
    /// Most readers keep the last of two equal keys, so that is the one that its author knows.
    fn doubled(self, key: &str) {
        let at = self.trail.pointer().child(key);
        let message = format!("the key `{key}` stands twice in one object; the last one counts");
        let help = "keep one of the two, or rename one";
        let problem = Diagnostic::flaw(Code::DoubledKey, &at, message, help)
            .on_repeated_key()
            .with_related(at, "it is here first");
        self.state.borrow_mut().problems.push(problem);
    }

    /// The merge key. OpenAPI 3.0.4, section 4.3 wants YAML that says no more than JSON can, and it is no part of YAML 1.2,
    /// but what it means is written down: "each of its key/value pairs is inserted into the current mapping, unless the
    /// key already exists in it" (Merge Key Language-Independent Type for YAML 1.1).
    fn merge(self, value: Value, merged: &mut Vec<(String, Value)>) {
        let at = self.trail.pointer().child("<<");
        let maps = match value {
            Value::Array(maps) => maps,
            one => vec![one],
        };
        let is_clear = maps.iter().all(Value::is_object);
        let reading = if is_clear {
            "it is read as in YAML 1.1"
        } else {
            "what has no members is left out"
        };
        let message = format!("the merge key `<<` is not part of YAML 1.2; {reading}");
        let help = "write the members out, or use `$ref` or `allOf`";
        let flaw = Diagnostic::flaw(Code::UnsupportedYaml, at, message, help);
        self.state.borrow_mut().problems.push(flaw.on_key());
        // "Keys in mapping nodes earlier in the sequence override keys specified in later mapping nodes."
        for map in maps {
            if let Value::Object(map) = map {
                merged.extend(map);
            }
        }
    }
}

#[cfg(test)]
mod tests;
