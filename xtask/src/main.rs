//! `cargo xtask`.

use std::process::ExitCode;

use clap::Parser;
use xtask::cli::Cli;

fn main() -> ExitCode {
    xtask::run(Cli::parse()).unwrap_or_else(|failure| {
        anstream::eprintln!("\u{1b}[1;31merror\u{1b}[0m: {}", failure.message);
        failure.code.into()
    })
}
