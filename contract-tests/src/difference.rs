//! What a failed case says.
//!
//! Observations come in, text for a person goes out: what was expected, from which line of the document, and what
//! there was instead.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One thing that is not as it should be.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Difference {
    /// What is looked at: ``query key `pretty` ``.
    pub what: String,
    /// `file:line` of the document that the expectation comes from; absent where a standard demands it.
    pub place: Option<String>,
    /// What the document or the standard demands.
    pub expected: String,
    /// What there was.
    pub found: String,
}

impl Difference {
    /// A difference that no line of the document is behind.
    pub fn new(
        what: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            what: what.into(),
            place: None,
            expected: expected.into(),
            found: found.into(),
        }
    }

    /// The same, with the line that the expectation comes from.
    pub fn at(self, place: String) -> Self {
        Self {
            place: Some(place),
            ..self
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self
            .place
            .as_ref()
            .map_or_else(String::new, |place| format!("   ({place})"));
        writeln!(formatter, "{}{place}", self.what)?;
        writeln!(formatter, "  expected: {}", self.expected)?;
        write!(formatter, "  found:    {}", self.found)
    }
}

/// Why a case failed: all differences, and what they were found in.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Failure {
    /// In the order in which they were found; never empty where a case failed.
    pub differences: Vec<Difference>,
    /// The request or outcome that was looked at, as text.
    pub subject: String,
}

impl Failure {
    /// A failure of one difference.
    pub fn of(difference: Difference) -> Self {
        Self {
            differences: vec![difference],
            subject: String::new(),
        }
    }

    /// A failure to get as far as comparing anything.
    pub fn because(message: impl fmt::Display) -> Self {
        Self::of(Difference::new(
            "the case itself",
            "it can be run",
            message.to_string(),
        ))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for difference in &self.differences {
            writeln!(formatter, "{difference}")?;
        }
        if !self.subject.is_empty() {
            writeln!(formatter, "in\n{}", indented(&self.subject))?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

/// `Ok` where nothing differs.
pub fn verdict(differences: Vec<Difference>, subject: impl fmt::Display) -> Result<(), Failure> {
    if differences.is_empty() {
        Ok(())
    } else {
        Err(Failure {
            differences,
            subject: subject.to_string(),
        })
    }
}

/// Bytes for a person: text where they are text, and never more than fits on a screen.
pub fn shown(bytes: &[u8]) -> String {
    const MOST: usize = 600;
    let text = String::from_utf8_lossy(bytes.get(..MOST).unwrap_or(bytes)).into_owned();
    if bytes.len() > MOST {
        format!("{text}… ({} bytes)", bytes.len())
    } else {
        text
    }
}

fn indented(text: &str) -> String {
    text.lines()
        .map(|line| format!("  | {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
