//! The files of a document: the one that was given, and those that it refers to.
//!
//! Each is read once, when the first reference to it is met, and nothing is ever fetched. All of them become one tree in
//! the end, in which a file stands under its path; every pointer is one into that tree from the beginning.

use std::{
    collections::BTreeMap,
    fs::File as Handle,
    io::Read,
    path::{Path, PathBuf},
    rc::Rc,
};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{format, text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer, Source, SourceFile, find};
use crate::digest::{hex, sha256};

/// The member of the root under which the other files stand, by their paths from the folder of the document.
pub(super) const FILES: &str = "x-specwright-files";

/// The largest file that is read, in bytes. The largest documents that are published have about half of it.
pub(super) const MAX_FILE: usize = 64 * 1024 * 1024;

/// How many files a document may have, and how large they may be together. The largest that is known has some 3,000.
const MAX_FILES: usize = 20_000;
const MAX_SIZE: usize = 4 * MAX_FILE;

/// The files that were read.
pub(super) struct Files {
    /// The folder of the document. None where it was given as bytes: it can't have other files then.
    folder: Option<PathBuf>,
    /// The first is the document itself.
    list: Vec<File>,
    /// The indices of the files that there are, by their paths from the folder; none for those that there are not.
    known: BTreeMap<String, Option<usize>>,
    size: usize,
    inputs: Vec<Input>,
    /// What is wrong with the files that were read on the way.
    pub(super) found: Diagnostics,
}

/// A file that a document was read from, or would have been if it were there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Input {
    /// Where it stands.
    pub path: PathBuf,
    /// SHA-256 of its bytes in lower-case hex; none where there is no such file.
    pub sha256: Option<String>,
    /// Whether the document leads to it. Then no link counts as a file.
    pub is_reference: bool,
}

impl Input {
    /// Whether it would be read as it was.
    pub fn is_unchanged(&self) -> bool {
        let is_there = !self.is_reference || is_file_itself(&self.path);
        let bytes = is_there.then(|| bytes(&self.path, &mut Diagnostics::new()));
        bytes.flatten().map(|bytes| sha256(&bytes)) == self.sha256
    }
}

struct File {
    /// Its path from the folder of the document, with `/` between the parts.
    path: String,
    at: Pointer,
    name: String,
    text: String,
    /// SHA-256 of its bytes.
    hash: [u8; 32],
    tree: Rc<Value>,
}

impl Files {
    /// Begins with the document itself.
    pub(super) fn new(
        path: Option<&Path>,
        name: &str,
        bytes: &[u8],
        text: &str,
        tree: Value,
    ) -> Self {
        let file_name = path.and_then(Path::file_name).unwrap_or_default();
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        let input = path.map(|path| Input {
            path: path.to_owned(),
            sha256: Some(hex(&hash)),
            is_reference: false,
        });
        let file = File {
            path: file_name.to_string_lossy().into_owned(),
            at: Pointer::ROOT,
            name: name.to_owned(),
            text: text.to_owned(),
            hash,
            tree: Rc::new(tree),
        };
        Self {
            folder: path.map(|path| path.parent().unwrap_or(Path::new("")).to_owned()),
            known: BTreeMap::from([(file.path.clone(), Some(0))]),
            size: text.len(),
            list: vec![file],
            inputs: input.into_iter().collect(),
            found: Diagnostics::new(),
        }
    }

    /// The indices of all files.
    pub(super) fn indices(&self) -> std::ops::Range<usize> {
        0..self.list.len()
    }

    /// Whether the document came from a folder, in which there may be others.
    pub(super) fn has_folder(&self) -> bool {
        self.folder.is_some()
    }

    /// The tree of the file at `index`.
    pub(super) fn tree(&self, index: usize) -> Rc<Value> {
        self.list
            .get(index)
            .map_or_else(|| Rc::new(Value::Null), |file| Rc::clone(&file.tree))
    }

