//! Contract tests that prove a generated client against the OpenAPI document it was generated from.
//!
//! The document is read a second time, by [`oracle`], which shares no code with the generator; [`cases`] derives from it
//! what a client must do; [`harness`] lets the client do it against a server on loopback; and what differs is shown
//! with the line of the document ([`difference`]). The client is reached through an [`adapter::Adapter`], the only
//! part that is generated.
//!
//! **Nothing here knows the generator, a client or a runtime.** What a client is given and what it gives back are plain
//! data; the macro [`bridge!`] makes them of a runtime's types, in the test program.

pub mod adapter;
pub mod cases;
pub mod difference;
pub mod events;
pub mod expectation;
pub mod harness;
pub mod mapping;
pub mod mock;
pub mod oracle;
pub mod received;
pub mod server;

// What `bridge!` needs where it is used.
#[doc(hidden)]
pub use {serde, serde_json};

use std::{path::Path, process::ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};

use adapter::Adapter;
use cases::{Case, Suite};
use oracle::{Document, Unreadable};

/// Runs the suite of the document at `path` and the `more` cases of the caller as a test program does: `--list`, filters
/// and `cargo nextest` work.
///
/// A suite that finds nothing to test fails, and so does one whose document can't be read.
pub fn run(
    path: &Path,
    adapter: &'static dyn Adapter,
    more: impl FnOnce(Suite) -> Result<Vec<Case>, Unreadable>,
) -> ExitCode {
    let arguments = Arguments::from_args();
    let trials = suite(path, adapter).and_then(|suite| {
        let mut cases = suite.cases()?;
        cases.extend(more(suite)?);
        Ok(cases.into_iter().map(trial).collect())
    });
    let trials: Vec<Trial> = trials.unwrap_or_else(|error| {
        vec![Trial::test("the_document_can_be_read", move || {
            Err(Failed::from(error.to_string()))
        })]
    });
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Reads the document for a suite. It is never freed: cases run on threads of their own until the process ends.
pub fn suite(path: &Path, adapter: &'static dyn Adapter) -> Result<Suite, Unreadable> {
    let document: &'static Document = Box::leak(Box::new(Document::read(path)?));
    let operations = Vec::leak(document.operations()?);
    if operations.is_empty() {
        return Err(document.unreadable("/paths", "no operation: there is nothing to test"));
    }
    Ok(Suite {
        document,
        operations,
        adapter,
    })
}

fn trial(case: Case) -> Trial {
    let name = case.name.clone();
    Trial::test(name, move || {
        case.run()
            .map_err(|failure| Failed::from(failure.to_string()))
    })
}
