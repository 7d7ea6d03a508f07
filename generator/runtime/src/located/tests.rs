use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::de::{Error as _, IgnoredAny};
use serde_json::{Value, json};

use super::*;

type Names<T> = BTreeMap<String, T>;

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, (String, serde_json::Error)> {
    located(&mut serde_json::Deserializer::from_str(text))
}

fn place<T: for<'de> Deserialize<'de> + fmt::Debug>(text: &str) -> String {
    read::<T>(text).unwrap_err().0
}

/// As serde derives it of `struct Newtype(Vec<u8>)`.
#[derive(Debug, PartialEq)]
struct Newtype(Vec<u8>);

impl<'de> Deserialize<'de> for Newtype {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Inner;
        impl<'de> Visitor<'de> for Inner {
            type Value = Newtype;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a newtype")
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                it: D,
            ) -> Result<Newtype, D::Error> {
                Vec::deserialize(it).map(Newtype)
            }
        }
        deserializer.deserialize_newtype_struct("Newtype", Inner)
    }
}

/// An object with one property, which must not come twice.
#[derive(Debug)]
struct Once<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Once<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Inner<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Inner<T> {
            type Value = Once<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Once<T>, A::Error> {
                let mut seen = false;
                while map.next_key::<IgnoredAny>()?.is_some() {
                    if std::mem::replace(&mut seen, true) {
                        return Err(A::Error::duplicate_field("it"));
                    }
                    map.next_value::<T>()?;
                }
                if !seen {
                    return Err(A::Error::missing_field("it"));
                }
                Ok(Once(PhantomData))
            }
        }
        deserializer.deserialize_map(Inner(PhantomData))
    }
}

#[test]
fn the_place_is_that_of_the_value_that_does_not_fit() {
    assert_eq!(place::<u8>("\"x\""), "");
    assert_eq!(place::<Vec<u8>>("{}"), "");
    assert_eq!(place::<Vec<u8>>("[1, 2, \"x\", \"y\"]"), "/2");
    assert_eq!(place::<(u8, u8)>("[1, \"x\"]"), "/1");
    assert_eq!(place::<[u8; 2]>("[1, null]"), "/1");
    assert_eq!(
        place::<Vec<Names<Vec<u8>>>>(r#"[{}, {"a": [], "b": [1, "x"]}]"#),
        "/1/b/1"
    );
}

#[test]
fn what_stands_between_takes_no_step() {
    assert_eq!(place::<Option<Vec<Option<u8>>>>("[null, 1, \"x\"]"), "/2");
    assert_eq!(place::<Vec<Newtype>>("[[1], [2, \"x\"]]"), "/1/1");
    assert_eq!(place::<Names<Box<u8>>>(r#"{"a": 1, "b": {}}"#), "/b");
}

#[test]
fn names_are_those_of_the_text_escaped_as_pointers_are() {
    assert_eq!(place::<Names<u8>>(r#"{"a/b~c": "x"}"#), "/a~1b~0c");
    assert_eq!(place::<Names<u8>>(r#"{"a\"b\u00e9": "x"}"#), "/a\"b\u{e9}");
    let read = read::<Names<u8>>(r#"{"plain": 1, "esc\"aped": 2}"#);
    let expected = [("esc\"aped".to_owned(), 2), ("plain".to_owned(), 1)];
    assert_eq!(read.unwrap(), Names::from(expected));
}

#[test]
fn what_is_missing_or_comes_twice_is_told_at_its_object() {
    assert_eq!(place::<Vec<Once<u8>>>("[{}]"), "/0");
    assert_eq!(place::<Vec<Once<u8>>>(r#"[{"it": 1, "it": 1}]"#), "/0");
    assert_eq!(place::<Vec<Once<u8>>>(r#"[{"it": "x"}]"#), "/0/it");
}

#[test]
fn the_error_is_the_readers_own() {
    for text in [
        "[1, \"x\"]",
        "[1, 256]",
        "[1, null]",
        "[1",
        "[1}",
        "[]",
        "7",
    ] {
        let expected = serde_json::from_str::<(u8, u8)>(text).unwrap_err();
        let (_, error) = read::<(u8, u8)>(text).unwrap_err();
        assert_eq!(error.to_string(), expected.to_string());
    }
    let (_, error) = read::<Newtype>("\"x\"").unwrap_err();
    assert!(
        error.to_string().starts_with("invalid type: string"),
        "{error}"
    );
    let (_, error) = read::<Once<u8>>("[]").unwrap_err();
    assert!(error.to_string().contains("expected an object"), "{error}");
}

#[test]
fn any_value_is_read_as_it_is() {
    let value = json!({
        "null": null, "true": true, "negative": -7, "large": u64::MAX, "float": 1.5,
        "text": "plain", "escaped": "a\"b", "array": [1, [], {"deep": [{}]}], "": "empty",
    });
    assert_eq!(read::<Value>(&value.to_string()).unwrap(), value);
    assert_eq!(read::<Option<u8>>("null").unwrap(), None);
    assert_eq!(read::<Newtype>("[1, 2]").unwrap(), Newtype(vec![1, 2]));
    assert_eq!(read::<Vec<i128>>("[-1]").unwrap(), [-1]);
    assert!(read::<IgnoredAny>(&value.to_string()).is_ok());
}

#[test]
fn how_many_there_are_is_passed_on() {
    /// Gives what it is told of the number of its elements.
    #[derive(Debug, PartialEq)]
    struct Told(Option<usize>);

    impl<'de> Deserialize<'de> for Told {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Inner;
            impl<'de> Visitor<'de> for Inner {
                type Value = Told;

                fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.write_str("elements or properties")
                }

                fn visit_seq<A: SeqAccess<'de>>(self, mut it: A) -> Result<Told, A::Error> {
                    let told = it.size_hint();
                    while it.next_element::<IgnoredAny>()?.is_some() {}
                    Ok(Told(told))
                }

                fn visit_map<A: MapAccess<'de>>(self, mut it: A) -> Result<Told, A::Error> {
                    let told = it.size_hint();
                    while it.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                    Ok(Told(told))
                }
            }
            deserializer.deserialize_any(Inner)
        }
    }

    let told = |value: Value| located::<Told, _>(value).unwrap();
    assert_eq!(told(json!([1, 2])), Told(Some(2)));
    assert_eq!(told(json!({"a": 1, "b": 2, "c": 3})), Told(Some(3)));
}
