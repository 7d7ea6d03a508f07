//! What was made of a document, in a few lines: how much, what is not in it and why, and where the document is wrong.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::path::Path;
use std::time::Duration;

use specwright::diagnostic::{Code, Located, Pointer, Severity, locate};
use specwright::lower::Report;
use specwright::{Generated, Outcome};

use crate::measure::{self, FreeForm};

/// How many places are named for each code.
const PLACES: usize = 3;

/// The summary.
pub(super) fn summary(
    outcome: &Outcome,
    generated: &Generated,
    folder: &Path,
    took: Duration,
) -> String {
    let Generated { api, package, .. } = generated;
    let lines = measure::lines(generated);
    let mut text = format!(
        "{package}: {}, {}, {} in {} ({:.1} s)\n",
        some(api.operations.len(), "operation"),
        some(api.types.len(), "type"),
        some(lines, "line"),
        folder.display(),
        took.as_secs_f64()
    );
    let located = locate(&outcome.diagnostics, &outcome.source);
    let left_out = left_out(&located);
    if !left_out.is_empty() {
        let count = measure::left_out(&outcome.diagnostics);
        let _ = writeln!(text, "left out: {}, because of", some(count, "operation"));
        groups(&mut text, &left_out);
    }
    let wrong = wrong(&located);
    if !wrong.is_empty() {
        let count = wrong.values().map(Vec::len).sum();
        let _ = writeln!(text, "the document is wrong in {}", some(count, "place"));
        groups(&mut text, &wrong);
    }
    free_form(&mut text, &generated.report);
    text
}

/// Where the types end.
fn free_form(text: &mut String, report: &Report) {
    let FreeForm {
        fallbacks,
        free,
        total,
    } = FreeForm::of(report);
    let _ = writeln!(
        text,
        "free-form: {} of {}; {} of them say more than their type does",
        measure::number(free + fallbacks),
        some(total, "schema"),
        measure::number(fallbacks)
    );
    let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (pointer, why) in &report.fallbacks {
        reasons.entry(why).or_default().push(pointer.to_string());
    }
    groups(text, &reasons);
}

/// For each code the places, as they are shown.
type Groups = BTreeMap<Code, Vec<String>>;

/// For each code of an error that leaves out an operation: the operations.
fn left_out(located: &[Located<'_>]) -> Groups {
    let mut causes: BTreeMap<&Pointer, Code> = BTreeMap::new();
    for it in located {
        let pointer = it.diagnostic.pointer();
        if let (Some(pointer), Severity::Error) = (pointer, it.diagnostic.severity) {
            causes.insert(pointer, it.diagnostic.code);
        }
    }
    let mut groups = Groups::new();
    for it in located {
        if measure::leaves_out(it.diagnostic) {
            let mut codes: Vec<_> = it
                .diagnostic
                .related
                .iter()
                .flat_map(|(pointer, _)| {
                    let at_or_in = causes
                        .iter()
                        .filter(move |(cause, _)| cause.is_within(pointer));
                    at_or_in.map(|(_, code)| *code)
                })
                .collect();
            codes.sort_unstable();
            codes.dedup();
            if codes.is_empty() {
                codes.push(it.diagnostic.code);
            }
            for code in codes {
                groups.entry(code).or_default().push(place(it));
            }
        }
    }
    groups
}

/// For each code of a mistake in the document: where it is made.
fn wrong(located: &[Located<'_>]) -> Groups {
    let mut groups = Groups::new();
    for it in located
        .iter()
        .filter(|it| measure::is_mistake(it.diagnostic))
    {
        groups
            .entry(it.diagnostic.code)
            .or_default()
            .push(place(it));
    }
    groups
}

fn place(it: &Located<'_>) -> String {
    match it.position {
        Some(position) => format!("{}:{}:{}", it.file, position.line, position.column),
        None => it.file.to_owned(),
    }
}

fn groups<K: Display>(text: &mut String, groups: &BTreeMap<K, Vec<String>>) {
    for (code, places) in groups {
        let count = places.len();
        let shown = places
            .iter()
            .take(PLACES)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        let more = match count.checked_sub(PLACES) {
            Some(more @ 1..) => format!(" and {more} more"),
            _ => String::new(),
        };
        let _ = writeln!(text, "  {code} ({count}): {shown}{more}");
    }
}

/// A number with thousands apart and the plural where it is one.
fn some(count: usize, name: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {name}{plural}", measure::number(count))
}
