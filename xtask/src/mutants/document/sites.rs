//! The places of a document at which something can be changed, each with the part that it plays.

use std::collections::BTreeSet;
use std::mem;

use contract_tests::oracle::versions::is_superseded;
use serde_json::{Map, Value};

/// The methods that a path item may have (OpenAPI 3.0 and 3.1, Path Item Object).
pub(super) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// What an object of the document is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Role {
    /// The document itself.
    Root,
    /// All paths.
    Paths,
    /// One operation.
    Operation,
    /// A list of parameters.
    Parameters,
    /// One parameter, or a header of an answer, which has no name and no place.
    Parameter,
    /// The body of a request.
    RequestBody,
    /// The answers of an operation by their status.
    Responses,
    /// One answer.
    Response,
    /// The headers of an answer by their names.
    Headers,
    /// Bodies by their media types.
    Content,
    /// A schema.
    Schema,
    /// A way to prove who sends a request.
    SecurityScheme,
}

/// What takes a value over the wire.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Carrier {
    /// A parameter, or a header of an answer.
    Text,
    /// A request, and maybe an answer too.
    Request,
    /// An answer, and no request.
    Answer,
}

/// A place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Site {
    /// The JSON pointer of the place.
    pub(super) pointer: String,
    /// What is there.
    pub(super) role: Role,
    /// What takes there what is described here.
    pub(super) carrier: Carrier,
}

/// Every place of the document, in its order, but for what only older versions of its operations have.
pub(super) fn sites(root: &Value) -> Vec<Site> {
    let mut current = root.clone();
    drop_superseded(&mut current);
    let components = current.get("components").unwrap_or(&Value::Null);
    let mut start = current.clone();
    if let Some(start) = start.as_object_mut() {
        start.shift_remove("components");
    }
    let mut walk = Walk {
        sites: Vec::new(),
        live: reached(&start, components),
        sent: sent(&current),
        carrier: Carrier::Request,
    };
    walk.root(root);
    walk.sites
}

struct Walk {
    sites: Vec<Site>,
    /// The components that anything leads to.
    live: BTreeSet<String>,
    /// The components that a request leads to.
    sent: BTreeSet<String>,
    /// Of what is walked through.
    carrier: Carrier,
}

impl Walk {
    fn at(&mut self, pointer: &str, role: Role) {
        self.sites.push(Site {
            pointer: pointer.to_owned(),
            role,
            carrier: self.carrier,
        });
    }

    /// Walks on with another carrier.
    fn carried(&mut self, carrier: Carrier, walk: impl FnOnce(&mut Self)) {
        let before = mem::replace(&mut self.carrier, carrier);
        walk(self);
        self.carrier = before;
    }

    fn root(&mut self, root: &Value) {
        self.at("", Role::Root);
        if let Some(paths) = object(root.get("paths")) {
            self.at("/paths", Role::Paths);
            for (path, item) in paths {
                self.path_item(&below("/paths", path), item);
            }
        }
        let components = root.get("components");
        self.live(components, "parameters", Self::parameter);
        self.live(components, "requestBodies", Self::request_body);
        self.live(components, "responses", Self::response);
        self.live(components, "headers", Self::parameter);
        self.live(components, "schemas", |walk, at, schema| {
            let carrier = if walk.sent.contains(at) {
                Carrier::Request
            } else {
                Carrier::Answer
            };
            walk.carried(carrier, |walk| walk.schema(at, schema));
        });
        self.live(components, "pathItems", Self::path_item);
        self.each(
            components,
            "/components",
            "securitySchemes",
            |walk, at, _| {
                walk.at(at, Role::SecurityScheme);
            },
        );
    }

    /// Goes on at every component of a kind that anything leads to.
    fn live(&mut self, components: Option<&Value>, kind: &str, walk: fn(&mut Self, &str, &Value)) {
        let members = object(components.and_then(|it| it.get(kind)));
        for (name, member) in members.into_iter().flatten() {
            let at = below(&below("/components", kind), name);
            if self.live.contains(&at) && member.get("$ref").is_none() {
                walk(self, &at, member);
            }
        }
    }

