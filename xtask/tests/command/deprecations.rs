//! `cargo xtask deprecations`, as it is typed, on days of the tests' choice.

use std::path::PathBuf;

use crate::support::{Run, Tree};

/// What the real document says ends on 2026-01-15.
fn of_the_workspace(arguments: &[&str]) -> Run {
    Tree::new().xtask(&[&["deprecations"], arguments].concat())
}

const DOCUMENT: &str = "
openapi: 3.0.3
info: { title: Notes, version: '1' }
paths:
  /notes:
    get:
      operationId: listNotes
      tags: [Notes]
      parameters:
        - { name: old, in: query, deprecated: true, schema: { type: string } }
      responses: { '204': { description: d } }
    post:
      operationId: addNote
      deprecated: true
      x-sunset: '2026-06-01'
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } } }
      responses: { '204': { description: d } }
  /tags:
    get:
      operationId: listTags
      deprecated: true
      x-sunset: '2026-03-01'
      responses: { '204': { description: d } }
components:
  schemas:
    Note:
      type: object
      properties:
        text: { type: string }
        colour: { type: string, deprecated: true }
";

fn of_notes(arguments: &[&str]) -> Run {
    let tree = Tree::new();
    tree.put("notes.yaml", DOCUMENT);
    let spec: PathBuf = tree.path("notes.yaml");
    let spec = spec.to_string_lossy();
    tree.xtask(&[&["deprecations", "--spec", &spec], arguments].concat())
}

/// The first word of each line and what it is about.
fn states(run: &Run) -> Vec<(&str, &str)> {
    let parts = ["operation", "query parameter", "property"];
    let lines = run.stdout.lines().skip(1);
    lines
        .filter_map(|line| {
            let at = parts.iter().find_map(|part| line.find(part))?;
            let (state, what) = line.split_at(at);
            let what = what.split(" (").next()?.split("; use").next()?;
            Some((state.trim().split("  ").next()?, what))
        })
        .collect()
}

#[test]
fn the_gate_closes_with_time_and_no_change_of_the_document() {
    for (now, code, told) in [
        ("2025-10-01", 0, "later   2026-01-15  in 106 days"),
        ("2025-10-17", 1, "soon    2026-01-15  in 90 days"),
        ("2026-01-14", 1, "soon    2026-01-15  in 1 day "),
        ("2026-01-15", 1, "sunset  2026-01-15  today"),
        ("2026-11-24", 1, "sunset  2026-01-15  313 days ago"),
    ] {
        let run = of_the_workspace(&["--within", "90d", "--now", now]);
        assert_eq!(run.code, Some(code), "{now}: {run:?}");
        assert!(run.stdout.contains(told), "{now}: {run:?}");
        assert!(run.stdout.contains("; use createFlexBackupRestoreJob"));
        assert_eq!(run.stderr.is_empty(), code == 0, "{run:?}");
    }
    let run = of_the_workspace(&["--now", "2026-01-14"]);
    assert_eq!(
        run.code,
        Some(0),
        "without --within only what is sunset fails: {run:?}"
    );
}

#[test]
fn everything_that_is_deprecated_is_listed_the_nearest_first() {
    let run = of_notes(&["--now", "2026-04-01", "--within", "90d"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(
        states(&run),
        [
            ("sunset", "operation listTags"),
            ("soon", "operation addNote"),
            ("deprecated, no date", "query parameter old of listNotes"),
            ("deprecated, no date", "property colour of type Note"),
        ],
        "{run:?}"
    );
    assert!(
        run.stderr
            .contains("1 sunset, 1 to be sunset within 90 days"),
        "{run:?}"
    );
}

#[test]
fn only_what_is_used_counts() {
    let now = ["--now", "2026-04-01"];
    for (selection, code, count) in [
        (["--operation", "listNotes"], 0, 1),
        (["--tag", "Notes"], 0, 1),
        (["--path", "/notes"], 0, 3),
        (["--path", "/tags"], 1, 1),
    ] {
        let run = of_notes(&[&now[..], &selection].concat());
        assert_eq!(run.code, Some(code), "{run:?}");
        assert_eq!(states(&run).len(), count, "{run:?}");
    }
}

#[test]
fn programs_get_a_json_object_a_line() {
    let run = of_notes(&["--now", "2026-04-01", "--format", "json"]);
    let ends: Vec<serde_json::Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(ends.len(), 4);
    assert_eq!(ends[0]["state"], "sunset");
    assert_eq!(ends[0]["days"], -31);
    assert_eq!(ends[1]["sunset"], "2026-06-01");
    assert_eq!(ends[2]["sunset"], serde_json::Value::Null);
}

#[test]
fn what_can_not_be_answered_is_an_error() {
    for (arguments, code, told) in [
        (
            &["--within", "90"][..],
            2,
            "not a number of days, such as 90d",
        ),
        (&["--now", "tomorrow"], 2, "not a day, such as 2025-03-12"),
        (
            &["--operation", "dropNote"],
            1,
            "no operation is called `dropNote`",
        ),
        (&["--overlay", "nowhere.yaml"], 1, "can't be read"),
    ] {
        let run = of_notes(arguments);
        assert_eq!(run.code, Some(code), "{run:?}");
        assert!(run.stderr.contains(told), "{told}: {run:?}");
    }
    let run = Tree::new().xtask(&["deprecations", "--spec", "nowhere.yaml"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("unreadable-file"), "{run:?}");
}
