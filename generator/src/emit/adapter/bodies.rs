//! A request's body out of the suite's arguments: one form of it, or the variant that its media type means.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::Context;
use super::super::values::{From, owned};
use super::calls::reference;
use crate::ir::{Body, BodyContent, BodyRepresentation};
use crate::names::{Ident, OperationNames};

/// The body as the call takes it.
pub(super) fn body(
    context: Context<'_>,
    module: Option<&Ident>,
    body: &Body,
    names: &OperationNames,
) -> TokenStream {
    let Some(choice) = &names.body else {
        let form = body.representations.iter();
        return form.map(|form| argument(context, form)).collect();
    };
    let name = &choice.name;
    let media_types = body.representations.iter().map(|form| &form.media_type.0);
    let last = body.representations.len().saturating_sub(1);
    let forms = body.representations.iter().zip(&choice.forms).enumerate();
    let arms = forms.map(|(position, (form, variant))| {
        let value = value(context, form);
        let position = Literal::usize_unsuffixed(position);
        let variant = quote!(client::operations::#module::#name::#variant(#value));
        (position, variant)
    });
    let arms: Vec<_> = arms.collect();
    let arms = arms.iter().enumerate().map(|(index, (position, variant))| {
        // There are no other positions.
        if index == last {
            quote!(_ => #variant)
        } else {
            quote!(#position => #variant)
        }
    });
    quote!(match arguments.form(&[#(#media_types),*])? { #(#arms,)* })
}

/// The only form, as an argument.
fn argument(context: Context<'_>, form: &BodyRepresentation) -> TokenStream {
    let value = value(context, form);
    let reference = match &form.content {
        BodyContent::Json(value)
        | BodyContent::Form {
            value,
            encodings: _,
        } => reference(&value.ty),
        BodyContent::Multipart(_) | BodyContent::Text => Some(quote!(&)),
        BodyContent::Bytes => None,
    };
    quote!(#reference #value)
}

/// What a form carries.
fn value(context: Context<'_>, form: &BodyRepresentation) -> TokenStream {
    match &form.content {
        BodyContent::Json(value)
        | BodyContent::Form {
            value,
            encodings: _,
        } => {
            let ty = owned(context, &value.ty, From::Elsewhere);
            quote!(arguments.body::<#ty>()?)
        }
        BodyContent::Multipart(id) => {
            let name = context.names.of_type(*id).map(|names| &names.name);
            quote!(bridge::parts::<types::#name>(arguments)?)
        }
        BodyContent::Text => quote!(arguments.body::<String>()?),
        BodyContent::Bytes if form.media_type.0.contains('*') => {
            quote!(bridge::open_body(arguments)?)
        }
        BodyContent::Bytes => quote!(bridge::body(arguments)?),
    }
}
