//! Operations by statuses, each cell with the state of the cases on it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use contract_tests::results::{CaseResult, Covered, Kind, OperationFacts, Results, State};

use super::failures;
use super::html::{Text, counted};
use crate::measure::number;

/// Fewer rows than these need no box to find one in.
const FEW: usize = 10;

/// What is known of an operation's answers of one status.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Cell {
    /// A case on it failed.
    Failed,
    /// Cases passed on each of its media types.
    Passed,
    /// On some, and none on others.
    Partly,
    /// On none, for a reason that somebody gave.
    Explained,
    /// On none.
    Open,
}

/// The parts of the document that an operation's answers of one status have, and how often they were exercised.
#[derive(Clone, Debug, Default)]
struct Answers<'a>(Vec<&'a Covered>);

impl Answers<'_> {
    fn cell(&self) -> Cell {
        let parts = &self.0;
        let passed = parts.iter().filter(|part| part.is_covered()).count();
        if parts.iter().any(|part| part.failed > 0) {
            Cell::Failed
        } else if passed > 0 && passed == parts.len() {
            Cell::Passed
        } else if passed > 0 {
            Cell::Partly
        } else if !parts.is_empty() && parts.iter().all(|part| part.reason.is_some()) {
            Cell::Explained
        } else {
            Cell::Open
        }
    }

    fn sum(&self, figure: impl Fn(&Covered) -> usize) -> usize {
        self.0.iter().map(|part| figure(part)).sum()
    }
}

/// The answers of all operations by their keys and statuses, looked up once and not for each cell.
fn answers(run: &Results) -> BTreeMap<(&str, &str), Answers<'_>> {
    let mut answers: BTreeMap<(&str, &str), Answers<'_>> = BTreeMap::new();
    for part in run.coverage.iter().filter(|part| part.kind == Kind::Answer) {
        if let (Some(operation), Some(status)) = (&part.operation, &part.status) {
            answers.entry((operation, status)).or_default().0.push(part);
        }
    }
    answers
}

/// The cases of each operation, with their places in the run.
fn cases(run: &Results) -> BTreeMap<&str, Vec<(usize, &CaseResult)>> {
    let mut cases: BTreeMap<&str, Vec<(usize, &CaseResult)>> = BTreeMap::new();
    for (index, case) in run.cases.iter().enumerate() {
        if let Some(operation) = &case.operation {
            cases.entry(operation).or_default().push((index, case));
        }
    }
    cases
}

/// The section of a page.
pub(super) fn section(html: &mut String, index: usize, run: &Results) -> fmt::Result {
    // Exact before ranges before `default`, which is how they sort as text too.
    let statuses = run.operations.iter().flat_map(|it| &it.statuses);
    let statuses: BTreeSet<&str> = statuses.map(String::as_str).collect();
    writeln!(
        html,
        r#"<section aria-labelledby="r{index}-matrix"><h3 id="r{index}-matrix">Operations by status</h3>
<ul class="legend"><li><span class="ok" aria-hidden="true">✔</span> cases that passed</li><li><span class="bad" aria-hidden="true">✘</span> some failed</li><li><span class="some" aria-hidden="true">◐</span> not all media types exercised</li><li><span class="some" aria-hidden="true">○</span> not exercised</li><li><span class="quiet" aria-hidden="true">◇</span> not exercised, for a reason</li><li><span class="quiet" aria-hidden="true">·</span> not documented</li></ul>"#
    )?;
    if run.operations.len() > FEW {
        writeln!(
            html,
            r#"<form id="r{index}-filter" class="filter" role="search" hidden><label>Find <input type="search" name="text" placeholder="path, name or method" autocomplete="off"></label>
<label>Show <select name="state"><option value="">all</option><option value="failed">with failures</option><option value="gap">not exercised whole</option></select></label> <output>{}</output></form>"#,
            counted(run.operations.len(), "operation", "operations")
        )?;
    }
    writeln!(
        html,
        r#"<div class="wide tall" role="region" aria-labelledby="r{index}-matrix" tabindex="0"><table class="matrix" data-filter="r{index}-filter"><thead><tr><th scope="col">Operation</th><th scope="col" class="n">Cases</th>"#
    )?;
    for status in &statuses {
        writeln!(html, "<th scope=\"col\">{}</th>", Text(status))?;
    }
    writeln!(html, "</tr></thead><tbody>")?;
    let (answers, cases) = (answers(run), cases(run));
    for operation in &run.operations {
        let own = cases
            .get(operation.key.as_str())
            .map_or(&[][..], Vec::as_slice);
        row(html, index, operation, &statuses, &answers, own)?;
    }
    writeln!(html, "</tbody></table></div></section>")
}

