//! The answers of an operation as a server can send them, and what a client has to make of each.
//!
//! A documented answer comes in; what goes out is one [`Reply`] for each status and media type that stand for it, with the
//! bytes of its values and the values that come back. Nothing here knows how a client decides: what a media type is made of
//! is read from its name (RFC 6838, and the specifications of the types), and else from the schema.

use serde_json::{Value, json};

use super::Subject;
use crate::{
    adapter::{Kind, Outcome, octets, text_of_octets},
    difference::Failure,
    harness::{Answer, Exchange, Settings},
    mapping::{Body, Mapping, Told, is_success, variant},
    oracle::{Content, Operation, Response, Schema, operation::is_json, status},
};

/// What a body is made of.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Form {
    /// There is none.
    Nothing,
    /// One JSON value.
    Json,
    /// A text.
    Text,
    /// Bytes.
    Octets,
    /// Server-sent events (WHATWG HTML, section 9.2).
    Events,
    /// A JSON value a line.
    Lines,
}

/// Which end of a call an answer is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    /// What the caller asked for.
    Success,
    /// A documented error, whose body is read whole, whatever it is made of.
    Error,
}

/// A documented answer in one media type, with a status that it stands for.
#[derive(Clone, Copy)]
pub struct Reply {
    /// Operation, document and client.
    pub subject: Subject,
    /// The documented answer.
    pub response: &'static Response,
    /// A status that it is documented for.
    pub status: u16,
    /// Which end it is.
    pub end: End,
    /// `None` where it has no body.
    pub content: Option<&'static Content>,
    /// What the body is made of, as far as the client takes it apart.
    pub form: Form,
    /// Whether this is one of several.
    alone: bool,
}

/// Media types that are one JSON value a line, registered or not.
const LINES: &[&str] = &[
    "x-ndjson",
    "ndjson",
    "json-seq",
    "jsonl",
    "x-jsonl",
    "json-lines",
    "jsonlines",
    "x-jsonlines",
    "x-json-lines",
    "x-json-stream",
    "stream+json",
];

/// Subtypes, or suffixes of them, that are texts under another top-level type than `text`.
const TEXTS: &[&str] = &[
    "xml",
    "svg",
    "yaml",
    "x-yaml",
    "yml",
    "csv",
    "toml",
    "graphql",
    "sql",
    "x-sql",
    "javascript",
    "ecmascript",
    "x-javascript",
    "typescript",
    "jwt",
    "x-pem-file",
    "x-sh",
    "rtf",
    "xml-dtd",
    "openmetrics-text",
    "x-www-form-urlencoded",
];

/// Subtypes, or suffixes of them, that are bytes.
const OCTETS: &[&str] = &[
    "octet-stream",
    "pdf",
    "zip",
    "gzip",
    "x-gzip",
    "x-tar",
    "x-bzip2",
    "zstd",
    "cbor",
    "protobuf",
    "x-protobuf",
    "msgpack",
    "x-msgpack",
    "wasm",
    "binary",
];

impl Form {
    /// That of a body.
    pub fn of(content: &Content) -> Self {
        let essence = essence(&content.media_type);
        let (top, subtype) = essence.split_once('/').unwrap_or_default();
        let syntax = subtype.rsplit('+').next().unwrap_or(subtype);
        if LINES.contains(&subtype) {
            Self::Lines
        } else if essence == "text/event-stream" {
            Self::Events
        } else if is_json(&essence) || matches!(syntax, "json" | "x-json") {
            Self::Json
        } else if top == "text" && subtype != "*" || TEXTS.contains(&syntax) {
            Self::Text
        } else if matches!(
            top,
            "image" | "audio" | "video" | "font" | "model" | "multipart"
        ) || OCTETS.contains(&syntax)
        {
            Self::Octets
        } else {
            Self::of_schema(content.schema.as_ref())
        }
    }

    /// Where the name does not tell.
    fn of_schema(schema: Option<&Schema>) -> Self {
        let Some(schema) = schema else {
            return Self::Octets;
        };
        let has = |keyword: &str| schema.keyword(keyword).is_some();
        let is_encoded = has("contentEncoding") || has("contentMediaType");
        let is_binary = schema
            .keyword("format")
            .is_some_and(|format| format == "binary");
        match schema.types().first() {
            Some(&"string") if is_encoded || is_binary => Self::Octets,
            Some(&"string") => Self::Text,
            Some(&"file") => Self::Octets,
            Some(_) => Self::Json,
            None if !schema.choices().is_empty() || !schema.properties().is_empty() => Self::Json,
            None if has("items") || has("additionalProperties") || has("allOf") => Self::Json,
            None => Self::Octets,
        }
    }
}

