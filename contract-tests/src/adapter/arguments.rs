//! The arguments of one call as JSON.
//!
//! A case fills them in; the generated adapter takes them out as the types that the client wants. A value that such a
//! type can't hold at all is [`BadArguments`]; one that it holds but may not send is the client's to refuse.

use std::{error, fmt};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Policy;

/// What an operation is called with.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// Path parameters by wire name.
    pub path: Map<String, Value>,
    /// Query parameters by wire name; absent: the optional setter is not called.
    pub query: Map<String, Value>,
    /// Header parameters by wire name.
    pub header: Map<String, Value>,
    /// Cookies by wire name.
    pub cookie: Map<String, Value>,
    /// The body.
    pub body: Option<Body>,
    /// What this one call does about a deprecated operation.
    pub policy: Option<Policy>,
    /// Of a list in pages the page of this number, counted from the one that is asked for first, which is 0; absent: the
    /// call is made like any other.
    pub page: Option<usize>,
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// As the document writes it.
    pub media_type: String,
    /// The value; octets, also those of a file in a form, as [`text_of_octets`].
    pub value: Value,
}

/// Arguments that the typed call can't express. A mistake of the case or of the adapter, never of a server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BadArguments {
    message: String,
    is_unfit: bool,
}

impl BadArguments {
    /// No operation has this id.
    pub fn unknown_operation(id: &str) -> Self {
        Self::of(format!("the client has no operation `{id}`"))
    }

    /// The operation gave something that the adapter has no name for.
    pub fn unknown_variant(id: &str) -> Self {
        Self::of(format!(
            "`{id}` ended in a variant that the adapter does not know; generate it again"
        ))
    }

    /// A struct refuses what it should read.
    pub fn undecodable(error: &serde_json::Error) -> Self {
        Self::of(format!("it can't be decoded: {error}"))
    }

    /// A struct has no place for a property.
    pub(super) fn without_place(name: &str) -> Self {
        Self::of(format!("the struct has no property `{name}`"))
    }

    pub(super) fn missing(what: &str) -> Self {
        Self::of(format!("the typed call needs {what}"))
    }

    pub(super) fn unfit(what: &str, error: &serde_json::Error) -> Self {
        Self {
            is_unfit: true,
            ..Self::of(format!("the type of {what} can't hold this value: {error}"))
        }
    }

    /// Whether a value was given that its type can't hold, so that nobody can make the call.
    pub fn is_unfit(&self) -> bool {
        self.is_unfit
    }

    fn of(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            is_unfit: false,
        }
    }
}

impl fmt::Display for BadArguments {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl error::Error for BadArguments {}

impl Body {
    /// The same with another value.
    pub fn with(&self, value: Value) -> Self {
        Self {
            media_type: self.media_type.clone(),
            value,
        }
    }
}

impl Arguments {
    /// The same with another value for a body; an operation that is called without one is still called without.
    pub fn with_body(&self, value: Value) -> Self {
        Self {
            body: self.body.as_ref().map(|body| body.with(value)),
            ..self.clone()
        }
    }

    /// A path parameter, which is always required.
    pub fn path<T: DeserializeOwned>(&self, name: &str) -> Result<T, BadArguments> {
        required(&self.path, "path parameter", name)
    }

    /// An optional query parameter.
    pub fn query<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, BadArguments> {
        optional(&self.query, "query parameter", name)
    }

    /// A required query parameter.
    pub fn required_query<T: DeserializeOwned>(&self, name: &str) -> Result<T, BadArguments> {
        required(&self.query, "query parameter", name)
    }

    /// An optional header.
    pub fn header<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, BadArguments> {
        optional(&self.header, "header", name)
    }

    /// An optional cookie.
    pub fn cookie<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, BadArguments> {
        optional(&self.cookie, "cookie", name)
    }

    /// A required cookie.
    pub fn required_cookie<T: DeserializeOwned>(&self, name: &str) -> Result<T, BadArguments> {
        required(&self.cookie, "cookie", name)
    }

    /// A required header.
    pub fn required_header<T: DeserializeOwned>(&self, name: &str) -> Result<T, BadArguments> {
        required(&self.header, "header", name)
    }

    /// The body where the operation requires one.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, BadArguments> {
        self.optional_body()?
            .ok_or_else(|| BadArguments::missing("a body"))
    }

    /// The body where the operation may go without.
    pub fn optional_body<T: DeserializeOwned>(&self) -> Result<Option<T>, BadArguments> {
        self.body
            .as_ref()
            .map(|body| decode(&body.value, "the body"))
            .transpose()
    }

    /// The media type that the body is to be sent as.
    pub fn media_type(&self) -> Result<&str, BadArguments> {
        Ok(&self.some_body()?.media_type)
    }

    /// Which of several forms the body has: the position of its media type, or else of the range that holds it.
    pub fn form(&self, media_types: &[&str]) -> Result<usize, BadArguments> {
        let wanted = self.media_type()?;
        let is_it = |it: &str| it.eq_ignore_ascii_case(wanted);
        let holds_it = |it: &str| {
            let family = it.strip_suffix('*').map(str::to_ascii_lowercase);
            family.is_some_and(|it| it == "*/" || wanted.to_ascii_lowercase().starts_with(&it))
        };
        let mut forms = media_types.iter();
        let position = forms.clone().position(|it| is_it(it));
        position
            .or_else(|| forms.position(|it| holds_it(it)))
            .ok_or_else(|| BadArguments::of(format!("the client has no body of `{wanted}`")))
    }

    /// The body's octets.
    pub fn octets(&self) -> Result<Vec<u8>, BadArguments> {
        octets(&self.body::<String>()?)
    }

    /// The body's properties.
    pub fn object(&self) -> Result<&Map<String, Value>, BadArguments> {
        let object = self.some_body()?.value.as_object();
        object.ok_or_else(|| BadArguments::missing("an object for a body"))
    }

    fn some_body(&self) -> Result<&Body, BadArguments> {
        let body = self.body.as_ref();
        body.ok_or_else(|| BadArguments::missing("a body"))
    }
}

/// The bytes that stand for these characters, each of which is one byte (U+0000 to U+00FF).
pub fn octets(text: &str) -> Result<Vec<u8>, BadArguments> {
    let byte = |character: char| u8::try_from(u32::from(character));
    let bytes: Result<Vec<u8>, _> = text.chars().map(byte).collect();
    bytes.map_err(|_| BadArguments::of("octets are given as the characters U+0000 to U+00FF"))
}

/// A character for each byte: how octets stand in JSON here, because most are readable so.
pub fn text_of_octets(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn required<T: DeserializeOwned>(
    from: &Map<String, Value>,
    kind: &str,
    name: &str,
) -> Result<T, BadArguments> {
    optional(from, kind, name)?.ok_or_else(|| BadArguments::missing(&format!("{kind} `{name}`")))
}

fn optional<T: DeserializeOwned>(
    from: &Map<String, Value>,
    kind: &str,
    name: &str,
) -> Result<Option<T>, BadArguments> {
    from.get(name)
        .map(|value| decode(value, &format!("{kind} `{name}`")))
        .transpose()
}

fn decode<T: DeserializeOwned>(value: &Value, what: &str) -> Result<T, BadArguments> {
    T::deserialize(value).map_err(|error| BadArguments::unfit(what, &error))
}
