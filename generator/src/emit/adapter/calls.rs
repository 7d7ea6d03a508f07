//! One function for each operation, and the table that finds it by method and path.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::values::{From, is_reference, owned};
use super::super::{Context, side_by_side};
use super::{answers, bodies};
use crate::format::Item;
use crate::ir::{Operation, Parameter, ParameterPlace, TypeRef};
use crate::names::{Ident, OperationNames};

/// The suite's `Client`: which function an operation's key means.
pub(super) fn by_key(context: Context<'_>, keys: &[String]) -> TokenStream {
    let arms = keys.iter().zip(&context.names.operations);
    let arms = arms.map(|(key, names)| {
        let method = &names.method;
        quote!(#key => #method(&self.0, arguments))
    });
    quote! {
        impl Client for Connected {
            fn call<'a>(&'a self, operation: &'a str, arguments: &'a Arguments) -> CallFuture<'a> {
                match operation {
                    #(#arms,)*
                    other => Box::pin(async move { Err(BadArguments::unknown_operation(other)) }),
                }
            }

            fn deprecations(&self) -> Vec<DeprecatedUse> {
                bridge::deprecations(self.0.runtime())
            }
        }
    }
}

/// The functions of all operations.
pub(super) fn calls(context: Context<'_>) -> Vec<Item> {
    side_by_side(&context.api.operations, |index, it| {
        let mut modules = context.names.modules.iter();
        let module = modules.find(|module| module.operations.contains(&index));
        let names = context.names.operations.get(index).into_iter();
        names
            .map(|names| call(context, module.map(|module| &module.name), it, names))
            .collect()
    })
}

fn call(
    context: Context<'_>,
    module: Option<&Ident>,
    it: &Operation,
    names: &OperationNames,
) -> TokenStream {
    let (method, error) = (&names.method, &names.error);
    let mut arguments = Vec::new();
    let mut setters = Vec::new();
    for (parameter, name) in it.parameters.iter().zip(&names.parameters) {
        let value = get(context, parameter);
        let reference = reference(&parameter.value.ty);
        if parameter.required {
            arguments.push(quote!(#reference #value));
        } else {
            setters.push(quote! {
                if let Some(value) = #value {
                    call = call.#name(#reference value);
                }
            });
        }
    }
    if let Some(body) = &it.body {
        let value = bodies::body(context, module, body, names);
        if body.required {
            arguments.push(value);
        } else {
            setters.push(quote! {
                if arguments.body.is_some() {
                    call = call.body(#value);
                }
            });
        }
    }
    let arms = answers::arms(context, it, names, module);
    let outcome = match it.paging {
        Some(_) => quote! {
            match arguments.page {
                None => call.send().await,
                Some(number) => match bridge::page(call.pages(), number).await {
                    Some(page) => page,
                    None => return Ok(bridge::ended()),
                },
            }
        },
        None => quote!(call.send().await),
    };
    // In a box of its own: one function that makes the futures of all operations may need more stack than a thread has.
    quote! {
        fn #method<'a>(client: &'a client::Client, arguments: &'a Arguments) -> CallFuture<'a> {
            Box::pin(async move {
                use client::operations::#module::#error as Error;

                let mut call = client.#method(#(#arguments),*);
                #(#setters)*
                if let Some(policy) = arguments.policy {
                    call = call.options(bridge::options(policy));
                }
                match #outcome { #arms }
            })
        }
    }
}

/// A parameter as the type that the call takes.
fn get(context: Context<'_>, parameter: &Parameter) -> TokenStream {
    let wire = parameter.name.as_str();
    let ty = owned(context, &parameter.value.ty, From::Elsewhere);
    let getter = match (parameter.place, parameter.required) {
        (ParameterPlace::Path, _) => quote!(path),
        (ParameterPlace::Query, true) => quote!(required_query),
        (ParameterPlace::Query, false) => quote!(query),
        (ParameterPlace::Header, true) => quote!(required_header),
        (ParameterPlace::Header, false) => quote!(header),
        (ParameterPlace::Cookie, true) => quote!(required_cookie),
        (ParameterPlace::Cookie, false) => quote!(cookie),
    };
    quote!(arguments.#getter::<#ty>(#wire)?)
}

pub(super) fn reference(ty: &TypeRef) -> Option<TokenStream> {
    is_reference(ty).then(|| quote!(&))
}