impl Reply {
    /// Every answer of the operation, once for each media type, and twice where it is both ends.
    pub fn all(subject: Subject) -> Vec<Self> {
        let operation = subject.operation;
        let mut replies = Vec::new();
        for response in &operation.responses {
            for (status, end) in ends(operation, response) {
                replies.extend(Self::of(subject, response, status, end));
            }
        }
        replies
    }

    /// One for each media type.
    fn of(
        subject: Subject,
        response: &'static Response,
        status: u16,
        end: End,
    ) -> impl Iterator<Item = Self> {
        // "The server MUST NOT send content in the response" to HEAD (RFC 9110, section 9.3.2).
        let bodiless = status::is_bodiless(status) || subject.operation.method == "HEAD";
        let contents: Vec<&Content> = if bodiless {
            Vec::new()
        } else {
            taken(response)
        };
        let alone = contents.len() < 2;
        let raw = end == End::Error
            && response.key == "default"
            && !has_success(subject.operation)
            && contents.iter().any(|content| {
                matches!(Form::of(content), Form::Octets | Form::Events | Form::Lines)
            })
            && !alone;
        let nothing = contents.is_empty().then_some((None, Form::Nothing));
        let each = contents.into_iter().map(move |content| {
            let form = match (Form::of(content), end) {
                _ if raw => Form::Octets,
                (Form::Events | Form::Lines, End::Error) => Form::Text,
                (form, _) => form,
            };
            (Some(content), form)
        });
        nothing
            .into_iter()
            .chain(each)
            .map(move |(content, form)| Self {
                subject,
                response,
                status,
                end,
                content,
                form,
                alone,
            })
    }

    /// The reply that a caller hopes for: the first success.
    pub fn success(subject: Subject) -> Option<Self> {
        let mut all = Self::all(subject).into_iter();
        all.find(|reply| reply.end == End::Success)
    }

    /// The same with another status that it stands for.
    pub fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// `404_reaches_NotFound`, and the media type where there are several.
    pub fn label(&self) -> String {
        self.labelled(&format!("{}_reaches_{}", self.response.key, self.variant()))
    }

    /// `404`, and the media type where there are several.
    pub fn short_label(&self) -> String {
        self.labelled(&self.response.key)
    }

    fn labelled(&self, text: &str) -> String {
        let end = if self.response.key == "default" && self.end == End::Success {
            format!("_of_{}", self.status)
        } else {
            String::new()
        };
        match self.content {
            Some(content) if !self.alone => format!("{text}{end}::{}", content.media_type),
            _ => format!("{text}{end}"),
        }
    }

    /// The variant that it must reach.
    pub fn variant(&self) -> String {
        variant(self.response)
    }

    /// Where the document has it.
    pub fn place(&self) -> String {
        self.subject.place(&self.response.key)
    }

    /// The media type of the body, a concrete one also where the document has a range.
    pub fn media_type(&self) -> String {
        let Some(content) = self.content else {
            return String::new();
        };
        if !content.media_type.contains('*') {
            return content.media_type.clone();
        }
        match (self.form, content.media_type.split_once('/')) {
            (Form::Json, _) => "application/json".to_owned(),
            (Form::Text, _) => "text/plain".to_owned(),
            (_, Some((top, _))) if top != "*" => format!("{top}/x-anything"),
            _ => "application/octet-stream".to_owned(),
        }
    }

