//! Schema Objects (`OpenAPI` 3.0.4, section 4.8.24): which type the values of a schema have, and which limits.

use std::borrow::Borrow;
use std::rc::Rc;

use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaData};

use super::Lowering;
use super::failures::Result;
use super::keywords::{ARRAY, BOOLEAN, Keywords, NUMBER, OBJECT, TEXT};
use super::operations::docs;
use super::types::Head;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::{self, TypeRef};
use crate::load::Located;

/// How many references that are no objects may stand one in the other. Real documents need three or four.
const MAX_EXPANDING: usize = 64;

/// What a schema says about a place that uses it.
pub(super) struct Lowered {
    pub(super) value: ir::Value,
    pub(super) docs: ir::Docs,
    pub(super) deprecation: Option<ir::Deprecation>,
    pub(super) default: Option<String>,
}

/// A schema with what is asked about it again and again.
#[derive(Clone, Copy)]
pub(super) struct Met<'a> {
    pub(super) at: &'a Pointer,
    pub(super) schema: &'a Schema,
    /// The same schema, where it is held by the list of those that references lead to.
    pub(super) shared: Option<&'a Rc<Schema>>,
    pub(super) usage: &'a ir::Use,
    pub(super) travel: ir::Direction,
}

impl Lowering<'_> {
    /// What the schema or reference at `at` says about a place: `usage` tells which, and `travel` which way its values go.
    pub(super) fn value<S: Borrow<Schema>>(
        &mut self,
        at: &Pointer,
        schema: &ReferenceOr<S>,
        usage: &ir::Use,
        travel: ir::Direction,
    ) -> Result<Lowered> {
        match schema {
            ReferenceOr::Item(schema) => self.schema(Met {
                at,
                schema: schema.borrow(),
                shared: None,
                usage,
                travel,
            }),
            // The text of the reference is read again by `load`, which knows how to follow it.
            ReferenceOr::Reference { reference: _ } => self.reference(at, usage, travel),
        }
    }

    fn reference(
        &mut self,
        at: &Pointer,
        usage: &ir::Use,
        travel: ir::Direction,
    ) -> Result<Lowered> {
        let Located {
            at: target,
            value: schema,
        } = self.target(at)?;
        if let Some(first) = self
            .expanding
            .iter()
            .find(|expanding| **expanding == target)
        {
            let diagnostic = Diagnostic::error(
                Code::CircularSchema,
                at,
                "the schema holds itself with no object in between, so its values would have no end",
                "put an object in between, or let the items be of another schema",
            )
            .with_related(first.clone(), "this is the schema");
            return Err(self.fail(diagnostic));
        }
        if self.expanding.len() >= MAX_EXPANDING {
            return Err(self.fail(Diagnostic::error(
                Code::TooDeep,
                at,
                format!(
                    "more than {MAX_EXPANDING} references to arrays or maps stand one in the other"
                ),
                "put an object in between",
            )));
        }
        let component = component(&target);
        let usage = component.as_ref().unwrap_or(usage);
        self.expanding.push(target.clone());
        let lowered = self.schema(Met {
            at: &target,
            schema: &schema,
            shared: Some(&schema),
            usage,
            travel,
        });
        self.expanding.pop();
        let mut lowered = lowered?;
        if component.is_some() && lowered.value.ty.without_null().is_named() {
            // The type carries these itself.
            lowered.docs = ir::Docs::default();
            lowered.deprecation = None;
        }
        Ok(lowered)
    }

    /// The schema that the reference at `at` leads to.
    pub(super) fn target(&mut self, at: &Pointer) -> Result<Located<Rc<Schema>>> {
        let target = self
            .document
            .follow(at)
            .map_err(|diagnostic| self.unreadable(at, *diagnostic))?;
        if let Some(known) = self.targets.get(&target) {
            return known.clone().map(|value| Located { at: target, value });
        }
        let schema = self.read::<Schema>(&target).map(Rc::new);
        self.targets.insert(target.clone(), schema.clone());
        schema.map(|value| Located { at: target, value })
    }

    fn schema(&mut self, met: Met<'_>) -> Result<Lowered> {
        let Met {
            at,
            schema,
            shared: _,
            usage,
            travel,
        } = met;
        let Schema {
            schema_data,
            schema_kind,
        } = schema;
        let SchemaData {
            nullable,
            // Read by `directions` and `deprecations`, which ask about schemas that are not lowered here, too.
            read_only: _,
            write_only: _,
            deprecated: _,
            extensions: _,
            external_docs,
            // Examples are checked by `load` and sent by the contract tests; the client does not hold them.
            example: _,
            title,
            description,
            discriminator,
            default,
        } = schema_data;
        if discriminator.is_some() {
            return Err(self.not_lowered(Code::UnsupportedDiscriminator, at, "discriminator"));
        }
        let keywords = Keywords::of(schema_kind);
        let docs = docs(title.clone(), description.clone(), external_docs.clone());
        let default = default.as_ref().map(ToString::to_string);
        let deprecation = self.deprecation(at);
        if let Some(alone) = self.alone(at, &keywords) {
            let inner = self.value(&alone.at, alone.schema, usage, travel)?;
            let mut value = inner.value;
            value.ty = value.ty.nullable(*nullable || alone.nullable);
            let default = default.or(alone.default).or(inner.default);
            return Ok(Lowered {
                value,
                docs: docs.or(alone.docs).or(inner.docs),
                deprecation: deprecation.or(alone.deprecation).or(inner.deprecation),
                default,
            });
        }
        let head = Head {
            at,
            usage,
            docs: &docs,
            deprecation: deprecation.as_ref(),
        };
        let ir::Value { ty, rules } = self.kind(met, &keywords, &head)?;
        let value = ir::Value {
            ty: ty.nullable(*nullable),
            rules,
        };
        Ok(Lowered {
            value,
            docs,
            deprecation,
            default,
        })
    }

    /// The type that the keywords describe, and the limits that are no part of it.
    fn kind(
        &mut self,
        met: Met<'_>,
        keywords: &Keywords<'_>,
        head: &Head<'_>,
    ) -> Result<ir::Value> {
        let at = met.at;
        self.composed(at, keywords)?;
        if keywords.enumeration {
            return self.enumeration(at, keywords, head).map(plain);
        }
        let inferred = if !keywords.all_of.is_empty() || keywords.describes_object() {
            Some("object")
        } else if keywords.items.is_some() {
            Some("array")
        } else {
            None
        };
        match keywords.ty.or(inferred) {
            Some("string") => {
                self.ignored(at, keywords, TEXT);
                self.text(at, keywords, head)
            }
            Some("integer") => {
                self.ignored(at, keywords, NUMBER);
                Ok(self.integer(at, keywords))
            }
            Some("number") => {
                self.ignored(at, keywords, NUMBER);
                Ok(self.number(at, keywords))
            }
            Some("boolean") => {
                self.ignored(at, keywords, BOOLEAN);
                Ok(plain(TypeRef::Boolean))
            }
            Some("array") => {
                self.ignored(at, keywords, ARRAY);
                self.array(met, keywords)
            }
            Some("object") => {
                self.ignored(at, keywords, OBJECT);
                self.object(met, keywords, head)
            }
            Some(other) => Err(self.fail(Diagnostic::error(
                Code::InvalidValue,
                at.child("type"),
                format!("`{other}` is no type of OpenAPI 3.0"),
                "write one of `string`, `number`, `integer`, `boolean`, `array` and `object`",
            ))),
            None => {
                self.ignored(at, keywords, &[]);
                Ok(plain(TypeRef::Any))
            }
        }
    }

    /// Fails where the schema is composed in a way that is not handled.
    pub(super) fn composed(&mut self, at: &Pointer, keywords: &Keywords<'_>) -> Result<()> {
        if keywords.one_of {
            return Err(self.not_lowered(Code::UnsupportedOneOf, at, "oneOf"));
        }
        if keywords.any_of {
            return Err(self.not_lowered(Code::UnsupportedAnyOf, at, "anyOf"));
        }
        if keywords.not {
            return Err(self.not_lowered(Code::UnsupportedNot, at, "not"));
        }
        let is_object = keywords.ty.is_none_or(|ty| ty == "object") && !keywords.enumeration;
        if !keywords.all_of.is_empty() && !is_object {
            return Err(self.not_lowered(Code::UnsupportedAllOf, at, "allOf"));
        }
        Ok(())
    }

    fn array(&mut self, met: Met<'_>, keywords: &Keywords<'_>) -> Result<ir::Value> {
        let items = match keywords.items {
            Some(items) => {
                self.value(
                    &met.at.child("items"),
                    items,
                    &met.usage.element(),
                    met.travel,
                )?
                .value
            }
            None => plain(TypeRef::Any),
        };
        let rules = ir::Rules {
            min_items: count(keywords.min_items),
            max_items: count(keywords.max_items),
            unique_items: keywords.unique_items,
            items: items.rules.boxed(),
            ..ir::Rules::default()
        };
        Ok(ir::Value {
            ty: TypeRef::Array(Box::new(items.ty)),
            rules,
        })
    }

    fn object(
        &mut self,
        met: Met<'_>,
        keywords: &Keywords<'_>,
        head: &Head<'_>,
    ) -> Result<ir::Value> {
        let mut rules = ir::Rules {
            min_properties: count(keywords.min_properties),
            max_properties: count(keywords.max_properties),
            ..ir::Rules::default()
        };
        if keywords.all_of.is_empty()
            && keywords.properties.is_empty()
            && keywords.required.is_empty()
        {
            match keywords.additional {
                // An object of which nothing more is said is any JSON value, because servers are known to send texts
                // where their documents say no more than `object`, and a client that insists would lose the answer.
                None | Some(AdditionalProperties::Any(true)) => return Ok(plain(TypeRef::Any)),
                Some(AdditionalProperties::Any(false)) => {}
                Some(AdditionalProperties::Schema(schema)) => {
                    let at = met.at.child("additionalProperties");
                    let values = self
                        .value(&at, schema.as_ref(), &met.usage.element(), met.travel)?
                        .value;
                    rules.items = values.rules.boxed();
                    return Ok(ir::Value {
                        ty: TypeRef::Map(Box::new(values.ty)),
                        rules,
                    });
                }
            }
        }
        let direction = if self.differs(met.at) {
            met.travel
        } else {
            ir::Direction::Both
        };
        let schema = || {
            met.shared
                .map_or_else(|| Rc::new(met.schema.clone()), Rc::clone)
        };
        let id = self.types.object(head, direction, met.travel, schema);
        Ok(ir::Value {
            ty: TypeRef::Named(id),
            rules,
        })
    }

    /// Warns of keywords that say nothing about values of the schema's type (JSON Schema Validation, section 4.1).
    pub(super) fn ignored(&mut self, at: &Pointer, keywords: &Keywords<'_>, meaningful: &[&str]) {
        for keyword in keywords
            .present()
            .into_iter()
            .filter(|keyword| !meaningful.contains(keyword))
        {
            let of = match (keywords.ty, keywords.format.as_deref()) {
                (Some("string"), Some(format)) => format!("beside `format: {format}`"),
                (Some(ty), _) => format!("beside `type: {ty}`"),
                (None, _) => "without `type`".to_owned(),
            };
            self.not_handled(
                Code::IgnoredKeyword,
                &at.child(keyword),
                &format!("`{keyword}` {of} has no effect"),
                "remove it, or correct what stands beside it",
            );
        }
    }

    fn not_lowered(&mut self, code: Code, at: &Pointer, keyword: &str) -> super::Failed {
        self.fail(
            Diagnostic::error(
                code,
                at.child(keyword),
                format!("schemas with `{keyword}` are not handled yet"),
                "describe the value without it",
            )
            .on_key(),
        )
    }
}

/// A type without limits.
pub(super) fn plain(ty: TypeRef) -> ir::Value {
    ir::Value {
        ty,
        rules: ir::Rules::default(),
    }
}

pub(super) fn count(limit: Option<usize>) -> Option<u64> {
    limit.and_then(|limit| u64::try_from(limit).ok())
}

/// `components.schemas.<name>`.
fn component(at: &Pointer) -> Option<ir::Use> {
    let schemas = Pointer::ROOT.child("components").child("schemas");
    let name = at
        .last()
        .filter(|_| at.parent().as_ref() == Some(&schemas))?;
    Some(ir::Use::Component(ir::WireName(name)))
}
