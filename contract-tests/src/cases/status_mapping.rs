//! Part 2: which answer reaches which variant, and that nothing of it is lost.

use serde_json::{Map, Value, json};

use super::{Case, Subject, enums, malformed::DEPTH};
use crate::{
    adapter::{Kind, Outcome},
    difference::{Difference, Failure, verdict},
    harness::{Answer, Settings},
    mapping::{Body, Mapping, is_success, variant},
    oracle::{
        Content, Response, Schema, Unreadable,
        fields::{Field, fields, with, without},
        operation::is_json,
        status,
        values::{self, Sample},
    },
    server::Script,
};

/// Statuses that nobody registered. All that somebody did register are tried too: a client may know one more than its
/// document.
const UNREGISTERED: &[u16] = &[299, 399, 418, 499, 599, 600, 999];

/// Every case of this part.
pub fn cases(subject: Subject) -> Result<Vec<Case>, Unreadable> {
    let mut cases = Vec::new();
    for response in &subject.operation.responses {
        let reaches = format!("{}_reaches_{}", response.key, variant(response));
        match response
            .content
            .iter()
            .find(|content| is_json(&content.media_type))
        {
            Some(content) => documented(subject, response, content, &reaches, &mut cases)?,
            None => cases.push(empty(subject, response, &reaches)),
        }
    }
    // What comes before the final answer is a case of its own.
    let statuses = status::registered().filter(|status| *status >= 200);
    for status in statuses.chain(UNREGISTERED.iter().copied()) {
        if subject.operation.response(status).is_none() {
            cases.push(undocumented(subject, status));
        }
    }
    cases.push(informational(subject));
    Ok(cases)
}

/// The cases of one documented answer with a JSON body.
fn documented(
    subject: Subject,
    response: &'static Response,
    content: &'static Content,
    reaches: &str,
    cases: &mut Vec<Case>,
) -> Result<(), Unreadable> {
    let mut add = |name: &str, sent: Value, kept: Value, media_type: &str| {
        let name = subject.name("status_mapping", &format!("{reaches}::{name}"));
        let media_type = media_type.to_owned();
        cases.push(Case::new(name, move || {
            let answer = Answer::json(response.some_status(), &media_type, &sent)
                .header("x-request-id", "r-1 é");
            mapped(&subject, response, &answer, Body::Is(kept)).map(drop)
        }));
    };
    for example in &content.examples {
        let value = || example.value.clone();
        add(
            &format!("documented_example::{}", example.name),
            value(),
            value(),
            &content.media_type,
        );
    }
    let Ok(value) = subject.value(content) else {
        return Ok(());
    };
    let same = || value.clone();
    add(
        "with_a_charset",
        same(),
        same(),
        &format!("{};charset=utf-8", content.media_type),
    );
    add(
        "with_an_upper_case_media_type",
        same(),
        same(),
        &content.media_type.to_uppercase(),
    );
    let mut deep = None;
    if let Some(schema) = &content.schema {
        let richer = enriched(schema, &value);
        add(
            "with_unknown_properties",
            richer,
            same(),
            &content.media_type,
        );
        if value.as_object().is_some_and(|object| !object.is_empty()) {
            let kept = same();
            let name = subject.name(
                "status_mapping",
                &format!("{reaches}::with_a_deep_unknown_property"),
            );
            deep = Some(Case::new(name, move || {
                deep_unknown(&subject, response, content, kept)
            }));
        }
        let filled = subject.filled(content, &value);
        add(
            "with_every_property",
            filled.clone(),
            filled.clone(),
            &content.media_type,
        );
        let found = fields(schema, &filled);
        for (name, variation) in variations(&filled, &found) {
            add(&name, variation.clone(), variation, &content.media_type);
        }
    }
    cases.extend(deep);
    cases.extend(enums::cases(subject, response, content, reaches)?);
    Ok(())
}

