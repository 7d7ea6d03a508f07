//! The suite's cases of lists in pages, held against the client of the fixture `paging`, and against one that lies.

use std::path::Path;

use contract_tests::adapter::{
    Adapter, Arguments, CallFuture, Client, Connection, DeprecatedUse, Enum, Facts, Text, Type,
};
use contract_tests::cases::{Case, Suite, focus::Focus};
use contract_tests::oracle::Document;

use super::paging::Generated;

fn cases(adapter: &'static dyn Adapter) -> Vec<Case> {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/paging/document.yaml");
    let document: &'static Document = Box::leak(Box::new(Document::read(&fixture).expect("read")));
    let operations = document.operations().expect("operations").leak();
    let suite = Suite {
        document,
        operations,
        focus: Box::leak(Box::new(Focus::of(operations))),
        adapter,
    };
    let mut cases = suite.cases();
    cases.retain(|case| case.name.starts_with("pages::"));
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    cases
}

const CASES: [&str; 14] = [
    "pages::listCalls::a_circle_ends",
    "pages::listCalls::none_is_behind_the_last",
    "pages::listCalls::the_next_is_what_the_first_names",
    "pages::listEvents::a_circle_ends",
    "pages::listEvents::none_is_behind_the_last",
    "pages::listEvents::the_next_is_what_the_first_names",
    "pages::listInvoices::none_is_behind_the_last",
    "pages::listInvoices::the_next_is_what_the_first_names",
    "pages::listNotes::a_circle_ends",
    "pages::listNotes::none_is_behind_the_last",
    "pages::listNotes::the_next_is_what_the_first_names",
    "pages::listProjects::a_circle_ends",
    "pages::listProjects::none_is_behind_the_last",
    "pages::listProjects::the_next_is_what_the_first_names",
];

#[test]
fn the_suite_has_cases_for_each_list_in_pages_and_the_client_passes() {
    let mut names = Vec::new();
    for case in cases(&Generated) {
        let name = case.name.clone();
        if let Err(failure) = case.run() {
            panic!("{name}: {failure}");
        }
        names.push(name);
    }
    assert_eq!(names, CASES);
}

/// A client that gives another page than the one that is asked for.
#[derive(Debug)]
struct Lying(fn(Option<usize>) -> Option<usize>);

impl Adapter for Lying {
    fn facts(&self) -> Facts {
        Generated.facts()
    }

    fn types(&self) -> &'static [Type] {
        Generated.types()
    }

    fn enums(&self) -> &'static [Enum] {
        Generated.enums()
    }

    fn texts(&self) -> &'static [Text] {
        Generated.texts()
    }

    fn connect(&self, connection: &Connection) -> Result<Box<dyn Client>, String> {
        let honest = Generated.connect(connection)?;
        Ok(Box::new(LyingClient(honest, self.0)))
    }
}

#[derive(Debug)]
struct LyingClient(Box<dyn Client>, fn(Option<usize>) -> Option<usize>);

impl Client for LyingClient {
    fn call<'a>(&'a self, operation: &'a str, arguments: &'a Arguments) -> CallFuture<'a> {
        Box::pin(async move {
            let page = (self.1)(arguments.page);
            let arguments = Arguments {
                page,
                ..arguments.clone()
            };
            self.0.call(operation, &arguments).await
        })
    }

    fn deprecations(&self) -> Vec<DeprecatedUse> {
        self.0.deprecations()
    }
}

#[test]
fn the_suite_notices_another_page_than_the_one_that_is_asked_for() {
    static SENDS: Lying = Lying(|_| None);
    static LAGS: Lying = Lying(|page| page.map(|it| it - 1));
    static LEAPS: Lying = Lying(|page| page.map(|it| it + 1));
    for (liar, is_noticed) in [
        (
            &SENDS,
            [
                "a_circle_ends",
                "none_is_behind_the_last",
                "the_next_is_what_the_first_names",
            ]
            .as_slice(),
        ),
        (
            &LAGS,
            &[
                "a_circle_ends",
                "none_is_behind_the_last",
                "the_next_is_what_the_first_names",
            ],
        ),
        // An error is as good as the page that it stands in the place of, and nothing is behind the last page either.
        (&LEAPS, &["the_next_is_what_the_first_names"]),
    ] {
        for case in cases(liar) {
            let name = case.name.clone();
            let concerned = is_noticed.iter().any(|part| name.ends_with(part));
            assert_eq!(case.run().is_err(), concerned, "{name}, {liar:?}");
        }
    }
}
