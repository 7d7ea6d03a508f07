//! Values to try: which ones a schema takes, and which ones it refuses.
//!
//! A schema comes in, named values go out. Nothing here interprets a pattern or a limit: a fixed list of values that
//! clients get wrong, guesses made of what the schema says, and small changes of a value that is known to fit, are put
//! before the validator, which sorts them. So the list serves any schema, and each value has a name that a test can bear.
//! The same schema always gives the same values, small ones first.

mod make;
mod scalars;

use serde_json::{Value, json};

use super::{Schema, operation::Example, schema::Violation};

pub use make::{full, minimal, variants};

/// A value with the name of what is special about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// In snake case, fit for a test's name.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// How many schemas stand inside each other before no more values are made: one may contain itself.
const DEEPEST: usize = 4;

/// The values that `schema` takes, the documented ones first.
pub fn accepted(schema: &Schema, examples: &[Example]) -> Vec<Sample> {
    let mut samples = candidates(schema, examples, 0);
    samples.retain(|sample| schema.accepts(&sample.value));
    samples
}

/// Values of the right JSON type that `schema` refuses: a typed call can be given them, and has to refuse them too.
///
/// A text that breaks no more than its `format` is not among them. "The format attribute is an open value" (OpenAPI
/// 3.0.4, section 4.4): a client may keep whatever text it is given.
pub fn refused(schema: &Schema, examples: &[Example]) -> Vec<Sample> {
    let mut samples = candidates(schema, examples, 0);
    let mut of_choices = of_choices(schema, 0);
    // Documents say "object" beside a choice of texts. Then no value fits, and a client takes the texts that are meant.
    let is_fulfillable = of_choices.iter().any(|it| schema.accepts(&it.value));
    of_choices.retain(|_| is_fulfillable);
    samples.extend(of_choices);
    samples.retain(|sample| is_broken(schema, &sample.value));
    distinct(samples)
}

/// Whether `value` breaks a rule of `schema` that is more than the form of a text.
pub fn is_broken(schema: &Schema, value: &Value) -> bool {
    schema.violations(value).iter().any(Violation::is_no_format)
}

/// Values of the right JSON type for one of several choices, whether they keep its limits or not; of objects, each property
/// is tried by itself.
fn of_choices(schema: &Schema, depth: usize) -> Vec<Sample> {
    let choices = schema.choices().into_iter().enumerate();
    let choices =
        choices.filter(|(_, it)| !it.types().contains(&"object") && it.properties().is_empty());
    let samples = choices.flat_map(|(index, choice)| {
        let samples = candidates(&choice, &[], depth + 1);
        samples.into_iter().map(move |it| Sample {
            name: format!("choice_{index}_{}", it.name),
            value: it.value,
        })
    });
    samples.collect()
}

/// Values of the right JSON type, without any twice.
fn candidates(schema: &Schema, examples: &[Example], depth: usize) -> Vec<Sample> {
    let documented = examples.iter().map(|example| Sample {
        name: format!("documented_{}", example.name),
        value: example.value.clone(),
    });
    let mut samples: Vec<Sample> = documented.chain(named_values(schema)).collect();
    let types = schema.types();
    for kind in &types {
        match *kind {
            "boolean" => samples.extend(named([("true", json!(true)), ("false", json!(false))])),
            "integer" => samples.extend(scalars::integers(schema)),
            "number" => samples.extend(scalars::numbers(schema)),
            "string" => samples.extend(scalars::texts(schema, &samples)),
            "array" => samples.extend(lists(schema, depth)),
            "object" => samples.extend(objects(schema)),
            _ => {}
        }
    }
    if schema.tag().is_some() {
        // A variant by itself does not know what its tag has to be.
        samples.extend(variants(schema));
    } else if depth < DEEPEST && !types.contains(&"object") {
        for (index, choice) in schema.choices().iter().enumerate() {
            let inner = candidates(choice, &[], depth + 1).into_iter();
            samples.extend(
                inner
                    .filter(|inner| choice.accepts(&inner.value))
                    .map(|inner| Sample {
                        name: format!("choice_{index}_{}", inner.name),
                        value: inner.value,
                    }),
            );
        }
    }
    if types.is_empty() && samples.is_empty() {
        if schema.properties().is_empty() {
            samples.push(sample("anything", json!("anything")));
        } else {
            samples.extend(objects(schema));
        }
    }
    distinct(samples)
}

