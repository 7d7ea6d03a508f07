//! The client's enums, each variant beside the value that it stands for: a client that takes two values for each other,
//! in reading and in writing alike, would pass every call.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::super::Context;
use crate::ir::{Literal, Shape};

/// The list of all enums that a schema stands behind.
pub(super) fn enums(context: Context<'_>, places: &BTreeMap<usize, Vec<String>>) -> TokenStream {
    let types = context.api.types.iter().zip(&context.names.types);
    let entries = types.enumerate().filter_map(|(index, (ty, names))| {
        let Shape::Enum(values) = &ty.shape else {
            return None;
        };
        let pointers = places.get(&index)?;
        let (name, text) = (&names.name, names.name.to_string());
        let values = values.iter().zip(&names.members).map(|(value, variant)| {
            let value = literal(&value.value);
            quote!(bridge::value(#value, &types::#name::#variant))
        });
        Some(quote! {
            Enum { name: #text, pointers: &[#(#pointers),*], values: || vec![#(#values),*] }
        })
    });
    quote! {
        static ENUMS: &[Enum] = &[#(#entries),*];
    }
}

fn literal(value: &Literal) -> TokenStream {
    match value {
        Literal::Text(text) => quote!(#text),
        Literal::Integer(number) => quote!(#number),
        Literal::Float(number) => quote!(#number),
        Literal::Boolean(flag) => quote!(#flag),
    }
}
