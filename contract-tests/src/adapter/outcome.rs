//! What came of a typed call, flattened so that a case can compare it.
//!
//! The runtime's answers and errors come in. The typed body is encoded again, so that a property which the type lost
//! is missing here too.

use std::fmt;

use serde::Serialize;
use serde_json::Value;
use specwright_runtime as runtime;

use crate::difference::shown;

/// The result of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// `Ok`, the variant of the operation's error, or `Other`.
    pub variant: &'static str,
    /// Which error, where the variant is `Other`.
    pub kind: Option<Kind>,
    /// The status, as far as there was an answer.
    pub status: Option<u16>,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as it came, as far as it came.
    pub raw: Option<Vec<u8>>,
    /// The typed body encoded again.
    pub body: Option<Value>,
    /// What `Debug` says of the typed body; empty where there is none.
    pub typed: String,
    /// Why there is no typed body.
    pub decode_error: Option<DecodeFailure>,
    /// What `Display` says; empty for a success.
    pub message: String,
    /// What `Debug` says.
    pub debug: String,
    /// Whether the client thinks that the server may have carried out the call.
    pub maybe_executed: bool,
    /// What the answer's headers announce.
    pub deprecation: Option<runtime::DeprecationHeaders>,
    /// Why the call was refused as deprecated.
    pub refusal: Option<Refusal>,
}

/// The kinds of [`runtime::Error`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// The input breaks the document's rules.
    InvalidRequest,
    /// The policy refuses deprecated operations.
    Deprecated,
    /// No credentials that fit.
    MissingCredentials,
    /// Credentials that could not be used.
    Credentials,
    /// No connection.
    Connect,
    /// No answer in time.
    Timeout,
    /// The connection failed before an answer.
    Transport,
    /// The answer did not end.
    Interrupted,
    /// The answer is larger than the client reads.
    TooLarge,
    /// A success with an unfit body.
    Decode,
    /// A status that the document does not name.
    Undocumented,
    /// One that this suite does not know yet.
    Unknown,
}

/// Why a body got no type.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DecodeFailure {
    /// `content-type`, `charset`, `utf-8`, `syntax` or `value`.
    pub kind: &'static str,
    /// Where in the body (RFC 6901); for a value only.
    pub pointer: Option<String>,
    /// What `Display` says.
    pub message: String,
}

/// What a refused call says of the end of its operation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// ISO 8601.
    pub sunset: Option<String>,
    /// operationId.
    pub successor: Option<String>,
}

impl Outcome {
    /// A documented success.
    pub fn success<T: Serialize + fmt::Debug>(
        variant: &'static str,
        response: &runtime::Response<T>,
    ) -> Self {
        let (body, decode_error) = encoded(response.body());
        Self {
            body,
            typed: format!("{:?}", response.body()),
            decode_error,
            ..Self::answered(variant, response.answer())
        }
    }

    /// A documented error.
    pub fn documented<T: Serialize + fmt::Debug>(
        variant: &'static str,
        response: &runtime::ErrorResponse<T>,
    ) -> Self {
        let (body, decode_error) = match response.body() {
            Ok(body) => encoded(body),
            Err(error) => (None, Some(DecodeFailure::from(error))),
        };
        let typed = response
            .body()
            .map_or_else(|_| String::new(), |body| format!("{body:?}"));
        let message = response.to_string();
        Self {
            body,
            typed,
            decode_error,
            message,
            ..Self::answered(variant, response.answer())
        }
    }

    /// Everything else.
    pub fn other(error: &runtime::Error) -> Self {
        let outcome = error.answer().map(|answer| Self::answered("Other", answer));
        let refusal = error.deprecation_refusal().map(|refusal| Refusal {
            sunset: refusal.sunset().map(|sunset| sunset.to_string()),
            successor: refusal.successor().map(str::to_owned),
        });
        Self {
            variant: "Other",
            kind: Some(Kind::from(error)),
            decode_error: match error {
                runtime::Error::Decode(unfit) => Some(DecodeFailure::from(unfit.error())),
                _ => None,
            },
            message: error.to_string(),
            debug: format!("{error:?}"),
            maybe_executed: error.maybe_executed(),
            refusal,
            ..outcome.unwrap_or_else(Self::unanswered)
        }
    }