/// What is ignored is ignored however deep it goes, and costs no stack.
fn deep_unknown(
    subject: &Subject,
    response: &Response,
    content: &Content,
    value: Value,
) -> Result<(), Failure> {
    let mut answer = Answer::json(response.some_status(), &content.media_type, &value);
    let unknown = format!(
        "{{\"notInTheDocument\":{}{},",
        "[".repeat(DEPTH),
        "]".repeat(DEPTH)
    );
    answer.body.splice(..1, unknown.into_bytes());
    mapped(subject, response, &answer, Body::Is(value)).map(drop)
}

/// Changes of a valid value that a lenient client must keep as they are.
fn variations(value: &Value, fields: &[Field]) -> Vec<(String, Value)> {
    let mut variations = Vec::new();
    let mut least = value.clone();
    for field in fields
        .iter()
        .filter(|field| field.present && !field.required)
    {
        variations.push((
            format!("without::{}", field.label),
            without(value, &field.at),
        ));
        least = without(&least, &field.at);
    }
    variations.push(("with_required_properties_only".to_owned(), least));
    for field in fields {
        let parent = field.at.rsplit_once('/').map_or("", |(parent, _)| parent);
        if value
            .pointer(parent)
            .is_none_or(|parent| !parent.is_object())
        {
            continue;
        }
        let mut change = |what: &str, new: Value| {
            variations.push((
                format!("{what}::{}", field.label),
                with(value, &field.at, new),
            ));
        };
        let raw = field.schema.raw();
        if raw.get("pattern").is_some() {
            change("broken_pattern", json!("~ not by the pattern ~"));
        }
        if raw.get("format").is_some() && field.kind() == Some("string") {
            change("unreadable_format", json!("soon"));
            change(
                "unusual_date_time",
                json!("2024-02-29t23:59:60.123456789+05:30"),
            );
        }
        if field.is_free_form() {
            for (name, new) in free_form() {
                change(&format!("free_form_{name}"), new);
            }
        }
        if matches!(field.kind(), Some("integer" | "number")) {
            for Sample { name, value } in values::accepted(&field.schema, &[]) {
                change(&format!("number_{name}"), value);
            }
        }
        if field.kind() == Some("array") {
            change("empty_list", json!([]));
            let items = raw.get("items");
            let silent = items.is_some_and(|items| items.as_object().is_some_and(is_silent));
            // Atlas documents objects here and sends strings.
            if silent {
                for (name, new) in free_form() {
                    change(
                        &format!("free_form_elements_{name}"),
                        json!([new.clone(), new]),
                    );
                }
            }
        }
        if field.kind() == Some("string") && raw.get("enum").is_none() {
            change("any_text", json!("\u{0}\u{1f}\"\\/🙂 \u{202e}"));
        }
        if field.schema.accepts(&Value::Null) && !field.is_free_form() {
            change("null", Value::Null);
        }
    }
    variations
}

fn is_silent(items: &Map<String, Value>) -> bool {
    items
        .keys()
        .all(|key| ["type", "description", "title"].contains(&key.as_str()))
        && matches!(
            items.get("type").and_then(Value::as_str),
            None | Some("object")
        )
}

