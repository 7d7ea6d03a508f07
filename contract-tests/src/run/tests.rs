//! Suites with a client that can't be built: its cases fail, and what is told of that is looked at.

use std::{collections::BTreeMap, fs, process::ExitCode};

use libtest_mimic::Arguments;
use tempfile::TempDir;

use super::{Sink, Suite};
use crate::{
    adapter::{Adapter, Client, Connection, Enum, Facts, Text, Type},
    cases::Case,
    difference::{Difference, Failure},
    harness::TOKEN,
    results::{Kind, Results, State},
};

const DOCUMENT: &str = "
openapi: 3.0.3
info: { title: Notes, version: '2' }
paths:
  /notes:
    get:
      operationId: notes/list
      deprecated: true
      parameters: [{ name: page, in: query, schema: { type: integer } }]
      responses:
        '200': { description: All., content: { application/json: { schema: { type: string }, example: 7 } } }
        '404': { description: None. }
    post: { operationId: addNote, responses: { '204': { description: Added. } } }
";

struct NoClient;

impl Adapter for NoClient {
    fn facts(&self) -> Facts {
        Facts::default()
    }

    fn types(&self) -> &'static [Type] {
        &[]
    }

    fn enums(&self) -> &'static [Enum] {
        &[]
    }

    fn texts(&self) -> &'static [Text] {
        &[]
    }

    fn connect(&self, _: &Connection) -> Result<Box<dyn Client>, String> {
        Err("there is no client".to_owned())
    }
}

fn own_cases() -> Vec<Case> {
    let differs = || Difference::new("the number", "1", "2").at("api.yaml:3".to_owned());
    vec![
        Case::new("mine::passes", || Ok(())),
        Case::new("mine::fails", move || Err(Failure::of(differs()))),
        Case::new("mine::panics", || panic!("out of paper for {TOKEN}")),
    ]
}

/// Runs the suite of `document` with further cases; how it ended, and the results as they were written.
fn run(
    document: &str,
    expectations: &str,
    arguments: &[&str],
    suite: impl FnOnce(Suite) -> Suite,
) -> (bool, Results) {
    let folder = TempDir::new().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    let sink = Sink {
        file: Some(folder.path().join("target/results.json")),
        fail_fast: false,
    };
    let made = Suite::of(file("api.yaml", document)).expectations(file("known.yaml", expectations));
    let mut arguments = Arguments::from_iter([&["suite"], arguments].concat());
    // Red tests that are meant to be red confuse a reader.
    let log = folder.path().join("log");
    arguments.logfile = Some(log.to_string_lossy().into_owned());
    let code = suite(made).run_with(arguments, &sink, &NoClient, |_| own_cases());
    let text = fs::read_to_string(folder.path().join("target/results.json")).expect("results");
    // An exit code can only be compared by what it shows.
    let is_green = format!("{code:?}") == format!("{:?}", ExitCode::SUCCESS);
    (is_green, serde_json::from_str(&text).expect("results"))
}

fn states(results: &Results) -> BTreeMap<&str, State> {
    let cases = results.cases.iter();
    cases.map(|case| (case.name.as_str(), case.state)).collect()
}

#[test]
fn each_case_is_told_of_with_its_failure() {
    let (is_green, results) = run(DOCUMENT, "", &["mine::"], |suite| suite);
    assert!(!is_green);
    assert!(!results.complete, "a part was asked for");
    let states = states(&results);
    assert_eq!(states.len(), 3);
    assert_eq!(states["mine::passes"], State::Passed);
    assert_eq!(states["mine::fails"], State::Failed);
    let failure = |name: &str| {
        let case = results.cases.iter().find(|case| case.name == name);
        case.and_then(|case| case.failure.clone())
            .expect("a failure")
    };
    let told = &failure("mine::fails").differences[0];
    assert_eq!(told.place.as_deref(), Some("api.yaml:3"));
    assert!(failure("mine::panics").to_string().contains("out of paper"));
}

#[test]
fn a_known_failure_is_no_failure_until_it_passes() {
    let known = |names: &[&str]| {
        let entries = names
            .iter()
            .map(|name| format!("  - {{ case: 'mine::{name}', reason: r }}\n"));
        format!("known_failures:\n{}", entries.collect::<String>())
    };
    let (is_green, results) = run(
        DOCUMENT,
        &known(&["fails", "panics"]),
        &["mine::"],
        |suite| suite,
    );
    assert!(is_green, "{results:?}");
    assert_eq!(results.count(State::Known), 2);
    let (is_green, results) = run(DOCUMENT, &known(&["passes"]), &["mine::passes"], |suite| {
        suite
    });
    assert!(!is_green);
    assert_eq!(states(&results)["mine::passes"], State::Failed);
}

