//! The documents of a folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;

/// One document.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Document {
    /// What it is called: its file's name, or that of its folder.
    pub(super) name: String,
    /// The file to begin with.
    pub(super) entry: PathBuf,
}

/// All documents of `folder` by name, or those that `only` names.
pub(super) fn documents(folder: &Path, only: &[String]) -> Result<Vec<Document>, Failure> {
    let mut documents = Vec::new();
    let entries = fs::read_dir(folder)
        .map_err(|error| Failure::usage(format!("can't read {}: {error}", folder.display())))?;
    for entry in entries {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let entry = if path.is_dir() {
            entry_of(&path)?
        } else {
            is_document(&path).then_some(path)
        };
        documents.extend(entry.map(|entry| Document { name, entry }));
    }
    documents.sort_by(|a, b| a.name.cmp(&b.name));
    for name in only {
        if documents.iter().all(|document| document.name != *name) {
            let names: Vec<_> = documents.iter().map(|it| it.name.as_str()).collect();
            return Err(Failure::usage(format!(
                "{} has no document {name}; it has {}",
                folder.display(),
                names.join(", ")
            )));
        }
    }
    documents.retain(|document| only.is_empty() || only.contains(&document.name));
    if documents.is_empty() {
        return Err(Failure::usage(format!(
            "{} holds no OpenAPI document",
            folder.display()
        )));
    }
    Ok(documents)
}

/// The file that a document of many files begins with: the only one at the top of its folder with `openapi` at its root.
fn entry_of(folder: &Path) -> Result<Option<PathBuf>, Failure> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && is_document(&path) {
            entries.push(path);
        }
    }
    match entries.len() {
        0 | 1 => Ok(entries.pop()),
        _ => Err(Failure::usage(format!(
            "{} holds several documents, so it is not clear where the one of many files begins",
            folder.display()
        ))),
    }
}

/// Whether a file has `openapi` at its root, wherever among its keys: many writers of documents sort them.
fn is_document(path: &Path) -> bool {
    let ends_in = |end: &str| {
        path.extension()
            .is_some_and(|it| it.eq_ignore_ascii_case(end))
    };
    let json = ends_in("json");
    if !(json || ends_in("yaml") || ends_in("yml")) {
        return false;
    }
    let Ok(text) = fs::read_to_string(path) else {
        return false;
    };
    if json {
        serde_json::from_str::<Root>(&text).is_ok()
    } else {
        let keys = ["openapi:", "\"openapi\":", "'openapi':"];
        text.lines()
            .any(|line| keys.iter().any(|key| line.starts_with(key)))
    }
}

/// What every document has at its root.
#[derive(serde::Deserialize)]
struct Root {
    #[serde(rename = "openapi")]
    _openapi: serde::de::IgnoredAny,
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::is_document;

    #[test]
    fn a_document_has_its_version_at_its_root() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        for (file, text, expected) in [
            ("a.yaml", "# text\nopenapi: 3.1.0\n", true),
            ("b.yml", "info: {}\n\"openapi\": 3.1.0\n", true),
            ("c.yaml", "nested:\n  openapi: 3.1.0\n", false),
            (
                "d.json",
                "{\n  \"info\": {\"title\": \"t\"},\n  \"openapi\": \"3.0.0\"}",
                true,
            ),
            ("e.json", "{\"nested\": {\"openapi\": \"3.0.0\"}}", false),
            ("f.json", "{}", false),
            ("g.txt", "openapi: 3.1.0\n", false),
            ("h.JSON", "{\"openapi\":\"3.0.0\"}", true),
        ] {
            let path = folder.path().join(file);
            fs::write(&path, text)?;
            assert_eq!(is_document(&path), expected, "{file}");
        }
        assert!(!is_document(&folder.path().join("none.yaml")));
        Ok(())
    }
}
