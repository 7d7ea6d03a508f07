//! What the document says, in the generator's own terms.
//!
//! Comes from `lower`, goes to `names` and `emit`. It holds wire names and ids only: no Rust identifier and no type
//! of the document's model. Every default that OpenAPI leaves implicit is decided here, and so is every order: later
//! stages walk these lists as they stand.

mod paging;
mod print;
mod types;

use std::fmt;

pub use paging::{Items, NextPage, Paging};
pub use types::{
    Bound, Direction, EnumValue, Format, Literal, Number, Object, Part, PartKind, Property, Rules,
    Shape, TextRules, Type, TypeRef, Union, Use, Value, Variant, Width,
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
    /// In the document's order; the first is the client's default. Never empty. Where that is not
    /// [absolute](Server::is_absolute) (`/` where the document names none), the caller must set a base URL.
    pub servers: Vec<Server>,
    /// Security schemes that some operation names, in the document's order.
    pub security_schemes: Vec<SecurityScheme>,
    /// Every named type that some operation reaches, in the order of first use.
    pub types: Vec<Type>,
    /// The operations that could be lowered, in the document's order.
    pub operations: Vec<Operation>,
    /// SHA-256 of the document's bytes in lower-case hex.
    pub document_sha256: String,
}

/// Where an API is served (OpenAPI 3.0.4, section 4.8.5).
#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    /// The URL, with `{name}` for each of its variables.
    pub url: String,
    /// Which server it is, for people.
    pub description: Option<String>,
    /// The variables that stand in the URL, in its order.
    pub variables: Vec<ServerVariable>,
}

impl Server {
    /// The URL with each variable's default in its place.
    pub fn default_url(&self) -> String {
        self.variables
            .iter()
            .fold(self.url.clone(), |url, variable| {
                url.replace(&format!("{{{}}}", variable.name), &variable.default)
            })
    }

    /// Whether it can be called as it stands: it is not relative to where the document was fetched from.
    pub fn is_absolute(&self) -> bool {
        let url = self.default_url();
        url.starts_with("https://") || url.starts_with("http://")
    }
}

/// A part of a server's URL that the caller may choose (OpenAPI 3.0.4, section 4.8.6).
#[derive(Clone, Debug, PartialEq)]
pub struct ServerVariable {
    /// The name in the braces.
    pub name: WireName,
    /// What stands there unless the caller chooses.
    pub default: String,
    /// What may stand there. Empty: anything.
    pub values: Vec<String>,
    /// What it means, for people.
    pub description: Option<String>,
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
    /// The operationId; where the document has none, or has it twice, one made of method and path.
    pub id: WireName,
    /// Its tags; the first decides in which module it stands.
    pub tags: Vec<String>,
    /// The method in upper case.
    pub method: Method,
    /// The path template, `{name}` for each parameter.
    pub path: String,
    /// Whether a request may be sent twice and do no more than once: by the document's word, else by the method.
    pub idempotent: bool,
    /// Text on it.
    pub docs: Docs,
    /// Set when it is deprecated.
    pub deprecation: Option<Deprecation>,
    /// Alternatives, each a set of schemes that must all be satisfied. Empty: no authentication. An empty
    /// alternative: authentication is optional.
    pub security: Vec<Vec<SecurityRequirement>>,
    /// Its own servers, in the order of [`Api::servers`]'s kind. Empty: those of the API.
    pub servers: Vec<Server>,
    /// In the order of the path for path parameters, then in the document's order.
    pub parameters: Vec<Parameter>,
    /// The request's body, where it has one.
    pub body: Option<Body>,
    /// In the order: exact statuses ascending, ranges ascending, `default`.
    pub responses: Vec<Response>,
    /// Set where its one success is a page of a list, and the document tells how the next one is asked for.
    pub paging: Option<Paging>,
}

impl Operation {
    /// Calls `found` with each named type that it names itself, in the order of its parts.
    pub fn each_named(&self, found: &mut impl FnMut(TypeId)) {
        for parameter in &self.parameters {
            parameter.value.ty.each_named(found);
        }
        for representation in self.body.iter().flat_map(|body| &body.representations) {
            match &representation.content {
                BodyContent::Json(value)
                | BodyContent::Form {
                    value,
                    encodings: _,
                } => value.ty.each_named(found),
                BodyContent::Multipart(id) => found(*id),
                BodyContent::Text | BodyContent::Bytes => {}
            }
        }
        for response in &self.responses {
            response.headers.into_iter().for_each(&mut *found);
            for representation in &response.representations {
                match &representation.content {
                    ResponseContent::Json(ty)
                    | ResponseContent::Events(ty)
                    | ResponseContent::JsonLines(ty) => ty.each_named(found),
                    ResponseContent::Text | ResponseContent::Bytes | ResponseContent::Stream => {}
                }
            }
        }
    }

    /// The same, to be changed.
    pub fn each_named_mut(&mut self, change: &mut impl FnMut(&mut TypeId)) {
        for parameter in &mut self.parameters {
            parameter.value.ty.each_named_mut(change);
        }
        for representation in self
            .body
            .iter_mut()
            .flat_map(|body| &mut body.representations)
        {
            match &mut representation.content {
                BodyContent::Json(value)
                | BodyContent::Form {
                    value,
                    encodings: _,
                } => value.ty.each_named_mut(change),
                BodyContent::Multipart(id) => change(id),
                BodyContent::Text | BodyContent::Bytes => {}
            }
        }
        for response in &mut self.responses {
            response.headers.iter_mut().for_each(&mut *change);
            for representation in &mut response.representations {
                match &mut representation.content {
                    ResponseContent::Json(ty)
                    | ResponseContent::Events(ty)
                    | ResponseContent::JsonLines(ty) => ty.each_named_mut(change),
                    ResponseContent::Text | ResponseContent::Bytes | ResponseContent::Stream => {}
                }
            }
        }
    }
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

