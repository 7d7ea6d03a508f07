//! Objects with properties, by themselves or merged by `allOf`.

use std::collections::HashMap;

use super::Lowering;
use super::failures::{Failures, Result};
use super::flat::Flat;
use super::schema::Additional;
use super::schemas::{Lowered, plain};
use super::types::{Head, Job, Shape};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::{self, TypeId, TypeRef};

/// A property with all places that describe it.
struct Declared<'a> {
    name: &'a str,
    at: Vec<Pointer>,
}

impl<'a> Lowering<'a> {
    /// The type of a conjunction whose values are objects: a map, any value at all or, most often, an object type, which
    /// is lowered later.
    pub(super) fn object(
        &mut self,
        flat: Flat<'a>,
        head: &Head<'_>,
        direction: ir::Direction,
        travel: ir::Direction,
    ) -> Result<ir::Value> {
        let schemas = || flat.members.iter().map(|member| &member.schema);
        let mut rules = ir::Rules {
            min_properties: schemas().filter_map(|schema| schema.min_properties).max(),
            max_properties: schemas().filter_map(|schema| schema.max_properties).min(),
            ..ir::Rules::default()
        };
        let has_properties = flat.tag().is_some()
            || schemas().any(|schema| schema.properties.is_some() || !schema.required.is_empty());
        if !has_properties {
            let usage = head.usage.element();
            if let Some(values) = self.additional(&flat, &usage, travel)? {
                rules.items = values.rules.boxed();
                return Ok(ir::Value {
                    ty: TypeRef::Map(Box::new(values.ty)),
                    rules,
                });
            }
            // An object of which nothing more is said is any JSON value, because servers are known to send texts where
            // their documents say no more than `object`, and a client that insists would lose the answer.
            if schemas().all(|schema| schema.additional == Additional::Open) {
                return Ok(plain(TypeRef::Any));
            }
        }
        let id = self.types.object(head, direction, travel, flat);
        Ok(ir::Value {
            ty: TypeRef::Named(id),
            rules,
        })
    }

    /// Lowers the objects that were met so far, and those that they reach.
    pub(super) fn lower_queued_objects(&mut self) {
        while let Some(job) = self.types.next_job() {
            let shape = self.object_shape(&job);
            self.types.finish(job.id, shape);
        }
    }

    fn object_shape(&mut self, job: &Job<'a>) -> Result<Shape> {
        let Job { id, flat, travel } = job;
        let mut failures = Failures::default();
        let declared = declared_properties(flat);
        let required = required(flat);
        let mut properties = Vec::new();
        let mut parts = Vec::new();
        for Declared { name, at } in &declared {
            // A property that one of the schemas takes out of one way is not there, whatever the others say.
            if !at.iter().all(|at| self.travels(at, *travel)) {
                continue;
            }
            let property = self.property(*id, name, at, required.contains_key(name), *travel);
            if let Some(property) = failures.part(property) {
                properties.push(property);
                parts.push(at.first().cloned().unwrap_or_default());
            }
        }
        let mut undeclared: Vec<_> = required
            .into_iter()
            .filter(|(name, _)| declared.iter().all(|declared| declared.name != *name))
            .collect();
        undeclared.sort_by_key(|(_, (position, _))| *position);
        for (name, (_, at)) in undeclared {
            properties.push(self.undeclared(name, &at));
            parts.push(at);
        }
        if let Some(tag) = flat.tag()
            && properties.iter().all(|it| it.name.as_str() != tag)
        {
            properties.insert(0, tag_property(tag));
            parts.insert(0, flat.at());
        }
        let usage = ir::Use::AdditionalProperty { owner: *id };
        let additional = failures
            .part(self.additional(flat, &usage, *travel))
            .flatten();
        let object = ir::Object {
            properties,
            additional,
        };
        failures.whole(Shape {
            shape: ir::Shape::Object(object),
            parts,
        })
    }

    fn property(
        &mut self,
        owner: TypeId,
        name: &str,
        at: &[Pointer],
        required: bool,
        travel: ir::Direction,
    ) -> Result<ir::Property> {
        let name = ir::WireName(name.to_owned());
        let usage = ir::Use::Property {
            owner,
            name: name.clone(),
        };
        let Lowered {
            value,
            docs,
            deprecation,
            default,
        } = match at {
            [at] => self.value(at, &usage, travel)?,
            several => match self.most_telling(several) {
                Some(at) => self.value(&at, &usage, travel)?,
                None => self.together(several, &usage, travel)?,
            },
        };
        Ok(ir::Property {
            name,
            required,
            boxed: false,
            docs,
            deprecation,
            value,
            default,
        })
    }

    /// The one of several descriptions that says all that the others say.
    fn most_telling(&self, places: &[Pointer]) -> Option<Pointer> {
        let says_all = |at: &&Pointer| places.iter().all(|other| self.says_as_much(at, other));
        places.iter().find(says_all).cloned()
    }

