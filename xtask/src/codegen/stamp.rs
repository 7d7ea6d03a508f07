//! What the last run made of what, so that a run with nothing to do is over at once.
//!
//! A stamp names all that the files depend on: the program, its options, the document with all of its files, and what is
//! copied. And it names what was written and said. Where nothing of that is otherwise, generating would do nothing, and what it
//! said is said again. Files are known by what they hold, on both sides, so one that was edited, deleted or added is seen,
//! and a new date is none of a change. Only the program itself is known by its size and date.
//!
//! A stamp that is missing, or that can't be read or written, costs time and nothing else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use std::{fs, io};

use serde::{Deserialize, Serialize};
use specwright::digest::sha256;
use specwright::load::Input;
use specwright::write;

use super::summary::Summary;
use super::{Files, Target};
use crate::{cli, project};

/// Where stamps are kept, in the workspace: beside all else that can be made again, and not in the client's folder.
const FOLDER: &str = "target/codegen";

/// Where the stamp of one client is.
pub(super) struct Place {
    path: PathBuf,
    /// Of what is known before the document is read.
    key: String,
}

/// What a run said.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Made {
    /// How many files there are.
    pub(super) count: usize,
    /// What is wrong with the document.
    pub(super) told: String,
    pub(super) summary: Option<Summary>,
}

#[derive(Deserialize, Serialize)]
struct Stamp {
    key: String,
    /// Path, digest, and whether the document leads there.
    inputs: Vec<(PathBuf, Option<String>, bool)>,
    /// Digests by path.
    files: BTreeMap<String, String>,
    made: Made,
}

impl Place {
    /// None where it can't be told by what the files would be made.
    pub(super) fn of(options: &cli::Codegen, target: &Target) -> Option<Self> {
        let Target {
            document,
            settings,
            folder,
            owned,
            given,
            files: _,
            summary,
            command,
        } = target;
        let working = std::env::current_dir().ok()?;
        let program = std::env::current_exe().ok()?;
        let metadata = program.metadata().ok()?;
        let built = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let program = (program, metadata.len(), built);
        let asked = (options, document, settings, owned, given, summary, command);
        let key = format!("{:?}", (program, &working, asked));
        let root = match options.spec {
            Some(_) => project::root(),
            None => working.clone(),
        };
        let name = sha256(format!("{:?}", (&working, folder)).as_bytes());
        Some(Self {
            path: root.join(FOLDER).join(name).with_extension("json"),
            key: sha256(key.as_bytes()),
        })
    }

    /// What the last run said, if this one would do nothing.
    pub(super) fn made(&self, target: &Target) -> Option<Made> {
        let stamp: Stamp = serde_json::from_str(&fs::read_to_string(&self.path).ok()?).ok()?;
        let mut inputs = stamp.inputs.into_iter();
        let is_unchanged = stamp.key == self.key
            && inputs.all(|(path, sha256, is_reference)| {
                let input = Input {
                    path,
                    sha256,
                    is_reference,
                };
                input.is_unchanged()
            })
            && write::holds(&target.folder, &stamp.files, &target.owned).ok()?;
        is_unchanged.then_some(stamp.made)
    }

    /// Keeps what this run made for the next one.
    pub(super) fn keep(self, inputs: &[Input], files: &Files, made: Made) {
        let stamp = Stamp {
            key: self.key,
            inputs: inputs
                .iter()
                .map(|it| (it.path.clone(), it.sha256.clone(), it.is_reference))
                .collect(),
            files: write::digests(files),
            made,
        };
        // A path that is no text has no stamp.
        if let (Some(folder), Ok(text)) = (self.path.parent(), serde_json::to_string(&stamp)) {
            let _ = fs::create_dir_all(folder).and_then(|()| fs::write(&self.path, text));
            let _ = forget_the_oldest(folder);
        }
    }
}

/// Removes what is too much: clients come and go, and nobody says when one is gone.
fn forget_the_oldest(folder: &Path) -> io::Result<()> {
    /// How many clients are remembered.
    const MOST: usize = 100;
    let mut stamps = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        stamps.push((entry.metadata()?.modified()?, entry.path()));
    }
    stamps.sort_unstable();
    let surplus = stamps.len().saturating_sub(MOST);
    stamps
        .iter()
        .take(surplus)
        .try_for_each(|(_, path)| fs::remove_file(path))
}
