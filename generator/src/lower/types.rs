//! The named types while they are being found: which schema became which of them, and which are still to be lowered.
//!
//! Objects are queued rather than lowered where they are met. So an object can hold itself, and the depth of the
//! document's references is no depth of calls.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use openapiv3::Schema;

use super::failures::{Failed, Result};
use crate::diagnostic::Pointer;
use crate::ir::{self, TypeId};

#[derive(Default)]
pub(super) struct Types {
    slots: Vec<Slot>,
    objects: HashMap<(Pointer, ir::Direction), TypeId>,
    texts: HashMap<ir::TextRules, TypeId>,
    enums: HashMap<EnumKey, TypeId>,
    uses: HashSet<(TypeId, ir::Use)>,
    queue: VecDeque<Job>,
}

/// What makes two string enums one type.
#[derive(Clone, Eq, Hash, PartialEq)]
pub(super) enum EnumKey {
    /// The schema itself.
    Schema(Pointer),
    /// For enums without a schema of their own: what they are called where they are used, and their values in order.
    Values(ir::WireName, Vec<String>),
}

/// A type, found but perhaps not lowered yet.
pub(super) struct Slot {
    /// Where its schema stands.
    pub(super) at: Pointer,
    pub(super) uses: Vec<ir::Use>,
    pub(super) direction: ir::Direction,
    pub(super) docs: ir::Docs,
    pub(super) deprecation: Option<ir::Deprecation>,
    /// None while an object waits in the queue.
    pub(super) shape: Option<Result<Shape>>,
}

/// A shape and where its properties or values stand.
pub(super) struct Shape {
    pub(super) shape: ir::Shape,
    pub(super) parts: Vec<Pointer>,
}

/// What a type is called after and where, beside its shape.
pub(super) struct Head<'a> {
    pub(super) at: &'a Pointer,
    pub(super) usage: &'a ir::Use,
    pub(super) docs: &'a ir::Docs,
    pub(super) deprecation: Option<&'a ir::Deprecation>,
}

/// An object that waits to be lowered.
pub(super) struct Job {
    pub(super) id: TypeId,
    pub(super) at: Pointer,
    pub(super) schema: Rc<Schema>,
    pub(super) travel: ir::Direction,
}

impl Types {
    /// The type of the object at `head.at` for `direction`. `schema` is asked for when it is met for the first time.
    pub(super) fn object(
        &mut self,
        head: &Head<'_>,
        direction: ir::Direction,
        travel: ir::Direction,
        schema: impl FnOnce() -> Rc<Schema>,
    ) -> TypeId {
        let key = (head.at.clone(), direction);
        if let Some(&id) = self.objects.get(&key) {
            self.used(id, head);
            return id;
        }
        let id = self.push(head, direction, None);
        self.objects.insert(key, id);
        self.queue.push_back(Job {
            id,
            at: head.at.clone(),
            schema: schema(),
            travel,
        });
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

    /// The type of the enum with this key. `shape` is asked for when it is met for the first time.
    pub(super) fn string_enum(
        &mut self,
        head: &Head<'_>,
        key: EnumKey,
        shape: impl FnOnce() -> Shape,
    ) -> TypeId {
        if let Some(&id) = self.enums.get(&key) {
            self.used(id, head);
            return id;
        }
        let id = self.push(head, ir::Direction::Both, Some(Ok(shape())));
        self.enums.insert(key, id);
        id
    }

    /// A new type that is lowered by whoever asked for it.
    pub(super) fn made(&mut self, head: &Head<'_>, direction: ir::Direction, shape: Shape) -> TypeId {
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
    pub(super) fn next_job(&mut self) -> Option<Job> {
        self.queue.pop_front()
    }

    /// What became of a queued object.
    pub(super) fn finish(&mut self, id: TypeId, shape: Result<Shape>) {
        if let Some(slot) = self.slots.get_mut(id.0) {
            slot.shape = Some(shape);
        }
    }

    pub(super) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    pub(super) fn get(&self, id: TypeId) -> Option<&Slot> {
        self.slots.get(id.0)
    }

    /// Whether values of the type are texts.
    pub(super) fn is_text(&self, id: TypeId) -> bool {
        self.get(id)
            .and_then(Slot::lowered)
            .is_some_and(|shape| match shape.shape {
                ir::Shape::Enum(_) | ir::Shape::Text(_) => true,
                ir::Shape::Object(_)
                | ir::Shape::Union(_)
                | ir::Shape::Alias(_)
                | ir::Shape::Multipart(_) => false,
            })
    }

    fn push(
        &mut self,
        head: &Head<'_>,
        direction: ir::Direction,
        shape: Option<Result<Shape>>,
    ) -> TypeId {
        let id = TypeId(self.slots.len());
        // An inline object is described by its own schema. The texts on an inline text or enum are those of the place
        // that uses it, and stand there, because other places may share the type.
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
    fn used(&mut self, id: TypeId, head: &Head<'_>) {
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
