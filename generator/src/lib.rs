//! Turns an `OpenAPI` document into a Rust client that reads as if written by hand.
//!
//! ```text
//! text --load--> Document --lower--> ir::Api --names--> Names --emit--> FileSet --write--> files
//! ```
//!
//! [`generate`] is that line as code. It reads files and writes none: what it gives is text, which
//! [`write::compare`] holds against a directory and [`write::apply`] puts there.

// What a document says must never stop the program. Tests may.
#![cfg_attr(
    not(test),
    deny(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

pub mod describe;
pub mod diagnostic;
pub mod emit;
pub mod ir;
pub mod load;
pub mod lower;
pub mod names;
pub mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostics, Pointer, Source};
use load::LoadOptions;

/// What is up to whoever generates, and not to the document.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The overlays that correct the document, in their order.
    pub overlays: Vec<PathBuf>,
    /// The name of the client's package.
    pub package: String,
    /// Where the other fields of `[package]` come from.
    pub fields: PackageFields,
    /// Where the client gets `specwright-runtime` from.
    pub runtime: Dependency,
    /// What the package's hand-written examples and tests need, in the order of the manifest.
    pub dev_dependencies: Vec<(String, Dependency)>,
    /// The command that writes the files; each says so in its first line.
    pub command: String,
}

/// Where the fields of `[package]` come from that the document says nothing about.
#[derive(Clone, Debug)]
pub enum PackageFields {
    /// From the workspace that the package belongs to, its lints too.
    Workspace,
    /// The package stands alone.
    Own {
        /// The version of the package.
        version: String,
    },
}

/// Where a package is found.
#[derive(Clone, Debug)]
pub enum Dependency {
    /// In `[workspace.dependencies]`.
    Workspace,
    /// In the registry, at a version.
    Version(String),
    /// In a directory.
    Path(String),
}

/// What came of a document.
#[derive(Debug)]
pub struct Outcome {
    /// The document as its author sees it, to show the diagnostics in.
    pub source: Source,
    /// What is wrong with it.
    pub diagnostics: Diagnostics,
    /// The client. `None` where anything is wrong enough to be an error: a client without the operations that could not
    /// be understood would be taken for the whole.
    pub generated: Option<Generated>,
}

/// A client as text.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The files of its package by their paths in it, `/` between the parts: `Cargo.toml`, `src/lib.rs` and so on.
    pub files: BTreeMap<String, String>,
    /// The Rust file through which the contract suite calls it.
    pub adapter: String,
    /// For each operationId the operation's contract, as a person reviews it.
    pub contracts: Vec<(String, String)>,
    /// What was understood of the document.
    pub api: ir::Api,
}

/// Generates the client of the document at `path`.
pub fn generate(path: &Path, settings: &Settings) -> Outcome {
    let mut diagnostics = Diagnostics::new();
    let options = LoadOptions {
        overlays: settings.overlays.clone(),
    };
    let document = match load::load(path, &options, &mut diagnostics) {
        Ok(document) => document,
        Err(source) => {
            return Outcome {
                source,
                diagnostics,
                generated: None,
            };
        }
    };
    let source = document.source().clone();
    let (api, sites) = lower::lower(&document, &mut diagnostics);
    let (names, problems) = names::names(&api);
    let site = |place| sites.get(place).cloned().unwrap_or(Pointer::ROOT);
    diagnostics.extend(problems.iter().map(|problem| problem.diagnostic(site)));
    let generated = (!diagnostics.has_errors()).then(|| Generated {
        files: write::render(emit::emit(&api, &names, settings), &settings.command),
        adapter: write::rust(&emit::adapter(&api, &names, settings), &settings.command),
        contracts: describe::describe(&api, &names),
        api,
    });
    Outcome {
        source,
        diagnostics,
        generated,
    }
}
