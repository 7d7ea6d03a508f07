//! What came of the mutants of a document: `cargo xtask mutants` writes it, and `cargo xtask report` shows it.
//!
//! Both go by these types, and nothing in them may be missing: a figure that one of the two calls otherwise would be shown
//! as 0.

use serde::{Deserialize, Serialize};

/// The mutants of a document.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// The document's name.
    pub document: String,
    /// How many were drawn; `None` where all were tried.
    pub sample: Option<usize>,
    /// What they were drawn with.
    pub seed: u64,
    /// How each operator's mutants fared.
    pub operators: Vec<Operator>,
    /// Those that nobody noticed.
    pub survivors: Vec<Survivor>,
    /// Those that change nothing that a caller or a server could see.
    pub equivalent: Vec<Equivalent>,
}

/// What became of one operator's mutants.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// Its name.
    #[serde(rename = "operator")]
    pub name: String,
    /// What it changes: `document`, `client` or `runtime`.
    pub of: String,
    /// Noticed, by the suite or by the crate's own tests.
    pub killed: usize,
    /// Those of them that only the crate's own tests noticed.
    pub by_own_tests: usize,
    /// Not noticed.
    pub survived: usize,
    /// Without an effect.
    pub equivalent: usize,
    /// Refused by the generator or the compiler.
    pub unviable: usize,
    /// In code that no case of this document runs.
    pub not_reached: usize,
}

/// A change that nobody noticed.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Survivor {
    /// The operator.
    pub operator: String,
    /// What was changed.
    pub of: String,
    /// `file:line`, or a pointer into the document.
    pub place: String,
    /// Lines with `-` and `+`.
    pub change: String,
}

/// A change without an effect.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Equivalent {
    /// The operator.
    pub operator: String,
    /// What was changed.
    pub of: String,
    /// `file:line`, or a pointer into the document.
    pub place: String,
    /// Lines with `-` and `+`.
    pub change: String,
    /// Why it has none.
    pub reason: String,
}
