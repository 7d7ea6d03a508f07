//! How well a document could be lowered: where its types end, for whoever wants to know what the client does not know.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::Pointer;
use crate::ir::{Direction, TypeId, TypeRef};

/// What came of the schemas of a document.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Schemas that say more than the type they got, which is any JSON value, and why.
    pub fallbacks: BTreeMap<Pointer, &'static str>,
    /// What the values of each schema are, by where it stands and which way they travel. Of schemas that hold together for one
    /// value, as a base and an heir that describe the same property, all places are named.
    pub places: HashMap<(Vec<Pointer>, Direction), TypeRef>,
}

impl Report {
    pub(super) fn place(&mut self, places: &[Pointer], travel: Direction, ty: &TypeRef) {
        self.places.insert((places.to_vec(), travel), ty.clone());
    }

    /// Gives the types their final numbers. What is of a type that is left out is not lowered for anybody.
    pub(super) fn renumber(&mut self, new: impl Fn(TypeId) -> Option<TypeId>) {
        self.places.retain(|_, ty| {
            let mut is_kept = true;
            ty.each_named_mut(&mut |id| match new(*id) {
                Some(new) => *id = new,
                None => is_kept = false,
            });
            is_kept
        });
    }

    /// The schemas whose values are any JSON value, or have some in them, because the document says no more.
    pub fn free(&self) -> usize {
        let mut free: Vec<&Pointer> = self
            .places
            .iter()
            .filter(|(_, ty)| is_free(ty))
            .flat_map(|((places, _), _)| places)
            .filter(|at| !self.fallbacks.contains_key(at))
            .collect();
        free.sort_unstable();
        free.dedup();
        free.len()
    }

    /// How many schemas were given a type.
    pub fn total(&self) -> usize {
        let mut all: Vec<&Pointer> = self.places.keys().flat_map(|(at, _)| at).collect();
        all.sort_unstable();
        all.dedup();
        all.len()
    }
}

/// Whether a type ends in any JSON value.
fn is_free(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Any => true,
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => is_free(inner),
        TypeRef::Tuple(elements) => elements.iter().any(is_free),
        TypeRef::Boolean
        | TypeRef::Integer(_)
        | TypeRef::Double
        | TypeRef::String
        | TypeRef::Formatted(_)
        | TypeRef::Named(_) => false,
    }
}
