//! Which types are ever checked: those that a request can hold, and what unions choose by.
//!
//! Answers are read leniently, so what only they carry needs no check. That is most of a large API.

use crate::ir::{Api, BodyContent, Shape, TypeId};

/// Which types can be checked, in the order of the IR.
pub(super) struct Checked(Vec<bool>);

impl Checked {
    /// Finds all types that a parameter, a request's body, a union or an alias is made of.
    pub(super) fn of(api: &Api) -> Self {
        let mut open = Vec::new();
        for operation in &api.operations {
            for parameter in &operation.parameters {
                parameter.value.ty.each_named(&mut |id| open.push(id));
            }
            for form in operation.body.iter().flat_map(|body| &body.representations) {
                match &form.content {
                    BodyContent::Json(value)
                    | BodyContent::Form {
                        value,
                        encodings: _,
                    } => value.ty.each_named(&mut |id| open.push(id)),
                    BodyContent::Multipart(id) => open.push(*id),
                    BodyContent::Text | BodyContent::Bytes => {}
                }
            }
        }
        let mut checked = vec![false; api.types.len()];
        for (index, ty) in api.types.iter().enumerate() {
            match ty.shape {
                // The runtime implements these as a whole.
                Shape::Union(_) | Shape::Alias(_) | Shape::Enum(_) | Shape::Text(_) => {
                    open.push(TypeId(index));
                }
                Shape::Object(_) | Shape::Multipart(_) => {}
            }
        }
        while let Some(id) = open.pop() {
            let (Some(seen), Some(ty)) = (checked.get_mut(id.0), api.types.get(id.0)) else {
                continue;
            };
            if !std::mem::replace(seen, true) {
                ty.shape.each_named(&mut |id| open.push(id));
            }
        }
        Self(checked)
    }

    /// Whether a type can be checked.
    pub(super) fn contains(&self, id: TypeId) -> bool {
        self.0.get(id.0).copied().unwrap_or_default()
    }
}
