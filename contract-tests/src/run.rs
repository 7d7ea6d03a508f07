//! Running a suite as a test program does, and keeping what came of it.
//!
//! A document, a client and a command line come in; lines for a person, an exit code and, where
//! `CONTRACT_TESTS_RESULTS` names a file, [`Results`] go out. What cases there are and what they check is not known here.

mod expectations;
mod recorder;
mod selection;
#[cfg(test)]
mod tests;

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    thread,
    time::Instant,
};

use libtest_mimic::{Arguments, Failed, Trial};

use crate::{
    adapter::Adapter,
    cases::{self, Case, focus::Focus},
    coverage::{self, Entry},
    difference::Failure,
    harness::TOKEN,
    oracle::{Document, Operation, Unreadable},
    results::{Covered, End, Finding, Kind, OperationFacts, Results},
};
use expectations::Expectations;
use recorder::Recorder;
use selection::Selection;

/// Some cases wait for a limit to pass. More threads would make others wait for the processor until theirs has passed.
const THREADS_PER_CORE: usize = 4;

/// The variable that names the file for [`Results`].
const RESULTS: &str = "CONTRACT_TESTS_RESULTS";

/// Some documents have hundreds; so many of them are printed.
const FINDINGS_TOLD: usize = 20;

/// So much of each, in characters.
const LINE: usize = 160;

/// The exit code of a test program with a red test; libtest's.
const RED: u8 = 101;

/// A document whose client is to be tried, and what is to be tried of it.
#[derive(Clone, Debug)]
#[must_use]
pub struct Suite {
    document: PathBuf,
    overlays: Vec<PathBuf>,
    api_version: Option<String>,
    selection: Selection,
    expectations: Option<PathBuf>,
    covered_whole: bool,
}

impl Suite {
    /// The suite of the document at this path.
    pub fn of(document: impl Into<PathBuf>) -> Self {
        Self {
            document: document.into(),
            overlays: Vec::new(),
            api_version: None,
            selection: Selection::default(),
            expectations: None,
            covered_whole: false,
        }
    }

    /// A correction of the document (OpenAPI Overlay 1.0), applied after those that were named before.
    pub fn overlay(mut self, file: impl Into<PathBuf>) -> Self {
        self.overlays.push(file.into());
        self
    }

    /// Of operations with dated representations, the newest not after this day (ISO 8601).
    pub fn api_version(mut self, day: &str) -> Self {
        self.api_version = Some(day.to_owned());
        self
    }

    /// Only these operations, each an operationId or `METHOD /path`. What one of `operations`, `tags` and `paths` names is
    /// taken; where none names anything, all is.
    pub fn operations(mut self, operations: &[&str]) -> Self {
        self.selection.operations = owned(operations);
        self
    }

    /// Only the operations with one of these tags.
    pub fn tags(mut self, tags: &[&str]) -> Self {
        self.selection.tags = owned(tags);
        self
    }

    /// Only the operations of paths like these: `*` is any text without a slash, `**` any text.
    pub fn paths(mut self, paths: &[&str]) -> Self {
        self.selection.paths = owned(paths);
        self
    }

    /// The file of known failures and of what is not covered. One that is not there expects nothing.
    pub fn expectations(mut self, file: impl Into<PathBuf>) -> Self {
        self.expectations = Some(file.into());
        self
    }

    /// Whether a whole run fails where a part of the document is not covered and no reason is given.
    pub fn covered_whole(mut self) -> Self {
        self.covered_whole = true;
        self
    }

    /// Runs the suite's cases and the `more` ones of the caller as a test program does: `--list`, filters and
    /// `cargo nextest` work.
    ///
    /// A suite that finds nothing to test fails, and so does one whose document can't be read.
    pub fn run(
        &self,
        adapter: &'static dyn Adapter,
        more: impl FnOnce(cases::Suite) -> Vec<Case>,
    ) -> ExitCode {
        let sink = Sink {
            file: env::var_os(RESULTS).map(PathBuf::from),
            fail_fast: env::var_os("CONTRACT_TESTS_FAIL_FAST").is_some_and(|it| it == "1"),
        };
        self.run_with(Arguments::from_args(), &sink, adapter, more)
    }

