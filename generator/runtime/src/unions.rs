//! Values of one of several types: which of them a value from an answer is, and what a request demands of it.
//!
//! Without a tag only trying tells: the value is read as each type whose JSON type it has, and written again, and the one
//! that loses nothing of it is the one that was meant. A value that fits none is kept as it came.

#[cfg(test)]
mod tests;

use std::cell::Cell;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Number, Value};

use crate::{Check, Checker, Findings, Location};

/// How many values may be looked at, for each value in the outermost union, before the rest stays unrecognized. Types
/// that hold one another could be tried in exponentially many ways, and a server must not be able to ask for that.
/// Honest values need the number of variants times the number of unions around each other.
const TRIALS: u64 = 256;

/// One variant, as the macros describe it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Variant<T> {
    /// The values of the tag that mean it.
    pub tags: &'static [&'static str],
    /// The JSON type that its values have.
    pub kind: Kind,
    /// Reads a value as this variant.
    pub read: fn(&Value) -> Option<T>,
}

/// The JSON types, and `Any` of them.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
    Any,
}

/// In the words of the macro.
#[doc(hidden)]
impl Kind {
    pub const fn object() -> Self {
        Self::Object
    }

    pub const fn array() -> Self {
        Self::Array
    }

    pub const fn string() -> Self {
        Self::String
    }

    pub const fn integer() -> Self {
        Self::Integer
    }

    pub const fn number() -> Self {
        Self::Number
    }

    pub const fn boolean() -> Self {
        Self::Boolean
    }

    pub const fn any() -> Self {
        Self::Any
    }

    fn fits(self, value: &Value) -> bool {
        match self {
            Self::Object => value.is_object(),
            Self::Array => value.is_array(),
            Self::String => value.is_string(),
            // What a number with a fraction of zero is, the type itself decides.
            Self::Integer | Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Any => true,
        }
    }
}

/// Reads a value as what a variant holds.
#[doc(hidden)]
pub fn variant<T: DeserializeOwned, U>(value: &Value, make: fn(T) -> U) -> Option<U> {
    T::deserialize(value).ok().map(make)
}

/// Reads a value as the union.
///
/// A known value of the tag decides. Otherwise it is, among the variants of the value's JSON type, the first that loses
/// nothing and may be sent; else the first that loses nothing; else the one that loses least, unless another one keeps
/// something that it loses: then the value is more than any of them, and stays as it came. But where there is a tag and
/// it names another, newer variant, only one that loses nothing is taken for it.
#[doc(hidden)]
pub fn choose<T: Serialize + Check>(
    value: Value,
    tag: Option<&str>,
    variants: &[Variant<T>],
    other: fn(Value) -> T,
) -> T {
    let tag = tag.and_then(|name| tag_of(&value, name));
    if let Some(tag) = &tag
        && let Some(meant) = variants.iter().find(|it| it.tags.contains(&tag.as_str()))
    {
        return (meant.read)(&value).unwrap_or_else(|| other(value));
    }
    let purse = Purse::open(&value);
    let mut best: Option<(Rank, T, usize)> = None;
    let mut written = Vec::new();
    let mut fitting = variants.iter().filter(|it| it.kind.fits(&value)).peekable();
    while let Some(variant) = fitting.next() {
        if !purse.pay() {
            break;
        }
        let Some(candidate) = (variant.read)(&value) else {
            continue;
        };
        let must_be_whole = tag.is_some() && !variant.tags.is_empty();
        if best.is_none() && fitting.peek().is_none() && !must_be_whole {
            // There is nothing to compare it with.
            return candidate;
        }
        let (rank, back) = Rank::of(&value, &candidate);
        if rank.valid {
            return candidate;
        }
        if rank.whole || !must_be_whole {
            if best.as_ref().is_none_or(|(other, ..)| rank > *other) {
                best = Some((rank, candidate, written.len()));
            }
            written.push(back);
        }
    }
    match best {
        Some((rank, candidate, position)) => {
            let own = written.get(position);
            let is_more = own.is_some_and(|own| {
                !rank.whole && written.iter().any(|other| keeps_more(&value, other, own))
            });
            if is_more { other(value) } else { candidate }
        }
        None => other(value),
    }
}

