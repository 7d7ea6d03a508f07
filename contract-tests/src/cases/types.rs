//! Part 7: each struct of the client by itself, without HTTP.
//!
//! Made through `new` and setters it is what the document says, decoded it gives each property through its own field, and
//! what breaks the schema is not decoded. Values change one property at a time, so that two fields which stand for each
//! other's property are found even where both hold the same text.

use serde_json::{Map, Value, json};

use super::{Case, Suite};
use crate::{
    adapter::Type,
    difference::{Difference, Failure, verdict},
    oracle::{
        Direction, Node, Schema, Unreadable,
        fields::{Field, with, without},
        values,
    },
};

/// Every case about every struct.
pub fn cases(suite: Suite) -> Result<Vec<Case>, Unreadable> {
    let mut cases = Vec::new();
    for it in suite.adapter.types() {
        cases.extend(Tried::new(suite, it)?.cases()?);
    }
    Ok(cases)
}

/// A struct with the schema that the document has for it.
struct Tried {
    suite: Suite,
    it: &'static Type,
    schema: Schema,
}

impl Tried {
    fn new(suite: Suite, it: &'static Type) -> Result<Self, Unreadable> {
        let document = suite.document;
        let root = document.root().value;
        let value = root
            .pointer(it.pointer)
            .ok_or_else(|| document.unreadable(it.pointer, "no schema stands here"))?;
        let node = Node {
            pointer: it.pointer.to_owned(),
            value,
        };
        let schema = Schema::read(document, &node, it.direction)?;
        Ok(Self { suite, it, schema })
    }

    fn name(&self, what: &str) -> String {
        let way = match self.it.direction {
            Direction::Request => "request",
            Direction::Answer => "answer",
        };
        format!("types::{}::{way}::{what}", self.it.name)
    }

    fn cases(&self) -> Result<Vec<Case>, Unreadable> {
        let mut cases = Vec::new();
        let made = |every| {
            let document = self.suite.document;
            let made = values::build(document, &self.schema, self.it.direction, every)?;
            Ok(made.filter(Value::is_object))
        };
        let (least, whole) = (made(false)?, made(true)?);
        let Some(whole) = whole.or_else(|| least.clone()) else {
            return Ok(cases);
        };
        if let Some(least) = least {
            cases.push(self.same("only_what_is_required", least));
        }
        cases.push(self.same("everything", whole.clone()));
        for field in self.fields(&whole)? {
            for (name, value) in self.changes(&field, &whole)? {
                let what = format!("{}::{name}", field.label);
                cases.push(self.same(&what, with(&whole, &field.at, value)));
            }
            cases.extend(self.spoiled(&field, &whole));
        }
        Ok(cases)
    }

    /// The struct's own properties: those of what it holds are other structs' or no struct's.
    fn fields(&self, whole: &Value) -> Result<Vec<Field>, Unreadable> {
        let fields = crate::oracle::fields::fields(self.suite.document, &self.schema, whole)?;
        let own = |field: &Field| field.at.rfind('/') == Some(0);
        Ok(fields.into_iter().filter(own).collect())
    }

    /// Other values for a property than the one that it has in `whole`.
    fn changes(&self, field: &Field, whole: &Value) -> Result<Vec<(String, Value)>, Unreadable> {
        let samples = values::accepted(&field.schema, &[]).into_iter();
        let mut all: Vec<(String, Value)> = samples.map(|it| (it.name, it.value)).collect();
        if all.is_empty() {
            for (name, every) in [("least", false), ("whole", true)] {
                let document = self.suite.document;
                let made = values::build(document, &field.schema, self.it.direction, every)?;
                all.extend(made.map(|made| (name.to_owned(), made)));
            }
        }
        if field.schema.accepts(&Value::Null) && field.kind().is_some() {
            all.push(("null".to_owned(), Value::Null));
        }
        let fits = |(_, value): &(String, Value)| {
            whole.pointer(&field.at) != Some(value)
                && self.schema.accepts(&with(whole, &field.at, value.clone()))
        };
        Ok(all.into_iter().filter(fits).collect())
    }

    /// The struct holds `value`, each property in its own place, and gives it back.
    fn same(&self, what: &str, value: Value) -> Case {
        let (it, place) = (self.it, self.place());
        Case::new(self.name(what), move || {
            let mut differences = Vec::new();
            let mut compare = |what: &str, found: Result<Value, _>| {
                let found = found
                    .unwrap_or_else(|error: crate::adapter::BadArguments| json!(error.to_string()));
                if found != value {
                    differences.push(
                        Difference::new(what, value.to_string(), found.to_string())
                            .at(place.clone()),
                    );
                }
            };
            if let Some(build) = it.build {
                let empty = Map::new();
                let object = value.as_object().unwrap_or(&empty);
                compare("made through `new` and setters, and encoded", build(object));
            }
            compare("decoded, and taken apart field by field", (it.read)(&value));
            verdict(differences, it.name)
        })
    }

    /// Values that break a promise about one property are not decoded.
    fn spoiled(&self, field: &Field, whole: &Value) -> Vec<Case> {
        // What the client sends it need not read: nothing promises anything about it.
        if self.it.direction == Direction::Request {
            return Vec::new();
        }
        let mut spoiled = Vec::new();
        if !field.is_free_form() {
            let wrong = super::malformed::wrong_types(field).into_iter();
            spoiled.extend(wrong.map(|(name, value)| (format!("wrong_type_{name}"), Some(value))));
            if !field.schema.accepts(&Value::Null) {
                spoiled.push(("null".to_owned(), Some(Value::Null)));
            }
        }
        if field.required {
            spoiled.push(("missing".to_owned(), None));
        }
        let cases = spoiled.into_iter().map(|(name, value)| {
            let body = match value {
                Some(value) => with(whole, &field.at, value),
                None => without(whole, &field.at),
            };
            self.refused(&format!("malformed::{}::{name}", field.label), body)
        });
        cases.collect()
    }

    fn refused(&self, what: &str, value: Value) -> Case {
        let (it, place) = (self.it, self.place());
        Case::new(self.name(what), move || match (it.read)(&value) {
            Err(_) => Ok(()),
            Ok(read) => Err(Failure::of(
                Difference::new("decoded", format!("{value} is refused"), read.to_string())
                    .at(place),
            )),
        })
    }

    fn place(&self) -> String {
        self.suite.document.place(&self.schema.pointer)
    }
}
