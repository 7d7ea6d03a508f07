//! What a call uses of what the document calls deprecated: arguments in, parts out, by the document alone.

use serde_json::Value;

use crate::{
    adapter::{Arguments, Part},
    cases::{Subject, request_shape::forms::Form},
    coverage::given,
    oracle::{Deprecation, Node, Schema, deprecation, escape},
};

/// How deep a value is looked into, as elsewhere.
const DEEPEST: usize = 64;

/// A part of a request that the document calls deprecated.
#[derive(Clone, Debug)]
pub struct Use {
    /// Which.
    pub part: Part,
    /// What the document says of its end.
    pub record: Deprecation,
}

/// The deprecated parts that a call with these arguments uses, each once.
pub fn uses(subject: &Subject, arguments: &Arguments) -> Vec<Use> {
    let mut found = Vec::new();
    for parameter in &subject.operation.parameters {
        let Some(value) = given(arguments, parameter) else {
            continue;
        };
        let mut walk = Walk {
            subject,
            location: format!("{} {}", parameter.place.name(), parameter.name),
            found: &mut found,
        };
        let own = parameter.deprecation.clone();
        if let Some(record) = own.or_else(|| of_schema(&parameter.schema)) {
            walk.found("", None, record);
        }
        walk.value(&parameter.schema, value, "", 0);
    }
    let documented = subject.operation.body.as_ref();
    if let Some(body) = &arguments.body
        && let Some(content) = documented.and_then(|it| it.content_of(&body.media_type))
        && Form::of(&content.media_type).has_properties()
        && let Some(schema) = &content.schema
    {
        let mut walk = Walk {
            subject,
            location: "body".to_owned(),
            found: &mut found,
        };
        walk.value(schema, &body.value, "", 0);
    }
    found
}

/// What a property, described at `node`, says of its end: itself, or by its schema.
pub(super) fn of_property(node: Option<&Node<'_>>, schema: &Schema) -> Option<Deprecation> {
    node.and_then(deprecation::of).or_else(|| of_schema(schema))
}

/// What a schema says of the end of its values: itself, or by the one schema that it leads to.
pub(super) fn of_schema(schema: &Schema) -> Option<Deprecation> {
    let own = deprecation::of(&schema.node());
    own.or_else(|| {
        let raw = schema.raw();
        let is_alone = |list: &Value| list.as_array().is_some_and(|list| list.len() == 1);
        let leads = raw.get("allOf").is_some_and(is_alone) && raw.get("properties").is_none();
        let all = schema.conjunction();
        if leads {
            return all.iter().find_map(|it| deprecation::of(&it.node()));
        }
        let mut choices = schema.choices();
        choices.retain(|choice| choice.raw().get("type").is_none_or(|it| it != "null"));
        match choices.as_slice() {
            [one] => deprecation::of(&one.node()),
            _ => None,
        }
    })
}

/// The values of an enum that are deprecated, where `schema` is one, each with what is said of its end.
pub(super) fn deprecated_values(schema: &Schema) -> Vec<(Value, Deprecation)> {
    let parts = schema.conjunction();
    parts.iter().flat_map(deprecation::of_values).collect()
}

/// Whether a list beside an enum, in which all may be texts, means this value.
pub(super) fn is_meant(listed: &Value, value: &Value) -> bool {
    text(listed) == text(value)
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

struct Walk<'a> {
    subject: &'a Subject,
    location: String,
    found: &'a mut Vec<Use>,
}

impl Walk<'_> {
    fn value(&mut self, schema: &Schema, value: &Value, at: &str, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match value {
            Value::Object(object) => {
                let properties = schema.properties();
                for (name, value) in object {
                    let known = properties.iter().find(|property| property.name == *name);
                    let Some(property) = known else {
                        if let Some(others) = schema.part("additionalProperties") {
                            self.value(&others, value, &format!("{at}/*"), depth + 1);
                        }
                        continue;
                    };
                    let at = format!("{at}/{}", escape(name));
                    let node = self.subject.suite.document.at(&property.pointer);
                    if let Some(record) = of_property(node.as_ref(), &property.schema) {
                        self.found(&at, None, record);
                    }
                    self.value(&property.schema, value, &at, depth + 1);
                }
            }
            Value::Array(items) => {
                if let Some(schema) = schema.part("items") {
                    for item in items {
                        self.value(&schema, item, &format!("{at}/*"), depth + 1);
                    }
                }
            }
            Value::Null => return,
            scalar => {
                for (old, record) in deprecated_values(schema) {
                    if is_meant(&old, scalar) {
                        self.found(at, Some(text(scalar)), record);
                    }
                }
            }
        }
        // A client takes the first variant that fits.
        if let Some(choice) = schema.chosen(value).first()
            && choice.pointer != schema.pointer
        {
            self.value(choice, value, at, depth + 1);
        }
    }

    fn found(&mut self, at: &str, value: Option<String>, record: Deprecation) {
        let part = Part {
            location: self.location.clone(),
            pointer: at.to_owned(),
            value,
        };
        if self.found.iter().all(|known| known.part != part) {
            self.found.push(Use { part, record });
        }
    }
}
