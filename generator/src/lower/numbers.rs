//! Schemas of `type: integer` and `type: number`.

use super::flat::Flat;
use super::schema::stricter;
use crate::ir::{self, TypeRef, Width};

/// The type and the limits of an integer.
pub(super) fn integer(flat: &Flat<'_>) -> ir::Value {
    let mut rules = limits(flat);
    let mut formats = flat
        .members
        .iter()
        .filter_map(|member| member.schema.format);
    let width = formats.find_map(width).unwrap_or(
        if reaches_beyond(rules.maximum.as_ref()) && is_natural(rules.minimum.as_ref()) {
            Width::UInt64
        } else {
            Width::Int64
        },
    );
    // A limit that no integer of the width reaches is no limit. Generators of documents like to write such ones.
    let (least, most) = match width {
        Width::Int32 => (f64::from(i32::MIN), f64::from(i32::MAX)),
        Width::Int64 => (-TWO_TO_63, TWO_TO_63),
        Width::UInt32 => (0.0, f64::from(u32::MAX)),
        Width::UInt64 => (0.0, 2.0 * TWO_TO_63),
    };
    rules.minimum = rules.minimum.filter(|bound| float(&bound.value) > least);
    rules.maximum = rules.maximum.filter(|bound| float(&bound.value) < most);
    ir::Value {
        ty: TypeRef::Integer(width),
        rules,
    }
}

/// The type and the limits of a number.
pub(super) fn number(flat: &Flat<'_>) -> ir::Value {
    ir::Value {
        ty: TypeRef::Double,
        rules: limits(flat),
    }
}

fn width(format: &str) -> Option<Width> {
    // `uint-32` and `u-int32` are in use, too.
    match format.replace(['-', '_'], "").to_ascii_lowercase().as_str() {
        "int8" | "int16" | "int32" => Some(Width::Int32),
        "int64" | "long" => Some(Width::Int64),
        "uint8" | "uint16" | "uint32" => Some(Width::UInt32),
        "uint" | "uint64" => Some(Width::UInt64),
        _ => None,
    }
}

fn limits(flat: &Flat<'_>) -> ir::Rules {
    let mut rules = ir::Rules::default();
    for member in &flat.members {
        let schema = &member.schema;
        rules.minimum = stricter(rules.minimum, schema.minimum.clone(), true);
        rules.maximum = stricter(rules.maximum, schema.maximum.clone(), false);
        rules.multiple_of = rules.multiple_of.or_else(|| schema.multiple_of.clone());
    }
    rules
}

/// 2⁶³, just beyond the largest and as far down as the smallest 64-bit integer.
const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

fn reaches_beyond(bound: Option<&ir::Bound>) -> bool {
    bound.is_some_and(|bound| {
        matches!(bound.value, ir::Number::Float(limit) if (TWO_TO_63..=2.0 * TWO_TO_63).contains(&limit))
    })
}

fn is_natural(minimum: Option<&ir::Bound>) -> bool {
    minimum.is_some_and(|bound| float(&bound.value) >= 0.0)
}

#[expect(clippy::cast_precision_loss, reason = "only compared")]
fn float(number: &ir::Number) -> f64 {
    match number {
        ir::Number::Integer(value) => *value as f64,
        ir::Number::Float(value) => *value,
    }
}
