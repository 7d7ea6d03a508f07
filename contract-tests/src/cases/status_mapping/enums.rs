//! Enum values of an answer, known and unknown.
//!
//! A client that knew none of the values would still give each back as it came, so a value encoded again proves
//! nothing here. What the typed value says in `Debug` does: generated enums name a value that they do not know
//! `Unrecognized`.

use serde_json::{Value, json};

use super::{Case, Reply, case, json::full, same};
use crate::{
    adapter::Outcome,
    cases::malformed::{is_loose, strict},
    difference::{Difference, Failure, verdict},
    oracle::{
        Schema,
        fields::{Field, Role, fields, with},
    },
};

/// A value that no document names.
const UNKNOWN: &str = "SOMETHING_NEW of 2031";

/// A property with the values that the document names for it.
struct Named<'a> {
    field: &'a Field,
    texts: Vec<&'a str>,
}

/// The properties that are enums of texts, where the value has them.
fn named<'a>(
    value: &'a Value,
    fields: impl IntoIterator<Item = &'a Field>,
) -> impl Iterator<Item = Named<'a>> {
    fields.into_iter().filter_map(|field| {
        let texts = field.schema.keyword("enum").and_then(Value::as_array)?;
        let texts: Vec<&str> = texts.iter().filter_map(Value::as_str).collect();
        let is_one = field.kind() == Some("string") && field.schema.choices().is_empty();
        let is_there = value.pointer(&field.at).is_some_and(Value::is_string);
        (is_one && is_there && !texts.is_empty()).then_some(Named { field, texts })
    })
}

/// A case for each value of each enum, and one for a value that it does not name.
pub(super) fn one_by_one(reply: Reply, value: &Value, fields: &[Field]) -> Vec<Case> {
    let mut cases = Vec::new();
    // A value that tells the variants of a union apart can't be changed alone: the variants have cases of their own.
    let fields = fields.iter().filter(|it| it.role != Role::Tag);
    for Named { field, texts } in named(value, fields) {
        let known = texts
            .iter()
            .map(|text| (format!("enum_value::{}::{text}", field.label), *text, true));
        let unknown = (
            format!("unknown_enum_value::{}", field.label),
            UNKNOWN,
            false,
        );
        for (name, text, recognised) in known.chain([unknown]) {
            let (sent, text) = (with(value, &field.at, json!(text)), text.to_owned());
            cases.push(case(reply, &name, move || {
                let (_, outcome) = same(&reply, sent)?;
                check_recognised(&outcome, &text, recognised)
            }));
        }
    }
    cases
}

/// All enums change their values at once, so that few calls show every value.
pub(super) fn all_at_once(reply: Reply, schema: &'static Schema) -> Option<Case> {
    let case = case(reply, "with_every_enum_value", move || {
        let value = full(&reply, schema)?;
        let found = fields(schema, &value);
        // A value that tells the variants of a union apart can't be changed alone.
        let strict = if is_loose(schema) {
            Vec::new()
        } else {
            strict(&found)
        };
        let enums: Vec<Named<'_>> = named(&value, strict).collect();
        let most = enums
            .iter()
            .map(|it| it.texts.len())
            .max()
            .unwrap_or_default();
        for turn in 0..most {
            let sent = enums
                .iter()
                .fold(value.clone(), |value, Named { field, texts }| {
                    let text = texts
                        .get(turn % texts.len().max(1))
                        .copied()
                        .unwrap_or_default();
                    with(&value, &field.at, json!(text))
                });
            if !schema.accepts(&sent) {
                continue;
            }
            let (_, outcome) = same(&reply, sent)?;
            let unknown = outcome.typed.contains("Unrecognized(\"");
            let unknown =
                unknown.then(|| Difference::new("enum values", "all known", outcome.typed.clone()));
            verdict(unknown.into_iter().collect(), &outcome)?;
        }
        Ok(())
    });
    has_enum(schema).then_some(case)
}

/// Whether the schema has an enum that is worth a case, as far as one can tell without a value.
fn has_enum(schema: &Schema) -> bool {
    let is_enum = |schema: &Schema| schema.keyword("enum").is_some();
    let below = |schema: Schema| {
        let items = schema.part("items");
        let inner = items.as_ref().unwrap_or(&schema).properties();
        inner.iter().any(|it| is_enum(&it.schema))
    };
    let properties = schema.properties();
    properties.iter().any(|it| is_enum(&it.schema))
        || below(schema.clone())
        || properties.into_iter().any(|it| below(it.schema))
}

/// The typed value knows `text`, or says that it does not.
fn check_recognised(outcome: &Outcome, text: &str, expected: bool) -> Result<(), Failure> {
    let unknown = format!("Unrecognized({text:?})");
    let recognised = !outcome.typed.contains(&unknown);
    let differs = (recognised != expected).then(|| {
        let demand = if expected { "known" } else { &unknown };
        Difference::new(
            format!("enum value `{text}`"),
            demand,
            outcome.typed.clone(),
        )
    });
    verdict(differs.into_iter().collect(), outcome)
}
