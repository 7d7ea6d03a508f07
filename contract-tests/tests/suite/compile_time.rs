//! The compiler's part of deprecation: `#![deny(deprecated)]` stops a call, and the message says what to do.

use std::{env, process::Command};

use contract_tests::{
    cases::{Case, Suite},
    difference::{Difference, Failure, verdict},
};
use serde_json::Value;

/// One case for the document's deprecated operation.
pub(crate) fn cases(suite: Suite) -> Vec<Case> {
    let deprecated = suite
        .operations
        .iter()
        .filter(|operation| operation.deprecation.is_some());
    let cases = deprecated.map(|operation| {
        Case::new(
            format!("deprecation::{}::compile_time_warning", operation.id),
            move || {
                let errors = compile_denied()?;
                let mut differences = Vec::new();
                if errors.len() != 1 {
                    differences.push(Difference::new(
                        "errors on `deprecated`",
                        "1",
                        format!("{errors:#?}"),
                    ));
                }
                let deprecation = operation.deprecation.iter();
                let facts = deprecation.flat_map(|it| {
                    it.sunset
                        .iter()
                        .chain(&it.successor)
                        .map(move |fact| (it, fact))
                });
                for (deprecation, fact) in facts {
                    if !errors.iter().all(|error| error.contains(fact)) {
                        let place = suite.document.place(&deprecation.pointer);
                        let expected = format!("names `{fact}`");
                        differences.push(
                            Difference::new("the compiler's message", expected, errors.join("; "))
                                .at(place),
                        );
                    }
                }
                verdict(differences, "")
            },
        )
    });
    cases.collect()
}

/// Compiles `tests/deprecated_call.rs` with `#![deny(deprecated)]`; returns the errors of that lint.
fn compile_denied() -> Result<Vec<String>, Failure> {
    // Cargo tells its tests where it is; a test program that is started by hand looks for one on the path.
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args([
        "rustc",
        "--offline",
        "--message-format=json",
        "--manifest-path",
    ]);
    cargo.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    cargo.args(["--test", "deprecated_call"]);
    if !cfg!(debug_assertions) {
        // The same profile: everything that it needs is built already.
        cargo.arg("--release");
    }
    let output = cargo
        .args(["--", "--cfg", "deny_deprecated"])
        .output()
        .map_err(Failure::because)?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let messages = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let messages: Vec<Value> = messages
        .filter_map(|message| message.get("message").cloned())
        .collect();
    let of_the_lint = messages.iter().filter(|message| {
        message.pointer("/code/code") == Some(&"deprecated".into())
            && message.get("level") == Some(&"error".into())
    });
    let texts = of_the_lint.filter_map(|message| message.get("message").and_then(Value::as_str));
    let errors: Vec<String> = texts.map(str::to_owned).collect();
    if errors.is_empty() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(Failure::of(Difference::new(
            "a denied call",
            "does not compile",
            format!("{}: {said}", output.status),
        )));
    }
    Ok(errors)
}
