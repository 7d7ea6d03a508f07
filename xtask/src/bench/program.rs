//! Part 2, as its users meet it: a small program that uses three operations of the crate.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::compiling::{Built, Column, rows, touch};
use super::generators::PACKAGE;
use super::paired::rounds;
use super::process;
use super::table::{Cell, Table};
use super::{Bench, told};
use crate::Failure;

/// What is measured of a program.
#[derive(Clone, Copy, Debug)]
enum Turn {
    /// The crate and the program, `cargo build --release`
    Release,
    /// The program alone, `cargo build`, after a change in it
    Changed,
}

/// The program for one generator's crate.
struct Program<'a> {
    built: &'a Built,
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
        fs::write(
            self.folder.join("src/main.rs"),
            self.built.generator.program,
        )
        .map_err(failed)
    }

    fn build(&self, turn: Turn) -> Result<process::Usage, String> {
        let mut command = Command::new(option_env!("CARGO").unwrap_or("cargo"));
        command.args(["build", "--quiet"]).current_dir(&self.folder);
        if matches!(turn, Turn::Release) {
            command.arg("--release");
        }
        command
            .env("CARGO_TARGET_DIR", self.built.target())
            .env("CARGO_INCREMENTAL", "0");
        command
            .env("RUSTFLAGS", "--cap-lints allow")
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        process::run(&mut command)
    }

    fn measure(&self, turn: Turn) -> Result<f64, String> {
        match turn {
            Turn::Release => self.built.touch()?,
            Turn::Changed => touch(&self.folder.join("src/main.rs"))?,
        }
        Ok(self.build(turn)?.wall)
    }

    fn size(&self) -> Result<u64, String> {
        let file = format!("program{}", std::env::consts::EXE_SUFFIX);
        process::size(&self.built.target().join("release").join(file))
    }
}

/// A table of the crates of the made-up document, whose operations the programs name.
pub(super) fn run(
    bench: &Bench,
    built: &[Result<Built, String>],
    folder: &Path,
) -> Result<Table, Failure> {
    let mut table = Table::new(
        "A program that uses three operations of the made-up document",
        "*release* is `cargo build --release` of the crate and the program, the other dependencies built; *changed* is \
         `cargo build` after a change in the program alone; *binary* is what the release build gives, not stripped.",
        &[
            "generator",
            "release",
            "times",
            "changed",
            "times",
            "binary",
            "times",
        ],
    );
    let programs: Vec<_> = built
        .iter()
        .flatten()
        .map(|built| Program {
            built,
            folder: folder.join(built.generator.name),
        })
        .collect();
    let prepare = |program: &Program<'_>| {
        told(&format!(
            "building the program of {}",
            program.built.generator.name
        ));
        program.write()?;
        program.build(Turn::Changed)?;
        program.build(Turn::Release)
    };
    let ready: Vec<_> = programs.iter().map(prepare).collect();
    let turn = |turn: Turn| {
        let results = rounds(&programs, bench.rounds, |it| it.measure(turn));
        let results = ready.iter().zip(results);
        let figures = results
            .map(|(ready, result)| ready.clone().and(result))
            .collect();
        Column {
            cell: Cell::seconds,
            figures,
        }
    };
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    let size = |it: &Program<'_>| it.size().map(|it| vec![it as f64]);
    let columns = [
        turn(Turn::Release),
        turn(Turn::Changed),
        Column {
            cell: Cell::bytes,
            figures: programs.iter().map(size).collect(),
        },
    ];
    table.rows = rows(built, &columns)?;
    Ok(table)
}
