//! Requests as they have to be, and each made wrong in one way: no check may let one of them pass.

use serde_json::{Map, Value, json};

use super::Expectation;
use crate::{
    adapter::{Arguments, Body, STAND_IN},
    oracle::{Document, Operation},
    received::Received,
};

const TEXT: &str = r"
openapi: 3.1.0
info: { title: t, version: '1' }
paths:
  /a/{label}/{matrix}?kind=own#one:
    post:
      security: [{}, { missing: [] }, { certificate: [] }, { key: [], token: [] }, { other: [] }]
      parameters:
        - { name: label, in: path, required: true, style: label, schema: { type: array, items: { type: string } } }
        - { name: matrix, in: path, required: true, style: matrix, explode: true, schema: { type: array, items: { type: string } } }
        - { name: list, in: query, schema: { type: array, items: { type: string } } }
        - { name: piped, in: query, style: pipeDelimited, explode: false, schema: { type: array, items: { type: string } } }
        - { name: deep, in: query, style: deepObject, explode: true, schema: { type: object, properties: { a: { type: number } } } }
        - { name: filter, in: query, content: { application/json: { schema: { type: object } } } }
        - { name: X-List, in: header, schema: { type: array, items: { type: integer } } }
        - { name: session, in: cookie, schema: { type: string } }
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: { type: object, properties: { name: { type: string }, tags: { type: array, items: { type: string } } } }
          multipart/form-data:
            schema: { type: object, properties: { note: { type: string }, file: { contentMediaType: application/octet-stream } } }
          text/plain; charset=utf-8: { schema: { type: string } }
          application/octet-stream: {}
      responses: { '204': { description: '' } }
components:
  securitySchemes:
    certificate: { type: mutualTLS }
    key: { type: apiKey, in: query, name: key }
    token: { type: http, scheme: Bearer }
    other: { type: http, scheme: basic }
";

const HOST: &str = "127.0.0.1:1";
const FORM: &str = "name=a+b%26c&tags=x&tags=y";
const PARTS: &str = "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\na b\r\n\
--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\
Content-Type: application/octet-stream\r\n\r\n\u{1}\u{2}\r\n--b--\r\n";

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

fn arguments() -> Arguments {
    Arguments {
        path: object(json!({ "label": ["a", "b c"], "matrix": ["1", "2"] })),
        query: object(json!({
            "list": ["p", "q&r"], "piped": ["s", "t"], "deep": { "a": 1 }, "filter": { "n": [null, 1.0] },
        })),
        header: object(json!({ "X-List": [1, 2] })),
        cookie: object(json!({ "session": "v;w" })),
        ..Arguments::default()
    }
}

fn request() -> Received {
    let headers = [
        ("host", HOST),
        ("accept", "*/*"),
        ("x-list", "1,2"),
        ("cookie", "session=v%3Bw"),
        ("authorization", "Bearer secret"),
        (STAND_IN, "key"),
    ];
    Received {
        method: "POST".to_owned(),
        target: "/base/a/.a,b%20c/;matrix=1;matrix=2?kind=own&list=p&list=q%26r&piped=s%7Ct&deep%5Ba%5D=1.0\
                 &filter=%7B%22n%22%3A%5Bnull%2C1%5D%7D"
            .to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: Vec::new(),
    }
}

fn operation() -> (Document, Operation) {
    let document = Document::parse("test.yaml", TEXT).expect("readable");
    let operation = document
        .operations()
        .expect("operations")
        .pop()
        .expect("an operation");
    (document, operation)
}

fn told(arguments: &Arguments, received: &Received, token: Option<&str>) -> String {
    let (document, operation) = operation();
    let expectation = Expectation {
        document: &document,
        operation: &operation,
        arguments,
        base_path: "/base",
        host: HOST.to_owned(),
        token,
    };
    let differences = expectation.differences(received);
    let lines: Vec<String> = differences.iter().map(|it| format!("{it}\n")).collect();
    lines.concat()
}

fn set(received: &mut Received, name: &str, value: Option<&str>) {
    received.headers.retain(|(other, _)| other != name);
    received
        .headers
        .extend(value.map(|value| (name.to_owned(), value.to_owned())));
}

#[test]
fn parameters_that_are_written_wrong_are_noticed() {
    assert_eq!(told(&arguments(), &request(), Some("secret")), "");
    // What is to be replaced in the target, by what, and what the difference speaks of.
    for (right, wrong, marker) in [
        (".a,b%20c", "a,b%20c", "`label`"),
        (".a,b%20c", ".a.b%20c", "`label`"),
        (";matrix=1;matrix=2", ";matrix=1,2", "`matrix`"),
        (";matrix=1;matrix=2", ";other=1;other=2", "`matrix`"),
        ("list=p&list=q%26r", "list=p,q%26r", "`list`"),
        ("list=p&list=q%26r", "list=q%26r&list=p", "`list`"),
        ("list=p&list=q%26r", "list=p&list=q&r", "`r`"),
        ("&list=p&list=q%26r", "", "`list`"),
        ("piped=s%7Ct", "piped=s,t", "`piped`"),
        ("piped=s%7Ct", "piped=s&piped=t", "`piped`"),
        ("deep%5Ba%5D=1.0", "deep%5Ba%5D=2", "`deep`"),
        ("deep%5Ba%5D=1.0", "deep=1", "`deep`"),
        ("deep%5Ba%5D=1.0", "deep%5Bb%5D=1", "`deep`"),
        ("%22n%22", "%22m%22", "`filter`"),
        ("kind=own&", "", "kind=own"),
        ("kind=own", "kind=other", "kind=own"),
        ("/base/a/", "/a/", "path"),
        ("/base/a/", "/base/b/", "path"),
        ("?", "%23one?", "`matrix`"),
    ] {
        let mut received = request();
        assert!(received.target.contains(right), "{right}");
        received.target = received.target.replacen(right, wrong, 1);
        let told = told(&arguments(), &received, Some("secret"));
        assert!(told.contains(marker), "{wrong} for {right}: {told:?}");
    }
}

