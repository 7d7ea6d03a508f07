//! The facts about an API, as generated code states them: constants in, nothing computed.
//!
//! They are plain structs with public fields because generated code writes them as `static` items. An operation is stated
//! by [`Operation::new`] and what differs from it: most operations have few of the facts, and a large client has hundreds.

use std::fmt;

use reqwest::Method;

use crate::Deprecation;

/// An API as a whole.
#[derive(Debug)]
pub struct Api {
    /// `info.title` of the document.
    pub title: &'static str,
    /// `info.version` of the document.
    pub version: &'static str,
    /// The servers in the document's order (OpenAPI 3.0.4, section 4.8.1.1); the first is the client's default.
    pub servers: &'static [Server],
    /// The security schemes that its operations name.
    pub security_schemes: &'static [&'static SecurityScheme],
}

/// Where an API can be called (OpenAPI 3.0.4, section 4.8.5).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Server {
    /// The base URL, `{name}` for each variable.
    pub url: &'static str,
    /// What the document says about it; may be empty.
    pub description: &'static str,
    /// The variables.
    pub variables: &'static [ServerVariable],
}

/// A variable in a server's URL (OpenAPI 3.0.4, section 4.8.6).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ServerVariable {
    /// The name, as it stands in braces.
    pub name: &'static str,
    /// What stands for it "if an alternate value is not supplied".
    pub default: &'static str,
    /// The values that it can have; empty: any.
    pub values: &'static [&'static str],
    /// What the document says about it; may be empty.
    pub description: &'static str,
}

/// One operation.
pub struct Operation {
    /// The operationId.
    pub id: &'static str,
    /// The request method.
    pub method: Method,
    /// The path template below the base URL, `{name}` for each path parameter.
    pub path: &'static str,
    /// Whether a request may be sent twice and do no more than once: by the document's word, else by the method (RFC 9110,
    /// section 9.2.2).
    pub idempotent: bool,
    /// What `Accept` says: the media types of the documented answers, separated by `, `. `None`: none has a body.
    pub accept: Option<&'static str>,
    /// What `Content-Type` says of a body that [`Call::json`](crate::Call::json) gives, and of which `multipart` type one
    /// in parts is. `None`: `application/json`, and `multipart/form-data`.
    pub content_type: Option<&'static str>,
    /// Alternatives; each is a set of schemes that must all be satisfied (OpenAPI 3.0.4, section 4.8.30). No
    /// alternative at all: no authentication. An empty alternative: authentication is optional.
    pub security: &'static [&'static [SecurityRequirement]],
    /// Set when the operation is deprecated.
    pub deprecation: Option<Deprecation>,
    /// Servers of its own (OpenAPI 3.0.4, section 4.8.10.1), the first of which it goes to. Empty: the API's.
    pub servers: &'static [Server],
    /// Media types of successes whose body is left for the caller to read piece by piece.
    pub streams: &'static [&'static str],
}

