//! What a caller has to authenticate with: as it was given in, checked against the document and the client's settings out.

use std::sync::Arc;

use secrecy::SecretString;

use super::BuildError;
use crate::auth::SharedCredentials;
use crate::{
    Api, ApiKey, ApiKeyPlace, ClientCredentials, Credentials, InvalidCredentials,
    SecuritySchemeKind,
};

/// What was given, in that order, and the first part of it that can't be used.
#[derive(Default)]
pub(super) struct Proofs {
    given: Vec<Given>,
    invalid: Option<InvalidCredentials>,
}

enum Given {
    Ready(SharedCredentials),
    /// For the scheme of that name, or for the only one.
    ApiKey(Option<String>, SecretString),
    Exchange(ClientCredentials),
}

impl Proofs {
    pub(super) fn add(
        &mut self,
        credentials: Result<impl Credentials + 'static, InvalidCredentials>,
    ) {
        self.push(credentials.map(|it| Given::Ready(Arc::new(it))));
    }

    pub(super) fn api_key(&mut self, scheme: Option<String>, key: SecretString) {
        self.push(Ok(Given::ApiKey(scheme, key)));
    }

    pub(super) fn exchange(&mut self, account: Result<ClientCredentials, InvalidCredentials>) {
        self.push(account.map(Given::Exchange));
    }

    fn push(&mut self, given: Result<Given, InvalidCredentials>) {
        match given {
            Ok(given) => self.given.push(given),
            Err(error) => self.invalid = self.invalid.or(Some(error)),
        }
    }

    pub(super) fn settle(
        self,
        api: &'static Api,
        allow_plaintext: bool,
    ) -> Result<Vec<SharedCredentials>, BuildError> {
        if let Some(error) = self.invalid {
            return Err(BuildError::Credentials(error));
        }
        let settle = |given| match given {
            Given::Ready(credentials) => Ok(credentials),
            Given::ApiKey(scheme, key) => api_key(api, scheme, key),
            Given::Exchange(account) => {
                let checked = account.check_plaintext(allow_plaintext);
                checked.map_err(BuildError::Credentials)?;
                Ok(Arc::new(account) as SharedCredentials)
            }
        };
        self.given.into_iter().map(settle).collect()
    }
}

fn api_key(
    api: &'static Api,
    named: Option<String>,
    key: SecretString,
) -> Result<SharedCredentials, BuildError> {
    let schemes: Vec<(&'static str, ApiKeyPlace)> = api
        .security_schemes
        .iter()
        .filter_map(|scheme| match scheme.kind {
            SecuritySchemeKind::ApiKey { place, .. } => Some((scheme.name, place)),
            _ => None,
        })
        .collect();
    let scheme = match (&named, schemes.as_slice()) {
        (Some(named), schemes) => schemes.iter().find(|(name, _)| name == named),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let Some((name, place)) = scheme else {
        let known = schemes.iter().map(|(name, _)| *name).collect();
        return Err(BuildError::ApiKeyScheme { named, known });
    };
    let key = ApiKey::new(*name, key).and_then(|key| key.check_place(*place).map(|()| key));
    Ok(Arc::new(key.map_err(BuildError::Credentials)?))
}
