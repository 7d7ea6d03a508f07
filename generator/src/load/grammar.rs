//! Whether a tree says only what OpenAPI 3.0 knows, where it knows it.
//!
//! `openapiv3` drops what it does not know and tells of an error only the nearest object that it can name. So before
//! anything is read with it the whole tree is held against the tables of [`super::keywords`]: an error stands at the very
//! member that is wrong, and a keyword without effect is a warning. Nothing is dropped in silence.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    keywords::{Keyword, Need, OPENAPI, Object, PATH_ITEM, Shape},
    near::nearest,
    reference,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer, Severity};

/// What is known of a tree after the check.
pub(super) struct Grammar {
    /// The kind of each object, by where it stands.
    pub(super) kinds: BTreeMap<Pointer, &'static Object>,
    /// Where there are errors of structure, so that nobody stumbles over them again.
    pub(super) broken: Vec<Pointer>,
}

/// Checks the whole tree.
pub(super) fn check(tree: &Value, diagnostics: &mut Diagnostics) -> Grammar {
    let mut check = Check {
        tree,
        found: Vec::new(),
        kinds: BTreeMap::new(),
        references: Vec::new(),
    };
    check.object(tree, &OPENAPI, &Pointer::ROOT);
    check.references();
    let errors = check
        .found
        .iter()
        .filter(|found| found.severity == Severity::Error);
    let broken = errors
        .filter(|error| !is_about_a_reference(error.code))
        .filter_map(|error| error.pointer().cloned());
    let broken = broken.collect();
    diagnostics.extend(check.found);
    Grammar {
        kinds: check.kinds,
        broken,
    }
}

/// A broken reference does not keep the object that holds it from being read, and following it gives the same
/// diagnostic again.
fn is_about_a_reference(code: Code) -> bool {
    matches!(
        code,
        Code::UnresolvedReference | Code::UnsupportedReference | Code::CircularReference
    )
}

