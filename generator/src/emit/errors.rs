//! Errors: the enum of what a call can fail with. `errors.rs` has those that several operations have in common; the others
//! stand with their operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Doc;
use super::markdown::code;
use super::representations::{Answered, End};
use super::responses::{Outcomes, pattern, said_of, title, variant_docs};
use super::{Context, RustFile, runtime, side_by_side};
use crate::ir::{Api, Operation, StatusKey};
use crate::names::{Ident, Names, OperationNames};

/// The enums that several operations have in common.
pub(super) struct Errors<'a> {
    shared: Vec<Shared<'a>>,
    /// For each operation, in the order of the IR, which of them is its own; `None`: it has one for itself.
    of_operations: Vec<Option<usize>>,
}

struct Shared<'a> {
    name: &'a Ident,
    /// Those of the first operation, which are like those of all.
    errors: Vec<Answered<'a>>,
    /// What the document says of each, where it says the same for all operations.
    said: Vec<Option<&'a str>>,
}

impl<'a> Errors<'a> {
    /// Finds what the operations have in common.
    pub(super) fn of(api: &'a Api, names: &'a Names) -> Self {
        let mut of_operations = vec![None; api.operations.len()];
        let mut shared = Vec::new();
        for (number, of_names) in names.errors.iter().enumerate() {
            let mut merged: Option<Shared<'a>> = None;
            for index in &of_names.operations {
                let (Some(operation), Some(names), Some(slot)) = (
                    api.operations.get(*index),
                    names.operations.get(*index),
                    of_operations.get_mut(*index),
                ) else {
                    continue;
                };
                *slot = Some(number);
                let errors = Outcomes::of(operation, names).errors;
                let said = errors.iter().map(|it| said_of(it.response));
                match &mut merged {
                    Some(merged) => {
                        for (all, own) in merged.said.iter_mut().zip(said) {
                            *all = all.filter(|all| own == Some(all));
                        }
                    }
                    None => {
                        let said = said.collect();
                        let name = &of_names.name;
                        merged = Some(Shared { name, errors, said });
                    }
                }
            }
            shared.extend(merged);
        }
        Self {
            shared,
            of_operations,
        }
    }

    /// Whether there are any.
    pub(super) fn is_empty(&self) -> bool {
        self.shared.is_empty()
    }

    fn of_operation(&self, index: usize) -> Option<&Shared<'a>> {
        let number = (*self.of_operations.get(index)?)?;
        self.shared.get(number)
    }
}

/// The file of the enums that several operations have in common.
pub(super) fn errors(context: Context<'_>) -> RustFile {
    let mut items = side_by_side(&context.common.errors.shared, |_, shared| {
        let Shared { name, errors, said } = shared;
        let docs = Doc::new().sentence(if errors.is_empty() {
            "Why a call of an operation did not succeed that documents no error."
        } else {
            "Why a call of an operation did not succeed that documents these errors."
        });
        let variants = errors.iter().zip(said).map(|(answered, said)| {
            let docs = variant_docs(context, answered.response, *said, "super");
            (answered, docs)
        });
        let variants: Vec<_> = variants.collect();
        items_of(context, name, &docs, &quote!(pub(super)), &variants)
    });
    let uses_types = items.iter().any(|item| item.mentions().types);
    let types = uses_types.then(|| {
        quote!(
            use super::types;
        )
    });
    let runtime = runtime();
    items.insert(0, quote!(#types #runtime).into());
    let docs = Doc::new().sentence("The errors that several operations have in common.");
    RustFile {
        attributes: docs.inner().into(),
        items,
    }
}

/// The error of one operation: an enum of its own, or its name for one that several have in common.
pub(super) fn of_operation(
    context: Context<'_>,
    index: usize,
    operation: &Operation,
    names: &OperationNames,
    outcomes: &Outcomes<'_>,
) -> Vec<TokenStream> {
    let name = &names.error;
    let id = code(operation.id.as_str());
    let docs = Doc::new().sentence(&format!("Why {id} did not succeed."));
    let Some(shared) = context.common.errors.of_operation(index) else {
        let variants = outcomes.errors.iter().map(|answered| {
            let said = said_of(answered.response);
            let docs = variant_docs(context, answered.response, said, "super::super");
            (answered, docs)
        });
        let variants: Vec<_> = variants.collect();
        return items_of(context, name, &docs, &TokenStream::new(), &variants);
    };
    let docs = own_words(outcomes, shared).fold(docs, |docs, (title, said)| {
        docs.sentence(&format!("{title}:")).markdown(Some(said))
    });
    let (docs, shared) = (docs.outer(), shared.name);
    vec![quote! {
        #docs
        pub type #name = errors::#shared;
    }]
}

/// What the document says of an operation's errors and not of those of all operations that have them.
fn own_words<'a>(
    outcomes: &'a Outcomes<'_>,
    shared: &'a Shared<'_>,
) -> impl Iterator<Item = (String, &'a str)> {
    let errors = outcomes.errors.iter().zip(&shared.said);
    errors.filter_map(|(answered, said)| {
        let own = said_of(answered.response).filter(|_| said.is_none())?;
        Some((title(answered.response.status), own))
    })
}

/// An enum of errors, each with its documentation, and how an answer that is no success becomes one of them.
fn items_of(
    context: Context<'_>,
    name: &Ident,
    docs: &Doc,
    visibility: &TokenStream,
    variants: &[(&Answered<'_>, Doc)],
) -> Vec<TokenStream> {
    let docs = docs.outer();
    let definitions = variants.iter().map(|(answered, docs)| {
        let (variant, docs) = (answered.variant, docs.outer());
        let ty = answered.body_type(context, End::Error);
        quote!(#docs #variant(runtime::ErrorResponse<#ty>))
    });
    let is_default = |status| status == StatusKey::Default;
    let has_default = variants
        .iter()
        .any(|(it, _)| is_default(it.response.status));
    let other = Doc::new()
        .sentence(if has_default {
            "No answer that fits the document: the request was refused before it went out, or the exchange failed."
        } else {
            "All else: the request was refused before it went out, the exchange failed, or the document does not name \
             the answer's status."
        })
        .outer();
    // In the order of the IR exact statuses stand before ranges, and these before `default`.
    let arms = variants.iter().map(|(answered, _)| {
        let status = pattern(answered.response.status);
        let (variant, value) = (answered.variant, answered.read_error(context));
        quote!(#status => Self::#variant(#value),)
    });
    let undocumented = quote!(answer.undocumented().into());
    let read = match variants {
        [] => undocumented,
        [(only, _)] if has_default => {
            let (variant, value) = (only.variant, only.read_error(context));
            quote!(Self::#variant(#value))
        }
        _ => {
            let fallback = (!has_default).then(|| quote!(_ => #undocumented,));
            quote! {
                match answer.status().as_u16() {
                    #(#arms)*
                    #fallback
                }
            }
        }
    };
    let names = variants.iter().map(|(answered, _)| answered.variant);
    vec![
        quote! {
            #docs
            #[derive(Debug)]
            #[non_exhaustive]
            pub enum #name {
                #(#definitions,)*
                #other
                Other(runtime::Error),
            }
        },
        quote! {
            impl #name {
                #[inline]
                #visibility fn of(answer: runtime::Answer) -> Self {
                    #read
                }
            }
        },
        quote!(runtime::operation_error! { #name: #(#names),* }),
    ]
}
