//! The names that schemas give themselves: `$id` and `$anchor` of JSON Schema 2020-12.

use std::collections::HashMap;

use serde_json::Value;

use super::files::{Files, normal};
use crate::diagnostic::Pointer;

/// The names in the files that were looked at. They are looked at when the first reference by a name is met, which most
/// documents don't have.
#[derive(Default)]
pub(super) struct Names {
    /// How many files were looked at.
    files: usize,
    /// Schemas by their `$id`, made absolute as far as they can be.
    schemas: HashMap<String, Pointer>,
    /// Schemas by their file and `$anchor`.
    anchors: HashMap<(usize, String), Pointer>,
    /// How often a similar name was looked for.
    suggestions: usize,
}

/// How often a similar name is looked for, which takes as long as there are names.
const MAX_SUGGESTIONS: usize = 200;

impl Names {
    /// The schema that calls itself `id`.
    pub(super) fn schema(&mut self, files: &Files, id: &str) -> Option<Pointer> {
        self.look(files);
        self.schemas.get(id).cloned()
    }

    /// The schema with this anchor in a file.
    pub(super) fn anchor(&mut self, files: &Files, file: usize, name: &str) -> Option<Pointer> {
        self.look(files);
        self.anchors.get(&(file, name.to_owned())).cloned()
    }

    /// Whether it is worth to look for a similar name once more.
    pub(super) fn may_suggest(&mut self) -> bool {
        self.suggestions += 1;
        self.suggestions <= MAX_SUGGESTIONS
    }

    fn look(&mut self, files: &Files) {
        for file in files.indices().skip(self.files) {
            self.names_in(&files.tree(file), file, "", &files.at(file));
            self.files = file + 1;
        }
    }

    fn names_in(&mut self, value: &Value, file: usize, base: &str, at: &Pointer) {
        match value {
            Value::Object(members) => {
                let text = |key| members.get(key).and_then(Value::as_str);
                let own = text("$id").map(|id| join(base, id));
                if let Some(id) = &own {
                    self.schemas.entry(id.clone()).or_insert_with(|| at.clone());
                }
                for anchor in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
                    let key = (file, anchor.to_owned());
                    self.anchors.entry(key).or_insert_with(|| at.clone());
                }
                let base = own.as_deref().unwrap_or(base);
                for (key, member) in members {
                    // Values are no schemas, whatever they look like.
                    if !["const", "default", "enum", "example"].contains(&key.as_str()) {
                        self.names_in(member, file, base, &at.child(key));
                    }
                }
            }
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.names_in(element, file, base, &at.index(index));
                }
            }
            _ => {}
        }
    }
}

/// The schema with an `$id` that is nearest around the place `local` in a file, and that `$id` made absolute.
pub(super) fn around(files: &Files, file: usize, local: &str) -> Option<(Pointer, String)> {
    let tree = files.tree(file);
    let mut found = None;
    let mut ids = Vec::new();
    let mut next = Some(local.parse::<Pointer>().ok()?);
    while let Some(at) = next {
        let id = at.find(&tree).and_then(|value| value.get("$id"));
        if let Some(Value::String(id)) = id {
            found.get_or_insert_with(|| at.clone());
            ids.push(id.clone());
        }
        next = at.parent();
    }
    let id = ids
        .iter()
        .rev()
        .fold(String::new(), |base, id| join(&base, id));
    Some((files.at(file).join(found?.as_str()), id))
}

/// The URI that `reference` is, seen from `base` (RFC 3986, section 5.2), without a fragment.
pub(super) fn join(base: &str, reference: &str) -> String {
    let reference = reference.split('#').next().unwrap_or_default();
    if reference.is_empty() {
        return base.to_owned();
    }
    if has_scheme(reference) || base.is_empty() {
        return reference.to_owned();
    }
    let after_scheme = base.find("://").map_or(0, |at| at + 3);
    let path = base
        .get(after_scheme..)
        .and_then(|rest| rest.find('/'))
        .map_or(base.len(), |at| after_scheme + at);
    let (authority, path) = base.split_at_checked(path).unwrap_or((base, ""));
    if reference.starts_with('/') {
        return format!("{authority}{reference}");
    }
    let folder = path
        .rfind('/')
        .and_then(|end| path.get(..end))
        .unwrap_or_default();
    format!("{authority}/{}", normal(&format!("{folder}/{reference}")))
}

/// Whether a URI says by itself where it is ("scheme", RFC 3986, section 3.1).
pub(super) fn has_scheme(uri: &str) -> bool {
    uri.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::{has_scheme, join};

    #[test]
    fn uris_are_joined() {
        for (base, reference, uri) in [
            ("https://a.example/b/c", "d", "https://a.example/b/d"),
            ("https://a.example/b/c", "../d#e", "https://a.example/d"),
            ("https://a.example/b/c", "/d", "https://a.example/d"),
            ("https://a.example", "d", "https://a.example/d"),
            ("https://a.example/b", "urn:c", "urn:c"),
            ("https://a.example/b", "#c", "https://a.example/b"),
            ("", "d", "d"),
        ] {
            assert_eq!(join(base, reference), uri, "{base} {reference}");
        }
    }

    #[test]
    fn a_path_has_no_scheme() {
        assert!(has_scheme("https://a.example"));
        assert!(!has_scheme("a/b:c"));
        assert!(!has_scheme("a.yaml"));
    }
}
