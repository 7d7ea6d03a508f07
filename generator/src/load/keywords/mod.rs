//! The objects of OpenAPI 3.0 as data: which keywords each has, and what may stand there.
//!
//! Here is what such data can say; the [`tables`] say it, and [`super::grammar`] holds documents against them. They say
//! nothing that needs two objects to decide; that is for `lower`.

mod tables;

pub(super) use tables::{
    CALLBACK, HEADER, MEDIA_TYPE, OPENAPI, PARAMETER, PATH_ITEM, REQUEST_BODY, RESPONSE, SCHEMA,
};

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
}

/// When a keyword must be there.
#[derive(Debug)]
pub(super) enum Need {
    /// It may always be left out.
    Never,
    /// It may never be left out.
    Always,
    /// It may not be left out where another keyword has a certain value.
    Where(&'static str, &'static str),
}

/// What may stand somewhere.
#[derive(Debug)]
pub(super) enum Shape {
    /// Any JSON value.
    Any,
    /// A string.
    Text,
    /// One of certain strings.
    Choice(&'static [&'static str]),
    /// A boolean.
    Flag,
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
            | Shape::Text
            | Shape::Choice(_)
            | Shape::Flag
            | Shape::Number
            | Shape::Count => None,
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
                    Need::Where(other, _) => Some(other),
                    Need::Never | Need::Always => None,
                });
            for name in named
                .chain(object.one_of.iter().copied())
                .chain(object.not_both.iter().flatten().copied())
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
