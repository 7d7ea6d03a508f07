//! From JSON pointers to places in the text.
//!
//! The tree that the stages work on has no positions. Here the text is walked a second time, as a stream of events that
//! never becomes a tree, and the places of the few pointers that are wanted are noted on the way. It costs nothing for
//! a document without problems, and no stage has to carry spans.

use std::{borrow::Cow, collections::HashMap, ops::Range};

use saphyr_parser::{Event, Parser, Span};
use serde::de::IgnoredAny;

use super::{Part, Pointer};

/// A place in a text.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Position {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
}

/// Where the wanted nodes of `text` stand.
pub(super) fn locate<'a>(text: &str, wanted: impl IntoIterator<Item = &'a Pointer>) -> Places {
    let mut nodes = HashMap::new();
    for pointer in wanted {
        let mut next = Some(pointer.clone());
        // The ancestors are wanted too: one of them is shown where a node can't be found.
        while let Some(pointer) = next {
            next = pointer.parent();
            nodes
                .entry(pointer.as_str().to_owned())
                .or_insert_with(Node::default);
        }
    }
    let mut walk = Walk {
        nodes,
        path: String::new(),
        frames: Vec::new(),
        ended: false,
    };
    // The scanner for YAML refuses some JSON: a character outside the basic plane written as two `\u` escapes.
    if text.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(text).is_ok() {
        walk_json(text, &mut walk);
    } else {
        walk_yaml(text, &mut walk);
    }
    Places { nodes: walk.nodes }
}

/// What [`locate`] found, in byte offsets.
pub(super) struct Places {
    nodes: HashMap<String, Node>,
}

#[derive(Default)]
struct Node {
    key: Option<Range<usize>>,
    repeated_key: Option<Range<usize>>,
    value: Option<Range<usize>>,
    /// Whether the value is an object or an array.
    is_container: bool,
}

impl Places {
    /// The bytes to show for a part of the node at `pointer`; of its nearest ancestor where it is not in the text.
    ///
    /// For an object or array that has a key this is the key: the value would be many lines.
    pub(super) fn find(&self, pointer: &Pointer, part: Part) -> Option<Range<usize>> {
        let found = self
            .nodes
            .get(pointer.as_str())
            .and_then(|node| match part {
                Part::Key => node.key.clone().or_else(|| node.value.clone()),
                Part::RepeatedKey => node.repeated_key.clone().or_else(|| node.key.clone()),
                Part::Value if node.is_container => {
                    let key = node.repeated_key.clone().or_else(|| node.key.clone());
                    key.or_else(|| node.value.clone())
                }
                Part::Value => node.value.clone().or_else(|| node.key.clone()),
            });
        found.or_else(|| self.find(&pointer.parent()?, Part::Value))
    }
}

/// The state of one walk: where it is, and what it has found.
struct Walk {
    nodes: HashMap<String, Node>,
    /// The pointer of the node that comes next, as text.
    path: String,
    frames: Vec<Frame>,
    /// Whether the whole document has passed; a second YAML document would not be part of the tree.
    ended: bool,
}

/// An object or array that is open.
struct Frame {
    /// The length of its own pointer in [`Walk::path`].
    path: usize,
    start: usize,
    next: Next,
}

enum Next {
    Key,
    Value,
    Element(usize),
}

impl Walk {
    /// An object begins.
    fn object(&mut self, start: usize) {
        self.open(start, Next::Key);
    }

    /// An array begins.
    fn array(&mut self, start: usize) {
        self.open(start, Next::Element(0));
    }

    fn open(&mut self, start: usize, next: Next) {
        self.enter_element();
        self.frames.push(Frame {
            path: self.path.len(),
            start,
            next,
        });
    }

    /// The innermost object or array ends.
    fn close(&mut self, end: usize) {
        if let Some(frame) = self.frames.pop() {
            self.path.truncate(frame.path);
            self.note_value(frame.start..end, true);
            self.leave_value();
        }
    }

