use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::*;

/// An object type as the generator writes it.
#[derive(Debug, Default, PartialEq)]
struct Thing {
    id: String,
    size: Option<i64>,
    more: Map<bool>,
}

impl Serialize for Thing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Writer::new(serializer)?;
        object.required("id", &self.id)?;
        object.optional("size", &self.size)?;
        object.additional(&self.more)?;
        object.end()
    }
}

impl<'de> Deserialize<'de> for Thing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

impl<'de> Read<'de> for Thing {
    const NAME: &'static str = "Thing";

    fn read<A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let (mut id, mut size, mut more) = (None, None, Map::new());
        while let Some(key) = next_key(&mut map)? {
            match &*key {
                "id" => value(&mut map, "id", &mut id)?,
                "size" => value(&mut map, "size", &mut size)?,
                "ignored" => ignore(&mut map)?,
                _ => additional(&mut map, key, &mut more)?,
            }
        }
        Ok(Self {
            id: required("id", id)?,
            size,
            more,
        })
    }
}

fn error(text: &str) -> String {
    serde_json::from_str::<Thing>(text).unwrap_err().to_string()
}

#[test]
fn what_is_read_is_written_again() {
    let text = r#"{"id":"a","size":3,"later":true}"#;
    let thing: Thing = serde_json::from_str(text).unwrap();
    assert_eq!(thing.more.get("later"), Some(&true));
    assert_eq!(serde_json::to_string(&thing).unwrap(), text);
}

#[test]
fn an_absent_property_is_not_written() {
    let thing = Thing {
        id: "a".into(),
        ..Thing::default()
    };
    assert_eq!(serde_json::to_string(&thing).unwrap(), r#"{"id":"a"}"#);
}

#[test]
fn names_with_escapes_are_the_same_names() {
    let thing: Thing = serde_json::from_str(r#"{"\u0069d":"a"}"#).unwrap();
    assert_eq!(thing.id, "a");
}

#[test]
fn errors_name_the_property_or_the_type() {
    assert!(error("{}").contains("missing field `id`"));
    assert!(error(r#"{"id":"a","id":"b"}"#).contains("duplicate field `id`"));
    assert!(error(r#"{"id":"a","x":true,"x":false}"#).contains("comes twice"));
    assert!(error("[]").contains("an object (Thing)"));
    assert!(error(r#"{"id":null}"#).contains("null"));
    assert!(error(r#"{"id":"a","size":null}"#).contains("null"));
}

#[test]
fn an_ignored_property_costs_no_stack() {
    let depth = 100_000;
    let deep = format!(
        r#"{{"ignored":{}{},"id":"a"}}"#,
        "[".repeat(depth),
        "]".repeat(depth)
    );
    assert_eq!(serde_json::from_str::<Thing>(&deep).unwrap().id, "a");
}
