//! HTTP Digest (RFC 7616): a user name and a password are proved without being sent.
//!
//! The first request goes out without a proof, because only the server's 401 says what to answer. Its nonce serves for all
//! that follow, each with a higher count, until the server gives another.

mod challenge;
mod response;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use reqwest::header::{AUTHORIZATION, HeaderName};
use reqwest::{StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};

use self::challenge::Challenge;
use self::response::{Account, Request, hex, response};
use super::bearer::sensitive;
use super::{
    AnswerHead, Authorization, BoxFuture, Credentials, CredentialsError, InvalidCredentials,
    Reaction, invalid, servers,
};
use crate::{SecurityScheme, SecuritySchemeKind};

/// A user name and a password for HTTP Digest, with MD5 or SHA-256, whichever is the strongest that the server offers.
///
/// The proof covers method and URL and not the body (`qop=auth`): only TLS keeps that from being changed.
pub struct DigestAuth {
    user_name: SecretString,
    password: SecretString,
    /// By the server's origin. RFC 7616, section 3.3: without a `domain` the protection space is all of the server.
    sessions: Mutex<HashMap<String, Session>>,
}

/// What is known of a server.
struct Session {
    challenge: Challenge,
    cnonce: String,
    /// How many requests there were with the nonce.
    count: u32,
    /// Whether the last proof was accepted: then a refused one is an old nonce, also if the server does not say so.
    is_trusted: bool,
}

impl DigestAuth {
    /// Takes a user name and a password; for APIs with key pairs, the public and the private key.
    pub fn new(
        user_name: impl Into<SecretString>,
        password: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredentials> {
        let (user_name, password) = (user_name.into(), password.into());
        for (part, text) in [("user name", &user_name), ("password", &password)] {
            invalid::check(!text.expose_secret().is_empty(), part, invalid::EMPTY)?;
        }
        invalid::user_name(user_name.expose_secret())?;
        invalid::text("password", password.expose_secret())?;
        Ok(Self {
            user_name,
            password,
            sessions: Mutex::default(),
        })
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The proof for a request; `None` while the server has not said what to prove.
    fn prove(&self, request: &reqwest::Request) -> Option<String> {
        let mut sessions = self.sessions();
        let session = sessions.get_mut(&origin(request.url()))?;
        // A nonce with which four thousand million requests were made is at its end: the server gives another.
        session.count = session.count.checked_add(1)?;
        let account = Account {
            user_name: self.user_name.expose_secret(),
            password: &self.password,
        };
        let proved = Request {
            method: request.method().as_str(),
            target: target(request.url()),
            count: session.count,
            cnonce: &session.cnonce,
        };
        Some(response(account, &session.challenge, &proved))
    }

    fn learn(&self, answer: AnswerHead<'_>) -> Result<Reaction, CredentialsError> {
        let challenge = challenge::challenge(answer.headers()).map_err(|problem| {
            CredentialsError::new(format!("the server's Digest challenge {problem}"))
        })?;
        let Some(challenge) = challenge else {
            return Ok(Reaction::GiveUp);
        };
        let mut cnonce = [0; 16];
        getrandom::fill(&mut cnonce).map_err(|error| {
            CredentialsError::new("there are no random numbers").with_source(error)
        })?;
        let mut sessions = self.sessions();
        let origin = origin(answer.url());
        let before = sessions.get(&origin);
        let is_trusted = before.is_some_and(|session| session.is_trusted);
        // RFC 7616, section 3.3: without `stale` "the username and/or password are invalid, and new values MUST be
        // obtained". Some servers forget to say it of a nonce that has ended.
        let reaction = if !is_proved(answer) || challenge.is_stale || is_trusted {
            Reaction::SendAgain
        } else {
            Reaction::GiveUp
        };
        match servers::entry(&mut sessions, origin) {
            // Section 3.4: the count is that of all "requests … that the client has sent with the nonce value".
            Entry::Occupied(mut entry) if entry.get().challenge.nonce == challenge.nonce => {
                entry.get_mut().challenge = challenge;
            }
            entry => {
                entry.insert_entry(Session {
                    challenge,
                    cnonce: hex(&cnonce),
                    count: 0,
                    is_trusted,
                });
            }
        }
        Ok(reaction)
    }
}

/// Neither who it is nor what the servers said.
impl fmt::Debug for DigestAuth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DigestAuth").finish_non_exhaustive()
    }
}

impl Credentials for DigestAuth {
    fn satisfies(&self, scheme: &SecurityScheme) -> bool {
        scheme.kind == SecuritySchemeKind::HttpDigest
    }

    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(async move {
            if let Some(proof) = self.prove(request) {
                request
                    .headers_mut()
                    .insert(AUTHORIZATION, sensitive(proof)?);
            }
            Ok(())
        })
    }

    fn challenged<'a>(
        &'a self,
        challenge: AnswerHead<'a>,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<Reaction, CredentialsError>> {
        Box::pin(async move { self.learn(challenge) })
    }

    fn answered(&self, answer: AnswerHead<'_>) {
        if !is_proved(answer) {
            return;
        }
        let mut sessions = self.sessions();
        let Some(session) = sessions.get_mut(&origin(answer.url())) else {
            return;
        };
        session.is_trusted = answer.status() != StatusCode::UNAUTHORIZED;
        // RFC 7616, section 3.5: what the server "wishes the client to use for a future authentication response".
        let next = answer.headers().get(AUTHENTICATION_INFO);
        let next = next.and_then(|field| challenge::parameter(field, "nextnonce"));
        if let Some(nonce) = next.filter(|nonce| !nonce.is_empty()) {
            session.challenge.nonce = nonce;
            session.count = 0;
        }
    }
}

const AUTHENTICATION_INFO: HeaderName = HeaderName::from_static("authentication-info");

/// Whether the request had a proof.
fn is_proved(answer: AnswerHead<'_>) -> bool {
    let proof = answer.authorization();
    proof.is_some_and(|proof| proof.as_bytes().starts_with(b"Digest "))
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Path and query, as they stand in the request's first line.
fn target(url: &Url) -> &str {
    let text = url.as_str();
    let text = text.split_once('#').map_or(text, |(text, _)| text);
    // The first two are those of `://`.
    let path = text.match_indices('/').nth(2);
    path.and_then(|(at, _)| text.get(at..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_is_that_of_the_request_line() {
        for (url, expected) in [
            ("https://h", "/"),
            ("https://h/", "/"),
            ("http://h:8/a%20b//c?d=/e://f&g=#h", "/a%20b//c?d=/e://f&g="),
            ("http://[::1]:80/?", "/?"),
        ] {
            assert_eq!(target(&url.parse().unwrap()), expected);
        }
    }

    #[test]
    fn a_pair_that_is_none_is_refused_and_never_shown() {
        for (user_name, password, part) in [
            ("", "planted", "user name"),
            ("planted", "", "password"),
            ("plan:ted", "x", "user name"),
            ("x", "planted\n", "password"),
        ] {
            let error = DigestAuth::new(user_name, password).unwrap_err();
            assert_eq!(error.part(), part);
            assert!(!format!("{error} {error:?}").contains("plan"));
        }
        let digest = DigestAuth::new("planted", "planted").unwrap();
        assert!(!format!("{digest:?}").contains("planted"));
    }
}
