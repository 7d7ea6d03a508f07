//! The tables of OpenAPI 3.0.4, section 4.8.12.4, and what stands beside them in RFC 6570.

use serde_json::{Value, json};

use super::{Said, expected, in_header, in_pairs, in_path};
use crate::oracle::{Document, Operation, Parameter};

fn operation(parameter: &str) -> Operation {
    let text = format!(
        "openapi: 3.0.3\npaths:\n  /a/{{color}}:\n    get:\n      parameters: [{{ name: color, schema: {{}}, {parameter} }}]\n      responses: {{}}"
    );
    let document = Document::parse("test.yaml", &text).expect("readable");
    document.operations().expect("readable").remove(0)
}

/// Whether `raw` says `value`.
fn says(parameter: &Parameter, value: &Value, raw: &str) -> Result<bool, String> {
    let expected = expected(parameter, value).map_err(|unsaid| unsaid.0.to_owned())?;
    let said = match parameter.place {
        super::Place::Path => in_path(parameter, raw, &expected)?,
        super::Place::Header => in_header(parameter, raw, &expected)?,
        super::Place::Query | super::Place::Cookie => {
            let pairs = raw
                .split(['&', ';'])
                .map(str::trim)
                .filter(|pair| !pair.is_empty());
            let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
            let mut pairs = pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect::<Vec<_>>();
            let said = in_pairs(parameter, &mut pairs, &expected)?;
            if !pairs.is_empty() {
                return Err(format!("left: {pairs:?}"));
            }
            said
        }
    };
    Ok(said == expected)
}

fn check(parameter: &str, rows: &[(Value, &str)]) {
    let operation = operation(parameter);
    let parameter = operation.parameters.first().expect("one");
    for (value, raw) in rows {
        assert_eq!(
            says(parameter, value, raw),
            Ok(true),
            "{parameter:?}: {value} as {raw}"
        );
    }
    // What says one value says no other.
    for (value, _) in rows {
        for (_, raw) in rows.iter().filter(|(other, _)| other != value) {
            assert_ne!(
                says(parameter, value, raw),
                Ok(true),
                "{parameter:?}: {value} as {raw}"
            );
        }
    }
}

fn list() -> Value {
    json!(["blue", "black", "brown"])
}

fn object() -> Value {
    json!({ "R": 100, "G": 200, "B": 150 })
}

#[test]
fn paths() {
    for (parameter, single, several, pairs) in [
        (
            "style: matrix",
            ";color=blue",
            ";color=blue,black,brown",
            ";color=R,100,G,200,B,150",
        ),
        (
            "style: matrix, explode: true",
            ";color=blue",
            ";color=blue;color=black;color=brown",
            ";R=100;G=200;B=150",
        ),
        (
            "style: label",
            ".blue",
            ".blue,black,brown",
            ".R,100,G,200,B,150",
        ),
        (
            "style: label, explode: true",
            ".blue",
            ".blue.black.brown",
            ".R=100.G=200.B=150",
        ),
        (
            "style: simple",
            "blue",
            "blue,black,brown",
            "R,100,G,200,B,150",
        ),
        (
            "style: simple, explode: true",
            "blue",
            "blue,black,brown",
            "B=150,R=100,G=200",
        ),
    ] {
        let parameter = format!("in: path, required: true, {parameter}");
        check(
            &parameter,
            &[
                (json!("blue"), single),
                (list(), several),
                (object(), pairs),
            ],
        );
    }
    check(
        "in: path, required: true",
        &[
            (json!("a,b/é"), "a%2Cb%2F%C3%A9"),
            (json!(["a,b", "c"]), "a%2Cb,c"),
        ],
    );
    check(
        "in: path, required: true, style: matrix",
        &[(json!(""), ";color")],
    );
    check(
        "in: path, required: true, style: label",
        &[(json!(""), ".")],
    );
}

