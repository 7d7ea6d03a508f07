//! What is special about schemas: their types, and what older drafts of JSON Schema wrote otherwise.

use serde_json::{Map, Value, json};

use super::{
    super::{keywords::Edition, repair::Repair},
    Check, Seat, is,
    readings::{is_type, other_type, types},
    words::{list, shown},
};
use crate::{
    diagnostic::{Code, Pointer},
    load::keywords::SCHEMA,
};

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

impl Check<'_> {
    /// What the tables can't say of a schema. Returned are the keywords of which they would say something wrong.
    pub(super) fn schema(
        &mut self,
        members: &Map<String, Value>,
        at: &Pointer,
    ) -> Vec<&'static str> {
        let mut dealt_with = Vec::new();
        match members.get("type") {
            None => {}
            Some(Value::String(name)) => self.one_type(name, members, at),
            Some(Value::Array(names)) => self.several_types(names, at),
            Some(_) => {
                let place = at.child("type");
                let message = "the type must be a string, so it is left out".to_owned();
                let help = format!("write one of {}", list(&TYPES));
                self.flaw(Code::WrongType, &place, message, help);
                self.changes.repairs.push(Repair::Remove(place));
            }
        }
        if let Some(Value::String(text)) = members.get("$dynamicRef")
            && !members.contains_key("$ref")
        {
            self.dynamic_reference(text, at);
        }
        if let Some(Value::Bool(flag)) = members.get("required") {
            self.required_flag(*flag, at);
            dealt_with.push("required");
        }
        if let Some(Value::Array(schemas)) = members.get("items")
            && schemas.len() > 1
        {
            self.tuple(schemas, at);
            dealt_with.push("items");
        }
        dealt_with
    }

    fn one_type(&mut self, name: &str, members: &Map<String, Value>, at: &Pointer) {
        let place = at.child("type");
        if is_type(name) {
            return;
        }
        if name == "null" {
            return self.form_of(Edition::V3_1, "the type `null`", &place);
        }
        let wrong = format!("there is no type `{name}`");
        let Some((kind, format)) = other_type(name) else {
            let message = format!("{wrong}; it is read as any type");
            let help = format!("write one of {}, or leave `type` out", list(&TYPES));
            self.flaw(Code::InvalidValue, &place, message, help);
            return self.changes.repairs.push(Repair::Remove(place));
        };
        let format = format.filter(|_| !members.contains_key("format"));
        let (meant, help) = match format {
            Some(format) => (
                format!("`{kind}` of the format `{format}`"),
                format!("write `type: {kind}` and `format: {format}`"),
            ),
            None => (format!("`{kind}`"), format!("write `type: {kind}`")),
        };
        self.flaw(
            Code::InvalidValue,
            &place,
            format!("{wrong}; it is read as {meant}"),
            help,
        );
        self.changes.repairs.push(Repair::Set(place, kind.into()));
        if let Some(format) = format {
            self.changes
                .repairs
                .push(Repair::Set(at.child("format"), format.into()));
        }
        if kind == "array" && self.edition == Edition::V3_0 && !members.contains_key("items") {
            self.changes
                .repairs
                .push(Repair::Set(at.child("items"), json!({})));
        }
    }

    fn several_types(&mut self, names: &[Value], at: &Pointer) {
        let place = at.child("type");
        let is_known = |name: &Value| {
            name.as_str()
                .is_some_and(|name| is_type(name) || name == "null")
        };
        if names.iter().all(is_known) {
            return self.form_of(Edition::V3_1, "a list of types", &place);
        }
        let help = format!("write a list of {}", list(&TYPES));
        let wrong = "this list has types that do not exist";
        match types(names) {
            Some(meant) => {
                let message = format!("{wrong}; it is read as {}", shown(&meant));
                self.flaw(Code::InvalidValue, &place, message, help);
                self.changes.repairs.push(Repair::Set(place, meant));
            }
            None => self.left_out(Code::InvalidValue, &place, wrong, help),
        }
    }

    /// `required: true` in a property, as draft 3 of JSON Schema had it.
    fn required_flag(&mut self, flag: bool, at: &Pointer) {
        let place = at.child("required");
        let owner = at
            .parent()
            .filter(|parent| parent.last().as_deref() == Some("properties"));
        let owner = owner
            .and_then(|properties| properties.parent())
            .filter(|owner| self.kinds.get(owner).is_some_and(|kind| is(kind, &SCHEMA)));
        let (read, help) = match (&owner, flag) {
            (Some(_), true) => (
                "it is read as if the object that has the property required it",
                "name the property in the list `required` of the object that has it",
            ),
            _ => ("it is left out", "remove it"),
        };
        let message = format!("`required` must be an array, but it is `{flag}`; {read}");
        self.flaw(Code::WrongType, &place, message, help);
        self.changes.repairs.push(Repair::Remove(place));
        if let (Some(owner), Some(name), true) = (owner, at.last(), flag) {
            self.changes.repairs.push(Repair::Require(owner, name));
        }
    }

    /// `items` as a list, one schema for each element: what 2020-12 calls `prefixItems`.
    fn tuple(&mut self, schemas: &[Value], at: &Pointer) {
        let place = at.child("items");
        let meant = Value::from(schemas);
        self.flaw(
            Code::OtherVersion,
            &place,
            "a list of schemas under `items` belongs to an older JSON Schema; it is read as `prefixItems`"
                .to_owned(),
            "write `prefixItems`, or one schema for all elements",
        );
        let there = at.child("prefixItems");
        self.changes.repairs.push(Repair::Remove(place));
        self.changes
            .repairs
            .push(Repair::Set(there.clone(), meant.clone()));
        self.moves(there.clone(), self.as_written(at).child("items"));
        if let Some(keyword) = SCHEMA.keyword("prefixItems") {
            self.shape(&meant, &keyword.shape, &there, Seat::Optional);
        }
    }
}
