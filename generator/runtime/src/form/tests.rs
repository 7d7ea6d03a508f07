//! The examples of OpenAPI 3.0.4, section 4.8.15.2, and what the Encoding Object changes.

use serde_json::json;

use super::*;
use crate::check::{Findings, Location};

fn form_of(value: &Value, encodings: &[Encoding]) -> Result<String, Vec<String>> {
    let mut findings = Findings::new();
    let mut checker = Checker::new(Location::Body, &mut findings);
    let text = urlencoded(value, encodings, &mut checker);
    let violations = findings.violations();
    if violations.is_empty() {
        Ok(text)
    } else {
        Err(violations.iter().map(ToString::to_string).collect())
    }
}

/// What a server reads.
fn read(form: &str) -> Vec<(String, String)> {
    let url = reqwest::Url::parse(&format!("http://h/?{form}")).unwrap();
    url.query_pairs().into_owned().collect()
}

#[test]
fn the_example_of_the_standard_means_the_same() {
    let value = json!({
        "id": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "address": {
            "streetAddress": "123 Example Dr.",
            "city": "Somewhere",
            "state": "CA",
            "zip": "99999+1234",
        },
    });
    let standard = "id=f81d4fae-7dec-11d0-a765-00a0c91e6bf6&address=%7B%22streetAddress%22:%22123+Example+Dr.%22,\
                    %22city%22:%22Somewhere%22,%22state%22:%22CA%22,%22zip%22:%2299999%2B1234%22%7D";
    let ours = form_of(&value, &[]).unwrap();
    assert_eq!(read(&ours), read(standard));
    assert!(ours.contains("123+Example+Dr."), "{ours}");
    let json = Encoding::new("id").content_type("application/json");
    let id = json!({"id": "f81d4fae"});
    assert_eq!(form_of(&id, &[json]).unwrap(), "id=%22f81d4fae%22");
}

#[test]
fn properties_are_written_by_their_values() {
    let value = json!({"a b": true, "n": [1, "x y", {"k": 2}], "none": [], "e": "", "z": "ž&=+"});
    assert_eq!(
        form_of(&value, &[]).unwrap(),
        "a+b=true&n=1&n=x+y&n=%7B%22k%22%3A2%7D&e=&z=%C5%BE%26%3D%2B"
    );
    assert_eq!(form_of(&json!({}), &[]).unwrap(), "");
}

#[test]
fn an_encoding_sets_the_style() {
    let value = json!({"c": ["blue", "light grey"], "o": {"R": 100, "G": 200}, "p": "a/b"});
    let (c, o, p) = (Encoding::new("c"), Encoding::new("o"), Encoding::new("p"));
    for (encodings, expected) in [
        (
            [c.explode(false), o.explode(true), p.allow_reserved()],
            "c=blue,light%20grey&R=100&G=200&p=a/b",
        ),
        (
            [
                c.style(Style::PipeDelimited),
                o.style(Style::DeepObject),
                p.style(Style::Form),
            ],
            "c=blue%7Clight%20grey&o%5BR%5D=100&o%5BG%5D=200&p=a%2Fb",
        ),
        (
            // Beside a style the media type is nothing.
            [
                c.style(Style::Form),
                o.style(Style::Form).explode(false),
                p.explode(true).content_type("application/json"),
            ],
            "c=blue&c=light%20grey&o=R,100,G,200&p=a%2Fb",
        ),
        (
            [c.style(Style::DeepObject), o, p],
            "c%5B0%5D=blue&c%5B1%5D=light%20grey&o=%7B%22R%22%3A100%2C%22G%22%3A200%7D&p=a%2Fb",
        ),
    ] {
        assert_eq!(form_of(&value, &encodings).unwrap(), expected);
    }
}

#[test]
fn what_is_no_form_is_refused_at_its_property() {
    assert_eq!(
        form_of(&json!([1]), &[]).unwrap_err(),
        ["body must be an object to be written as a form"]
    );
    let xml = Encoding::new("x").content_type("application/xml");
    assert_eq!(
        form_of(&json!({"n/a": null, "x": {"y": 1}, "ok": 1}), &[xml]).unwrap_err(),
        [
            "body at /n~1a must not be null: no style has a notation for it",
            "body at /x must not be an array or an object: its media type is not JSON",
        ]
    );
}
