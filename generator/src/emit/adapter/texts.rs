//! The client's texts with a pattern, each with what it says of a text: answers are lenient, so no call shows the pattern of
//! what only answers have.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::Context;
use crate::ir::Shape;

/// The list of all of them.
pub(super) fn texts(context: Context<'_>) -> TokenStream {
    let types = context.api.types.iter().zip(&context.names.types);
    let texts = types.filter(|(ty, _)| matches!(ty.shape, Shape::Text(_)));
    let entries = texts.map(|(_, names)| {
        let (name, text) = (&names.name, names.name.to_string());
        quote!(Text { name: #text, keeps: |text| text.parse::<types::#name>().is_ok() })
    });
    quote! {
        static TEXTS: &[Text] = &[#(#entries),*];
    }
}
