//! Survivors that no suite can kill, each with the reason: a table that a person writes, and that may hold nothing that
//! is not so any more.

use toml_edit::{DocumentMut, Item};

use super::Mutant;
use crate::Failure;

/// The table.
pub(super) const FILE: &str = "xtask/src/mutants/equivalent.toml";

/// The reasons, and which of them were needed.
pub(super) struct Reasons {
    entries: Vec<Entry>,
}

struct Entry {
    operator: String,
    /// What the place begins with: lines of a file move.
    place: String,
    /// What stands in the change.
    change: String,
    reason: String,
    is_used: bool,
}

impl Reasons {
    /// Reads the table.
    pub(super) fn read() -> Result<Self, Failure> {
        Self::parse(include_str!("equivalent.toml"))
    }

    fn parse(text: &str) -> Result<Self, Failure> {
        let table: DocumentMut = text.parse()?;
        let entries = table.get("equivalent").and_then(Item::as_array_of_tables);
        let entries = entries.into_iter().flatten().map(|entry| {
            let text = |key: &str| {
                let text = entry
                    .get(key)
                    .and_then(Item::as_str)
                    .filter(|it| !it.is_empty());
                text.map(str::to_owned).ok_or_else(|| {
                    Failure::new(format!("{FILE}: an entry has no `{key}`: {entry}"))
                })
            };
            Ok(Entry {
                operator: text("operator")?,
                place: text("place")?,
                change: text("change")?,
                reason: text("reason")?,
                is_used: false,
            })
        });
        Ok(Self {
            entries: entries.collect::<Result<_, Failure>>()?,
        })
    }

    /// Why a survivor could not be killed, if the table says so.
    pub(super) fn of(&mut self, mutant: &Mutant) -> Option<String> {
        let entry = self.entries.iter_mut().find(|entry| {
            entry.operator == mutant.operator
                && mutant.place.starts_with(&entry.place)
                && mutant.change.contains(&entry.change)
        })?;
        entry.is_used = true;
        Some(entry.reason.clone())
    }

    /// The entries that were not needed.
    pub(super) fn stale(&self) -> Vec<String> {
        let unused = self.entries.iter().filter(|entry| !entry.is_used);
        unused
            .map(|entry| format!("{} at {}: {}", entry.operator, entry.place, entry.change))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Mutant;
    use super::Reasons;
    use crate::cli::Part;

    #[test]
    fn the_table_can_be_read() -> Result<(), crate::Failure> {
        Reasons::read().map(|_| ())
    }

    #[test]
    fn an_entry_without_its_mutant_is_stale() -> Result<(), crate::Failure> {
        let table = "[[equivalent]]\noperator = 'drop-call'\nplace = 'a.rs:'\nchange = '.len()'\nreason = 'r'\n";
        let mut reasons = Reasons::parse(table)?;
        assert_eq!(reasons.stale().len(), 1);
        let mut mutant = Mutant {
            operator: "drop-call",
            of: Part::Runtime,
            place: "b.rs:1".to_owned(),
            change: "- x.len()".to_owned(),
        };
        assert_eq!(reasons.of(&mutant), None);
        mutant.place = "a.rs:7".to_owned();
        assert_eq!(reasons.of(&mutant).as_deref(), Some("r"));
        assert!(reasons.stale().is_empty());
        assert!(Reasons::parse("[[equivalent]]\noperator = 'x'\n").is_err());
        Ok(())
    }
}
