//! The contract of each operation in `spec/`, as a person reviews it: a change of the document shows here as a few lines.
//!
//! `cargo insta review` goes through what changed. Without that tool: `INSTA_UPDATE=always cargo test -p xtask`, then
//! `git diff`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use specwright::describe::describe;
use xtask::project;

#[test]
fn each_operation_is_as_reviewed() {
    let document = project::root().join(project::DOCUMENT);
    let settings = project::settings(&project::root()).expect("the settings");
    let outcome = specwright::generate(&document, &settings);
    let diagnostics = specwright::diagnostic::render(&outcome.diagnostics, &outcome.source, false);
    let generated = outcome.generated.expect(&diagnostics);
    let contracts = describe(&generated.api, &generated.names);
    assert!(!contracts.is_empty());

    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (operation, contract) in &contracts {
            insta::assert_snapshot!(operation.as_str(), contract);
        }
    });

    // A snapshot of an operation that is gone would be reviewed by nobody.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let kept: BTreeSet<_> = fs::read_dir(folder)
        .expect("the snapshots")
        .map(|entry| entry.expect("a snapshot").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "snap")
        })
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    let wanted: BTreeSet<_> = contracts
        .iter()
        .map(|(operation, _)| format!("{operation}.snap"))
        .collect();
    assert_eq!(
        kept, wanted,
        "each operation has a snapshot, and each snapshot an operation"
    );
}
