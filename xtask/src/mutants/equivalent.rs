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
    /// A pointer, of whose part the mutant is, or a file and a colon: lines move.
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
            let place = text("place")?;
            if !place.starts_with("#/") && !place.ends_with(".rs:") {
                return Err(Failure::new(format!(
                    "{FILE}: neither a pointer nor a file and a colon: {place}"
                )));
            }
            Ok(Entry {
                operator: text("operator")?,
                place,
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
                && entry.is_of(&mutant.place)
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

impl Entry {
    fn is_of(&self, place: &str) -> bool {
        let rest = place.strip_prefix(&self.place);
        let is_file = self.place.ends_with(':');
        rest.is_some_and(|rest| is_file || rest.is_empty() || rest.starts_with('/'))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::Mutant;
    use super::Reasons;
    use crate::cli::Part;

    #[test]
    fn the_table_can_be_read_and_its_files_are_there() -> Result<(), crate::Failure> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for entry in Reasons::read()?.entries {
            if let Some(file) = entry.place.strip_suffix(':') {
                assert!(root.join(file).is_file(), "{file}");
            }
        }
        let folder = "[[equivalent]]\noperator = 'x'\nplace = 'src/'\nchange = 'y'\nreason = 'r'\n";
        assert!(Reasons::parse(folder).is_err());
        Ok(())
    }

    #[test]
    fn an_entry_of_a_pointer_is_of_its_parts_whatever_operation_they_are_of()
    -> Result<(), crate::Failure> {
        let table = "[[equivalent]]\noperator = 'drop-enum'\nplace = '#/components/schemas/Link'\n\
                     change = 'x'\nreason = 'r'\n";
        let mut reasons = Reasons::parse(table)?;
        let mut is_excused = |place: &str| {
            let mutant = Mutant {
                operator: "drop-enum",
                of: Part::Document,
                operation: Some("GET /notes".to_owned()),
                place: place.to_owned(),
                change: "- x".to_owned(),
            };
            reasons.of(&mutant).is_some()
        };
        assert!(is_excused("#/components/schemas/Link"));
        assert!(is_excused("#/components/schemas/Link/properties/rel"));
        assert!(!is_excused("#/components/schemas/LinkList"));
        Ok(())
    }

    #[test]
    fn an_entry_without_its_mutant_is_stale() -> Result<(), crate::Failure> {
        let table = "[[equivalent]]\noperator = 'drop-call'\nplace = 'a.rs:'\nchange = '.len()'\nreason = 'r'\n";
        let mut reasons = Reasons::parse(table)?;
        assert_eq!(reasons.stale().len(), 1);
        let mut mutant = Mutant {
            operator: "drop-call",
            of: Part::Runtime,
            operation: None,
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
