//! Part 7: each struct and each enum of the client by itself, without HTTP.
//!
//! Made through `new` and setters it is what the document says, decoded it gives each property through its own field, and
//! what breaks the schema is not decoded. Values change one property at a time, so that two fields which stand for each
//! other's property are found even where both hold the same text.

use std::collections::HashSet;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde_json::{Map, Value, json};

use super::{
    Case, Suite,
    malformed::{is_loose, strict},
};
use crate::{
    adapter::{Enum, EnumValue, Taken, Text, Type},
    difference::{Difference, Failure, verdict},
    mapping::{is_same, quotes},
    oracle::{
        Direction, Schema, Unreadable,
        fields::{Field, doubled, with, without},
        values,
    },
};

/// Every case about every struct and every enum.
pub fn cases(suite: Suite) -> Vec<Case> {
    let structs = suite.adapter.types().par_iter();
    let structs = structs.flat_map_iter(move |it| match Tried::new(suite, it) {
        Ok(tried) => tried.cases(),
        Err(error) => vec![unfounded(it.name, error)],
    });
    let enums = suite.adapter.enums().par_iter();
    let enums = enums.map(move |it| of_enum(suite, it));
    structs.chain(enums).collect()
}

fn of_enum(suite: Suite, it: &'static Enum) -> Case {
    let schema = match Schema::together(suite.document, it.pointers, Direction::Answer) {
        Ok(schema) => schema,
        Err(error) => return unfounded(it.name, error),
    };
    let place = suite.document.place(&schema.pointer);
    Case::new(format!("types::{}::values", it.name), move || {
        let found = check_values(&(it.values)(), &schema).into_iter();
        verdict(found.map(|it| it.at(place.clone())).collect(), it.name)
    })
}

/// The client was made of a schema that the document does not have.
fn unfounded(name: &str, error: Unreadable) -> Case {
    let name = format!("types::{name}::is_of_the_document");
    Case::new(name, move || Err(Failure::because(error)))
}

/// Each value of the document has a variant, no other has, and a variant is read and written as its own value.
pub fn check_values(values: &[EnumValue], schema: &Schema) -> Vec<Difference> {
    let mut differences = Vec::new();
    for value in named(schema) {
        if values.iter().all(|it| it.value != value) {
            let known: Vec<_> = values.iter().map(|it| it.value.to_string()).collect();
            let what = format!("a variant for {value}");
            differences.push(Difference::new(what, "one", known.join(", ")));
        }
    }
    // Documents say "object" beside a choice of texts, or name two lists that have nothing in common. Then no value fits;
    // those that are a choice's are meant, and without choices nothing can be said.
    let is_fulfillable = values.iter().any(|it| schema.accepts(&it.value));
    let choices = schema.choices();
    let is_meant = |value: &Value| {
        let is_choice = choices.is_empty() || choices.iter().any(|it| it.accepts(value));
        schema.accepts(value) || (!is_fulfillable && is_choice)
    };
    let plain_values: HashSet<String> = values
        .iter()
        .map(|it| plain(&it.value.to_string()))
        .collect();
    for it in values {
        let EnumValue {
            value,
            variant,
            written,
            read,
        } = it;
        if !is_meant(value) {
            let what = format!("a variant for {value}");
            differences.push(Difference::new(what, "none", variant.clone()));
        }
        if written != value {
            let what = format!("{variant}, encoded");
            differences.push(Difference::new(
                what,
                value.to_string(),
                written.to_string(),
            ));
        }
        if read != variant {
            let what = format!("{value}, decoded");
            differences.push(Difference::new(what, variant.clone(), read.clone()));
        }
        let name = plain(variant);
        if name != plain(&value.to_string()) && plain_values.contains(&name) {
            let what = format!("the variant for {value}");
            differences.push(Difference::new(
                what,
                "not named after another value",
                variant.clone(),
            ));
        }
    }
    differences
}

/// The values of `enum`, but for `null`: of several lists that hold together those that are in each, and where there is none
/// those of all choices.
fn named(schema: &Schema) -> Vec<Value> {
    let parts = schema.conjunction();
    let lists = parts
        .iter()
        .filter_map(|it| it.raw().get("enum")?.as_array());
    let mut lists: Vec<&Vec<Value>> = lists.collect();
    let Some(first) = lists.pop() else {
        return schema.choices().iter().flat_map(named).collect();
    };
    let all = first.iter().filter(|it| !it.is_null());
    all.filter(|it| lists.iter().all(|list| list.contains(it)))
        .cloned()
        .collect()
}

/// The last name in the innermost brackets: `Id` of `alloc::vec::Vec<client::types::Id>`.
fn innermost(name: &str) -> &str {
    let inner = name.rsplit('<').next().unwrap_or(name);
    let inner = inner.trim_end_matches('>');
    inner.rsplit("::").next().unwrap_or(inner)
}

/// Types by which callers get what a format promises, whichever crate of times and ids a client is built on.
const FORMATS: &[(&str, &str)] = &[
    ("date-time", "Timestamp"),
    ("date", "Date"),
    ("uuid", "Uuid"),
];

