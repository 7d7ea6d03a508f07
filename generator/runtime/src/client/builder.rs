//! The settings of a client; whatever is wrong with one is said by `build`, before any call.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use secrecy::SecretString;

use super::http::Http;
use super::proofs::Proofs;
use super::servers::Choice;
use super::{Client, Shared};
use crate::deprecation::{Disagreements, Ledger};
use crate::transport::Budget;
use crate::{
    Api, BasicAuth, BearerToken, ClientCredentials, Clock, Credentials, DeprecationPolicy,
    DigestAuth, InvalidCredentials, Observer, RetryPolicy, Server, SystemClock,
};

/// How long a call may take from its first byte to the last of its answer, unless the caller says otherwise.
const TIMEOUT: Duration = Duration::from_mins(1);
/// How long a connection may take to come about, unless the caller says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How many repetitions a client has in reserve, unless the caller says otherwise.
const RETRY_BUDGET: u32 = 100;
/// How large the body of an answer may be, unless the caller says otherwise.
const MAX_RESPONSE_BYTES: usize = 16 * 1024 * 1024;
/// Who calls, unless the caller says otherwise.
const USER_AGENT: &str = concat!("specwright/", env!("CARGO_PKG_VERSION"));

/// Sets up a client `C` of an API.
pub struct ClientBuilder<C> {
    api: &'static Api,
    servers: Choice,
    proofs: Proofs,
    http: Option<reqwest::Client>,
    timeout: Duration,
    attempt_timeout: Option<Duration>,
    retries: RetryPolicy,
    retry_budget: u32,
    observer: Option<Arc<dyn Observer>>,
    connect_timeout: Option<Duration>,
    user_agent: Option<String>,
    max_response_bytes: usize,
    deprecation: DeprecationPolicy,
    clock: Arc<dyn Clock>,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    /// Starts with the document's first server and no credentials.
    pub fn new(api: &'static Api) -> Self {
        Self {
            api,
            servers: Choice::default(),
            proofs: Proofs::default(),
            http: None,
            timeout: TIMEOUT,
            attempt_timeout: None,
            retries: RetryPolicy::new(),
            retry_budget: RETRY_BUDGET,
            observer: None,
            connect_timeout: None,
            user_agent: None,
            max_response_bytes: MAX_RESPONSE_BYTES,
            deprecation: DeprecationPolicy::default(),
            clock: Arc::new(SystemClock),
            client: PhantomData,
        }
    }

