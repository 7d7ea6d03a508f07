//! Whether a tree says only what OpenAPI knows, where it knows it.
//!
//! `openapiv3` drops what it does not know and tells of an error only the nearest object that it can name. So before
//! anything is read with it the whole tree is held against the tables of [`super::keywords`]: an error stands at the very
//! member that is wrong, and a keyword without effect is a warning. Nothing is dropped in silence.
//!
//! Where something is wrong in a way that leaves one meaning, that is a flaw, and the tree is mended: [`readings`] knows
//! what is meant, and [`super::repair`] makes the change.

mod readings;
mod references;
mod schemas;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::{
    files::Files,
    keywords::{
        CALLBACK, ENCODING, EXAMPLE, Edition, Fallback, HEADER, Keyword, LINK, Need, OPENAPI,
        Object, PARAMETER, SCHEMA, Shape,
    },
    names::Names,
    near::nearest,
    repair::Repair,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer, Severity};
use readings::{empty, reading};
use references::is_reference;
use words::{Wrong, found, list, shown, wrong};

/// What is known of a tree after the check.
#[derive(Clone, Debug, Default)]
pub(super) struct Grammar {
    /// The kind of each object, by where it stands, in the order of the document.
    pub(super) kinds: IndexMap<Pointer, &'static Object>,
    /// Where there are errors of structure, so that nobody stumbles over them again.
    pub(super) broken: BTreeSet<Pointer>,
    /// The references that lead nowhere, by where their texts stand, with what was said of them.
    pub(super) unresolved: BTreeMap<Pointer, Diagnostic>,
    /// Where the references end that were followed.
    pub(super) ends: HashMap<Pointer, Pointer>,
}

/// What the check asks to be changed.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) repairs: Vec<Repair>,
    /// What stands elsewhere and is meant to stand here: by the place, where it stands.
    pub(super) copies: BTreeMap<Pointer, Pointer>,
}

/// Checks the document and all that it refers to, and says how to mend it where that is clear. Files are read as
/// references to them are met.
pub(super) fn check(
    files: &mut Files,
    edition: Edition,
    diagnostics: &mut Diagnostics,
) -> (Grammar, Changes) {
    let tree = files.tree(0);
    let mut check = Check {
        files,
        names: Names::default(),
        edition,
        found: Vec::new(),
        changes: Changes::default(),
        moved: BTreeMap::new(),
        ends: HashMap::new(),
        kinds: IndexMap::new(),
        references: Vec::new(),
        places: Vec::new(),
    };
    check.object(&tree, &OPENAPI, &Pointer::ROOT);
    check.references();
    let Check {
        found,
        changes,
        ends,
        kinds,
        ..
    } = check;
    let mut grammar = Grammar {
        kinds,
        ends,
        ..Grammar::default()
    };
    let errors = found
        .iter()
        .filter(|found| found.severity == Severity::Error);
    for error in errors {
        let Some(at) = error.pointer().cloned() else {
            continue;
        };
        // A broken reference does not keep the object that holds it from being read.
        if is_about_a_reference(error.code) {
            grammar.unresolved.insert(at, error.clone());
        } else {
            grammar.broken.insert(at);
        }
    }
    diagnostics.extend(found);
    diagnostics.extend(files.found.iter().cloned());
    (grammar, changes)
}

fn is_about_a_reference(code: Code) -> bool {
    matches!(
        code,
        Code::UnresolvedReference | Code::UnsupportedReference | Code::CircularReference
    )
}

