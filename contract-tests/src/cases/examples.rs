//! Part 5: each documented example is valid by its own schema.
//!
//! No client is needed for it. An example that breaks its schema can't serve as an expectation, so this comes first.

use serde_json::Value;

use super::{Case, Suite};
use crate::{
    difference::{Difference, Failure, verdict},
    oracle::{Content, Document, Example, Operation, Schema},
};

/// Every example of parameters, bodies, answers and schemas.
pub fn cases(suite: Suite) -> Vec<Case> {
    let mut cases = Vec::new();
    for operation in suite.operations {
        for parameter in &operation.parameters {
            for example in &parameter.examples {
                let name = format!(
                    "{}::parameter::{}::{}",
                    operation.id, parameter.name, example.name
                );
                cases.push(case(suite, &name, &parameter.schema, example));
            }
        }
        for (what, content) in contents(operation) {
            for example in &content.examples {
                let name = format!(
                    "{}::{what}::{}::{}",
                    operation.id, content.media_type, example.name
                );
                if let Some(schema) = &content.schema {
                    cases.push(case(suite, &name, schema, example));
                }
                cases.push(placeholders_case(suite, &name, example));
            }
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

/// Bodies and answers with a name each.
fn contents(operation: &Operation) -> impl Iterator<Item = (String, &Content)> {
    let request = operation.body.iter().flat_map(|body| &body.content);
    let request = request.map(|content| ("request".to_owned(), content));
    let answers = operation.responses.iter().flat_map(|response| {
        response
            .content
            .iter()
            .map(|content| (response.key.clone(), content))
    });
    request.chain(answers)
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
fn placeholders_case(suite: Suite, name: &str, example: &'static Example) -> Case {
    Case::new(format!("examples::{name}::placeholders_exist"), move || {
        let owner = example
            .pointer
            .trim_end_matches("/value")
            .trim_end_matches("/example");
        let root = suite.document.root();
        let list = root
            .value
            .pointer(owner)
            .and_then(|owner| owner.get("x-placeholders"));
        let pointers = list
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        let dangling = pointers.filter(|pointer| example.value.pointer(pointer).is_none());
        let differences = dangling.map(|pointer| {
            Difference::new(
                format!("placeholder `{pointer}`"),
                "a value of the example",
                "nothing",
            )
            .at(suite.document.place(&format!("{owner}/x-placeholders")))
        });
        verdict(differences.collect(), &example.value)
    })
}
