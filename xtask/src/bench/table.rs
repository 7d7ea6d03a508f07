//! What was measured, as columns for people, as Markdown for `BENCHMARKS.md` and as JSON for a program.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::paired::Spread;
use crate::measure::number;

/// One table.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Table {
    /// What it is about.
    pub(super) title: String,
    /// How to read it.
    pub(super) note: String,
    /// The heads of its columns.
    pub(super) columns: Vec<String>,
    /// A cell for each column.
    pub(super) rows: Vec<Vec<Cell>>,
    /// When and with which program the rows were measured, by their first cells.
    #[serde(default)]
    pub(super) measured: BTreeMap<String, String>,
}

/// One figure or text.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Cell {
    /// A name, or whatever else is no figure.
    Text(String),
    /// How many.
    Count(u64),
    /// Seconds.
    Seconds(Spread),
    /// Bytes.
    Bytes(Spread),
    /// Of what the head of the column says.
    Figure(Spread),
    /// How many times as much as the first in its group.
    Ratio(Spread),
    /// There is no figure, and this is why.
    Missing(String),
    /// There is no figure because there can be none.
    Nothing,
}

impl Cell {
    /// Seconds, if there are any.
    pub(super) fn seconds(figures: Vec<f64>) -> Self {
        Spread::of(figures).map_or(Self::Nothing, Self::Seconds)
    }

    /// Bytes, if there are any.
    pub(super) fn bytes(figures: Vec<f64>) -> Self {
        Spread::of(figures).map_or(Self::Nothing, Self::Bytes)
    }

    /// Of what the head of the column says.
    pub(super) fn figure(figures: Vec<f64>) -> Self {
        Spread::of(figures).map_or(Self::Nothing, Self::Figure)
    }

    /// Of pairs.
    pub(super) fn ratio(over: &[f64], under: &[f64]) -> Self {
        Spread::ratio(over, under).map_or(Self::Nothing, Self::Ratio)
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Count(count) => {
                f.write_str(&number(usize::try_from(*count).unwrap_or(usize::MAX)))
            }
            Self::Seconds(it) => {
                let places = if it.median < 10.0 { 3 } else { 1 };
                write!(
                    f,
                    "{:.places$} s ({:.places$}–{:.places$})",
                    it.median, it.least, it.most
                )
            }
            Self::Bytes(it) => write!(f, "{:.1} MB", it.median / 1e6),
            Self::Figure(it) => write!(f, "{:.1} ({:.1}–{:.1})", it.median, it.least, it.most),
            Self::Ratio(it) => write!(f, "{:.2}× ({:.2}–{:.2})", it.median, it.least, it.most),
            Self::Missing(why) => write!(f, "none: {why}"),
            Self::Nothing => f.write_str("–"),
        }
    }
}

