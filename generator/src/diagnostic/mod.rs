//! What is said about a document that is not as it should be.
//!
//! Comes from every stage: a [`Code`], a place, a sentence on what is wrong and one on what to do. Goes out as text for
//! a person ([`render()`]) or as JSON lines for a program ([`render_json`]). The stages carry JSON pointers only; lines and
//! columns are looked up here, once, when the diagnostics are shown. It knows nothing of OpenAPI.

mod code;
mod pointer;
mod position;
mod render;
mod source;

use std::collections::HashSet;

pub use code::Code;
pub(crate) use pointer::find;
pub use pointer::{InvalidPointer, Pointer};
pub use position::Position;
pub use render::{Located, locate, render, render_json, render_some};
pub use source::{Source, SourceFile};

/// How bad it is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Nothing is written while one of these stands.
    Error,
    /// The document is wrong here, but what it means is clear: it is read so. Refused where the user is strict.
    Flaw,
    /// Something of the document has no effect on what is written, or not the one that its author may expect.
    Warning,
}

impl Severity {
    /// The word that stands before the code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Flaw => "flaw",
            Self::Warning => "warning",
        }
    }
}

/// Which part of the place that a pointer names is meant.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Part {
    /// The value that the pointer leads to.
    #[default]
    Value,
    /// The key in front of that value.
    Key,
    /// The same key where it is written for the second time: a pointer alone can't tell the two apart.
    RepeatedKey,
}

/// What a diagnostic points to.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Place {
    /// A node of the document.
    Node {
        /// Where the node stands.
        pointer: Pointer,
        /// Its key or its value.
        part: Part,
    },
    /// A place in a text that is no tree, because it does not parse.
    Text {
        /// Where the content of its file would stand in the tree of the whole document.
        file: Pointer,
        /// The place.
        position: Position,
    },
    /// A file as such, because it has no text, by where its content would stand.
    File(Pointer),
}

impl From<Pointer> for Place {
    fn from(pointer: Pointer) -> Self {
        Self::Node {
            pointer,
            part: Part::Value,
        }
    }
}

impl From<&Pointer> for Place {
    fn from(pointer: &Pointer) -> Self {
        pointer.clone().into()
    }
}

impl From<Position> for Place {
    fn from(position: Position) -> Self {
        Self::Text {
            file: Pointer::ROOT,
            position,
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Diagnostic {
    /// Which kind of problem.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it, in one sentence without a full stop.
    pub help: String,
    /// Other places that have to do with it, each with a few words on how.
    pub related: Vec<(Pointer, String)>,
}

impl Diagnostic {
    /// A problem that keeps the document from being used.
    pub fn error(
        code: Code,
        place: impl Into<Place>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self::new(
            Severity::Error,
            code,
            place.into(),
            message.into(),
            help.into(),
        )
    }

    /// A mistake with one meaning. The message says how it is read.
    pub fn flaw(
        code: Code,
        place: impl Into<Place>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self::new(
            Severity::Flaw,
            code,
            place.into(),
            message.into(),
            help.into(),
        )
    }

    /// A problem that the document can be used with.
    pub fn warning(
        code: Code,
        place: impl Into<Place>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self::new(
            Severity::Warning,
            code,
            place.into(),
            message.into(),
            help.into(),
        )
    }

    fn new(severity: Severity, code: Code, place: Place, message: String, help: String) -> Self {
        Self {
            code,
            severity,
            place,
            message,
            help,
            related: Vec::new(),
        }
    }

    /// Points to the key in place of the value.
    pub fn on_key(mut self) -> Self {
        if let Place::Node { part, .. } = &mut self.place {
            *part = Part::Key;
        }
        self
    }

    /// Points to the second of two equal keys.
    pub fn on_repeated_key(mut self) -> Self {
        if let Place::Node { part, .. } = &mut self.place {
            *part = Part::RepeatedKey;
        }
        self
    }

    /// Adds a further place, which is shown with `label` beside it.
    pub fn with_related(mut self, pointer: Pointer, label: impl Into<String>) -> Self {
        self.related.push((pointer, label.into()));
        self
    }

    /// The pointer of its place, where it has one.
    pub fn pointer(&self) -> Option<&Pointer> {
        match &self.place {
            Place::Node { pointer, .. } => Some(pointer),
            Place::Text { .. } | Place::File(_) => None,
        }
    }

    /// The same in a file whose content stands at `mount`, for one that was found while the file was read by itself.
    pub fn within(mut self, mount: &Pointer) -> Self {
        match &mut self.place {
            Place::Node { pointer, .. } => *pointer = mount.join(pointer.as_str()),
            Place::Text { file, .. } | Place::File(file) => *file = mount.join(file.as_str()),
        }
        for (pointer, _) in &mut self.related {
            *pointer = mount.join(pointer.as_str());
        }
        self
    }
}

/// Where all stages put what they find, in the order in which they find it.
///
/// The same problem met twice, say through two references to one broken object, is kept once.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    seen: HashSet<Diagnostic>,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, unless an equal one is there.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.seen.insert(diagnostic.clone()) {
            self.list.push(diagnostic);
        }
    }

    /// Whether anything of [`Severity::Error`] is among them.
    pub fn has_errors(&self) -> bool {
        self.has(Severity::Error)
    }

    /// Whether any of the errors is about a file as such, an overlay among them, so that nothing can be made of the document.
    pub fn has_errors_of_files(&self) -> bool {
        self.list.iter().any(|diagnostic| {
            diagnostic.severity == Severity::Error && diagnostic.code.is_about_a_file()
        })
    }

    /// Whether anything of [`Severity::Flaw`] is among them.
    pub fn has_flaws(&self) -> bool {
        self.has(Severity::Flaw)
    }

    fn has(&self, severity: Severity) -> bool {
        self.list
            .iter()
            .any(|diagnostic| diagnostic.severity == severity)
    }

    /// All of them in the order in which they came.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: T) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
