//! Operations of the document with all that a case needs to know of them.
//!
//! A [`Document`] comes in; operations, their parameters, bodies, answers and examples go out, each with its place.

use serde_json::Value;

use super::{Deprecation, Direction, Document, Node, Schema, Unreadable, deprecation};

/// The methods that a path item can have (OpenAPI 3.0.4, section 4.8.9).
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// operationId.
    pub id: String,
    /// In upper case.
    pub method: String,
    /// The template.
    pub path: String,
    /// Where the Operation Object stands.
    pub pointer: String,
    /// Those of the path item too.
    pub parameters: Vec<Parameter>,
    /// The body of the request.
    pub body: Option<Body>,
    /// In the document's order.
    pub responses: Vec<Response>,
    /// Set where the document announces its end.
    pub deprecation: Option<Deprecation>,
    /// Schemes of each alternative; an empty list: nothing is asked for.
    pub security: Vec<Vec<String>>,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// A header.
    Header,
    /// In the header `Cookie`.
    Cookie,
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it stands in a request.
    pub place: Place,
    /// Whether a request is wrong without it.
    pub required: bool,
    /// Lists: `a=1&a=2` where set, `a=1,2` where not.
    pub explode: bool,
    /// What values it takes.
    pub schema: Schema,
    /// Documented values.
    pub examples: Vec<Example>,
    /// Where the Parameter Object stands.
    pub pointer: String,
}

/// The body of a request.
#[derive(Debug)]
pub struct Body {
    /// Whether a request is wrong without it.
    pub required: bool,
    /// By media type.
    pub content: Vec<Content>,
    /// Where the Request Body Object stands.
    pub pointer: String,
}

/// A documented answer.
#[derive(Debug)]
pub struct Response {
    /// `404`, `4XX` or `default`.
    pub key: String,
    /// By media type; empty where the answer has no body.
    pub content: Vec<Content>,
    /// Where the Response Object stands.
    pub pointer: String,
}

/// A body in one media type.
#[derive(Debug)]
pub struct Content {
    /// As the document writes it.
    pub media_type: String,
    /// What values it takes; absent: any.
    pub schema: Option<Schema>,
    /// Documented values.
    pub examples: Vec<Example>,
}

/// A documented value.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its key in `examples`, else `example`.
    pub name: String,
    /// The value.
    pub value: Value,
    /// Where the value stands.
    pub pointer: String,
}

impl Operation {
    /// How the suite calls it: `METHOD /path/{template}`, because not every operation has an operationId.
    pub fn key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The parameters of one place.
    pub fn parameters_in(&self, place: Place) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(move |parameter| parameter.place == place)
    }

    /// The documented answer that `status` belongs to: exact before range before `default`.
    pub fn response(&self, status: u16) -> Option<&Response> {
        let find = |key: &str| self.responses.iter().find(|response| response.key == key);
        find(&status.to_string())
            .or_else(|| find(&format!("{}XX", status / 100)))
            .or_else(|| find("default"))
    }
}

impl Response {
    /// The status code; `None` for a range or `default`.
    pub fn status(&self) -> Option<u16> {
        self.key.parse().ok()
    }

    /// A status that this answer covers: its own, or one of its range.
    pub fn some_status(&self) -> u16 {
        let range = || {
            self.key
                .chars()
                .next()?
                .to_digit(10)
                .and_then(|digit| u16::try_from(digit).ok())
        };
        self.status()
            .or_else(|| range().map(|digit| digit * 100 + 18))
            .unwrap_or(418)
    }

    /// The JSON body, where there is one.
    pub fn json(&self) -> Option<&Content> {
        self.content
            .iter()
            .find(|content| is_json(&content.media_type))
    }
}

