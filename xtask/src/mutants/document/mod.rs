//! Mutants of the document: the client is made of a changed one, and the suite keeps the original.
//!
//! Each operation is tried by itself, with a document that has only what the operation needs, so that a client is small
//! and a large document costs no more than a small one. The clients of a batch are packages of one workspace, held by
//! one program.

mod client;
mod operators;
mod sites;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use specwright::diagnostic::{Diagnostics, locate, render_some};
use specwright::load::{self, LoadOptions};

use super::progress::Progress;
use super::queue::{self, Waiting};
use super::random::Random;
use super::scratch::Scratch;
use super::state::{self, State};
use super::suite::Suite;
use super::{Mutant, Verdict, Work, difference};
use crate::Failure;
use crate::cli::{self, Part};
use client::{Client, Clients};
use operators::{Made, OPERATORS, Operator};
use sites::{Site, only, operations, sites};

/// How many clients are built at the same time: enough for all processors, and few enough that one run after the other is
/// soon seen to go on.
const BATCH: usize = 24;

/// How often a sample draws before it is taken for granted that there is no more.
const PATIENCE: usize = 20;

/// One operation of the document.
struct Subject {
    /// As people write it: `POST /path`.
    name: String,
    /// The document with this operation only.
    document: Value,
    /// Its places.
    sites: Vec<Site>,
}

/// A change of a subject's document.
struct Change {
    subject: usize,
    mutant: Mutant,
    document: Value,
    /// Why its client may be that of the document as it was.
    unseen: Option<&'static str>,
}

/// Makes and tries them all, or a sample.
pub(super) fn run(
    work: &Work,
    options: &cli::Mutants,
    state: &mut State,
) -> Result<Vec<(Mutant, Verdict)>, Failure> {
    let tree = read(work)?;
    let wanted = wanted(&tree, &options.operation)?;
    let mut subjects = Vec::new();
    let changes = match options.sample {
        None => {
            subjects.extend(wanted.iter().map(|it| Subject::new(&tree, it)));
            let only = options.only.as_deref();
            let all = subjects.iter().enumerate();
            let many = subjects.len() > 1;
            all.flat_map(|(at, subject)| subject.changes(at, only, many))
                .collect()
        }
        Some(count) => sample(&tree, &wanted, count, options, &mut subjects),
    };
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let scratch = Scratch::new(&work.folder.join("document"), &work.target)?;
    Trial {
        work,
        scratch,
        clients: Clients::new()?,
        jobs: usize::from(options.jobs),
        progress: Progress::start("document", changes.len(), !options.quiet),
    }
    .run(&subjects, changes, state)
}

/// The document as a tree.
fn read(work: &Work) -> Result<Value, Failure> {
    let options = LoadOptions {
        overlays: work.overlays.clone(),
    };
    let mut diagnostics = Diagnostics::new();
    let document = load::load(&work.document, &options, &mut diagnostics);
    let document = document.map_err(|source| {
        let told = render_some(&locate(&diagnostics, &source), false, 1);
        Failure::new(format!("{} can't be read\n{told}", work.document.display()))
    })?;
    Ok(document.tree().clone())
}

/// The operations that are asked for: path and method of each.
fn wanted(tree: &Value, asked: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let mut operations = operations(tree);
    let names = |(path, method): &(String, String)| {
        let pointer = format!(
            "{}/operationId",
            sites::below(&sites::below("/paths", path), method)
        );
        let id = tree
            .pointer(&pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        [id, title(path, method)]
    };
    for name in asked {
        if !operations.iter().any(|it| names(it).contains(name)) {
            return Err(Failure::usage(format!(
                "the document has no operation {name}"
            )));
        }
    }
    operations.retain(|it| asked.is_empty() || names(it).iter().any(|name| asked.contains(name)));
    Ok(operations)
}

fn title(path: &str, method: &str) -> String {
    format!("{} {path}", method.to_uppercase())
}

impl Subject {
    fn new(tree: &Value, (path, method): &(String, String)) -> Self {
        let document = only(tree, path, method);
        Self {
            name: title(path, method),
            sites: sites(&document),
            document,
        }
    }

    /// Every change that the operators make.
    fn changes<'a>(
        &'a self,
        at: usize,
        only: Option<&'a str>,
        many: bool,
    ) -> impl Iterator<Item = Change> + 'a {
        let operators = OPERATORS.iter();
        let operators = operators.filter(move |it| only.is_none_or(|only| only == it.name));
        operators.flat_map(move |operator| self.changes_of(at, operator, many))
    }

    fn changes_of(&self, at: usize, operator: &Operator, many: bool) -> Vec<Change> {
        let sites = self.sites.iter().filter(|site| site.role == operator.role);
        let changes = sites.flat_map(|site| {
            let object = self
                .document
                .pointer(&site.pointer)
                .and_then(Value::as_object);
            let changed = object.map(operator.changed).unwrap_or_default();
            let mutants = changed.into_iter().filter_map(|changed| {
                let made = Made {
                    site,
                    before: object?,
                    after: &changed,
                    document: &self.document,
                };
                let unseen = (operator.unseen)(&made);
                let mut document = self.document.clone();
                let old = document.pointer_mut(&site.pointer)?;
                let new = Value::Object(changed);
                let change = difference(&pretty(old), &pretty(&new));
                *old = new;
                let mutant = Mutant {
                    operator: operator.name,
                    of: Part::Document,
                    operation: many.then(|| self.name.clone()),
                    place: format!("#{}", site.pointer),
                    change,
                };
                Some(Change {
                    subject: at,
                    mutant,
                    document,
                    unseen,
                })
            });
            mutants.collect::<Vec<_>>()
        });
        changes.collect()
    }
}

