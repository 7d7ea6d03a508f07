//! Part 5: each documented example is valid by its own schema.
//!
//! No client is needed for it. An example that breaks its schema can't serve as an expectation, so this comes first.

use serde_json::Value;

use super::{Case, Suite};
use crate::{
    difference::{Difference, Failure, verdict},
    oracle::{Content, Direction, Document, Example, Node, Operation, Schema, Unreadable},
};

/// Every example of parameters, bodies, answers and schemas.
pub fn cases(suite: Suite) -> Result<Vec<Case>, Unreadable> {
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
    for (pointer, value) in schema_examples(suite.document) {
        let node = Node {
            pointer: pointer.clone(),
            value,
        };
        let schema: &'static Schema = Box::leak(Box::new(Schema::read(
            suite.document,
            &node,
            Direction::Answer,
        )?));
        let value = value.get("example").cloned().unwrap_or_default();
        let pointer = format!("{pointer}/example");
        let name = format!(
            "schema::{}",
            pointer.trim_start_matches("/components/schemas/")
        );
        let example = Box::leak(Box::new(Example {
            name: String::new(),
            value,
            pointer,
        }));
        cases.push(case(suite, &name, schema, example));
    }
    Ok(cases)
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

/// Schema Objects of the document that bear an `example`.
fn schema_examples(document: &Document) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    let root = document.root().value;
    if let Some(schemas) = root
        .pointer("/components/schemas")
        .and_then(Value::as_object)
    {
        for (name, schema) in schemas {
            collect(
                &format!("/components/schemas/{}", crate::oracle::escape(name)),
                schema,
                &mut found,
            );
        }
    }
    found
}

fn collect<'d>(pointer: &str, schema: &'d Value, found: &mut Vec<(String, &'d Value)>) {
    if schema.get("example").is_some() {
        found.push((pointer.to_owned(), schema));
    }
    for keyword in ["properties", "allOf", "anyOf", "oneOf"] {
        let members: Vec<(String, &Value)> = match schema.get(keyword) {
            Some(Value::Object(members)) => members
                .iter()
                .map(|(name, member)| (crate::oracle::escape(name), member))
                .collect(),
            Some(Value::Array(members)) => members
                .iter()
                .enumerate()
                .map(|(index, member)| (index.to_string(), member))
                .collect(),
            _ => Vec::new(),
        };
        for (name, member) in members {
            collect(&format!("{pointer}/{keyword}/{name}"), member, found);
        }
    }
    for keyword in ["items", "additionalProperties"] {
        if let Some(member) = schema.get(keyword) {
            collect(&format!("{pointer}/{keyword}"), member, found);
        }
    }
}
