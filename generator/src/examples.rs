//! The document's examples, each with the type that is made of its schema.
//!
//! Comes in: the document's tree and, for each schema that was lowered, its type. Goes out: the list of examples by which
//! the types can be tried. It says nothing of whether an example is valid; that is `load`'s.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::diagnostic::Pointer;
use crate::ir::TypeRef;
use crate::lower::Report;

/// Where the program that tries the examples stands in the package.
pub const PROGRAM: &str = "examples/roundtrip.rs";

/// All examples of a document that have a type.
#[derive(Clone, Debug, Default)]
pub struct Examples {
    /// In the order of the schemas' pointers.
    pub uses: Vec<ExampleUse>,
    /// The types that have examples, without repetition.
    pub types: Vec<TypeRef>,
}

/// One example.
#[derive(Clone, Debug, PartialEq)]
pub struct ExampleUse {
    /// Where it stands.
    pub at: Pointer,
    /// Where its schema stands.
    pub schema: Pointer,
    /// Position of its type in [`Examples::types`].
    pub ty: usize,
    /// The example itself.
    pub value: Value,
}

impl Examples {
    /// Finds the examples of every place: those that its schema holds, and those of the media type, parameter or header
    /// that it is the schema of.
    pub fn of(tree: &Value, report: &Report) -> Self {
        let mut examples = Self::default();
        let mut numbers: HashMap<&TypeRef, usize> = HashMap::new();
        let mut seen = HashSet::new();
        let mut places: Vec<_> = report.places.iter().collect();
        places.sort_unstable_by_key(|(place, _)| *place);
        let schemas = places.into_iter();
        let schemas = schemas.flat_map(|((at, _), ty)| at.iter().map(move |at| (at, ty)));
        for (schema, ty) in schemas {
            for (at, value) in found(tree, schema) {
                if !seen.insert((at.clone(), ty)) {
                    continue;
                }
                let next = examples.types.len();
                let number = *numbers.entry(ty).or_insert(next);
                if number == next {
                    examples.types.push(ty.clone());
                }
                examples.uses.push(ExampleUse {
                    at,
                    schema: schema.clone(),
                    ty: number,
                    value: value.clone(),
                });
            }
        }
        examples
    }
}

/// The examples of the schema at `schema`, with where they stand.
fn found<'t>(tree: &'t Value, schema: &Pointer) -> Vec<(Pointer, &'t Value)> {
    let mut found = Vec::new();
    let own = follow(tree, schema);
    found.extend(value_at(tree, &own.child("example")));
    // A list in JSON Schema 2020-12, section 9.5.
    let list = value_at(tree, &own.child("examples"));
    let count = list
        .and_then(|(_, list)| list.as_array())
        .map_or(0, Vec::len);
    found
        .extend((0..count).filter_map(|index| value_at(tree, &own.child("examples").index(index))));
    if schema.last().as_deref() == Some("schema")
        && let Some(holder) = schema.parent()
        && is_json(&holder)
        && let Some((_, object)) = value_at(tree, &holder)
    {
        found.extend(value_at(tree, &holder.child("example")));
        // A map of Example Objects (OpenAPI 3.0.4, section 4.8.19).
        let names = object.get("examples").and_then(Value::as_object);
        for name in names.into_iter().flat_map(serde_json::Map::keys) {
            let example = follow(tree, &holder.child("examples").child(name));
            found.extend(value_at(tree, &example.child("value")));
        }
    }
    found
}

/// Whether the examples of what stands at `holder` are JSON values: of a parameter or header they are, of a media type only
/// if it is one of JSON. In a form, for one, all values are texts.
fn is_json(holder: &Pointer) -> bool {
    let of_content = holder.parent().and_then(|content| content.last());
    if of_content.as_deref() != Some("content") {
        return true;
    }
    let media_type = holder.last().unwrap_or_default().to_ascii_lowercase();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}

fn value_at<'t>(tree: &'t Value, at: &Pointer) -> Option<(Pointer, &'t Value)> {
    at.find(tree).map(|value| (at.clone(), value))
}

/// Where the references that begin at `at` end; `at` itself where they don't.
fn follow(tree: &Value, at: &Pointer) -> Pointer {
    /// No honest chain is longer.
    const LONGEST: usize = 16;
    let mut here = at.clone();
    for _ in 0..LONGEST {
        let reference = here
            .find(tree)
            .and_then(|value| value.get("$ref")?.as_str()?.strip_prefix('#'));
        let decoded = reference.map(percent_encoding::percent_decode_str);
        let target = decoded.and_then(|text| text.decode_utf8().ok()?.parse().ok());
        match target {
            Some(target) => here = target,
            None => return here,
        }
    }
    at.clone()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Examples;
    use crate::ir::Direction::{self, Both, Request, Response};
    use crate::ir::TypeRef;
    use crate::lower::Report;

    fn report<const N: usize>(places: [((&str, Direction), TypeRef); N]) -> Report {
        let places =
            places.map(|((at, travel), ty)| ((vec![at.parse().expect("a pointer")], travel), ty));
        Report {
            places: places.into(),
            ..Report::default()
        }
    }

    #[test]
    fn examples_are_found_at_the_schema_and_at_what_it_is_the_schema_of() {
        let tree = json!({
            "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/A%20b"},
                "example": 1,
                "examples": {"own": {"value": 2}, "shared": {"$ref": "#/components/examples/e"}, "remote": {"externalValue": "x"}},
            }},
            "form": {"content": {"application/x-www-form-urlencoded": {"schema": {}, "example": {"a": "1"}}}},
            "components": {
                "schemas": {"A b": {"example": 4, "examples": [5, null]}},
                "examples": {"e": {"value": 3}},
            },
        });
        let report = report([
            (("/content/application~1json/schema", Both), TypeRef::String),
            (("/components/schemas/A b", Request), TypeRef::String),
            (("/components/schemas/A b", Response), TypeRef::Any),
            (
                (
                    "/form/content/application~1x-www-form-urlencoded/schema",
                    Both,
                ),
                TypeRef::Any,
            ),
            (("/nowhere", Both), TypeRef::Boolean),
        ]);
        let Examples { uses, types } = Examples::of(&tree, &report);
        let found: Vec<_> = uses
            .iter()
            .map(|it| (it.at.as_str(), it.ty, it.value.clone()))
            .collect();
        let schema = "/components/schemas/A b";
        assert_eq!(
            found,
            [
                (&*format!("{schema}/example"), 0, json!(4)),
                (&*format!("{schema}/examples/0"), 0, json!(5)),
                (&*format!("{schema}/examples/1"), 0, json!(null)),
                (&*format!("{schema}/example"), 1, json!(4)),
                (&*format!("{schema}/examples/0"), 1, json!(5)),
                (&*format!("{schema}/examples/1"), 1, json!(null)),
                ("/content/application~1json/example", 0, json!(1)),
                ("/content/application~1json/examples/own/value", 0, json!(2)),
                ("/components/examples/e/value", 0, json!(3)),
            ]
        );
        assert_eq!(types, [TypeRef::String, TypeRef::Any]);
    }

    #[test]
    fn references_in_a_circle_come_to_an_end() {
        let tree = json!({"a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}});
        let report = report([(("/a", Both), TypeRef::Any)]);
        assert!(Examples::of(&tree, &report).uses.is_empty());
    }
}
