//! The names of types and of what they consist of.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Ident;
use super::scope::{Member, Scope};
use super::variants::{is_kind, own_property, variant_of};
use super::words::{Case, case_spelled_out, identifier, singular, words};
use crate::ir::{
    Api, Direction, EnumValue, Format, Literal, Shape, StatusKey, Type, TypeId, TypeRef, Union,
    Use, Variant, Width,
};

/// The names of one type.
#[derive(Clone, Debug)]
pub struct TypeNames {
    /// The type itself.
    pub name: Ident,
    /// The properties, parts, values or variants, in the order of the IR.
    pub members: Vec<Ident>,
    /// Names for local variables that hold the properties while an object is read.
    pub locals: Vec<Ident>,
}

/// Types share their module with what the prelude of Rust brings in, and are read beside it.
const TYPES: Scope = Scope {
    case: Case::Camel,
    prefix: "Type",
    reserved: &[
        "AsMut",
        "AsRef",
        "Box",
        "Clone",
        "Copy",
        "Debug",
        "Default",
        "Drop",
        "Eq",
        "Err",
        "Extend",
        "Fn",
        "FnMut",
        "FnOnce",
        "From",
        "Future",
        "Hash",
        "Into",
        "Iterator",
        "None",
        "Ok",
        "Option",
        "Ord",
        "PartialEq",
        "PartialOrd",
        "Result",
        "Self",
        "Send",
        "Sized",
        "Some",
        "String",
        "Sync",
        "ToOwned",
        "ToString",
        "TryFrom",
        "TryInto",
        "Unpin",
        "Vec",
    ],
    suffix: "Type",
};

/// A field's name is its setter's too, and `new` is the constructor.
const FIELDS: Scope = Scope {
    case: Case::Snake,
    prefix: "value",
    reserved: &["new"],
    suffix: "_",
};

/// An object with further properties keeps them in a field of that name.
const FIELDS_OF_OPEN_OBJECT: Scope = Scope {
    case: Case::Snake,
    prefix: "value",
    reserved: &["new", "additional_properties"],
    suffix: "_",
};

/// `Unrecognized` holds the values that the document does not name.
const VARIANTS: Scope = Scope {
    case: Case::Camel,
    prefix: "Value",
    reserved: &["Unrecognized"],
    suffix: "Value",
};

/// The names of all types, in the order of the IR.
pub(super) fn types(api: &Api) -> Vec<TypeNames> {
    let shorts = Shorts::of(api);
    let types = api.types.iter().enumerate();
    let members: Vec<Member> = types.map(|(id, ty)| member(api, &shorts, id, ty)).collect();
    let names = TYPES.resolve(&members);
    let all = |id: TypeId| names.get(id.0);
    let types = api.types.par_iter().zip(&names);
    types
        .map(|(ty, name)| {
            let members = members_of(api, &ty.shape, all);
            let locals = members.iter().map(local).collect();
            TypeNames {
                name: name.clone(),
                members,
                locals,
            }
        })
        .collect()
}

fn members_of<'a>(
    api: &Api,
    shape: &Shape,
    types: impl Fn(TypeId) -> Option<&'a Ident>,
) -> Vec<Ident> {
    match shape {
        Shape::Object(object) => {
            let properties = object.properties.iter();
            let members: Vec<_> = properties
                .map(|it| Member::of_text(it.name.as_str()))
                .collect();
            let scope = if object.additional.is_some() {
                FIELDS_OF_OPEN_OBJECT
            } else {
                FIELDS
            };
            scope.resolve(&members)
        }
        Shape::Multipart(parts) => {
            let parts = parts.iter();
            let members: Vec<_> = parts
                .map(|it| Member::of_text(it.property.name.as_str()))
                .collect();
            FIELDS.resolve(&members)
        }
        Shape::Enum(values) => VARIANTS.resolve(&values.iter().map(value).collect::<Vec<_>>()),
        Shape::Union(union) => {
            let variants = union.variants.iter();
            let members: Vec<_> = variants.map(|it| variant(api, union, it, &types)).collect();
            VARIANTS.resolve(&members)
        }
        Shape::Text(_) | Shape::Alias(_) => Vec::new(),
    }
}

