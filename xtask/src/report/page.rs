//! The page: what is at its head, and in which order its sections follow.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use contract_tests::results::{CaseResult, Kind, Results, State};

use super::html::{Text, counted, per_cent, time};
use super::{Report, calendar, coverage, failures, matrix, mutants};
use crate::measure::number;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The whole page.
pub(super) fn page(report: &Report) -> String {
    let mut html = String::new();
    // Writing into a `String` does not fail.
    let _ = write(&mut html, report);
    html
}

fn write(html: &mut String, report: &Report) -> fmt::Result {
    let verdict = if report.is_green() { "green" } else { "red" };
    writeln!(
        html,
        r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Contract tests: {verdict}</title>
<style>
{STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the results</a>"##
    )?;
    head(html, report)?;
    contents(html, report)?;
    writeln!(html, r#"<main id="main" tabindex="-1">"#)?;
    for (index, run) in report.runs.iter().enumerate() {
        article(html, report, index, run)?;
    }
    mutants::section(html, &report.mutants)?;
    writeln!(
        html,
        "</main>\n<footer><p>Made by <code>cargo xtask report</code>. Days are counted from {}.</p></footer>",
        report.today
    )?;
    writeln!(html, "<script>\n{SCRIPT}</script>\n</body>\n</html>")
}

fn head(html: &mut String, report: &Report) -> fmt::Result {
    let sum = |state: State| -> usize { report.runs.iter().map(|run| run.count(state)).sum() };
    let problems: usize = report.runs.iter().map(|run| run.problems.len()).sum();
    let (failed, cases) = (sum(State::Failed), sum(State::Passed));
    let (class, sign, words) = match (report.is_green(), failed, problems) {
        (true, ..) => (
            "ok",
            "✔",
            format!("Green: {} passed", counted(cases, "case", "cases")),
        ),
        (false, 0, 0) => ("bad", "✘", "Red: no case was run".to_owned()),
        (false, 0, _) => (
            "bad",
            "✘",
            format!(
                "Red: {} of the run as a whole",
                counted(problems, "problem", "problems")
            ),
        ),
        (false, ..) => (
            "bad",
            "✘",
            format!("Red: {} failed", counted(failed, "case", "cases")),
        ),
    };
    writeln!(
        html,
        r#"<header><p class="over">Contract tests</p><h1 class="{class}"><span aria-hidden="true">{sign}</span> {words}</h1>"#
    )?;
    for run in &report.runs {
        writeln!(
            html,
            "<p><b>{}</b> {} <span class=\"quiet\">(<code>{}</code>)</span></p>",
            Text(&run.title),
            Text(&run.version),
            Text(&run.document)
        )?;
    }
    writeln!(html, "</header>")
}

/// A list for each run; the last one ends with what is about all of them.
fn contents(html: &mut String, report: &Report) -> fmt::Result {
    writeln!(html, r#"<nav aria-label="Contents">"#)?;
    if report.runs.is_empty() {
        writeln!(html, "<ul>")?;
    }
    for (index, run) in report.runs.iter().enumerate() {
        writeln!(html, "<ul>")?;
        if report.runs.len() > 1 {
            writeln!(
                html,
                "<li><a href=\"#r{index}\"><b>{}</b></a></li>",
                Text(&run.title)
            )?;
        }
        let findings = (!run.findings.is_empty()).then_some(("findings", "Findings"));
        let sections = [
            Some(("failures", "Failures")),
            findings,
            Some(("matrix", "Operations by status")),
            Some(("coverage", "Coverage")),
            Some(("calendar", "Deprecations")),
            Some(("parts", "Cases by part")),
        ];
        for (id, title) in sections.into_iter().flatten() {
            writeln!(html, "<li><a href=\"#r{index}-{id}\">{title}</a></li>")?;
        }
        if index + 1 < report.runs.len() {
            writeln!(html, "</ul>")?;
        }
    }
    writeln!(html, "<li><a href=\"#mutants\">Mutants</a></li></ul></nav>")
}

fn article(html: &mut String, report: &Report, index: usize, run: &Results) -> fmt::Result {
    writeln!(
        html,
        r#"<article id="r{index}" data-run="{}" aria-labelledby="r{index}-title"><h2 id="r{index}-title">{}</h2>"#,
        Text(&run.document),
        Text(&run.title)
    )?;
    figures(html, report, run)?;
    failures::section(html, index, run)?;
    failures::findings(html, index, run)?;
    matrix::section(html, index, run)?;
    coverage::section(html, index, run)?;
    calendar::section(html, index, run, report.today)?;
    parts(html, index, run)?;
    writeln!(html, "</article>")
}

/// The run as numbers.
fn figures(html: &mut String, report: &Report, run: &Results) -> fmt::Result {
    writeln!(html, r#"<dl class="figures">"#)?;
    let mut figure = |name: &str, title: &str, value: usize, unit: &str| {
        let class = match (name, value) {
            ("failed", 1..) => r#" class="bad""#,
            _ => "",
        };
        writeln!(
            html,
            r#"<div{class}><dt>{title}</dt><dd><span data-figure="{name}" data-value="{value}">{}</span>{unit}</dd></div>"#,
            number(value)
        )
    };
    figure("cases", "cases", run.cases.len(), "")?;
    figure("passed", "passed", run.count(State::Passed), "")?;
    figure("failed", "failed", run.count(State::Failed), "")?;
    figure("known", "failed as expected", run.count(State::Known), "")?;
    let operations = run.operations.len();
    let title = if operations == 1 {
        "operation"
    } else {
        "operations"
    };
    figure("operations", title, operations, "")?;
    let (covered, all) = Kind::ALL.iter().fold((0, 0), |(covered, all), kind| {
        let (part, _, whole) = run.covered(*kind);
        (covered + part, all + whole)
    });
    let share = per_cent(covered, all);
    figure("covered", "of the document exercised", share, " %")?;
    let own = report.mutants.iter().find(|it| it.are_of(&run.document));
    if let Some(mutants) = own {
        figure("mutants", "of the mutants noticed", mutants.score(), " %")?;
    }
    writeln!(
        html,
        "<div><dt>taken in all</dt><dd>{}</dd></div>\n</dl>",
        time(run.milliseconds)
    )?;
    if !run.complete {
        writeln!(
            html,
            "<p class=\"note\"><b>Only a part of the cases was run</b>, so what is not exercised here may be elsewhere.</p>"
        )?;
    }
    Ok(())
}

/// Cases by the first part of their names, and the slowest.
fn parts(html: &mut String, index: usize, run: &Results) -> fmt::Result {
    let mut parts: BTreeMap<&str, Vec<&CaseResult>> = BTreeMap::new();
    for case in &run.cases {
        let part = case.name.split("::").next().unwrap_or_default();
        parts.entry(part).or_default().push(case);
    }
    writeln!(
        html,
        r#"<section aria-labelledby="r{index}-parts"><h3 id="r{index}-parts">Cases by part</h3>
<div class="wide" role="region" aria-labelledby="r{index}-parts" tabindex="0"><table><thead><tr><th scope="col">Part</th><th scope="col" class="n">Cases</th><th scope="col" class="n">Passed</th><th scope="col" class="n">Failed</th><th scope="col" class="n">Known</th><th scope="col" class="n">Slowest</th></tr></thead><tbody>"#
    )?;
    for (part, cases) in parts {
        let count = |state: State| cases.iter().filter(|case| case.state == state).count();
        let slowest = cases.iter().map(|case| case.milliseconds).max();
        writeln!(
            html,
            r#"<tr><th scope="row" class="whole"><code>{}</code></th><td class="n">{}</td><td class="n">{}</td><td class="n">{}</td><td class="n">{}</td><td class="n">{}</td></tr>"#,
            Text(part),
            number(cases.len()),
            number(count(State::Passed)),
            number(count(State::Failed)),
            number(count(State::Known)),
            time(slowest.unwrap_or_default())
        )?;
    }
    writeln!(html, "</tbody></table></div></section>")
}
