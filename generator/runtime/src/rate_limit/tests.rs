use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::RateLimit;

fn read(fields: &[(&'static str, &str)]) -> Option<(Option<u64>, Option<u64>, Option<u64>)> {
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        let name = HeaderName::from_static(name);
        headers.append(name, HeaderValue::from_str(value).unwrap());
    }
    let received: Timestamp = "2026-01-15T12:00:00Z".parse().unwrap();
    let found = RateLimit::read(&headers, received)?;
    let reset = found.reset().map(|it| it.as_secs());
    Some((found.limit(), found.remaining(), reset))
}

#[test]
fn the_drafts_fields_are_read() {
    for (policy, limit) in [
        ("\"default\";q=100;w=10", Some(100)),
        ("\"other\";q=100", None),
        ("", None),
    ] {
        let found = read(&[
            ("ratelimit-policy", policy),
            ("ratelimit", "\"default\";r=50;t=30"),
        ]);
        assert_eq!(found, Some((limit, Some(50), Some(30))), "{policy}");
    }
    // Version 7.
    let found = read(&[("ratelimit", "limit=100, remaining=50, reset=30")]);
    assert_eq!(found, Some((Some(100), Some(50), Some(30))));
}

#[test]
fn of_several_limits_the_tightest_counts() {
    let policies = "\"burst\";q=100;w=60, \"daily\";q=1000;w=86400";
    for (limits, found) in [
        (
            "\"burst\";r=50;t=30, \"daily\";r=10;t=3600",
            (Some(1_000), Some(10), Some(3_600)),
        ),
        (
            "\"burst\";r=5;t=30, \"daily\";r=10;t=3600",
            (Some(100), Some(5), Some(30)),
        ),
        (
            "\"burst\";r=5;t=30, \"daily\";r=5;t=3600",
            (Some(100), Some(5), Some(30)),
        ),
    ] {
        let fields = [("ratelimit-policy", policies), ("ratelimit", limits)];
        assert_eq!(read(&fields), Some(found));
    }
}

#[test]
fn single_fields_are_read_under_each_of_their_names() {
    for [limit, remaining, reset] in [
        ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"],
        [
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
        ],
        [
            "x-rate-limit-limit",
            "x-rate-limit-remaining",
            "x-rate-limit-reset",
        ],
    ] {
        let found = read(&[(limit, "100, 100;w=60"), (remaining, " 7"), (reset, "12.5")]);
        assert_eq!(found, Some((Some(100), Some(7), Some(12))), "{limit}");
        assert_eq!(read(&[(remaining, "0")]), Some((None, Some(0), None)));
    }
}

#[test]
fn a_reset_is_a_span_or_a_time() {
    for (text, seconds) in [
        ("60", Some(60)),
        ("999999999", Some(999_999_999)),
        // 2026-01-15T12:01:00Z in seconds, as GitHub has it, in milliseconds, and as a date.
        ("1768478460", Some(60)),
        ("1768478460000", Some(60)),
        ("Thu, 15 Jan 2026 12:01:00 GMT", Some(60)),
        ("2026-01-15T12:01:00Z", Some(60)),
        // Past.
        ("1000000000", Some(0)),
        ("soon", None),
        ("-5", None),
        ("18446744073709551615", None),
        ("99999999999999999999", None),
    ] {
        let found = read(&[("x-ratelimit-limit", "5"), ("x-ratelimit-reset", text)]);
        assert_eq!(found, Some((Some(5), None, seconds)), "{text}");
    }
    // The server's clock is an hour ahead of ours.
    let found = read(&[
        ("date", "Thu, 15 Jan 2026 13:00:00 GMT"),
        ("x-ratelimit-reset", "1768482060"),
    ]);
    assert_eq!(found, Some((None, None, Some(60))));
}

#[test]
fn what_can_not_be_read_says_nothing() {
    assert_eq!(read(&[]), None);
    for text in [
        "", "many", ";;;,,,=", "\"a\"", "\"a\";r=", "limit", "=", "r=1;t",
    ] {
        for field in ["ratelimit", "ratelimit-limit", "x-ratelimit-remaining"] {
            assert_eq!(read(&[(field, text)]), None, "{field}: {text}");
        }
    }
}

#[test]
fn a_field_that_can_not_be_read_gives_way_to_the_next() {
    let found = read(&[("ratelimit", "?"), ("x-ratelimit-remaining", "3")]);
    assert_eq!(found, Some((None, Some(3), None)));
}
