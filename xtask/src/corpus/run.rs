//! One document through all steps: generated, written, compiled, documented, its examples tried.

use std::any::Any;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use specwright::diagnostic::{locate, render_some};
use specwright::{Dependency, Generated, Outcome, PackageFields, Settings, write};

use super::cargo::{Built, Cargo};
use super::examples::{self, Figures};
use super::find::Document;
use crate::measure::{self, FreeForm};
use crate::{Failure, project};

/// Of the stack: as much as a program's main thread has, so that nothing succeeds here that fails in `codegen`.
const STACK: usize = 8 * 1024 * 1024;

/// How many diagnostics of one code, and how many lines of a compiler, are shown of a failure.
const MOST_DIAGNOSTICS: usize = 1;
const MOST_LINES: usize = 40;

/// What became of one document.
#[derive(Default)]
pub(super) struct Row {
    /// What the document is called.
    pub(super) name: String,
    /// What was generated of it, if anything was.
    pub(super) client: Option<Client>,
    /// How long that took.
    pub(super) generate: Duration,
    /// Whether `cargo check` passed and how long it took, where it was called.
    pub(super) check: Option<(bool, Duration)>,
    /// Whether `cargo doc` passed, where it was called.
    pub(super) doc: Option<bool>,
    /// What came of its examples, where they were tried.
    pub(super) examples: Option<Figures>,
    /// Everything that went wrong, for people.
    pub(super) failures: Vec<String>,
}

/// Figures of a client.
pub(super) struct Client {
    /// Operations that it has.
    pub(super) operations: usize,
    /// Operations that it has not.
    pub(super) left_out: usize,
    /// Named types.
    pub(super) types: usize,
    /// Lines of all its files.
    pub(super) lines: usize,
    /// Where the document is wrong.
    pub(super) mistakes: usize,
    /// What has no type.
    pub(super) free: FreeForm,
}

impl Row {
    /// A line for whoever watches.
    pub(super) fn in_short(&self) -> String {
        let what = if self.failures.is_empty() {
            "ok"
        } else {
            "FAILED"
        };
        format!("{what:6} {}", self.name)
    }
}

/// One of those that work through the documents.
pub(super) struct Worker<'a> {
    /// Where the crates and what is built of them go.
    pub(super) out: &'a Path,
    /// Its number: each builds in a folder of its own, because cargo locks it.
    pub(super) number: usize,
    /// Whether the crates are compiled.
    pub(super) checks: bool,
    /// Whether the examples are tried.
    pub(super) examples: bool,
}

