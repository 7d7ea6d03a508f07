//! The suite's expectations are its own: otherwise one bug could make both sides agree.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// What the library may not use: the generator, the model that the generator reads documents with, the client and its
/// runtime.
const FORBIDDEN: &[&str] = &[
    "specwright::",
    "specwright_runtime",
    "openapiv3",
    "atlas_tenant_restore",
];

/// The files that name a runtime: the macro in them is compiled where it is called, against what is called so there.
const BRIDGE: [&str; 2] = ["src/adapter/bridge.rs", "src/adapter/bridge_answers.rs"];

#[test]
fn no_source_names_the_generator_or_a_client_and_only_the_bridge_a_runtime() -> io::Result<()> {
    let bridge = BRIDGE.map(|file| folder().join(file));
    for file in &bridge {
        assert!(names_runtime(&fs::read_to_string(file)?));
    }
    let mut open = vec![folder().join("src")];
    let mut seen = 0;
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path)?.flatten().map(|entry| entry.path()));
            continue;
        }
        seen += 1;
        let text = fs::read_to_string(&path)?;
        assert_eq!(forbidden(&text), None, "{}", path.display());
        let is_bridge = bridge.contains(&path);
        assert!(is_bridge || !names_runtime(&text), "{}", path.display());
    }
    assert!(seen > 20, "only {seen} files were looked at");
    Ok(())
}

#[test]
fn no_dependency_is_the_generator_a_client_or_a_runtime() -> io::Result<()> {
    let manifest = fs::read_to_string(folder().join("Cargo.toml"))?;
    // The test program is what brings a client and its runtime.
    let dependencies = manifest.split("[dev-dependencies]").next();
    for name in [
        "specwright",
        "specwright-runtime",
        "atlas-tenant-restore",
        "openapiv3",
        "xtask",
    ] {
        let is_it = |line: &str| line.split(['.', ' ', '=']).next() == Some(name);
        let named = dependencies.into_iter().flat_map(str::lines).any(is_it);
        assert!(!named, "the library depends on {name}");
    }
    Ok(())
}

#[test]
fn a_use_of_the_generator_would_be_found() {
    for text in [
        "use specwright::ir;\n",
        "use specwright_runtime::Client;\n",
        "use atlas_tenant_restore::Client;\n",
    ] {
        assert!(forbidden(text).is_some(), "{text}");
    }
    assert!(names_runtime("fn api(api: &runtime::Api) {}\n"));
    assert!(names_runtime("use super::runtime;\n"));
    assert!(!names_runtime("use tokio::runtime::Runtime;\n"));
}

/// Whether a path leads through a runtime that is in scope. Tokio's is another.
fn names_runtime(text: &str) -> bool {
    let text = text.replace("tokio::runtime", "");
    text.contains("runtime::") || text.contains("::runtime")
}

fn forbidden(text: &str) -> Option<&'static str> {
    FORBIDDEN.iter().copied().find(|word| text.contains(word))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
