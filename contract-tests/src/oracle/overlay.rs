//! Overlays (OpenAPI Overlay Specification 1.0): corrections of a document that somebody else publishes.
//!
//! A tree and a file of actions come in; the tree as they leave it goes out.

use std::{
    cmp::Reverse,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::Value;
use serde_json_path::{JsonPath, NormalizedPath};

use super::{Unreadable, files};

/// How the name of an overlay ends that belongs to the documents of its folder.
const ENDING: &str = ".overlay.yaml";

/// The overlays that belong to `document` because they stand beside it, in the order of their names. What applies one of
/// them has to apply all: a client, a mock and a suite are of one and the same document.
pub fn beside(document: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = match document.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut overlays = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(OsStr::to_string_lossy);
        if name.is_some_and(|name| name.ends_with(ENDING)) {
            overlays.push(path);
        }
    }
    overlays.sort();
    Ok(overlays)
}

/// Makes the changes of the overlay in the file at `path`.
pub(super) fn apply(tree: &mut Value, path: &Path) -> Result<(), Unreadable> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| Unreadable(format!("{name}: {error}")))?;
    let overlay = files::value(&name, &text)?;
    let actions = overlay.get("actions").and_then(Value::as_array);
    for (index, action) in actions.into_iter().flatten().enumerate() {
        act(tree, action)
            .map_err(|error| Unreadable(format!("{name}: action {index}: {error}")))?;
    }
    Ok(())
}

fn act(tree: &mut Value, action: &Value) -> Result<(), String> {
    let target = action
        .get("target")
        .and_then(Value::as_str)
        .ok_or("it has no `target`")?;
    let path = JsonPath::parse(target).map_err(|error| error.to_string())?;
    let mut places: Vec<String> = path
        .query_located(tree)
        .locations()
        .map(NormalizedPath::to_json_pointer)
        .collect();
    if places.is_empty() {
        return Err(format!("nothing matches `{target}`"));
    }
    if action.get("remove") == Some(&Value::Bool(true)) {
        // From the back, so that no element of an array moves before its turn.
        places.sort_by_cached_key(|place| Reverse(tokens(place)));
        places.dedup();
        for place in &places {
            remove(tree, place);
        }
    } else if let Some(update) = action.get("update") {
        for place in places {
            if let Some(value) = tree.pointer_mut(&place) {
                merge(value, update);
            }
        }
    }
    Ok(())
}

/// The pointer in a form whose order is that of the document: indices as numbers.
fn tokens(pointer: &str) -> Vec<(Option<usize>, String)> {
    pointer
        .split('/')
        .map(|token| (token.parse().ok(), token.to_owned()))
        .collect()
}

fn remove(tree: &mut Value, place: &str) {
    let Some((parent, key)) = place.rsplit_once('/') else {
        return;
    };
    match tree.pointer_mut(parent) {
        Some(Value::Object(object)) => {
            object.shift_remove(&key.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(items)) => {
            if let Some(index) = key
                .parse::<usize>()
                .ok()
                .filter(|index| *index < items.len())
            {
                items.remove(index);
            }
        }
        _ => {}
    }
}

/// "The properties of the update object MUST be merged with the target object"; what is added to an array is "an entry to
/// append to the array" (Overlay 1.0.0, section 4.4.3).
fn merge(value: &mut Value, update: &Value) {
    match (value, update) {
        (Value::Object(value), Value::Object(update)) => {
            for (key, update) in update {
                match value.get_mut(key) {
                    Some(value @ (Value::Object(_) | Value::Array(_))) => merge(value, update),
                    _ => drop(value.insert(key.clone(), update.clone())),
                }
            }
        }
        (Value::Array(value), Value::Array(update)) => value.extend(update.iter().cloned()),
        (Value::Array(value), update) => value.push(update.clone()),
        (value, update) => *value = update.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use serde_json::json;

    use super::{act, beside};

    #[test]
    fn what_stands_beside_a_document_is_taken_in_the_order_of_names() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b.overlay.yaml", "a.overlay.yaml", "a.yaml", "overlay.yaml"] {
            fs::write(folder.path().join(name), "").expect("a file");
        }
        let found = beside(&folder.path().join("a.yaml")).expect("a folder");
        let expected = ["a.overlay.yaml", "b.overlay.yaml"].map(|name| folder.path().join(name));
        assert_eq!(found, expected);
        // The working folder is one too, and has none.
        assert_eq!(beside(Path::new("a.yaml")).expect("a folder").len(), 0);
    }

    #[test]
    fn actions_update_and_remove() {
        let mut tree = json!({ "a": { "b": 1, "list": [1, 2, 3, 4] }, "c": { "b": 1 } });
        act(
            &mut tree,
            &json!({ "target": "$.a", "update": { "b": 2, "d": { "e": null } } }),
        )
        .expect("applies");
        act(
            &mut tree,
            &json!({ "target": "$.a.list[?@ > 2]", "remove": true }),
        )
        .expect("applies");
        act(&mut tree, &json!({ "target": "$.a.list", "update": 9 })).expect("applies");
        act(&mut tree, &json!({ "target": "$.c", "remove": true })).expect("applies");
        assert_eq!(
            tree,
            json!({ "a": { "b": 2, "list": [1, 2, 9], "d": { "e": null } } })
        );
        assert!(act(&mut tree, &json!({ "target": "$.nowhere", "remove": true })).is_err());
    }
}
