//! Overlays (OpenAPI Overlay Specification 1.0): changes that others make to a document.
//!
//! Comes in: the tree of the document and the files of the overlays, in their order. Goes out: the tree as they leave it.
//! What is wrong with an overlay is said at its place in the overlay. Each action must give its reason: a correction that
//! nobody can explain is one that nobody dares to remove.

use std::{cmp::Reverse, path::PathBuf};

use serde_json::{Map, Value};
use serde_json_path::{JsonPath, NormalizedPath};

use super::{files::bytes, format, text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Pointer, SourceFile};

/// Where an overlay would stand in the tree if it were part of it: its diagnostics need a place.
const OVERLAYS: &str = "x-specwright-overlays";

/// What came of the overlays.
#[derive(Default)]
pub(super) struct Applied {
    /// Their files, with the bytes.
    pub(super) files: Vec<(SourceFile, Vec<u8>)>,
    /// Elements that do not stand where they were written, because one in front of them is gone, with their arrays.
    pub(super) moved: Vec<(Pointer, Pointer)>,
}

/// Makes the changes of all overlays.
pub(super) fn apply(tree: &mut Value, paths: &[PathBuf], diagnostics: &mut Diagnostics) -> Applied {
    let mut applied = Applied::default();
    for (index, path) in paths.iter().enumerate() {
        let at = Pointer::ROOT.child(OVERLAYS).index(index);
        let mut found = Diagnostics::new();
        let bytes = bytes(path, &mut found).unwrap_or_default();
        let text = if found.is_empty() {
            text(&bytes, &mut found)
        } else {
            None
        };
        if let Some(overlay) = text.and_then(|text| format::read(text, &mut found)) {
            let moved = &mut applied.moved;
            let found = &mut found;
            Actions { tree, found, moved }.all(&overlay);
        }
        diagnostics.extend(found.iter().cloned().map(|found| found.within(&at)));
        let name = path.display().to_string();
        let text = text.unwrap_or_default().to_owned();
        applied.files.push((SourceFile { name, text, at }, bytes));
    }
    applied
}

/// What a document becomes through the actions of one overlay.
struct Actions<'a> {
    tree: &'a mut Value,
    found: &'a mut Diagnostics,
    moved: &'a mut Vec<(Pointer, Pointer)>,
}

impl Actions<'_> {
    fn error(&mut self, at: &Pointer, message: impl Into<String>, help: &str) {
        let error = Diagnostic::error(Code::InvalidOverlay, at, message, help);
        self.found.push(error);
    }

    fn all(&mut self, overlay: &Value) {
        let version = overlay.get("overlay").and_then(Value::as_str);
        if !version.is_some_and(|version| version.starts_with("1.")) {
            let help = "begin it with `overlay: 1.0.0`, `info` and `actions`";
            return self.error(&Pointer::ROOT, "this is no OpenAPI Overlay 1.0", help);
        }
        for keyword in ["title", "version"] {
            let text = overlay.get("info").and_then(|info| info.get(keyword));
            if !text.is_some_and(Value::is_string) {
                let message = format!("`info` must have the keyword `{keyword}`");
                self.error(&Pointer::ROOT.child("info"), message, "add it");
            }
        }
        let at = Pointer::ROOT.child("actions");
        let actions = overlay.get("actions").and_then(Value::as_array);
        match actions.map(Vec::as_slice) {
            None | Some([]) => self.error(&at, "an overlay must have actions", "add one"),
            Some(actions) => {
                for (index, action) in actions.iter().enumerate() {
                    self.one(action, &at.index(index));
                }
            }
        }
    }

    fn one(&mut self, action: &Value, at: &Pointer) {
        let text = |key| {
            let text = action.get(key).and_then(Value::as_str);
            text.filter(|text| !text.trim().is_empty())
        };
        if text("description").is_none() {
            let help = "say in `description` what is wrong with the document, and how it is known";
            self.error(at, "the action gives no reason", help);
        }
        let place = at.child("target");
        let Some(target) = text("target") else {
            let help = "name it by a JSONPath, such as `$.paths['/a'].get`";
            return self.error(at, "the action does not say what it changes", help);
        };
        let path = match JsonPath::parse(target) {
            Ok(path) => path,
            Err(error) => {
                let message = format!("the target is no JSONPath: {error}");
                return self.error(&place, message, "write it as in RFC 9535");
            }
        };
        let targets = path.query_located(self.tree);
        let targets = targets.locations().map(NormalizedPath::to_json_pointer);
        let mut targets: Vec<Pointer> = targets.filter_map(|text| text.parse().ok()).collect();
        if targets.is_empty() {
            let message = format!("nothing in the document matches `{target}`");
            let help = "correct the target, or delete the action if the document has changed";
            let error = Diagnostic::error(Code::UnmatchedOverlay, &place, message, help);
            return self.found.push(error);
        }
        if action.get("remove") == Some(&Value::Bool(true)) {
            // From the back, so that no element moves before its turn.
            targets.sort_by_cached_key(|target| Reverse(places(target)));
            targets.dedup();
            for target in &targets {
                self.remove(target, &place);
            }
        } else if let Some(update) = action.get("update") {
            for target in &targets {
                self.update(target, update, &at.child("update"));
            }
        } else {
            let help = "add `update`, or `remove: true`";
            self.error(at, "the action changes nothing", help);
        }
    }

    fn remove(&mut self, target: &Pointer, place: &Pointer) {
        let (Some(parent), Some(key)) = (target.parent(), target.last()) else {
            let help = "name a part of it";
            return self.error(place, "the whole document can't be removed", help);
        };
        match self.tree.pointer_mut(parent.as_str()) {
            Some(Value::Object(members)) => {
                members.shift_remove(&key);
            }
            Some(Value::Array(elements)) => {
                if let Some(index) = key.parse().ok().filter(|index| *index < elements.len()) {
                    elements.remove(index);
                    let moved = (index..elements.len()).map(|index| parent.index(index));
                    self.moved
                        .extend(moved.map(|element| (element, parent.clone())));
                }
            }
            _ => {}
        }
    }

    fn update(&mut self, target: &Pointer, update: &Value, place: &Pointer) {
        let found = match self.tree.pointer_mut(target.as_str()) {
            // "If the target selects an array, the value of this field MUST be an entry to append to the array."
            Some(Value::Array(elements)) => return elements.push(update.clone()),
            Some(Value::Object(members)) => match update {
                Value::Object(update) => return merge(members, update),
                _ => "an object can only be updated with an object",
            },
            _ => "only objects and arrays can be updated",
        };
        let help =
            "let the target be the object that has the value, and the update an object with it";
        self.error(place, found, help);
    }
}

