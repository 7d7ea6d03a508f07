//! `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` (RFC 8288) of an answer: headers in, what they announce out.
//!
//! The server's word is worth reading in whatever notation it comes; what can't be read is kept as it came and never
//! fails the call.

use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LINK};

use super::{Link, link};
use crate::date;

const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
const SUNSET: HeaderName = HeaderName::from_static("sunset");

/// How many bytes of `Link` headers are read. A server that sends more has other plans than to inform.
const LINK_LIMIT: usize = 16 * 1024;
/// How much of an ill-formed value is kept.
const RAW_LIMIT: usize = 256;

/// What the headers of an answer announce about the end of the operation.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DeprecationHeaders {
    deprecated: bool,
    since: Option<Timestamp>,
    sunset: Option<Timestamp>,
    links: Vec<Link>,
    ill_formed: Vec<IllFormed>,
}

/// A header that could not be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IllFormed {
    header: &'static str,
    raw: String,
}

impl IllFormed {
    /// The header's name in lower case.
    pub fn header(&self) -> &'static str {
        self.header
    }

    /// The beginning of its value as it came; bytes that are not UTF-8 are replaced.
    pub fn raw(&self) -> &str {
        &self.raw
    }
}

impl DeprecationHeaders {
    /// Reads the headers of an answer.
    pub fn read(headers: &HeaderMap) -> Self {
        let mut found = Self::default();
        found.read_deprecation(headers);
        found.read_sunset(headers);
        found.read_links(headers);
        found
    }

    /// Whether the server says that the operation is, or will be, deprecated.
    pub fn is_deprecated(&self) -> bool {
        self.deprecated
    }

    /// Since when, or from when on; `None` also where the header only says `true`.
    pub fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// From when on the operation may stop answering.
    pub fn sunset(&self) -> Option<Timestamp> {
        self.sunset
    }

    /// A page on the deprecation: `Link` with `rel="deprecation"` (RFC 9745, section 3).
    pub fn documentation(&self) -> Option<&str> {
        self.target("deprecation")
    }

    /// A page on when and why things end: `Link` with `rel="sunset"` (RFC 8594, section 6).
    pub fn sunset_policy(&self) -> Option<&str> {
        self.target("sunset")
    }

    /// What to use instead: `Link` with `rel="successor-version"` (RFC 5829, section 3.5).
    pub fn successor(&self) -> Option<&str> {
        self.target("successor-version")
    }

    /// All links of the answer, whatever they are about.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The headers that could not be read.
    pub fn ill_formed(&self) -> &[IllFormed] {
        &self.ill_formed
    }

    fn target(&self, relation: &str) -> Option<&str> {
        self.links
            .iter()
            .find(|link| link.has_relation(relation))
            .map(Link::target)
    }

    fn read_deprecation(&mut self, headers: &HeaderMap) {
        for value in headers.get_all(&DEPRECATION) {
            let text = value.to_str().unwrap_or_default().trim();
            // `?1` is a Boolean of RFC 9651; `true` and `false` are from the drafts before RFC 9745.
            let said = match text.to_ascii_lowercase().as_str() {
                "true" | "?1" => Some((true, None)),
                "false" | "?0" => Some((false, None)),
                _ => date::read(text).map(|since| (true, Some(since))),
            };
            match said {
                Some((deprecated, since)) => {
                    self.deprecated |= deprecated;
                    self.since = self.since.or(since);
                }
                None => self.keep("deprecation", value),
            }
        }
    }

    fn read_sunset(&mut self, headers: &HeaderMap) {
        for value in headers.get_all(&SUNSET) {
            match value.to_str().ok().and_then(date::read) {
                // Of several dates the earliest counts: who plans for that one is not taken by surprise.
                Some(sunset) => {
                    self.sunset = Some(self.sunset.map_or(sunset, |other| other.min(sunset)));
                }
                None => self.keep("sunset", value),
            }
        }
    }

    fn read_links(&mut self, headers: &HeaderMap) {
        let mut left = LINK_LIMIT;
        for value in headers.get_all(LINK) {
            // Titles may be in UTF-8, whatever RFC 9110 wishes for new fields.
            let text = std::str::from_utf8(value.as_bytes()).ok();
            let text = text.filter(|text| text.len() <= left);
            match text {
                Some(text) => {
                    left -= text.len();
                    if !link::read(text, &mut self.links) {
                        self.keep("link", value);
                    }
                }
                None => self.keep("link", value),
            }
        }
    }

    fn keep(&mut self, header: &'static str, value: &HeaderValue) {
        let bytes = value.as_bytes();
        let beginning = bytes.get(..RAW_LIMIT).unwrap_or(bytes);
        self.ill_formed.push(IllFormed {
            header,
            raw: String::from_utf8_lossy(beginning).into_owned(),
        });
    }
}

#[cfg(test)]
mod tests;
