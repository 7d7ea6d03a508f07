//! OAuth 2.0 with client credentials (RFC 6749, section 4.4): an id and a secret are traded for a token.
//!
//! However many calls wait, there is one fetch. It is carried on by whoever waits for it: a call that is dropped does not
//! take it away from the others, and with the last one it ends. A token is used until shortly before its end, or until a
//! server refuses it; while there is no other to be had, also until its end.

mod fetch;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::{Shared, WeakShared};
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, USER_AGENT};
use secrecy::{ExposeSecret, SecretString};

use self::fetch::{Account, FetchError, Grant, fetch};
use super::{
    AnswerHead, Authorization, BoxFuture, Credentials, CredentialsError, InvalidCredentials,
    Reaction, bearer, invalid, servers,
};
use crate::url::is_loopback;
use crate::{SecurityScheme, SecuritySchemeKind};

/// How long before its end a token is renewed, at most: a request that is on its way must still arrive in time.
const MARGIN: Duration = Duration::from_mins(1);

/// A client id and a secret that are traded for tokens at the token URL of the document's scheme, or at another.
///
/// A token is asked for with the scopes that an operation needs, unless [`scopes`](Self::scopes) says otherwise.
pub struct ClientCredentials {
    account: Arc<Account>,
    token_url: Option<Url>,
    scopes: Option<String>,
    tokens: Arc<Mutex<Tokens>>,
}

/// By token URL and scope. The document names few scopes, but a relative URL is another one for each base URL of a call.
type Tokens = HashMap<Url, HashMap<String, Slot>>;

/// What a token is good for.
#[derive(Clone)]
struct Wanted {
    token_url: Url,
    scope: String,
}

#[derive(Default)]
struct Slot {
    token: Option<Arc<Token>>,
    fetch: Option<WeakShared<Fetch>>,
}

type Fetch = BoxFuture<'static, Result<Arc<Token>, FetchError>>;

/// A token, when it is to be renewed and when it ends; `None`: when a server refuses it.
struct Token {
    secret: SecretString,
    renew_at: Option<Instant>,
    ends_at: Option<Instant>,
}

impl Token {
    /// Its life counts from before it was asked for.
    fn new(grant: Grant, asked_at: Instant) -> Self {
        let margin = |life: Duration| MARGIN.min(life / 10);
        let after = |life: Duration| asked_at.checked_add(life);
        let life = grant.expires_in;
        Self {
            secret: grant.token,
            renew_at: life.and_then(|life| after(life.saturating_sub(margin(life)))),
            ends_at: life.and_then(after),
        }
    }

    fn is_fresh(&self, now: Instant) -> bool {
        self.renew_at.is_none_or(|time| now < time)
    }

    fn is_valid(&self, now: Instant) -> bool {
        self.ends_at.is_none_or(|end| now < end)
    }
}

