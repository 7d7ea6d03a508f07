//! Schemas of `type: integer` and `type: number`.

use serde_json::Value;

use super::Lowering;
use super::keywords::Keywords;
use crate::diagnostic::Pointer;
use crate::ir::{self, TypeRef};

impl Lowering<'_> {
    pub(super) fn integer(&self, at: &Pointer, keywords: &Keywords<'_>) -> ir::Value {
        let ty = match keywords.format.as_deref() {
            Some("int32") => TypeRef::Integer(ir::Width::Int32),
            // `int64`, none, or one that is not in the specification: 64 bits hold what other formats name.
            Some(_) | None => TypeRef::Integer(ir::Width::Int64),
        };
        let mut rules = self.limits(at, keywords);
        // A limit that no 64-bit integer reaches is no limit. Generators of documents like to write such ones.
        rules.minimum = rules
            .minimum
            .filter(|bound| !is_beyond(bound, |limit| limit <= -EDGE));
        rules.maximum = rules
            .maximum
            .filter(|bound| !is_beyond(bound, |limit| limit >= EDGE));
        ir::Value { ty, rules }
    }

    pub(super) fn number(&self, at: &Pointer, keywords: &Keywords<'_>) -> ir::Value {
        ir::Value {
            ty: TypeRef::Double,
            rules: self.limits(at, keywords),
        }
    }

    fn limits(&self, at: &Pointer, keywords: &Keywords<'_>) -> ir::Rules {
        let bound = |present: bool, keyword: &str, exclusive: bool| {
            let value = if present {
                self.number_at(&at.child(keyword))
            } else {
                None
            };
            value.map(|value| ir::Bound { value, exclusive })
        };
        ir::Rules {
            minimum: bound(keywords.minimum, "minimum", keywords.exclusive_minimum),
            maximum: bound(keywords.maximum, "maximum", keywords.exclusive_maximum),
            multiple_of: if keywords.multiple_of {
                self.number_at(&at.child("multipleOf"))
            } else {
                None
            },
            ..ir::Rules::default()
        }
    }

    /// The number as it is written, where `openapiv3` would make every one floating-point.
    fn number_at(&self, at: &Pointer) -> Option<ir::Number> {
        match self.document.get(at) {
            Some(Value::Number(number)) => number
                .as_i64()
                .map(ir::Number::Integer)
                .or_else(|| number.as_f64().map(ir::Number::Float)),
            _ => None,
        }
    }
}

/// 2⁶³, just beyond the largest and as far down as the smallest 64-bit integer.
const EDGE: f64 = 9_223_372_036_854_775_808.0;

fn is_beyond(bound: &ir::Bound, test: impl Fn(f64) -> bool) -> bool {
    match bound.value {
        ir::Number::Integer(_) => false,
        ir::Number::Float(limit) => test(limit),
    }
}
