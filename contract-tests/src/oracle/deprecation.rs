//! What the document says about the end of a thing: of an operation, a parameter, a property, an enum value.
//!
//! OpenAPI has a flag and nothing else, so days and successors stand in extensions. They are read by plain look-ups: a
//! key that nobody wrote down here is not a fact.

use serde_json::Value;

use super::{Document, Node, Schema, operation::Operation};

/// That a thing should no longer be used.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Deprecation {
    /// Where the document says so.
    pub pointer: String,
    /// ISO 8601 day since which it is deprecated.
    pub since: Option<String>,
    /// ISO 8601 day from which it may stop answering.
    pub sunset: Option<String>,
    /// What to use instead; of an operation its operationId.
    pub successor: Option<String>,
    /// A page on it.
    pub link: Option<String>,
    /// A sentence on it.
    pub message: Option<String>,
}

/// The words of extensions that are about the deprecation, with whatever vendor's name in front: alone of it as a whole, and
/// then their objects hold the facts, or with the key of a fact behind.
const WORDS: &[&str] = &["deprecation", "deprecated"];
/// Keys of facts, without case and punctuation. In front of each may stand one of the words.
const SINCE: &[&str] = &["since", "date", "on", "at", "from"];
const SUNSET: &[&str] = &[
    "sunset",
    "sunsetdate",
    "sunsetat",
    "sunseton",
    "removal",
    "removaldate",
    "removeon",
    "removedon",
    "endoflife",
    "eol",
];
const SUCCESSOR: &[&str] = &[
    "successor",
    "successoroperation",
    "replacement",
    "replacementoperation",
    "replacedby",
    "replacewith",
    "useinstead",
    "instead",
    "alternative",
];
const LINK: &[&str] = &[
    "link",
    "url",
    "href",
    "docs",
    "documentation",
    "migrationguide",
];
const MESSAGE: &[&str] = &["message", "description", "reason", "notice", "note", "text"];

/// Reads the deprecation of `operation`, in the version that was chosen; `None` where the document announces no end.
///
/// Vendors put a sunset on a media type where each media type is a version of the operation: the first that ends is what
/// a caller has to know.
pub(super) fn deprecation(
    document: &Document,
    node: &Node<'_>,
    operation: &Operation,
) -> Option<Deprecation> {
    let own = of(node);
    if own.as_ref().is_some_and(|own| own.sunset.is_some()) {
        return own;
    }
    let body = operation.body.iter().flat_map(|body| &body.content);
    let answers = operation
        .responses
        .iter()
        .flat_map(|response| &response.content);
    let contents = body
        .chain(answers)
        .filter_map(|content| document.at(&content.pointer));
    let sunset = contents.filter_map(|content| of(&content)?.sunset).min();
    if sunset.is_none() {
        return own;
    }
    let silent = || Deprecation {
        pointer: node.pointer.clone(),
        ..Deprecation::default()
    };
    Some(Deprecation {
        sunset,
        ..own.unwrap_or_else(silent)
    })
}

/// What the object at `node` says of its own end.
pub fn of(node: &Node<'_>) -> Option<Deprecation> {
    let mut found = Deprecation::default();
    let mut announced = node
        .flag("deprecated")
        .then(|| format!("{}/deprecated", node.pointer));
    for (key, value) in node.entries() {
        let plain = plain(&key);
        if !key.starts_with("x-") || plain.contains("enum") {
            continue;
        }
        if plain == "xgithub" {
            // Of its many facts two are about this.
            for (key, value) in value.entries() {
                let counts = ["deprecationDate", "removalDate"].contains(&key.as_str());
                if counts && found.note(&key, value.value) {
                    announced = Some(value.pointer.clone());
                }
            }
        } else if WORDS.iter().any(|word| plain.ends_with(word)) {
            let entries = value.entries();
            let off = value.value == &Value::Bool(false)
                || value.value.get("deprecated") == Some(&Value::Bool(false));
            if off || value.value.is_array() || value.value.is_number() {
                continue;
            }
            announced = Some(value.pointer.clone());
            match (value.value.as_str(), value.value.as_str().and_then(day)) {
                (_, Some(day)) => found.since = Some(day),
                (Some(text), None) => found.message = found.message.take().or_else(|| said(text)),
                (None, None) => {
                    for (key, value) in entries {
                        found.note(&key, value.value);
                    }
                }
            }
        } else if found.note(&key, value.value)
            && announced
                .as_ref()
                .is_none_or(|it| it.ends_with("/deprecated"))
        {
            announced = Some(value.pointer.clone());
        }
    }
    found.pointer = announced?;
    Some(found)
}

