//! Each folder of `tests/fixtures` holds a minimal document and what becomes of it: what was understood
//! (`understood.snap`), the contract that a person reviews (`contract.snap`), and the client (`written/`), which
//! `tests/compiled` compiles and uses.
//!
//! `INSTA_UPDATE=always cargo test -p specwright --test fixtures` writes all of it anew; the diff is for review.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use specwright::describe::describe;
use specwright::diagnostic::render;
use specwright::{Dependency, Generated, PackageFields, Settings, generate, write};

/// Says how to write the fixtures anew.
const COMMAND: &str = "INSTA_UPDATE=always cargo test -p specwright --test fixtures";

#[test]
fn every_document_is_understood_and_written_as_recorded() -> Result<(), Box<dyn Error>> {
    for folder in fixtures()? {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let generated = generated(&folder)?;
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| {
            insta::assert_snapshot!("understood", generated.api.to_string());
            let contracts = describe(&generated.api, &generated.names);
            let contracts: Vec<_> = contracts.iter().map(|(_, text)| text.as_str()).collect();
            insta::assert_snapshot!("contract", contracts.join("\n----\n\n"));
        });
        let written = folder.join("written");
        let owned = ["Cargo.toml", "adapter.rs", "src"];
        let mut files = generated.files;
        files.insert("adapter.rs".to_owned(), adapter(&name, generated.adapter));
        if env::var("INSTA_UPDATE").is_ok_and(|update| ["always", "1"].contains(&update.as_str())) {
            write::apply(&written, &files, &owned)?;
        }
        let differences = write::compare(&written, &files, &owned)?;
        assert!(
            differences.is_empty(),
            "{name}: {}\nif that is right: {COMMAND}",
            differences
                .first()
                .map(ToString::to_string)
                .unwrap_or_default(),
        );
    }
    Ok(())
}

/// The suite's adapter. In `tests/compiled` the client is no crate of its own.
fn adapter(client: &str, text: Option<String>) -> String {
    let import = |path: &str| format!("use {path}{client} as client;");
    text.unwrap_or_default()
        .replacen(&import(""), &import("crate::"), 1)
}

#[test]
fn every_fixture_and_its_adapter_are_compiled() -> Result<(), Box<dyn Error>> {
    let compiled = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compiled");
    for (file, written) in [("main.rs", "src/lib.rs"), ("adapters/mod.rs", "adapter.rs")] {
        let up = "../".repeat(file.split('/').count());
        let modules = fs::read_to_string(compiled.join(file))?;
        for folder in fixtures()? {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let path = format!("#[path = \"{up}fixtures/{name}/written/{written}\"]");
            assert!(
                modules.contains(&path),
                "tests/compiled/{file} has no module with {path}"
            );
        }
    }
    Ok(())
}

fn fixtures() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut folders = Vec::new();
    for entry in fs::read_dir(root)? {
        folders.push(entry?.path());
    }
    folders.sort();
    Ok(folders)
}

fn generated(folder: &Path) -> Result<Generated, Box<dyn Error>> {
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .replace('_', "-");
    let settings = Settings {
        package: name,
        fields: PackageFields::Own {
            version: "0.1.0".to_owned(),
        },
        runtime: Dependency::Path("../../../../runtime".to_owned()),
        command: COMMAND.to_owned(),
        adapter: true,
        ..Settings::default()
    };
    let outcome = generate(&folder.join("document.yaml"), &settings);
    let told = render(&outcome.diagnostics, &outcome.source, false);
    assert!(
        !outcome.diagnostics.has_errors(),
        "nothing of a fixture's document is left out:\n{told}"
    );
    outcome.generated.ok_or_else(|| told.into())
}
