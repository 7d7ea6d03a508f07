//! What says that something should no longer be used: to the compiler, to the reader, to the program.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::docs::Doc;
use super::markdown::code;
use crate::ir::{Deprecation, TypeRef};
use crate::names::Ident;

/// What is deprecated, for the words that speak of it.
#[derive(Clone, Copy)]
pub(super) enum What {
    Operation,
    Part,
}

/// `#[deprecated]` with a note, or nothing.
pub(super) fn attribute(
    deprecation: Option<&Deprecation>,
    successor: Option<&Ident>,
) -> TokenStream {
    let Some(deprecation) = deprecation else {
        return TokenStream::new();
    };
    let note = note(deprecation, successor.map(ToString::to_string).as_deref());
    if note.is_empty() {
        quote!(#[deprecated])
    } else {
        quote!(#[deprecated(note = #note)])
    }
}

/// What the compiler says: the date, the successor by its Rust name and by its name in the document, the document's own
/// sentence. Empty where the document gives none of them.
pub fn note(deprecation: &Deprecation, successor: Option<&str>) -> String {
    let mut parts = Vec::new();
    if let Some(since) = deprecation.since {
        parts.push(format!("deprecated since {since}"));
    }
    if let Some(sunset) = deprecation.sunset {
        parts.push(format!("sunset on {sunset}"));
    }
    match (successor, &deprecation.successor) {
        (Some(rust), Some(wire)) if rust != wire.as_str() => {
            parts.push(format!("use `{rust}` (`{wire}`) instead"));
        }
        (Some(name), _) => parts.push(format!("use `{name}` instead")),
        (None, Some(wire)) => parts.push(format!("use `{wire}` instead")),
        (None, None) => {}
    }
    if let Some(message) = &deprecation.message {
        parts.push(message.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    parts.join("; ")
}

/// Adds the section on the deprecation, where there is one.
pub(super) fn section(
    doc: Doc,
    deprecation: Option<&Deprecation>,
    successor: Option<&Ident>,
    what: What,
) -> Doc {
    let Some(deprecation) = deprecation else {
        return doc;
    };
    let mut facts = Vec::new();
    if let Some(since) = deprecation.since {
        facts.push(format!("Deprecated since {since}."));
    }
    if let Some(sunset) = deprecation.sunset {
        facts.push(match what {
            What::Operation => {
                format!("Sunset on {sunset}: from that day on the server may refuse it.")
            }
            What::Part => format!("Sunset on {sunset}."),
        });
    }
    match (successor.map(ToString::to_string), &deprecation.successor) {
        (Some(rust), Some(wire)) if rust != wire.as_str() => {
            facts.push(format!(
                "Use {} ({}) instead.",
                code(&rust),
                code(wire.as_str())
            ));
        }
        (Some(name), _) => facts.push(format!("Use {} instead.", code(&name))),
        (None, Some(wire)) => facts.push(format!("Use {} instead.", code(wire.as_str()))),
        (None, None) => {}
    }
    if facts.is_empty() {
        facts.push("The document calls it deprecated and says no more.".to_owned());
    }
    let doc = match what {
        What::Operation => doc
            .heading("Deprecated")
            .sentence(&facts.join(" "))
            .sentence(
                "A call logs a warning, or is refused, as [`runtime::DeprecationPolicy`] says; it can be set for the \
                 client and for one call.",
            ),
        What::Part => doc.sentence(&facts.join(" ")),
    };
    let doc = doc.markdown(deprecation.message.as_deref());
    match &deprecation.link {
        Some(link) => doc.markdown(Some(&format!("More: {link}"))),
        None => doc,
    }
}

/// The record of a deprecated part as a reference that outlives every call.
pub(super) fn of_part(deprecation: &Deprecation) -> TokenStream {
    match record(deprecation) {
        (record, true) => quote!(&#record),
        // The block makes a constant of it, whose address outlives the call.
        (record, false) => quote!(const { &#record }),
    }
}

/// The record of a deprecated operation.
pub(super) fn of_operation(deprecation: &Deprecation) -> TokenStream {
    record(deprecation).0
}

/// The record that the runtime reads, with nothing in it but what the document says; and whether that is nothing at all.
fn record(deprecation: &Deprecation) -> (TokenStream, bool) {
    let Deprecation {
        flagged: _,
        since,
        sunset,
        successor,
        link,
        message,
    } = deprecation;
    let successor = successor.as_ref().map(crate::ir::WireName::as_str);
    let facts = [
        (quote!(since), since.map(date)),
        (quote!(sunset), sunset.map(date)),
        (quote!(successor), successor.map(|it| quote!(#it))),
        (quote!(link), link.as_ref().map(|it| quote!(#it))),
        (quote!(message), message.as_ref().map(|it| quote!(#it))),
    ];
    let all = facts.len();
    let known = facts
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| quote!(#name: Some(#value),)));
    let known: Vec<_> = known.collect();
    if known.is_empty() {
        return (quote!(runtime::Deprecation::PLAIN), true);
    }
    let rest = (known.len() < all).then(|| quote!(..runtime::Deprecation::PLAIN));
    (quote!(runtime::Deprecation { #(#known)* #rest }), false)
}

/// What says that a parameter or a property should no longer be used: its own record, or that of the type of its values,
/// which ends as a whole.
pub(super) fn in_use<'a>(
    context: Context<'a>,
    own: Option<&'a Deprecation>,
    ty: &TypeRef,
) -> Option<&'a Deprecation> {
    own.or_else(|| match ty.without_null() {
        TypeRef::Named(id) => context.api.types.get(id.0)?.deprecation.as_ref(),
        _ => None,
    })
}

fn date(date: jiff::civil::Date) -> TokenStream {
    let year = proc_macro2::Literal::i16_unsuffixed(date.year());
    let month = proc_macro2::Literal::i8_unsuffixed(date.month());
    let day = proc_macro2::Literal::i8_unsuffixed(date.day());
    quote!(runtime::jiff::civil::date(#year, #month, #day))
}
