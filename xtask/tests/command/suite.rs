//! `cargo xtask codegen --contract-tests`: the crate beside the client that proves it.

use std::fs;
use std::process::Command;

use xtask::project;

use crate::standalone::Place;
use crate::support::{Run, without_tests};

const MAIN: &str = "out/contract-tests/tests/suite/main.rs";

fn made(arguments: &[&str]) -> Place {
    let place = Place::new();
    let run = place.notes(&[&["--contract-tests"], arguments].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    place
}

#[test]
fn a_client_with_a_suite_needs_nothing_of_this_workspace_and_names_no_folder() {
    let place = made(&[]);
    let manifest = place.read("out/Cargo.toml");
    assert!(
        manifest.contains("[workspace]\nmembers = [\"contract-tests\"]\ndefault-members = [\".\", \"contract-tests\"]\n"),
        "{manifest}"
    );
    let manifest = place.read("out/contract-tests/Cargo.toml");
    for part in [
        "little-notes = { path = \"..\" }",
        "specwright-runtime = { path = \"../runtime\" }",
        "[[test]]\nname = \"suite\"\nharness = false\n",
    ] {
        assert!(manifest.contains(part), "{part}: {manifest}");
    }
    assert!(!manifest.contains("workspace"), "{manifest}");
    let copied = place.files("out/contract-tests/src");
    let source = project::root().join("contract-tests/src");
    let original = without_tests(place.files(&source.to_string_lossy()));
    let texts =
        |files: Vec<(_, String)>| files.into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    assert!(copied.len() > 20);
    assert!(
        texts(copied) == texts(original),
        "the copy differs from the source"
    );
    let folder = place.path("").to_string_lossy().into_owned();
    for (path, text) in place.files("out") {
        assert!(
            !text.contains(&folder),
            "{} names its folder",
            path.display()
        );
    }
}

#[test]
fn the_program_names_the_document_and_what_was_taken_of_it_by_relative_ways() {
    let place = Place::new();
    place.put(
        "corrections/a b.yaml",
        "overlay: 1.0.0\ninfo: { title: Corrections, version: '1' }\nactions:\n  - target: $.info\n    \
         description: The server says so.\n    update: { title: Corrected }\n",
    );
    let run = place.notes(&[
        "--contract-tests",
        "--path",
        "/notes/**",
        "--tag",
        "Notes",
        "--operation",
        "health",
        "--operation",
        "addNote",
        "--overlay",
        "corrections/a b.yaml",
        "--api-version",
        "2025-03-12",
    ]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let main = place.read(MAIN);
    for part in [
        "Suite::of(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../../notes.yaml\"))\n",
        ".overlay(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../../corrections/a b.yaml\"))\n",
        ".operations(&[\"health\", \"addNote\"])\n",
        ".tags(&[\"Notes\"])\n",
        ".paths(&[\"/notes/**\"])\n",
        ".api_version(\"2025-03-12\")\n",
        ".expectations(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/expectations.yaml\"))\n",
    ] {
        assert!(main.contains(part), "{part}: {main}");
    }
    let readme = place.read("out/README.md");
    assert!(readme.contains("## Contract tests\n"), "{readme}");
    assert!(readme.contains(" --contract-tests\n"), "{readme}");
}

#[test]
fn check_looks_at_the_suite_too() {
    for (file, from) in [
        (MAIN, "/../../notes.yaml"),
        (
            "out/contract-tests/tests/suite/adapter.rs",
            "\"GET /notes\"",
        ),
        ("out/contract-tests/src/lib.rs", "pub mod"),
    ] {
        let place = made(&[]);
        let run = place.notes(&["--contract-tests", "--check"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        place.put(file, &place.read(file).replace(from, "other"));
        let run = place.notes(&["--contract-tests", "--check"]);
        assert_eq!(run.code, Some(1), "{file}: {run:?}");
        let name = file.strip_prefix("out/").unwrap_or(file);
        assert!(run.stderr.contains(&format!("{name}:")), "{run:?}");
    }
}

#[test]
fn what_people_write_into_the_folder_stays() {
    let place = made(&[]);
    let mine = [
        "out/contract-tests/expectations.yaml",
        "out/contract-tests/tests/mine.rs",
        "out/contract-tests/tests/suite/mine.rs",
    ];
    for file in mine {
        place.put(file, "mine");
    }
    place.put("out/contract-tests/src/surplus.rs", "");
    // With it, without it, and with it again.
    for arguments in [["--contract-tests"].as_slice(), &[], &["--contract-tests"]] {
        let run = place.notes(arguments);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(place.path(MAIN).exists(), !arguments.is_empty());
        assert_eq!(
            place.read("out/Cargo.toml").contains("members"),
            !arguments.is_empty()
        );
        for file in mine {
            assert_eq!(place.read(file), "mine");
        }
        assert!(!place.path("out/contract-tests/src/surplus.rs").exists());
    }
    // A crate of that name that the command has not made is not replaced.
    let place = Place::new().made();
    place.put("out/contract-tests/src/lib.rs", "// by hand");
    let run = place.notes(&["--contract-tests"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(
        run.stderr.contains("a folder `contract-tests` of its own"),
        "{run:?}"
    );
    assert_eq!(place.read("out/contract-tests/src/lib.rs"), "// by hand");
    assert_eq!(place.notes(&[]).code, Some(0));
}

#[test]
fn a_suite_that_no_registry_has_is_refused() {
    let place = Place::new();
    let run = place.notes(&["--contract-tests", "--runtime", "version"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("--runtime path"), "{run:?}");
    assert!(!place.path("out").exists());
    assert_eq!(place.codegen(&["--contract-tests"]).code, Some(2));
}

/// With `--runtime path`, because then all but the client is built already.
#[test]
fn the_suite_compiles_without_a_warning_and_holds_the_client_against_the_document() {
    let place = made(&["--runtime", "path"]);
    fs::copy(
        project::root().join("Cargo.lock"),
        place.path("out/Cargo.lock"),
    )
    .expect("a lock");
    let test = |arguments: &[&str]| -> Run {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["test", "--offline", "--test", "suite"])
            .args(["--config", "profile.dev.package.\"*\".opt-level=0", "--"])
            .args(arguments)
            .current_dir(place.path("out"))
            // As this workspace is built, so that what is built already is used.
            .env("CARGO_TARGET_DIR", project::root().join("target"))
            .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
        cargo.output().expect("cargo runs").into()
    };
    let run = test(&["--list"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(!run.stderr.contains("warning"), "{run:?}");
    for operation in ["listNotes", "addNote", "removeNote", "health"] {
        assert!(run.stdout.contains(&format!("::{operation}::")), "{run:?}");
    }
    let run = test(&["malformed::listNotes"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    // The client is as it was; now the document says something else.
    place.edit("title: Little notes", "title: Some notes");
    let run = test(&["operations::client_has"]);
    assert_eq!(run.code, Some(101), "{run:?}");
}
