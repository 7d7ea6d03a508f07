//! The named types while they are being found: which schema became which of them, and which are still to be lowered.
//!
//! Objects are queued rather than lowered where they are met. So an object can hold itself, and the depth of the
//! document's references is no depth of calls.

use std::collections::{HashMap, HashSet, VecDeque};

use super::failures::{Failed, Result};
use super::flat::{Flat, Root};
use crate::diagnostic::Pointer;
use crate::ir::{self, TypeId};

#[derive(Default)]
pub(super) struct Types<'a> {
    slots: Vec<Slot>,
    texts: HashMap<ir::TextRules, TypeId>,
    uses: HashSet<(TypeId, ir::Use)>,
    queue: VecDeque<Job<'a>>,
    /// What each conjunction became.
    known: HashMap<(Vec<Root>, ir::Direction), Known>,
}

/// What is known of a conjunction.
#[derive(Clone)]
pub(super) enum Known {
    /// It is being lowered.
    Open {
        /// The type that it becomes, if it is known by now that it becomes one.
        id: Option<TypeId>,
        /// Whether it was met again inside of itself, so that it needs a name.
        is_met: bool,
    },
    /// What it is.
    Done(Result<ir::Value>),
}

/// A type, found but perhaps not lowered yet.
pub(super) struct Slot {
    /// Where its schema stands.
    pub(super) at: Pointer,
    pub(super) uses: Vec<ir::Use>,
    pub(super) direction: ir::Direction,
    pub(super) docs: ir::Docs,
    pub(super) deprecation: Option<ir::Deprecation>,
    /// None while it waits in the queue.
    pub(super) shape: Option<Result<Shape>>,
}

/// A shape and where its properties, values or variants stand.
pub(super) struct Shape {
    pub(super) shape: ir::Shape,
    pub(super) parts: Vec<Pointer>,
}

/// What a type is called after and where, beside its shape.
pub(super) struct Head<'h> {
    pub(super) at: &'h Pointer,
    pub(super) usage: &'h ir::Use,
    pub(super) docs: &'h ir::Docs,
    pub(super) deprecation: Option<&'h ir::Deprecation>,
}

/// An object that waits to be lowered.
pub(super) struct Job<'a> {
    pub(super) id: TypeId,
    pub(super) flat: Flat<'a>,
    pub(super) travel: ir::Direction,
}

impl<'a> Types<'a> {
    /// What is known of the conjunction of `roots`.
    pub(super) fn known(&self, roots: &[Root], direction: ir::Direction) -> Option<&Known> {
        self.known.get(&(roots.to_vec(), direction))
    }

    pub(super) fn know(&mut self, roots: &[Root], direction: ir::Direction, known: Known) {
        self.known.insert((roots.to_vec(), direction), known);
    }

    /// A new type whose shape comes later.
    pub(super) fn open(&mut self, head: &Head<'_>, direction: ir::Direction) -> TypeId {
        self.push(head, direction, None)
    }

    /// A new type whose values are objects, to be lowered when its turn comes.
    pub(super) fn object(
        &mut self,
        head: &Head<'_>,
        direction: ir::Direction,
        travel: ir::Direction,
        flat: Flat<'a>,
    ) -> TypeId {
        let id = self.push(head, direction, None);
        self.queue.push_back(Job { id, flat, travel });
        id
    }

    /// The type of all texts with these rules.
    pub(super) fn text(&mut self, head: &Head<'_>, rules: &ir::TextRules) -> TypeId {
        if let Some(&id) = self.texts.get(rules) {
            self.used(id, head);
            return id;
        }
        let shape = Shape {
            shape: ir::Shape::Text(rules.clone()),
            parts: Vec::new(),
        };
        let id = self.push(head, ir::Direction::Both, Some(Ok(shape)));
        self.texts.insert(rules.clone(), id);
        id
    }

    /// The type of an enum.
    pub(super) fn enumeration(&mut self, head: &Head<'_>, shape: Shape) -> TypeId {
        self.push(head, ir::Direction::Both, Some(Ok(shape)))
    }

    /// A new type that is lowered by whoever asked for it.
    pub(super) fn made(
        &mut self,
        head: &Head<'_>,
        direction: ir::Direction,
        shape: Shape,
    ) -> TypeId {
        self.push(head, direction, Some(Ok(shape)))
    }

