//! The properties inside a value, at any depth, each with its schema.
//!
//! A schema and a value that keeps it come in; what a case can leave out, replace or spoil goes out.

use serde_json::{Map, Value, json};

use super::{Schema, escape, schema::Property};

/// A property of an object somewhere in a value.
#[derive(Debug)]
pub struct Field {
    /// Where it is, or would be, in the value (RFC 6901).
    pub at: String,
    /// The same, fit for a test's name: `links.0.href`.
    pub label: String,
    /// Where its object's schema names it.
    pub pointer: String,
    /// What it takes.
    pub schema: Schema,
    /// Whether its object is invalid without it.
    pub required: bool,
    /// Whether the value has it.
    pub present: bool,
    /// Whether the document names it; if not, it stands for the entries of a map.
    pub named: bool,
    /// What it has to do with choices.
    pub role: Role,
}

/// What a property has to do with `oneOf` and `anyOf`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Role {
    /// Nothing.
    Plain,
    /// It, or what it belongs to, is one of several choices: what one of them refuses, another may take.
    Choice,
    /// The same, and one of the choices takes whatever there is.
    Open,
    /// It tells the variants of its object apart: another value makes it another variant.
    Tag,
}

impl Field {
    /// Its name, which may have a dot or a slash of its own.
    pub fn name(&self) -> String {
        split(&self.at).map_or_else(String::new, |(_, name)| name)
    }

    /// The type of its schema, where that is one.
    pub fn kind(&self) -> Option<&str> {
        match self.schema.types().as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Whether the document says no more than "an object", which a lenient client takes any JSON for.
    pub fn is_free_form(&self) -> bool {
        is_free_form(&self.schema)
    }
}

fn is_free_form(schema: &Schema) -> bool {
    let silent = [
        "properties",
        "additionalProperties",
        "anyOf",
        "oneOf",
        "enum",
        "const",
    ];
    matches!(schema.types().as_slice(), [] | ["object"])
        && silent
            .iter()
            .all(|keyword| schema.keyword(keyword).is_none())
}

/// Every property that `value` has or could have by `schema`; of an array only the first element is looked into, and of
/// several choices the first that takes the value.
pub fn fields(schema: &Schema, value: &Value) -> Vec<Field> {
    let mut found = Vec::new();
    walk(schema, value, "", Role::Plain, &mut found);
    found
}

/// `outer` is the role of the value itself.
fn walk(schema: &Schema, value: &Value, at: &str, outer: Role, found: &mut Vec<Field>) {
    let outer = outer.max(role(schema));
    let object = match value {
        Value::Array(items) => {
            if let (Some(item), Some(schema)) = (items.first(), schema.part("items")) {
                walk(&schema, item, &format!("{at}/0"), outer, found);
            }
            return;
        }
        Value::Object(object) => object,
        _ => return,
    };
    let tag = schema.tag();
    let mut chosen = schema.chosen(value);
    chosen.truncate(1);
    let mut properties = schema.properties_with(&chosen);
    let named = properties.len();
    properties.extend(entry(schema, object, &properties));
    for (index, property) in properties.into_iter().enumerate() {
        let Property {
            name,
            schema,
            required,
            pointer,
        } = property;
        let at = format!("{at}/{}", escape(&name));
        let value = object.get(&name);
        if let Some(value) = value {
            walk(&schema, value, &at, outer, found);
        }
        let label = at.trim_start_matches('/').replace('/', ".");
        found.push(Field {
            at,
            label,
            pointer,
            role: if tag.is_some_and(|tag| tag == name) {
                Role::Tag
            } else {
                outer.max(role(&schema))
            },
            schema,
            required,
            named: index < named,
            present: value.is_some(),
        });
    }
}

/// The role of what has this schema, by itself: one of several choices, `null` not counted, or no choice at all.
fn role(schema: &Schema) -> Role {
    let is_null = |choice: &Schema| choice.raw().get("type").is_some_and(|it| it == "null");
    let mut choices = schema.choices();
    choices.retain(|choice| !is_null(choice));
    match choices.len() {
        0 | 1 => Role::Plain,
        _ if choices.iter().any(is_free_form) => Role::Open,
        _ => Role::Choice,
    }
}

/// The first entry of a map, which stands for all.
fn entry(schema: &Schema, object: &Map<String, Value>, named: &[Property]) -> Option<Property> {
    let values = schema.part("additionalProperties")?;
    let is_named = |name: &str| named.iter().any(|property| property.name == name);
    let name = object.keys().find(|name| !is_named(name))?;
    Some(Property {
        name: name.clone(),
        pointer: format!("{}/additionalProperties", schema.pointer),
        schema: values,
        required: false,
    })
}

/// `value` with `new` at `at`, whose parent exists.
pub fn with(value: &Value, at: &str, new: Value) -> Value {
    let mut changed = value.clone();
    match split(at) {
        None => changed = new,
        Some((parent, key)) => match changed.pointer_mut(parent) {
            Some(Value::Object(object)) => drop(object.insert(key, new)),
            Some(Value::Array(items)) => {
                if let Some(item) = key
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| items.get_mut(index))
                {
                    *item = new;
                }
            }
            _ => {}
        },
    }
    changed
}

/// `value` without the property at `at`.
pub fn without(value: &Value, at: &str) -> Value {
    let mut changed = value.clone();
    if let Some((parent, key)) = split(at)
        && let Some(Value::Object(object)) = changed.pointer_mut(parent)
    {
        object.shift_remove(&key);
    }
    changed
}

/// The text of `value` with the property at `at` twice, which is more than a [`Value`] can hold; `None` where there is none.
pub fn doubled(value: &Value, at: &str) -> Option<String> {
    let (own, (_, name)) = (value.pointer(at)?, split(at)?);
    let mark = json!("\u{1}twice\u{1}");
    let text = with(value, at, mark.clone()).to_string();
    let twice = format!("{own},{}:{own}", json!(name));
    Some(text.replacen(&mark.to_string(), &twice, 1))
}

fn split(at: &str) -> Option<(&str, String)> {
    let (parent, key) = at.rsplit_once('/')?;
    Some((parent, key.replace("~1", "/").replace("~0", "~")))
}
