//! String enums: a variant for each value, and one for values that the document does not name.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::deprecations::{self, What};
use super::docs::Doc;
use super::markdown::code;
use crate::ir::{EnumValue, Place, Type, TypeId};
use crate::names::TypeNames;

/// The enum. Its text is in `impls.rs`.
pub(super) fn string_enum(
    context: Context<'_>,
    id: TypeId,
    ty: &Type,
    values: &[EnumValue],
    names: &TypeNames,
) -> TokenStream {
    let name = &names.name;
    let successor = context.names.successor(Place::Type(id));
    let docs = deprecations::section(
        Doc::new().document(&ty.docs),
        ty.deprecation.as_ref(),
        successor,
        What::Part,
    )
    .or_sentence("One of the values that the document names.")
    .outer();
    let deprecated = deprecations::attribute(ty.deprecation.as_ref(), successor);
    let variants =
        values
            .iter()
            .zip(&names.members)
            .enumerate()
            .map(|(index, (value, variant))| {
                let successor = context.names.successor(Place::EnumValue(id, index));
                let doc = Doc::new()
                    .markdown(value.description.as_deref())
                    .sentence(&format!("{}.", code(value.value.as_str())));
                let docs =
                    deprecations::section(doc, value.deprecation.as_ref(), successor, What::Part)
                        .outer();
                let deprecated = deprecations::attribute(value.deprecation.as_ref(), successor);
                quote!(#docs #deprecated #variant)
            });
    let other = Doc::new()
        .sentence("A value that the document does not name, kept as it came. It can't be sent in a request.")
        .outer();
    quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #other
            Unrecognized(String),
        }
    }
}
