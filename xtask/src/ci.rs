//! `cargo xtask ci`: the gate, which is the script `.ci/run` and nothing else, so that there is one list of checks.

use std::process::{Command, ExitCode};

use crate::Failure;

/// Runs `.ci/run`; its exit code says how it went.
pub fn ci() -> Result<ExitCode, Failure> {
    let status = Command::new("bash")
        .arg(".ci/run")
        .status()
        .map_err(|error| Failure::new(format!("can't start bash for .ci/run: {error}")))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
