//! The commands of `cargo xtask`; `main.rs` only calls them. A library so that its tests can ask it what the project is.

pub mod bench;
pub mod ci;
pub mod cli;
pub mod codegen;
pub mod corpus;
pub mod curl;
pub mod deprecations;
pub mod measure;
pub mod mock;
pub mod mutants;
pub mod project;
pub mod report;

/// Compiles the README's example.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

use std::process::ExitCode;

use cli::{Cli, Command};

/// Why a command did not do its work, for a person to read.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong, and what to do about it.
    pub message: String,
    /// The exit code.
    pub code: u8,
}

impl Failure {
    /// A document, a file or a check is not as it should be.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: 1,
        }
    }

    /// The command line asks for something that can't be had.
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: 2,
        }
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error.to_string())
    }
}

/// Does what the command line says.
pub fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let Cli { command, root } = cli;
    let root = root.unwrap_or_else(project::root);
    let in_workspace = || {
        std::env::set_current_dir(&root)
            .map_err(|error| Failure::new(format!("can't work in {}: {error}", root.display())))
    };
    match command {
        // These take paths, which are relative to where the command is called.
        Command::Codegen(options) if options.spec.is_some() => codegen::codegen(&options),
        Command::Corpus(options) => corpus::corpus(&options, &root),
        Command::Mutants(options) => mutants::mutants(&options, &root),
        Command::Deprecations(options) if options.spec.is_some() => {
            deprecations::deprecations(&options)
        }
        Command::Codegen(options) => in_workspace().and_then(|()| codegen::codegen(&options)),
        Command::Mock(options) => in_workspace().and_then(|()| mock::mock(&options)),
        Command::Deprecations(options) => {
            in_workspace().and_then(|()| deprecations::deprecations(&options))
        }
        Command::Report(options) => report::report(&options, &root),
        Command::Bench(options) => bench::bench(&options, &root),
        Command::Ci => in_workspace().and_then(|()| ci::ci()),
    }
}
