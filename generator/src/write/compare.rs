//! What in a directory is not as it should be.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::{fs, io};

use crate::digest::sha256;

/// One difference between a directory and the files that it should hold.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Difference {
    /// The file is not there.
    Missing {
        /// The file, relative to the directory.
        file: String,
    },
    /// The file is there and should not be.
    Surplus {
        /// The file, relative to the directory.
        file: String,
    },
    /// The file holds something else.
    Changed {
        /// The file, relative to the directory.
        file: String,
        /// The first line that differs, counted from 1.
        line: usize,
        /// What the line should be; `None`: the file should end before it.
        expected: Option<String>,
        /// What the line is; `None`: the file ends before it.
        found: Option<String>,
    },
}

impl Difference {
    /// The file that it is about, relative to the directory.
    pub fn file(&self) -> &str {
        match self {
            Self::Missing { file } | Self::Surplus { file } | Self::Changed { file, .. } => file,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { file } => write!(formatter, "{file} is missing"),
            Self::Surplus { file } => write!(formatter, "{file} should not be there"),
            Self::Changed {
                file,
                line,
                expected,
                found,
            } => {
                writeln!(formatter, "{file}:{line} differs")?;
                let or_end = |line: &Option<String>| {
                    line.clone().unwrap_or_else(|| "(end of file)".to_owned())
                };
                writeln!(formatter, "  expected: {}", or_end(expected))?;
                write!(formatter, "     found: {}", or_end(found))
            }
        }
    }
}

/// Compares `directory` with `files`: everything that differs, by file name. Only what `owned` names (files, and folders
/// with all that is in them) can be surplus; the rest of the directory is somebody else's.
pub fn compare(
    directory: &Path,
    files: &BTreeMap<String, String>,
    owned: &[&str],
) -> io::Result<Vec<Difference>> {
    let mut differences = Vec::new();
    for (file, expected) in files {
        match fs::read(directory.join(file)) {
            Ok(found) if found == expected.as_bytes() => {}
            Ok(found) => differences.push(first_difference(
                file,
                expected,
                &String::from_utf8_lossy(&found),
            )),
            Err(error) if is_absent(&error) => {
                differences.push(Difference::Missing { file: file.clone() });
            }
            Err(error) => return Err(error),
        }
    }
    let surplus = present(directory, owned)?
        .into_iter()
        .filter(|file| !files.contains_key(file));
    differences.extend(surplus.map(|file| Difference::Surplus { file }));
    differences.sort_by(|a, b| a.file().cmp(b.file()));
    Ok(differences)
}

/// What the files hold, in few bytes: by file name the SHA-256 of the text, in lower-case hex.
pub fn digests(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let files = files.iter();
    files
        .map(|(file, text)| (file.clone(), sha256(text.as_bytes())))
        .collect()
}

/// Whether [`compare`] would find no difference to files with these [`digests`].
pub fn holds(
    directory: &Path,
    digests: &BTreeMap<String, String>,
    owned: &[&str],
) -> io::Result<bool> {
    for (file, expected) in digests {
        match fs::read(directory.join(file)) {
            Ok(found) if sha256(&found) == *expected => {}
            Ok(_) => return Ok(false),
            Err(error) if is_absent(&error) => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    let present = present(directory, owned)?;
    Ok(present.iter().all(|file| digests.contains_key(file)))
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory
    )
}

fn first_difference(file: &str, expected: &str, found: &str) -> Difference {
    // `split` and not `lines`: a missing line feed at the end is a difference too.
    let (mut expected, mut found) = (expected.split('\n'), found.split('\n'));
    let mut line = 0;
    loop {
        line += 1;
        let (expected, found) = (expected.next(), found.next());
        if expected != found || expected.is_none() {
            let [expected, found] = [expected, found].map(|line| line.map(str::to_owned));
            return Difference::Changed {
                file: file.to_owned(),
                line,
                expected,
                found,
            };
        }
    }
}

/// All files in what is owned, relative to `directory`, sorted.
pub(super) fn present(directory: &Path, owned: &[&str]) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    let mut open: Vec<String> = owned.iter().map(|&name| name.to_owned()).collect();
    while let Some(name) = open.pop() {
        let path = directory.join(&name);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                for entry in fs::read_dir(&path)? {
                    open.push(format!("{name}/{}", entry?.file_name().to_string_lossy()));
                }
            }
            Ok(_) => files.push(name),
            Err(error) if is_absent(&error) => {}
            Err(error) => return Err(error),
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_difference_is_found() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path();
        fs::create_dir(path.join("src"))?;
        fs::write(path.join("src/same.rs"), "a\n")?;
        fs::write(path.join("src/changed.rs"), "a\nx\n")?;
        fs::write(path.join("src/shorter.rs"), "a\n")?;
        fs::write(path.join("src/surplus.rs"), "a\n")?;
        fs::write(path.join("other.rs"), "not owned")?;
        let files = ["same", "missing"].map(|name| (format!("src/{name}.rs"), "a\n".to_owned()));
        let mut files = BTreeMap::from(files);
        files.insert("src/changed.rs".to_owned(), "a\nb\n".to_owned());
        files.insert("src/shorter.rs".to_owned(), "a\nb\n".to_owned());
        let differences = compare(path, &files, &["src", "Cargo.toml"])?;
        let shown: Vec<_> = differences.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [
                "src/changed.rs:2 differs\n  expected: b\n     found: x",
                "src/missing.rs is missing",
                "src/shorter.rs:2 differs\n  expected: b\n     found: ",
                "src/surplus.rs should not be there",
            ]
        );
        Ok(())
    }
}
