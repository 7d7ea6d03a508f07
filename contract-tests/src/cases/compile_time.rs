//! The compiler's part of deprecation: what the document says is ending warns where it is used, and nothing else does.
//!
//! The adapter uses all that a client has, so it is compiled once more with `deprecated` denied, and what the compiler
//! says of it is held against the document. Names in Rust are the client's own affair; that they are those of the
//! document but for case and punctuation is enough to know them by.

use std::{
    env,
    process::Command,
    sync::{Arc, OnceLock},
};

use serde_json::Value;

use super::{Case, Suite, types::plain};
use crate::{
    difference::{Difference, Failure, verdict},
    oracle::{Deprecation, Direction, Place, Schema, Unreadable, deprecation},
};

/// Something that the document says is ending.
#[derive(Clone, Debug)]
struct Ending {
    /// The end of the case's name.
    label: String,
    /// The struct or enum that it is a part of, plain.
    owner: Option<String>,
    /// Its own name, plain.
    name: String,
    record: Deprecation,
}

/// Something that the compiler says is deprecated.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Warning {
    /// The path of the item, each segment plain.
    path: Vec<String>,
    /// The whole sentence.
    text: String,
}

/// What the compiler says, asked once for all cases.
type Answer = Arc<OnceLock<Result<Vec<Warning>, String>>>;

/// A case for everything that the document says is ending, and one for the rest. `manifest` is the `Cargo.toml` of the
/// package whose test program `suite` has the adapter in it.
pub fn cases(suite: Suite, manifest: &'static str) -> Result<Vec<Case>, Unreadable> {
    let endings = endings(suite);
    let answer = Answer::default();
    let ask = move |answer: &Answer| {
        let warnings = answer.get_or_init(|| compile(manifest));
        warnings.clone().map_err(Failure::because)
    };
    let all = endings.clone();
    let answer_for_rest = Arc::clone(&answer);
    let rest = Case::new("deprecation::compile_time::nothing_else_warns", move || {
        // Where nothing is ending, the adapter was compiled without a warning, or the suite would not run.
        let warnings = ask(&answer_for_rest)?;
        let surplus = warnings
            .iter()
            .filter(|warning| !all.iter().any(|ending| ending.is_told_by(warning)));
        let differences = surplus.map(|warning| {
            Difference::new(
                "the compiler",
                "warns of what is ending only",
                &*warning.text,
            )
        });
        verdict(differences.collect(), "")
    });
    // The compiler takes its time. One case waits for it beside the others, so that those that come last need not.
    let rest = rest.early();
    let told = endings.into_iter().map(|ending| {
        let answer = Arc::clone(&answer);
        let name = format!("deprecation::compile_time::{}", ending.label);
        Case::new(name, move || {
            let place = suite.document.place(&ending.record.pointer);
            let differences = ending.differences(&ask(&answer)?).into_iter();
            verdict(differences.map(|it| it.at(place.clone())).collect(), "")
        })
    });
    Ok(told.chain([rest]).collect())
}

impl Ending {
    fn is_told_by(&self, warning: &Warning) -> bool {
        let mut path = warning.path.iter().rev();
        let is_it = path.next() == Some(&self.name);
        is_it
            && self
                .owner
                .as_ref()
                .is_none_or(|owner| path.next() == Some(owner))
    }

    /// There is a warning, and it says what a caller has to know.
    fn differences(&self, warnings: &[Warning]) -> Vec<Difference> {
        let told: Vec<_> = warnings.iter().filter(|it| self.is_told_by(it)).collect();
        if told.is_empty() {
            let all: Vec<&str> = warnings.iter().map(|it| it.text.as_str()).collect();
            let found = format!("none among: {}", all.join("; "));
            return vec![Difference::new("the compiler's warning", "one", found)];
        }
        let facts = self.record.sunset.iter().chain(&self.record.successor);
        let missing = facts.filter(|fact| !told.iter().all(|it| it.text.contains(fact.as_str())));
        let text = &told[0].text;
        missing
            .map(|fact| Difference::new("the compiler's warning", format!("names `{fact}`"), text))
            .collect()
    }
}

