//! What an answer must become, and how an outcome differs from it.
//!
//! An expectation and an [`Outcome`] come in, every difference goes out.

use serde_json::Value;

use crate::{
    adapter::{Kind, Outcome},
    difference::{Difference, Failure, shown, verdict},
    harness::Answer,
    oracle::{Response, status},
};

/// What the typed body has to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// This value, encoded again.
    Is(Value),
    /// This value, with or without the properties of this name: whether the client keeps what the document does not name is
    /// up to it.
    But(&'static str, Value),
    /// None, for a reason of this kind (see [`crate::adapter::DecodeFailure::kind`]) which tells so much.
    Unfit(&'static [&'static str], Told),
    /// None, because the outcome carries no typed body at all.
    Untyped,
}

/// What the error about an unfit body has to tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// Where in the body (RFC 6901).
    pub pointer: Option<String>,
    /// What its message has in it: the name of a property, or the media type that the document promises.
    pub names: Option<String>,
}

/// What an answer must become.
#[derive(Clone, Debug)]
pub struct Mapping<'a> {
    /// `file:line` of the documented answer, or of all answers.
    pub place: String,
    /// `Ok`, `NotFound`, `Other`.
    pub variant: String,
    /// Which error, where the variant is `Other`.
    pub kind: Option<Kind>,
    /// What was sent.
    pub answer: &'a Answer,
    /// The body as it came, as far as the client keeps one.
    pub raw: Option<Vec<u8>>,
    /// The typed body.
    pub body: Body,
}

impl Mapping<'_> {
    /// `Ok` where the outcome is as it must be.
    pub fn check(&self, outcome: &Outcome) -> Result<(), Failure> {
        let mut differences = Vec::new();
        let mut differ = |what: &str, expected: String, found: String| {
            if expected != found {
                differences.push(Difference::new(what, expected, found).at(self.place.clone()));
            }
        };
        differ("variant", self.variant.clone(), outcome.variant.to_owned());
        differ(
            "kind of error",
            format!("{:?}", self.kind),
            format!("{:?}", outcome.kind),
        );
        differ(
            "status",
            format!("{:?}", Some(self.answer.status)),
            format!("{:?}", outcome.status),
        );
        if let Some(raw) = &self.raw
            && outcome.raw.as_ref() != Some(raw)
        {
            let found = outcome.raw.as_deref();
            let found = found.map_or_else(|| "nothing".to_owned(), shown);
            differ("raw body", shown(raw), format!("{found} (bytes differ)"));
        }
        for (name, value) in &self.answer.headers {
            let kept = outcome.header(name).any(|other| other == value);
            differ(
                &format!("header `{name}`"),
                value.clone(),
                if kept {
                    value.clone()
                } else {
                    "lost".to_owned()
                },
            );
        }
        let found = outcome.body.as_ref();
        let shown_body = || found.map_or_else(|| "none".to_owned(), Value::to_string);
        let error = outcome.decode_error.as_ref();
        let (same, expected) = match &self.body {
            Body::Is(value) => (
                found.is_some_and(|found| is_same(found, value)),
                value.to_string(),
            ),
            Body::But(name, value) => {
                let rest = found.map(|found| stripped(found, name));
                let same = rest.is_some_and(|rest| is_same(&rest, &stripped(value, name)));
                (same, format!("{value}, with or without `{name}`"))
            }
            Body::Unfit(..) | Body::Untyped => (found.is_none(), "none".to_owned()),
        };
        if !same {
            differ("typed body, encoded again", expected, shown_body());
        }
        match &self.body {
            Body::Is(_) | Body::But(..) => {
                let error = error.map_or("none", |error| &error.message);
                differ("decode error", "none".to_owned(), error.to_owned());
            }
            Body::Unfit(kinds, told) => {
                let found = error.map_or("none", |error| error.kind);
                if !kinds.contains(&found) {
                    differ("decode error", kinds.join(" or "), found.to_owned());
                }
                let message = error.map_or("", |error| error.message.as_str());
                if let Some(pointer) = &told.pointer {
                    let found = error.and_then(|error| error.pointer.clone());
                    let found = found.unwrap_or_default();
                    differ("place of the error", pointer.clone(), found);
                }
                if let Some(name) = told.names.as_ref().filter(|it| !quotes(message, it)) {
                    differ(
                        "decode error",
                        format!("names `{name}`"),
                        message.to_owned(),
                    );
                }
            }
            Body::Untyped => {}
        }
        differ(
            "maybe_executed",
            "true".to_owned(),
            outcome.maybe_executed.to_string(),
        );
        verdict(differences, outcome)
    }
}

