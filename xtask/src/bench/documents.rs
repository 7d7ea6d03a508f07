//! What is generated from: documents of a folder, and one made up in any size, so that nothing else is needed.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::Failure;

/// One document.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// What it is called.
    pub(super) name: String,
    /// Where it is.
    pub(super) path: PathBuf,
}

impl Document {
    /// Whether it is one of [`made_up`].
    pub(super) fn is_made_up(&self) -> bool {
        self.name.starts_with("made-up-")
    }

    /// Whether it is JSON, which is read sooner as such.
    fn is_json(&self) -> bool {
        self.path.extension().is_some_and(|it| it == "json")
    }
}

/// Writes the document of `operations` made-up operations into `folder`.
pub(super) fn made_up(operations: usize, folder: &Path) -> Result<Document, Failure> {
    write(
        &format!("made-up-{operations}.json"),
        &synthetic(operations),
        folder,
    )
}

/// Writes what is left of a document with its first `operations` into `folder`; with how many it has.
pub(super) fn cut(
    document: &Document,
    operations: usize,
    folder: &Path,
) -> Result<(Document, usize), Failure> {
    let text = fs::read_to_string(&document.path)?;
    let mut value: Value = if document.is_json() {
        serde_json::from_str(&text)?
    } else {
        serde_yaml::from_str(&text)?
    };
    let left = keep(&mut value, operations);
    let name = format!("{left}-of-{}", document.name);
    Ok((write(&name, &value, folder)?, left))
}

fn write(name: &str, value: &Value, folder: &Path) -> Result<Document, Failure> {
    fs::create_dir_all(folder)?;
    let path = folder.join(name);
    fs::write(&path, serde_json::to_string_pretty(value)?)?;
    Ok(Document {
        name: name.to_owned(),
        path,
    })
}

/// The keys of a Path Item Object that are operations (OpenAPI 3.0.4, 4.8.9).
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Takes out all operations behind the first ones, and says how many are left.
fn keep(document: &mut Value, operations: usize) -> usize {
    let mut left = 0;
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return left;
    };
    paths.retain(|_, item| {
        let Some(item) = item.as_object_mut() else {
            return false;
        };
        item.retain(|key, _| {
            let operation = METHODS.contains(&key.as_str());
            let kept = !operation || left < operations;
            left += usize::from(operation && kept);
            kept
        });
        item.keys().any(|key| METHODS.contains(&key.as_str()))
    });
    left
}

/// An API of things that can be listed, made, read, changed and removed; each kind of thing has properties of its own, so
/// that no two types are alike.
fn synthetic(operations: usize) -> Value {
    let kinds = operations.div_ceil(5);
    let mut paths = serde_json::Map::new();
    let mut schemas = serde_json::Map::new();
    schemas.insert("Problem".to_owned(), json!({
        "type": "object", "required": ["code", "message"],
        "properties": {"code": {"type": "string"}, "message": {"type": "string"}, "field": {"type": "string"}},
    }));
    for kind in 0..kinds {
        let name = format!("Thing{kind}");
        schemas.insert(name.clone(), thing(kind));
        schemas.insert(format!("{name}List"), json!({
            "type": "object", "required": ["items", "total"],
            "properties": {
                "items": {"type": "array", "items": {"$ref": format!("#/components/schemas/{name}")}},
                "total": {"type": "integer", "format": "int64"},
                format!("next_{kind}"): {"type": "string"},
            },
        }));
        let (many, one) = items(kind);
        paths.insert(format!("/things-{kind}"), many);
        paths.insert(format!("/things-{kind}/{{id}}"), one);
    }
    let mut document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Made up", "version": "1.0.0"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
        "components": {"schemas": schemas},
    });
    keep(&mut document, operations);
    document
}

fn thing(kind: usize) -> Value {
    json!({
        "type": "object", "required": ["id", "name"], "description": format!("What kind {kind} is about."),
        "properties": {
            "id": {"type": "string", "description": "By what it is found."},
            "name": {"type": "string", "description": "What people call it."},
            "state": {"type": "string", "enum": ["active", "paused", format!("state_{kind}")]},
            "created_at": {"type": "string", "format": "date-time"},
            format!("size_{kind}"): {"type": "integer", "format": "int64"},
            format!("ratio_{kind}"): {"type": "number", "format": "double"},
            format!("tags_{kind}"): {"type": "array", "items": {"type": "string"}},
            format!("owner_{kind}"): {
                "type": "object", "required": ["login"],
                "properties": {"login": {"type": "string"}, format!("rank_{kind}"): {"type": "integer", "format": "int32"}},
            },
        },
    })
}

/// The Path Item Objects of the list and of one of its things.
fn items(kind: usize) -> (Value, Value) {
    let schema = |name: String| json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}});
    let problem =
        || json!({"description": "It did not work.", "content": schema("Problem".to_owned())});
    let thing = || json!({"description": "The thing.", "content": schema(format!("Thing{kind}"))});
    let body = || json!({"required": true, "content": schema(format!("Thing{kind}"))});
    let id =
        || json!([{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}]);
    let operation = |verb: &str| json!({"operationId": format!("{verb}_thing_{kind}"), "summary": format!("{verb} things of kind {kind}")});
    let with = |mut operation: Value, parts: Value| {
        if let (Some(operation), Value::Object(parts)) = (operation.as_object_mut(), parts) {
            operation.extend(parts);
        }
        operation
    };
    let list = json!({
        "parameters": [
            {"name": "limit", "in": "query", "schema": {"type": "integer", "format": "int32"}},
            {"name": "after", "in": "query", "schema": {"type": "string"}},
        ],
        "responses": {
            "200": {"description": "The things.", "content": schema(format!("Thing{kind}List"))},
            "400": problem(), "500": problem(),
        },
    });
    let many = json!({
        "get": with(operation("list"), list),
        "post": with(operation("create"), json!({"requestBody": body(), "responses": {"201": thing(), "400": problem(), "500": problem()}})),
    });
    let one = json!({
        "get": with(operation("get"), json!({"parameters": id(), "responses": {"200": thing(), "404": problem(), "500": problem()}})),
        "patch": with(operation("update"), json!({"parameters": id(), "requestBody": body(), "responses": {"200": thing(), "404": problem(), "500": problem()}})),
        "delete": with(operation("delete"), json!({"parameters": id(), "responses": {"204": {"description": "It is gone."}, "404": problem(), "500": problem()}})),
    });
    (many, one)
}

#[cfg(test)]
mod tests {
    use super::{METHODS, keep, synthetic};
    use serde_json::Value;

    fn operations(document: &Value) -> usize {
        let paths = document["paths"].as_object();
        let items = paths
            .into_iter()
            .flatten()
            .filter_map(|(_, item)| item.as_object());
        items
            .flat_map(|item| item.keys())
            .filter(|key| METHODS.contains(&key.as_str()))
            .count()
    }

    #[test]
    fn a_document_has_as_many_operations_as_asked_for() {
        for count in [0, 1, 5, 7, 50] {
            assert_eq!(operations(&synthetic(count)), count);
        }
    }

    #[test]
    fn the_first_operations_are_kept_with_what_is_no_operation() {
        let mut document = synthetic(10);
        document["paths"]["/things-0"]["summary"] = "kept".into();
        assert_eq!(keep(&mut document, 3), 3);
        assert_eq!(operations(&document), 3);
        assert_eq!(document["paths"]["/things-0"]["summary"], "kept");
        assert_eq!(
            document["paths"].as_object().map(serde_json::Map::len),
            Some(2)
        );
        // There are no more to be had than it has.
        assert_eq!(keep(&mut document, 99), 3);
    }
}
