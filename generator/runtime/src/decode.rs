//! The body of an answer: bytes and headers in, a typed value or the reason why not out.

#[cfg(test)]
mod tests;

use std::fmt;

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use crate::check::push_segment;

/// How much of a JSON reader's message is kept: it may quote a text of the answer at full length.
const MESSAGE_LIMIT: usize = 300;

/// Reads a JSON body that the document promises as `media_type`.
pub(crate) fn json<T: DeserializeOwned>(
    media_type: &'static str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<T, DecodeError> {
    check_content_type(media_type, headers)?;
    // "implementations that parse JSON texts MAY ignore the presence of a byte order mark" (RFC 8259, section 8.1).
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    // serde_json looks at the encoding of what it keeps only; the rest must be UTF-8, too.
    let text = std::str::from_utf8(body).map_err(|error| {
        DecodeError::new(DecodeErrorKind::Utf8 {
            at: error.valid_up_to(),
        })
    })?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| unfit(error.path(), error.inner()))?;
    deserializer.end().map_err(|error| syntax(&error))?;
    Ok(value)
}

fn check_content_type(expected: &'static str, headers: &HeaderMap) -> Result<(), DecodeError> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (found, further) = (values.next(), values.next());
    let text = found.and_then(|value| value.to_str().ok());
    let wrong = || {
        DecodeError::new(DecodeErrorKind::ContentType {
            expected,
            found: found.map(|value| shorten(&String::from_utf8_lossy(value.as_bytes()))),
        })
    };
    let Some(text) = text.filter(|_| further.is_none()) else {
        return Err(wrong());
    };
    if !is_acceptable(essence(expected), essence(text)) {
        return Err(wrong());
    }
    match charset(text) {
        // ASCII is UTF-8, too.
        Some(name) if !["utf-8", "utf8", "us-ascii"].contains(&name.as_str()) => {
            Err(DecodeError::new(DecodeErrorKind::Charset { found: name }))
        }
        _ => Ok(()),
    }
}

/// Whether a JSON body of one media type may stand where another is documented.
///
/// Servers send errors as `application/json` where success has a vendor's type, and vendors' types where the document
/// says `application/json`. Two different vendors' types, however, may be two versions.
fn is_acceptable(expected: &str, found: &str) -> bool {
    let generic = ["application/json", "application/*", "*/*"];
    found.eq_ignore_ascii_case(expected)
        || found.eq_ignore_ascii_case("application/json")
        || (generic
            .iter()
            .any(|name| name.eq_ignore_ascii_case(expected))
            && is_json_suffix(found))
}

/// The structured syntax suffix `+json` (RFC 6839, section 3.1).
fn is_json_suffix(media_type: &str) -> bool {
    let suffix = media_type.rsplit_once('+').map(|(_, suffix)| suffix);
    suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case("json"))
}

/// Type and subtype without parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// The `charset` parameter in lower case.
fn charset(media_type: &str) -> Option<String> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| shorten(&value.trim().trim_matches('"').to_ascii_lowercase()))
    })
}

fn unfit(path: &Path, error: &serde_json::Error) -> DecodeError {
    if !error.is_data() {
        return syntax(error);
    }
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => push_segment(&mut pointer, &index.to_string()),
            Segment::Map { key } => push_segment(&mut pointer, key),
            Segment::Enum { variant } => push_segment(&mut pointer, variant),
            Segment::Unknown => push_segment(&mut pointer, "?"),
        }
    }
    DecodeError::new(DecodeErrorKind::Value {
        pointer,
        message: shorten(&error.to_string()),
    })
}

fn syntax(error: &serde_json::Error) -> DecodeError {
    DecodeError::new(DecodeErrorKind::Syntax {
        message: shorten(&error.to_string()),
    })
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(MESSAGE_LIMIT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Why a body is not what the document promises.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DecodeError {
    kind: Box<DecodeErrorKind>,
}

impl DecodeError {
    fn new(kind: DecodeErrorKind) -> Self {
        Self {
            kind: Box::new(kind),
        }
    }

    /// What is wrong.
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.kind
    }

    /// The place of the value that did not fit, as an RFC 6901 pointer into the body.
    pub fn pointer(&self) -> Option<&str> {
        match &*self.kind {
            DecodeErrorKind::Value { pointer, .. } => Some(pointer),
            _ => None,
        }
    }
}

/// The ways in which a body can be unfit.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// `Content-Type` is another one, several, or missing.
    ContentType {
        /// The documented media type.
        expected: &'static str,
        /// The header's value.
        found: Option<String>,
    },
    /// The text is in another encoding than UTF-8, by the `charset` of `Content-Type`.
    Charset {
        /// The encoding's name in lower case.
        found: String,
    },
    /// A byte is not UTF-8.
    Utf8 {
        /// How many bytes before it are.
        at: usize,
    },
    /// The text is not JSON, is empty or ends too early, has more after its end, or nests too deep.
    Syntax {
        /// What the reader says, with line and column.
        message: String,
    },
    /// A value has another type than the document says, is missing, or comes twice.
    Value {
        /// Its place, as an RFC 6901 pointer; for a missing property that of the object.
        pointer: String,
        /// What the reader says.
        message: String,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.kind {
            DecodeErrorKind::ContentType { expected, found } => match found {
                Some(found) => write!(formatter, "its content type is {found:?}, not `{expected}`"),
                None => write!(
                    formatter,
                    "it has no content type, where `{expected}` is documented"
                ),
            },
            DecodeErrorKind::Charset { found } => {
                write!(
                    formatter,
                    "its charset is {found:?}, and JSON is UTF-8 only"
                )
            }
            DecodeErrorKind::Utf8 { at } => {
                write!(formatter, "it is not UTF-8 after {at} bytes")
            }
            DecodeErrorKind::Syntax { message } => write!(formatter, "it is not JSON: {message}"),
            DecodeErrorKind::Value { pointer, message } if pointer.is_empty() => {
                write!(formatter, "it does not fit: {message}")
            }
            DecodeErrorKind::Value { pointer, message } => {
                write!(formatter, "the value at {pointer} does not fit: {message}")
            }
        }
    }
}

impl std::error::Error for DecodeError {}
