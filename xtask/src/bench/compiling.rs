//! Part 2: what cargo takes for the crates that were written, their dependencies built before.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use super::documents::Document;
use super::generators::{GENERATORS, Generator, OURS, PACKAGE, lines};
use super::paired::rounds;
use super::process::{self, Usage};
use super::table::{Cell, Table};
use super::{Bench, told};
use crate::Failure;

/// What is asked of cargo.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Step {
    /// `cargo check`
    Check,
    /// `cargo check`, after one more line in one file, with what the compiler keeps for that
    Again,
    /// `cargo build`
    Build,
    /// `cargo build --release`
    Release,
}

/// All steps, in the order of the table.
const STEPS: [Step; 4] = [Step::Check, Step::Again, Step::Build, Step::Release];

/// A crate and where it is built.
pub(super) struct Cargo {
    krate: PathBuf,
    target: PathBuf,
}

impl Cargo {
    /// For the crate in the folder `krate`, which is built in `target`.
    pub(super) fn new(krate: &Path, target: &Path) -> Self {
        Self {
            krate: krate.to_owned(),
            target: target.to_owned(),
        }
    }

    /// Builds what is not built yet.
    pub(super) fn call(&self, step: Step) -> Result<Usage, String> {
        let mut command = Command::new(option_env!("CARGO").unwrap_or("cargo"));
        command.arg(if matches!(step, Step::Check | Step::Again) {
            "check"
        } else {
            "build"
        });
        if step == Step::Release {
            command.arg("--release");
        }
        command.args(["--quiet", "--lib"]).current_dir(&self.krate);
        command.env("CARGO_TARGET_DIR", &self.target);
        command.env(
            "CARGO_INCREMENTAL",
            if step == Step::Again { "1" } else { "0" },
        );
        // What the gate forbids is not measured: other generators' crates have warnings.
        command
            .env("RUSTFLAGS", "--cap-lints allow")
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        process::run(&mut command)
    }

    /// Builds the crate alone, which must have been built before.
    pub(super) fn measure(&self, step: Step) -> Result<Usage, String> {
        if step == Step::Again {
            let failed = |error: std::io::Error| error.to_string();
            let file = largest(&self.krate.join("src")).ok_or("the crate has no file")?;
            let mut text = fs::read_to_string(&file).map_err(failed)?;
            text.push_str("// Changed.\n");
            fs::write(&file, text).map_err(failed)?;
        } else {
            touch(&self.root()?)?;
        }
        self.call(step)
    }

    fn root(&self) -> Result<PathBuf, String> {
        let roots = ["src/lib.rs", "src/mod.rs"].map(|it| self.krate.join(it));
        let root = roots.into_iter().find(|it| it.is_file());
        root.ok_or_else(|| format!("{} has no root", self.krate.display()))
    }

    /// The bytes of what the release build gives to other crates.
    fn library(&self) -> Result<u64, String> {
        let file = format!("lib{}.rlib", PACKAGE.replace('-', "_"));
        process::size(&self.target.join("release").join(file))
    }
}

fn largest(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter_map(|entry| {
        let path = entry.path();
        if path.is_dir() {
            largest(&path)
        } else {
            path.extension()
                .is_some_and(|it| it == "rs")
                .then_some(path)
        }
    });
    files.max_by_key(|path| fs::metadata(path).map_or(0, |it| it.len()))
}

/// One generator's crate of one document.
pub(super) struct Built {
    /// Who wrote it.
    pub(super) generator: &'static Generator,
    cargo: Cargo,
    lines: u64,
}

impl Built {
    /// Where it is.
    pub(super) fn krate(&self) -> &Path {
        &self.cargo.krate
    }

    /// Where it is built.
    pub(super) fn target(&self) -> &Path {
        &self.cargo.target
    }

    /// Makes cargo think that it has changed.
    pub(super) fn touch(&self) -> Result<(), String> {
        touch(&self.cargo.root()?)
    }
}

/// The crates of all generators, or why there is none.
pub(super) fn build(bench: &Bench, document: &Document) -> Vec<Result<Built, String>> {
    let folder = bench.folder.join("compiling");
    let build = |generator: &'static Generator| {
        generator.installed()?;
        told(&format!(
            "building {}'s crate of {}",
            generator.name, document.name
        ));
        let krate = folder.join(&document.name).join(generator.name);
        // The dependencies are the same for all documents, so they are built once for each generator.
        let target = folder.join("target").join(generator.name);
        generator.generate(&bench.job(&document.path, &krate))?;
        let cargo = Cargo::new(&krate, &target);
        cargo.call(Step::Check)?;
        Ok(Built {
            generator,
            lines: lines(&krate),
            cargo,
        })
    };
    GENERATORS.iter().map(build).collect()
}

