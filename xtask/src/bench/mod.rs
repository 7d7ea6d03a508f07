//! `cargo xtask bench`: generating, compiling and calling, each beside what a user would pick instead.
//!
//! What is told is ratios: in each round every competitor has one turn, and the turns of a round are compared. Each part
//! leaves its tables in `target/bench`, and `BENCHMARKS.md` is made of all that lies there, so that parts can be measured
//! one after the other.

mod calling;
mod compiling;
mod documents;
mod generating;
mod generators;
mod growth;
mod guard;
mod machine;
mod paired;
mod plot;
mod process;
mod program;
mod table;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use documents::Document;
use generators::{Job, OURS};
use table::Table;

use crate::Failure;
use crate::cli::{self, BenchPart, TableFormat};

/// Where the page and its picture go, relative to the workspace.
const PAGE: &str = "BENCHMARKS.md";
const PLOT: &str = "benchmarks/growth.svg";

/// What all parts need.
struct Bench {
    /// This program, optimised.
    xtask: PathBuf,
    /// Where everything goes.
    folder: PathBuf,
    /// Where crates go that were measured.
    used: PathBuf,
    /// How many.
    rounds: usize,
}

impl Bench {
    /// A crate of `document` in the folder `out`.
    fn job<'a>(&'a self, document: &'a Path, out: &'a Path) -> Job<'a> {
        Job {
            document,
            out,
            xtask: &self.xtask,
            used: &self.used,
        }
    }
}

/// A line for whoever watches.
fn told(what: &str) {
    eprintln!("bench: {what}");
}

/// Measures what the options name.
pub fn bench(options: &cli::Bench, root: &Path) -> Result<ExitCode, Failure> {
    if let Some(document) = &options.parse {
        generating::parse(document)?;
        return Ok(ExitCode::SUCCESS);
    }
    if !options.launch.is_empty() {
        process::launch(&options.launch)?;
        return Ok(ExitCode::SUCCESS);
    }
    let folder = root.join("target/bench");
    fs::create_dir_all(&folder)?;
    if options.guard {
        guard::run(root, &folder, options.accept)?;
        return Ok(ExitCode::SUCCESS);
    }
    let given = given(options)?;
    let bench = Bench {
        xtask: optimised(root)?,
        // Another bench at the same time has its own.
        used: folder.join(format!("used-{}", std::process::id())),
        folder,
        rounds: options.rounds.into(),
    };
    let parts = if options.part.is_empty() {
        BenchPart::ALL.to_vec()
    } else {
        options.part.clone()
    };
    let mut failed = 0;
    for part in parts {
        let tables = match part {
            BenchPart::Generating => vec![generating::run(&bench, &or_made_up(&given, &bench)?)?],
            BenchPart::Calling => vec![calling::run(&bench, root)?],
            BenchPart::Compiling => compile(&bench, &or_made_up(&given, &bench)?),
            BenchPart::Growth => {
                let (table, plot) = growth::run(&bench, given.first())?;
                fs::write(bench.folder.join("growth.svg"), plot)?;
                vec![table]
            }
        };
        show(&tables, options.format)?;
        failed += tables.iter().map(|it| it.failures(OURS)).sum::<usize>();
        store(&bench, part, tables)?;
    }
    if bench.used.exists() {
        fs::remove_dir_all(&bench.used)?;
    }
    if options.write {
        fs::create_dir_all(root.join("benchmarks"))?;
        if !left(&bench, BenchPart::Growth)?.is_empty() {
            fs::copy(bench.folder.join("growth.svg"), root.join(PLOT))?;
        }
        fs::write(root.join(PAGE), page(&bench)?)?;
        told(&format!("wrote {PAGE} and {PLOT}"));
    }
    if failed > 0 {
        return Err(Failure::new(format!(
            "of {OURS} itself {failed} figures are missing; its rows say why"
        )));
    }
    Ok(ExitCode::SUCCESS)
}

/// The crates alone, and where the made-up document is among them, a program that uses its crate.
fn compile(bench: &Bench, documents: &[Document]) -> Vec<Table> {
    let mut crates = compiling::table();
    let mut programs = None;
    for document in documents {
        let candidates = compiling::build(bench, document);
        let rows = compiling::run(bench, document, &candidates);
        crates.rows.extend(rows);
        if document.is_made_up() {
            let folder = bench.folder.join("compiling/program");
            programs = Some(program::run(bench, &candidates, &folder));
        }
    }
    [Some(crates), programs].into_iter().flatten().collect()
}