impl ClientCredentials {
    /// Takes a client's id and its secret.
    pub fn new(
        id: impl Into<SecretString>,
        secret: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredentials> {
        let (id, secret) = (id.into(), secret.into());
        invalid::visible("client id", id.expose_secret())?;
        invalid::visible("client secret", secret.expose_secret())?;
        Ok(Self {
            account: Arc::new(Account { id, secret }),
            token_url: None,
            scopes: None,
            tokens: Arc::default(),
        })
    }

    /// Gets tokens at this URL, and not at the document's. They then also satisfy schemes that name no token URL: bearer,
    /// and OpenID Connect.
    pub fn token_url(mut self, url: impl AsRef<str>) -> Result<Self, InvalidCredentials> {
        let url = Url::parse(url.as_ref());
        let url = url.map_err(|_| InvalidCredentials::new(TOKEN_URL, NOT_ABSOLUTE))?;
        // Whether plaintext is allowed is up to the client, which is not known yet.
        check_endpoint(&url, true)?;
        self.token_url = Some(url);
        Ok(self)
    }

    /// Asks for these scopes, divided by spaces, and not for those that each operation needs. With an empty text none is
    /// asked for, and the server grants what it has for that case (RFC 6749, section 3.3).
    pub fn scopes(mut self, scopes: impl Into<String>) -> Result<Self, InvalidCredentials> {
        let scopes = scopes.into();
        if !scopes.is_empty() {
            invalid::visible("scope", &scopes)?;
        }
        self.scopes = Some(scopes);
        Ok(self)
    }

    /// Whether the secret may be sent where the caller says.
    pub(crate) fn check_plaintext(&self, allow_plaintext: bool) -> Result<(), InvalidCredentials> {
        let url = self.token_url.as_ref();
        url.map_or(Ok(()), |url| check_endpoint(url, allow_plaintext))
    }

    fn wanted(
        &self,
        request: &Url,
        authorization: Authorization<'_>,
    ) -> Result<Wanted, InvalidCredentials> {
        let token_url = match (&self.token_url, authorization.scheme().kind) {
            (Some(url), _) => Ok(url.clone()),
            // A relative one is none that OpenAPI allows; it is meant to be on the API's own server.
            (
                None,
                SecuritySchemeKind::OAuth2 {
                    token_url: Some(url),
                },
            ) => request.join(url),
            (None, _) => return Err(InvalidCredentials::new(TOKEN_URL, "is not known")),
        };
        let token_url = token_url.map_err(|_| InvalidCredentials::new(TOKEN_URL, NOT_ABSOLUTE))?;
        check_endpoint(&token_url, authorization.allow_plaintext)?;
        let needed = || authorization.scopes().join(" ");
        Ok(Wanted {
            token_url,
            scope: self.scopes.clone().unwrap_or_else(needed),
        })
    }

    /// The token that is there, or the fetch that brings one: that of others, if there is one under way.
    fn find(&self, wanted: &Wanted, start: impl FnOnce() -> Fetch) -> Found {
        let mut tokens = lock(&self.tokens);
        let slot = slot(&mut tokens, wanted);
        let now = Instant::now();
        if let Some(token) = slot.token.as_ref().filter(|token| token.is_fresh(now)) {
            return Found::Token(Arc::clone(token));
        }
        let fetch = slot.fetch.as_ref().and_then(WeakShared::upgrade);
        Found::Fetch(fetch.unwrap_or_else(|| {
            let fetch = start().shared();
            slot.fetch = fetch.downgrade();
            fetch
        }))
    }

    /// A fetch that leaves what it brings for those who come later.
    fn start(&self, wanted: Wanted, request: &reqwest::Request, http: &reqwest::Client) -> Fetch {
        let (account, tokens) = (Arc::clone(&self.account), Arc::clone(&self.tokens));
        let (http, user_agent) = (http.clone(), request.headers().get(USER_AGENT).cloned());
        Box::pin(async move {
            let asked_at = Instant::now();
            let grant = fetch(&http, user_agent, &wanted, &account).await;
            let token = grant.map(|grant| Arc::new(Token::new(grant, asked_at)));
            let mut tokens = lock(&tokens);
            let slot = slot(&mut tokens, &wanted);
            slot.fetch = None;
            let before = slot.token.take().filter(|it| it.is_valid(Instant::now()));
            let token = token.or_else(|error| before.ok_or(error));
            slot.token = token.as_ref().ok().cloned();
            token
        })
    }

    /// Forgets a token that a server refused, unless there is another by now.
    fn forget(&self, answer: AnswerHead<'_>) {
        let refused = answer
            .authorization()
            .map(reqwest::header::HeaderValue::as_bytes);
        let refused = refused.and_then(|proof| proof.strip_prefix(b"Bearer "));
        let mut tokens = lock(&self.tokens);
        for slot in tokens.values_mut().flat_map(HashMap::values_mut) {
            let token = slot.token.as_ref();
            if token.is_some_and(|it| Some(it.secret.expose_secret().as_bytes()) == refused) {
                slot.token = None;
            }
        }
    }
}

enum Found {
    Token(Arc<Token>),
    Fetch(Shared<Fetch>),
}

fn lock(tokens: &Mutex<Tokens>) -> MutexGuard<'_, Tokens> {
    tokens.lock().unwrap_or_else(PoisonError::into_inner)
}

fn slot<'a>(tokens: &'a mut Tokens, wanted: &Wanted) -> &'a mut Slot {
    let of_server = servers::entry(tokens, wanted.token_url.clone()).or_default();
    of_server.entry(wanted.scope.clone()).or_default()
}

const TOKEN_URL: &str = "token URL";
const NOT_ABSOLUTE: &str = "is not an absolute URL with a host";

/// Whether a secret may be sent there.
fn check_endpoint(url: &Url, allow_plaintext: bool) -> Result<(), InvalidCredentials> {
    let check = |holds, problem| invalid::check(holds, TOKEN_URL, problem);
    check(
        matches!(url.scheme(), "http" | "https"),
        "has a scheme other than https and http",
    )?;
    check(
        url.username().is_empty() && url.password().is_none(),
        "holds a user name or a password",
    )?;
    // RFC 6749, section 3.2.
    check(
        url.fragment().is_none(),
        "has a fragment, which it can't have",
    )?;
    check(
        url.scheme() == "https" || allow_plaintext || is_loopback(url),
        "is http to a host other than this machine, where everyone on the way could read the secret: \
         use https, or say `allow_plaintext()`",
    )
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientCredentials")
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl Credentials for ClientCredentials {
    fn satisfies(&self, scheme: &SecurityScheme) -> bool {
        match scheme.kind {
            SecuritySchemeKind::OAuth2 { token_url } => {
                token_url.is_some() || self.token_url.is_some()
            }
            SecuritySchemeKind::HttpBearer | SecuritySchemeKind::OpenIdConnect { .. } => {
                self.token_url.is_some()
            }
            SecuritySchemeKind::HttpBasic
            | SecuritySchemeKind::HttpDigest
            | SecuritySchemeKind::HttpOther(_)
            | SecuritySchemeKind::ApiKey { .. } => false,
        }
    }

    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        authorization: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(async move {
            let wanted = self
                .wanted(request.url(), authorization)
                .map_err(|error| CredentialsError::new(error.to_string()))?;
            let http = authorization.http(&wanted.token_url)?;
            let start = || self.start(wanted.clone(), request, http);
            let token = match self.find(&wanted, start) {
                Found::Token(token) => token,
                Found::Fetch(fetch) => fetch.await?,
            };
            let proof = bearer::proof(&token.secret)?;
            request.headers_mut().insert(AUTHORIZATION, proof);
            Ok(())
        })
    }

    fn challenged<'a>(
        &'a self,
        challenge: AnswerHead<'a>,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<Reaction, CredentialsError>> {
        Box::pin(async move {
            self.forget(challenge);
            Ok(Reaction::SendAgain)
        })
    }
}
