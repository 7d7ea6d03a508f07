//! What tells the variants of a union apart to whoever reads their names, where the document gives them none.

use std::ptr;

use crate::ir::{Api, Shape, Type, TypeId, TypeRef, Union, Variant};

/// Whether a variant is called after what it is, because the document has no name for it.
pub(super) fn is_kind(label: &str) -> bool {
    let kinds = [
        "object", "list", "array", "string", "integer", "number", "boolean", "value",
    ];
    kinds.contains(&label)
}

/// The variant of the union `owner` that is `ty`, or a list or map of it.
pub(super) fn variant_of<'a>(
    api: &'a Api,
    owner: TypeId,
    ty: &Type,
) -> Option<(&'a Union, &'a Variant)> {
    let Shape::Union(union) = &api.types.get(owner.0)?.shape else {
        return None;
    };
    let mut variants = union.variants.iter();
    let variant = variants.find(|it| innermost(api, it).is_some_and(|it| ptr::eq(it, ty)))?;
    Some((union, variant))
}

/// The property that an object has and no other variant of its kind: of several, the first one that it requires. None
/// where the variant has a name, or is the only one of its kind.
pub(super) fn own_property<'a>(api: &'a Api, union: &Union, of: &'a Variant) -> Option<&'a str> {
    let label = of.label.as_str();
    let mut others = union
        .variants
        .iter()
        .filter(|it| !ptr::eq(*it, of) && it.label.as_str() == label)
        .peekable();
    if !is_kind(label) || others.peek().is_none() {
        return None;
    }
    let others: Vec<&Type> = others.filter_map(|it| innermost(api, it)).collect();
    let Shape::Object(object) = &innermost(api, of)?.shape else {
        return None;
    };
    let is_own = |name| {
        !others.iter().any(|ty| match &ty.shape {
            Shape::Object(other) => other.properties.iter().any(|it| it.name == name),
            _ => false,
        })
    };
    let own = object
        .properties
        .iter()
        .filter(|it| is_own(it.name.clone()));
    let best = own.min_by_key(|it| !it.required)?;
    Some(best.name.as_str())
}

/// The type that a variant is, or that its list or map holds.
fn innermost<'a>(api: &'a Api, variant: &Variant) -> Option<&'a Type> {
    let mut ty = &variant.value.ty;
    loop {
        match ty {
            TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => ty = inner,
            TypeRef::Named(id) => return api.types.get(id.0),
            _ => return None,
        }
    }
}
