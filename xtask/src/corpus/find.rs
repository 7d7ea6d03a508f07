//! The documents of a folder.

use std::fs::{self, File};
use std::io::Read;
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

/// Whether a file has `openapi` at its root. Only its beginning is read; there is where writers of documents put it.
fn is_document(path: &Path) -> bool {
    const BEGINNING: u64 = 64 * 1024;
    let is_named_so = path.extension().is_some_and(|end| {
        ["json", "yaml", "yml"]
            .iter()
            .any(|it| end.eq_ignore_ascii_case(it))
    });
    let mut beginning = Vec::new();
    let read = || {
        File::open(path)?
            .take(BEGINNING)
            .read_to_end(&mut beginning)
    };
    if !is_named_so || {
        let mut read = read;
        read().is_err()
    } {
        return false;
    }
    let text = String::from_utf8_lossy(&beginning);
    if path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("json"))
    {
        let key = text.find("\"openapi\"");
        // At the root: within one brace only.
        return key.is_some_and(|at| {
            let before = text.get(..at).unwrap_or_default();
            before.matches('{').count() == before.matches('}').count() + 1
        });
    }
    text.lines().any(|line| {
        ["openapi:", "\"openapi\":", "'openapi':"]
            .iter()
            .any(|key| line.starts_with(key))
    })
}
