//! Servers: where the API, or one operation, can be called.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Server, ServerVariable};

/// A list of servers as a constant.
pub(super) fn servers(servers: &[Server]) -> TokenStream {
    let servers = servers.iter().map(|server| {
        let Server {
            url,
            description,
            variables,
        } = server;
        let description = description.as_deref().unwrap_or_default();
        let variables = variables.iter().map(variable);
        quote! {
            runtime::Server { url: #url, description: #description, variables: &[#(#variables),*] }
        }
    });
    quote!(&[#(#servers),*])
}

fn variable(variable: &ServerVariable) -> TokenStream {
    let ServerVariable {
        name,
        default,
        values,
        description,
    } = variable;
    let name = name.as_str();
    let description = description.as_deref().unwrap_or_default();
    quote! {
        runtime::ServerVariable {
            name: #name,
            default: #default,
            values: &[#(#values),*],
            description: #description,
        }
    }
}
