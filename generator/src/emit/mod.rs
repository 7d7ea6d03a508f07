//! Fourth stage: the files of the client.
//!
//! Comes in: the IR, its names and the settings. Goes out: token streams, file by file, and the manifest as text. A pure
//! function: it reads nothing, keeps nothing, and the order of everything is that of the IR. It may not know the
//! document, and it makes no name.

#![expect(
    clippy::single_match_else,
    reason = "an arm of one `quote!` expands to a block, which is what the lint goes by"
)]

mod adapter;
mod aliases;
mod bodies;
mod checks;
mod client;
mod deprecations;
mod docs;
mod enums;
mod errors;
mod html;
mod impls;
mod manifest;
mod markdown;
mod multipart;
mod objects;
mod operations;
mod paging;
mod parameters;
mod readme;
mod representations;
mod responses;
mod roundtrip;
mod security;
mod servers;
mod texts;
mod types;
mod unions;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;
use rayon::prelude::*;

pub use adapter::{Origins, adapter};
use checks::Checked;
pub use deprecations::note as deprecation_note;
use errors::Errors;
pub(crate) use representations::{Answered, Body, End};
pub(crate) use responses::Outcomes;
pub use roundtrip::roundtrip;
pub(crate) use values::rules_in_words;

use crate::Settings;
use crate::format::Item;
use crate::ir::{Api, SecurityRequirement};
use crate::names::Names;

/// The files of a client, by their path in its package.
#[derive(Debug, Default)]
pub struct FileSet {
    /// Rust files.
    pub rust: BTreeMap<String, RustFile>,
    /// Other files.
    pub text: BTreeMap<String, String>,
}

/// A Rust file before it is put together.
#[derive(Debug)]
pub struct RustFile {
    /// The attributes of the file itself, its documentation among them.
    pub attributes: Item,
    /// What stands in it.
    pub items: Vec<Item>,
}

impl RustFile {
    fn new(attributes: TokenStream, items: impl IntoIterator<Item = TokenStream>) -> Self {
        Self {
            attributes: attributes.into(),
            items: items.into_iter().map(Item::from).collect(),
        }
    }
}

/// The items that `emit` gives for each of `parts`, in their order. They are emitted and formatted side by side: that is
/// most of the work, and none of them needs to know of another.
fn side_by_side<T: Sync>(
    parts: &[T],
    emit: impl Fn(usize, &T) -> Vec<TokenStream> + Sync,
) -> Vec<Item> {
    let parts = parts.par_iter().enumerate();
    parts
        .flat_map_iter(|(index, part)| emit(index, part).into_iter().map(Item::from))
        .collect()
}

/// What all parts of this stage read.
#[derive(Clone, Copy)]
struct Context<'a> {
    api: &'a Api,
    names: &'a Names,
    common: &'a Common<'a>,
}

/// What is found out once, with all of the API in sight.
struct Common<'a> {
    checked: Checked,
    errors: Errors<'a>,
    familiar: BTreeSet<&'a str>,
    usual_security: Option<&'a Vec<Vec<SecurityRequirement>>>,
}

impl<'a> Common<'a> {
    fn of(api: &'a Api, names: &'a Names) -> Self {
        Self {
            checked: Checked::of(api),
            errors: Errors::of(api, names),
            familiar: parameters::familiar(api),
            usual_security: security::usual(api),
        }
    }
}

/// Emits the client of `api`.
pub fn emit(api: &Api, names: &Names, settings: &Settings) -> FileSet {
    let context = Context {
        api,
        names,
        common: &Common::of(api, names),
    };
    let modules = names.modules.par_iter().map(|module| {
        let file = format!("src/operations/{}.rs", module.name);
        (file, operations::module(context, module))
    });
    let mut rust: BTreeMap<_, _> = modules.collect();
    rust.extend([
        ("src/lib.rs".to_owned(), client::root(context)),
        ("src/client.rs".to_owned(), client::client(context)),
        ("src/spec.rs".to_owned(), client::spec(context)),
        (
            "src/operations/mod.rs".to_owned(),
            operations::index(context),
        ),
    ]);
    if !context.common.errors.is_empty() {
        rust.insert("src/errors.rs".to_owned(), errors::errors(context));
    }
    if !api.security_schemes.is_empty() {
        rust.insert("src/security.rs".to_owned(), security::security(context));
    }
    if !api.types.is_empty() {
        let (types, impls) = rayon::join(|| types::types(context), || impls::impls(context));
        rust.insert("src/types.rs".to_owned(), types);
        rust.insert("src/impls.rs".to_owned(), impls);
    }
    let mut text = BTreeMap::from([("Cargo.toml".to_owned(), manifest::manifest(api, settings))]);
    if let Some(command) = &settings.standalone {
        let readme = readme::readme(context, settings, command);
        text.insert("README.md".to_owned(), readme);
        if let Some(root) = rust.get_mut("src/lib.rs") {
            root.items.push(readme::doctest().into());
        }
    }
    FileSet { rust, text }
}

/// The one import that every file has.
fn runtime() -> TokenStream {
    quote!(
        use specwright_runtime as runtime;
    )
}
