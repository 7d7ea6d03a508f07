//! Arguments that use one deprecated part each, and arguments that use as few as can be.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::uses::{Use, deprecated_values, is_meant, of_property, of_schema, uses};
use crate::{
    adapter::{Arguments, Body},
    cases::{
        Subject,
        baseline::{body_value, give, samples},
        request_shape::{
            bodies::is_part,
            forms::{Form, concrete, is_other_notation},
            notation::Fate,
        },
    },
    oracle::{
        Content, Schema,
        fields::{Field, Role, fields, with, without},
        schema::Property,
        values::{accepted, variants},
    },
};

/// Arguments that use a deprecated part, and beside it only what every call uses.
pub(super) struct Using {
    /// Which.
    pub(super) used: Use,
    /// Them.
    pub(super) arguments: Arguments,
}

/// The subject's arguments without the deprecated parts that a caller need not use.
pub fn lean(subject: &Subject) -> Arguments {
    let mut arguments = subject.arguments.clone();
    for parameter in subject.operation.parameters.iter().filter(|it| it.required) {
        let old = deprecated_values(&parameter.schema);
        if old.is_empty() {
            continue;
        }
        let mut fresh = samples(subject.operation, &arguments, parameter).into_iter();
        if let Some(sample) = fresh.find(|it| !old.iter().any(|(old, _)| is_meant(old, &it.value)))
        {
            give(&mut arguments, parameter, sample.value);
        }
    }
    let body = arguments.body.as_mut();
    if let Some(body) = body
        && let Some(documented) = &subject.operation.body
        && let Some(content) = documented.content_of(&body.media_type)
        && let Some(schema) = &content.schema
    {
        body.value = lean_value(subject, schema, &body.value);
    }
    arguments
}

fn lean_value(subject: &Subject, schema: &Schema, value: &Value) -> Value {
    let mut lean = value.clone();
    if !reaches_end(subject, schema) {
        return lean;
    }
    // What goes takes what is in it along, so that the fields are looked for anew.
    while let Some(less) = fields(schema, &lean)
        .iter()
        .filter(|field| field.present)
        .find_map(|field| without_old(subject, schema, &lean, field))
    {
        lean = less;
    }
    lean
}

/// The value without `field`, if that is deprecated and may go, or with another value of it.
fn without_old(subject: &Subject, schema: &Schema, value: &Value, field: &Field) -> Option<Value> {
    let old = deprecated_values(&field.schema);
    let is_old = |value: &Value| old.iter().any(|(old, _)| is_meant(old, value));
    let holds_old = value.pointer(&field.at).is_some_and(is_old);
    if !holds_old && !is_deprecated(subject, field) {
        return None;
    }
    let less = without(value, &field.at);
    if !field.required && schema.accepts(&less) {
        return Some(less);
    }
    let mut others = accepted(&field.schema, &[]).into_iter();
    let other = others.find(|it| holds_old && !is_old(&it.value))?;
    Some(with(value, &field.at, other.value)).filter(|it| schema.accepts(it))
}

/// Whether a value of this schema can use something deprecated: few can, and looking closely takes its time.
fn reaches_end(subject: &Subject, schema: &Schema) -> bool {
    let reached = schema.reached_beyond(&mut HashSet::new());
    reached.iter().any(|(schema, properties)| {
        let is_old = |it: &Property| {
            let node = subject.suite.document.at(&it.pointer);
            of_property(node.as_ref(), &it.schema).is_some()
        };
        !deprecated_values(schema).is_empty() || properties.iter().any(is_old)
    })
}

fn is_deprecated(subject: &Subject, field: &Field) -> bool {
    let node = subject.suite.document.at(&field.pointer);
    field.named && of_property(node.as_ref(), &field.schema).is_some()
}

