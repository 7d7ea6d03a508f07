//! Mutants of the generated client and of the runtime: all of them are compiled into one program, and a number switches
//! one of them on.
//!
//! A mutant that the compiler takes offence at is left out, and the rest is built again. What a full run without any
//! change never comes past is not what this document's suite is about: it is told apart.

mod operators;
mod source;
mod weave;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};

use specwright::{Dependency, PackageFields, Settings};

use super::program::{self, Held};
use super::progress::Progress;
use super::queue::{self, Waiting};
use super::random::Random;
use super::scratch::{self, Complaint, Files, Scratch};
use super::state::{self, State};
use super::suite::Suite;
use super::{Mutant, Verdict, Work};
use crate::cli::{self, Part};
use crate::{Failure, project};
use source::Candidate;
use weave::Woven;

/// How often the program is built without what did not compile before it is given up.
const ROUNDS: usize = 40;

/// The variables that the switch reads.
const NUMBER: &str = "MUTANTS_NUMBER";
const REACHED: &str = "MUTANTS_REACHED";

/// The crates whose code is changed, with the suite and the adapter.
struct Crates {
    suite: Files,
    runtime: Files,
    client: Files,
    adapter: String,
}

/// A mutant with its number and what it is known by.
struct Numbered {
    number: usize,
    key: u64,
    candidate: Candidate,
}

/// Makes and tries them all, or a sample of those that the suite comes past.
pub(super) fn run(
    work: &Work,
    options: &cli::Mutants,
    state: &mut State,
) -> Result<Vec<(Mutant, Verdict)>, Failure> {
    let crates = Crates::read(work)?;
    let mut found = Vec::new();
    let mut alive = Vec::new();
    let world = crates.world();
    for (index, candidate) in crates.candidates(options)?.into_iter().enumerate() {
        let key = state::key(&candidate.mutant, (world, &candidate.edit));
        match state.get(key) {
            Some(verdict @ Verdict::Unviable(_)) => found.push((candidate.mutant, verdict.clone())),
            _ => alive.push(Numbered {
                number: index + 1,
                key,
                candidate,
            }),
        }
    }
    if alive.is_empty() && found.is_empty() {
        return Err(Failure::usage(
            "there is nothing to change: no operator of this name",
        ));
    }
    let scratch = Scratch::new(&work.folder.join("code"), &work.target)?;
    for (it, why) in crates.build(&scratch, work, &mut alive)? {
        let verdict = Verdict::Unviable(why);
        state.put(it.key, &it.candidate.mutant, &verdict)?;
        found.push((it.candidate.mutant, verdict));
    }
    let log = scratch.root().join("reached");
    // It may be there from the last time.
    let _ = fs::remove_file(&log);
    let suite = Suite::new(scratch.program()?);
    let client = (program::CLIENT, project::PACKAGE);
    let suite = suite.measured(&[(client.0, client.1.as_ref()), (REACHED, log.as_os_str())])?;
    let reached = fs::read_to_string(&log)?;
    let reached: BTreeSet<&str> = reached.lines().collect();
    let (mut alive, unreached): (Vec<_>, Vec<_>) = alive
        .into_iter()
        .partition(|it| reached.contains(it.number.to_string().as_str()));
    let unreached = unreached
        .into_iter()
        .map(|it| (it.candidate.mutant, Verdict::Unreached));
    found.extend(unreached);
    if let Some(count) = options.sample {
        Random::new(options.seed).keep(&mut alive, count);
    }
    let mut progress = Progress::start("code", alive.len(), !options.quiet);
    let mut waiting = Vec::new();
    for Numbered {
        number,
        key,
        candidate,
    } in alive
    {
        if let Some(verdict) = state.get(key) {
            progress.step(*verdict == Verdict::Survived);
            found.push((candidate.mutant, verdict.clone()));
            continue;
        }
        waiting.push(Waiting {
            mutant: candidate.mutant,
            key,
            suite: &suite,
            variables: vec![
                (client.0, client.1.to_owned()),
                (NUMBER, number.to_string()),
            ],
        });
    }
    found.extend(queue::run(
        waiting,
        usize::from(options.jobs),
        state,
        &mut progress,
    )?);
    Ok(found)
}

impl Crates {
    fn read(work: &Work) -> Result<Self, Failure> {
        let settings = Settings {
            overlays: work.overlays.clone(),
            package: project::PACKAGE.to_owned(),
            fields: PackageFields::Workspace,
            runtime: Dependency::Workspace,
            command: project::COMMAND.to_owned(),
            adapter: true,
            ..Settings::default()
        };
        let generated = specwright::generate(&work.document, &settings).generated;
        let (files, adapter) = generated
            .and_then(|it| Some((it.files, it.adapter?)))
            .ok_or_else(|| {
                Failure::new("the document has no client: `cargo xtask codegen` says why")
            })?;
        Ok(Self {
            suite: scratch::suite()?,
            runtime: scratch::crate_of(project::RUNTIME)?,
            client: files,
            adapter,
        })
    }

