//! The objects of OpenAPI 3.0 and 3.1 as data: which keywords each has, and what may stand there.
//!
//! Here is what such data can say; the [`tables`] say it, and [`super::grammar`] holds documents against them. They say
//! nothing that needs two objects to decide; that is for `lower`.

mod tables;

use serde_json::{Map, Value};

pub(super) use tables::{
    CALLBACK, ENCODING, EXAMPLE, HEADER, LINK, MEDIA_TYPE, OPENAPI, OPERATION, PARAMETER,
    PATH_ITEM, REQUEST_BODY, RESPONSE, SCHEMA, SECURITY_SCHEME,
};

/// Which of the two lines of OpenAPI a document belongs to. They differ most in schemas.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Edition {
    /// OpenAPI 3.0, whose schemas are a dialect of their own.
    V3_0,
    /// OpenAPI 3.1 and what follows it, whose schemas are JSON Schema 2020-12.
    V3_1,
}

impl Edition {
    /// As a message calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::V3_0 => "OpenAPI 3.0",
            Self::V3_1 => "OpenAPI 3.1",
        }
    }

    /// The one that this is not.
    pub(super) fn other(self) -> Self {
        match self {
            Self::V3_0 => Self::V3_1,
            Self::V3_1 => Self::V3_0,
        }
    }
}

/// One kind of object.
#[derive(Debug)]
pub(super) struct Object {
    /// What a message calls it, with its article.
    pub(super) name: &'static str,
    /// The keywords with fixed names.
    pub(super) keywords: &'static [Keyword],
    /// What stands under every other key, for objects whose keys are data.
    pub(super) others: Option<Shape>,
    /// Sets of keywords of which exactly one must be there.
    pub(super) one_of: &'static [&'static str],
    /// Pairs of keywords that exclude each other.
    pub(super) not_both: &'static [[&'static str; 2]],
    /// The keyword that is meant where a text stands in place of the object.
    pub(super) text_is: Option<&'static str>,
}

impl Object {
    /// The keyword called `name`.
    pub(super) fn keyword(&self, name: &str) -> Option<&'static Keyword> {
        self.keywords.iter().find(|keyword| keyword.name == name)
    }
}

/// One keyword of an object.
#[derive(Debug)]
pub(super) struct Keyword {
    /// Its name.
    pub(super) name: &'static str,
    /// What may stand there.
    pub(super) shape: Shape,
    /// When it must be there.
    pub(super) need: Need,
    /// What is meant where it is not there although it must be, if that is clear.
    pub(super) fallback: Option<Fallback>,
    /// The only edition that knows it; none where both do.
    pub(super) only: Option<Edition>,
}

/// What stands for a keyword that is missing.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fallback {
    /// A text.
    Text(&'static str),
    /// An object without members.
    Object,
}

impl Fallback {
    /// As a value.
    pub(super) fn value(self) -> Value {
        match self {
            Self::Text(text) => text.into(),
            Self::Object => Value::Object(Map::new()),
        }
    }
}

/// When a keyword must be there.
#[derive(Debug)]
pub(super) enum Need {
    /// It may always be left out.
    Never,
    /// It may never be left out.
    Always,
    /// It may not be left out in OpenAPI 3.0.
    In3_0,
    /// It may not be left out where another keyword has a certain value.
    Where(&'static str, &'static str),
    /// It may not be left out in OpenAPI 3.0 where another keyword has a certain value.
    In3_0Where(&'static str, &'static str),
}

/// What may stand somewhere.
#[derive(Debug)]
pub(super) enum Shape {
    /// Any JSON value.
    Any,
    /// The same, for people to look at.
    Example,
    /// A string.
    Text,
    /// One of certain strings.
    Choice(&'static [&'static str]),
    /// A boolean.
    Flag,
    /// The types of a schema: one, and from 3.1 on a list too.
    Type,
    /// A boolean in 3.0, from 3.1 on a number.
    Exclusive,
    /// The name of a schema, or a reference to one.
    Mapped,
    /// A boolean, or something else.
    FlagOr(&'static Shape),
    /// A number.
    Number,
    /// An integer that is not negative.
    Count,
    /// An array.
    List(&'static Shape),
    /// An object with data as keys.
    Map(&'static Shape),
    /// An object of a certain kind.
    Object(&'static Object),
    /// The same, or a Reference Object.
    OrReference(&'static Object),
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Need, OPENAPI, Object, Shape};

    /// Every object that the document's own reaches, by its name and keywords.
    fn reached() -> Vec<&'static Object> {
        let mut found: Vec<&Object> = vec![&OPENAPI];
        let mut next = 0;
        while let Some(object) = found.get(next) {
            next += 1;
            let shapes = object
                .keywords
                .iter()
                .map(|keyword| &keyword.shape)
                .chain(&object.others);
            for object in shapes.filter_map(inner).collect::<Vec<_>>() {
                if !found.iter().any(|known| std::ptr::eq(*known, object)) {
                    found.push(object);
                }
            }
        }
        found
    }

    fn inner(shape: &'static Shape) -> Option<&'static Object> {
        match shape {
            Shape::Object(object) | Shape::OrReference(object) => Some(object),
            Shape::List(shape) | Shape::Map(shape) | Shape::FlagOr(shape) => inner(shape),
            Shape::Any
            | Shape::Example
            | Shape::Text
            | Shape::Choice(_)
            | Shape::Flag
            | Shape::Number
            | Shape::Count
            | Shape::Type
            | Shape::Exclusive
            | Shape::Mapped => None,
        }
    }

    #[test]
    fn every_object_of_the_standard_is_reached() {
        // 30 sections, of which the Reference and the Security Requirement Object have no table; three tables for flows.
        assert_eq!(reached().len(), 30 - 2 + 2);
    }

    #[test]
    fn no_keyword_stands_twice_in_a_table() {
        for object in reached() {
            let mut seen = BTreeSet::new();
            for keyword in object.keywords {
                assert!(
                    seen.insert(keyword.name),
                    "{} of {}",
                    keyword.name,
                    object.name
                );
            }
        }
    }

    #[test]
    fn rules_name_only_keywords_of_their_own_object() {
        for object in reached() {
            let named = object
                .keywords
                .iter()
                .filter_map(|keyword| match keyword.need {
                    Need::Where(other, _) | Need::In3_0Where(other, _) => Some(other),
                    Need::Never | Need::Always | Need::In3_0 => None,
                });
            for name in named
                .chain(object.one_of.iter().copied())
                .chain(object.not_both.iter().flatten().copied())
                .chain(object.text_is)
            {
                assert!(
                    object.keywords.iter().any(|keyword| keyword.name == name),
                    "{name} of {}",
                    object.name
                );
            }
        }
    }
}
