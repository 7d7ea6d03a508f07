//! Part 2: what cargo takes for the crates that were written, their dependencies built before.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use super::documents::Document;
use super::generators::{GENERATORS, Generator, PACKAGE, lines};
use super::paired::rounds;
use super::process::{self, Usage};
use super::table::{Cell, Table};
use super::{Bench, told};

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

impl Step {
    /// The command for the package in `folder`, built in `target`. What a user's environment says of how to build must not
    /// make a difference; and what the gate forbids is not measured: other generators' crates have warnings.
    pub(super) fn command(self, folder: &Path, target: &Path) -> Command {
        let mut command = Command::new(option_env!("CARGO").unwrap_or("cargo"));
        command.arg(match self {
            Self::Check | Self::Again => "check",
            Self::Build | Self::Release => "build",
        });
        if self == Self::Release {
            command.arg("--release");
        }
        command.arg("--quiet").current_dir(folder);
        let incremental = if self == Self::Again { "1" } else { "0" };
        command
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_INCREMENTAL", incremental)
            .env("RUSTFLAGS", "--cap-lints allow")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_BUILD_TARGET");
        command
    }
}

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
        process::run(step.command(&self.krate, &self.target).arg("--lib"))
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
        root.ok_or_else(|| "the crate has neither src/lib.rs nor src/mod.rs".to_owned())
    }

    /// The bytes of what the release build of the package gives to other crates.
    fn library(&self, package: &str) -> Result<u64, String> {
        let file = format!("lib{}.rlib", package.replace('-', "_"));
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
    package: &'static str,
    cargo: Cargo,
    lines: u64,
}

impl Built {
    fn new(package: &'static str, krate: &Path, target: &Path) -> Result<Self, String> {
        let cargo = Cargo::new(krate, target);
        cargo.call(Step::Check)?;
        Ok(Self {
            package,
            cargo,
            lines: lines(&krate.join("src")),
        })
    }

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

/// What has a row: a crate, or why there is none.
pub(super) struct Candidate {
    /// What the row is called.
    pub(super) name: &'static str,
    /// The crate.
    pub(super) built: Result<Built, String>,
}

/// The crates of all generators.
pub(super) fn build(bench: &Bench, document: &Document) -> Vec<Candidate> {
    let folder = bench.folder.join("compiling");
    let build = |generator: &Generator| {
        generator.installed()?;
        told(&format!(
            "building {}'s crate of {}",
            generator.name, document.name
        ));
        let krate = folder.join(&document.name).join(generator.name);
        // The dependencies are the same for all documents, so they are built once for each generator.
        let target = folder.join("target").join(generator.name);
        generator.generate(&bench.job(&document.path, &krate))?;
        Built::new(PACKAGE, &krate, &target)
    };
    let generators = GENERATORS.iter();
    generators
        .map(|generator| Candidate {
            name: generator.name,
            built: build(generator),
        })
        .collect()
}

/// What stands beside our crate in a package of its own, and is built once however often the crate changes. Others write
/// theirs into the crate or have it in a registry, so it has a row of its own.
fn runtime(ours: &Built) -> Candidate {
    let folder = ours.krate().join("runtime");
    Candidate {
        name: "specwright's runtime alone",
        built: Built::new("specwright-runtime", &folder, ours.target()),
    }
}

/// The rows of one document.
pub(super) fn run(bench: &Bench, document: &Document, candidates: &[Candidate]) -> Vec<Vec<Cell>> {
    let ours = candidates.first().and_then(|it| it.built.as_ref().ok());
    let runtime = ours.map(runtime);
    let candidates: Vec<_> = candidates.iter().chain(&runtime).collect();
    let able: Vec<_> = candidates
        .iter()
        .filter_map(|it| it.built.as_ref().ok())
        .collect();
    let step = |step: Step| {
        told(&format!("compiling {}, {step:?}", document.name));
        // The first build is not measured: it may be the one of the dependencies.
        timed(
            bench,
            &able,
            |it| it.cargo.call(step),
            |it| it.cargo.measure(step),
        )
    };
    let mut columns: Vec<_> = STEPS.into_iter().map(step).collect();
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    let library = |it: &&Built| it.cargo.library(it.package).map(|it| vec![it as f64]);
    columns.push(sizes(&columns[3], able.iter().map(library)));
    let mut rows = rows(&candidates, &columns);
    for (row, candidate) in rows.iter_mut().zip(candidates) {
        row.insert(0, Cell::Text(document.name.clone()));
        let lines = candidate.built.as_ref();
        row.insert(2, lines.map_or(Cell::Nothing, |it| Cell::Count(it.lines)));
    }
    rows
}

/// How long each took in each round, once it is ready.
pub(super) fn timed<C>(
    bench: &Bench,
    competitors: &[C],
    ready: impl Fn(&C) -> Result<Usage, String>,
    measure: impl Fn(&C) -> Result<Usage, String>,
) -> Column {
    let ready: Vec<_> = competitors.iter().map(ready).collect();
    let results = rounds(competitors, bench.rounds, |it| Ok(measure(it)?.wall));
    let results = ready.into_iter().zip(results);
    Column {
        cell: Cell::seconds,
        figures: results.map(|(ready, result)| ready.and(result)).collect(),
    }
}

/// Sizes of what the builds of a column gave; where there was no build, a file may be that of another document.
pub(super) fn sizes(of: &Column, sizes: impl Iterator<Item = Result<Vec<f64>, String>>) -> Column {
    let figures = of.figures.iter().zip(sizes);
    Column {
        cell: Cell::bytes,
        figures: figures
            .map(|(built, size)| built.clone().and(size))
            .collect(),
    }
}

/// The table's head.
pub(super) fn table() -> Table {
    Table::new(
        "The crate alone",
        "What cargo takes for the generated crate alone, dependencies built; *again* is `cargo check` after one more line in \
         its largest file. *times* is how many times as long as specwright's crate of the same document took in the same \
         round. *library* is the rlib of the release build. specwright's runtime is a package beside the crate and counts \
         among its dependencies; it has a row of its own.",
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

/// A row for each candidate: its name, and of each column its figure and how many times ours it is.
pub(super) fn rows(candidates: &[&Candidate], columns: &[Column]) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let mut place = 0;
    for Candidate { name, built } in candidates {
        let mut row = vec![Cell::Text((*name).to_owned())];
        if let Err(why) = built {
            row.push(Cell::Missing(why.clone()));
            row.resize(1 + 2 * columns.len(), Cell::Nothing);
        } else {
            // Where ours is not there, nothing is how many times as much as it.
            let ours = candidates.first().is_some_and(|it| it.built.is_ok());
            row.extend(columns.iter().flat_map(|column| pair(column, place, ours)));
            place += 1;
        }
        rows.push(row);
    }
    rows
}

fn pair(column: &Column, place: usize, has_ours: bool) -> [Cell; 2] {
    let ours = column.figures.first().filter(|_| has_ours);
    match (column.figures.get(place), ours) {
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
    let name = file.file_name().unwrap_or_default();
    let failed = |error: std::io::Error| format!("{}: {error}", name.display());
    let file = File::options().append(true).open(file).map_err(failed)?;
    file.set_modified(SystemTime::now()).map_err(failed)
}