    /// A new type for the same values as `ty`, of another shape, which comes later. Used in a request at `usage`.
    pub(super) fn sibling(&mut self, ty: &ir::TypeRef, at: &Pointer, usage: &ir::Use) -> TypeId {
        let slot = match ty.without_null() {
            ir::TypeRef::Named(id) => self.get(*id),
            _ => None,
        };
        let docs = slot.map(|slot| slot.docs.clone()).unwrap_or_default();
        let deprecation = slot.and_then(|slot| slot.deprecation.clone());
        let mut uses = slot.into_iter().flat_map(|slot| &slot.uses);
        let component = uses.find(|usage| matches!(usage, ir::Use::Component(_)));
        let usage = component.unwrap_or(usage).clone();
        let head = Head {
            at,
            usage: &usage,
            docs: &docs,
            deprecation: deprecation.as_ref(),
        };
        self.push(&head, ir::Direction::Request, None)
    }

    /// Notes that the types of `property` are used by `owner` too.
    pub(super) fn used_in(&mut self, owner: TypeId, property: &ir::Property) {
        let name = property.name.clone();
        let usage = ir::Use::Property { owner, name };
        let usage = if property.value.ty.without_null().is_named() {
            usage
        } else {
            usage.element()
        };
        property
            .value
            .ty
            .each_named(&mut |id| self.used_as(id, usage.clone()));
    }

    /// Notes a further use.
    pub(super) fn used_as(&mut self, id: TypeId, usage: ir::Use) {
        if let Some(slot) = self.slots.get_mut(id.0)
            && self.uses.insert((id, usage.clone()))
        {
            slot.uses.push(usage);
        }
    }

    /// The next object to lower.
    pub(super) fn next_job(&mut self) -> Option<Job<'a>> {
        self.queue.pop_front()
    }

    /// What became of a type that was open.
    pub(super) fn finish(&mut self, id: TypeId, shape: Result<Shape>) {
        if let Some(slot) = self.slots.get_mut(id.0) {
            slot.shape = Some(shape);
        }
    }

    pub(super) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    pub(super) fn slots_mut(&mut self) -> &mut [Slot] {
        &mut self.slots
    }

    pub(super) fn get(&self, id: TypeId) -> Option<&Slot> {
        self.slots.get(id.0)
    }

    /// Whether values of the type have one plain text form.
    pub(super) fn is_plain(&self, id: TypeId) -> bool {
        let shape = self.get(id).and_then(Slot::lowered);
        shape.is_some_and(|shape| matches!(shape.shape, ir::Shape::Enum(_) | ir::Shape::Text(_)))
    }

    /// Whether `wide` takes whatever comes of a kind of JSON value, of which `narrow` says more.
    pub(super) fn is_wider(&self, wide: &ir::TypeRef, narrow: &ir::TypeRef) -> bool {
        use ir::TypeRef as T;
        match (wide, narrow) {
            (T::Any, narrow) => *narrow != T::Any,
            (T::String, T::Formatted(_))
            | (T::Double, T::Integer(_))
            | (T::Map(_), T::Named(_)) => true,
            (T::String, T::Named(id)) => self.is_plain(*id),
            _ => false,
        }
    }

    fn push(
        &mut self,
        head: &Head<'_>,
        direction: ir::Direction,
        shape: Option<Result<Shape>>,
    ) -> TypeId {
        let id = TypeId(self.slots.len());
        // An inline object or union is described by its own schema. The texts on an inline text or enum are those of the
        // place that uses it, and stand there, because other places may share the type.
        let docs = if shape.is_none() {
            head.docs.clone()
        } else {
            ir::Docs::default()
        };
        let (at, uses, deprecation) = (head.at.clone(), Vec::new(), None);
        self.slots.push(Slot {
            at,
            uses,
            direction,
            docs,
            deprecation,
            shape,
        });
        self.used(id, head);
        id
    }

    /// Notes a further use. What a component says of itself holds wherever its type is used.
    pub(super) fn used(&mut self, id: TypeId, head: &Head<'_>) {
        if let Some(slot) = self.slots.get_mut(id.0)
            && self.uses.insert((id, head.usage.clone()))
        {
            slot.uses.push(head.usage.clone());
            if matches!(head.usage, ir::Use::Component(_)) {
                if slot.docs == ir::Docs::default() {
                    slot.docs = head.docs.clone();
                }
                slot.deprecation = slot
                    .deprecation
                    .take()
                    .or_else(|| head.deprecation.cloned());
            }
        }
    }
}

impl Slot {
    pub(super) fn lowered(&self) -> Option<&Shape> {
        self.shape.as_ref()?.as_ref().ok()
    }

    pub(super) fn failed(&self) -> Option<&Failed> {
        self.shape.as_ref()?.as_ref().err()
    }
}
