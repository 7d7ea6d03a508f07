//! Part 2, as its users meet it: a small program that uses three operations of the crate.

use std::fs;
use std::path::{Path, PathBuf};

use super::compiling::{Built, Candidate, Step, rows, sizes, timed, touch};
use super::generators::{GENERATORS, PACKAGE};
use super::process::{self, Usage};
use super::table::Table;
use super::{Bench, told};

/// What is measured of a program.
#[derive(Clone, Copy, Debug)]
enum Turn {
    /// The crate and the program
    Anew(Step),
    /// The program alone, `cargo build`, after a change in it
    Changed,
}

/// All turns, in the order of the table.
const TURNS: [Turn; 4] = [
    Turn::Anew(Step::Check),
    Turn::Anew(Step::Build),
    Turn::Changed,
    Turn::Anew(Step::Release),
];

/// The program for one generator's crate.
struct Program<'a> {
    built: &'a Built,
    text: &'static str,
    folder: PathBuf,
}

impl Program<'_> {
    fn write(&self) -> Result<(), String> {
        let failed = |error: std::io::Error| error.to_string();
        let manifest = format!(
            "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             {PACKAGE} = {{ path = {} }}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\n[workspace]\n",
            toml_edit::Value::from(self.built.krate().to_string_lossy().as_ref())
        );
        fs::create_dir_all(self.folder.join("src")).map_err(failed)?;
        fs::write(self.folder.join("Cargo.toml"), manifest).map_err(failed)?;
        fs::write(self.folder.join("src/main.rs"), self.text).map_err(failed)
    }

    fn build(&self, turn: Turn) -> Result<Usage, String> {
        let step = match turn {
            Turn::Anew(step) => step,
            Turn::Changed => Step::Build,
        };
        process::run(&mut step.command(&self.folder, self.built.target()))
    }

    fn measure(&self, turn: Turn) -> Result<Usage, String> {
        match turn {
            Turn::Anew(_) => self.built.touch()?,
            Turn::Changed => touch(&self.folder.join("src/main.rs"))?,
        }
        self.build(turn)
    }

    fn size(&self) -> Result<u64, String> {
        let file = format!("program{}", std::env::consts::EXE_SUFFIX);
        process::size(&self.built.target().join("release").join(file))
    }
}

/// A table of the crates of the made-up document, whose operations the programs name.
pub(super) fn run(bench: &Bench, candidates: &[Candidate], folder: &Path) -> Table {
    let mut table = Table::new(
        "A program that uses three operations of the made-up document",
        "What cargo takes for the crate and the program together, the other dependencies built: `cargo check`, `cargo build` \
         and `cargo build --release`; *changed* is `cargo build` after a change in the program alone; *binary* is what the \
         release build gives, not stripped, with the TLS that the crate asks for by default.",
        &[
            "generator",
            "check",
            "times",
            "build",
            "times",
            "changed",
            "times",
            "release",
            "times",
            "binary",
            "times",
        ],
    );
    let programs: Vec<_> = GENERATORS
        .iter()
        .zip(candidates)
        .filter_map(|(generator, candidate)| {
            Some(Program {
                built: candidate.built.as_ref().ok()?,
                text: generator.program,
                folder: folder.join(generator.name),
            })
        })
        .collect();
    let written: Vec<_> = programs.iter().map(Program::write).collect();
    let programs: Vec<_> = programs.iter().zip(written).collect();
    let turn = |turn: Turn| {
        told(&format!("compiling programs, {turn:?}"));
        timed(
            bench,
            &programs,
            |(it, written)| written.clone().and_then(|()| it.build(turn)),
            |(it, _)| it.measure(turn),
        )
    };
    let mut columns: Vec<_> = TURNS.into_iter().map(turn).collect();
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    let binaries = programs
        .iter()
        .map(|(it, _)| it.size().map(|it| vec![it as f64]));
    columns.push(sizes(&columns[3], binaries));
    table.rows = rows(&candidates.iter().collect::<Vec<_>>(), &columns);
    table
}
