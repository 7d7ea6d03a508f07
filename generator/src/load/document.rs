//! The document as the later stages read it: a tree in which every place has a pointer.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use super::{
    bare::bare,
    examples,
    files::{FILES, Input},
    grammar::Grammar,
    keywords::{Edition, SCHEMA},
    reference,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Pointer, Source};

/// A document of OpenAPI 3.0 or 3.1.
///
/// It is read in pieces, so that one bad part spoils only itself.
#[derive(Clone, Debug)]
pub struct Document {
    source: Source,
    inputs: Vec<Input>,
    sha256: String,
    tree: Value,
    edition: Edition,
    grammar: Grammar,
}

/// An object and where it really stands, after all references.
#[derive(Clone, Debug)]
pub struct Located<T> {
    /// Where the object stands.
    pub at: Pointer,
    /// The object.
    pub value: T,
}

impl Document {
    pub(super) fn new(
        source: Source,
        inputs: Vec<Input>,
        sha256: String,
        tree: Value,
        edition: Edition,
        grammar: Grammar,
    ) -> Self {
        Self {
            source,
            inputs,
            sha256,
            tree,
            edition,
            grammar,
        }
    }

    /// The text, to show diagnostics in.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The files that it was read from, its overlays among them.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// SHA-256 in lower-case hex: of the file's bytes, or of those of all files where there are several.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The whole document as a JSON value. Where it has several files, the others stand under `x-specwright-files` by their
    /// paths, and all references lead into this tree.
    pub fn tree(&self) -> &Value {
        &self.tree
    }

    /// Says which of its examples are not valid by their own schemas. Nothing else depends on that, so whoever reads the
    /// document may have it checked beside.
    pub fn check_examples(&self, diagnostics: &mut Diagnostics) {
        examples::check(&self.tree, self.edition, &self.grammar, diagnostics);
    }

    /// The value at `at`; references are not followed.
    pub fn get(&self, at: &Pointer) -> Option<&Value> {
        at.find(&self.tree)
    }

    /// What the document calls the schema at `at`, if it gives it a name: its key among other schemas or, where it is a
    /// file of its own or one of the things in a file, the name of that.
    pub fn schema_name(&self, at: &Pointer) -> Option<String> {
        let name = at.last()?;
        let parent = at.parent()?;
        let files = Pointer::ROOT.child(FILES);
        if parent == files {
            let file = name.rsplit('/').next().unwrap_or(&name);
            let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
            return Some(stem.to_owned());
        }
        let is_in_a_list = matches!(parent.last()?.as_str(), "schemas" | "$defs" | "definitions");
        let is_in_a_file = parent.parent().as_ref() == Some(&files);
        (is_in_a_list || is_in_a_file).then_some(name)
    }

    /// Whether the grammar check reported an error at `at` or below it. There [`Document::read`] may fail, and what it
    /// would say is known already.
    pub fn is_broken(&self, at: &Pointer) -> bool {
        self.is_broken_there(&self.source.origin(at))
            || self
                .source
                .copies_within(at)
                .any(|origin| self.is_broken_there(origin))
    }

    fn is_broken_there(&self, at: &Pointer) -> bool {
        let broken = &self.grammar.broken;
        let inside = at.join("/");
        // Those inside of it stand side by side in their order.
        broken.contains(at)
            || broken
                .range(&inside..)
                .next()
                .is_some_and(|pointer| pointer.as_str().starts_with(inside.as_str()))
    }