/// "The properties of the update object are recursively merged with the target's."
fn merge(members: &mut Map<String, Value>, update: &Map<String, Value>) {
    for (key, value) in update {
        match (members.get_mut(key), value) {
            (Some(Value::Object(members)), Value::Object(update)) => merge(members, update),
            (Some(Value::Array(elements)), Value::Array(more)) => {
                elements.extend(more.iter().cloned());
            }
            (Some(there), value) => *there = value.clone(),
            (None, value) => {
                members.insert(key.clone(), value.clone());
            }
        }
    }
}

/// The tokens of a pointer, so that they compare as places in their arrays.
fn places(pointer: &Pointer) -> Vec<(Option<usize>, String)> {
    let tokens = pointer.tokens();
    tokens.map(|token| (token.parse().ok(), token)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Actions, Code, Diagnostics, Pointer};

    /// The tree after the actions, and the codes and places of what is wrong with them.
    fn applied(tree: &Value, actions: &Value) -> (Value, Vec<(Code, String)>) {
        let mut tree = tree.clone();
        let (mut found, mut moved) = (Diagnostics::new(), Vec::new());
        let overlay =
            json!({"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": actions});
        Actions {
            tree: &mut tree,
            found: &mut found,
            moved: &mut moved,
        }
        .all(&overlay);
        let found = found
            .iter()
            .map(|found| (found.code, found.pointer().map(Pointer::to_string)))
            .map(|(code, at)| (code, at.unwrap_or_default()));
        (tree, found.collect())
    }

    #[test]
    fn updates_are_merged() {
        let (tree, found) = applied(
            &json!({"a": {"b": {"c": 1, "d": [1]}}, "e": [{"f": 1}, {"f": 2}]}),
            &json!([
                {"target": "$.a", "description": "r", "update": {"b": {"c": 2, "d": [3], "x": {}}}},
                {"target": "$.e[?@.f == 2]", "description": "r", "update": {"g": 1}},
                {"target": "$.e", "description": "r", "update": {"f": 3}},
            ]),
        );
        assert_eq!(found, []);
        assert_eq!(
            tree,
            json!({"a": {"b": {"c": 2, "d": [1, 3], "x": {}}}, "e": [{"f": 1}, {"f": 2, "g": 1}, {"f": 3}]})
        );
    }

    #[test]
    fn all_that_match_are_removed() {
        let elements: Vec<_> = (0..12).collect();
        let (tree, found) = applied(
            &json!({"a": elements, "b": {"c": 1, "d": 1}}),
            &json!([
                {"target": "$.a[?@ != 3]", "description": "r", "remove": true},
                {"target": "$..c", "description": "r", "remove": true, "update": {}},
            ]),
        );
        assert_eq!((tree, found), (json!({"a": [3], "b": {"d": 1}}), vec![]));
    }

    #[test]
    fn what_is_wrong_is_told_at_its_place() {
        let (tree, found) = applied(
            &json!({"a": 1}),
            &json!([
                {"target": "$.a", "update": {}},
                {"target": "$.b", "description": "r", "remove": true},
                {"target": "a", "description": "r", "remove": true},
                {"target": "$.a", "description": "r"},
                {"description": "r"},
                {"target": "$", "description": "r", "remove": true},
            ]),
        );
        assert_eq!(tree, json!({"a": 1}));
        let found: Vec<_> = found.iter().map(|(code, at)| (*code, &**at)).collect();
        assert_eq!(
            found,
            [
                (Code::InvalidOverlay, "/actions/0"),
                (Code::InvalidOverlay, "/actions/0/update"),
                (Code::UnmatchedOverlay, "/actions/1/target"),
                (Code::InvalidOverlay, "/actions/2/target"),
                (Code::InvalidOverlay, "/actions/3"),
                (Code::InvalidOverlay, "/actions/4"),
                (Code::InvalidOverlay, "/actions/5/target"),
            ]
        );
    }
}
