use reqwest::header::HeaderValue;
use serde_json::{Value, json};

use super::*;

const JSON: &str = "application/json";
const VENDOR: &str = "application/vnd.atlas.2024-11-13+json";

fn decode<T: DeserializeOwned>(
    expected: &'static str,
    content_type: &[&str],
    body: &[u8],
) -> Result<T, DecodeError> {
    let mut headers = HeaderMap::new();
    for value in content_type {
        headers.append(CONTENT_TYPE, HeaderValue::from_str(value).unwrap());
    }
    json(expected, &headers, body)
}

fn accepts(expected: &'static str, content_type: &str) -> bool {
    decode::<Value>(expected, &[content_type], b"{}").is_ok()
}

fn kind<T: DeserializeOwned + std::fmt::Debug>(body: &[u8]) -> DecodeErrorKind {
    let error = decode::<T>(JSON, &[JSON], body).unwrap_err();
    error.kind().clone()
}

#[test]
fn the_documented_media_type_is_accepted_in_any_notation() {
    for content_type in [
        "application/json",
        "Application/JSON",
        "application/json;charset=utf-8",
        "application/json ; Charset=\"UTF-8\"; v=1",
        "application/json; charset=utf8",
        "application/json; charset=us-ascii",
        "application/json;",
        "application/problem+json",
        VENDOR,
    ] {
        assert!(accepts(JSON, content_type), "{content_type}");
    }
    assert!(accepts("application/json; charset=utf-8", JSON));
}

#[test]
fn a_vendors_media_type_may_be_answered_by_itself_or_by_plain_json() {
    assert!(accepts(
        VENDOR,
        "application/vnd.atlas.2024-11-13+json;charset=utf-8"
    ));
    assert!(accepts(VENDOR, JSON));
    assert!(!accepts(VENDOR, "application/vnd.atlas.2023-01-01+json"));
    // Of a type whose name does not say that it is JSON, the document does.
    let silent = "application/vnd.atlas; v=2";
    for content_type in [silent, "application/vnd.atlas", "application/json; v=2"] {
        assert!(accepts(silent, content_type), "{content_type}");
    }
}

#[test]
fn another_media_type_or_charset_is_refused() {
    for content_type in [
        "text/html",
        "text/json",
        "application/jsonp",
        "json",
        "",
        "application/+jsonx",
    ] {
        let error = decode::<Value>(JSON, &[content_type], b"{}").unwrap_err();
        let expected = DecodeErrorKind::ContentType {
            expected: JSON,
            found: Some(content_type.to_owned()),
        };
        assert_eq!(*error.kind(), expected);
    }
    let error = decode::<Value>(JSON, &["application/json; charset=latin1"], b"{}").unwrap_err();
    let found = "latin1".to_owned();
    assert_eq!(*error.kind(), DecodeErrorKind::Charset { found });
}

#[test]
fn no_media_type_and_two_of_them_are_refused() {
    let error = decode::<Value>(JSON, &[], b"{}").unwrap_err();
    assert!(error.to_string().contains("no content type"));
    assert!(decode::<Value>(JSON, &[JSON, "text/html"], b"{}").is_err());
}

#[test]
fn a_byte_order_mark_is_read_over() {
    assert_eq!(
        decode::<Value>(JSON, &[JSON], b"\xEF\xBB\xBF1").unwrap(),
        json!(1)
    );
}

#[test]
fn what_is_not_json_is_a_syntax_error() {
    for body in [
        "", " ", "{", "[1", "{\"a\":1", "\"a", "tru", "nul", "1 2", "{} x", "NaN", "Infinity",
        "'a'", "{a:1}", "[1,]", "\"\t\"", "1e999",
    ] {
        let kind = kind::<Value>(body.as_bytes());
        assert!(
            matches!(kind, DecodeErrorKind::Syntax { .. }),
            "{body}: {kind:?}"
        );
    }
    let deep = "[".repeat(10_000);
    assert!(matches!(
        kind::<Value>(deep.as_bytes()),
        DecodeErrorKind::Syntax { .. }
    ));
}

#[test]
fn every_byte_must_be_utf_8_even_where_nobody_reads_it() {
    assert_eq!(kind::<Value>(b"\"\xFF\""), DecodeErrorKind::Utf8 { at: 1 });
    assert_eq!(kind::<()>(b"null\xC3"), DecodeErrorKind::Utf8 { at: 4 });
}

#[test]
fn a_value_that_does_not_fit_is_named_by_its_place() {
    type Body = std::collections::BTreeMap<String, Vec<Option<u8>>>;
    let error = decode::<Body>(JSON, &[JSON], br#"{"a/b":[1,null,"x"]}"#).unwrap_err();
    assert_eq!(error.pointer(), Some("/a~1b/2"));
    assert!(
        error
            .to_string()
            .starts_with("the value at /a~1b/2 does not fit: invalid type")
    );
    let error = decode::<u8>(JSON, &[JSON], b"{}").unwrap_err();
    assert_eq!(error.pointer(), Some(""));
}

#[test]
fn a_message_repeats_no_body_of_megabytes_and_no_long_header() {
    let body = format!("\"{}\"", "ä".repeat(1_000_000));
    let error = decode::<u8>(JSON, &[JSON], body.as_bytes()).unwrap_err();
    assert!(error.to_string().len() < 1_000);
    let headers = [
        "x".repeat(10_000),
        format!("{JSON};charset={}", "x".repeat(10_000)),
    ];
    for content_type in headers {
        let error = decode::<u8>(JSON, &[&content_type], b"1").unwrap_err();
        assert!(error.to_string().len() < 1_000);
    }
}

#[test]
fn a_coded_text_is_no_text() {
    let mut headers = HeaderMap::new();
    headers.append(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    assert_eq!(text("text/plain", &headers, b"a").unwrap(), "a");
    headers.append("content-encoding", HeaderValue::from_static("gzip"));
    assert!(text("text/plain", &headers, b"a").is_err());
}