    /// Goes on at every member of the object that `parent` has under `key`; a reference is another place's business.
    fn each(
        &mut self,
        parent: Option<&Value>,
        at: &str,
        key: &str,
        walk: fn(&mut Self, &str, &Value),
    ) {
        let members = object(parent.and_then(|it| it.get(key)));
        for (name, member) in members.into_iter().flatten() {
            if member.get("$ref").is_none() {
                walk(self, &below(&below(at, key), name), member);
            }
        }
    }

    fn path_item(&mut self, at: &str, item: &Value) {
        self.parameters(at, item);
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                self.operation(&below(at, method), operation);
            }
        }
    }

    fn operation(&mut self, at: &str, operation: &Value) {
        self.at(at, Role::Operation);
        self.parameters(at, operation);
        if let Some(body) = operation.get("requestBody")
            && body.get("$ref").is_none()
        {
            self.request_body(&below(at, "requestBody"), body);
        }
        if operation.get("responses").is_some() {
            self.at(&below(at, "responses"), Role::Responses);
        }
        self.each(Some(operation), at, "responses", Self::response);
    }

    fn parameters(&mut self, at: &str, parent: &Value) {
        let Some(list) = parent.get("parameters").and_then(Value::as_array) else {
            return;
        };
        let at = below(at, "parameters");
        self.at(&at, Role::Parameters);
        for (index, parameter) in list.iter().enumerate() {
            if parameter.get("$ref").is_none() {
                self.parameter(&below(&at, &index.to_string()), parameter);
            }
        }
    }

    fn parameter(&mut self, at: &str, parameter: &Value) {
        self.at(at, Role::Parameter);
        if let Some(schema) = parameter.get("schema") {
            self.carried(Carrier::Text, |walk| {
                walk.schema(&below(at, "schema"), schema);
            });
        }
        self.content(at, parameter);
    }

    fn request_body(&mut self, at: &str, body: &Value) {
        self.at(at, Role::RequestBody);
        self.content(at, body);
    }

    fn response(&mut self, at: &str, response: &Value) {
        self.carried(Carrier::Answer, |walk| {
            walk.at(at, Role::Response);
            if response.get("headers").is_some() {
                walk.at(&below(at, "headers"), Role::Headers);
            }
            walk.each(Some(response), at, "headers", Self::parameter);
            walk.content(at, response);
        });
    }

    fn content(&mut self, at: &str, parent: &Value) {
        let Some(content) = object(parent.get("content")) else {
            return;
        };
        let at = below(at, "content");
        self.at(&at, Role::Content);
        for (name, media_type) in content {
            if let Some(schema) = media_type.get("schema")
                && !is_superseded(name, content.keys().map(String::as_str))
            {
                self.schema(&below(&below(&at, name), "schema"), schema);
            }
        }
    }

    fn schema(&mut self, at: &str, schema: &Value) {
        if schema.get("$ref").is_some() || !schema.is_object() {
            return;
        }
        self.at(at, Role::Schema);
        self.each(Some(schema), at, "properties", Self::schema);
        for key in ["items", "additionalProperties", "not"] {
            if let Some(inner) = schema.get(key) {
                self.schema(&below(at, key), inner);
            }
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            let members = schema.get(key).and_then(Value::as_array);
            for (index, member) in members.into_iter().flatten().enumerate() {
                self.schema(&below(&below(at, key), &index.to_string()), member);
            }
        }
    }
}

/// Takes out of every `content` what an older version of the operation has.
fn drop_superseded(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(drop_superseded),
        Value::Object(members) => {
            if let Some(Value::Object(content)) = members.get_mut("content") {
                let all: Vec<String> = content.keys().cloned().collect();
                content.retain(|it, _| !is_superseded(it, all.iter().map(String::as_str)));
            }
            members.values_mut().for_each(drop_superseded);
        }
        _ => {}
    }
}

/// The pointer of a member.
pub(super) fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn object(value: Option<&Value>) -> Option<&Map<String, Value>> {
    value.and_then(Value::as_object)
}