impl Operation {
    /// An operation of which no more is known: no authentication, no documented body, idempotent if the method is (RFC 9110,
    /// section 9.2.2).
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        let idempotent = !matches!(method, Method::POST | Method::PATCH);
        Self {
            id,
            method,
            path,
            idempotent,
            accept: None,
            content_type: None,
            security: &[],
            deprecation: None,
            servers: &[],
            streams: &[],
        }
    }

    /// A `GET`, as [`new`](Self::new) makes it.
    pub const fn get(id: &'static str, path: &'static str) -> Self {
        Self::new(id, Method::GET, path)
    }

    /// A `PUT`, as [`new`](Self::new) makes it.
    pub const fn put(id: &'static str, path: &'static str) -> Self {
        Self::new(id, Method::PUT, path)
    }

    /// A `POST`, as [`new`](Self::new) makes it.
    pub const fn post(id: &'static str, path: &'static str) -> Self {
        Self::new(id, Method::POST, path)
    }

    /// A `DELETE`, as [`new`](Self::new) makes it.
    pub const fn delete(id: &'static str, path: &'static str) -> Self {
        Self::new(id, Method::DELETE, path)
    }

    /// A `OPTIONS`, as [`new`](Self::new) makes it.
    pub const fn options(id: &'static str, path: &'static str) -> Self {
        Self::new(id, Method::OPTIONS, path)
    }

    /// A `HEAD`, as [`new`](Self::new) makes it.
    pub const fn head(id: &'static str, path: &'static str) -> Self {
        Self::new(id, Method::HEAD, path)
    }

    /// A `PATCH`, as [`new`](Self::new) makes it.
    pub const fn patch(id: &'static str, path: &'static str) -> Self {
        Self::new(id, Method::PATCH, path)
    }

    /// A `TRACE`, as [`new`](Self::new) makes it.
    pub const fn trace(id: &'static str, path: &'static str) -> Self {
        Self::new(id, Method::TRACE, path)
    }

    /// Sets [`idempotent`](Self::idempotent), where the document has a word on it.
    pub const fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = idempotent;
        self
    }

    /// Sets [`accept`](Self::accept).
    pub const fn accept(mut self, accept: &'static str) -> Self {
        self.accept = Some(accept);
        self
    }

    /// Sets [`content_type`](Self::content_type).
    pub const fn content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = Some(content_type);
        self
    }

    /// Sets [`security`](Self::security).
    pub const fn security(mut self, security: &'static [&'static [SecurityRequirement]]) -> Self {
        self.security = security;
        self
    }

    /// Sets [`deprecation`](Self::deprecation).
    pub const fn deprecated(mut self, deprecation: Deprecation) -> Self {
        self.deprecation = Some(deprecation);
        self
    }

    /// Sets [`servers`](Self::servers).
    pub const fn servers(mut self, servers: &'static [Server]) -> Self {
        self.servers = servers;
        self
    }

    /// Sets [`streams`](Self::streams).
    pub const fn streams(mut self, streams: &'static [&'static str]) -> Self {
        self.streams = streams;
        self
    }
}

/// Its name only: operations stand in every error, and the rest of their facts would bury what happened.
impl fmt::Debug for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Operation").field(&self.id).finish()
    }
}

/// How a caller proves who they are (OpenAPI 3.0.4, section 4.8.27).
#[derive(Debug)]
pub struct SecurityScheme {
    /// The scheme's key in the document.
    pub name: &'static str,
    /// Which kind it is.
    pub kind: SecuritySchemeKind,
}

/// The kinds of security scheme.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SecuritySchemeKind {
    /// HTTP Basic (RFC 7617).
    HttpBasic,
    /// A bearer token (RFC 6750).
    HttpBearer,
    /// HTTP Digest (RFC 7616).
    HttpDigest,
    /// Another scheme of the IANA registry, by its name.
    HttpOther(&'static str),
    /// A key under a name that the document gives.
    ApiKey {
        /// Where in the request it stands.
        place: ApiKeyPlace,
        /// The header, query key or cookie.
        name: &'static str,
    },
    /// OAuth 2.0 (RFC 6749).
    OAuth2 {
        /// Where the client credentials flow gets its tokens; `None`: the document has no such flow.
        token_url: Option<&'static str>,
    },
    /// OpenID Connect Discovery.
    OpenIdConnect {
        /// Where the provider's metadata is.
        url: &'static str,
    },
}

/// Where an API key stands in a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ApiKeyPlace {
    /// A header field.
    Header,
    /// A key of the query.
    Query,
    /// A cookie.
    Cookie,
}

/// One scheme of an alternative in [`Operation::security`].
#[derive(Clone, Copy, Debug)]
pub struct SecurityRequirement {
    /// The scheme.
    pub scheme: &'static SecurityScheme,
    /// The scopes that the operation needs, for OAuth 2.0 and OpenID Connect.
    pub scopes: &'static [&'static str],
}

#[cfg(test)]
mod tests;
