//! `types.rs`: what requests and answers carry, as a reader wants to see it.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::quote;

use super::docs::Doc;
use super::{Context, RustFile, aliases, enums, multipart, objects, runtime, texts, unions};
use crate::ir::{Shape, TypeId};

/// The file of all types.
pub(super) fn types(context: Context<'_>) -> RustFile {
    let mut items = Vec::new();
    for (index, (ty, names)) in context
        .api
        .types
        .iter()
        .zip(&context.names.types)
        .enumerate()
    {
        let id = TypeId(index);
        match &ty.shape {
            Shape::Object(object) => items.extend(objects::object(context, id, ty, object, names)),
            Shape::Multipart(parts) => {
                items.extend(multipart::multipart(context, id, ty, parts, names));
            }
            Shape::Enum(values) => items.push(enums::value_enum(context, id, ty, values, names)),
            Shape::Text(rules) => items.push(texts::text(context, id, ty, rules, names)),
            Shape::Union(union) => items.extend(unions::union(context, id, ty, union, names)),
            Shape::Alias(value) => items.push(aliases::alias(context, id, ty, value, names)),
        }
    }
    let docs = Doc::new()
        .sentence("What requests and answers carry.")
        .inner();
    let import = runtime();
    // A document may well get along without anything of the runtime.
    if items.iter().any(|item| mentions(item.clone(), "runtime")) {
        items.insert(0, import);
    }
    RustFile {
        attributes: quote!(#docs),
        items,
    }
}

/// Whether a path in `tokens` begins with, or leads through, the module `name`.
pub(super) fn mentions(tokens: TokenStream, name: &str) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match token {
            // In `::` the first colon is joined to the second; behind a field's name it stands alone.
            TokenTree::Ident(ident) => {
                ident == name
                    && matches!(tokens.peek(), Some(TokenTree::Punct(colon)) if colon.as_char() == ':' && colon.spacing() == Spacing::Joint)
            }
            TokenTree::Group(group) => mentions(group.stream(), name),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        };
        if found {
            return true;
        }
    }
    false
}
