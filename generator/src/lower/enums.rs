//! Schemas with `enum`.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::Lowering;
use super::failures::Result;
use super::keywords::Keywords;
use super::types::{EnumKey, Head, Shape};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::{self, TypeRef};

impl Lowering<'_> {
    /// The type of the enum at `at`. Its values are all that it allows, so limits and patterns beside it say nothing
    /// more.
    pub(super) fn enumeration(
        &mut self,
        at: &Pointer,
        keywords: &Keywords<'_>,
        head: &Head<'_>,
    ) -> Result<TypeRef> {
        let list = at.child("enum");
        let document = self.document;
        let written = document
            .get(&list)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let is_text = keywords.ty.is_none_or(|ty| ty == "string")
            && written
                .iter()
                .all(|value| value.is_string() || value.is_null());
        if !is_text {
            return Err(self.fail(
                Diagnostic::error(
                    Code::UnsupportedEnum,
                    list,
                    "enums of anything but texts are not handled yet",
                    "describe the value by its type and limits",
                )
                .on_key(),
            ));
        }
        let mut seen = HashSet::new();
        let mut values = Vec::new();
        let mut parts = Vec::new();
        for (index, value) in written.iter().enumerate() {
            // `null` is what `nullable` says; the type of the values is that of the others.
            let Some(text) = value.as_str() else { continue };
            let at = list.index(index);
            if seen.insert(text) {
                values.push(text.to_owned());
                parts.push(at);
            } else {
                self.diagnostics.push(Diagnostic::warning(
                    Code::DoubledEnumValue,
                    at,
                    format!("the enum has the value `{text}` twice"),
                    "remove one of the two",
                ));
            }
        }
        let notes = Notes::of(document.get(at));
        let key = match head.usage {
            // Two properties of one name with the same values are one thing, in however many objects they stand.
            ir::Use::Property { owner: _, name }
            | ir::Use::Element { owner: _, name }
            | ir::Use::Parameter { operation: _, name } => {
                EnumKey::Values(name.clone(), values.clone())
            }
            ir::Use::Component(_)
            | ir::Use::Variant { .. }
            | ir::Use::ResponseHeaders { .. }
            | ir::Use::ComponentElement(_)
            | ir::Use::AdditionalProperty { .. }
            | ir::Use::RequestBody { .. }
            | ir::Use::ResponseBody { .. } => EnumKey::Schema(at.clone()),
        };
        let id = self.types.string_enum(head, key, || {
            let values = values
                .iter()
                .enumerate()
                .map(|(index, value)| ir::EnumValue {
                    value: ir::Literal::Text(value.clone()),
                    label: None,
                    description: notes.description(index, value),
                    deprecation: notes.deprecation(value),
                });
            Shape {
                shape: ir::Shape::Enum(values.collect()),
                parts,
            }
        });
        let ty = TypeRef::Named(id);
        Ok(ty.nullable(written.iter().any(Value::is_null)))
    }
}

/// What vendors' extensions say about single values.
#[derive(Default)]
struct Notes<'a> {
    descriptions: Option<&'a Value>,
    deprecated: Option<&'a Value>,
    /// Autorest's list of objects, each with a value and texts on it.
    listed: Option<&'a Value>,
}

impl<'a> Notes<'a> {
    fn of(schema: Option<&'a Value>) -> Self {
        let mut notes = Self::default();
        for (key, value) in schema
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::iter)
        {
            match key.replace(['-', '_'], "").to_ascii_lowercase().as_str() {
                "xenumdescriptions" => notes.descriptions = Some(value),
                "xenumdeprecated" | "xdeprecatedenum" => notes.deprecated = Some(value),
                "xmsenum" => notes.listed = value.get("values"),
                _ => {}
            }
        }
        notes
    }

    /// A list in the order of the values, or an object with a text for each.
    fn description(&self, index: usize, value: &str) -> Option<String> {
        let by_kind = match self.descriptions {
            Some(Value::Array(list)) => list.get(index),
            Some(Value::Object(object)) => object.get(value),
            _ => None,
        };
        let listed = || {
            let list = self.listed?.as_array()?;
            list.iter()
                .find(|entry| entry.get("value").and_then(Value::as_str) == Some(value))?
                .get("description")
        };
        let text = by_kind.or_else(listed)?.as_str()?;
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A list of values, or an object with a sentence for each.
    fn deprecation(&self, value: &str) -> Option<ir::Deprecation> {
        let message = match self.deprecated? {
            Value::Array(list) => list
                .iter()
                .any(|entry| entry.as_str() == Some(value))
                .then_some(None),
            Value::Object(object) => match object.get(value)? {
                Value::Bool(deprecated) => deprecated.then_some(None),
                Value::String(message) => Some(Some(message.clone())),
                _ => None,
            },
            _ => None,
        }?;
        Some(ir::Deprecation {
            message,
            ..ir::Deprecation::default()
        })
    }
}