fn row(
    html: &mut String,
    run: usize,
    operation: &OperationFacts,
    statuses: &BTreeSet<&str>,
    answers: &BTreeMap<(&str, &str), Answers<'_>>,
    cases: &[(usize, &CaseResult)],
) -> fmt::Result {
    let none = Answers::default();
    let cells = statuses.iter().map(|status| {
        let is_documented = operation.statuses.iter().any(|other| other == status);
        let found = answers.get(&(operation.key.as_str(), *status));
        (*status, is_documented.then(|| found.unwrap_or(&none)))
    });
    let cells: Vec<(&str, Option<&Answers<'_>>)> = cells.collect();
    let mut failed = cases.iter().filter(|(_, case)| case.state == State::Failed);
    let first = failed.next().map(|(at, _)| *at);
    let failed = failed.count() + usize::from(first.is_some());
    let is_whole = |answers: &Answers<'_>| matches!(answers.cell(), Cell::Passed | Cell::Failed);
    let has_gap = cases.is_empty() || !cells.iter().all(|(_, it)| it.is_none_or(is_whole));
    let (method, path) = operation
        .key
        .split_once(' ')
        .unwrap_or(("", &operation.key));
    writeln!(
        html,
        r#"<tr data-state="{}{}"><th scope="row"><b>{}</b> <code>{}</code><br><span class="quiet">{} · <code>{}</code>{}</span></th>"#,
        if failed > 0 { "failed " } else { "" },
        if has_gap { "gap" } else { "" },
        Text(method),
        Text(path),
        Text(&operation.id),
        Text(&operation.place),
        if operation.deprecation.is_some() {
            " · deprecated"
        } else {
            ""
        }
    )?;
    let all = number(cases.len());
    match first {
        Some(case) => writeln!(
            html,
            r##"<td class="n bad"><a href="#{}"><span aria-hidden="true">✘</span> {} of {all} failed</a></td>"##,
            failures::id(run, case),
            number(failed)
        )?,
        None if cases.is_empty() => writeln!(
            html,
            r#"<td class="n some"><span aria-hidden="true">○</span> none</td>"#
        )?,
        None => writeln!(
            html,
            r#"<td class="n ok"><span aria-hidden="true">✔</span> {all}</td>"#
        )?,
    }
    for (status, answers) in cells {
        cell(html, status, answers)?;
    }
    writeln!(html, "</tr>")
}

/// `None`: the document has no answer of this status.
fn cell(html: &mut String, status: &str, answers: Option<&Answers<'_>>) -> fmt::Result {
    let Some(answers) = answers else {
        return writeln!(
            html,
            r#"<td class="quiet" data-cell="undocumented"><span aria-hidden="true">·</span><span class="said">not documented</span></td>"#
        );
    };
    let passed = number(answers.sum(|it| it.passed));
    let failed = format!("{} failed", number(answers.sum(|it| it.failed)));
    let none = String::new();
    let (class, state, sign, shown, said) = match answers.cell() {
        Cell::Failed => ("bad", "failed", "✘", failed, ""),
        Cell::Passed => ("ok", "passed", "✔", passed, "passed"),
        Cell::Partly => (
            "some",
            "partly",
            "◐",
            passed,
            "passed, not on all media types",
        ),
        Cell::Explained => (
            "quiet",
            "explained",
            "◇",
            none,
            "not exercised, for a reason",
        ),
        Cell::Open => ("some", "open", "○", none, "not exercised"),
    };
    writeln!(
        html,
        r#"<td class="{class}" data-status="{}" data-cell="{state}"><span aria-hidden="true">{sign}</span> {shown} <span class="said">{said}</span></td>"#,
        Text(status)
    )
}
