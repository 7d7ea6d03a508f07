use serde_json::{Value, json};

use super::*;
use crate::{Date, Nullable};

/// Each event as type, data, id and milliseconds until the next attempt.
type Seen = (Option<String>, String, Option<String>, Option<u128>);

fn parse<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Seen> {
    let mut parser = Parser::default();
    let mut seen = Vec::new();
    for chunk in chunks {
        parser.push(chunk);
        while let Some(event) = parser.next() {
            let retry = event.retry.map(|it| it.as_millis());
            seen.push((event.event, event.data, event.id, retry));
        }
    }
    seen
}

/// What is seen of a text must not depend on where it was cut on its way.
fn events(text: &str) -> Vec<Seen> {
    let bytes = text.as_bytes();
    let whole = parse([bytes]);
    for end in 0..=bytes.len() {
        let (head, tail) = bytes.split_at(end);
        assert_eq!(
            parse([head, tail]),
            whole,
            "cut behind {end} bytes of {text:?}"
        );
    }
    assert_eq!(parse(bytes.chunks(1)), whole, "{text:?} byte by byte");
    whole
}

fn data(text: &str) -> Vec<String> {
    events(text).into_iter().map(|(_, data, ..)| data).collect()
}

#[test]
fn the_standards_examples_are_read_as_it_says() {
    let text = "data: YHOO\ndata: +2\ndata: 10\n\n";
    assert_eq!(data(text), ["YHOO\n+2\n10"]);

    let text = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
    let id = |id: &str| Some(id.to_owned());
    assert_eq!(
        events(text),
        [
            (None, "first event".to_owned(), id("1"), None),
            (None, "second event".to_owned(), None, None),
            (None, " third event".to_owned(), None, None),
        ]
    );

    // "fires two events. [...] The last block is discarded because it is not followed by a blank line."
    assert_eq!(data("data\n\ndata\ndata\n\ndata:"), ["", "\n"]);

    // "the space after the colon is ignored if present"
    assert_eq!(data("data:test\n\ndata: test\n\n"), ["test", "test"]);

    let text = "event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n";
    let kinds = events(text).into_iter().map(|(event, ..)| event.unwrap());
    assert_eq!(kinds.collect::<Vec<_>>(), ["add", "remove"]);
}

#[test]
fn every_kind_of_line_end_is_one() {
    for text in [
        "data: a\n\ndata: b\n\n",
        "data: a\r\rdata: b\r\r",
        "data: a\r\n\r\ndata: b\r\n\r\n",
        "data: a\r\n\ndata: b\n\r\n",
        "data: a\n\rdata: b\r\n\r",
    ] {
        assert_eq!(data(text), ["a", "b"], "{text:?}");
    }
    // An event is there as soon as its end is, also where a line feed may still follow.
    assert_eq!(data("data: a\r\ndata: b\r\n\r\n"), ["a\nb"]);
    assert_eq!(parse([b"data: a\r\r".as_slice()]).len(), 1);
}

#[test]
fn a_byte_order_mark_is_read_over_only_at_the_start() {
    assert_eq!(data("\u{FEFF}data: a\n\n"), ["a"]);
    assert_eq!(data("\u{FEFF}\u{FEFF}data: a\n\n"), [""; 0]);
    assert_eq!(
        data("data: \u{FEFF}a\n\n\u{FEFF}data: b\n\n"),
        ["\u{FEFF}a"]
    );
}

#[test]
fn fields_that_mean_nothing_are_ignored() {
    let text = "more: x\ndatum: y\n DATA: z\nData: q\n:data: c\n\ndata: a\n\n";
    assert_eq!(data(text), ["a"]);
    // An event without data is none, and its type is not that of the next.
    assert_eq!(events("event: x\n\ndata: a\n\n")[0].0, None);
    assert_eq!(data("\n\n\n"), [""; 0]);
}

#[test]
fn the_id_stays_and_the_time_does_not() {
    let text = "id: 1\nretry: 2500\ndata: a\n\ndata: b\n\nid: 2\0\nretry: 1s\nretry:\ndata: c\n\nid: 3\n\ndata: d\n\n";
    let seen: Vec<_> = events(text).into_iter().map(|it| (it.2, it.3)).collect();
    let id = |id: &str| Some(id.to_owned());
    assert_eq!(
        seen,
        [
            (id("1"), Some(2500)),
            (id("1"), None),
            (id("1"), None),
            (id("3"), None)
        ]
    );
    // More than a number can hold is no time.
    assert_eq!(
        events("retry: 5\nretry: 99999999999999999999\ndata: a\n\n")[0].3,
        Some(5)
    );
    assert_eq!(
        events("retry: 99999999999999999999\ndata: a\n\n")[0].3,
        None
    );
}

#[test]
fn what_is_not_utf_8_is_replaced() {
    let seen = parse([b"data: a\xFFb\n\n".as_slice()]);
    assert_eq!(seen[0].1, "a\u{FFFD}b");
}

#[test]
fn data_is_a_text_where_the_type_is_one_and_json_elsewhere() {
    fn read<T: DeserializeOwned>(data: &str) -> Option<T> {
        decode::located(Datum(data)).ok()
    }
    assert_eq!(read::<String>("\"a\""), Some("\"a\"".to_owned()));
    assert_eq!(read::<Date>("2026-01-15").unwrap().as_str(), "2026-01-15");
    assert_eq!(read::<i64>("7"), Some(7));
    assert_eq!(read::<i64>("7 8"), None);
    assert_eq!(read::<Vec<String>>("[\"a\"]"), Some(vec!["a".to_owned()]));
    assert_eq!(read::<(i64, bool)>(" [1, true] "), Some((1, true)));
    assert_eq!(read::<Value>("{\"a\":1}"), Some(json!({"a": 1})));
    assert_eq!(read::<Value>("hello"), Some(json!("hello")));
    assert_eq!(read::<Nullable<String>>("null"), Some(Nullable::Null));
    assert_eq!(read::<Nullable<i64>>(" null "), Some(Nullable::Null));
    assert_eq!(
        read::<Nullable<String>>("a"),
        Some(Nullable::Value("a".to_owned()))
    );
    assert_eq!(read::<()>("1"), None);
    let error = decode::located::<Vec<i64>, _>(Datum("[1,\"a\"]")).unwrap_err();
    assert_eq!(error.pointer(), Some("/1"));
}