/// A value of an enum: by the name that the document gives it, else by itself.
fn value(it: &EnumValue) -> Member {
    let text = match &it.value {
        // The point would only part the words.
        Literal::Float(number) => number.to_string().replace('.', " point "),
        other => other.to_string(),
    };
    let mut member = Member::of_texts(it.label.iter().cloned().chain([text.clone()]));
    member.candidates.push(case_spelled_out(&text));
    member
}

/// A variant of a union: by its label, else by what only it has, else by its type.
fn variant<'a>(
    api: &Api,
    union: &Union,
    it: &Variant,
    types: impl Fn(TypeId) -> Option<&'a Ident>,
) -> Member {
    let label = it.label.as_str();
    let is_enum = match it.value.ty {
        TypeRef::Named(id) => {
            let ty = api.types.get(id.0);
            ty.is_some_and(|ty| matches!(ty.shape, Shape::Enum(_)))
        }
        _ => false,
    };
    // Beside a text of any kind stand those that the document knows.
    let label = if is_kind(label) && is_enum {
        "known"
    } else {
        label
    };
    let own = match it.value.ty {
        TypeRef::Named(_) => own_property(api, union, it).map(str::to_owned),
        _ => None,
    };
    let texts = [
        Some(label.to_owned()),
        own,
        Some(kind_of(&it.value.ty, &types)),
    ];
    Member::of_texts(texts.into_iter().flatten())
}

/// What a type is called by whoever has no name for it.
fn kind_of<'a>(ty: &TypeRef, types: &impl Fn(TypeId) -> Option<&'a Ident>) -> String {
    match ty {
        TypeRef::Boolean => "boolean".to_owned(),
        TypeRef::Integer(width) => match width {
            Width::Int32 => "integer 32",
            Width::Int64 => "integer",
            Width::UInt32 => "unsigned 32",
            Width::UInt64 => "unsigned",
        }
        .to_owned(),
        TypeRef::Double => "number".to_owned(),
        TypeRef::String => "string".to_owned(),
        TypeRef::Formatted(format) => match format {
            Format::DateTime => "date time",
            Format::Date => "date",
            Format::Time => "time",
            Format::Duration => "duration",
            Format::Uuid => "uuid",
            Format::Uri => "uri",
            Format::Email => "email",
            Format::Ip => "ip",
            Format::Ipv4 => "ipv4",
            Format::Ipv6 => "ipv6",
            Format::Base64 => "base64",
            Format::Decimal => "decimal",
        }
        .to_owned(),
        TypeRef::Any => "value".to_owned(),
        TypeRef::Array(inner) => format!("{} list", kind_of(inner, types)),
        TypeRef::Map(inner) => format!("{} map", kind_of(inner, types)),
        TypeRef::Nullable(inner) => format!("nullable {}", kind_of(inner, types)),
        TypeRef::Tuple(elements) => {
            let elements: Vec<_> = elements.iter().map(|it| kind_of(it, types)).collect();
            elements.join(" and ")
        }
        TypeRef::Named(id) => types(*id).map(ToString::to_string).unwrap_or_default(),
    }
}

/// The reading loop has variables of its own.
fn local(field: &Ident) -> Ident {
    if field == "map" || field == "key" {
        identifier(&format!("{field}_"))
    } else {
        field.clone()
    }
}

