//! A workspace of its own for each test, with the real document in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use tempfile::TempDir;
use xtask::project;

/// Every file with its bytes and the time of its last change.
pub(crate) type Files = BTreeMap<PathBuf, (Vec<u8>, SystemTime)>;

/// A folder that `xtask` takes for the workspace.
pub(crate) struct Tree(TempDir);

impl Tree {
    /// Only the document.
    pub(crate) fn new() -> Self {
        let tree = Self(tempfile::tempdir().expect("a temporary folder"));
        let document = fs::read(project::root().join(project::DOCUMENT)).expect("the document");
        tree.put(project::DOCUMENT, document);
        tree
    }

    /// The document, and what is generated of it.
    pub(crate) fn generated() -> Self {
        let tree = Self::new();
        assert_eq!(tree.xtask(&["codegen"]).code, Some(0));
        tree
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// Replaces text that must be there, everywhere.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(path)).expect("a text");
        assert!(text.contains(from), "{path} has no {from:?}");
        self.put(path, text.replace(from, to));
    }

    /// Everything in it.
    pub(crate) fn files(&self) -> Files {
        let mut files = BTreeMap::new();
        collect(self.0.path(), &mut files);
        files
    }

    /// The program, ready to run in this tree.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("--root").arg(self.0.path()).args(arguments);
        command
    }

    /// Runs the program to its end.
    pub(crate) fn xtask(&self, arguments: &[&str]) -> Run {
        self.command(arguments).output().expect("xtask runs").into()
    }
}

fn collect(folder: &Path, files: &mut Files) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let changed = path
                .metadata()
                .and_then(|metadata| metadata.modified())
                .expect("a time");
            let bytes = fs::read(&path).expect("a file");
            files.insert(path, (bytes, changed));
        }
    }
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

/// Sources as their copies have them: files of tests stay behind.
pub(crate) fn without_tests(files: Vec<(PathBuf, String)>) -> Vec<(PathBuf, String)> {
    let files = files
        .into_iter()
        .filter(|(path, _)| !path.ends_with("tests.rs"));
    files
        .map(|(path, text)| (path, text.replace("#[cfg(test)]\nmod tests;\n", "")))
        .collect()
}
