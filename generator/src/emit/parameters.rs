//! Parameters: arguments of the operation's method where required, setters of the call where not.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Context;
use super::deprecations::{self, What};
use super::docs::Doc;
use super::markdown::code;
use super::values::{borrowed, is_reference, limits, rules, rules_in_words};
use crate::ir::{Parameter, ParameterPlace, ParameterStyle, Place};

/// A required parameter as an argument.
pub(super) fn argument(context: Context<'_>, parameter: &Parameter, name: &Ident) -> TokenStream {
    let ty = borrowed(context, &parameter.value.ty);
    quote!(#name: #ty)
}

/// A required parameter as a link of the chain that composes the call.
pub(super) fn link(parameter: &Parameter, name: &Ident) -> TokenStream {
    let wire = parameter.name.as_str();
    let value = reference(parameter, name);
    let rules = rules(&parameter.value.rules);
    match (parameter.place, rules) {
        (ParameterPlace::Path, None) => quote!(.path(#wire, #value)),
        (ParameterPlace::Path, Some(rules)) => quote!(.path_with(#wire, #value, &#rules)),
        (ParameterPlace::Query, rules) => {
            let style = query_style(parameter);
            match rules {
                None => quote!(.query(#wire, #style, #value)),
                Some(rules) => quote!(.query_with(#wire, #style, #value, &#rules)),
            }
        }
        (ParameterPlace::Header | ParameterPlace::Cookie, None) => quote!(.header(#wire, #value)),
        (ParameterPlace::Header | ParameterPlace::Cookie, Some(rules)) => {
            quote!(.header_with(#wire, #value, &#rules))
        }
    }
}

/// An optional parameter as a setter of the call.
pub(super) fn setter(
    context: Context<'_>,
    place: Place,
    parameter: &Parameter,
    name: &Ident,
) -> TokenStream {
    let successor = context.names.successor(place);
    let doc = Doc::new()
        .document(&parameter.docs)
        .sentence(&facts(parameter));
    let docs =
        deprecations::section(doc, parameter.deprecation.as_ref(), successor, What::Part).outer();
    let deprecated = deprecations::attribute(parameter.deprecation.as_ref(), successor);
    let ty = borrowed(context, &parameter.value.ty);
    let wire = parameter.name.as_str();
    let value = reference(parameter, name);
    let set = match (parameter.place, rules(&parameter.value.rules)) {
        (ParameterPlace::Query, rules) => {
            let style = query_style(parameter);
            match rules {
                None => quote!(set_query(#wire, #style, #value)),
                Some(rules) => quote!(set_query_with(#wire, #style, #value, &#rules)),
            }
        }
        (_, None) => quote!(set_header(#wire, #value)),
        (_, Some(rules)) => quote!(set_header_with(#wire, #value, &#rules)),
    };
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #name: #ty) -> Self {
            self.call.#set;
            self
        }
    }
}

/// A required parameter as a line of the method's documentation.
pub(super) fn line(parameter: &Parameter, name: &Ident) -> String {
    let docs = &parameter.docs;
    let text = docs
        .description
        .as_deref()
        .or(docs.title.as_deref())
        .unwrap_or_default();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut line = format!("- {}: {text}", code(&name.to_string()));
    let rules = rules_in_words(&parameter.value.rules);
    if !rules.is_empty() {
        line = format!("{line} ({})", rules.join(", "));
    }
    line
}

/// Where the parameter stands, its limits and its default.
fn facts(parameter: &Parameter) -> String {
    let place = match parameter.place {
        ParameterPlace::Path => "Path",
        ParameterPlace::Query => "Query",
        ParameterPlace::Header => "Header",
        ParameterPlace::Cookie => "Cookie",
    };
    let facts = format!("{place} parameter {}.", code(parameter.name.as_str()));
    facts + &limits(&parameter.value.rules, parameter.default.as_deref())
}

fn reference(parameter: &Parameter, name: &Ident) -> TokenStream {
    if is_reference(&parameter.value.ty) {
        quote!(#name)
    } else {
        quote!(&#name)
    }
}

fn query_style(parameter: &Parameter) -> TokenStream {
    match (parameter.style, parameter.explode) {
        (ParameterStyle::Form, true) => quote!(runtime::QueryStyle::FORM_EXPLODED),
        (ParameterStyle::Form | ParameterStyle::Simple, _) => quote!(runtime::QueryStyle::FORM),
    }
}
