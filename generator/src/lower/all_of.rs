//! `allOf` (`OpenAPI` 3.0.4, section 4.8.24.2): one schema under other texts, or objects merged into one.

use std::collections::HashSet;
use std::rc::Rc;

use openapiv3::{ReferenceOr, Schema, SchemaData};
use serde_json::Value;

use super::Lowering;
use super::failures::{Failures, Result};
use super::keywords::Keywords;
use super::operations::docs;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir;
use crate::load::Located;

/// How many schemas with `allOf` may stand one in the other. Real documents need five or six.
const MAX_DEPTH: usize = 64;

/// One of the objects that make up an object.
pub(super) struct Member {
    pub(super) at: Pointer,
    pub(super) schema: Rc<Schema>,
}

/// The one member of an `allOf` that describes values, with what the members beside it add.
pub(super) struct Alone<'a> {
    pub(super) at: Pointer,
    pub(super) schema: &'a ReferenceOr<Schema>,
    pub(super) nullable: bool,
    pub(super) docs: ir::Docs,
    pub(super) deprecation: Option<ir::Deprecation>,
    pub(super) default: Option<String>,
}

impl Lowering<'_> {
    /// The one member, where an `allOf` is there only to put texts or `nullable` beside it. `OpenAPI` 3.0 needs this
    /// because nothing may stand beside `$ref`.
    pub(super) fn alone<'a>(&mut self, at: &Pointer, keywords: &Keywords<'a>) -> Option<Alone<'a>> {
        // `type: object` is often repeated beside the reference.
        if keywords
            .present()
            .iter()
            .any(|keyword| *keyword != "allOf" && *keyword != "type")
        {
            return None;
        }
        let list = at.child("allOf");
        let mut alone: Option<Alone<'a>> = None;
        let mut beside = Vec::new();
        for (index, member) in keywords.all_of.iter().enumerate() {
            let at = list.index(index);
            match member {
                ReferenceOr::Item(schema) if says_nothing_of_values(schema) => {
                    beside.push((at, &schema.schema_data));
                }
                ReferenceOr::Item(_) | ReferenceOr::Reference { reference: _ }
                    if alone.is_some() =>
                {
                    return None;
                }
                ReferenceOr::Item(_) | ReferenceOr::Reference { reference: _ } => {
                    alone = Some(Alone {
                        at,
                        schema: member,
                        nullable: false,
                        docs: ir::Docs::default(),
                        deprecation: None,
                        default: None,
                    });
                }
            }
        }
        let mut alone = alone?;
        for (at, data) in beside {
            let SchemaData {
                nullable,
                // Read by `directions` and `deprecations`.
                read_only: _,
                write_only: _,
                deprecated: _,
                extensions: _,
                external_docs,
                // See `schemas`.
                example: _,
                title,
                description,
                // Absent, or the member would say something of values.
                discriminator: _,
                default,
            } = data;
            alone.nullable |= nullable;
            alone.docs = alone.docs.or(docs(
                title.clone(),
                description.clone(),
                external_docs.clone(),
            ));
            alone.deprecation = alone.deprecation.or_else(|| self.deprecation(&at));
            alone.default = alone
                .default
                .or_else(|| default.as_ref().map(ToString::to_string));
        }
        Some(alone)
    }

    /// The objects that the schema at `at` is made of, those of `allOf` before the schema itself. Just the schema where
    /// it has no `allOf`.
    pub(super) fn members(&mut self, at: &Pointer, schema: &Rc<Schema>) -> Result<Vec<Member>> {
        let mut members = Vec::new();
        let mut merge = Merge {
            open: Vec::new(),
            done: HashSet::new(),
        };
        self.merge(at, schema, &mut merge, &mut members)?;
        Ok(members)
    }

    fn merge(
        &mut self,
        at: &Pointer,
        schema: &Rc<Schema>,
        merge: &mut Merge,
        members: &mut Vec<Member>,
    ) -> Result<()> {
        // The same object twice adds nothing.
        if !merge.done.insert(at.clone()) {
            return Ok(());
        }
        let keywords = Keywords::of(&schema.schema_kind);
        self.composed(at, &keywords)?;
        let is_object = match keywords.ty {
            None => !keywords.enumeration && keywords.items.is_none(),
            Some(ty) => ty == "object" && !keywords.enumeration,
        };
        if schema.schema_data.discriminator.is_some() || !is_object {
            return Err(self.fail(Diagnostic::error(
                Code::UnsupportedAllOf,
                at,
                "an `allOf` of several schemas is handled only where each is an object without a discriminator",
                "describe the value by one schema",
            )));
        }
        merge.open.push(at.clone());
        let mut failures = Failures::default();
        let list = at.child("allOf");
        for (index, member) in keywords.all_of.iter().enumerate() {
            let at = list.index(index);
            let merged = match member {
                ReferenceOr::Item(schema) => {
                    self.merge(&at, &Rc::new(schema.clone()), merge, members)
                }
                ReferenceOr::Reference { reference: _ } => self.merge_target(&at, merge, members),
            };
            failures.part(merged);
        }
        merge.open.pop();
        members.push(Member {
            at: at.clone(),
            schema: Rc::clone(schema),
        });
        failures.whole(())
    }

    fn merge_target(
        &mut self,
        at: &Pointer,
        merge: &mut Merge,
        members: &mut Vec<Member>,
    ) -> Result<()> {
        let Located {
            at: target,
            value: schema,
        } = self.target(at)?;
        if merge.open.contains(&target) {
            let diagnostic = Diagnostic::error(
                Code::CircularSchema,
                at,
                "the schema is part of itself through `allOf`",
                "remove this reference",
            )
            .with_related(target, "this is the schema");
            return Err(self.fail(diagnostic));
        }
        if merge.open.len() >= MAX_DEPTH {
            return Err(self.fail(Diagnostic::error(
                Code::TooDeep,
                at,
                format!("more than {MAX_DEPTH} schemas with `allOf` stand one in the other"),
                "merge some of them by hand",
            )));
        }
        self.merge(&target, &schema, merge, members)
    }

    /// Whether the schema at `first` says everything of a value that the one at `second` says. Keywords are only compared,
    /// not understood: that is enough for a schema that is repeated, and for one that adds to another.
    pub(super) fn says_as_much(&self, first: &Pointer, second: &Pointer) -> bool {
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

/// Where a merge stands.
struct Merge {
    /// The schemas that are being merged, one inside the other.
    open: Vec<Pointer>,
    done: HashSet<Pointer>,
}

fn says_nothing_of_values(schema: &Schema) -> bool {
    schema.schema_data.discriminator.is_none()
        && Keywords::of(&schema.schema_kind).present().is_empty()
}

/// Keywords for people, which say nothing about values.
fn is_text(keyword: &str) -> bool {
    matches!(
        keyword,
        "title" | "description" | "example" | "externalDocs" | "deprecated" | "default"
    ) || keyword.starts_with("x-")
}
