//! `cargo xtask corpus`: clients of many documents, compiled, and the documents' own examples tried on them.
//!
//! What comes out is a table with a line for each document, and below it what went wrong. Each step of a document is
//! tried whatever became of the others, and a panic of the generator spoils that document only.

mod cargo;
mod compare;
mod examples;
mod find;
mod run;
mod table;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, thread};

use crate::{Failure, cli};
use run::{Row, Worker};

/// Runs all of it. Without `--out` the crates stand in the target folder of the workspace `root`.
pub fn corpus(options: &cli::Corpus, root: &Path) -> Result<ExitCode, Failure> {
    let documents = find::documents(&options.folder, &options.only)?;
    let out = match &options.out {
        Some(out) => std::path::absolute(out)?,
        None => root.join("target/corpus"),
    };
    fs::create_dir_all(&out)?;
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for number in 0..usize::from(options.jobs) {
            let worker = Worker {
                out: &out,
                number,
                checks: !options.no_check,
                examples: !options.no_examples,
            };
            let (next, rows, documents) = (&next, &rows, &documents);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(document) = documents.get(index) else {
                        break;
                    };
                    let row = worker.run(document);
                    eprintln!("{}", row.in_short());
                    rows.lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .push((index, row));
                }
            });
        }
    });
    let mut rows = rows
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    rows.sort_by_key(|(index, _)| *index);
    let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    print!("{}", table::table(&rows, options.format));
    let failed = rows.iter().filter(|row| !row.failures.is_empty());
    let mut any = false;
    for row in failed {
        any = true;
        for failure in &row.failures {
            eprintln!("\n{}: {}", row.name, failure.trim_end());
        }
    }
    Ok(if any {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
