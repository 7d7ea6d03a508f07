//! What may not grow unnoticed: figures that are the same on every machine, beside those that are committed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use specwright::{Generated, Settings};
use toml_edit::DocumentMut;

use super::documents;
use crate::{Failure, project};

/// The committed figures, relative to the workspace.
const BASELINE: &str = "xtask/src/bench/baseline.toml";

/// One figure, by its name in the baseline.
struct Figure {
    name: &'static str,
    now: f64,
}

/// Measures, and compares or, with `accept`, commits to what is now.
pub(super) fn run(root: &Path, folder: &Path, accept: bool) -> Result<(), Failure> {
    let path = root.join(BASELINE);
    let text =
        fs::read_to_string(&path).map_err(|error| Failure::new(format!("{BASELINE}: {error}")))?;
    let mut baseline: DocumentMut = text
        .parse()
        .map_err(|error| Failure::new(format!("{BASELINE}: {error}")))?;
    let figures = figures(root, folder)?;
    if accept {
        for Figure { name, now } in &figures {
            baseline[name]["figure"] = toml_edit::value(*now);
            // One that is new may not grow; whoever commits to it may say otherwise.
            baseline[name]["may_grow"].or_insert(toml_edit::value(0.0));
        }
        fs::write(&path, baseline.to_string())?;
        println!("{BASELINE} says what is now");
        return Ok(());
    }
    let (told, grown) = compare(&baseline, &figures)?;
    print!("{told}");
    if grown {
        return Err(Failure::new(format!(
            "more than {BASELINE} allows\nhelp: if it is worth it, `cargo xtask bench --guard --accept` and say why in the commit"
        )));
    }
    Ok(())
}

/// A line for each figure, and whether one grew by more than its share.
fn compare(baseline: &DocumentMut, figures: &[Figure]) -> Result<(String, bool), Failure> {
    let mut told = String::new();
    let mut grown = false;
    for Figure { name, now } in figures {
        let field = |field: &str| {
            let value = baseline.get(name).and_then(|it| it.get(field));
            let number = value.and_then(|it| it.as_float().or(it.as_integer().map(whole)));
            number.ok_or_else(|| {
                Failure::new(format!("{BASELINE}: `{name}` has no number `{field}`"))
            })
        };
        let (figure, share) = (field("figure")?, field("may_grow")?);
        let most = figure * (1.0 + share);
        let much = *now > most;
        let verdict = if much { "GREW" } else { "ok" };
        let _ = writeln!(
            told,
            "{verdict:4}  {name}: {now}, baseline {figure}, at most {most:.2}"
        );
        grown |= much;
    }
    for (name, _) in baseline.iter() {
        if figures.iter().all(|it| it.name != name) {
            return Err(Failure::new(format!(
                "{BASELINE}: nothing measures `{name}`"
            )));
        }
    }
    Ok((told, grown))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of lines and of packages"
)]
fn whole(number: i64) -> f64 {
    number as f64
}

fn figures(root: &Path, folder: &Path) -> Result<Vec<Figure>, Failure> {
    const OPERATIONS: usize = 100;
    let document = documents::made_up(OPERATIONS, folder)?;
    let settings = Settings {
        command: project::COMMAND.to_owned(),
        ..Settings::default()
    };
    let made_up = client(&document.path, &settings)?;
    let restore = client(&root.join(project::DOCUMENT), &project::settings(root)?)?;
    let call = call(root)?;
    Ok(vec![
        Figure {
            name: "made-up-lines-per-operation",
            now: per(lines(&made_up, "src/operations/"), OPERATIONS),
        },
        Figure {
            name: "made-up-lines-per-type",
            now: per(
                lines(&made_up, "src/types.rs") + lines(&made_up, "src/impls.rs"),
                made_up.api.types.len(),
            ),
        },
        Figure {
            name: "restore-lines",
            now: per(lines(&restore, "src/"), 1),
        },
        Figure {
            name: "restore-dependencies",
            now: per(dependencies(root)?, 1),
        },
        Figure {
            name: "restore-call-allocations",
            now: per(call.allocations, 1),
        },
        Figure {
            name: "restore-call-bytes",
            now: per(call.bytes, 1),
        },
    ])
}

fn client(document: &Path, settings: &Settings) -> Result<Generated, Failure> {
    let generated = specwright::generate(document, settings).generated;
    generated.ok_or_else(|| Failure::new(format!("{} gives no client", document.display())))
}

fn lines(generated: &Generated, prefix: &str) -> usize {
    let files = generated
        .files
        .iter()
        .filter(|(path, _)| path.starts_with(prefix));
    files.map(|(_, text)| text.lines().count()).sum()
}

/// With one digit: what is committed is read by people.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of lines and of packages"
)]
fn per(count: usize, of: usize) -> f64 {
    (count as f64 * 10.0 / of as f64).round() / 10.0
}

/// What one call of the client allocates, as the example program says.
#[derive(serde::Deserialize)]
struct Call {
    allocations: usize,
    bytes: usize,
}

fn call(root: &Path) -> Result<Call, Failure> {
    let program = [
        "run",
        "--quiet",
        "--locked",
        "--package",
        "contract-tests",
        "--example",
    ];
    let output = Command::new(option_env!("CARGO").unwrap_or("cargo"))
        .args(program)
        .arg("allocations")
        .current_dir(root)
        .output()?;
    if !output.status.success() {
        return Err(Failure::new(String::from_utf8_lossy(&output.stderr)));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// How many packages a user of the client builds besides it.
fn dependencies(root: &Path) -> Result<usize, Failure> {
    let output = Command::new(option_env!("CARGO").unwrap_or("cargo"))
        .args([
            "tree",
            "--locked",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--package",
            project::PACKAGE,
        ])
        // One platform's, whatever this machine is.
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .current_dir(root)
        .output()?;
    if !output.status.success() {
        return Err(Failure::new(String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let packages: BTreeSet<_> = text
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .collect();
    Ok(packages.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::{Figure, compare};

    #[test]
    fn what_grew_by_more_than_its_share_is_told() -> Result<(), Box<dyn std::error::Error>> {
        let baseline = "[lines]\nfigure = 100\nmay_grow = 0.05\n".parse()?;
        let of =
            |now| compare(&baseline, &[Figure { name: "lines", now }]).map_err(|it| it.message);
        assert_eq!(
            of(105.0)?,
            (
                "ok    lines: 105, baseline 100, at most 105.00\n".to_owned(),
                false
            )
        );
        assert_eq!(
            of(105.5)?,
            (
                "GREW  lines: 105.5, baseline 100, at most 105.00\n".to_owned(),
                true
            )
        );
        assert!(!of(1.0)?.1);
        Ok(())
    }

    #[test]
    fn a_baseline_that_does_not_fit_is_refused() -> Result<(), Box<dyn std::error::Error>> {
        for (text, now) in [
            ("", "lines"),
            ("[lines]\nfigure = 1\n", "lines"),
            ("[old]\nfigure = 1\nmay_grow = 0\n", "old2"),
        ] {
            assert!(
                compare(
                    &text.parse()?,
                    &[Figure {
                        name: now,
                        now: 1.0
                    }]
                )
                .is_err(),
                "{text}"
            );
        }
        let stale =
            "[lines]\nfigure = 1\nmay_grow = 0\n[old]\nfigure = 1\nmay_grow = 0\n".parse()?;
        let error = compare(
            &stale,
            &[Figure {
                name: "lines",
                now: 1.0,
            }],
        )
        .err()
        .map(|it| it.message);
        assert!(error.is_some_and(|it| it.contains("`old`")));
        Ok(())
    }
}