impl Worker<'_> {
    /// All steps.
    pub(super) fn run(&self, document: &Document) -> Row {
        let mut row = Row {
            name: document.name.clone(),
            ..Row::default()
        };
        let start = Instant::now();
        let outcome = generate(&document.entry, &self.settings());
        row.generate = start.elapsed();
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(panic) => {
                row.failures
                    .push(format!("the generator panicked: {panic}"));
                return row;
            }
        };
        let Some(generated) = &outcome.generated else {
            let located = locate(&outcome.diagnostics, &outcome.source);
            let told = render_some(&located, false, MOST_DIAGNOSTICS);
            row.failures.push(format!("nothing was generated\n{told}"));
            return row;
        };
        row.client = Some(figures(&outcome, generated));
        if let Err(failure) = self.build(document, &outcome, generated, &mut row) {
            row.failures.push(failure.message);
        }
        row
    }

    fn settings(&self) -> Settings {
        let runtime = project::root().join(project::RUNTIME);
        // What the program needs that tries the examples, in the versions that this workspace has.
        let dev_dependencies = ["serde", "serde_json"]
            .map(|name| (name.to_owned(), Dependency::Version("1".to_owned())))
            .to_vec();
        Settings {
            fields: PackageFields::Own {
                version: "0.0.0".to_owned(),
            },
            runtime: Dependency::Path(runtime.to_string_lossy().into_owned()),
            dev_dependencies,
            command: format!("{} corpus", project::XTASK),
            standalone: Some(format!("{} corpus", project::XTASK)),
            examples: self.examples,
            ..Settings::default()
        }
    }

    fn build(
        &self,
        document: &Document,
        outcome: &Outcome,
        generated: &Generated,
        row: &mut Row,
    ) -> Result<(), Failure> {
        let krate = self.out.join(&document.name);
        write(&krate, &generated.files)?;
        let cargo = Cargo {
            target: self.out.join(format!("target/{}", self.number)),
        };
        if self.checks {
            // First what all clients share, so that the time is that of the client alone.
            let shared = cargo.call(&krate, &["check", "--package", "specwright-runtime"]);
            failed(row, "the runtime does not compile", &shared);
            touch(&krate.join("src/lib.rs"))?;
            let check = cargo.call(&krate, &["check"]);
            row.check = Some((check.error.is_none(), check.took));
            failed(row, "cargo check", &check);
            let doc = cargo.call(&krate, &["doc", "--no-deps"]);
            row.doc = Some(doc.error.is_none());
            failed(row, "cargo doc", &doc);
            // The pages of all documents together are gigabytes.
            let _ = fs::remove_dir_all(cargo.target.join("doc"));
        }
        if let Some(examples) = &generated.examples
            && row.check.is_none_or(|(passed, _)| passed)
        {
            let figures = if examples.uses.is_empty() {
                Figures::default()
            } else {
                let program = cargo.call(&krate, &["build", "--example", examples::PROGRAM]);
                failed(row, "the program that tries the examples", &program);
                if program.error.is_some() {
                    return Ok(());
                }
                examples::try_all(
                    outcome,
                    generated,
                    examples,
                    &cargo.example(examples::PROGRAM),
                )?
            };
            fs::write(
                self.out.join(format!("{}.txt", document.name)),
                figures.report(),
            )?;
            row.failures.extend(figures.failure());
            row.examples = Some(figures);
        }
        Ok(())
    }
}

/// Generates in a thread of its own; `Err` is what a panic said.
fn generate(document: &Path, settings: &Settings) -> Result<Outcome, String> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK);
        let thread = thread.spawn_scoped(scope, || specwright::generate(document, settings));
        thread
            .map_err(|error| error.to_string())?
            .join()
            .map_err(|panic| message(&*panic))
    })
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("without a message").to_owned()
}

fn figures(outcome: &Outcome, generated: &Generated) -> Client {
    let api = &generated.api;
    Client {
        operations: api.operations.len(),
        left_out: measure::left_out(&outcome.diagnostics),
        types: api.types.len(),
        lines: measure::lines(generated),
        mistakes: outcome
            .diagnostics
            .iter()
            .filter(|it| measure::is_mistake(it))
            .count(),
        free: FreeForm::of(&generated.report),
    }
}

/// Writes the crate, and beside it the versions of this workspace's dependencies.
fn write(krate: &Path, files: &BTreeMap<String, String>) -> Result<(), Failure> {
    write::apply(
        krate,
        files,
        &["Cargo.toml", "README.md", "src", "examples"],
    )?;
    fs::copy(project::root().join("Cargo.lock"), krate.join("Cargo.lock"))?;
    Ok(())
}

/// Makes cargo compile the crate again, also where it is as it was.
fn touch(file: &Path) -> Result<(), Failure> {
    let file = fs::File::options().append(true).open(file)?;
    file.set_modified(std::time::SystemTime::now())?;
    Ok(())
}

fn failed(row: &mut Row, what: &str, built: &Built) {
    if let Some(error) = &built.error {
        let count = error.lines().count();
        let lines: Vec<_> = error.lines().take(MOST_LINES).collect();
        let more = count.saturating_sub(MOST_LINES);
        let more = if more == 0 {
            String::new()
        } else {
            format!("\n… {more} more lines")
        };
        row.failures
            .push(format!("{what} failed\n{}{more}", lines.join("\n")));
    }
}
