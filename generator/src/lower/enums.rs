//! Schemas with `enum` or `const`, and choices of nothing but such.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::Lowering;
use super::choices::Candidate;
use super::flat::Flat;
use super::schema::{Kind, number};
use super::schemas::plain;
use super::types::{Head, Shape};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::{self, Literal, TypeRef};

/// A value of an enum and where it stands.
struct Entry {
    at: Pointer,
    value: ir::EnumValue,
}

impl<'a> Lowering<'a> {
    /// The type of a conjunction with an `enum`; none where it has none. Its values are all that it allows, so limits and
    /// patterns beside it say nothing more.
    pub(super) fn enumeration(&mut self, flat: &Flat<'a>, head: &Head<'_>) -> Option<ir::Value> {
        let (entries, has_null) = self.entries(flat)?;
        let ty = self.enum_type(entries, head);
        Some(plain(ty.nullable(has_null)))
    }

    /// The type of a choice among enums: one enum, whose values may have a title and a description each.
    pub(super) fn enumeration_of(
        &mut self,
        candidates: &[Candidate],
        head: &Head<'_>,
    ) -> Option<ir::Value> {
        let mut entries = Vec::new();
        let mut has_null = false;
        for candidate in candidates {
            let part = self.flatten(candidate.roots.clone());
            let (mut own, null) = self.entries(&part)?;
            has_null |= null || part.is_nullable();
            if let [entry] = own.as_mut_slice() {
                let docs = part.members.iter().rev().map(|member| &member.schema);
                let mut docs = docs.filter(|schema| schema.enumeration.is_some());
                if let Some(schema) = docs.next() {
                    entry.value.label = schema.title.map(ToOwned::to_owned);
                    entry.value.description = schema.description.map(ToOwned::to_owned);
                }
                entry.value.deprecation = self.deprecation(&part.at());
            }
            entries.extend(own);
        }
        let ty = self.enum_type(entries, head);
        Some(plain(ty.nullable(has_null)))
    }

