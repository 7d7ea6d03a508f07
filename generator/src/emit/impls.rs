//! `impls.rs`: how the types are written, read and checked, apart from them so that `types.rs` reads like prose.
//!
//! The impls are written out and not derived: serde's derives are most of what users of generated clients wait for.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Doc;
use super::values::{has_rules, rules};
use super::{Context, RustFile, runtime};
use crate::ir::{Direction, EnumValue, Object, Shape, TextRules, Type};
use crate::names::TypeNames;

/// The file of all impls.
pub(super) fn impls(context: Context<'_>) -> RustFile {
    let mut items = Vec::new();
    for (ty, names) in context.api.types.iter().zip(&context.names.types) {
        match &ty.shape {
            Shape::Object(object) => items.extend(object_impls(context, ty, object, names)),
            Shape::Enum(values) => items.push(enum_impls(values, names)),
            Shape::Text(rules) => items.push(text_impls(rules, names)),
        }
    }
    let is_object = |ty: &&Type| matches!(ty.shape, Shape::Object(_));
    let mut imports = vec![quote!(
        use super::types;
    )];
    if context
        .api
        .types
        .iter()
        .filter(is_object)
        .any(|ty| ty.direction != Direction::Response)
    {
        imports.push(quote!(
            use runtime::{Check, Checker, object, serde};
        ));
    } else if context.api.types.iter().any(|ty| is_object(&ty)) {
        imports.push(quote!(
            use runtime::{object, serde};
        ));
    }
    imports.push(runtime());
    items.splice(0..0, imports);
    let docs = Doc::new()
        .sentence("How the types are written, read and checked.")
        .inner();
    RustFile {
        attributes: docs,
        items,
    }
}

fn object_impls(
    context: Context<'_>,
    ty: &Type,
    object: &Object,
    names: &TypeNames,
) -> Vec<TokenStream> {
    let mut items = vec![serialize(object, names)];
    items.extend(deserialize(object, names));
    if ty.direction != Direction::Response {
        items.push(check(context, object, names));
    }
    items
}

fn serialize(object: &Object, names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let properties = object
        .properties
        .iter()
        .zip(&names.members)
        .map(|(property, field)| {
            let wire = property.name.as_str();
            if property.required {
                quote!(object.required(#wire, &self.#field)?;)
            } else {
                quote!(object.optional(#wire, &self.#field)?;)
            }
        });
    let additional = object
        .additional
        .as_ref()
        .map(|_| quote!(object.additional(&self.additional_properties)?;));
    let mutable = (!object.properties.is_empty() || additional.is_some()).then(|| quote!(mut));
    quote! {
        impl serde::Serialize for types::#name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let #mutable object = object::Writer::new(serializer)?;
                #(#properties)*
                #additional
                object.end()
            }
        }
    }
}

fn deserialize(object: &Object, names: &TypeNames) -> [TokenStream; 2] {
    let name = &names.name;
    let text = name.to_string();
    let slots = names
        .locals
        .iter()
        .map(|local| quote!(let mut #local = None;));
    let more = object
        .additional
        .as_ref()
        .map(|_| quote!(let mut additional_properties = runtime::Map::default();));
    let reads = object
        .properties
        .iter()
        .zip(&names.locals)
        .map(|(property, local)| {
            let wire = property.name.as_str();
            quote!(#wire => object::value(&mut map, #wire, &mut #local))
        });
    let rest = match object.additional {
        Some(_) => quote!(object::additional(
            &mut map,
            key,
            &mut additional_properties
        )),
        None => quote!(object::ignore(&mut map)),
    };
    let reading = if object.properties.is_empty() {
        let key = if object.additional.is_some() {
            quote!(Some(key))
        } else {
            quote!(Some(_))
        };
        quote!(while let #key = object::next_key(&mut map)? { #rest?; })
    } else {
        quote! {
            while let Some(key) = object::next_key(&mut map)? {
                match &*key {
                    #(#reads,)*
                    _ => #rest,
                }?;
            }
        }
    };
    let fields = object
        .properties
        .iter()
        .zip(names.members.iter().zip(&names.locals))
        .map(|(property, (field, local))| {
            let wire = property.name.as_str();
            if property.required {
                quote!(#field: object::required(#wire, #local)?)
            } else if field == local {
                quote!(#field)
            } else {
                quote!(#field: #local)
            }
        });
    let additional = object
        .additional
        .as_ref()
        .map(|_| quote!(additional_properties,));
    [
        quote! {
            impl<'de> serde::Deserialize<'de> for types::#name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    object::read(deserializer)
                }
            }
        },
        quote! {
            impl<'de> object::Read<'de> for types::#name {
                const NAME: &'static str = #text;

                fn read<A: serde::de::MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
                    #(#slots)*
                    #more
                    #reading
                    Ok(Self { #(#fields,)* #additional })
                }
            }
        },
    ]
}

fn check(context: Context<'_>, object: &Object, names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let properties = object.properties.iter().zip(&names.members);
    let mut checks: Vec<_> = properties
        .filter(|(property, _)| has_rules(context, &property.value))
        .map(|(property, field)| {
            let wire = property.name.as_str();
            match rules(&property.value.rules) {
                Some(rules) => quote!(checker.property_with(#wire, &self.#field, &#rules);),
                None => quote!(checker.property(#wire, &self.#field);),
            }
        })
        .collect();
    if let Some(value) = object
        .additional
        .as_ref()
        .filter(|value| has_rules(context, value))
    {
        let rules = rules(&value.rules).unwrap_or_else(|| quote!(runtime::Rules::NONE));
        checks.push(quote! {
            for (name, value) in &self.additional_properties {
                checker.property_with(name, value, &#rules);
            }
        });
    }
    if checks.is_empty() {
        return quote! {
            impl Check for types::#name {
                fn check(&self, _: &mut Checker<'_>) {}
            }
        };
    }
    quote! {
        impl Check for types::#name {
            fn check(&self, checker: &mut Checker<'_>) {
                #(#checks)*
            }
        }
    }
}

fn enum_impls(values: &[EnumValue], names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let variants = names.members.iter();
    let texts = values.iter().map(|value| value.value.as_str());
    quote!(runtime::string_enum! { types::#name: #(#variants = #texts),* })
}

fn text_impls(rules: &TextRules, names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let pattern = &rules.pattern;
    let [min, max] = [rules.min_length, rules.max_length].map(|length| match length {
        Some(length) => {
            let length = proc_macro2::Literal::u64_unsuffixed(length);
            quote!(Some(#length))
        }
        None => quote!(None),
    });
    quote!(
        runtime::text_type! { types::#name: pattern = #pattern, min_length = #min, max_length = #max }
    )
}
