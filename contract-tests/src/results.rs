//! What came of a run, as data: for programs that count, compare or draw it.
//!
//! It is written at the end of a run and read by whoever shows it. Nothing in it needs the document once more: every
//! place is a text that a person can open.

use serde::{Deserialize, Serialize};

use crate::difference::Failure;

/// A run of a suite.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Results {
    /// The document's file.
    pub document: String,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// Whether every case was run, so that what is not covered means something.
    pub complete: bool,
    /// How long the run took, from reading the document to the last case.
    pub milliseconds: u64,
    /// The operations that were tried.
    pub operations: Vec<OperationFacts>,
    /// Every case that was run, in the suite's order.
    pub cases: Vec<CaseResult>,
    /// Every part of the document that a case could exercise.
    pub coverage: Vec<Covered>,
    /// What is wrong with the document. The suite does without it, and is none the redder for it.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// What is wrong with the run as a whole: a stale expectation, a part that nothing exercised.
    pub problems: Vec<String>,
}

/// An operation as the document has it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct OperationFacts {
    /// `POST /things/{id}`.
    pub key: String,
    /// operationId, or a made name.
    pub id: String,
    /// `file:line`.
    pub place: String,
    /// Keys of the Responses Object, in the document's order.
    pub statuses: Vec<String>,
    /// Its end, where the document announces one.
    pub deprecation: Option<End>,
}

/// The announced end of an operation.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct End {
    /// `file:line`.
    pub place: String,
    /// ISO 8601 day since which it is deprecated.
    pub since: Option<String>,
    /// ISO 8601 day from which it may stop answering.
    pub sunset: Option<String>,
    /// What to call instead.
    pub successor: Option<String>,
    /// A page on it.
    pub link: Option<String>,
}

/// Something in the document that can't be as it stands there.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Finding {
    /// `file:line`.
    pub place: String,
    /// What is wrong with it.
    pub what: String,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it has to.
    Passed,
    /// Not so.
    Failed,
    /// Not so, as the expectations say.
    Known,
}

/// A case that was run.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct CaseResult {
    /// Its name.
    pub name: String,
    /// The key of the operation that it is about, where it is about one.
    pub operation: Option<String>,
    /// How it ended.
    pub state: State,
    /// How long it took.
    pub milliseconds: u64,
    /// What differed, where it did not pass.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failure: Option<Failure>,
    /// Why that is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}

/// The kinds of parts that are counted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Operations.
    Operation,
    /// Parameters.
    Parameter,
    /// Media types of requests.
    Body,
    /// Statuses by media types.
    Answer,
    /// Properties by direction.
    Property,
    /// Documented values.
    Example,
    /// Announced ends.
    Deprecation,
}

impl Kind {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Operation,
        Self::Parameter,
        Self::Body,
        Self::Answer,
        Self::Property,
        Self::Example,
        Self::Deprecation,
    ];

    /// One of them, as an item's text begins.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Body => "body",
            Self::Answer => "answer",
            Self::Property => "property",
            Self::Example => "example",
            Self::Deprecation => "deprecation",
        }
    }
}

/// A part of the document, and how many cases exercised it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Covered {
    /// Its kind.
    pub kind: Kind,
    /// Its text, as expectations name it.
    pub item: String,
    /// `file:line`.
    pub place: String,
    /// The operation that it belongs to, where it is one's own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub operation: Option<String>,
    /// The key of the Responses Object, for an answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub status: Option<String>,
    /// Cases that passed.
    pub passed: usize,
    /// Cases that did not.
    pub failed: usize,
    /// Why it is not covered, where somebody or the document says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}

impl Covered {
    /// Whether a case that passed exercised it.
    pub fn is_covered(&self) -> bool {
        self.passed > 0
    }
}

impl Results {
    /// How many cases ended like this.
    pub fn count(&self, state: State) -> usize {
        self.cases.iter().filter(|case| case.state == state).count()
    }

    /// Whether nothing is wrong.
    pub fn is_green(&self) -> bool {
        self.count(State::Failed) == 0 && self.problems.is_empty() && !self.cases.is_empty()
    }

    /// How many parts of this kind are covered, how many have a reason for not being so, and how many there are.
    pub fn covered(&self, kind: Kind) -> (usize, usize, usize) {
        let items = self.coverage.iter().filter(|item| item.kind == kind);
        items.fold((0, 0, 0), |(covered, explained, all), item| {
            let is_explained = !item.is_covered() && item.reason.is_some();
            (
                covered + usize::from(item.is_covered()),
                explained + usize::from(is_explained),
                all + 1,
            )
        })
    }
}
