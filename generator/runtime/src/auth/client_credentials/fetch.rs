//! One request for a token: an account in, a token or the one reason why there is none out.

use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use reqwest::{Method, Request, Response, StatusCode};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::Wanted;
use crate::CredentialsError;
use crate::auth::{basic, invalid};
use crate::error::{LARGE_HEAD, has_large_head};
use crate::transport::Passing;

/// How long a fetch may take. Calls that wait for it have limits of their own, but each newcomer would join one that hangs.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How large the answer may be. Tokens are headers, which servers limit to some kilobytes.
const MAX_BYTES: usize = 64 * 1024;

/// Who asks.
pub(super) struct Account {
    pub(super) id: SecretString,
    pub(super) secret: SecretString,
}

/// What is granted (RFC 6749, section 5.1).
pub(super) struct Grant {
    pub(super) token: SecretString,
    pub(super) expires_in: Option<Duration>,
}

/// Why there is no token. It is told to all who waited; it completes "the token endpoint …".
#[derive(Clone, Debug)]
pub(super) struct FetchError {
    problem: String,
    passes: bool,
    cause: Option<Arc<reqwest::Error>>,
}

impl FetchError {
    fn new(problem: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            passes: false,
            cause: None,
        }
    }

    fn passing(problem: impl Into<String>, passes: bool) -> Self {
        Self {
            passes,
            ..Self::new(problem)
        }
    }

    /// Connections fail in ways that pass, but an answer with too many headers would have as many again.
    fn caused(problem: &str, cause: reqwest::Error) -> Self {
        let passes = !has_large_head(&cause);
        Self {
            cause: Some(Arc::new(cause.without_url())),
            ..Self::passing(problem, passes)
        }
    }
}

impl From<FetchError> for CredentialsError {
    fn from(error: FetchError) -> Self {
        let cause = error.cause;
        let error = Self {
            passes: error.passes,
            ..Self::new(format!("the token endpoint {}", error.problem))
        };
        match cause {
            Some(cause) => error.with_source(cause),
            None => error,
        }
    }
}

pub(super) async fn fetch(
    http: &reqwest::Client,
    user_agent: Option<HeaderValue>,
    wanted: &Wanted,
    account: &Account,
) -> Result<Grant, FetchError> {
    let request = compose(user_agent, wanted, account)?;
    let exchange = async {
        let response = http.execute(request).await;
        let response = response.map_err(|error| {
            let problem = if error.is_connect() {
                "could not be reached"
            } else if has_large_head(&error) {
                LARGE_HEAD
            } else {
                "gave no answer"
            };
            FetchError::caused(problem, error)
        })?;
        // The caller's own HTTP client may follow redirects: a token that comes from elsewhere is not the one asked for.
        if response.status().is_redirection() || *response.url() != wanted.token_url {
            return Err(FetchError::new(
                "answered with a redirect, which is not followed",
            ));
        }
        let status = response.status();
        read(status, &body(response).await?)
    };
    let exchange = timeout(TIMEOUT, exchange).await;
    exchange.unwrap_or_else(|_| Err(FetchError::passing("gave no answer in 30 seconds", true)))
}

fn compose(
    user_agent: Option<HeaderValue>,
    wanted: &Wanted,
    account: &Account,
) -> Result<Request, FetchError> {
    let mut request = Request::new(Method::POST, wanted.token_url.clone());
    let mut form = "grant_type=client_credentials".to_owned();
    if !wanted.scope.is_empty() {
        form.push_str("&scope=");
        form.push_str(&form_encode(&wanted.scope));
    }
    *request.body_mut() = Some(form.into());
    // RFC 6749, section 2.3.1: id and secret are form-encoded first, and then joined as RFC 7617 says.
    let id = form_encode(account.id.expose_secret());
    let secret = form_encode(account.secret.expose_secret());
    let proof = basic::proof(&id, &secret)
        .map_err(|_| FetchError::new("can't be sent this client id and secret"))?;
    let headers = request.headers_mut();
    headers.insert(AUTHORIZATION, proof);
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    if let Some(user_agent) = user_agent {
        headers.insert(USER_AGENT, user_agent);
    }
    Ok(request)
}

fn form_encode(text: &str) -> Zeroizing<String> {
    /// What a form keeps as it is (URL standard, section 5.2); a space, which only scopes have, is `+` there.
    const SET: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'*')
        .remove(b'-')
        .remove(b'.')
        .remove(b'_');
    // One that grows would leave copies of itself behind.
    let mut encoded = Zeroizing::new(String::with_capacity(text.len() * 3));
    for (index, word) in text.split(' ').enumerate() {
        encoded.push_str(if index > 0 { "+" } else { "" });
        encoded.extend(utf8_percent_encode(word, SET));
    }
    encoded
}

