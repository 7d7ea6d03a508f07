//! Each form of the body: whole values, and each property absent and with each value that its schema takes, and refuses.

use std::{collections::HashSet, sync::Arc};

use serde_json::{Value, json};

use super::{
    Cases, Change, checks, few,
    forms::{Form, concrete, is_binary, is_other_notation},
};
use crate::{
    adapter::Body,
    cases::baseline::{body_value, every_octet, text},
    difference::{Difference, Failure},
    harness::Settings,
    oracle::{
        Content, Schema, escape,
        fields::{Field, Role, fields, with, without},
        values::{Sample, accepted, full, is_broken, minimal, refused, variants},
    },
    wire,
};

/// A form of the body that cases are made for.
struct Sending {
    content: &'static Content,
    schema: Option<&'static Schema>,
    form: Form,
    /// What the names of the cases begin with.
    label: String,
    /// A valid one.
    body: Arc<Body>,
}

impl Sending {
    fn with(&self, value: Value) -> Arc<Body> {
        Arc::new(self.body.with(value))
    }
}

impl Cases {
    pub(super) fn bodies(&mut self) {
        let Some(body) = &self.subject.operation.body else {
            return;
        };
        if body.required {
            self.add("body::required_can_not_be_left_out", |subject| {
                checks::unsayable(&subject, &Change::NoBody.of(subject.arguments))
            });
        } else {
            self.sent("body::absent", Change::NoBody);
        }
        // What is only another notation of what is tried need not be known to the client; the coverage says so.
        let forms = body
            .content
            .iter()
            .filter(|content| !is_other_notation(body, content));
        let forms: Vec<&'static Content> = forms.collect();
        for content in &forms {
            let label = match forms.len() {
                1 => "body".to_owned(),
                _ => format!("body::{}", content.media_type),
            };
            match body_value(content) {
                Some(value) => self.form(content, label, value),
                None => self.without_value(content, &label),
            }
        }
    }

    /// A form without a valid value has no further case, and that may not go unnoticed.
    fn without_value(&mut self, content: &'static Content, label: &str) {
        self.add(&format!("{label}::a_valid_one_is_found"), move |subject| {
            let place = subject.suite.document.place(&content.pointer);
            let nothing = Difference::new("body", "one that keeps its schema", "none found");
            Err(Failure::of(nothing.at(place)))
        });
    }

    fn form(&mut self, content: &'static Content, label: String, value: Value) {
        let body = Body {
            media_type: concrete(&content.media_type),
            value,
        };
        let sending = Sending {
            content,
            schema: content.schema.as_ref(),
            form: Form::of(&content.media_type),
            label,
            body: Arc::new(body),
        };
        self.documented(&sending);
        match sending.form {
            Form::Octets => self.octets(&sending),
            Form::Text => self.texts(&sending),
            Form::Json | Form::Urlencoded | Form::Multipart => self.objects(&sending),
        }
    }

    /// The documented examples, exactly.
    fn documented(&mut self, sending: &Sending) {
        for example in &sending.content.examples {
            let fits = |schema: &Schema| schema.accepts(&example.value);
            // One that breaks its schema is a finding, and proves nothing.
            let value = match sending.form {
                Form::Octets => None,
                Form::Text => text(&example.value),
                _ => Some(example.value.clone()),
            };
            if let (Some(value), true) = (value, sending.schema.is_none_or(fits)) {
                let name = match sending.label.as_str() {
                    "body" => format!("documented_example::{}", example.name),
                    label => format!("documented_example::{label}::{}", example.name),
                };
                self.sent(&name, Change::Body(sending.with(value)));
            }
        }
    }

    fn octets(&mut self, sending: &Sending) {
        let is_binary = is_binary(&sending.content.media_type);
        for (name, value) in [
            ("every_octet", every_octet()),
            ("empty", String::new()),
            ("line_break", "\r\n".to_owned()),
        ] {
            if !is_binary && !value.is_ascii() {
                continue;
            }
            let name = format!("{}::{name}", sending.label);
            self.sent(&name, Change::Body(sending.with(value.into())));
        }
    }