    /// Whether HTTP itself promises that several equal requests do what one does: "PUT, DELETE, and safe request methods
    /// are idempotent" (RFC 9110, section 9.2.2); safe are "GET, HEAD, OPTIONS, and TRACE" (section 9.2.1).
    pub fn is_idempotent(self) -> bool {
        match self {
            Self::Get | Self::Head | Self::Options | Self::Trace | Self::Put | Self::Delete => true,
            Self::Post | Self::Patch => false,
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

/// How a value is written where it does not stand as JSON (OpenAPI 3.0.4, section 4.8.12.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ParameterStyle {
    /// Path: `;name=a;name=b` where exploded, else `;name=a,b`.
    Matrix,
    /// Path: `.a.b`.
    Label,
    /// Path and header: `a,b`.
    Simple,
    /// Query and cookie: `name=a&name=b` where exploded, else `name=a,b`.
    Form,
    /// Query: `name=a%20b`.
    SpaceDelimited,
    /// Query: `name=a|b`.
    PipeDelimited,
    /// Query: `name[key]=a`.
    DeepObject,
}

impl ParameterStyle {
    /// The style as `style` names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Matrix => "matrix",
            Self::Label => "label",
            Self::Simple => "simple",
            Self::Form => "form",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::DeepObject => "deepObject",
        }
    }
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
    /// Whether each element of an array, or each property of an object, gets a pair of its own.
    pub explode: bool,
    /// Whether reserved characters (RFC 3986, section 2.2) stay as they are.
    pub allow_reserved: bool,
    /// Set where the value is written as a document of this media type, and `style` has no meaning.
    pub content: Option<MediaType>,
    /// Text on it.
    pub docs: Docs,
    /// Set when it is deprecated.
    pub deprecation: Option<Deprecation>,
    /// Its type; not nullable.
    pub value: Value,
    /// `schema.default` as JSON text, for the docs.
    pub default: Option<String>,
}

/// A request's body.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Whether a request must have it.
    pub required: bool,
    /// Text on it.
    pub docs: Docs,
    /// Of these the caller picks one. Never empty; no two have the same media type or carry the same value.
    pub representations: Vec<BodyRepresentation>,
}

/// One way to send a body.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyRepresentation {
    /// What `Content-Type` says. A range such as `*/*` or `image/*` stays as it is: the caller says which type it is.
    pub media_type: MediaType,
    /// What it carries.
    pub content: BodyContent,
}

/// What a body carries.
#[derive(Clone, Debug, PartialEq)]
pub enum BodyContent {
    /// A JSON value.
    Json(Value),
    /// `application/x-www-form-urlencoded`: an object whose properties are its pairs.
    Form {
        /// The object.
        value: Value,
        /// Only of properties that are not written in the usual way: `style: form`, exploded.
        encodings: Vec<Encoding>,
    },
    /// `multipart/form-data` and its kin: a type whose shape is [`Shape::Multipart`].
    Multipart(TypeId),
    /// Text that the client does not look into, XML too.
    Text,
    /// Octets.
    Bytes,
}

/// How one property of a form is written (OpenAPI 3.0.4, section 4.8.15).
#[derive(Clone, Debug, PartialEq)]
pub struct Encoding {
    /// The property.
    pub property: WireName,
    /// How its value is written.
    pub style: ParameterStyle,
    /// Whether each element of an array, or each property of an object, gets a pair of its own.
    pub explode: bool,
    /// Whether reserved characters (RFC 3986, section 2.2) stay as they are.
    pub allow_reserved: bool,
    /// Set where the value is written as a document of this media type.
    pub content_type: Option<String>,
}

/// One documented answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// Which statuses it is for.
    pub status: StatusKey,
    /// What it means, CommonMark.
    pub description: String,
    /// The documented headers, an object with lower-case names (RFC 9110, section 5.1).
    pub headers: Option<TypeId>,
    /// In the document's order; no two carry the same. Empty: documented without a body, or its status never has one
    /// (RFC 9110, section 6.4.1).
    pub representations: Vec<ResponseRepresentation>,
    /// The media types that the document has for an answer without a body. Nothing comes in them, but where media types are
    /// versions, asking for one chooses the version of the operation.
    pub bodiless: Vec<MediaType>,
}

/// One form of an answer's body.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseRepresentation {
    /// What `Content-Type` may say, the first being what `Accept` asks for first. Never empty.
    pub media_types: Vec<MediaType>,
    /// What it carries.
    pub content: ResponseContent,
}

/// What an answer's body carries. No rules: answers are read leniently.
#[derive(Clone, Debug, PartialEq)]
pub enum ResponseContent {
    /// A JSON value.
    Json(TypeRef),
    /// Text that the client does not look into, XML too.
    Text,
    /// Octets, read whole. What successes carry is streamed instead.
    Bytes,
    /// Octets, handed out as they come.
    Stream,
    /// Server-sent events (`text/event-stream`), each with data of this type; [`TypeRef::String`]: the text itself.
    Events(TypeRef),
    /// A JSON value a line.
    JsonLines(TypeRef),
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
    /// Position in [`Union::variants`].
    Variant(TypeId, usize),
    /// Position in the parts of [`Shape::Multipart`].
    Part(TypeId, usize),
}
