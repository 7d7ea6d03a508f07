//! A key under a name that the document gives (`apiKey`, OpenAPI 3.0.4, section 4.8.27).

use reqwest::header::{COOKIE, HeaderName};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::bearer::sensitive;
use super::{Authorization, BoxFuture, Credentials, CredentialsError, InvalidCredentials, invalid};
use crate::params::encode;
use crate::{ApiKeyPlace, SecurityScheme, SecuritySchemeKind};

/// A key in a header, in the query or in a cookie, as the document's scheme says.
///
/// Keys are told apart by their schemes' names, because an API may have several: sent in the place of another, a key would
/// be shown to whoever logs that place.
#[derive(Clone, Debug)]
pub struct ApiKey {
    scheme: String,
    key: SecretString,
}

impl ApiKey {
    /// Takes the key for the document's scheme of that name.
    pub fn new(
        scheme: impl Into<String>,
        key: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredentials> {
        let (scheme, key) = (scheme.into(), key.into());
        invalid::visible("API key", key.expose_secret())?;
        Ok(Self { scheme, key })
    }

    /// Whether the key can stand where the scheme has it.
    pub(crate) fn check_place(&self, place: ApiKeyPlace) -> Result<(), InvalidCredentials> {
        let key = self.key.expose_secret();
        // It is not encoded, because no server would decode it (RFC 6265, section 4.1.1: `cookie-octet`).
        let fits = place != ApiKeyPlace::Cookie || !key.contains([' ', '"', ',', ';', '\\']);
        invalid::check(fits, "API key", NOT_IN_COOKIE)
    }
}

const NOT_IN_COOKIE: &str =
    "has a space, a quote, a comma, a semicolon or a backslash in it, which no cookie can have";

impl Credentials for ApiKey {
    fn satisfies(&self, scheme: &SecurityScheme) -> bool {
        scheme.name == self.scheme && matches!(scheme.kind, SecuritySchemeKind::ApiKey { .. })
    }

    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        authorization: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(async move {
            match authorization.scheme().kind {
                SecuritySchemeKind::ApiKey { place, name } => self.put(request, place, name),
                _ => Err(CredentialsError::new("the scheme is none of an API key")),
            }
        })
    }
}

impl ApiKey {
    fn put(
        &self,
        request: &mut reqwest::Request,
        place: ApiKeyPlace,
        name: &str,
    ) -> Result<(), CredentialsError> {
        self.check_place(place)
            .map_err(|error| CredentialsError::new(error.to_string()))?;
        let key = self.key.expose_secret();
        match place {
            ApiKeyPlace::Header => {
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                    CredentialsError::new("the scheme has a name that no header can have")
                })?;
                let key = sensitive(key.to_owned())?;
                request.headers_mut().insert(name, key);
            }
            ApiKeyPlace::Query => {
                let (name, key) = (encode(name), Zeroizing::new(encode(key).into_owned()));
                // A link to the next page may repeat the key with which the page at hand was asked for.
                let is_other =
                    |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(&*name);
                let others = request.url().query().unwrap_or_default().split('&');
                let own = Zeroizing::new([&*name, "=", key.as_str()].concat());
                let pairs: Vec<&str> = others.filter(is_other).chain([own.as_str()]).collect();
                let query = Zeroizing::new(pairs.join("&"));
                request.url_mut().set_query(Some(&query));
            }
            ApiKeyPlace::Cookie => {
                // RFC 6265, section 5.4: one header with all cookies.
                let (name, before) = (encode(name), request.headers().get(COOKIE));
                let cookies = match before.and_then(|before| before.to_str().ok()) {
                    Some(before) => [before, "; ", &name, "=", key].concat(),
                    None => [&*name, "=", key].concat(),
                };
                let cookies = sensitive(cookies)?;
                request.headers_mut().insert(COOKIE, cookies);
            }
        }
        Ok(())
    }
}
