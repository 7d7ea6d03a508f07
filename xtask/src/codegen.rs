//! `cargo xtask codegen`: the document in, the client and the adapter on the disk, or what is wrong with either.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use specwright::write::{self, Changes};

use crate::{Failure, project};

/// Every path of the project is relative to the workspace's root, which is the working folder.
const ROOT: &str = ".";

/// Writes what the document gives, or with `check` only compares.
pub fn codegen(check: bool) -> Result<ExitCode, Failure> {
    let outcome = specwright::generate(Path::new(project::DOCUMENT), &project::settings());
    let diagnostics = specwright::diagnostic::render(&outcome.diagnostics, &outcome.source, true);
    // The stream takes the colours out again where no terminal shows them or NO_COLOR is set.
    anstream::eprint!("{diagnostics}");
    let Some(generated) = outcome.generated else {
        return Err(Failure::new(
            "the document has errors, so nothing was written",
        ));
    };
    let files = project::files(&generated);
    if check {
        compare(&files)
    } else {
        apply(&files)
    }?;
    Ok(ExitCode::SUCCESS)
}

fn apply(files: &BTreeMap<String, String>) -> Result<(), Failure> {
    let changes = write::apply(Path::new(ROOT), files, project::OWNED)
        .map_err(|error| Failure::new(format!("{error}\nevery file is as it was")))?;
    if changes.is_empty() {
        up_to_date(files);
    }
    let Changes {
        created,
        changed,
        removed,
    } = changes;
    for (what, paths) in [
        ("created", created),
        ("changed", changed),
        ("removed", removed),
    ] {
        for path in paths {
            println!("{what} {path}");
        }
    }
    Ok(())
}

/// Shows the first difference whole and the others as a number: they tend to have one cause.
fn compare(files: &BTreeMap<String, String>) -> Result<(), Failure> {
    let differences = write::compare(Path::new(ROOT), files, project::OWNED)?;
    let Some((first, others)) = differences.split_first() else {
        up_to_date(files);
        return Ok(());
    };
    let others = match others.len() {
        0 => String::new(),
        1 => "1 other file differs too\n".to_owned(),
        count => format!("{count} other files differ too\n"),
    };
    Err(Failure::new(format!(
        "{first}\n{others}help: run `{}` to make them as {} has it",
        project::COMMAND,
        project::DOCUMENT,
    )))
}

fn up_to_date(files: &BTreeMap<String, String>) {
    println!(
        "up to date: {} files are as {} has it",
        files.len(),
        project::DOCUMENT
    );
}