/// Arguments for each deprecated part that a call of the operation can use, each part once.
pub(super) fn each(subject: &Subject, lean: &Arguments) -> Vec<Using> {
    let known = uses(subject, lean);
    let found = known.iter().map(|used| Using {
        used: used.clone(),
        arguments: lean.clone(),
    });
    let mut each = Each {
        subject,
        found: found.collect(),
        known,
    };
    for parameter in &subject.operation.parameters {
        let fits =
            |value: &Value| Fate::of(subject.operation, lean, parameter, value) == Fate::Sent;
        let own = parameter.deprecation.is_some() || of_schema(&parameter.schema).is_some();
        if !own && !reaches_end(subject, &parameter.schema) {
            continue;
        }
        let first = samples(subject.operation, lean, parameter)
            .into_iter()
            .next();
        let Some(first) = first else { continue };
        let first = lean_value(subject, &parameter.schema, &first.value);
        let inside = inside(subject, None, &parameter.schema, &first);
        for value in std::iter::once(first).chain(inside).filter(fits) {
            let mut arguments = lean.clone();
            give(&mut arguments, parameter, value);
            each.note(arguments);
        }
    }
    let documented = subject.operation.body.as_ref();
    let contents = documented.into_iter().flat_map(|body| {
        let contents = body.content.iter();
        contents.filter(|content| !is_other_notation(body, content))
    });
    for content in contents.filter(|it| Form::of(&it.media_type).has_properties()) {
        let schema = content.schema.as_ref();
        let Some(schema) = schema.filter(|it| reaches_end(subject, it)) else {
            continue;
        };
        let Some(value) = body_value(content) else {
            continue;
        };
        let base = lean_value(subject, schema, &value);
        let whole = variants(schema).into_iter().map(|it| it.value);
        let whole = whole.map(|value| lean_value(subject, schema, &value));
        for base in std::iter::once(base).chain(whole) {
            for value in inside(subject, Some(content), schema, &base) {
                let body = Body {
                    media_type: concrete(&content.media_type),
                    value,
                };
                each.note(Arguments {
                    body: Some(body),
                    ..lean.clone()
                });
            }
        }
    }
    each.found
}

struct Each<'a> {
    subject: &'a Subject,
    known: Vec<Use>,
    found: Vec<Using>,
}

impl Each<'_> {
    /// Keeps the arguments if they use a part that none before did.
    fn note(&mut self, arguments: Arguments) {
        let used = uses(self.subject, &arguments);
        let is_new = |it: &Use| self.known.iter().all(|known| known.part != it.part);
        if let Some(used) = used.into_iter().find(is_new) {
            self.known.push(used.clone());
            self.found.push(Using { used, arguments });
        }
    }
}

/// The value with each deprecated property that it could have, and with each deprecated value of an enum.
fn inside(
    subject: &Subject,
    content: Option<&Content>,
    schema: &Schema,
    base: &Value,
) -> Vec<Value> {
    let focus = subject.suite.focus;
    let mut found = old_values(schema);
    let mut seen = HashSet::new();
    let mut open = vec![base.clone()];
    while let Some(value) = open.pop() {
        for field in fields(schema, &value) {
            let is_own = focus.few || focus.is_first(subject.operation, &field.pointer);
            let is_new = seen.insert((field.pointer.clone(), field.schema.pointer.clone()));
            if !is_own || !is_new || field.role == Role::Tag {
                continue;
            }
            let fits = |new: &Value| content.is_none_or(|it| is_part(it, &field, new));
            let mut values = old_values(&field.schema);
            if is_deprecated(subject, &field) {
                let sample = accepted(&field.schema, &[]).into_iter().map(|it| it.value);
                values.extend(sample.filter(|it| !it.is_null() && fits(it)).take(1));
            }
            let values = values.into_iter().map(|new| with(&value, &field.at, new));
            found.extend(values);
            let deeper = variants(&field.schema).into_iter();
            open.extend(deeper.map(|it| with(&value, &field.at, it.value)));
        }
    }
    found.retain(|value| schema.accepts(value));
    found
}

/// The deprecated values of an enum, or lists of one each where it is one of lists.
fn old_values(schema: &Schema) -> Vec<Value> {
    let of = |schema: &Schema| -> Vec<Value> {
        let old = deprecated_values(schema);
        if old.is_empty() {
            return Vec::new();
        }
        // A list beside the enum may name a number by its text.
        let all = accepted(schema, &[]).into_iter().map(|it| it.value);
        all.filter(|value| old.iter().any(|(old, _)| is_meant(old, value)))
            .collect()
    };
    let mut values = of(schema);
    if let Some(items) = schema.part("items") {
        values.extend(of(&items).into_iter().map(|value| json!([value])));
    }
    values
}