/// What a type can be called, the best first. A component keeps its name against what has none of its own.
fn member(api: &Api, shorts: &Shorts, id: usize, ty: &Type) -> Member {
    let short = shorts.of_type(TypeId(id));
    let is_split = ty.direction == Direction::Request && shorts.answers.contains(short);
    if component(ty).is_some() {
        let texts = if is_split {
            vec![format!("{short} Request"), format!("{short} Input")]
        } else {
            vec![short.to_owned()]
        };
        return Member {
            is_firm: true,
            ..Member::of_texts(texts)
        };
    }
    let usual = usual(api, shorts, ty);
    let short = if is_split {
        format!("{short} Request")
    } else {
        short.to_owned()
    };
    let first = ty.uses.first();
    let owned = first
        .and_then(|first| owner(shorts, first))
        .map(|owner| format!("{owner} {usual}"));
    let full = first.map(|first| path(api, shorts, ty, first, 0));
    let texts = [Some(short), Some(usual), owned, full];
    Member::of_texts(texts.into_iter().flatten())
}

/// What each type would be called if it were alone.
struct Shorts {
    /// In the order of the IR.
    names: Vec<String>,
    /// Those of the types that stand in answers only.
    answers: BTreeSet<String>,
}

impl Shorts {
    fn of(api: &Api) -> Self {
        // What is used as a variant may be called after its union, which was met before it, as owners are.
        let mut shorts = Self {
            names: Vec::with_capacity(api.types.len()),
            answers: BTreeSet::new(),
        };
        for ty in &api.types {
            let name = short(api, &shorts, ty);
            if ty.direction == Direction::Response {
                shorts.answers.insert(name.clone());
            }
            shorts.names.push(name);
        }
        shorts
    }

    fn of_type(&self, id: TypeId) -> &str {
        self.names.get(id.0).map_or("", String::as_str)
    }
}

/// The first component that a type is.
fn component(ty: &Type) -> Option<&str> {
    ty.uses.iter().find_map(|it| match it {
        Use::Component(name) => Some(name.as_str()),
        _ => None,
    })
}

