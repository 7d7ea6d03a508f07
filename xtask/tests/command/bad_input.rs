//! Documents that no client can be made of: each gets its diagnostic, the exit code is 1, and no file is touched.

use std::fs;

use crate::support::{Run, Tree};
use xtask::project::DOCUMENT;

/// Breaks the document of a generated tree, and runs `codegen` on it.
fn refused(break_it: impl FnOnce(&Tree)) -> Run {
    let tree = Tree::generated();
    break_it(&tree);
    let before = tree.files();
    let run = tree.xtask(&["codegen"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(tree.files(), before, "no file is touched");
    run
}

/// The document becomes `text`, and is refused with `code`.
fn refused_text(text: impl AsRef<[u8]>, code: &str) {
    let run = refused(|tree| tree.put(DOCUMENT, text));
    assert!(
        run.stderr.contains(&format!("error[{code}]")),
        "{code}: {}",
        run.stderr
    );
    assert!(run.stderr.contains("help: "), "{code}: {}", run.stderr);
}

/// `from` becomes `to`, which is refused with `code` at a line and a pointer of the document.
fn refused_edit(from: &str, to: &str, code: &str, pointer: &str) {
    let run = refused(|tree| tree.edit(DOCUMENT, from, to));
    for part in [
        &format!("error[{code}]"),
        &format!(" {DOCUMENT}:"),
        pointer,
        "help: ",
    ] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
}

#[test]
fn a_file_that_is_not_there() {
    let run = refused(|tree| fs::remove_file(tree.path(DOCUMENT)).expect("the file was there"));
    assert!(run.stderr.contains("error[unreadable-file]"), "{run:?}");
    assert!(run.stderr.contains(DOCUMENT), "{run:?}");
}

#[test]
fn bytes_that_are_not_utf8() {
    refused_text(b"openapi: 3.0.3\ninfo: { title: \xff }\n", "not-utf8");
}

#[test]
fn broken_yaml() {
    refused_text("openapi: 3.0.3\n  paths: [\n", "invalid-syntax");
}

#[test]
fn broken_json() {
    refused_text(
        "{\"openapi\": \"3.0.3\",\n \"paths\": {,}}",
        "invalid-syntax",
    );
}

#[test]
fn another_format() {
    refused_text("name: ci\non: [push]\njobs: {}\n", "unknown-format");
    refused_text("<html></html>", "unknown-format");
}

#[test]
fn other_versions() {
    refused_text(
        "swagger: '2.0'\ninfo: { title: t, version: '1' }\npaths: {}\n",
        "unsupported-version",
    );
    refused_text(
        "openapi: 4.0.0\ninfo: { title: t, version: '1' }\npaths: {}\n",
        "unsupported-version",
    );
}

#[test]
fn no_paths() {
    refused_text(
        "openapi: 3.0.3\ninfo: { title: t, version: '1' }\n",
        "missing-keyword",
    );
}

#[test]
fn a_reference_to_nothing() {
    refused_edit(
        "$ref: '#/components/responses/conflict'",
        "$ref: '#/components/responses/konflikt'",
        "unresolved-reference",
        "/responses/409",
    );
}

#[test]
fn references_in_a_circle() {
    refused_edit(
        "    conflict:\n      description: Conflict.\n",
        "    conflict:\n      $ref: '#/components/responses/again'\n    again:\n      $ref: '#/components/responses/conflict'\n    other:\n      description: Conflict.\n",
        "circular-reference",
        "/components/responses/",
    );
}

#[test]
fn two_operations_with_one_id() {
    refused_edit(
        "\ncomponents:\n",
        "\n  /other:\n    get:\n      operationId: createSharedClusterBackupRestoreJob\n      responses: { '204': { description: Done. } }\ncomponents:\n",
        "doubled-operation-id",
        "/paths/~1other/get/operationId",
    );
}

#[test]
fn path_parameters_and_path_must_agree() {
    refused_edit(
        "{clusterName}",
        "{cluster}",
        "undeclared-path-parameter",
        "/paths/",
    );
    refused_edit(
        "/{clusterName}",
        "",
        "unused-path-parameter",
        "/parameters/1",
    );
}

#[test]
fn an_example_that_breaks_its_own_schema() {
    refused_edit(
        "deliveryType: RESTORE",
        "deliveryType: [RESTORE]",
        "invalid-example",
        "/deliveryType",
    );
}

#[test]
fn names_that_no_identifier_can_be_made_of() {
    refused_edit(
        "            - DOWNLOAD\n",
        "            - '🦀'\n",
        "unnameable",
        "/deliveryType/enum/1",
    );
}

#[test]
fn names_that_collide() {
    refused_edit(
        "            - DOWNLOAD\n",
        "            - DOWNLOAD\n            - download\n            - Download\n            - DownLoad\n            - DOWN_LOAD\n            - down-load\n",
        "name-collision",
        "/deliveryType/enum/",
    );
}

#[test]
fn everything_that_is_wrong_is_said_in_one_run() {
    let run = refused(|tree| {
        tree.edit(DOCUMENT, "deliveryType: RESTORE", "deliveryType: [RESTORE]");
        tree.edit(
            DOCUMENT,
            "$ref: '#/components/responses/conflict'",
            "$ref: '#/components/responses/konflikt'",
        );
        tree.edit(DOCUMENT, "{clusterName}", "{cluster}");
    });
    for code in [
        "invalid-example",
        "unresolved-reference",
        "undeclared-path-parameter",
    ] {
        assert!(
            run.stderr.contains(&format!("error[{code}]")),
            "{code}: {}",
            run.stderr
        );
    }
}
