//! The arguments of one call as JSON.
//!
//! A case fills them in; the generated adapter takes them out as the types that the client wants. A value that such a
//! type can't hold at all is [`BadArguments`]; one that it holds but may not send is the client's to refuse.

use std::{error, fmt};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use specwright_runtime as runtime;

/// What an operation is called with.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// Path parameters by wire name.
    pub path: Map<String, Value>,
    /// Query parameters by wire name; absent: the optional setter is not called.
    pub query: Map<String, Value>,
    /// Header parameters by wire name.
    pub header: Map<String, Value>,
    /// The body.
    pub body: Option<Value>,
    /// Options for this one call.
    pub options: Option<runtime::CallOptions>,
}

/// Arguments that the typed call can't express. A mistake of the case or of the adapter, never of a server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BadArguments(String);

impl BadArguments {
    /// No operation has this id.
    pub fn unknown_operation(id: &str) -> Self {
        Self(format!("the client has no operation `{id}`"))
    }

    /// The operation gave something that the adapter has no name for.
    pub fn unknown_variant(id: &str) -> Self {
        Self(format!(
            "`{id}` ended in a variant that the adapter does not know; generate it again"
        ))
    }

    fn missing(what: &str) -> Self {
        Self(format!("the typed call needs {what}"))
    }

    fn unfit(what: &str, error: &serde_json::Error) -> Self {
        Self(format!("the type of {what} can't hold this value: {error}"))
    }
}

impl fmt::Display for BadArguments {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl error::Error for BadArguments {}

impl Arguments {
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
            .map(|body| decode(body, "the body"))
            .transpose()
    }
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
