//! `cargo xtask codegen --spec`, as it is typed, in folders of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use xtask::project;

use crate::support::{Run, without_tests};

/// A folder to call the command in, with a document `notes.yaml`.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self(tempfile::tempdir().expect("a temporary folder"));
        fs::copy(notes(), place.path("notes.yaml")).expect("the document");
        place
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Replaces text of the document that must be there.
    pub(crate) fn edit(&self, from: &str, to: &str) {
        let text = self.read("notes.yaml");
        assert!(text.contains(from), "{from:?}");
        self.put("notes.yaml", &text.replace(from, to));
    }

    /// Calls `codegen` here.
    pub(crate) fn codegen(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .arg("codegen")
            .args(arguments)
            .current_dir(self.0.path());
        command.output().expect("xtask runs").into()
    }

    /// Calls `codegen` for the document and the folder `out`.
    pub(crate) fn notes(&self, arguments: &[&str]) -> Run {
        self.codegen(&[&["--spec", "notes.yaml", "--out", "out"], arguments].concat())
    }

    pub(crate) fn made(self) -> Self {
        let run = self.notes(&[]);
        assert_eq!(run.code, Some(0), "{run:?}");
        self
    }

    /// Every file below `folder` with its text.
    pub(crate) fn files(&self, folder: &str) -> Vec<(PathBuf, String)> {
        let mut files = Vec::new();
        let mut open = vec![self.path(folder)];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                let entries = fs::read_dir(path).expect("a folder");
                open.extend(entries.map(|entry| entry.expect("an entry").path()));
            } else if let Ok(text) = fs::read_to_string(&path) {
                files.push((path, text));
            }
        }
        files.sort();
        files
    }
}

fn notes() -> PathBuf {
    project::root().join("xtask/tests/documents/notes.yaml")
}

