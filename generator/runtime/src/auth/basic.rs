//! HTTP Basic (RFC 7617).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::bearer::sensitive;
use super::{Authorization, BoxFuture, Credentials, CredentialsError, InvalidCredentials, invalid};
use crate::{SecurityScheme, SecuritySchemeKind};

/// A user name and a password sent as `Authorization: Basic …`, in UTF-8 (RFC 7617, section 2.1).
#[derive(Clone, Debug)]
pub struct BasicAuth {
    user_name: SecretString,
    password: SecretString,
}

impl BasicAuth {
    /// Takes a user name and a password. One of them may be empty: some APIs take a key as one of the two.
    pub fn new(
        user_name: impl Into<SecretString>,
        password: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredentials> {
        let (user_name, password) = (user_name.into(), password.into());
        invalid::user_name(user_name.expose_secret())?;
        invalid::text("password", password.expose_secret())?;
        let is_empty = user_name.expose_secret().is_empty() && password.expose_secret().is_empty();
        invalid::check(!is_empty, "pair of user name and password", invalid::EMPTY)?;
        Ok(Self {
            user_name,
            password,
        })
    }
}

impl Credentials for BasicAuth {
    fn satisfies(&self, scheme: &SecurityScheme) -> bool {
        scheme.kind == SecuritySchemeKind::HttpBasic
    }

    fn authorize<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(async move {
            let proof = proof(
                self.user_name.expose_secret(),
                self.password.expose_secret(),
            )?;
            request.headers_mut().insert(AUTHORIZATION, proof);
            Ok(())
        })
    }
}

/// The header's value.
pub(super) fn proof(user_name: &str, password: &str) -> Result<HeaderValue, CredentialsError> {
    let pair = Zeroizing::new([user_name, ":", password].concat());
    let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    sensitive(["Basic ", &encoded].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_7617_are_encoded_as_there() {
        // Sections 2 and 2.1.
        for (user_name, password, expected) in [
            (
                "Aladdin",
                "open sesame",
                "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            ),
            ("test", "123\u{a3}", "Basic dGVzdDoxMjPCow=="),
        ] {
            let proof = proof(user_name, password).unwrap();
            assert_eq!(proof, expected);
            assert!(proof.is_sensitive());
        }
    }

    #[test]
    fn what_can_be_no_user_name_or_password_is_refused_and_never_shown() {
        for (user_name, password, part, problem) in [
            ("", "", "pair of user name and password", "is empty"),
            ("plan:ted", "x", "user name", "colon"),
            ("plan\u{7}ted", "x", "user name", "control character"),
            ("x", "planted\r\n", "password", "line break"),
            ("x", "plan\0ted", "password", "control character"),
        ] {
            let error = BasicAuth::new(user_name, password).unwrap_err();
            assert_eq!(error.part(), part);
            assert!(error.problem().contains(problem), "{error}");
            assert!(!format!("{error} {error:?}").contains("plan"));
        }
        for (user_name, password) in [("k3y", ""), ("", "k3y"), ("ü", "p:w ö")] {
            let basic = BasicAuth::new(user_name, password).unwrap();
            assert!(!format!("{basic:?}").contains("k3y"));
        }
    }
}