/// A table of all documents.
pub(super) fn run(
    bench: &Bench,
    document: &Document,
    built: &[Result<Built, String>],
) -> Result<Vec<Vec<Cell>>, Failure> {
    let able: Vec<&Built> = built.iter().flatten().collect();
    let step = |step: Step| {
        told(&format!("compiling {}, {step:?}", document.name));
        // The first build is not measured: it may be the one of the dependencies.
        let ready: Vec<_> = able
            .iter()
            .map(|it| it.cargo.call(step).map(drop))
            .collect();
        let results = rounds(&able, bench.rounds, |it| {
            it.cargo.measure(step).map(|used| used.wall)
        });
        let results = ready
            .into_iter()
            .zip(results)
            .map(|(ready, result)| ready.and(result));
        Column {
            cell: Cell::seconds,
            figures: results.collect(),
        }
    };
    let mut columns: Vec<_> = STEPS.into_iter().map(step).collect();
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    let library = |it: &&Built| it.cargo.library().map(|it| vec![it as f64]);
    columns.push(Column {
        cell: Cell::bytes,
        figures: able.iter().map(library).collect(),
    });
    let mut rows = rows(built, &columns)?;
    for (row, built) in rows.iter_mut().zip(built) {
        row.insert(0, Cell::Text(document.name.clone()));
        let lines = built
            .as_ref()
            .map_or(Cell::Nothing, |it| Cell::Count(it.lines));
        row.insert(2, lines);
    }
    Ok(rows)
}

/// The table's head.
pub(super) fn table() -> Table {
    Table::new(
        "The crate alone",
        "What cargo takes for the generated crate alone, dependencies built; *again* is `cargo check` after one more line in \
         its largest file. *times* is how many times as long as specwright's crate of the same document took in the same \
         round. *library* is the rlib of the release build.",
        &[
            "document",
            "generator",
            "lines",
            "check",
            "times",
            "again",
            "times",
            "build",
            "times",
            "release",
            "times",
            "library",
            "times",
        ],
    )
}

/// A figure of each crate that there is.
pub(super) struct Column {
    /// How it is shown.
    pub(super) cell: fn(Vec<f64>) -> Cell,
    /// Of each round, in the order of the crates.
    pub(super) figures: Vec<Result<Vec<f64>, String>>,
}

/// A row for each generator: its name, and of each column its figure and how many times ours it is.
pub(super) fn rows(
    built: &[Result<Built, String>],
    columns: &[Column],
) -> Result<Vec<Vec<Cell>>, Failure> {
    if let Some(Err(why)) = built.first() {
        return Err(Failure::new(format!("{OURS}: {why}")));
    }
    let mut rows = Vec::new();
    let mut place = 0;
    for (generator, built) in GENERATORS.iter().zip(built) {
        let mut row = vec![Cell::Text(generator.name.to_owned())];
        if let Err(why) = built {
            row.push(Cell::Missing(why.clone()));
            row.resize(1 + 2 * columns.len(), Cell::Nothing);
        } else {
            for column in columns {
                row.extend(pair(column, place));
            }
            place += 1;
        }
        rows.push(row);
    }
    Ok(rows)
}

fn pair(column: &Column, place: usize) -> [Cell; 2] {
    match (column.figures.get(place), column.figures.first()) {
        (Some(Ok(theirs)), Some(Ok(ours))) => {
            [(column.cell)(theirs.clone()), Cell::ratio(theirs, ours)]
        }
        (Some(Ok(theirs)), _) => [(column.cell)(theirs.clone()), Cell::Nothing],
        (Some(Err(why)), _) => [Cell::Missing(why.clone()), Cell::Nothing],
        (None, _) => [Cell::Nothing, Cell::Nothing],
    }
}

/// As if it were written now.
pub(super) fn touch(file: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", file.display());
    let file = File::options().append(true).open(file).map_err(failed)?;
    file.set_modified(SystemTime::now()).map_err(failed)
}
