//! Which properties and variants must be boxed because their type would else hold itself directly, and so have no size.

use crate::ir::{Shape, Type, TypeRef};

/// Marks one property or variant of each circle of types. Arrays and maps keep their elements elsewhere, so a way through
/// one of these is no circle.
///
/// These are the back edges of a depth-first search: without them no circle is left. It does not call itself, because
/// documents may be deep.
pub(super) fn mark_boxed(types: &mut [Type]) {
    open_tuples(types);
    let edges: Vec<Vec<Edge>> = types.iter().map(|ty| edges(types, ty)).collect();
    let mut states = vec![State::New; types.len()];
    for root in 0..types.len() {
        if states.get(root) != Some(&State::New) {
            continue;
        }
        set(&mut states, root, State::Open);
        // The types from the root to the current one, each with the number of its edges that were followed.
        let mut path = vec![(root, 0)];
        while let Some((node, followed)) = path.last_mut() {
            let node = *node;
            let Some(edge) = edges.get(node).and_then(|edges| edges.get(*followed)) else {
                set(&mut states, node, State::Done);
                path.pop();
                continue;
            };
            *followed += 1;
            match states.get(edge.target) {
                Some(State::Open) => mark(types, node, edge.part),
                Some(State::New) => {
                    set(&mut states, edge.target, State::Open);
                    path.push((edge.target, 0));
                }
                Some(State::Done) | None => {}
            }
        }
    }
}

/// Makes arrays of any values of the tuples that hold themselves: there is no part of an alias that could be boxed. Hardly
/// any such tuple has a value, because its schema has none that ends.
fn open_tuples(types: &mut [Type]) {
    for alias in 0..types.len() {
        let holds_itself = match types.get(alias).map(|ty| &ty.shape) {
            Some(Shape::Alias(value)) => is_alias_of(types, &value.ty, alias, 0),
            _ => false,
        };
        if holds_itself
            && let Some(Shape::Alias(value)) = types.get_mut(alias).map(|ty| &mut ty.shape)
        {
            value.ty = TypeRef::Array(Box::new(TypeRef::Any));
        }
    }
}

/// Whether a value of `ty` has one of the alias in itself, with nothing but aliases in between.
fn is_alias_of(types: &[Type], ty: &TypeRef, alias: usize, depth: usize) -> bool {
    let is_in = |ty| is_alias_of(types, ty, alias, depth + 1);
    match ty {
        _ if depth > DEEPEST => false,
        TypeRef::Named(id) if id.0 == alias => true,
        TypeRef::Named(id) => match types.get(id.0).map(|ty| &ty.shape) {
            Some(Shape::Alias(value)) => is_in(&value.ty),
            _ => false,
        },
        TypeRef::Nullable(inner) => is_in(inner),
        TypeRef::Tuple(elements) => elements.iter().any(is_in),
        _ => false,
    }
}

/// That a part of a type holds another type in itself.
struct Edge {
    part: usize,
    target: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    /// On the way from the root to the current type.
    Open,
    Done,
}

fn set(states: &mut [State], node: usize, state: State) {
    if let Some(place) = states.get_mut(node) {
        *place = state;
    }
}

fn mark(types: &mut [Type], node: usize, part: usize) {
    let boxed = match types.get_mut(node).map(|ty| &mut ty.shape) {
        Some(Shape::Object(object)) => object.properties.get_mut(part).map(|it| &mut it.boxed),
        Some(Shape::Union(union)) => union.variants.get_mut(part).map(|it| &mut it.boxed),
        _ => None,
    };
    if let Some(boxed) = boxed {
        *boxed = true;
    }
}

fn edges(types: &[Type], ty: &Type) -> Vec<Edge> {
    let parts: Vec<&TypeRef> = match &ty.shape {
        Shape::Object(object) => object.properties.iter().map(|it| &it.value.ty).collect(),
        Shape::Union(union) => union.variants.iter().map(|it| &it.value.ty).collect(),
        Shape::Enum(_) | Shape::Text(_) | Shape::Alias(_) | Shape::Multipart(_) => Vec::new(),
    };
    let mut edges = Vec::new();
    for (part, ty) in parts.into_iter().enumerate() {
        held(types, ty, 0, &mut |target| {
            edges.push(Edge { part, target });
        });
    }
    edges
}

/// Aliases of aliases end: each stands for a schema of its own.
const DEEPEST: usize = 64;

/// The types whose values stand in a value of `ty` itself. An alias is what it stands for.
fn held(types: &[Type], ty: &TypeRef, depth: usize, found: &mut impl FnMut(usize)) {
    if depth > DEEPEST {
        return;
    }
    match ty {
        TypeRef::Named(id) => match types.get(id.0).map(|ty| &ty.shape) {
            Some(Shape::Alias(value)) => held(types, &value.ty, depth + 1, found),
            _ => found(id.0),
        },
        TypeRef::Nullable(inner) => held(types, inner, depth, found),
        TypeRef::Tuple(elements) => elements
            .iter()
            .for_each(|element| held(types, element, depth, found)),
        TypeRef::Boolean
        | TypeRef::Integer(_)
        | TypeRef::Double
        | TypeRef::String
        | TypeRef::Formatted(_)
        | TypeRef::Any
        | TypeRef::Array(_)
        | TypeRef::Map(_) => {}
    }
}
