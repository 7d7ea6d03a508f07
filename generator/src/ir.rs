//! What the document says, in the generator's own terms.
//!
//! Comes from `lower`, goes to `names` and `emit`. It holds wire names and ids only: no Rust identifier and no type
//! of the document's model. Every default that OpenAPI leaves implicit is decided here, and so is every order: later
//! stages walk these lists as they stand.

mod print;
mod types;

use std::fmt;

pub use types::{
    Bound, Direction, EnumValue, Number, Object, Property, Rules, Shape, TextRules, Type, TypeRef,
    Use, Value,
};

/// A name as it stands on the wire or in the document: a property, a parameter, an operationId, an enum value.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct WireName(pub String);

impl WireName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WireName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A media type as the document writes it, such as `application/json`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MediaType(pub String);

/// Where a type stands in [`Api::types`].
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TypeId(pub usize);

/// A whole API.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`, CommonMark.
    pub description: Option<String>,
    /// Base URLs in the document's order, variables replaced by their defaults; the first is the client's default. Never
    /// empty. A URL that does not begin with `http` is relative (`/` where the document names none), so that the caller
    /// must set a base URL.
    pub servers: Vec<String>,
    /// Security schemes that some operation names, in the document's order.
    pub security_schemes: Vec<SecurityScheme>,
    /// Every named type that some operation reaches, in the order of first use.
    pub types: Vec<Type>,
    /// The operations that could be lowered, in the document's order.
    pub operations: Vec<Operation>,
    /// SHA-256 of the document's bytes in lower-case hex.
    pub document_sha256: String,
}

/// How a caller proves who they are (OpenAPI 3.0.4, section 4.8.27).
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityScheme {
    /// The key in `components.securitySchemes`.
    pub name: WireName,
    /// The document's text on it.
    pub description: Option<String>,
    /// Which kind it is.
    pub kind: SecuritySchemeKind,
}

/// The kinds of security scheme.
#[derive(Clone, Debug, PartialEq)]
pub enum SecuritySchemeKind {
    /// `type: http`, `scheme: basic` (RFC 7617).
    HttpBasic,
    /// `type: http`, `scheme: bearer` (RFC 6750).
    HttpBearer,
    /// `type: http`, `scheme: digest` (RFC 7616).
    HttpDigest,
    /// `type: http` with another scheme of the IANA registry.
    HttpOther(String),
    /// `type: apiKey`.
    ApiKey {
        /// Where the key stands in a request; never the path.
        place: ParameterPlace,
        /// The name of the header, query parameter or cookie.
        name: WireName,
    },
    /// `type: oauth2`; of the flows only client credentials has a meaning for a client without a browser.
    OAuth2 {
        /// Where a token is asked for with client credentials (RFC 6749, section 4.4).
        client_credentials_token_url: Option<String>,
    },
    /// `type: openIdConnect`.
    OpenIdConnect {
        /// Where the provider's metadata stand.
        url: String,
    },
}

/// One operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The operationId.
    pub id: WireName,
    /// Its tags; the first decides in which module it stands.
    pub tags: Vec<String>,
    /// The method in upper case.
    pub method: Method,
    /// The path template, `{name}` for each parameter.
    pub path: String,
    /// Text on it.
    pub docs: Docs,
    /// Set when it is deprecated.
    pub deprecation: Option<Deprecation>,
    /// Alternatives, each a set of schemes that must all be satisfied. Empty: no authentication. An empty
    /// alternative: authentication is optional.
    pub security: Vec<Vec<SecurityRequirement>>,
    /// In the order of the path for path parameters, then in the document's order.
    pub parameters: Vec<Parameter>,
    /// The request's body, where it has one.
    pub body: Option<Body>,
    /// In the order: exact statuses ascending, ranges ascending, `default`.
    pub responses: Vec<Response>,
}

/// The methods that a path item can have (OpenAPI 3.0.4, section 4.8.9).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Method {
    /// `get`
    Get,
    /// `put`
    Put,
    /// `post`
    Post,
    /// `delete`
    Delete,
    /// `options`
    Options,
    /// `head`
    Head,
    /// `patch`
    Patch,
    /// `trace`
    Trace,
}

impl Method {
    /// The method as it stands in a request line (RFC 9110, section 9).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

/// One scheme of an alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityRequirement {
    /// Position in [`Api::security_schemes`].
    pub scheme: usize,
    /// Scopes for OAuth 2 and `OpenID` Connect, else empty.
    pub scopes: Vec<String>,
}