/// What a parameter or property, described at `node`, says of its end: itself, or by a schema whose values have no type of
/// their own that could say so.
pub fn of_use(node: Option<&Node<'_>>, schema: &Schema) -> Option<Deprecation> {
    let by_schema = || of(&schema.node()).filter(|_| !has_type(schema));
    node.and_then(of).or_else(by_schema)
}

/// Whether the values of `schema` have a type of their own in a client: a struct, an enum, a text with a rule.
pub fn has_type(schema: &Schema) -> bool {
    let is_ruled = ["enum", "pattern"]
        .iter()
        .any(|key| schema.keyword(key).is_some());
    is_ruled || !schema.properties().is_empty()
}

/// The values of an enum that should no longer be used, each with what is said of that: in a list beside them, or where each
/// has a schema of its own.
pub fn of_values(schema: &Schema) -> Vec<(Value, Deprecation)> {
    let mut values = Vec::new();
    let listed = |pointer: String, message: Option<&str>| Deprecation {
        pointer,
        message: message.map(str::to_owned),
        ..Deprecation::default()
    };
    for choice in schema.choices() {
        let constant = choice.raw().get("const").cloned();
        let deprecation = of(&choice.node());
        values.extend(constant.zip(deprecation));
    }
    for (key, list) in schema.node().entries() {
        let plain = plain(&key);
        let is_list = plain.contains("enum") && plain.contains("deprecat")
            || ["xdeprecatedvalues", "xdeprecatedenumvalues"].contains(&plain.as_str());
        if !is_list {
            continue;
        }
        let by_value = list.value.is_object();
        for (key, said) in list.entries() {
            // By value: what is said of it, or whether it is.
            match by_value {
                true if *said.value == Value::Bool(false) => {}
                true => {
                    let record = listed(said.pointer, said.value.as_str());
                    values.push((Value::from(key), record));
                }
                false => values.push((said.value.clone(), listed(said.pointer, None))),
            }
        }
    }
    values
}

impl Deprecation {
    /// Keeps what `key` says, if it is a fact; the first of a kind counts.
    fn note(&mut self, key: &str, value: &Value) -> bool {
        let plain = plain(key);
        let behind = |word: &&str| Some(plain.split_once(*word)?.1);
        let named = WORDS.iter().find_map(behind);
        let fact = named.unwrap_or_else(|| plain.strip_prefix('x').unwrap_or(&plain));
        let outer = key.starts_with("x-") && named.is_none();
        let text = |inner: &[&str]| {
            let text = inner
                .iter()
                .find_map(|key| value.get(*key))
                .unwrap_or(value)
                .as_str()?;
            said(text)
        };
        let (place, text) = if SUNSET.contains(&fact) {
            (&mut self.sunset, text(&["date"]).as_deref().and_then(day))
        } else if SUCCESSOR.contains(&fact) {
            (&mut self.successor, text(&["operationId", "name"]))
        } else if outer {
            // Without the word `deprecated` these can be about anything.
            return false;
        } else if SINCE.contains(&fact) {
            (&mut self.since, text(&["date"]).as_deref().and_then(day))
        } else if LINK.contains(&fact) {
            (&mut self.link, text(&["url", "href"]))
        } else if MESSAGE.contains(&fact) {
            (&mut self.message, text(&[]))
        } else {
            return false;
        };
        let known = text.is_some();
        if place.is_none() {
            *place = text;
        }
        known
    }
}

