//! `cargo xtask mutants`: does the suite notice when something is wrong?
//!
//! One change at a time, in the document that the client is made of while the suite keeps the original (`document`), or
//! in the client and the runtime (`code`). Each must turn a case red. What comes out is a table, every change that
//! nobody noticed, and a score; see CONTRIBUTING.md for how an operator is added.

mod code;
mod document;
mod equivalent;
mod program;
mod progress;
mod queue;
mod random;
mod report;
pub mod results;
mod scratch;
mod state;
mod suite;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use crate::cli::{self, Part};
use crate::{Failure, project};
use equivalent::Reasons;
use results::Results;
use state::State;

/// What was changed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Mutant {
    /// Which operator changed it.
    operator: &'static str,
    /// In what.
    of: Part,
    /// Of which operation, where there may be more than one: `POST /path`.
    operation: Option<String>,
    /// Where: a JSON pointer of the document, or a file and a line.
    place: String,
    /// The lines that differ.
    change: String,
}

impl Mutant {
    /// The place as people see it, behind its operation.
    fn shown_place(&self) -> String {
        match &self.operation {
            Some(operation) => format!("{operation} {}", self.place),
            None => self.place.clone(),
        }
    }
}

/// What became of it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", content = "why", rename_all = "lowercase")]
pub(super) enum Verdict {
    /// A case was red, or the suite came to no end.
    Killed(String),
    /// No case was, but a test of the changed crate's own.
    Tested(String),
    /// No case was.
    Survived,
    /// No suite can tell it from the original.
    Equivalent(String),
    /// There is no client to try: the generator refuses the document, or the compiler the code.
    Unviable(String),
    /// The suite does not run what was changed, because the document has nothing that would need it.
    Unreached,
}

/// What came of all mutants of a document, in its folder.
pub(crate) const WHOLE: &str = "mutants.json";

/// What came of some of them: a sample, or those of an operator, a part or an operation. It takes no whole run's place.
pub(crate) const SOME: &str = "mutants-some.json";

/// Which of the two a run with these options writes.
fn file(options: &cli::Mutants) -> &'static str {
    let is_whole = options.sample.is_none()
        && options.only.is_none()
        && options.of.is_none()
        && options.file.is_empty()
        && options.operation.is_empty();
    if is_whole { WHOLE } else { SOME }
}

/// What all of it is about.
struct Work {
    /// The document.
    document: PathBuf,
    /// The corrections that belong to it.
    overlays: Vec<PathBuf>,
    /// Whether it is the workspace's own, of which nothing may be red before anything is changed.
    is_own: bool,
    /// What it is called.
    name: String,
    /// Where this document's workspaces, its state and its result are.
    folder: PathBuf,
    /// What is compiled, for all documents.
    target: PathBuf,
}

/// Makes mutants as the command line says; the exit code is 1 where one survived.
pub fn mutants(options: &cli::Mutants, root: &Path) -> Result<ExitCode, Failure> {
    let work = Work::new(options, root)?;
    std::fs::create_dir_all(&work.folder)?;
    let mut state = State::open(&work.folder.join("state.jsonl"))?;
    let mut found = Vec::new();
    let wanted = |part| options.of.is_none_or(|of| of == part);
    if wanted(Part::Document) && options.file.is_empty() {
        found.extend(document::run(&work, options, &mut state)?);
    }
    // Of a document of somebody else's the runtime is the same, and the client is made by the same generator.
    let is_asked = options.of.is_some() || options.spec.is_none();
    if is_asked && (wanted(Part::Client) || wanted(Part::Runtime)) {
        found.extend(code::run(&work, options, &mut state)?);
    }
    if found.is_empty() {
        return Err(Failure::usage(
            "there is nothing to change: no operator of this name, or a sample of none",
        ));
    }
    let mut reasons = Reasons::read()?;
    for (mutant, verdict) in &mut found {
        if *verdict == Verdict::Survived
            && let Some(reason) = reasons.of(mutant)
        {
            *verdict = Verdict::Equivalent(reason);
        }
    }
    let results = Results::new(&work.name, options, &found);
    results.write(&work.folder.join(file(options)))?;
    print!("{}", results.text(&found, options.quiet));
    let unused = if file(options) == WHOLE && work.is_own {
        reasons.stale()
    } else {
        Vec::new()
    };
    for entry in &unused {
        eprintln!(
            "{}: no survivor is like this any more: {entry}",
            equivalent::FILE
        );
    }
    Ok(if results.survived() == 0 && unused.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

impl Work {
    fn new(options: &cli::Mutants, root: &Path) -> Result<Self, Failure> {
        let (document, overlays) = match &options.spec {
            Some(spec) => (spec.clone(), options.overlay.clone()),
            None => (
                root.join(project::DOCUMENT),
                project::settings(root)?.overlays,
            ),
        };
        let stem = document.file_stem().unwrap_or_default();
        let name = stem.to_string_lossy().into_owned();
        let target = root.join("target/mutants");
        Ok(Self {
            document,
            overlays,
            is_own: options.spec.is_none(),
            folder: target.join(&name),
            name,
            target: target.join("build"),
        })
    }
}

/// What lines differ, where one text became another: what both begin and end with is left out.
fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let same = |(old, new): &(&&str, &&str)| old == new;
    let start = old.iter().zip(&new).take_while(same).count();
    let (old, new) = (
        old.get(start..).unwrap_or_default(),
        new.get(start..).unwrap_or_default(),
    );
    let end = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(same)
        .count();
    let shown = |sign: char, lines: &[&str]| {
        let lines = lines.iter().take(lines.len() - end);
        let lines = lines.map(|line| format!("{sign} {}", line.trim()));
        lines.collect::<Vec<_>>()
    };
    let mut lines = shown('-', old);
    lines.extend(shown('+', new));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{SOME, WHOLE, file};
    use crate::cli;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        options: cli::Mutants,
    }

    #[test]
    fn only_a_whole_run_takes_a_whole_runs_place() {
        let file = |arguments: &[&str]| {
            let command = ["mutants"].iter().chain(arguments);
            file(&Command::parse_from(command).options)
        };
        assert_eq!(file(&[]), WHOLE);
        assert_eq!(file(&["--spec", "a.yaml", "--quiet", "--jobs", "1"]), WHOLE);
        for some in [
            ["--sample", "24"],
            ["--only", "drop-call"],
            ["--of", "client"],
            ["--file", "generated/src"],
            ["--operation", "listNotes"],
        ] {
            assert_eq!(file(&some), SOME, "{some:?}");
        }
    }

    #[test]
    fn only_the_lines_between_are_shown() {
        assert_eq!(
            super::difference("a\n b\nc", "a\n x\n y\nc"),
            "- b\n+ x\n+ y"
        );
        assert_eq!(super::difference("a\na", "a"), "- a");
        assert_eq!(super::difference("a", "a"), "");
    }
}
