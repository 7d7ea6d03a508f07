//! Third stage: which Rust identifier each part of an API gets.
//!
//! Comes in: the IR with its wire names. Goes out: a side table from ids to identifiers; everything gets one. All naming
//! is here, and each scope is decided with all its members in sight: a name depends neither on the order of the document
//! nor on what was named before. It knows Rust's rules for identifiers; it does not know the document.

mod errors;
mod ident;
mod media_types;
mod operations;
mod package;
mod scope;
mod statuses;
mod successors;
mod types;
mod variants;
mod words;

use std::collections::BTreeMap;

pub use errors::SharedError;
pub use ident::Ident;
pub use operations::{Choice, Module, OperationNames};
pub use package::{is_package, package};
pub use statuses::reason_phrase;
pub use types::TypeNames;

use crate::ir::{Api, Place, TypeId};
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
    /// The error enums that several operations have in common.
    pub errors: Vec<SharedError>,
    /// In the order of the IR.
    pub types: Vec<TypeNames>,
    successors: BTreeMap<Place, Ident>,
}

/// Names everything in `api`.
pub fn names(api: &Api) -> Names {
    let (types, (modules, operations)) = rayon::join(
        || types::types(api),
        || (operations::modules(api), operations::operations(api)),
    );
    let mut names = Names {
        security_schemes: security_schemes(api),
        modules,
        operations,
        errors: errors::errors(api, &types),
        types,
        successors: BTreeMap::new(),
    };
    names.successors = successors::successors(api, &names);
    names
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

    /// The error enum that the operation at this position in the IR has in common with others.
    pub fn shared_error(&self, operation: usize) -> Option<&SharedError> {
        let mut errors = self.errors.iter();
        errors.find(|it| it.operations.contains(&operation))
    }

    /// The names of a type.
    pub fn of_type(&self, id: TypeId) -> Option<&TypeNames> {
        self.types.get(id.0)
    }
}

const SECURITY_SCHEMES: Scope = Scope {
    case: Case::Shouty,
    prefix: "scheme",
    // What most operations ask for stands beside the schemes.
    reserved: &["USUAL"],
    suffix: "_",
};

fn security_schemes(api: &Api) -> Vec<Ident> {
    let schemes = api.security_schemes.iter();
    let members: Vec<_> = schemes
        .map(|scheme| Member::of_text(scheme.name.as_str()))
        .collect();
    SECURITY_SCHEMES.resolve(&members)
}
