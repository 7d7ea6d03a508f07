//! `Cargo.toml`: text, because TOML is no Rust.

use std::fmt::Write as _;

use super::markdown::visible;
use crate::ir::Api;
use crate::{Dependency, PackageFields, Settings};

/// The crates that the contract tests do most of their work in are built once.
const OPTIMIZED: &str = "\n# The tests of a large API judge some hundred thousand values.\n\
                         [profile.dev.package.\"*\"]\nopt-level = 1\n";

/// The manifest of the client's package.
pub(super) fn manifest(api: &Api, settings: &Settings) -> String {
    let mut text = format!("[package]\nname = {}\n", string(&settings.package));
    match &settings.fields {
        PackageFields::Workspace => {
            for field in ["version", "edition", "rust-version", "license", "authors"] {
                let _ = writeln!(text, "{field}.workspace = true");
            }
        }
        PackageFields::Own { version } => {
            let _ = writeln!(
                text,
                "version = {}\nedition = \"2024\"\nrust-version = \"1.95\"",
                string(version)
            );
        }
    }
    let title = visible(&api.title).replace('\n', " ");
    let _ = writeln!(
        text,
        "description = {}",
        string(&format!("Client of the {title}"))
    );
    text.push_str("\n[dependencies]\n");
    dependency(&mut text, "specwright-runtime", &settings.runtime);
    if !settings.dev_dependencies.is_empty() {
        text.push_str("\n[dev-dependencies]\n");
        for (name, source) in &settings.dev_dependencies {
            dependency(&mut text, name, source);
        }
    }
    if matches!(settings.fields, PackageFields::Workspace) {
        text.push_str("\n[lints]\nworkspace = true\n");
    }
    if settings.standalone.is_some() {
        // Cargo would otherwise take the package for a part of whatever workspace stands around its folder.
        text.push_str("\n[workspace]\n");
        if !settings.members.is_empty() {
            let members: Vec<String> = settings.members.iter().map(|it| string(it)).collect();
            let members = members.join(", ");
            // Without the second, `cargo test` would try the client alone.
            let _ = writeln!(
                text,
                "members = [{members}]\ndefault-members = [\".\", {members}]"
            );
            text.push_str(OPTIMIZED);
        }
    }
    text
}

fn dependency(text: &mut String, name: &str, source: &Dependency) {
    // Writing into a `String` does not fail.
    let _ = match source {
        Dependency::Workspace => writeln!(text, "{name}.workspace = true"),
        Dependency::Version(version) => writeln!(text, "{name} = {}", string(version)),
        Dependency::Path(path) => writeln!(text, "{name} = {{ path = {} }}", string(path)),
    };
}

/// `text` as a basic string (TOML 1.0, "String").
fn string(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn strings_are_quoted() {
        assert_eq!(
            string("a \"b\" \\ c\n\u{7f}"),
            r#""a \"b\" \\ c\u000A\u007F""#
        );
    }
}