impl Table {
    /// An empty one.
    pub(super) fn new(title: &str, note: &str, columns: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            note: note.to_owned(),
            columns: columns.iter().map(|&it| it.to_owned()).collect(),
            rows: Vec::new(),
            measured: BTreeMap::new(),
        }
    }

    /// How many figures are missing of one of the competitors.
    pub(super) fn failures(&self, competitor: &str) -> usize {
        let of_it = |row: &&Vec<Cell>| {
            row.iter()
                .any(|it| matches!(it, Cell::Text(text) if text == competitor))
        };
        let cells = self.rows.iter().filter(of_it).flatten();
        cells.filter(|it| matches!(it, Cell::Missing(_))).count()
    }

    /// All rows were measured `now`.
    pub(super) fn measured(&mut self, now: &str) {
        let subjects = self.rows.iter().filter_map(|row| row.first());
        self.measured = subjects
            .map(|it| (it.to_string(), now.to_owned()))
            .collect();
    }

    /// Takes over, in front of its own, the rows of things that it has none of.
    pub(super) fn keep(&mut self, old: Self) {
        let is_new = |subject: &str| !self.measured.contains_key(subject);
        let (rows, measured) = (old.rows, old.measured);
        let rows: Vec<_> = rows
            .into_iter()
            .filter(|row| row.first().is_some_and(|it| is_new(&it.to_string())))
            .collect();
        let measured: Vec<_> = measured.into_iter().filter(|it| is_new(&it.0)).collect();
        self.rows.splice(0..0, rows);
        self.measured.extend(measured);
    }

    /// When its rows were measured, those of one time together.
    fn times(&self) -> String {
        let mut times: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (subject, time) in &self.measured {
            times.entry(time).or_default().push(subject);
        }
        let is_one = times.len() == 1;
        let mut text = String::new();
        for (time, subjects) in times {
            let _ = match subjects.join(", ") {
                subjects if !is_one => writeln!(text, "\nMeasured {time}: {subjects}."),
                _ => writeln!(text, "\nMeasured {time}."),
            };
        }
        text
    }

    /// In columns.
    pub(super) fn text(&self) -> String {
        let mut lines = vec![self.columns.clone()];
        lines.extend(
            self.rows
                .iter()
                .map(|row| row.iter().map(Cell::to_string).collect()),
        );
        let width = |column: usize| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            // A reason may be as long as it likes: nothing stands behind it.
            let short = cells.filter(|it| !it.starts_with("none: "));
            short.map(|it| it.chars().count()).max().unwrap_or_default()
        };
        let widths: Vec<_> = (0..self.columns.len()).map(width).collect();
        let mut text = format!("{}\n", self.title);
        for line in &lines {
            let cells = line
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:width$}"));
            let line = cells.collect::<Vec<_>>().join("  ");
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text
    }

    /// As a section of Markdown.
    pub(super) fn markdown(&self) -> String {
        let line = |cells: Vec<String>| {
            let cells: Vec<_> = cells.iter().map(|it| it.replace('|', "\\|")).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut text = format!("### {}\n\n{}\n\n", self.title, self.note);
        text.push_str(&line(self.columns.clone()));
        let _ = writeln!(text, "|{}", "---|".repeat(self.columns.len()));
        for row in &self.rows {
            text.push_str(&line(row.iter().map(Cell::to_string).collect()));
        }
        text + &self.times()
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Spread, Table};

    fn table() -> Table {
        let mut table = Table::new("Title", "How to read it.", &["who", "time", "times"]);
        let spread = Spread {
            least: 1.0,
            median: 1.5,
            most: 2.25,
        };
        table.rows.push(vec![
            Cell::Text("a|b".to_owned()),
            Cell::Seconds(spread),
            Cell::Ratio(spread),
        ]);
        table.rows.push(vec![
            Cell::Text("c".to_owned()),
            Cell::Missing("it is not installed".to_owned()),
            Cell::Nothing,
        ]);
        table
    }

    #[test]
    fn columns_stand_below_each_other() {
        let expected = "\
Title
who  time                   times
a|b  1.500 s (1.000–2.250)  1.50× (1.00–2.25)
c    none: it is not installed  –
";
        assert_eq!(table().text(), expected);
    }

    #[test]
    fn markdown_is_a_section_with_a_table() {
        let expected = "\
### Title

How to read it.

| who | time | times |
|---|---|---|
| a\\|b | 1.500 s (1.000–2.250) | 1.50× (1.00–2.25) |
| c | none: it is not installed | – |
";
        assert_eq!(table().markdown(), expected);
    }

    #[test]
    fn what_is_missing_is_counted_for_whom_it_is_missing() {
        assert_eq!((table().failures("a|b"), table().failures("c")), (0, 1));
    }

    #[test]
    fn rows_of_before_are_kept_and_told_apart() {
        let mut old = table();
        old.measured("on Monday");
        let mut new = table();
        new.rows.remove(0);
        new.measured("on Tuesday");
        new.keep(old);
        let subjects: Vec<_> = new.rows.iter().filter_map(|row| row.first()).collect();
        assert_eq!(
            subjects,
            [&Cell::Text("a|b".to_owned()), &Cell::Text("c".to_owned())]
        );
        let text = new.markdown();
        assert!(
            text.ends_with("\n\nMeasured on Monday: a|b.\n\nMeasured on Tuesday: c.\n"),
            "{text}"
        );
    }

    #[test]
    fn nothing_is_lost_in_json() -> serde_json::Result<()> {
        let table = table();
        let again: Table = serde_json::from_str(&serde_json::to_string(&table)?)?;
        assert_eq!(again.rows, table.rows);
        Ok(())
    }
}