fn free_form() -> [(&'static str, Value); 5] {
    [
        ("text", json!("cluster-833")),
        ("number", json!(-1.5e10)),
        ("true", json!(true)),
        ("list", json!([1, [], "x"])),
        ("object", json!({ "a": { "b": null } })),
    ]
}

/// `value` with properties that the document does not name, in every object that may have them.
fn enriched(schema: &Schema, value: &Value) -> Value {
    let found = fields(schema, value);
    let objects = found.iter().filter(|field| {
        field.present
            && field.kind() == Some("object")
            && !field.is_free_form()
            && field.schema.raw().get("additionalProperties").is_none()
    });
    let mut paths: Vec<String> = objects.map(|field| field.at.clone()).collect();
    if schema.raw().get("additionalProperties").is_none() {
        paths.push(String::new());
    }
    let extra = json!({ "deep": [{ "x": null }, 1e-7, "text"] });
    paths
        .iter()
        .fold(value.clone(), |value, path| match value.pointer(path) {
            Some(Value::Object(_)) => {
                with(&value, &format!("{path}/notInTheDocument"), extra.clone())
            }
            _ => value,
        })
}

fn empty(subject: Subject, response: &'static Response, reaches: &str) -> Case {
    let name = subject.name("status_mapping", &format!("{reaches}::without_a_body"));
    Case::new(name, move || {
        let answer = Answer {
            status: response.some_status(),
            ..Answer::default()
        };
        mapped(&subject, response, &answer, Body::Is(Value::Null)).map(drop)
    })
}

/// Sends `answer` and looks at what became of it.
pub(super) fn mapped(
    subject: &Subject,
    response: &Response,
    answer: &Answer,
    body: Body,
) -> Result<Outcome, Failure> {
    let exchange = subject.call(subject.arguments, &Settings::default(), answer)?;
    let mapping = Mapping {
        place: subject.place(&response.key),
        variant: variant(response),
        kind: None,
        answer,
        body,
    };
    mapping.check(&exchange.outcome)?;
    Ok(exchange.outcome)
}

/// A status that the document does not name: not followed, not sent again, kept whole.
fn undocumented(subject: Subject, status: u16) -> Case {
    let name = subject.name(
        "status_mapping",
        &format!("undocumented_{status}_reaches_Other"),
    );
    Case::new(name, move || {
        // 204 and 304 have no content (RFC 9110, sections 15.3.5 and 15.4.5).
        let body = if [204, 304].contains(&status) {
            Vec::new()
        } else {
            b"<p>not \xff JSON</p>".to_vec()
        };
        let answer = Answer {
            status,
            headers: Vec::new(),
            body,
        }
        .header("content-type", "text/html")
        .header("location", "/elsewhere")
        .header("retry-after", "0")
        .header("www-authenticate", "Digest realm=\"r\", nonce=\"n\"")
        .header("x-request-id", "r-2");
        // Whether a redirect is followed is up to the HTTP client.
        let fresh = (300..400).contains(&status);
        let settings = Settings {
            fresh,
            ..Settings::default()
        };
        let exchange = subject.call(subject.arguments, &settings, &answer)?;
        let mapping = Mapping {
            place: subject
                .suite
                .document
                .place(&format!("{}/responses", subject.operation.pointer)),
            variant: "Other".to_owned(),
            kind: Some(Kind::Undocumented),
            answer: &answer,
            body: Body::Untyped,
        };
        mapping.check(&exchange.outcome)?;
        check_once(exchange.received.len())
    })
}

/// The operation was called once: neither a redirect nor an error makes the client send it again.
pub fn check_once(requests: usize) -> Result<(), Failure> {
    let differs = (requests != 1).then(|| Difference::new("requests", "1", requests.to_string()));
    verdict(differs.into_iter().collect(), "")
}

/// Interim answers come before the final one and are none (RFC 9110, section 15.2).
fn informational(subject: Subject) -> Case {
    let name = subject.name("status_mapping", "interim_1xx_answers_are_passed_over");
    Case::new(name, move || {
        let Some(response) = subject
            .operation
            .responses
            .iter()
            .find(|response| is_success(&response.key))
        else {
            return Ok(());
        };
        let answer = subject.documented(response)?;
        let mut bytes =
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".to_vec();
        bytes.extend(answer.wire());
        let exchange =
            subject.call_script(subject.arguments, &Settings::fresh(), Script::Answer(bytes))?;
        let body = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
        let mapping = Mapping {
            place: subject.place(&response.key),
            variant: variant(response),
            kind: None,
            answer: &answer,
            body: Body::Is(body),
        };
        mapping.check(&exchange.outcome)
    })
}
