//! The limits that OpenAPI takes from JSON Schema Validation, as constants that generated code states.

use std::fmt;

use super::Checker;

/// Limits of one place (JSON Schema Validation, sections 5.1 to 5.15). Start from [`Rules::NONE`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules<'a> {
    /// Fewest characters (Unicode code points).
    pub min_length: Option<u64>,
    /// Most characters (Unicode code points).
    pub max_length: Option<u64>,
    /// Lower end of the range.
    pub minimum: Option<Bound>,
    /// Upper end of the range.
    pub maximum: Option<Bound>,
    /// The number that the value is a whole multiple of.
    pub multiple_of: Option<Number>,
    /// Fewest elements.
    pub min_items: Option<u64>,
    /// Most elements.
    pub max_items: Option<u64>,
    /// Whether no two elements may be equal.
    pub unique_items: bool,
    /// Fewest properties.
    pub min_properties: Option<u64>,
    /// Most properties.
    pub max_properties: Option<u64>,
    /// For each element of an array or each value of a map.
    pub items: Option<&'a Rules<'a>>,
}

impl<'a> Rules<'a> {
    /// No limit at all.
    pub const NONE: Self = Self {
        min_length: None,
        max_length: None,
        minimum: None,
        maximum: None,
        multiple_of: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        min_properties: None,
        max_properties: None,
        items: None,
    };

    /// With [`min_length`](Self::min_length).
    pub const fn min_length(mut self, characters: u64) -> Self {
        self.min_length = Some(characters);
        self
    }

    /// With [`max_length`](Self::max_length).
    pub const fn max_length(mut self, characters: u64) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// With a whole number as [`minimum`](Self::minimum).
    pub const fn at_least(self, number: i64) -> Self {
        self.minimum(Bound::inclusive_integer(number))
    }

    /// With a whole number as [`maximum`](Self::maximum).
    pub const fn at_most(self, number: i64) -> Self {
        self.maximum(Bound::inclusive_integer(number))
    }

    /// With [`minimum`](Self::minimum).
    pub const fn minimum(mut self, end: Bound) -> Self {
        self.minimum = Some(end);
        self
    }

    /// With [`maximum`](Self::maximum).
    pub const fn maximum(mut self, end: Bound) -> Self {
        self.maximum = Some(end);
        self
    }

    /// With [`multiple_of`](Self::multiple_of).
    pub const fn multiple_of(mut self, step: Number) -> Self {
        self.multiple_of = Some(step);
        self
    }

    /// With [`min_items`](Self::min_items).
    pub const fn min_items(mut self, elements: u64) -> Self {
        self.min_items = Some(elements);
        self
    }

    /// With [`max_items`](Self::max_items).
    pub const fn max_items(mut self, elements: u64) -> Self {
        self.max_items = Some(elements);
        self
    }

    /// With [`unique_items`](Self::unique_items).
    pub const fn unique_items(mut self) -> Self {
        self.unique_items = true;
        self
    }

    /// With [`min_properties`](Self::min_properties).
    pub const fn min_properties(mut self, properties: u64) -> Self {
        self.min_properties = Some(properties);
        self
    }

    /// With [`max_properties`](Self::max_properties).
    pub const fn max_properties(mut self, properties: u64) -> Self {
        self.max_properties = Some(properties);
        self
    }

    /// With [`items`](Self::items).
    pub const fn items(mut self, rules: &'a Rules<'a>) -> Self {
        self.items = Some(rules);
        self
    }

    pub(crate) fn check_text(&self, text: &str, checker: &mut Checker<'_>) {
        check_length(text, self.min_length, self.max_length, checker);
    }

    pub(super) fn check_items(&self, count: usize, checker: &mut Checker<'_>) {
        check_count(count, self.min_items, self.max_items, "element", checker);
    }

    pub(super) fn check_properties(&self, count: usize, checker: &mut Checker<'_>) {
        let (min, max) = (self.min_properties, self.max_properties);
        check_count(count, min, max, "property", checker);
    }

