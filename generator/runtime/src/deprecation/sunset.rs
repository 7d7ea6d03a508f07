//! An operation that is gone: 410 after its sunset.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use reqwest::StatusCode;

use super::DeprecationHeaders;
use super::record::day;
use crate::Operation;
use crate::api_error::shown;

/// That an operation is gone for good: it was answered 410 (Gone; RFC 9110, section 15.5.11), and its sunset has come.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sunset {
    day: Date,
    successor: Option<String>,
    link: Option<String>,
}

impl Sunset {
    /// Reads it off an answer that was received at `now`. The document's word comes before the server's; either date is
    /// enough, because a document may be older than the sunset, and a server may not send the header (RFC 8594).
    pub(crate) fn read(
        operation: &Operation,
        status: StatusCode,
        headers: &DeprecationHeaders,
        now: Timestamp,
    ) -> Option<Self> {
        if status != StatusCode::GONE {
            return None;
        }
        let document = operation.deprecation.as_ref();
        let documented = document.filter(|it| it.is_sunset(now));
        let documented = documented.and_then(|it| it.sunset);
        let announced = headers.sunset().filter(|sunset| *sunset <= now).map(day);
        let own = |text: &'static str| text.to_owned();
        let links = headers.documentation().or(headers.sunset_policy());
        Some(Self {
            day: documented.or(announced)?,
            successor: document
                .and_then(|it| it.successor)
                .map(own)
                .or_else(|| headers.successor().map(shown)),
            link: document
                .and_then(|it| it.link)
                .map(own)
                .or_else(|| links.map(shown)),
        })
    }

    /// The day of the sunset, in UTC.
    pub fn day(&self) -> Date {
        self.day
    }

    /// What to use instead: the operationId that the document names, else the target of the answer's
    /// `Link` with `rel="successor-version"` (RFC 5829, section 3.5).
    pub fn successor(&self) -> Option<&str> {
        self.successor.as_deref()
    }

    /// A page on it: the document's, else the target of the answer's `Link` with `rel="deprecation"` or `rel="sunset"`
    /// (RFC 9745, section 3, and RFC 8594, section 6).
    pub fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }
}

/// What completes "…, and": "its sunset was 2026-01-15; use `listJobs` instead".
impl fmt::Display for Sunset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "its sunset was {}", self.day)?;
        if let Some(successor) = &self.successor {
            write!(formatter, "; use `{successor}` instead")?;
        }
        if let Some(link) = &self.link {
            write!(formatter, " (see {link})")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