    fn texts(&mut self, sending: &Sending) {
        let label = &sending.label;
        let Some(schema) = sending.schema else {
            for (name, text) in [("empty", ""), ("umlaut", "Zürich"), ("lines", "a\r\nb\n")] {
                let change = Change::Body(sending.with(text.into()));
                self.sent(&format!("{label}::{name}"), change);
            }
            return;
        };
        for Sample { name, value } in accepted(schema, &[]) {
            if let Some(text) = text(&value) {
                let change = Change::Body(sending.with(text));
                self.sent(&format!("{label}::{name}"), change);
            }
        }
        if schema.types() != ["string"] {
            return;
        }
        for Sample { name, value } in refused(schema, &[]) {
            let change = Change::Body(sending.with(value));
            self.refused(&format!("refused::{label}::{name}"), change);
        }
    }

    fn objects(&mut self, sending: &Sending) {
        let Some(schema) = sending.schema else {
            self.anything(sending);
            return;
        };
        self.whole(sending, schema);
        // Each property once, wherever a value has it: in the first place of a list, or in one of several variants.
        let mut seen = HashSet::new();
        let mut bodies = vec![(sending.label.clone(), Arc::clone(&sending.body))];
        let whole = variants(schema).into_iter();
        bodies.extend(whole.map(|Sample { name, value }| {
            (format!("{}::as_{name}", sending.label), sending.with(value))
        }));
        bodies.reverse();
        while let Some((label, body)) = bodies.pop() {
            for field in fields(schema, &body.value) {
                if !seen.insert((field.pointer.clone(), field.schema.pointer.clone())) {
                    continue;
                }
                self.field(sending, schema, &label, &body, &field);
                for Sample { name, value } in variants(&field.schema) {
                    let value = with(&body.value, &field.at, value);
                    if schema.accepts(&value) {
                        let label = format!("{label}::{}_as_{name}", field.label);
                        bodies.push((label, sending.with(value)));
                    }
                }
            }
        }
        if sending.form == Form::Json {
            self.read_only(sending, schema);
        }
    }

    /// Where the document has no schema.
    fn anything(&mut self, sending: &Sending) {
        let values: &[(&str, Value)] = match sending.form {
            Form::Json => &[
                ("null", Value::Null),
                ("false", json!(false)),
                ("zero", json!(0)),
                ("text", json!("Zürich")),
                ("list", json!([1, "a", null])),
                ("object", json!({"a": {"b": []}})),
            ],
            _ => &[("object", json!({"a": "b c", "d": ""}))],
        };
        for (name, value) in values {
            let change = Change::Body(sending.with(value.clone()));
            self.sent(&format!("{}::{name}", sending.label), change);
        }
    }

    /// The value as a whole: with all that there is, with the least, and each of those that are no objects.
    fn whole(&mut self, sending: &Sending, schema: &Schema) {
        let label = &sending.label;
        let mut least = sending.body.value.clone();
        for field in fields(schema, &least)
            .iter()
            .filter(|field| !field.required && field.role != Role::Tag)
        {
            least = without(&least, &field.at);
        }
        let least = Some(least)
            .filter(|least| schema.accepts(least))
            .or_else(|| minimal(schema));
        let wholes = [
            ("only_what_is_required", least),
            ("everything", full(schema)),
        ];
        for (name, value) in wholes {
            if let Some(value) = value {
                self.sent(
                    &format!("{label}::{name}"),
                    Change::Body(sending.with(value)),
                );
            }
        }
        for Sample { name, value } in variants(schema) {
            let name = format!("{label}::as_{name}");
            self.sent(&name, Change::Body(sending.with(value)));
        }
        if sending.form == Form::Json && !schema.types().contains(&"object") {
            for Sample { name, value } in accepted(schema, &[]) {
                let name = format!("{label}::{name}");
                self.sent(&name, Change::Body(sending.with(value)));
            }
            for Sample { name, value } in refused(schema, &[]) {
                let name = format!("refused::{label}::{name}");
                self.refused(&name, Change::Body(sending.with(value)));
            }
        }
    }

