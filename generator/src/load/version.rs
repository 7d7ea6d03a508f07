//! Whether a tree is a document of a format and version that is read here.

use serde_json::Value;

use super::{keywords::Edition, near::nearest};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Pointer};

/// Other formats, each by a keyword that only it has at the top.
const OTHERS: [(&str, &str); 5] = [
    ("asyncapi", "AsyncAPI"),
    ("arazzo", "Arazzo"),
    ("overlay", "OpenAPI Overlay"),
    ("$schema", "JSON Schema"),
    ("swaggerVersion", "Swagger 1"),
];

/// The edition that the tree says it is, where that is one that is read here.
///
/// The version is text from then on.
pub(super) fn check(tree: &mut Value, diagnostics: &mut Diagnostics) -> Option<Edition> {
    match edition(tree) {
        Ok((edition, newer)) => {
            diagnostics.extend(newer);
            if let Some(version @ Value::Number(_)) = tree.get_mut("openapi") {
                *version = format!("{version}.0").into();
            }
            Some(edition)
        }
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            None
        }
    }
}

/// The edition, and a warning where the version is a newer one that is only read like it.
fn edition(tree: &Value) -> Result<(Edition, Option<Diagnostic>), Box<Diagnostic>> {
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
        (Some(Value::String(version)), _) => match edition_of(version) {
            Some(edition) => Ok(edition),
            None => error(
                Code::UnsupportedVersion,
                &["openapi"],
                format!("OpenAPI `{version}` is not supported"),
                "convert the document to OpenAPI 3.0 or 3.1",
            ),
        },
        // A plain `3.1` in YAML.
        (Some(Value::Number(number)), _) if edition_of(&number.to_string()).is_some() => {
            let (edition, _) = edition_of(&number.to_string()).unwrap_or((Edition::V3_0, None));
            let flaw = Diagnostic::flaw(
                Code::WrongType,
                Pointer::ROOT.child("openapi"),
                format!("the version must be text; it is read as `{number}.0`"),
                format!("put it in quotes, as in `\"{number}.0\"`"),
            );
            Ok((edition, Some(flaw)))
        }
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
            "convert the document to OpenAPI 3.0 or 3.1",
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

/// The edition of a version; with a warning where the version is newer than those that are known here.
fn edition_of(version: &str) -> Option<(Edition, Option<Diagnostic>)> {
    let is = |minor| {
        let rest = version.trim().strip_prefix(minor);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if is("3.0") {
        Some((Edition::V3_0, None))
    } else if is("3.1") {
        Some((Edition::V3_1, None))
    } else if is("3.2") {
        let warning = Diagnostic::warning(
            Code::UnsupportedVersion,
            Pointer::ROOT.child("openapi"),
            format!("OpenAPI `{version}` is read as if it were 3.1"),
            "look for warnings of keywords without effect, which may be those that 3.2 has added",
        );
        Some((Edition::V3_1, Some(warning)))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Edition, edition};

    #[test]
    fn only_known_versions_in_any_patch_are_read() {
        let of =
            |version: &str| edition(&json!({ "openapi": version })).map(|(edition, _)| edition);
        for good in ["3.0", "3.0.0", "3.0.4", "3.0.17", "3.0.0-rc1"] {
            assert_eq!(of(good), Ok(Edition::V3_0), "{good}");
        }
        for good in ["3.1", "3.1.0", "3.1.1", "3.2.0"] {
            assert_eq!(of(good), Ok(Edition::V3_1), "{good}");
        }
        for bad in ["", "2.0", "3", "3.00", "3.10.0", "3.3.0", "4.0.0", "13.0"] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_version_without_quotes_is_read() {
        let (edition, flaw) = edition(&json!({"openapi": 3.1})).expect("an edition");
        assert_eq!(edition, Edition::V3_1);
        assert!(flaw.is_some());
    }
}
