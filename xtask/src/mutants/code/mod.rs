//! Mutants of the generated client and of the runtime: all of them are compiled into one program, and a number switches
//! one of them on.
//!
//! The suite judges first, and of the runtime then its own tests: a change of what the document has no use for, such as a
//! proxy or a policy for what is deprecated, is theirs to notice. A mutant that the compiler takes offence at is left out,
//! and the rest is built again. What none of them comes past in a full run without any change is told apart.

mod operators;
mod source;
mod weave;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

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

/// The runtime's package.
const RUNTIME: &str = "specwright-runtime";

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

/// A mutant with its number.
struct Numbered {
    number: usize,
    candidate: Candidate,
}

/// Who may notice.
struct Judge {
    suite: Suite,
    /// The text that its verdicts depend on.
    world: u64,
    /// The mutants that it comes past.
    reached: BTreeSet<usize>,
    /// What its red case makes of a mutant.
    killed: fn(String) -> Verdict,
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
    let sources = crates.world(|path| !is_test(path));
    for (index, candidate) in crates.candidates(options)?.into_iter().enumerate() {
        match state.get(candidate.key(sources)) {
            Some(verdict @ Verdict::Unviable(_)) => {
                found.push((candidate.mutant, verdict.clone()));
            }
            _ => alive.push(Numbered {
                number: index + 1,
                candidate,
            }),
        }
    }
    if alive.is_empty() {
        return Ok(found);
    }
    let scratch = Scratch::new(&work.folder.join("code"), &work.target)?;
    let mut broken = Vec::new();
    let tests = crates.build(&scratch, work, &mut alive, &mut broken)?;
    for (it, why) in broken {
        let verdict = Verdict::Unviable(why);
        state.put(it.candidate.key(sources), &it.candidate.mutant, &verdict)?;
        found.push((it.candidate.mutant, verdict));
    }
    let mut judges = vec![Judge::new(
        &scratch,
        scratch.program()?,
        sources,
        Verdict::Killed,
    )?];
    let with_tests = crates.world(|_| true);
    for program in tests {
        judges.push(Judge::new(&scratch, program, with_tests, Verdict::Tested)?);
    }
    let (mut alive, unreached): (Vec<_>, Vec<_>) = alive.into_iter().partition(|it| {
        judges
            .iter()
            .any(|judge| judge.reached.contains(&it.number))
    });
    let unreached = unreached
        .into_iter()
        .map(|it| (it.candidate.mutant, Verdict::Unreached));
    found.extend(unreached);
    if let Some(count) = options.sample {
        Random::new(options.seed).keep(&mut alive, count);
    }
    for judge in &judges {
        let noticed = judge.judge(&mut alive, options, state)?;
        found.extend(noticed);
    }
    let survived = alive
        .into_iter()
        .map(|it| (it.candidate.mutant, Verdict::Survived));
    found.extend(survived);
    Ok(found)
}

impl Candidate {
    /// What it is known by to one who goes by the text `world`.
    fn key(&self, world: u64) -> u64 {
        state::key(&self.mutant, (world, &self.edit))
    }
}

impl Judge {
    /// Runs the program once without any change.
    fn new(
        scratch: &Scratch,
        program: PathBuf,
        world: u64,
        killed: fn(String) -> Verdict,
    ) -> Result<Self, Failure> {
        let log = scratch.root().join("reached");
        // It may be there from the last time.
        let _ = fs::remove_file(&log);
        let client = (program::CLIENT, OsStr::new(project::PACKAGE));
        let name = program.file_name().unwrap_or_default().to_owned();
        let suite = Suite::new(program).green(&[client, (REACHED, log.as_os_str())])?;
        // One that comes past no change makes no log.
        let reached = fs::read_to_string(&log).unwrap_or_default();
        let mut hasher = DefaultHasher::new();
        (world, name).hash(&mut hasher);
        Ok(Self {
            suite,
            world: hasher.finish(),
            reached: reached.lines().filter_map(|it| it.parse().ok()).collect(),
            killed,
        })
    }

