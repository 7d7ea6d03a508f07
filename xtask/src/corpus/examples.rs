//! The document's examples, decoded with the generated types and encoded again.
//!
//! What comes back equal is right. What does not is the document's mistake where the example is not valid by its own
//! schema, which was found when the document was read, and else the client's.

use std::fmt::Write as _;
use std::fs;
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use specwright::diagnostic::{Code, Diagnostic, Diagnostics, Pointer, Source, locate};
use specwright::examples::ExampleUse;
use specwright::{Examples, Generated, Outcome};

use super::compare::{Compared, compare};
use crate::Failure;

/// The program's name.
pub(super) const PROGRAM: &str = "roundtrip";

/// How many mistakes of the client are shown beside the table; the report has all.
const MOST: usize = 5;

/// What came of all examples of a document.
#[derive(Default)]
pub(super) struct Figures {
    /// How many there are.
    pub(super) total: usize,
    /// How many came back as they were.
    pub(super) equal: usize,
    /// How many of these have properties that their schema does not describe, which are not kept.
    pub(super) trimmed: usize,
    /// Those that did not and are not valid.
    pub(super) document_wrong: Vec<String>,
    /// Those that did not and are valid.
    pub(super) client_wrong: Vec<String>,
}

impl Figures {
    /// Everything, for people.
    pub(super) fn report(&self) -> String {
        let mut text = format!(
            "{} of {} examples equal, {} of them without properties that no schema describes\n",
            self.equal, self.total, self.trimmed
        );
        for (title, list) in [
            ("the client is wrong", &self.client_wrong),
            ("the document is wrong", &self.document_wrong),
        ] {
            // Writing into a `String` does not fail.
            let _ = writeln!(text, "\n{title}: {}", list.len());
            for line in list {
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }

    /// The client's mistakes, the first of them in full.
    pub(super) fn failure(&self) -> Option<String> {
        let count = self.client_wrong.len();
        let first: Vec<_> = self
            .client_wrong
            .iter()
            .take(MOST)
            .map(String::as_str)
            .collect();
        (count > 0).then(|| {
            format!(
                "{count} examples are valid and lose something:\n{}",
                first.join("\n")
            )
        })
    }
}

/// Tries them all with the built `program`.
pub(super) fn try_all(
    outcome: &Outcome,
    generated: &Generated,
    examples: &Examples,
    program: &Path,
) -> Result<Figures, Failure> {
    let answers = answers(examples, program)?;
    let mut figures = Figures {
        total: examples.uses.len(),
        ..Figures::default()
    };
    let mut wrong = Vec::new();
    for (example, answer) in examples.uses.iter().zip(answers.lines()) {
        match verdict(generated, examples, example, answer) {
            Ok(Compared { unfit, ignored, .. }) => match unfit.into_iter().next() {
                None => {
                    figures.equal += 1;
                    figures.trimmed += usize::from(ignored > 0);
                }
                Some(why) => wrong.push((example, why, true)),
            },
            Err(why) => wrong.push((example, why, false)),
        }
    }
    let answered = figures.equal + wrong.len();
    if answered != figures.total {
        return Err(Failure::new(format!(
            "the program that tries the examples stopped after {answered} of {}",
            figures.total
        )));
    }
    let invalid: Vec<&Pointer> = outcome
        .diagnostics
        .iter()
        .filter(|it| it.code == Code::InvalidExample)
        .filter_map(Diagnostic::pointer)
        .collect();
    let places = places(
        wrong.iter().map(|(example, ..)| &example.at),
        &outcome.source,
    );
    for ((example, why, is_unfit), place) in wrong.into_iter().zip(places) {
        let line = format!(
            "{place}: {why}\n  example {}\n  schema  {}",
            example.at, example.schema
        );
        let is_wrong = is_unfit
            || is_beyond_64_bits(&why)
            || invalid.iter().any(|at| at.is_within(&example.at));
        if is_wrong {
            figures.document_wrong.push(line);
        } else {
            figures.client_wrong.push(line);
        }
    }
    Ok(figures)
}

/// Whether it can't be decoded because of an integer that no signed format of OpenAPI has: 2⁶³ as JavaScript rounds it, in
/// most cases.
fn is_beyond_64_bits(why: &str) -> bool {
    let integer = why.split_once("invalid value: integer `");
    let digits = integer.and_then(|(_, rest)| rest.split('`').next());
    digits.is_some_and(|digits| digits.parse::<i64>().is_err())
}

/// What the program answers, a line for each example.
fn answers(examples: &Examples, program: &Path) -> Result<String, Failure> {
    // A file and no pipe: two pipes to one program can wait for each other.
    let mut input = tempfile::tempfile()?;
    let mut lines = String::new();
    for example in &examples.uses {
        let _ = writeln!(lines, "{} {}", example.ty, example.value);
    }
    input.write_all(lines.as_bytes())?;
    input.rewind()?;
    let output = Command::new(fs::canonicalize(program)?)
        .stdin(Stdio::from(input))
        .stderr(Stdio::inherit())
        .output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn verdict(
    generated: &Generated,
    examples: &Examples,
    example: &ExampleUse,
    answer: &str,
) -> Result<Compared, String> {
    let json = match answer.split_once(' ') {
        Some(("ok", json)) => json,
        Some(("error", why)) => return Err(format!("it can't be decoded: {why}")),
        _ => return Err(format!("the program answers {answer:?}")),
    };
    let after: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let ty = examples.types.get(example.ty).ok_or("it has no type")?;
    let compared = compare(&generated.api, ty, &example.value, &after);
    match compared.differences.first() {
        None => Ok(compared),
        Some(first) => Err(first.clone()),
    }
}

/// For each place its file, line and column.
fn places<'p>(pointers: impl Iterator<Item = &'p Pointer>, source: &Source) -> Vec<String> {
    let pointers: Vec<_> = pointers.collect();
    let mut diagnostics = Diagnostics::new();
    for (index, pointer) in pointers.iter().enumerate() {
        // The message keeps apart those at one place, and says which is which after they were put in order.
        diagnostics.push(Diagnostic::warning(
            Code::InvalidExample,
            *pointer,
            index.to_string(),
            "",
        ));
    }
    let mut places = vec![String::new(); pointers.len()];
    for it in locate(&diagnostics, source) {
        let index = it.diagnostic.message.parse::<usize>();
        if let Some(place) = index.ok().and_then(|index| places.get_mut(index)) {
            *place = match it.position() {
                Some(position) => format!("{}:{}:{}", it.file(), position.line, position.column),
                None => it.file().to_owned(),
            };
        }
    }
    places
}
