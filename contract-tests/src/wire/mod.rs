//! How values stand on the wire, and what a request that arrived says once it is taken apart.
//!
//! It is written from the standards: OpenAPI 3.0.4, sections 4.8.12 and 4.8.15, with its appendices C to E, RFC 6570, RFC
//! 7578 and the URL standard's forms. What was received is taken apart and compared, never the other way round: a second
//! encoder would need proofs of its own. Where the standards say nothing there is no expectation ([`Unsaid`]).

pub mod body;
mod characters;
pub mod media;
mod multipart;
pub mod parameter;
mod style;

use std::fmt;

use serde_json::{Number, Value};

use crate::{mapping::is_same, oracle::Style};

pub(crate) use characters::{PATH, after, decoded, encoded, stray};

/// A value without how it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// Not there.
    Nothing,
    /// A scalar.
    Text(String),
    /// Scalars in their order.
    List(Vec<String>),
    /// Scalars by name, in the order of the names.
    Pairs(Vec<(String, String)>),
    /// Whatever JSON says.
    Json(Value),
}

/// No standard says how a value is written, so a client may do what it likes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Unsaid(pub &'static str);

impl Said {
    /// What `value` says where a style writes it. RFC 6570 knows scalars, lists of them, and pairs of them.
    pub(crate) fn of(value: &Value) -> Result<Self, Unsaid> {
        match value {
            Value::Array(items) => items
                .iter()
                .map(scalar)
                .collect::<Result<_, _>>()
                .map(Self::List),
            Value::Object(object) => {
                let pairs = object
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), scalar(value)?)));
                pairs.collect::<Result<_, _>>().map(Self::pairs)
            }
            value => scalar(value).map(Self::Text),
        }
    }

    /// Refuses what the style says nothing about: "`deepObject` … allows objects with scalar properties" (OpenAPI 3.0.4,
    /// section 4.8.12.3) and nothing else.
    pub(crate) fn written(self, style: Style) -> Result<Self, Unsaid> {
        match (style, self) {
            (Style::DeepObject, Self::Pairs(pairs)) => Ok(Self::Pairs(pairs)),
            (Style::DeepObject, _) => Err(Unsaid("`deepObject` for what is no object")),
            (_, said) => Ok(said),
        }
    }

    /// Whether it says `value`. Numbers are by value: a client may write `1` as `1.0`.
    pub(crate) fn means(&self, value: &Value) -> bool {
        let is_it = |value: &Value, text: &String| match value {
            Value::Number(number) => {
                let sent: Option<Number> = serde_json::from_str(text).ok();
                sent.is_some_and(|sent| sent == *number || sent.as_f64() == number.as_f64())
            }
            value => scalar(value).is_ok_and(|value| value == *text),
        };
        match (self, value) {
            (Self::Text(text), value) => is_it(value, text),
            (Self::List(texts), Value::Array(items)) => {
                let mut pairs = items.iter().zip(texts);
                items.len() == texts.len() && pairs.all(|(item, text)| is_it(item, text))
            }
            (Self::Pairs(pairs), Value::Object(object)) => {
                let member = |name: &String| object.get(name);
                let mut all = pairs.iter();
                object.len() == pairs.len()
                    && all.all(|(name, text)| member(name).is_some_and(|it| is_it(it, text)))
            }
            (Self::Json(sent), value) => is_same(sent, value),
            _ => false,
        }
    }

    fn pairs(mut pairs: Vec<(String, String)>) -> Self {
        pairs.sort();
        Self::Pairs(pairs)
    }

    /// Whether it is a list or an object without members, which RFC 6570 calls undefined (section 2.3).
    fn is_undefined(&self) -> bool {
        match self {
            Self::List(items) => items.is_empty(),
            Self::Pairs(pairs) => pairs.is_empty(),
            Self::Nothing | Self::Text(_) | Self::Json(_) => false,
        }
    }

    /// All scalars in it.
    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Nothing | Self::Json(_) => Vec::new(),
            Self::Text(text) => vec![text],
            Self::List(items) => items.iter().map(String::as_str).collect(),
            Self::Pairs(pairs) => pairs
                .iter()
                .flat_map(|(name, value)| [name.as_str(), value])
                .collect(),
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => write!(formatter, "nothing"),
            Self::Text(text) => write!(formatter, "`{text}`"),
            Self::List(items) => write!(formatter, "the list {items:?}"),
            Self::Pairs(pairs) => write!(formatter, "the pairs {pairs:?}"),
            Self::Json(value) => write!(formatter, "the JSON {value}"),
        }
    }
}

/// The text of a scalar.
pub(crate) fn scalar(value: &Value) -> Result<String, Unsaid> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        Value::Null => Err(Unsaid("`null` in a style")),
        Value::Array(_) | Value::Object(_) => {
            Err(Unsaid("a list or an object inside of another in a style"))
        }
    }
}
