//! What the invariants are held against: the generator's sources as trees, and the clients of the fixtures.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{fs, io};

use specwright::{Dependency, Generated, PackageFields, Settings, generate};

pub(crate) fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn source(path: &str) -> PathBuf {
    root("src").join(path)
}

pub(crate) fn parse(path: &Path) -> Result<syn::File, Box<dyn Error>> {
    Ok(syn::parse_file(&fs::read_to_string(path)?)?)
}

/// Files that hold nothing but tests.
pub(crate) fn is_tests(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests")
        || path.file_stem().is_some_and(|stem| stem == "tests")
}

/// The sources of a stage, by file.
pub(crate) fn stage_trees(stage: &str) -> Result<BTreeMap<String, syn::File>, Box<dyn Error>> {
    let path = source(stage);
    let files = if path.is_dir() {
        rust_files(&path)?
    } else {
        vec![path]
    };
    let mut trees = BTreeMap::new();
    for file in files.into_iter().filter(|file| !is_tests(file)) {
        trees.insert(file.display().to_string(), parse(&file)?);
    }
    assert!(!trees.is_empty(), "there is no stage {stage}");
    Ok(trees)
}

pub(crate) fn all_trees() -> Result<BTreeMap<String, syn::File>, Box<dyn Error>> {
    stage_trees("")
}

pub(crate) fn rust_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

pub(crate) fn fixtures() -> Result<Vec<(String, Generated)>, Box<dyn Error>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(root("tests/fixtures"))? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        all.push((name, generated(&path.join("document.yaml"))?));
    }
    assert!(!all.is_empty());
    Ok(all)
}

pub(crate) fn generated(path: &Path) -> Result<Generated, Box<dyn Error>> {
    let settings = Settings {
        package: "client".to_owned(),
        fields: PackageFields::Own {
            version: "0.1.0".to_owned(),
        },
        runtime: Dependency::Version("0.1".to_owned()),
        command: "a test".to_owned(),
        adapter: true,
        ..Settings::default()
    };
    let outcome = generate(path, &settings);
    let told = specwright::diagnostic::render(&outcome.diagnostics, &outcome.source, false);
    outcome.generated.ok_or_else(|| told.into())
}