#[test]
fn queries() {
    for (parameter, several, pairs) in [
        (
            "explode: false",
            "color=blue,black,brown",
            "color=R,100,G,200,B,150",
        ),
        (
            "explode: true",
            "color=blue&color=black&color=brown",
            "R=100&G=200&B=150",
        ),
        (
            "style: spaceDelimited",
            "color=blue%20black%20brown",
            "color=R%20100%20G%20200%20B%20150",
        ),
        (
            "style: pipeDelimited",
            "color=blue%7Cblack%7cbrown",
            "color=R%7C100%7CG%7C200%7CB%7C150",
        ),
    ] {
        let parameter = format!("in: query, {parameter}");
        let rows = [
            (json!("blue"), "color=blue"),
            (list(), several),
            (object(), pairs),
            (json!(""), "color="),
        ];
        check(&parameter, &rows);
        check(&parameter, &[(json!([]), "")]);
    }
    check(
        "in: query, style: deepObject",
        &[
            (
                object(),
                "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
            ),
            (json!({ "a b": "&" }), "color%5Ba%20b%5D=%26"),
        ],
    );
    check(
        "in: query",
        &[
            (json!(false), "color=false"),
            (json!(0), "color=0"),
            (json!("a+b c"), "color=a%2Bb%20c"),
        ],
    );
}

#[test]
fn headers_and_cookies() {
    check(
        "in: header",
        &[
            (json!("blue"), "blue"),
            (list(), "blue, black,brown"),
            (object(), "R,100,G,200,B,150"),
        ],
    );
    check(
        "in: header, explode: true",
        &[(object(), "R=100,G=200,B=150")],
    );
    check(
        "in: cookie, explode: false",
        &[
            (json!("a;b"), "color=a%3Bb"),
            (list(), "color=blue,black,brown"),
        ],
    );
    check(
        "in: cookie",
        &[
            (list(), "color=blue; color=black; color=brown"),
            (object(), "R=100; G=200; B=150"),
        ],
    );
}

#[test]
fn content_is_json() {
    let content = "content: { application/json: { schema: {} } }";
    for place in [
        "in: query",
        "in: cookie",
        "in: path, required: true",
        "in: header",
    ] {
        let operation = operation(&format!("{place}, {content}").replace("schema: {}, ", ""));
        // `schema` beside `content` is a mistake; here it stands for no style.
        let mut parameter = operation.parameters.into_iter().next().expect("one");
        parameter.media_type = Some("application/json".to_owned());
        let raw = match parameter.place {
            super::Place::Header => "{\"a\":[1]}",
            super::Place::Path => "%7B%22a%22%3A%5B1%5D%7D",
            super::Place::Query | super::Place::Cookie => "color=%7B%22a%22%3A%5B1%5D%7D",
        };
        assert_eq!(says(&parameter, &json!({ "a": [1] }), raw), Ok(true));
        assert_eq!(says(&parameter, &json!({ "a": [2] }), raw), Ok(false));
    }
}

#[test]
fn characters_are_encoded_unless_they_are_reserved_and_allowed() {
    let refused = |parameter: &str, value: Value, raw: &str| {
        let operation = operation(parameter);
        let parameter = operation.parameters.first().expect("one");
        assert!(says(parameter, &value, raw).is_err(), "{raw}");
    };
    refused("in: query", json!("a/b"), "color=a/b");
    refused("in: query", json!("a b"), "color=a+b");
    refused("in: path, required: true", json!("a:b"), "a:b");
    refused(
        "in: query, allowReserved: true",
        json!("a/b"),
        "color=a%2Fb",
    );
    check(
        "in: query, allowReserved: true",
        &[
            (json!("a/b?c:d"), "color=a/b?c:d"),
            (json!("a&b"), "color=a%26b"),
        ],
    );
    // Percent-encoded triples pass through.
    check(
        "in: query, allowReserved: true",
        &[(json!("a%2Fb"), "color=a%2Fb")],
    );
}

#[test]
fn of_what_no_standard_writes_nothing_is_expected() {
    for (parameter, value) in [
        ("in: query", json!(null)),
        ("in: query", json!([[1]])),
        ("in: query, explode: false", json!({ "a": [1] })),
        ("in: query, style: pipeDelimited", json!(["a|b"])),
        ("in: path, required: true", json!([])),
        ("in: header", json!(["a,b"])),
        ("in: header", json!("é")),
    ] {
        let operation = operation(parameter);
        let parameter = operation.parameters.first().expect("one");
        assert!(
            expected(parameter, &value).is_err(),
            "{parameter:?} {value}"
        );
    }
    assert_eq!(
        expected(
            operation("in: query").parameters.first().expect("one"),
            &json!([])
        ),
        Ok(Said::Nothing)
    );
}
