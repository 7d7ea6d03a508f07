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
pub mod digest;
pub mod emit;
pub mod examples;
mod format;
pub mod ir;
pub mod load;
pub mod lower;
pub mod names;
mod origins;
pub mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use diagnostic::{Code, Diagnostics, Source};
pub use examples::Examples;
use load::{Document, Input, LoadOptions};
use names::Names;

/// What is up to whoever generates, and not to the document.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The overlays that correct the document, in their order.
    pub overlays: Vec<PathBuf>,
    /// The name of the client's package. Empty: one is made of the document's title.
    pub package: String,
    /// Where the other fields of `[package]` come from.
    pub fields: PackageFields,
    /// Where the client gets `specwright-runtime` from.
    pub runtime: Dependency,
    /// What the package's hand-written examples and tests need, in the order of the manifest.
    pub dev_dependencies: Vec<(String, Dependency)>,
    /// The command that writes the files; each says so in its first line.
    pub command: String,
    /// What is asked for of the document.
    pub options: lower::Options,
    /// For a package that belongs to no workspace and has a README of its own: the whole command line that writes it
    /// anew, for people.
    pub standalone: Option<String>,
    /// Folders of packages that belong to the workspace of a package that stands alone.
    pub members: Vec<String>,
    /// Whether one error is enough for no client at all. Else what has errors is left out of it.
    pub strict: bool,
    /// Whether contract tests call the client: they need an adapter.
    pub adapter: bool,
    /// Whether to collect the document's examples, and to write a program that decodes and encodes them.
    pub examples: bool,
}

/// Where the fields of `[package]` come from that the document says nothing about.
#[derive(Clone, Debug, Default)]
pub enum PackageFields {
    /// From the workspace that the package belongs to, its lints too.
    #[default]
    Workspace,
    /// The package stands alone.
    Own {
        /// The version of the package.
        version: String,
    },
}

/// Where a package is found.
#[derive(Clone, Debug, Default)]
pub enum Dependency {
    /// In `[workspace.dependencies]`.
    #[default]
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
    /// The client. `None` where nothing could be understood, and under [`Settings::strict`] where not all could: a client
    /// without the operations that were left out might be taken for the whole.
    pub generated: Option<Generated>,
}

/// What a document says.
#[derive(Debug)]
pub struct Understood {
    /// The document as its author sees it, to show the diagnostics in.
    pub source: Source,
    /// What is wrong with it.
    pub diagnostics: Diagnostics,
    /// All of it; `None` where [`generate`] would make no client.
    pub api: Option<ir::Api>,
}

/// A client as text.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The name of its package.
    pub package: String,
    /// The files of its package by their paths in it, `/` between the parts: `Cargo.toml`, `src/lib.rs` and so on.
    pub files: BTreeMap<String, String>,
    /// The Rust file through which the contract suite calls it, where the settings ask for it.
    pub adapter: Option<String>,
    /// What was understood of the document.
    pub api: ir::Api,
    /// What its parts are called.
    pub names: Names,
    /// How far the types go.
    pub report: lower::Report,
    /// The document's examples and the program that tries them, where the settings ask for them.
    pub examples: Option<Examples>,
    /// What the document was read from.
    pub inputs: Vec<Input>,
}

/// What [`generate_and_tell`] is about to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stage {
    /// The document is read.
    Load,
    /// It is understood.
    Lower,
    /// Its parts get names.
    Names,
    /// The client is written and formatted.
    Emit,
}

/// Generates the client of the document at `path`.
pub fn generate(path: &Path, settings: &Settings) -> Outcome {
    let (outcome, ()) = generate_and_tell(path, settings, &|_| {}, |_, _| {});
    outcome
}

/// The same; `tell` hears of each stage before it begins, and `look` sees what is wrong with the document while the client
/// is written.
pub fn generate_and_tell<T: Send>(
    path: &Path,
    settings: &Settings,
    tell: &(dyn Fn(Stage) + Sync),
    look: impl FnOnce(&Diagnostics, &Source) -> T + Send,
) -> (Outcome, T) {
    let mut diagnostics = Diagnostics::new();
    let (source, lowered) = lower_file(path, settings, &mut diagnostics, tell);
    let write = || {
        lowered.map(|lowered| {
            tell(Stage::Names);
            let names = names::names(&lowered.api);
            tell(Stage::Emit);
            write_out(lowered, names, settings)
        })
    };
    let (generated, seen) = rayon::join(write, || look(&diagnostics, &source));
    let outcome = Outcome {
        source,
        diagnostics,
        generated,
    };
    (outcome, seen)
}

/// What the document at `path` says, without a client of it.
pub fn understand(path: &Path, settings: &Settings) -> Understood {
    let mut diagnostics = Diagnostics::new();
    let (source, lowered) = lower_file(path, settings, &mut diagnostics, &|_| {});
    Understood {
        source,
        diagnostics,
        api: lowered.map(|lowered| lowered.api),
    }
}

/// What the first two stages give.
struct Lowered {
    document: Document,
    api: ir::Api,
    sites: lower::Sites,
    report: lower::Report,
}

/// The first two stages; the document is not understood where no client may be made of it.
fn lower_file(
    path: &Path,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
    tell: &dyn Fn(Stage),
) -> (Source, Option<Lowered>) {
    tell(Stage::Load);
    let options = LoadOptions {
        overlays: settings.overlays.clone(),
    };
    let document = match load::load(path, &options, diagnostics) {
        Ok(document) => document,
        Err(source) => return (source, None),
    };
    let source = document.source().clone();
    tell(Stage::Lower);
    let mut found = Diagnostics::new();
    let ((api, sites, report), ()) = rayon::join(
        || lower::lower(&document, &settings.options, &mut found),
        || document.check_examples(diagnostics),
    );
    diagnostics.extend(found);
    let is_wrong = diagnostics.has_errors() || (settings.strict && diagnostics.has_flaws());
    // Whoever asks for what is not there has something else in mind than the rest, and what a file could not give may be
    // anything.
    let is_misunderstood = diagnostics.has_errors_of_files()
        || diagnostics
            .iter()
            .any(|it| it.code == Code::UnmatchedSelection);
    let refused = is_misunderstood || is_wrong && (settings.strict || api.operations.is_empty());
    let lowered = Lowered {
        document,
        api,
        sites,
        report,
    };
    (source, (!refused).then_some(lowered))
}

/// The last two stages: all text that is made of a document that was understood.
fn write_out(lowered: Lowered, names: Names, settings: &Settings) -> Generated {
    let Lowered {
        document,
        api,
        sites,
        report,
    } = lowered;
    let mut settings = settings.clone();
    if settings.package.is_empty() {
        settings.package = names::package(&api.title);
    }
    let examples = settings
        .examples
        .then(|| Examples::of(document.tree(), &report));
    let rust = |file: &emit::RustFile| write::rust(file, &settings.command);
    let client = || {
        let mut files = emit::emit(&api, &names, &settings);
        if let Some(examples) = &examples {
            let program = emit::roundtrip(&api, &names, &examples.types, &settings);
            files.rust.insert(examples::PROGRAM.to_owned(), program);
        }
        write::render(files, &settings.command)
    };
    let adapter = || {
        let origins = settings
            .adapter
            .then(|| emit::Origins::of(&api, &sites, &report));
        origins.map(|origins| rust(&emit::adapter(&api, &names, &origins, &settings)))
    };
    let (files, adapter) = rayon::join(client, adapter);
    Generated {
        files,
        adapter,
        names,
        inputs: document.inputs().to_vec(),
        package: settings.package,
        api,
        report,
        examples,
    }
}
