//! Operations of the document with all that a case needs to know of them, each part with its place.

use serde_json::Value;

use super::{Deprecation, Finding, Schema};
use crate::wire::media::belongs;

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// operationId; a made name where the document has none, or the same one twice.
    pub id: String,
    /// In upper case.
    pub method: String,
    /// The template.
    pub path: String,
    /// Where the Operation Object stands.
    pub pointer: String,
    /// Whether two equal requests do no more than one.
    pub idempotent: bool,
    /// What the document sorts it under.
    pub tags: Vec<String>,
    /// Those of the path item too.
    pub parameters: Vec<Parameter>,
    /// The body of the request.
    pub body: Option<Body>,
    /// In the document's order.
    pub responses: Vec<Response>,
    /// Set where the document announces its end.
    pub deprecation: Option<Deprecation>,
    /// Schemes of each alternative; an empty list: nothing is asked for.
    pub security: Vec<Vec<Scheme>>,
    /// Where it can be called; empty: at the document's own URL.
    pub servers: Vec<Server>,
    /// What of it can't be read, and is as if it were not there.
    pub findings: Vec<Finding>,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// A header.
    Header,
    /// In the header `Cookie`.
    Cookie,
}

impl Place {
    /// As the document writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How the values of a parameter are put together (OpenAPI 3.0.4, section 4.8.12.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Style {
    /// `;color=blue`.
    Matrix,
    /// `.blue`.
    Label,
    /// `blue`.
    Simple,
    /// `color=blue`.
    Form,
    /// `color=blue black`.
    SpaceDelimited,
    /// `color=blue|black`.
    PipeDelimited,
    /// `color[R]=100`.
    DeepObject,
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it stands in a request.
    pub place: Place,
    /// Whether a request is wrong without it.
    pub required: bool,
    /// How several values are put together.
    pub style: Style,
    /// Lists: `a=1&a=2` where set, `a=1,2` where not.
    pub explode: bool,
    /// Whether the reserved characters of RFC 3986 go out as they are.
    pub allow_reserved: bool,
    /// Set where the value is written in this media type, and no style counts.
    pub media_type: Option<String>,
    /// Set where the document announces its end.
    pub deprecation: Option<Deprecation>,
    /// What values it takes.
    pub schema: Schema,
    /// Documented values.
    pub examples: Vec<Example>,
    /// Where the Parameter Object stands.
    pub pointer: String,
}

/// The body of a request.
#[derive(Debug)]
pub struct Body {
    /// Whether a request is wrong without it.
    pub required: bool,
    /// By media type.
    pub content: Vec<Content>,
    /// Where the Request Body Object stands.
    pub pointer: String,
}

/// A scheme that a caller shows who it is with.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Scheme {
    /// Its key in the components.
    pub name: String,
    /// `type`: `http`, `apiKey`, `oauth2`, `openIdConnect` or `mutualTLS`; empty where the components don't have it.
    pub kind: String,
    /// `bearer`, `basic` and so on, for `http`.
    pub scheme: Option<String>,
    /// `in`: where an API key goes.
    pub place: Option<String>,
    /// The name of the header, query parameter or cookie of an API key.
    pub parameter: Option<String>,
    /// What it must allow.
    pub scopes: Vec<String>,
    /// Where the Security Scheme Object stands.
    pub pointer: String,
}

/// A URL that an API answers at.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Server {
    /// A template.
    pub url: String,
    /// Its variables with their defaults.
    pub variables: Vec<(String, String)>,
    /// Where the Server Object stands.
    pub pointer: String,
}

/// A documented answer.
#[derive(Debug)]
pub struct Response {
    /// `404`, `4XX` or `default`.
    pub key: String,
    /// By media type; empty where the answer has no body.
    pub content: Vec<Content>,
    /// Documented header fields.
    pub headers: Vec<Header>,
    /// Where the Response Object stands.
    pub pointer: String,
}

/// A documented header field of an answer or of a part.
#[derive(Debug)]
pub struct Header {
    /// As the document writes it.
    pub name: String,
    /// Whether an answer is wrong without it.
    pub required: bool,
    /// Whether objects are written as `a=1,b=2` and not as `a,1,b,2`.
    pub explode: bool,
    /// What values it takes.
    pub schema: Schema,
    /// Documented values.
    pub examples: Vec<Example>,
    /// Where the Header Object stands.
    pub pointer: String,
}

