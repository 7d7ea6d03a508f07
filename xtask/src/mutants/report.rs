//! The table, the survivors and the score; as JSON for the report.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::results::{Equivalent, Operator, Results, Survivor};
use super::{Mutant, Verdict};
use crate::Failure;
use crate::cli::{self, Part};

impl Operator {
    fn count(&mut self, verdict: &Verdict) {
        self.by_own_tests += usize::from(matches!(verdict, Verdict::Tested(_)));
        let counter = match verdict {
            Verdict::Killed(_) | Verdict::Tested(_) => &mut self.killed,
            Verdict::Survived => &mut self.survived,
            Verdict::Equivalent(_) => &mut self.equivalent,
            Verdict::Unviable(_) => &mut self.unviable,
            Verdict::Unreached => &mut self.not_reached,
        };
        *counter += 1;
    }

    fn columns(&self) -> [usize; 6] {
        [
            self.killed,
            self.by_own_tests,
            self.survived,
            self.equivalent,
            self.unviable,
            self.not_reached,
        ]
    }
}

impl Results {
    /// Counts.
    pub(super) fn new(document: &str, options: &cli::Mutants, found: &[(Mutant, Verdict)]) -> Self {
        let mut rows: BTreeMap<(Part, &str), Operator> = BTreeMap::new();
        let (mut survivors, mut equivalent) = (Vec::new(), Vec::new());
        for (mutant, verdict) in found {
            let (operator, of) = (mutant.operator.to_owned(), mutant.of.as_str().to_owned());
            let row = rows.entry((mutant.of, mutant.operator));
            let row = row.or_insert_with(|| Operator {
                name: operator.clone(),
                of: of.clone(),
                ..Operator::default()
            });
            row.count(verdict);
            let place = mutant.shown_place();
            match verdict {
                Verdict::Survived => survivors.push(Survivor {
                    operator,
                    of,
                    place,
                    change: mutant.change.clone(),
                }),
                Verdict::Equivalent(reason) => equivalent.push(Equivalent {
                    operator,
                    of,
                    place,
                    change: mutant.change.clone(),
                    reason: reason.clone(),
                }),
                _ => {}
            }
        }
        Self {
            document: document.to_owned(),
            sample: options.sample,
            seed: options.seed,
            operators: rows.into_values().collect(),
            survivors,
            equivalent,
        }
    }

    /// How many survived.
    pub(super) fn survived(&self) -> usize {
        self.survivors.len()
    }

    /// Writes it as JSON.
    pub(super) fn write(&self, path: &Path) -> Result<(), Failure> {
        Ok(fs::write(path, serde_json::to_string_pretty(self)? + "\n")?)
    }

    /// For people: survivors, then the table and the score; of what there is no client for, why, unless `quiet`.
    pub(super) fn text(&self, found: &[(Mutant, Verdict)], quiet: bool) -> String {
        let mut text = String::new();
        // Writing to a string can't fail.
        for it in &self.survivors {
            let _ = writeln!(
                text,
                "nobody noticed: {} at {}\n{}\n",
                it.operator,
                it.place,
                indented(&it.change)
            );
        }
        if !quiet {
            self.reasons(&mut text, found);
        }
        let _ = writeln!(
            text,
            "{:<9} {:<20} {:>7} {:>12} {:>8} {:>10} {:>8} {:>12}",
            "of",
            "operator",
            "killed",
            "by own tests",
            "survived",
            "equivalent",
            "unviable",
            "not reached"
        );
        let mut all = [0; 6];
        for row in &self.operators {
            for (sum, count) in all.iter_mut().zip(row.columns()) {
                *sum += count;
            }
            line(&mut text, &row.of, &row.name, row.columns());
        }
        line(&mut text, "", "all", all);
        let [killed, _, survived, ..] = all;
        let _ = writeln!(
            text,
            "\nscore: {} of {}, {}",
            killed,
            killed + survived,
            percent(killed, survived)
        );
        text
    }