/// Whether a message has a name in it, by itself: a longer one that it is a part of is another.
pub fn names(message: &str, name: &str) -> bool {
    message.match_indices(name).any(|(start, _)| {
        let before = message.get(..start).unwrap_or_default();
        let after = message.get(start + name.len()..).unwrap_or_default();
        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
    })
}

/// Whether a message has a property's name in it, in quotation marks: without, it may be a word of the message's own, such as
/// "field" in "missing field".
pub fn quotes(message: &str, name: &str) -> bool {
    let marks = ["`", "'", "\""];
    marks
        .iter()
        .any(|mark| message.contains(&format!("{mark}{name}{mark}")))
}

/// Whether two values are the same. Numbers are by value: a client may write `1` as `1.0`.
pub fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            // Of two integers no float may be made: past 2^53 many become one.
            let may_be = one.is_f64() || other.is_f64();
            one == other || may_be && one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len() && pairs.all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let is_there = |(name, value): (&String, &Value)| {
                other.get(name).is_some_and(|other| is_same(value, other))
            };
            one.len() == other.len() && one.iter().all(is_there)
        }
        _ => one == other,
    }
}

/// `value` without the properties of this name, at any depth.
fn stripped(value: &Value, name: &str) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| stripped(item, name)).collect(),
        Value::Object(object) => {
            let rest = object.iter().filter(|(key, _)| *key != name);
            rest.map(|(key, value)| (key.clone(), stripped(value, name)))
                .collect()
        }
        _ => value.clone(),
    }
}

/// Whether `key` of the Responses Object is a success.
pub fn is_success(key: &str) -> bool {
    key.starts_with('2')
}

/// The variant that an answer must reach.
pub fn variant(response: &Response) -> String {
    status::variant(&response.key)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{is_same, stripped};

    #[test]
    fn a_part_of_a_longer_name_is_not_the_name() {
        assert!(super::names("has no `id`", "id") && super::names("id", "id"));
        assert!(super::names("an uid, and the id", "id"));
        assert!(!super::names("has no `uid`", "id") && !super::names("`ids`", "id"));
    }

    #[test]
    fn a_word_of_the_message_is_not_a_propertys_name() {
        for message in ["missing field `field`", "no 'field'", "\"field\" twice"] {
            assert!(super::quotes(message, "field"), "{message}");
        }
        assert!(!super::quotes("missing field `xfield`", "field"));
    }

    #[test]
    fn numbers_are_compared_by_value() {
        assert!(!is_same(&json!(i64::MAX), &json!(i64::MAX - 1)));
        assert!(is_same(
            &json!({ "a": [1, 2.5] }),
            &json!({ "a": [1.0, 2.5] })
        ));
        assert!(is_same(
            &json!({ "a": 1, "b": 2 }),
            &json!({ "b": 2, "a": 1 })
        ));
        for other in [
            json!({ "a": [1, 2.25] }),
            json!({ "a": [1] }),
            json!({}),
            json!([1, 2.5]),
        ] {
            assert!(!is_same(&json!({ "a": [1, 2.5] }), &other), "{other}");
        }
        assert!(!is_same(&json!(1), &json!("1")) && !is_same(&json!(null), &json!({})));
        assert!(!is_same(&json!({ "a": 1 }), &json!({ "a": 1, "b": 2 })));
    }

    #[test]
    fn what_is_stripped_is_gone_everywhere() {
        let value = json!({ "x": 1, "a": [{ "x": 2, "b": 3 }] });
        assert_eq!(stripped(&value, "x"), json!({ "a": [{ "b": 3 }] }));
    }
}
