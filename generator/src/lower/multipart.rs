//! Bodies of several parts (`OpenAPI` 3.0.4, section 4.8.14.6; RFC 7578): which of their properties are files.

use super::Lowering;
use super::failures::Result;
use super::media_types::{Kind, Offer, Sketch, essence, is_range, kind};
use super::schemas::plain;
use super::types::{Shape, Slot};
use super::written::EncodingObject;
use crate::diagnostic::Pointer;
use crate::ir::{self, BodyContent, PartKind, TypeRef};

impl Lowering<'_> {
    /// The body of several parts that `offer` offers: a type of its own, because a file is no value that JSON has.
    pub(super) fn multipart(&mut self, offer: &Offer, usage: &ir::Use) -> Result<BodyContent> {
        let value = self.body_value(offer, usage, ir::Direction::Request)?;
        self.lower_queued_objects();
        let objects = self.objects_in(&value.ty);
        let is_form = essence(&offer.media_type.0) == "multipart/form-data";
        let Some(at) = offer
            .schema
            .clone()
            .filter(|_| is_form && !objects.is_empty())
        else {
            // Its parts have no names, or nobody knows them. The caller writes it, and says what divides the parts.
            if let Some(schema) = &offer.schema {
                self.fallback(schema, "parts without names, which the caller writes");
            }
            return Ok(BodyContent::Bytes);
        };
        let at = self.document.follow(&at).unwrap_or(at);
        let (properties, places) = together(objects);
        let id = self.types.sibling(&value.ty, &at, usage);
        let encodings = offer.at.child("encoding");
        let mut parts = Vec::new();
        for (mut property, place) in properties.into_iter().zip(&places) {
            let (kind, content_type) = self.part(&encodings.child(property.name.as_str()), place);
            if kind == PartKind::Value {
                self.types.used_in(id, &property);
            } else {
                property.value = plain(TypeRef::String);
            }
            parts.push(ir::Part {
                property,
                kind,
                content_type,
            });
        }
        let shape = Shape {
            shape: ir::Shape::Multipart(parts),
            parts: places,
        };
        self.types.finish(id, Ok(shape));
        Ok(BodyContent::Multipart(id))
    }

    /// Whether some part of a multipart body is a file.
    pub(super) fn has_files(&self, id: ir::TypeId) -> bool {
        match self.types.get(id).and_then(Slot::lowered) {
            Some(Shape {
                shape: ir::Shape::Multipart(parts),
                parts: _,
            }) => parts.iter().any(|part| part.kind != PartKind::Value),
            _ => false,
        }
    }

    /// How the property at `at` is written as a part, and the media type that the document names for it.
    fn part(&self, encoding: &Pointer, at: &Pointer) -> (PartKind, Option<String>) {
        let EncodingObject {
            content_type,
            // A part's other headers have no meaning that is known here; RFC 7578, section 4.8, says to ignore them.
            headers: _,
            // These three are for forms: a part is written as a value by itself.
            style: _,
            explode: _,
            allow_reserved: _,
        } = self.encoding(encoding);
        let sketch = self.sketch(at);
        let (element, several) = match &sketch {
            Sketch::Array(items) => (self.sketch(items), true),
            _ => (sketch, false),
        };
        // A list of media types or a range leaves the choice to whoever has the file.
        let content_type = content_type.or_else(|| self.own_media_type(at));
        let is_file = match element {
            Sketch::Octets => true,
            Sketch::Text | Sketch::Open => content_type
                .as_deref()
                .is_some_and(|it| it.split(',').all(|it| kind(it) == Kind::Octets)),
            Sketch::Number | Sketch::Object | Sketch::Array(_) => false,
        };
        let kind = match (is_file, several) {
            (true, false) => PartKind::File,
            (true, true) => PartKind::Files,
            (false, _) => PartKind::Value,
        };
        (
            kind,
            content_type.filter(|it| !it.contains(',') && !is_range(it)),
        )
    }

    /// `contentMediaType` of a schema.
    fn own_media_type(&self, at: &Pointer) -> Option<String> {
        let at = self.document.follow(at).ok()?;
        let own = self.document.get(&at.child("contentMediaType"))?;
        own.as_str().map(str::to_owned)
    }

    /// The object types that a type consists of: itself, or the variants of a union.
    fn objects_in(&self, ty: &TypeRef) -> Vec<(ir::Object, Vec<Pointer>)> {
        let TypeRef::Named(id) = ty.without_null() else {
            return Vec::new();
        };
        match self.types.get(*id).and_then(Slot::lowered) {
            Some(Shape {
                shape: ir::Shape::Object(object),
                parts,
            }) => vec![(object.clone(), parts.clone())],
            Some(Shape {
                shape: ir::Shape::Union(union),
                parts: _,
            }) => {
                let variants = union.variants.iter();
                variants
                    .flat_map(|variant| self.objects_in(&variant.value.ty))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The properties of all `objects`, of which a body has those of one: required is what all of them require.
fn together(objects: Vec<(ir::Object, Vec<Pointer>)>) -> (Vec<ir::Property>, Vec<Pointer>) {
    let requiring: Vec<Vec<ir::WireName>> = objects
        .iter()
        .map(|(object, _)| {
            let required = object.properties.iter().filter(|it| it.required);
            required.map(|it| it.name.clone()).collect()
        })
        .collect();
    let mut properties: Vec<ir::Property> = Vec::new();
    let mut places = Vec::new();
    for (object, at) in objects {
        for (mut property, at) in object.properties.into_iter().zip(at) {
            let mut known = properties.iter_mut();
            if let Some(known) = known.find(|known| known.name == property.name) {
                // What one of them forbids another may allow, and nobody knows which one is meant.
                if known.value.rules != property.value.rules {
                    known.value.rules = ir::Rules::default();
                }
            } else {
                property.required = requiring.iter().all(|names| names.contains(&property.name));
                properties.push(property);
                places.push(at);
            }
        }
    }
    (properties, places)
}
