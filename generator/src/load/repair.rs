//! Changes of the tree where a document says in a wrong way what is nevertheless clear.
//!
//! They are noted while the tree is checked, each beside the diagnostic that tells of it, and made when the check is
//! through. No element of an array moves, and keys are only ever removed, so that the pointers in the diagnostics keep
//! leading to what the author wrote.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Pointer};

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

/// Puts what stands elsewhere where it is meant to stand, each after the copies within it.
///
/// # Errors
///
/// Where a copy would hold itself, or where there would be too much: where that is, and the code.
pub(super) fn copy(
    tree: &mut Value,
    copies: &BTreeMap<Pointer, Pointer>,
) -> Result<(), (Pointer, Code)> {
    let mut copying = Copying {
        tree,
        copies,
        done: BTreeMap::new(),
        size: 0,
    };
    copies.keys().try_for_each(|here| copying.make(here))
}

/// How many nodes may be copied. Only copies of copies can reach it.
const MAX_COPIED: usize = 4_000_000;

struct Copying<'t> {
    tree: &'t mut Value,
    copies: &'t BTreeMap<Pointer, Pointer>,
    /// Whether each of those that were begun is done.
    done: BTreeMap<&'t Pointer, bool>,
    size: usize,
}

impl<'t> Copying<'t> {
    fn make(&mut self, here: &'t Pointer) -> Result<(), (Pointer, Code)> {
        let Some(origin) = self.copies.get(here) else {
            return Ok(());
        };
        match self.done.insert(here, false) {
            None => {}
            Some(true) => {
                self.done.insert(here, true);
                return Ok(());
            }
            Some(false) => return Err((here.clone(), Code::CircularReference)),
        }
        let inside = self.copies.range(origin..).map(|(other, _)| other);
        for other in inside.take_while(|other| other.as_str().starts_with(origin.as_str())) {
            if other.is_within(origin) {
                self.make(other)?;
            }
        }
        let value = origin.find(self.tree).cloned();
        let value = value.unwrap_or_default();
        self.size = self.size.saturating_add(nodes(&value));
        if self.size > MAX_COPIED {
            return Err((here.clone(), Code::TooLarge));
        }
        set(self.tree, here, value);
        self.done.insert(here, true);
        Ok(())
    }
}

fn nodes(value: &Value) -> usize {
    match value {
        Value::Object(members) => 1 + members.values().map(nodes).sum::<usize>(),
        Value::Array(elements) => 1 + elements.iter().map(nodes).sum::<usize>(),
        _ => 1,
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

    use super::{BTreeMap, Code, Pointer, Repair, apply, copy};

    fn at(text: &str) -> Pointer {
        text.parse().expect("a pointer")
    }

    #[test]
    fn copies_are_made_from_the_inside() {
        let copies = |pairs: &[(&str, &str)]| -> BTreeMap<_, _> {
            let pairs = pairs.iter();
            pairs.map(|(here, origin)| (at(here), at(origin))).collect()
        };
        let mut tree = json!({"a": 0, "b": {"c": 0, "c2": 3}, "d": {"e": 1}});
        let good = copies(&[("/a", "/b"), ("/b/c", "/d")]);
        assert_eq!(copy(&mut tree, &good), Ok(()));
        let b = json!({"c": {"e": 1}, "c2": 3});
        assert_eq!(tree, json!({"a": b, "b": b, "d": {"e": 1}}));
        let circle = copies(&[("/a", "/b"), ("/b/c", "/a")]);
        let result = copy(&mut tree, &circle);
        assert_eq!(
            result.map_err(|(_, code)| code),
            Err(Code::CircularReference)
        );
    }

    #[test]
    fn changes_are_made_in_their_order() {
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
