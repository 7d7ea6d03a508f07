//! The contract suite's adapter: JSON arguments in, the typed call out. Nothing else is generated for the suite.

use proc_macro2::TokenStream;
use quote::quote;

use super::checks::Checked;
use super::representations::{Answered, Body, End};
use super::responses::Outcomes;
use super::types::mentions;
use super::values::{From, is_reference, owned};
use super::{Context, RustFile};
use crate::Settings;
use crate::ir::{Api, BodyContent, Operation, ParameterPlace, ResponseContent, StatusKey, TypeRef};
use crate::names::{Names, OperationNames};

/// The file of the adapter.
pub fn adapter(api: &Api, names: &Names, settings: &Settings) -> RustFile {
    let context = Context {
        api,
        names,
        checked: &Checked::of(api),
    };
    let package = names.crate_name(&settings.package);
    let operations: Vec<_> = api
        .operations
        .iter()
        .zip(&names.operations)
        .enumerate()
        .filter(|(_, (it, _))| is_json(it))
        .collect();
    let records = names.modules.iter().flat_map(|module| {
        let name = &module.name;
        let operations = module
            .operations
            .iter()
            .filter_map(|index| names.operations.get(*index));
        operations.map(move |operation| {
            let record = &operation.record;
            quote!(&client::operations::#name::#record)
        })
    });
    let arms = operations.iter().map(|(_, (it, names))| {
        let (key, method) = (format!("{} {}", it.method.as_str(), it.path), &names.method);
        quote!(#key => Box::pin(#method(&self.0, arguments)))
    });
    let mut items = vec![
        quote!(use #package as client;),
        quote!(
            use contract_tests::adapter::{
                Adapter, Arguments, BadArguments, CallFuture, Client, Connection, Facts, Outcome,
                Type,
            };
        ),
        quote!(
            use specwright_runtime as runtime;
        ),
    ];
    items.extend([
        quote!(contract_tests::bridge!();),
        quote! {
            /// The generated client, called by name.
            pub(super) struct Generated;
        },
        // A static, because a list made in a function's body can't be borrowed for longer where it points to statics.
        quote! {
            static OPERATIONS: &[&runtime::Operation] = &[#(#records),*];
        },
        quote! {
            static TYPES: &[Type] = &[];
        },
        quote! {
            impl Adapter for Generated {
                fn facts(&self) -> Facts {
                    bridge::facts(&client::API, OPERATIONS)
                }

                fn types(&self) -> &'static [Type] {
                    TYPES
                }

                fn connect(&self, connection: &Connection) -> Result<Box<dyn Client>, String> {
                    let client = bridge::client(&client::API, connection)?;
                    Ok(Box::new(Connected(client::Client::from(client))))
                }
            }
        },
        quote! {
            #[derive(Debug)]
            struct Connected(client::Client);
        },
        quote! {
            impl Client for Connected {
                fn call<'a>(&'a self, operation: &'a str, arguments: &'a Arguments) -> CallFuture<'a> {
                    match operation {
                        #(#arms,)*
                        other => Box::pin(async move { Err(BadArguments::unknown_operation(other)) }),
                    }
                }
            }
        },
    ]);
    let calls = operations.iter();
    items.extend(calls.map(|(index, (it, names))| call(context, *index, it, names)));
    // Of answers the adapter names no type, so what only they carry is not imported.
    if items.iter().any(|item| mentions(item.clone(), "types")) {
        items.insert(
            1,
            quote!(
                use client::types;
            ),
        );
    }
    let attributes = quote!(#![doc = " Calls the generated client with arguments in JSON."]);
    RustFile { attributes, items }
}

/// Whether all that an operation takes and gives is JSON: of that the suite's arguments and outcomes are made.
fn is_json(it: &Operation) -> bool {
    let takes = it.body.iter().flat_map(|body| &body.representations);
    let gives = it.responses.iter().flat_map(|it| &it.representations);
    let is_one = it.responses.iter().all(|it| it.representations.len() < 2);
    takes.clone().count() < 2
        && is_one
        && takes
            .into_iter()
            .all(|it| matches!(it.content, BodyContent::Json(_)))
        && gives
            .into_iter()
            .all(|it| matches!(it.content, ResponseContent::Json(_)))
}

fn call(context: Context<'_>, index: usize, it: &Operation, names: &OperationNames) -> TokenStream {
    let (id, method, error) = (it.id.as_str(), &names.method, &names.error);
    let module = context
        .names
        .modules
        .iter()
        .find(|module| module.operations.contains(&index));
    let module = module.map(|module| &module.name);
    let parameters = it.parameters.iter().zip(&names.parameters);
    let mut arguments = Vec::new();
    let mut setters = Vec::new();
    for (parameter, name) in parameters {
        let wire = parameter.name.as_str();
        let ty = owned(context, &parameter.value.ty, From::Elsewhere);
        let reference = reference(&parameter.value.ty);
        let getter = match parameter.place {
            ParameterPlace::Path => quote!(path),
            ParameterPlace::Query if parameter.required => quote!(required_query),
            ParameterPlace::Query => quote!(query),
            ParameterPlace::Header | ParameterPlace::Cookie if parameter.required => {
                quote!(required_header)
            }
            ParameterPlace::Header | ParameterPlace::Cookie => quote!(header),
        };
        if parameter.required {
            arguments.push(quote!(#reference arguments.#getter::<#ty>(#wire)?));
        } else {
            setters.push(quote! {
                if let Some(value) = arguments.#getter::<#ty>(#wire)? {
                    call = call.#name(#reference value);
                }
            });
        }
    }
    let form = it.body.iter().flat_map(|body| &body.representations).next();
    if let (Some(body), Some(BodyContent::Json(value))) = (&it.body, form.map(|it| &it.content)) {
        let ty = owned(context, &value.ty, From::Elsewhere);
        let reference = reference(&value.ty);
        if body.required {
            arguments.push(quote!(#reference arguments.body::<#ty>()?));
        } else {
            setters.push(quote! {
                if let Some(body) = arguments.optional_body::<#ty>()? {
                    call = call.body(#reference body);
                }
            });
        }
    }
    let outcomes = Outcomes::of(it, names);
    let success = successes(id, &outcomes, names, module);
    let errors = outcomes.errors.iter().map(|Answered { variant, .. }| {
        let text = variant.to_string();
        quote!(Err(Error::#variant(answer)) => Ok(bridge::documented(#text, &answer)))
    });
    let deprecated = is_deprecated(it).then(|| {
        quote!(#[allow(deprecated, reason = "what is deprecated keeps its contract until it is gone")])
    });
    quote! {
        #deprecated
        async fn #method(client: &client::Client, arguments: &Arguments) -> Result<Outcome, BadArguments> {
            use client::operations::#module::#error as Error;

            let mut call = client.#method(#(#arguments),*);
            #(#setters)*
            if let Some(policy) = arguments.policy {
                call = call.options(bridge::options(policy));
            }
            match call.send().await {
                #success
                #(#errors,)*
                Err(Error::Other(error)) => Ok(bridge::other(&error)),
                Err(_) => Err(BadArguments::unknown_variant(#id)),
            }
        }
    }
}

fn successes(
    id: &str,
    outcomes: &Outcomes<'_>,
    names: &OperationNames,
    module: Option<&proc_macro2::Ident>,
) -> TokenStream {
    if !outcomes.has_success_enum() {
        let mut texts = outcomes
            .successes
            .iter()
            .map(|it| (it.response.status, it.variant.to_string()));
        let first = texts
            .next()
            .map_or_else(|| "Ok".to_owned(), |(_, text)| text);
        // Of several statuses that carry one type, the answer says which it was.
        let others: Vec<_> = texts
            .filter_map(|(status, text)| match status {
                StatusKey::Code(code) => {
                    let code = proc_macro2::Literal::u16_unsuffixed(code);
                    Some(quote!(#code => #text))
                }
                StatusKey::Range(_) | StatusKey::Default => None,
            })
            .collect();
        let variant = if others.is_empty() {
            quote!(#first)
        } else {
            quote!(match response.status().as_u16() { #(#others,)* _ => #first })
        };
        return quote!(Ok(response) => Ok(bridge::success(#variant, &response)),);
    }
    let success = &names.success;
    let arms = outcomes.successes.iter().map(|answered| {
        let variant = answered.variant;
        let text = variant.to_string();
        let path = quote!(client::operations::#module::#success::#variant);
        match answered.body(End::Success) {
            Body::Nothing => quote!(#path => Ok(bridge::success(#text, &response.map(|_| ())))),
            _ => quote!(#path(body) => Ok(bridge::success(#text, &response.map(|_| body)))),
        }
    });
    quote! {
        Ok(response) => match response.body().clone() {
            #(#arms,)*
            _ => Err(BadArguments::unknown_variant(#id)),
        },
    }
}

fn reference(ty: &TypeRef) -> Option<TokenStream> {
    is_reference(ty).then(|| quote!(&))
}

fn is_deprecated(it: &Operation) -> bool {
    it.deprecation.is_some()
        || it
            .parameters
            .iter()
            .any(|parameter| parameter.deprecation.is_some())
}
