use jiff::civil::date;
use reqwest::header::HeaderMap;

use super::*;
use crate::{Deprecation, Method};

const PLAIN: Deprecation = Deprecation::PLAIN;
const DATED: Deprecation = Deprecation {
    sunset: Some(date(2026, 1, 15)),
    ..PLAIN
};

const fn operation(deprecation: Option<Deprecation>) -> Operation {
    Operation {
        id: "oldJobs",
        method: Method::GET,
        path: "/old",
        idempotent: true,
        accept: None,
        content_type: None,
        security: &[],
        deprecation,
        servers: &[],
        streams: &[],
    }
}

const HEADER: (&str, &str) = ("sunset", "Fri, 16 Jan 2026 12:00:00 GMT");
const SUCCESSOR: (&str, &str) = ("link", "<https://v2>; rel=\"successor-version\"");
const POLICY: (&str, &str) = ("link", "<https://policy>; rel=\"sunset\"");
const DOCS: (&str, &str) = ("link", "<https://docs>; rel=\"deprecation\"");

fn gone(
    deprecation: Option<Deprecation>,
    fields: &[(&'static str, &'static str)],
    now: &str,
) -> Option<Sunset> {
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        headers.append(*name, value.parse().unwrap());
    }
    Sunset::read(
        &operation(deprecation),
        StatusCode::GONE,
        &DeprecationHeaders::read(&headers),
        now.parse().unwrap(),
    )
}

fn told(sunset: Option<Sunset>) -> String {
    sunset.map_or_else(String::new, |it| it.to_string())
}

#[test]
fn either_date_makes_a_410_a_sunset_once_it_has_come() {
    for (deprecation, fields, now, day) in [
        (None, &[][..], "2030-01-01T00:00:00Z", None),
        (Some(PLAIN), &[], "2030-01-01T00:00:00Z", None),
        (Some(DATED), &[], "2026-01-14T23:59:59Z", None),
        (
            Some(DATED),
            &[],
            "2026-01-15T00:00:00Z",
            Some(date(2026, 1, 15)),
        ),
        (None, &[HEADER], "2026-01-16T11:59:59Z", None),
        (
            None,
            &[HEADER],
            "2026-01-16T12:00:00Z",
            Some(date(2026, 1, 16)),
        ),
        (
            Some(DATED),
            &[HEADER],
            "2026-01-15T00:00:00Z",
            Some(date(2026, 1, 15)),
        ),
        (
            Some(DATED),
            &[HEADER],
            "2030-01-01T00:00:00Z",
            Some(date(2026, 1, 15)),
        ),
    ] {
        let found = gone(deprecation, fields, now);
        assert_eq!(found.map(|it| it.day()), day, "{fields:?} at {now}");
    }
}

#[test]
fn no_other_status_is_a_sunset() {
    let headers = DeprecationHeaders::default();
    for status in [
        StatusCode::NOT_FOUND,
        StatusCode::OK,
        StatusCode::LENGTH_REQUIRED,
    ] {
        let found = Sunset::read(&operation(Some(DATED)), status, &headers, Timestamp::MAX);
        assert_eq!(found, None, "{status}");
    }
}

#[test]
fn the_documents_word_comes_before_the_servers() {
    let whole = Deprecation {
        successor: Some("listJobs"),
        link: Some("https://jobs.example"),
        ..DATED
    };
    let now = "2030-01-01T00:00:00Z";
    for (deprecation, fields, expected) in [
        (DATED, &[][..], "its sunset was 2026-01-15"),
        (
            whole,
            &[SUCCESSOR, POLICY],
            "its sunset was 2026-01-15; use `listJobs` instead (see https://jobs.example)",
        ),
        (
            DATED,
            &[SUCCESSOR, POLICY],
            "its sunset was 2026-01-15; use `https://v2` instead (see https://policy)",
        ),
        (
            DATED,
            &[POLICY, DOCS],
            "its sunset was 2026-01-15 (see https://docs)",
        ),
    ] {
        assert_eq!(told(gone(Some(deprecation), fields, now)), expected);
    }
    let found = gone(Some(DATED), &[SUCCESSOR, POLICY], now).unwrap();
    assert_eq!(found.successor(), Some("https://v2"));
    assert_eq!(found.link(), Some("https://policy"));
}

#[test]
fn a_servers_link_can_not_rewrite_the_terminal() {
    let link = ("link", "<https://v2\u{9b}2J>; rel=\"successor-version\"");
    let mut headers = HeaderMap::new();
    let value = reqwest::header::HeaderValue::from_bytes(link.1.as_bytes()).unwrap();
    headers.insert(link.0, value);
    let found = Sunset::read(
        &operation(Some(DATED)),
        StatusCode::GONE,
        &DeprecationHeaders::read(&headers),
        Timestamp::MAX,
    );
    assert_eq!(
        told(found),
        "its sunset was 2026-01-15; use `https://v22J` instead"
    );
}
