//! Which properties must be boxed because their object would else hold itself directly, and so have no size.

use crate::ir::{Property, Shape, Type, TypeRef};

/// Marks one property of each circle of objects. Arrays and maps keep their elements elsewhere, so a way through one of
/// these is no circle.
///
/// These are the back edges of a depth-first search: without them no circle is left. It does not call itself, because
/// documents may be deep.
pub(super) fn mark_boxed(types: &mut [Type]) {
    let mut states = vec![State::New; types.len()];
    for root in 0..types.len() {
        if states.get(root) != Some(&State::New) {
            continue;
        }
        set(&mut states, root, State::Open);
        // The objects from the root to the current one, each with the number of its properties that were followed.
        let mut path = vec![(root, 0)];
        while let Some((node, followed)) = path.last_mut() {
            let node = *node;
            let Some(property) = types.get_mut(node).and_then(|ty| property(ty, *followed)) else {
                set(&mut states, node, State::Done);
                path.pop();
                continue;
            };
            *followed += 1;
            let Some(target) = held(&property.value.ty) else {
                continue;
            };
            match states.get(target) {
                Some(State::Open) => property.boxed = true,
                Some(State::New) => {
                    set(&mut states, target, State::Open);
                    path.push((target, 0));
                }
                Some(State::Done) | None => {}
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    /// On the way from the root to the current object.
    Open,
    Done,
}

fn set(states: &mut [State], node: usize, state: State) {
    if let Some(place) = states.get_mut(node) {
        *place = state;
    }
}

fn property(ty: &mut Type, position: usize) -> Option<&mut Property> {
    match &mut ty.shape {
        Shape::Object(object) => object.properties.get_mut(position),
        Shape::Enum(_) | Shape::Text(_) | Shape::Union(_) | Shape::Alias(_) | Shape::Multipart(_) => None,
    }
}

/// The type whose values stand in the object itself.
fn held(ty: &TypeRef) -> Option<usize> {
    match ty.without_null() {
        TypeRef::Named(id) => Some(id.0),
        _ => None,
    }
}
