//! Part 5: what the document says of its own examples.
//!
//! No client is needed for it. That each keeps its schema is no case: one that doesn't is a finding about the document, and
//! nothing is expected of it.

use serde_json::Value;

use super::{Case, Suite};
use crate::{
    difference::{Difference, verdict},
    oracle::{Example, Operation},
};

/// The examples of bodies and answers whose values are partly placeholders, each once, however many operations use it.
pub fn cases(suite: Suite) -> Vec<Case> {
    let cases = suite
        .operations
        .iter()
        .flat_map(|operation| of_operation(suite, operation));
    cases.collect()
}

fn of_operation(suite: Suite, operation: &'static Operation) -> Vec<Case> {
    let mut cases = Vec::new();
    let is_own = |pointer: &str| suite.focus.is_first(operation, pointer);
    let body = operation.body.iter().filter(|it| is_own(&it.pointer));
    let body = body.map(|it| ("request", &it.content));
    let answers = operation.responses.iter().filter(|it| is_own(&it.pointer));
    let answers = answers.map(|it| (it.key.as_str(), &it.content));
    for (what, content) in body.chain(answers) {
        for content in content {
            let prefix = format!("{}::{what}::{}", operation.id, content.media_type);
            cases.extend(content.examples.iter().filter_map(|example| {
                placeholders_case(suite, &format!("{prefix}::{}", example.name), example)
            }));
        }
    }
    cases
}

/// `x-placeholders` beside an example names values that keep their schema's rules and yet mean nothing. Each of its
/// pointers has to lead to a value, or it hides that the example changed.
fn placeholders_case(suite: Suite, name: &str, example: &'static Example) -> Option<Case> {
    let owner = example
        .pointer
        .trim_end_matches("/value")
        .trim_end_matches("/example");
    let list = suite.document.at(owner)?.below("x-placeholders")?;
    let pointers: Vec<&str> = list
        .value
        .as_array()?
        .iter()
        .filter_map(Value::as_str)
        .collect();
    Some(Case::new(
        format!("examples::{name}::placeholders_exist"),
        move || {
            let dangling = pointers
                .iter()
                .filter(|pointer| example.value.pointer(pointer).is_none());
            let differences = dangling.map(|pointer| {
                let what = format!("placeholder `{pointer}`");
                let place = suite.document.place(&list.pointer);
                Difference::new(what, "a value of the example", "nothing").at(place)
            });
            verdict(differences.collect(), &example.value)
        },
    ))
}
