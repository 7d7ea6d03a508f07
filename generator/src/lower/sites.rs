//! Where each part of an [`ir::Api`] stands in the document: the way back from a name to its place, kept apart so that
//! the intermediate representation knows nothing of documents.

use std::collections::HashMap;

use crate::diagnostic::Pointer;
use crate::ir;

/// Where each part of an [`ir::Api`] stands in the document.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Sites(HashMap<ir::Place, Pointer>);

impl Sites {
    /// Where the part stands.
    pub fn get(&self, place: ir::Place) -> Option<&Pointer> {
        self.0.get(&place)
    }

    pub(super) fn set(&mut self, place: ir::Place, pointer: Pointer) {
        self.0.insert(place, pointer);
    }
}