    fn run_with(
        &self,
        mut arguments: Arguments,
        sink: &Sink,
        adapter: &'static dyn Adapter,
        more: impl FnOnce(cases::Suite) -> Vec<Case>,
    ) -> ExitCode {
        let start = Instant::now();
        let cores = thread::available_parallelism().map_or(1, usize::from);
        arguments
            .test_threads
            .get_or_insert(cores * THREADS_PER_CORE);
        let prepared = self.prepare(&arguments, adapter, more);
        let (plan, unreadable) = match prepared {
            Ok(plan) => (plan, None),
            Err(error) => (Plan::default(), Some(error)),
        };
        let Plan {
            suite,
            expectations,
            mut cases,
        } = plan;
        cases.extend(
            unreadable
                .map(|error| Case::new("the_suite_can_be_made", || Err(Failure::because(error)))),
        );
        let operations = suite.map_or(&[][..], |suite| suite.operations);
        let names: Vec<String> = cases.iter().map(|case| case.name.clone()).collect();
        let recorder = Arc::new(Recorder::new(names, operations, sink.fail_fast));
        let expectations = Arc::new(expectations);
        let trials = cases.into_iter().enumerate();
        let trials = trials
            .map(|(index, case)| trial(index, case, &recorder, &expectations))
            .collect();
        let conclusion = libtest_mimic::run(&arguments, trials);
        if arguments.list {
            return ExitCode::SUCCESS;
        }
        let complete = suite.is_some() && is_whole(&arguments);
        let told = suite.map(|suite| self.conclude(suite, complete, &recorder, &expectations));
        let mut results = told.transpose().map_or_else(
            |error| Results {
                problems: vec![error.to_string()],
                ..Results::default()
            },
            Option::unwrap_or_default,
        );
        if results.document.is_empty() {
            results.document = self.document.display().to_string();
        }
        results.cases = recorder.cases();
        if shows_a_secret(&results) {
            let problem = "a credential stands in what the run tells";
            results.problems.push(problem.to_owned());
        }
        results.milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        tell(&results);
        if let Some(Err(error)) = sink.file.as_ref().map(|file| write(file, &results)) {
            eprintln!("the results can't be written: {error}");
            return ExitCode::from(RED);
        }
        if conclusion.has_failed() || !results.problems.is_empty() {
            return ExitCode::from(RED);
        }
        ExitCode::SUCCESS
    }

    /// Reads the document and derives the cases; of one operation and part only where one case is asked for by its whole name, as
    /// `cargo nextest` does for each: deriving them costs time too.
    fn prepare(
        &self,
        arguments: &Arguments,
        adapter: &'static dyn Adapter,
        more: impl FnOnce(cases::Suite) -> Vec<Case>,
    ) -> Result<Plan, Unreadable> {
        let expectations = self.expectations.as_deref().map(Expectations::read);
        let expectations = expectations.transpose()?.unwrap_or_default();
        // Cases run on threads of their own until the process ends, so what they are about is never freed.
        let document = Document::read_with(&self.document, &self.overlays)?;
        let document: &'static Document = Box::leak(Box::new(document));
        let operations = document.operations_at(self.api_version.as_deref())?;
        let operations = self.selection.select(document, operations)?;
        if operations.is_empty() {
            return Err(document.unreadable("/paths", "no operation: there is nothing to test"));
        }
        let focus = Box::leak(Box::new(Focus::of(&operations)));
        let exact = arguments.filter.as_deref().filter(|_| arguments.exact);
        let operations = match exact {
            Some(name) => selection::of_case(operations, name),
            None => operations,
        };
        let suite = cases::Suite {
            document,
            operations: Vec::leak(operations),
            focus,
            adapter,
        };
        let mut cases = suite.cases_of(exact);
        cases.extend(more(suite));
        cases.sort_by_key(|case| !case.early);
        Ok(Plan {
            suite: Some(suite),
            expectations,
            cases,
        })
    }

