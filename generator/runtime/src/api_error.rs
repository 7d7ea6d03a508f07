//! What an API itself says of an error, whatever the document says of its body.

#[cfg(test)]
mod tests;

use std::fmt;

use reqwest::StatusCode;
use serde_json::Value;

use crate::Answer;

/// How many characters of a server's text are shown.
const LONGEST: usize = 300;

/// What the body of an error says, as far as it is JSON in one of the usual forms: that of RFC 9457, or an object with a
/// code and a sentence, at its top or in its `error`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ApiError {
    status: StatusCode,
    code: Option<String>,
    message: Option<String>,
}

impl ApiError {
    /// `None`: the answer is no error.
    pub(crate) fn read(answer: &Answer) -> Option<Self> {
        let status = answer.status();
        if !status.is_client_error() && !status.is_server_error() {
            return None;
        }
        let body = serde_json::from_slice(answer.raw()).unwrap_or(Value::Null);
        Some(Self {
            status,
            code: code(&body),
            message: message(&body),
        })
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The API's name or number for what went wrong.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The API's sentence on it for people, without control characters and at most 300 characters of it.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.status)?;
        if let Some(code) = &self.code {
            write!(formatter, " ({code})")?;
        }
        if let Some(message) = &self.message {
            write!(formatter, ": {message}")?;
        }
        Ok(())
    }
}

/// The sentence for people in a JSON body: `detail` or `title` of RFC 9457, section 3.1, or else the `message` that most
/// other error bodies have. The type of the body is not known here, so it is read once more; only who asks pays.
pub(crate) fn sentence(raw: &[u8]) -> Option<String> {
    message(&serde_json::from_slice(raw).ok()?)
}

fn message(body: &Value) -> Option<String> {
    let names = ["detail", "title", "message", "error_description"];
    let text = find(body, &names, |value| value.as_str().map(str::to_owned))?;
    Some(shown(&text))
}

/// `errorCode` is what Atlas has; `error` is that of RFC 6749, section 5.2; `type` of RFC 9457 is the last resort, because
/// it is a URI. A number may be the status once more, and then it tells nothing.
fn code(body: &Value) -> Option<String> {
    let names = ["errorCode", "error_code", "code", "error", "type"];
    let code = find(body, &names, |value| match value {
        Value::String(text) if text != "about:blank" => Some(text.clone()),
        Value::Number(number) => {
            let is_status = number.as_i64().is_some_and(|it| (400..600).contains(&it));
            (!is_status).then(|| number.to_string())
        }
        _ => None,
    })?;
    Some(shown(&code))
}

/// The first of these properties, at the top or in `error`, that is what it should be.
fn find(body: &Value, names: &[&str], read: impl Fn(&Value) -> Option<String>) -> Option<String> {
    let objects = [Some(body), body.get("error")];
    objects
        .into_iter()
        .flatten()
        .find_map(|object| names.iter().find_map(|name| read(object.get(*name)?)))
}

/// Control characters could rewrite the terminal that a message is shown on.
pub(crate) fn shown(text: &str) -> String {
    let clean = text.chars().filter(|character| !character.is_control());
    clean.take(LONGEST).collect()
}
