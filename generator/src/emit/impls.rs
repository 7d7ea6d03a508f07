//! `impls.rs`: how the types are written, read and checked, apart from them so that `types.rs` reads like prose.
//!
//! The impls are written out and not derived: serde's derives are most of what users of generated clients wait for.

use proc_macro2::TokenStream;
use quote::quote;

use super::deprecations;
use super::docs::Doc;
use super::enums::Kind;
use super::objects::Field;
use super::values::{float, has_rules, rules};
use super::{Context, RustFile, aliases, multipart, runtime, side_by_side, unions};
use crate::format::Item;
use crate::ir::{EnumValue, Literal, Object, PartKind, Rules, Shape, TextRules, TypeId, Value};
use crate::names::TypeNames;

/// The file of all impls.
pub(super) fn impls(context: Context<'_>) -> RustFile {
    let types = &context.api.types;
    let has = |wanted: fn(&Shape) -> bool| types.iter().any(|ty| wanted(&ty.shape));
    let objects = has(|shape| matches!(shape, Shape::Object(_)));
    let forms = has(|shape| matches!(shape, Shape::Multipart(_)));
    let checks = types.iter().enumerate().any(|(index, ty)| {
        matches!(ty.shape, Shape::Object(_)) && context.common.checked.contains(TypeId(index))
    });
    let mut imports = vec![quote!(
        use super::types;
    )];
    let checks = (checks || forms).then(|| quote!(Check, Checker,));
    let objects = objects.then(|| quote!(object, serde,));
    if checks.is_some() || objects.is_some() {
        imports.push(quote!(use runtime::{#checks #objects};));
    }
    imports.push(runtime());
    let impls = side_by_side(types, |index, ty| {
        let id = TypeId(index);
        match context.names.of_type(id) {
            Some(names) => of_type(context, id, &ty.shape, names),
            None => Vec::new(),
        }
    });
    let docs = Doc::new().sentence("How the types are written, read and checked.");
    RustFile {
        attributes: docs.inner().into(),
        items: imports.into_iter().map(Item::from).chain(impls).collect(),
    }
}

fn of_type(context: Context<'_>, id: TypeId, shape: &Shape, names: &TypeNames) -> Vec<TokenStream> {
    match shape {
        Shape::Object(object) => {
            let mut items = vec![serialize(object, names)];
            items.extend(deserialize(object, names));
            if context.common.checked.contains(id) {
                let fields = Field::of_object(id, object, names);
                items.push(check(context, &fields, object.additional.as_ref(), names));
            }
            items
        }
        Shape::Multipart(parts) => {
            let fields = Field::of_parts(id, parts, names);
            vec![
                multipart::write(parts, names),
                check(context, &fields, None, names),
            ]
        }
        Shape::Enum(values) => vec![enum_impls(values, names)],
        Shape::Text(rules) => vec![text_impls(rules, names)],
        Shape::Union(union) => vec![unions::impls(context, union, names)],
        Shape::Alias(value) => vec![aliases::impls(context, value, names)],
    }
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

fn check(
    context: Context<'_>,
    fields: &[Field<'_>],
    additional: Option<&Value>,
    names: &TypeNames,
) -> TokenStream {
    let name = &names.name;
    let mut checks: Vec<_> = fields
        .iter()
        .filter_map(|field| deprecated(context, field, names))
        .collect();
    let rules_of_fields = fields
        .iter()
        .filter(|field| {
            // Of a file only how many there are can be wrong.
            let is_file = matches!(field.kind, Some(PartKind::File | PartKind::Files));
            let value = &field.property.value;
            if is_file {
                value.rules != Rules::default()
            } else {
                has_rules(value)
            }
        })
        .map(|field| {
            let (wire, field, value) = (
                field.property.name.as_str(),
                field.name,
                &field.property.value,
            );
            match rules(&value.rules) {
                Some(rules) => quote!(checker.property_with(#wire, &self.#field, &#rules);),
                None => quote!(checker.property(#wire, &self.#field);),
            }
        });
    checks.extend(rules_of_fields);
    if let Some(value) = additional.filter(|value| has_rules(value)) {
        let rules = rules(&value.rules).unwrap_or_else(|| quote!(runtime::Rules::NONE));
        checks.push(quote!(checker.additional(&self.additional_properties, &#rules);));
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

/// That a deprecated property is used: that it is there.
fn deprecated(context: Context<'_>, field: &Field<'_>, names: &TypeNames) -> Option<TokenStream> {
    let property = field.property;
    let own = property.deprecation.as_ref();
    let deprecation = deprecations::in_use(context, own, &property.value.ty)?;
    let record = deprecations::of_part(deprecation);
    let (owner, wire, name) = (names.name.to_string(), property.name.as_str(), field.name);
    let note = quote!(checker.deprecated_property(#owner, #wire, #record););
    Some(if property.required {
        note
    } else {
        quote!(if self.#name.is_some() { #note })
    })
}

fn enum_impls(values: &[EnumValue], names: &TypeNames) -> TokenStream {
    let name = &names.name;
    let macro_name = match Kind::of(values) {
        Kind::Text => quote!(string_enum),
        Kind::Integer => quote!(integer_enum),
        Kind::Mixed => quote!(value_enum),
    };
    let is_mixed = matches!(Kind::of(values), Kind::Mixed);
    let variants = values.iter().zip(&names.members).map(|(value, variant)| {
        let (kind, value) = match &value.value {
            Literal::Text(text) => (quote!(text), quote!(#text)),
            Literal::Integer(number) => {
                let number = proc_macro2::Literal::i64_unsuffixed(*number);
                (quote!(integer), quote!(#number))
            }
            Literal::Float(number) => {
                let number = float(*number);
                (quote!(number), quote!(#number))
            }
            Literal::Boolean(flag) => (quote!(boolean), quote!(#flag)),
        };
        let kind = is_mixed.then_some(kind);
        (quote!(#variant =), quote!(#kind #value))
    });
    let variants: Vec<_> = variants.collect();
    let deprecated: Vec<_> = values
        .iter()
        .zip(&variants)
        .filter_map(|(value, (_, literal))| {
            let record = deprecations::of_part(value.deprecation.as_ref()?);
            Some(quote!(#literal => #record))
        })
        .collect();
    let deprecated = (!deprecated.is_empty()).then(|| quote!(; deprecated #(#deprecated),*));
    let variants = variants
        .iter()
        .map(|(variant, literal)| quote!(#variant #literal));
    quote!(runtime::#macro_name! { types::#name: #(#variants),* #deprecated })
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
