use jiff::civil::date;

use super::*;
use crate::Method;

static LIST: Operation = Operation {
    id: "listJobs",
    method: Method::GET,
    path: "/jobs",
    idempotent: true,
    accept: None,
    content_type: None,
    security: &[],
    deprecation: None,
    servers: &[],
    streams: &[],
};

#[test]
fn a_server_that_never_says_the_same_falls_silent() {
    let told = Disagreements::default();
    for number in 0..LIMIT {
        let sentence = number.to_string();
        assert!(told.is_new(&LIST, &sentence) && !told.is_new(&LIST, &sentence));
    }
    assert!(!told.is_new(&LIST, "one more"));
}

#[test]
fn a_warning_says_what_it_is_about_and_whether_the_sunset_has_come() {
    static OLD: Deprecation = Deprecation::PLAIN;
    let ends = |sunset| Deprecation {
        sunset: Some(sunset),
        ..Deprecation::PLAIN
    };
    let part = DeprecatedPart::parameter(crate::Location::Query("old"), &OLD);
    let now: Timestamp = "2026-01-15T00:00:00Z".parse().unwrap();
    let (today, tomorrow) = (ends(date(2026, 1, 15)), ends(date(2026, 1, 16)));
    for (part, deprecation, expected) in [
        (None, &OLD, "the operation is deprecated"),
        (
            None,
            &tomorrow,
            "the operation is deprecated and will stop answering from its sunset on",
        ),
        (
            None,
            &today,
            "the operation is deprecated and its sunset has come: it may stop answering at any time",
        ),
        (Some(&part), &OLD, "the parameter is deprecated"),
        (
            Some(&part),
            &tomorrow,
            "the parameter is deprecated and will stop working from its sunset on",
        ),
        (
            Some(&part),
            &today,
            "the parameter is deprecated and its sunset has come: it may stop working at any time",
        ),
    ] {
        assert_eq!(sentence(part, deprecation, now), expected);
    }
}
