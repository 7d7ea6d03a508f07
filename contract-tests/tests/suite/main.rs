//! The contract tests of `spec/atlas-tenant-restore.yaml`, run on the client in `generated/`.
//!
//! `adapter` is generated. The other modules are about this document in particular; the rest of the suite, which is
//! about any document, is the library.

// Formatted by the generator.
#[rustfmt::skip]
mod adapter;
mod recorded;
mod served;

use std::process::ExitCode;

use adapter::Generated;
use contract_tests::{
    Suite,
    cases::{compile_time, selftest},
};

const DOCUMENT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../spec/atlas-tenant-restore.yaml"
);

fn main() -> ExitCode {
    let suite = Suite::of(DOCUMENT)
        .expectations(concat!(env!("CARGO_MANIFEST_DIR"), "/expectations.yaml"))
        .covered_whole();
    suite.run(&Generated, |suite| {
        let mut cases = recorded::cases(suite);
        cases.extend(served::cases(suite, DOCUMENT));
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        cases.extend(compile_time::cases(suite, manifest)?);
        cases.extend(selftest::cases(suite)?);
        Ok(cases)
    })
}
