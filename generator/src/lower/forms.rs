//! Bodies that are forms, `application/x-www-form-urlencoded` (`OpenAPI` 3.0.4, section 4.8.14.5), and how their
//! properties are written.

use super::Lowering;
use super::failures::Result;
use super::media_types::{Kind, Offer, Sketch, kind};
use super::styles::query_style;
use super::types::{Shape, Slot};
use super::written::EncodingObject;
use crate::diagnostic::Pointer;
use crate::ir::{self, BodyContent, ParameterStyle, TypeRef};

/// A property of a body: its name, and where its schema stands.
pub(super) type Named = (ir::WireName, Pointer);

impl Lowering<'_> {
    /// The form that `offer` offers.
    pub(super) fn form(&mut self, offer: &Offer, usage: &ir::Use) -> Result<BodyContent> {
        if let Some(at) = &offer.schema
            && self.sketch(at) == Sketch::Text
        {
            // The caller puts the pairs together.
            return Ok(BodyContent::Text);
        }
        let value = self.body_value(offer, usage, ir::Direction::Request)?;
        let encodings = self.encodings(&offer.at.child("encoding"), &value.ty);
        Ok(BodyContent::Form { value, encodings })
    }

    /// How those properties of a form are written that are not written in the usual way.
    fn encodings(&mut self, at: &Pointer, ty: &TypeRef) -> Vec<ir::Encoding> {
        let mut properties: Vec<(ir::WireName, Option<Pointer>)> = self
            .properties_of(ty)
            .into_iter()
            .map(|(name, at)| (name, Some(at)))
            .collect();
        // Not all that a map or a union can have is known, but what the document says of it holds.
        for name in self.keys(at) {
            if properties.iter().all(|(known, _)| known.as_str() != name) {
                properties.push((ir::WireName(name), None));
            }
        }
        let usual = (ParameterStyle::Form, true, false, None);
        let encodings = properties.into_iter().map(|(property, schema)| {
            let sketch = schema.map_or(Sketch::Open, |at| self.sketch(&at));
            let encoding = self.encoding(&at.child(property.as_str()));
            let (style, explode, allow_reserved, content_type) =
                written(encoding, |sketch| self.sketch(sketch), &sketch);
            ir::Encoding {
                property,
                style,
                explode,
                allow_reserved,
                content_type,
            }
        });
        encodings
            .filter(|it| {
                (
                    it.style,
                    it.explode,
                    it.allow_reserved,
                    it.content_type.as_ref(),
                ) != (usual.0, usual.1, usual.2, usual.3)
            })
            .collect()
    }

    /// Whether a body is a form that has no pairs. Where it is optional, it is none.
    pub(super) fn is_empty_form(&self, content: &BodyContent) -> bool {
        let BodyContent::Form { value, encodings } = content else {
            return false;
        };
        let TypeRef::Named(id) = value.ty.without_null() else {
            return false;
        };
        let shape = self.types.get(*id).and_then(Slot::lowered);
        encodings.is_empty()
            && shape.is_some_and(|shape| match &shape.shape {
                ir::Shape::Object(ir::Object {
                    properties,
                    additional,
                }) => properties.is_empty() && additional.is_none(),
                _ => false,
            })
    }

    /// The Encoding Object at `at`; an empty one where there is none.
    pub(super) fn encoding(&self, at: &Pointer) -> EncodingObject {
        let object = self.document.get(at);
        object
            .and_then(|object| serde::Deserialize::deserialize(object).ok())
            .unwrap_or_default()
    }

    /// The properties of an object type, with where their schemas stand; none for other types.
    pub(super) fn properties_of(&mut self, ty: &TypeRef) -> Vec<Named> {
        // They are known only once their object is lowered.
        self.lower_queued_objects();
        let TypeRef::Named(id) = ty.without_null() else {
            return Vec::new();
        };
        match self.types.get(*id).and_then(Slot::lowered) {
            Some(Shape {
                shape: ir::Shape::Object(object),
                parts,
            }) => {
                let names = object.properties.iter().map(|it| it.name.clone());
                names.zip(parts.iter().cloned()).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Style, `explode`, `allowReserved` and the media type of one property.
fn written(
    encoding: EncodingObject,
    sketch_at: impl Fn(&Pointer) -> Sketch,
    sketch: &Sketch,
) -> (ParameterStyle, bool, bool, Option<String>) {
    let EncodingObject {
        content_type,
        // Section 4.8.15.1.1: "SHALL be ignored if the media type is not a multipart".
        headers: _,
        style,
        explode,
        allow_reserved,
    } = encoding;
    if style.is_some() || explode.is_some() || allow_reserved.is_some() {
        // Section 4.8.15.1.2: "If a value is explicitly defined, then the value of contentType … SHALL be ignored."
        let style = style
            .and_then(|style| query_style(&style))
            .unwrap_or(ParameterStyle::Form);
        let explode = explode.unwrap_or(style == ParameterStyle::Form);
        return (style, explode, allow_reserved.unwrap_or(false), None);
    }
    // The table in section 4.8.15.1.1: objects are JSON, an array is written as each of its elements is.
    let is_object = match sketch {
        Sketch::Object => true,
        Sketch::Array(items) => sketch_at(items) == Sketch::Object,
        Sketch::Open | Sketch::Text | Sketch::Octets | Sketch::Number => false,
    };
    let content_type = match content_type {
        Some(content_type) => Some(content_type).filter(|it| kind(it) == Kind::Json),
        None => is_object.then(|| "application/json".to_owned()),
    };
    (ParameterStyle::Form, true, false, content_type)
}