fn pretty(value: &Value) -> String {
    // A tree that was read can be written.
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Draws an operation, then an operator, then a change: else those that a document has most places for would be all.
fn sample(
    tree: &Value,
    wanted: &[(String, String)],
    count: usize,
    options: &cli::Mutants,
    subjects: &mut Vec<Subject>,
) -> Vec<Change> {
    let mut random = Random::new(options.seed);
    let mut names: Vec<&str> = OPERATORS.iter().map(|it| it.name).collect();
    names.retain(|name| options.only.as_ref().is_none_or(|only| only == name));
    names.dedup();
    let mut seen = BTreeSet::new();
    let mut drawn: Vec<Change> = Vec::new();
    for _ in 0..count.saturating_mul(PATIENCE) {
        let (Some(operation), Some(&name)) = (random.draw(wanted), random.draw(&names)) else {
            break;
        };
        if drawn.len() == count {
            break;
        }
        let known = subjects
            .iter()
            .position(|it| it.name == title(&operation.0, &operation.1));
        let at = known.unwrap_or_else(|| {
            subjects.push(Subject::new(tree, operation));
            subjects.len() - 1
        });
        let Some(subject) = subjects.get(at) else {
            break;
        };
        let mut changes: Vec<_> = subject.changes(at, Some(name), true).collect();
        if let Some(index) = random.index(changes.len()) {
            let change = changes.swap_remove(index);
            if seen.insert((change.mutant.shown_place(), change.mutant.change.clone())) {
                drawn.push(change);
            }
        }
    }
    drawn
}

/// The changes of a run on their way to a verdict.
struct Trial<'a> {
    work: &'a Work,
    scratch: Scratch,
    clients: Clients,
    jobs: usize,
    progress: Progress,
}

/// An operation whose unchanged client runs.
struct Ready {
    original: Client,
    document: String,
    suite: Option<Suite>,
}

