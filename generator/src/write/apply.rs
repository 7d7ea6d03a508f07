//! Makes a directory hold just the files that it should: all of them, or it stays as it was.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use rayon::prelude::*;
use tempfile::{NamedTempFile, TempPath};

use super::compare::{Difference, compare};

/// What was done to a directory; paths are relative to it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Changes {
    /// Files that were not there.
    pub created: Vec<String>,
    /// Files that held something else.
    pub changed: Vec<String>,
    /// Files that no longer belong there.
    pub removed: Vec<String>,
}

impl Changes {
    /// Whether nothing was done.
    pub fn is_empty(&self) -> bool {
        let Self {
            created,
            changed,
            removed,
        } = self;
        created.is_empty() && changed.is_empty() && removed.is_empty()
    }
}

/// Writes `files` into `directory` and takes out what `owned` (see [`compare`]) holds besides.
///
/// Files that are right already are not touched. The others are first written beside their targets, under names of their
/// own; only then are they moved into place, and should a move fail, the moves before it are taken back.
pub fn apply(
    directory: &Path,
    files: &BTreeMap<String, String>,
    owned: &[&str],
) -> io::Result<Changes> {
    // Stands before what is staged, so that it is dropped after it: only then are new folders empty again.
    let mut undo = Undo::default();
    let mut changes = Changes::default();
    let mut jobs = Vec::new();
    for difference in compare(directory, files, owned)? {
        let target = directory.join(difference.file());
        let text = files.get(difference.file());
        if text.is_some() {
            undo.create_folder(target.parent().unwrap_or(Path::new(".")))?;
        }
        jobs.push((target, text));
        match difference {
            Difference::Surplus { file } => changes.removed.push(file),
            Difference::Missing { file } => changes.created.push(file),
            Difference::Changed { file, .. } => changes.changed.push(file),
        }
    }
    // A new client has many files, and most of the time that they take is waited for.
    let staged: Vec<_> = jobs
        .into_par_iter()
        .map(|(target, text)| Ok((text.map(|text| stage(&target, text)).transpose()?, target)))
        .collect();
    // The first failure is the one that is told, whichever came first.
    let staged: Vec<_> = staged.into_iter().collect::<io::Result<_>>()?;
    for (new, target) in staged {
        undo.set_aside(&target)?;
        if let Some(new) = new {
            new.persist(&target)
                .map_err(|error| named(&target, &error.error))?;
            undo.placed.push(target);
        }
    }
    undo.keep();
    remove_empty_folders(directory, owned);
    Ok(changes)
}

/// Writes the new text beside its target: in the same folder, so that the move later is one step.
fn stage(target: &Path, text: &str) -> io::Result<TempPath> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::with_prefix_in(".specwright-", folder)
        .map_err(|error| named(folder, &error))?;
    file.write_all(text.as_bytes())?;
    // Temporary files are private to their user; source files are not.
    #[cfg(unix)]
    file.as_file()
        .set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    Ok(file.into_temp_path())
}

/// What must be done to get back to the state before. Dropping it does so, unless [`Undo::keep`] was called.
#[derive(Default)]
struct Undo {
    /// Old files that were moved out of the way: where to, and where they belong.
    aside: Vec<(TempPath, PathBuf)>,
    /// New files in their places.
    placed: Vec<PathBuf>,
    /// Folders that were not there, the outer before the inner.
    folders: Vec<PathBuf>,
}

impl Undo {
    fn create_folder(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<_> = folder
            .ancestors()
            .take_while(|folder| !folder.exists())
            .map(Path::to_owned)
            .collect();
        fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
        self.folders.extend(missing.into_iter().rev());
        Ok(())
    }

