//! Objects with properties, by themselves or merged by `allOf`.

use std::collections::{HashMap, HashSet};

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};

use super::Lowering;
use super::all_of::Member;
use super::failures::{Failures, Result};
use super::keywords::{Keywords, OBJECT};
use super::types::{Job, Shape};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::{self, TypeId};

/// A property as one of the merged schemas declares it.
struct Declared<'a> {
    name: &'a str,
    at: Pointer,
    schema: &'a ReferenceOr<Box<Schema>>,
}

impl Lowering<'_> {
    /// Lowers the objects that were met so far, and those that they reach.
    pub(super) fn lower_queued_objects(&mut self) {
        while let Some(job) = self.types.next_job() {
            let shape = self.object_shape(&job);
            self.types.finish(job.id, shape);
        }
    }

    fn object_shape(&mut self, job: &Job) -> Result<Shape> {
        let Job {
            id,
            at,
            schema,
            travel,
        } = job;
        let members = self.members(at, schema)?;
        let members: Vec<(&Member, Keywords<'_>)> = members
            .iter()
            .map(|member| (member, Keywords::of(&member.schema.schema_kind)))
            .collect();
        let mut failures = Failures::default();
        let declared = self.declared_properties(&members, &mut failures);
        let required = required(&members);
        let mut properties = Vec::new();
        let mut parts = Vec::new();
        for Declared { name, at, schema } in &declared {
            if self.travels(at, *travel) {
                let required = required.iter().any(|(required, _)| required == name);
                let property = self.property(*id, at, name, required, schema, *travel);
                if let Some(property) = failures.part(property) {
                    properties.push(property);
                    parts.push(at.clone());
                }
            }
        }
        for (name, at) in required {
            if declared.iter().all(|declared| declared.name != name) {
                properties.push(self.undeclared(name, &at));
                parts.push(at);
            }
        }
        let additional = failures
            .part(self.additional(*id, &members, *travel))
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

    /// The properties of all members, each name once, in the order in which the names come first.
    fn declared_properties<'a>(
        &mut self,
        members: &[(&'a Member, Keywords<'a>)],
        failures: &mut Failures,
    ) -> Vec<Declared<'a>> {
        let mut all: Vec<Declared<'a>> = Vec::new();
        let mut positions: HashMap<&'a str, usize> = HashMap::new();
        for (member, keywords) in members {
            // `schemas` does not look at the members of `allOf` that are merged here.
            self.ignored(&member.at, keywords, OBJECT);
            let properties = member.at.child("properties");
            for &(name, schema) in &keywords.properties {
                let declared = Declared {
                    name,
                    at: properties.child(name),
                    schema,
                };
                let Some(first) = positions
                    .get(name)
                    .and_then(|&position| all.get_mut(position))
                else {
                    positions.insert(name, all.len());
                    all.push(declared);
                    continue;
                };
                // A value must keep what both say, so the one that says all that the other says is the one that counts.
                if self.says_as_much(&first.at, &declared.at) {
                    continue;
                }
                if self.says_as_much(&declared.at, &first.at) {
                    *first = declared;
                    continue;
                }
                let diagnostic = Diagnostic::error(
                    Code::ConflictingProperties,
                    declared.at,
                    format!(
                        "two schemas of one `allOf` describe the property `{name}` differently"
                    ),
                    "describe it in one of them only, or the same way in both",
                )
                .with_related(first.at.clone(), "the other description");
                failures.add(self.fail(diagnostic));
            }
        }
        all
    }

    fn property(
        &mut self,
        owner: TypeId,
        at: &Pointer,
        name: &str,
        required: bool,
        schema: &ReferenceOr<Box<Schema>>,
        travel: ir::Direction,
    ) -> Result<ir::Property> {
        let name = ir::WireName(name.to_owned());
        let usage = ir::Use::Property {
            owner,
            name: name.clone(),
        };
        let lowered = self.value(at, schema, &usage, travel)?;
        Ok(ir::Property {
            name,
            required,
            boxed: false,
            docs: lowered.docs,
            deprecation: lowered.deprecation,
            value: lowered.value,
            default: lowered.default,
        })
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
            value: super::schemas::plain(ir::TypeRef::Any),
            default: None,
        }
    }

    /// The values of properties that are not listed. Where the document just allows them they are ignored, which keeps
    /// answers readable; where it forbids them, an answer that has some all the same is read, too.
    fn additional(
        &mut self,
        owner: TypeId,
        members: &[(&Member, Keywords<'_>)],
        travel: ir::Direction,
    ) -> Result<Option<ir::Value>> {
        let mut found: Option<(Pointer, ir::Value)> = None;
        for (member, keywords) in members {
            let schema = match keywords.additional {
                None | Some(AdditionalProperties::Any(_)) => continue,
                Some(AdditionalProperties::Schema(schema)) => schema,
            };
            let at = member.at.child("additionalProperties");
            let usage = ir::Use::AdditionalProperty { owner };
            let value = self.value(&at, schema.as_ref(), &usage, travel)?.value;
            match &found {
                None => found = Some((at, value)),
                Some((_, first)) if *first == value => {}
                Some((first, _)) => {
                    let diagnostic = Diagnostic::error(
                        Code::ConflictingProperties,
                        at,
                        "two schemas of one `allOf` describe the properties that are not listed differently",
                        "describe them in one of them only, or the same way in both",
                    )
                    .with_related(first.clone(), "the other description");
                    return Err(self.fail(diagnostic));
                }
            }
        }
        Ok(found.map(|(_, value)| value))
    }
}

/// The names that one of the members requires, each once, and where.
fn required<'a>(members: &[(&'a Member, Keywords<'a>)]) -> Vec<(&'a str, Pointer)> {
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for (member, keywords) in members {
        let list = member.at.child("required");
        for (index, name) in keywords
            .required
            .iter()
            .enumerate()
            .filter(|(_, name)| seen.insert(name.as_str()))
        {
            all.push((name.as_str(), list.index(index)));
        }
    }
    all
}
