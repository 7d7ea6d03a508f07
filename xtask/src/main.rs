//! `cargo xtask`.

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;
use xtask::cli::Cli;

/// Most of what a generator does is to put small texts together, on all cores: with this one it takes a quarter less.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    xtask::run(Cli::parse()).unwrap_or_else(|failure| {
        anstream::eprintln!("\u{1b}[1;31merror\u{1b}[0m: {}", failure.message);
        failure.code.into()
    })
}
