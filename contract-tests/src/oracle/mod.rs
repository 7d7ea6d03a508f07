//! The document as the suite reads it: a value tree, looked at in place.
//!
//! What comes in is a file; what goes out are the facts that expectations are made of. It is written apart from the
//! generator's reading on purpose and may know neither the generator nor the encoders of the runtime: a mistake that
//! both sides shared would be a mistake that no test finds.

pub mod deprecation;
pub mod fields;
pub mod lines;
pub mod operation;
pub mod schema;
pub mod status;
pub mod values;

use std::{fmt, fs, path::Path};

use serde_json::Value;

pub use deprecation::Deprecation;
pub use lines::Lines;
pub use operation::{Content, Example, Operation, Parameter, Place, Response};
pub use schema::{Direction, Schema};

/// How many `$ref` may follow each other before a circle is assumed.
const LONGEST_CHAIN: usize = 32;

/// An OpenAPI 3.0 document.
#[derive(Debug)]
pub struct Document {
    name: String,
    root: Value,
    lines: Lines,
}

/// Why the document can't be used as an oracle; it names the file and the line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unreadable(pub String);

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// A value of the document together with its place in it.
#[derive(Clone, Debug)]
pub struct Node<'d> {
    /// RFC 6901, from the document's root.
    pub pointer: String,
    /// What stands there.
    pub value: &'d Value,
}

impl<'d> Node<'d> {
    /// The text under `key`, where there is one.
    pub fn text(&self, key: &str) -> Option<&'d str> {
        self.value.get(key).and_then(Value::as_str)
    }

    /// Whether `key` is `true`.
    pub fn flag(&self, key: &str) -> bool {
        self.value.get(key).and_then(Value::as_bool) == Some(true)
    }
}

impl Document {
    /// Reads the file at `path`; `path` is also the name that failures use.
    pub fn read(path: &Path) -> Result<Self, Unreadable> {
        let name = shown(path);
        let text =
            fs::read_to_string(path).map_err(|error| Unreadable(format!("{name}: {error}")))?;
        Self::parse(&name, &text)
    }

    /// Reads a document from `text`, YAML or JSON, which is YAML too.
    pub fn parse(name: &str, text: &str) -> Result<Self, Unreadable> {
        let root =
            serde_yaml::from_str(text).map_err(|error| Unreadable(format!("{name}: {error}")))?;
        let lines = Lines::of(text).map_err(|error| Unreadable(format!("{name}: {error}")))?;
        Ok(Self {
            name: name.to_owned(),
            root,
            lines,
        })
    }

    /// `file:line` of what `pointer` names, or of its nearest ancestor that has a line.
    pub fn place(&self, pointer: &str) -> String {
        format!("{}:{}", self.name, self.lines.line(pointer))
    }

    /// The name that failures use.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The document's root.
    pub fn root(&self) -> Node<'_> {
        Node {
            pointer: String::new(),
            value: &self.root,
        }
    }

    /// What stands under `key`, after following `$ref`.
    pub fn child<'d>(&'d self, node: &Node<'d>, key: &str) -> Result<Option<Node<'d>>, Unreadable> {
        let value = match node.value {
            Value::Object(object) => object.get(key),
            Value::Array(array) => key.parse::<usize>().ok().and_then(|index| array.get(index)),
            _ => None,
        };
        let pointer = format!("{}/{}", node.pointer, escape(key));
        value
            .map(|value| self.resolve(Node { pointer, value }))
            .transpose()
    }

    /// Every member of the object or array under `key` with its key, after following `$ref`.
    pub fn members<'d>(
        &'d self,
        node: &Node<'d>,
        key: &str,
    ) -> Result<Vec<(String, Node<'d>)>, Unreadable> {
        let Some(parent) = self.child(node, key)? else {
            return Ok(Vec::new());
        };
        let keys: Vec<String> = match parent.value {
            Value::Object(object) => object.keys().cloned().collect(),
            Value::Array(array) => (0..array.len()).map(|index| index.to_string()).collect(),
            _ => Vec::new(),
        };
        let mut members = Vec::new();
        for key in keys {
            if let Some(member) = self.child(&parent, &key)? {
                members.push((key, member));
            }
        }
        Ok(members)
    }

    /// Follows a chain of `$ref` to where the object really stands.
    pub fn resolve<'d>(&'d self, mut node: Node<'d>) -> Result<Node<'d>, Unreadable> {
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = node.text("$ref") else {
                return Ok(node);
            };
            let target = reference.strip_prefix('#').and_then(|pointer| {
                let value = self.root.pointer(pointer)?;
                Some(Node {
                    pointer: pointer.to_owned(),
                    value,
                })
            });
            node = target.ok_or_else(|| {
                self.unreadable(&node.pointer, &format!("nothing stands at `{reference}`"))
            })?;
        }
        Err(self.unreadable(&node.pointer, "the chain of `$ref` has no end"))
    }

    /// A complaint about the place `pointer`.
    pub fn unreadable(&self, pointer: &str, message: &str) -> Unreadable {
        Unreadable(format!("{}: {message}", self.place(pointer)))
    }

    /// Every operation, in the document's order.
    pub fn operations(&self) -> Result<Vec<Operation>, Unreadable> {
        operation::operations(self)
    }
}

/// `key` as one token of a JSON pointer (RFC 6901, section 3).
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The path without the `..` that a test's manifest directory brings along, so that an editor can open it from the
/// workspace's root.
fn shown(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .and_then(|p| p.canonicalize().ok());
    let shown = workspace.and_then(|root| path.strip_prefix(root).ok().map(Path::to_owned));
    shown.unwrap_or(path).display().to_string()
}
