use super::*;

#[test]
fn an_error_body_has_its_sentence_in_one_of_three_places() {
    for (body, sentence) in [
        (
            r#"{"title": "t", "detail": "d", "message": "m"}"#,
            Some("d"),
        ),
        (r#"{"message": "m", "title": "t"}"#, Some("t")),
        (r#"{"message": "m\u0007"}"#, Some("m")),
        (r#"{"error": "e"}"#, None),
        ("no JSON", None),
    ] {
        assert_eq!(detail(body.as_bytes()).as_deref(), sentence, "{body}");
    }
}
