use serde_json::Value;

use super::{code, sentence, shown};

#[test]
fn an_error_body_has_its_sentence_in_one_of_the_usual_places() {
    for (body, expected) in [
        (
            r#"{"title": "t", "detail": "d", "message": "m"}"#,
            Some("d"),
        ),
        (r#"{"message": "m", "title": "t"}"#, Some("t")),
        (r#"{"message": "m\u0007"}"#, Some("m")),
        (r#"{"error": {"message": "m"}}"#, Some("m")),
        (r#"{"error": "e", "error_description": "why"}"#, Some("why")),
        (r#"{"error": "e"}"#, None),
        (r#"{"detail": {"a": 1}}"#, None),
        ("no JSON", None),
    ] {
        assert_eq!(sentence(body.as_bytes()).as_deref(), expected, "{body}");
    }
}

#[test]
fn an_error_body_has_its_code_in_one_of_the_usual_places() {
    for (body, expected) in [
        (
            r#"{"errorCode": "NOT_FOUND", "error": 404}"#,
            Some("NOT_FOUND"),
        ),
        (r#"{"error": "invalid_client"}"#, Some("invalid_client")),
        (r#"{"error": {"code": "c", "type": "t"}}"#, Some("c")),
        (r#"{"error_code": "c"}"#, Some("c")),
        (r#"{"code": 7001}"#, Some("7001")),
        (r#"{"code": 4.5}"#, Some("4.5")),
        (r#"{"code": 399}"#, Some("399")),
        (r#"{"code": 400}"#, None),
        (r#"{"code": 599}"#, None),
        (r#"{"code": 600}"#, Some("600")),
        (r#"{"type": "about:blank"}"#, None),
        (
            r#"{"type": "https://a.example/b"}"#,
            Some("https://a.example/b"),
        ),
        ("[]", None),
    ] {
        let body: Value = serde_json::from_str(body).unwrap();
        assert_eq!(code(&body).as_deref(), expected, "{body}");
    }
}

#[test]
fn no_more_than_a_few_lines_are_shown() {
    assert_eq!(shown(&"ä".repeat(301)), "ä".repeat(300));
}