struct Check<'t> {
    tree: &'t Value,
    found: Vec<Diagnostic>,
    /// The kind of each object that was checked.
    kinds: BTreeMap<Pointer, &'static Object>,
    /// References still to be followed, with the kind of object that is wanted at their end.
    references: Vec<(Pointer, &'static Object)>,
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

    fn shape(&mut self, value: &Value, shape: &Shape, at: &Pointer) {
        match (shape, value) {
            (Shape::Any, _)
            | (Shape::Text, Value::String(_))
            | (Shape::Flag | Shape::FlagOr(_), Value::Bool(_))
            | (Shape::Number, Value::Number(_)) => {}
            (Shape::Count, Value::Number(number)) if number.is_u64() => {}
            (Shape::Choice(allowed), Value::String(text)) => self.choice(text, allowed, at),
            (Shape::FlagOr(shape), _) => self.shape(value, shape, at),
            (Shape::List(shape), Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    self.shape(element, shape, &at.index(index));
                }
            }
            (Shape::Map(shape), Value::Object(members)) => {
                for (key, member) in members {
                    self.shape(member, shape, &at.child(key));
                }
            }
            (Shape::OrReference(object), Value::Object(members))
                if members.contains_key("$ref") =>
            {
                self.reference(members, object, at);
            }
            (Shape::Object(object) | Shape::OrReference(object), Value::Object(_)) => {
                self.object(value, object, at);
            }
            _ => self.wrong_type(value, shape, at),
        }
    }

    fn wrong_type(&mut self, value: &Value, shape: &Shape, at: &Pointer) {
        let (wanted, found) = (wanted(shape), found(value));
        let help = match (shape, value) {
            (Shape::Text | Shape::Choice(_), Value::Number(_) | Value::Bool(_)) => "put the value in quotes".into(),
            (Shape::Choice(_), Value::Array(_)) => {
                "give one type; lists of types belong to OpenAPI 3.1, and `nullable: true` stands for `null` here".into()
            }
            (Shape::Flag, Value::Number(_)) => {
                "write `true` and give the limit in the keyword without `exclusive`; numbers belong to OpenAPI 3.1".into()
            }
            (_, Value::Null) => format!("write {wanted}, or leave the keyword out"),
            _ => format!("write {wanted}"),
        };
        self.error(
            Code::WrongType,
            at,
            format!("this must be {wanted}, but it is {found}"),
            help,
        );
    }

    fn choice(&mut self, text: &str, allowed: &[&str], at: &Pointer) {
        if !allowed.contains(&text) {
            let help = match nearest(text, allowed.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write one of {}", list(allowed)),
            };
            self.error(
                Code::InvalidValue,
                at,
                format!("`{text}` is not allowed here"),
                help,
            );
        }
    }

    /// Checks an object that is no reference.
    fn object(&mut self, value: &Value, object: &'static Object, at: &Pointer) {
        let Value::Object(members) = value else {
            self.error(
                Code::WrongType,
                at,
                format!("this must be {}, but it is {}", object.name, found(value)),
                "write an object",
            );
            return;
        };
        if self.kinds.insert(at.clone(), object).is_some() {
            return;
        }
        for (key, member) in members {
            if key.starts_with("x-") {
                // An extension (section 4.9); `lower` reads those that it knows.
            } else if let Some(keyword) = object.keywords.iter().find(|keyword| keyword.name == key)
            {
                self.shape(member, &keyword.shape, &at.child(key));
            } else if let Some(shape) = &object.others {
                self.shape(member, shape, &at.child(key));
            } else {
                self.unknown_keyword(key, members, object, at);
            }
        }
        for keyword in object
            .keywords
            .iter()
            .filter(|keyword| is_missing(keyword, members))
        {
            let condition = match keyword.need {
                Need::Where(other, value) => format!(" where `{other}` is `{value}`"),
                Need::Never | Need::Always => String::new(),
            };
            self.error(
                Code::MissingKeyword,
                at,
                format!(
                    "{} must have the keyword `{}`{condition}",
                    object.name, keyword.name
                ),
                format!("add `{}`", keyword.name),
            );
        }
        self.rules_of_several_keywords(members, object, at);
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

    fn rules_of_several_keywords(
        &mut self,
        members: &Map<String, Value>,
        object: &Object,
        at: &Pointer,
    ) {
        let present: Vec<_> = object
            .one_of
            .iter()
            .filter(|name| members.contains_key(**name))
            .collect();
        match *present {
            [] if !object.one_of.is_empty() => self.error(
                Code::MissingKeyword,
                at,
                format!(
                    "{} must have one of the keywords {}",
                    object.name,
                    list(object.one_of)
                ),
                format!(
                    "add `{}`",
                    object.one_of.first().copied().unwrap_or_default()
                ),
            ),
            [first, second, ..] => self.conflict(first, second, at),
            _ => {}
        }
        for [first, second] in object.not_both {
            if members.contains_key(*first) && members.contains_key(*second) {
                self.conflict(first, second, at);
            }
        }
    }

    fn conflict(&mut self, first: &str, second: &str, at: &Pointer) {
        let message = format!("`{first}` and `{second}` exclude each other");
        let problem = Diagnostic::error(
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

    /// Checks a Reference Object (section 4.8.23).
    fn reference(&mut self, members: &Map<String, Value>, object: &'static Object, at: &Pointer) {
        let reference = at.child("$ref");
        let Some(Value::String(_)) = members.get("$ref") else {
            let message = "`$ref` must be a string".to_owned();
            return self.error(
                Code::WrongType,
                &reference,
                message,
                "write it like `#/components/schemas/Name`",
            );
        };
        for key in members
            .keys()
            .filter(|key| *key != "$ref" && !key.starts_with("x-"))
        {
            let sibling = at.child(key);
            // In a Path Item Object "the behavior is undefined" (section 4.8.9), and whole operations would be lost.
            self.found
                .push(if std::ptr::eq(object, &raw const PATH_ITEM) {
                    let message = format!(
                        "`{key}` stands beside `$ref`, and it is undefined what that means"
                    );
                    let help = "move it to the path item that is referred to";
                    Diagnostic::error(Code::ConflictingKeywords, sibling, message, help).on_key()
                } else {
                    let message = format!("`{key}` stands beside `$ref`, so it has no effect");
                    let help = "remove it, or move it to the object that is referred to";
                    Diagnostic::warning(Code::IgnoredSibling, sibling, message, help).on_key()
                });
        }
        self.references.push((at.clone(), object));
    }

    /// Follows all references, and checks what they lead to where it stands outside of the known places.
    fn references(&mut self) {
        while let Some((at, object)) = self.references.pop() {
            let target = match reference::follow(self.tree, &at) {
                Ok(target) => target,
                Err(problem) => {
                    self.found.push(*problem);
                    continue;
                }
            };
            match self.kinds.get(&target) {
                Some(kind) if std::ptr::eq(*kind, object) => {}
                Some(kind) => {
                    let message = format!(
                        "this must refer to {}, but it leads to {}",
                        object.name, kind.name
                    );
                    let problem = Diagnostic::error(
                        Code::MismatchedReference,
                        at.child("$ref"),
                        message,
                        "correct the reference",
                    );
                    self.found
                        .push(problem.with_related(target, "it leads here"));
                }
                None => {
                    if let Some(value) = self.tree.pointer(target.as_str()) {
                        self.object(value, object, &target);
                    }
                }
            }
        }
    }
}

fn is_missing(keyword: &Keyword, members: &Map<String, Value>) -> bool {
    let needed = match keyword.need {
        Need::Never => false,
        Need::Always => true,
        Need::Where(other, value) => members.get(other).and_then(Value::as_str) == Some(value),
    };
    needed && !members.contains_key(keyword.name)
}

fn wanted(shape: &Shape) -> &'static str {
    match shape {
        Shape::Any => "any value",
        Shape::Text | Shape::Choice(_) => "a string",
        Shape::Flag => "`true` or `false`",
        Shape::FlagOr(_) => "`true`, `false` or an object",
        Shape::Number => "a number",
        Shape::Count => "an integer that is not negative",
        Shape::List(_) => "an array",
        Shape::Map(_) => "an object",
        Shape::Object(object) | Shape::OrReference(object) => object.name,
    }
}

fn found(value: &Value) -> String {
    match value {
        Value::Null => "`null`".into(),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(_) => "a string".into(),
        Value::Array(_) => "an array".into(),
        Value::Object(_) => "an object".into(),
    }
}

/// `` `a`, `b` or `c` ``
fn list(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}