/// What the type called `known` does not say of a text that the schema does, and the other way round.
fn check_text(schema: &Schema, known: &str, texts: &[Text]) -> Vec<Difference> {
    let is_text = schema.types() == ["string"] && schema.choices().is_empty();
    if !is_text || schema.keyword("enum").is_some() || schema.keyword("const").is_some() {
        return Vec::new();
    }
    let Some(text) = texts.iter().find(|text| text.name == known) else {
        let mut differences = Vec::new();
        if schema.keyword("pattern").is_some() {
            let expected = "a type that knows the pattern";
            differences.push(Difference::new("type of the property", expected, known));
        }
        let format = schema.keyword("format").and_then(Value::as_str);
        for (name, of_format) in FORMATS {
            if (format == Some(*name)) != (known == *of_format) {
                let expected = format.map_or("no format's type", |_| of_format);
                differences.push(Difference::new("type of the property", expected, known));
            }
        }
        return differences;
    };
    let keep = values::accepted(schema, &[])
        .into_iter()
        .map(|it| (it, true));
    let break_it = values::refused(schema, &[])
        .into_iter()
        .map(|it| (it, false));
    let wrong = keep.chain(break_it).filter_map(|(sample, fits)| {
        let value = sample.value.as_str()?;
        let word = |keeps: bool| if keeps { "is one" } else { "is none" };
        let differs = (text.keeps)(value) != fits;
        differs.then(|| Difference::new(format!("{known} of {value:?}"), word(fits), word(!fits)))
    });
    wrong.collect()
}

/// Whether it is an enum of values of several types, without a type of its own: any value may be a newer one of it.
fn is_mixed(schema: &Schema) -> bool {
    let values = schema.keyword("enum").and_then(Value::as_array);
    let mut texts = values.into_iter().flatten().map(Value::is_string);
    let first = texts.next();
    schema.types().is_empty() && texts.any(|is_text| Some(is_text) != first)
}

/// A name without case and punctuation.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|it| it.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// A struct with the schema that the document has for it.
struct Tried {
    suite: Suite,
    it: &'static Type,
    schema: Schema,
}

impl Tried {
    fn new(suite: Suite, it: &'static Type) -> Result<Self, Unreadable> {
        let schema = Schema::together(suite.document, it.pointers, it.direction)?;
        Ok(Self { suite, it, schema })
    }

    fn name(&self, what: &str) -> String {
        let way = match self.it.direction {
            Direction::Request => "request",
            Direction::Answer => "answer",
        };
        format!("types::{}::{way}::{what}", self.it.name)
    }

    fn cases(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        let least = values::minimal(&self.schema).filter(Value::is_object);
        let whole = values::full(&self.schema).filter(Value::is_object);
        let Some(whole) = whole.or_else(|| least.clone()) else {
            return cases;
        };
        if let Some(least) = least {
            cases.push(self.same("only_what_is_required", least));
        }
        cases.push(self.same("everything", whole.clone()));
        cases.push(self.typed(&whole));
        let fields = self.fields(&whole);
        let strict: Vec<&str> = strict(&fields).iter().map(|it| it.at.as_str()).collect();
        for field in &fields {
            for (name, value) in self.changes(field, &whole) {
                let what = format!("{}::{name}", field.label);
                cases.push(self.same(&what, with(&whole, &field.at, value)));
            }
            // What may be one of several things is kept as it came where it is none of them.
            if strict.contains(&field.at.as_str()) && !is_loose(&self.schema) {
                cases.extend(self.spoiled(field, &whole));
            }
        }
        cases
    }

    /// The struct's own properties: those of what it holds are other structs' or no struct's.
    fn fields(&self, whole: &Value) -> Vec<Field> {
        let fields = crate::oracle::fields::fields(&self.schema, whole).into_iter();
        fields
            .filter(|field| field.at.rfind('/') == Some(0))
            .collect()
    }

    /// Other values for a property than the one that it has in `whole`.
    fn changes(&self, field: &Field, whole: &Value) -> Vec<(String, Value)> {
        let samples = values::accepted(&field.schema, &[]).into_iter();
        let mut all: Vec<(String, Value)> = samples.map(|it| (it.name, it.value)).collect();
        if field.schema.accepts(&Value::Null) && field.kind().is_some() {
            all.push(("null".to_owned(), Value::Null));
        }
        let fits = |(_, value): &(String, Value)| {
            whole.pointer(&field.at) != Some(value)
                && self.schema.accepts(&with(whole, &field.at, value.clone()))
        };
        // Two tell a property from all others. What else there is to a value is the same in every struct.
        let most = if self.suite.focus.few { usize::MAX } else { 2 };
        all.into_iter().filter(fits).take(most).collect()
    }

