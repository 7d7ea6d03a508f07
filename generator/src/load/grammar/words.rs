//! How the check words what it finds.

use serde_json::Value;

use super::super::{keywords::Shape, near::nearest};
use crate::diagnostic::Code;

/// What is wrong with a value.
pub(super) struct Wrong {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: String,
}

/// What is wrong with a value that does not fit `shape`.
pub(super) fn wrong(value: &Value, shape: &Shape) -> Wrong {
    if let (Shape::Choice(allowed), Value::String(text)) = (shape, value) {
        return Wrong {
            code: Code::InvalidValue,
            message: format!("`{text}` is not allowed here"),
            help: match nearest(text, allowed.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write one of {}", list(allowed)),
            },
        };
    }
    let (wanted, found) = (wanted(shape), found(value));
    let help = match (shape, value) {
        (Shape::Text | Shape::Choice(_), Value::Number(_) | Value::Bool(_)) => {
            "put the value in quotes".into()
        }
        (_, Value::Null) => format!("write {wanted}, or leave the keyword out"),
        _ => format!("write {wanted}"),
    };
    Wrong {
        code: Code::WrongType,
        message: format!("this must be {wanted}, but it is {found}"),
        help,
    }
}

fn wanted(shape: &Shape) -> &'static str {
    match shape {
        Shape::Any | Shape::Example => "any value",
        Shape::Text | Shape::Choice(_) | Shape::Type | Shape::Mapped => "a string",
        Shape::Flag => "`true` or `false`",
        Shape::FlagOr(_) => "`true`, `false` or an object",
        Shape::Number | Shape::Exclusive => "a number",
        Shape::Count => "an integer that is not negative",
        Shape::List(_) => "an array",
        Shape::Map(_) => "an object",
        Shape::Object(object) | Shape::OrReference(object) => object.name,
    }
}

/// What a value is.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null => "`null`".into(),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(_) => "a string".into(),
        Value::Array(_) => "an array".into(),
        Value::Object(_) => "an object".into(),
    }
}

/// A value as part of a sentence: its JSON, where that is short.
pub(super) fn shown(value: &Value) -> String {
    const LONGEST: usize = 80;
    let text = value.to_string();
    if text.chars().count() > LONGEST {
        found(value)
    } else {
        format!("`{text}`")
    }
}

/// `` `a`, `b` or `c` ``
pub(super) fn list(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}
