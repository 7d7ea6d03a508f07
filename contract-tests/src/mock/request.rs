//! Whether the document allows a request.
//!
//! Operations and a request come in; the operation that is meant, or everything that does not fit, goes out.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::{
    oracle::{Document, Operation, Parameter, Place, operation::is_json},
    received::Received,
};

/// Why a request gets no documented answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Problem {
    /// The status that says so.
    pub(super) status: u16,
    /// What does not fit, with lines of the document.
    pub(super) detail: String,
}

/// The operation that the request line names.
pub(super) fn operation<'a>(
    operations: &'a [Operation],
    received: &Received,
) -> Result<&'a Operation, Problem> {
    let path = received.raw_path();
    let here: Vec<&Operation> = operations
        .iter()
        .filter(|operation| values(&operation.path, path).is_some())
        .collect();
    let found = here
        .iter()
        .find(|operation| operation.method == received.method);
    found.copied().ok_or_else(|| {
        let (what, candidates): (_, Vec<&Operation>) = if here.is_empty() {
            (
                format!("no documented path is like {path}"),
                operations.iter().collect(),
            )
        } else {
            (format!("{} is not documented here", received.method), here)
        };
        let documented: Vec<String> = candidates
            .iter()
            .map(|operation| format!("{} {}", operation.method, operation.path))
            .collect();
        Problem {
            status: 404,
            detail: format!("{what}; documented: {}", documented.join(", ")),
        }
    })
}

/// The values of the template's parameters in `path`, percent-decoded; `None` where the path is not of the template.
fn values(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (wanted, given): (Vec<&str>, Vec<&str>) =
        (template.split('/').collect(), path.split('/').collect());
    if wanted.len() != given.len() {
        return None;
    }
    let mut values = Vec::new();
    for (wanted, given) in wanted.into_iter().zip(given) {
        let given = percent_decode_str(given).decode_utf8().ok()?.into_owned();
        // A segment may have text around its parameter: `{id}.json`.
        match wanted.split_once('{').and_then(|(before, rest)| {
            let (name, after) = rest.split_once('}')?;
            Some((before, name, after))
        }) {
            Some((before, name, after)) => {
                let value = given.strip_prefix(before)?.strip_suffix(after)?;
                if value.is_empty() {
                    return None;
                }
                values.push((name.to_owned(), value.to_owned()));
            }
            None if wanted == given => {}
            None => return None,
        }
    }
    Some(values)
}

/// Everything in the request that the document does not allow.
pub(super) fn check(
    document: &Document,
    operation: &Operation,
    received: &Received,
) -> Result<(), Problem> {
    let asked = !operation.security.is_empty()
        && operation.security.iter().all(|schemes| !schemes.is_empty());
    if asked && !authenticates(document, received) {
        let place = document.place(&operation.pointer);
        let schemes: Vec<String> = operation
            .security
            .iter()
            .map(|schemes| {
                let names: Vec<&str> = schemes.iter().map(|scheme| scheme.name.as_str()).collect();
                names.join(" with ")
            })
            .collect();
        let detail = format!(
            "no credentials; `{}` takes {} ({place})",
            operation.id,
            schemes.join(", or ")
        );
        return Err(Problem {
            status: 401,
            detail,
        });
    }
    let mut problems = Vec::new();
    parameters(document, operation, received, &mut problems);
    body(document, operation, received, &mut problems);
    match problems.as_slice() {
        [] => Ok(()),
        problems => Err(Problem {
            status: 400,
            detail: problems.join("; "),
        }),
    }
}

/// Whether there is anything of the kind that a scheme of the document wants. Whether it is right nobody can know here.
fn authenticates(document: &Document, received: &Received) -> bool {
    let root = document.root();
    let schemes = root
        .value
        .pointer("/components/securitySchemes")
        .and_then(Value::as_object);
    let api_key = |scheme: &Value| {
        let name = scheme.get("name").and_then(Value::as_str)?;
        Some(match scheme.get("in").and_then(Value::as_str)? {
            "header" => received.header(&name.to_ascii_lowercase()).next().is_some(),
            "query" => pairs(received).iter().any(|(key, _)| key == name),
            _ => received
                .header("cookie")
                .any(|cookies| cookies.contains(&format!("{name}="))),
        })
    };
    received
        .header("authorization")
        .any(|value| !value.is_empty())
        || schemes
            .into_iter()
            .flatten()
            .any(|(_, scheme)| api_key(scheme) == Some(true))
}

