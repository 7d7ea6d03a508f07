//! Sequences of values in one body: server-sent events and lines of JSON.

use super::Lowering;
use super::failures::Result;
use super::media_types::{Offer, Sketch};
use crate::diagnostic::Pointer;
use crate::ir::{self, Direction, TypeRef};

/// Which kind of sequence it is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Sequence {
    Events,
    Lines,
}

impl Lowering<'_> {
    /// The type of one value of the sequence that `offer` offers. `OpenAPI` 3.2 has `itemSchema` for it. Before that people
    /// describe a single value under `schema`, or an array of them.
    pub(super) fn sequence(
        &mut self,
        offer: &Offer,
        kind: Sequence,
        usage: &ir::Use,
    ) -> Result<TypeRef> {
        let untyped = match kind {
            // The text as it came.
            Sequence::Events => TypeRef::String,
            Sequence::Lines => TypeRef::Any,
        };
        let Some(at) = &offer.schema else {
            return Ok(untyped);
        };
        let at = match self.sketch(at) {
            Sketch::Array(items) if !offer.is_item && self.document.get(&items).is_some() => items,
            _ => at.clone(),
        };
        let at = if kind == Sequence::Events {
            match self.data_of_event(&at) {
                Some(Data::Json(at)) => at,
                Some(Data::Text) => return Ok(untyped),
                None => at,
            }
        } else {
            at
        };
        if kind == Sequence::Events && matches!(self.sketch(&at), Sketch::Text | Sketch::Octets) {
            return Ok(untyped);
        }
        Ok(self.value(&at, usage, Direction::Response)?.value.ty)
    }

    /// What the data of an event are, where the schema at `at` describes the fields of an event and not its data.
    fn data_of_event(&self, at: &Pointer) -> Option<Data> {
        let at = self.document.follow(at).ok()?;
        let properties = at.child("properties");
        let is_event = |keys: &[String]| {
            let field = |key: &String| matches!(key.as_str(), "data" | "event" | "id" | "retry");
            keys.len() > 1 && keys.iter().all(field)
        };
        if !is_event(&self.keys(&properties)) {
            return None;
        }
        let data = self.document.follow(&properties.child("data")).ok()?;
        let content = data.child("contentSchema");
        Some(if self.document.get(&content).is_some() {
            Data::Json(content)
        } else if matches!(self.sketch(&data), Sketch::Text | Sketch::Open) {
            Data::Text
        } else {
            Data::Json(data)
        })
    }
}

/// What the data of an event are.
enum Data {
    /// Text.
    Text,
    /// JSON, as the schema there says.
    Json(Pointer),
}
