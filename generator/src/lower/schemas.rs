//! Schema Objects (`OpenAPI` 3.0.4, section 4.8.24): which type the values of a schema have, and which limits.
//!
//! The way of every schema: [`Lowering::value`] goes through schemas that only refer to another one and keeps what they
//! say beside it; [`Lowering::conjunction`] gives what is left its type, once for all places that use it.

use std::collections::HashSet;

use super::Lowering;
use super::failures::Result;
use super::flat::{Flat, Root};
use super::schema::{Kind, Schema, members};
use super::types::{Head, Known, Shape};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::{self, TypeRef};

/// How many schemas that are no objects may stand one in the other. Real documents need four or five.
const MAX_EXPANDING: usize = 64;

/// What a schema says about a place that uses it.
#[derive(Default)]
pub(super) struct Beside {
    pub(super) docs: ir::Docs,
    pub(super) deprecation: Option<ir::Deprecation>,
    pub(super) default: Option<String>,
    pub(super) is_nullable: bool,
}

/// What a schema says about a place that uses it, its type included.
pub(super) struct Lowered {
    pub(super) value: ir::Value,
    pub(super) docs: ir::Docs,
    pub(super) deprecation: Option<ir::Deprecation>,
    pub(super) default: Option<String>,
}

/// Where a schema that only refers to another one leads.
struct Alias {
    to: Pointer,
    /// Members of the same `allOf` that only hold texts.
    beside: Vec<Pointer>,
    /// `null` is the other choice.
    is_nullable: bool,
}

impl<'a> Lowering<'a> {
    /// What the schema at `at` says about a place: `usage` tells which, and `travel` which way its values go.
    pub(super) fn value(
        &mut self,
        at: &Pointer,
        usage: &ir::Use,
        travel: ir::Direction,
    ) -> Result<Lowered> {
        let mut beside = Beside::default();
        let mut here = at.clone();
        let component = self.component(at);
        let mut is_component = component.is_some();
        let mut usage = component.unwrap_or_else(|| usage.clone());
        let mut seen = HashSet::new();
        let mut schema = self.schema_at(&here);
        while let Some(alias) = self.alias(&here, &schema)? {
            if !seen.insert(here.clone()) {
                return Err(self.circular(&here));
            }
            self.note_beside(&mut beside, &here, &schema);
            for at in &alias.beside {
                let schema = self.schema_at(at);
                self.note_beside(&mut beside, at, &schema);
            }
            beside.is_nullable |= alias.is_nullable;
            here = alias.to;
            if let Some(component) = self.component(&here) {
                usage = component;
                is_component = true;
            }
            schema = self.schema_at(&here);
        }
        let docs = schema.docs();
        let deprecation = self.deprecation(&here);
        let head = Head {
            at: &here,
            usage: &usage,
            docs: &docs,
            deprecation: deprecation.as_ref(),
        };
        let value = self.conjunction(&[Root::of(here.clone())], &head, travel)?;
        let tells_of_itself = is_component && matches!(value.ty.without_null(), TypeRef::Named(_));
        let own = if tells_of_itself {
            // The type carries its texts itself.
            Beside::default()
        } else {
            Beside {
                docs,
                deprecation,
                ..Beside::default()
            }
        };
        let default = schema.default.map(ToString::to_string);
        let ir::Value { ty, rules } = value;
        let value = ir::Value {
            ty: ty.nullable(beside.is_nullable),
            rules,
        };
        for at in [at.clone(), here] {
            self.report.place(&[at], travel, &value.ty);
        }
        Ok(Lowered {
            value,
            docs: beside.docs.or(own.docs),
            deprecation: beside.deprecation.or(own.deprecation),
            default: beside.default.or(default),
        })
    }

    /// The schema that one leads to which only refers to another.
    pub(super) fn end_of(&mut self, at: &Pointer) -> Pointer {
        let mut here = at.clone();
        let mut seen = HashSet::new();
        while seen.insert(here.clone()) {
            let schema = self.schema_at(&here);
            match self.alias(&here, &schema) {
                Ok(Some(alias)) => here = alias.to,
                _ => break,
            }
        }
        here
    }

