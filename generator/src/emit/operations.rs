//! `operations/`: for each operation a method on the client, the call that it makes, its errors and its facts.

use proc_macro2::TokenStream;
use quote::quote;

use super::bodies::Named;
use super::deprecations::{self, What};
use super::docs::Doc;
use super::markdown::code;
use super::responses::{self, Outcomes};
use super::{
    Context, RustFile, bodies, errors, paging, parameters, representations, runtime, security,
    servers, side_by_side,
};
use crate::format::{Item, Mentions};
use crate::ir::{Method, Operation, Parameter, Place};
use crate::names::{Ident, Module, OperationNames};

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
        .map(|name| quote!(#[rustfmt::skip] pub mod #name;));
    RustFile::new(docs, items)
}

/// The file of one module.
pub(super) fn module(context: Context<'_>, module: &Module) -> RustFile {
    let docs = match &module.tag {
        Some(tag) => format!("Operations tagged {}.", code(tag)),
        None => "Operations without a tag.".to_owned(),
    };
    let known = |index: &usize| {
        let names = context.names.operations.get(*index)?;
        Some((*index, context.api.operations.get(*index)?, names))
    };
    let methods = || {
        let operations = module.operations.iter().filter_map(known);
        let methods = operations.map(|(index, it, names)| {
            let outcomes = Outcomes::of(it, names);
            method(context, index, it, names, &outcomes)
        });
        Item::from(quote!(impl Client { #(#methods)* }))
    };
    let parts = || {
        side_by_side(&module.operations, |_, index| match known(index) {
            Some((index, it, names)) => {
                let outcomes = Outcomes::of(it, names);
                parts(context, index, it, names, &outcomes)
            }
            None => Vec::new(),
        })
    };
    let (methods, parts) = rayon::join(methods, parts);
    let mut items = vec![methods];
    items.extend(parts);
    let uses = |mentions: fn(Mentions) -> bool| items.iter().any(|item| mentions(item.mentions()));
    let modules = [
        uses(|it| it.errors).then(|| quote!(errors)),
        uses(|it| it.security).then(|| quote!(security)),
        uses(|it| it.types).then(|| quote!(types)),
    ];
    let modules: Vec<_> = modules.into_iter().flatten().collect();
    let imports = if modules.is_empty() {
        quote!(
            use super::super::Client;
        )
    } else {
        quote!(use super::super::{Client, #(#modules),*};)
    };
    items.splice(0..0, [imports, runtime()].map(Item::from));
    RustFile {
        attributes: Doc::new().sentence(&docs).inner().into(),
        items,
    }
}

/// What an operation has beside its method.
fn parts(
    context: Context<'_>,
    index: usize,
    it: &Operation,
    names: &OperationNames,
    outcomes: &Outcomes<'_>,
) -> Vec<TokenStream> {
    let mut items = Vec::new();
    // What only names something that stands elsewhere is one item, which no lines set apart.
    let mut aliases = TokenStream::new();
    let call = call(context, index, it, names, outcomes);
    if is_own(it) {
        items.extend(call);
    } else {
        aliases.extend(call);
    }
    if let Some(body) = Named::of(it, names) {
        items.extend(body.items(context, it));
    }
    items.extend(responses::enums(context, it, names, outcomes));
    let errors = errors::of_operation(context, index, it, names, outcomes);
    if errors.len() == 1 {
        aliases.extend(errors);
    } else {
        items.extend(errors);
    }
    aliases.extend(record(context, it, names, outcomes));
    items.push(aliases);
    items
}

/// Whether a call has something optional, or is a list in pages: then it has a type of its own.
fn is_own(it: &Operation) -> bool {
    it.parameters.iter().any(|parameter| !parameter.required)
        || it.body.as_ref().is_some_and(|body| !body.required)
        || it.paging.is_some()
}

fn required<'a>(
    it: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Parameter, &'a Ident)> {
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
    outcomes: &Outcomes<'_>,
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
    let reading = responses::reading(context, outcomes, names);
    let (put, request) = if is_put {
        let put = quote! {
            let mut call = #start #(#links)*;
            body.into().put(&mut call);
        };
        (Some(put), quote!(call.reading(#reading)))
    } else {
        (None, quote!(#start #(#links)* .reading(#reading)))
    };
    let compose = if is_own(it) {
        quote! {
            let request = #request;
            #call { request }
        }
    } else {
        request
    };
    quote! {
        #docs
        #deprecated
        #[inline]
        pub fn #method(&self, #(#arguments),*) -> #call {
            #put
            #compose
        }
    }
}

fn method_docs(context: Context<'_>, index: usize, it: &Operation, names: &OperationNames) -> Doc {
    let route = format!("{} {}", it.method.as_str(), it.path);
    let mut doc = Doc::new()
        .document(&it.docs)
        .or_sentence(&format!("Calls {}.", code(it.id.as_str())));
    let lines: Vec<String> = required(it, names)
        .map(|(parameter, name)| parameters::line(context, parameter, name))
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
    let id = code(it.id.as_str());
    let mut facts = format!("{}, operation {id}.", code(&route));
    if let Some(paging) = &it.paging {
        facts = format!("{facts} {}", paging::note(paging, names));
    }
    // What most operations ask for stands in the documentation of the crate.
    let usual = context.common.usual_security;
    if !context.api.security_schemes.is_empty() && usual != Some(&it.security) {
        facts = format!("{facts} {}", security::sentence(context, &it.security));
    }
    doc = doc.sentence(&facts);
    let successor = context.names.successor(Place::Operation(index));
    deprecations::section(doc, it.deprecation.as_ref(), successor, What::Operation)
}

/// The call, before it is sent: the runtime's, or where something is optional a type around it with what can be set.
fn call(
    context: Context<'_>,
    index: usize,
    it: &Operation,
    names: &OperationNames,
    outcomes: &Outcomes<'_>,
) -> Vec<TokenStream> {
    let (call, error) = (&names.call, &names.error);
    let success = outcomes.success_type(context, names);
    let id = code(it.id.as_str());
    let headers = responses::success_headers(context, outcomes);
    let docs = if headers.is_empty() {
        format!("A call of {id}, ready to be sent.")
    } else {
        format!(
            "A call of {id}; its answers have the headers {}.",
            headers.join(" or ")
        )
    };
    let docs = Doc::new().sentence(&docs).outer();
    if !is_own(it) {
        return vec![quote! {
            #docs
            pub type #call = runtime::Request<#success, #error>;
        }];
    }
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
    let setters: Vec<_> = setters.chain(body).collect();
    let pages = it.paging.as_ref();
    let pages = pages.map(|paging| paging::pages(context, paging, outcomes));
    let mut items = vec![quote! {
        #docs
        #[derive(Debug)]
        #[must_use = "nothing is sent until `send` is called and awaited"]
        pub struct #call {
            request: runtime::Request<#success, #error>,
        }
    }];
    if !setters.is_empty() {
        items.push(quote!(impl #call { #(#setters)* }));
    }
    items.push(quote!(runtime::request! { #call: #success, #error #pages }));
    items
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
        Method::Get => quote!(get),
        Method::Put => quote!(put),
        Method::Post => quote!(post),
        Method::Delete => quote!(delete),
        Method::Options => quote!(options),
        Method::Head => quote!(head),
        Method::Patch => quote!(patch),
        Method::Trace => quote!(trace),
    };
    let path = &it.path;
    let idempotent = (it.idempotent != it.method.is_idempotent()).then(|| {
        let idempotent = it.idempotent;
        quote!(.idempotent(#idempotent))
    });
    let accept = responses::accept(it).map(|it| quote!(.accept(#it)));
    let content_type = bodies::content_type(it.body.as_ref()).map(|it| quote!(.content_type(#it)));
    let security = security::requirements(context, it).map(|it| quote!(.security(#it)));
    let deprecated = it.deprecation.as_ref().map(|it| {
        let record = deprecations::of_operation(it);
        quote!(.deprecated(#record))
    });
    let servers = (!it.servers.is_empty()).then(|| {
        let servers = servers::servers(&it.servers);
        quote!(.servers(#servers))
    });
    let streams = representations::streams(&outcomes.successes);
    let streams = (!streams.is_empty()).then(|| quote!(.streams(&[#(#streams),*])));
    quote! {
        #docs
        pub static #name: runtime::Operation = runtime::Operation::#method(#id, #path)
            #idempotent #accept #content_type #security #deprecated #servers #streams;
    }
}