    /// A key or a value that is neither object nor array; `text` is asked for only where it is a key.
    fn scalar<'t>(&mut self, range: Range<usize>, text: impl FnOnce() -> Cow<'t, str>) {
        if let Some(Frame {
            next: next @ Next::Key,
            ..
        }) = self.frames.last_mut()
        {
            *next = Next::Value;
            self.path.push('/');
            self.path
                .push_str(&text().replace('~', "~0").replace('/', "~1"));
            if let Some(node) = self.nodes.get_mut(&self.path) {
                if node.key.is_none() {
                    node.key = Some(range);
                } else {
                    node.repeated_key = Some(range);
                    self.forget_first();
                }
            }
        } else {
            self.enter_element();
            self.note_value(range, false);
            self.leave_value();
        }
    }

    /// Of two equal keys the last one counts, so what is in the first has no place.
    fn forget_first(&mut self) {
        let inside = format!("{}/", self.path);
        for (path, node) in &mut self.nodes {
            if path.starts_with(&inside) {
                *node = Node::default();
            } else if *path == self.path {
                node.value = None;
            }
        }
    }

    fn enter_element(&mut self) {
        if let Some(Frame {
            next: Next::Element(index),
            ..
        }) = self.frames.last_mut()
        {
            self.path.push('/');
            self.path.push_str(&index.to_string());
            *index += 1;
        }
    }

    fn note_value(&mut self, range: Range<usize>, is_container: bool) {
        if let Some(node) = self.nodes.get_mut(&self.path)
            && node.value.is_none()
        {
            node.value = Some(range);
            node.is_container = is_container;
        }
    }

    fn leave_value(&mut self) {
        match self.frames.last_mut() {
            None => self.ended = true,
            Some(frame) => {
                self.path.truncate(frame.path);
                if let Next::Value = frame.next {
                    frame.next = Next::Key;
                }
            }
        }
    }
}

/// Walks a text that is known to be JSON.
fn walk_json(text: &str, walk: &mut Walk) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'{' => walk.object(start),
            b'[' => walk.array(start),
            b'}' | b']' => walk.close(at),
            b'"' => {
                while let Some(byte) = bytes.get(at).filter(|byte| **byte != b'"') {
                    at += if *byte == b'\\' { 2 } else { 1 };
                }
                at += 1;
                let quoted = text.get(start..at).unwrap_or_default();
                walk.scalar(start..at, || {
                    Cow::Owned(serde_json::from_str(quoted).unwrap_or_default())
                });
            }
            b':' | b',' | b' ' | b'\t' | b'\n' | b'\r' => {}
            _ => {
                while bytes
                    .get(at)
                    .is_some_and(|byte| !b",]} \t\n\r".contains(byte))
                {
                    at += 1;
                }
                walk.scalar(start..at, || Cow::Borrowed(""));
            }
        }
    }
}

