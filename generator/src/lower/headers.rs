//! Header Objects (`OpenAPI` 3.0.4, section 4.8.21): the headers of an answer become one object.

use super::Lowering;
use super::failures::{Failures, Result};
use super::parameters::{Carried, without_null};
use super::schemas::{Lowered, plain};
use super::types::{Head, Shape};
use super::written::ParameterObject;
use crate::diagnostic::Pointer;
use crate::ir::{self, TypeId, TypeRef};
use crate::load::Located;

/// What makes the headers of two answers one type: names, whether they must be there, and their types.
pub(super) type HeadersKey = Vec<(ir::WireName, bool, TypeRef)>;

impl Lowering<'_> {
    /// The type of the headers in the map at `at`; none where it has none that the client does not read itself.
    pub(super) fn headers(
        &mut self,
        at: &Pointer,
        operation: &ir::WireName,
        status: ir::StatusKey,
    ) -> Result<Option<TypeId>> {
        let usage = ir::Use::ResponseHeaders {
            operation: operation.clone(),
            status,
        };
        let mut failures = Failures::default();
        let mut properties: Vec<ir::Property> = Vec::new();
        let mut parts = Vec::new();
        for key in self.keys(at) {
            // RFC 9110, section 5.1: names are case-insensitive.
            let name = key.to_ascii_lowercase();
            // Section 4.8.17.1: "If a response header is defined with the name 'Content-Type', it SHALL be ignored."
            if name == "content-type" || properties.iter().any(|it| it.name.as_str() == name) {
                continue;
            }
            let property = self.header(&at.child(&key), name, operation);
            if let Some(property) = failures.part(property) {
                properties.push(property);
                parts.push(at.child(&key));
            }
        }
        let properties = failures.whole(properties)?;
        if properties.is_empty() {
            return Ok(None);
        }
        let key: HeadersKey = properties
            .iter()
            .map(|it| (it.name.clone(), it.required, it.value.ty.clone()))
            .collect();
        if let Some(&id) = self.header_types.get(&key) {
            self.types.used_as(id, usage);
            return Ok(Some(id));
        }
        let head = Head {
            at,
            usage: &usage,
            docs: &ir::Docs::default(),
            deprecation: None,
        };
        let shape = Shape {
            shape: ir::Shape::Object(ir::Object {
                properties,
                additional: None,
            }),
            parts,
        };
        let id = self.types.made(&head, ir::Direction::Response, shape);
        self.header_types.insert(key, id);
        Ok(Some(id))
    }

    fn header(
        &mut self,
        at: &Pointer,
        name: String,
        operation: &ir::WireName,
    ) -> Result<ir::Property> {
        let Located { at, value } = self.resolve(at)?;
        let ParameterObject {
            // The two that a header does not have.
            name: _,
            place: _,
            description,
            required,
            // Read together with the vendors' dialects.
            deprecated: _,
            // These four are about how it is written. Section 4.8.21: a header has the style `simple`, in which
            // `explode` makes a difference to objects only, and those are left as text.
            allow_empty_value: _,
            style: _,
            explode: _,
            allow_reserved: _,
            // Both are read in `carried`.
            schema: _,
            content: _,
            // Examples are checked by `load`.
            example: _,
            examples: _,
        } = value;
        let name = ir::WireName(name);
        // An enum or text in a header is called after the header, where the document has no name for it.
        let usage = ir::Use::Parameter {
            operation: operation.clone(),
            name: name.clone(),
        };
        let Carried {
            lowered:
                Lowered {
                    value: ir::Value { ty, rules: _ },
                    mut docs,
                    deprecation,
                    default,
                },
            content,
        } = self.carried(&at, &usage, ir::Direction::Response)?;
        let ty = match without_null(ty) {
            TypeRef::Array(items) if content.is_none() && self.is_plain(&items) => {
                TypeRef::Array(items)
            }
            ty if content.is_none() && self.is_plain(&ty) => ty,
            // An object or a document within a header is handed out as it stands.
            _ => {
                self.fallback(&at, "a header that is an object or a document is a text");
                TypeRef::String
            }
        };
        docs.description = description.or(docs.description);
        Ok(ir::Property {
            name,
            required: required == Some(true),
            boxed: false,
            docs,
            deprecation: self.deprecation(&at).or(deprecation),
            // Answers are read leniently, so the limits of their schemas play no part.
            value: plain(ty),
            default,
        })
    }

    /// Whether values of the type have one plain text form.
    fn is_plain(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Boolean
            | TypeRef::Integer(_)
            | TypeRef::Double
            | TypeRef::String
            | TypeRef::Formatted(_) => true,
            TypeRef::Named(id) => self.types.is_plain(*id),
            TypeRef::Any
            | TypeRef::Array(_)
            | TypeRef::Tuple(_)
            | TypeRef::Map(_)
            | TypeRef::Nullable(_) => false,
        }
    }
}
