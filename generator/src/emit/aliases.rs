//! Aliases: a value of another type under a name of its own.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::deprecations::{self, What};
use super::docs::Doc;
use super::objects::of_document;
use super::values::{From, limits, owned, rules};
use crate::ir::{Place, Type, TypeId, Value};
use crate::names::TypeNames;

/// The struct around the value. How it is written and read is in `impls.rs`.
pub(super) fn alias(
    context: Context<'_>,
    id: TypeId,
    ty: &Type,
    value: &Value,
    names: &TypeNames,
) -> TokenStream {
    let name = &names.name;
    let successor = context.names.successor(Place::Type(id));
    let doc = Doc::new()
        .document(&ty.docs)
        .or_sentence(&format!("{}.", of_document(ty)))
        .sentence(limits(&value.rules, None).trim_start());
    let docs = deprecations::section(doc, ty.deprecation.as_ref(), successor, What::Part).outer();
    let deprecated = deprecations::attribute(ty.deprecation.as_ref(), successor);
    let ty = owned(context, &value.ty, From::Types);
    quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name(pub #ty);
    }
}

/// How it is written, read and checked.
pub(super) fn impls(context: Context<'_>, value: &Value, names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let ty = owned(context, &value.ty, From::Elsewhere);
    let with = rules(&value.rules).map(|rules| quote!(, with &#rules));
    quote!(runtime::newtype! { types::#name: #ty #with })
}