/// Whether `media_type` is JSON: `application/json`, or with the suffix of RFC 6839.
pub fn is_json(media_type: &str) -> bool {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// Every operation, in the document's order.
pub fn operations(document: &Document) -> Result<Vec<Operation>, Unreadable> {
    let mut operations = Vec::new();
    for (path, item) in document.members(&document.root(), "paths")? {
        for method in METHODS {
            if let Some(node) = document.child(&item, method)? {
                operations.push(operation(document, &path, method, &item, &node)?);
            }
        }
    }
    Ok(operations)
}

fn operation(
    document: &Document,
    path: &str,
    method: &str,
    item: &Node<'_>,
    node: &Node<'_>,
) -> Result<Operation, Unreadable> {
    let id = node.text("operationId");
    let id =
        id.ok_or_else(|| document.unreadable(&node.pointer, "no `operationId` to call it by"))?;
    let mut parameters = Vec::new();
    for owner in [item, node] {
        for (_, node) in document.members(owner, "parameters")? {
            let parameter = parameter(document, &node)?;
            // A parameter of the operation replaces the path item's of the same name and place.
            parameters.retain(|other: &Parameter| {
                (&other.name, other.place) != (&parameter.name, parameter.place)
            });
            parameters.push(parameter);
        }
    }
    let body = document.child(node, "requestBody")?;
    let mut responses = Vec::new();
    for (key, response) in document.members(node, "responses")? {
        let content = contents(document, &response, Direction::Answer)?;
        responses.push(Response {
            key,
            content,
            pointer: response.pointer,
        });
    }
    Ok(Operation {
        id: id.to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        pointer: node.pointer.clone(),
        parameters,
        body: body.map(|body| read_body(document, &body)).transpose()?,
        responses,
        deprecation: deprecation::deprecation(document, node)?,
        security: security(document, node),
    })
}

fn read_body(document: &Document, node: &Node<'_>) -> Result<Body, Unreadable> {
    Ok(Body {
        required: node.flag("required"),
        content: contents(document, node, Direction::Request)?,
        pointer: node.pointer.clone(),
    })
}

fn parameter(document: &Document, node: &Node<'_>) -> Result<Parameter, Unreadable> {
    let unreadable = |message: &str| document.unreadable(&node.pointer, message);
    let name = node
        .text("name")
        .ok_or_else(|| unreadable("a parameter without `name`"))?;
    let place = match node.text("in") {
        Some("path") => Place::Path,
        Some("query") => Place::Query,
        Some("header") => Place::Header,
        Some("cookie") => Place::Cookie,
        _ => return Err(unreadable("`in` has to be path, query, header or cookie")),
    };
    let schema = document.child(node, "schema")?;
    let schema = schema.ok_or_else(|| unreadable("a parameter without `schema`"))?;
    // `form` explodes by default, every other style does not (OpenAPI 3.0.4, section 4.8.12.2).
    let form = matches!(place, Place::Query | Place::Cookie);
    let explode = node.value.get("explode").and_then(Value::as_bool);
    let style = node.text("style").map_or(form, |style| style == "form");
    let mut documented = examples(document, node)?;
    if let Some(value) = schema.value.get("example") {
        let pointer = format!("{}/example", schema.pointer);
        documented.push(Example {
            name: "schema".to_owned(),
            value: value.clone(),
            pointer,
        });
    }
    Ok(Parameter {
        name: name.to_owned(),
        place,
        required: node.flag("required"),
        explode: explode.unwrap_or(style),
        schema: Schema::read(document, &schema, Direction::Request)?,
        examples: documented,
        pointer: node.pointer.clone(),
    })
}

fn contents(
    document: &Document,
    node: &Node<'_>,
    direction: Direction,
) -> Result<Vec<Content>, Unreadable> {
    let mut contents = Vec::new();
    for (media_type, node) in document.members(node, "content")? {
        // The schema's own `$ref` is left to `Schema`, which has to know of it.
        let schema = node.value.get("schema");
        let schema = schema.map(|value| Node {
            pointer: format!("{}/schema", node.pointer),
            value,
        });
        let schema = schema
            .map(|schema| Schema::read(document, &schema, direction))
            .transpose()?;
        contents.push(Content {
            media_type,
            schema,
            examples: examples(document, &node)?,
        });
    }
    Ok(contents)
}

/// `example` and `examples` of a Media Type Object or a Parameter Object.
fn examples(document: &Document, node: &Node<'_>) -> Result<Vec<Example>, Unreadable> {
    let mut examples = Vec::new();
    if let Some(value) = node.value.get("example") {
        let pointer = format!("{}/example", node.pointer);
        examples.push(Example {
            name: "example".to_owned(),
            value: value.clone(),
            pointer,
        });
    }
    for (name, example) in document.members(node, "examples")? {
        if let Some(value) = example.value.get("value") {
            let pointer = format!("{}/value", example.pointer);
            examples.push(Example {
                name,
                value: value.clone(),
                pointer,
            });
        }
    }
    Ok(examples)
}

/// The operation's own `security`, else the document's (OpenAPI 3.0.4, section 4.8.10.1).
fn security(document: &Document, node: &Node<'_>) -> Vec<Vec<String>> {
    let root = document.root();
    let list = node
        .value
        .get("security")
        .or_else(|| root.value.get("security"));
    let alternatives = list.and_then(Value::as_array).into_iter().flatten();
    alternatives
        .filter_map(Value::as_object)
        .map(|schemes| schemes.keys().cloned().collect())
        .collect()
}
