//! `cargo xtask report`: that the page and the XML say what the results say, whatever is in them. How the page looks is a
//! person's to judge.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use contract_tests::difference::{Difference, Failure};
use contract_tests::results::{
    CaseResult, Covered, End, Finding, Kind, OperationFacts, Results, State,
};
use jiff::civil::date;
use tempfile::TempDir;
use xtask::mutants::results::{Equivalent, Operator, Results as Mutants, Survivor};
use xtask::report::Report;

use crate::support::{Run, Tree};

/// The results of a run in which a bit of everything went wrong, each text of them behind `text`.
fn results(text: &str) -> Results {
    let of = |what: &str| format!("{what}{text}");
    let case = |name: &str, state: State| CaseResult {
        name: of(name),
        operation: Some(of("GET /notes")),
        state,
        milliseconds: 1234,
        failure: (state != State::Passed).then(|| Failure {
            differences: vec![
                Difference::new(of("status"), of("200"), of("500")).at(of("notes.yaml:7")),
            ],
            subject: of("GET /notes HTTP/1.1"),
        }),
        reason: (state == State::Known).then(|| of("it is known")),
    };
    let part =
        |kind: Kind, item: &str, passed: usize, failed: usize, reason: Option<&str>| Covered {
            kind,
            item: of(&format!("{} {item}", kind.name())),
            place: of("notes.yaml:9"),
            operation: Some(of("GET /notes")),
            status: (kind == Kind::Answer).then(|| of(item)),
            passed,
            failed,
            reason: reason.map(of),
        };
    let operation = |key: &str, statuses: &[&str], sunset: Option<&str>| OperationFacts {
        key: of(key),
        id: of("listNotes"),
        place: of("notes.yaml:5"),
        statuses: statuses.iter().map(|status| of(status)).collect(),
        deprecation: sunset.map(|sunset| End {
            place: of("notes.yaml:6"),
            since: None,
            sunset: Some(sunset.to_owned()),
            successor: Some(of("findNotes")),
            link: Some(format!("https://example.com/?{text}")),
        }),
    };
    Results {
        document: of("notes.yaml"),
        title: of("Notes"),
        version: of("1"),
        complete: true,
        milliseconds: 65_000,
        operations: vec![
            operation(
                "GET /notes",
                &["200", "404", "409", "500"],
                Some("2026-01-15"),
            ),
            operation("PUT /notes", &["204"], Some("2026-03-01")),
        ],
        cases: vec![
            case("shape::listNotes::a", State::Passed),
            case("shape::listNotes::b", State::Failed),
            case("mapping::listNotes::c", State::Passed),
            case("mapping::listNotes::d", State::Known),
            case("mapping::listNotes::e", State::Passed),
        ],
        coverage: vec![
            part(Kind::Answer, "200", 2, 0, None),
            part(Kind::Answer, "404", 1, 1, None),
            part(Kind::Answer, "409", 0, 0, Some("nobody can make one")),
            part(Kind::Answer, "500", 0, 0, None),
            part(Kind::Property, "answer #/x", 3, 0, None),
        ],
        findings: vec![Finding {
            place: of("notes.yaml:11"),
            what: of("the example breaks its schema"),
        }],
        problems: vec![of("a name is stale")],
    }
}

fn mutants(text: &str) -> Mutants {
    let of = |what: &str| format!("{what}{text}");
    Mutants {
        document: of("notes.yaml"),
        sample: Some(9),
        seed: 1,
        operators: vec![
            Operator {
                name: of("drop-status"),
                of: of("document"),
                killed: 5,
                survived: 1,
                equivalent: 2,
                ..Operator::default()
            },
            Operator {
                name: of("swap"),
                of: of("runtime"),
                killed: 2,
                by_own_tests: 1,
                unviable: 3,
                not_reached: 4,
                ..Operator::default()
            },
        ],
        survivors: vec![Survivor {
            operator: of("drop-status"),
            of: of("document"),
            place: of("/paths"),
            change: of("- a\n+ b"),
        }],
        equivalent: vec![Equivalent {
            operator: of("drop-status"),
            of: of("document"),
            place: of("/paths"),
            change: "- a\n+ b".to_owned(),
            reason: of("same client"),
        }],
    }
}

fn report_of(text: &str) -> Report {
    Report {
        today: date(2026, 2, 1),
        runs: vec![results(text)],
        mutants: vec![mutants(text)],
    }
}

