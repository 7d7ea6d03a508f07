//! What the document's security schemes need of a server beside its operations: challenges and a token endpoint.
//!
//! The mock knows no accounts, so whoever asks is let in; but a client can't ask by Digest without a nonce, and not with a
//! service account without a token.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::request::Problem;
use crate::{oracle::Document, received::Received};

/// What a 401 says of each HTTP scheme of the document (RFC 9110, section 11.6.1).
pub(super) fn challenges(document: &Document) -> Vec<&'static str> {
    let of = |scheme: &Value| {
        let scheme = scheme.get("scheme").and_then(Value::as_str)?;
        Some(match scheme.to_ascii_lowercase().as_str() {
            "basic" => "Basic realm=\"mock\", charset=\"UTF-8\"",
            "bearer" => "Bearer realm=\"mock\"",
            "digest" => {
                "Digest realm=\"mock\", nonce=\"mock\", algorithm=MD5, qop=\"auth\", stale=false"
            }
            _ => return None,
        })
    };
    schemes(document).filter_map(of).collect()
}

/// The answer to a request for a token (RFC 6749, section 4.4); `None` if it is another request.
pub(super) fn token(
    document: &Document,
    received: &Received,
) -> Option<Result<ResponseTemplate, Problem>> {
    let url = |scheme: &Value| {
        let url = scheme.pointer("/flows/clientCredentials/tokenUrl")?;
        Some(path(url.as_str()?).to_owned())
    };
    let is_here = |path: String| path == received.raw_path();
    if received.method != "POST" || !schemes(document).filter_map(url).any(is_here) {
        return None;
    }
    let problem = |status, detail: &str| {
        let detail = detail.to_owned();
        Some(Err(Problem { status, detail }))
    };
    let proof = received.header("authorization").next();
    if !proof.is_some_and(|proof| proof.starts_with("Basic ")) {
        return problem(401, "a client's id and secret are sent by HTTP Basic");
    }
    let body = String::from_utf8_lossy(&received.body);
    if !body
        .split('&')
        .any(|pair| pair == "grant_type=client_credentials")
    {
        return problem(400, "the body has no `grant_type=client_credentials`");
    }
    let token = json!({ "access_token": "mock", "token_type": "Bearer", "expires_in": 3600 });
    let token = token.to_string().into_bytes();
    Some(Ok(
        ResponseTemplate::new(200).set_body_raw(token, "application/json")
    ))
}

fn schemes(document: &Document) -> impl Iterator<Item = &Value> {
    let schemes = document.root().value.pointer("/components/securitySchemes");
    let schemes = schemes.and_then(Value::as_object);
    schemes.into_iter().flat_map(|schemes| schemes.values())
}

/// The path of a URL, which may be no more than a path.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').and_then(|at| rest.get(at..));
    path.unwrap_or("/").split('?').next().unwrap_or("/")
}
