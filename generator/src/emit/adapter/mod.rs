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

use super::{Common, Context, RustFile, side_by_side};
use crate::Settings;
use crate::format::Item;
use crate::ir::Api;
use crate::names::{Ident, Names};

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
    let tables: [&(dyn Fn() -> TokenStream + Sync); 8] = [
        &|| {
            quote! {
                /// The generated client, called by name.
                pub(super) struct Generated;
            }
        },
        // A static, because a list made in a function's body can't be borrowed for longer where it points to statics.
        &|| operations(names, keys),
        &|| structs::table(context, places),
        &|| enums::enums(context, places),
        &|| texts::texts(context),
        &generated,
        &|| {
            quote! {
                #[derive(Debug)]
                struct Connected(client::Client);
            }
        },
        &|| calls::by_key(context, keys),
    ];
    let mut items = side_by_side(&tables, |_, table| vec![table()]);
    items.extend(calls::calls(context));
    items.extend(structs::impls(context, places));
    let imports = imports(&package, &items).into_iter().map(Item::from);
    items.splice(0..0, imports);
    let attributes = quote! {
        #![doc = " Calls the generated client with arguments in JSON."]
        #![cfg_attr(not(deny_deprecated), allow(deprecated, reason = "what is deprecated keeps its contract until it is gone"))]
        #![cfg_attr(deny_deprecated, deny(deprecated))]
    };
    RustFile {
        attributes: attributes.into(),
        items,
    }
}

/// What is known without a call.
fn generated() -> TokenStream {
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
    }
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
fn imports(package: &Ident, items: &[Item]) -> Vec<TokenStream> {
    // A client may well have no type at all.
    let has_types = items.iter().any(|item| item.mentions().types);
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
