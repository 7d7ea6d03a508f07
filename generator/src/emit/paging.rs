//! Lists that come in pages: what their calls have beside `send`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Context;
use super::responses::Outcomes;
use super::values::{From, owned};
use crate::ir::{Items, NextPage, Paging, ResponseContent, Shape, TypeRef};
use crate::names::OperationNames;

/// What a call of a list in pages has beside `send`, for the macro that implements it.
pub(super) fn pages(context: Context<'_>, paging: &Paging, outcomes: &Outcomes<'_>) -> TokenStream {
    let next = next(&paging.next);
    let items = items(context, paging, outcomes);
    let items = items.map(|(item, list)| quote!(; items = #item, page => #list));
    quote!(; pages = #next #items)
}

/// A sentence on it for the documentation of the method.
pub(super) fn note(paging: &Paging, names: &OperationNames) -> String {
    let call = &names.call;
    let items = paging.items.as_ref();
    let items = items.map_or_else(String::new, |_| format!(", [`{call}::items`]"));
    format!("A list in pages: [`{call}::pages`]{items}.")
}

fn next(next: &NextPage) -> TokenStream {
    match next {
        NextPage::Header => quote!(runtime::NextPage::Header),
        NextPage::Links(at) => quote!(runtime::NextPage::Links(#at)),
        NextPage::Url(at) => quote!(runtime::NextPage::Url(#at)),
        NextPage::Number {
            parameter,
            first,
            items,
            total,
        } => {
            let (parameter, first) = (parameter.as_str(), Literal::u64_unsuffixed(*first));
            quote! {
                runtime::NextPage::Number {
                    parameter: #parameter,
                    first: #first,
                    items: #items,
                    total: #total,
                }
            }
        }
    }
}

/// The type of the items, and how they are had of `page`.
fn items(
    context: Context<'_>,
    paging: &Paging,
    outcomes: &Outcomes<'_>,
) -> Option<(TokenStream, TokenStream)> {
    let representation = outcomes
        .successes
        .first()?
        .response
        .representations
        .first()?;
    let ResponseContent::Json(body) = &representation.content else {
        return None;
    };
    let (ty, list) = match (paging.items.as_ref()?, body) {
        (Items::Body, ty) => (ty, quote!(page)),
        (Items::Property(position), TypeRef::Named(id)) => {
            let Shape::Object(object) = &context.api.types.get(id.0)?.shape else {
                return None;
            };
            let property = object.properties.get(*position)?;
            let name = context.names.of_type(*id)?.members.get(*position)?;
            let absent = (!property.required).then(|| quote!(.unwrap_or_default()));
            (&property.value.ty, quote!(page.#name #absent))
        }
        (Items::Property(_), _) => return None,
    };
    let TypeRef::Array(item) = ty else {
        return None;
    };
    Some((owned(context, item, From::Elsewhere), list))
}