/// The component's name or, where the type is none, the words in which the names of all its uses end: what `groupId`,
/// `snapshotId` and `id` share is `id`.
fn short(api: &Api, shorts: &Shorts, ty: &Type) -> String {
    // `createdBy` and `updatedBy` share nothing that is a name, and of answers it says nothing that they are some.
    const NO_NAMES: [&str; 12] = [
        "at", "by", "for", "headers", "in", "of", "on", "request", "response", "to", "value",
        "with",
    ];
    if let Some(name) = component(ty) {
        return name.to_owned();
    }
    let mut uses = ty
        .uses
        .iter()
        .map(|it| words(&name_of(api, shorts, ty, it)));
    let Some(mut shared) = uses.next() else {
        return String::new();
    };
    for words in uses {
        let equal = shared
            .iter()
            .rev()
            .zip(words.iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        shared.drain(..shared.len() - equal);
    }
    let is_error = |it: &Use| match it {
        Use::ResponseBody {
            operation: _,
            status,
        } => !matches!(status, StatusKey::Code(200..=299) | StatusKey::Range(2)),
        _ => false,
    };
    if !shared.iter().all(|word| NO_NAMES.contains(&word.as_str())) {
        shared.join(" ")
    } else if ty.uses.len() > 1 && ty.uses.iter().all(is_error) {
        "Error Response".to_owned()
    } else {
        usual(api, shorts, ty)
    }
}

/// The name under which a type is used most often; of several, the first.
fn usual(api: &Api, shorts: &Shorts, ty: &Type) -> String {
    let mut counts: BTreeMap<String, (usize, Reverse<usize>)> = BTreeMap::new();
    for (index, usage) in ty.uses.iter().enumerate() {
        let entry = counts.entry(name_of(api, shorts, ty, usage));
        entry.or_insert((0, Reverse(index))).0 += 1;
    }
    let best = counts.into_iter().max_by_key(|(_, rank)| *rank);
    best.map(|(name, _)| name).unwrap_or_default()
}

/// What one use says about the name.
fn name_of(api: &Api, shorts: &Shorts, ty: &Type, it: &Use) -> String {
    match it {
        Use::Component(name)
        | Use::Property { owner: _, name }
        | Use::Parameter { operation: _, name } => name.as_str().to_owned(),
        Use::Element { owner: _, name } => singular(name.as_str()),
        Use::Variant { owner, label } => {
            let name = name_of_variant(api, ty, *owner, label.as_str());
            // What it is tells it apart from the other variants, and from nothing else.
            if is_kind(label.as_str()) {
                format!("{} {name}", owner_name(api, shorts, *owner))
            } else {
                name
            }
        }
        Use::AdditionalProperty { owner: _ } => "value".to_owned(),
        Use::ComponentElement(name) => {
            let one = singular(name.as_str());
            if one == name.as_str() {
                format!("{one} Item")
            } else {
                one
            }
        }
        Use::RequestBody { operation } => format!("{operation} Request"),
        Use::ResponseBody { operation, status } => match status {
            StatusKey::Code(200..=299) => format!("{operation} Response"),
            _ => format!("{operation} {} Response", super::statuses::status(*status)),
        },
        Use::ResponseHeaders { operation, status } => match status {
            StatusKey::Code(200..=299) => format!("{operation} Headers"),
            _ => format!("{operation} {} Headers", super::statuses::status(*status)),
        },
    }
}

/// What a variant is called within its union.
fn name_of_variant(api: &Api, ty: &Type, owner: TypeId, label: &str) -> String {
    if !is_kind(label) {
        return label.to_owned();
    }
    let variant = variant_of(api, owner, ty);
    if let Some(own) = variant.and_then(|(union, variant)| own_property(api, union, variant)) {
        return format!("with {own}");
    }
    match ty.shape {
        Shape::Enum(_) => "value",
        // The list itself has no name, only what it is a list of.
        Shape::Object(_) | Shape::Union(_) if label == "list" => "item",
        _ => label,
    }
    .to_owned()
}

fn owner_name(api: &Api, shorts: &Shorts, id: TypeId) -> String {
    let known = shorts.of_type(id);
    if known.is_empty() {
        let component = api.types.get(id.0).and_then(component);
        component.unwrap_or_default().to_owned()
    } else {
        known.to_owned()
    }
}

/// What stands in front of a name that alone is not enough.
fn owner(shorts: &Shorts, it: &Use) -> Option<String> {
    match it {
        // Its own name begins with it.
        Use::Variant { owner: _, label } if is_kind(label.as_str()) => None,
        Use::Property { owner, .. }
        | Use::Element { owner, .. }
        | Use::Variant { owner, .. }
        | Use::AdditionalProperty { owner } => Some(shorts.of_type(*owner).to_owned()),
        Use::Parameter { operation, .. } => Some(operation.as_str().to_owned()),
        Use::Component(_)
        | Use::ComponentElement(_)
        | Use::RequestBody { .. }
        | Use::ResponseBody { .. }
        | Use::ResponseHeaders { .. } => None,
    }
}

/// The names of all owners in front of that of the use itself.
fn path(api: &Api, shorts: &Shorts, ty: &Type, it: &Use, depth: usize) -> String {
    // Types can own each other in a circle.
    const DEEPEST: usize = 8;
    let name = match it {
        Use::ResponseBody { operation, status } => {
            format!("{operation} {} Response", super::statuses::status(*status))
        }
        Use::ResponseHeaders { operation, status } => {
            format!("{operation} {} Headers", super::statuses::status(*status))
        }
        Use::Variant { owner, label } => name_of_variant(api, ty, *owner, label.as_str()),
        other => name_of(api, shorts, ty, other),
    };
    let (Use::Property { owner, .. }
    | Use::Element { owner, .. }
    | Use::Variant { owner, .. }
    | Use::AdditionalProperty { owner }) = it
    else {
        return self::owner(shorts, it).map_or(name.clone(), |owner| format!("{owner} {name}"));
    };
    match api.types.get(owner.0) {
        Some(ty) if component(ty).is_none() && depth < DEEPEST => match ty.uses.first() {
            Some(first) => format!("{} {name}", path(api, shorts, ty, first, depth + 1)),
            None => name,
        },
        Some(_) => format!("{} {name}", shorts.of_type(*owner)),
        None => name,
    }
}
