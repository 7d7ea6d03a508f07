//! Whether a value came back as it was.
//!
//! Equal means equal as JSON, numbers by their value. A property that no type at its place knows may be missing
//! afterwards: the document does not describe it, and answers are lenient.

use std::collections::BTreeSet;

use serde_json::{Number, Value};
use specwright::ir::{Api, Shape, TypeId, TypeRef};

/// What a comparison found.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// What is not as it was, each with its place.
    pub(super) differences: Vec<String>,
    /// Properties that are gone although a type of their place knows them: one of several, and the value is held by
    /// another. A union takes a type that keeps everything, so none of them fits the value as a whole.
    pub(super) unfit: Vec<String>,
    /// How many properties are gone that no type knows.
    pub(super) ignored: usize,
}

/// Compares a value with what came back after it had been held by the type `ty`.
pub(super) fn compare(api: &Api, ty: &TypeRef, before: &Value, after: &Value) -> Compared {
    let mut comparison = Comparison {
        api,
        found: Compared::default(),
    };
    comparison.values(&[ty], before, after, "");
    comparison.found
}

struct Comparison<'a> {
    api: &'a Api,
    found: Compared,
}

impl<'a> Comparison<'a> {
    /// `types` are those that the value may have: more than one under a union.
    fn values(&mut self, types: &[&'a TypeRef], before: &Value, after: &Value, at: &str) {
        match (before, after) {
            (Value::Object(before), Value::Object(after)) => {
                let known = Known::of(self.api, types);
                for (name, value) in before {
                    let at = format!("{at}/{name}");
                    let inner = known.property(name);
                    match after.get(name) {
                        Some(other) => self.values(&inner, value, other, &at),
                        None if inner.is_empty() => self.found.ignored += 1,
                        None if inner.len() < known.shapes => self.found.unfit.push(format!(
                            "{at}: it is gone, because the type that knows it does not fit the rest"
                        )),
                        None => self.differ(&at, "it is gone"),
                    }
                }
                for name in after.keys().filter(|name| !before.contains_key(*name)) {
                    self.differ(&format!("{at}/{name}"), "it was not there");
                }
            }
            (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
                let known = Known::of(self.api, types);
                for (index, (value, other)) in before.iter().zip(after).enumerate() {
                    let inner = known.element(index);
                    self.values(&inner, value, other, &format!("{at}/{index}"));
                }
            }
            (Value::Number(before), Value::Number(after)) if equal(before, after) => {}
            (before, after) if before == after => {}
            (before, after) => {
                self.differ(at, &format!("{} became {}", short(before), short(after)))
            }
        }
    }

    fn differ(&mut self, at: &str, what: &str) {
        let at = if at.is_empty() { "the value" } else { at };
        self.found.differences.push(format!("{at}: {what}"));
    }
}

fn equal(a: &Number, b: &Number) -> bool {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a == b,
        #[expect(clippy::float_cmp, reason = "what was written must be read the same")]
        _ => a.as_f64() == b.as_f64(),
    }
}

fn short(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        text
    } else {
        text.chars().take(LONGEST).chain(['…']).collect()
    }
}

/// What the types of one place know of the values inside.
#[derive(Default)]
struct Known<'a> {
    /// How many types can hold an object here.
    shapes: usize,
    properties: Vec<(&'a str, &'a TypeRef)>,
    /// Of properties that are not listed.
    others: Vec<&'a TypeRef>,
    elements: Vec<&'a TypeRef>,
    tuples: Vec<&'a [TypeRef]>,
}

