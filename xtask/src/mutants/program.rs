//! The program that runs the suite on one of several clients. What the suite's interface is, only this file knows.

use std::fmt::Write as _;

use super::scratch::{Files, PROGRAM};

/// The variable that says which client is run.
pub(super) const CLIENT: &str = "MUTANTS_CLIENT";

/// The exit code where the program holds no such client.
pub(super) const UNKNOWN: u8 = 42;

/// A client that the program holds.
pub(super) struct Held {
    /// The name of its package, which holds its adapter too.
    pub(super) package: String,
    /// What [`CLIENT`] calls it. A program that was built for other clients does not know it, and says so.
    pub(super) name: String,
    /// The document that the suite reads.
    pub(super) document: String,
    /// What corrects it there.
    pub(super) overlays: Vec<String>,
}

/// The package of a client, made of its files and its adapter: the adapter becomes a module of the client.
pub(super) fn client(package: &str, files: &Files, adapter: &str) -> Files {
    let mut files = files.clone();
    // Only the library: `generated/` has a README and the like.
    files.retain(|path, _| path == "Cargo.toml" || path.starts_with("src/"));
    if let Some(manifest) = files.get_mut("Cargo.toml") {
        *manifest = manifest.replacen(
            "\n[dependencies]\n",
            "\n[dependencies]\ncontract-tests.workspace = true\n",
            1,
        );
        *manifest = manifest.replace("[lints]\nworkspace = true\n", "");
    }
    if let Some(root) = files.get_mut("src/lib.rs") {
        // The adapter calls the client by its package's name, which in the package itself is `crate`.
        let name = package.replace('-', "_");
        // Writing to a string can't fail.
        let _ = write!(
            root,
            "\nextern crate self as {name};\nmod adapter;\n/// Through what the suite calls this client.\n\
             pub fn adapter() -> &'static dyn contract_tests::adapter::Adapter {{\n    &adapter::Generated\n}}\n"
        );
    }
    files.insert("src/adapter.rs".to_owned(), adapter.to_owned());
    files
}

/// The package of the program.
pub(super) fn program(clients: &[Held], folder: impl Fn(&str) -> String) -> Files {
    let mut manifest = format!(
        "[package]\nname = \"{PROGRAM}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         contract-tests.workspace = true\n"
    );
    let mut arms = String::new();
    for Held {
        package,
        name,
        document,
        overlays,
    } in clients
    {
        let module = package.replace('-', "_");
        let folder = folder(package);
        // Writing to a string can't fail.
        let _ = writeln!(manifest, "{package} = {{ path = \"../{folder}\" }}");
        let _ = writeln!(
            arms,
            "        {name:?} => ({document:?}, vec!{overlays:?}, {module}::adapter()),"
        );
    }
    let main = format!(
        "use std::process::ExitCode;\n\nfn main() -> ExitCode {{\n    \
         let client = std::env::var({CLIENT:?}).unwrap_or_default();\n    \
         let (document, overlays, adapter) = match client.as_str() {{\n{arms}        \
         _ => return ExitCode::from({UNKNOWN}),\n    }};\n    \
         let overlays: Vec<&str> = overlays;\n    \
         let suite = contract_tests::Suite::of(document);\n    \
         let suite = overlays.into_iter().fold(suite, contract_tests::Suite::overlay);\n    \
         suite.run(adapter, |_| Vec::new())\n}}\n"
    );
    Files::from([
        ("Cargo.toml".to_owned(), manifest),
        ("src/main.rs".to_owned(), main),
    ])
}
