//! The Rust names of what deprecated parts say to use instead.

use std::collections::BTreeMap;

use super::words::{Case, identifier, is_identifier};
use super::{Ident, Names};
use crate::ir::{Api, Deprecation, Place, Shape, TypeId};

/// The Rust names of all successors. One that this API does not have (it often stands in a newer version's document)
/// gets the name that a client made of that document has for it, as far as one can tell.
pub(super) fn successors(api: &Api, names: &Names) -> BTreeMap<Place, Ident> {
    let mut successors = BTreeMap::new();
    let mut add = |place, name: Option<Ident>| successors.extend(name.map(|name| (place, name)));
    for (index, (operation, it)) in api.operations.iter().zip(&names.operations).enumerate() {
        let ids = api.operations.iter().map(|other| other.id.as_str());
        let known = ids.zip(names.operations.iter().map(|it| &it.method));
        let found = successor(operation.deprecation.as_ref(), known, Case::Snake);
        add(Place::Operation(index), found);
        for (position, parameter) in operation.parameters.iter().enumerate() {
            let wire = operation.parameters.iter().map(|other| other.name.as_str());
            let known = wire.zip(&it.parameters);
            let found = successor(parameter.deprecation.as_ref(), known, Case::Snake);
            add(Place::Parameter(index, position), found);
        }
    }
    let types: Vec<String> = names.types.iter().map(|it| it.name.to_string()).collect();
    for (index, (ty, it)) in api.types.iter().zip(&names.types).enumerate() {
        let id = TypeId(index);
        let known = types.iter().map(String::as_str);
        let known = known.zip(names.types.iter().map(|other| &other.name));
        add(
            Place::Type(id),
            successor(ty.deprecation.as_ref(), known, Case::Camel),
        );
        match &ty.shape {
            Shape::Object(object) => {
                for (position, property) in object.properties.iter().enumerate() {
                    let wire = object.properties.iter().map(|other| other.name.as_str());
                    let known = wire.zip(&it.members);
                    let found = successor(property.deprecation.as_ref(), known, Case::Snake);
                    add(Place::Property(id, position), found);
                }
            }
            Shape::Multipart(parts) => {
                for (position, part) in parts.iter().enumerate() {
                    let wire = parts.iter().map(|other| other.property.name.as_str());
                    let known = wire.zip(&it.members);
                    let found = successor(part.property.deprecation.as_ref(), known, Case::Snake);
                    add(Place::Property(id, position), found);
                }
            }
            Shape::Enum(values) => {
                for (position, value) in values.iter().enumerate() {
                    let texts: Vec<String> = match &value.deprecation {
                        Some(_) => values.iter().map(|other| other.value.to_string()).collect(),
                        None => continue,
                    };
                    let known = texts.iter().map(String::as_str).zip(&it.members);
                    let found = successor(value.deprecation.as_ref(), known, Case::Camel);
                    add(Place::EnumValue(id, position), found);
                }
            }
            Shape::Text(_) | Shape::Union(_) | Shape::Alias(_) => {}
        }
    }
    successors
}

fn successor<'a>(
    deprecation: Option<&Deprecation>,
    mut known: impl Iterator<Item = (&'a str, &'a Ident)>,
    case: Case,
) -> Option<Ident> {
    let wire = deprecation?.successor.as_ref()?.as_str();
    if let Some((_, name)) = known.find(|(name, _)| *name == wire) {
        return Some(name.clone());
    }
    let name = case.of(wire);
    is_identifier(&name).then(|| identifier(&name))
}