async fn body(mut response: Response) -> Result<Zeroizing<Vec<u8>>, FetchError> {
    // One that grows would leave copies of itself behind.
    let mut body = Zeroizing::new(Vec::with_capacity(MAX_BYTES));
    let broken_off = |error| FetchError::caused("broke its answer off", error);
    while let Some(chunk) = response.chunk().await.map_err(broken_off)? {
        if body.len() + chunk.len() > MAX_BYTES {
            return Err(FetchError::new("gave an answer of more than 64 KiB"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Reads an answer. Of its texts only those of the RFC are repeated: the others may repeat the secret.
fn read(status: StatusCode, body: &[u8]) -> Result<Grant, FetchError> {
    let object: Option<Map<String, Value>> = serde_json::from_slice(body).ok();
    if status != StatusCode::OK {
        let error = object.as_ref().and_then(|object| object.get("error"));
        let code = error.and_then(Value::as_str);
        let code = code.and_then(|code| ERRORS.iter().find(|known| **known == code));
        let code = code.map_or_else(String::new, |code| format!(" (`{code}`)"));
        let passes = Passing::of_status(status).is_some();
        let problem = format!("answered {status}{code}");
        return Err(FetchError::passing(problem, passes));
    }
    let Some(mut object) = object else {
        return Err(FetchError::new("gave an answer that is no JSON object"));
    };
    // Section 7.1: a client "MUST NOT use an access token if it does not understand the token type". Some servers leave out
    // the only one in use.
    if let Some(kind) = object.get("token_type")
        && !kind
            .as_str()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"))
    {
        return Err(FetchError::new("gave a token of another type than Bearer"));
    }
    let Some(Value::String(token)) = object.remove("access_token") else {
        return Err(FetchError::new("gave an answer without an access token"));
    };
    let token = SecretString::from(token);
    invalid::token("access token", token.expose_secret()).map_err(|error| {
        FetchError::new(format!("gave an access token that {}", error.problem()))
    })?;
    Ok(Grant {
        token,
        expires_in: object.get("expires_in").and_then(seconds),
    })
}

/// The codes of RFC 6749, section 5.2, and of section 4.1.2.1 what a server says that fails.
const ERRORS: &[&str] = &[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
];

/// A number of seconds; some servers write it as a text. What is none says nothing.
fn seconds(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::String(text) => text.parse().ok()?,
        value => value.as_f64()?,
    };
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(status: u16, body: &str) -> CredentialsError {
        let status = StatusCode::from_u16(status).unwrap();
        let error = read(status, body.as_bytes()).err().unwrap();
        CredentialsError::from(error)
    }

    #[test]
    fn a_grant_is_read_as_servers_write_it() {
        for (body, seconds) in [
            (
                r#"{"access_token":"t","token_type":"Bearer","expires_in":3600}"#,
                Some(3600),
            ),
            (
                r#"{"access_token":"t","token_type":"bearer","expires_in":"60"}"#,
                Some(60),
            ),
            (
                r#"{"access_token":"t","expires_in":0.0,"scope":"a"}"#,
                Some(0),
            ),
            (r#"{"access_token":"t"}"#, None),
            (r#"{"access_token":"t","expires_in":-1}"#, None),
            (r#"{"access_token":"t","expires_in":1e300}"#, None),
            (r#"{"access_token":"t","expires_in":"soon"}"#, None),
        ] {
            let grant = read(StatusCode::OK, body.as_bytes()).ok().unwrap();
            assert_eq!(grant.token.expose_secret(), "t");
            assert_eq!(grant.expires_in, seconds.map(Duration::from_secs), "{body}");
        }
    }

    #[test]
    fn nonsense_is_told_without_repeating_it() {
        for (status, body, expected) in [
            (
                200,
                "<html>planted",
                "gave an answer that is no JSON object",
            ),
            (200, "", "gave an answer that is no JSON object"),
            (200, "[]", "gave an answer that is no JSON object"),
            (200, "{}", "gave an answer without an access token"),
            (
                200,
                r#"{"access_token":["planted"]}"#,
                "gave an answer without an access token",
            ),
            (
                200,
                r#"{"access_token":""}"#,
                "gave an access token that is empty",
            ),
            (
                200,
                r#"{"access_token":"planted\r\nX: y"}"#,
                "gave an access token that has a line break in it: trim what a file or a command gave",
            ),
            (
                200,
                r#"{"access_token":"planted","token_type":"mac"}"#,
                "gave a token of another type than Bearer",
            ),
            (
                401,
                r#"{"error":"invalid_client","error_description":"planted"}"#,
                "answered 401 Unauthorized (`invalid_client`)",
            ),
            (400, r#"{"error":"planted"}"#, "answered 400 Bad Request"),
            (500, "planted", "answered 500 Internal Server Error"),
            (204, "", "answered 204 No Content"),
        ] {
            let error = failure(status, body);
            assert_eq!(error.to_string(), format!("the token endpoint {expected}"));
            assert!(!error.passes(), "{expected}");
        }
    }

    #[test]
    fn what_passes_for_a_call_passes_for_a_token() {
        for (status, expected) in [
            (429, "answered 429 Too Many Requests"),
            (503, "answered 503 Service Unavailable"),
        ] {
            let error = failure(status, "");
            assert_eq!(error.to_string(), format!("the token endpoint {expected}"));
            assert!(error.passes(), "{expected}");
        }
    }

    #[test]
    fn id_and_secret_are_form_encoded_first() {
        let wanted = Wanted {
            token_url: "https://h/token".parse().unwrap(),
            scope: "a b:c".to_owned(),
        };
        let account = Account {
            id: "i:d".into(),
            secret: "s/c +t~".into(),
        };
        let request = compose(None, &wanted, &account).ok().unwrap();
        let expected = basic::proof("i%3Ad", "s%2Fc+%2Bt%7E").unwrap();
        assert_eq!(request.headers()[AUTHORIZATION], expected);
        assert!(request.headers()[AUTHORIZATION].is_sensitive());
        let body = request.body().and_then(reqwest::Body::as_bytes).unwrap();
        assert_eq!(body, b"grant_type=client_credentials&scope=a+b%3Ac");
    }
}