    /// Tries those of `alive` that it comes past, and takes out those that it notices.
    fn judge(
        &self,
        alive: &mut Vec<Numbered>,
        options: &cli::Mutants,
        state: &mut State,
    ) -> Result<Vec<(Mutant, Verdict)>, Failure> {
        let (mine, others): (Vec<_>, Vec<_>) = std::mem::take(alive)
            .into_iter()
            .partition(|it| self.reached.contains(&it.number));
        *alive = others;
        let mut progress = Progress::start("code", mine.len(), !options.quiet);
        let mut waiting = Vec::new();
        for it in &mine {
            let key = it.candidate.key(self.world);
            if let Some(verdict) = state.get(key) {
                progress.step(*verdict == Verdict::Survived);
                continue;
            }
            waiting.push(Waiting {
                mutant: it.candidate.mutant.clone(),
                key,
                suite: &self.suite,
                variables: vec![
                    (program::CLIENT, project::PACKAGE.to_owned()),
                    (NUMBER, it.number.to_string()),
                ],
            });
        }
        queue::run(waiting, usize::from(options.jobs), state, &mut progress)?;
        let mut noticed = Vec::new();
        for it in mine {
            match state.get(it.candidate.key(self.world)) {
                Some(Verdict::Killed(case)) => {
                    noticed.push((it.candidate.mutant, (self.killed)(case.clone())));
                }
                _ => alive.push(it),
            }
        }
        Ok(noticed)
    }
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
            runtime: scratch::crate_with_tests(project::RUNTIME)?,
            client: files,
            adapter,
        })
    }

    /// What a verdict depends on, if it depends on these files of the runtime.
    fn world(&self, counts: impl Fn(&str) -> bool) -> u64 {
        let mut hasher = DefaultHasher::new();
        let runtime = self.runtime.iter().filter(|(path, _)| counts(path));
        (
            &self.suite,
            runtime.collect::<Vec<_>>(),
            &self.client,
            &self.adapter,
        )
            .hash(&mut hasher);
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
            let is_asked = |path: &str| {
                let path = format!("{folder}/{path}");
                options.file.is_empty() || options.file.iter().any(|asked| is_within(&path, asked))
            };
            let code = files
                .iter()
                .filter(|(path, _)| is_code(path) && is_asked(path));
            for (path, text) in code {
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

    /// Builds the program with all of `alive` in it, and the runtime's tests where one of them is of the runtime, which
    /// are returned. What does not compile goes from `alive` to `broken`, with the reason.
    fn build(
        &self,
        scratch: &Scratch,
        work: &Work,
        alive: &mut Vec<Numbered>,
        broken: &mut Vec<(Numbered, String)>,
    ) -> Result<Vec<PathBuf>, Failure> {
        let client = format!("clients/{}", project::PACKAGE);
        let suite = scratch::suite_folder();
        scratch.put(&suite, &self.suite)?;
        let members = [&suite, project::RUNTIME, &client, scratch::PROGRAM].map(str::to_owned);
        scratch.put_manifest(&members)?;
        let absolute = |path: &Path| -> Result<String, Failure> {
            Ok(std::path::absolute(path)?.to_string_lossy().into_owned())
        };
        let overlays = work.overlays.iter().map(|path| absolute(path));
        let held = Held {
            package: project::PACKAGE.to_owned(),
            name: project::PACKAGE.to_owned(),
            document: absolute(&work.document)?,
            overlays: overlays.collect::<Result<_, Failure>>()?,
        };
        let program = program::program(&[held], |name| format!("clients/{name}"));
        scratch.put(scratch::PROGRAM, &program)?;
        let mut arguments = vec!["build", "-p", scratch::PROGRAM];
        if alive
            .iter()
            .any(|it| it.candidate.mutant.of == Part::Runtime)
        {
            arguments.extend(["-p", RUNTIME, "--bins", "--lib", "--tests"]);
        }
        for _ in 0..ROUNDS {
            let runtime = weave(&self.runtime, Part::Runtime, alive);
            let files = weave(&self.client, Part::Client, alive);
            let mut texts = texts(&runtime);
            let count = alive.iter().map(|it| it.number).max().unwrap_or_default();
            weave::add_switch(&mut texts, count);
            scratch.put(project::RUNTIME, &texts)?;
            let package = program::client(project::PACKAGE, &self::texts(&files), &self.adapter);
            scratch.put(&client, &package)?;
            let built = scratch.cargo(&arguments)?;
            if built.succeeded {
                return Ok(built.tests);
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
    scratch::is_rust(path) && !is_test(path)
}

fn is_test(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs")
}

/// Whether a path is that of a file or folder, or leads into it.
fn is_within(path: &str, whole: &str) -> bool {
    let rest = path.strip_prefix(whole.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The files of a crate with the mutants in them.
fn weave(files: &Files, part: Part, alive: &[Numbered]) -> BTreeMap<String, Woven> {
    let switch = match part {
        Part::Client => "specwright_runtime::mutant::on",
        Part::Document | Part::Runtime => "crate::mutant::on",
    };
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
        let numbers = woven.get(&it.file);
        let numbers = numbers.map(|woven| woven.blamed(&it.span, &it.message));
        for number in numbers.into_iter().flatten() {
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

#[cfg(test)]
mod tests {
    use super::is_within;

    #[test]
    fn a_folder_holds_what_is_below_it_and_no_namesake() {
        assert!(is_within("runtime/src/auth/basic.rs", "runtime/src/auth"));
        assert!(is_within("runtime/src/auth/basic.rs", "runtime/src/"));
        assert!(is_within("runtime/src/auth.rs", "runtime/src/auth.rs"));
        assert!(!is_within("runtime/src/auth.rs", "runtime/src/auth"));
        assert!(!is_within("runtime/src/body.rs", "runtime/src/auth"));
    }
}
