//! Valid arguments of an operation: what every case starts from.
//!
//! An operation comes in, arguments with all that is required go out: documented values where they keep their schemas,
//! made ones where not.

use serde_json::Value;

use super::request_shape::{
    forms::{Form, concrete, is_binary},
    notation::Fate,
};
use crate::{
    adapter::{Arguments, Body},
    oracle::{
        self, Content, Operation, Parameter, Place,
        values::{Sample, accepted, full},
    },
    wire::scalar,
};

/// What an octet stream is tried with: each byte there is, so that nothing takes it for text.
pub(super) fn every_octet() -> String {
    (0..=u8::MAX).map(char::from).collect()
}

/// Arguments that an operation takes. `None` where none are found.
pub fn baseline(operation: &Operation) -> Option<Arguments> {
    let mut arguments = Arguments::default();
    for parameter in operation.parameters.iter().filter(|it| it.required) {
        let sample = samples(operation, &arguments, parameter)
            .into_iter()
            .next()?;
        give(&mut arguments, parameter, sample.value);
    }
    let body = operation.body.as_ref();
    arguments.body = body.and_then(some_body);
    let is_lost = body.is_some_and(|body| body.required) && arguments.body.is_none();
    (!is_lost).then_some(arguments)
}

/// The values of a parameter that can be sent, those that look like a value first: an empty text proves little.
pub(super) fn samples(
    operation: &Operation,
    arguments: &Arguments,
    parameter: &Parameter,
) -> Vec<Sample> {
    let mut samples = accepted(&parameter.schema, &parameter.examples);
    samples.retain(|sample| Fate::of(operation, arguments, parameter, &sample.value) == Fate::Sent);
    samples.sort_by_key(|sample| is_empty(&sample.value));
    samples
}

/// Gives `arguments` a value for a parameter.
pub(super) fn give(arguments: &mut Arguments, parameter: &Parameter, value: Value) {
    let place = match parameter.place {
        Place::Path => &mut arguments.path,
        Place::Query => &mut arguments.query,
        Place::Header => &mut arguments.header,
        Place::Cookie => &mut arguments.cookie,
    };
    place.insert(parameter.name.clone(), value);
}

/// The body in the first form that a value is found for; JSON before others.
fn some_body(body: &oracle::Body) -> Option<Body> {
    let mut forms: Vec<&Content> = body.content.iter().collect();
    forms.sort_by_key(|content| !oracle::operation::is_json(&content.media_type));
    let mut bodies = forms.into_iter().filter_map(|content| {
        Some(Body {
            media_type: concrete(&content.media_type),
            value: body_value(content)?,
        })
    });
    bodies.next()
}

/// A value of this content: the first documented one that keeps its schema, else a made one.
pub(super) fn body_value(content: &Content) -> Option<Value> {
    match Form::of(&content.media_type) {
        Form::Octets if is_binary(&content.media_type) => return Some(every_octet().into()),
        Form::Octets => return Some("some text".into()),
        Form::Text => match &content.schema {
            Some(schema) => return full(schema).and_then(|value| text(&value)),
            None => return Some("some text".into()),
        },
        Form::Json | Form::Urlencoded | Form::Multipart => {}
    }
    let fits = |value: &Value| {
        content
            .schema
            .as_ref()
            .is_none_or(|schema| schema.accepts(value))
    };
    let mut documented = content.examples.iter().map(|example| &example.value);
    if let Some(value) = documented.find(|value| fits(value)) {
        return Some(value.clone());
    }
    match &content.schema {
        Some(schema) => full(schema),
        None => Some(Value::Null),
    }
}

/// What a body of text says: a client is given its characters, whatever type the document has for them.
pub(super) fn text(value: &Value) -> Option<Value> {
    scalar(value).ok().map(Value::from)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
