use super::Fit::{Anything, Exact, Kin, Plain, Range, Same};
use super::*;

#[test]
fn a_media_type_fits_in_any_notation_and_better_with_its_parameters() {
    for (documented, found, expected) in [
        ("application/json", "application/json", Some(Plain)),
        (
            "application/json",
            "Application/JSON ; charset=utf-8",
            Some(Plain),
        ),
        (
            "text/csv;header=present",
            "text/csv; Header=\"present\"",
            Some(Exact),
        ),
        (
            "text/csv;header=present",
            "text/csv;header=present ; charset=utf-8",
            Some(Exact),
        ),
        (
            "text/csv;header=present",
            "text/csv;header=absent",
            Some(Same),
        ),
        ("text/csv;header=present", "text/csv", Some(Same)),
        ("text/csv;charset=utf-8", "text/csv", Some(Plain)),
        ("text/csv", "text/csv;header=absent", Some(Plain)),
        ("application/json", "application/vnd.a+json", Some(Kin)),
        ("application/vnd.a+json", "application/json", Some(Kin)),
        ("application/vnd.a+json", "application/vnd.b+json", None),
        ("application/xml", "text/xml", Some(Kin)),
        ("application/xml", "application/atom+xml", Some(Kin)),
        ("application/atom+xml", "application/rss+xml", None),
        ("application/vnd.a+csv", "text/csv", Some(Kin)),
        ("application/vnd.a+csv", "application/octet-stream", None),
        ("application/vnd.a+gzip", "application/gzip", Some(Kin)),
        (
            "application/vnd.a+gzip",
            "application/octet-stream",
            Some(Kin),
        ),
        ("application/vnd.a+gzip", "application/x-gzip", Some(Kin)),
        ("application/json", "application/xml", None),
        ("application/jsonl", "application/x-ndjson", Some(Kin)),
        ("application/octet-stream", "application/zip", Some(Kin)),
        ("application/zip", "application/octet-stream", Some(Kin)),
        ("application/octet-stream", "text/html", None),
        ("application/octet-stream", "application/problem+json", None),
        ("application/octet-stream", "application/atom+xml", None),
        ("application/octet-stream", "application/vnd.a+csv", None),
        ("text/csv", "application/octet-stream", None),
        ("text/*", "text/csv", Some(Range)),
        ("TEXT/*", "Text/CSV", Some(Range)),
        ("application/*+json", "application/vnd.a+json", Some(Range)),
        ("application/*+json", "application/+json", Some(Range)),
        // What the range begins with and what it ends with are not the same plus sign.
        ("application/vnd.+*+json", "application/vnd.+json", None),
        ("image/*", "text/csv", None),
        ("image/*", "image", None),
        ("image/*", "application/octet-stream", None),
        ("*/*", "image/png", Some(Anything)),
        ("text/plain", "text/html", None),
        ("text/plain", "", None),
        ("text/plain", "text/plaín", None),
    ] {
        assert_eq!(fit(documented, found), expected, "{documented}: {found}");
    }
}

#[test]
fn sequences_are_told_from_lines() {
    assert!(
        is_json_sequence("application/json-seq") && is_json_sequence("application/geo+json-seq")
    );
    assert!(!is_json_sequence("application/jsonl"));
}

#[test]
fn json_is_json_and_what_has_its_suffix() {
    for it in [
        "application/JSON; charset=utf-8",
        "application/json ; v=1",
        "application/problem+json",
        "text/json",
    ] {
        assert!(is_json(it), "{it}");
    }
    for it in ["text/plain", "application/json-seq", "json", ""] {
        assert!(!is_json(it), "{it}");
    }
}