    /// Where the content of the file at `index` stands.
    pub(super) fn at(&self, index: usize) -> Pointer {
        let file = self.list.get(index);
        file.map(|file| file.at.clone()).unwrap_or_default()
    }

    /// The folder of the file at `index`, as part of a path: empty, or with a slash at its end.
    pub(super) fn folder(&self, index: usize) -> &str {
        let path = self.list.get(index).map_or("", |file| &file.path);
        path.rfind('/')
            .and_then(|end| path.get(..=end))
            .unwrap_or_default()
    }

    /// The file that has what stands at `pointer`, and the pointer in it.
    pub(super) fn split<'p>(&self, pointer: &'p Pointer) -> (usize, &'p str) {
        let text = pointer.as_str();
        let mut tokens = pointer.tokens();
        if self.list.len() == 1 || tokens.next().as_deref() != Some(FILES) {
            return (0, text);
        }
        let index = tokens
            .next()
            .and_then(|path| self.known.get(&path).copied().flatten());
        let file = index.and_then(|index| Some((index, self.list.get(index)?)));
        match file.and_then(|(index, file)| Some((index, text.strip_prefix(file.at.as_str())?))) {
            Some(found) => found,
            None => (0, text),
        }
    }

    /// Whether there is anything at `pointer`.
    pub(super) fn has(&self, pointer: &Pointer) -> bool {
        let (file, local) = self.split(pointer);
        let file = self.list.get(file);
        file.is_some_and(|file| find(&file.tree, local).is_some())
    }

    /// Whether there is an array at `pointer`.
    pub(super) fn is_array(&self, pointer: &Pointer) -> bool {
        let (file, local) = self.split(pointer);
        find(&self.tree(file), local).is_some_and(Value::is_array)
    }

    /// The text of the `$ref` in the object at `pointer`, if it has one.
    pub(super) fn reference(&self, pointer: &Pointer) -> Option<String> {
        let (file, local) = self.split(pointer);
        let object = find(&self.list.get(file)?.tree, local)?;
        let text = super::reference::of(object)?;
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The file with this path from the folder of the document, if there is one.
    ///
    /// # Errors
    ///
    /// Where there would be too much to read.
    pub(super) fn open(&mut self, path: &str) -> Result<Option<usize>, String> {
        if let Some(known) = self.known.get(path) {
            return Ok(*known);
        }
        let Some(folder) = &self.folder else {
            return Ok(None);
        };
        let place = folder.join(path);
        let index = if !may_be_read(path) {
            None
        } else if is_file_itself(&place) {
            Some(self.read(path, &place)?)
        } else {
            self.inputs.push(Input {
                path: place,
                sha256: None,
                is_reference: true,
            });
            None
        };
        self.known.insert(path.to_owned(), index);
        Ok(index)
    }

    fn read(&mut self, path: &str, place: &Path) -> Result<usize, String> {
        if self.list.len() >= MAX_FILES {
            return Err(format!("the document has more than {MAX_FILES} files"));
        }
        let at = Pointer::ROOT.child(FILES).child(path);
        let mut found = Diagnostics::new();
        let bytes = bytes(place, &mut found).unwrap_or_default();
        self.size = self.size.saturating_add(bytes.len());
        if self.size > MAX_SIZE {
            let size = MAX_SIZE / 1024 / 1024;
            return Err(format!("the document's files have more than {size} MiB"));
        }
        let text = text(&bytes, &mut found).unwrap_or_default();
        // A file with an error has had its diagnostic, and is empty.
        let tree = if found.is_empty() {
            format::read(text, &mut found)
        } else {
            None
        };
        let found = found.iter().cloned().map(|found| found.within(&at));
        self.found.extend(found);
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        self.inputs.push(Input {
            path: place.to_owned(),
            sha256: Some(hex(&hash)),
            is_reference: true,
        });
        self.list.push(File {
            path: path.to_owned(),
            at,
            name: place.display().to_string(),
            text: text.to_owned(),
            hash,
            tree: Rc::new(tree.unwrap_or_default()),
        });
        Ok(self.list.len() - 1)
    }

    /// Adds a file that has no place in the tree, because it changed it.
    pub(super) fn add(&mut self, file: SourceFile, bytes: &[u8]) {
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        self.inputs.push(Input {
            path: file.name.clone().into(),
            sha256: Some(hex(&hash)),
            is_reference: false,
        });
        self.list.push(File {
            path: file.at.to_string(),
            at: file.at,
            name: file.name,
            text: file.text,
            hash,
            tree: Rc::new(Value::Null),
        });
    }

    /// What was read, and what there was none of.
    pub(super) fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The files as they are shown to the author, the hash of all of them, and the one tree.
    pub(super) fn into_parts(self) -> (Source, String, Value) {
        let mut files = self.list.into_iter();
        let Some(File {
            name,
            text,
            hash,
            tree,
            ..
        }) = files.next()
        else {
            return (Source::default(), String::new(), Value::Null);
        };
        let mut source = Source::new(name, text);
        let mut root = Rc::unwrap_or_clone(tree);
        let mut others: Vec<_> = files.collect();
        if others.is_empty() {
            return (source, hex(&hash), root);
        }
        // The order in which they were read follows from the document; that of their paths is the plainer one.
        others.sort_by(|one, other| one.path.cmp(&other.path));
        let mut all = Sha256::new_with_prefix(hash);
        let mut mounted = Map::new();
        for file in others {
            // The hash of fixed length behind it keeps one path from being taken for another.
            all.update(&file.path);
            all.update(file.hash);
            if !file.tree.is_null() {
                mounted.insert(file.path, Rc::unwrap_or_clone(file.tree));
            }
            source.add(SourceFile {
                name: file.name,
                text: file.text,
                at: file.at,
            });
        }
        if let Value::Object(members) = &mut root
            && !mounted.is_empty()
        {
            members.insert(FILES.to_owned(), Value::Object(mounted));
        }
        (source, hex(&all.finalize()), root)
    }
}