/// All that is ending and that code can name.
fn endings(suite: Suite) -> Vec<Ending> {
    let mut endings = Vec::new();
    for operation in suite.operations {
        if let Some(record) = &operation.deprecation {
            endings.push(Ending {
                label: operation.id.clone(),
                owner: None,
                name: plain(&operation.id),
                record: record.clone(),
            });
        }
        for parameter in &operation.parameters {
            // An argument can't warn; what is required in spite of its end is told in the documentation alone.
            let Some(record) = parameter
                .deprecation
                .as_ref()
                .filter(|_| !parameter.required)
            else {
                continue;
            };
            let place = match parameter.place {
                Place::Path => "path",
                Place::Query => "query",
                Place::Header => "header",
                Place::Cookie => "cookie",
            };
            endings.push(Ending {
                label: format!("{}::{place}::{}", operation.id, parameter.name),
                owner: Some(plain(&operation.id)),
                name: plain(&parameter.name),
                record: record.clone(),
            });
        }
    }
    let document = suite.document;
    for it in suite.adapter.types() {
        // What the document does not have is told where structs are tried.
        let Ok(schema) = Schema::together(document, it.pointers, it.direction) else {
            continue;
        };
        endings.extend(whole(&schema, it.name));
        for property in schema.properties() {
            let node = document.at(&property.pointer);
            let record = node.as_ref().and_then(deprecation::of);
            endings.extend(record.map(|record| Ending {
                label: format!("types::{}::{}", it.name, property.name),
                owner: Some(plain(it.name)),
                name: plain(&property.name),
                record,
            }));
        }
    }
    for it in suite.adapter.enums() {
        let Ok(schema) = Schema::together(document, it.pointers, Direction::Answer) else {
            continue;
        };
        endings.extend(whole(&schema, it.name));
        for value in deprecation::of_values(&schema.node()) {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            endings.push(Ending {
                label: format!("types::{}::{text}", it.name),
                owner: Some(plain(it.name)),
                name: plain(&text),
                record: Deprecation {
                    pointer: schema.pointer.clone(),
                    ..Deprecation::default()
                },
            });
        }
    }
    // A struct that travels both ways is listed twice.
    endings.sort_by(|a, b| a.label.cmp(&b.label));
    endings.dedup_by(|a, b| a.label == b.label);
    endings
}

/// A schema that is ending as a whole.
fn whole(schema: &Schema, name: &str) -> Option<Ending> {
    Some(Ending {
        label: format!("types::{name}"),
        owner: None,
        name: plain(name),
        record: deprecation::of(&schema.node())?,
    })
}

/// Compiles the suite with `deprecated` denied in the adapter; what the compiler says of that lint.
fn compile(manifest: &str) -> Result<Vec<Warning>, String> {
    // Cargo tells its tests where it is; a test program that is started by hand looks for one on the path.
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let message_format = "--message-format=json";
    cargo.args([
        "rustc",
        "--offline",
        message_format,
        "--manifest-path",
        manifest,
    ]);
    cargo.args(["--test", "suite"]);
    if !cfg!(debug_assertions) {
        // The same profile: everything that it needs is built already.
        cargo.arg("--release");
    }
    // Checking is enough: what is denied is known before any code is made.
    cargo.args(["--", "--cfg", "deny_deprecated", "--emit=metadata"]);
    let output = cargo.output().map_err(|error| error.to_string())?;
    let warnings = read(&String::from_utf8_lossy(&output.stdout));
    if warnings.is_empty() && !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {said}", output.status));
    }
    Ok(warnings)
}

/// The errors of the lint among cargo's messages.
fn read(lines: &str) -> Vec<Warning> {
    let messages = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let messages =
        messages.filter(|it| it.pointer("/message/code/code") == Some(&"deprecated".into()));
    let warnings = messages.filter_map(|it| {
        let text = it.pointer("/message/message")?.as_str()?.to_owned();
        let path = text.split('`').nth(1)?;
        // `<impl Client>` names no item.
        let segments = path.split("::").filter(|it| !it.starts_with('<'));
        Some(Warning {
            path: segments.map(plain).collect(),
            text,
        })
    });
    let mut warnings: Vec<Warning> = warnings.collect();
    warnings.dedup();
    warnings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Ending, read};
    use crate::oracle::Deprecation;

    fn ending(owner: Option<&str>, name: &str, sunset: Option<&str>) -> Ending {
        Ending {
            label: name.to_owned(),
            owner: owner.map(str::to_owned),
            name: name.to_owned(),
            record: Deprecation {
                sunset: sunset.map(str::to_owned),
                ..Deprecation::default()
            },
        }
    }

    #[test]
    fn what_the_compiler_says_is_known_by_its_path() {
        let line = |code: &str, text: &str| json!({ "reason": "compiler-message", "message": { "code": { "code": code }, "message": text } });
        let lines = [
            line(
                "deprecated",
                "use of deprecated method `c::operations::a::<impl c::Client>::get_a`: sunset on 2026-01-15",
            ),
            line(
                "deprecated",
                "use of deprecated field `c::types::Job::old_id`",
            ),
            line("unused", "unused variable: `x`"),
        ];
        let text = lines.map(|line| line.to_string()).join("\n");
        let warnings = read(&text);
        assert_eq!(warnings.len(), 2);
        for (ending, missing) in [
            (ending(None, "geta", Some("2026-01-15")), 0),
            (ending(None, "geta", Some("2026-01-16")), 1),
            (ending(Some("job"), "oldid", None), 0),
            (ending(Some("task"), "oldid", None), 1),
            (ending(None, "getb", None), 1),
        ] {
            assert_eq!(ending.differences(&warnings).len(), missing, "{ending:?}");
        }
    }
}
