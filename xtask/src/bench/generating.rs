//! Part 1: from the document's file to formatted files on disk, as whole processes.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::documents::Document;
use super::generators::{GENERATORS, Generator, OURS, lines};
use super::paired::rounds;
use super::process::{self, Usage};
use super::table::{Cell, Table};
use super::{Bench, told};
use crate::Failure;

/// What has its turn in a round.
enum Turn {
    /// A generator, into an empty folder.
    Anew(&'static Generator),
    /// This one again: nothing has changed.
    Again(&'static Generator),
    /// Nothing but the parser: what no generator can be quicker than.
    Parse,
}

impl Turn {
    fn name(&self) -> String {
        match self {
            Self::Anew(generator) => generator.name.to_owned(),
            Self::Again(generator) => format!("{}, nothing changed", generator.name),
            Self::Parse => "the parser alone".to_owned(),
        }
    }
}

/// A table of all documents.
pub(super) fn run(bench: &Bench, documents: &[Document]) -> Result<Table, Failure> {
    let mut table = Table::new(
        "From a document to files",
        "From the document's file to formatted files on disk, whole processes, into an empty folder. *times* is how many \
         times as long as specwright it took in the same round; the median of all rounds, and in brackets the least and the \
         most. *lines* are those below `src`. The parser alone is `openapiv3` with serde, for 3.0 only.",
        &[
            "document",
            "MB",
            "generator",
            "time",
            "times",
            "memory",
            "lines",
        ],
    );
    for document in documents {
        told(&format!("generating {}", document.name));
        table.rows.extend(rows(bench, document)?);
    }
    Ok(table)
}

fn rows(bench: &Bench, document: &Document) -> Result<Vec<Vec<Cell>>, Failure> {
    let mut turns = Vec::new();
    // Asked once: to ask some of them is to start them.
    let installed: Vec<_> = GENERATORS.iter().map(Generator::installed).collect();
    let missing = |generator: &Generator| {
        let mut known = GENERATORS.iter().zip(&installed);
        let known = known.find(|(it, _)| it.name == generator.name)?.1;
        known.as_ref().err().cloned()
    };
    for generator in &GENERATORS {
        turns.push(Turn::Anew(generator));
        if generator.name == OURS {
            turns.extend([Turn::Again(generator), Turn::Parse]);
        }
    }
    let folder = bench.folder.join("generating");
    let crate_of = |turn: &Turn| match turn {
        Turn::Anew(generator) | Turn::Again(generator) => folder.join(generator.name),
        Turn::Parse => folder.clone(),
    };
    let results = rounds(&turns, bench.rounds, |turn| {
        let out = crate_of(turn);
        let job = bench.job(&document.path, &out);
        match turn {
            Turn::Anew(generator) => match missing(generator) {
                Some(why) => Err(why),
                None => generator.generate(&job),
            },
            // In every other round its turn comes before the one that would have written what does not change.
            Turn::Again(generator) => {
                generator.generate_again(&job)?;
                let before = newest(&out);
                let usage = generator.generate_again(&job)?;
                if newest(&out) == before {
                    Ok(usage)
                } else {
                    Err("it touched a file".to_owned())
                }
            }
            Turn::Parse => {
                let mut command = Command::new(&bench.xtask);
                command.args(["bench", "--parse"]).arg(&document.path);
                process::launched(&bench.xtask, &command)
            }
        }
    });
    let walls = |usages: &[Usage]| usages.iter().map(|it| it.wall).collect::<Vec<_>>();
    // Where ours failed, nothing is how many times as much as it.
    let ours = match results.first() {
        Some(Ok(usages)) => walls(usages),
        Some(Err(_)) | None => Vec::new(),
    };
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    let size = fs::metadata(&document.path)?.len() as f64;
    let mut rows = Vec::new();
    for (turn, result) in turns.iter().zip(results) {
        let mut row = vec![
            Cell::Text(document.name.clone()),
            Cell::bytes(vec![size]),
            Cell::Text(turn.name()),
        ];
        match result {
            Ok(usages) => {
                let written =
                    matches!(turn, Turn::Anew(_)).then(|| lines(&crate_of(turn).join("src")));
                #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
                let peaks = usages.iter().map(|it| it.peak as f64).collect();
                row.extend([
                    Cell::seconds(walls(&usages)),
                    Cell::ratio(&walls(&usages), &ours),
                    Cell::bytes(peaks),
                    written.map_or(Cell::Nothing, Cell::Count),
                ]);
            }
            Err(why) => row.extend([
                Cell::Missing(why),
                Cell::Nothing,
                Cell::Nothing,
                Cell::Nothing,
            ]),
        }
        rows.push(row);
    }
    Ok(rows)
}

/// When the newest file of a folder was written.
fn newest(folder: &Path) -> Option<std::time::SystemTime> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let times = entries.filter_map(|entry| {
        let path = entry.path();
        if path.is_dir() {
            newest(&path)
        } else {
            entry.metadata().ok()?.modified().ok()
        }
    });
    times.max()
}

/// For [`Turn::Parse`]: reads a document into the types of `openapiv3` and does nothing with it.
pub(super) fn parse(path: &Path) -> Result<(), Failure> {
    let text = fs::read_to_string(path)?;
    let json = path.extension().is_some_and(|it| it == "json");
    let document: openapiv3::OpenAPI = if json {
        serde_json::from_str(&text)?
    } else {
        serde_yaml::from_str(&text)?
    };
    std::hint::black_box(document);
    Ok(())
}