    fn field(
        &mut self,
        sending: &Sending,
        schema: &Schema,
        label: &str,
        body: &Arc<Body>,
        field: &Field,
    ) {
        let Subjected {
            is_first,
            is_thorough,
        } = self.subjected(field);
        if !is_first || field.role == Role::Tag {
            return;
        }
        let property = |value| Change::Property(Arc::clone(body), field.at.clone(), value);
        let own = &field.label;
        let without = without(&body.value, &field.at);
        if !field.required && field.present && schema.accepts(&without) {
            self.sent(&format!("{label}::without::{own}"), property(None));
        }
        let is_null_tried = sending.form == Form::Json && field.kind().is_some();
        if is_null_tried && field.schema.accepts(&Value::Null) {
            self.sent(
                &format!("{label}::{own}::null"),
                property(Some(Value::Null)),
            );
        }
        let mut good = accepted(&field.schema, &[]);
        if sending.form == Form::Multipart {
            good.retain(|it| is_part(sending.content, field, &it.value));
        }
        let mut bad = refused(&field.schema, &[]);
        if !is_thorough {
            good.retain(|it| body.value.pointer(&field.at) != Some(&it.value));
            few(&mut good, &mut bad, &field.schema);
        }
        for Sample { name, value } in good {
            if schema.accepts(&with(&body.value, &field.at, value.clone())) {
                self.sent(&format!("{label}::{own}::{name}"), property(Some(value)));
            }
        }
        // Choices can be conditions on an object that no type shows; its properties are tried one by one.
        bad.retain(|it| field.role == Role::Plain || !it.value.is_object());
        let is_sure = bad.is_empty() || schema.choices().iter().all(|it| minimal(it).is_some());
        for Sample { name, value } in bad {
            let whole = with(&body.value, &field.at, value.clone());
            let is_refused = match field.role {
                Role::Plain => !schema.accepts(&whole),
                // Another variant may take what this one refuses. Of one that no value can be nobody knows what it takes.
                Role::Choice => is_sure && is_broken(schema, &whole),
                Role::Open | Role::Tag => false,
            };
            if is_refused {
                let change = property(Some(value));
                // What is none of several variants breaks rules of each, and a client may tell of any.
                let named = if field.role == Role::Plain {
                    change.name()
                } else {
                    Some("body".to_owned())
                };
                self.refused_for(&format!("refused::{label}::{own}::{name}"), change, named);
            }
        }
    }

    fn subjected(&self, field: &Field) -> Subjected {
        let (focus, operation) = (self.subject.suite.focus, self.subject.operation);
        Subjected {
            is_first: focus.is_first(operation, &field.pointer),
            is_thorough: focus.stands_for_its_shape(&field.pointer, &field.schema),
        }
    }

    /// A caller who got a value from an answer and sends it back may not send its `readOnly` properties with it.
    fn read_only(&mut self, sending: &Sending, schema: &Schema) {
        let hidden = schema.hidden_properties();
        if hidden.is_empty() || !sending.body.value.is_object() {
            return;
        }
        let body = Arc::clone(&sending.body);
        let name = format!("{}::read_only_properties_stay_out", sending.label);
        self.add(&name, move |subject| {
            let settings = Settings::default();
            let given = hidden.iter().fold(body.value.clone(), |value, name| {
                with(
                    &value,
                    &format!("/{}", escape(name)),
                    json!("0123456789abcdef01234567"),
                )
            });
            let expected = Change::Body(body.clone()).of(subject.arguments);
            let given = Change::Body(Arc::new(body.with(given))).of(subject.arguments);
            let exchange = checks::call(&subject, &given, &settings)?;
            checks::check_sent(&subject, &expected, &settings, &exchange)
        });
    }
}

/// How a property is tried with an operation.
struct Subjected {
    /// Whether it is at all: a component's property is the same wherever it is used.
    is_first: bool,
    /// Whether with every value.
    is_thorough: bool,
}

/// Whether there can be a part of this value: a file's octets are given as the characters up to U+00FF.
pub(in crate::cases) fn is_part(content: &Content, field: &Field, value: &Value) -> bool {
    let is_file = |value: &Value, schema: &Schema| {
        wire::body::is_file_part(content, &field.label, schema) && value.is_string()
    };
    let is_octets = |text: &str| text.chars().all(|character| u32::from(character) <= 0xFF);
    let fits = |value: &Value, schema: &Schema| {
        !is_file(value, schema) || value.as_str().is_some_and(is_octets)
    };
    match (value, field.schema.part("items")) {
        (Value::Array(items), Some(schema)) => items.iter().all(|item| fits(item, &schema)),
        _ => fits(value, &field.schema),
    }
}
