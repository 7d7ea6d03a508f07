//! What the document says about an operation's end.
//!
//! An Operation Object comes in, facts go out. The vendors' dialects are read by plain look-ups: a key that nobody wrote
//! down here is not a fact.

use serde_json::Value;

use super::{Document, Node, Unreadable};

/// That an operation should no longer be called.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Deprecation {
    /// Where the operation says so.
    pub pointer: String,
    /// ISO 8601 day since which it is deprecated.
    pub since: Option<String>,
    /// ISO 8601 day from which it may stop answering.
    pub sunset: Option<String>,
    /// What to call instead: an operationId.
    pub successor: Option<String>,
    /// A page on it.
    pub link: Option<String>,
}

/// Reads the deprecation of `operation`; `None` where the document announces no end.
pub fn deprecation(
    document: &Document,
    operation: &Node<'_>,
) -> Result<Option<Deprecation>, Unreadable> {
    let object = operation.value.get("x-deprecation");
    let first = |keys: &[&str]| keys.iter().find_map(|key| text(object?.get(*key)?));
    let sunset = first(&["sunset", "sunset-date", "sunsetDate"])
        .or_else(|| operation.value.get("x-sunset").and_then(text))
        .map_or_else(
            || sunset_of_an_answer(document, operation),
            |sunset| Ok(Some(sunset)),
        )?;
    if !operation.flag("deprecated") && sunset.is_none() && object.is_none() {
        return Ok(None);
    }
    let at = |key: &str| {
        let found = operation.value.get(key).is_some();
        found.then(|| format!("{}/{key}", operation.pointer))
    };
    Ok(Some(Deprecation {
        pointer: at("x-deprecation")
            .or_else(|| at("x-sunset"))
            .or_else(|| at("deprecated"))
            .unwrap_or_else(|| operation.pointer.clone()),
        since: first(&["since", "date", "deprecated-since", "deprecatedSince"]),
        sunset,
        successor: first(&["successor", "replacement", "replacedBy"]),
        link: first(&["documentation", "link", "url"]),
    }))
}

/// Vendors put `x-sunset` on an answer's media type where each media type is a version of the operation.
fn sunset_of_an_answer(
    document: &Document,
    operation: &Node<'_>,
) -> Result<Option<String>, Unreadable> {
    for (_, response) in document.members(operation, "responses")? {
        for (_, content) in document.members(&response, "content")? {
            if let Some(sunset) = content.text("x-sunset") {
                return Ok(Some(sunset.to_owned()));
            }
        }
    }
    Ok(None)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