    /// Calls another place than the document's servers, with every operation, also those with servers of their own. A
    /// path in the URL stands before the path of each.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.servers.base_url = Some(url.into());
        self
    }

    /// Calls another of the document's servers than the first. Operations with servers of their own stay with these.
    pub fn server(mut self, server: &'static Server) -> Self {
        self.servers.server = Some(server);
        self
    }

    /// Puts a value in for a variable of the server's URL, in place of its default. It has no effect beside
    /// [`base_url`](Self::base_url).
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.servers.variables.push((name.into(), value.into()));
        self
    }

    /// Authenticates with a token that the caller got elsewhere: for bearer, OAuth 2.0 and OpenID Connect schemes.
    pub fn bearer_token(self, token: impl Into<SecretString>) -> Self {
        self.checked(BearerToken::new(token))
    }

    /// Authenticates by HTTP Basic. One of the two may be empty: some APIs take a key as the other.
    pub fn basic_auth(
        self,
        user_name: impl Into<SecretString>,
        password: impl Into<SecretString>,
    ) -> Self {
        self.checked(BasicAuth::new(user_name, password))
    }

    /// Authenticates by HTTP Digest; of a pair of keys the public one is the user name.
    pub fn digest_auth(
        self,
        user_name: impl Into<SecretString>,
        password: impl Into<SecretString>,
    ) -> Self {
        self.checked(DigestAuth::new(user_name, password))
    }

    /// Authenticates with the key of the document's only API key scheme, in the place that the document says.
    pub fn api_key(mut self, key: impl Into<SecretString>) -> Self {
        self.proofs.api_key(None, key.into());
        self
    }

    /// Authenticates with the key of the document's API key scheme of that name. An API may want several keys.
    pub fn api_key_for(mut self, scheme: impl Into<String>, key: impl Into<SecretString>) -> Self {
        self.proofs.api_key(Some(scheme.into()), key.into());
        self
    }

    /// Authenticates by OAuth 2.0: trades a client's id and secret for tokens at the URL that the document names.
    pub fn client_credentials(
        mut self,
        id: impl Into<SecretString>,
        secret: impl Into<SecretString>,
    ) -> Self {
        self.proofs.exchange(ClientCredentials::new(id, secret));
        self
    }

    /// Authenticates by OAuth 2.0 at another URL than the document's, or where the document says no more than that a bearer
    /// token is needed.
    pub fn client_credentials_at(
        mut self,
        token_url: impl AsRef<str>,
        id: impl Into<SecretString>,
        secret: impl Into<SecretString>,
    ) -> Self {
        let account = ClientCredentials::new(id, secret);
        self.proofs
            .exchange(account.and_then(|account| account.token_url(token_url)));
        self
    }

    /// Authenticates with credentials of another kind. Several may be given: each operation uses those that its
    /// security asks for.
    pub fn credentials(self, credentials: impl Credentials + 'static) -> Self {
        self.checked(Ok(credentials))
    }

    fn checked(
        mut self,
        credentials: Result<impl Credentials + 'static, InvalidCredentials>,
    ) -> Self {
        self.proofs.add(credentials);
        self
    }

    /// Sends through a client of the caller's own, with its proxies, certificates and redirects.
    ///
    /// Timeout and body limit still hold for each call. Where no credentials are given, calls go out without: the client
    /// may authenticate by itself. A client that follows redirects sends a request again to wherever it is told to, and one
    /// that retries does so unseen; the client that is made by default does neither.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Limits how long a call may take, with all its attempts and the waits between them, from its start to the last byte
    /// of its answer; 60 seconds by default. An answer that is handed out as a stream may take that long to begin, and again
    /// for each piece that the caller waits for.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Limits how long each attempt of a call may take, from its first byte to the last of its answer, or to its head where
    /// that is handed out as a stream; by default only the whole call has a limit. A shorter one gives calls that are
    /// safe to repeat another chance with a server that hangs; others end earlier by it, and nothing is gained.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Says when calls are sent again; [`RetryPolicy::new`] by default.
    pub fn retries(mut self, policy: RetryPolicy) -> Self {
        self.retries = policy;
        self
    }

    /// Limits how many repetitions all calls of the client have together: so many in reserve, 100 by default, each
    /// of which takes ten good answers to come back. So a server that is down hears little more than once of each call. What
    /// credentials do about a 401 costs nothing.
    pub fn retry_budget(mut self, repetitions: u32) -> Self {
        self.retry_budget = repetitions;
        self
    }

    /// Lets somebody look on while calls are attempted.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Limits how long a connection may take to come about; 10 seconds by default. A client of the caller's own has its
    /// own limit: giving both is an error.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Sets the `User-Agent` header.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Limits how many bytes of an answer's body are read; 16 MiB by default. Of a stream it limits each event and each
    /// line, but not how many there are.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// Says what happens when a deprecated operation is called, or a deprecated part of a request given;
    /// [`DeprecationPolicy::Warn`] by default.
    pub fn deprecation(mut self, policy: DeprecationPolicy) -> Self {
        self.deprecation = policy;
        self
    }

    /// Tells the time by another clock than the system's, for tests.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Allows a base URL with `http:` to another machine. Whoever is on the way there can read the credentials.
    pub fn allow_plaintext(mut self) -> Self {
        self.servers.allow_plaintext = true;
        self
    }

    /// Makes the client.
    pub fn build(self) -> Result<C, BuildError> {
        let servers = self.servers.settle(self.api)?;
        let credentials = self.proofs.settle(self.api, servers.allow_plaintext())?;
        if self.http.is_some() && self.connect_timeout.is_some() {
            return Err(BuildError::ConnectTimeout);
        }
        let http = Http::new(self.http, self.connect_timeout.unwrap_or(CONNECT_TIMEOUT));
        let user_agent = read_user_agent(self.user_agent, http.is_own())?;
        // What keeps it from being made is said now, and not by the first call.
        if let Err(error) = http.to(servers.base().is_loopback()) {
            return Err(BuildError::Http(error));
        }
        let client = Client {
            shared: Arc::new(Shared {
                api: self.api,
                servers,
                http,
                user_agent,
                credentials,
                timeout: self.timeout,
                attempt_timeout: self.attempt_timeout,
                retries: self.retries,
                budget: Budget::new(self.retry_budget),
                observer: self.observer,
                max_response_bytes: self.max_response_bytes,
                deprecation: self.deprecation,
                clock: self.clock,
                ledger: Ledger::default(),
                disagreements: Disagreements::default(),
            }),
        };
        Ok(C::from(client))
    }
}

