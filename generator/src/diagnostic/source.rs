//! The files that a document consists of, and from a pointer into the document the way back to the file that has it.
//!
//! The stages see one tree, in which the files that are referred to stand beside the document itself, and in which a
//! part may stand that was written elsewhere. What is shown to the author is the file and the line.

use std::collections::BTreeMap;

use super::Pointer;

/// A document as it is shown to its author.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Source {
    /// The document itself, then the files that it refers to and those that change it.
    files: Vec<SourceFile>,
    /// The index of each file but the first, by where its content stands.
    mounts: BTreeMap<Pointer, usize>,
    /// Where parts of the tree that were copied were written, by where they stand now.
    copies: BTreeMap<Pointer, Pointer>,
    /// What is shown in place of parts that don't stand where they were written.
    moved: BTreeMap<Pointer, Pointer>,
}

/// One file of a document.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SourceFile {
    /// The path as the user gave it, or as it follows from that.
    pub name: String,
    /// The whole text. Empty where it could not be read.
    pub text: String,
    /// Where its content stands in the tree of the whole document.
    pub at: Pointer,
}

impl Source {
    /// A document of one file.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let file = SourceFile {
            name: name.into(),
            text: text.into(),
            at: Pointer::ROOT,
        };
        Self {
            files: vec![file],
            ..Self::default()
        }
    }

    /// Adds a file.
    pub fn add(&mut self, file: SourceFile) {
        self.mounts.insert(file.at.clone(), self.files.len());
        self.files.push(file);
    }

    /// Says that what stands at `here` was written at `origin`, and so all that is in it.
    pub fn copy(&mut self, here: Pointer, origin: Pointer) {
        self.copies.insert(here, origin);
    }

    /// Says that what stands at `here` was written somewhere in what stands at `around`.
    pub fn moved(&mut self, here: Pointer, around: Pointer) {
        self.moved.insert(here, around);
    }

    /// All files; the first is the document itself.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Where the copies at `pointer` and inside of it were written.
    pub fn copies_within(&self, pointer: &Pointer) -> impl Iterator<Item = &Pointer> {
        let text = pointer.as_str().to_owned();
        let pointer = pointer.clone();
        self.copies
            .range(pointer.clone()..)
            .take_while(move |(here, _)| here.as_str().starts_with(&text))
            .filter(move |(here, _)| here.is_within(&pointer))
            .map(|(_, origin)| origin)
    }

    /// Where what stands at `pointer` was written.
    pub fn origin(&self, pointer: &Pointer) -> Pointer {
        /// A copy of a copy of a copy … is no real document.
        const LONGEST_CHAIN: usize = 16;
        let mut at = pointer.clone();
        for _ in 0..LONGEST_CHAIN {
            let Some(next) = self.copied_from(&at) else {
                break;
            };
            at = next;
        }
        at
    }

    /// The innermost copy that holds `pointer`, undone.
    fn copied_from(&self, pointer: &Pointer) -> Option<Pointer> {
        let (origin, rest) = nearest(&self.copies, pointer)?;
        // The reference that asked for the copy is in none.
        (rest != "/$ref").then(|| origin.join(rest))
    }

    /// The file that has what stands at `pointer`, and where in that file it stands.
    pub fn locate(&self, pointer: &Pointer) -> (usize, Pointer) {
        let origin = self.origin(pointer);
        let origin = match nearest(&self.moved, &origin) {
            Some((around, _)) => around.clone(),
            None => origin,
        };
        match nearest(&self.mounts, &origin) {
            Some((index, rest)) => (*index, Pointer::ROOT.join(rest)),
            None => (0, origin),
        }
    }
}

/// What is known of the nearest place around `pointer`, and the way from that place to it.
fn nearest<'p, T>(
    known: &'p BTreeMap<Pointer, T>,
    pointer: &'p Pointer,
) -> Option<(&'p T, &'p str)> {
    if known.is_empty() {
        return None;
    }
    let mut around = pointer.clone();
    loop {
        if let Some(found) = known.get(&around) {
            return Some((found, pointer.as_str().strip_prefix(around.as_str())?));
        }
        around = around.parent()?;
    }
}

#[cfg(test)]
mod tests {
    use super::{Pointer, Source, SourceFile};

    fn pointer(text: &str) -> Pointer {
        text.parse().expect("a pointer")
    }

    #[test]
    fn a_pointer_leads_to_the_file_and_the_place_in_it() {
        let mut source = Source::new("root.yaml", "");
        let name = "a.yaml".to_owned();
        let at = pointer("/files/a.yaml");
        let text = String::new();
        source.add(SourceFile { name, text, at });
        source.copy(pointer("/paths/~1a/get"), pointer("/files/a.yaml/get"));
        source.copy(pointer("/files/a.yaml/get/tags"), pointer("/tags"));
        source.moved(pointer("/tags/3"), pointer("/tags"));
        for (from, file, to) in [
            ("", 0, ""),
            ("/paths/~1a", 0, "/paths/~1a"),
            ("/paths/~1a/get/summary", 1, "/get/summary"),
            ("/paths/~1a/get/tags/0", 0, "/tags/0"),
            ("/paths/~1a/get/$ref", 0, "/paths/~1a/get/$ref"),
            ("/tags/3/name", 0, "/tags"),
            ("/files/a.yaml", 1, ""),
            ("/files/a.yamlx", 0, "/files/a.yamlx"),
        ] {
            assert_eq!(source.locate(&pointer(from)), (file, pointer(to)), "{from}");
        }
    }
}
