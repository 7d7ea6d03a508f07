//! Types in use: how a field, an argument or an answer refers to them, and the rules of the place.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::markdown::code;
use crate::ir::{Bound, Format, Number, Rules, TypeId, TypeRef, Value, Width};

/// Where a type is referred to.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum From {
    /// In `types.rs` itself.
    Types,
    /// In any other file, which imports the module `types`.
    Elsewhere,
}

/// The type that holds a value.
pub(super) fn owned(context: Context<'_>, ty: &TypeRef, from: From) -> TokenStream {
    match ty {
        TypeRef::Boolean => quote!(bool),
        TypeRef::Integer(width) => match width {
            Width::Int32 => quote!(i32),
            Width::Int64 => quote!(i64),
            Width::UInt32 => quote!(u32),
            Width::UInt64 => quote!(u64),
        },
        TypeRef::Double => quote!(f64),
        TypeRef::String => quote!(String),
        TypeRef::Formatted(format) => formatted(*format),
        TypeRef::Any => quote!(runtime::Value),
        TypeRef::Array(items) => {
            let items = owned(context, items, from);
            quote!(Vec<#items>)
        }
        TypeRef::Tuple(elements) if elements.len() > LONGEST_TUPLE => quote!(Vec<runtime::Value>),
        TypeRef::Tuple(elements) => {
            let elements = elements.iter().map(|it| owned(context, it, from));
            quote!((#(#elements,)*))
        }
        TypeRef::Map(values) => {
            let values = owned(context, values, from);
            quote!(runtime::Map<#values>)
        }
        TypeRef::Nullable(inner) => {
            let inner = owned(context, inner, from);
            quote!(runtime::Nullable<#inner>)
        }
        TypeRef::Named(id) => named(context, *id, from),
    }
}

/// Of longer ones the standard library implements nothing.
const LONGEST_TUPLE: usize = 12;

fn formatted(format: Format) -> TokenStream {
    match format {
        Format::DateTime => quote!(runtime::DateTime),
        Format::Date => quote!(runtime::Date),
        Format::Time => quote!(runtime::Time),
        Format::Duration => quote!(runtime::Duration),
        Format::Uuid => quote!(runtime::Uuid),
        Format::Uri => quote!(runtime::Uri),
        Format::Email => quote!(runtime::Email),
        Format::Ip => quote!(runtime::Ip),
        Format::Ipv4 => quote!(runtime::Ipv4),
        Format::Ipv6 => quote!(runtime::Ipv6),
        Format::Base64 => quote!(runtime::Base64),
        Format::Decimal => quote!(runtime::Decimal),
    }
}

fn named(context: Context<'_>, id: TypeId, from: From) -> TokenStream {
    let name = context.names.of_type(id).map(|names| &names.name);
    match from {
        From::Types => quote!(#name),
        From::Elsewhere => quote!(types::#name),
    }
}

/// The type of an argument that is only read.
pub(super) fn borrowed(context: Context<'_>, ty: &TypeRef) -> TokenStream {
    match ty {
        TypeRef::Boolean | TypeRef::Integer(_) | TypeRef::Double => {
            owned(context, ty, From::Elsewhere)
        }
        TypeRef::String => quote!(&str),
        TypeRef::Array(items) => {
            let items = owned(context, items, From::Elsewhere);
            quote!(&[#items])
        }
        _ => {
            let ty = owned(context, ty, From::Elsewhere);
            quote!(&#ty)
        }
    }
}

/// Whether an argument of [`borrowed`]'s type is a reference already.
pub(super) fn is_reference(ty: &TypeRef) -> bool {
    !matches!(ty, TypeRef::Boolean | TypeRef::Integer(_) | TypeRef::Double)
}

/// Whether a value can break a rule, by its type or by its place.
pub(super) fn has_rules(value: &Value) -> bool {
    value.rules != Rules::default() || is_checked(&value.ty)
}

fn is_checked(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Boolean | TypeRef::Integer(_) | TypeRef::String | TypeRef::Any => false,
        // A date that a server wrote in its own way can't be sent back; neither can a number that JSON has not.
        TypeRef::Formatted(_) | TypeRef::Double | TypeRef::Named(_) => true,
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => is_checked(inner),
        TypeRef::Tuple(elements) => elements.iter().any(is_checked),
    }
}

/// The rules of a place as a constant; `None` where there are none.
pub(super) fn rules(rules: &Rules) -> Option<TokenStream> {
    if *rules == Rules::default() {
        return None;
    }
    let Rules {
        min_length,
        max_length,
        minimum,
        maximum,
        multiple_of,
        min_items,
        max_items,
        unique_items,
        min_properties,
        max_properties,
        items,
    } = rules;
    let mut links = Vec::new();
    let mut count = |name: TokenStream, value: &Option<u64>| {
        if let Some(value) = value {
            let value = proc_macro2::Literal::u64_unsuffixed(*value);
            links.push(quote!(.#name(#value)));
        }
    };
    count(quote!(min_length), min_length);
    count(quote!(max_length), max_length);
    count(quote!(min_items), min_items);
    count(quote!(max_items), max_items);
    count(quote!(min_properties), min_properties);
    count(quote!(max_properties), max_properties);
    let mut end = |inclusive: TokenStream, name: TokenStream, end: &Option<Bound>| {
        if let Some(end) = end {
            links.push(match (&end.value, end.exclusive) {
                (Number::Integer(value), false) => {
                    let value = proc_macro2::Literal::i64_unsuffixed(*value);
                    quote!(.#inclusive(#value))
                }
                _ => {
                    let end = bound(end);
                    quote!(.#name(#end))
                }
            });
        }
    };
    end(quote!(at_least), quote!(minimum), minimum);
    end(quote!(at_most), quote!(maximum), maximum);
    if let Some(step) = multiple_of {
        let step = match step {
            Number::Integer(step) => {
                let step = proc_macro2::Literal::i64_unsuffixed(*step);
                quote!(runtime::Number::Integer(#step))
            }
            Number::Float(step) => {
                let step = float(*step);
                quote!(runtime::Number::Float(#step))
            }
        };
        links.push(quote!(.multiple_of(#step)));
    }
    if *unique_items {
        links.push(quote!(.unique_items()));
    }
    if let Some(items) = items.as_deref().and_then(self::rules) {
        // The block makes a constant of it, whose address outlives the rules.
        links.push(quote!(.items(const { &#items })));
    }
    Some(quote!(runtime::Rules::NONE #(#links)*))
}

/// A number with a fraction as a literal; JSON has none that is not finite.
pub(super) fn float(number: f64) -> proc_macro2::Literal {
    let finite = if number.is_finite() { number } else { f64::MAX };
    proc_macro2::Literal::f64_unsuffixed(finite)
}

fn bound(bound: &Bound) -> TokenStream {
    match (&bound.value, bound.exclusive) {
        (Number::Integer(value), exclusive) => {
            let value = proc_macro2::Literal::i64_unsuffixed(*value);
            if exclusive {
                quote!(runtime::Bound::exclusive_integer(#value))
            } else {
                quote!(runtime::Bound::inclusive_integer(#value))
            }
        }
        (Number::Float(value), exclusive) => {
            let value = float(*value);
            if exclusive {
                quote!(runtime::Bound::exclusive_float(#value))
            } else {
                quote!(runtime::Bound::inclusive_float(#value))
            }
        }
    }
}

/// The rules of a place in words, for people; empty where there are none.
pub(crate) fn rules_in_words(rules: &Rules) -> Vec<String> {
    let Rules {
        min_length,
        max_length,
        minimum,
        maximum,
        multiple_of,
        min_items,
        max_items,
        unique_items,
        min_properties,
        max_properties,
        items,
    } = rules;
    let mut words = Vec::new();
    words.extend(length(*min_length, *max_length));
    words.extend(minimum.as_ref().map(|end| {
        format!(
            "{} {}",
            if end.exclusive { "above" } else { "at least" },
            number(&end.value)
        )
    }));
    words.extend(maximum.as_ref().map(|end| {
        format!(
            "{} {}",
            if end.exclusive { "below" } else { "at most" },
            number(&end.value)
        )
    }));
    words.extend(
        multiple_of
            .as_ref()
            .map(|step| format!("a multiple of {}", number(step))),
    );
    words.extend(between(*min_items, *max_items, "element", "elements"));
    if *unique_items {
        words.push("no two elements equal".to_owned());
    }
    words.extend(between(
        *min_properties,
        *max_properties,
        "property",
        "properties",
    ));
    if let Some(items) = items {
        words.extend(
            rules_in_words(items)
                .into_iter()
                .map(|rule| format!("each {rule}")),
        );
    }
    words
}

/// The limits and the default of a place as sentences, each with a space in front.
pub(super) fn limits(rules: &Rules, default: Option<&str>) -> String {
    let words = rules_in_words(rules).join(", ");
    let limits = if words.is_empty() {
        words
    } else {
        format!(" Limits: {words}.")
    };
    match default {
        Some(default) => format!("{limits} Default: {}.", code(default)),
        None => limits,
    }
}

/// A text's length in words.
pub(super) fn length(min: Option<u64>, max: Option<u64>) -> Option<String> {
    between(min, max, "character", "characters")
}

fn between(min: Option<u64>, max: Option<u64>, one: &str, many: &str) -> Option<String> {
    let unit = |count: u64| if count == 1 { one } else { many };
    match (min, max) {
        (Some(min), Some(max)) if min == max => Some(format!("exactly {min} {}", unit(min))),
        (Some(min), Some(max)) => Some(format!("{min} to {max} {}", unit(max))),
        (Some(min), None) => Some(format!("at least {min} {}", unit(min))),
        (None, Some(max)) => Some(format!("at most {max} {}", unit(max))),
        (None, None) => None,
    }
}

fn number(number: &Number) -> String {
    match number {
        Number::Integer(number) => number.to_string(),
        Number::Float(number) => number.to_string(),
    }
}