#[test]
fn a_crate_that_stands_alone() {
    let place = Place::new();
    let run = place.notes(&[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    for part in [
        "little-notes: 4 operations, 3 types, ",
        " lines in out (",
        "free-form: 0 of 13 schemas; ",
    ] {
        assert!(run.stdout.contains(part), "{part}: {run:?}");
    }
    let manifest = place.read("out/Cargo.toml");
    for part in [
        "name = \"little-notes\"",
        "\n[workspace]\n",
        "specwright-runtime = { path = \"runtime\" }",
    ] {
        assert!(manifest.contains(part), "{part}: {manifest}");
    }
    assert!(place.path("out/src/lib.rs").is_file());
    let folder = place.0.path().to_string_lossy().into_owned();
    for (path, text) in place.files("out") {
        assert!(
            !text.contains(&folder),
            "{} names its folder",
            path.display()
        );
    }
}

#[test]
fn the_readme_says_how_to_use_it_and_how_to_make_it() {
    let place = Place::new().made();
    let readme = place.read("out/README.md");
    for part in [
        "# little-notes\n",
        "its 4\noperations",
        "Keeps notes of a few lines.",
        "use little_notes::Client;",
        ".bearer_token(token)",
        "client.list_notes()",
        "https://notes.example.com/v2",
        "$ cargo xtask codegen --spec notes.yaml --out <this folder>\n",
    ] {
        assert!(readme.contains(part), "{part}: {readme}");
    }
}

#[test]
fn the_crate_and_the_example_of_its_readme_compile_without_a_warning() {
    let place = Place::new().made();
    fs::copy(
        project::root().join("Cargo.lock"),
        place.path("out/Cargo.lock"),
    )
    .expect("a lock");
    for arguments in [
        ["check", "--offline"].as_slice(),
        &["test", "--offline", "--doc"],
    ] {
        let run: Run = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(place.path("out"))
            // As this workspace is built, so that what is built already is used.
            .env("CARGO_TARGET_DIR", project::root().join("target"))
            .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")
            .output()
            .expect("cargo runs")
            .into();
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(!run.stderr.contains("warning"), "{run:?}");
    }
}

#[test]
fn the_copy_of_the_runtime_is_the_runtime() {
    let place = Place::new().made();
    let source = project::root().join(project::RUNTIME);
    let relative = |files: Vec<(PathBuf, String)>, folder: &Path| -> Vec<(PathBuf, String)> {
        let strip = |path: PathBuf| path.strip_prefix(folder).expect("below").to_owned();
        files
            .into_iter()
            .map(|(path, text)| (strip(path), text))
            .collect()
    };
    let copied = relative(place.files("out/runtime/src"), &place.path("out/runtime"));
    let original = without_tests(place.files(&source.join("src").to_string_lossy()));
    let original = relative(original, &source);
    assert!(copied.len() > 20);
    assert!(copied == original, "the copy differs from the source");
    let manifest = place.read("out/runtime/Cargo.toml");
    assert!(!manifest.contains("workspace ="), "{manifest}");
    assert!(!manifest.contains(".workspace"), "{manifest}");
}

#[test]
fn what_is_up_to_date_is_not_written_and_an_edit_is_found() {
    let place = Place::new().made();
    for arguments in [["--check"].as_slice(), &[]] {
        let run = place.notes(arguments);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(run.stdout.starts_with("up to date: "), "{run:?}");
    }
    let types = place.read("out/src/types.rs");
    place.put(
        "out/src/types.rs",
        &types
            .replace("Milk", "Silk")
            .replace("pub struct Note", "struct Note"),
    );
    let run = place.notes(&["--check"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    for part in [
        "src/types.rs:",
        "pub struct Note",
        "--spec notes.yaml --out out",
    ] {
        assert!(run.stderr.contains(part), "{part}: {run:?}");
    }
    assert_eq!(
        place.notes(&[]).stdout.lines().next(),
        Some("changed src/types.rs")
    );
    assert_eq!(place.read("out/src/types.rs"), types);
}

#[test]
fn check_finds_a_crate_that_was_never_made_and_makes_none() {
    let place = Place::new();
    let run = place.notes(&["--check"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("Cargo.toml is missing"), "{run:?}");
    assert!(!place.path("out").exists());
}

#[test]
fn only_what_the_command_made_is_replaced() {
    let place = Place::new().made();
    place.put("out/examples/mine.rs", "// by hand");
    place.put("out/src/surplus.rs", "");
    let run = place.notes(&["--runtime", "path"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.stdout.contains("removed src/surplus.rs\n") || run.stdout.contains("removed "),
        "{run:?}"
    );
    assert!(!place.path("out/src/surplus.rs").exists());
    assert!(
        !place.path("out/runtime").exists(),
        "the copy of the runtime is not needed any more"
    );
    assert_eq!(place.read("out/examples/mine.rs"), "// by hand");
    // A folder of that name which somebody else made stays.
    place.put("out/runtime/mine.rs", "// by hand");
    let run = place.notes(&["--runtime", "path"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(place.read("out/runtime/mine.rs"), "// by hand");
    let run = place.notes(&[]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert_eq!(place.read("out/runtime/mine.rs"), "// by hand");
}

#[test]
fn folders_of_others_are_refused() {
    for (file, said) in [
        ("out/photo.jpg", "is not empty and holds no generated crate"),
        (
            "out/Cargo.toml",
            "is not empty and holds no generated crate",
        ),
        ("out", "is a file"),
    ] {
        let place = Place::new();
        place.put(file, "mine");
        let run = place.notes(&[]);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.stderr.contains(said), "{run:?}");
        assert_eq!(place.read(file), "mine");
    }
    let place = Place::new().made();
    place.put("out/README.md", "# mine");
    assert_eq!(place.notes(&[]).code, Some(2));
    assert_eq!(place.read("out/README.md"), "# mine");
}

#[test]
fn an_empty_folder_and_one_deep_down_will_do() {
    let place = Place::new();
    fs::create_dir(place.path("empty")).expect("a folder");
    for out in ["empty", "a/b/c"] {
        let run = place.codegen(&["--spec", "notes.yaml", "--out", out]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(place.path(out).join("src/lib.rs").is_file());
    }
}

#[test]
fn the_name_and_the_runtime_are_up_to_the_caller() {
    let place = Place::new();
    let run = place.notes(&["--name", "my_notes", "--runtime", "version"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let manifest = place.read("out/Cargo.toml");
    assert!(manifest.contains("name = \"my_notes\""), "{manifest}");
    assert!(manifest.contains("specwright-runtime = \"0."), "{manifest}");
    let readme = place.read("out/README.md");
    assert!(readme.contains("use my_notes::Client;"), "{readme}");
    assert!(
        readme.contains("--name my_notes --runtime version\n"),
        "{readme}"
    );

    let run = place.notes(&["--runtime", "path"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let manifest = place.read("out/Cargo.toml");
    assert!(manifest.contains("generator/runtime\" }"), "{manifest}");
    assert!(manifest.contains("path = \"../"), "{manifest}");
}

#[test]
fn a_part_of_a_document_with_the_types_that_it_needs() {
    for (arguments, operations, has_types) in [
        (
            ["--tag", "Operation"].as_slice(),
            "1 operation, 0 types",
            false,
        ),
        (
            &["--operation", "health", "--operation", "removeNote"],
            "2 operations, 0 types",
            false,
        ),
        (&["--path", "/notes/*"], "1 operation, 0 types", false),
        (
            &["--tag", "Operation", "--path", "/notes"],
            "3 operations, 3 types",
            true,
        ),
        (&["--path", "/**"], "4 operations, 3 types", true),
    ] {
        let place = Place::new();
        let run = place.notes(arguments);
        assert_eq!(run.code, Some(0), "{arguments:?}: {run:?}");
        assert!(run.stdout.contains(operations), "{arguments:?}: {run:?}");
        assert_eq!(
            place.path("out/src/types.rs").exists(),
            has_types,
            "{arguments:?}"
        );
        let command = arguments
            .join(" ")
            .replace("/notes/*", "'/notes/*'")
            .replace("/**", "'/**'");
        let readme = place.read("out/README.md");
        assert!(readme.contains(&command), "{command}: {readme}");
    }
}

#[test]
fn a_part_that_is_not_there_is_an_error() {
    for arguments in [
        ["--tag", "Note"],
        ["--operation", "listNote"],
        ["--path", "/note"],
    ] {
        let place = Place::new();
        let run = place.notes(&[["--path", "/health"], arguments].concat());
        assert_eq!(run.code, Some(1), "{arguments:?}: {run:?}");
        assert!(run.stderr.contains("[unmatched-selection]"), "{run:?}");
        assert!(!place.path("out").exists());
    }
}

#[test]
fn corrections_are_applied_first_and_one_that_hits_nothing_is_an_error() {
    let overlay = |target: &str| {
        format!(
            "overlay: 1.0.0\ninfo: {{ title: Corrections, version: '1' }}\nactions:\n  - target: {target}\n    \
             description: The server says so.\n    update: {{ title: Corrected notes }}\n"
        )
    };
    let place = Place::new();
    place.put("fix.overlay.yaml", &overlay("$.info"));
    let run = place.notes(&["--overlay", "fix.overlay.yaml"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("corrected-notes: "), "{run:?}");
    assert!(
        place
            .read("out/README.md")
            .contains("--overlay fix.overlay.yaml")
    );

    let place = Place::new();
    place.put("fix.overlay.yaml", &overlay("$.inof"));
    for file in ["fix.overlay.yaml", "none.overlay.yaml"] {
        let run = place.notes(&["--overlay", file]);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(run.stderr.contains(file), "{run:?}");
        assert!(!place.path("out").exists());
    }
}

#[test]
fn the_version_is_up_to_the_caller() {
    let place = Place::new();
    let content = |date: &str| {
        format!(
            "            application/vnd.notes.{date}+json:\n              \
             schema: {{ $ref: '#/components/schemas/NewNote' }}\n"
        )
    };
    place.edit(
        "  /health:\n",
        &format!(
            "  /dated:\n    get:\n      operationId: dated\n      responses:\n        '200':\n          \
             description: d\n          content:\n{}{}  /health:\n",
            content("2024-01-01"),
            content("2025-01-01")
        ),
    );
    for (arguments, date) in [
        ([].as_slice(), "2025-01-01"),
        (&["--api-version", "2024-12-31"], "2024-01-01"),
        (&["--api-version", "2025-01-01"], "2025-01-01"),
    ] {
        let run = place.notes(arguments);
        assert_eq!(run.code, Some(0), "{run:?}");
        let files = place.files("out/src/operations");
        let accepted = format!("application/vnd.notes.{date}+json");
        assert!(
            files.iter().any(|(_, text)| text.contains(&accepted)),
            "{accepted}"
        );
    }
    let run = place.notes(&["--api-version", "2023-01-01"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("unavailable-version (1)"), "{run:?}");
}

#[test]
fn what_is_wrong_leaves_out_an_operation_and_under_strict_everything() {
    let place = Place::new();
    place.edit(
        "        - name: limit\n",
        "        - $ref: '#/components/parameters/nothing'\n        - name: limit\n",
    );
    let run = place.notes(&["--strict"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("nothing was written"), "{run:?}");
    assert!(!place.path("out").exists());

    let run = place.notes(&[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    for part in [
        "3 operations",
        "left out: 1 operation, because of\n  unresolved-reference (1): notes.yaml:",
    ] {
        assert!(run.stdout.contains(part), "{part}: {run:?}");
    }
}

#[test]
fn a_document_that_is_none_writes_nothing() {
    let place = Place::new();
    place.put("notes.yaml", "name: ci\non: [push]\n");
    let run = place.notes(&[]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("notes.yaml"), "{run:?}");
    assert!(!place.path("out").exists());
    let run = place.codegen(&["--spec", "none.yaml", "--out", "out"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("none.yaml"), "{run:?}");
}

/// Makes `count` schemas with a keyword that does not exist.
fn with_unknown_keywords(place: &Place, count: usize) {
    let schema = |index| format!("    Extra{index}: {{ type: string, maxlen: 1 }}\n");
    let schemas: Vec<String> = (0..count).map(schema).collect();
    place.edit("  schemas:\n", &format!("  schemas:\n{}", schemas.concat()));
}

#[test]
fn people_see_a_few_of_each_kind_and_how_to_see_all() {
    let place = Place::new();
    with_unknown_keywords(&place, 10);
    let run = place.notes(&[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(
        run.stderr.matches("[unknown-keyword]").count(),
        3,
        "{run:?}"
    );
    for part in [
        "7 more of the code unknown-keyword",
        "`--all`",
        "--format json",
    ] {
        assert!(run.stderr.contains(part), "{part}: {run:?}");
    }
    assert!(
        !run.stderr.contains('\u{1b}'),
        "no terminal, so no colours and no progress"
    );
    let run = place.notes(&["--all"]);
    assert_eq!(
        run.stderr.matches("[unknown-keyword]").count(),
        10,
        "{run:?}"
    );
}

#[test]
fn programs_get_lines_of_json_and_github_its_commands() {
    let place = Place::new();
    with_unknown_keywords(&place, 10);
    let run = place.notes(&["--format", "json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.stderr.lines().count(), 10, "{run:?}");
    for line in run.stderr.lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(line["code"], "unknown-keyword");
        assert_eq!(line["file"], "notes.yaml");
        assert!(line["line"].is_u64());
    }
    let run = place.notes(&["--format", "github"]);
    assert_eq!(run.stderr.lines().count(), 10, "{run:?}");
    let first = run.stderr.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("::warning file=notes.yaml,line="),
        "{first}"
    );
    assert!(first.contains(",title=unknown-keyword::"), "{first}");
}

#[test]
fn quiet_is_quiet() {
    let place = Place::new();
    with_unknown_keywords(&place, 1);
    let run = place.notes(&["--quiet"]);
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (Some(0), "", "")
    );
}

#[test]
fn command_lines_that_make_no_sense() {
    let place = Place::new();
    for arguments in [
        ["--spec", "notes.yaml"].as_slice(),
        &["--out", "out"],
        &["--tag", "Notes"],
        &["--strict"],
        &["--spec", "notes.yaml", "--out", "out", "--name", "no name"],
        &["--spec", "notes.yaml", "--out", "out", "--name", "fn"],
        &["--spec", "notes.yaml", "--out", "out", "--runtime", "none"],
        &[
            "--spec",
            "notes.yaml",
            "--out",
            "out",
            "--api-version",
            "March",
        ],
        &["--spec", "notes.yaml", "--out", "out", "--quiet", "--all"],
    ] {
        let run = place.codegen(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}: {run:?}");
        assert!(!place.path("out").exists());
    }
}

#[test]
fn help_has_examples() {
    let run = Place::new().codegen(&["--help"]);
    assert_eq!(run.code, Some(0));
    assert!(
        run.stdout
            .contains("cargo xtask codegen --spec petstore.yaml --out petstore"),
        "{run:?}"
    );
}