impl Trial<'_> {
    fn run(
        mut self,
        subjects: &[Subject],
        changes: Vec<Change>,
        state: &mut State,
    ) -> Result<Vec<(Mutant, Verdict)>, Failure> {
        let mut ready = Vec::new();
        for (at, subject) in subjects.iter().enumerate() {
            let subject = self.ready(at, subject)?;
            if subject.is_none() && self.work.is_own {
                return Err(Failure::new(
                    "the document has no client: `cargo xtask codegen` says why",
                ));
            }
            ready.push(subject);
        }
        let mut found = Vec::new();
        let mut waiting = Vec::new();
        for change in changes {
            let Some(Some(of)) = ready.get(change.subject) else {
                found.push((
                    change.mutant,
                    Verdict::Unviable("the operation has no client".to_owned()),
                ));
                self.progress.step(false);
                continue;
            };
            let client = self.clients.generate(&self.work.folder, &change.document)?;
            let verdict = match client {
                Err(why) => Err(Verdict::Unviable(why)),
                // A generator that does not look at what was changed is no better than a suite that does not.
                Ok(client) if client.is_like(&of.original) => Err(match change.unseen {
                    Some(why) => Verdict::Equivalent(why.to_owned()),
                    None => Verdict::Survived,
                }),
                Ok(client) => {
                    let key = state::key(
                        &change.mutant,
                        (
                            self.clients.world(),
                            &client,
                            &of.original,
                            subjects
                                .get(change.subject)
                                .map(|it| it.document.to_string()),
                        ),
                    );
                    match state.get(key) {
                        Some(verdict) => Err(verdict.clone()),
                        None => Ok((key, client)),
                    }
                }
            };
            match verdict {
                Ok((key, client)) => waiting.push((change.subject, change.mutant, key, client)),
                Err(verdict) => {
                    self.progress.step(verdict == Verdict::Survived);
                    found.push((change.mutant, verdict));
                }
            }
        }
        let mut waiting = waiting.into_iter().peekable();
        while waiting.peek().is_some() {
            let batch = waiting.by_ref().take(BATCH).collect();
            found.extend(self.batch(&mut ready, batch, state)?);
        }
        Ok(found)
    }

    /// The unchanged client of a subject, if there is one, and the document for its suite.
    fn ready(&self, at: usize, subject: &Subject) -> Result<Option<Ready>, Failure> {
        let Ok(original) = self
            .clients
            .generate(&self.work.folder, &subject.document)?
        else {
            return Ok(None);
        };
        let folder = self.work.folder.join("documents");
        fs::create_dir_all(&folder)?;
        let path = std::path::absolute(folder.join(format!("{at}.json")))?;
        fs::write(&path, pretty(&subject.document))?;
        Ok(Some(Ready {
            original,
            document: path.to_string_lossy().into_owned(),
            suite: None,
        }))
    }

    /// Builds the clients of a batch, and of the operations that they belong to, and runs the suite on each.
    fn batch(
        &mut self,
        ready: &mut [Option<Ready>],
        batch: Vec<(usize, Mutant, u64, Client)>,
        state: &mut State,
    ) -> Result<Vec<(Mutant, Verdict)>, Failure> {
        let mut found = Vec::new();
        let mut packages = Vec::new();
        let subjects: BTreeSet<usize> = batch.iter().map(|(subject, ..)| *subject).collect();
        for &at in &subjects {
            if let Some(Some(of)) = ready.get(at) {
                packages.push((
                    format!("original-{at}"),
                    of.original.clone(),
                    of.document.clone(),
                ));
            }
        }
        for (number, (subject, _, _, client)) in batch.iter().enumerate() {
            if let Some(Some(of)) = ready.get(*subject) {
                packages.push((
                    format!("mutant-{number}"),
                    client.clone(),
                    of.document.clone(),
                ));
            }
        }
        let broken = self.clients.build(&self.scratch, packages)?;
        // That of the batch before had other clients under the same names.
        let program = self.scratch.program()?;
        for &at in &subjects {
            if let Some(Some(of)) = ready.get_mut(at)
                && of.suite.is_none()
            {
                let package = format!("original-{at}");
                let name = of.original.name(&package);
                of.suite = match baseline(&package, &name, &program, &broken, self.work.is_own) {
                    Ok(suite) => Some(suite),
                    Err(failure) if self.work.is_own => return Err(failure),
                    Err(failure) => {
                        eprintln!("{package}: {}", failure.message);
                        None
                    }
                };
            }
        }
        let mut waiting = Vec::new();
        for (number, (subject, mutant, key, client)) in batch.into_iter().enumerate() {
            let package = format!("mutant-{number}");
            let suite = ready
                .get(subject)
                .and_then(Option::as_ref)
                .and_then(|it| it.suite.as_ref());
            let why = match (suite, broken.iter().find(|(name, _)| *name == package)) {
                (Some(suite), None) => {
                    waiting.push(Waiting {
                        mutant,
                        key,
                        suite,
                        variables: vec![(super::program::CLIENT, client.name(&package))],
                    });
                    continue;
                }
                (None, _) => "the suite does not run on this operation's own client".to_owned(),
                (_, Some((_, why))) => format!("the client does not compile: {why}"),
            };
            let verdict = Verdict::Unviable(why);
            self.progress.step(false);
            found.push((mutant, verdict));
        }
        found.extend(queue::run(waiting, self.jobs, state, &mut self.progress)?);
        Ok(found)
    }
}

/// The suite as it runs on a client that nobody changed.
fn baseline(
    package: &str,
    name: &str,
    program: &Path,
    broken: &[(String, String)],
    is_own: bool,
) -> Result<Suite, Failure> {
    if let Some((_, why)) = broken.iter().find(|(it, _)| it == package) {
        return Err(Failure::new(format!("the client does not compile: {why}")));
    }
    let (suite, variables) = (
        Suite::new(program.to_owned()),
        [(super::program::CLIENT, name.as_ref())],
    );
    if is_own {
        suite.green(&variables)
    } else {
        suite.measured(&variables)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Subject;

    #[test]
    fn a_change_is_one_of_the_document_and_says_where() {
        let tree =
            json!({ "paths": { "/a": { "get": { "responses": { "200": {}, "404": {} } } } } });
        let subject = Subject::new(&tree, &("/a".to_owned(), "get".to_owned()));
        let changes: Vec<_> = subject.changes(0, Some("drop-status"), false).collect();
        assert_eq!(changes.len(), 2);
        let first = changes.first().expect("a change");
        assert_eq!(first.mutant.place, "#/paths/~1a/get/responses");
        assert_eq!(first.mutant.shown_place(), first.mutant.place);
        let among_others = subject.changes(0, Some("drop-status"), true).next();
        let mutant = among_others.expect("a change").mutant;
        assert_eq!(mutant.place, first.mutant.place);
        assert_eq!(mutant.shown_place(), "GET /a #/paths/~1a/get/responses");
        assert_eq!(first.mutant.change, "- \"200\": {},");
        assert_eq!(
            first.document.pointer("/paths/~1a/get/responses"),
            Some(&json!({ "404": {} }))
        );
    }
}
