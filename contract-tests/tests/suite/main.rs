//! The contract tests of `spec/atlas-tenant-restore.yaml`, run on the client in `generated/`.
//!
//! `adapter` is generated. The other modules are about this document in particular; the rest of the suite, which is
//! about any document, is the library.

// Formatted by the generator.
#[rustfmt::skip]
mod adapter;
mod recorded;
mod served;

use std::{io, path::Path, process::ExitCode};

use adapter::Generated;
use contract_tests::{
    Suite,
    cases::{compile_time, selftest},
    oracle::overlay,
};

const DOCUMENT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../spec/atlas-tenant-restore.yaml"
);

fn main() -> io::Result<ExitCode> {
    let overlays = overlay::beside(Path::new(DOCUMENT))?.into_iter();
    let suite = overlays
        .fold(Suite::of(DOCUMENT), Suite::overlay)
        .expectations(concat!(env!("CARGO_MANIFEST_DIR"), "/expectations.yaml"))
        .covered_whole();
    let code = suite.run(&Generated, |suite| {
        let mut cases = recorded::cases(suite);
        cases.extend(served::cases(suite));
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        cases.extend(compile_time::cases(suite, manifest));
        cases.extend(selftest::cases(suite));
        cases
    });
    Ok(code)
}
