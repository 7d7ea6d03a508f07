//! What the document says, in the generator's own terms.
//!
//! Comes from `lower`, goes to `names` and `emit`. It holds wire names and ids only: no Rust identifier and no type
//! of the document's model. Every default that OpenAPI leaves implicit is decided here, and so is every order: later
//! stages walk these lists as they stand.

use std::fmt;

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
    /// Base URLs in the document's order; the first is the client's default. Never empty.
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
    ApiKey { place: ParameterPlace, name: WireName },
    /// `type: oauth2`; of the flows only client credentials has a meaning for a client without a browser.
    OAuth2 {
        client_credentials_token_url: Option<String>,
    },
    /// `type: openIdConnect`.
    OpenIdConnect { url: String },
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
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
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
    Path,
    Query,
    Header,
    Cookie,
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
    pub name: WireName,
    pub place: ParameterPlace,
    pub required: bool,
    pub style: ParameterStyle,
    pub explode: bool,
    pub docs: Docs,
    pub deprecation: Option<Deprecation>,
    pub value: Value,
    /// `schema.default` as JSON text, for the docs.
    pub default: Option<String>,
}

/// A request's body.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    pub required: bool,
    pub media_type: MediaType,
    pub docs: Docs,
    pub value: Value,
}

/// One documented answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    pub status: StatusKey,
    pub description: String,
    /// Absent: documented without a body.
    pub body: Option<ResponseBody>,
}

/// What a documented answer carries.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseBody {
    pub media_type: MediaType,
    pub ty: TypeRef,
}

/// A key of the Responses Object (OpenAPI 3.0.4, section 4.8.16).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
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

/// A type in use, with the rules of the place where it is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub ty: TypeRef,
    pub rules: Rules,
}

/// How one place refers to a type.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeRef {
    Boolean,
    Int32,
    Int64,
    /// `number` of any format: `float` too, because an `f32` can't give back every number that JSON wrote.
    Double,
    String,
    DateTime,
    Date,
    Uuid,
    /// Any JSON value: the document says no more.
    Any,
    Array(Box<TypeRef>),
    /// An object with values of one type under any key.
    Map(Box<TypeRef>),
    /// `nullable: true`.
    Nullable(Box<TypeRef>),
    Named(TypeId),
}

/// Limits that a value sent must keep (JSON Schema Validation, sections 5.1 to 5.15). A value received may break them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub minimum: Option<Bound>,
    pub maximum: Option<Bound>,
    pub multiple_of: Option<Number>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub unique_items: bool,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
    /// For each element of an array or each value of a map.
    pub items: Option<Box<Rules>>,
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    pub value: Number,
    pub exclusive: bool,
}

/// A number as the document writes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    Integer(i64),
    Float(f64),
}

/// A type that gets a name of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// Where the document uses it, in the document's order: what `names` makes a name of. Never empty.
    pub uses: Vec<Use>,
    pub direction: Direction,
    pub docs: Docs,
    pub deprecation: Option<Deprecation>,
    pub shape: Shape,
}

/// Which way values of a type travel.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Direction {
    /// The same both ways: nothing that it reaches is `readOnly` or `writeOnly`.
    Both,
    /// Without the `readOnly` properties.
    Request,
    /// Without the `writeOnly` properties.
    Response,
}

/// One place of the document that a type is used in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Use {
    /// `components.schemas.<name>`.
    Component(WireName),
    /// A property; `owner` is the nearest enclosing type.
    Property { owner: TypeId, name: WireName },
    /// An element of the array, or a value of the map, that this property is.
    Element { owner: TypeId, name: WireName },
    /// An element of a component that is an array or a map.
    ComponentElement(WireName),
    /// A parameter.
    Parameter { operation: WireName, name: WireName },
    /// The body of a request.
    RequestBody { operation: WireName },
    /// The body of an answer.
    ResponseBody { operation: WireName, status: StatusKey },
}

/// What a named type is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Object(Object),
    Enum(Vec<EnumValue>),
    /// Text that keeps an ECMA-262 pattern; equal rules are one type.
    Text(TextRules),
}

/// An object with properties.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    pub properties: Vec<Property>,
    /// The values of properties that are not listed; absent: such properties are ignored.
    pub additional: Option<Value>,
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    pub name: WireName,
    pub required: bool,
    /// Set where the type would contain itself without end.
    pub boxed: bool,
    pub docs: Docs,
    pub deprecation: Option<Deprecation>,
    pub value: Value,
    /// `default` as JSON text, for the docs.
    pub default: Option<String>,
}

/// One value of a string enum.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    pub value: WireName,
    /// From `x-enum-descriptions` and its like.
    pub description: Option<String>,
    pub deprecation: Option<Deprecation>,
}

/// The rules of a text type.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TextRules {
    /// ECMA-262 with the `u` flag, known to compile.
    pub pattern: String,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
}
