use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{Backoff, chance, retry_after};

const BACKOFF: Backoff = Backoff {
    base: Duration::from_millis(500),
    cap: Duration::from_secs(20),
};

#[test]
fn the_longest_wait_doubles_up_to_the_cap() {
    let longest = |repetition| BACKOFF.wait(repetition, u32::MAX).as_millis();
    let expected = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000];
    assert_eq!([0, 1, 2, 3, 4, 5, 6, 7].map(longest), expected);
    assert_eq!(longest(u32::MAX), 20_000);
}

#[test]
fn chance_decides_on_the_whole_of_it() {
    assert_eq!(BACKOFF.wait(3, 0), Duration::ZERO);
    let half = BACKOFF.wait(3, u32::MAX / 2).as_millis();
    assert!((1_999..=2_001).contains(&half), "{half}");
}

#[test]
fn chances_differ() {
    let some: std::collections::HashSet<u32> = (0..16).map(|_| chance()).collect();
    assert!(some.len() > 8, "{some:?}");
}

fn asked(fields: &[(&'static str, &'static str)]) -> Option<Duration> {
    let field = |(name, value): &(&'static str, &'static str)| {
        let name = HeaderName::from_static(name);
        (name, HeaderValue::from_static(value))
    };
    let headers: HeaderMap = fields.iter().map(field).collect();
    let received: Timestamp = "2026-01-15T12:00:00Z".parse().unwrap();
    retry_after(&headers, received)
}

#[test]
fn both_forms_of_retry_after_are_read() {
    for (text, seconds) in [
        ("0", Some(0)),
        ("120", Some(120)),
        (" 7 ", Some(7)),
        ("Thu, 15 Jan 2026 12:00:30 GMT", Some(30)),
        ("Thursday, 15-Jan-26 12:00:30 GMT", Some(30)),
        // Past.
        ("Thu, 15 Jan 2026 11:00:00 GMT", Some(0)),
        ("99999999999999999999999", Some(u64::MAX)),
        ("", None),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        ("soon", None),
        ("Thu, 32 Jan 2026 12:00:30 GMT", None),
    ] {
        let asked = asked(&[("retry-after", text)]);
        assert_eq!(asked.map(|it| it.as_secs()), seconds, "{text}");
    }
    assert_eq!(asked(&[]), None);
}

/// A clock that is an hour off must not make a client wait an hour.
#[test]
fn a_date_counts_from_the_servers_own_clock() {
    let asked = asked(&[
        ("date", "Thu, 15 Jan 2026 13:00:00 GMT"),
        ("retry-after", "Thu, 15 Jan 2026 13:00:05 GMT"),
    ]);
    assert_eq!(asked, Some(Duration::from_secs(5)));
}
