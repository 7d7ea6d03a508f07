//! Operations out of the tree.
//!
//! What can't be read is left out of its operation and told there; the rest of the document goes on.

use std::collections::HashSet;

use serde_json::Value;

use super::{
    Direction, Document, Finding, Node, Schema, Unreadable, deprecation,
    operation::{
        Body, Content, Encoding, Example, Header, Operation, Parameter, Place, Response, Server,
        Style,
    },
    security, versions,
};

/// The methods that a path item can have (OpenAPI 3.0.4, section 4.8.9).
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Every operation in its version not after `limit`, in the document's order.
pub(super) fn operations(
    document: &Document,
    limit: Option<&str>,
) -> Result<Vec<Operation>, Unreadable> {
    let mut operations = Vec::new();
    let mut ids = HashSet::new();
    let paths = document.child(&document.root(), "paths")?;
    for (path, item) in paths.iter().flat_map(Node::entries) {
        let mut reader = Reader {
            document,
            findings: Vec::new(),
        };
        let Some(item) = reader.resolved(item).filter(|_| !path.starts_with("x-")) else {
            continue;
        };
        for method in METHODS {
            let mut reader = Reader {
                document,
                findings: Vec::new(),
            };
            let Some(node) = item.below(method).and_then(|node| reader.resolved(node)) else {
                continue;
            };
            let mut operation = reader.operation(&path, method, &item, &node);
            if operation.id.is_empty() || !ids.insert(operation.id.clone()) {
                operation.id = made_id(method, &path);
                ids.insert(operation.id.clone());
            }
            if versions::choose(&mut operation, limit) {
                operation.deprecation = deprecation::deprecation(document, &node, &operation);
                operations.push(operation);
            }
        }
    }
    Ok(operations)
}

/// `get_pets_pet_id` of `GET /pets/{petId}`.
fn made_id(method: &str, path: &str) -> String {
    let mut id = method.to_owned();
    let mut lower = false;
    for character in path.chars() {
        let begins = !character.is_alphanumeric() || (lower && character.is_uppercase());
        if begins && !id.ends_with('_') {
            id.push('_');
        }
        if character.is_alphanumeric() {
            id.extend(character.to_lowercase());
        }
        lower = character.is_lowercase();
    }
    id.trim_end_matches('_').to_owned()
}

/// Reads one operation and remembers what can't be read.
struct Reader<'d> {
    document: &'d Document,
    findings: Vec<Finding>,
}

impl<'d> Reader<'d> {
    fn found(&mut self, pointer: &str, what: impl Into<String>) {
        self.findings
            .push(self.document.tree.finding(pointer, what));
    }

