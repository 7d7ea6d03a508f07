//! Bodies of the type `application/x-www-form-urlencoded` (OpenAPI 3.0.4, section 4.8.15.2).

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::params::{Encode, Pairs, encode, encode_reserved, form, written};
use crate::{Checker, Style};

/// What the document says of how one property of a form is written (OpenAPI 3.0.4, section 4.8.15). A constant of
/// generated code.
///
/// With nothing said but the name, arrays are repeated and objects are JSON, each percent-encoded.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Encoding {
    property: &'static str,
    style: Option<Style>,
    explode: Option<bool>,
    allow_reserved: bool,
    content_type: Option<&'static str>,
}

impl Encoding {
    /// Of the property of this name.
    pub const fn new(property: &'static str) -> Self {
        Self {
            property,
            style: None,
            explode: None,
            allow_reserved: false,
            content_type: None,
        }
    }

    /// Has it written like a query parameter of this style.
    pub const fn style(mut self, style: Style) -> Self {
        self.style = Some(style);
        self
    }

    /// Says whether each element of an array and each property of an object stands for itself. Where nothing is said, they
    /// do if the style is `form`.
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = Some(explode);
        self
    }

    /// Lets reserved characters stay as they are, as far as they can't change what the form means.
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    /// Has it written as a media type.
    pub const fn content_type(mut self, media_type: &'static str) -> Self {
        self.content_type = Some(media_type);
        self
    }

    fn write(&self, name: &str, value: &Value, pairs: &mut Pairs) -> Result<(), &'static str> {
        // "If a value is explicitly defined" for one of these three, "the value of `contentType` … SHALL be ignored"
        // (section 4.8.15.1.2).
        if self.style.is_none() && self.explode.is_none() && !self.allow_reserved {
            return content(name, self.content_type, value, pairs);
        }
        let style = self.style.unwrap_or(Style::Form);
        let explode = self.explode.unwrap_or(style == Style::Form);
        let encode: Encode = if self.allow_reserved {
            encode_reserved
        } else {
            encode
        };
        form(name, style, explode, encode, value, pairs)
    }
}

/// Writes a form; what can't be written is noted at its property.
pub(crate) fn urlencoded(
    value: &Value,
    encodings: &[Encoding],
    checker: &mut Checker<'_>,
) -> String {
    let Value::Object(properties) = value else {
        checker.violation("must be an object to be written as a form");
        return String::new();
    };
    let mut pairs = Pairs::new("&");
    for (name, value) in properties {
        let encoding = encodings.iter().find(|it| it.property == name);
        let written = match encoding {
            Some(encoding) => encoding.write(name, value, &mut pairs),
            None => content(name, None, value, &mut pairs),
        };
        if let Err(rule) = written {
            checker.below(name, |checker| checker.violation(rule));
        }
    }
    pairs.into_text()
}

/// Writes a property by its media type, of an array each element by itself: "the `encoding` field applies the Encoding
/// Object to each item individually" (OpenAPI 3.0.4, section 4.8.15.3.1).
fn content(
    name: &str,
    media_type: Option<&str>,
    value: &Value,
    pairs: &mut Pairs,
) -> Result<(), &'static str> {
    let elements = match value {
        Value::Array(elements) => elements.as_slice(),
        single => std::slice::from_ref(single),
    };
    for element in elements {
        let media_type = media_type.unwrap_or_else(|| default_type(element));
        let text = written(media_type, element)?;
        pairs.push(&encode_form(name), &encode_form(&text));
    }
    Ok(())
}

/// The media type of a part of a form where the document names none: "`application/json`" for an object, "`text/plain`"
/// for a scalar (OpenAPI 3.0.4, section 4.8.15.1.1).
pub(crate) fn default_type(value: &Value) -> &'static str {
    match value {
        Value::Array(_) | Value::Object(_) => "application/json",
        _ => "text/plain",
    }
}

/// As browsers do it: a space is `+` (URL standard, section 5.2).
fn encode_form(text: &str) -> String {
    encode(text).replace("%20", "+")
}