/// A text that says something.
fn said(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A key without case and punctuation.
fn plain(key: &str) -> String {
    let letters = key.chars().filter(char::is_ascii_alphanumeric);
    letters
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

/// The day of an ISO 8601 date or time.
fn day(text: &str) -> Option<String> {
    let day = text.get(..10)?;
    day.parse::<jiff::civil::Date>()
        .ok()
        .map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Deprecation, Document, Node, Schema, of, of_values};
    use crate::oracle::Direction;

    #[test]
    fn the_dialects_are_one_record() {
        let read = |value: serde_json::Value| {
            of(&Node {
                pointer: "/o".to_owned(),
                value: &value,
            })
        };
        let since = |pointer: &str, since: &str| Deprecation {
            pointer: pointer.to_owned(),
            since: Some(since.to_owned()),
            ..Deprecation::default()
        };
        let sunset = |pointer: &str| Deprecation {
            pointer: pointer.to_owned(),
            sunset: Some("2026-01-15".to_owned()),
            ..Deprecation::default()
        };
        assert_eq!(
            read(json!({ "deprecated": false, "x-date": "2026-01-15" })),
            None
        );
        assert_eq!(read(json!({ "x-deprecated": false })), None);
        assert_eq!(
            read(json!({ "x-sunset": "2026-01-15" })),
            Some(sunset("/o/x-sunset"))
        );
        assert_eq!(
            read(json!({ "deprecated": true, "x-removal-date": "2026-01-15T00:00:00Z" })),
            Some(sunset("/o/x-removal-date"))
        );
        assert_eq!(
            read(json!({ "x-deprecation-date": "2025-01-01" })),
            Some(since("/o/x-deprecation-date", "2025-01-01"))
        );
        assert_eq!(
            read(json!({ "deprecated": true, "x-deprecation": {
                "since": "2025-01-01", "sunset": "2026-01-15", "replacedBy": "other", "url": "https://a.example",
                "reason": "It is slow."
            } })),
            Some(Deprecation {
                sunset: Some("2026-01-15".to_owned()),
                successor: Some("other".to_owned()),
                link: Some("https://a.example".to_owned()),
                message: Some("It is slow.".to_owned()),
                ..since("/o/x-deprecation", "2025-01-01")
            })
        );
        assert_eq!(
            read(json!({ "x-github": { "category": "a", "deprecationDate": "2025-01-01" } })),
            Some(since("/o/x-github/deprecationDate", "2025-01-01"))
        );
        assert_eq!(read(json!({ "x-github": { "date": "2025-01-01" } })), None);
        for key in ["x-deprecated", "x-speakeasy-deprecation-message"] {
            let mut object = serde_json::Map::new();
            object.insert(key.to_owned(), json!(" It is slow. "));
            let expected = Deprecation {
                pointer: format!("/o/{key}"),
                message: Some("It is slow.".to_owned()),
                ..Deprecation::default()
            };
            assert_eq!(read(object.into()), Some(expected), "{key}");
        }
    }

    #[test]
    fn values_of_an_enum_can_end() {
        let values = |value: serde_json::Value| {
            let text = json!({ "openapi": "3.1.0", "e": value }).to_string();
            let document = Document::parse("api.json", &text).expect("a document");
            let node = document.at("/e").expect("it");
            let schema = Schema::read(&document, &node, Direction::Answer).expect("a schema");
            let values = of_values(&schema).into_iter();
            values
                .map(|(value, it)| (value, it.pointer, it.sunset))
                .collect::<Vec<_>>()
        };
        let listed = |value, pointer: &str| (value, pointer.to_owned(), None);
        assert_eq!(
            values(
                json!({ "oneOf": [{ "const": "a", "x-sunset": "2026-01-15" }, { "const": "b" }] })
            ),
            [(
                json!("a"),
                "/e/oneOf/0/x-sunset".to_owned(),
                Some("2026-01-15".to_owned())
            )]
        );
        assert_eq!(
            values(json!({ "x-enum-deprecated": ["a", 1] })),
            [
                listed(json!("a"), "/e/x-enum-deprecated/0"),
                listed(json!(1), "/e/x-enum-deprecated/1")
            ]
        );
        assert_eq!(
            values(json!({ "x-deprecated-enum": { "a": "gone", "b": false } })),
            [listed(json!("a"), "/e/x-deprecated-enum/a")]
        );
        assert_eq!(values(json!({ "enum": ["a"] })), []);
    }
}
