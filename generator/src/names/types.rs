//! The names of types and of what they consist of.

use proc_macro2::Ident;

use super::NameProblem;
use super::scope::{Member, Scope};
use super::words::{Case, singular, words};
use crate::ir::{Api, Direction, Place, Shape, Type, TypeId, Use};

/// The names of one type.
#[derive(Clone, Debug)]
pub struct TypeNames {
    /// The type itself.
    pub name: Ident,
    /// The properties or the enum values, in the order of the IR.
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
pub(super) fn types(api: &Api, problems: &mut Vec<NameProblem>) -> Vec<TypeNames> {
    let members: Vec<Member> = api
        .types
        .iter()
        .enumerate()
        .map(|(index, ty)| Member {
            place: Place::Type(TypeId(index)),
            candidates: candidates(api, ty),
        })
        .collect();
    let names = TYPES.resolve(&members, problems);
    let types = api.types.iter().enumerate().zip(names);
    types
        .map(|((index, ty), name)| type_names(TypeId(index), ty, name, problems))
        .collect()
}

fn type_names(id: TypeId, ty: &Type, name: Ident, problems: &mut Vec<NameProblem>) -> TypeNames {
    let members = match &ty.shape {
        Shape::Object(object) => {
            let properties = object.properties.iter().enumerate();
            let members: Vec<_> = properties
                .map(|(index, it)| Member::of_text(Place::Property(id, index), it.name.as_str()))
                .collect();
            let scope = if object.additional.is_some() {
                FIELDS_OF_OPEN_OBJECT
            } else {
                FIELDS
            };
            scope.resolve(&members, problems)
        }
        Shape::Enum(values) => {
            let values = values.iter().enumerate();
            let members: Vec<_> = values
                .map(|(index, it)| Member::of_text(Place::EnumValue(id, index), it.value.as_str()))
                .collect();
            VARIANTS.resolve(&members, problems)
        }
        Shape::Text(_) => Vec::new(),
    };
    let locals = members.iter().map(local).collect();
    TypeNames {
        name,
        members,
        locals,
    }
}

/// The reading loop has variables of its own.
fn local(field: &Ident) -> Ident {
    if field == "map" || field == "key" {
        Ident::new(&format!("{field}_"), field.span())
    } else {
        field.clone()
    }
}

/// What a type can be called, the best first.
fn candidates(api: &Api, ty: &Type) -> Vec<String> {
    let short = short(ty);
    if component(ty).is_some() {
        if is_split(api, ty, &short) {
            return vec![format!("{short} Request"), format!("{short} Input")];
        }
        return vec![short];
    }
    let usual = usual(ty);
    let short = if is_split(api, ty, &short) {
        format!("{short} Request")
    } else {
        short
    };
    let owned = ty
        .uses
        .first()
        .and_then(|first| owner(api, first))
        .map(|owner| format!("{owner} {usual}"));
    let full = ty.uses.first().map(|first| path(api, first, 0));
    [Some(short), Some(usual), owned, full]
        .into_iter()
        .flatten()
        .collect()
}

/// Whether `ty` is the request's form of something whose response's form has the same name.
fn is_split(api: &Api, ty: &Type, short: &str) -> bool {
    ty.direction == Direction::Request
        && api
            .types
            .iter()
            .any(|other| other.direction == Direction::Response && self::short(other) == short)
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
fn short(ty: &Type) -> String {
    if let Some(name) = component(ty) {
        return name.to_owned();
    }
    let mut uses = ty.uses.iter().map(|it| words(&name_of(it)));
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
    if shared.is_empty() {
        usual(ty)
    } else {
        shared.join(" ")
    }
}

/// The name under which a type is used most often; of several, the first.
fn usual(ty: &Type) -> String {
    let names: Vec<String> = ty.uses.iter().map(name_of).collect();
    let count = |name: &String| names.iter().filter(|other| *other == name).count();
    let mut best: Option<&String> = None;
    for name in &names {
        if best.is_none_or(|best| count(name) > count(best)) {
            best = Some(name);
        }
    }
    best.cloned().unwrap_or_default()
}

/// What one use says about the name.
fn name_of(it: &Use) -> String {
    match it {
        Use::Component(name)
        | Use::Property { owner: _, name }
        | Use::Parameter { operation: _, name } => name.as_str().to_owned(),
        Use::Element { owner: _, name } => singular(name.as_str()),
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
            crate::ir::StatusKey::Code(200..=299) => format!("{operation} Response"),
            _ => format!("{operation} {} Response", super::statuses::status(*status)),
        },
    }
}

/// What stands in front of a name that alone is not enough.
fn owner(api: &Api, it: &Use) -> Option<String> {
    match it {
        Use::Property { owner, .. }
        | Use::Element { owner, .. }
        | Use::AdditionalProperty { owner } => api.types.get(owner.0).map(short),
        Use::Parameter { operation, .. } => Some(operation.as_str().to_owned()),
        Use::ResponseBody {
            operation: _,
            status,
        } => Some(super::statuses::status(*status).to_string()),
        Use::Component(_) | Use::ComponentElement(_) | Use::RequestBody { .. } => None,
    }
}

/// The names of all owners in front of that of the use itself.
fn path(api: &Api, it: &Use, depth: usize) -> String {
    // Types can own each other in a circle.
    const DEEPEST: usize = 8;
    let name = name_of(it);
    let (Use::Property { owner, .. }
    | Use::Element { owner, .. }
    | Use::AdditionalProperty { owner }) = it
    else {
        return owner(api, it).map_or(name.clone(), |owner| format!("{owner} {name}"));
    };
    match api.types.get(owner.0) {
        Some(ty) if component(ty).is_none() && depth < DEEPEST => match ty.uses.first() {
            Some(first) => format!("{} {name}", path(api, first, depth + 1)),
            None => name,
        },
        Some(ty) => format!("{} {name}", short(ty)),
        None => name,
    }
}
