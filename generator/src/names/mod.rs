//! Third stage: which Rust identifier each part of an API gets.
//!
//! Comes in: the IR with its wire names. Goes out: a side table from ids to identifiers, and what could not be named.
//! All naming is here, and each scope is decided with all its members in sight: a name depends neither on the order of
//! the document nor on what was named before. It knows Rust's rules for identifiers; it does not know the document.

mod operations;
mod package;
mod problem;
mod scope;
mod statuses;
mod types;
mod words;

use std::collections::BTreeMap;

use proc_macro2::Ident;

pub use operations::{Module, OperationNames};
pub use package::{is_package, package};
pub use problem::{NameProblem, Trouble};
pub use statuses::reason_phrase;
pub use types::TypeNames;

use crate::ir::{Api, Deprecation, Place, Shape, TypeId, WireName};
use scope::{Member, Scope};
use words::{Case, identifier, is_identifier};

/// The identifiers of everything that has one.
#[derive(Clone, Debug)]
pub struct Names {
    /// Statics of the security schemes, in the order of the IR.
    pub security_schemes: Vec<Ident>,
    /// Modules of operations, with which operations stand in each.
    pub modules: Vec<Module>,
    /// In the order of the IR.
    pub operations: Vec<OperationNames>,
    /// In the order of the IR.
    pub types: Vec<TypeNames>,
    successors: BTreeMap<Place, Ident>,
}

/// Names everything in `api`.
///
/// Where there are problems the table is complete all the same, but not fit to be emitted.
pub fn names(api: &Api) -> (Names, Vec<NameProblem>) {
    let mut problems = Vec::new();
    let mut names = Names {
        security_schemes: security_schemes(api, &mut problems),
        modules: operations::modules(api, &mut problems),
        operations: operations::operations(api, &mut problems),
        types: types::types(api, &mut problems),
        successors: BTreeMap::new(),
    };
    names.successors = successors(api, &names);
    (names, problems)
}

impl Names {
    /// The Rust name of what a deprecated part's record says to use instead.
    pub fn successor(&self, place: Place) -> Option<&Ident> {
        self.successors.get(&place)
    }

    /// The name under which code refers to the package `package`.
    pub fn crate_name(&self, package: &str) -> Ident {
        let name = Case::Snake.of(package);
        if is_identifier(&name) {
            identifier(&name)
        } else {
            identifier("client")
        }
    }

    /// The names of a type.
    pub fn of_type(&self, id: TypeId) -> Option<&TypeNames> {
        self.types.get(id.0)
    }
}

const SECURITY_SCHEMES: Scope = Scope {
    case: Case::Shouty,
    prefix: "scheme",
    reserved: &[],
    suffix: "_",
};

fn security_schemes(api: &Api, problems: &mut Vec<NameProblem>) -> Vec<Ident> {
    let schemes = api.security_schemes.iter().enumerate();
    let members: Vec<_> = schemes
        .map(|(index, scheme)| Member::of_text(Place::SecurityScheme(index), scheme.name.as_str()))
        .collect();
    SECURITY_SCHEMES.resolve(&members, problems)
}

/// The Rust names of all successors. One that this API does not have (it often stands in a newer version's document)
/// gets the name that a client made of that document has for it, as far as one can tell.
fn successors(api: &Api, names: &Names) -> BTreeMap<Place, Ident> {
    let mut successors = BTreeMap::new();
    for (index, (operation, it)) in api.operations.iter().zip(&names.operations).enumerate() {
        let known = api
            .operations
            .iter()
            .map(|other| &other.id)
            .zip(names.operations.iter().map(|it| &it.method));
        let found = successor(operation.deprecation.as_ref(), known, Case::Snake);
        successors.extend(found.map(|name| (Place::Operation(index), name)));
        for (position, parameter) in operation.parameters.iter().enumerate() {
            let known = operation
                .parameters
                .iter()
                .map(|other| &other.name)
                .zip(&it.parameters);
            let found = successor(parameter.deprecation.as_ref(), known, Case::Snake);
            successors.extend(found.map(|name| (Place::Parameter(index, position), name)));
        }
    }
    for (index, (ty, it)) in api.types.iter().zip(&names.types).enumerate() {
        let id = TypeId(index);
        let known = names.types.iter().map(|other| &other.name);
        let wire: Vec<WireName> = known
            .clone()
            .map(|name| WireName(name.to_string()))
            .collect();
        let found = successor(ty.deprecation.as_ref(), wire.iter().zip(known), Case::Camel);
        successors.extend(found.map(|name| (Place::Type(id), name)));
        match &ty.shape {
            Shape::Object(object) => {
                for (position, property) in object.properties.iter().enumerate() {
                    let known = object
                        .properties
                        .iter()
                        .map(|other| &other.name)
                        .zip(&it.members);
                    let found = successor(property.deprecation.as_ref(), known, Case::Snake);
                    successors.extend(found.map(|name| (Place::Property(id, position), name)));
                }
            }
            Shape::Enum(values) => {
                for (position, value) in values.iter().enumerate() {
                    let known = values.iter().map(|other| &other.value).zip(&it.members);
                    let found = successor(value.deprecation.as_ref(), known, Case::Camel);
                    successors.extend(found.map(|name| (Place::EnumValue(id, position), name)));
                }
            }
            Shape::Text(_) => {}
        }
    }
    successors
}

fn successor<'a>(
    deprecation: Option<&Deprecation>,
    mut known: impl Iterator<Item = (&'a WireName, &'a Ident)>,
    case: Case,
) -> Option<Ident> {
    let wire = deprecation?.successor.as_ref()?;
    if let Some((_, name)) = known.find(|(name, _)| *name == wire) {
        return Some(name.clone());
    }
    let name = case.of(wire.as_str());
    is_identifier(&name).then(|| identifier(&name))
}
