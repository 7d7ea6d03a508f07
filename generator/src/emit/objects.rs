//! Objects: a struct, its constructor and its setters.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Context;
use super::deprecations::{self, What};
use super::docs::{Doc, first_line};
use super::markdown::code;
use super::values::{From, limits, owned};
use crate::ir::{Direction, Object, Place, Property, Type, TypeId, TypeRef, Value};
use crate::names::TypeNames;

/// The items of an object: the struct and, where values of it can be sent, how to make one.
pub(super) fn object(
    context: Context<'_>,
    id: TypeId,
    ty: &Type,
    object: &Object,
    names: &TypeNames,
) -> Vec<TokenStream> {
    let name = &names.name;
    let successor = context.names.successor(Place::Type(id));
    let docs = deprecations::section(
        Doc::new().document(&ty.docs),
        ty.deprecation.as_ref(),
        successor,
        What::Part,
    )
    .or_sentence(&format!("{}.", of_document(ty)));
    let docs = match ty.direction {
        Direction::Request => docs.sentence(
            "This is its form in requests: without the properties that only the server sets.",
        ),
        Direction::Both | Direction::Response => docs,
    };
    let docs = docs.outer();
    let deprecated = deprecations::attribute(ty.deprecation.as_ref(), successor);
    let fields = members(object, names).map(|(index, property, field)| {
        let place = Place::Property(id, index);
        let docs = field_docs(context, place, property).outer();
        let deprecated = deprecations::attribute(
            property.deprecation.as_ref(),
            context.names.successor(place),
        );
        let ty = field_type(context, property);
        quote!(#docs #deprecated pub #field: #ty)
    });
    let additional = object.additional.as_ref().map(|value| {
        let docs = additional_docs(value).outer();
        let ty = owned(context, &value.ty, From::Types);
        quote!(#docs pub additional_properties: runtime::Map<#ty>,)
    });
    let is_made = ty.direction != Direction::Response;
    let default = (is_made && !object.properties.iter().any(|property| property.required))
        .then(|| quote!(, Default));
    let definition = quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug #default, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
            #additional
        }
    };
    if !is_made {
        return vec![definition];
    }
    let new = new(context, object, names);
    let setters = setters(context, id, object, names);
    vec![definition, quote!(impl #name { #new #setters })]
}

fn members<'a>(
    object: &'a Object,
    names: &'a TypeNames,
) -> impl Iterator<Item = (usize, &'a Property, &'a Ident)> {
    let members = object.properties.iter().zip(&names.members).enumerate();
    members.map(|(index, (property, field))| (index, property, field))
}

/// What an object without a text of its own is.
fn of_document(ty: &Type) -> String {
    use crate::ir::Use;
    match ty.uses.first() {
        Some(Use::Component(name)) => format!("The schema {}", code(name.as_str())),
        Some(Use::Property { owner: _, name }) => format!("The property {}", code(name.as_str())),
        Some(Use::Element { owner: _, name }) => format!("An element of {}", code(name.as_str())),
        Some(Use::AdditionalProperty { owner: _ }) => {
            "The value of a property that has no name in the document".to_owned()
        }
        Some(Use::ComponentElement(name)) => {
            format!("An element of the schema {}", code(name.as_str()))
        }
        Some(Use::Parameter { operation, name }) => {
            format!(
                "The parameter {} of {}",
                code(name.as_str()),
                code(operation.as_str())
            )
        }
        Some(Use::RequestBody { operation }) => {
            format!("The body of a request of {}", code(operation.as_str()))
        }
        Some(Use::ResponseBody { operation, status }) => {
            format!(
                "The body of an answer {status} of {}",
                code(operation.as_str())
            )
        }
        None => "A schema".to_owned(),
    }
}

fn field_docs(context: Context<'_>, place: Place, property: &Property) -> Doc {
    let doc = Doc::new()
        .document(&property.docs)
        .sentence(&facts(property));
    deprecations::section(
        doc,
        property.deprecation.as_ref(),
        context.names.successor(place),
        What::Part,
    )
}

/// The wire name, the limits and the default.
fn facts(property: &Property) -> String {
    let facts = format!("Property {}.", code(property.name.as_str()));
    facts + &limits(&property.value.rules, property.default.as_deref())
}

fn additional_docs(value: &Value) -> Doc {
    let text = "The properties that the document does not name one by one.".to_owned();
    let text = text + &limits(&value.rules, None);
    Doc::new().sentence(&text)
}

fn field_type(context: Context<'_>, property: &Property) -> TokenStream {
    let mut ty = owned(context, &property.value.ty, From::Types);
    if property.boxed {
        ty = quote!(Box<#ty>);
    }
    if property.required {
        ty
    } else {
        quote!(Option<#ty>)
    }
}

/// How a caller gives a value, and how it becomes the field's.
fn argument(
    context: Context<'_>,
    property: &Property,
    field: &Ident,
) -> (TokenStream, TokenStream) {
    let ty = owned(context, &property.value.ty, From::Types);
    let (ty, value) = match &property.value.ty {
        TypeRef::String | TypeRef::Nullable(_) => (quote!(impl Into<#ty>), quote!(#field.into())),
        _ => (ty, quote!(#field)),
    };
    (
        ty,
        if property.boxed {
            quote!(Box::new(#value))
        } else {
            value
        },
    )
}

/// The constructor: with all that the document requires.
fn new(context: Context<'_>, object: &Object, names: &TypeNames) -> TokenStream {
    let required = members(object, names).filter(|(_, property, _)| property.required);
    let arguments: Vec<_> = required
        .map(|(_, property, field)| {
            let (ty, _) = argument(context, property, field);
            quote!(#field: #ty)
        })
        .collect();
    if arguments.is_empty() {
        let docs = Doc::new()
            .sentence("With nothing in it: the document requires nothing.")
            .outer();
        return quote! {
            #docs
            pub fn new() -> Self {
                Self::default()
            }
        };
    }
    let fields = members(object, names).map(|(_, property, field)| {
        if !property.required {
            return quote!(#field: None);
        }
        let (_, value) = argument(context, property, field);
        if matches!(property.value.ty, TypeRef::String | TypeRef::Nullable(_)) || property.boxed {
            quote!(#field: #value)
        } else {
            quote!(#field)
        }
    });
    let additional = object
        .additional
        .as_ref()
        .map(|_| quote!(additional_properties: runtime::Map::default(),));
    let docs = Doc::new()
        .sentence("With all that the document requires.")
        .outer();
    quote! {
        #docs
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#fields,)* #additional }
        }
    }
}

fn setters(context: Context<'_>, id: TypeId, object: &Object, names: &TypeNames) -> TokenStream {
    let setters = members(object, names)
        .filter(|(_, property, _)| !property.required)
        .map(|(index, property, field)| {
            let successor = context.names.successor(Place::Property(id, index));
            let what = format!("Sets {}.", code(property.name.as_str()));
            let docs = Doc::new()
                .sentence(&what)
                .markdown(first_line(&property.docs).as_deref())
                .outer();
            let deprecated = deprecations::attribute(property.deprecation.as_ref(), successor);
            let (ty, value) = argument(context, property, field);
            quote! {
                #docs
                #deprecated
                pub fn #field(mut self, #field: #ty) -> Self {
                    self.#field = Some(#value);
                    self
                }
            }
        });
    let additional = object.additional.as_ref().map(|value| {
        let ty = owned(context, &value.ty, From::Types);
        let docs = Doc::new().sentence("Sets the properties that the document does not name one by one.").outer();
        quote! {
            #docs
            pub fn additional_properties(mut self, additional_properties: runtime::Map<#ty>) -> Self {
                self.additional_properties = additional_properties;
                self
            }
        }
    });
    quote!(#(#setters)* #additional)
}