/// The figures of a page by their names; a figure without a value of its own is its text.
fn figures(page: &str) -> BTreeMap<String, usize> {
    let mut figures = BTreeMap::new();
    for part in page.split("data-figure=\"").skip(1) {
        let (name, rest) = part.split_once('"').expect("a name");
        let (tag, shown) = rest.split_once('>').expect("a tag");
        let digits: String = shown
            .split("</")
            .next()
            .expect("a text")
            .rsplit('>')
            .next()
            .expect("a text")
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        let shown: usize = digits.parse().expect("a number");
        if let Some(value) = tag.split("data-value=\"").nth(1) {
            let value: usize = value
                .split('"')
                .next()
                .expect("a value")
                .parse()
                .expect("a number");
            assert_eq!(value, shown, "{name}");
        }
        figures.insert(name.to_owned(), shown);
    }
    figures
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

#[test]
fn the_figures_are_those_of_the_run() {
    let page = report_of("").page();
    let expected = [
        ("cases", 5),
        ("passed", 3),
        ("failed", 1),
        ("known", 1),
        ("operations", 2),
        ("covered", 60),
        ("mutants", 87),
        ("covered.answer", 2),
        ("explained.answer", 1),
        ("open.answer", 1),
        ("all.answer", 4),
        ("covered.property", 1),
        ("explained.property", 0),
        ("open.property", 0),
        ("all.property", 1),
        ("sunset", 1),
        ("score", 87),
        ("mutants.killed", 7),
        ("mutants.by_own_tests", 1),
        ("mutants.survived", 1),
        ("mutants.equivalent", 2),
        ("mutants.unviable", 3),
        ("mutants.not_reached", 4),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value));
    assert_eq!(figures(&page), BTreeMap::from(expected));
    assert!(page.contains("Red: 1 case failed"), "{page}");
    for (part, times) in [
        ("data-case=\"failed\"", 1),
        ("data-case=\"known\"", 1),
        ("data-problem", 1),
        ("data-finding", 1),
        ("data-missed=\"answer\"", 2),
        ("data-cell=\"passed\"", 1),
        ("data-cell=\"failed\"", 1),
        ("data-cell=\"explained\"", 1),
        // The second operation answers 204, and no case ever looked at that.
        ("data-cell=\"open\"", 2),
        ("data-cell=\"undocumented\"", 5),
        ("data-days=\"-17\"", 1),
        ("data-days=\"28\"", 1),
    ] {
        assert_eq!(count(&page, part), times, "{part}");
    }
    for part in [
        "notes.yaml:7",
        "GET /notes HTTP/1.1",
        "nobody can make one",
        "17 days ago",
        "in 28 days",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn the_xml_counts_what_the_run_counted() {
    let xml = report_of("").junit();
    let head = xml
        .lines()
        .find(|line| line.contains("<testsuite "))
        .expect("a suite");
    for attribute in [
        "tests=\"6\"",
        "failures=\"1\"",
        "errors=\"1\"",
        "skipped=\"1\"",
        "time=\"65.000\"",
    ] {
        assert!(head.contains(attribute), "{attribute}: {head}");
    }
    for (part, times) in [
        ("<testcase ", 6),
        ("<failure ", 1),
        ("<error ", 1),
        ("<skipped ", 1),
    ] {
        assert_eq!(count(&xml, part), times, "{part}: {xml}");
    }
    assert!(xml.contains("message=\"status   (notes.yaml:7)\""), "{xml}");
    let hostile = report_of("<&>\"'\u{1}\n").junit();
    assert_eq!(count(&hostile, "<"), count(&xml, "<"), "{hostile}");
    assert!(!hostile.contains('\u{1}'));
}

/// What is text stays text: there are as many signs of markup as in a page of harmless texts.
#[test]
fn no_text_becomes_markup() {
    let harmless = report_of("-text").page();
    for hostile in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</pre></details></main><!--",
        "\u{0}\u{202e}&lt;",
    ] {
        let page = report_of(hostile).page();
        for sign in ["<", ">", "\"", "'"] {
            assert_eq!(
                count(&page, sign),
                count(&harmless, sign),
                "{sign} {hostile}"
            );
        }
    }
    let mut report = report_of("");
    for operation in &mut report.runs[0].operations {
        if let Some(end) = &mut operation.deprecation {
            end.link = Some("javascript:alert(1)".to_owned());
        }
    }
    assert!(!report.page().contains("javascript:"));
}

#[test]
fn the_page_needs_nothing_else_and_is_the_same_each_time() {
    let page = report_of("").page();
    assert_eq!(page, report_of("").page());
    for outside in ["src=", "url(", "@import", "<link", "<iframe", "fetch("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let ids: Vec<&str> = attributes(&page, "id");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
    for href in attributes(&page, "href") {
        match href.strip_prefix('#') {
            Some(id) => assert!(unique.contains(id), "{href} leads nowhere"),
            None => assert!(href.starts_with("https://example.com/"), "{href}"),
        }
    }
    for id in attributes(&page, "aria-labelledby") {
        assert!(unique.contains(id), "{id} labels nothing");
    }
}

/// Each tag is closed where it has to be, so no section swallows the next.
#[test]
fn the_tags_are_nested() {
    let page = report_of("").page();
    let markup = page
        .split("<style>")
        .next()
        .into_iter()
        .chain(page.split("</style>").nth(1));
    let markup: String = markup.collect();
    let markup = markup.split("<script>").next().expect("a page");
    let mut open = Vec::new();
    for tag in markup.split('<').skip(1) {
        let name = tag.split([' ', '>', '\n']).next().expect("a name");
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "before {tag}"),
            None if ["!doctype", "meta", "br", "input"].contains(&name) => {}
            None => open.push(name),
        }
    }
    assert_eq!(open, ["html", "body"], "what is closed behind the script");
}

fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    let parts = page.split(start.as_str()).skip(1);
    parts
        .map(|part| part.split('"').next().expect("a value"))
        .collect()
}

/// The command on results that lie in `folder`.
fn command(folder: &TempDir, results: &str, arguments: &[&str]) -> Run {
    let file = folder.path().join("run.json");
    fs::write(&file, results).expect("a file");
    let out = folder.path().join("made");
    let (file, out) = (file.to_string_lossy(), out.to_string_lossy());
    let fixed = [
        "report",
        "--results",
        &file,
        "--out",
        &out,
        "--now",
        "2026-02-01",
    ];
    Tree::new().xtask(&[&fixed[..], arguments].concat())
}

#[test]
fn the_command_writes_three_files_and_says_how_it_went() {
    let folder = TempDir::new().expect("a folder");
    let red = serde_json::to_string(&results("")).expect("JSON");
    let run = command(&folder, &red, &[]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.stdout
            .contains("3 passed, 1 failed, 1 failed as expected"),
        "{run:?}"
    );
    let made =
        |name: &str| fs::read_to_string(folder.path().join("made").join(name)).expect("a file");
    let report = Report {
        mutants: Vec::new(),
        ..report_of("")
    };
    assert_eq!(made("index.html"), report.page());
    assert_eq!(made("junit.xml"), report.junit());
    let data: serde_json::Value = serde_json::from_str(&made("results.json")).expect("JSON");
    assert_eq!(data["today"], "2026-02-01");
    assert_eq!(data["runs"][0]["cases"].as_array().map(Vec::len), Some(5));

    let mut green = results("");
    green.cases.retain(|case| case.state != State::Failed);
    green.problems.clear();
    let run = command(&folder, &serde_json::to_string(&green).expect("JSON"), &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(made("index.html").contains("Green: 3 cases passed"));

    green.cases.clear();
    let run = command(&folder, &serde_json::to_string(&green).expect("JSON"), &[]);
    assert_eq!(run.code, Some(1), "nothing was tested: {run:?}");
    assert!(made("index.html").contains("no case was run"));
}

#[test]
fn a_whole_runs_mutants_are_shown_and_some_only_without_it() {
    let folder = TempDir::new().expect("a folder");
    let mutants_of = |folder: &TempDir| folder.path().join("mutants");
    let notes = mutants_of(&folder).join("notes");
    fs::create_dir_all(&notes).expect("a folder");
    let green = serde_json::to_string(&results("")).expect("JSON");
    let shown = || {
        let mutants = mutants_of(&folder);
        command(&folder, &green, &["--mutants", &mutants.to_string_lossy()]);
        let page = fs::read_to_string(folder.path().join("made/index.html")).expect("a page");
        figures(&page)["mutants.killed"]
    };
    let write = |name: &str, mutants: &Mutants| {
        let text = serde_json::to_string(mutants).expect("JSON");
        fs::write(notes.join(name), text).expect("a file");
    };
    write("mutants-some.json", &mutants(""));
    assert_eq!(shown(), 7);
    let mut whole = mutants("");
    whole.operators.truncate(1);
    write("mutants.json", &whole);
    assert_eq!(shown(), 5);
}

#[test]
fn what_is_not_results_is_refused() {
    let folder = TempDir::new().expect("a folder");
    let run = command(&folder, "{}", &[]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("not the results of a run"), "{run:?}");
    let mutants = folder.path().join("mutants");
    fs::create_dir_all(mutants.join("notes")).expect("a folder");
    fs::write(mutants.join("notes/mutants.json"), "[").expect("a file");
    let red = serde_json::to_string(&results("")).expect("JSON");
    let run = command(&folder, &red, &["--mutants", &mutants.to_string_lossy()]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.stderr.contains("not what `cargo xtask mutants` writes"),
        "{run:?}"
    );
    // Without results the contract tests are run, and here there are none.
    let out = folder.path().join("other");
    let run = Tree::new().xtask(&["report", "--out", &out.to_string_lossy()]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("came to no result"), "{run:?}");
}
