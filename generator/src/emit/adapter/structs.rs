//! The client's structs, to be made and looked at without HTTP: through `new` and setters one way, field by field the
//! other. A struct that swaps two properties in writing and in reading alike would pass every call; it does not pass this.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::super::objects::Field;
use super::super::values::{From, owned};
use super::super::{Context, side_by_side};
use crate::format::Item;
use crate::ir::{Direction, PartKind, Shape, TypeId, Value};
use crate::names::TypeNames;

/// The list of all structs of the client that a schema stands behind.
pub(super) fn table(context: Context<'_>, places: &BTreeMap<usize, Vec<String>>) -> TokenStream {
    let types = context.api.types.iter().zip(&context.names.types);
    let entries = types.enumerate().filter_map(|(index, (ty, names))| {
        let Shape::Object(_) = ty.shape else {
            return None;
        };
        // An answer's headers are no schema's values: they are read with the answers.
        let pointers = places.get(&index)?;
        let (name, text) = (&names.name, names.name.to_string());
        let answer = (ty.direction != Direction::Request)
            .then(|| quote!(bridge::answer::<types::#name>(#text, &[#(#pointers),*]),));
        let request = (ty.direction != Direction::Response)
            .then(|| quote!(bridge::request::<types::#name>(#text, &[#(#pointers),*]),));
        Some(quote!(#answer #request))
    });
    quote! {
        static TYPES: &[Type] = &[#(#entries)*];
    }
}

/// How these, and the forms that calls are made with, are made and looked at.
pub(super) fn impls(context: Context<'_>, places: &BTreeMap<usize, Vec<String>>) -> Vec<Item> {
    let responses = context.api.operations.iter().flat_map(|it| &it.responses);
    let headers: BTreeSet<TypeId> = responses.filter_map(|it| it.headers).collect();
    side_by_side(&context.api.types, |index, ty| {
        let id = TypeId(index);
        let Some(names) = context.names.of_type(id) else {
            return Vec::new();
        };
        match &ty.shape {
            Shape::Object(object) => {
                let fields = Field::of_object(id, object, names);
                let additional = object.additional.as_ref();
                let is_known = places.contains_key(&index);
                let taken =
                    (is_known || headers.contains(&id)).then(|| take(&fields, additional, names));
                let made = (is_known && ty.direction != Direction::Response)
                    .then(|| make(context, &fields, additional, names));
                taken.into_iter().chain(made).collect()
            }
            Shape::Multipart(parts) => {
                let fields = Field::of_parts(id, parts, names);
                vec![make(context, &fields, None, names)]
            }
            Shape::Enum(_) | Shape::Text(_) | Shape::Union(_) | Shape::Alias(_) => Vec::new(),
        }
    })
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
