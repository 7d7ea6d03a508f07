//! Cargo, called on a crate that was generated.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// What came of one call.
pub(super) struct Built {
    /// How long it took.
    pub(super) took: Duration,
    /// What cargo said, where it failed.
    pub(super) error: Option<String>,
}

/// Where one worker's crates are built. They share what they depend on.
pub(super) struct Cargo {
    /// The target folder.
    pub(super) target: PathBuf,
}

impl Cargo {
    /// Calls `cargo` in the crate's folder with warnings as errors.
    pub(super) fn call(&self, krate: &Path, arguments: &[&str]) -> Built {
        let start = Instant::now();
        let output = Command::new(option_env!("CARGO").unwrap_or("cargo"))
            .args(arguments)
            // The dependencies are those of this workspace, which are there already.
            .args(["--offline", "--quiet"])
            .current_dir(krate)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("RUSTFLAGS", "--deny warnings")
            .env("RUSTDOCFLAGS", "--deny warnings")
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .output();
        let error = match output {
            Ok(output) if output.status.success() => None,
            Ok(output) => Some(String::from_utf8_lossy(&output.stderr).into_owned()),
            Err(error) => Some(error.to_string()),
        };
        Built {
            took: start.elapsed(),
            error,
        }
    }

    /// Where an example program of a crate is put.
    pub(super) fn example(&self, name: &str) -> PathBuf {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        self.target.join("debug/examples").join(file)
    }
}