    /// Reads the object at `at` as one of the types of `openapiv3`. The schemas in it are empty and the examples are not
    /// there: those are read from the tree.
    ///
    /// # Errors
    ///
    /// Where it does not fit the type: a diagnostic as near to the reason as `openapiv3` tells it.
    pub fn read<T: DeserializeOwned>(&self, at: &Pointer) -> Result<T, Box<Diagnostic>> {
        let value = self.get(at).unwrap_or(&Value::Null);
        let kinds = &self.grammar.kinds;
        let kind = kinds.get(at).or_else(|| kinds.get(&self.source.origin(at)));
        let bare = match kind {
            Some(object) if !std::ptr::eq(*object, &raw const SCHEMA) => {
                Cow::Owned(bare(value, object))
            }
            _ => Cow::Borrowed(value),
        };
        serde_path_to_error::deserialize(&*bare).map_err(|error| {
            let at = error
                .path()
                .iter()
                .fold(at.clone(), |at, segment| match segment {
                    Segment::Map { key } => at.child(key),
                    Segment::Seq { index } => at.index(*index),
                    Segment::Enum { .. } | Segment::Unknown => at,
                });
            let message = format!("this does not fit OpenAPI: {}", error.inner());
            let help = "compare it with the OpenAPI specification";
            Box::new(Diagnostic::error(Code::WrongType, at, message, help))
        })
    }

    /// Like [`Document::read`], after following references; it says where the object really stands.
    ///
    /// # Errors
    ///
    /// Also where a reference leads to nothing, in a circle or out of the document.
    pub fn resolve<T: DeserializeOwned>(
        &self,
        at: &Pointer,
    ) -> Result<Located<T>, Box<Diagnostic>> {
        let at = self.follow(at)?;
        Ok(Located {
            value: self.read(&at)?,
            at,
        })
    }

    /// Where a chain of references that begins at `at` ends; `at` itself where no `$ref` stands there.
    ///
    /// # Errors
    ///
    /// Where a reference leads to nothing, in a circle or out of the document.
    pub fn follow(&self, at: &Pointer) -> Result<Pointer, Box<Diagnostic>> {
        // Each was followed when the tree was made; but some have given way to what is meant by them since.
        let is_reference = self.get(at).and_then(reference::of).is_some();
        if let Some(end) = self.grammar.ends.get(at).filter(|_| is_reference) {
            return Ok(end.clone());
        }
        reference::follow(&self.tree, at).map_err(|problem| {
            // What `load` said knows the file and the place in it.
            let at = problem.pointer().map(|at| self.source.origin(at));
            let known = at.and_then(|at| self.grammar.unresolved.get(&at));
            known.map_or(problem, |known| Box::new(known.clone()))
        })
    }
}

#[cfg(test)]
mod tests {
    use openapiv3::{Info, Schema, Server};
    use serde_json::json;

    use super::{Code, Document, Edition, Grammar, Pointer, Source};

    fn document() -> Document {
        let tree = json!({
            "info": {"title": "a", "version": 1},
            "servers": [{"url": "/v1"}],
            "components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"type": "string"}}},
        });
        Document::new(
            Source::default(),
            Vec::new(),
            "abc".to_owned(),
            tree,
            Edition::V3_0,
            Grammar {
                broken: [Pointer::ROOT.child("info").child("version")].into(),
                ..Grammar::default()
            },
        )
    }

    #[test]
    fn an_object_is_read_by_itself() {
        let server: Server = document()
            .read(&Pointer::ROOT.child("servers").index(0))
            .expect("a server");
        assert_eq!(server.url, "/v1");
    }

    #[test]
    fn an_object_that_does_not_fit_is_shown_at_its_member() {
        let error = document()
            .read::<Info>(&Pointer::ROOT.child("info"))
            .expect_err("no text");
        assert_eq!(error.code, Code::WrongType);
        assert_eq!(error.pointer().map(Pointer::as_str), Some("/info/version"));
    }

    #[test]
    fn a_reference_is_followed_to_where_the_object_stands() {
        let schemas = Pointer::ROOT.child("components").child("schemas");
        let located = document()
            .resolve::<Schema>(&schemas.child("A"))
            .expect("a schema");
        assert_eq!(located.at, schemas.child("B"));
    }

    #[test]
    fn broken_is_what_holds_an_error() {
        let info = Pointer::ROOT.child("info");
        assert!(document().is_broken(&Pointer::ROOT));
        assert!(document().is_broken(&info));
        assert!(document().is_broken(&info.child("version")));
        assert!(!document().is_broken(&info.child("title")));
        assert!(!document().is_broken(&Pointer::ROOT.child("inf")));
    }
}