    /// The values that all enums of a conjunction allow, and whether `null` is among them. None where there is no enum, or
    /// one of arrays or objects.
    fn entries(&mut self, flat: &Flat<'a>) -> Option<(Vec<Entry>, bool)> {
        let mut found: Option<(Vec<(Pointer, &'a Value)>, Pointer)> = None;
        for member in &flat.members {
            let Some(values) = member.schema.enumeration else {
                continue;
            };
            let at = if member.schema.is_const {
                member.at.child("const")
            } else {
                member.at.child("enum")
            };
            let place = |index| {
                if member.schema.is_const {
                    at.clone()
                } else {
                    at.index(index)
                }
            };
            let own: Vec<_> = values
                .iter()
                .enumerate()
                .map(|(index, value)| (place(index), value))
                .collect();
            found = Some(match found {
                None => (own, at),
                Some((before, first)) => {
                    let both: Vec<_> = own
                        .iter()
                        .filter(|(_, value)| before.iter().any(|(_, other)| other == value))
                        .cloned()
                        .collect();
                    if both.is_empty() {
                        self.contradiction(&at, &first, "have no value in common");
                        (own, at)
                    } else {
                        (both, at)
                    }
                }
            });
        }
        let (values, at) = found?;
        let has_null = values.iter().any(|(_, value)| value.is_null());
        let kinds = Self::kinds_of_enum(flat);
        let owner = at.parent().unwrap_or_default();
        let notes = Notes::of(self.document.get(&owner));
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen = HashSet::new();
        for (index, (at, value)) in values.into_iter().enumerate() {
            // `null` is what `nullable` says; the type of the values is that of the others.
            if value.is_null() {
                continue;
            }
            let Some(literal) = self.literal(&at, value, &kinds) else {
                self.fallback(&owner, "an enum of arrays or objects");
                return None;
            };
            let text = literal.to_string();
            if !seen.insert(format!("{literal:?}")) {
                self.diagnostics.push(Diagnostic::warning(
                    Code::DoubledEnumValue,
                    at,
                    format!("the enum has the value `{text}` twice"),
                    "remove one of the two",
                ));
                continue;
            }
            entries.push(Entry {
                at,
                value: ir::EnumValue {
                    value: literal,
                    description: notes.description(index, &text),
                    label: notes.label(index, &text),
                    deprecation: notes.deprecation(&text),
                },
            });
        }
        (!entries.is_empty()).then_some((entries, has_null))
    }

    fn kinds_of_enum(flat: &Flat<'a>) -> Vec<Kind> {
        let types = flat.members.iter().rev().map(|member| &member.schema.types);
        let mut types = types.filter(|types| !types.is_empty());
        types.next().cloned().unwrap_or_default()
    }

    /// A value of an enum as its type has it. YAML turns `no` and `1` into what they are not, so what stands beside
    /// `type: string` is a text.
    fn literal(&mut self, at: &Pointer, value: &Value, kinds: &[Kind]) -> Option<Literal> {
        let literal = match value {
            Value::String(text) => match kinds {
                [Kind::Integer] => text
                    .parse()
                    .map_or_else(|_| Literal::Text(text.clone()), Literal::Integer),
                [Kind::Number] => text
                    .parse()
                    .map_or_else(|_| Literal::Text(text.clone()), Literal::Float),
                _ => Literal::Text(text.clone()),
            },
            Value::Bool(_) | Value::Number(_) if kinds == [Kind::String] => {
                Literal::Text(value.to_string())
            }
            Value::Bool(flag) => Literal::Boolean(*flag),
            Value::Number(_) => match number(value)? {
                ir::Number::Integer(number) => Literal::Integer(number),
                ir::Number::Float(number) => Literal::Float(number),
            },
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        if matches!(literal, Literal::Text(_)) != value.is_string() {
            self.diagnostics.push(Diagnostic::flaw(
                Code::InvalidValue,
                at,
                format!("the enum's value is read as {literal:?}, because of the `type` that stands beside it"),
                "put texts in quotes, and leave the quotes away around numbers",
            ));
        }
        Some(literal)
    }

    fn enum_type(&mut self, entries: Vec<Entry>, head: &Head<'_>) -> TypeRef {
        let all = |test: fn(&Literal) -> bool| entries.iter().all(|entry| test(&entry.value.value));
        if all(|value| matches!(value, Literal::Boolean(_))) {
            return TypeRef::Boolean;
        }
        if all(|value| matches!(value, Literal::Float(_) | Literal::Integer(_)))
            && !all(|value| matches!(value, Literal::Integer(_)))
        {
            // Whether two floating-point numbers are the same is no question to ask of a name.
            return TypeRef::Double;
        }
        let mut values: Vec<ir::EnumValue> = Vec::new();
        let mut parts = Vec::new();
        let mut seen = HashSet::new();
        for Entry { at, value } in entries {
            if seen.insert(format!("{:?}", value.value)) {
                values.push(value);
                parts.push(at);
            }
        }
        TypeRef::Named(self.types.enumeration(
            head,
            Shape {
                shape: ir::Shape::Enum(values),
                parts,
            },
        ))
    }
}

/// What vendors' extensions say about single values.
#[derive(Default)]
struct Notes<'a> {
    descriptions: Option<&'a Value>,
    labels: Option<&'a Value>,
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
                "xenumvarnames" | "xenumnames" => notes.labels = Some(value),
                "xenumdeprecated"
                | "xdeprecatedenum"
                | "xdeprecatedvalues"
                | "xdeprecatedenumvalues" => notes.deprecated = Some(value),
                "xmsenum" => notes.listed = value.get("values"),
                _ => {}
            }
        }
        notes
    }

    /// A list in the order of the values, or an object with a text for each.
    fn by_kind(notes: Option<&'a Value>, index: usize, value: &str) -> Option<&'a Value> {
        match notes {
            Some(Value::Array(list)) => list.get(index),
            Some(Value::Object(object)) => object.get(value),
            _ => None,
        }
    }

    fn listed(&self, value: &str, key: &str) -> Option<&'a Value> {
        let list = self.listed?.as_array()?;
        list.iter()
            .find(|entry| entry.get("value").and_then(Value::as_str) == Some(value))?
            .get(key)
    }

    fn description(&self, index: usize, value: &str) -> Option<String> {
        let text = Self::by_kind(self.descriptions, index, value)
            .or_else(|| self.listed(value, "description"))?
            .as_str()?;
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn label(&self, index: usize, value: &str) -> Option<String> {
        let text = Self::by_kind(self.labels, index, value)
            .or_else(|| self.listed(value, "name"))?
            .as_str()?;
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A list of values, or an object with a sentence for each.
    fn deprecation(&self, value: &str) -> Option<ir::Deprecation> {
        let message = match self.deprecated? {
            Value::Array(list) => {
                let mut texts = list.iter().map(|entry| match entry {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                });
                texts.any(|text| text == value).then_some(None)
            }
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