#[test]
fn headers_and_cookies_that_are_wrong_are_noticed() {
    for (name, value, marker) in [
        ("x-list", None, "`X-List`"),
        ("x-list", Some("1"), "`X-List`"),
        ("x-list", Some("1;2"), "`X-List`"),
        ("cookie", None, "`session`"),
        ("cookie", Some("session=v;w"), "`session`"),
        ("cookie", Some("session=v%3Bw; more=1"), "`more`"),
        ("cookie", Some("Session=v%3Bw"), "`session`"),
        ("authorization", None, "`authorization`"),
        ("authorization", Some("Bearer other"), "`authorization`"),
        (STAND_IN, None, STAND_IN),
        (STAND_IN, Some("other"), STAND_IN),
        ("x-more", Some("1"), "`x-more`"),
        ("accept", Some("text/html"), "`accept`"),
    ] {
        let mut received = request();
        set(&mut received, name, value);
        let told = told(&arguments(), &received, Some("secret"));
        assert!(told.contains(marker), "{name} {value:?}: {told:?}");
    }
    let without = told(&arguments(), &request(), None);
    assert!(
        without.contains("`authorization`") && without.contains(STAND_IN),
        "{without}"
    );
}

#[test]
fn bodies_that_are_wrong_are_noticed() {
    let parts = "multipart/form-data; boundary=b";
    let text = "text/plain; charset=utf-8";
    let form = "application/x-www-form-urlencoded";
    let octets = "application/octet-stream";
    let values = [
        (
            form,
            form,
            json!({ "name": "a b&c", "tags": ["x", "y"] }),
            FORM,
        ),
        (
            "multipart/form-data",
            parts,
            json!({ "note": "a b", "file": "\u{1}\u{2}" }),
            PARTS,
        ),
        (text, text, json!("Zürich"), "Zürich"),
        (octets, octets, json!("\u{1}\u{2}"), "\u{1}\u{2}"),
    ];
    // The media type that is documented, what is to be replaced in the body, by what, and what is said of it.
    let wrong = [
        (form, "a+b", "a%20b%20", "`name`"),
        (form, "%26c", "&c", "`c`"),
        (form, "&tags=y", "", "`tags`"),
        (form, "tags=x&tags=y", "tags=x,y", "`tags`"),
        (form, "name=", "more=1&name=", "`more`"),
        ("multipart/form-data", "a b", "a+b", "`note`"),
        (
            "multipart/form-data",
            "name=\"note\"",
            "name=\"other\"",
            "`other`",
        ),
        ("multipart/form-data", "; filename=\"file\"", "", "`file`"),
        ("multipart/form-data", "\u{1}\u{2}", "\u{1}", "`file`"),
        (
            "multipart/form-data",
            "application/octet-stream",
            "text/html",
            "`file`",
        ),
        ("multipart/form-data", "--b--", "--b", "body"),
        (text, "Zürich", "Z\u{fc}rich ", "body"),
        (octets, "\u{1}\u{2}", "\u{2}\u{1}", "body"),
    ];
    for (documented, sent, value, right) in &values {
        let body = Body {
            media_type: (*documented).to_owned(),
            value: value.clone(),
        };
        let arguments = Arguments {
            body: Some(body),
            ..arguments()
        };
        let request = |media_type: &str, body: &str| {
            let mut received = request();
            set(&mut received, "content-type", Some(media_type));
            set(
                &mut received,
                "content-length",
                Some(&body.len().to_string()),
            );
            received.body = body.as_bytes().to_vec();
            received
        };
        let honest = told(&arguments, &request(sent, right), Some("secret"));
        assert_eq!(honest, "", "{documented}");
        let other = told(
            &arguments,
            &request("application/json", right),
            Some("secret"),
        );
        assert!(other.contains("`content-type`"), "{documented}: {other:?}");
        let none = told(&arguments, &request(sent, ""), Some("secret"));
        assert!(!none.is_empty(), "{documented} without a body");
        for (_, from, to, marker) in wrong.iter().filter(|(it, ..)| it == documented) {
            assert!(right.contains(from), "{from}");
            let told = told(
                &arguments,
                &request(sent, &right.replacen(from, to, 1)),
                Some("secret"),
            );
            assert!(told.contains(marker), "{to} for {from}: {told:?}");
        }
    }
}
