//! `cargo xtask codegen`, as it is called, on workspaces of its own.

use std::fs;

use crate::support::{Files, Tree};
use xtask::project;

#[test]
fn what_is_up_to_date_is_not_written() {
    let tree = Tree::generated();
    let before = tree.files();
    for arguments in [["codegen"].as_slice(), &["codegen", "--check"]] {
        let run = tree.xtask(arguments);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(run.stdout.starts_with("up to date: "), "{run:?}");
        assert_eq!(tree.files(), before);
    }
}

#[test]
fn writing_says_what_it_did_and_leaves_the_rest_alone() {
    let tree = Tree::generated();
    let original = tree.files();
    tree.put("generated/examples/mine.rs", "// by hand");
    tree.put("generated/src/surplus.rs", "");
    tree.edit("generated/src/types.rs", "snapshotId", "snapshotID");
    fs::remove_file(tree.path("generated/src/spec.rs")).expect("the file was there");

    let run = tree.xtask(&["codegen"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(
        run.stdout,
        "created generated/src/spec.rs\nchanged generated/src/types.rs\nremoved generated/src/surplus.rs\n"
    );
    let mut now = tree.files();
    assert!(
        now.remove(&tree.path("generated/examples/mine.rs"))
            .is_some()
    );
    let bytes = |files: Files| {
        files
            .into_iter()
            .map(|(path, (bytes, _))| (path, bytes))
            .collect::<Vec<_>>()
    };
    assert_eq!(bytes(now), bytes(original));
}

#[test]
fn an_edit_by_hand_is_found_with_its_line_both_sides_and_the_remedy() {
    let tree = Tree::generated();
    tree.edit(
        "generated/src/operations/shared_tier_restore_jobs.rs",
        "Operation::post(",
        "Operation::put(",
    );
    let before = tree.files();
    let run = tree.xtask(&["codegen", "--check"]);
    assert_eq!(run.code, Some(1));
    let place = "generated/src/operations/shared_tier_restore_jobs.rs:";
    for part in [
        place,
        "runtime::Operation::post(",
        "runtime::Operation::put(",
        project::COMMAND,
    ] {
        assert!(run.stderr.contains(part), "{part}: {run:?}");
    }
    assert_eq!(tree.files(), before);
}

#[test]
fn an_edit_of_the_adapter_is_found() {
    let tree = Tree::generated();
    tree.edit("contract-tests/tests/suite/adapter.rs", "Enum", "Outcome ");
    let run = tree.xtask(&["codegen", "--check"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr
            .contains("contract-tests/tests/suite/adapter.rs:"),
        "{run:?}"
    );
}

#[test]
fn files_that_should_not_be_there_and_missing_ones_are_found() {
    let tree = Tree::generated();
    tree.put("generated/src/surplus.rs", "");
    let run = tree.xtask(&["codegen", "--check"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr
            .contains("generated/src/surplus.rs should not be there"),
        "{run:?}"
    );

    let tree = Tree::generated();
    fs::remove_file(tree.path("generated/Cargo.toml")).expect("the file was there");
    let run = tree.xtask(&["codegen", "--check"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr.contains("generated/Cargo.toml is missing"),
        "{run:?}"
    );
}

#[test]
fn any_edit_of_the_document_is_found() {
    let edits = [
        ("targetProjectId", "targetGroupId"),
        ("    post:\n", "    put:\n"),
        ("      deprecated: true\n", ""),
        ("backup/tenant/restore:", "backup/tenant/restores:"),
        (
            "        '409':\n          $ref: '#/components/responses/conflict'\n",
            "",
        ),
        (
            "# The contract of one endpoint",
            "# The contract of an endpoint",
        ),
    ];
    for (from, to) in edits {
        let tree = Tree::generated();
        tree.edit(project::DOCUMENT, from, to);
        let run = tree.xtask(&["codegen", "--check"]);
        assert_eq!(run.code, Some(1), "{from:?}: {run:?}");
        assert!(run.stderr.contains(" differs\n"), "{from:?}: {run:?}");
        assert!(run.stderr.contains(project::COMMAND), "{from:?}: {run:?}");
    }
}

#[test]
fn corrections_beside_the_document_are_part_of_it() {
    let tree = Tree::generated();
    tree.put(
        "spec/fix.overlay.yaml",
        "overlay: 1.0.0\ninfo: { title: Corrections, version: '1' }\nactions:\n  - target: $.info\n    \
         description: The server says so.\n    update: { title: Corrected }\n",
    );
    let run = tree.xtask(&["codegen"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.stdout.contains("changed generated/src/lib.rs\n"),
        "{run:?}"
    );
    tree.edit("spec/fix.overlay.yaml", "$.info", "$.inof");
    let run = tree.xtask(&["codegen"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("spec/fix.overlay.yaml:"), "{run:?}");
}

#[test]
fn it_works_in_any_folder_and_without_colours_where_no_terminal_is() {
    let tree = Tree::generated();
    tree.edit(project::DOCUMENT, "operationId: ", "operationID: ");
    let mut command = tree.command(&["codegen"]);
    let output = command
        .current_dir(tree.path("generated/src"))
        .output()
        .expect("xtask runs");
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(
        stderr.contains(" spec/atlas-tenant-restore.yaml:"),
        "{stderr}"
    );
    assert!(!stderr.contains('\u{1b}'), "{stderr:?}");
}

#[test]
fn a_command_line_that_is_not_understood_has_its_own_exit_code() {
    let tree = Tree::new();
    for arguments in [
        ["codegen", "--chekc"].as_slice(),
        &["mock", "--listen", "0.0.0.0:0"],
        &["mock", "--status", "418"],
        &[],
    ] {
        assert_eq!(tree.xtask(arguments).code, Some(2), "{arguments:?}");
    }
}
