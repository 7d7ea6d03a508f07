//! The copy of the runtime that a client carries with it.

use std::collections::BTreeMap;

use super::package::{Copy, read};
use crate::{Failure, project};

/// The folder of the copy in the client's package.
pub(super) const FOLDER: &str = "runtime";

/// The files of the copy, by their paths in the client's package.
pub fn copy() -> Result<BTreeMap<String, String>, Failure> {
    let mut copy = Copy::of(project::RUNTIME)?;
    // `src/lib.rs` includes it as its documentation.
    let readme = read(&project::root().join(project::RUNTIME).join("README.md"))?;
    copy.files.insert("README.md".to_owned(), readme);
    Ok(copy.into_files(FOLDER, "a copy of the runtime that all clients share"))
}