    /// Every value of the header `name`.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    fn answered(variant: &'static str, answer: &runtime::Answer) -> Self {
        let headers = answer.headers().iter().map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        });
        Self {
            variant,
            status: Some(answer.status().as_u16()),
            headers: headers.collect(),
            raw: Some(answer.raw().to_vec()),
            deprecation: Some(answer.deprecation()),
            debug: format!("{answer:?}"),
            maybe_executed: true,
            ..Self::unanswered()
        }
    }

    fn unanswered() -> Self {
        Self {
            variant: "Other",
            kind: None,
            status: None,
            headers: Vec::new(),
            raw: None,
            body: None,
            typed: String::new(),
            decode_error: None,
            message: String::new(),
            debug: String::new(),
            maybe_executed: false,
            deprecation: None,
            refusal: None,
        }
    }
}

/// A typed body as JSON. That it can't be encoded again is a finding, so it is kept like one.
fn encoded<T: Serialize>(body: &T) -> (Option<Value>, Option<DecodeFailure>) {
    match serde_json::to_value(body) {
        Ok(body) => (Some(body), None),
        Err(error) => {
            let message = format!("it was decoded and can't be encoded again: {error}");
            (
                None,
                Some(DecodeFailure {
                    kind: "encode",
                    pointer: None,
                    message,
                }),
            )
        }
    }
}

impl From<&runtime::DecodeError> for DecodeFailure {
    fn from(error: &runtime::DecodeError) -> Self {
        let kind = match error.kind() {
            runtime::DecodeErrorKind::ContentType { .. } => "content-type",
            runtime::DecodeErrorKind::Charset { .. } => "charset",
            runtime::DecodeErrorKind::Utf8 { .. } => "utf-8",
            runtime::DecodeErrorKind::Syntax { .. } => "syntax",
            runtime::DecodeErrorKind::Value { .. } => "value",
            _ => "unknown",
        };
        Self {
            kind,
            pointer: error.pointer().map(str::to_owned),
            message: error.to_string(),
        }
    }
}

impl From<&runtime::Error> for Kind {
    fn from(error: &runtime::Error) -> Self {
        match error {
            runtime::Error::InvalidRequest(_) => Self::InvalidRequest,
            runtime::Error::Deprecated(_) => Self::Deprecated,
            runtime::Error::MissingCredentials(_) => Self::MissingCredentials,
            runtime::Error::Credentials(_) => Self::Credentials,
            runtime::Error::Connect(_) => Self::Connect,
            runtime::Error::Timeout(_) => Self::Timeout,
            runtime::Error::Transport(_) => Self::Transport,
            runtime::Error::Interrupted(_) => Self::Interrupted,
            runtime::Error::TooLarge(_) => Self::TooLarge,
            runtime::Error::Decode(_) => Self::Decode,
            runtime::Error::Undocumented(_) => Self::Undocumented,
            _ => Self::Unknown,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "variant {}", self.variant)?;
        if let Some(kind) = self.kind {
            write!(formatter, "({kind:?})")?;
        }
        if let Some(status) = self.status {
            write!(formatter, ", status {status}")?;
        }
        writeln!(formatter)?;
        for (name, value) in &self.headers {
            writeln!(formatter, "{name}: {value}")?;
        }
        if !self.message.is_empty() {
            writeln!(formatter, "message: {}", self.message)?;
        }
        if let Some(error) = &self.decode_error {
            writeln!(
                formatter,
                "decode error ({}): {}",
                error.kind, error.message
            )?;
        }
        if let Some(body) = &self.body {
            writeln!(formatter, "typed body, encoded again: {body}")?;
        }
        match &self.raw {
            Some(raw) => write!(formatter, "raw body: {}", shown(raw)),
            None => write!(formatter, "no answer"),
        }
    }
}
