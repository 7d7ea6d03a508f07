//! The body of a request: the method's last argument where required, a setter of the call where not.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::docs::Doc;
use super::markdown::code;
use super::values::{borrowed, is_reference, rules};
use crate::ir::Body;

/// A required body as an argument.
pub(super) fn argument(context: Context<'_>, body: &Body) -> TokenStream {
    let ty = borrowed(context, &body.value.ty);
    quote!(body: #ty)
}

/// A required body as a link of the chain that composes the call.
pub(super) fn link(body: &Body) -> TokenStream {
    let value = reference(body);
    match rules(&body.value.rules) {
        Some(rules) => quote!(.json_with(#value, &#rules)),
        None => quote!(.json(#value)),
    }
}

/// An optional body as a setter of the call.
pub(super) fn setter(context: Context<'_>, body: &Body) -> TokenStream {
    let ty = borrowed(context, &body.value.ty);
    let docs = Doc::new()
        .document(&body.docs)
        .sentence(&format!(
            "The request's body, {}.",
            code(&body.media_type.0)
        ))
        .outer();
    let value = reference(body);
    let set = match rules(&body.value.rules) {
        Some(rules) => quote!(set_json_with(#value, &#rules)),
        None => quote!(set_json(#value)),
    };
    quote! {
        #docs
        pub fn body(mut self, body: #ty) -> Self {
            self.call.#set;
            self
        }
    }
}

/// What `Content-Type` says, where it is not the usual.
pub(super) fn content_type(body: Option<&Body>) -> TokenStream {
    match body {
        Some(body) if body.media_type.0 != "application/json" => {
            let media_type = &body.media_type.0;
            quote!(Some(#media_type))
        }
        _ => quote!(None),
    }
}

fn reference(body: &Body) -> TokenStream {
    if is_reference(&body.value.ty) {
        quote!(body)
    } else {
        quote!(&body)
    }
}
