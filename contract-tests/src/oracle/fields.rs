//! The properties inside a value, at any depth, each with its schema.
//!
//! A schema and a value that keeps it come in; what a case can leave out, replace or spoil goes out.

use serde_json::Value;

use super::{Document, Node, Schema, Unreadable, escape, schema::Property};

/// A property of an object somewhere in a value.
#[derive(Debug)]
pub struct Field {
    /// Where it is, or would be, in the value (RFC 6901).
    pub at: String,
    /// The same, fit for a test's name: `links.0.href`.
    pub label: String,
    /// What it takes.
    pub schema: Schema,
    /// Whether its object is invalid without it.
    pub required: bool,
    /// Whether the value has it.
    pub present: bool,
}

impl Field {
    /// `type` of its schema.
    pub fn kind(&self) -> Option<&str> {
        self.schema.raw().get("type").and_then(Value::as_str)
    }

    /// Whether the document says no more than "an object", which a lenient client takes any JSON for.
    pub fn is_free_form(&self) -> bool {
        let raw = self.schema.raw();
        let silent = [
            "properties",
            "additionalProperties",
            "allOf",
            "anyOf",
            "oneOf",
            "enum",
        ];
        matches!(self.kind(), None | Some("object"))
            && silent.iter().all(|keyword| raw.get(*keyword).is_none())
    }
}

/// Every property that `value` has or could have by `schema`; of an array only the first element is looked into.
pub fn fields(
    document: &Document,
    schema: &Schema,
    value: &Value,
) -> Result<Vec<Field>, Unreadable> {
    let mut found = Vec::new();
    walk(document, schema, Some(value), "", &mut found)?;
    Ok(found)
}

fn walk(
    document: &Document,
    schema: &Schema,
    value: Option<&Value>,
    at: &str,
    found: &mut Vec<Field>,
) -> Result<(), Unreadable> {
    if let Some(Value::Array(items)) = value {
        let node = Node {
            pointer: schema.pointer.clone(),
            value: schema.raw(),
        };
        if let (Some(item), Some(items)) = (items.first(), document.child(&node, "items")?) {
            let schema = Schema::read(document, &items, schema.direction)?;
            walk(document, &schema, Some(item), &format!("{at}/0"), found)?;
        }
        return Ok(());
    }
    let Some(Value::Object(object)) = value else {
        return Ok(());
    };
    for Property {
        name,
        raw,
        pointer,
        required,
    } in schema.properties(document)?
    {
        let at = format!("{at}/{}", escape(&name));
        let schema = Schema::read(
            document,
            &Node {
                pointer,
                value: &raw,
            },
            schema.direction,
        )?;
        let value = object.get(&name);
        walk(document, &schema, value, &at, found)?;
        let label = at.trim_start_matches('/').replace('/', ".");
        found.push(Field {
            at,
            label,
            schema,
            required,
            present: value.is_some(),
        });
    }
    Ok(())
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

fn split(at: &str) -> Option<(&str, String)> {
    let (parent, key) = at.rsplit_once('/')?;
    Some((parent, key.replace("~1", "/").replace("~0", "~")))
}
