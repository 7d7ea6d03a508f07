//! `cargo xtask report`: the results of runs in, a page for people and two files for programs out.
//!
//! What is shown is what the results say: nothing is judged here. The same results and the same day give the same bytes.

mod calendar;
mod coverage;
mod failures;
mod html;
mod junit;
mod matrix;
pub(crate) mod mutants;
mod page;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use contract_tests::results::{Results, State};
use jiff::civil::Date;
use serde_json::json;

use crate::mutants::results::Results as Mutants;
use crate::{Failure, cli, deprecations, project};

/// Everything that is shown.
#[derive(Debug)]
pub struct Report {
    /// The day that days are counted from.
    pub today: Date,
    /// The runs, each of a document.
    pub runs: Vec<Results>,
    /// What became of the mutants.
    pub mutants: Vec<Mutants>,
}

impl Report {
    /// Whether nothing is wrong with any run, and there is one.
    pub fn is_green(&self) -> bool {
        !self.runs.is_empty() && self.runs.iter().all(Results::is_green)
    }

    /// The page: one file that needs nothing beside it.
    pub fn page(&self) -> String {
        page::page(self)
    }

    /// The cases for programs that read `JUnit`'s XML.
    pub fn junit(&self) -> String {
        junit::junit(&self.runs)
    }
}

/// Does what the options say. Paths are relative to the folder that the command is called in; `root` is the workspace.
pub fn report(options: &cli::Report, root: &Path) -> Result<ExitCode, Failure> {
    let or =
        |path: &Option<PathBuf>, default: &str| path.clone().unwrap_or_else(|| root.join(default));
    let out = or(&options.out, "target/report");
    fs::create_dir_all(&out).map_err(|error| unusable(&out, &error))?;
    let runs = if options.results.is_empty() {
        vec![run(root, &out)?]
    } else {
        let files = options.results.iter();
        files.map(|file| read(file)).collect::<Result<_, _>>()?
    };
    let report = Report {
        today: options.now.unwrap_or_else(deprecations::today),
        runs,
        mutants: mutants::read(&or(&options.mutants, "target/mutants"))?,
    };
    let data = json!({
        "today": report.today.to_string(),
        "runs": report.runs,
        "mutants": report.mutants,
    });
    for (name, text) in [
        ("index.html", report.page()),
        ("results.json", format!("{data:#}\n")),
        ("junit.xml", report.junit()),
    ] {
        let file = out.join(name);
        fs::write(&file, text).map_err(|error| unusable(&file, &error))?;
    }
    let count = |state: State| -> usize { report.runs.iter().map(|run| run.count(state)).sum() };
    println!(
        "{} passed, {} failed, {} failed as expected: {}",
        count(State::Passed),
        count(State::Failed),
        count(State::Known),
        out.join("index.html").display()
    );
    Ok(if report.is_green() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs the contract tests of the workspace. That some are red is no error here: it is what the page is for.
fn run(root: &Path, out: &Path) -> Result<Results, Failure> {
    let out = std::path::absolute(out)?;
    let file = out.join("run.json");
    // An old run would be shown in place of one that came to nothing.
    match fs::remove_file(&file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(unusable(&file, &error));
        }
        _ => {}
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    Command::new(cargo)
        .args(project::SUITE)
        .args(["--", "--quiet"])
        .current_dir(root)
        .env("CONTRACT_TESTS_RESULTS", &file)
        .stdin(Stdio::null())
        .status()
        .map_err(|error| Failure::new(format!("can't start cargo: {error}")))?;
    if !file.exists() {
        return Err(Failure::new(format!(
            "the contract tests came to no result\nhelp: run `cargo {}` to see why",
            project::SUITE.join(" ")
        )));
    }
    read(&file)
}

fn read(file: &Path) -> Result<Results, Failure> {
    let text = fs::read_to_string(file).map_err(|error| unusable(file, &error))?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::new(format!(
            "{}: not the results of a run: {error}\nhelp: CONTRACT_TESTS_RESULTS={} makes a suite write them",
            file.display(),
            file.display()
        ))
    })
}

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{}: {error}", path.display()))
}
