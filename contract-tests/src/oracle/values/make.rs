//! Whole values that keep a schema.

use serde_json::{Map, Value};

use super::{Sample, Schema, candidates};
use crate::oracle::{Example, escape};

/// How many schemas stand inside each other before only what is required is made.
const DEEPEST: usize = 6;
/// How many values one value holds before only what is required is made: what a schema reaches can be very much.
const LARGEST: usize = 2_000;

/// A value with no more than what is required. `None` where none is found.
pub fn minimal(schema: &Schema) -> Option<Value> {
    let mut maker = Maker {
        every: false,
        open: Vec::new(),
        made: 0,
    };
    maker.make(schema).filter(|value| schema.accepts(value))
}

/// A value with every property that its schema has, once. `None` where none is found.
pub fn full(schema: &Schema) -> Option<Value> {
    let mut maker = Maker {
        every: true,
        open: Vec::new(),
        made: 0,
    };
    let made = maker.make(schema);
    if let Some(value) = made.as_ref().filter(|value| schema.accepts(value)) {
        return Some(value.clone());
    }
    // Some properties exclude each other, or one of them has no value that could be found.
    let mut value = minimal(schema)?;
    let more = made.and_then(|made| match made {
        Value::Object(more) => Some(more),
        _ => None,
    });
    for (name, more) in more.into_iter().flatten() {
        let mut longer = value.clone();
        if let Value::Object(object) = &mut longer {
            object.insert(name, more);
        }
        if schema.accepts(&longer) {
            value = longer;
        }
    }
    Some(value)
}

/// A value for each choice of `oneOf` or `anyOf`, as full as may be; none where there is no choice.
pub fn variants(schema: &Schema) -> Vec<Sample> {
    let choices = schema.choices();
    let made = choices.iter().enumerate().filter_map(|(index, choice)| {
        let mut maker = Maker {
            every: true,
            open: vec![schema.pointer.clone()],
            made: 0,
        };
        let own = maker.own(schema)?;
        let value = maker.joined(schema, &own, choice)?;
        let name = choice.pointer.rsplit('/').next().unwrap_or_default();
        let is_numbered = name.bytes().all(|digit| digit.is_ascii_digit());
        let name = if is_numbered {
            format!("choice_{index}")
        } else {
            name.to_owned()
        };
        Some(Sample { name, value })
    });
    made.collect()
}

struct Maker {
    every: bool,
    /// The schemas of the values that are being made.
    open: Vec<String>,
    made: usize,
}

impl Maker {
    fn make(&mut self, schema: &Schema) -> Option<Value> {
        // What is required and contains itself has no value.
        let again = self
            .open
            .iter()
            .filter(|open| **open == schema.pointer)
            .count();
        if again > 1 || self.open.len() > 4 * DEEPEST {
            return None;
        }
        self.open.push(schema.pointer.clone());
        self.made += 1;
        let value = self.value(schema);
        self.open.pop();
        value
    }

    /// Whether what is optional is made too.
    fn generous(&self, schema: &Schema) -> bool {
        let again = self
            .open
            .iter()
            .filter(|open| **open == schema.pointer)
            .count()
            > 1;
        self.every && !again && self.open.len() <= DEEPEST && self.made < LARGEST
    }

    fn value(&mut self, schema: &Schema) -> Option<Value> {
        let types = schema.types();
        let named = schema.keyword("const").is_some() || schema.keyword("enum").is_some();
        let first = types.first().copied().filter(|_| !named);
        let is_object = !named && !schema.properties().is_empty();
        match first {
            Some("object") => self.object(schema),
            None | Some("string") if is_object => self.object(schema),
            Some("array") => self.list(schema),
            None if !named && !schema.choices().is_empty() => self.choice(schema),
            _ => {
                let documented: Vec<Example> = schema.own_example().into_iter().collect();
                let samples = candidates(schema, &documented, super::DEEPEST - 1);
                let fitting = || {
                    samples
                        .iter()
                        .filter(|sample| schema.accepts(&sample.value))
                };
                let some = fitting()
                    .find(|sample| sample.value != "")
                    .or_else(|| fitting().next());
                some.map(|sample| sample.value.clone())
            }
        }
    }

    /// The first choice that a value is found for.
    fn choice(&mut self, schema: &Schema) -> Option<Value> {
        schema.choices().iter().find_map(|choice| {
            let mut value = self.make(choice)?;
            tag(schema, choice, &mut value);
            schema.accepts(&value).then_some(value)
        })
    }

    fn object(&mut self, schema: &Schema) -> Option<Value> {
        let own = self.own(schema)?;
        let choices = schema.choices();
        if choices.is_empty() {
            return Some(Value::Object(own));
        }
        choices
            .iter()
            .find_map(|choice| self.joined(schema, &own, choice))
    }

    /// A value of one of the choices, with what all of them have in common.
    fn joined(
        &mut self,
        schema: &Schema,
        own: &Map<String, Value>,
        choice: &Schema,
    ) -> Option<Value> {
        let mut value = match self.make(choice) {
            Some(Value::Object(members)) => {
                let mut object = own.clone();
                object.extend(members);
                Value::Object(object)
            }
            Some(other) if own.is_empty() && !schema.types().contains(&"object") => other,
            // A choice may say no more than what is required of the properties that all have in common.
            _ => Value::Object(self.completed(schema, own, choice)),
        };
        tag(schema, choice, &mut value);
        // One that its tag takes for another choice, because the document forbids the right tag, is no value of this one.
        let is_chosen = match schema.tag() {
            Some(_) => schema
                .chosen(&value)
                .iter()
                .any(|it| it.pointer == choice.pointer),
            None => true,
        };
        (is_chosen && schema.accepts(&value)).then_some(value)
    }