/// Walks a text as YAML, up to the first place that can't be read.
fn walk_yaml(text: &str, walk: &mut Walk) {
    let mut offsets = Offsets {
        text,
        characters: 0,
        bytes: 0,
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(Ok((event, span))) = parser.next_event() {
        match event {
            Event::MappingStart(..) => walk.object(offsets.start(span)),
            Event::SequenceStart(..) => walk.array(offsets.start(span)),
            Event::MappingEnd | Event::SequenceEnd => walk.close(offsets.start(span)),
            Event::Scalar(value, ..) => walk.scalar(offsets.range(span), || value),
            // What stands behind an alias has its place at the anchor; here only the alias itself can be shown.
            Event::Alias(_) => walk.scalar(offsets.range(span), || Cow::Borrowed("")),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        if walk.ended {
            break;
        }
    }
}

/// Turns the parser's counts of characters, which only grow, into byte offsets.
struct Offsets<'t> {
    text: &'t str,
    characters: usize,
    bytes: usize,
}

impl Offsets<'_> {
    fn start(&mut self, span: Span) -> usize {
        let characters = span.start.index();
        if characters < self.characters {
            // Not seen to happen; counting anew keeps it right if it does.
            (self.characters, self.bytes) = (0, 0);
        }
        self.bytes = self.after(characters - self.characters);
        self.characters = characters;
        self.bytes
    }

    fn range(&mut self, span: Span) -> Range<usize> {
        let start = self.start(span);
        start..self.after(span.end.index().saturating_sub(self.characters))
    }

    fn after(&self, characters: usize) -> usize {
        let rest = self.text.get(self.bytes..).unwrap_or_default();
        let length = rest
            .char_indices()
            .nth(characters)
            .map_or(rest.len(), |(bytes, _)| bytes);
        self.bytes + length
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Pointer, locate};

    /// The text that is shown for a part of a node.
    fn shown<'t>(text: &'t str, pointer: &str, part: Part) -> &'t str {
        let pointer: Pointer = pointer.parse().expect("a pointer");
        let range = locate(text, [&pointer])
            .find(&pointer, part)
            .expect("a place");
        text[range].trim_end()
    }

    #[test]
    fn block_style() {
        let text = "a:\n  b: one\n  c:\n    - two\n    - d: three\n";
        assert_eq!(shown(text, "/a/b", Part::Value), "one");
        assert_eq!(shown(text, "/a/b", Part::Key), "b");
        assert_eq!(shown(text, "/a/c/0", Part::Value), "two");
        assert_eq!(shown(text, "/a/c/1/d", Part::Value), "three");
    }

    #[test]
    fn an_object_is_shown_by_its_key_where_it_has_one() {
        let text = "a:\n  - b: one\n    c: two\n";
        assert_eq!(shown(text, "/a", Part::Value), "a");
        assert_eq!(shown(text, "/a/0", Part::Value), "b: one\n    c: two");
    }

    #[test]
    fn flow_style_and_quoted_keys() {
        let text = "{ 'a': { \"b~/c\": [1, 2], d: }, e: 3 }";
        assert_eq!(shown(text, "/a/b~0~1c", Part::Key), "\"b~/c\"");
        assert_eq!(shown(text, "/a/b~0~1c/1", Part::Value), "2");
        assert_eq!(shown(text, "/a", Part::Key), "'a'");
        assert_eq!(shown(text, "/e", Part::Value), "3");
    }

    #[test]
    fn scalars_of_many_lines() {
        let text = "a: |\n  one\n  two\nb: \"three\n  four\"\nc: five\n";
        assert!(shown(text, "/a", Part::Value).contains("one\n  two"));
        assert_eq!(shown(text, "/b", Part::Value), "\"three\n  four\"");
        assert_eq!(shown(text, "/c", Part::Value), "five");
    }

    #[test]
    fn characters_of_many_bytes() {
        let text = "ä: ß\nb: {🦀: [é, ü]}\n";
        assert_eq!(shown(text, "/ä", Part::Value), "ß");
        assert_eq!(shown(text, "/b/🦀/1", Part::Value), "ü");
    }

    #[test]
    fn what_an_alias_stands_for_is_shown_at_the_alias() {
        let text = "a: &x\n  b: one\nc: *x\nd: two\n";
        assert_eq!(shown(text, "/a/b", Part::Value), "one");
        assert_eq!(shown(text, "/c/b", Part::Value), "*x");
        assert_eq!(shown(text, "/d", Part::Value), "two");
    }

    #[test]
    fn json_with_escapes_and_tabs() {
        let text =
            "{\n\t\"a\\u002f\\ud83d\\ude00\": [true, {\"b\\\"\": -1.5e3}],\n\t\"c\": \"\\\\\"\n}";
        assert_eq!(shown(text, "/a~1😀/0", Part::Value), "true");
        assert_eq!(shown(text, "/a~1😀/1/b\"", Part::Value), "-1.5e3");
        assert_eq!(shown(text, "/c", Part::Value), "\"\\\\\"");
    }

    #[test]
    fn the_second_of_two_equal_keys() {
        for text in ["a: {b: 1, b: 2}", "{\"a\": {\"b\": 1, \"b\": 2}}"] {
            let pointer: Pointer = "/a/b".parse().expect("a pointer");
            let places = locate(text, [&pointer]);
            let first = places.find(&pointer, Part::Key).expect("the first");
            let second = places
                .find(&pointer, Part::RepeatedKey)
                .expect("the second");
            assert!(first.start < second.start, "{text}");
            assert_eq!(text[first], text[second]);
            let value = places.find(&pointer, Part::Value).expect("a value");
            assert_eq!(&text[value], "2", "{text}");
        }
    }

    #[test]
    fn a_node_that_is_not_there_is_shown_by_its_nearest_ancestor() {
        assert_eq!(shown("a:\n  b: one\n", "/a/x/y", Part::Value), "a");
        assert_eq!(shown("a: 1\n", "/x", Part::Value), "a: 1");
    }

    #[test]
    fn keys_that_are_no_text_do_not_lead_astray() {
        let text = "a: 1\n200: 2\n? [x, y]\n: 3\nb: 4\n";
        assert_eq!(shown(text, "/a", Part::Value), "1");
        assert_eq!(shown(text, "/200", Part::Value), "2");
    }

    #[test]
    fn a_second_document_is_not_looked_at() {
        assert_eq!(shown("a: 1\n---\na: 2\nb: 3\n", "/b", Part::Value), "a: 1");
    }
}