/// The bytes of the file at `path`, one more than allowed where there are more.
pub(super) fn bytes(path: &Path, diagnostics: &mut Diagnostics) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = MAX_FILE as u64 + 1;
    let read = Handle::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    if let Err(error) = read {
        diagnostics.push(Diagnostic::error(
            Code::UnreadableFile,
            Place::File(Pointer::ROOT),
            format!("the file can't be read: {error}"),
            "give the path of a file that exists and that you may read",
        ));
        return None;
    }
    Some(bytes)
}

/// A link leads where the document could not: what counts is where the file really is.
fn is_file_itself(place: &Path) -> bool {
    !place.is_symlink() && place.is_file()
}

/// A document may come from anybody, and what it refers to may end in the client's documentation. So outside of its own
/// folder it reaches only what may be part of a document.
fn may_be_read(path: &str) -> bool {
    let extension = Path::new(path).extension().unwrap_or_default();
    !path.starts_with("..")
        || ["json", "yaml", "yml"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
}

/// `path` without `.` and `..`, as far as those don't lead out of the folder that it begins in.
pub(super) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{may_be_read, normal};

    #[test]
    fn outside_of_its_folder_a_document_reaches_documents_only() {
        assert!(may_be_read("../shared/a.YAML"));
        assert!(may_be_read("texts/a.md"));
        assert!(!may_be_read("../../etc/passwd"));
    }

    #[test]
    fn paths_are_made_plain() {
        for (path, plain) in [
            ("a/./b/../c.yaml", "a/c.yaml"),
            ("./a//b", "a/b"),
            ("a/../../b", "../b"),
            ("../../b", "../../b"),
        ] {
            assert_eq!(normal(path), plain);
        }
    }
}
