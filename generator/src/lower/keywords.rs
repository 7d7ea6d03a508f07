//! The keywords of a schema in one flat view.
//!
//! `openapiv3` sorts schemas into kinds, and a keyword that does not belong to a kind turns the schema into the catch-all
//! kind. Here all kinds are brought back to one list of keywords, so that each question is asked in one place.

use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, IntegerType, NumberType, ObjectType,
    ReferenceOr, Schema, SchemaKind, StringType, Type, VariantOrUnknownOrEmpty,
};
use serde::Serialize;

type Property = ReferenceOr<Box<Schema>>;

/// The keywords of one schema. Limits of numbers and values of enums are only noted here: they are read from the
/// document itself, because `openapiv3` turns large integers into floating-point numbers.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one keyword, and they are independent"
)]
pub(super) struct Keywords<'a> {
    pub(super) ty: Option<&'a str>,
    pub(super) format: Option<String>,
    pub(super) enumeration: bool,
    pub(super) pattern: Option<&'a str>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) multiple_of: bool,
    pub(super) minimum: bool,
    pub(super) maximum: bool,
    pub(super) exclusive_minimum: bool,
    pub(super) exclusive_maximum: bool,
    pub(super) items: Option<&'a Property>,
    pub(super) min_items: Option<usize>,
    pub(super) max_items: Option<usize>,
    pub(super) unique_items: bool,
    pub(super) properties: Vec<(&'a str, &'a Property)>,
    pub(super) required: &'a [String],
    pub(super) additional: Option<&'a AdditionalProperties>,
    pub(super) min_properties: Option<usize>,
    pub(super) max_properties: Option<usize>,
    pub(super) all_of: &'a [ReferenceOr<Schema>],
    pub(super) any_of: bool,
    pub(super) one_of: bool,
    pub(super) not: bool,
}

/// Which keywords have a meaning for values of a type.
pub(super) const TEXT: &[&str] = &[
    "type",
    "enum",
    "format",
    "pattern",
    "minLength",
    "maxLength",
];
pub(super) const NUMBER: &[&str] = &[
    "type",
    "enum",
    "format",
    "multipleOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
];
pub(super) const BOOLEAN: &[&str] = &["type", "enum"];
pub(super) const ARRAY: &[&str] = &["type", "items", "minItems", "maxItems", "uniqueItems"];
pub(super) const OBJECT: &[&str] = &[
    "type",
    "properties",
    "required",
    "additionalProperties",
    "minProperties",
    "maxProperties",
    "allOf",
];

impl<'a> Keywords<'a> {
    pub(super) fn of(kind: &'a SchemaKind) -> Self {
        match kind {
            SchemaKind::Type(ty) => Self::of_type(ty),
            SchemaKind::OneOf { one_of: _ } => Self {
                one_of: true,
                ..Self::default()
            },
            SchemaKind::AnyOf { any_of: _ } => Self {
                any_of: true,
                ..Self::default()
            },
            SchemaKind::AllOf { all_of } => Self {
                all_of,
                ..Self::default()
            },
            SchemaKind::Not { not: _ } => Self {
                not: true,
                ..Self::default()
            },
            SchemaKind::Any(any) => Self::of_any(any),
        }
    }

    fn of_type(ty: &'a Type) -> Self {
        match ty {
            Type::String(StringType {
                format,
                pattern,
                enumeration,
                min_length,
                max_length,
            }) => Self {
                ty: Some("string"),
                format: name(format),
                enumeration: !enumeration.is_empty(),
                pattern: pattern.as_deref(),
                min_length: *min_length,
                max_length: *max_length,
                ..Self::default()
            },
            Type::Number(NumberType {
                format,
                multiple_of,
                exclusive_minimum,
                exclusive_maximum,
                minimum,
                maximum,
                enumeration,
            }) => Self {
                ty: Some("number"),
                format: name(format),
                enumeration: !enumeration.is_empty(),
                multiple_of: multiple_of.is_some(),
                minimum: minimum.is_some(),
                maximum: maximum.is_some(),
                exclusive_minimum: *exclusive_minimum,
                exclusive_maximum: *exclusive_maximum,
                ..Self::default()
            },
            Type::Integer(IntegerType {
                format,
                multiple_of,
                exclusive_minimum,
                exclusive_maximum,
                minimum,
                maximum,
                enumeration,
            }) => Self {
                ty: Some("integer"),
                format: name(format),
                enumeration: !enumeration.is_empty(),
                multiple_of: multiple_of.is_some(),
                minimum: minimum.is_some(),
                maximum: maximum.is_some(),
                exclusive_minimum: *exclusive_minimum,
                exclusive_maximum: *exclusive_maximum,
                ..Self::default()
            },
            Type::Object(ObjectType {
                properties,
                required,
                additional_properties,
                min_properties,
                max_properties,
            }) => Self {
                ty: Some("object"),
                properties: properties
                    .iter()
                    .map(|(name, schema)| (name.as_str(), schema))
                    .collect(),
                required,
                additional: additional_properties.as_ref(),
                min_properties: *min_properties,
                max_properties: *max_properties,
                ..Self::default()
            },
            Type::Array(ArrayType {
                items,
                min_items,
                max_items,
                unique_items,
            }) => Self {
                ty: Some("array"),
                items: items.as_ref(),
                min_items: *min_items,
                max_items: *max_items,
                unique_items: *unique_items,
                ..Self::default()
            },
            Type::Boolean(BooleanType { enumeration }) => Self {
                ty: Some("boolean"),
                enumeration: !enumeration.is_empty(),
                ..Self::default()
            },
        }
    }