/// Texts of the document on one thing, CommonMark as it came; `emit` makes them harmless.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Docs {
    /// `summary` of an operation, `title` of a schema.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `externalDocs`: URL and its description.
    pub link: Option<(String, Option<String>)>,
}

impl Docs {
    /// These texts, and those of `other` where there is none.
    pub fn or(self, other: Self) -> Self {
        Self {
            title: self.title.or(other.title),
            description: self.description.or(other.description),
            link: self.link.or(other.link),
        }
    }
}

/// That something should no longer be used, normalised from `deprecated` and the vendors' dialects.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deprecation {
    /// Whether `deprecated: true` stands there; where it does not, a vendor's extension announces the end all the same.
    pub flagged: bool,
    /// The day since which it is deprecated.
    pub since: Option<jiff::civil::Date>,
    /// The day from which it may stop answering (RFC 8594).
    pub sunset: Option<jiff::civil::Date>,
    /// operationId, property or value to use instead.
    pub successor: Option<WireName>,
    /// A page on it.
    pub link: Option<String>,
    /// The document's own sentence.
    pub message: Option<String>,
}

/// Where a parameter stands in a request.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ParameterPlace {
    /// In the path, where its name stands in braces.
    Path,
    /// Behind the question mark.
    Query,
    /// A header field.
    Header,
    /// A pair in the `Cookie` header field.
    Cookie,
}

impl ParameterPlace {
    /// The place as `in` names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How a parameter's value is written (OpenAPI 3.0.4, section 4.8.12.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ParameterStyle {
    /// Path and header: `a,b`.
    Simple,
    /// Query: `name=a&name=b` where exploded, else `name=a,b`.
    Form,
}

/// One parameter of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: WireName,
    /// Where it stands in a request.
    pub place: ParameterPlace,
    /// Whether a request must have it. Always so for the path.
    pub required: bool,
    /// How its value is written.
    pub style: ParameterStyle,
    /// Whether each element of an array gets a pair of its own; without effect on other values.
    pub explode: bool,
    /// Text on it.
    pub docs: Docs,
    /// Set when it is deprecated.
    pub deprecation: Option<Deprecation>,
    /// Its type: a scalar, a text, an enum or an array of these; never nullable.
    pub value: Value,
    /// `schema.default` as JSON text, for the docs.
    pub default: Option<String>,
}

/// A request's body.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Whether a request must have it.
    pub required: bool,
    /// What `Content-Type` says.
    pub media_type: MediaType,
    /// Text on it.
    pub docs: Docs,
    /// What it carries.
    pub value: Value,
}

/// One documented answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// Which statuses it is for.
    pub status: StatusKey,
    /// What it means, CommonMark.
    pub description: String,
    /// Absent: documented without a body, or its status never has one (RFC 9110, section 6.4.1).
    pub body: Option<ResponseBody>,
}

/// What a documented answer carries.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseBody {
    /// What `Content-Type` says.
    pub media_type: MediaType,
    /// What it carries. No rules: answers are read leniently.
    pub ty: TypeRef,
}

/// A key of the Responses Object (OpenAPI 3.0.4, section 4.8.16).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum StatusKey {
    /// `200`
    Code(u16),
    /// `2XX` is 2.
    Range(u8),
    /// `default`
    Default,
}

impl fmt::Display for StatusKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(formatter, "{code}"),
            Self::Range(digit) => write!(formatter, "{digit}XX"),
            Self::Default => formatter.write_str("default"),
        }
    }
}

/// A part of an [`Api`] that gets a Rust name: how `names` says which part it has trouble with.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Place {
    /// Position in [`Api::security_schemes`].
    SecurityScheme(usize),
    /// Position in [`Api::operations`].
    Operation(usize),
    /// The first tag of the operation at this position.
    Tag(usize),
    /// Position of the operation, position in [`Operation::parameters`].
    Parameter(usize, usize),
    /// Position of the operation, position in [`Operation::responses`].
    Response(usize, usize),
    /// A type.
    Type(TypeId),
    /// Position in [`Object::properties`].
    Property(TypeId, usize),
    /// Position in the values of [`Shape::Enum`].
    EnumValue(TypeId, usize),
}
