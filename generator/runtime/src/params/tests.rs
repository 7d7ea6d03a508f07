//! The tables of OpenAPI 3.0.4, section 4.8.12.4, and what stands beside them in its appendices and in RFC 6570.

use std::borrow::Cow;

use serde_json::json;

use super::*;

const COLOR: &str = "color";

fn text(parameter: Parameter, value: &Value) -> String {
    parameter.write(value.clone()).unwrap()
}

/// A parameter, and what becomes of the empty string, a string, an array and an object.
type Row = (Parameter, [&'static str; 4]);

fn check(rows: &[Row]) {
    let values = [
        json!(""),
        json!("blue"),
        json!(["blue", "black", "brown"]),
        json!({"R": 100, "G": 200, "B": 150}),
    ];
    for (parameter, expected) in rows {
        for (value, expected) in values.iter().zip(expected) {
            let written = parameter.write(value.clone());
            assert_eq!(
                written.as_deref().unwrap_or("refused"),
                *expected,
                "{parameter:?} {value}"
            );
        }
    }
}

#[test]
fn paths_are_written_by_the_table() {
    let path = Parameter::path(COLOR);
    let (label, matrix) = (path.style(Style::Label), path.style(Style::Matrix));
    check(&[
        (
            matrix,
            [
                ";color",
                ";color=blue",
                ";color=blue,black,brown",
                ";color=R,100,G,200,B,150",
            ],
        ),
        (
            matrix.explode(true),
            [
                ";color",
                ";color=blue",
                ";color=blue;color=black;color=brown",
                ";R=100;G=200;B=150",
            ],
        ),
        (
            label,
            [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
        ),
        (
            label.explode(true),
            [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
        ),
        // The table has nothing at all in the first column; but that would be another path.
        (
            path,
            ["refused", "blue", "blue,black,brown", "R,100,G,200,B,150"],
        ),
        (
            path.explode(true),
            ["refused", "blue", "blue,black,brown", "R=100,G=200,B=150"],
        ),
    ]);
}

#[test]
fn headers_are_written_by_the_table() {
    let header = Parameter::header(COLOR);
    check(&[
        (
            header,
            ["", "blue", "blue,black,brown", "R,100,G,200,B,150"],
        ),
        (
            header.explode(true),
            ["", "blue", "blue,black,brown", "R=100,G=200,B=150"],
        ),
    ]);
}

#[test]
fn queries_are_written_by_the_table() {
    let query = Parameter::query(COLOR);
    let separated = |style| query.style(style).explode(false);
    check(&[
        (
            query.explode(false),
            [
                "color=",
                "color=blue",
                "color=blue,black,brown",
                "color=R,100,G,200,B,150",
            ],
        ),
        (
            query,
            [
                "color=",
                "color=blue",
                "color=blue&color=black&color=brown",
                "R=100&G=200&B=150",
            ],
        ),
        // What the table has as "n/a" is written as `form`, which is what servers of these styles read.
        (
            separated(Style::SpaceDelimited),
            [
                "color=",
                "color=blue",
                "color=blue%20black%20brown",
                "color=R%20100%20G%20200%20B%20150",
            ],
        ),
        (
            separated(Style::PipeDelimited),
            [
                "color=",
                "color=blue",
                "color=blue%7Cblack%7Cbrown",
                "color=R%7C100%7CG%7C200%7CB%7C150",
            ],
        ),
        (
            query.style(Style::PipeDelimited),
            [
                "color=",
                "color=blue",
                "color=blue&color=black&color=brown",
                "R=100&G=200&B=150",
            ],
        ),
        (
            query.style(Style::DeepObject),
            [
                "color=",
                "color=blue",
                "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown",
                "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
            ],
        ),
    ]);
}

#[test]
fn cookies_are_pairs_with_a_semicolon_between() {
    let cookie = Parameter::cookie(COLOR);
    check(&[
        (
            cookie.explode(false),
            [
                "color=",
                "color=blue",
                "color=blue,black,brown",
                "color=R,100,G,200,B,150",
            ],
        ),
        (
            cookie,
            [
                "color=",
                "color=blue",
                "color=blue; color=black; color=brown",
                "R=100; G=200; B=150",
            ],
        ),
    ]);
    assert_eq!(text(cookie, &json!("a;b=\"c\"")), "color=a%3Bb%3D%22c%22");
}

#[test]
fn an_array_or_object_without_members_is_undefined() {
    for value in [json!([]), json!({})] {
        for explode in [false, true] {
            let path = Parameter::path(COLOR).explode(explode);
            assert_eq!(text(path.style(Style::Matrix), &value), ";color");
            assert_eq!(text(path.style(Style::Label), &value), ".");
            assert!(path.write(value.clone()).is_err());
            assert_eq!(text(Parameter::header(COLOR).explode(explode), &value), "");
            assert_eq!(text(Parameter::cookie(COLOR).explode(explode), &value), "");
            for style in [
                Style::Form,
                Style::SpaceDelimited,
                Style::PipeDelimited,
                Style::DeepObject,
            ] {
                let query = Parameter::query(COLOR).style(style).explode(explode);
                assert_eq!(text(query, &value), "", "{style:?}");
            }
        }
    }
}

#[test]
fn empty_members_keep_their_places() {
    let (array, object) = (json!(["", "b"]), json!({"a": "", "b": "c"}));
    let matrix = Parameter::path(COLOR).style(Style::Matrix);
    assert_eq!(text(matrix, &array), ";color=,b");
    // RFC 6570, section 3.2.7: no `=` before an empty value.
    assert_eq!(text(matrix.explode(true), &array), ";color;color=b");
    assert_eq!(text(matrix.explode(true), &object), ";a;b=c");
    assert_eq!(text(Parameter::query(COLOR), &array), "color=&color=b");
    assert_eq!(text(Parameter::query(COLOR), &object), "a=&b=c");
    assert_eq!(
        text(Parameter::query(COLOR).explode(false), &json!([""])),
        "color="
    );
}

#[test]
fn elements_are_not_torn_apart() {
    let query = Parameter::query(COLOR).explode(false);
    let (space, pipe) = (
        query.style(Style::SpaceDelimited),
        query.style(Style::PipeDelimited),
    );
    for (parameter, torn) in [
        (space, "a b"),
        (pipe, "a|b"),
        (query.allow_reserved(), "a,b"),
        (space.allow_reserved(), "a%20b"),
        (Parameter::header(COLOR), "a,b"),
    ] {
        assert!(parameter.write(json!([torn])).is_err(), "{torn}");
        assert!(parameter.write(json!({"key": torn})).is_err(), "{torn}");
        // Alone it is whole.
        assert!(parameter.write(json!(torn)).is_ok(), "{torn}");
    }
    // Where the separator is not encoded, the same within an element is.
    assert_eq!(text(query, &json!(["a,b", "c"])), "color=a%2Cb,c");
    assert_eq!(text(pipe, &json!(["a b", "c,"])), "color=a%20b%7Cc%2C");
}

#[test]
fn deep_objects_go_as_deep_as_the_value() {
    let value = json!({"a b": {"c": [1, {"d": "x&y"}]}, "e": true, "f": []});
    assert_eq!(
        text(Parameter::query("q[]").style(Style::DeepObject), &value),
        "q%5B%5D%5Ba%20b%5D%5Bc%5D%5B0%5D=1&q%5B%5D%5Ba%20b%5D%5Bc%5D%5B1%5D%5Bd%5D=x%26y&q%5B%5D%5Be%5D=true"
    );
}

#[test]
fn the_examples_of_appendix_c_come_out() {
    let formulas = json!({"a": "x+y", "b": "x/y", "c": "x^y"});
    let words = json!(["math", "is", "fun"]);
    let query = Parameter::query("formulas");
    assert_eq!(text(query, &formulas), "a=x%2By&b=x%2Fy&c=x%5Ey");
    assert_eq!(
        text(query.allow_reserved(), &formulas),
        "a=x%2By&b=x/y&c=x%5Ey"
    );
    let words_by = |style| Parameter::query("words").style(style).explode(false);
    assert_eq!(text(words_by(Style::Form), &words), "words=math,is,fun");
    assert_eq!(
        text(words_by(Style::SpaceDelimited), &words),
        "words=math%20is%20fun"
    );
    assert_eq!(
        text(Parameter::query("❤\u{fe0f}"), &json!("love!")),
        "%E2%9D%A4%EF%B8%8F=love%21"
    );
}

#[test]
fn all_but_unreserved_characters_are_encoded() {
    assert_eq!(encode("AZaz09-._~"), "AZaz09-._~");
    // What stays as it is, is not copied.
    assert!(matches!(encode("AZaz09-._~"), Cow::Borrowed(_)));
    assert!(matches!(encode("€"), Cow::Owned(_)));
    assert_eq!(
        encode("/?#[]@!$&'()*+,;= %\"\\"),
        "%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%20%25%22%5C"
    );
    assert_eq!(encode("ž\n"), "%C5%BE%0A");
}

#[test]
fn reserved_characters_stay_where_they_can_mean_nothing_else() {
    assert_eq!(
        encode_reserved(":/?#[]@!$&'()*+,;= "),
        ":/?%23%5B%5D@!$%26%27()*%2B,;%3D%20"
    );
    assert_eq!(
        encode_reserved("50%25 %zz%2fž%"),
        "50%25%20%25zz%2f%C5%BE%25"
    );
}

#[test]
fn scalars_are_written_as_json_writes_them() {
    let query = Parameter::query("n");
    for (value, expected) in [
        (json!(true), "n=true"),
        (json!(-7), "n=-7"),
        (json!(0.5), "n=0.5"),
        (json!(u64::MAX), "n=18446744073709551615"),
    ] {
        assert_eq!(text(query, &value), expected);
    }
}

#[test]
fn content_is_the_text_of_its_media_type() {
    let value = json!({"lat": 1.5, "name": "é\u{1f600}"});
    let json = "application/json";
    assert_eq!(
        text(Parameter::query("q").content(json), &value),
        "q=%7B%22lat%22%3A1.5%2C%22name%22%3A%22%C3%A9%F0%9F%98%80%22%7D"
    );
    assert_eq!(
        text(Parameter::path("q").content(json), &json!([1])),
        "%5B1%5D"
    );
    assert_eq!(
        text(Parameter::cookie("q").content(json), &json!("a")),
        "q=%22a%22"
    );
    let header = text(
        Parameter::header("q").content("application/vnd.x+json; v=1"),
        &value,
    );
    assert_eq!(header, r#"{"lat":1.5,"name":"\u00e9\ud83d\ude00"}"#);
    assert_eq!(serde_json::from_str::<Value>(&header).unwrap(), value);
    let plain = Parameter::header("q").content("text/plain");
    assert_eq!(text(plain, &json!("a; b=\"c\"")), "a; b=\"c\"");
    assert!(plain.write(value.clone()).is_err());
}

#[test]
fn what_has_no_notation_is_refused() {
    let nested = [json!([[1]]), json!([{"a": 1}]), json!({"a": {"b": 1}})];
    let null = [json!(null), json!([null]), json!({"a": null})];
    let flat = [
        Parameter::path("p"),
        Parameter::path("p").style(Style::Matrix).explode(true),
        Parameter::header("p"),
        Parameter::cookie("p"),
        Parameter::query("p"),
        Parameter::query("p").explode(false),
    ];
    for parameter in flat {
        for value in nested.iter().chain(&null) {
            assert!(
                parameter.write(value.clone()).is_err(),
                "{parameter:?} {value}"
            );
        }
    }
    for value in &null {
        let deep = Parameter::query("p").style(Style::DeepObject);
        assert!(deep.write(value.clone()).is_err(), "{value}");
    }
    // Each property of an exploded object is a parameter by itself.
    let value = json!({"a": [1, 2]});
    assert_eq!(text(Parameter::query("p"), &value), "a=1&a=2");
}

#[test]
fn a_header_keeps_its_value_or_is_refused() {
    let header = Parameter::header("X");
    assert_eq!(text(header, &json!("a, b")), "a, b");
    for value in [
        json!("a\r\nX: y"),
        json!(" a"),
        json!("a\t"),
        json!("ž"),
        json!(["a,b"]),
        json!({"a": "b,c"}),
    ] {
        assert!(header.write(value.clone()).is_err(), "{value}");
    }
}
