//! What did not pass: for each case what was expected, from which line of the document, and what came.

use std::fmt::{self, Write as _};

use contract_tests::results::{CaseResult, Finding, Results, State};

use super::html::{Text, counted};

/// More than these stay folded at first: whoever looks at so many looks for one.
const OPEN: usize = 10;

/// The section of a page.
pub(super) fn section(html: &mut String, index: usize, run: &Results) -> fmt::Result {
    let of = |state: State| run.cases.iter().filter(move |case| case.state == state);
    writeln!(
        html,
        r#"<section aria-labelledby="r{index}-failures"><h3 id="r{index}-failures">Failures</h3>"#
    )?;
    if !run.problems.is_empty() {
        writeln!(
            html,
            "<h4><span class=\"bad\" aria-hidden=\"true\">✘</span> {} of the run as a whole</h4><ul>",
            counted(run.problems.len(), "problem", "problems")
        )?;
        for problem in &run.problems {
            writeln!(html, "<li data-problem>{}</li>", Text(problem))?;
        }
        writeln!(html, "</ul>")?;
    }
    let failed = run.count(State::Failed);
    if failed == 0 {
        writeln!(html, "<p>No case failed.</p>")?;
    }
    for (count, (at, case)) in run
        .cases
        .iter()
        .enumerate()
        .filter(|(_, case)| case.state == State::Failed)
        .enumerate()
    {
        write(html, &id(index, at), case, count < OPEN)?;
    }
    let known = of(State::Known).count();
    if known > 0 {
        writeln!(
            html,
            "<h4>{} as expected</h4>",
            counted(known, "case failed", "cases failed")
        )?;
        for (at, case) in run
            .cases
            .iter()
            .enumerate()
            .filter(|(_, case)| case.state == State::Known)
        {
            write(html, &id(index, at), case, false)?;
        }
    }
    writeln!(html, "</section>")
}

/// What is wrong with the document itself, where anything is.
pub(super) fn findings(html: &mut String, index: usize, run: &Results) -> fmt::Result {
    if run.findings.is_empty() {
        return Ok(());
    }
    writeln!(
        html,
        r#"<section aria-labelledby="r{index}-findings"><h3 id="r{index}-findings">Findings about the document</h3>
<p>What is wrong here is wrong in the document. It proves nothing, so no case relies on it.</p>
<details{}><summary>{}</summary><ul>"#,
        if run.findings.len() <= OPEN {
            " open"
        } else {
            ""
        },
        counted(run.findings.len(), "finding", "findings")
    )?;
    for Finding { place, what } in &run.findings {
        writeln!(
            html,
            "<li data-finding><code>{}</code>: {}</li>",
            Text(place),
            Text(what)
        )?;
    }
    writeln!(html, "</ul></details></section>")
}

/// Where the case at this place of the run is shown.
pub(super) fn id(run: usize, case: usize) -> String {
    format!("r{run}-case-{case}")
}

fn write(html: &mut String, id: &str, case: &CaseResult, open: bool) -> fmt::Result {
    let state = match case.state {
        State::Passed => "passed",
        State::Failed => "failed",
        State::Known => "known",
    };
    let sign = if case.state == State::Failed {
        "✘"
    } else {
        "◇"
    };
    writeln!(
        html,
        r#"<details class="case" id="{id}" data-case="{state}"{}><summary><span class="bad" aria-hidden="true">{sign}</span> <code>{}</code></summary>"#,
        if open { " open" } else { "" },
        Text(&case.name)
    )?;
    if let Some(operation) = &case.operation {
        writeln!(
            html,
            "<p class=\"quiet\"><code>{}</code></p>",
            Text(operation)
        )?;
    }
    if let Some(reason) = &case.reason {
        writeln!(html, "<p>Expected to fail, because {}</p>", Text(reason))?;
    }
    let Some(failure) = &case.failure else {
        return writeln!(html, "</details>");
    };
    for difference in &failure.differences {
        let place = difference.place.as_ref();
        let place = place.map_or_else(String::new, |place| {
            format!(
                " <span class=\"quiet\">by <code>{}</code></span>",
                Text(place)
            )
        });
        writeln!(
            html,
            r#"<div class="difference"><p><b>{}</b>{place}</p><dl><dt>expected</dt><dd><pre>{}</pre></dd><dt>found</dt><dd><pre>{}</pre></dd></dl></div>"#,
            Text(&difference.what),
            Text(&difference.expected),
            Text(&difference.found)
        )?;
    }
    if !failure.subject.is_empty() {
        writeln!(
            html,
            "<p>In:</p><pre class=\"subject\">{}</pre>",
            Text(&failure.subject)
        )?;
    }
    writeln!(html, "</details>")
}