/// Whether `first` gives something of `value` back that `second` does not.
fn keeps_more(value: &Value, first: &Value, second: &Value) -> bool {
    match (value, first, second) {
        (Value::Object(value), Value::Object(first), Value::Object(second)) => {
            value
                .iter()
                .any(|(name, value)| match (first.get(name), second.get(name)) {
                    (Some(first), Some(second)) => keeps_more(value, first, second),
                    (Some(_), None) => true,
                    (None, _) => false,
                })
        }
        (Value::Array(value), Value::Array(first), Value::Array(second)) => {
            let mut elements = value.iter().zip(first.iter().zip(second));
            elements.any(|(value, (first, second))| keeps_more(value, first, second))
        }
        _ => same(value, first) && !same(value, second),
    }
}

/// How well a candidate stands for a value; the greater the better.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Rank {
    /// Whether it gives the value back when written.
    whole: bool,
    /// Whether it is whole and may be sent.
    valid: bool,
    /// How many scalars it gives back.
    kept: usize,
}

impl Rank {
    /// Also gives the candidate as it is written.
    fn of<T: Serialize + Check>(value: &Value, candidate: &T) -> (Self, Value) {
        let written = serde_json::to_value(candidate).unwrap_or_default();
        let whole = same(value, &written);
        let valid = whole && {
            let mut findings = Findings::new();
            candidate.check(&mut Checker::new(Location::Body, &mut findings));
            findings.violations().is_empty()
        };
        // Of two that lose nothing neither keeps more.
        let kept = if whole { 0 } else { kept(value, &written) };
        (Self { whole, valid, kept }, written)
    }
}

thread_local! {
    /// How many values may still be looked at in the outermost union that is being read; `None`: there is none.
    static LEFT: Cell<Option<u64>> = const { Cell::new(None) };
}

/// The price of trying a value, and who settles the bill.
struct Purse {
    price: u64,
    outermost: bool,
}

impl Purse {
    fn open(value: &Value) -> Self {
        let price = count(value);
        let outermost = LEFT.get().is_none();
        if outermost {
            LEFT.set(Some(price.saturating_mul(TRIALS)));
        }
        Self { price, outermost }
    }

    fn pay(&self) -> bool {
        let left = LEFT.get().and_then(|left| left.checked_sub(self.price));
        if left.is_some() {
            LEFT.set(left);
        }
        left.is_some()
    }
}

impl Drop for Purse {
    fn drop(&mut self) {
        if self.outermost {
            LEFT.set(None);
        }
    }
}

/// How many values a value is made of.
fn count(value: &Value) -> u64 {
    match value {
        Value::Array(elements) => 1 + elements.iter().map(count).sum::<u64>(),
        Value::Object(properties) => 1 + properties.values().map(count).sum::<u64>(),
        _ => 1,
    }
}

/// Whether two values are equal as JSON Schema has it: whatever the order of properties and the notation of numbers.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => same_number(left, right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, left)| right.get(name).is_some_and(|right| same(left, right)))
        }
        (left, right) => left == right,
    }
}

fn same_number(left: &Number, right: &Number) -> bool {
    // As floats, neighbouring integers of more than 53 bits would be one.
    let integers = (left.as_i128(), right.as_i128());
    match integers {
        (Some(left), Some(right)) => left == right,
        _ => left.as_f64() == right.as_f64(),
    }
}

/// How many scalars of a value stand at the same place in another.
fn kept(value: &Value, written: &Value) -> usize {
    match (value, written) {
        (Value::Array(left), Value::Array(right)) => left
            .iter()
            .zip(right)
            .map(|(left, right)| kept(left, right))
            .sum(),
        (Value::Object(left), Value::Object(right)) => left
            .iter()
            .filter_map(|(name, left)| Some(kept(left, right.get(name)?)))
            .sum(),
        (left, right) => usize::from(same(left, right)),
    }
}

/// The value of the tag as the document writes it down, which is a text also where the property is none.
fn tag_of(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        scalar => Some(scalar.to_string()),
    }
}

/// Refuses what is none of the variants.
#[doc(hidden)]
pub fn refuse(checker: &mut Checker<'_>) {
    checker.violation("must be one of the documented variants");
}

/// Refuses a value that would be read as another variant.
#[doc(hidden)]
pub fn check_tag<T: Serialize>(name: &str, tags: &[&str], value: &T, checker: &mut Checker<'_>) {
    // One that can't be written as JSON is reported where the request is written.
    if let Ok(value) = serde_json::to_value(value)
        && !tags.is_empty()
        && !tag_of(&value, name).is_some_and(|tag| tags.contains(&tag.as_str()))
    {
        let rule = format!("must be one of `{}`", tags.join("`, `"));
        checker.below(name, |checker| checker.violation(rule));
    }
}