fn read_user_agent(
    given: Option<String>,
    http_is_own: bool,
) -> Result<Option<HeaderValue>, BuildError> {
    match given {
        Some(text) => match HeaderValue::try_from(text) {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(BuildError::UserAgent),
        },
        // The caller's own client introduces itself.
        None if http_is_own => Ok(None),
        None => Ok(Some(HeaderValue::from_static(USER_AGENT))),
    }
}

/// Neither credentials nor the base URL, of which nobody knows yet whether a password is in it.
impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("api", &self.api.title)
            .field("timeout", &self.timeout)
            .field("retries", &self.retries)
            .field("deprecation", &self.deprecation)
            .finish_non_exhaustive()
    }
}

/// Why a client can't be made. It names the setting and what is wrong with it, never a secret.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL can't be one.
    BaseUrl {
        /// Whether it is one of the document's servers, because the caller gave none.
        from_document: bool,
        /// What is wrong with it, as the end of a sentence.
        problem: &'static str,
    },
    /// A value was given for a variable that the server does not have.
    UnknownServerVariable {
        /// The variable.
        name: String,
    },
    /// A variable of the server can't have the value that was given.
    ServerVariableValue {
        /// The variable.
        name: &'static str,
        /// The values that it can have.
        values: &'static [&'static str],
    },
    /// Something to authenticate with can't be used.
    Credentials(InvalidCredentials),
    /// The document has no API key scheme that the key given could be for.
    ApiKeyScheme {
        /// The scheme that was named; `None`: none, and the document has not just one.
        named: Option<String>,
        /// The document's API key schemes.
        known: Vec<&'static str>,
    },
    /// The user agent can't stand in a header.
    UserAgent,
    /// A connect timeout was given beside a client of the caller's own, which has its own.
    ConnectTimeout,
    /// The HTTP client could not be made, for example because the system's certificates can't be read.
    Http(Arc<reqwest::Error>),
}

impl fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BaseUrl {
                from_document: false,
                problem,
            } => write!(formatter, "the base URL {problem}"),
            Self::BaseUrl {
                from_document: true,
                problem,
            } => write!(
                formatter,
                "the document's server can't be the base URL: it {problem}; give one with `base_url`"
            ),
            Self::UnknownServerVariable { name } => {
                write!(formatter, "the server has no variable `{name}`")
            }
            Self::ServerVariableValue { name, values } => write!(
                formatter,
                "the server's variable `{name}` must be one of `{}`",
                values.join("`, `")
            ),
            Self::Credentials(error) => error.fmt(formatter),
            Self::ApiKeyScheme { named, known } => {
                formatter.write_str("the API key has no place: the document ")?;
                match (&known[..], named) {
                    ([], _) => formatter.write_str("has no API key scheme"),
                    (known, Some(name)) => write!(
                        formatter,
                        "has no API key scheme `{name}`, but `{}`",
                        known.join("`, `")
                    ),
                    (known, None) => write!(
                        formatter,
                        "has the API key schemes `{}`, so say which it is for",
                        known.join("`, `")
                    ),
                }
            }
            Self::UserAgent => formatter.write_str(
                "the user agent has characters that can't stand in a header, such as line breaks",
            ),
            Self::ConnectTimeout => formatter.write_str(
                "a connect timeout can't be set on a client of your own: set it where you make that client",
            ),
            Self::Http(_) => formatter.write_str("the HTTP client could not be made"),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Http(error) => Some(&**error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