    fn of_any(any: &'a AnySchema) -> Self {
        let AnySchema {
            typ,
            pattern,
            multiple_of,
            exclusive_minimum,
            exclusive_maximum,
            minimum,
            maximum,
            properties,
            required,
            additional_properties,
            min_properties,
            max_properties,
            items,
            min_items,
            max_items,
            unique_items,
            enumeration,
            format,
            min_length,
            max_length,
            one_of,
            all_of,
            any_of,
            not,
        } = any;
        Self {
            ty: typ.as_deref(),
            format: format.clone(),
            enumeration: !enumeration.is_empty(),
            pattern: pattern.as_deref(),
            min_length: *min_length,
            max_length: *max_length,
            multiple_of: multiple_of.is_some(),
            minimum: minimum.is_some(),
            maximum: maximum.is_some(),
            exclusive_minimum: exclusive_minimum.unwrap_or_default(),
            exclusive_maximum: exclusive_maximum.unwrap_or_default(),
            items: items.as_ref(),
            min_items: *min_items,
            max_items: *max_items,
            unique_items: unique_items.unwrap_or_default(),
            properties: properties
                .iter()
                .map(|(name, schema)| (name.as_str(), schema))
                .collect(),
            required,
            additional: additional_properties.as_ref(),
            min_properties: *min_properties,
            max_properties: *max_properties,
            all_of,
            any_of: !any_of.is_empty(),
            one_of: !one_of.is_empty(),
            not: not.is_some(),
        }
    }

    /// The keywords that say something about values, as the document spells them.
    pub(super) fn present(&self) -> Vec<&'static str> {
        let all = [
            ("type", self.ty.is_some()),
            ("format", self.format.is_some()),
            ("enum", self.enumeration),
            ("pattern", self.pattern.is_some()),
            ("minLength", self.min_length.is_some()),
            ("maxLength", self.max_length.is_some()),
            ("multipleOf", self.multiple_of),
            ("minimum", self.minimum),
            ("maximum", self.maximum),
            ("exclusiveMinimum", self.exclusive_minimum),
            ("exclusiveMaximum", self.exclusive_maximum),
            ("items", self.items.is_some()),
            ("minItems", self.min_items.is_some()),
            ("maxItems", self.max_items.is_some()),
            ("uniqueItems", self.unique_items),
            ("properties", !self.properties.is_empty()),
            ("required", !self.required.is_empty()),
            ("additionalProperties", self.additional.is_some()),
            ("minProperties", self.min_properties.is_some()),
            ("maxProperties", self.max_properties.is_some()),
            ("allOf", !self.all_of.is_empty()),
            ("anyOf", self.any_of),
            ("oneOf", self.one_of),
            ("not", self.not),
        ];
        all.into_iter()
            .filter_map(|(name, present)| present.then_some(name))
            .collect()
    }

    /// Whether a keyword is there that only objects have.
    pub(super) fn describes_object(&self) -> bool {
        !self.properties.is_empty()
            || !self.required.is_empty()
            || self.additional.is_some()
            || self.min_properties.is_some()
            || self.max_properties.is_some()
    }
}

/// A format as the document spells it: `openapiv3` knows some by variants of an enum.
fn name<T: Serialize>(format: &VariantOrUnknownOrEmpty<T>) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Item(known) => serde_json::to_value(known)
            .ok()?
            .as_str()
            .map(ToOwned::to_owned),
        VariantOrUnknownOrEmpty::Unknown(name) => Some(name.clone()),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}
