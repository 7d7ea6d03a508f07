//! Which characters may stand where, and what the encoded ones mean (RFC 3986).

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// Characters of a path segment beside unreserved ones and percent-encoded octets (RFC 3986, section 3.3), and the slash.
pub(crate) const PATH: &str = "!$&'()*+,;=:@/";

/// Reserved characters that a query can hold as they are and that mean nothing there. "`[`, `]`, and `#` are not" allowed,
/// "and `&`, `=`, and `+` all have special behavior" (OpenAPI 3.0.4, appendix C).
const RESERVED: &str = ":/?@!$()*,;";

/// What a value may be written with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Characters {
    /// Unreserved characters, and all others encoded (RFC 6570, section 3.2.1).
    Unreserved,
    /// Reserved ones stay as they are: `allowReserved`.
    Reserved,
    /// As a browser sends a form: a space is a plus (URL standard, section 5.1).
    Form,
    /// Whatever there is, with no code: headers (OpenAPI 3.0.4, appendix D).
    Plain,
}

impl Characters {
    /// The text that `raw` stands for. The error completes "it …".
    pub(super) fn decoded(self, raw: &str) -> Result<String, String> {
        let (allowed, raw_text) = match self {
            Self::Plain => return Ok(raw.to_owned()),
            Self::Unreserved => ("", raw.to_owned()),
            Self::Reserved => ("!$'()*,;:@/?", raw.to_owned()),
            Self::Form => ("!$'()*,;:@/?", raw.replace('+', "%20")),
        };
        if let Some(stray) = stray(&raw_text, allowed) {
            return Err(format!(
                "has {stray:?} where it has to be percent-encoded: `{raw}`"
            ));
        }
        let decoded = percent_decode_str(&raw_text).decode_utf8();
        decoded
            .map(Into::into)
            .map_err(|_| format!("is not UTF-8 once decoded: `{raw}`"))
    }

    /// What `text` says once it went through this. With reserved characters "percent-encoded triples … pass through
    /// unchanged" (OpenAPI 3.0.4, section 4.8.12.2.2), so that they mean what they stand for.
    pub(super) fn meant(self, text: &str) -> String {
        match self {
            Self::Reserved => percent_decode_str(text).decode_utf8_lossy().into_owned(),
            _ => text.to_owned(),
        }
    }

    /// A reserved character of `text` that `raw` has encoded though the document allows it to stand.
    pub(super) fn needless(self, text: &str, raw: &str) -> Option<char> {
        let encodes = |it: &char| {
            raw.to_ascii_uppercase()
                .contains(&format!("%{:02X}", u32::from(*it)))
        };
        let found = RESERVED
            .chars()
            .filter(|it| text.contains(*it))
            .find(encodes);
        found.filter(|_| self == Self::Reserved && !text.contains('%'))
    }
}

/// What can't stand in a path as it is (RFC 3986, section 3.3). A `%` in a template begins what is encoded already.
const NOT_IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A literal part of a path's template as a URL has it.
pub(crate) fn encoded(literal: &str) -> String {
    utf8_percent_encode(literal, NOT_IN_PATH).to_string()
}

/// What stands in `raw` behind a literal part of a template.
pub(crate) fn after<'r>(raw: &'r str, literal: &str) -> Option<&'r str> {
    raw.strip_prefix(literal)
        .or_else(|| raw.strip_prefix(&encoded(literal)))
}

/// The text of a name, for people.
pub(crate) fn decoded(raw: &str) -> String {
    percent_decode_str(raw).decode_utf8_lossy().into_owned()
}

/// The first character that may not stand in this part of a URL as it is, or the `%` of a broken escape.
pub(crate) fn stray(raw: &str, allowed: &str) -> Option<char> {
    let mut characters = raw.chars();
    while let Some(character) = characters.next() {
        let fine = match character {
            '%' => (0..2).all(|_| {
                characters
                    .next()
                    .is_some_and(|digit| digit.is_ascii_hexdigit())
            }),
            other => {
                other.is_ascii_alphanumeric() || "-._~".contains(other) || allowed.contains(other)
            }
        };
        if !fine {
            return Some(character);
        }
    }
    None
}
