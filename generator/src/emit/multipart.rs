//! Multipart bodies: a struct with a field for each part, and how they are put together.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::deprecations::{self, What};
use super::docs::Doc;
use super::objects::{Field, of_document, structure};
use crate::ir::{Part, PartKind, Place, Type, TypeId};
use crate::names::TypeNames;

/// The struct, its constructor and its setters.
pub(super) fn multipart(
    context: Context<'_>,
    id: TypeId,
    ty: &Type,
    parts: &[Part],
    names: &TypeNames,
) -> Vec<TokenStream> {
    let successor = context.names.successor(Place::Type(id));
    let doc = Doc::new()
        .document(&ty.docs)
        .or_sentence(&format!("{}.", of_document(ty)))
        .sentence("It is sent part by part.");
    let docs = deprecations::section(doc, ty.deprecation.as_ref(), successor, What::Part).outer();
    let deprecated = deprecations::attribute(ty.deprecation.as_ref(), successor);
    let head = quote!(#docs #deprecated);
    let fields = Field::of_parts(id, parts, names);
    structure(context, &head, &names.name, &fields, None, true)
}

/// How the parts are written.
pub(super) fn write(parts: &[Part], names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let parts: Vec<_> = parts
        .iter()
        .zip(&names.members)
        .map(|(part, field)| {
            let wire = part.property.name.as_str();
            let content_type = match &part.content_type {
                Some(content_type) => quote!(Some(#content_type)),
                None => quote!(None),
            };
            let write = match part.kind {
                PartKind::File | PartKind::Files => quote!(file),
                PartKind::Value => quote!(value),
            };
            quote!(form.#write(#wire, #content_type, &self.#field);)
        })
        .collect();
    let form = if parts.is_empty() {
        quote!(_)
    } else {
        quote!(form)
    };
    quote! {
        impl runtime::MultipartBody for types::#name {
            fn write(&self, #form: &mut runtime::Multipart) {
                #(#parts)*
            }
        }
    }
}