    /// What every verdict depends on.
    fn world(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.suite, &self.runtime, &self.client, &self.adapter).hash(&mut hasher);
        hasher.finish()
    }

    /// Every change of the parts that are asked for.
    fn candidates(&self, options: &cli::Mutants) -> Result<Vec<Candidate>, Failure> {
        let parts = [
            (Part::Client, "generated", &self.client),
            (Part::Runtime, project::RUNTIME, &self.runtime),
        ];
        let mut candidates = Vec::new();
        for (part, folder, files) in parts {
            if options.of.is_some_and(|of| of != part) {
                continue;
            }
            for (path, text) in files.iter().filter(|(path, _)| is_code(path)) {
                let mut of_file = source::candidates(part, folder, path, text)?;
                of_file.retain(|it| {
                    options
                        .only
                        .as_ref()
                        .is_none_or(|only| *only == it.mutant.operator)
                });
                candidates.extend(of_file);
            }
        }
        Ok(candidates)
    }

    /// Builds the program with all of `alive` in it, and takes out of it what does not compile, with the reason.
    fn build(
        &self,
        scratch: &Scratch,
        work: &Work,
        alive: &mut Vec<Numbered>,
    ) -> Result<Vec<(Numbered, String)>, Failure> {
        let client = format!("clients/{}", project::PACKAGE);
        let suite = scratch::suite_folder();
        scratch.put(&suite, &self.suite)?;
        let members = [&suite, project::RUNTIME, &client, scratch::PROGRAM].map(str::to_owned);
        scratch.put_manifest(&members)?;
        let held = Held {
            package: project::PACKAGE.to_owned(),
            name: project::PACKAGE.to_owned(),
            document: std::path::absolute(&work.document)?
                .to_string_lossy()
                .into_owned(),
        };
        let program = program::program(&[held], |name| format!("clients/{name}"));
        scratch.put(scratch::PROGRAM, &program)?;
        let mut broken = Vec::new();
        for _ in 0..ROUNDS {
            let runtime = weave(&self.runtime, project::RUNTIME, Part::Runtime, alive);
            let files = weave(&self.client, &client, Part::Client, alive);
            let mut texts = texts(&runtime);
            let count = alive.iter().map(|it| it.number).max().unwrap_or_default();
            weave::add_switch(&mut texts, count);
            scratch.put(project::RUNTIME, &texts)?;
            let package = program::client(project::PACKAGE, &self::texts(&files), &self.adapter);
            scratch.put(&client, &package)?;
            let built = scratch.cargo(&["build", "-p", scratch::PROGRAM])?;
            if built.succeeded {
                return Ok(broken);
            }
            let woven: BTreeMap<String, &Woven> = runtime
                .iter()
                .map(|(path, it)| (format!("{}/{path}", project::RUNTIME), it))
                .chain(
                    files
                        .iter()
                        .map(|(path, it)| (format!("{client}/{path}"), it)),
                )
                .collect();
            let blamed = blamed(&built.complaints, &woven)?;
            let kept = std::mem::take(alive);
            for it in kept {
                match blamed.get(&it.number) {
                    Some(why) => broken.push((it, why.clone())),
                    None => alive.push(it),
                }
            }
        }
        Err(Failure::new(
            "the mutants do not compile, whichever are left out",
        ))
    }
}

/// Whether a file of a crate is code that may be changed.
fn is_code(path: &str) -> bool {
    scratch::is_rust(path) && !path.ends_with("/tests.rs") && !path.contains("/tests/")
}

/// The files of a crate with the mutants in them.
fn weave(files: &Files, folder: &str, part: Part, alive: &[Numbered]) -> BTreeMap<String, Woven> {
    let switch = match part {
        Part::Client => "specwright_runtime::mutant::on",
        Part::Document | Part::Runtime => "crate::mutant::on",
    };
    debug_assert!(!folder.is_empty());
    let files = files.iter().map(|(path, text)| {
        let mine = alive
            .iter()
            .filter(|it| it.candidate.mutant.of == part && it.candidate.file == *path);
        let edits: Vec<_> = mine.map(|it| (it.number, &it.candidate.edit)).collect();
        (path.clone(), weave::weave(text, &edits, switch))
    });
    files.collect()
}

fn texts(woven: &BTreeMap<String, Woven>) -> Files {
    woven
        .iter()
        .map(|(path, it)| (path.clone(), it.text.clone()))
        .collect()
}

/// The mutants that the compiler's complaints are about, each with the first of them.
fn blamed(
    complaints: &[Complaint],
    woven: &BTreeMap<String, &Woven>,
) -> Result<BTreeMap<usize, String>, Failure> {
    let mut blamed = BTreeMap::new();
    for it in complaints {
        if let Some(number) = woven.get(&it.file).and_then(|woven| woven.at(it.offset)) {
            blamed.entry(number).or_insert_with(|| it.message.clone());
        }
    }
    if blamed.is_empty() {
        let words = complaints
            .iter()
            .map(|it| format!("{}: {}", it.file, it.message));
        let words: Vec<_> = words.collect();
        return Err(Failure::new(format!(
            "the program does not compile\n{}",
            words.join("\n")
        )));
    }
    Ok(blamed)
}
