//! The contract suite's adapter: JSON arguments in, the typed call out. Nothing else is generated for the suite.
//!
//! Every operation has its arm here, whatever it takes and gives. What can be written once by hand is not generated: it
//! stands in the suite's macro `bridge!`.

mod answers;
mod bodies;
mod calls;
mod enums;
mod structs;
mod texts;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::types::mentions;
use super::{Common, Context, RustFile};
use crate::Settings;
use crate::ir::Api;
use crate::names::Names;

/// Where the document has what the adapter lists, for a suite that looks it up there.
#[derive(Clone, Debug)]
pub struct Origins {
    /// For each operation its method and the key of its path as the document writes it: a path may be described under several
    /// keys that differ in what no request has.
    pub keys: Vec<String>,
    /// For each type, by its number, where the schemas stand that hold together for its values, mostly one (RFC 6901).
    pub places: BTreeMap<usize, Vec<String>>,
}

/// The file of the adapter.
pub fn adapter(api: &Api, names: &Names, origins: &Origins, settings: &Settings) -> RustFile {
    let context = Context {
        api,
        names,
        common: &Common::of(api, names),
    };
    let package = names.crate_name(&settings.package);
    let Origins { keys, places } = origins;
    let structs::Structs { table, impls } = structs::structs(context, places);
    let texts = texts::texts(context);
    let enums = enums::enums(context, places);
    let mut items = vec![
        quote! {
            /// The generated client, called by name.
            pub(super) struct Generated;
        },
        // A static, because a list made in a function's body can't be borrowed for longer where it points to statics.
        operations(names, keys),
        table,
        enums,
        texts,
        quote! {
            impl Adapter for Generated {
                fn facts(&self) -> Facts {
                    bridge::facts(&client::API, OPERATIONS)
                }

                fn types(&self) -> &'static [Type] {
                    TYPES
                }

                fn enums(&self) -> &'static [Enum] {
                    ENUMS
                }

                fn texts(&self) -> &'static [Text] {
                    TEXTS
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
        calls::by_key(context, keys),
    ];
    items.extend(calls::calls(context));
    items.extend(impls);
    let imports = imports(&package, &items);
    items.splice(0..0, imports);
    let attributes = quote! {
        #![doc = " Calls the generated client with arguments in JSON."]
        #![cfg_attr(not(deny_deprecated), allow(deprecated, reason = "what is deprecated keeps its contract until it is gone"))]
        #![cfg_attr(deny_deprecated, deny(deprecated))]
    };
    RustFile { attributes, items }
}

/// The facts about all operations.
fn operations(names: &Names, keys: &[String]) -> TokenStream {
    let records = names.modules.iter().flat_map(|module| {
        let name = &module.name;
        let operations = module.operations.iter();
        let operations =
            operations.filter_map(|it| Some((keys.get(*it)?, names.operations.get(*it)?)));
        operations.map(move |(key, operation)| {
            let record = &operation.record;
            quote!((#key, &client::operations::#name::#record))
        })
    });
    quote! {
        static OPERATIONS: &[(&str, &runtime::Operation)] = &[#(#records),*];
    }
}

/// What the items use.
fn imports(package: &proc_macro2::Ident, items: &[TokenStream]) -> Vec<TokenStream> {
    // A client may well have no type at all.
    let has_types = items.iter().any(|item| mentions(item.clone(), "types"));
    let types = has_types.then(|| {
        quote!(
            use client::types;
        )
    });
    let mut imports = vec![quote!(use #package as client;)];
    imports.extend(types);
    imports.push(quote!(
        use contract_tests::adapter::{
            Adapter, Arguments, BadArguments, CallFuture, Client, Connection, DeprecatedUse, Enum,
            Facts, Text, Type,
        };
    ));
    imports.push(quote!(
        use specwright_runtime as runtime;
    ));
    imports.push(quote!(
        contract_tests::bridge!();
    ));
    imports
}
