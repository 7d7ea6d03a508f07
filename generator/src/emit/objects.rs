//! Objects: a struct, its constructor and its setters.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::deprecations::{self, What};
use super::docs::{Doc, first_line};
use super::markdown::code;
use super::values::{From, limits, owned};
use crate::ir::{Direction, Object, Part, PartKind, Place, Property, Type, TypeId, TypeRef, Value};
use crate::names::{Ident, TypeNames};

/// A property of an object or a part of a multipart body, and the field that holds it.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) place: Place,
    pub(super) property: &'a Property,
    pub(super) name: &'a Ident,
    /// How a part is written; absent for a property.
    pub(super) kind: Option<PartKind>,
}

impl<'a> Field<'a> {
    /// The fields of an object.
    pub(super) fn of_object(id: TypeId, object: &'a Object, names: &'a TypeNames) -> Vec<Self> {
        let properties = object.properties.iter().map(|property| (property, None));
        Self::all(id, properties, names)
    }

    /// The fields of a multipart body.
    pub(super) fn of_parts(id: TypeId, parts: &'a [Part], names: &'a TypeNames) -> Vec<Self> {
        let properties = parts.iter().map(|part| (&part.property, Some(part.kind)));
        Self::all(id, properties, names)
    }

    fn all(
        id: TypeId,
        properties: impl Iterator<Item = (&'a Property, Option<PartKind>)>,
        names: &'a TypeNames,
    ) -> Vec<Self> {
        let fields = properties.zip(&names.members).enumerate();
        fields
            .map(|(index, ((property, kind), name))| Self {
                place: Place::Property(id, index),
                property,
                name,
                kind,
            })
            .collect()
    }

    /// The type of what it holds, if it holds something.
    fn value_type(&self, context: Context<'_>) -> TokenStream {
        match self.kind {
            Some(PartKind::File) => quote!(runtime::File),
            Some(PartKind::Files) => quote!(Vec<runtime::File>),
            Some(PartKind::Value) | None => owned(context, &self.property.value.ty, From::Types),
        }
    }

    /// The type of the field.
    fn ty(&self, context: Context<'_>) -> TokenStream {
        let mut ty = self.value_type(context);
        if self.property.boxed {
            ty = quote!(Box<#ty>);
        }
        if self.property.required {
            ty
        } else {
            quote!(Option<#ty>)
        }
    }

    /// How a caller gives a value.
    fn argument(&self, context: Context<'_>) -> TokenStream {
        let ty = self.value_type(context);
        if self.is_converted() {
            quote!(impl Into<#ty>)
        } else {
            ty
        }
    }

    /// How what the caller gives becomes what the field holds.
    fn given(&self) -> TokenStream {
        let name = self.name;
        let value = if self.is_converted() {
            quote!(#name.into())
        } else {
            quote!(#name)
        };
        if self.property.boxed {
            quote!(Box::new(#value))
        } else {
            value
        }
    }

    pub(super) fn is_converted(&self) -> bool {
        match self.kind {
            Some(kind) if kind != PartKind::Value => kind == PartKind::File,
            _ => matches!(
                self.property.value.ty,
                TypeRef::String | TypeRef::Nullable(_)
            ),
        }
    }
}

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
    let head = quote!(#docs #deprecated);
    let fields = Field::of_object(id, object, names);
    structure(
        context,
        &head,
        name,
        &fields,
        object.additional.as_ref(),
        ty.direction != Direction::Response,
    )
}

/// The struct and, where values of it are made to be sent, its constructor and setters.
pub(super) fn structure(
    context: Context<'_>,
    head: &TokenStream,
    name: &Ident,
    fields: &[Field<'_>],
    additional: Option<&Value>,
    is_made: bool,
) -> Vec<TokenStream> {
    let definitions = fields.iter().map(|field| {
        let docs = field_docs(context, field).outer();
        let deprecated = deprecations::attribute(
            field.property.deprecation.as_ref(),
            context.names.successor(field.place),
        );
        let (name, ty) = (field.name, field.ty(context));
        quote!(#docs #deprecated pub #name: #ty)
    });
    let others = additional.map(|value| {
        let docs = additional_docs(value).outer();
        let ty = owned(context, &value.ty, From::Types);
        quote!(#docs pub additional_properties: runtime::Map<#ty>,)
    });
    let is_empty = !fields.iter().any(|field| field.property.required);
    let default = (is_made && is_empty).then(|| quote!(, Default));
    let definition = quote! {
        #head
        #[derive(Clone, Debug #default, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#definitions,)*
            #others
        }
    };
    if !is_made {
        return vec![definition];
    }
    let new = new(context, fields, additional);
    let setters = setters(context, fields, additional);
    vec![definition, quote!(impl #name { #new #setters })]
}

/// What an object without a text of its own is.
pub(super) fn of_document(ty: &Type) -> String {
    use crate::ir::Use;
    match ty.uses.first() {
        Some(Use::Component(name)) => format!("The schema {}", code(name.as_str())),
        Some(Use::Property { owner: _, name }) => format!("The property {}", code(name.as_str())),
        Some(Use::Element { owner: _, name }) => format!("An element of {}", code(name.as_str())),
        Some(Use::Variant { owner: _, label }) => {
            format!("The variant {}", code(label.as_str()))
        }
        Some(Use::ResponseHeaders { operation, status }) => {
            format!(
                "The headers of an answer {status} of {}",
                code(operation.as_str())
            )
        }
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

fn field_docs(context: Context<'_>, field: &Field<'_>) -> Doc {
    let property = field.property;
    let doc = Doc::new()
        .document(&property.docs)
        .sentence(&facts(property));
    deprecations::section(
        doc,
        property.deprecation.as_ref(),
        context.names.successor(field.place),
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

/// The constructor: with all that the document requires.
fn new(context: Context<'_>, fields: &[Field<'_>], additional: Option<&Value>) -> TokenStream {
    let required = fields.iter().filter(|field| field.property.required);
    let arguments: Vec<_> = required
        .map(|field| {
            let (name, ty) = (field.name, field.argument(context));
            quote!(#name: #ty)
        })
        .collect();
    if arguments.is_empty() {
        let docs = Doc::new()
            .sentence("With nothing in it: the document requires nothing.")
            .outer();
        // A property of that name has a setter, which hides the trait's function.
        let is_hidden = fields.iter().any(|field| field.name == "default");
        let default = if is_hidden {
            quote!(<Self as Default>::default())
        } else {
            quote!(Self::default())
        };
        return quote! {
            #docs
            pub fn new() -> Self {
                #default
            }
        };
    }
    let values = fields.iter().map(|field| {
        let name = field.name;
        if !field.property.required {
            quote!(#name: None)
        } else if field.is_converted() || field.property.boxed {
            let value = field.given();
            quote!(#name: #value)
        } else {
            quote!(#name)
        }
    });
    let additional = additional.map(|_| quote!(additional_properties: runtime::Map::default(),));
    let docs = Doc::new()
        .sentence("With all that the document requires.")
        .outer();
    quote! {
        #docs
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values,)* #additional }
        }
    }
}

fn setters(context: Context<'_>, fields: &[Field<'_>], additional: Option<&Value>) -> TokenStream {
    let optional = fields.iter().filter(|field| !field.property.required);
    let setters = optional.map(|field| {
        let property = field.property;
        let successor = context.names.successor(field.place);
        let what = format!("Sets {}.", code(property.name.as_str()));
        let docs = Doc::new()
            .sentence(&what)
            .markdown(first_line(&property.docs).as_deref())
            .outer();
        let deprecated = deprecations::attribute(property.deprecation.as_ref(), successor);
        let (name, ty, value) = (field.name, field.argument(context), field.given());
        quote! {
            #docs
            #deprecated
            pub fn #name(mut self, #name: #ty) -> Self {
                self.#name = Some(#value);
                self
            }
        }
    });
    let additional = additional.map(|value| {
        let ty = owned(context, &value.ty, From::Types);
        let docs = Doc::new()
            .sentence("Sets the properties that the document does not name one by one.")
            .outer();
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