struct Check<'f> {
    files: &'f mut Files,
    names: Names,
    edition: Edition,
    found: Vec<Diagnostic>,
    changes: Changes,
    /// Where parts that are read in another place stand in their file, by that place.
    moved: BTreeMap<Pointer, Pointer>,
    /// Where the references end that were followed.
    ends: HashMap<Pointer, Pointer>,
    /// The kind of each object that was checked.
    kinds: IndexMap<Pointer, &'static Object>,
    /// References still to be followed, with the kind of object that is wanted at their end.
    references: Vec<(Pointer, &'static Object)>,
    /// Places still to be checked, with what is wanted there.
    places: Vec<(Pointer, &'static Shape)>,
}

/// What a place asks for that holds a value which does not fit.
#[derive(Clone, Copy)]
enum Seat {
    /// The keyword may be left out.
    Optional,
    /// The keyword must be there.
    Required(Option<Fallback>),
    /// A member whose key is data.
    Entry,
    /// An element of an array.
    Element,
}

impl Check<'_> {
    fn error(
        &mut self,
        code: Code,
        place: impl Into<Place>,
        message: String,
        help: impl Into<String>,
    ) {
        self.found
            .push(Diagnostic::error(code, place, message, help));
    }

    fn flaw(
        &mut self,
        code: Code,
        place: impl Into<Place>,
        message: String,
        help: impl Into<String>,
    ) {
        self.found
            .push(Diagnostic::flaw(code, place, message, help));
    }

    fn shape(&mut self, value: &Value, shape: &'static Shape, at: &Pointer, seat: Seat) {
        match (shape, value) {
            (Shape::Example, Value::Object(members)) if is_reference(members) => {
                self.example_elsewhere(members, at);
            }
            (
                Shape::Text
                | Shape::Choice(_)
                | Shape::Flag
                | Shape::Number
                | Shape::Count
                | Shape::List(_)
                | Shape::Map(Shape::Map(_) | Shape::Object(_) | Shape::OrReference(_))
                | Shape::Object(_),
                Value::Object(members),
            ) if is_reference(members) => self.misplaced_reference(shape, at, seat),
            (Shape::Mapped, Value::String(text)) => self.mapped(text, at),
            (Shape::Any | Shape::Type | Shape::Example, _)
            | (Shape::Text, Value::String(_))
            | (Shape::Flag | Shape::FlagOr(_), Value::Bool(_))
            | (Shape::Number, Value::Number(_)) => {}
            (Shape::Exclusive, Value::Bool(_)) => self.form_of(Edition::V3_0, "a boolean", at),
            (Shape::Exclusive, Value::Number(_)) => self.form_of(Edition::V3_1, "a number", at),
            (Shape::Count, Value::Number(number)) if number.is_u64() => {}
            (Shape::Choice(allowed), Value::String(text)) if allowed.contains(&&**text) => {}
            (Shape::FlagOr(shape), Value::Object(_)) => self.shape(value, shape, at, seat),
            (Shape::List(shape), Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    self.shape(element, shape, &at.index(index), Seat::Element);
                }
            }
            (Shape::Map(shape), Value::Object(members)) => {
                for (key, member) in members {
                    self.shape(member, shape, &at.child(key), Seat::Entry);
                }
            }
            (Shape::OrReference(object), Value::Object(members))
                if members.contains_key("$ref") =>
            {
                self.reference(members, object, at);
            }
            (Shape::Object(object) | Shape::OrReference(object), Value::Object(members)) => {
                self.object_of(members, object, at);
            }
            (Shape::Object(object) | Shape::OrReference(object), Value::Bool(_))
                if is(object, &SCHEMA) =>
            {
                self.form_of(Edition::V3_1, "a boolean as a schema", at);
            }
            _ => self.misfit(value, shape, at, seat),
        }
    }

    /// A form of a keyword that only one edition has. Where the other one is spoken it is read all the same.
    fn form_of(&mut self, edition: Edition, form: &str, at: &Pointer) {
        if edition != self.edition {
            let message = format!(
                "{form} belongs to {} here; it is read as it is meant there",
                edition.name()
            );
            let help = format!("write it as {} has it", self.edition.name());
            self.flaw(Code::OtherVersion, at, message, help);
        }
    }

    /// A value that does not fit its place: what is meant by it, or what to do without it.
    fn misfit(&mut self, value: &Value, shape: &'static Shape, at: &Pointer, seat: Seat) {
        let Wrong {
            code,
            message,
            help,
        } = wrong(value, shape);
        let is_empty = value.is_null() && !matches!(seat, Seat::Optional);
        let meant = reading(value, shape).or_else(|| if is_empty { empty(shape) } else { None });
        if let Some(meant) = meant {
            let message = format!("{message}; it is read as {}", shown(&meant));
            self.flaw(code, at, message, help);
            self.changes
                .repairs
                .push(Repair::Set(at.clone(), meant.clone()));
            return self.meant(value, &meant, shape, at, seat);
        }
        let is_schema = match shape {
            Shape::Object(object) | Shape::OrReference(object) => is(object, &SCHEMA),
            _ => false,
        };
        match (seat, shape) {
            (Seat::Required(Some(fallback)), _) => {
                let meant = fallback.value();
                let message = format!("{message}; it is read as {}", shown(&meant));
                self.flaw(code, at, message, help);
                self.changes
                    .repairs
                    .push(Repair::Set(at.clone(), meant.clone()));
                self.shape(&meant, shape, at, seat);
            }
            _ if is_schema => {
                let message = format!("{message}; it is read as any value");
                self.flaw(code, at, message, help);
                self.changes
                    .repairs
                    .push(Repair::Set(at.clone(), json!({})));
            }
            (Seat::Entry, Shape::Object(object) | Shape::OrReference(object))
                if !is_without_effect(object) =>
            {
                self.error(code, at, message, help);
            }
            (Seat::Optional | Seat::Entry, _) => self.left_out(code, at, &message, help),
            (Seat::Required(None) | Seat::Element, _) => self.error(code, at, message, help),
        }
    }

    /// Checks what is meant by a value that does not fit.
    fn meant(
        &mut self,
        value: &Value,
        meant: &Value,
        shape: &'static Shape,
        at: &Pointer,
        seat: Seat,
    ) {
        if let (Some(Value::String(text)), true) = (meant.get("$ref"), value.is_string()) {
            return self.reference_text(text, at, &at.child("$ref"));
        }
        if meant.get(0) == Some(value) {
            self.moves(at.index(0), self.as_written(at));
        } else if value.get(0) == Some(meant) {
            self.moves(at.clone(), self.as_written(at).index(0));
        }
        self.shape(meant, shape, at, seat);
    }

    fn left_out(&mut self, code: Code, at: &Pointer, message: &str, help: String) {
        self.flaw(code, at, format!("{message}; it is left out"), help);
        self.changes.repairs.push(Repair::Remove(at.clone()));
    }

    /// Checks an object that is no reference.
    fn object(&mut self, value: &Value, object: &'static Object, at: &Pointer) {
        match value {
            Value::Object(members) => self.object_of(members, object, at),
            Value::Bool(_) if is(object, &SCHEMA) => {}
            _ => self.error(
                Code::WrongType,
                at,
                format!("this must be {}, but it is {}", object.name, found(value)),
                "write an object",
            ),
        }
    }

    fn object_of(&mut self, members: &Map<String, Value>, object: &'static Object, at: &Pointer) {
        if self.kinds.contains_key(at) {
            return;
        }
        self.kinds.insert(at.clone(), object);
        let mut absorbed = self.rules_of_several_keywords(members, object, at);
        if is(object, &SCHEMA) {
            absorbed.extend(self.schema(members, at));
        } else if is(object, &PARAMETER) {
            self.style(members, at);
        }
        for (key, member) in members {
            let place = at.child(key);
            if absorbed.contains(&&**key) {
                // A keyword that was dealt with.
            } else if let Some(keyword) = object.keyword(key) {
                self.keyword(keyword, member, members, &place);
            } else if key.starts_with("x-") {
                // An extension (section 4.9), of which `lower` reads those that it knows.
            } else if let Some(shape) = &object.others {
                self.shape(member, shape, &place, Seat::Entry);
            } else {
                self.unknown_keyword(key, members, object, at);
            }
        }
        for keyword in object.keywords {
            if !members.contains_key(keyword.name) && self.is_needed(keyword, members) {
                self.missing(keyword, object, at);
            }
        }
    }

    fn keyword(
        &mut self,
        keyword: &'static Keyword,
        value: &Value,
        members: &Map<String, Value>,
        at: &Pointer,
    ) {
        if keyword.only == Some(self.edition.other()) && !value.is_null() {
            let message = format!(
                "`{}` belongs to {}; it is read as it is meant there",
                keyword.name,
                self.edition.other().name()
            );
            let help = format!("write it as {} has it", self.edition.name());
            let flaw = Diagnostic::flaw(Code::OtherVersion, at, message, help);
            self.found.push(flaw.on_key());
        }
        let seat = if self.is_needed(keyword, members) {
            Seat::Required(keyword.fallback)
        } else {
            Seat::Optional
        };
        self.shape(value, &keyword.shape, at, seat);
    }

    fn is_needed(&self, keyword: &Keyword, members: &Map<String, Value>) -> bool {
        let is_3_0 = self.edition == Edition::V3_0;
        let has = |other, value| members.get(other).and_then(Value::as_str) == Some(value);
        match keyword.need {
            Need::Never => false,
            Need::Always => true,
            Need::In3_0 => is_3_0,
            Need::Where(other, value) => has(other, value),
            Need::In3_0Where(other, value) => is_3_0 && has(other, value),
        }
    }

    fn missing(&mut self, keyword: &'static Keyword, object: &Object, at: &Pointer) {
        let condition = match keyword.need {
            Need::Where(other, value) | Need::In3_0Where(other, value) => {
                format!(" where `{other}` is `{value}`")
            }
            Need::Never | Need::Always | Need::In3_0 => String::new(),
        };
        let message = format!(
            "{} must have the keyword `{}`{condition}",
            object.name, keyword.name
        );
        let help = format!("add `{}`", keyword.name);
        let Some(fallback) = keyword.fallback else {
            return self.error(Code::MissingKeyword, at, message, help);
        };
        let meant = fallback.value();
        let message = format!("{message}; it is read as {}", shown(&meant));
        self.flaw(Code::MissingKeyword, at, message, help);
        let place = at.child(keyword.name);
        self.changes
            .repairs
            .push(Repair::Set(place.clone(), meant.clone()));
        self.shape(&meant, &keyword.shape, &place, Seat::Optional);
    }

    fn unknown_keyword(
        &mut self,
        key: &str,
        members: &Map<String, Value>,
        object: &Object,
        at: &Pointer,
    ) {
        let missing = object
            .keywords
            .iter()
            .map(|keyword| keyword.name)
            .filter(|name| !members.contains_key(*name));
        let help = match nearest(key, missing) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "remove it, or let its name begin with `x-` if it is meant for another tool".into()
            }
        };
        let message = format!(
            "{} has no keyword `{key}`, so it has no effect",
            object.name
        );
        self.found
            .push(Diagnostic::warning(Code::UnknownKeyword, at.child(key), message, help).on_key());
    }

    /// Keywords of which one must be there, or only one. Returned are those that are part of another one.
    fn rules_of_several_keywords<'m>(
        &mut self,
        members: &'m Map<String, Value>,
        object: &'static Object,
        at: &Pointer,
    ) -> Vec<&'m str> {
        let present: Vec<_> = object
            .one_of
            .iter()
            .filter(|name| members.contains_key(**name))
            .collect();
        let mut absorbed = Vec::new();
        match *present {
            [] if !object.one_of.is_empty() => absorbed = self.without_schema(members, object, at),
            [first, second, ..] => {
                self.conflict(first, second, "the second has no effect", at);
                self.changes.repairs.push(Repair::Remove(at.child(second)));
            }
            _ => {}
        }
        for [first, second] in object.not_both {
            if members.contains_key(*first) && members.contains_key(*second) {
                self.conflict(first, second, "both are read", at);
            }
        }
        absorbed
    }

    /// A parameter or header without `schema` and `content`. What it says of its values beside them, as Swagger 2 had it,
    /// is its schema.
    fn without_schema<'m>(
        &mut self,
        members: &'m Map<String, Value>,
        object: &'static Object,
        at: &Pointer,
    ) -> Vec<&'m str> {
        let is_of_schema =
            |key: &&String| object.keyword(key).is_none() && SCHEMA.keyword(key).is_some();
        let absorbed: Vec<_> = members
            .keys()
            .filter(is_of_schema)
            .map(String::as_str)
            .collect();
        let schema: Map<_, _> = absorbed
            .iter()
            .filter_map(|key| Some(((*key).to_owned(), members.get(*key)?.clone())))
            .collect();
        let message = format!(
            "{} must have one of the keywords {}",
            object.name,
            list(object.one_of)
        );
        let (read, help) = match absorbed.first() {
            None => (
                "its values are read as any".to_owned(),
                "add `schema`".to_owned(),
            ),
            Some(first) => (
                format!("`{first}` and the like are read as parts of its schema"),
                "move them into `schema`".to_owned(),
            ),
        };
        self.flaw(Code::MissingKeyword, at, format!("{message}; {read}"), help);
        let place = at.child("schema");
        let schema = Value::Object(schema);
        self.changes
            .repairs
            .push(Repair::Set(place.clone(), schema.clone()));
        for key in &absorbed {
            self.changes.repairs.push(Repair::Remove(at.child(key)));
            self.moves(place.child(key), self.as_written(at).child(key));
        }
        if let Some(keyword) = object.keyword("schema") {
            self.shape(&schema, &keyword.shape, &place, Seat::Optional);
        }
        absorbed
    }

    /// The table has the styles of all places; "the style values supported by each location" are fewer (section 4.8.12.3).
    fn style(&mut self, members: &Map<String, Value>, at: &Pointer) {
        // As they are read.
        let word = |key| {
            let Shape::Choice(words) = PARAMETER.keyword(key)?.shape else {
                return None;
            };
            let text = members.get(key)?.as_str()?.trim();
            words
                .iter()
                .copied()
                .find(|word| word.eq_ignore_ascii_case(text))
        };
        let (Some(place), Some(style)) = (word("in"), word("style")) else {
            return;
        };
        let (usual, others): (_, &[&str]) = match place {
            "path" => ("simple", &["matrix", "label"]),
            "query" => ("form", &["spaceDelimited", "pipeDelimited", "deepObject"]),
            "header" => ("simple", &[]),
            _ => ("form", &[]),
        };
        if style != usual && !others.contains(&style) {
            let message = format!(
                "the style `{style}` is not for parameters in `{place}`; it is read as `{usual}`"
            );
            let help = format!("write `{usual}`, or leave `style` out");
            self.flaw(Code::InvalidValue, at.child("style"), message, help);
            self.changes.repairs.push(Repair::Remove(at.child("style")));
        }
    }

    fn conflict(&mut self, first: &str, second: &str, reading: &str, at: &Pointer) {
        let message = format!("`{first}` and `{second}` exclude each other; {reading}");
        let problem = Diagnostic::flaw(
            Code::ConflictingKeywords,
            at.child(second),
            message,
            "keep one of the two",
        );
        self.found.push(
            problem
                .on_key()
                .with_related(at.child(first), format!("`{first}` is here")),
        );
    }
}

/// Objects that change nothing in a client.
fn is_without_effect(object: &Object) -> bool {
    [&EXAMPLE, &LINK, &CALLBACK, &ENCODING, &HEADER]
        .into_iter()
        .any(|other| is(object, other))
}

fn is(object: &Object, other: &'static Object) -> bool {
    std::ptr::eq(object, other)
}
