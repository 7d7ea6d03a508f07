//! Part 5: each documented example is valid by its own schema.
//!
//! No client is needed for it. An example that breaks its schema can't serve as an expectation, so this comes first.

use serde_json::Value;

use super::{Case, Suite};
use crate::{
    difference::{Difference, Failure, verdict},
    oracle::{Content, Document, Example, Operation, Schema},
};

/// Every example of parameters, bodies, answers and schemas, each once, however many operations use it.
pub fn cases(suite: Suite) -> Vec<Case> {
    let mut cases = Vec::new();
    for operation in suite.operations {
        let is_own = |pointer: &str| suite.focus.is_first(operation, pointer);
        for parameter in operation.parameters.iter().filter(|it| is_own(&it.pointer)) {
            let (place, name) = (parameter.place.name(), &parameter.name);
            for example in &parameter.examples {
                let name = format!("{}::{place}::{name}::{}", operation.id, example.name);
                cases.push(case(suite, &name, &parameter.schema, example));
            }
        }
        let body = operation.body.iter().filter(|it| is_own(&it.pointer));
        let body = body.map(|it| ("request", &it.content));
        let answers = operation.responses.iter().filter(|it| is_own(&it.pointer));
        let answers = answers.map(|it| (it.key.as_str(), &it.content));
        for (what, content) in body.chain(answers) {
            cases.extend(
                content
                    .iter()
                    .flat_map(|content| of_content(suite, operation, what, content)),
            );
        }
    }
    for (schema, example) in suite.document.schema_examples() {
        let name = example.pointer.trim_start_matches("/components/schemas/");
        let name = format!("schema::{name}");
        let (schema, example) = (Box::leak(Box::new(schema)), Box::leak(Box::new(example)));
        cases.push(case(suite, &name, schema, example));
    }
    cases
}

fn of_content(
    suite: Suite,
    operation: &Operation,
    what: &str,
    content: &'static Content,
) -> Vec<Case> {
    let mut cases = Vec::new();
    for example in &content.examples {
        let name = format!(
            "{}::{what}::{}::{}",
            operation.id, content.media_type, example.name
        );
        if let Some(schema) = &content.schema {
            cases.push(case(suite, &name, schema, example));
        }
        cases.extend(placeholders_case(suite, &name, example));
    }
    cases
}

fn case(suite: Suite, name: &str, schema: &'static Schema, example: &'static Example) -> Case {
    Case::new(format!("examples::{name}::is_valid"), move || {
        check(suite.document, schema, example)
    })
}

/// One difference for each rule that the example breaks.
pub fn check(document: &Document, schema: &Schema, example: &Example) -> Result<(), Failure> {
    let violations = schema.violations(&example.value).into_iter();
    let differences = violations.map(|violation| {
        let place = document.place(&format!("{}{}", example.pointer, violation.at));
        let what = format!("example, value at `{}`", violation.at);
        let expected = format!("valid by the schema at {}", document.place(&schema.pointer));
        Difference::new(what, expected, violation.message).at(place)
    });
    verdict(differences.collect(), &example.value)
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
