//! `cargo xtask codegen`: a document in, a client on the disk, or what is wrong with either.
//!
//! Two kinds of client come out: that of `spec/`, which is a part of this workspace and has the contract tests' adapter
//! beside it, and with `--spec` a crate that stands alone. What is generated, compared, written and said is one path for
//! both; a [`Target`] says in what they differ.

mod package;
mod progress;
mod runtime;
mod stamp;
mod standalone;
mod suite;
mod summary;
pub mod telling;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use specwright::write::{self, Changes};
use specwright::{Generated, Settings, diagnostic};

pub use runtime::copy as runtime_copy;

use crate::{Failure, cli, project};
use progress::Progress;
use stamp::Made;
use summary::{Summary, Wrong};

/// Files with their text, by their paths.
pub type Files = BTreeMap<String, String>;

/// A client and where it goes.
pub struct Target {
    /// The document.
    pub document: PathBuf,
    /// How the client is to be made.
    pub settings: Settings,
    /// The folder that the files' paths are relative to.
    pub folder: PathBuf,
    /// Which of them belong to the generator, folders with all that is in them.
    pub owned: Vec<&'static str>,
    /// A digest of all that the files hold and that comes from neither the document nor the settings.
    pub given: String,
    /// Every file of the client, of what was generated.
    pub files: Box<dyn Fn(&Generated) -> Files>,
    /// What the client is called in a summary, and none where there is no summary.
    pub summary: Option<PathBuf>,
    /// What to run where the files are not as they should be.
    pub command: String,
}

/// Does what the options say.
pub fn codegen(options: &cli::Codegen) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let target = match (&options.spec, &options.out) {
        (Some(spec), Some(out)) => standalone::target(options, spec, out)?,
        _ => project::target()?,
    };
    let telling = options.telling;
    // A check trusts nothing that was written down: it makes everything anew.
    let place = if options.check {
        None
    } else {
        stamp::Place::of(options, &target)
    };
    if let Some(Made {
        count,
        told,
        summary,
    }) = place.as_ref().and_then(|it| it.made(&target))
    {
        telling::say(&told);
        if !telling.quiet {
            up_to_date(&target, count);
        }
        if let Some(summary) = summary {
            summary.print(start.elapsed());
        }
        return Ok(ExitCode::SUCCESS);
    }
    let progress = Progress::start(!telling.quiet);
    let (outcome, (told, wrong)) = specwright::generate_and_tell(
        &target.document,
        &target.settings,
        &|stage| progress.stage(stage),
        |diagnostics, source| {
            let shown = telling::told(diagnostics, telling);
            let located = diagnostic::locate(&shown, source);
            (telling::words(&located, telling), Wrong::of(&located))
        },
    );
    progress.end();
    telling::say(&told);
    let Some(generated) = &outcome.generated else {
        let is_strict = target.settings.strict && !outcome.diagnostics.has_errors();
        return Err(Failure::new(if is_strict {
            "what is wrong has one reading, but not under `--strict`, so nothing was written"
        } else {
            "there are errors, so nothing was written"
        }));
    };
    let files = (target.files)(generated);
    if options.check {
        compare(&target, &files, telling.quiet)?;
    } else {
        apply(&target, &files, telling.quiet)?;
    }
    let summary = target.summary.as_ref().filter(|_| !telling.quiet);
    let summary = summary.map(|folder| Summary::of(generated, &wrong, folder));
    if let Some(summary) = &summary {
        summary.print(start.elapsed());
    }
    if let Some(place) = place {
        let count = files.len();
        place.keep(
            &generated.inputs,
            &files,
            Made {
                count,
                told,
                summary,
            },
        );
    }
    // The process ends here, and with it what it holds: to take that apart would be a twentieth of the work.
    std::mem::forget((outcome, files));
    Ok(ExitCode::SUCCESS)
}

fn apply(target: &Target, files: &Files, quiet: bool) -> Result<(), Failure> {
    let changes = write::apply(&target.folder, files, &target.owned)
        .map_err(|error| Failure::new(format!("{error}\nevery file is as it was")))?;
    if quiet {
        return Ok(());
    }
    if changes.is_empty() {
        up_to_date(target, files.len());
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
        /// A new client has many files, and nobody asks for their names.
        const MOST: usize = 20;
        if paths.len() > MOST {
            println!("{what} {} files", paths.len());
            continue;
        }
        for path in paths {
            println!("{what} {path}");
        }
    }
    Ok(())
}

/// Shows the first difference whole and the others as a number: they tend to have one cause.
fn compare(target: &Target, files: &Files, quiet: bool) -> Result<(), Failure> {
    let differences = write::compare(&target.folder, files, &target.owned)?;
    let Some((first, others)) = differences.split_first() else {
        if !quiet {
            up_to_date(target, files.len());
        }
        return Ok(());
    };
    let others = match others.len() {
        0 => String::new(),
        1 => "1 other file differs too\n".to_owned(),
        count => format!("{count} other files differ too\n"),
    };
    Err(Failure::new(format!(
        "{first}\n{others}help: run `{}` to make them as {} has it",
        target.command,
        shown(&target.document),
    )))
}

fn up_to_date(target: &Target, count: usize) {
    println!(
        "up to date: {count} files are as {} has it",
        shown(&target.document)
    );
}

fn shown(path: &Path) -> std::path::Display<'_> {
    path.display()
}