    /// What stands there after `$ref`; told where that leads nowhere.
    fn resolved(&mut self, node: Node<'d>) -> Option<Node<'d>> {
        let resolved = self.document.tree.resolve(node);
        resolved.map_err(|finding| self.findings.push(finding)).ok()
    }

    fn members(&mut self, node: &Node<'d>, key: &str) -> Vec<(String, Node<'d>)> {
        let Some(parent) = node.below(key).and_then(|parent| self.resolved(parent)) else {
            return Vec::new();
        };
        let members = parent.entries().into_iter();
        members
            .filter_map(|(key, node)| Some((key, self.resolved(node)?)))
            .collect()
    }

    fn operation(
        mut self,
        path: &str,
        method: &str,
        item: &Node<'d>,
        node: &Node<'d>,
    ) -> Operation {
        let document = self.document;
        let parameters = self.parameters(item, node);
        for name in templated(path) {
            if !parameters
                .iter()
                .any(|it| it.place == Place::Path && it.name == name)
            {
                self.found(
                    &node.pointer,
                    format!("`{{{name}}}` of the path is no parameter"),
                );
            }
        }
        let body = node
            .below("requestBody")
            .and_then(|body| self.resolved(body));
        let body = body.map(|body| Body {
            required: body.flag("required"),
            content: self.contents(&body, Direction::Request),
            pointer: body.pointer.clone(),
        });
        let responses = self.members(node, "responses").into_iter();
        let responses = responses.filter(|(key, _)| !key.starts_with("x-"));
        let responses = responses
            .collect::<Vec<_>>()
            .into_iter()
            .map(|(key, response)| Response {
                key: key.to_uppercase().replace("DEFAULT", "default"),
                content: self.contents(&response, Direction::Answer),
                headers: self.headers(&response),
                pointer: response.pointer.clone(),
            });
        let responses = responses.collect();
        let tags = node.entries_of("tags").into_iter();
        Operation {
            id: node.text("operationId").unwrap_or_default().to_owned(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            pointer: node.pointer.clone(),
            idempotent: is_idempotent(method, node),
            tags: tags
                .filter_map(|(_, tag)| tag.value.as_str().map(str::to_owned))
                .collect(),
            parameters,
            body,
            responses,
            deprecation: None,
            security: security::alternatives(document, node),
            servers: servers(document, item, node),
            findings: self.findings,
        }
    }

    fn parameters(&mut self, item: &Node<'d>, node: &Node<'d>) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        for owner in [item, node] {
            for (_, node) in self.members(owner, "parameters") {
                let Some(parameter) = self.parameter(&node) else {
                    continue;
                };
                // "If in is header and the name field is Accept, Content-Type or Authorization, the parameter definition
                // SHALL be ignored" (OpenAPI 3.0.4, section 4.8.12.2).
                let ignored = ["accept", "content-type", "authorization"];
                let name = parameter.name.to_ascii_lowercase();
                if parameter.place == Place::Header && ignored.contains(&name.as_str()) {
                    continue;
                }
                // A parameter of the operation replaces the path item's of the same name and place.
                parameters.retain(|other: &Parameter| {
                    (&other.name, other.place) != (&parameter.name, parameter.place)
                });
                parameters.push(parameter);
            }
        }
        parameters
    }

    fn parameter(&mut self, node: &Node<'d>) -> Option<Parameter> {
        let Some(name) = node.text("name") else {
            self.found(&node.pointer, "a parameter without `name`");
            return None;
        };
        let place = match node.text("in") {
            Some("path") => Place::Path,
            Some("query") => Place::Query,
            Some("header") => Place::Header,
            Some("cookie") => Place::Cookie,
            _ => {
                self.found(
                    &node.pointer,
                    "`in` has to be path, query, header or cookie",
                );
                return None;
            }
        };
        // "Default values (based on value of in): for query - form; for path - simple; for header - simple; for cookie -
        // form" (OpenAPI 3.0.4, section 4.8.12.2.1).
        let default = match place {
            Place::Path | Place::Header => Style::Simple,
            Place::Query | Place::Cookie => Style::Form,
        };
        let style = self.style(node).unwrap_or(default);
        let (media_type, schema) = self.value(node);
        let mut documented = self.examples(node);
        if let Some(content) = self
            .members(node, "content")
            .first()
            .map(|(_, content)| content)
        {
            documented.extend(self.examples(content));
        }
        documented.extend(schema.own_example());
        Some(Parameter {
            name: name.to_owned(),
            place,
            // "If the parameter location is path, this field is REQUIRED and its value MUST be true".
            required: node.flag("required") || place == Place::Path,
            style,
            explode: explode(node, style),
            allow_reserved: node.flag("allowReserved"),
            media_type,
            deprecation: deprecation::of(node),
            schema,
            examples: documented,
            pointer: node.pointer.clone(),
        })
    }

    /// The schema of a parameter or header, and the media type that it is written in where it has one of its own.
    fn value(&mut self, node: &Node<'d>) -> (Option<String>, Schema) {
        if let Some(schema) = node.below("schema") {
            return (None, self.schema(&schema, Direction::Request));
        }
        let content = self.members(node, "content").into_iter().next();
        let Some((media_type, content)) = content else {
            self.found(&node.pointer, "neither `schema` nor `content`");
            return (
                None,
                Schema::any(self.document, &node.pointer, Direction::Request),
            );
        };
        let schema = content.below("schema");
        let schema = schema.map(|schema| self.schema(&schema, Direction::Request));
        let any = || Schema::any(self.document, &content.pointer, Direction::Request);
        (Some(media_type), schema.unwrap_or_else(any))
    }

    /// The schema at `node`; one that takes everything where a `$ref` leads nowhere.
    fn schema(&mut self, node: &Node<'d>, direction: Direction) -> Schema {
        Schema::of(&self.document.tree, node, direction).unwrap_or_else(|finding| {
            self.findings.push(finding);
            Schema::any(self.document, &node.pointer, direction)
        })
    }

    fn style(&mut self, node: &Node<'d>) -> Option<Style> {
        Some(match node.text("style")? {
            "matrix" => Style::Matrix,
            "label" => Style::Label,
            "simple" => Style::Simple,
            "form" => Style::Form,
            "spaceDelimited" => Style::SpaceDelimited,
            "pipeDelimited" => Style::PipeDelimited,
            "deepObject" => Style::DeepObject,
            other => {
                self.found(&node.pointer, format!("there is no style `{other}`"));
                return None;
            }
        })
    }

    fn contents(&mut self, node: &Node<'d>, direction: Direction) -> Vec<Content> {
        let mut contents = Vec::new();
        for (media_type, node) in self.members(node, "content") {
            let schema = node.below("schema");
            let schema = schema.map(|schema| self.schema(&schema, direction));
            contents.push(Content {
                media_type,
                schema,
                examples: self.examples(&node),
                encoding: self.encoding(&node),
                pointer: node.pointer,
            });
        }
        contents
    }

    fn encoding(&mut self, node: &Node<'d>) -> Vec<Encoding> {
        let encodings = self.members(node, "encoding").into_iter();
        let read = |(property, node): (String, Node<'d>)| {
            let style = self.style(&node);
            let types = node
                .text("contentType")
                .unwrap_or_default()
                .split(',')
                .map(str::trim);
            let types = types.filter(|it| !it.is_empty()).map(str::to_owned);
            // A style is meant as soon as one of the three is there (OpenAPI 3.0.4, section 4.8.15.1.2).
            let styled = style.is_some()
                || node.below("explode").is_some()
                || node.below("allowReserved").is_some();
            Encoding {
                property,
                content_types: types.collect(),
                style: styled.then(|| style.unwrap_or(Style::Form)),
                explode: explode(&node, style.unwrap_or(Style::Form)),
                allow_reserved: node.flag("allowReserved"),
                pointer: node.pointer,
            }
        };
        encodings.map(read).collect()
    }

    fn headers(&mut self, node: &Node<'d>) -> Vec<Header> {
        let mut headers = Vec::new();
        for (name, node) in self.members(node, "headers") {
            // "If a response header is defined with the name Content-Type, it SHALL be ignored" (section 4.8.17.1).
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let schema = match node.below("schema") {
                Some(schema) => self.schema(&schema, Direction::Answer),
                None => Schema::any(self.document, &node.pointer, Direction::Answer),
            };
            headers.push(Header {
                name,
                required: node.flag("required"),
                explode: node.flag("explode"),
                examples: self
                    .examples(&node)
                    .into_iter()
                    .chain(schema.own_example())
                    .collect(),
                schema,
                pointer: node.pointer,
            });
        }
        headers
    }

    /// `example` and `examples` of a Media Type Object or a Parameter Object.
    fn examples(&mut self, node: &Node<'d>) -> Vec<Example> {
        let mut examples = Vec::new();
        if let Some(example) = node.below("example") {
            examples.push(documented("example", &example));
        }
        for (name, example) in self.members(node, "examples") {
            if let Some(value) = example.below("value") {
                // Some documents keep the value itself in another file, which the standard does not foresee.
                let value = self.document.resolve(value.clone()).unwrap_or(value);
                examples.push(documented(&name, &value));
            }
        }
        examples
    }
}

/// The value at `node` as an example.
pub(super) fn documented(name: &str, node: &Node<'_>) -> Example {
    Example {
        name: name.to_owned(),
        value: node.value.clone(),
        pointer: node.pointer.clone(),
    }
}

/// "When style is form, the default value is true. For all other styles, the default value is false" (OpenAPI 3.0.4,
/// section 4.8.12.2.2).
fn explode(node: &Node<'_>, style: Style) -> bool {
    let explode = node.value.get("explode").and_then(Value::as_bool);
    explode.unwrap_or(style == Style::Form)
}

/// The names in braces of a path's template.
pub(super) fn templated(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
}

/// What the extension says, or else HTTP: "Of the request methods defined by this specification, PUT, DELETE, and safe
/// request methods are idempotent" (RFC 9110, section 9.2.2).
fn is_idempotent(method: &str, node: &Node<'_>) -> bool {
    let said = node.value.get("x-idempotent").and_then(|said| match said {
        Value::Bool(said) => Some(*said),
        // Quoted by mistake.
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    });
    said.unwrap_or(!matches!(method, "post" | "patch"))
}

/// The operation's own servers, else the path item's, else the document's (OpenAPI 3.0.4, section 4.8.10.1).
fn servers(document: &Document, item: &Node<'_>, operation: &Node<'_>) -> Vec<Server> {
    let root = document.root();
    let mut lists = [operation, item, &root].map(servers_of).into_iter();
    lists.find(|list| !list.is_empty()).unwrap_or_default()
}

/// What `servers` of a part of the document lists.
pub fn servers_of(owner: &Node<'_>) -> Vec<Server> {
    let server = |node: Node<'_>| {
        let variables = node.entries_of("variables").into_iter();
        let variables = variables.filter_map(|(name, variable)| {
            let default = variable.below("default")?;
            // A port is a number in most documents, though the standard wants a text.
            let default = default
                .value
                .as_str()
                .map_or_else(|| default.value.to_string(), str::to_owned);
            Some((name, default))
        });
        Some(Server {
            url: node.text("url")?.to_owned(),
            variables: variables.collect(),
            pointer: node.pointer.clone(),
        })
    };
    let list = owner.entries_of("servers").into_iter();
    list.filter_map(|(_, node)| server(node)).collect()
}

#[cfg(test)]
mod tests;