/// Each value once, and each name.
fn distinct(samples: Vec<Sample>) -> Vec<Sample> {
    let mut kept: Vec<Sample> = Vec::new();
    for sample in samples {
        if !kept
            .iter()
            .any(|other| other.value == sample.value || other.name == sample.name)
        {
            kept.push(sample);
        }
    }
    kept
}

/// `const` and the values of `enum`, but for `null`.
fn named_values(schema: &Schema) -> Vec<Sample> {
    let mut named = Vec::new();
    for part in schema.conjunction() {
        let constant = part.raw().get("const").into_iter();
        let values = part
            .raw()
            .get("enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for value in constant.chain(values).filter(|value| !value.is_null()) {
            let name = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            named.push(Sample {
                name,
                value: value.clone(),
            });
        }
    }
    named
}

/// Lists of no, one and several elements, and of elements that a list's own signs stand in.
fn lists(schema: &Schema, depth: usize) -> Vec<Sample> {
    let mut lists = vec![sample("list_empty", json!([]))];
    let Some(items) = schema.part("items") else {
        lists.push(sample("list_of_anything", json!(["anything"])));
        return lists;
    };
    if depth >= DEEPEST {
        return lists;
    }
    let own = items.own_example();
    let mut elements = candidates(&items, own.as_slice(), depth + 1);
    elements.retain(|element| items.accepts(&element.value));
    let first = elements
        .iter()
        .find(|element| element.value != "")
        .or(elements.first());
    let Some(first) = first.map(|first| first.value.clone()) else {
        return lists;
    };
    let others = elements
        .iter()
        .map(|element| &element.value)
        .filter(|value| **value != first);
    let others: Vec<&Value> = others.filter(|value| **value != "").collect();
    let several: Vec<&Value> = std::iter::once(&first)
        .chain(others.iter().copied().take(2))
        .collect();
    lists.push(sample("list_one", json!([first])));
    lists.push(sample("list_several", json!(several)));
    lists.push(sample("list_same_twice", json!([first, first])));
    for (keyword, length) in ["minItems", "maxItems"].map(|key| (key, schema.keyword(key))) {
        let length = length
            .and_then(Value::as_u64)
            .and_then(|length| usize::try_from(length).ok());
        if let Some(length) = length.filter(|length| *length <= 100) {
            let items = |length: usize| -> Vec<&Value> {
                let all = std::iter::once(&first).chain(others.iter().copied());
                all.cycle().take(length).collect()
            };
            lists.push(sample(&format!("at_{keyword}"), json!(items(length))));
            lists.push(sample(
                &format!("above_{keyword}"),
                json!(items(length + 1)),
            ));
            lists.push(sample(
                &format!("below_{keyword}"),
                json!(items(length.saturating_sub(1))),
            ));
        }
    }
    for (name, text) in [
        ("comma", "a,b"),
        ("pipe", "a|b"),
        ("space", "a b"),
        ("percent", "100%"),
        ("empty_element", ""),
        ("umlaut", "Zürich"),
    ] {
        if items.accepts(&json!(text)) {
            lists.push(sample(&format!("list_with_{name}"), json!([text, first])));
        }
    }
    lists
}

/// An object with all, with the least and with none of its properties.
fn objects(schema: &Schema) -> Vec<Sample> {
    let made = [
        ("object_least", minimal(schema)),
        ("object_full", full(schema)),
    ];
    let made = made
        .into_iter()
        .filter_map(|(name, value)| Some(sample(name, value?)));
    // An empty one does not say which of several choices it is.
    let empty = schema
        .tag()
        .is_none()
        .then(|| sample("object_empty", json!({})));
    made.chain(empty).collect()
}

fn sample(name: &str, value: Value) -> Sample {
    Sample {
        name: name.to_owned(),
        value,
    }
}

fn named<const N: usize>(values: [(&str, Value); N]) -> Vec<Sample> {
    values
        .into_iter()
        .map(|(name, value)| sample(name, value))
        .collect()
}

#[cfg(test)]
mod tests;
