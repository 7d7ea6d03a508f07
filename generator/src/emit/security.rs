//! `security.rs`: the security schemes as facts.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Doc;
use super::markdown::code;
use super::{Context, RustFile, runtime};
use crate::ir::{
    Api, Operation, ParameterPlace, SecurityRequirement, SecurityScheme, SecuritySchemeKind,
};

/// The file of the security schemes.
pub(super) fn security(context: Context<'_>) -> RustFile {
    let mut items = vec![runtime()];
    for (scheme, name) in context
        .api
        .security_schemes
        .iter()
        .zip(&context.names.security_schemes)
    {
        let docs = Doc::new()
            .markdown(scheme.description.as_deref())
            .sentence(&format!(
                "Scheme {}: {}.",
                code(scheme.name.as_str()),
                in_words(&scheme.kind)
            ))
            .outer();
        let wire = scheme.name.as_str();
        let kind = kind(&scheme.kind);
        items.push(quote! {
            #docs
            pub static #name: runtime::SecurityScheme = runtime::SecurityScheme {
                name: #wire,
                kind: runtime::SecuritySchemeKind::#kind,
            };
        });
    }
    if let Some(usual) = context.common.usual_security {
        let usual = constant(context, usual, &TokenStream::new());
        items.push(quote! {
            /// What most operations ask for.
            pub(super) const USUAL: &[&[runtime::SecurityRequirement]] = #usual;
        });
    }
    let docs = Doc::new()
        .sentence("How callers prove who they are.")
        .inner();
    RustFile::new(docs, items)
}

fn kind(kind: &SecuritySchemeKind) -> TokenStream {
    match kind {
        SecuritySchemeKind::HttpBasic => quote!(HttpBasic),
        SecuritySchemeKind::HttpBearer => quote!(HttpBearer),
        SecuritySchemeKind::HttpDigest => quote!(HttpDigest),
        SecuritySchemeKind::HttpOther(name) => quote!(HttpOther(#name)),
        SecuritySchemeKind::ApiKey { place, name } => {
            let place = match place {
                ParameterPlace::Query => quote!(Query),
                ParameterPlace::Cookie => quote!(Cookie),
                ParameterPlace::Header | ParameterPlace::Path => quote!(Header),
            };
            let name = name.as_str();
            quote!(ApiKey { place: runtime::ApiKeyPlace::#place, name: #name })
        }
        SecuritySchemeKind::OAuth2 {
            client_credentials_token_url,
        } => match client_credentials_token_url {
            Some(url) => quote!(OAuth2 { token_url: Some(#url) }),
            None => quote!(OAuth2 { token_url: None }),
        },
        SecuritySchemeKind::OpenIdConnect { url } => quote!(OpenIdConnect { url: #url }),
    }
}

fn in_words(kind: &SecuritySchemeKind) -> String {
    match kind {
        SecuritySchemeKind::HttpBasic => "HTTP Basic".to_owned(),
        SecuritySchemeKind::HttpBearer => "a bearer token".to_owned(),
        SecuritySchemeKind::HttpDigest => "HTTP Digest".to_owned(),
        SecuritySchemeKind::HttpOther(name) => format!("the HTTP scheme {}", code(name)),
        SecuritySchemeKind::ApiKey { place, name } => {
            let place = match place {
                ParameterPlace::Query => "query key",
                ParameterPlace::Cookie => "cookie",
                ParameterPlace::Header | ParameterPlace::Path => "header",
            };
            format!("a key in the {place} {}", code(name.as_str()))
        }
        SecuritySchemeKind::OAuth2 {
            client_credentials_token_url: Some(_),
        } => "OAuth 2.0 with client credentials".to_owned(),
        SecuritySchemeKind::OAuth2 {
            client_credentials_token_url: None,
        } => "OAuth 2.0".to_owned(),
        SecuritySchemeKind::OpenIdConnect { url: _ } => "OpenID Connect".to_owned(),
    }
}

/// The alternatives of an operation as a constant; `None` where it asks for nothing.
pub(super) fn requirements(context: Context<'_>, operation: &Operation) -> Option<TokenStream> {
    let security = &operation.security;
    if security.is_empty() {
        return None;
    }
    if context.common.usual_security == Some(security) {
        return Some(quote!(security::USUAL));
    }
    Some(constant(context, security, &quote!(security::)))
}

/// Alternatives as a constant; `path` leads to the schemes.
fn constant(
    context: Context<'_>,
    alternatives: &[Vec<SecurityRequirement>],
    path: &TokenStream,
) -> TokenStream {
    let alternatives = alternatives.iter().map(|alternative| {
        let schemes = alternative.iter().map(|requirement| {
            let name = context.names.security_schemes.get(requirement.scheme);
            let scopes = &requirement.scopes;
            quote!(runtime::SecurityRequirement { scheme: &#path #name, scopes: &[#(#scopes),*] })
        });
        quote!(&[#(#schemes),*])
    });
    quote!(&[#(#alternatives),*])
}

/// The alternatives that most operations have, where several have them: they are stated once.
pub(super) fn usual(api: &Api) -> Option<&Vec<Vec<SecurityRequirement>>> {
    let mut counts: Vec<(&Vec<Vec<SecurityRequirement>>, usize)> = Vec::new();
    for operation in &api.operations {
        let security = &operation.security;
        match counts.iter_mut().find(|(other, _)| *other == security) {
            Some((_, count)) => *count += 1,
            None => counts.push((security, 1)),
        }
    }
    let several = counts
        .into_iter()
        .rev()
        .filter(|(security, count)| !security.is_empty() && *count > 1);
    // Of equals the last counts, which is the first in the document.
    several.max_by_key(|(_, count)| *count).map(|(it, _)| it)
}

/// Alternatives in a sentence.
pub(super) fn sentence(context: Context<'_>, alternatives: &[Vec<SecurityRequirement>]) -> String {
    let name = |index: usize| {
        context
            .api
            .security_schemes
            .get(index)
            .map_or_else(String::new, name_of)
    };
    let mut optional = false;
    let mut names = Vec::new();
    for alternative in alternatives {
        let schemes: Vec<String> = alternative
            .iter()
            .map(|requirement| name(requirement.scheme))
            .collect();
        if schemes.is_empty() {
            optional = true;
        } else {
            names.push(schemes.join(" and "));
        }
    }
    if names.is_empty() {
        return "Authentication: none.".to_owned();
    }
    let optional = if optional { ", or none" } else { "" };
    format!("Authentication: {}{optional}.", names.join(" or "))
}

fn name_of(scheme: &SecurityScheme) -> String {
    code(scheme.name.as_str())
}
