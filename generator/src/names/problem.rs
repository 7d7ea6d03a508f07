//! What can't be named, and how its author is told.

use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::Place;

/// A part of the API that gets no name of its own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NameProblem {
    /// Which part.
    pub place: Place,
    /// What is the matter with it.
    pub trouble: Trouble,
}

/// Why a part gets no name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Trouble {
    /// Nothing in the text that it is named after can stand in an identifier.
    Unnameable,
    /// The only names that it could have belong to another part too.
    Collision {
        /// The identifier that both would have.
        name: String,
        /// The other part.
        with: Place,
    },
}

impl NameProblem {
    /// The problem as a diagnostic; `site` says where a part stands in the document.
    pub fn diagnostic(&self, site: impl Fn(Place) -> Pointer) -> Diagnostic {
        let kind = kind(self.place);
        let pointer = site(self.place);
        let diagnostic = match &self.trouble {
            Trouble::Unnameable => Diagnostic::error(
                Code::Unnameable,
                pointer,
                format!(
                    "no Rust identifier can be made of this {kind}: it has no letter and no digit"
                ),
                "rename it in the document, or take it out",
            ),
            Trouble::Collision { name, with } => Diagnostic::error(
                Code::NameCollision,
                pointer,
                format!(
                    "this {kind} becomes `{name}` in Rust, and so does another {}",
                    self::kind(*with)
                ),
                "rename one of the two, so that they differ in more than case and punctuation",
            )
            .with_related(site(*with), format!("this becomes `{name}` too")),
        };
        // A property's site is its schema, and its name is the key in front of it.
        if matches!(self.place, Place::Property(..)) {
            diagnostic.on_key()
        } else {
            diagnostic
        }
    }
}

fn kind(place: Place) -> &'static str {
    match place {
        Place::SecurityScheme(_) => "security scheme",
        Place::Operation(_) => "operationId",
        Place::Tag(_) => "tag",
        Place::Parameter(..) => "parameter",
        Place::Response(..) => "response",
        Place::Type(_) => "schema",
        Place::Property(..) => "property",
        Place::EnumValue(..) => "enum value",
    }
}
