//! What this workspace makes of what: the one place that knows its document, its files and the client's settings.
//!
//! Every path is relative to the workspace's root, which is the working folder of every command.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use contract_tests::oracle::{Document, overlay};
use specwright::{Dependency, Generated, PackageFields, Settings};

use crate::Failure;
use crate::codegen::Target;

/// The document that the client is made of.
pub const DOCUMENT: &str = "spec/atlas-tenant-restore.yaml";

/// What belongs to the generator alone: other files are written by hand, also those beside these in `generated/`.
pub const OWNED: &[&str] = &["generated/Cargo.toml", "generated/src", ADAPTER];

/// What every client links against.
pub const RUNTIME: &str = "generator/runtime";

/// Through what the contract tests drive the client.
const ADAPTER: &str = "contract-tests/tests/suite/adapter.rs";

/// The command line of this workspace.
pub const XTASK: &str = "cargo xtask";

/// What writes all of it.
pub const COMMAND: &str = "cargo xtask codegen";

/// What cargo is to do to run the contract tests.
pub const SUITE: [&str; 6] = [
    "test",
    "--quiet",
    "--package",
    "contract-tests",
    "--test",
    "suite",
];

/// The name of the client's package.
pub const PACKAGE: &str = "atlas-tenant-restore";

/// How the client is to be made in the workspace at `root`.
pub fn settings(root: &Path) -> Result<Settings, Failure> {
    // For `generated/examples/`.
    let dev_dependencies = ["clap", "tokio", "tracing-subscriber"];
    Ok(Settings {
        overlays: overlay::beside(&root.join(DOCUMENT))?,
        package: PACKAGE.to_owned(),
        fields: PackageFields::Workspace,
        runtime: Dependency::Workspace,
        dev_dependencies: dev_dependencies
            .map(|name| (name.to_owned(), Dependency::Workspace))
            .to_vec(),
        command: COMMAND.to_owned(),
        strict: true,
        adapter: true,
        ..Settings::default()
    })
}

/// The document of the workspace at `root` as the contract tests read it, corrected like the client's.
pub fn document(root: &Path) -> Result<Document, Failure> {
    let path = root.join(DOCUMENT);
    Ok(Document::read_with(&path, &overlay::beside(&path)?)?)
}

/// The client of this workspace, for `codegen`.
pub fn target() -> Result<Target, Failure> {
    Ok(Target {
        document: DOCUMENT.into(),
        settings: settings(Path::new(""))?,
        folder: ".".into(),
        owned: OWNED.to_vec(),
        given: String::new(),
        files: Box::new(files),
        summary: None,
        command: COMMAND.to_owned(),
    })
}

/// Every generated file with its text, by its path.
pub fn files(generated: &Generated) -> BTreeMap<String, String> {
    let client = generated.files.iter();
    let adapter = generated.adapter.iter();
    let adapter = adapter.map(|text| (ADAPTER.to_owned(), text.clone()));
    client
        .map(|(path, text)| (format!("generated/{path}"), text.clone()))
        .chain(adapter)
        .collect()
}

/// How to try the client's example program on the server at `uri`.
pub fn example(uri: &str) -> String {
    let id = "32b6e34b3d91647abb20e7b8";
    format!(
        "ACCESS_TOKEN=anything cargo run -p {PACKAGE} --example restore -- \\\n  \
         --base-url {uri} --group-id {id} --cluster-name Cluster0 \\\n  \
         --snapshot-id {id} --target-cluster Cluster1 --yes\n"
    )
}

/// The workspace that this program was built from.
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}
