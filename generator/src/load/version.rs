//! Whether a tree is a document of a format and version that is read here.

use serde_json::Value;

use super::near::nearest;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Pointer};

/// Other formats, each by a keyword that only it has at the top.
const OTHERS: [(&str, &str); 5] = [
    ("asyncapi", "AsyncAPI"),
    ("arazzo", "Arazzo"),
    ("overlay", "OpenAPI Overlay"),
    ("$schema", "JSON Schema"),
    ("swaggerVersion", "Swagger 1"),
];

/// Some where the tree says that it is OpenAPI 3.0.
pub(super) fn check(tree: &Value, diagnostics: &mut Diagnostics) -> Option<()> {
    match of_3_0(tree) {
        Ok(()) => Some(()),
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            None
        }
    }
}

fn of_3_0(tree: &Value) -> Result<(), Box<Diagnostic>> {
    let error = |code, at: &[&str], message: String, help: &str| {
        let at = at.iter().fold(Pointer::ROOT, |at, key| at.child(key));
        Err(Box::new(Diagnostic::error(code, at, message, help)))
    };
    let Value::Object(members) = tree else {
        let found = if tree.is_null() {
            "the file is empty"
        } else {
            "the file holds no mapping"
        };
        let message = format!("{found}, so it is no OpenAPI document");
        return error(
            Code::UnknownFormat,
            &[],
            message,
            "give a document that begins like `openapi: 3.0.4`",
        );
    };
    match (members.get("openapi"), members.get("swagger")) {
        (Some(Value::String(version)), _) => match version.strip_prefix("3.0") {
            Some(rest) if rest.is_empty() || rest.starts_with('.') => Ok(()),
            _ => error(
                Code::UnsupportedVersion,
                &["openapi"],
                format!("OpenAPI `{version}` is not supported"),
                "convert the document to OpenAPI 3.0",
            ),
        },
        (Some(_), _) => error(
            Code::WrongType,
            &["openapi"],
            "the version must be text".into(),
            "put it in quotes, as in `\"3.0.4\"`",
        ),
        (None, Some(_)) => error(
            Code::UnsupportedVersion,
            &["swagger"],
            "OpenAPI 2 (Swagger) is not supported".into(),
            "convert the document to OpenAPI 3.0",
        ),
        (None, None) => {
            let other = OTHERS
                .iter()
                .find(|(keyword, _)| members.contains_key(*keyword));
            let message = match other {
                Some((_, name)) => format!("this is a document of {name}, not of OpenAPI"),
                None => "the keyword `openapi` is missing, so this is no OpenAPI document".into(),
            };
            match nearest("openapi", members.keys().map(String::as_str)) {
                Some(near) => error(
                    Code::UnknownFormat,
                    &[near],
                    message,
                    &format!("write `openapi` in place of `{near}`"),
                )
                .map_err(|diagnostic| Box::new(diagnostic.on_key())),
                None => error(
                    Code::UnknownFormat,
                    &[],
                    message,
                    "give a document that begins like `openapi: 3.0.4`",
                ),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::of_3_0;

    #[test]
    fn only_3_0_in_any_patch_is_read() {
        for good in ["3.0", "3.0.0", "3.0.4", "3.0.17", "3.0.0-rc1"] {
            assert!(of_3_0(&json!({ "openapi": good })).is_ok(), "{good}");
        }
        for bad in ["", "2.0", "3", "3.00", "3.1.0", "4.0.0", "13.0"] {
            assert!(of_3_0(&json!({ "openapi": bad })).is_err(), "{bad}");
        }
    }
}
