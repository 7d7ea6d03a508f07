//! Which parts of a request the document calls deprecated, as the walk that checks a request finds them.

use std::fmt;

use super::Deprecation;
use crate::Location;

/// A parameter, a property or an enum's value that the document calls deprecated and a call uses.
///
/// It holds nothing that a caller gave but a value that the document itself names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeprecatedPart {
    identity: Identity,
    pointer: String,
    deprecation: &'static Deprecation,
}

/// What tells a part from the others of its operation. There are as many as the document has: a property counts once,
/// however many elements of an array have it, and however deep they lie in each other.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Identity {
    location: Location,
    kind: Kind,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Kind {
    Parameter,
    Property {
        owner: &'static str,
        name: &'static str,
    },
    Value {
        owner: &'static str,
        value: String,
    },
}

impl DeprecatedPart {
    pub(crate) fn parameter(location: Location, deprecation: &'static Deprecation) -> Self {
        let kind = Kind::Parameter;
        Self {
            identity: Identity { location, kind },
            pointer: String::new(),
            deprecation,
        }
    }

    pub(crate) fn property(
        location: Location,
        pointer: String,
        [owner, name]: [&'static str; 2],
        deprecation: &'static Deprecation,
    ) -> Self {
        let kind = Kind::Property { owner, name };
        Self {
            identity: Identity { location, kind },
            pointer,
            deprecation,
        }
    }

    pub(crate) fn value_of(
        location: Location,
        pointer: String,
        owner: &'static str,
        value: String,
        deprecation: &'static Deprecation,
    ) -> Self {
        let kind = Kind::Value { owner, value };
        Self {
            identity: Identity { location, kind },
            pointer,
            deprecation,
        }
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The parameter, or the body.
    pub fn location(&self) -> Location {
        self.identity.location
    }

    /// The place inside of it where the part was first found, as an RFC 6901 pointer with `*` for each element of an array
    /// and each key of a map; empty for the whole.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The enum's value, where it is that which is deprecated and not what holds it.
    pub fn value(&self) -> Option<&str> {
        match &self.identity.kind {
            Kind::Value { owner: _, value } => Some(value),
            Kind::Parameter | Kind::Property { .. } => None,
        }
    }

    /// What the document says about its end.
    pub fn deprecation(&self) -> &'static Deprecation {
        self.deprecation
    }

    /// What it is, in a word.
    pub(crate) fn noun(&self) -> &'static str {
        match self.identity.kind {
            Kind::Parameter => "parameter",
            Kind::Property { .. } => "property",
            Kind::Value { .. } => "value",
        }
    }
}

/// As [`Violation`](crate::Violation) names a place: ``query parameter `kind` ``, `body at /jobs/*/kind`.
impl fmt::Display for DeprecatedPart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(value) = self.value() {
            write!(formatter, "the value `{value}` of ")?;
        }
        self.location().fmt(formatter)?;
        if !self.pointer.is_empty() {
            write!(formatter, " at {}", self.pointer)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
