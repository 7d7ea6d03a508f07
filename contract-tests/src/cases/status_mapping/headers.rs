//! The headers of an answer that the document describes: each reaches its own field, and what is not as described is told
//! without the answer being lost.

use serde_json::{Map, Value};

use super::{Reply, case};
use crate::{
    adapter::Outcome,
    cases::Case,
    difference::{Difference, Failure, verdict},
    harness::Answer,
    mapping::{Body, is_same, quotes},
    oracle::{Header, Schema, values},
};

/// So many values are tried with each header; what else there is to a value is tried with properties and parameters.
const MOST: usize = 3;

/// Headers that say how the message itself is to be read, so that not every value can be sent.
const FRAMING: &[&str] = &[
    "connection",
    "content-encoding",
    "content-length",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// A header with values that can be sent.
#[derive(Clone)]
struct Known {
    /// In lower case, as HTTP compares it.
    name: String,
    required: bool,
    /// Names of the values, the values, and how they are written.
    values: Vec<(String, Value, String)>,
}

/// Every case about the described headers of an answer.
pub(super) fn cases(reply: Reply) -> Vec<Case> {
    let headers = &reply.response.headers;
    let known: Vec<Known> = headers.iter().filter_map(known).collect();
    let is_writable = |it: &Header| {
        known
            .iter()
            .any(|known| it.name.eq_ignore_ascii_case(&known.name))
    };
    if known.is_empty() || headers.iter().any(|it| it.required && !is_writable(it)) {
        return Vec::new();
    }
    let firsts = |keep: &dyn Fn(&Known) -> bool| -> Vec<(String, Value, String)> {
        let kept = known.iter().filter(|it| keep(it));
        let first = |it: &Known| {
            let (_, value, text) = it.values.first()?.clone();
            Some((it.name.clone(), value, text))
        };
        kept.filter_map(first).collect()
    };
    let all = firsts(&|_| true);
    let mut cases = vec![
        typed(reply, "every_one", all.clone()),
        typed(reply, "only_what_is_required", firsts(&|it| it.required)),
    ];
    for it in &known {
        for (label, value, text) in it.values.iter().skip(1) {
            let changed = all.iter().cloned().map(|(name, first, written)| {
                if name == it.name {
                    (name, value.clone(), text.clone())
                } else {
                    (name, first, written)
                }
            });
            let label = format!("{}::{label}", it.name);
            cases.push(typed(reply, &label, changed.collect()));
        }
        if it.required {
            let others = firsts(&|other| other.name != it.name);
            cases.push(untyped(reply, &it.name, "missing", others));
        }
        let is_text = it
            .values
            .iter()
            .any(|(_, value, _)| value.is_string() || value.is_array());
        if !is_text {
            let wrong = all.iter().cloned().map(|(name, value, text)| {
                let text = if name == it.name {
                    "soon".to_owned()
                } else {
                    text
                };
                (name, value, text)
            });
            cases.push(untyped(reply, &it.name, "wrong_type", wrong.collect()));
        }
    }
    cases
}

/// The headers are sent and reach their fields, and no other field has anything.
fn typed(reply: Reply, name: &str, headers: Vec<(String, Value, String)>) -> Case {
    case(reply, &format!("headers::{name}"), move || {
        let outcome = answered(reply, &headers)?;
        let members = headers.into_iter().map(|(name, value, _)| (name, value));
        let expected = Value::Object(members.collect::<Map<_, _>>());
        let found = outcome.typed_headers.clone();
        let is_it = matches!(&found, Some(Ok(found)) if is_same(found, &expected));
        let differs = (!is_it).then(|| {
            let found = match found {
                None => "none".to_owned(),
                Some(Ok(found)) => found.to_string(),
                Some(Err(error)) => error,
            };
            Difference::new("typed headers", expected.to_string(), found).at(place(reply))
        });
        verdict(differs.into_iter().collect(), &outcome)
    })
}

/// A header is not as described: that is said with its name, and the answer is as good as without.
fn untyped(reply: Reply, header: &str, what: &str, headers: Vec<(String, Value, String)>) -> Case {
    let header = header.to_owned();
    case(reply, &format!("headers::{header}::{what}"), move || {
        let outcome = answered(reply, &headers)?;
        let told = match &outcome.typed_headers {
            Some(Err(error)) if quotes(error, &header) || error.contains(&header) => None,
            Some(Err(error)) => Some(error.clone()),
            Some(Ok(read)) => Some(read.to_string()),
            None => Some("none".to_owned()),
        };
        let differs = told.map(|found| {
            let expected = format!("an error that names `{header}`");
            Difference::new("typed headers", expected, found).at(place(reply))
        });
        verdict(differs.into_iter().collect(), &outcome)
    })
}

/// The answer with these headers; all else of it is as it has to be.
fn answered(reply: Reply, headers: &[(String, Value, String)]) -> Result<Outcome, Failure> {
    let body = reply.value()?;
    let answer = headers.iter().fold(
        reply.with_value(&body),
        |answer: Answer, (name, _, text)| answer.header(name, text),
    );
    reply.mapped(&answer, Body::Is(body))
}

fn place(reply: Reply) -> String {
    let at = format!("{}/headers", reply.response.pointer);
    reply.subject.suite.document.place(&at)
}

/// The header with values that its schema takes, if there are any that can be sent.
fn known(header: &'static Header) -> Option<Known> {
    let name = header.name.to_ascii_lowercase();
    if FRAMING.contains(&name.as_str()) {
        return None;
    }
    let samples = values::accepted(&header.schema, &header.examples).into_iter();
    let samples = samples.filter_map(|it| {
        let text = written(&header.schema, &it.value)?;
        Some((it.name, it.value, text))
    });
    let values: Vec<_> = samples.take(MOST).collect();
    (!values.is_empty()).then_some(Known {
        name,
        required: header.required,
        values,
    })
}

/// `style: simple` (OpenAPI 3.0.4, section 4.8.21). Of what has no one type, or is an object, nothing is expected.
fn written(schema: &Schema, value: &Value) -> Option<String> {
    let types = schema.types();
    match (types.as_slice(), value) {
        (["array"], Value::Array(items)) if !items.is_empty() => {
            let items: Option<Vec<String>> = items.iter().map(scalar).collect();
            let items = items?;
            let is_apart = items.iter().all(|it| !it.contains(','));
            is_apart.then(|| items.join(","))
        }
        (["string" | "integer" | "number" | "boolean"], value) => scalar(value),
        _ => None,
    }
}

/// A text that arrives as it was sent: no line breaks, and no spaces, which may be dropped at its ends.
fn scalar(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        _ => return None,
    };
    let is_fit = !text.is_empty() && text.bytes().all(|it| it.is_ascii_graphic());
    is_fit.then_some(text)
}
