//! The rows as a table: columns for people, Markdown for a report, JSON for a program.

use std::fmt::Write as _;

use serde_json::json;

use super::run::Row;
use crate::cli::TableFormat;
use crate::measure::number;

const COLUMNS: [&str; 13] = [
    "document",
    "operations",
    "left out",
    "mistakes",
    "types",
    "lines",
    "generate s",
    "check",
    "check s",
    "doc",
    "fallbacks + free / schemas",
    "examples equal",
    "document / client wrong",
];

/// The table.
pub(super) fn table(rows: &[Row], format: TableFormat) -> String {
    match format {
        TableFormat::Text => text(rows),
        TableFormat::Markdown => markdown(rows),
        TableFormat::Json => rows.iter().map(json).collect(),
    }
}

fn cells(row: &Row) -> [String; 13] {
    let none = || "–".to_owned();
    let passed = |passed: bool| if passed { "yes" } else { "NO" }.to_owned();
    let of = |count: Option<usize>| count.map_or_else(none, number);
    let client = row.client.as_ref();
    [
        row.name.clone(),
        of(client.map(|it| it.operations)),
        of(client.map(|it| it.left_out)),
        of(client.map(|it| it.mistakes)),
        of(client.map(|it| it.types)),
        of(client.map(|it| it.lines)),
        format!("{:.2}", row.generate.as_secs_f64()),
        row.check.map_or_else(none, |(ok, _)| passed(ok)),
        row.check
            .map_or_else(none, |(_, took)| format!("{:.1}", took.as_secs_f64())),
        row.doc.map_or_else(none, passed),
        client.map_or_else(none, |it| {
            let free = it.free;
            format!(
                "{} + {} / {} ({:.1} %)",
                number(free.fallbacks),
                number(free.free),
                number(free.total),
                free.per_cent()
            )
        }),
        row.examples.as_ref().map_or_else(none, |it| {
            format!("{} / {}", number(it.equal), number(it.total))
        }),
        row.examples.as_ref().map_or_else(none, |it| {
            format!(
                "{} / {}",
                number(it.document_wrong.len()),
                number(it.client_wrong.len())
            )
        }),
    ]
}

fn text(rows: &[Row]) -> String {
    let lines: Vec<[String; 13]> = std::iter::once(COLUMNS.map(str::to_owned))
        .chain(rows.iter().map(cells))
        .collect();
    let mut widths = [0; 13];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for line in lines {
        let mut cells = line
            .iter()
            .zip(widths)
            .enumerate()
            .map(|(index, (cell, width))| {
                if index == 0 {
                    format!("{cell:width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
        let _ = writeln!(
            text,
            "{}",
            cells.by_ref().collect::<Vec<_>>().join("  ").trim_end()
        );
    }
    text
}

fn markdown(rows: &[Row]) -> String {
    let line = |cells: [String; 13]| {
        format!(
            "| {} |\n",
            cells.map(|it| it.replace('|', "\\|")).join(" | ")
        )
    };
    let mut text = line(COLUMNS.map(str::to_owned));
    let _ = writeln!(text, "|---{}|", "|---:".repeat(COLUMNS.len() - 1));
    for row in rows {
        text.push_str(&line(cells(row)));
    }
    text
}

fn json(row: &Row) -> String {
    let client = row.client.as_ref();
    let examples = row.examples.as_ref();
    let line = json!({
        "document": row.name,
        "operations": client.map(|it| it.operations),
        "left_out": client.map(|it| it.left_out),
        "mistakes": client.map(|it| it.mistakes),
        "types": client.map(|it| it.types),
        "lines": client.map(|it| it.lines),
        "generate_seconds": row.generate.as_secs_f64(),
        "check": row.check.map(|(passed, _)| passed),
        "check_seconds": row.check.map(|(_, took)| took.as_secs_f64()),
        "doc": row.doc,
        "fallbacks": client.map(|it| it.free.fallbacks),
        "free_form": client.map(|it| it.free.free),
        "schemas": client.map(|it| it.free.total),
        "examples": examples.map(|it| it.total),
        "examples_equal": examples.map(|it| it.equal),
        "examples_document_wrong": examples.map(|it| it.document_wrong.len()),
        "examples_client_wrong": examples.map(|it| it.client_wrong.len()),
        "failures": row.failures,
    });
    format!("{line}\n")
}