    fn reasons(&self, text: &mut String, found: &[(Mutant, Verdict)]) {
        let mut reasons: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for it in &self.equivalent {
            *reasons.entry((&it.operator, &it.reason)).or_default() += 1;
        }
        for ((operator, reason), count) in reasons {
            let _ = writeln!(text, "equivalent: {count} × {operator}: {reason}");
        }
        let mut refusals: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (mutant, verdict) in found {
            if let Verdict::Unviable(why) = verdict {
                *refusals.entry((mutant.operator, why)).or_default() += 1;
            }
        }
        for ((operator, why), count) in refusals {
            let _ = writeln!(text, "unviable: {count} × {operator}: {why}");
        }
        if !text.is_empty() {
            text.push('\n');
        }
    }
}

fn line(text: &mut String, of: &str, operator: &str, columns: [usize; 6]) {
    let [
        killed,
        by_own_tests,
        survived,
        equivalent,
        unviable,
        not_reached,
    ] = columns;
    let _ = writeln!(
        text,
        "{of:<9} {operator:<20} {killed:>7} {by_own_tests:>12} {survived:>8} {equivalent:>10} {unviable:>8} {not_reached:>12}"
    );
}

fn indented(change: &str) -> String {
    let lines = change.lines().map(|line| format!("    {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// How many of a hundred were killed, rounded down: 100 % is all of them.
fn percent(killed: usize, survived: usize) -> String {
    match (killed * 1000).checked_div(killed + survived) {
        Some(tenths) => format!("{}.{} %", tenths / 10, tenths % 10),
        None => "nothing was tried".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use jiff::civil::date;

    use super::{Mutant, Results, Verdict, percent};
    use crate::cli::{self, Part};
    use crate::report::{self, Report};

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        options: cli::Mutants,
    }

    #[test]
    fn a_hundred_percent_are_all() {
        assert_eq!(percent(4, 0), "100.0 %");
        assert_eq!(percent(9999, 1), "99.9 %");
        assert_eq!(percent(0, 3), "0.0 %");
        assert_eq!(percent(0, 0), "nothing was tried");
    }

    /// One mutant of each verdict, and two that were not reached.
    fn results() -> Results {
        let mutant = Mutant {
            operator: "drop-call",
            of: Part::Runtime,
            operation: None,
            place: "a.rs:1".to_owned(),
            change: "- a".to_owned(),
        };
        let verdicts = [
            Verdict::Killed("a::b".to_owned()),
            Verdict::Tested("tests::c".to_owned()),
            Verdict::Survived,
            Verdict::Equivalent("the same".to_owned()),
            Verdict::Unviable("no type".to_owned()),
            Verdict::Unreached,
            Verdict::Unreached,
        ];
        let found: Vec<_> = verdicts.map(|verdict| (mutant.clone(), verdict)).into();
        let Command { options } = Command::parse_from(["mutants"]);
        Results::new("notes", &options, &found)
    }

    #[test]
    fn the_page_shows_each_figure_that_was_written() -> Result<(), crate::Failure> {
        let folder = tempfile::tempdir()?;
        let results = results();
        std::fs::create_dir(folder.path().join("notes"))?;
        results.write(&folder.path().join("notes/mutants.json"))?;
        let read = report::mutants::read(folder.path())?;
        assert_eq!(read, [results]);
        let page = Report {
            today: date(2026, 2, 1),
            runs: Vec::new(),
            mutants: read,
        }
        .page();
        for (name, figure) in [
            ("killed", 2),
            ("by_own_tests", 1),
            ("survived", 1),
            ("equivalent", 1),
            ("unviable", 1),
            ("not_reached", 2),
        ] {
            let shown = format!(r#"data-figure="mutants.{name}">{figure}<"#);
            assert!(page.contains(&shown), "{shown}");
        }
        Ok(())
    }
}
