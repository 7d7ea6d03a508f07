//! Parameters (OpenAPI 3.0.4, section 4.8.12): what the document says of one, and a JSON value; encoded text out.
//!
//! One encoder for all types: a parameter becomes a JSON value first, so that generated code stays small.

mod content;
mod escape;
mod styles;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::check::Location;
use crate::{Deprecation, Rules, media};

pub(crate) use content::{as_text, written};
pub(crate) use escape::{encode, encode_reserved};
pub(crate) use styles::{Encode, Pairs, form};

/// How a value is written (OpenAPI 3.0.4, section 4.8.12.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Style {
    /// `blue,black,brown`, in paths and headers.
    Simple,
    /// `.blue.black.brown`, in paths.
    Label,
    /// `;color=blue;color=black`, in paths.
    Matrix,
    /// `color=blue&color=black`, in queries, cookies and forms.
    Form,
    /// `color=blue%20black`, in queries and forms.
    SpaceDelimited,
    /// `color=blue%7Cblack`, in queries and forms.
    PipeDelimited,
    /// `color[R]=100&color[G]=200`, in queries and forms. Objects in objects and arrays, of which OpenAPI says nothing,
    /// go on like that: `color[mix][0]=7`.
    DeepObject,
}

/// What the document says of one parameter: its place, its name and how it is written. A constant of generated code.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Parameter {
    place: Place,
    name: &'static str,
    style: Style,
    explode: bool,
    allow_reserved: bool,
    content: Option<&'static str>,
    rules: &'static Rules<'static>,
    deprecation: Option<&'static Deprecation>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

impl Parameter {
    /// A path parameter, `style: simple` until said otherwise.
    pub const fn path(name: &'static str) -> Self {
        Self::new(Place::Path, name, Style::Simple, false)
    }

    /// A query parameter, `style: form, explode: true` until said otherwise.
    pub const fn query(name: &'static str) -> Self {
        Self::new(Place::Query, name, Style::Form, true)
    }

    /// A header parameter, `style: simple`.
    pub const fn header(name: &'static str) -> Self {
        Self::new(Place::Header, name, Style::Simple, false)
    }

    /// A cookie, `style: form, explode: true` until said otherwise.
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(Place::Cookie, name, Style::Form, true)
    }

    const fn new(place: Place, name: &'static str, style: Style, explode: bool) -> Self {
        Self {
            place,
            name,
            style,
            explode,
            allow_reserved: false,
            content: None,
            rules: &Rules::NONE,
            deprecation: None,
        }
    }

    /// Sets the style. What `explode` is stays as it was: the document's default depends on the style, and the generator
    /// knows it.
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Says whether each element of an array and each property of an object stands for itself.
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = explode;
        self
    }

    /// Lets reserved characters and percent-encoded ones of a query parameter stay as they are, as far as they can't
    /// change what the query means.
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    /// Has the value written as a media type (`content` in the document), in place of a style.
    pub const fn content(mut self, media_type: &'static str) -> Self {
        self.content = Some(media_type);
        self
    }

    /// Sets the limits of this place.
    pub const fn rules(mut self, rules: &'static Rules<'static>) -> Self {
        self.rules = rules;
        self
    }

    /// Says that the document calls it deprecated; a call that gives it uses it.
    pub const fn deprecated(mut self, deprecation: &'static Deprecation) -> Self {
        self.deprecation = Some(deprecation);
        self
    }

    pub(crate) fn deprecation(&self) -> Option<&'static Deprecation> {
        self.deprecation
    }

    pub(crate) fn place(&self) -> Place {
        self.place
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn limits(&self) -> &'static Rules<'static> {
        self.rules
    }

    pub(crate) fn location(&self) -> Location {
        match self.place {
            Place::Path => Location::Path(self.name),
            Place::Query => Location::Query(self.name),
            Place::Header => Location::Header(self.name),
            Place::Cookie => Location::Cookie(self.name),
        }
    }

    /// The text that stands in the request: of path and header the value alone, of query and cookie the pairs, which
    /// are none for an empty array or object. The error completes "it …".
    pub(crate) fn write(&self, value: Value) -> Result<String, &'static str> {
        match self.content {
            Some(media_type) => self.write_content(&written(media_type, &value)?),
            None => self.write_style(value),
        }
    }

    fn write_style(&self, value: Value) -> Result<String, &'static str> {
        let Self { style, explode, .. } = *self;
        match self.place {
            Place::Path => {
                let text = styles::path(self.name, style, explode, value)?;
                not_empty(text)
            }
            Place::Query if self.allow_reserved => self.write_pairs("&", encode_reserved, &value),
            Place::Query => self.write_pairs("&", encode, &value),
            // "name=value pairs in cookies are delimited by `;` (a semicolon followed by a space character) rather than
            // `&`" (OpenAPI 3.0.4, appendix D).
            Place::Cookie => self.write_pairs("; ", encode, &value),
            Place::Header => header_text(styles::header(explode, &value)?),
        }
    }

    fn write_pairs(
        &self,
        separator: &'static str,
        encode: Encode,
        value: &Value,
    ) -> Result<String, &'static str> {
        let Self { style, explode, .. } = *self;
        let mut pairs = Pairs::new(separator);
        form(self.name, style, explode, encode, value, &mut pairs)?;
        Ok(pairs.into_text())
    }

    fn write_content(&self, text: &str) -> Result<String, &'static str> {
        match self.place {
            Place::Path => not_empty(encode(text).into_owned()),
            Place::Query | Place::Cookie => Ok([&*encode(self.name), "=", &*encode(text)].concat()),
            Place::Header if self.content.is_some_and(media::is_json) => {
                header_text(content::ascii_json(text))
            }
            Place::Header => header_text(text.to_owned()),
        }
    }
}

fn not_empty(text: String) -> Result<String, &'static str> {
    if text.is_empty() {
        // An empty segment makes the path that of another resource.
        return Err("must not be empty");
    }
    Ok(text)
}

fn header_text(text: String) -> Result<String, &'static str> {
    if text.chars().any(char::is_control) {
        return Err("must not have line breaks or other control characters");
    }
    if !text.is_ascii() {
        // "Newly defined fields SHOULD limit their values to US-ASCII" (RFC 9110, section 5.5): other octets are opaque,
        // and servers read them as Latin-1, as UTF-8, or not at all.
        return Err("must be ASCII to stand in a header");
    }
    if text.trim_matches([' ', '\t']) != text {
        // A recipient strips them (RFC 9110, section 5.5), so another value would arrive.
        return Err("must not begin or end with a space");
    }
    Ok(text)
}
