//! Text with a pattern: a type of its own, so that a wrong value can't get into a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::deprecations::{self, What};
use super::docs::Doc;
use super::markdown::code;
use super::values::length;
use crate::ir::{Place, TextRules, Type, TypeId};
use crate::names::TypeNames;

/// The struct. Its rules are in `impls.rs`.
pub(super) fn text(
    context: Context<'_>,
    id: TypeId,
    ty: &Type,
    rules: &TextRules,
    names: &TypeNames,
) -> TokenStream {
    let name = &names.name;
    let successor = context.names.successor(Place::Type(id));
    let mut facts = format!("Text that keeps the pattern {}", code(&rules.pattern));
    if let Some(length) = length(rules.min_length, rules.max_length) {
        facts = format!("{facts} and has {length}");
    }
    facts.push('.');
    // A type that is used in several places has no text that fits them all.
    let doc = if ty.uses.len() == 1 {
        Doc::new().document(&ty.docs)
    } else {
        Doc::new()
    };
    let doc = doc
        .sentence(&facts)
        .sentence("Parsing one refuses any other text; an answer may hold any.");
    let docs = deprecations::section(doc, ty.deprecation.as_ref(), successor, What::Part).outer();
    let deprecated = deprecations::attribute(ty.deprecation.as_ref(), successor);
    quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct #name(pub(super) String);
    }
}