    fn note_beside(&mut self, beside: &mut Beside, at: &Pointer, schema: &Schema<'a>) {
        // In 3.0 nothing beside `$ref` counts.
        if schema.is_reference && !self.has_siblings() {
            return;
        }
        beside.docs = std::mem::take(&mut beside.docs).or(schema.docs());
        beside.is_nullable |= schema.nullable;
        beside.deprecation = beside.deprecation.take().or_else(|| self.deprecation(at));
        let default = || schema.default.map(ToString::to_string);
        beside.default = beside.default.take().or_else(default);
    }

    /// Where the schema at `at` leads, if all that it says of values is that they are those of another schema: a reference,
    /// or an `allOf`, `oneOf` or `anyOf` of one. `OpenAPI` 3.0 needs this where texts or `nullable` are to stand beside
    /// `$ref`.
    fn alias(&mut self, at: &Pointer, schema: &Schema<'a>) -> Result<Option<Alias>> {
        let alone = |to| Alias {
            to,
            beside: Vec::new(),
            is_nullable: false,
        };
        if schema.is_reference {
            let own = Schema {
                is_reference: false,
                ..schema.clone()
            };
            if self.has_siblings() && own.says_something() {
                return Ok(None);
            }
            let target = self
                .document
                .follow(at)
                .map_err(|diagnostic| self.unreadable(at, *diagnostic))?;
            return Ok(Some(alone(target)));
        }
        // `type: object` is often repeated beside the reference.
        let own_types = schema.types.is_empty() || schema.types == [Kind::Object];
        if !own_types
            || schema.is_null
            || schema.format.is_some()
            || schema.enumeration.is_some()
            || schema.discriminator.is_some()
            || !schema.keywords().is_empty()
        {
            return Ok(None);
        }
        match (schema.all_of, schema.one_of, schema.any_of) {
            (1.., 0, 0) => {
                let (mut saying, beside): (Vec<_>, Vec<_>) = members(at, "allOf", schema.all_of)
                    .into_iter()
                    .partition(|at| self.schema_at(at).says_something());
                Ok(match (saying.pop(), saying.pop()) {
                    (Some(to), None) => Some(Alias {
                        to,
                        beside,
                        is_nullable: false,
                    }),
                    _ => None,
                })
            }
            (0, count @ 1.., 0) | (0, 0, count @ 1..) if schema.types.is_empty() => {
                let keyword = if schema.one_of > 0 { "oneOf" } else { "anyOf" };
                let (nulls, mut others): (Vec<_>, Vec<_>) = members(at, keyword, count)
                    .into_iter()
                    .partition(|at| self.schema_at(at).is_null);
                Ok(match (others.pop(), others.pop()) {
                    (Some(to), None) => Some(Alias {
                        is_nullable: !nulls.is_empty(),
                        ..alone(to)
                    }),
                    _ => None,
                })
            }
            _ => Ok(None),
        }
    }

    fn circular(&mut self, at: &Pointer) -> super::Failed {
        self.fail(Diagnostic::error(
            Code::CircularSchema,
            at,
            "the schema is said to be itself, and so says nothing",
            "say what its values are",
        ))
    }

    /// The type and the limits of all values that keep what stands at `roots`, `null` included.
    pub(super) fn conjunction(
        &mut self,
        roots: &[Root],
        head: &Head<'_>,
        travel: ir::Direction,
    ) -> Result<ir::Value> {
        let differs = roots.iter().any(|root| self.differs(&root.at));
        let direction = if differs { travel } else { ir::Direction::Both };
        match self.types.known(roots, direction).cloned() {
            Some(Known::Done(known)) => {
                if let Ok(ir::Value { ty, rules: _ }) = &known
                    && let TypeRef::Named(id) = ty.without_null()
                {
                    self.types.used(*id, head);
                }
                return known;
            }
            // It holds itself with no object in between, so it needs a name to be spoken of.
            Some(Known::Open { id, is_met: _ }) => {
                let id = id.unwrap_or_else(|| self.types.open(head, direction));
                let known = Known::Open {
                    id: Some(id),
                    is_met: true,
                };
                self.types.know(roots, direction, known);
                return Ok(plain(TypeRef::Named(id)));
            }
            None => {}
        }
        if self.expanding >= MAX_EXPANDING {
            let at = roots.last().map_or(Pointer::ROOT, |root| root.at.clone());
            self.diagnostics.push(Diagnostic::flaw(
                Code::TooDeep,
                &at,
                format!(
                    "more than {MAX_EXPANDING} schemas that are no objects stand one in the other, so this one is any JSON value"
                ),
                "put an object in between",
            ));
            return Ok(plain(self.fallback(&at, "too deep")));
        }
        let known = Known::Open {
            id: None,
            is_met: false,
        };
        self.types.know(roots, direction, known);
        self.expanding += 1;
        let flat = self.flatten(roots.to_vec());
        let is_nullable = flat.is_nullable();
        let lowered = self.flat_value(flat, head, direction, travel);
        self.expanding -= 1;
        let lowered = lowered.map(|ir::Value { ty, rules }| ir::Value {
            ty: ty.nullable(is_nullable),
            rules,
        });
        let lowered = match self.types.known(roots, direction) {
            Some(Known::Open {
                id: Some(id),
                is_met: true,
            }) => {
                let id = *id;
                self.named_by_force(id, lowered, head)
            }
            _ => lowered,
        };
        self.types
            .know(roots, direction, Known::Done(lowered.clone()));
        lowered
    }