    /// The schema of the body, and of a single value where there are several.
    pub fn schema(&self) -> Option<&'static Schema> {
        self.content.and_then(|content| content.schema.as_ref())
    }

    /// A value of the body as the client has to give it back: a documented one where there is one.
    pub fn value(&self) -> Result<Value, Failure> {
        match (self.content, self.form) {
            (None, _) | (_, Form::Nothing) => Ok(Value::Null),
            (Some(content), Form::Json) => self.subject.value(content),
            (Some(content), Form::Text) => {
                let mut documented = content.examples.iter();
                let text = documented.find_map(|example| example.value.as_str());
                let text = text.filter(|text| !text.is_empty() && !text.starts_with('\u{feff}'));
                Ok(json!(
                    text.unwrap_or("a text: Zürich, 🙂\r\n\t\u{0} \u{202e}")
                ))
            }
            (_, Form::Octets) => {
                let all: Vec<u8> = (0..=u8::MAX).collect();
                Ok(json!(text_of_octets(&all)))
            }
            (Some(_), Form::Lines) => Ok(json!([self.item()?, self.item()?])),
            (Some(_), Form::Events) => {
                let item = self.item()?;
                Ok(json!([
                    { "data": item, "id": "7" },
                    { "data": item, "event": "note", "id": "8", "retry": 250 },
                ]))
            }
        }
    }

    /// The value of one event or line.
    fn item(&self) -> Result<Value, Failure> {
        match (self.item_schema(), self.form) {
            (Some(schema), _) => self.subject.made(&schema, true),
            (None, Form::Events) => Ok(json!("one line, Zürich\nanother: 🙂")),
            (None, _) => Ok(json!({ "any": ["JSON"] })),
        }
    }

    /// The schema of one event's data, or of one line; `None`: a text, or any JSON.
    ///
    /// OpenAPI 3.0 and 3.1 have no word for a sequence, so people describe a single value, an array of them, or the fields
    /// of an event.
    pub fn item_schema(&self) -> Option<Schema> {
        let schema = self.schema()?;
        let item = schema.part("items").unwrap_or_else(|| schema.clone());
        if self.form != Form::Events {
            return Some(item);
        }
        let properties = item.properties();
        let is_field = |name: &str| matches!(name, "data" | "event" | "id" | "retry");
        let data = if properties.len() > 1 && properties.iter().all(|it| is_field(&it.name)) {
            properties.into_iter().find(|it| it.name == "data")?.schema
        } else {
            item
        };
        let is_text = matches!(Self::kind(&data), Form::Text | Form::Octets);
        (!is_text).then_some(data)
    }

    fn kind(schema: &Schema) -> Form {
        Form::of_schema(Some(schema))
    }

    /// The bytes of a value.
    pub fn encoded(&self, value: &Value) -> Vec<u8> {
        let text = |value: &Value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        };
        match self.form {
            Form::Nothing => Vec::new(),
            Form::Json => value.to_string().into_bytes(),
            Form::Text => text(value).into_bytes(),
            Form::Octets => octets(&text(value)).unwrap_or_default(),
            Form::Lines => {
                let is_sequence = self.media_type().contains("json-seq");
                let values = value.as_array().into_iter().flatten();
                let lines = values.map(|value| {
                    if is_sequence {
                        format!("\u{1e}{value}\n")
                    } else {
                        format!("{value}\n")
                    }
                });
                lines.collect::<String>().into_bytes()
            }
            Form::Events => {
                let mut stream = ": a comment\n\n".to_owned();
                for event in value.as_array().into_iter().flatten() {
                    for (field, value) in event.as_object().into_iter().flatten() {
                        for line in text(value).split('\n') {
                            stream.extend([field.as_str(), ": ", line, "\n"]);
                        }
                    }
                    stream.push('\n');
                }
                stream.into_bytes()
            }
        }
    }

    /// The answer with these bytes and the documented media type.
    pub fn with_bytes(&self, body: impl Into<Vec<u8>>) -> Answer {
        let media_type = Some(self.media_type()).filter(|it| !it.is_empty());
        Answer {
            status: self.status,
            headers: media_type
                .map(|it| ("content-type".to_owned(), it))
                .into_iter()
                .collect(),
            body: body.into(),
        }
    }

    /// The answer with a value.
    pub fn with_value(&self, value: &Value) -> Answer {
        self.with_bytes(self.encoded(value))
    }

    /// The answer as the document shows it.
    pub fn documented(&self) -> Result<Answer, Failure> {
        Ok(self.with_value(&self.value()?))
    }

    /// Whether the client hands the body out while it comes and keeps none of it.
    pub fn is_streamed(&self) -> bool {
        self.end == End::Success && matches!(self.form, Form::Octets | Form::Events | Form::Lines)
    }

    /// What a client has to make of the answer, whose body is fine.
    pub fn fine<'a>(&self, answer: &'a Answer, body: Body) -> Mapping<'a> {
        let handed_out = matches!(self.form, Form::Events | Form::Lines) && self.is_streamed();
        // An example may have more than its schema names, and what the schema does not name the client ignores.
        let body = match (body, self.schema().filter(|_| self.form == Form::Json)) {
            (Body::Is(value), Some(schema)) => Body::Is(schema.named(&value)),
            (Body::But(name, value), Some(schema)) => Body::But(name, schema.named(&value)),
            (body, _) => body,
        };
        Mapping {
            place: self.place(),
            variant: self.variant(),
            kind: None,
            answer,
            raw: (!handed_out).then(|| answer.body.clone()),
            body,
        }
    }

    /// What a client has to make of the answer, whose body is not fine for one of these reasons.
    pub fn unfit<'a>(
        &self,
        answer: &'a Answer,
        errors: &'static [&'static str],
        told: Told,
    ) -> Mapping<'a> {
        let success = self.end == End::Success;
        Mapping {
            variant: if success {
                "Other".to_owned()
            } else {
                self.variant()
            },
            kind: success.then_some(Kind::Decode),
            raw: Some(answer.body.clone()),
            ..self.fine(answer, Body::Unfit(errors, told))
        }
    }

    /// Sends an answer that is fine and looks at what became of it.
    pub fn mapped(&self, answer: &Answer, body: Body) -> Result<Outcome, Failure> {
        let exchange = self.sent(answer, &Settings::default())?;
        self.fine(answer, body).check(&exchange.outcome)?;
        Ok(exchange.outcome)
    }

    /// Sends an answer.
    pub fn sent(&self, answer: &Answer, settings: &Settings) -> Result<Exchange, Failure> {
        self.subject.call(self.subject.arguments, settings, answer)
    }
}

