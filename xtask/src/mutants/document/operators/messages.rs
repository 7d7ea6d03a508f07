//! What is changed about the bodies of requests and about answers: statuses, media types and headers.

use contract_tests::oracle::versions::is_superseded;
use serde_json::Value;

use super::{Made, Object, another, each_dropped, renamed, with, without};

pub(super) fn drop_request_body(operation: &Object) -> Vec<Object> {
    dropped(operation, "requestBody")
}

pub(super) fn drop_content(response: &Object) -> Vec<Object> {
    dropped(response, "content")
}

fn dropped(object: &Object, key: &str) -> Vec<Object> {
    if object.contains_key(key) {
        vec![without(object, |other| other == key)]
    } else {
        Vec::new()
    }
}

pub(super) fn drop_status(responses: &Object) -> Vec<Object> {
    // An operation without an answer is none.
    if responses.len() > 1 {
        each_dropped(responses)
    } else {
        Vec::new()
    }
}

/// The next status that is free; of `default` and of a range, one that they stand for.
pub(super) fn change_status(responses: &Object) -> Vec<Object> {
    let other = |status: &str| match status {
        "default" => Some("418".to_owned()),
        range if range.ends_with("XX") => Some(range.replace("XX", "18")),
        status => {
            // What is left is an extension.
            let status: u16 = status.parse().ok()?;
            let next = status.saturating_add(1)..status.saturating_add(90);
            let mut next = next.map(|status| status.to_string());
            next.find(|status| !responses.contains_key(status))
        }
    };
    let changed = responses.keys().filter_map(|status| {
        let other = other(status)?;
        (!responses.contains_key(&other)).then(|| renamed(responses, status, &other))
    });
    changed.collect()
}

/// Each two neighbours change places.
pub(super) fn swap_statuses(responses: &Object) -> Vec<Object> {
    let statuses: Vec<_> = responses.iter().collect();
    let pairs = statuses.windows(2).filter_map(|pair| match pair {
        &[(first, one), (second, other)] if one != other => {
            let half = with(responses, first, other.clone());
            Some(with(&half, second, one.clone()))
        }
        _ => None,
    });
    pairs.collect()
}

pub(super) fn swapping_is_unseen(made: &Made<'_>) -> Option<&'static str> {
    let swapped = made.before.iter().filter_map(|(status, one)| {
        let other = made.after.get(status)?;
        (one != other).then(|| [one, other].map(|it| unworded(made.document, it)))
    });
    let mut swapped = swapped.peekable();
    let are_alike = swapped.peek().is_some() && swapped.all(|[one, other]| one == other);
    are_alike.then_some("the two answers differ in words only")
}

/// An answer, or the component that it refers to, without what only people read, the examples of its bodies among it.
fn unworded(document: &Value, response: &Value) -> Option<Object> {
    let reference = response.get("$ref").and_then(Value::as_str);
    let component = reference.and_then(|it| document.pointer(it.strip_prefix('#')?));
    let response = component.unwrap_or(response).as_object()?;
    let mut response = without(response, |key| key == "description");
    let content = response.get_mut("content").and_then(Value::as_object_mut);
    for media_type in content.into_iter().flat_map(Object::values_mut) {
        if let Some(media_type) = media_type.as_object_mut() {
            media_type.retain(|key, _| !key.starts_with("example"));
        }
    }
    Some(response)
}

pub(super) fn drop_media_type(content: &Object) -> Vec<Object> {
    if content.len() > 1 {
        each_dropped(content)
    } else {
        Vec::new()
    }
}

pub(super) fn version_is_unseen(made: &Made<'_>) -> Option<&'static str> {
    let all = || made.before.keys().map(String::as_str);
    let mut gone = all().filter(|it| !made.after.contains_key(*it)).peekable();
    let is_older = gone.peek().is_some() && gone.all(|it| is_superseded(it, all()));
    is_older.then_some("an older version goes, and the client takes the newest")
}

/// Another type of JSON, and text.
pub(super) fn change_media_type(content: &Object) -> Vec<Object> {
    let others = ["application/vnd.other+json", "text/plain"];
    let changed = content.keys().flat_map(|media_type| {
        let others = others.iter().filter(|&&other| !content.contains_key(other));
        others.map(move |other| renamed(content, media_type, other))
    });
    changed.collect()
}

pub(super) fn drop_header(headers: &Object) -> Vec<Object> {
    each_dropped(headers)
}

pub(super) fn rename_header(headers: &Object) -> Vec<Object> {
    let names = headers
        .iter()
        .filter(|(_, header)| matches!(header, Value::Object(_)));
    names
        .map(|(name, _)| renamed(headers, name, &another(name)))
        .collect()
}
