use std::collections::BTreeMap;

use reqwest::header::HeaderValue;
use serde_json::{Value, json};

use super::*;
use crate::{Map, Nullable, Uuid};

fn headers(fields: &[(&'static str, &[u8])]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        headers.append(name, HeaderValue::from_bytes(value).unwrap());
    }
    headers
}

/// One header, given once for each value.
fn one<T: DeserializeOwned>(values: &[&'static str]) -> Result<T, DecodeError> {
    let fields: Vec<_> = values.iter().map(|it| ("X-It", it.as_bytes())).collect();
    let mut all: BTreeMap<String, T> = read(&headers(&fields))?;
    Ok(all.remove("x-it").unwrap())
}

#[test]
fn scalars_are_read_from_their_text() {
    assert_eq!(one::<i64>(&["-7"]), Ok(-7));
    assert_eq!(one::<u64>(&["18446744073709551615"]), Ok(u64::MAX));
    assert_eq!(one::<f64>(&["0.5"]), Ok(0.5));
    assert_eq!(one::<bool>(&["true"]), Ok(true));
    assert_eq!(
        one::<String>(&["007, and more"]),
        Ok("007, and more".to_owned())
    );
    assert_eq!(one::<String>(&[""]), Ok(String::new()));
    assert_eq!(one::<Nullable<i64>>(&["7"]), Ok(Nullable::Value(7)));
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    assert!(one::<Uuid>(&[id]).unwrap().value().is_some());
}

#[test]
fn arrays_are_split_at_commas_and_over_fields() {
    let texts = ["a", "b", "c"].map(str::to_owned);
    assert_eq!(one::<Vec<String>>(&["a, b,c"]), Ok(texts.to_vec()));
    assert_eq!(one::<Vec<String>>(&["a,", "b , ,c"]), Ok(texts.to_vec()));
    assert_eq!(one::<Vec<i64>>(&["1,2", "3"]), Ok(vec![1, 2, 3]));
    assert_eq!(one::<Vec<i64>>(&[""]), Ok(vec![]));
    assert_eq!(one::<(i64, String)>(&["1,a"]), Ok((1, "a".to_owned())));
    assert_eq!(one::<String>(&["a", "b"]), Ok("a, b".to_owned()));
}

#[test]
fn cookies_are_one_a_field() {
    let set = headers(&[
        ("set-cookie", b"a=1; Expires=Mon, 1"),
        ("set-cookie", b"b=2"),
    ]);
    let all: BTreeMap<String, Vec<String>> = read(&set).unwrap();
    assert_eq!(all["set-cookie"], ["a=1; Expires=Mon, 1", "b=2"]);
}

#[test]
fn objects_are_pairs_or_json() {
    let expected: Map<i64> = [("R", 100), ("G", 200)]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
    for text in ["R,100,G,200", "R=100, G=200", "{\"R\":100,\"G\":200}"] {
        assert_eq!(one::<Map<i64>>(&[text]).as_ref(), Ok(&expected), "{text}");
    }
}

#[test]
fn anything_is_what_json_would_make_of_it() {
    for (text, value) in [
        ("7", json!(7)),
        ("0.5", json!(0.5)),
        ("false", json!(false)),
        ("007", json!("007")),
        ("1.50", json!("1.50")),
        ("\"a\"", json!("\"a\"")),
        ("null", json!("null")),
        ("[1]", json!("[1]")),
        ("a, b", json!("a, b")),
    ] {
        assert_eq!(one::<Value>(&[text]), Ok(value), "{text}");
    }
}

#[test]
fn an_error_names_the_header_but_never_shows_it() {
    let error = one::<i64>(&["hunter2"]).unwrap_err();
    assert_eq!(error.pointer(), Some("/x-it"));
    assert!(error.to_string().contains("not an integer"), "{error}");
    assert!(!error.to_string().contains("hunter2"));
    assert!(one::<bool>(&["yes"]).is_err());
    assert!(one::<Vec<i64>>(&["1,a"]).unwrap_err().pointer() == Some("/x-it/1"));
}

#[test]
fn every_byte_can_be_shown() {
    let set = headers(&[("x-it", b"caf\xE9")]);
    let all: BTreeMap<String, String> = read(&set).unwrap();
    assert_eq!(all["x-it"], "caf\u{FFFD}");
}
