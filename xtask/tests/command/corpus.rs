//! `cargo xtask corpus`, as it is typed. That the crates compile is tried by the gate, which runs it whole.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;
use xtask::project;

use crate::support::Run;

/// A folder of documents.
struct Corpus(TempDir);

impl Corpus {
    fn new() -> Self {
        let corpus = Self(tempfile::tempdir().expect("a temporary folder"));
        let notes = fs::read_to_string(project::root().join("xtask/tests/documents/notes.yaml"));
        corpus.put("notes.yaml", &notes.expect("the document"));
        corpus.put("of-many/api.yaml", "openapi: 3.0.0\ninfo: { title: Many, version: '1' }\npaths:\n  /a:\n    get:\n      operationId: a\n      responses: { '204': { description: d } }\n");
        corpus.put("of-many/paths/a.yaml", "get: {}\n");
        corpus.put("README.md", "no document");
        corpus.put("settings.json", "{\"nested\": {\"openapi\": 1}}");
        corpus
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .args([
                "corpus",
                ".",
                "--out",
                "made",
                "--no-check",
                "--no-examples",
            ])
            .args(arguments)
            .current_dir(self.0.path());
        command.output().expect("xtask runs").into()
    }
}

#[test]
fn every_document_has_its_line() {
    let corpus = Corpus::new();
    let run = corpus.run(&[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let lines: Vec<_> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{run:?}");
    assert!(lines[0].starts_with("document "), "{run:?}");
    assert!(lines[1].starts_with("notes.yaml "), "{run:?}");
    assert!(lines[2].starts_with("of-many "), "{run:?}");
    assert!(corpus.path("made/notes.yaml/src/lib.rs").is_file());
}

#[test]
fn tables_for_reports_and_for_programs() {
    let corpus = Corpus::new();
    let run = corpus.run(&["--format", "markdown", "--jobs", "2"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(
        run.stdout
            .lines()
            .nth(1)
            .map(|line| line.starts_with("|---|---:|")),
        Some(true),
        "{run:?}"
    );
    assert!(run.stdout.contains("\n| notes.yaml | 4 | 0 |"), "{run:?}");
    let run = corpus.run(&["--format", "json", "--only", "notes.yaml"]);
    let line: serde_json::Value = serde_json::from_str(&run.stdout).expect("one line of JSON");
    assert_eq!(line["document"], "notes.yaml");
    assert_eq!(line["operations"], 4);
    assert_eq!(line["check"], serde_json::Value::Null);
    assert_eq!(line["failures"], serde_json::json!([]));
}

#[test]
fn a_document_that_does_not_generate_fails_the_run_and_no_other() {
    let corpus = Corpus::new();
    corpus.put("broken.yaml", "openapi: 3.0.0\n  paths: [\n");
    let run = corpus.run(&[]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.stderr.contains("broken.yaml: nothing was generated"),
        "{run:?}"
    );
    assert_eq!(run.stdout.lines().count(), 4, "{run:?}");
}

#[test]
fn what_can_not_be_run_is_said() {
    let corpus = Corpus::new();
    let run = corpus.run(&["--only", "note.yaml"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("it has notes.yaml, of-many"), "{run:?}");
    fs::create_dir(corpus.path("empty")).expect("a folder");
    for folder in ["empty", "none"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let run: Run = command
            .args(["corpus", folder])
            .current_dir(corpus.0.path())
            .output()
            .expect("xtask runs")
            .into();
        assert_eq!(run.code, Some(2), "{run:?}");
    }
    corpus.put("of-many/second.yaml", "openapi: 3.0.0\n");
    let run = corpus.run(&[]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("several documents"), "{run:?}");
}
