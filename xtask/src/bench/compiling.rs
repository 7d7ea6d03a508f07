//! Part 2: what cargo takes for the crates that were written, their dependencies built before.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use super::documents::Document;
use super::generators::{GENERATORS, Generator, Job, OURS, PACKAGE, lines};
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

    fn call(&self, step: Step) -> Result<Usage, String> {
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

    /// Builds all that the crate needs, and the crate too: it must compile to be measured.
    pub(super) fn dependencies(&self, step: Step) -> Result<(), String> {
        self.call(step).map(drop)
    }

    /// Builds the crate alone.
    pub(super) fn measure(&self, step: Step) -> Result<Usage, String> {
        let failed = |error: std::io::Error| error.to_string();
        let root = ["src/lib.rs", "src/mod.rs"].map(|it| self.krate.join(it));
        let root = root
            .iter()
            .find(|it| it.is_file())
            .ok_or("the crate has no root")?;
        if step == Step::Again {
            // Another line in the largest file.
            let file = largest(&self.krate.join("src")).ok_or("the crate has no file")?;
            let mut text = fs::read_to_string(&file).map_err(failed)?;
            text.push_str("// Changed.\n");
            fs::write(&file, text).map_err(failed)?;
        } else {
            let root = File::options().append(true).open(root).map_err(failed)?;
            root.set_modified(SystemTime::now()).map_err(failed)?;
        }
        self.call(step)
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

/// A table of all documents.
pub(super) fn run(bench: &Bench, documents: &[Document]) -> Result<Table, Failure> {
    let mut table = Table::new(
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
    );
    for document in documents {
        table.rows.extend(rows(bench, document)?);
    }
    Ok(table)
}

/// One generator's crate of one document, or why there is none.
struct Built {
    generator: &'static Generator,
    cargo: Cargo,
    lines: u64,
}

fn rows(bench: &Bench, document: &Document) -> Result<Vec<Vec<Cell>>, Failure> {
    let built: Vec<_> = GENERATORS
        .iter()
        .map(|generator| build(bench, document, generator))
        .collect();
    let able: Vec<&Built> = built.iter().filter_map(|it| it.as_ref().ok()).collect();
    let figures: Vec<Vec<Result<Vec<f64>, String>>> = STEPS
        .iter()
        .map(|step| {
            told(&format!("compiling {}, {step:?}", document.name));
            let ready: Vec<_> = able.iter().map(|it| it.cargo.dependencies(*step)).collect();
            let mut ready = ready.into_iter();
            let results = rounds(&able, bench.rounds, |it| {
                it.cargo.measure(*step).map(|used| used.wall)
            });
            results
                .into_iter()
                .map(|it| ready.next().unwrap_or(Ok(())).and(it))
                .collect()
        })
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    let libraries: Vec<_> = able
        .iter()
        .map(|it| it.cargo.library().map(|it| vec![it as f64]))
        .collect();
    if able.first().is_none_or(|it| it.generator.name != OURS) {
        let why = built
            .into_iter()
            .next()
            .and_then(Result::err)
            .unwrap_or_default();
        return Err(Failure::new(format!("{}: {why}", document.name)));
    }
    let mut rows = Vec::new();
    let mut place = 0;
    for (generator, built) in GENERATORS.iter().zip(&built) {
        let mut row = vec![
            Cell::Text(document.name.clone()),
            Cell::Text(generator.name.to_owned()),
        ];
        match built {
            Ok(built) => {
                row.push(Cell::Count(built.lines));
                for step in &figures {
                    row.extend(pair(step.get(place), step.first(), Cell::seconds));
                }
                row.extend(pair(libraries.get(place), libraries.first(), Cell::bytes));
                place += 1;
            }
            Err(why) => {
                row.push(Cell::Missing(why.clone()));
                row.resize(13, Cell::Nothing);
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// A figure, and how many times ours it is.
fn pair(
    theirs: Option<&Result<Vec<f64>, String>>,
    ours: Option<&Result<Vec<f64>, String>>,
    cell: fn(Vec<f64>) -> Cell,
) -> [Cell; 2] {
    match (theirs, ours) {
        (Some(Ok(theirs)), Some(Ok(ours))) => [cell(theirs.clone()), Cell::ratio(theirs, ours)],
        (Some(Ok(theirs)), _) => [cell(theirs.clone()), Cell::Nothing],
        (Some(Err(why)), _) => [Cell::Missing(why.clone()), Cell::Nothing],
        (None, _) => [Cell::Nothing, Cell::Nothing],
    }
}

fn build(
    bench: &Bench,
    document: &Document,
    generator: &'static Generator,
) -> Result<Built, String> {
    generator.installed()?;
    told(&format!(
        "building what {} needs for {}",
        generator.name, document.name
    ));
    let krate = bench
        .folder
        .join("compiling")
        .join(&document.name)
        .join(generator.name);
    // The dependencies are the same for all documents, so they are built once for each generator.
    let target = bench.folder.join("compiling/target").join(generator.name);
    generator.generate(&Job {
        document: &document.path,
        out: &krate,
        xtask: &bench.xtask,
    })?;
    let cargo = Cargo::new(&krate, &target);
    cargo.dependencies(Step::Check)?;
    Ok(Built {
        generator,
        cargo,
        lines: lines(&krate),
    })
}
