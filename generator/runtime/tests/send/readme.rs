//! The README's table of defaults is true: each row names tests that there are.

use std::fs;
use std::path::{Path, PathBuf};

/// The sources below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn each_row_of_the_readme_names_tests_that_there_are() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = ["src", "tests"].map(|folder| sources(&package.join(folder)));
    let texts = all.concat().into_iter().map(fs::read_to_string);
    let code: String = texts.map(Result::unwrap).collect();
    let readme = fs::read_to_string(package.join("README.md")).unwrap();
    let rows: Vec<&str> = readme
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| |") && !line.contains("---"))
        .collect();
    assert!(rows.len() > 10, "{rows:?}");
    for row in rows {
        let shown_by = row.trim_end_matches([' ', '|']).rsplit(" | ").next();
        let names: Vec<&str> = shown_by
            .unwrap_or_default()
            .split('`')
            .skip(1)
            .step_by(2)
            .collect();
        assert!(!names.is_empty(), "no test in: {row}");
        for name in names {
            assert!(code.contains(&format!("fn {name}(")), "no test {name}");
        }
    }
}
