//! The headers of an answer as a deserializer: an object whose properties are their names in lower case, written in
//! `style: simple` (OpenAPI 3.0.4, section 4.8.21).

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use reqwest::header::{HeaderMap, HeaderName, SET_COOKIE};
use serde::de::value::{
    BorrowedStrDeserializer, MapDeserializer, SeqDeserializer, StringDeserializer,
};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde_json::Error;

use crate::{DecodeError, decode};

/// Reads all headers.
pub(crate) fn read<T: DeserializeOwned>(headers: &HeaderMap) -> Result<T, DecodeError> {
    let fields = headers
        .keys()
        .map(|name| (Name(name), Field::of(name, headers)));
    decode::located(MapDeserializer::new(fields))
}

/// A header's name.
struct Name<'de>(&'de HeaderName);

impl<'de> IntoDeserializer<'de, Error> for Name<'de> {
    type Deserializer = BorrowedStrDeserializer<'de, Error>;

    fn into_deserializer(self) -> Self::Deserializer {
        // Header names are kept in lower case.
        BorrowedStrDeserializer::new(self.0.as_str())
    }
}

/// The values of one header, or one element of them.
struct Field<'de> {
    values: Vec<Cow<'de, str>>,
    /// Whether commas separate elements.
    is_list: bool,
}

impl<'de> Field<'de> {
    fn of(name: &HeaderName, headers: &'de HeaderMap) -> Self {
        let values = headers.get_all(name).iter();
        let text =
            |value: &'de reqwest::header::HeaderValue| String::from_utf8_lossy(value.as_bytes());
        Self {
            values: values.map(text).collect(),
            // "in practice, the "Set-Cookie" header field [...] does not use the list syntax" (RFC 9110, section 5.3).
            is_list: name != SET_COOKIE,
        }
    }

    fn element(text: &str) -> Self {
        Self {
            values: vec![Cow::Owned(text.to_owned())],
            is_list: false,
        }
    }

    /// All values as one (RFC 9110, section 5.2).
    fn text(&self) -> String {
        self.values.join(", ")
    }

    fn elements(&self) -> Vec<String> {
        let values = self.values.iter();
        if !self.is_list {
            return values.map(|value| value.clone().into_owned()).collect();
        }
        // "A recipient MUST parse and ignore a reasonable number of empty list elements" (RFC 9110, section 5.6.1.2).
        let elements = values.flat_map(|value| value.split(',')).map(str::trim);
        elements
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// A number or a flag.
    fn parse<T: std::str::FromStr>(&self, what: &str) -> Result<T, Error> {
        let text = self.text();
        text.trim()
            .parse()
            .map_err(|_| Error::custom(format_args!("not {what}")))
    }
}

impl<'de> IntoDeserializer<'de, Error> for Field<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parse_numbers {
    ($($method:ident $visit:ident $what:literal),+) => {
        $(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
                visitor.$visit(self.parse($what)?)
            }
        )+
    };
}

impl<'de> Deserializer<'de> for Field<'de> {
    type Error = Error;

    /// Of a type that can be anything nothing is known: what is written as JSON would write a number or a flag is one.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.text();
        match serde_json::from_str(&text) {
            Ok(serde_json::Value::Number(it)) if it.to_string() == text => {
                it.deserialize_any(visitor)
            }
            Ok(serde_json::Value::Bool(flag)) => visitor.visit_bool(flag),
            _ => visitor.visit_string(text),
        }
    }

    parse_numbers! {
        deserialize_bool visit_bool "a boolean",
        deserialize_i8 visit_i8 "an integer",
        deserialize_i16 visit_i16 "an integer",
        deserialize_i32 visit_i32 "an integer",
        deserialize_i64 visit_i64 "an integer",
        deserialize_u8 visit_u8 "an unsigned integer",
        deserialize_u16 visit_u16 "an unsigned integer",
        deserialize_u32 visit_u32 "an unsigned integer",
        deserialize_u64 visit_u64 "an unsigned integer",
        deserialize_f32 visit_f32 "a number",
        deserialize_f64 visit_f64 "a number"
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.text())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.text())
    }

    /// A header that is there is no `null`.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let elements = self.elements();
        let elements = elements.iter().map(|it| Field::element(it));
        visitor.visit_seq(SeqDeserializer::new(elements))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    /// `R=100,G=200` where exploded, else `R,100,G,200`; and JSON where `content` says so.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.text();
        if text.trim_start().starts_with('{') {
            let mut json = serde_json::Deserializer::from_reader(text.as_bytes());
            return json.deserialize_map(visitor);
        }
        let elements = self.elements();
        let exploded: Option<Vec<_>> = elements.iter().map(|it| it.split_once('=')).collect();
        let pairs = exploded.unwrap_or_else(|| {
            let texts: Vec<_> = elements.iter().map(String::as_str).collect();
            let (pairs, _) = texts.as_chunks();
            pairs.iter().map(|[name, value]| (*name, *value)).collect()
        });
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (name, Field::element(value)));
        visitor.visit_map(MapDeserializer::new(pairs))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let text: StringDeserializer<Error> = self.text().into_deserializer();
        visitor.visit_enum(text)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple_struct struct identifier
    }
}
