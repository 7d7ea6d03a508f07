//! JSON or YAML text becomes a tree of JSON values.
//!
//! The readers of `serde_json` and `yaml_serde` would keep the last of two equal keys, expand aliases without end and
//! drop what JSON has no word for. So the tree is built by a visitor of our own, which notices all of that.

use std::{cell::RefCell, fmt};

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Number, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer, Position};

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
/// Returns none where there is no tree. Doubled keys and what only YAML can say are reported, and the tree goes on
/// without them, so that all else that is wrong is found in the same run.
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
        // YAML's own flow style also begins with a brace. What it must not do is to be JSON but for a comma.
        let json = read_json(text);
        if json.value.is_none() && looks_like_flow_style(text) {
            read_yaml(text)
        } else {
            json
        }
    } else {
        read_yaml(text)
    };
    diagnostics.extend(result.problems);
    result.value
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
    let state = RefCell::default();
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
        self.state.borrow_mut().problems.push(Diagnostic::error(
            code,
            self.trail.pointer(),
            message,
            help,
        ));
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
        self.grow(0)?;
        Ok(Number::from_f64(value).map_or_else(
            || {
                self.report(
                    Code::UnsupportedYaml,
                    "JSON has no number that is infinite or not a number",
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
        // A reader of YAML gives a plain `200` as text where text is asked for, so response statuses need no quotes.
        while let Some(key) = entries.next_key::<String>()? {
            self.grow(key.len())?;
            let value = entries.next_value_seed(Node {
                trail: Trail::Member(&self.trail, &key),
                state: self.state,
            })?;
            if key == "<<" {
                self.refuse_merge(&key);
            } else if members.contains_key(&key) {
                self.refuse_doubled(&key);
            } else {
                members.insert(key, value);
            }
        }
        Ok(Value::Object(members))
    }

    /// A value with a tag of its own.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (tag, value) = data.variant::<String>()?;
        let message = format!(
            "the tag `!{}` has no meaning in OpenAPI",
            tag.trim_start_matches('!')
        );
        self.report(Code::UnsupportedYaml, &message, "leave the tag out");
        value.newtype_variant_seed(self)
    }
}

impl Node<'_> {
    fn refuse_doubled(self, key: &str) {
        let at = self.trail.pointer().child(key);
        let message = format!("the key `{key}` stands twice in one object");
        let problem = Diagnostic::error(
            Code::DoubledKey,
            &at,
            message,
            "keep one of the two, or rename one",
        )
        .on_repeated_key()
        .with_related(at, "it is here first");
        self.state.borrow_mut().problems.push(problem);
    }

    /// OpenAPI 3.0.4, section 4.3 wants YAML that says no more than JSON can, and the merge key is no part of YAML 1.2.
    fn refuse_merge(self, key: &str) {
        let problem = Diagnostic::error(
            Code::UnsupportedYaml,
            self.trail.pointer().child(key),
            "the merge key `<<` is not part of YAML 1.2",
            "write the members out, or use `$ref` or `allOf`",
        );
        self.state.borrow_mut().problems.push(problem.on_key());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::read;
    use crate::diagnostic::{Code, Diagnostics, Position};

    fn codes(text: &str) -> (Option<Value>, Vec<(Code, Option<String>)>) {
        let mut diagnostics = Diagnostics::new();
        let value = read(text, &mut diagnostics);
        let codes = diagnostics
            .iter()
            .map(|found| (found.code, found.pointer().map(ToString::to_string)))
            .collect();
        (value, codes)
    }

    fn refused(text: &str) -> Vec<(Code, Option<String>)> {
        codes(text).1
    }

    #[test]
    fn both_formats_give_the_same_tree() {
        let expected = json!({"a": {"200": [1, -2, 1.5, true, null, "x"]}});
        for text in [
            "{\"a\": {\"200\": [1, -2, 1.5, true, null, \"x\"]}}",
            "a:\n  200: [1, -2, 1.5, true, null, x]\n",
            "{a: {200: [1, -2, 1.5, true, ~, 'x']}}",
        ] {
            assert_eq!(codes(text), (Some(expected.clone()), vec![]), "{text}");
        }
    }

    #[test]
    fn doubled_keys_are_found_all_in_both_formats() {
        let doubled = |at: &str| (Code::DoubledKey, Some(at.to_owned()));
        for text in [
            "{\"a\": [{\"b\": 1, \"b\": 2}], \"c\": 1, \"c\": 2}",
            "a:\n- b: 1\n  b: 2\nc: 1\n'c': 2\n",
        ] {
            assert_eq!(
                codes(text),
                (
                    Some(json!({"a": [{"b": 1}], "c": 1})),
                    vec![doubled("/a/0/b"), doubled("/c")]
                )
            );
        }
    }

    #[test]
    fn aliases_are_expanded_up_to_a_limit() {
        assert_eq!(
            codes("a: &x [1]\nb: *x\n").0,
            Some(json!({"a": [1], "b": [1]}))
        );
        let levels = (1..9).map(|level| {
            let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
            format!("a{level}: &a{level} [{aliases}]\n")
        });
        let bomb: String = std::iter::once("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned())
            .chain(levels)
            .collect();
        let refused = refused(&bomb);
        assert!(matches!(&*refused, [(Code::TooLarge, _)]), "{refused:?}");
    }

    #[test]
    fn depth_has_a_limit_in_both_formats() {
        for depth in [101, 10_000] {
            let text = format!("{{\"a\": {}{}}}", "[".repeat(depth), "]".repeat(depth));
            let refused = refused(&text);
            assert!(
                matches!(&*refused, [(Code::TooDeep, _)]),
                "{depth}: {refused:?}"
            );
        }
        let refused = refused("a: &x [*x]\n");
        assert!(
            matches!(&*refused, [(Code::TooDeep, Some(_))]),
            "{refused:?}"
        );
    }

    #[test]
    fn a_few_aliases_of_much_text_are_too_large_too() {
        let text = format!(
            "a: &a {}\nb: [{}]\n",
            "x".repeat(1024 * 1024),
            vec!["*a"; 300].join(", ")
        );
        assert!(
            matches!(&*refused(&text), [(Code::TooLarge, Some(at))] if at == "/b/254"),
            "{:?}",
            refused(&text)
        );
    }

    #[test]
    fn several_documents_in_one_file_are_refused() {
        assert_eq!(
            refused("a: 1\n---\nb: 2\n"),
            [(Code::InvalidSyntax, Some(String::new()))]
        );
    }

    #[test]
    fn a_file_without_a_document_is_null() {
        assert_eq!(codes("# nothing\n"), (Some(Value::Null), vec![]));
    }

    #[test]
    fn what_only_yaml_can_say_is_refused_and_the_rest_is_read() {
        let (value, refused) = codes("a: .inf\nb: !mine 1\nc: {<<: {d: 1}, e: 2}\n");
        assert_eq!(value, Some(json!({"a": null, "b": 1, "c": {"e": 2}})));
        let at = |pointer: &str| (Code::UnsupportedYaml, Some(pointer.to_owned()));
        assert_eq!(refused, [at("/a"), at("/b"), at("/c/<<")]);
    }

    #[test]
    fn broken_text_is_shown_where_the_parser_stopped() {
        for (text, line, column) in [
            ("{\"ä\": 1,\n \"ä\" 2}", 2, 6),
            ("{\"a\": 1", 1, 7),
            ("a: 1\nb: [2\nc: 3\n", 3, 2),
            ("a: 1\nb: c: d\n", 2, 5),
        ] {
            let mut diagnostics = Diagnostics::new();
            assert_eq!(read(text, &mut diagnostics), None, "{text}");
            let found: Vec<_> = diagnostics
                .iter()
                .map(|found| (found.code, found.place.clone()))
                .collect();
            assert_eq!(
                found,
                [(Code::InvalidSyntax, Position { line, column }.into())],
                "{text}"
            );
        }
    }
}
