//! Equal shapes are one type: what the document describes in several places without a name becomes one type with one.
//!
//! Components keep their names: two of them that happen to be alike stay two types, because the document tells them apart.
//! A type without a name that is like a component is that component.

use std::collections::HashMap;

use super::prune::{Kept, first_uses};
use super::types::{Slot, Types};
use crate::ir::{self, TypeId};

/// Makes one type of those with equal shapes, wherever they are used.
pub(super) fn merge(kept: &mut [Kept], types: &mut Types<'_>, report: &mut super::Report) {
    let order = first_uses(kept, types);
    let Some(first) = canonical(&order, types) else {
        return;
    };
    let change = |id: &mut TypeId| {
        if let Some(new) = first.get(id) {
            *id = *new;
        }
    };
    for kept in kept {
        kept.drafted.operation.each_named_mut(&mut { change });
    }
    for ty in report.places.values_mut() {
        ty.each_named_mut(&mut { change });
    }
    let mut moved: Vec<(TypeId, TypeId)> = Vec::new();
    for id in &order {
        if let Some(new) = first.get(id).filter(|new| *new != id) {
            moved.push((*id, *new));
        }
    }
    for slot in types.slots_mut() {
        if let Some(Ok(shape)) = &mut slot.shape {
            shape.shape.each_named_mut(&mut { change });
        }
        for usage in &mut slot.uses {
            change_owner(usage, change);
        }
    }
    for (old, new) in moved {
        take_over(types.slots_mut(), old, new);
    }
    for slot in types.slots_mut() {
        if let Some(Ok(shape)) = &mut slot.shape {
            unite_variants(shape);
        }
    }
}

/// Variants that turn out to be of one type are one variant; a union of one is what it holds under another name.
fn unite_variants(shape: &mut super::types::Shape) {
    let ir::Shape::Union(union) = &mut shape.shape else {
        return;
    };
    let mut variants: Vec<ir::Variant> = Vec::new();
    let mut parts = Vec::new();
    for (variant, part) in union.variants.drain(..).zip(shape.parts.drain(..)) {
        let same = variants
            .iter_mut()
            .find(|it| it.value.ty == variant.value.ty);
        if let Some(same) = same {
            same.tags.extend(variant.tags);
        } else {
            variants.push(variant);
            parts.push(part);
        }
    }
    union.variants = variants;
    shape.parts = parts;
    if let [variant] = union.variants.as_slice() {
        shape.shape = ir::Shape::Alias(variant.value.clone());
        shape.parts.clear();
    }
}

fn change_owner(usage: &mut ir::Use, change: impl Fn(&mut TypeId)) {
    match usage {
        ir::Use::Property { owner, name: _ }
        | ir::Use::Element { owner, name: _ }
        | ir::Use::AdditionalProperty { owner }
        | ir::Use::Variant { owner, label: _ } => change(owner),
        ir::Use::Component(_)
        | ir::Use::ComponentElement(_)
        | ir::Use::Parameter { .. }
        | ir::Use::RequestBody { .. }
        | ir::Use::ResponseBody { .. }
        | ir::Use::ResponseHeaders { .. } => {}
    }
}

/// Gives the uses of one type to another one. Texts that differ can't be those of both.
fn take_over(slots: &mut [Slot], old: TypeId, new: TypeId) {
    let Some(old) = slots.get_mut(old.0) else {
        return;
    };
    let uses = std::mem::take(&mut old.uses);
    let docs = std::mem::take(&mut old.docs);
    let old_shape = old.shape.take();
    let Some(new) = slots.get_mut(new.0) else {
        return;
    };
    let is_component = new.uses.iter().any(is_component);
    for usage in uses {
        if !new.uses.contains(&usage) {
            new.uses.push(usage);
        }
    }
    if is_component {
        return;
    }
    if new.docs != docs {
        new.docs = ir::Docs::default();
    }
    if let (Some(Ok(old)), Some(Ok(new))) = (old_shape, &mut new.shape)
        && let (ir::Shape::Object(old), ir::Shape::Object(new)) = (old.shape, &mut new.shape)
    {
        for (old, new) in old.properties.into_iter().zip(&mut new.properties) {
            if old.docs != new.docs {
                new.docs = ir::Docs::default();
            }
        }
    }
}

