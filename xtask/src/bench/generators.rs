//! The generators that are measured beside each other, and how each is asked for a crate.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::process;

/// A generator of Rust clients.
pub(super) struct Generator {
    /// What it is called.
    pub(super) name: &'static str,
    /// How it comes onto a machine.
    pub(super) install: &'static str,
    /// Asks it for its version.
    version: &'static [&'static str],
    /// Asks it for a crate.
    generate: fn(&Job<'_>) -> Command,
    /// A program that uses three operations of its crate of the made-up document.
    pub(super) program: &'static str,
    /// What a user does by hand so that what it wrote is a crate; not timed.
    finish: fn(&Job<'_>) -> Result<(), String>,
}

/// One crate that is to be made.
pub(super) struct Job<'a> {
    /// Of what.
    pub(super) document: &'a Path,
    /// Where to.
    pub(super) out: &'a Path,
    /// This program, optimised.
    pub(super) xtask: &'a Path,
    /// Where what lies there already is put aside.
    pub(super) used: &'a Path,
}

/// The name that each crate gets.
pub(super) const PACKAGE: &str = "bench-client";

/// This one; it comes first in every table.
pub(super) const OURS: &str = "specwright";

/// All of them, this one first.
pub(super) const GENERATORS: [Generator; 5] = [
    Generator {
        name: OURS,
        install: "",
        version: &[],
        generate: |job| {
            let mut command = Command::new(job.xtask);
            command.args(["codegen", "--quiet", "--name", PACKAGE, "--spec"]);
            command.arg(job.document).arg("--out").arg(job.out);
            command
        },
        program: include_str!("programs/specwright.rs"),
        finish: |_| Ok(()),
    },
    Generator {
        name: "progenitor",
        install: "cargo install cargo-progenitor",
        version: &["cargo-progenitor", "progenitor", "--help"],
        generate: |job| {
            let mut command = Command::new("cargo-progenitor");
            command.args([
                "progenitor",
                "--version",
                "0.0.0",
                "--name",
                PACKAGE,
                "--input",
            ]);
            command.arg(job.document).arg("--output").arg(job.out);
            command
        },
        program: include_str!("programs/progenitor.rs"),
        finish: |_| Ok(()),
    },
    Generator {
        name: "oas3-gen",
        install: "cargo install oas3-gen",
        version: &["oas3-gen", "--version"],
        generate: |job| {
            let mut command = Command::new("oas3-gen");
            command.args(["generate", "client-mod", "--workspace", "--input"]);
            command.arg(job.document).arg("--output").arg(job.out);
            command
        },
        program: include_str!("programs/oas3_gen.rs"),
        finish: oas3_gen,
    },
    Generator {
        name: "openapi-to-rust",
        install: "cargo install openapi-to-rust",
        version: &["openapi-to-rust", "--version"],
        generate: |job| {
            let mut command = Command::new("openapi-to-rust");
            command.arg("generate").arg(job.document);
            command
                .args(["--quiet", "--module-name", "api", "--output-dir"])
                .arg(job.out.join("src"));
            command
        },
        program: include_str!("programs/openapi_to_rust.rs"),
        finish: openapi_to_rust,
    },
    Generator {
        name: "openapi-generator",
        install: "pip install openapi-generator-cli",
        version: &["openapi-generator-cli", "version"],
        generate: |job| {
            let mut command = Command::new("openapi-generator-cli");
            command.args([
                "generate",
                "--generator-name",
                "rust",
                "--skip-validate-spec",
            ]);
            command
                .args(["--package-name", PACKAGE, "--input-spec"])
                .arg(job.document);
            command.arg("--output").arg(job.out);
            command
        },
        program: include_str!("programs/openapi_generator.rs"),
        finish: |_| Ok(()),
    },
];

impl Generator {
    /// Its version, or how to get it.
    pub(super) fn installed(&self) -> Result<String, String> {
        let Some((program, arguments)) = self.version.split_first() else {
            return Ok(env!("CARGO_PKG_VERSION").to_owned());
        };
        let said = process::said(Command::new(program).args(arguments));
        let said = said.ok_or_else(|| format!("not installed: {}", self.install))?;
        let first = said.lines().next().unwrap_or_default().trim();
        // Cargo knows of what it installed where that tells nothing of itself.
        let known = || {
            let listed = process::said(Command::new("cargo").args(["install", "--list"]))?;
            let of_it = listed.lines().find(|line| line.starts_with(program))?;
            Some(of_it.trim_end_matches(':').to_owned())
        };
        Ok(if first.contains(|it: char| it.is_ascii_digit()) {
            first.to_owned()
        } else {
            known().unwrap_or_else(|| "of a version that it does not tell".to_owned())
        })
    }

    /// Makes the crate anew. What lay there is not deleted before all is measured: a file system takes its time for new
    /// files where others have just been deleted, and whoever writes many of them would pay for it.
    pub(super) fn generate(&self, job: &Job<'_>) -> Result<process::Usage, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", job.out.display());
        if job.out.exists() {
            fs::create_dir_all(job.used).map_err(failed)?;
            let count = fs::read_dir(job.used).map_err(failed)?.count();
            fs::rename(job.out, job.used.join(count.to_string())).map_err(failed)?;
        }
        fs::create_dir_all(job.out).map_err(failed)?;
        self.generate_again(job)
    }

    /// Makes it over what is there.
    pub(super) fn generate_again(&self, job: &Job<'_>) -> Result<process::Usage, String> {
        let usage = process::launched(job.xtask, &(self.generate)(job))?;
        (self.finish)(job)?;
        stand_alone(job)?;
        Ok(usage)
    }
}

/// It stands below this workspace and is no part of it.
fn stand_alone(job: &Job<'_>) -> Result<(), String> {
    let manifest = job.out.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(|error| error.to_string())?;
    if text.contains("[workspace]") {
        return Ok(());
    }
    change_manifest(job, |manifest| {
        manifest.insert("workspace", toml_edit::table());
    })
}

/// It names the crate after its folder and leaves some fields to a workspace, which is not there.
fn oas3_gen(job: &Job<'_>) -> Result<(), String> {
    change_manifest(job, |manifest| {
        let package = manifest["package"].or_insert(toml_edit::table());
        package["name"] = toml_edit::value(PACKAGE);
        package["edition"] = toml_edit::value("2024");
    })
}

/// It writes modules and the list of what they need; the manifest is the user's.
fn openapi_to_rust(job: &Job<'_>) -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    let needs = fs::read_to_string(job.out.join("src/REQUIRED_DEPS.toml")).map_err(failed)?;
    let manifest = format!(
        "[package]\nname = \"{PACKAGE}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\npath = \"src/mod.rs\"\n\n{needs}"
    );
    fs::write(job.out.join("Cargo.toml"), manifest).map_err(failed)
}

fn change_manifest(
    job: &Job<'_>,
    change: impl FnOnce(&mut toml_edit::DocumentMut),
) -> Result<(), String> {
    let path = job.out.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
    let mut manifest: toml_edit::DocumentMut = text
        .parse()
        .map_err(|error| format!("Cargo.toml: {error}"))?;
    change(&mut manifest);
    fs::write(path, manifest.to_string()).map_err(|error| error.to_string())
}

/// How many lines of Rust the files of a folder have.
pub(super) fn lines(folder: &Path) -> u64 {
    let mut open = vec![folder.to_owned()];
    let mut lines = 0;
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|it| it.path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                lines += fs::read_to_string(path).map_or(0, |it| it.lines().count() as u64);
            }
        }
    }
    lines
}
