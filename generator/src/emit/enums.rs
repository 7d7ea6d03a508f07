//! Enums: a variant for each value, and one for values that the document does not name.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::deprecations::{self, What};
use super::docs::Doc;
use super::markdown::code;
use crate::ir::{EnumValue, Literal, Place, Type, TypeId};
use crate::names::TypeNames;

/// What all values of an enum have in common.
pub(super) enum Kind {
    Text,
    Integer,
    Mixed,
}

impl Kind {
    pub(super) fn of(values: &[EnumValue]) -> Self {
        let all = |is: fn(&Literal) -> bool| values.iter().all(|it| is(&it.value));
        if all(|value| matches!(value, Literal::Text(_))) {
            Self::Text
        } else if all(|value| matches!(value, Literal::Integer(_))) {
            Self::Integer
        } else {
            Self::Mixed
        }
    }
}

/// The enum. Its values are in `impls.rs`.
pub(super) fn value_enum(
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
                    .sentence(&format!("{}.", code(&value.value.to_string())));
                let docs =
                    deprecations::section(doc, value.deprecation.as_ref(), successor, What::Part)
                        .outer();
                let deprecated = deprecations::attribute(value.deprecation.as_ref(), successor);
                quote!(#docs #deprecated #variant)
            });
    let other = Doc::new()
        .sentence("A value that the document does not name, kept as it came. It can't be sent in a request.")
        .outer();
    let unrecognized = match Kind::of(values) {
        Kind::Text => quote!(String),
        Kind::Integer => quote!(i64),
        Kind::Mixed => quote!(runtime::Value),
    };
    quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #other
            Unrecognized(#unrecognized),
        }
    }
}
