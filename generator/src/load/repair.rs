//! Changes of the tree where a document says in a wrong way what is nevertheless clear.
//!
//! They are noted while the tree is checked, each beside the diagnostic that tells of it, and made when the check is
//! through. No element of an array moves, and keys are only ever removed, so that the pointers in the diagnostics keep
//! leading to what the author wrote.

use serde_json::{Map, Value};

use crate::diagnostic::Pointer;

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Repair {
    /// Another value stands there. In an object it may be a new one.
    Set(Pointer, Value),
    /// The member is gone.
    Remove(Pointer),
    /// The schema requires this property.
    Require(Pointer, String),
}

/// Makes the changes in their order.
pub(super) fn apply(tree: &mut Value, repairs: Vec<Repair>) {
    for repair in repairs {
        match repair {
            Repair::Set(at, value) => set(tree, &at, value),
            Repair::Remove(at) => {
                if let Some((parent, key)) = object_around(tree, &at) {
                    // What stands behind it keeps its order.
                    parent.shift_remove(&key);
                }
            }
            Repair::Require(at, name) => {
                if let Some(Value::Object(schema)) = tree.pointer_mut(at.as_str()) {
                    require(schema, name);
                }
            }
        }
    }
}

fn set(tree: &mut Value, at: &Pointer, value: Value) {
    if let Some(place) = tree.pointer_mut(at.as_str()) {
        *place = value;
    } else if let Some((parent, key)) = object_around(tree, at) {
        parent.insert(key, value);
    }
}

fn object_around<'t>(
    tree: &'t mut Value,
    at: &Pointer,
) -> Option<(&'t mut Map<String, Value>, String)> {
    let key = at.last()?;
    let parent = tree.pointer_mut(at.parent()?.as_str())?;
    Some((parent.as_object_mut()?, key))
}

fn require(schema: &mut Map<String, Value>, name: String) {
    let required = schema
        .entry("required")
        .or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(names) = required {
        let name = Value::String(name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Pointer, Repair, apply};

    #[test]
    fn changes_are_made_in_their_order() {
        let at = |text: &str| text.parse::<Pointer>().expect("a pointer");
        let mut tree = json!({"a": {"b": 1, "c": 2}, "d": [1, 2]});
        apply(
            &mut tree,
            vec![
                Repair::Set(at("/d/1"), json!({})),
                Repair::Set(at("/d/1/e"), json!(3)),
                Repair::Remove(at("/a/b")),
                Repair::Require(at("/a"), "x".into()),
                Repair::Require(at("/a"), "x".into()),
                Repair::Remove(at("/not/there")),
            ],
        );
        assert_eq!(
            tree,
            json!({"a": {"c": 2, "required": ["x"]}, "d": [1, {"e": 3}]})
        );
    }
}