    /// What a conjunction is that was met inside of itself, and so was given the name `id` before it was known.
    fn named_by_force(
        &mut self,
        id: ir::TypeId,
        lowered: Result<ir::Value>,
        head: &Head<'_>,
    ) -> Result<ir::Value> {
        let ir::Value { ty, rules } = match lowered {
            Ok(value) => value,
            Err(failed) => {
                self.types.finish(id, Err(failed.clone()));
                return Err(failed);
            }
        };
        let is_nullable = matches!(ty, TypeRef::Nullable(_));
        if *ty.without_null() != TypeRef::Named(id) {
            let inner = match ty {
                TypeRef::Nullable(inner) => *inner,
                other => other,
            };
            let value = ir::Value { ty: inner, rules };
            self.types.finish(
                id,
                Ok(Shape {
                    shape: ir::Shape::Alias(value),
                    parts: Vec::new(),
                }),
            );
        }
        self.types.used(id, head);
        Ok(plain(TypeRef::Named(id).nullable(is_nullable)))
    }

    /// The type and the limits, `null` aside.
    fn flat_value(
        &mut self,
        flat: Flat<'a>,
        head: &Head<'_>,
        direction: ir::Direction,
        travel: ir::Direction,
    ) -> Result<ir::Value> {
        if flat.only().is_none() {
            if let Some(value) = self.enumeration(&flat, head) {
                return Ok(value);
            }
            if let Some(ty) = self.choice(&flat, head, direction, travel)? {
                return Ok(plain(ty));
            }
        }
        let kinds = self.kinds(&flat);
        for member in &flat.members {
            let named = member.schema.types.as_slice();
            let kinds = if named.is_empty() { &kinds } else { named };
            self.ignored(&member.at, &member.schema, |keyword| {
                means_something(keyword, kinds)
            });
        }
        match kinds.as_slice() {
            [] => Ok(plain(TypeRef::Any)),
            [Kind::String] => Ok(self.text(&flat, head)),
            [Kind::Integer] => Ok(super::numbers::integer(&flat)),
            [Kind::Number] | [Kind::Number, Kind::Integer] | [Kind::Integer, Kind::Number] => {
                Ok(super::numbers::number(&flat))
            }
            [Kind::Boolean] => Ok(plain(TypeRef::Boolean)),
            [Kind::Array] => match self.untyped_choice(&flat) {
                Some(items) => self.list_or_one(&flat, items, head, direction, travel),
                None => self.array(&flat, head, travel),
            },
            [Kind::Object] => self.object(flat, head, direction, travel),
            several => self.union_of_kinds(&flat, several, head, direction, travel),
        }
    }