impl<'a> Known<'a> {
    fn of(api: &'a Api, types: &[&'a TypeRef]) -> Self {
        let mut known = Self::default();
        let mut seen: BTreeSet<TypeId> = BTreeSet::new();
        let mut open = types.to_vec();
        while let Some(ty) = open.pop() {
            match ty {
                // It loses nothing, however deep.
                TypeRef::Any => {
                    known.shapes += 1;
                    known.others.push(ty);
                    known.elements.push(ty);
                }
                TypeRef::Tuple(elements) => known.tuples.push(elements),
                TypeRef::Array(inner) => known.elements.push(inner),
                TypeRef::Map(inner) => {
                    known.shapes += 1;
                    known.others.push(inner);
                }
                TypeRef::Nullable(inner) => open.push(inner),
                TypeRef::Named(id) if seen.insert(*id) => {
                    if let Some(ty) = api.types.get(id.0) {
                        known.shape(&ty.shape, &mut open);
                    }
                }
                _ => {}
            }
        }
        known
    }

    fn shape(&mut self, shape: &'a Shape, open: &mut Vec<&'a TypeRef>) {
        match shape {
            Shape::Object(object) => {
                self.shapes += 1;
                let properties = object.properties.iter();
                self.properties
                    .extend(properties.map(|it| (it.name.as_str(), &it.value.ty)));
                self.others
                    .extend(object.additional.iter().map(|it| &it.ty));
            }
            Shape::Union(union) => open.extend(union.variants.iter().map(|it| &it.value.ty)),
            Shape::Alias(value) => open.push(&value.ty),
            // Values of these hold none, or are never read.
            Shape::Enum(_) | Shape::Text(_) | Shape::Multipart(_) => {}
        }
    }

    fn property(&self, name: &str) -> Vec<&'a TypeRef> {
        let own = self.properties.iter().filter(|(it, _)| *it == name);
        own.map(|(_, ty)| *ty)
            .chain(self.others.iter().copied())
            .collect()
    }

    fn element(&self, index: usize) -> Vec<&'a TypeRef> {
        let places = self.tuples.iter().filter_map(|tuple| tuple.get(index));
        places.chain(self.elements.iter().copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use specwright::ir::{
        self, Api, Direction, Docs, Object, Property, Rules, Shape, TypeId, TypeRef, Union, Use,
        Variant, WireName,
    };

    use super::compare;

    fn name(text: &str) -> WireName {
        WireName(text.to_owned())
    }

    fn value(ty: TypeRef) -> ir::Value {
        ir::Value {
            ty,
            rules: Rules::default(),
        }
    }

    fn object(properties: &[(&str, TypeRef)]) -> Shape {
        let properties = properties.iter().map(|(wire, ty)| Property {
            name: name(wire),
            required: false,
            boxed: false,
            docs: Docs::default(),
            deprecation: None,
            value: value(ty.clone()),
            default: None,
        });
        Shape::Object(Object {
            properties: properties.collect(),
            additional: None,
        })
    }

    fn union(variants: &[TypeRef]) -> Shape {
        let variants = variants.iter().map(|ty| Variant {
            label: name("v"),
            tags: Vec::new(),
            boxed: false,
            docs: Docs::default(),
            value: value(ty.clone()),
        });
        Shape::Union(Union {
            tag: None,
            variants: variants.collect(),
        })
    }

    /// An API of these types only.
    fn api_of(shapes: Vec<Shape>) -> Api {
        let types = shapes.into_iter().map(|shape| ir::Type {
            uses: vec![Use::Component(name("T"))],
            direction: Direction::Both,
            docs: Docs::default(),
            deprecation: None,
            shape,
        });
        Api {
            title: String::new(),
            version: String::new(),
            description: None,
            servers: Vec::new(),
            security_schemes: Vec::new(),
            types: types.collect(),
            operations: Vec::new(),
            document_sha256: String::new(),
        }
    }

    fn api() -> Api {
        api_of(Vec::new())
    }

    #[test]
    fn only_what_no_type_knows_may_be_gone() {
        let named = |index| TypeRef::Named(TypeId(index));
        let inner = TypeRef::Nullable(Box::new(named(0)));
        let api = api_of(vec![
            object(&[("a", TypeRef::String), ("inner", inner)]),
            object(&[("b", TypeRef::String)]),
            union(&[named(0), named(1)]),
            union(&[named(1), TypeRef::Array(Box::new(TypeRef::String))]),
        ]);
        let before = json!({"a": "1", "x": 2, "inner": {"a": "3", "x": {"y": 4}}});
        let trimmed = json!({"a": "1", "inner": {"a": "3"}});
        let found = compare(&api, &named(0), &before, &trimmed);
        assert_eq!(
            (found.differences, found.unfit, found.ignored),
            (vec![], vec![], 2)
        );
        let lost = compare(&api, &named(0), &before, &json!({"a": "1", "inner": {}}));
        assert_eq!(lost.differences, ["/inner/a: it is gone"]);

        // The first type has no `b`, so the loss is not that of the value's type alone.
        let both = json!({"a": "1", "b": "2"});
        let found = compare(&api, &named(2), &both, &json!({"a": "1"}));
        assert_eq!((found.differences.len(), found.unfit.len()), (0, 1));
        // Of the last union only one can hold an object.
        let found = compare(&api, &named(3), &json!({"b": "1"}), &json!({}));
        assert_eq!(found.differences, ["/b: it is gone"]);
    }

    fn differences(ty: &TypeRef, before: &Value, after: &Value) -> Vec<String> {
        compare(&api(), ty, before, after).differences
    }

    #[test]
    fn numbers_are_equal_by_value() {
        for (before, after, equal) in [
            (json!(1), json!(1.0), true),
            (json!(1.5), json!(1.5), true),
            (json!(u64::MAX), json!(u64::MAX), true),
            (json!(u64::MAX), json!(u64::MAX - 1), false),
            (json!(1), json!("1"), false),
            (json!(1), json!(2), false),
        ] {
            let found = differences(&TypeRef::Any, &before, &after);
            assert_eq!(found.is_empty(), equal, "{before} {after}: {found:?}");
        }
    }

    #[test]
    fn what_is_gone_from_a_map_or_from_any_value_is_lost() {
        let before = json!({"a": [{"b": 1}]});
        for (ty, after, lost) in [
            (TypeRef::Any, json!({}), "/a: it is gone"),
            (
                TypeRef::Map(Box::new(TypeRef::Any)),
                json!({}),
                "/a: it is gone",
            ),
            (TypeRef::Any, json!({"a": [{}]}), "/a/0/b: it is gone"),
            (TypeRef::Any, json!({"a": []}), "/a: [{\"b\":1}] became []"),
            (
                TypeRef::Any,
                json!({"a": [{"b": 1, "c": null}]}),
                "/a/0/c: it was not there",
            ),
        ] {
            assert_eq!(differences(&ty, &before, &after), [lost]);
        }
    }
}
