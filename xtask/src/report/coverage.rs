//! How much of the document the cases exercised, and what they did not.

use std::fmt::{self, Write as _};

use contract_tests::results::{Kind, Results};

use super::html::{Text, counted, per_cent};
use crate::measure::number;

/// The section of a page.
pub(super) fn section(html: &mut String, index: usize, run: &Results) -> fmt::Result {
    writeln!(
        html,
        r#"<section aria-labelledby="r{index}-coverage"><h3 id="r{index}-coverage">Coverage of the document</h3>
<p>A part counts as exercised where a case passed that sent it or understood it.</p>
<div class="wide" role="region" aria-labelledby="r{index}-coverage" tabindex="0"><table><thead><tr><th scope="col">Parts</th><th scope="col" class="n">Exercised</th><th scope="col" class="n">Not, for a reason</th><th scope="col" class="n">Not</th><th scope="col" class="n">All</th><th scope="col">Share</th></tr></thead><tbody>"#
    )?;
    for kind in Kind::ALL {
        let (covered, explained, all) = run.covered(kind);
        if all == 0 {
            continue;
        }
        let (name, open) = (kind.name(), all - covered - explained);
        let (class, sign) = match (open, explained) {
            (0, 0) => ("ok", "✔"),
            (0, _) => ("quiet", "◇"),
            _ => ("some", "○"),
        };
        writeln!(
            html,
            r#"<tr><th scope="row">{}</th><td class="n" data-figure="covered.{name}" data-value="{covered}">{}</td><td class="n" data-figure="explained.{name}" data-value="{explained}">{}</td><td class="n" data-figure="open.{name}" data-value="{open}">{}</td><td class="n" data-figure="all.{name}" data-value="{all}">{}</td><td class="{class}"><span aria-hidden="true">{sign}</span> {percent} % <span class="bar" aria-hidden="true"><span style="width:{percent}%"></span></span></td></tr>"#,
            title(kind),
            number(covered),
            number(explained),
            number(open),
            number(all),
            percent = per_cent(covered, all),
        )?;
    }
    writeln!(html, "</tbody></table></div>")?;
    for kind in Kind::ALL {
        missed(html, run, kind)?;
    }
    writeln!(html, "</section>")
}

fn missed(html: &mut String, run: &Results, kind: Kind) -> fmt::Result {
    let items = run.coverage.iter();
    let items = items.filter(|item| item.kind == kind && !item.is_covered());
    let count = items.clone().count();
    if count == 0 {
        return Ok(());
    }
    writeln!(
        html,
        "<details><summary>{} not exercised: {}</summary><ul>",
        title(kind),
        counted(count, "part", "parts")
    )?;
    for item in items {
        let why = match (&item.reason, item.failed) {
            (Some(reason), _) => format!("because {}", Text(reason)),
            (None, 0) => "no case sends or understands it".to_owned(),
            (None, failed) => format!(
                "{} on it, none passed",
                counted(failed, "case failed", "cases failed")
            ),
        };
        let text = item.item.strip_prefix(kind.name()).unwrap_or(&item.item);
        writeln!(
            html,
            "<li data-missed=\"{}\"><code>{}</code> at <code>{}</code>: {why}</li>",
            kind.name(),
            Text(text.trim_start()),
            Text(&item.place)
        )?;
    }
    writeln!(html, "</ul></details>")
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Operation => "Operations",
        Kind::Parameter => "Parameters",
        Kind::Body => "Media types of requests",
        Kind::Answer => "Statuses × media types",
        Kind::Property => "Properties × directions",
        Kind::Example => "Examples",
        Kind::Deprecation => "Deprecations",
    }
}