fn is_component(usage: &ir::Use) -> bool {
    matches!(usage, ir::Use::Component(_))
}

/// A type as the search for equal ones sees it.
struct Seen {
    id: TypeId,
    /// The number of its shape, what it is made of aside.
    skeleton: usize,
    /// What it is made of.
    children: Vec<TypeId>,
    is_component: bool,
}

/// For each type the first of those that are equal to it; none where the search does not end, which nobody has seen.
///
/// Two types are equal if their shapes are, and what they are made of is. That is found the other way round, as minimal
/// automata are: at first all may be equal, and each round tells apart what differs by what the round before told apart.
fn canonical(order: &[TypeId], types: &Types<'_>) -> Option<HashMap<TypeId, TypeId>> {
    const MOST_ROUNDS: usize = 100;
    let seen = seen(order, types);
    let mut classes: HashMap<TypeId, usize> = seen.iter().map(|it| (it.id, 0)).collect();
    for _ in 0..MOST_ROUNDS {
        let key = |it: &Seen| {
            let children = it.children.iter();
            let children: Vec<usize> = children
                .map(|id| classes.get(id).copied().unwrap_or_default())
                .collect();
            (it.skeleton, children)
        };
        // Components first, so that what is like one of them is found to be.
        let mut numbers = HashMap::new();
        let mut next: HashMap<TypeId, usize> = HashMap::new();
        for (number, it) in seen.iter().filter(|it| it.is_component).enumerate() {
            next.insert(it.id, number + 1);
            numbers.entry(key(it)).or_insert(number + 1);
        }
        for it in seen.iter().filter(|it| !it.is_component) {
            let new = next.len() + numbers.len() + 1;
            let class = *numbers.entry(key(it)).or_insert(new);
            next.insert(it.id, class);
        }
        if next == classes {
            let mut first: HashMap<usize, TypeId> = HashMap::new();
            let (components, others): (Vec<_>, Vec<_>) =
                seen.iter().partition(|it| it.is_component);
            for it in components.into_iter().chain(others) {
                let class = classes.get(&it.id).copied().unwrap_or_default();
                first.entry(class).or_insert(it.id);
            }
            let first_of = |(id, class): (&TypeId, &usize)| Some((*id, *first.get(class)?));
            return Some(classes.iter().filter_map(first_of).collect());
        }
        classes = next;
    }
    None
}

fn seen(order: &[TypeId], types: &Types<'_>) -> Vec<Seen> {
    let mut skeletons: HashMap<String, usize> = HashMap::new();
    let mut seen = Vec::new();
    for &id in order {
        let Some(slot) = types.get(id) else { continue };
        let Some(shape) = slot.lowered() else {
            continue;
        };
        let mut children = Vec::new();
        shape.shape.each_named(&mut |id| children.push(id));
        let count = skeletons.len();
        let skeleton = skeleton(slot, &shape.shape);
        let skeleton = *skeletons.entry(skeleton).or_insert(count);
        seen.push(Seen {
            id,
            skeleton,
            children,
            is_component: slot.uses.iter().any(is_component),
        });
    }
    seen
}

/// All of a shape but its texts and what it is made of.
fn skeleton(slot: &Slot, shape: &ir::Shape) -> String {
    let mut shape = shape.clone();
    shape.each_named_mut(&mut |id| id.0 = 0);
    match &mut shape {
        ir::Shape::Object(object) => {
            for property in &mut object.properties {
                property.docs = ir::Docs::default();
            }
        }
        ir::Shape::Union(union) => {
            for variant in &mut union.variants {
                variant.docs = ir::Docs::default();
            }
        }
        ir::Shape::Multipart(parts) => {
            for part in parts {
                part.property.docs = ir::Docs::default();
            }
        }
        ir::Shape::Enum(_) | ir::Shape::Text(_) | ir::Shape::Alias(_) => {}
    }
    format!("{:?} {:?} {shape:?}", slot.direction, slot.deprecation)
}
