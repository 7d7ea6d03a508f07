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
                Announced, Arguments, BadArguments, Connection, DecodeFailure, DeprecatedUse,
                DeprecationFacts, EnumValue, Facts, Gone, Kind, OperationFacts, Outcome, Part,
                Policy, Refusal, ServerFacts, Type, text_of_octets,
            };
            pub(super) use $crate::adapter::{Fields, Taken};
            use $crate::oracle::Direction;
            use $crate::serde::{Serialize, de::DeserializeOwned};
            use $crate::serde_json::{self, Map, Value};

            use super::runtime;

            pub(super) fn facts(
                api: &runtime::Api,
                operations: &[(&str, &runtime::Operation)],
            ) -> Facts {
                Facts {
                    title: api.title.to_owned(),
                    version: api.version.to_owned(),
                    servers: api.servers.iter().map(server).collect(),
                    operations: operations
                        .iter()
                        .map(|(key, it)| operation(key, it))
                        .collect(),
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

            fn operation(key: &str, it: &runtime::Operation) -> OperationFacts {
                let schemes = |alternative: &&'static [runtime::SecurityRequirement]| {
                    let schemes = alternative.iter();
                    schemes.map(|it| scheme(it.scheme)).collect()
                };
                OperationFacts {
                    key: key.to_owned(),
                    id: it.id.to_owned(),
                    idempotent: it.idempotent,
                    security: it.security.iter().map(schemes).collect(),
                    deprecation: it.deprecation.as_ref().map(record),
                }
            }

            fn record(it: &runtime::Deprecation) -> DeprecationFacts {
                DeprecationFacts {
                    since: it.since.map(|day| day.to_string()),
                    sunset: it.sunset.map(|day| day.to_string()),
                    successor: it.successor.map(str::to_owned),
                    link: it.link.map(str::to_owned),
                    message: it.message.map(str::to_owned),
                }
            }

            /// What a client counted.
            pub(super) fn deprecations(client: &runtime::Client) -> Vec<DeprecatedUse> {
                let used = client.deprecations().into_iter();
                used.map(|it| DeprecatedUse {
                    operation: it.operation().id.to_owned(),
                    part: it.part().map(part),
                    record: it.deprecation().map(record),
                    sent: it.sent(),
                    refused: it.refused(),
                })
                .collect()
            }

            fn part(part: &runtime::DeprecatedPart) -> Part {
                use runtime::Location;
                let location = match part.location() {
                    Location::Path(name) => format!("path {name}"),
                    Location::Query(name) => format!("query {name}"),
                    Location::Header(name) => format!("header {name}"),
                    Location::Cookie(name) => format!("cookie {name}"),
                    Location::Body => "body".to_owned(),
                    other => format!("{other}"),
                };
                Part {
                    location,
                    pointer: part.pointer().to_owned(),
                    value: part.value().map(str::to_owned),
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
                    .timeout(connection.timeout)
                    .retries(retries(connection));
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

            /// What a client does by default, but without the waits, or nothing.
            fn retries(connection: &Connection) -> runtime::RetryPolicy {
                use std::time::Duration;
                if connection.retries {
                    runtime::RetryPolicy::new().backoff(Duration::ZERO, Duration::ZERO)
                } else {
                    runtime::RetryPolicy::never()
                }
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

            /// The page of this number, or an error before it; `None`: there are not so many.
            pub(super) async fn page<T, E: From<runtime::Error>>(
                mut pages: runtime::Pages<T, E>,
                number: usize,
            ) -> Option<Result<runtime::Response<T>, E>> {
                for _ in 0..number {
                    let page = pages.next().await?;
                    if page.is_err() {
                        return Some(page);
                    }
                }
                pages.next().await
            }

            /// There are not so many pages.
            pub(super) fn ended() -> Outcome {
                Outcome {
                    variant: "Ended",
                    ..Outcome::unanswered()
                }
            }

            /// What an answer carried, as far as it could be had.
            #[derive(Default)]
            pub(super) struct Carried {
                body: Option<Value>,
                typed: String,
                decode_error: Option<DecodeFailure>,
                /// The bytes, where the client handed them out as they came and kept none.
                raw: Option<Vec<u8>>,
                /// What broke a stream off.
                error: Option<runtime::Error>,
            }

            /// A documented success.
            pub(super) fn success(
                variant: &'static str,
                answer: &runtime::Answer,
                carried: Carried,
            ) -> Outcome {
                let outcome = match &carried.error {
                    Some(error) => other(error),
                    None => answered(variant, answer),
                };
                Outcome {
                    body: carried.body,
                    typed: carried.typed,
                    decode_error: outcome.decode_error.or(carried.decode_error),
                    raw: carried.raw.or(outcome.raw),
                    ..outcome
                }
            }

            /// A documented error.
            pub(super) fn documented<T: fmt::Debug>(
                variant: &'static str,
                response: &runtime::ErrorResponse<T>,
                carry: impl FnOnce(&T) -> Carried,
            ) -> Outcome {
                let carried = match response.body() {
                    Ok(body) => carry(body),
                    Err(error) => Carried {
                        decode_error: Some(decode_failure(error)),
                        ..Carried::default()
                    },
                };
                Outcome {
                    message: response.to_string(),
                    ..success(variant, response.answer(), carried)
                }
            }

            /// The headers that the document describes.
            pub(super) fn headers<T: Take + DeserializeOwned>(
                answer: &runtime::Answer,
            ) -> Result<Value, String> {
                let read = answer.typed_headers::<T>();
                let read = read.map_err(|error| error.to_string())?;
                let taken = read.take(Taken::default());
                taken.map(Taken::object).map_err(|error| error.to_string())
            }

            /// The same outcome with them.
            pub(super) fn headed(
                outcome: Outcome,
                answer: &runtime::Answer,
                headers: fn(&runtime::Answer) -> Result<Value, String>,
            ) -> Outcome {
                Outcome {
                    typed_headers: Some(headers(answer)),
                    ..outcome
                }
            }

            /// What is JSON, a text, or nothing at all.
            pub(super) fn json<T: Serialize + fmt::Debug>(body: &T) -> Carried {
                encoded(serde_json::to_value(body), format!("{body:?}"))
            }

            /// Octets that were read whole.
            pub(super) fn octets(body: &runtime::Bytes) -> Carried {
                Carried {
                    body: Some(Value::String(text_of_octets(body))),
                    typed: format!("{body:?}"),
                    ..Carried::default()
                }
            }

            /// Octets as they come, to their end.
            pub(super) async fn stream(mut body: runtime::ByteStream) -> Carried {
                let typed = format!("{body:?}");
                let mut all = Vec::new();
                let mut error = None;
                while let Some(piece) = body.next().await {
                    match piece {
                        Ok(piece) => all.extend_from_slice(&piece),
                        Err(broken) => {
                            error = Some(broken);
                            break;
                        }
                    }
                }
                Carried {
                    body: Some(Value::String(text_of_octets(&all))),
                    typed,
                    raw: Some(all),
                    error,
                    ..Carried::default()
                }
            }

            /// Events to their end or the first that is none: an array of objects whose members are the events' fields.
            pub(super) async fn events<T: Serialize + DeserializeOwned>(
                mut body: runtime::EventStream<T>,
            ) -> Carried {
                let typed = format!("{body:?}");
                let mut all = Vec::new();
                let mut error = None;
                while let Some(event) = body.next().await {
                    match event {
                        Ok(event) => all.push(event_object(&event)),
                        Err(broken) => {
                            error = Some(broken);
                            break;
                        }
                    }
                }
                Carried {
                    error,
                    ..encoded(all.into_iter().collect(), typed)
                }
            }

            /// Values line by line, to their end or the first that is none.
            pub(super) async fn lines<T: Serialize + DeserializeOwned>(
                mut body: runtime::JsonLines<T>,
            ) -> Carried {
                let typed = format!("{body:?}");
                let mut all = Vec::new();
                let mut error = None;
                while let Some(line) = body.next().await {
                    match line {
                        Ok(value) => all.push(serde_json::to_value(value)),
                        Err(broken) => {
                            error = Some(broken);
                            break;
                        }
                    }
                }
                Carried {
                    error,
                    ..encoded(all.into_iter().collect(), typed)
                }
            }

            /// A variant that is newer than the adapter.
            pub(super) fn unknown() -> Carried {
                Carried {
                    decode_error: Some(DecodeFailure {
                        kind: "variant",
                        pointer: None,
                        message: "the adapter does not know this variant; generate it again"
                            .to_owned(),
                    }),
                    ..Carried::default()
                }
            }

            fn event_object<T: Serialize>(
                event: &runtime::Event<T>,
            ) -> Result<Value, serde_json::Error> {
                let mut object = serde_json::Map::new();
                object.insert("data".to_owned(), serde_json::to_value(&event.data)?);
                for (name, text) in [("event", &event.event), ("id", &event.id)] {
                    object.extend(text.clone().map(|text| (name.to_owned(), text.into())));
                }
                let retry = event
                    .retry
                    .and_then(|it| u64::try_from(it.as_millis()).ok());
                object.extend(retry.map(|it| ("retry".to_owned(), it.into())));
                Ok(object.into())
            }

            /// A body that was typed, as JSON again. That it can't be encoded is a finding, so it is kept like one.
            fn encoded(value: Result<Value, serde_json::Error>, typed: String) -> Carried {
                let failure = |error| DecodeFailure {
                    kind: "encode",
                    pointer: None,
                    message: format!("it was decoded and can't be encoded again: {error}"),
                };
                match value {
                    Ok(value) => Carried {
                        body: Some(value),
                        typed,
                        ..Carried::default()
                    },
                    Err(error) => Carried {
                        typed,
                        decode_error: Some(failure(error)),
                        ..Carried::default()
                    },
                }
            }

            $crate::bridge_answers!();

            /// The octets of a body.
            pub(super) fn body(arguments: &Arguments) -> Result<runtime::Body, BadArguments> {
                Ok(arguments.octets()?.into())
            }

            /// The octets of a body that says itself which media type it is, because the document leaves that open.
            pub(super) fn open_body(arguments: &Arguments) -> Result<runtime::Body, BadArguments> {
                let media_type = arguments.media_type()?;
                Ok(body(arguments)?.content_type(media_type))
            }

            pub(super) fn files(files: Vec<Vec<u8>>) -> Vec<runtime::File> {
                files.into_iter().map(runtime::File::from).collect()
            }

            /// A struct as callers make it: through `new` and setters.
            pub(super) trait Make: Sized {
                fn make(fields: &mut Fields) -> Result<Self, BadArguments>;
            }

            /// A struct as callers look at it: field by field.
            pub(super) trait Take: Sized {
                fn take(&self, taken: Taken) -> Result<Taken, BadArguments>;
            }

            fn made<T: Make>(object: &Map<String, Value>) -> Result<T, BadArguments> {
                let mut fields = Fields::of(object);
                let made = T::make(&mut fields)?;
                fields.end()?;
                Ok(made)
            }

            /// A form of parts.
            pub(super) fn parts<T: Make>(arguments: &Arguments) -> Result<T, BadArguments> {
                made(arguments.object()?)
            }

            fn build<T: Make + Serialize>(
                object: &Map<String, Value>,
            ) -> Result<Value, BadArguments> {
                Fields::encoded(&made::<T>(object)?)
            }

            fn read<T: Take + DeserializeOwned>(text: &str) -> Result<Taken, BadArguments> {
                let read: T = serde_json::from_str(text)
                    .map_err(|error| BadArguments::undecodable(&error))?;
                read.take(Taken::default())
            }

            /// A struct as callers make it.
            pub(super) const fn request<T: Make + Take + Serialize + DeserializeOwned>(
                name: &'static str,
                pointers: &'static [&'static str],
            ) -> Type {
                Type {
                    build: Some(build::<T>),
                    direction: Direction::Request,
                    ..answer::<T>(name, pointers)
                }
            }

            /// A struct as answers have it.
            pub(super) const fn answer<T: Take + DeserializeOwned>(
                name: &'static str,
                pointers: &'static [&'static str],
            ) -> Type {
                Type {
                    name,
                    pointers,
                    direction: Direction::Answer,
                    build: None,
                    read: read::<T>,
                }
            }

            /// A variant of an enum, beside the value that it stands for.
            pub(super) fn value<T: Serialize + DeserializeOwned + fmt::Debug>(
                value: impl Into<Value>,
                variant: &T,
            ) -> EnumValue {
                let value = value.into();
                let read = T::deserialize(&value);
                EnumValue {
                    written: serde_json::to_value(variant).unwrap_or_default(),
                    read: read.map_or_else(|error| error.to_string(), |read| format!("{read:?}")),
                    variant: format!("{variant:?}"),
                    value,
                }
            }
        }
    };
}