    /// Moves the file at `target`, if there is one, out of the way.
    fn set_aside(&mut self, target: &Path) -> io::Result<()> {
        let metadata = match fs::symlink_metadata(target) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(named(target, &error)),
        };
        if metadata.is_dir() {
            let error = io::Error::new(
                io::ErrorKind::IsADirectory,
                "a folder stands where a file must go",
            );
            return Err(named(target, &error));
        }
        let folder = target.parent().unwrap_or(Path::new("."));
        let aside = NamedTempFile::with_prefix_in(".specwright-", folder)?.into_temp_path();
        fs::rename(target, &aside).map_err(|error| named(target, &error))?;
        self.aside.push((aside, target.to_owned()));
        Ok(())
    }

    fn keep(&mut self) {
        self.placed.clear();
        self.folders.clear();
        // The old files go with their temporary names.
        self.aside.clear();
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        // As much as can be brought back is; the error that led here is the one that is told.
        for file in self.placed.drain(..).rev() {
            let _ = fs::remove_file(file);
        }
        for (aside, target) in self.aside.drain(..).rev() {
            let _ = aside.persist(target);
        }
        for folder in self.folders.drain(..).rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Removes folders that hold nothing any more. One that can't be removed is harmless.
fn remove_empty_folders(directory: &Path, owned: &[&str]) {
    let mut open: Vec<PathBuf> = owned.iter().map(|name| directory.join(name)).collect();
    let mut folders = Vec::new();
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        open.extend(
            entries
                .flatten()
                .filter(|it| it.file_type().is_ok_and(|it| it.is_dir()))
                .map(|it| it.path()),
        );
        folders.push(folder);
    }
    for folder in folders.into_iter().rev() {
        let _ = fs::remove_dir(folder);
    }
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        list.iter()
            .map(|(file, text)| ((*file).to_owned(), (*text).to_owned()))
            .collect()
    }

    /// Every file below `directory` with its text.
    fn on_disk(directory: &Path) -> io::Result<BTreeMap<String, String>> {
        let names = super::super::compare::present(directory, &["src", "Cargo.toml", "examples"])?;
        names
            .into_iter()
            .map(|name| Ok((name.clone(), fs::read_to_string(directory.join(name))?)))
            .collect()
    }

    #[test]
    fn only_what_differs_is_touched() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path();
        let first = files(&[
            ("Cargo.toml", "a"),
            ("src/lib.rs", "b"),
            ("src/old/mod.rs", "c"),
        ]);
        let changes = apply(path, &first, &["src", "Cargo.toml"])?;
        assert_eq!(
            changes.created,
            ["Cargo.toml", "src/lib.rs", "src/old/mod.rs"]
        );
        assert!(apply(path, &first, &["src", "Cargo.toml"])?.is_empty());

        fs::create_dir(path.join("examples"))?;
        fs::write(path.join("examples/by_hand.rs"), "mine")?;
        let written = fs::metadata(path.join("Cargo.toml"))?.modified()?;
        let second = files(&[
            ("Cargo.toml", "a"),
            ("src/lib.rs", "B"),
            ("src/new.rs", "d"),
        ]);
        let changes = apply(path, &second, &["src", "Cargo.toml"])?;
        assert_eq!(changes.created, ["src/new.rs"]);
        assert_eq!(changes.changed, ["src/lib.rs"]);
        assert_eq!(changes.removed, ["src/old/mod.rs"]);
        assert_eq!(fs::metadata(path.join("Cargo.toml"))?.modified()?, written);
        assert!(!path.join("src/old").exists());

        let mut expected = second;
        expected.insert("examples/by_hand.rs".to_owned(), "mine".to_owned());
        assert_eq!(on_disk(path)?, expected);
        Ok(())
    }

    #[test]
    fn a_write_that_fails_midway_leaves_everything_as_it_was() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path();
        let old = files(&[
            ("Cargo.toml", "a"),
            ("src/a.rs", "old"),
            ("src/gone.rs", "old"),
        ]);
        apply(path, &old, &["src", "Cargo.toml"])?;
        // `src/z.rs` comes last and can't be written, because a folder with something in it bears its name.
        fs::create_dir_all(path.join("src/z.rs"))?;
        fs::write(path.join("src/z.rs/keep"), "x")?;
        let before = on_disk(path)?;
        let new = files(&[
            ("Cargo.toml", "new"),
            ("src/a.rs", "new"),
            ("src/deep/er/b.rs", "new"),
            ("src/z.rs", "new"),
        ]);
        let error = apply(path, &new, &["src/a.rs", "src/gone.rs", "Cargo.toml"]).err();
        assert!(error.is_some_and(|error| error.to_string().contains("z.rs")));
        assert_eq!(on_disk(path)?, before);
        assert!(!path.join("src/deep").exists());
        // Nothing was left lying about.
        assert_eq!(fs::read_dir(path.join("src"))?.count(), 3);
        Ok(())
    }

    #[test]
    fn a_folder_that_can_not_be_made_leaves_everything_as_it_was() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path();
        fs::write(path.join("src"), "a file where a folder must go")?;
        fs::write(path.join("Cargo.toml"), "old")?;
        assert!(
            apply(
                path,
                &files(&[("Cargo.toml", "new"), ("src/lib.rs", "x")]),
                &["Cargo.toml"]
            )
            .is_err()
        );
        assert_eq!(fs::read_to_string(path.join("Cargo.toml"))?, "old");
        assert_eq!(fs::read_dir(path)?.count(), 2);
        Ok(())
    }
}
