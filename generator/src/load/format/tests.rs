//! Tests of the readers.

use serde_json::{Value, json};

use super::read;
use crate::diagnostic::{Code, Diagnostics, Position};

fn codes(text: &str) -> (Option<Value>, Vec<(Code, Option<String>)>) {
    let mut diagnostics = Diagnostics::new();
    let value = read(text, &mut diagnostics);
    let codes = diagnostics
        .iter()
        .map(|found| (found.code, found.pointer().map(ToString::to_string)))
        .collect();
    (value, codes)
}

fn refused(text: &str) -> Vec<(Code, Option<String>)> {
    codes(text).1
}

#[test]
fn both_formats_give_the_same_tree() {
    let expected = json!({"a": {"200": [1, -2, 1.5, true, null, "x"]}});
    for text in [
        "{\"a\": {\"200\": [1, -2, 1.5, true, null, \"x\"]}}",
        "a:\n  200: [1, -2, 1.5, true, null, x]\n",
        "{a: {200: [1, -2, 1.5, true, ~, 'x']}}",
    ] {
        assert_eq!(codes(text), (Some(expected.clone()), vec![]), "{text}");
    }
}

#[test]
fn doubled_keys_are_found_all_in_both_formats() {
    let doubled = |at: &str| (Code::DoubledKey, Some(at.to_owned()));
    for text in [
        "{\"a\": [{\"b\": 1, \"b\": 2}], \"c\": 1, \"c\": 2}",
        "a:\n- b: 1\n  b: 2\nc: 1\n'c': 2\n",
    ] {
        assert_eq!(
            codes(text),
            (
                Some(json!({"a": [{"b": 2}], "c": 2})),
                vec![doubled("/a/0/b"), doubled("/c")]
            )
        );
    }
}

#[test]
fn aliases_are_expanded_up_to_a_limit() {
    assert_eq!(
        codes("a: &x [1]\nb: *x\n").0,
        Some(json!({"a": [1], "b": [1]}))
    );
    let levels = (1..9).map(|level| {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        format!("a{level}: &a{level} [{aliases}]\n")
    });
    let bomb: String = std::iter::once("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned())
        .chain(levels)
        .collect();
    let refused = refused(&bomb);
    assert!(matches!(&*refused, [(Code::TooLarge, _)]), "{refused:?}");
}

#[test]
fn depth_has_a_limit_in_both_formats() {
    for depth in [101, 10_000] {
        let text = format!("{{\"a\": {}{}}}", "[".repeat(depth), "]".repeat(depth));
        let refused = refused(&text);
        assert!(
            matches!(&*refused, [(Code::TooDeep, _)]),
            "{depth}: {refused:?}"
        );
    }
    let refused = refused("a: &x [*x]\n");
    assert!(
        matches!(&*refused, [(Code::TooDeep, Some(_))]),
        "{refused:?}"
    );
}

#[test]
fn a_few_aliases_of_much_text_are_too_large_too() {
    let text = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(1024 * 1024),
        vec!["*a"; 300].join(", ")
    );
    assert!(
        matches!(&*refused(&text), [(Code::TooLarge, Some(at))] if at == "/b/254"),
        "{:?}",
        refused(&text)
    );
}

#[test]
fn several_documents_in_one_file_are_refused() {
    assert_eq!(
        refused("a: 1\n---\nb: 2\n"),
        [(Code::InvalidSyntax, Some(String::new()))]
    );
}

#[test]
fn a_file_without_a_document_is_null() {
    assert_eq!(codes("# nothing\n"), (Some(Value::Null), vec![]));
}

#[test]
fn what_only_yaml_can_say_is_told_and_read() {
    let (value, told) = codes("a: .inf\nb: !mine 1\nc: {<<: {d: 1, e: 3}, e: 2}\n");
    assert_eq!(
        value,
        Some(json!({"a": null, "b": 1, "c": {"e": 2, "d": 1}}))
    );
    let at = |pointer: &str| (Code::UnsupportedYaml, Some(pointer.to_owned()));
    assert_eq!(told, [at("/a"), at("/b"), at("/c/<<")]);
}

#[test]
fn the_earlier_of_several_merged_maps_counts() {
    let text = "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b, 1], z: 3}\n";
    let (value, _) = codes(text);
    let c = value.and_then(|value| value.get("c").cloned());
    assert_eq!(c, Some(json!({"x": 1, "y": 2, "z": 3})));
    let (value, told) = codes("{\"<<\": {\"a\": 1}}");
    assert_eq!((value, told.len()), (Some(json!({"<<": {"a": 1}})), 0));
}

#[test]
fn json_with_a_comma_too_many_is_read() {
    let (value, told) = codes("{\"a\": [1, 2,],\n}");
    assert_eq!(value, Some(json!({"a": [1, 2]})));
    assert!(matches!(&*told, [(Code::InvalidSyntax, _)]), "{told:?}");
}

#[test]
fn values_that_look_like_others_keep_their_text_or_number() {
    let text = "a: 2020-01-01\nb: 123456789012345678901234567890\nc: 0o17\nd: yes\ne: !!str 5\nf: 1_000\ng: 012\n";
    let (value, told) = codes(text);
    let expected = json!({
        "a": "2020-01-01", "b": 1.234_567_890_123_456_8e29, "c": 15, "d": "yes", "e": "5", "f": "1_000", "g": "012",
    });
    assert_eq!((value, told.len()), (Some(expected), 0));
}

#[test]
fn broken_text_is_shown_where_the_parser_stopped() {
    for (text, line, column) in [
        ("{\"ä\": 1,\n \"ä\" 2}", 2, 6),
        ("{\"a\": 1", 1, 7),
        ("a: 1\nb: [2\nc: 3\n", 3, 2),
        ("a: 1\nb: c: d\n", 2, 5),
    ] {
        let mut diagnostics = Diagnostics::new();
        assert_eq!(read(text, &mut diagnostics), None, "{text}");
        let found: Vec<_> = diagnostics
            .iter()
            .map(|found| (found.code, found.place.clone()))
            .collect();
        assert_eq!(
            found,
            [(Code::InvalidSyntax, Position { line, column }.into())],
            "{text}"
        );
    }
}
