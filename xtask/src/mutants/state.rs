//! What is known from runs before: a line of JSON for each mutant that was tried, so that a run can be stopped and taken
//! up again.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Mutant, Verdict};
use crate::Failure;

/// The verdicts that are known.
pub(super) struct State {
    file: File,
    known: HashMap<u64, Verdict>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    key: u64,
    #[serde(flatten)]
    verdict: Verdict,
    /// For whoever looks into the file while a run goes on.
    #[serde(default)]
    what: String,
}

impl State {
    /// Reads the file, if there is one.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).unwrap_or_default();
        // A run that was stopped may leave half a line.
        let lines = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        let known = lines.map(|line: Line| (line.key, line.verdict)).collect();
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n")?;
        }
        Ok(Self { file, known })
    }

    /// What is known of a mutant.
    pub(super) fn get(&self, key: u64) -> Option<&Verdict> {
        self.known.get(&key)
    }

    /// Notes what became of a mutant.
    pub(super) fn put(
        &mut self,
        key: u64,
        mutant: &Mutant,
        verdict: &Verdict,
    ) -> Result<(), Failure> {
        self.known.insert(key, verdict.clone());
        let line = Line {
            key,
            verdict: verdict.clone(),
            what: format!(
                "{} at {}\n{}",
                mutant.operator,
                mutant.shown_place(),
                mutant.change
            ),
        };
        let line = serde_json::to_string(&line)? + "\n";
        Ok(self.file.write_all(line.as_bytes())?)
    }
}

/// What a mutant is known by: itself, and all text that what becomes of it depends on.
pub(super) fn key(mutant: &Mutant, world: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    world.hash(&mut hasher);
    (
        mutant.operator,
        mutant.of,
        mutant.shown_place(),
        &mutant.change,
    )
        .hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::{Mutant, Verdict};
    use super::State;
    use crate::cli::Part;

    #[test]
    fn what_was_noted_is_known_the_next_time() -> Result<(), crate::Failure> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("state.jsonl");
        let killed = Verdict::Killed("a::b".to_owned());
        let mutant = Mutant {
            operator: "drop-call",
            of: Part::Client,
            operation: None,
            place: "a.rs:1".to_owned(),
            change: "- a".to_owned(),
        };
        let mut state = State::open(&path)?;
        state.put(1, &mutant, &killed)?;
        state.put(2, &mutant, &Verdict::Survived)?;
        // Stopped in the middle of a line.
        state.file.write_all(b"{\"key\":3,")?;
        let mut state = State::open(&path)?;
        state.put(4, &mutant, &Verdict::Unreached)?;
        let state = State::open(&path)?;
        assert_eq!(state.get(1), Some(&killed));
        assert_eq!(state.get(2), Some(&Verdict::Survived));
        assert_eq!(state.get(3), None);
        assert_eq!(state.get(4), Some(&Verdict::Unreached));
        Ok(())
    }
}
