//! What was made of a document, in a few lines: how much, what is not in it and why, and where the document is wrong.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use specwright::Generated;
use specwright::diagnostic::{Code, Located, Pointer, Severity};
use specwright::lower::Report;

use crate::measure::{self, FreeForm};

/// How many places are named for each code.
const PLACES: usize = 3;

/// The summary, without the time that it took.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Summary {
    /// The first line.
    made: String,
    /// The others.
    rest: String,
}

impl Summary {
    /// Of a client in `folder`.
    pub(super) fn of(generated: &Generated, wrong: &Wrong, folder: &Path) -> Self {
        let Generated { api, package, .. } = generated;
        let lines = measure::lines(generated);
        let made = format!(
            "{package}: {}, {}, {} in {}",
            some(api.operations.len(), "operation"),
            some(api.types.len(), "type"),
            some(lines, "line"),
            folder.display(),
        );
        let mut rest = String::new();
        let Wrong {
            count,
            left_out,
            mistakes,
        } = wrong;
        if !left_out.is_empty() {
            let _ = writeln!(rest, "left out: {}, because of", some(*count, "operation"));
            groups(&mut rest, left_out);
        }
        if !mistakes.is_empty() {
            let count = mistakes.values().map(Vec::len).sum();
            let _ = writeln!(rest, "the document is wrong in {}", some(count, "place"));
            groups(&mut rest, mistakes);
        }
        free_form(&mut rest, &generated.report);
        Self { made, rest }
    }

    /// Shows it.
    pub(super) fn print(&self, took: Duration) {
        print!("{} ({:.1} s)\n{}", self.made, took.as_secs_f64(), self.rest);
    }
}

/// What of a document's diagnostics stands in the summary.
#[derive(Debug)]
pub(super) struct Wrong {
    /// How many operations were left out.
    count: usize,
    left_out: Groups,
    mistakes: Groups,
}

impl Wrong {
    pub(super) fn of(located: &[Located<'_>]) -> Self {
        let left_out_because = located
            .iter()
            .filter(|it| measure::leaves_out(it.diagnostic));
        Self {
            count: left_out_because.count(),
            left_out: left_out(located),
            mistakes: mistakes(located),
        }
    }
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
fn mistakes(located: &[Located<'_>]) -> Groups {
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
    match it.position() {
        Some(position) => format!("{}:{}:{}", it.file(), position.line, position.column),
        None => it.file().to_owned(),
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
