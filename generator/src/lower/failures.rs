//! That something could not be lowered, on its way up to the operations that it spoils.
//!
//! The error itself is in the diagnostics already; what travels is only where.

use crate::diagnostic::Pointer;

/// The outcome of lowering one thing.
pub(super) type Result<T> = std::result::Result<T, Failed>;

/// Where the errors stand, in the order in which they were met. Never empty.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Failed(Vec<Pointer>);

impl Failed {
    pub(super) fn at(place: Pointer) -> Self {
        Self(vec![place])
    }

    pub(super) fn causes(&self) -> &[Pointer] {
        &self.0
    }
}

/// Collects failures, so that the parts of a thing are all looked at before the thing itself fails.
#[derive(Debug, Default)]
pub(super) struct Failures(Vec<Pointer>);

impl Failures {
    /// What became of one part.
    pub(super) fn part<T>(&mut self, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(failed) => {
                self.add(failed);
                None
            }
        }
    }

    pub(super) fn add(&mut self, Failed(causes): Failed) {
        for cause in causes {
            if !self.0.contains(&cause) {
                self.0.push(cause);
            }
        }
    }

    /// The thing as a whole: fails if one of its parts did.
    pub(super) fn whole<T>(self, value: T) -> Result<T> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(Failed(self.0))
        }
    }
}