/// Statuses that the answer is documented for, with the ends that they are.
fn ends(operation: &Operation, response: &Response) -> Vec<(u16, End)> {
    let end = if is_success(&response.key) {
        End::Success
    } else {
        End::Error
    };
    let free = |status: &u16| {
        let covering = operation.response(*status);
        covering.is_some_and(|covering| covering.key == response.key)
    };
    match (response.key.as_bytes(), response.status()) {
        // What comes before the final answer is none; but after 101 there is no HTTP any more, so it is the final one (RFC
        // 9110, section 15.2).
        ([b'1', ..], _) => [101].into_iter().filter(free).map(|it| (it, end)).collect(),
        (_, Some(status)) => vec![(status, end)],
        (b"default", None) => {
            let success = (!has_success(operation)).then_some((200, End::Success));
            let error = [418, 500, 404, 400, 302, 499, 599].into_iter().find(free);
            let error = error.map(|status| (status, End::Error));
            success.into_iter().chain(error).collect()
        }
        ([digit @ b'1'..=b'5', b'X', b'X'], None) => {
            let first = u16::from(digit - b'0') * 100;
            let mut statuses = [18, 0, 1, 2, 3, 98, 99]
                .into_iter()
                .map(|step| first + step);
            statuses
                .find(free)
                .map(|status| (status, end))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a status of success is documented; where none is, `default` is what is left for it.
pub fn has_success(operation: &Operation) -> bool {
    operation
        .responses
        .iter()
        .any(|response| is_success(&response.key))
}

/// The media types that a client has to understand. One that carries the same value as one in JSON, in another notation, it
/// need not ask for.
fn taken(response: &Response) -> Vec<&Content> {
    let is_json = |content: &Content| Form::of(content) == Form::Json;
    let json: Vec<&Content> = response.content.iter().filter(|it| is_json(it)).collect();
    let carries_the_same = |content: &Content| {
        Form::of(content) == Form::Text
            && json
                .iter()
                .any(|json| match (&json.schema, &content.schema) {
                    (Some(json), Some(schema)) => {
                        json.pointer == schema.pointer
                            || json.raw() == schema.raw()
                            || (Form::of_schema(Some(json)) == Form::Text
                                && Form::of_schema(Some(schema)) == Form::Text)
                    }
                    (None, None) => essence(&content.media_type).ends_with("xml"),
                    _ => false,
                })
    };
    let contents = response.content.iter();
    contents
        .filter(|content| !carries_the_same(content))
        .collect()
}

/// A media type without its parameters.
pub fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}
