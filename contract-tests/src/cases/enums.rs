//! Part 2, continued: enum values of an answer, known and unknown.
//!
//! A client that knew none of the values would still give each back as it came, so a value encoded again proves
//! nothing here. What the typed value says in `Debug` does: generated enums name a value that they do not know
//! `Unrecognized`.

use serde_json::{Value, json};

use super::{Case, Subject, status_mapping::mapped};
use crate::{
    adapter::Outcome,
    difference::{Difference, Failure, verdict},
    harness::Answer,
    mapping::Body,
    oracle::{
        Content, Response, Unreadable,
        fields::{fields, with},
    },
};

/// A value that no document names.
const UNKNOWN: &str = "SOMETHING_NEW of 2031";

/// A case for each value of each enum in this answer, and one for a value that it does not name.
pub fn cases(
    subject: Subject,
    response: &'static Response,
    content: &'static Content,
    reaches: &str,
) -> Result<Vec<Case>, Unreadable> {
    let (Some(schema), Ok(value)) = (&content.schema, subject.value(content)) else {
        return Ok(Vec::new());
    };
    let value = subject.filled(content, &value);
    let mut cases = Vec::new();
    for field in fields(schema, &value) {
        let named = field.schema.raw().get("enum").and_then(Value::as_array);
        let Some(named) = named.filter(|_| field.kind() == Some("string") && field.present) else {
            continue;
        };
        let texts = named.iter().filter_map(Value::as_str);
        let known = texts.map(|text| (format!("enum_value::{}::{text}", field.label), text, true));
        let unknown = (
            format!("unknown_enum_value::{}", field.label),
            UNKNOWN,
            false,
        );
        for (name, text, recognised) in known.chain([unknown]) {
            let name = subject.name("status_mapping", &format!("{reaches}::{name}"));
            let (sent, text) = (with(&value, &field.at, json!(text)), text.to_owned());
            cases.push(Case::new(name, move || {
                let status = response.some_status();
                let answer = Answer::json(status, &content.media_type, &sent);
                let outcome = mapped(&subject, response, &answer, Body::Is(sent))?;
                check_recognised(&outcome, &text, recognised)
            }));
        }
    }
    Ok(cases)
}

/// The typed value knows `text`, or says that it does not.
pub fn check_recognised(outcome: &Outcome, text: &str, expected: bool) -> Result<(), Failure> {
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
