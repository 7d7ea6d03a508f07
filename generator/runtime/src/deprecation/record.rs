//! What the document says about the end of something.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// That something should no longer be used.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Deprecation {
    /// The day since which it is deprecated.
    pub since: Option<Date>,
    /// The day from which it may stop answering (RFC 8594), taken to begin at 00:00 UTC.
    pub sunset: Option<Date>,
    /// What to use instead: of an operation its operationId, of a part the name of another.
    pub successor: Option<&'static str>,
    /// A page on it.
    pub link: Option<&'static str>,
    /// The document's own sentence.
    pub message: Option<&'static str>,
}

impl Deprecation {
    /// That something is deprecated, of which the document says no more.
    pub const PLAIN: Self = Self {
        since: None,
        sunset: None,
        successor: None,
        link: None,
        message: None,
    };

    /// Whether the sunset has come; false where the document has no date.
    pub fn is_sunset(&self, now: Timestamp) -> bool {
        self.sunset.is_some_and(|sunset| day(now) >= sunset)
    }
}

/// The day in UTC: a document's dates have no time zone.
pub(super) fn day(time: Timestamp) -> Date {
    Offset::UTC.to_datetime(time).date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_sunset_comes_with_the_first_moment_of_its_day_in_utc() {
        let deprecation = Deprecation {
            sunset: Some(date(2026, 1, 15)),
            ..Deprecation::default()
        };
        let at = |text: &str| deprecation.is_sunset(text.parse().unwrap());
        assert!(!at("2026-01-14T23:59:59.999999999Z"));
        assert!(at("2026-01-15T00:00:00Z"));
        assert!(at("2026-01-14T23:00:00-01:00"));
    }

    #[test]
    fn without_a_date_there_is_no_sunset() {
        assert!(!Deprecation::default().is_sunset(Timestamp::MAX));
    }
}