    /// `required` names a property that `properties` does not have. It must be there all the same, so a client must be
    /// able to send it.
    fn undeclared(&mut self, name: &str, at: &Pointer) -> ir::Property {
        self.diagnostics.push(Diagnostic::warning(
            Code::UndeclaredProperty,
            at,
            format!("`{name}` is required, but `properties` does not say what it is"),
            format!("describe `{name}` under `properties`, or remove it here; until then it is any JSON value"),
        ));
        ir::Property {
            name: ir::WireName(name.to_owned()),
            required: true,
            boxed: false,
            docs: ir::Docs::default(),
            deprecation: None,
            value: plain(TypeRef::Any),
            default: None,
        }
    }

    /// The values of properties that are not listed. Where the document just allows them they are ignored, which keeps
    /// answers readable; where it forbids them, an answer that has some all the same is read, too.
    fn additional(
        &mut self,
        flat: &Flat<'a>,
        usage: &ir::Use,
        travel: ir::Direction,
    ) -> Result<Option<ir::Value>> {
        let places = flat.below("additionalProperties", |schema| {
            schema.additional == Additional::Schema
        });
        // Which pattern a name keeps is no matter of types, so a value is any of those that some name can have.
        let lists = flat.members.iter().filter_map(|member| {
            let patterns = member.schema.pattern_properties?;
            Some((member.at.child("patternProperties"), patterns))
        });
        let by_pattern = lists.clone().flat_map(|(list, patterns)| {
            let names: Vec<_> = patterns.keys().map(|name| list.child(name)).collect();
            names
        });
        let named: Vec<Pointer> = by_pattern.chain(places.iter().cloned()).collect();
        if let (Some((list, _)), Some((first, rest))) = (lists.clone().next(), named.split_first())
        {
            return if rest.iter().all(|at| self.says_as_much(first, at)) {
                Ok(Some(plain(self.value(first, usage, travel)?.value.ty)))
            } else {
                Ok(Some(self.one_of(&list, &named, usage, travel)?))
            };
        }
        match places.as_slice() {
            [] => Ok(None),
            [at] => Ok(Some(self.value(at, usage, travel)?.value)),
            several => Ok(Some(self.together(several, usage, travel)?.value)),
        }
    }

    /// Whether the schema at `first` says everything of a value that the one at `second` says. Keywords are only compared,
    /// not understood: that is enough for a schema that is repeated, and for one that adds to another.
    fn says_as_much(&self, first: &Pointer, second: &Pointer) -> bool {
        use serde_json::Value;
        let follow = |at: &Pointer| self.document.follow(at).unwrap_or_else(|_| at.clone());
        let (first, second) = (follow(first), follow(second));
        if first == second {
            return true;
        }
        let (Some(Value::Object(first)), Some(Value::Object(second))) =
            (self.document.get(&first), self.document.get(&second))
        else {
            return false;
        };
        let repeated = |(keyword, value): (&String, &Value)| {
            is_text(keyword) || first.get(keyword) == Some(value)
        };
        // These two loosen what stands beside them, so that more keywords do not mean more said.
        let loosens = |keyword: &str| first.get(keyword) != second.get(keyword);
        second.iter().all(repeated) && !loosens("nullable") && !loosens("additionalProperties")
    }
}

/// The property of a discriminator, for a schema that leaves it to others to describe it: without it the value would not
/// say what it is.
fn tag_property(name: &str) -> ir::Property {
    ir::Property {
        name: ir::WireName(name.to_owned()),
        required: true,
        boxed: false,
        docs: ir::Docs::default(),
        deprecation: None,
        value: plain(TypeRef::String),
        default: None,
    }
}

/// The properties of all members, each name once, in the order in which the names come first.
fn declared_properties<'a>(flat: &Flat<'a>) -> Vec<Declared<'a>> {
    let mut all: Vec<Declared<'a>> = Vec::new();
    let mut positions: HashMap<&'a str, usize> = HashMap::new();
    for member in &flat.members {
        let properties = member.at.child("properties");
        for name in member
            .schema
            .properties
            .into_iter()
            .flat_map(|it| it.keys())
        {
            let at = properties.child(name);
            let known = positions.get(name.as_str()).and_then(|it| all.get_mut(*it));
            if let Some(declared) = known {
                declared.at.push(at);
            } else {
                positions.insert(name, all.len());
                all.push(Declared { name, at: vec![at] });
            }
        }
    }
    all
}

/// The names that one of the members requires, each with its position among all and where it stands.
fn required<'a>(flat: &Flat<'a>) -> HashMap<&'a str, (usize, Pointer)> {
    let mut all = HashMap::new();
    for member in &flat.members {
        let list = member.at.child("required");
        for (index, name) in member.schema.required.iter().copied().enumerate() {
            let position = all.len();
            all.entry(name).or_insert((position, list.index(index)));
        }
    }
    all
}

/// Keywords for people, which say nothing about values.
fn is_text(keyword: &str) -> bool {
    matches!(
        keyword,
        "title"
            | "description"
            | "example"
            | "examples"
            | "externalDocs"
            | "deprecated"
            | "default"
    ) || keyword.starts_with("x-")
}
