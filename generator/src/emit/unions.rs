//! Unions: a variant for each type that a value may have, and one for values that fit none.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::deprecations::{self, What};
use super::docs::Doc;
use super::enums::Kind;
use super::markdown::code;
use super::objects::of_document;
use super::values::{From, limits, owned, rules};
use crate::ir::{Api, EnumValue, Literal, Place, Shape, Type, TypeId, TypeRef, Union, Variant};
use crate::names::TypeNames;

/// The enum and, for each variant, how it is made of what it holds. How it is written and read is in `impls.rs`.
pub(super) fn union(
    context: Context<'_>,
    id: TypeId,
    ty: &Type,
    union: &Union,
    names: &TypeNames,
) -> Vec<TokenStream> {
    let name = &names.name;
    let successor = context.names.successor(Place::Type(id));
    let mut doc = Doc::new()
        .document(&ty.docs)
        .or_sentence(&format!("{}.", of_document(ty)));
    if let Some(tag) = &union.tag {
        doc = doc.sentence(&format!("The property {} says which.", code(tag.as_str())));
    }
    let docs = deprecations::section(doc, ty.deprecation.as_ref(), successor, What::Part).outer();
    let deprecated = deprecations::attribute(ty.deprecation.as_ref(), successor);
    let variants = union
        .variants
        .iter()
        .zip(&names.members)
        .map(|(variant, name)| {
            let docs = variant_docs(variant).outer();
            let held = held(context, variant);
            quote!(#docs #name(#held))
        });
    let other = Doc::new()
        .sentence(
            "A value that fits none of the others, kept as it came. It can't be sent in a request.",
        )
        .outer();
    let mut items = vec![quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #other
            Unrecognized(runtime::Value),
        }
    }];
    for (variant, member) in union.variants.iter().zip(&names.members) {
        // Any JSON value may be one that fits no variant.
        if matches!(&variant.value.ty, TypeRef::Any) || variant.value.ty == TypeRef::Named(id) {
            continue;
        }
        let held = owned(context, &variant.value.ty, From::Types);
        let value = if variant.boxed {
            quote!(Box::new(value))
        } else {
            quote!(value)
        };
        items.push(quote! {
            impl From<#held> for #name {
                fn from(value: #held) -> Self {
                    Self::#member(#value)
                }
            }
        });
    }
    items
}

fn variant_docs(variant: &Variant) -> Doc {
    let doc = Doc::new().document(&variant.docs);
    let tags: Vec<String> = variant.tags.iter().map(|tag| code(tag)).collect();
    let doc = match tags.as_slice() {
        [] => doc.sentence(&label(variant)),
        tags => doc.sentence(&format!("Tagged {}.", tags.join(" or "))),
    };
    doc.sentence(limits(&variant.value.rules, None).trim_start())
}

/// What a variant is called, or what it is, in a sentence.
fn label(variant: &Variant) -> String {
    match variant.label.as_str() {
        kind @ ("string" | "number" | "boolean" | "list" | "value") => format!("A {kind}."),
        kind @ ("object" | "integer") => format!("An {kind}."),
        label => format!("{}.", code(label)),
    }
}

fn held(context: Context<'_>, variant: &Variant) -> TokenStream {
    let ty = owned(context, &variant.value.ty, From::Types);
    if variant.boxed { quote!(Box<#ty>) } else { ty }
}

/// How a union is written, read and checked.
pub(super) fn impls(context: Context<'_>, union: &Union, names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let variants = union.variants.iter().zip(&names.members);
    match &union.tag {
        None => {
            let variants = variants.map(|(variant, name)| {
                let kind = kind(context.api, &variant.value.ty);
                let with = with(variant);
                quote!(#name: #kind #with)
            });
            quote!(runtime::union! { types::#name: #(#variants),* })
        }
        Some(tag) => {
            let tag = tag.as_str();
            let arms = variants.map(|(variant, name)| {
                let tags = &variant.tags;
                let with = with(variant);
                quote!(#(#tags)|* => #name #with)
            });
            quote!(runtime::tagged_union! { types::#name: #tag { #(#arms),* } })
        }
    }
}

fn with(variant: &Variant) -> Option<TokenStream> {
    rules(&variant.value.rules).map(|rules| quote!(with &#rules))
}

/// The kind of JSON value that a type is written as.
fn kind(api: &Api, ty: &TypeRef) -> TokenStream {
    match ty {
        TypeRef::Boolean => quote!(boolean),
        TypeRef::Integer(_) => quote!(integer),
        TypeRef::Double => quote!(number),
        TypeRef::String | TypeRef::Formatted(_) => quote!(string),
        TypeRef::Array(_) | TypeRef::Tuple(_) => quote!(array),
        TypeRef::Map(_) => quote!(object),
        TypeRef::Any | TypeRef::Nullable(_) => quote!(any),
        TypeRef::Named(id) => match api.types.get(id.0).map(|ty| &ty.shape) {
            Some(Shape::Object(_) | Shape::Multipart(_)) => quote!(object),
            Some(Shape::Text(_)) => quote!(string),
            Some(Shape::Enum(values)) => kind_of_values(values),
            // An alias may lead back to itself, and a union may hold anything.
            Some(Shape::Alias(value)) if !value.ty.is_named() => kind(api, &value.ty),
            Some(Shape::Alias(_) | Shape::Union(_)) | None => quote!(any),
        },
    }
}

fn kind_of_values(values: &[EnumValue]) -> TokenStream {
    match Kind::of(values) {
        Kind::Text => quote!(string),
        Kind::Integer => quote!(integer),
        Kind::Mixed
            if values
                .iter()
                .all(|it| matches!(it.value, Literal::Boolean(_))) =>
        {
            quote!(boolean)
        }
        Kind::Mixed => quote!(any),
    }
}
