//! `operations/`: for each operation a method on the client, the call that it makes, its errors and its facts.

use proc_macro2::TokenStream;
use quote::quote;

use super::bodies::Named;
use super::deprecations::{self, What};
use super::docs::Doc;
use super::markdown::code;
use super::responses::{self, Outcomes};
use super::types::mentions;
use super::{
    Context, RustFile, bodies, paging, parameters, representations, runtime, security, servers,
};
use crate::ir::{Method, Operation, Parameter, Place};
use crate::names::{Module, OperationNames};

/// `operations/mod.rs`: the list of the modules.
pub(super) fn index(context: Context<'_>) -> RustFile {
    let docs = Doc::new()
        .sentence("The operations, a module for each tag.")
        .inner();
    let mut modules: Vec<_> = context
        .names
        .modules
        .iter()
        .map(|module| &module.name)
        .collect();
    modules.sort();
    let items = modules
        .into_iter()
        .map(|name| quote!(#[rustfmt::skip] pub mod #name;))
        .collect();
    RustFile {
        attributes: docs,
        items,
    }
}

/// The file of one module.
pub(super) fn module(context: Context<'_>, module: &Module) -> RustFile {
    let docs = match &module.tag {
        Some(tag) => format!("Operations tagged {}.", code(tag)),
        None => "Operations without a tag.".to_owned(),
    };
    let mut items = Vec::new();
    for index in &module.operations {
        if let (Some(it), Some(names)) = (
            context.api.operations.get(*index),
            context.names.operations.get(*index),
        ) {
            items.extend(operation(context, *index, it, names));
        }
    }
    let uses = |name: &str| items.iter().any(|item| mentions(item.clone(), name));
    let security = uses("security").then(|| quote!(security,));
    let types = uses("types").then(|| quote!(types,));
    let imports = if security.is_some() || types.is_some() {
        quote!(use super::super::{Client, #security #types};)
    } else {
        quote!(
            use super::super::Client;
        )
    };
    items.splice(0..0, [imports, runtime()]);
    RustFile {
        attributes: Doc::new().sentence(&docs).inner(),
        items,
    }
}

fn operation(
    context: Context<'_>,
    index: usize,
    it: &Operation,
    names: &OperationNames,
) -> Vec<TokenStream> {
    let outcomes = Outcomes::of(it, names);
    let mut items = vec![
        method(context, index, it, names),
        call(it, names),
        call_impl(context, index, it, names, &outcomes),
    ];
    let body = Named::of(it, names);
    items.extend(body.iter().flat_map(|body| body.items(context, it)));
    items.extend(responses::enums(context, it, names, &outcomes));
    items.push(record(context, it, names, &outcomes));
    items
}

fn required<'a>(
    it: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Parameter, &'a proc_macro2::Ident)> {
    it.parameters
        .iter()
        .zip(&names.parameters)
        .filter(|(parameter, _)| parameter.required)
}

/// The method on the client.
fn method(
    context: Context<'_>,
    index: usize,
    it: &Operation,
    names: &OperationNames,
) -> TokenStream {
    let (method, call, record) = (&names.method, &names.call, &names.record);
    let successor = context.names.successor(Place::Operation(index));
    let docs = method_docs(context, index, it, names).outer();
    let deprecated = deprecations::attribute(it.deprecation.as_ref(), successor);
    let body = Named::of(it, names).filter(|it| it.body.required);
    let arguments = required(it, names)
        .map(|(parameter, name)| parameters::argument(context, parameter, name))
        .chain(body.iter().map(|body| body.argument(context)));
    let mut links: Vec<_> = required(it, names)
        .map(|(parameter, name)| parameters::link(context, parameter, name))
        .collect();
    let link = body.map(|body| body.link());
    let is_put = matches!(link, Some(None));
    links.extend(link.flatten());
    let start = quote!(runtime::Call::new(self.runtime(), &#record));
    let compose = match (is_put, links.is_empty()) {
        (false, true) => quote!(#call { call: #start }),
        (false, false) => quote! {
            let call = #start;
            #call { call: call #(#links)* }
        },
        (true, _) => quote! {
            let mut call = #start #(#links)*;
            body.into().put(&mut call);
            #call { call }
        },
    };
    quote! {
        impl Client {
            #docs
            #deprecated
            pub fn #method(&self, #(#arguments),*) -> #call {
                #compose
            }
        }
    }
}

fn method_docs(context: Context<'_>, index: usize, it: &Operation, names: &OperationNames) -> Doc {
    let route = format!("{} {}", it.method.as_str(), it.path);
    let mut doc = Doc::new()
        .document(&it.docs)
        .or_sentence(&format!("Calls {}.", code(it.id.as_str())));
    let lines: Vec<String> = required(it, names)
        .map(|(parameter, name)| parameters::line(parameter, name))
        .chain(it.body.as_ref().filter(|body| body.required).map(|body| {
            let text = body
                .docs
                .description
                .as_deref()
                .unwrap_or("The request's body.");
            format!(
                "- `body`: {}",
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            )
        }))
        .collect();
    if !lines.is_empty() {
        doc = doc.markdown(Some(&lines.join("\n")));
    }
    for note in Named::of(it, names).iter().flat_map(Named::notes) {
        doc = doc.sentence(&note);
    }
    if let Some(paging) = &it.paging {
        doc = doc.sentence(&paging::note(paging, names));
    }
    doc = doc
        .sentence(&format!(
            "{}, operation {}.",
            code(&route),
            code(it.id.as_str())
        ))
        .sentence(&security::requirements_in_words(context, it));
    let successor = context.names.successor(Place::Operation(index));
    let doc = deprecations::section(doc, it.deprecation.as_ref(), successor, What::Operation);
    let error = &names.error;
    doc.heading("Errors").sentence(&format!(
        "The call gives a [`{error}`]: a variant for each documented status, and `Other` for all else."
    ))
}

/// The call, before it is sent.
fn call(it: &Operation, names: &OperationNames) -> TokenStream {
    let call = &names.call;
    let docs = Doc::new()
        .sentence(&format!(
            "A call of {}, ready to be sent.",
            code(it.id.as_str())
        ))
        .outer();
    quote! {
        #docs
        #[derive(Debug)]
        #[must_use = "nothing is sent until `send` is called and awaited"]
        pub struct #call {
            call: runtime::Call,
        }
    }
}

fn call_impl(
    context: Context<'_>,
    index: usize,
    it: &Operation,
    names: &OperationNames,
    outcomes: &Outcomes<'_>,
) -> TokenStream {
    let (call, error) = (&names.call, &names.error);
    let setters = it
        .parameters
        .iter()
        .zip(&names.parameters)
        .enumerate()
        .filter(|(_, (it, _))| !it.required)
        .map(|(position, (parameter, name))| {
            parameters::setter(context, Place::Parameter(index, position), parameter, name)
        });
    let body = Named::of(it, names)
        .filter(|it| !it.body.required)
        .map(|body| body.setter(context));
    let success = outcomes.success_type(context, names);
    let (send, pages) = match &it.paging {
        Some(paging) => (
            quote!(Self::typed(self.call.send().await?)),
            Some(paging::methods(context, paging, names, outcomes)),
        ),
        None => {
            let ask = quote!(let answer = self.call.send().await?;);
            let mapping = responses::mapping(context, outcomes, names, Some(&ask));
            (mapping, None)
        }
    };
    let sends =
        Doc::new().sentence("Sends the request and gives the answer the type that its status has.");
    let sends = responses::success_headers(context, outcomes)
        .iter()
        .fold(sends, |doc, sentence| doc.sentence(sentence))
        .outer();
    quote! {
        impl #call {
            #(#setters)*
            #body

            /// Overrides for this one call, such as its time limit or its policy on deprecation.
            pub fn options(mut self, options: runtime::CallOptions) -> Self {
                self.call.set_options(options);
                self
            }

            #sends
            pub async fn send(self) -> Result<runtime::Response<#success>, #error> {
                #send
            }

            #pages
        }
    }
}

/// The facts that the runtime reads.
fn record(
    context: Context<'_>,
    it: &Operation,
    names: &OperationNames,
    outcomes: &Outcomes<'_>,
) -> TokenStream {
    let name = &names.record;
    let docs = Doc::new()
        .sentence(&format!("The facts about {}.", code(it.id.as_str())))
        .outer();
    let id = it.id.as_str();
    let method = match it.method {
        Method::Get => quote!(GET),
        Method::Put => quote!(PUT),
        Method::Post => quote!(POST),
        Method::Delete => quote!(DELETE),
        Method::Options => quote!(OPTIONS),
        Method::Head => quote!(HEAD),
        Method::Patch => quote!(PATCH),
        Method::Trace => quote!(TRACE),
    };
    let (path, idempotent) = (&it.path, it.idempotent);
    let accept = responses::accept(it);
    let content_type = bodies::content_type(it.body.as_ref());
    let security = security::requirements(context, it);
    let deprecation = deprecations::record(it.deprecation.as_ref());
    let servers = servers::servers(&it.servers);
    let streams = representations::streams(&outcomes.successes);
    quote! {
        #docs
        pub static #name: runtime::Operation = runtime::Operation {
            id: #id,
            method: runtime::Method::#method,
            path: #path,
            idempotent: #idempotent,
            accept: #accept,
            content_type: #content_type,
            security: #security,
            deprecation: #deprecation,
            servers: #servers,
            streams: &[#(#streams),*],
        };
    }
}
