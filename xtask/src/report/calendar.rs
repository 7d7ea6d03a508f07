//! What is to end, and when.

use std::fmt::{self, Write as _};

use contract_tests::results::{End, OperationFacts, Results};
use jiff::civil::Date;

use super::html::{Text, counted};
use crate::deprecations::{days, distance};

/// How soon is soon, in days.
const SOON: i64 = 90;

/// An operation with its end, and in how many days that is.
struct Entry<'a> {
    operation: &'a OperationFacts,
    end: &'a End,
    days: Option<i64>,
}

/// The section of a page.
pub(super) fn section(html: &mut String, index: usize, run: &Results, today: Date) -> fmt::Result {
    let entries = run.operations.iter().filter_map(|operation| {
        let end = operation.deprecation.as_ref()?;
        // A sunset that is no day is a finding of the suite's; here it is one that nobody knows.
        let sunset = end.sunset.as_ref().and_then(|sunset| sunset.parse().ok());
        Some(Entry {
            operation,
            end,
            days: sunset.map(|sunset| days(today, sunset)),
        })
    });
    let mut entries: Vec<Entry<'_>> = entries.collect();
    entries.sort_by_key(|entry| (entry.days.is_none(), entry.days));
    writeln!(
        html,
        r#"<section aria-labelledby="r{index}-calendar"><h3 id="r{index}-calendar">Deprecations</h3>"#
    )?;
    if entries.is_empty() {
        return writeln!(html, "<p>No operation is deprecated.</p></section>");
    }
    let sunset = entries
        .iter()
        .filter(|entry| entry.days.is_some_and(|days| days <= 0));
    let next = entries
        .iter()
        .find(|entry| entry.days.is_some_and(|days| days > 0));
    write!(
        html,
        "<p>As of {today}, of {} <b><span data-figure=\"sunset\" data-value=\"{count}\">{count}</span> sunset</b>",
        counted(
            entries.len(),
            "deprecated operation",
            "deprecated operations"
        ),
        count = sunset.count(),
    )?;
    match next.and_then(|entry| Some((entry.operation, entry.days?))) {
        Some((operation, days)) => writeln!(
            html,
            "; the next is <code>{}</code> {}.</p>",
            Text(&operation.id),
            distance(days)
        )?,
        None => writeln!(html, "; no other sunset is announced.</p>")?,
    }
    writeln!(
        html,
        r#"<div class="wide tall" role="region" aria-labelledby="r{index}-calendar" tabindex="0"><table><thead><tr><th scope="col">State</th><th scope="col">Sunset</th><th scope="col">When</th><th scope="col">Operation</th><th scope="col">Use instead</th><th scope="col">Said at</th></tr></thead><tbody>"#
    )?;
    for entry in &entries {
        row(html, entry)?;
    }
    writeln!(html, "</tbody></table></div></section>")
}

fn row(html: &mut String, entry: &Entry<'_>) -> fmt::Result {
    let (class, state) = match entry.days {
        None => ("quiet", "· no date"),
        Some(days) if days <= 0 => ("bad", "✘ sunset"),
        Some(days) if days <= SOON => ("some", "◐ soon"),
        Some(_) => ("ok", "○ later"),
    };
    let End {
        place,
        since: _,
        sunset,
        successor,
        link,
    } = entry.end;
    // Only what a browser opens as a page: a document may come from anybody.
    let link = link
        .as_deref()
        .filter(|link| link.starts_with("https://") || link.starts_with("http://"));
    let successor = successor
        .as_deref()
        .map(|successor| format!("<code>{}</code>", Text(successor)));
    let instead = match (successor, link) {
        (Some(successor), Some(link)) => format!(
            r#"<a href="{}" rel="noreferrer">{successor}</a>"#,
            Text(link)
        ),
        (None, Some(link)) => format!(r#"<a href="{0}" rel="noreferrer">{0}</a>"#, Text(link)),
        (successor, None) => successor.unwrap_or_else(|| "not said".to_owned()),
    };
    writeln!(
        html,
        r#"<tr><td class="{class} whole">{state}</td><td class="whole">{}</td><td class="whole" data-days="{}">{}</td><th scope="row"><code>{}</code><br><span class="quiet">{}</span></th><td>{instead}</td><td><code>{}</code></td></tr>"#,
        Text(sunset.as_deref().unwrap_or("not said")),
        entry.days.map_or_else(String::new, |days| days.to_string()),
        entry.days.map_or_else(|| "not known".to_owned(), distance),
        Text(&entry.operation.key),
        Text(&entry.operation.id),
        Text(place)
    )
}