    /// What is told of a run that came as far as running cases, but for the cases themselves.
    fn conclude(
        &self,
        suite: cases::Suite,
        complete: bool,
        recorder: &Recorder,
        expectations: &Expectations,
    ) -> Result<Results, Unreadable> {
        let cases::Suite {
            document,
            operations,
            ..
        } = suite;
        let info = document.child(&document.root(), "info")?;
        let fact = |key: &str| {
            let text = info.as_ref().and_then(|info| info.text(key));
            text.unwrap_or_default().to_owned()
        };
        let facts = operations.iter();
        let facts = facts.map(|operation| facts_of(document, operation));
        let mut coverage = recorder.coverage(coverage::universe(document, operations));
        let mut problems = Vec::new();
        if complete {
            problems.extend(expectations.of_no_case(|name| recorder.has(name)));
            problems.extend(expectations.explain(&mut coverage));
        }
        if complete && self.covered_whole {
            let open = coverage.iter();
            let open = open.filter(|part| !part.is_covered() && part.reason.is_none());
            let open = open.map(|part| format!("not covered: {} ({})", part.item, part.place));
            problems.extend(open);
        }
        Ok(Results {
            document: document.name().to_owned(),
            title: fact("title"),
            version: fact("version"),
            complete,
            operations: facts.collect(),
            coverage,
            findings: findings_of(document, operations),
            problems,
            ..Results::default()
        })
    }
}

/// What is to be run.
#[derive(Default)]
struct Plan {
    /// `None` where the document can't be read.
    suite: Option<cases::Suite>,
    expectations: Expectations,
    cases: Vec<Case>,
}

/// Where results go.
#[derive(Clone, Debug, Default)]
struct Sink {
    file: Option<PathBuf>,
    /// Whether the process ends with the first case that fails.
    fail_fast: bool,
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Whether every case is run, so that what nothing exercised means something.
fn is_whole(arguments: &Arguments) -> bool {
    arguments.filter.is_none()
        && arguments.skip.is_empty()
        && !arguments.ignored
        && !arguments.bench
}

fn trial(
    index: usize,
    case: Case,
    recorder: &Arc<Recorder>,
    expectations: &Arc<Expectations>,
) -> Trial {
    let (recorder, expectations) = (Arc::clone(recorder), Arc::clone(expectations));
    let name = case.name.clone();
    Trial::test(name.clone(), move || {
        recorder
            .run(index, case, expectations.known(&name))
            .map_err(|failure| Failed::from(failure.to_string()))
    })
}

fn findings_of(document: &Document, operations: &[Operation]) -> Vec<Finding> {
    let findings = document.findings(operations).into_iter();
    let told = findings.map(|finding| Finding {
        place: finding.place,
        what: finding.what,
    });
    told.collect()
}

fn facts_of(document: &Document, operation: &Operation) -> OperationFacts {
    let end = operation.deprecation.as_ref().map(|deprecation| End {
        place: document.place(&deprecation.pointer),
        since: deprecation.since.clone(),
        sunset: deprecation.sunset.clone(),
        successor: deprecation.successor.clone(),
        link: deprecation.link.clone(),
    });
    OperationFacts {
        key: operation.key(),
        id: operation.id.clone(),
        place: document.place(&operation.pointer),
        statuses: operation
            .responses
            .iter()
            .map(|response| response.key.clone())
            .collect(),
        deprecation: end,
    }
}

/// What libtest has no line for.
fn tell(results: &Results) {
    if results.complete {
        let kinds = Kind::ALL.map(|kind| (kind, results.covered(kind)));
        let kinds = kinds.iter().filter(|(_, (_, _, all))| *all > 0);
        let kinds: Vec<String> = kinds
            .map(|(kind, (covered, _, all))| format!("{} {covered}/{all}", kind.name()))
            .collect();
        println!("covered: {}\n", kinds.join(", "));
    }
    for Finding { place, what } in results.findings.iter().take(FINDINGS_TOLD) {
        // Some quote the whole of an example.
        let short = what
            .char_indices()
            .nth(LINE)
            .map_or(what.as_str(), |(end, _)| &what[..end]);
        println!("finding: {place}: {short}");
    }
    let untold = results.findings.len().saturating_sub(FINDINGS_TOLD);
    if untold > 0 {
        println!("{untold} more findings are in the file that {RESULTS} names");
    }
    for problem in &results.problems {
        eprintln!("problem: {problem}");
    }
}

/// Whether lines, results and the report, which show nothing else, have the token in them. A failure may: it shows the
/// request that it is about.
fn shows_a_secret(results: &Results) -> bool {
    let mut results = results.clone();
    for case in &mut results.cases {
        case.failure = None;
    }
    serde_json::to_string(&results).is_ok_and(|text| text.contains(TOKEN))
}

fn write(file: &Path, results: &Results) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, serde_json::to_string(results)?)
}