    pub(super) fn check_number(&self, number: Number, checker: &mut Checker<'_>) {
        if let Some(bound) = self.minimum {
            let unfit = if bound.exclusive {
                !number.is_above(bound.value)
            } else {
                bound.value.is_above(number)
            };
            if unfit {
                let relation = if bound.exclusive { "above" } else { "at least" };
                checker.violation(format!("must be {relation} {}", bound.value));
            }
        }
        if let Some(bound) = self.maximum {
            let unfit = if bound.exclusive {
                !bound.value.is_above(number)
            } else {
                number.is_above(bound.value)
            };
            if unfit {
                let relation = if bound.exclusive { "below" } else { "at most" };
                checker.violation(format!("must be {relation} {}", bound.value));
            }
        }
        if let Some(step) = self.multiple_of
            && !number.is_multiple_of(step)
        {
            checker.violation(format!("must be a multiple of {step}"));
        }
    }
}

/// Checks a text's length, counted in Unicode code points as JSON Schema does, not in bytes.
pub(crate) fn check_length(
    text: &str,
    min: Option<u64>,
    max: Option<u64>,
    checker: &mut Checker<'_>,
) {
    if min.is_some() || max.is_some() {
        check_count(text.chars().count(), min, max, "character", checker);
    }
}

fn check_count(
    count: usize,
    min: Option<u64>,
    max: Option<u64>,
    thing: &str,
    checker: &mut Checker<'_>,
) {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    if let Some(min) = min
        && count < min
    {
        checker.violation(format!("must have at least {}", plural(min, thing)));
    }
    if let Some(max) = max
        && count > max
    {
        checker.violation(format!("must have at most {}", plural(max, thing)));
    }
}

fn plural(count: u64, thing: &str) -> String {
    match (count, thing.strip_suffix('y')) {
        (1, _) => format!("1 {thing}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {thing}s"),
    }
}

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The number.
    pub value: Number,
    /// Whether the number itself is outside.
    pub exclusive: bool,
}

impl Bound {
    /// A whole number that is inside the range.
    pub const fn inclusive_integer(value: i64) -> Self {
        Self {
            value: Number::Integer(value),
            exclusive: false,
        }
    }

    /// A whole number that is outside the range.
    pub const fn exclusive_integer(value: i64) -> Self {
        Self {
            value: Number::Integer(value),
            exclusive: true,
        }
    }

    /// A number that is inside the range.
    pub const fn inclusive_float(value: f64) -> Self {
        Self {
            value: Number::Float(value),
            exclusive: false,
        }
    }

    /// A number that is outside the range.
    pub const fn exclusive_float(value: f64) -> Self {
        Self {
            value: Number::Float(value),
            exclusive: true,
        }
    }
}

/// A number of the document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
}

impl Number {
    fn is_above(self, other: Self) -> bool {
        match (self, other) {
            (Self::Integer(left), Self::Integer(right)) => left > right,
            (left, right) => left.as_float() > right.as_float(),
        }
    }

    fn is_multiple_of(self, step: Self) -> bool {
        if let (Self::Integer(number), Self::Integer(step)) = (self, step) {
            // What has no remainder keeps the rule: a step of 0 is none (JSON Schema demands more than 0), and `i64::MIN` is a
            // multiple of -1.
            return number.checked_rem(step).unwrap_or(0) == 0;
        }
        // 0.3 is a multiple of 0.1 for every reader of the document, though not in binary: so the quotient may miss a
        // whole number by a few of its own last digits.
        let quotient = self.as_float() / step.as_float();
        !quotient.is_finite()
            || (quotient - quotient.round()).abs() <= quotient.abs().max(1.0) * 8.0 * f64::EPSILON
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "reached only where the other number is a float, which has no more digits than that"
    )]
    fn as_float(self) -> f64 {
        match self {
            Self::Integer(number) => number as f64,
            Self::Float(number) => number,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(formatter),
            Self::Float(number) => number.fmt(formatter),
        }
    }
}
