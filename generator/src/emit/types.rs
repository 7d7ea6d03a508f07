//! `types.rs`: what requests and answers carry, as a reader wants to see it.

use super::docs::Doc;
use super::{
    Context, RustFile, aliases, enums, multipart, objects, runtime, side_by_side, texts, unions,
};
use crate::ir::{Shape, TypeId};

/// The file of all types.
pub(super) fn types(context: Context<'_>) -> RustFile {
    let mut items = side_by_side(&context.api.types, |index, ty| {
        let id = TypeId(index);
        let Some(names) = context.names.of_type(id) else {
            return Vec::new();
        };
        match &ty.shape {
            Shape::Object(object) => objects::object(context, id, ty, object, names),
            Shape::Multipart(parts) => multipart::multipart(context, id, ty, parts, names),
            Shape::Enum(values) => vec![enums::value_enum(context, id, ty, values, names)],
            Shape::Text(rules) => vec![texts::text(context, id, ty, rules, names)],
            Shape::Union(union) => unions::union(context, id, ty, union, names),
            Shape::Alias(value) => vec![aliases::alias(context, id, ty, value, names)],
        }
    });
    // A document may well get along without anything of the runtime.
    if items.iter().any(|item| item.mentions().runtime) {
        items.insert(0, runtime().into());
    }
    let docs = Doc::new().sentence("What requests and answers carry.");
    RustFile {
        attributes: docs.inner().into(),
        items,
    }
}
