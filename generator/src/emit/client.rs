//! `lib.rs`, `client.rs` and `spec.rs`: the client as a whole.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Doc;
use super::markdown::code;
use super::{Context, RustFile, runtime, security, servers};
use crate::ir::{Api, Shape};

/// The root of the crate.
pub(super) fn root(context: Context<'_>) -> RustFile {
    let api = context.api;
    let docs = Doc::new()
        .sentence(&format!(
            "Client of the {}, version {}.",
            code(&api.title),
            code(&api.version)
        ))
        .markdown(api.description.as_deref());
    let docs = match context.common.usual_security {
        Some(usual) => docs.heading("Authentication").sentence(&format!(
            "{} Operations that ask for something else say so.",
            security::sentence(context, usual).trim_start_matches("Authentication: ")
        )),
        None => docs,
    };
    let docs = docs
        .heading("Operations")
        .block(operations(context))
        .inner();
    let deprecated = has_deprecated_types(api).then(|| {
        quote!(#![allow(deprecated, reason = "what is deprecated is still written, read and checked")])
    });
    let attributes = quote! {
        #docs
        #![forbid(unsafe_code)]
        #deprecated
        #![allow(
            clippy::approx_constant,
            clippy::disallowed_names,
            clippy::doc_markdown,
            clippy::enum_variant_names,
            clippy::large_enum_variant,
            clippy::match_overlapping_arm,
            clippy::match_single_binding,
            clippy::module_inception,
            clippy::should_implement_trait,
            clippy::similar_names,
            clippy::struct_excessive_bools,
            clippy::struct_field_names,
            clippy::too_many_arguments,
            clippy::too_many_lines,
            clippy::type_complexity,
            clippy::unreadable_literal,
            clippy::wrong_self_convention,
            reason = "texts, names and shapes are the document's"
        )]
    };
    let has_types = !api.types.is_empty();
    let has_security = !api.security_schemes.is_empty();
    let mut items = vec![module(&quote!(
        mod client;
    ))];
    if !context.common.errors.is_empty() {
        items.push(module(&quote!(
            pub mod errors;
        )));
    }
    if has_types {
        items.push(module(&quote!(
            mod impls;
        )));
    }
    items.push(module(&quote!(
        pub mod operations;
    )));
    if has_security {
        items.push(module(&quote!(
            pub mod security;
        )));
    }
    items.push(module(&quote!(
        pub mod spec;
    )));
    if has_types {
        items.push(module(&quote!(
            pub mod types;
        )));
    }
    items.push(quote!(
        pub use client::{API, Client};
    ));
    items.push(quote!(
        #[doc(no_inline)]
        pub use specwright_runtime as runtime;
    ));
    RustFile::new(attributes, items)
}

/// A module whose lines are as `prettyplease` breaks them: at other columns than rustfmt, which must leave them alone.
fn module(declaration: &TokenStream) -> TokenStream {
    quote!(#[rustfmt::skip] #declaration)
}

/// A line for each operation.
fn operations(context: Context<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for (it, names) in context.api.operations.iter().zip(&context.names.operations) {
        let deprecated = if it.deprecation.is_some() {
            " (deprecated)"
        } else {
            ""
        };
        let route = code(&format!("{} {}", it.method.as_str(), it.path));
        let method = names.method.to_string();
        // In a link rustdoc takes `#` for the beginning of a fragment, and a keyword for what it names.
        let target = method.trim_start_matches("r#");
        lines.push(format!(
            "- [`{method}`](Client::{target}): {route}{deprecated}"
        ));
    }
    if lines.is_empty() {
        lines.push("The document has none.".to_owned());
    }
    lines
}

fn has_deprecated_types(api: &Api) -> bool {
    api.types.iter().any(|ty| {
        ty.deprecation.is_some()
            || match &ty.shape {
                Shape::Object(object) => {
                    object.properties.iter().any(|it| it.deprecation.is_some())
                }
                Shape::Multipart(parts) => parts.iter().any(|it| it.property.deprecation.is_some()),
                Shape::Enum(values) => values.iter().any(|it| it.deprecation.is_some()),
                Shape::Text(_) | Shape::Union(_) | Shape::Alias(_) => false,
            }
    })
}

/// The client and the facts of the API.
pub(super) fn client(context: Context<'_>) -> RustFile {
    let api = context.api;
    let docs = Doc::new()
        .sentence(&format!(
            "Calls the operations of the {}.",
            code(&api.title)
        ))
        .sentence("Cheap to clone: clones share connections, credentials and what was warned of.")
        .outer();
    let builder = Doc::new().sentence(&builder_docs(api)).outer();
    let runtime = runtime();
    let security = (!api.security_schemes.is_empty()).then(|| {
        quote!(
            use super::security;
        )
    });
    let items = vec![
        quote!(#security #runtime),
        quote! {
            #docs
            #[derive(Clone, Debug)]
            pub struct Client {
                runtime: runtime::Client,
            }
        },
        quote! {
            impl Client {
                #builder
                pub fn builder() -> runtime::ClientBuilder<Self> {
                    runtime::ClientBuilder::new(&API)
                }

                /// The client underneath, which knows HTTP and nothing of this API.
                pub fn runtime(&self) -> &runtime::Client {
                    &self.runtime
                }
            }
        },
        quote! {
            impl From<runtime::Client> for Client {
                fn from(runtime: runtime::Client) -> Self {
                    Self { runtime }
                }
            }
        },
        facts(context),
    ];
    let docs = Doc::new()
        .sentence("The client and the facts of the API as a whole.")
        .inner();
    RustFile::new(docs, items)
}

fn builder_docs(api: &Api) -> String {
    match api.servers.first() {
        Some(server) if server.url.contains("://") => format!(
            "Starts with the document's first server, {}, and without credentials; the builder sets both and more.",
            code(&server.url)
        ),
        _ => "Starts without a base URL, which the document does not name and the builder must be given, and without \
              credentials."
            .to_owned(),
    }
}

fn facts(context: Context<'_>) -> TokenStream {
    let Api {
        title,
        version,
        servers,
        ..
    } = context.api;
    let servers = servers::servers(servers);
    let schemes = &context.names.security_schemes;
    quote! {
        /// The facts of the API as a whole.
        pub static API: runtime::Api = runtime::Api {
            title: #title,
            version: #version,
            servers: #servers,
            security_schemes: &[#(&security::#schemes),*],
        };
    }
}

/// Which document the client was made of: the only file that changes with every change of the document.
pub(super) fn spec(context: Context<'_>) -> RustFile {
    let sha256 = &context.api.document_sha256;
    let docs = Doc::new()
        .sentence("Which document this client was made of.")
        .inner();
    let item = quote! {
        /// SHA-256 of the document's bytes, in lower-case hex.
        pub const DOCUMENT_SHA256: &str = #sha256;
    };
    RustFile::new(docs, [item])
}
