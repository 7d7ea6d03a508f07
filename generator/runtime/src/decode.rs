//! The body of an answer: bytes and headers in, a typed value or the reason why not out.

#[cfg(test)]
mod tests;

use std::fmt;

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName};
use serde::de::{Deserialize, DeserializeOwned, Deserializer};

use crate::answer::Missing;
use crate::located;
use crate::media::{self, Fit};

/// How much of a JSON reader's message is kept: it may quote a text of the answer at full length.
const MESSAGE_LIMIT: usize = 300;

/// Reads a JSON body that the document promises as `media_type`.
pub(crate) fn json<T: DeserializeOwned>(
    media_type: &'static str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<T, DecodeError> {
    // `*/*` promises any JSON, but nothing else can be read.
    let may_be = |found: &str| {
        let fit = media::fit(media_type, found);
        let is_named = fit.is_some_and(|fit| fit >= Fit::Same);
        is_named || (fit.is_some() && media::is_json(found)) || is_plain_json(found)
    };
    let found = check_content_type(media_type, headers, may_be)?;
    check_content_encoding(headers)?;
    check_charset(found)?;
    value(body)
}

/// Servers send errors as `application/json` whatever the document says.
fn is_plain_json(media_type: &str) -> bool {
    media::fit("application/json", media_type) == Some(Fit::Plain)
}

/// Reads a text that the document promises as `media_type`.
pub(crate) fn text(
    media_type: &'static str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<String, DecodeError> {
    let found = check_content_type(media_type, headers, |found| {
        media::fit(media_type, found).is_some()
    })?;
    check_content_encoding(headers)?;
    check_charset(found)?;
    utf_8(body).map(str::to_owned)
}

/// Checks that the body is what the document promises as `media_type`, whatever is in it.
pub(crate) fn octets(media_type: &'static str, headers: &HeaderMap) -> Result<(), DecodeError> {
    // "If a Content-Type header field is not present, the recipient MAY [...] assume a media type of
    // application/octet-stream" (RFC 9110, section 8.3).
    let is_unnamed =
        !headers.contains_key(CONTENT_TYPE) && media::fit(media_type, media::OCTETS).is_some();
    if !is_unnamed {
        check_content_type(media_type, headers, |found| {
            media::fit(media_type, found).is_some()
        })?;
    }
    check_content_encoding(headers)
}

/// The codings that a body is under and that would have to be undone first (RFC 9110, section 8.4). The client asks for none,
/// and an HTTP client that undoes some takes the header away.
pub(crate) fn content_encoding(headers: &HeaderMap) -> Option<String> {
    let codings = joined(headers, &CONTENT_ENCODING)?;
    let mut each = codings.split(',').map(str::trim);
    let is_coded = each.any(|it| !it.is_empty() && !it.eq_ignore_ascii_case("identity"));
    is_coded.then_some(codings)
}

/// Reads a JSON text.
pub(crate) fn value<T: DeserializeOwned>(text: &[u8]) -> Result<T, DecodeError> {
    // serde_json looks at the encoding of what it keeps only; the rest must be UTF-8, too.
    let mut deserializer = serde_json::Deserializer::from_str(utf_8(text)?);
    let value = located(&mut deserializer)?;
    deserializer.end().map_err(|error| syntax(&error))?;
    Ok(value)
}

/// Reads a value, and says where in it an error is.
pub(crate) fn located<'de, T, D>(deserializer: D) -> Result<T, DecodeError>
where
    T: Deserialize<'de>,
    D: Deserializer<'de, Error = serde_json::Error>,
{
    located::located(deserializer).map_err(|(pointer, error)| unfit(pointer, &error))
}

fn utf_8(body: &[u8]) -> Result<&str, DecodeError> {
    // "implementations that parse JSON texts MAY ignore the presence of a byte order mark" (RFC 8259, section 8.1).
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    std::str::from_utf8(body).map_err(|error| {
        DecodeError::new(DecodeErrorKind::Utf8 {
            at: error.valid_up_to(),
        })
    })
}

/// Gives the media type, if it may be that.
fn check_content_type<'a>(
    expected: &'static str,
    headers: &'a HeaderMap,
    may_be: impl Fn(&str) -> bool,
) -> Result<&'a str, DecodeError> {
    if let Some(found) = media::of(headers).filter(|found| may_be(found)) {
        return Ok(found);
    }
    Err(DecodeError::new(DecodeErrorKind::ContentType {
        expected,
        found: joined(headers, &CONTENT_TYPE).map(|found| shorten(&found)),
    }))
}

/// All values of a header, where there is one.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values = headers.get_all(name).iter();
    let values = values.map(|value| String::from_utf8_lossy(value.as_bytes()));
    let values: Vec<_> = values.collect();
    (!values.is_empty()).then(|| values.join(", "))
}

fn check_content_encoding(headers: &HeaderMap) -> Result<(), DecodeError> {
    match content_encoding(headers) {
        Some(found) => Err(DecodeError::new(DecodeErrorKind::ContentEncoding {
            found: shorten(&found),
        })),
        None => Ok(()),
    }
}

fn check_charset(media_type: &str) -> Result<(), DecodeError> {
    match media::charset(media_type) {
        // ASCII is UTF-8, too.
        Some(name) if !["utf-8", "utf8", "us-ascii"].contains(&name.as_str()) => {
            let found = shorten(&name);
            Err(DecodeError::new(DecodeErrorKind::Charset { found }))
        }
        _ => Ok(()),
    }
}

fn unfit(pointer: String, error: &serde_json::Error) -> DecodeError {
    if !error.is_data() {
        return syntax(error);
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

    /// A body that was left unread, because another answer of the operation is a stream of its media type.
    pub(crate) fn streamed() -> Self {
        Self::new(DecodeErrorKind::Streamed)
    }

    /// A body of which only the beginning came.
    pub(crate) fn missing(missing: &Missing) -> Self {
        Self::new(match missing {
            Missing::Interrupted { cause } => DecodeErrorKind::Interrupted {
                message: cause.as_ref().map_or_else(
                    || "the time was over".to_owned(),
                    |cause| shorten(&cause.to_string()),
                ),
            },
            Missing::TooLarge { limit } => DecodeErrorKind::TooLarge { limit: *limit },
        })
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
    /// It is compressed, or coded in another way, although the client did not ask for that.
    ContentEncoding {
        /// The header as it came.
        found: String,
    },
    /// The text is in another encoding than UTF-8, by the `charset` of `Content-Type`.
    Charset {
        /// The encoding's name in lower case.
        found: String,
    },
    /// It has the media type of a stream, which is documented for another status: see
    /// [`Answer::into_stream`](crate::Answer::into_stream).
    Streamed,
    /// It began and did not end; the answer holds what came.
    Interrupted {
        /// What ended it.
        message: String,
    },
    /// It is larger than the client reads; the answer holds its beginning.
    TooLarge {
        /// How much the client reads, in bytes.
        limit: usize,
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
            DecodeErrorKind::ContentEncoding { found } => {
                write!(
                    formatter,
                    "its content encoding is {found:?}, and none was asked for"
                )
            }
            DecodeErrorKind::Charset { found } => {
                write!(
                    formatter,
                    "its charset is {found:?}, and only UTF-8 is read"
                )
            }
            DecodeErrorKind::Streamed => {
                formatter.write_str("it is a stream, which is documented for another status")
            }
            DecodeErrorKind::Interrupted { message } => {
                write!(formatter, "it did not come to its end: {message}")
            }
            DecodeErrorKind::TooLarge { limit } => {
                write!(formatter, "it is larger than {limit} bytes, the limit")
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
