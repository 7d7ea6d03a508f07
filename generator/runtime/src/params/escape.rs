//! Percent-encoding (RFC 3986, section 2.1).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters is encoded, so that no value can change what a URL means.
const ALL_BUT_UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What stays encoded in a query also where reserved characters are allowed: "`[`, `]`, and `#` are not" allowed there,
/// "and `&`, `=`, and `+` all have special behavior" (OpenAPI 3.0.4, appendix C). So has `'` in the URL standard, which
/// encodes it in queries.
const NOT_IN_QUERY: &AsciiSet = &ALL_BUT_UNRESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// Encodes all but unreserved characters.
pub(crate) fn encode(text: &str) -> Cow<'_, str> {
    let mut pieces = utf8_percent_encode(text, ALL_BUT_UNRESERVED);
    // Most names and ids are made of nothing else.
    if pieces.next().is_none_or(|first| first == text) {
        return text.into();
    }
    // Some are secret, and a text that grows would leave copies of itself behind.
    let mut encoded = String::with_capacity(text.len() * 3);
    encoded.extend(utf8_percent_encode(text, ALL_BUT_UNRESERVED));
    encoded.into()
}

/// Encodes what can't stand in a query's value; "percent-encoded triples … pass through unchanged" (OpenAPI 3.0.4, section
/// 4.8.12.2.2).
pub(crate) fn encode_reserved(text: &str) -> Cow<'_, str> {
    let mut encoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        encoded.extend(utf8_percent_encode(before, NOT_IN_QUERY));
        encoded.push_str(if is_triple(after) { "%" } else { "%25" });
        rest = after;
    }
    encoded.extend(utf8_percent_encode(rest, NOT_IN_QUERY));
    encoded.into()
}

/// Whether what stands behind a `%` makes it the beginning of a percent-encoded octet.
fn is_triple(after: &str) -> bool {
    let digits = after.as_bytes().get(..2);
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}
