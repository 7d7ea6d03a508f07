//! What came of a typed call, flattened so that a case can compare it.
//!
//! The typed body is encoded again, so that a property which the type lost is missing here too.

use std::fmt;

use serde_json::Value;

use super::Part;
use crate::difference::shown;

/// The result of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// `Ok`, the variant of the operation's error, or `Other`; `Ended` where there was no further page to ask for.
    pub variant: &'static str,
    /// Which error, where the variant is `Other`.
    pub kind: Option<Kind>,
    /// The status, as far as there was an answer.
    pub status: Option<u16>,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The headers that the document describes, field by field of their struct, or why they are not as described; absent
    /// where it describes none.
    pub typed_headers: Option<Result<Value, String>>,
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
    /// What `Debug` says, of an error also what it says of its sources, and what they say by themselves.
    pub debug: String,
    /// Whether the client thinks that the server may have carried out the call.
    pub maybe_executed: bool,
    /// What the answer's headers announce.
    pub deprecation: Option<Announced>,
    /// Why the call was refused as deprecated.
    pub refusal: Option<Refusal>,
    /// That the operation is gone since its sunset.
    pub gone: Option<Gone>,
}

/// The kinds of error that are not an answer of the document.
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
    /// A 410 that the document does not name, after the sunset.
    Sunset,
    /// Any other status that the document does not name.
    Undocumented,
    /// A page that leads to no next one as it should.
    NextPage,
    /// One that this suite does not know yet.
    Unknown,
}

/// Why a body got no type.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DecodeFailure {
    /// `interrupted`, `too-large`, `content-type`, `content-encoding`, `charset`, `utf-8`, `syntax` or `value`.
    pub kind: &'static str,
    /// Where in the body (RFC 6901); for a value only.
    pub pointer: Option<String>,
    /// What `Display` says.
    pub message: String,
}

/// What an answer's headers announce about the end of its operation.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Announced {
    /// Whether they say that it is deprecated.
    pub deprecated: bool,
    /// ISO 8601, in UTC.
    pub since: Option<String>,
    /// ISO 8601, in UTC.
    pub sunset: Option<String>,
    /// As the link has it.
    pub successor: Option<String>,
    /// As the link has it.
    pub documentation: Option<String>,
    /// Names of the headers that could not be read.
    pub ill_formed: Vec<String>,
}

/// That an operation is gone, as a client tells it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Gone {
    /// ISO 8601.
    pub day: String,
    /// operationId, or what the answer's link names.
    pub successor: Option<String>,
}

/// What a refused call says of the end of its operation, or of a part of its request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// Absent: it is the operation itself.
    pub part: Option<Part>,
    /// ISO 8601.
    pub sunset: Option<String>,
    /// operationId.
    pub successor: Option<String>,
}

impl Outcome {
    /// Every value of the header `name`.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    /// Nothing came back.
    pub fn unanswered() -> Self {
        Self {
            variant: "Other",
            kind: None,
            status: None,
            headers: Vec::new(),
            typed_headers: None,
            raw: None,
            body: None,
            typed: String::new(),
            decode_error: None,
            message: String::new(),
            debug: String::new(),
            maybe_executed: false,
            deprecation: None,
            refusal: None,
            gone: None,
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