/// A body in one media type.
#[derive(Debug)]
pub struct Content {
    /// As the document writes it.
    pub media_type: String,
    /// What values it takes; absent: any.
    pub schema: Option<Schema>,
    /// Documented values.
    pub examples: Vec<Example>,
    /// How single properties are written, in forms and bodies of several parts.
    pub encoding: Vec<Encoding>,
    /// Where the Media Type Object stands.
    pub pointer: String,
}

/// How one property of a form, or one part, is written (OpenAPI 3.0.4, section 4.8.15).
#[derive(Debug)]
pub struct Encoding {
    /// The property.
    pub property: String,
    /// Media types that it can have, the first one first.
    pub content_types: Vec<String>,
    /// Set where the document gives a style; then no media type counts in a form.
    pub style: Option<Style>,
    /// As for parameters.
    pub explode: bool,
    /// As for parameters.
    pub allow_reserved: bool,
    /// Where the Encoding Object stands.
    pub pointer: String,
}

/// A documented value.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its key in `examples`, else `example`.
    pub name: String,
    /// The value.
    pub value: Value,
    /// Where the value stands.
    pub pointer: String,
}

impl Operation {
    /// `METHOD /path/template`: what an operation is known by everywhere, because it need not have an id.
    pub fn key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The parameters of one place.
    pub fn parameters_in(&self, place: Place) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(move |parameter| parameter.place == place)
    }

    /// What a request can show, for each alternative of its security. A certificate belongs to the connection and to no
    /// request; a scheme that the components don't have can't be satisfied, and an alternative of such ones is none.
    pub fn alternatives(&self) -> Vec<Vec<&Scheme>> {
        let is_known = |scheme: &&Scheme| !scheme.kind.is_empty();
        let alternatives = self.security.iter().filter_map(|schemes| {
            let known = schemes.iter().filter(is_known);
            let shown: Vec<_> = known.filter(|scheme| scheme.kind != "mutualTLS").collect();
            let is_lost = shown.is_empty() && !schemes.iter().all(|scheme| is_known(&scheme));
            (!is_lost).then_some(shown)
        });
        alternatives.collect()
    }

    /// The documented answer that `status` belongs to: exact before range before `default`.
    pub fn response(&self, status: u16) -> Option<&Response> {
        let find = |key: &str| self.responses.iter().find(|response| response.key == key);
        find(&status.to_string())
            .or_else(|| find(&format!("{}XX", status / 100)))
            .or_else(|| find("default"))
    }
}

impl Body {
    /// The content that a body of this media type is, by name before by range.
    pub fn content_of(&self, media_type: &str) -> Option<&Content> {
        let is_it = |content: &&Content| content.media_type == media_type;
        let holds_it = |content: &&Content| belongs(&content.media_type, media_type);
        let mut contents = self.content.iter();
        contents
            .clone()
            .find(is_it)
            .or_else(|| contents.find(holds_it))
    }
}

impl Scheme {
    /// Whether what satisfies it is a token that stands in `Authorization: Bearer …`.
    pub fn ends_in_bearer_token(&self) -> bool {
        match self.kind.as_str() {
            "http" => self.scheme.as_deref() == Some("bearer"),
            kind => matches!(kind, "oauth2" | "openIdConnect"),
        }
    }
}

impl Response {
    /// The status code; `None` for a range or `default`.
    pub fn status(&self) -> Option<u16> {
        self.key.parse().ok()
    }

    /// A status that this answer covers: its own, or one of its range.
    pub fn some_status(&self) -> u16 {
        let range = || {
            self.key
                .chars()
                .next()?
                .to_digit(10)
                .and_then(|digit| u16::try_from(digit).ok())
        };
        self.status()
            .or_else(|| range().map(|digit| digit * 100 + 18))
            .unwrap_or(418)
    }

    /// The JSON body, where there is one.
    pub fn json(&self) -> Option<&Content> {
        self.content
            .iter()
            .find(|content| is_json(&content.media_type))
    }
}

/// Whether `media_type` is JSON: `application/json`, or with the suffix of RFC 6839.
pub fn is_json(media_type: &str) -> bool {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}
