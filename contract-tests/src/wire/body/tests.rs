use serde_json::{Value, json};

use super::{Difference, differences};
use crate::oracle::{Content, Document};

/// The body of a request with this media type and schema; `more` stands beside the schema.
fn content(media_type: &str, schema: &str, more: &str) -> Content {
    let text = format!(
        "openapi: 3.0.3\npaths:\n  /a:\n    post:\n      requestBody: {{ content: {{ {media_type}: {{ schema: {schema}{more} }} }} }}\n      responses: {{}}"
    );
    let document = Document::parse("test.yaml", &text).expect("readable");
    let mut operation = document.operations().expect("readable").remove(0);
    operation.body.take().expect("a body").content.remove(0)
}

fn found(content: &Content, value: &Value, content_type: &str, body: &str) -> Vec<Difference> {
    differences(content, value, content_type, body.as_bytes())
}

#[test]
fn forms_are_read_as_a_browser_writes_them() {
    let schema = "{ type: object, properties: { a: {}, b: {}, c: {}, d: {} } }";
    let more = ", encoding: { c: { style: pipeDelimited, explode: false }, d: { contentType: application/json } }";
    let form = content("application/x-www-form-urlencoded", schema, more);
    let value =
        json!({ "a": "x y&z", "b": [1, 2], "c": ["u", "v"], "d": [true], "e": { "f": null } });
    let body = "a=x+y%26z&b=1&b=2&c=u%7Cv&d=%5Btrue%5D&e=%7B%22f%22%3Anull%7D";
    assert_eq!(found(&form, &value, "", body), []);
    for broken in [
        body.replace("b=1&b=2", "b=1,2"),
        body.replace("a=x+y", "a=x%2By"),
        body.replace("u%7Cv", "u,v"),
        format!("{body}&g=1"),
        body.replace("&d=%5Btrue%5D", ""),
        body.replace("true", "false"),
    ] {
        assert_eq!(found(&form, &value, "", &broken).len(), 1, "{broken}");
    }
}

#[test]
fn parts_have_names_types_and_file_names() {
    let schema = "{ type: object, properties: { note: { type: string }, meta: { type: object }, \
                  files: { type: array, items: { type: string, format: binary } } } }";
    let multipart = content(
        "multipart/form-data",
        schema,
        ", encoding: { files: { contentType: image/png } }",
    );
    let value = json!({ "note": "é", "meta": { "a": 1 }, "files": ["\u{ff}x"] });
    let part = |head: &str, body: &[u8]| {
        [
            b"--X\r\nContent-Disposition: form-data; ",
            head.as_bytes(),
            b"\r\n\r\n",
            body,
            b"\r\n",
        ]
        .concat()
    };
    let note = part("name=\"note\"", "é".as_bytes());
    let meta = part(
        "name=\"meta\"\r\nContent-Type: application/json",
        b"{\"a\":1}",
    );
    let file = part(
        "name=\"files\"; filename=\"f\"\r\nContent-Type: image/png",
        b"\xffx",
    );
    let check = |parts: &[&[u8]]| {
        let body = [parts.concat(), b"--X--\r\n".to_vec()].concat();
        differences(&multipart, &value, "multipart/form-data; boundary=X", &body).len()
    };
    assert_eq!(check(&[&note, &meta, &file]), 0);
    assert_eq!(check(&[&file, &note, &meta]), 0, "no order is promised");
    assert_eq!(check(&[&note, &meta]), 1);
    assert_eq!(check(&[&note, &note, &meta, &file]), 1);
    assert_eq!(
        check(&[&note, &meta, &file, &part("name=\"other\"", b"1")]),
        1
    );
    assert_eq!(
        check(&[
            &note,
            &meta,
            &part("name=\"files\"\r\nContent-Type: image/png", b"\xffx")
        ]),
        1
    );
    assert_eq!(
        check(&[
            &note,
            &meta,
            &part(
                "name=\"files\"; filename=\"f\"\r\nContent-Type: image/gif",
                b"\xffx"
            )
        ]),
        1
    );
    assert_eq!(
        check(&[
            &note,
            &part("name=\"meta\"\r\nContent-Type: application/json", b"{}"),
            &file
        ]),
        1
    );
    assert_eq!(check(&[&part("name=\"note\"", b"e"), &meta, &file]), 1);
    assert_eq!(
        check(&[
            &part("name=\"note\"\r\nX-More: 1", "é".as_bytes()),
            &meta,
            &file
        ]),
        1
    );
}

#[test]
fn text_octets_and_lines_are_what_they_are() {
    let text = content("text/plain", "{ type: string }", "");
    assert_eq!(found(&text, &json!("é"), "", "é"), []);
    assert_eq!(found(&text, &json!("é"), "", "\"é\"").len(), 1);
    let octets = content(
        "application/octet-stream",
        "{ type: string, format: binary }",
        "",
    );
    assert_eq!(
        differences(&octets, &json!("\u{ff}\u{0}"), "", b"\xff\0"),
        []
    );
    assert_eq!(
        differences(&octets, &json!("\u{ff}"), "", "ÿ".as_bytes()).len(),
        1
    );
    let lines = content("application/x-ndjson", "{ type: array }", "");
    assert_eq!(
        found(&lines, &json!([1, { "a": null }]), "", "1\n{\"a\":null}\n"),
        []
    );
    assert_eq!(found(&lines, &json!([1]), "", "[1]").len(), 1);
    let json = content("application/vnd.a+json", "{}", "");
    assert_eq!(found(&json, &json!({ "a": 1 }), "", "{ \"a\": 1 }"), []);
    assert_eq!(
        found(&json, &json!({ "a": 1 }), "", "{ \"a\": 1, \"b\": 2 }").len(),
        1
    );
}