    /// The struct holds `value`, each property in its own place, and gives it back.
    fn same(&self, what: &str, value: Value) -> Case {
        let (it, place) = (self.it, self.place());
        Case::new(self.name(what), move || {
            let mut differences = Vec::new();
            let mut compare = |what: &str, found: Result<Value, _>| {
                let found = found
                    .unwrap_or_else(|error: crate::adapter::BadArguments| json!(error.to_string()));
                if !is_same(&found, &value) {
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
            let read = (it.read)(&value.to_string()).map(Taken::object);
            compare("decoded, and taken apart field by field", read);
            verdict(differences, it.name)
        })
    }

    /// A property with a pattern or a format has a type that knows it: answers are lenient, so nothing else would show.
    fn typed(&self, whole: &Value) -> Case {
        let (it, texts) = (self.it, self.suite.adapter.texts());
        let (whole, properties) = (whole.clone(), self.schema.properties());
        let document = self.suite.document;
        Case::new(self.name("texts_keep_what_they_promise"), move || {
            let read = (it.read)(&whole.to_string()).map_err(Failure::because)?;
            let told = properties.iter().flat_map(|property| {
                let known = read
                    .type_of(&property.name)
                    .map(innermost)
                    .unwrap_or_default();
                let of_items = property.schema.part("items");
                let schema = of_items.as_ref().unwrap_or(&property.schema);
                let differences = check_text(schema, known, texts).into_iter();
                let at = document.place(&property.pointer);
                differences
                    .map(move |it| it.at(at.clone()))
                    .collect::<Vec<_>>()
            });
            verdict(told.collect(), it.name)
        })
    }

    /// Values that break a promise about one property are not decoded.
    fn spoiled(&self, field: &Field, whole: &Value) -> Vec<Case> {
        let mut spoiled = Vec::new();
        if !field.is_free_form() && !is_mixed(&field.schema) {
            let wrong = super::malformed::wrong_types(field).into_iter();
            spoiled.extend(wrong.map(|(name, value)| (format!("wrong_type_{name}"), Some(value))));
            if !field.schema.accepts(&Value::Null) {
                spoiled.push(("null".to_owned(), Some(Value::Null)));
            }
        }
        if field.required {
            spoiled.push(("missing".to_owned(), None));
        }
        let name = |what: &str| format!("malformed::{}::{what}", field.label);
        // The decoder says where a value is; of one that is missing, or comes twice, only the message can tell.
        let named = || field.named.then(|| field.name());
        let cases = spoiled.into_iter().map(|(what, value)| {
            let (body, named) = match value {
                Some(value) => (with(whole, &field.at, value), None),
                None => (without(whole, &field.at), named()),
            };
            self.refused(&name(&what), body.to_string(), named)
        });
        let twice = doubled(whole, &field.at);
        let twice = twice.map(|body| self.refused(&name("doubled"), body, named()));
        cases.chain(twice).collect()
    }

    /// Such a text is not decoded, and the error says this name.
    fn refused(&self, what: &str, text: String, named: Option<String>) -> Case {
        let (it, place) = (self.it, self.place());
        Case::new(self.name(what), move || match (it.read)(&text) {
            Err(error) => {
                let said = error.to_string();
                let silent = named.filter(|name| !quotes(&said, name));
                let differs = silent.map(|name| {
                    Difference::new("the error", format!("names `{name}`"), said.as_str())
                });
                verdict(
                    differs.map(|it| it.at(place)).into_iter().collect(),
                    it.name,
                )
            }
            Ok(read) => Err(Failure::of(
                Difference::new(
                    "decoded",
                    format!("{text} is refused"),
                    read.object().to_string(),
                )
                .at(place),
            )),
        })
    }

    fn place(&self) -> String {
        self.suite.document.place(&self.schema.pointer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{EnumValue, check_values};
    use crate::oracle::{Direction, Document, Schema};

    fn value(value: &str, variant: &str) -> EnumValue {
        EnumValue {
            value: json!(value),
            variant: variant.to_owned(),
            written: json!(value),
            read: variant.to_owned(),
        }
    }

    fn told(values: &[EnumValue]) -> usize {
        let text = "components: { schemas: { S: { type: string, enum: [PENDING, QUEUED] } } }";
        let document = Document::parse("test.yaml", text).expect("readable");
        let at = "/components/schemas/S";
        let schema = Schema::together(&document, &[at], Direction::Answer).expect("a schema");
        check_values(values, &schema).len()
    }

    #[test]
    fn an_enum_has_each_value_once_and_under_its_own_name() {
        let (pending, queued) = (value("PENDING", "Pending"), value("QUEUED", "Queued"));
        let with = |written: Value, read: &str| EnumValue {
            written,
            read: read.to_owned(),
            ..queued.clone()
        };
        assert_eq!(told(&[pending.clone(), queued.clone()]), 0);
        for wrong in [
            vec![pending.clone()],
            vec![pending.clone(), queued.clone(), value("GONE", "Gone")],
            vec![pending.clone(), with(json!("PENDING"), "Queued")],
            vec![
                pending.clone(),
                with(json!("QUEUED"), "Unrecognized(\"QUEUED\")"),
            ],
            vec![value("PENDING", "Queued"), value("QUEUED", "Pending")],
        ] {
            assert!(told(&wrong) > 0, "{wrong:?}");
        }
    }
}
