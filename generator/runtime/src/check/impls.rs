//! [`Check`] for the types that generated code has in common.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;

use super::{Check, Checker, Number, Rules};
use crate::Map;

/// No rule of JSON Schema is about booleans or `null`.
impl Check for bool {
    fn check(&self, _: &mut Checker<'_>) {}
}

/// An operation without a body.
impl Check for () {
    fn check(&self, _: &mut Checker<'_>) {}
}

impl Check for i32 {
    fn check(&self, _: &mut Checker<'_>) {}

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        rules.check_number(Number::Integer((*self).into()), checker);
    }
}

impl Check for i64 {
    fn check(&self, _: &mut Checker<'_>) {}

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        rules.check_number(Number::Integer(*self), checker);
    }
}

impl Check for u32 {
    fn check(&self, _: &mut Checker<'_>) {}

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        rules.check_number(Number::Integer((*self).into()), checker);
    }
}

impl Check for u64 {
    fn check(&self, _: &mut Checker<'_>) {}

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        #[expect(
            clippy::cast_precision_loss,
            reason = "the document's numbers of this size are floats, too"
        )]
        let number = i64::try_from(*self).map_or(Number::Float(*self as f64), Number::Integer);
        rules.check_number(number, checker);
    }
}

impl Check for f64 {
    fn check(&self, checker: &mut Checker<'_>) {
        // JSON has no notation for these (RFC 8259, section 6); serde_json would write `null` without a word.
        if !self.is_finite() {
            checker.violation("must be a finite number");
        }
    }

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        if self.is_finite() {
            rules.check_number(Number::Float(*self), checker);
        }
    }
}

impl Check for str {
    fn check(&self, _: &mut Checker<'_>) {}

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        rules.check_text(self, checker);
    }
}

impl Check for String {
    fn check(&self, _: &mut Checker<'_>) {}

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        rules.check_text(self, checker);
    }
}

impl<T: Check + ?Sized> Check for &T {
    fn check(&self, checker: &mut Checker<'_>) {
        (**self).check(checker);
    }

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        (**self).check_rules(rules, checker);
    }
}

impl<T: Check + ?Sized> Check for Box<T> {
    fn check(&self, checker: &mut Checker<'_>) {
        (**self).check(checker);
    }

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        (**self).check_rules(rules, checker);
    }
}

/// An absent property breaks no rule; that a required one is there, its type says.
impl<T: Check> Check for Option<T> {
    fn check(&self, checker: &mut Checker<'_>) {
        if let Some(value) = self {
            value.check(checker);
        }
    }

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        if let Some(value) = self {
            value.check_rules(rules, checker);
        }
    }
}

impl<T: Check + Serialize> Check for Vec<T> {
    fn check(&self, checker: &mut Checker<'_>) {
        self.as_slice().check(checker);
    }

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        self.as_slice().check_rules(rules, checker);
    }
}

impl<T: Check + Serialize> Check for [T] {
    fn check(&self, checker: &mut Checker<'_>) {
        for (index, element) in self.iter().enumerate() {
            checker.element(index, |checker| element.check(checker));
        }
    }

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        rules.check_items(self.len(), checker);
        if rules.unique_items {
            check_unique(self, checker);
        }
        let Some(rules) = rules.items else {
            return;
        };
        for (index, element) in self.iter().enumerate() {
            checker.element(index, |checker| element.check_rules(rules, checker));
        }
    }
}

impl<T: Check> Check for Map<T> {
    fn check(&self, checker: &mut Checker<'_>) {
        for (name, value) in self {
            checker.below_key(name, |checker| value.check(checker));
        }
    }

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        rules.check_properties(self.len(), checker);
        let Some(rules) = rules.items else {
            return;
        };
        for (name, value) in self {
            checker.below_key(name, |checker| value.check_rules(rules, checker));
        }
    }
}

/// `prefixItems`: each element has a type of its own, and rules only by that.
macro_rules! check_tuples {
    ($($type:ident $index:tt),+) => {
        impl<$($type: Check),+> Check for ($($type,)+) {
            fn check(&self, checker: &mut Checker<'_>) {
                $(checker.element_with($index, &self.$index, &Rules::NONE);)+
            }
        }
    };
}

check_tuples! { A 0 }
check_tuples! { A 0, B 1 }
check_tuples! { A 0, B 1, C 2 }
check_tuples! { A 0, B 1, C 2, D 3 }
check_tuples! { A 0, B 1, C 2, D 3, E 4 }
check_tuples! { A 0, B 1, C 2, D 3, E 4, F 5 }
check_tuples! { A 0, B 1, C 2, D 3, E 4, F 5, G 6 }
check_tuples! { A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7 }
check_tuples! { A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8 }
check_tuples! { A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9 }
check_tuples! { A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10 }
check_tuples! { A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11 }

impl Check for Value {
    fn check(&self, _: &mut Checker<'_>) {}

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        match self {
            Self::Null | Self::Bool(_) => {}
            Self::Number(number) => {
                if let Some(number) = number_of(number) {
                    rules.check_number(number, checker);
                }
            }
            Self::String(text) => rules.check_text(text, checker),
            Self::Array(elements) => elements.check_rules(rules, checker),
            Self::Object(properties) => {
                rules.check_properties(properties.len(), checker);
                let Some(rules) = rules.items else {
                    return;
                };
                for (name, value) in properties {
                    checker.below_key(name, |checker| value.check_rules(rules, checker));
                }
            }
        }
    }
}

fn number_of(number: &serde_json::Number) -> Option<Number> {
    let integer = number.as_i64().map(Number::Integer);
    integer.or_else(|| number.as_f64().map(Number::Float))
}

/// Equality is that of JSON Schema: by value, whatever the order of an object's properties.
fn check_unique<T: Serialize>(elements: &[T], checker: &mut Checker<'_>) {
    let mut seen = HashSet::new();
    for (index, element) in elements.iter().enumerate() {
        // An element that can't be written as JSON is reported where the body is written.
        if let Ok(value) = serde_json::to_value(element)
            && !seen.insert(canonical(&value))
        {
            checker.element(index, |checker| {
                checker.violation("must not be equal to an earlier element");
            });
        }
    }
}

/// Text that is the same for equal JSON values: sorted properties, and one notation for each number.
fn canonical(value: &Value) -> String {
    match value {
        Value::Array(elements) => {
            let elements: Vec<_> = elements.iter().map(canonical).collect();
            format!("[{}]", elements.join(","))
        }
        Value::Object(properties) => {
            let mut properties: Vec<_> = properties
                .iter()
                .map(|(name, value)| format!("{name:?}:{}", canonical(value)))
                .collect();
            properties.sort();
            format!("{{{}}}", properties.join(","))
        }
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            // `Display` of a float writes 1.0 as `1`, like the integer.
            (None, Some(float)) => float.to_string(),
            _ => number.to_string(),
        },
        scalar => scalar.to_string(),
    }
}
