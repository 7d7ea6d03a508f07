//! The client's structs, to be made and looked at without HTTP: through `new` and setters one way, field by field the
//! other. A struct that swaps two properties in writing and in reading alike would pass every call; it does not pass this.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::super::Context;
use super::super::objects::Field;
use super::super::values::{From, owned};
use crate::ir::{Direction, PartKind, Shape, TypeId, Value};
use crate::names::TypeNames;

/// What the adapter says about structs.
pub(super) struct Structs {
    /// The list of them.
    pub(super) table: TokenStream,
    /// How each is made and looked at.
    pub(super) impls: Vec<TokenStream>,
}

/// All structs of the client that a schema stands behind, and the forms that calls are made with.
pub(super) fn structs(context: Context<'_>, places: &BTreeMap<usize, Vec<String>>) -> Structs {
    let mut entries = Vec::new();
    let mut impls = Vec::new();
    let responses = context.api.operations.iter().flat_map(|it| &it.responses);
    let headers: BTreeSet<TypeId> = responses.filter_map(|it| it.headers).collect();
    let types = context.api.types.iter().zip(&context.names.types);
    for (index, (ty, names)) in types.enumerate() {
        let id = TypeId(index);
        match &ty.shape {
            Shape::Object(object) => {
                let fields = Field::of_object(id, object, names);
                let additional = object.additional.as_ref();
                let pointers = places.get(&index);
                if pointers.is_some() || headers.contains(&id) {
                    impls.push(take(&fields, additional, names));
                }
                // An answer's headers are no schema's values: they are read with the answers.
                let Some(pointers) = pointers else {
                    continue;
                };
                let (name, text) = (&names.name, names.name.to_string());
                if ty.direction != Direction::Request {
                    entries.push(quote!(bridge::answer::<types::#name>(#text, &[#(#pointers),*])));
                }
                if ty.direction != Direction::Response {
                    impls.push(make(context, &fields, additional, names));
                    entries.push(quote!(bridge::request::<types::#name>(#text, &[#(#pointers),*])));
                }
            }
            Shape::Multipart(parts) => {
                impls.push(make(
                    context,
                    &Field::of_parts(id, parts, names),
                    None,
                    names,
                ));
            }
            Shape::Enum(_) | Shape::Text(_) | Shape::Union(_) | Shape::Alias(_) => {}
        }
    }
    let table = quote! {
        static TYPES: &[Type] = &[#(#entries),*];
    };
    Structs { table, impls }
}

fn make(
    context: Context<'_>,
    fields: &[Field<'_>],
    additional: Option<&Value>,
    names: &TypeNames,
) -> TokenStream {
    let name = &names.name;
    let required = fields.iter().filter(|field| field.property.required);
    let arguments = required.map(|field| {
        let wire = field.property.name.as_str();
        match field.kind {
            Some(PartKind::File) => quote!(fields.octets(#wire)?),
            Some(PartKind::Files) => quote!(bridge::files(fields.files(#wire)?)),
            Some(PartKind::Value) | None => {
                let generic = generic(context, field);
                quote!(fields.required #generic(#wire)?)
            }
        }
    });
    let optional = fields.iter().filter(|field| !field.property.required);
    let setters = optional.map(|field| {
        let (wire, setter) = (field.property.name.as_str(), field.name);
        match field.kind {
            Some(PartKind::File) => quote!(.octets(#wire, Self::#setter)?),
            Some(PartKind::Files) => {
                quote!(.files(#wire, |it, files| it.#setter(bridge::files(files)))?)
            }
            Some(PartKind::Value) | None => {
                let generic = generic(context, field);
                quote!(.set #generic(#wire, Self::#setter)?)
            }
        }
    });
    let rest = additional.map(|_| quote!(.rest(Self::additional_properties)?));
    let setters: Vec<_> = setters.chain(rest).collect();
    let source = if fields.is_empty() && additional.is_none() {
        quote!(_)
    } else {
        quote!(fields)
    };
    let made = quote!(Self::new(#(#arguments),*));
    let made = if setters.is_empty() {
        quote!(Ok(#made))
    } else {
        quote! {
            let made = #made;
            Ok(fields.with(made) #(#setters)* .made())
        }
    };
    quote! {
        impl bridge::Make for types::#name {
            fn make(#source: &mut bridge::Fields) -> Result<Self, BadArguments> {
                #made
            }
        }
    }
}

/// The type of what a setter converts; else the setter says which it is.
fn generic(context: Context<'_>, field: &Field<'_>) -> Option<TokenStream> {
    field.is_converted().then(|| {
        let ty = owned(context, &field.property.value.ty, From::Elsewhere);
        quote!(::<#ty>)
    })
}

fn take(fields: &[Field<'_>], additional: Option<&Value>, names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let fields = fields.iter().map(|field| {
        let (wire, name) = (field.property.name.as_str(), field.name);
        if field.property.required {
            quote!(.field(#wire, &self.#name))
        } else {
            quote!(.optional(#wire, self.#name.as_ref()))
        }
    });
    let rest = additional.map(|_| quote!(.rest(&self.additional_properties)));
    let mut steps = fields.chain(rest);
    let taken = match steps.next() {
        Some(first) => quote!(taken #first #(? #steps)*),
        None => quote!(Ok(taken)),
    };
    quote! {
        impl bridge::Take for types::#name {
            fn take(&self, taken: bridge::Taken) -> Result<bridge::Taken, BadArguments> {
                #taken
            }
        }
    }
}
