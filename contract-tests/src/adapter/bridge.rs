//! The one piece that knows a runtime: a macro, because a client may bring its own copy of it.

/// Defines the module `bridge` beside a `runtime` that is in scope: its types turned into those of
/// [`adapter`](crate::adapter).
///
/// A client's runtime is a crate of its own, at a version or as a copy, so no library can name its types; what is
/// written here is compiled against the one that the client has.
#[macro_export]
macro_rules! bridge {
    () => {
        /// Types of the runtime, turned into the suite's.
        #[allow(dead_code, reason = "an API need not use all that there is")]
        mod bridge {
            use std::{fmt, sync::OnceLock};

            use $crate::adapter::{
                Announced, BadArguments, Connection, DecodeFailure, DeprecationFacts, Facts, Kind,
                OperationFacts, Outcome, Policy, Refusal, ServerFacts,
            };
            use $crate::serde::Serialize;
            use $crate::serde_json::{self, Value};

            use super::runtime;

            pub(super) fn facts(api: &runtime::Api, operations: &[&runtime::Operation]) -> Facts {
                Facts {
                    title: api.title.to_owned(),
                    version: api.version.to_owned(),
                    servers: api.servers.iter().map(server).collect(),
                    operations: operations.iter().map(|it| operation(it)).collect(),
                }
            }

            fn server(server: &runtime::Server) -> ServerFacts {
                let variables = server.variables.iter();
                ServerFacts {
                    url: server.url.to_owned(),
                    variables: variables
                        .map(|it| (it.name.to_owned(), it.default.to_owned()))
                        .collect(),
                }
            }

            fn operation(it: &runtime::Operation) -> OperationFacts {
                let schemes = |alternative: &&'static [runtime::SecurityRequirement]| {
                    let schemes = alternative.iter();
                    schemes.map(|it| scheme(it.scheme)).collect()
                };
                OperationFacts {
                    key: format!("{} {}", it.method, it.path),
                    id: it.id.to_owned(),
                    security: it.security.iter().map(schemes).collect(),
                    deprecation: it.deprecation.as_ref().map(|it| DeprecationFacts {
                        since: it.since.map(|day| day.to_string()),
                        sunset: it.sunset.map(|day| day.to_string()),
                        successor: it.successor.map(str::to_owned),
                        link: it.link.map(str::to_owned),
                    }),
                }
            }

            fn scheme(scheme: &runtime::SecurityScheme) -> String {
                use runtime::{ApiKeyPlace, SecuritySchemeKind};
                let facts = match scheme.kind {
                    SecuritySchemeKind::HttpBasic => "http basic".to_owned(),
                    SecuritySchemeKind::HttpBearer => "http bearer".to_owned(),
                    SecuritySchemeKind::HttpDigest => "http digest".to_owned(),
                    SecuritySchemeKind::HttpOther(name) => {
                        format!("http {}", name.to_ascii_lowercase())
                    }
                    SecuritySchemeKind::ApiKey { place, name } => {
                        let place = match place {
                            ApiKeyPlace::Header => "header",
                            ApiKeyPlace::Query => "query",
                            ApiKeyPlace::Cookie => "cookie",
                        };
                        format!("apiKey {place} {name}")
                    }
                    SecuritySchemeKind::OAuth2 { token_url } => {
                        format!("oauth2 {}", token_url.unwrap_or("-"))
                    }
                    SecuritySchemeKind::OpenIdConnect { url } => format!("openIdConnect {url}"),
                    _ => "a kind that this suite does not know".to_owned(),
                };
                format!("{}: {facts}", scheme.name)
            }

            pub(super) fn client(
                api: &'static runtime::Api,
                connection: &Connection,
            ) -> Result<runtime::Client, String> {
                let now: runtime::jiff::Timestamp =
                    connection.now.parse().map_err(|error| format!("{error}"))?;
                let mut builder = runtime::ClientBuilder::<runtime::Client>::new(api)
                    .base_url(&connection.base_url)
                    .clock(now)
                    .timeout(connection.timeout);
                if !connection.own_http_client {
                    builder = builder.http_client(shared_http_client()?);
                }
                if let Some(token) = &connection.token {
                    builder = builder.bearer_token(token.as_str()).credentials(StandIn);
                }
                if let Some(policy) = connection.policy {
                    builder = builder.deprecation(self::policy(policy));
                }
                if let Some(limit) = connection.limit {
                    builder = builder.max_response_bytes(limit);
                }
                builder.build().map_err(|error| error.to_string())
            }

            /// The HTTP client of the cases that are not about it: making one takes longer than a call.
            fn shared_http_client() -> Result<runtime::reqwest::Client, String> {
                use runtime::reqwest::{Client, redirect};
                static CLIENT: OnceLock<Result<Client, String>> = OnceLock::new();
                let build = || {
                    // Without proxies: the variables that name one would send what is meant for loopback elsewhere.
                    // No connection is kept, so that no case meets another's.
                    let builder = Client::builder()
                        .no_proxy()
                        .pool_max_idle_per_host(0)
                        .redirect(redirect::Policy::none());
                    builder.build().map_err(|error| error.to_string())
                };
                CLIENT.get_or_init(build).clone()
            }

            /// Credentials for every scheme that a token does not satisfy. They say in a header of their own which
            /// scheme was asked of them.
            struct StandIn;

            impl runtime::Credentials for StandIn {
                fn satisfies(&self, scheme: &runtime::SecurityScheme) -> bool {
                    use runtime::SecuritySchemeKind as Kind;
                    !matches!(
                        scheme.kind,
                        Kind::HttpBearer | Kind::OAuth2 { .. } | Kind::OpenIdConnect { .. }
                    )
                }

                fn authorize<'a>(
                    &'a self,
                    request: &'a mut runtime::reqwest::Request,
                    authorization: runtime::Authorization<'a>,
                ) -> runtime::BoxFuture<'a, Result<(), runtime::CredentialsError>> {
                    use runtime::reqwest::header::{HeaderName, HeaderValue};
                    Box::pin(async move {
                        let name = authorization.scheme().name;
                        let value = HeaderValue::from_str(name)
                            .map_err(|error| runtime::CredentialsError::new(error.to_string()))?;
                        let header = HeaderName::from_static($crate::adapter::STAND_IN);
                        request.headers_mut().append(header, value);
                        Ok(())
                    })
                }
            }

            fn policy(policy: Policy) -> runtime::DeprecationPolicy {
                match policy {
                    Policy::Ignore => runtime::DeprecationPolicy::Ignore,
                    Policy::Warn => runtime::DeprecationPolicy::Warn,
                    Policy::DenyAfterSunset => runtime::DeprecationPolicy::DenyAfterSunset,
                    Policy::Deny => runtime::DeprecationPolicy::Deny,
                }
            }

            pub(super) fn options(policy: Policy) -> runtime::CallOptions {
                runtime::CallOptions::new().deprecation(self::policy(policy))
            }

            /// A documented success.
            pub(super) fn success<T: Serialize + fmt::Debug>(
                variant: &'static str,
                response: &runtime::Response<T>,
            ) -> Outcome {
                let (body, decode_error) = encoded(response.body());
                Outcome {
                    body,
                    typed: format!("{:?}", response.body()),
                    decode_error,
                    ..answered(variant, response.answer())
                }
            }

            /// A documented error.
            pub(super) fn documented<T: Serialize + fmt::Debug>(
                variant: &'static str,
                response: &runtime::ErrorResponse<T>,
            ) -> Outcome {
                let (body, decode_error) = match response.body() {
                    Ok(body) => encoded(body),
                    Err(error) => (None, Some(decode_failure(error))),
                };
                let typed = response
                    .body()
                    .map_or_else(|_| String::new(), |body| format!("{body:?}"));
                Outcome {
                    body,
                    typed,
                    decode_error,
                    message: response.to_string(),
                    ..answered(variant, response.answer())
                }
            }

            /// Everything else.
            pub(super) fn other(error: &runtime::Error) -> Outcome {
                let outcome = error.answer().map(|answer| answered("Other", answer));
                let refusal = error.deprecation_refusal().map(|refusal| Refusal {
                    sunset: refusal.sunset().map(|sunset| sunset.to_string()),
                    successor: refusal.successor().map(str::to_owned),
                });
                Outcome {
                    variant: "Other",
                    kind: Some(kind(error)),
                    decode_error: match error {
                        runtime::Error::Decode(unfit) => Some(decode_failure(unfit.error())),
                        _ => None,
                    },
                    message: error.to_string(),
                    debug: format!("{error:?}"),
                    maybe_executed: error.maybe_executed(),
                    refusal,
                    ..outcome.unwrap_or_else(Outcome::unanswered)
                }
            }

            fn answered(variant: &'static str, answer: &runtime::Answer) -> Outcome {
                let headers = answer.headers().iter().map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                    (name.as_str().to_owned(), value)
                });
                Outcome {
                    variant,
                    status: Some(answer.status().as_u16()),
                    headers: headers.collect(),
                    raw: Some(answer.raw().to_vec()),
                    deprecation: Some(announced(&answer.deprecation())),
                    debug: format!("{answer:?}"),
                    maybe_executed: true,
                    ..Outcome::unanswered()
                }
            }

            fn announced(headers: &runtime::DeprecationHeaders) -> Announced {
                Announced {
                    deprecated: headers.is_deprecated(),
                    since: headers.since().map(|time| time.to_string()),
                    sunset: headers.sunset().map(|time| time.to_string()),
                    successor: headers.successor().map(str::to_owned),
                    documentation: headers.documentation().map(str::to_owned),
                    ill_formed: headers
                        .ill_formed()
                        .iter()
                        .map(|kept| kept.header().to_owned())
                        .collect(),
                }
            }

            /// A typed body as JSON. That it can't be encoded again is a finding, so it is kept like one.
            fn encoded<T: Serialize>(body: &T) -> (Option<Value>, Option<DecodeFailure>) {
                match serde_json::to_value(body) {
                    Ok(body) => (Some(body), None),
                    Err(error) => {
                        let message = format!("it was decoded and can't be encoded again: {error}");
                        let failure = DecodeFailure {
                            kind: "encode",
                            pointer: None,
                            message,
                        };
                        (None, Some(failure))
                    }
                }
            }

            fn decode_failure(error: &runtime::DecodeError) -> DecodeFailure {
                let kind = match error.kind() {
                    runtime::DecodeErrorKind::ContentType { .. } => "content-type",
                    runtime::DecodeErrorKind::Charset { .. } => "charset",
                    runtime::DecodeErrorKind::Interrupted { .. } => "interrupted",
                    runtime::DecodeErrorKind::TooLarge { .. } => "too-large",
                    runtime::DecodeErrorKind::Utf8 { .. } => "utf-8",
                    runtime::DecodeErrorKind::Syntax { .. } => "syntax",
                    runtime::DecodeErrorKind::Value { .. } => "value",
                    _ => "unknown",
                };
                DecodeFailure {
                    kind,
                    pointer: error.pointer().map(str::to_owned),
                    message: error.to_string(),
                }
            }

            fn kind(error: &runtime::Error) -> Kind {
                match error {
                    runtime::Error::InvalidRequest(_) => Kind::InvalidRequest,
                    runtime::Error::Deprecated(_) => Kind::Deprecated,
                    runtime::Error::MissingCredentials(_) => Kind::MissingCredentials,
                    runtime::Error::Credentials(_) => Kind::Credentials,
                    runtime::Error::Connect(_) => Kind::Connect,
                    runtime::Error::Timeout(_) => Kind::Timeout,
                    runtime::Error::Transport(_) => Kind::Transport,
                    runtime::Error::Interrupted(_) => Kind::Interrupted,
                    runtime::Error::TooLarge(_) => Kind::TooLarge,
                    runtime::Error::Decode(_) => Kind::Decode,
                    runtime::Error::Undocumented(_) => Kind::Undocumented,
                    _ => Kind::Unknown,
                }
            }

            /// A struct of the client, decoded.
            pub(super) fn decode<T: $crate::serde::de::DeserializeOwned>(
                value: &Value,
            ) -> Result<T, BadArguments> {
                T::deserialize(value).map_err(|error| BadArguments::undecodable(&error))
            }
        }
    };
}
