//! A token that the caller got elsewhere.

use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::{Authorization, BoxFuture, Credentials, CredentialsError, InvalidCredentials, invalid};
use crate::{SecurityScheme, SecuritySchemeKind};

/// A token sent as `Authorization: Bearer …` (RFC 6750, section 2.1).
///
/// It satisfies bearer schemes, and OAuth 2.0 and OpenID Connect, whose flows end in such a token.
#[derive(Clone, Debug)]
pub struct BearerToken {
    token: SecretString,
}

impl BearerToken {
    /// Takes a token that can stand in a header.
    pub fn new(token: impl Into<SecretString>) -> Result<Self, InvalidCredentials> {
        let token = token.into();
        invalid::token("bearer token", token.expose_secret())?;
        Ok(Self { token })
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
        Box::pin(async move { put(request, &self.token) })
    }
}

/// Puts a token into a request.
pub(super) fn put(
    request: &mut reqwest::Request,
    token: &SecretString,
) -> Result<(), CredentialsError> {
    let value = Zeroizing::new(["Bearer ", token.expose_secret()].concat());
    request
        .headers_mut()
        .insert(AUTHORIZATION, sensitive(&value)?);
    Ok(())
}

/// A header's value that no `Debug` output shows, and that HTTP/2 does not put into its tables. It is a copy that nobody can
/// wipe: the HTTP library has no such values.
pub(super) fn sensitive(text: &str) -> Result<HeaderValue, CredentialsError> {
    let mut value = HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| CredentialsError::new("the credentials can't stand in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}
