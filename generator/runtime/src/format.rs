//! Texts with a `format`: the text as it came, and what it means where it can be understood.
//!
//! An answer with a time that nobody can read is still an answer: the text stays, and goes out again unchanged. A
//! request refuses it.

mod internet;
mod numbers;
#[cfg(test)]
mod tests;
mod times;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Deref;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use internet::EmailAddress;
pub use numbers::DecimalNumber;
pub use times::TimeOfDay;

use crate::{Check, Checker, InvalidText, Rules};

/// `format: date-time`: a point in time as RFC 3339, section 5.6, writes it.
pub type DateTime = Formatted<Timestamp>;

/// `format: date`: `full-date` of RFC 3339, section 5.6.
pub type Date = Formatted<jiff::civil::Date>;

/// `format: time`: `full-time` of RFC 3339, section 5.6, or `partial-time`.
pub type Time = Formatted<TimeOfDay>;

/// `format: duration`: RFC 3339, appendix A, and what else ISO 8601 allows: a sign, and a fraction of the time.
pub type Duration = Formatted<jiff::Span>;

/// `format: uri`: RFC 3986, section 3, with its scheme.
pub type Uri = Formatted<reqwest::Url>;

/// `format: email`: `Mailbox` of RFC 5321, section 4.1.2.
pub type Email = Formatted<EmailAddress>;

/// `format: ip`: either of [`Ipv4`] and [`Ipv6`].
pub type Ip = Formatted<IpAddr>;

/// `format: ipv4`: RFC 2673, section 3.2.
pub type Ipv4 = Formatted<Ipv4Addr>;

/// `format: ipv6`: RFC 4291, section 2.2.
pub type Ipv6 = Formatted<Ipv6Addr>;

/// `format: byte`: base64 as in RFC 4648, section 4, with its padding.
pub type Base64 = Formatted<Vec<u8>>;

/// `format: decimal`: a number as JSON writes one, but as text, so that it keeps its digits.
///
/// It has no meaning of its own here: parse [`as_str`](Formatted::as_str) with the decimal type of your choice.
pub type Decimal = Formatted<DecimalNumber>;

/// `format: uuid`: RFC 9562, section 4, with hyphens.
pub type Uuid = Formatted<uuid::Uuid>;

/// A type that is written as text in one format.
pub trait Format: Sized {
    /// What the format is called in errors.
    const NAME: &'static str;

    /// Reads the text, strictly by the format's own standard.
    fn parse(text: &str) -> Option<Self>;

    /// Writes the value in the format.
    fn write(&self) -> String;
}

/// A text in a format, with its meaning where it keeps to the format.
///
/// Two of them are equal when their texts are: `…T09:00:00Z` and `…T10:00:00+01:00` are one time but two texts. Compare
/// [`value`](Self::value)s to compare times.
#[derive(Clone)]
pub struct Formatted<T> {
    text: String,
    value: Option<T>,
}

impl<T> Formatted<T> {
    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What the text means; `None` where a server sent something that is not in the format.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }
}

impl<T: Format> Formatted<T> {
    fn lenient(text: String) -> Self {
        let value = T::parse(&text);
        Self { text, value }
    }

    fn strict(text: String) -> Result<Self, InvalidText> {
        let formatted = Self::lenient(text);
        match formatted.value {
            Some(_) => Ok(formatted),
            None => Err(InvalidText::new(T::NAME, rule::<T>())),
        }
    }
}

fn rule<T: Format>() -> String {
    format!("must be written in the format `{}`", T::NAME)
}

impl Format for uuid::Uuid {
    const NAME: &'static str = "uuid";

    fn parse(text: &str) -> Option<Self> {
        // The other notations that the parser knows (no hyphens, braces, `urn:`) have other lengths.
        const HYPHENATED: usize = 36;
        (text.len() == HYPHENATED)
            .then(|| Self::try_parse(text).ok())
            .flatten()
    }

    fn write(&self) -> String {
        self.hyphenated().to_string()
    }
}

impl<T> Deref for Formatted<T> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl<T> AsRef<str> for Formatted<T> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<T> fmt::Display for Formatted<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(formatter)
    }
}

impl<T> fmt::Debug for Formatted<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, formatter)
    }
}

impl<T> PartialEq for Formatted<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Formatted<T> {}

impl<T> Hash for Formatted<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T: Format> From<T> for Formatted<T> {
    fn from(value: T) -> Self {
        Self {
            text: value.write(),
            value: Some(value),
        }
    }
}

impl<T: Format> FromStr for Formatted<T> {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, InvalidText> {
        Self::strict(text.to_owned())
    }
}

impl<T: Format> TryFrom<&str> for Formatted<T> {
    type Error = InvalidText;

    fn try_from(text: &str) -> Result<Self, InvalidText> {
        Self::strict(text.to_owned())
    }
}

impl<T: Format> TryFrom<String> for Formatted<T> {
    type Error = InvalidText;

    fn try_from(text: String) -> Result<Self, InvalidText> {
        Self::strict(text)
    }
}

impl<T> From<Formatted<T>> for String {
    fn from(formatted: Formatted<T>) -> Self {
        formatted.text
    }
}

impl<T> Serialize for Formatted<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T: Format> Deserialize<'de> for Formatted<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::lenient)
    }
}

impl<T: Format> Check for Formatted<T> {
    fn check(&self, checker: &mut Checker<'_>) {
        if self.value.is_none() {
            checker.violation(rule::<T>());
        }
    }

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        rules.check_text(&self.text, checker);
    }
}