fn parameters(
    document: &Document,
    operation: &Operation,
    received: &Received,
    problems: &mut Vec<String>,
) {
    let path = values(&operation.path, received.raw_path()).unwrap_or_default();
    let query = pairs(received);
    for parameter in &operation.parameters {
        let given: Vec<&str> = match parameter.place {
            Place::Path => named(&path, &parameter.name),
            Place::Query => named(&query, &parameter.name),
            Place::Header => {
                let name = parameter.name.to_ascii_lowercase();
                received
                    .headers
                    .iter()
                    .filter(|(other, _)| *other == name)
                    .map(|(_, value)| value.as_str())
                    .collect()
            }
            Place::Cookie => continue,
        };
        let place = document.place(&parameter.pointer);
        if given.is_empty() && parameter.required {
            problems.push(format!("`{}` is required ({place})", parameter.name));
        } else if !given.is_empty() && !fits(parameter, &given) {
            problems.push(format!("`{}` can't be {given:?} ({place})", parameter.name));
        }
    }
    for (name, _) in &query {
        if !operation
            .parameters_in(Place::Query)
            .any(|parameter| parameter.name == *name)
        {
            let place = document.place(&operation.pointer);
            problems.push(format!(
                "the query key `{name}` is not documented ({place})"
            ));
        }
    }
}

fn named<'a>(pairs: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    pairs
        .iter()
        .filter(|(other, _)| other == name)
        .map(|(_, value)| value.as_str())
        .collect()
}

/// Whether some reading of the texts keeps the schema: a query has no types of its own.
fn fits(parameter: &Parameter, given: &[&str]) -> bool {
    let value = |text: &str| {
        let typed = serde_json::from_str(text)
            .ok()
            .filter(|value: &Value| !value.is_string());
        typed
            .into_iter()
            .chain([Value::from(text)])
            .collect::<Vec<_>>()
    };
    let single = given.len() == 1
        && given
            .iter()
            .flat_map(|text| value(text))
            .any(|value| parameter.schema.accepts(&value));
    let split: Vec<&str> = if parameter.explode {
        given.to_vec()
    } else {
        given.iter().flat_map(|text| text.split(',')).collect()
    };
    let typed: Value = split
        .iter()
        .filter_map(|text| value(text).into_iter().next())
        .collect();
    let texts: Value = split.into_iter().collect();
    single || parameter.schema.accepts(&typed) || parameter.schema.accepts(&texts)
}

fn pairs(received: &Received) -> Vec<(String, String)> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let query = received.raw_query().unwrap_or_default();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

fn body(
    document: &Document,
    operation: &Operation,
    received: &Received,
    problems: &mut Vec<String>,
) {
    let Some(body) = &operation.body else {
        if !received.body.is_empty() {
            problems.push(format!(
                "a body is not documented ({})",
                document.place(&operation.pointer)
            ));
        }
        return;
    };
    let place = document.place(&body.pointer);
    if received.body.is_empty() {
        if body.required {
            problems.push(format!("a body is required ({place})"));
        }
        return;
    }
    let media_type = received.header("content-type").next().unwrap_or_default();
    let essence = |media_type: &str| {
        media_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    };
    let Some(content) = body
        .content
        .iter()
        .find(|content| essence(&content.media_type) == essence(media_type))
    else {
        problems.push(format!(
            "a body of type {media_type:?} is not documented ({place})"
        ));
        return;
    };
    if !is_json(&content.media_type) {
        return;
    }
    match serde_json::from_slice::<Value>(&received.body) {
        Err(error) => problems.push(format!("the body is not JSON: {error} ({place})")),
        Ok(value) => {
            let violations = content.schema.iter().flat_map(|schema| {
                let place = document.place(&schema.pointer);
                schema.violations(&value).into_iter().map(move |violation| {
                    format!(
                        "body, value at `{}`: {} ({place})",
                        violation.at, violation.message
                    )
                })
            });
            problems.extend(violations);
        }
    }
}
