//! Documents that no client can be made of, or only by a guess, which the project's own document does not leave to
//! anybody: each gets its diagnostic, the exit code is 1, and no file is touched.

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

/// Whether `text` tells of `code`, as an error or as a flaw.
fn tells(text: &str, code: &str) -> bool {
    ["error", "flaw"]
        .iter()
        .any(|severity| text.contains(&format!("{severity}[{code}]")))
}

/// The document becomes `text`, and is refused with `code`.
fn refused_text(text: impl AsRef<[u8]>, code: &str) {
    let run = refused(|tree| tree.put(DOCUMENT, text));
    assert!(tells(&run.stderr, code), "{code}: {}", run.stderr);
    assert!(run.stderr.contains("help: "), "{code}: {}", run.stderr);
}

/// `from` becomes `to`, which is refused with `code` at a line and a pointer of the document.
fn refused_edit(from: &str, to: &str, code: &str, pointer: &str) {
    let run = refused(|tree| tree.edit(DOCUMENT, from, to));
    assert!(tells(&run.stderr, code), "{code}: {}", run.stderr);
    for part in [&format!(" {DOCUMENT}:"), pointer, "help: "] {
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

/// Names are the generator's to find, whatever the document's texts are.
#[test]
fn values_that_look_alike_get_names_of_their_own() {
    let tree = Tree::generated();
    tree.edit(
        DOCUMENT,
        "            - DOWNLOAD\n",
        "            - DOWNLOAD\n            - download\n            - Download\n            - '🦀'\n",
    );
    let run = tree.xtask(&["codegen"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let text = fs::read_to_string(tree.path("generated/src/impls.rs")).expect("the client");
    for value in ["DOWNLOAD", "download", "Download", "🦀"] {
        assert!(text.contains(&format!("= {value:?}")), "{value}: {text}");
    }
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
        assert!(tells(&run.stderr, code), "{code}: {}", run.stderr);
    }
}
