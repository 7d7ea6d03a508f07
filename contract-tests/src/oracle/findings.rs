//! What is wrong with the document, as far as a suite meets it.

use std::collections::BTreeSet;

use super::{Direction, Document, Example, Finding, Node, Operation, Schema, read};

/// Examples that break their own schemas, parts that can't be read, schemas that can't be used.
pub(super) fn findings(document: &Document, operations: &[Operation]) -> Vec<Finding> {
    let mut found = BTreeSet::new();
    for operation in operations {
        found.extend(operation.findings.iter().cloned());
        for parameter in &operation.parameters {
            broken(document, &parameter.schema, &parameter.examples, &mut found);
        }
        let bodies = operation.body.iter().flat_map(|body| &body.content);
        let answers = operation
            .responses
            .iter()
            .flat_map(|response| &response.content);
        for content in bodies.chain(answers) {
            if let Some(schema) = &content.schema {
                broken(document, schema, &content.examples, &mut found);
            }
        }
        for header in operation
            .responses
            .iter()
            .flat_map(|response| &response.headers)
        {
            broken(document, &header.schema, &header.examples, &mut found);
        }
    }
    for (schema, example) in schema_examples(document) {
        broken(document, &schema, &[example], &mut found);
    }
    found.extend(document.tree.schema_findings());
    found.into_iter().collect()
}

fn broken(
    document: &Document,
    schema: &Schema,
    examples: &[Example],
    found: &mut BTreeSet<Finding>,
) {
    for example in examples {
        for violation in schema.violations(&example.value) {
            let pointer = format!("{}{}", example.pointer, violation.at);
            let rules = document.place(&schema.pointer);
            let what = format!(
                "the example breaks its schema ({rules}): {}",
                violation.message
            );
            found.insert(document.tree.finding(&pointer, what));
        }
    }
}

/// Each example that a schema of the components bears, at any depth, with that schema. It may be one of an answer, which
/// shows what only the server sets.
pub(super) fn schema_examples(document: &Document) -> Vec<(Schema, Example)> {
    let mut found = Vec::new();
    let components = document.root().below("components");
    let schemas = components.map(|components| components.entries_of("schemas"));
    let mut open: Vec<Node<'_>> = schemas
        .unwrap_or_default()
        .into_iter()
        .rev()
        .map(|(_, schema)| schema)
        .collect();
    while let Some(node) = open.pop() {
        let single = node
            .below("example")
            .map(|example| ("example".to_owned(), example));
        // In 3.1 a list, as in JSON Schema.
        let several = node.entries_of("examples").into_iter();
        let several = several.map(|(index, example)| (format!("examples_{index}"), example));
        for (name, example) in single.into_iter().chain(several) {
            if let Ok(schema) = Schema::read(document, &node, Direction::Answer) {
                found.push((schema, read::documented(&name, &example)));
            }
        }
        let mut inner = Vec::new();
        for keyword in ["properties", "allOf", "anyOf", "oneOf"] {
            inner.extend(
                node.entries_of(keyword)
                    .into_iter()
                    .map(|(_, member)| member),
            );
        }
        inner.extend(
            ["items", "additionalProperties"]
                .iter()
                .filter_map(|key| node.below(key)),
        );
        open.extend(inner.into_iter().rev());
    }
    found
}
