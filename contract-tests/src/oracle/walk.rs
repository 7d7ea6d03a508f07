//! Ways through a schema: to the schemas that hold at once, and to all that it reaches.

use std::collections::HashSet;

use serde_json::Value;

use super::{Node, Schema, files::Tree, schema::Property};

/// How deep a value is looked into: deeper than any document's, not so deep that a stack ends.
const DEEPEST: usize = 64;

/// The schemas that a value of those at `roots` must keep all at once: those of `$ref` and `allOf`, each once.
pub(super) fn conjunction<'t>(tree: &'t Tree, roots: &[Node<'t>]) -> Vec<Node<'t>> {
    let found = gathered(tree, roots).into_iter();
    found.map(|(node, _)| node).collect()
}

/// The schemas of `oneOf` and `anyOf` in the conjunction.
pub(super) fn choices<'t>(tree: &'t Tree, roots: &[Node<'t>]) -> Vec<Node<'t>> {
    let counts =
        |(node, inherited): &(Node<'t>, bool)| !inherited || !is_union_of_heirs(tree, node);
    let nodes = gathered(tree, roots).into_iter().filter(counts);
    nodes
        .flat_map(|(node, _)| own_choices(tree, &node))
        .collect()
}

/// Those that the schema at `node` itself names; of one with a discriminator alone, those that its mapping names, or else the
/// schemas of the components that build upon it: "the allOf form" (OpenAPI 3.0.4, section 4.8.25).
fn own_choices<'t>(tree: &'t Tree, node: &Node<'t>) -> Vec<Node<'t>> {
    let listed = CHOICES.iter().flat_map(|key| node.entries_of(key));
    let listed: Vec<Node<'t>> = listed.map(|(_, choice)| choice).collect();
    if !listed.is_empty() {
        return listed;
    }
    let Some(discriminator) = node.below("discriminator") else {
        return Vec::new();
    };
    let mapping = discriminator.entries_of("mapping");
    if mapping.is_empty() {
        let heirs = tree.heirs(&node.pointer).iter();
        return heirs.filter_map(|at| tree.at(at)).collect();
    }
    let targets = mapping.into_iter();
    targets
        .filter_map(|(_, target)| mapped(tree, &target))
        .collect()
}

/// The schema that a value of a mapping names: by its name, or as a `$ref` would (OpenAPI 3.0.4, section 4.8.25.1).
fn mapped<'t>(tree: &'t Tree, target: &Node<'t>) -> Option<Node<'t>> {
    let text = target.value.as_str()?;
    tree.target("", &format!("#/components/schemas/{text}"))
        .or_else(|| tree.target(&target.pointer, text))
}

/// Of the `choices` of the schemas at `roots` the one that `value` says it is, where it says so.
pub(super) fn tagged<'t>(tree: &'t Tree, roots: &[Node<'t>], value: &Value) -> Option<Node<'t>> {
    let parts = conjunction(tree, roots);
    let discriminator = parts.iter().find_map(|part| part.below("discriminator"))?;
    let tag = value.get(discriminator.text("propertyName")?)?.as_str()?;
    let target = discriminator
        .below("mapping")
        .and_then(|mapping| mapping.below(tag));
    match target {
        Some(target) => mapped(tree, &target),
        None => tree.target("", &format!("#/components/schemas/{tag}")),
    }
}

/// Whether the choices of the schema at `node` are those that build upon it. For one of them, which has the schema in
/// its `allOf`, they are no choices: it is the choice.
pub(super) fn is_union_of_heirs(tree: &Tree, node: &Node<'_>) -> bool {
    node.below("discriminator").is_some()
        || CHOICES
            .iter()
            .flat_map(|key| node.entries_of(key))
            .any(|(_, choice)| {
                let choice = tree.at(&choice.pointer);
                choice.is_some_and(|choice| {
                    conjunction(tree, &[choice])
                        .iter()
                        .any(|part| part.pointer == node.pointer)
                })
            })
}

/// The properties that the object schema at `node` itself names. Some documents refer to all of them at once; a text under
/// the name `$ref` can't be a schema.
pub(super) fn properties<'t>(tree: &'t Tree, node: &Node<'t>) -> Vec<(String, Node<'t>)> {
    let list = node.below("properties");
    let elsewhere = list.as_ref().filter(|list| list.text("$ref").is_some());
    let list = match elsewhere {
        Some(list) => tree.step(list).ok(),
        None => list,
    };
    list.map(|list| list.entries()).unwrap_or_default()
}

const CHOICES: [&str; 2] = ["oneOf", "anyOf"];

/// The conjunction, each schema with whether it is a member of an `allOf`.
fn gathered<'t>(tree: &'t Tree, roots: &[Node<'t>]) -> Vec<(Node<'t>, bool)> {
    let mut found = Vec::new();
    for root in roots {
        gather(tree, root.clone(), false, &mut found);
    }
    found
}

fn gather<'t>(tree: &'t Tree, node: Node<'t>, inherited: bool, found: &mut Vec<(Node<'t>, bool)>) {
    if found.iter().any(|(known, _)| known.pointer == node.pointer) {
        return;
    }
    let target = node.value.get("$ref").and_then(|_| tree.step(&node).ok());
    let parts = node.entries_of("allOf");
    let counts = target.is_none() || tree.keeps_siblings();
    if counts {
        found.push((node, inherited));
    }
    if let Some(target) = target {
        gather(tree, target, inherited, found);
    }
    if counts {
        for (_, part) in parts {
            gather(tree, part, true, found);
        }
    }
}

/// See [`Schema::visit`].
pub(super) fn visit(schema: &Schema, value: &Value, seen: &mut dyn FnMut(&str), depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Object(object) => {
            let properties = schema.properties();
            for (name, value) in object {
                match properties.iter().find(|property| property.name == *name) {
                    Some(property) => {
                        seen(&property.pointer);
                        visit(&property.schema, value, seen, depth + 1);
                    }
                    None => {
                        if let Some(additional) = schema.part("additionalProperties") {
                            visit(&additional, value, seen, depth + 1);
                        }
                    }
                }
            }
        }
        Value::Array(items) => {
            if let Some(schema) = schema.part("items") {
                for item in items {
                    visit(&schema, item, seen, depth + 1);
                }
            }
        }
        _ => return,
    }
    for choice in schema.chosen(value) {
        if choice.pointer != schema.pointer {
            visit(&choice, value, seen, depth + 1);
        }
    }
}

/// See [`Schema::reached_beyond`].
pub(super) fn reached_beyond(
    schema: &Schema,
    known: &mut HashSet<String>,
) -> Vec<(Schema, Vec<Property>)> {
    let mut found = Vec::new();
    let mut open = vec![schema.clone()];
    while let Some(schema) = open.pop() {
        if !known.insert(schema.pointer.clone()) {
            continue;
        }
        let properties = schema.properties();
        open.extend(properties.iter().map(|it| it.schema.clone()));
        open.extend(
            ["items", "additionalProperties"]
                .iter()
                .filter_map(|key| schema.part(key)),
        );
        open.extend(schema.choices());
        found.push((schema, properties));
    }
    found
}
