//! A token that the caller got elsewhere.

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::{
    Authorization, BoxFuture, Credentials, CredentialsError, InvalidCredentials, Ready, invalid,
};
use crate::{SecurityScheme, SecuritySchemeKind};

/// A token sent as `Authorization: Bearer …` (RFC 6750, section 2.1).
///
/// It satisfies bearer schemes, and OAuth 2.0 and OpenID Connect, whose flows end in such a token.
#[derive(Clone, Debug)]
pub struct BearerToken {
    proof: HeaderValue,
}

impl BearerToken {
    /// Takes a token that can stand in a header.
    pub fn new(token: impl Into<SecretString>) -> Result<Self, InvalidCredentials> {
        let token = token.into();
        invalid::token(PART, token.expose_secret())?;
        let proof = proof(&token);
        let proof = proof.map_err(|_| InvalidCredentials::new(PART, invalid::CHARACTER))?;
        Ok(Self { proof })
    }
}

impl Credentials for BearerToken {
    fn satisfies(&self, scheme: &SecurityScheme) -> bool {
        matches!(
            scheme.kind,
            SecuritySchemeKind::HttpBearer
                | SecuritySchemeKind::OAuth2 { .. }
                | SecuritySchemeKind::OpenIdConnect { .. }
        )
    }

    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        request
            .headers_mut()
            .insert(AUTHORIZATION, self.proof.clone());
        Box::pin(Ready)
    }
}

const PART: &str = "bearer token";

/// The header's value.
pub(super) fn proof(token: &SecretString) -> Result<HeaderValue, CredentialsError> {
    sensitive(["Bearer ", token.expose_secret()].concat())
}

/// A header's value that no `Debug` output shows, and that HTTP/2 does not put into its tables. Its text is shared by all
/// requests that have it and wiped with the last of them; what the HTTP library writes out is a copy.
pub(super) fn sensitive(text: String) -> Result<HeaderValue, CredentialsError> {
    let text = Bytes::from_owner(Zeroizing::new(text));
    let mut value = HeaderValue::from_maybe_shared(text)
        .map_err(|_| CredentialsError::new("the credentials can't stand in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}