#[test]
fn a_whole_run_tells_what_is_stale_and_what_is_open() {
    let expected = "{ known_failures: [{ case: gone, reason: r }], \
                    not_covered: [{ item: answer GET /notes 404 no body, reason: nobody asks }, { item: gone too, reason: r }] }";
    let (_, results) = run(DOCUMENT, expected, &[], Suite::covered_whole);
    assert!(results.complete);
    assert_eq!(results.title, "Notes");
    let told = |text: &str| {
        results
            .problems
            .iter()
            .any(|problem| problem.contains(text))
    };
    assert!(told("`gone`: no case"), "{:?}", results.problems);
    assert!(told("`gone too`, not covered: the document has no"));
    assert!(told("not covered: parameter GET /notes query page"));
    assert!(!told("answer GET /notes 404"), "that has a reason");
    assert!(
        !told("example"),
        "an example that breaks its schema has one too"
    );
    assert_eq!(results.covered(Kind::Answer), (0, 1, 3));
    assert_eq!(results.covered(Kind::Example), (0, 1, 1));
    let (_, results) = run(DOCUMENT, "", &[], |suite| suite);
    assert_eq!(results.problems, [""; 0], "nobody asked for all of it");
}

#[test]
fn a_suite_without_anything_to_test_fails() {
    let empty = "{ openapi: 3.0.3, info: { title: t, version: '1' }, paths: {} }";
    for (document, suite) in [
        (empty, (|suite| suite) as fn(Suite) -> Suite),
        ("openapi: [", |suite| suite),
        (DOCUMENT, |suite| suite.operations(&["dropNote"])),
        (DOCUMENT, |suite| suite.tags(&["Notes"])),
        (DOCUMENT, |suite| suite.paths(&["/note"])),
    ] {
        let (is_green, results) = run(document, "", &[], suite);
        assert!(!is_green, "{results:?}");
        assert_eq!(states(&results)["the_suite_can_be_made"], State::Failed);
    }
}

#[test]
fn an_overlay_and_a_version_decide_what_is_tried() {
    let versions = "
openapi: 3.0.3
info: { title: Notes, version: '2' }
paths:
  /notes:
    get:
      operationId: listNotes
      responses:
        '200':
          description: All.
          content:
            application/vnd.notes.2024-01-01+json: { schema: { type: string } }
            application/vnd.notes.2025-01-01+json: { schema: { type: string } }
";
    let answers = |results: &Results| -> Vec<String> {
        let answers = results.coverage.iter();
        let answers = answers.filter(|part| part.kind == Kind::Answer);
        answers.map(|part| part.item.clone()).collect()
    };
    let (_, results) = run(versions, "", &["mine::"], |suite| {
        suite.api_version("2024-12-31")
    });
    let item = "answer GET /notes 200 application/vnd.notes.2024-01-01+json";
    assert_eq!(answers(&results), [item]);
    let folder = TempDir::new().expect("a folder");
    let overlay = folder.path().join("overlay.yaml");
    let text = "{ overlay: 1.0.0, info: { title: o, version: '1' }, actions: [{ target: $.info, update: { title: Memos } }] }";
    fs::write(&overlay, text).expect("a file");
    let (_, results) = run(versions, "", &["mine::"], |suite| suite.overlay(overlay));
    assert_eq!(results.title, "Memos");
}

#[test]
fn nothing_that_a_run_tells_has_the_token_in_it() {
    let secret = DOCUMENT.replace("title: Notes", &format!("title: {TOKEN}"));
    let (is_green, results) = run(&secret, "", &["mine::passes"], |suite| suite);
    assert!(!is_green);
    assert_eq!(
        results.problems,
        ["a credential stands in what the run tells"]
    );
    let (_, results) = run(&secret, "", &["mine::"], |suite| suite);
    assert_eq!(results.problems.len(), 1, "also where a case failed");
    // The request that a failure is about may be in it.
    let (_, results) = run(DOCUMENT, "", &["mine::"], |suite| suite);
    assert_eq!(results.problems, [""; 0]);
    let (is_green, _) = run(DOCUMENT, "", &["mine::passes"], |suite| suite);
    assert!(is_green);
}

#[test]
fn a_selection_and_a_whole_name_leave_the_rest_out() {
    let keys = |results: &Results| -> Vec<String> {
        let operations = results.operations.iter();
        operations.map(|operation| operation.key.clone()).collect()
    };
    let (_, results) = run(DOCUMENT, "", &["mine::"], |suite| {
        suite.operations(&["POST /notes"])
    });
    assert_eq!(keys(&results), ["POST /notes"]);
    let name = "deprecation::notes_list::record_equals_the_document";
    let (_, results) = run(DOCUMENT, "", &["--exact", name], |suite| suite);
    assert_eq!(keys(&results), ["GET /notes"]);
    assert_eq!(states(&results).keys().collect::<Vec<_>>(), [&name]);
    assert_eq!(results.cases[0].operation.as_deref(), Some("GET /notes"));
}