/// Builds this program as its users would install it: the peers are optimised, too.
fn optimised(root: &Path) -> Result<PathBuf, Failure> {
    told("building xtask --release");
    let target = root.join("target");
    let mut cargo = Command::new(option_env!("CARGO").unwrap_or("cargo"));
    cargo
        .args(["build", "--release", "--quiet", "--package", "xtask"])
        .current_dir(root);
    cargo.env("CARGO_TARGET_DIR", &target);
    process::run(&mut cargo).map_err(Failure::new)?;
    Ok(target
        .join("release")
        .join(format!("xtask{}", std::env::consts::EXE_SUFFIX)))
}

/// The documents that were asked for.
fn given(options: &cli::Bench) -> Result<Vec<Document>, Failure> {
    let named = options.document.iter().map(|path| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let path = std::path::absolute(path)?;
        if path.is_file() {
            Ok(Document { name, path })
        } else {
            Err(Failure::usage(format!(
                "{} is not there or is no file",
                path.display()
            )))
        }
    });
    named.collect()
}

/// Where none was asked for, the one that needs no other file.
fn or_made_up(given: &[Document], bench: &Bench) -> Result<Vec<Document>, Failure> {
    if given.is_empty() {
        return Ok(vec![documents::made_up(500, &bench.folder)?]);
    }
    Ok(given.to_vec())
}

fn show(tables: &[Table], format: TableFormat) -> Result<(), Failure> {
    for table in tables {
        let text = match format {
            TableFormat::Text => table.text(),
            TableFormat::Markdown => table.markdown(),
            TableFormat::Json => serde_json::to_string(table)? + "\n",
        };
        print!("{text}");
    }
    Ok(())
}

fn heading(part: BenchPart) -> &'static str {
    match part {
        BenchPart::Generating => "Generating",
        BenchPart::Compiling => "Compiling",
        BenchPart::Calling => "Calling",
        BenchPart::Growth => "Growth",
    }
}

fn stored(bench: &Bench, part: BenchPart) -> PathBuf {
    bench.folder.join(format!("{}.json", part.as_str()))
}

/// What a part has left. Nothing, where it was not measured.
fn left(bench: &Bench, part: BenchPart) -> Result<Vec<Table>, Failure> {
    match fs::read_to_string(stored(bench, part)) {
        Ok(text) => Ok(serde_json::from_str(&text)?),
        Err(_) => Ok(Vec::new()),
    }
}

/// Leaves the tables for the page. Documents that were measured before and not now keep their rows, and tables that were not
/// made now are kept: all of them at once take hours. The plot is of one run, so its table is, too.
fn store(bench: &Bench, part: BenchPart, mut tables: Vec<Table>) -> Result<(), Failure> {
    let now = machine::now(bench.rounds);
    for table in &mut tables {
        table.measured(&now);
    }
    if part != BenchPart::Growth {
        for old in left(bench, part)? {
            match tables.iter_mut().find(|it| it.title == old.title) {
                Some(table) => table.keep(old),
                None => tables.push(old),
            }
        }
    }
    fs::write(stored(bench, part), serde_json::to_string_pretty(&tables)?)?;
    Ok(())
}

/// `BENCHMARKS.md`.
fn page(bench: &Bench) -> Result<String, Failure> {
    let mut text = format!("{HEAD}\n## The machine\n\n{}\n", machine::description());
    for part in BenchPart::ALL {
        let tables = left(bench, part)?;
        let _ = writeln!(text, "\n## {}\n", heading(part));
        if tables.is_empty() {
            text.push_str("Not measured.\n");
        } else if part == BenchPart::Growth {
            let _ = writeln!(text, "![How it grows with the operations]({PLOT})\n");
        }
        let tables: Vec<_> = tables.iter().map(Table::markdown).collect();
        text.push_str(&tables.join("\n"));
    }
    Ok(text)
}

/// How it is measured.
const HEAD: &str = "\
<!-- Made by `cargo xtask bench --write`. Do not edit. -->

# Benchmarks

`cargo xtask bench` measures specwright beside what a user would pick instead, and `--write` makes this page of what it
found. Figures in seconds are this machine's and hold for one day; the ratios are what to look at. In each round every
competitor has one turn, every other round in the opposite order; a ratio is that of two turns of one round, and what is
shown is the median of all rounds with the least and the most in brackets, of memory and counts the median alone. Sizes of
one document grow one after the other. A competitor that is not installed or fails has a row that says why, and counts for
nothing.
";
