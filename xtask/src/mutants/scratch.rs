//! The workspaces that mutants are built in: copies of what this workspace has, so that nothing of it is touched.
//!
//! A file is written only where it differs, because cargo goes by the time of the last change.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use toml_edit::{Array, DocumentMut, Item, Table, value};

use crate::{Failure, project};

/// The suite's folder in this workspace and in its copies.
const SUITE: &str = "contract-tests";

/// The program that holds the clients under test.
pub(super) const PROGRAM: &str = "program";

/// A crate's files by their paths in it.
pub(super) type Files = BTreeMap<String, String>;

/// A workspace of copies.
pub(super) struct Scratch {
    root: PathBuf,
    target: PathBuf,
}

/// What cargo said about one place of a source that does not compile.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Complaint {
    /// The file, as cargo names it: relative to the workspace.
    pub(super) file: String,
    /// The bytes that it is about.
    pub(super) span: Range<usize>,
    /// The compiler's words.
    pub(super) message: String,
}

impl Scratch {
    /// The workspace in the folder `root`, which is made; what is compiled goes to `target`, for all of them.
    pub(super) fn new(root: &Path, target: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(root)?;
        Ok(Self {
            root: std::path::absolute(root)?,
            target: std::path::absolute(target)?,
        })
    }

    /// Puts a crate there. What it had before and has no more goes.
    pub(super) fn put(&self, folder: &str, files: &Files) -> Result<(), Failure> {
        let root = self.root.join(folder);
        let mut old = Files::new();
        for part in ["src", "tests"] {
            if root.join(part).is_dir() {
                sources(&root, part, &mut old)?;
            }
        }
        for path in old.keys().filter(|path| !files.contains_key(*path)) {
            fs::remove_file(root.join(path))?;
        }
        for (path, text) in files {
            self.put_file(&format!("{folder}/{path}"), text)?;
        }
        Ok(())
    }

    fn put_file(&self, path: &str, text: &str) -> Result<(), Failure> {
        let path = self.root.join(path);
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, text)?)
    }

    /// Writes the manifest of the workspace: that of this one with other `members`, and its lock.
    pub(super) fn put_manifest(&self, members: &[String]) -> Result<(), Failure> {
        let root = project::root();
        let mut manifest: DocumentMut = fs::read_to_string(root.join("Cargo.toml"))?.parse()?;
        let workspace = manifest.get_mut("workspace").and_then(Item::as_table_mut);
        let workspace = workspace.ok_or_else(|| Failure::new("Cargo.toml has no `[workspace]`"))?;
        workspace.insert("members", value(members.iter().collect::<Array>()));
        if let Some(dependencies) = workspace
            .get_mut("dependencies")
            .and_then(Item::as_table_mut)
        {
            let is_there = |item: &Item| {
                let path = item.get("path").and_then(Item::as_str);
                path.is_none_or(|path| members.iter().any(|member| member == path))
            };
            dependencies.retain(|_, item| is_there(item));
        }
        // A warning about a mutant is no use to anybody.
        workspace.remove("lints");
        // The suite is run again and again with the same dependencies.
        let mut optimized = Table::new();
        optimized.insert("opt-level", value(1));
        let mut packages = Table::new();
        packages.insert("*", Item::Table(optimized));
        let mut dev = Table::new();
        dev.insert("debug", value(false));
        dev.insert("incremental", value(false));
        dev.insert("package", Item::Table(packages));
        let mut profile = Table::new();
        profile.insert("dev", Item::Table(dev));
        manifest.insert("profile", Item::Table(profile));
        self.put_file("Cargo.toml", &manifest.to_string())?;
        // Cargo takes out what the members don't need; that may be other packages than the last time.
        fs::copy(root.join("Cargo.lock"), self.root.join("Cargo.lock"))?;
        Ok(())
    }

    /// Calls cargo. Returns what it built and what it complained of; an error is one of cargo itself.
    pub(super) fn cargo(&self, arguments: &[&str]) -> Result<Built, Failure> {
        let output = Command::new(option_env!("CARGO").unwrap_or("cargo"))
            .args(arguments)
            .args(["--offline", "--message-format=json"])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("RUSTFLAGS", "--cap-lints allow")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| Failure::new(format!("can't start cargo: {error}")))?;
        let mut built = Built {
            succeeded: output.status.success(),
            ..Built::default()
        };
        let text = String::from_utf8_lossy(&output.stdout);
        for message in text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
        {
            built.note(&message);
        }
        if !built.succeeded && built.complaints.is_empty() {
            return Err(Failure::new(format!(
                "cargo {} failed\n{}",
                arguments.join(" "),
                String::from_utf8_lossy(&output.stderr)
            )));
        }
        Ok(built)
    }

    /// The program that was built, at a place of its own: the next workspace's has the same name.
    pub(super) fn program(&self) -> Result<PathBuf, Failure> {
        let file = format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX);
        let program = self.root.join("target").join(&file);
        fs::create_dir_all(self.root.join("target"))?;
        // A program that runs can't be written to.
        let _ = fs::remove_file(&program);
        fs::copy(self.target.join("debug").join(file), &program)?;
        Ok(program)
    }

    /// The folder of the workspace.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }
}

