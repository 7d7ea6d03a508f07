//! The suite's expectations are its own: otherwise one bug could make both sides agree.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// What the suite may not use: the generator, the model that the generator reads documents with, and the parts of the
/// runtime that write requests and read answers.
const FORBIDDEN: &[&str] = &[
    "specwright::",
    "openapiv3",
    "runtime::Call::",
    "runtime::Parameter",
    "runtime::object",
];

#[test]
fn no_source_names_the_generator_or_the_encoders() -> io::Result<()> {
    let mut open = vec![folder().join("src"), folder().join("tests/suite")];
    let mut seen = 0;
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path)?.flatten().map(|entry| entry.path()));
            continue;
        }
        seen += 1;
        let found = forbidden(&fs::read_to_string(&path)?);
        assert_eq!(found, None, "{}", path.display());
    }
    assert!(seen > 20, "only {seen} files were looked at");
    Ok(())
}

#[test]
fn no_dependency_is_the_generator() -> io::Result<()> {
    let manifest = fs::read_to_string(folder().join("Cargo.toml"))?;
    for name in ["specwright", "openapiv3", "xtask"] {
        let names = |line: &str| line.split(['.', ' ', '=']).next() == Some(name);
        assert!(!manifest.lines().any(names), "the suite depends on {name}");
    }
    Ok(())
}

#[test]
fn a_use_of_the_generator_would_be_found() {
    assert_eq!(forbidden("use specwright::ir;\n"), Some("specwright::"),);
    assert_eq!(forbidden("use specwright_runtime::Client;\n"), None);
}

fn forbidden(text: &str) -> Option<&'static str> {
    FORBIDDEN.iter().copied().find(|word| text.contains(word))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