    /// `own` with what `choice` requires of the properties that `schema` knows.
    fn completed(
        &mut self,
        schema: &Schema,
        own: &Map<String, Value>,
        choice: &Schema,
    ) -> Map<String, Value> {
        let mut object = own.clone();
        let required = crate::oracle::schema::names(choice.raw().get("required"));
        let required: Vec<&str> = required.filter(|name| !own.contains_key(*name)).collect();
        for property in schema.properties() {
            if required.contains(&property.name.as_str()) {
                let made = self.make(&property.schema);
                object.extend(made.map(|made| (property.name, made)));
            }
        }
        object
    }

    /// An object without the properties of choices.
    fn own(&mut self, schema: &Schema) -> Option<Map<String, Value>> {
        let mut object = Map::new();
        let tag = schema.tag();
        for property in schema.properties() {
            // Without it nobody knows which of the choices a value is, so it has to be there whatever is required.
            let is_tag = tag == Some(property.name.as_str());
            if property.required || is_tag || self.generous(schema) {
                match self.make(&property.schema) {
                    Some(value) => drop(object.insert(property.name, value)),
                    None if property.required => return None,
                    None => {}
                }
            }
        }
        // Names that are required and have no schema take anything.
        let required = schema.conjunction().into_iter().flat_map(|part| {
            let names = crate::oracle::schema::names(part.raw().get("required"));
            names.map(str::to_owned).collect::<Vec<_>>()
        });
        let hidden = schema.hidden_properties();
        let additional = schema.part("additionalProperties");
        for name in required {
            if !object.contains_key(&name) && !hidden.contains(&name) {
                let value = match &additional {
                    Some(additional) => self.make(additional)?,
                    None => Value::from("anything"),
                };
                object.insert(name, value);
            }
        }
        let least = schema
            .keyword("minProperties")
            .and_then(Value::as_u64)
            .unwrap_or(0);
        let least = usize::try_from(least).unwrap_or(usize::MAX).min(100);
        if let Some(additional) = additional {
            let wanted = if self.generous(schema) {
                least.max(object.len() + 1)
            } else {
                least
            };
            for index in 0.. {
                if object.len() >= wanted {
                    break;
                }
                let value = self.make(&additional)?;
                object.insert(format!("key{index}"), value);
            }
        }
        Some(object)
    }

    fn list(&mut self, schema: &Schema) -> Option<Value> {
        let least = schema
            .keyword("minItems")
            .and_then(Value::as_u64)
            .unwrap_or(0);
        let least = usize::try_from(least).unwrap_or(usize::MAX).min(1_000);
        let most = schema.keyword("maxItems").and_then(Value::as_u64);
        let wanted = if self.generous(schema) && most != Some(0) {
            least.max(1)
        } else {
            least
        };
        if wanted == 0 {
            return Some(Value::Array(Vec::new()));
        }
        let Some(items) = schema.part("items") else {
            return Some(vec!["anything"; wanted].into());
        };
        let Some(first) = self.make(&items) else {
            return (least == 0).then(|| Value::Array(Vec::new()));
        };
        let list = Value::Array(vec![first.clone(); wanted]);
        if wanted < 2 || schema.accepts(&list) {
            return Some(list);
        }
        // They may have to differ.
        let mut different = vec![first];
        for sample in candidates(&items, &[], super::DEEPEST) {
            if different.len() < wanted
                && !different.contains(&sample.value)
                && items.accepts(&sample.value)
            {
                different.push(sample.value);
            }
        }
        Some(Value::Array(different))
    }
}

/// Lets `value` say which `choice` of `schema` it is, where the document has a property for it. "The mapping keys MUST be
/// string values"; without a mapping the name of the schema is the value (OpenAPI 3.0.4, section 4.8.25).
fn tag(schema: &Schema, choice: &Schema, value: &mut Value) {
    let Some(property) = schema.tag() else {
        return;
    };
    if schema.hidden_properties().iter().any(|it| it == property) {
        return;
    }
    let discriminator = schema.keyword("discriminator");
    let mapping = discriminator.and_then(|it| it.get("mapping")?.as_object());
    let name = choice.pointer.rsplit('/').next().unwrap_or_default();
    let leads_here = |target: &str| {
        let target = target.rsplit('/').next().unwrap_or_default();
        target == name || escape(target) == name
    };
    let mapped = mapping.into_iter().flatten();
    let mut mapped = mapped.filter(|(_, target)| target.as_str().is_some_and(leads_here));
    let tag = mapped.next().map_or(name, |(key, _)| key);
    if let Value::Object(object) = value {
        let known = choice.properties();
        let fits = known.iter().find(|known| known.name == property);
        let given = object.get(property);
        // A choice whose property has one value only says it already.
        if fits.is_none_or(|fits| fits.schema.accepts(&Value::from(tag))) || given.is_none() {
            object.insert(property.to_owned(), Value::from(tag));
        }
    }
}