/// What came of a build.
#[derive(Debug, Default)]
pub(super) struct Built {
    /// Whether all of it was built.
    pub(super) succeeded: bool,
    /// Every error that names a place.
    pub(super) complaints: Vec<Complaint>,
    /// The programs of tests, a library's own first.
    pub(super) tests: Vec<PathBuf>,
}

impl Built {
    fn note(&mut self, message: &Value) {
        let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str);
        if message.pointer("/profile/test") == Some(&Value::Bool(true))
            && let Some(program) = text("/executable")
        {
            match text("/target/kind/0") {
                Some("lib") => self.tests.insert(0, PathBuf::from(program)),
                Some("test") => self.tests.push(PathBuf::from(program)),
                _ => {}
            }
        }
        if text("/reason") != Some("compiler-message") || text("/message/level") != Some("error") {
            return;
        }
        let spans = message.pointer("/message/spans").and_then(Value::as_array);
        for span in spans.into_iter().flatten() {
            if let Some((file, span)) = place(span) {
                self.complaints.push(Complaint {
                    file,
                    span,
                    message: text("/message/message").unwrap_or_default().to_owned(),
                });
            }
        }
    }
}

/// Where a span of the compiler is in a file, not in the macro that was called there.
fn place(span: &Value) -> Option<(String, Range<usize>)> {
    if span.get("is_primary") != Some(&Value::Bool(true)) {
        return None;
    }
    let mut span = span;
    while let Some(outer) = span.pointer("/expansion/span") {
        span = outer;
    }
    let file = span.get("file_name")?.as_str()?.to_owned();
    let byte = |key: &str| usize::try_from(span.get(key)?.as_u64()?).ok();
    Some((file, byte("byte_start")?..byte("byte_end")?))
}

/// The files of a crate of this workspace that its library is made of; the manifest without what only tests need.
pub(super) fn crate_of(folder: &str) -> Result<Files, Failure> {
    files_of(
        folder,
        &["src"],
        &["dev-dependencies", "test", "lints", "example", "bench"],
    )
}

/// The same with its tests.
pub(super) fn crate_with_tests(folder: &str) -> Result<Files, Failure> {
    files_of(folder, &["src", "tests"], &["lints", "example", "bench"])
}

fn files_of(folder: &str, parts: &[&str], unwanted: &[&str]) -> Result<Files, Failure> {
    let root = project::root().join(folder);
    let mut files = Files::new();
    for part in parts {
        sources(&root, part, &mut files)?;
    }
    let read = |name: &str| {
        let path = root.join(name);
        fs::read_to_string(&path)
            .map_err(|error| Failure::new(format!("can't read {}: {error}", path.display())))
    };
    let mut manifest: DocumentMut = read("Cargo.toml")?.parse()?;
    for table in unwanted {
        manifest.remove(table);
    }
    files.insert("Cargo.toml".to_owned(), manifest.to_string());
    // A crate may include it as its documentation.
    if let Ok(text) = read("README.md") {
        files.insert("README.md".to_owned(), text);
    }
    Ok(files)
}

/// Whether a file is Rust.
pub(super) fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|it| it == "rs")
}

/// The suite.
pub(super) fn suite() -> Result<Files, Failure> {
    crate_of(SUITE)
}

/// Where the suite goes.
pub(super) fn suite_folder() -> String {
    SUITE.to_owned()
}

fn sources(root: &Path, name: &str, files: &mut Files) -> Result<(), Failure> {
    for entry in fs::read_dir(root.join(name))? {
        let entry = entry?;
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            sources(root, &name, files)?;
        } else {
            files.insert(name.clone(), fs::read_to_string(root.join(&name))?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Files, Scratch};

    #[test]
    fn what_a_crate_has_no_more_goes() -> Result<(), crate::Failure> {
        let folder = tempfile::tempdir()?;
        let scratch = Scratch::new(folder.path(), folder.path())?;
        let files = |paths: &[&str]| -> Files {
            let paths = paths.iter().map(|&path| (path.to_owned(), "//".to_owned()));
            paths.collect()
        };
        scratch.put("a", &files(&["Cargo.toml", "src/lib.rs", "src/b.rs"]))?;
        scratch.put("a", &files(&["Cargo.toml", "src/lib.rs", "src/b/mod.rs"]))?;
        assert!(folder.path().join("a/src/b/mod.rs").exists());
        assert!(!folder.path().join("a/src/b.rs").exists());
        Ok(())
    }
}
