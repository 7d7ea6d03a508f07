//! The document as the suite reads it: value trees, looked at in place.
//!
//! What comes in is a file, with those that it refers to; what goes out are the facts that expectations are made of. It
//! is written apart from the generator's reading on purpose and may know neither the generator nor the encoders of the
//! runtime: a mistake that both sides shared would be a mistake that no test finds.
//!
//! A real document is large and partly wrong. So nothing is worked out before it is asked for, and what can't be read
//! spoils no more than the part where it stands: it is a [`Finding`].

mod convert;
pub mod deprecation;
pub mod fields;
mod files;
mod findings;
mod judge;
pub mod lines;
pub mod operation;
pub mod overlay;
pub mod paging;
mod pattern;
mod read;
pub mod schema;
mod security;
pub mod status;
pub mod values;
pub mod versions;
mod walk;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::Value;

pub use deprecation::Deprecation;
pub use lines::Lines;
pub use operation::{
    Body, Content, Encoding, Example, Header, Operation, Parameter, Place, Response, Scheme,
    Server, Style,
};
pub use read::servers_of;
pub use schema::{Direction, Schema};

use files::Tree;

/// How many `$ref` may follow each other before a circle is assumed.
const LONGEST_CHAIN: usize = 32;

/// An OpenAPI document of version 3.0 or 3.1. Copies are cheap and share what was worked out.
#[derive(Clone, Debug)]
pub struct Document {
    tree: Arc<Tree>,
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

/// A mistake of the document.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Finding {
    /// `file:line`.
    pub place: String,
    /// Where it stands, as [`Node::pointer`] writes it.
    pub pointer: String,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.what)
    }
}

impl From<Finding> for Unreadable {
    fn from(finding: Finding) -> Self {
        Self(finding.to_string())
    }
}

/// A value of the document together with its place in it.
#[derive(Clone, Debug)]
pub struct Node<'d> {
    /// RFC 6901, from the root of its file. In front of it stand the path of the file from the document's folder and
    /// `#`, where that is another file than the document's own.
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

    /// What stands under `key`, a `$ref` not followed.
    pub fn below(&self, key: &str) -> Option<Node<'d>> {
        let value = match self.value {
            Value::Object(object) => object.get(key),
            Value::Array(array) => array.get(key.parse::<usize>().ok()?),
            _ => None,
        }?;
        let pointer = format!("{}/{}", self.pointer, escape(key));
        Some(Node { pointer, value })
    }

    /// Every member of the object or array with its key, no `$ref` followed.
    pub fn entries(&self) -> Vec<(String, Node<'d>)> {
        let node = |key: &str, value: &'d Value| {
            let pointer = format!("{}/{}", self.pointer, escape(key));
            (key.to_owned(), Node { pointer, value })
        };
        match self.value {
            Value::Object(object) => object.iter().map(|(key, value)| node(key, value)).collect(),
            Value::Array(array) => {
                let items = array.iter().enumerate();
                items
                    .map(|(index, value)| node(&index.to_string(), value))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// The entries of what stands under `key`.
    pub fn entries_of(&self, key: &str) -> Vec<(String, Node<'d>)> {
        self.below(key)
            .map(|node| node.entries())
            .unwrap_or_default()
    }
}

impl Document {
    /// Reads the file at `path` and every file that it refers to; `path` is also the name that failures use.
    pub fn read(path: &Path) -> Result<Self, Unreadable> {
        Self::read_with(path, &[])
    }

    /// The same, changed by `overlays` first (OpenAPI Overlay 1.0).
    pub fn read_with(path: &Path, overlays: &[PathBuf]) -> Result<Self, Unreadable> {
        let tree = Arc::new(Tree::read(path, overlays)?);
        Ok(Self { tree })
    }

    /// Reads a document of one file from `text`, YAML or JSON.
    pub fn parse(name: &str, text: &str) -> Result<Self, Unreadable> {
        let tree = Arc::new(Tree::parse(name, text)?);
        Ok(Self { tree })
    }

    /// `file:line` of what `pointer` names, or of its nearest ancestor that has a line.
    pub fn place(&self, pointer: &str) -> String {
        self.tree.place(pointer)
    }

    /// The name that failures use.
    pub fn name(&self) -> &str {
        self.tree.name()
    }

    /// The document's root.
    pub fn root(&self) -> Node<'_> {
        self.tree.root()
    }

    /// What stands at `pointer`, written as in [`Node::pointer`]; a `$ref` there is not followed.
    pub fn at(&self, pointer: &str) -> Option<Node<'_>> {
        self.tree.at(pointer)
    }

    /// What stands under `key`, after following `$ref`.
    pub fn child<'d>(&'d self, node: &Node<'d>, key: &str) -> Result<Option<Node<'d>>, Unreadable> {
        node.below(key).map(|node| self.resolve(node)).transpose()
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
        let members = parent.entries().into_iter();
        members
            .map(|(key, node)| Ok((key, self.resolve(node)?)))
            .collect()
    }

    /// Follows a chain of `$ref` to where the object really stands.
    pub fn resolve<'d>(&'d self, node: Node<'d>) -> Result<Node<'d>, Unreadable> {
        Ok(self.tree.resolve(node)?)
    }

    /// A complaint about the place `pointer`.
    pub fn unreadable(&self, pointer: &str, message: &str) -> Unreadable {
        self.tree.finding(pointer, message).into()
    }

    /// Every operation in its newest version, in the document's order.
    pub fn operations(&self) -> Result<Vec<Operation>, Unreadable> {
        self.operations_at(None)
    }

    /// Every operation in the newest version that is not after the day `version` (ISO 8601), in the document's order. One
    /// that had no version then is not among them.
    pub fn operations_at(&self, version: Option<&str>) -> Result<Vec<Operation>, Unreadable> {
        read::operations(self, version)
    }

    /// Each example that a schema of the components bears, at any depth, with that schema.
    pub fn schema_examples(&self) -> Vec<(Schema, Example)> {
        findings::schema_examples(self)
    }

    /// What is wrong with the document as far as these operations go: examples that break their own schemas, and parts
    /// that can't be read.
    pub fn findings(&self, operations: &[Operation]) -> Vec<Finding> {
        findings::findings(self, operations)
    }
}

/// `key` as one token of a JSON pointer (RFC 6901, section 3).
pub fn escape(key: &str) -> String {
    if key.contains(['~', '/']) {
        key.replace('~', "~0").replace('/', "~1")
    } else {
        key.to_owned()
    }
}