/// The document with one operation, `method` of `path`, and with those components only that it leads to. What is far from
/// it could be changed, and no suite of this operation could tell.
pub(super) fn only(root: &Value, path: &str, method: &str) -> Value {
    let mut small = root.clone();
    let Some(document) = small.as_object_mut() else {
        return small;
    };
    document.remove("webhooks");
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        paths.retain(|other, _| other == path);
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            item.retain(|key, _| key == method || !METHODS.contains(&key.as_str()));
        }
    }
    let components = document.shift_remove("components").unwrap_or(Value::Null);
    let reached = reached(&small, &components);
    let mut kept = components;
    for (kind, members) in kept.as_object_mut().into_iter().flatten() {
        let members = members.as_object_mut();
        if let Some(members) = members.filter(|_| kind != "securitySchemes") {
            members.retain(|name, _| reached.contains(&below(&below("/components", kind), name)));
        }
    }
    if let (Some(document), false) = (small.as_object_mut(), kept.is_null()) {
        document.insert("components".to_owned(), kept);
    }
    small
}

/// The pointers of all components that a request of the document leads to.
fn sent(root: &Value) -> BTreeSet<String> {
    let mut requests = root.get("paths").cloned().unwrap_or_default();
    for item in requests
        .as_object_mut()
        .into_iter()
        .flat_map(Map::values_mut)
    {
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            if let Some(operation) = operation.as_object_mut() {
                operation.remove("responses");
            }
        }
    }
    reached(&requests, root.get("components").unwrap_or(&Value::Null))
}

/// The pointers of all components that `start` leads to.
fn reached(start: &Value, components: &Value) -> BTreeSet<String> {
    let mut open: Vec<&Value> = vec![start];
    let mut reached = BTreeSet::new();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            // References, and the mapping of a discriminator, which may name a schema by its bare name.
            Value::String(text) => {
                let bare = format!("#/components/schemas/{text}");
                for text in [text, &bare] {
                    if let Some(pointer) = text.strip_prefix('#').and_then(component)
                        && let Some(inner) = pointer.strip_prefix("/components")
                        && let Some(component) = components.pointer(inner)
                        && reached.insert(pointer.to_owned())
                    {
                        open.push(component);
                    }
                }
            }
            _ => {}
        }
    }
    reached
}

/// The pointer of the component that a pointer leads into.
fn component(pointer: &str) -> Option<&str> {
    let rest = pointer.strip_prefix("/components/")?;
    let kind = rest.find('/')? + 1;
    let name = rest.get(kind..)?;
    let end = name.find('/').unwrap_or(name.len());
    pointer.get(.."/components/".len() + kind + end)
}