    fn array(
        &mut self,
        flat: &Flat<'a>,
        head: &Head<'_>,
        travel: ir::Direction,
    ) -> Result<ir::Value> {
        // Rust's tuples have impls up to twelve.
        const LONGEST: usize = 12;
        let usage = head.usage.element();
        let schemas = || flat.members.iter().map(|member| &member.schema);
        let mut rules = ir::Rules {
            min_items: schemas().filter_map(|schema| schema.min_items).max(),
            max_items: schemas().filter_map(|schema| schema.max_items).min(),
            unique_items: schemas().any(|schema| schema.unique_items),
            ..ir::Rules::default()
        };
        let items = flat.below("items", |schema| schema.has_items);
        let first = flat
            .members
            .iter()
            .find(|member| member.schema.prefix_items > 0);
        if let Some(member) = first {
            let count = member.schema.prefix_items;
            let mut places = members(&member.at, "prefixItems", count);
            if items.is_empty() && count <= LONGEST {
                let mut elements = Vec::new();
                for at in places {
                    elements.push(self.value(&at, &usage, travel)?.value.ty);
                }
                return Ok(plain(TypeRef::Tuple(elements)));
            }
            places.extend(items);
            let list = member.at.child("prefixItems");
            let element = self.one_of(&list, &places, &usage, travel)?;
            return Ok(ir::Value {
                ty: TypeRef::Array(Box::new(element.ty)),
                rules,
            });
        }
        let items = match items.as_slice() {
            [] => plain(TypeRef::Any),
            [at] => self.value(at, &usage, travel)?.value,
            several => self.together(several, &usage, travel)?.value,
        };
        rules.items = items.rules.boxed();
        Ok(ir::Value {
            ty: TypeRef::Array(Box::new(items.ty)),
            rules,
        })
    }

    /// What a value is that keeps each of several schemas: as for [`value`](Self::value), the nearest to the value last.
    pub(super) fn together(
        &mut self,
        places: &[Pointer],
        usage: &ir::Use,
        travel: ir::Direction,
    ) -> Result<Lowered> {
        let mut beside = Beside::default();
        for at in places.iter().rev() {
            let schema = self.schema_at(at);
            self.note_beside(&mut beside, at, &schema);
        }
        let at = places.last().cloned().unwrap_or_default();
        let head = Head {
            at: &at,
            usage,
            docs: &beside.docs,
            deprecation: beside.deprecation.as_ref(),
        };
        let roots: Vec<Root> = places.iter().cloned().map(Root::of).collect();
        let value = self.conjunction(&roots, &head, travel)?;
        self.report.place(places, travel, &value.ty);
        Ok(Lowered {
            value,
            docs: beside.docs,
            deprecation: beside.deprecation,
            default: beside.default,
        })
    }

    /// Warns of keywords that say nothing about values of the schema's type (JSON Schema Validation, section 4.1).
    pub(super) fn ignored(
        &mut self,
        at: &Pointer,
        schema: &Schema<'a>,
        means_something: impl Fn(&str) -> bool,
    ) {
        for (keyword, _) in schema.keywords() {
            if means_something(keyword) {
                continue;
            }
            let of = match (schema.types.as_slice(), schema.format) {
                ([Kind::String], Some(format)) => format!("beside `format: {format}`"),
                ([], _) => "without `type`".to_owned(),
                (types, _) => {
                    let names: Vec<_> = types.iter().map(|kind| kind.as_str()).collect();
                    format!("beside `type: {}`", names.join(", "))
                }
            };
            self.not_handled(
                Code::IgnoredKeyword,
                &at.child(keyword),
                &format!("`{keyword}` {of} has no effect"),
                "remove it, or correct what stands beside it",
            );
        }
    }

    /// What the schema at `at` is called where the document gives it a name.
    pub(super) fn component(&self, at: &Pointer) -> Option<ir::Use> {
        let name = self.document.schema_name(at)?;
        Some(ir::Use::Component(ir::WireName(name)))
    }
}

fn means_something(keyword: &str, kinds: &[Kind]) -> bool {
    let of = match keyword {
        "pattern" | "minLength" | "maxLength" => Kind::String,
        "minimum" | "maximum" | "multipleOf" => {
            return kinds.contains(&Kind::Number) || kinds.contains(&Kind::Integer);
        }
        "items" | "prefixItems" | "minItems" | "maxItems" | "uniqueItems" => Kind::Array,
        _ => Kind::Object,
    };
    kinds.contains(&of)
}

/// A type without limits.
pub(super) fn plain(ty: TypeRef) -> ir::Value {
    ir::Value {
        ty,
        rules: ir::Rules::default(),
    }
}