/// Every operation of the document: its path and its method.
pub(super) fn operations(root: &Value) -> Vec<(String, String)> {
    let paths = object(root.get("paths")).into_iter().flatten();
    paths
        .flat_map(|(path, item)| {
            let methods = METHODS.iter().filter(|&&method| item.get(method).is_some());
            methods.map(|&method| (path.clone(), method.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Carrier, Role, component, only, operations, sites};

    #[test]
    fn only_what_the_operation_leads_to_is_kept() {
        let document = json!({
            "paths": {
                "/a": {
                    "parameters": [{ "$ref": "#/components/parameters/p" }],
                    "get": { "responses": { "200": { "$ref": "#/components/responses/r" } } },
                    "post": { "responses": {} }
                },
                "/b": { "get": { "responses": {} } }
            },
            "components": {
                "parameters": { "p": {}, "q": {} },
                "responses": { "r": { "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/S/properties/x" }
                } } } },
                "schemas": { "S": { "properties": { "x": { "$ref": "#/components/schemas/T" } } }, "T": {}, "U": {} },
                "securitySchemes": { "k": {} }
            }
        });
        assert_eq!(operations(&document).len(), 3);
        let small = only(&document, "/a", "get");
        assert_eq!(operations(&small), [("/a".to_owned(), "get".to_owned())]);
        assert_eq!(
            small.get("components"),
            Some(&json!({
                "parameters": { "p": {} },
                "responses": document.pointer("/components/responses"),
                "schemas": { "S": { "properties": { "x": { "$ref": "#/components/schemas/T" } } }, "T": {} },
                "securitySchemes": { "k": {} }
            }))
        );
    }

    #[test]
    fn a_place_is_carried_by_a_text_a_request_or_answers_only() {
        let content = |name: &str| {
            json!({ "application/json": {
                "schema": { "$ref": format!("#/components/schemas/{name}") }
            } })
        };
        let document = json!({
            "paths": { "/a": { "put": {
                "parameters": [{ "name": "q", "schema": { "type": "string" } }],
                "requestBody": { "content": content("Both") },
                "responses": {
                    "200": { "content": content("Both") },
                    "404": {
                        "headers": { "h": { "schema": {} } },
                        "content": { "application/json": { "schema": { "items": { "$ref": "#/components/schemas/Got" } } } }
                    }
                }
            } } },
            "components": { "schemas": { "Both": {}, "Got": { "properties": { "a": {} } } } }
        });
        let found = sites(&document).into_iter();
        let schemas = found.filter(|site| site.role == Role::Schema);
        let carriers: Vec<_> = schemas.map(|it| (it.pointer, it.carrier)).collect();
        let answer = "/paths/~1a/put/responses/404";
        let expected = [
            ("/paths/~1a/put/parameters/0/schema", Carrier::Text),
            (&format!("{answer}/headers/h/schema"), Carrier::Text),
            (
                &format!("{answer}/content/application~1json/schema"),
                Carrier::Answer,
            ),
            ("/components/schemas/Both", Carrier::Request),
            ("/components/schemas/Got", Carrier::Answer),
            ("/components/schemas/Got/properties/a", Carrier::Answer),
        ];
        let expected: Vec<_> = expected.map(|(at, it)| (at.to_owned(), it)).into();
        assert_eq!(carriers, expected);
    }

    #[test]
    fn what_only_an_older_version_has_is_no_place() {
        let schema =
            |name: &str| json!({ "schema": { "$ref": format!("#/components/schemas/{name}") } });
        let document = json!({
            "paths": { "/a": { "get": { "responses": { "200": { "content": {
                "application/vnd.a.2023-01-01+json": schema("Old"),
                "application/vnd.a.2024-01-01+json": schema("New"),
                "application/vnd.a.2024-01-01+csv": { "schema": { "type": "string" } },
                "application/vnd.a.preview+json": { "schema": { "type": "string" } },
                "text/plain": { "schema": { "type": "string" } }
            } } } } } },
            "components": { "schemas": { "Old": {}, "New": {} } }
        });
        let found = sites(&document).into_iter();
        let schemas = found.filter(|site| site.role == Role::Schema);
        let pointers: Vec<_> = schemas.map(|site| site.pointer).collect();
        let content = "/paths/~1a/get/responses/200/content";
        assert_eq!(
            pointers,
            [
                format!("{content}/application~1vnd.a.2024-01-01+csv/schema"),
                format!("{content}/text~1plain/schema"),
                "/components/schemas/New".to_owned(),
            ]
        );
    }

    #[test]
    fn a_component_is_named_by_the_start_of_a_pointer() {
        assert_eq!(
            component("/components/schemas/A/items"),
            Some("/components/schemas/A")
        );
        assert_eq!(
            component("/components/schemas/A"),
            Some("/components/schemas/A")
        );
        assert_eq!(component("/components/schemas"), None);
        assert_eq!(component("/paths/a"), None);
    }

    #[test]
    fn a_reference_is_no_place_of_its_own() {
        let document = json!({
            "paths": { "/a": { "get": { "parameters": [
                { "$ref": "#/components/parameters/p" },
                { "name": "q", "schema": { "type": "array", "items": { "type": "string" } } }
            ] } } }
        });
        let found = sites(&document);
        let of = |role| found.iter().filter(move |site| site.role == role);
        let parameters: Vec<_> = of(Role::Parameter).map(|it| it.pointer.as_str()).collect();
        assert_eq!(parameters, ["/paths/~1a/get/parameters/1"]);
        let schemas: Vec<_> = of(Role::Schema).map(|it| it.pointer.as_str()).collect();
        assert_eq!(
            schemas,
            [
                "/paths/~1a/get/parameters/1/schema",
                "/paths/~1a/get/parameters/1/schema/items"
            ]
        );
    }
}
