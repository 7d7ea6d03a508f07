//! Part 4, first half: answers that arrive whole and are not what the document promises.
//!
//! A success with such a body is an error that says what is wrong; a documented error reaches its variant all the same.
//! Either way status, headers and the raw body are there. What goes wrong before an answer is whole stands in
//! `transport`.

mod coding;
mod json;
mod others;
mod properties;

use serde_json::{Value, json};

use super::{
    Case, Subject,
    answers::{Form, Reply, essence},
    focus::Depth,
    status_mapping::check_once,
};
use crate::{difference::Failure, harness::Settings, mapping::Told, oracle::fields::without};

pub(super) use properties::{is_loose, strict, wrong_types};

/// How deep is too deep for any body that means well.
pub(super) const DEPTH: usize = 10_000;

const SYNTAX: &[&str] = &["syntax"];
const VALUE: &[&str] = &["value"];
const CONTENT_TYPE: &[&str] = &["content-type"];
const CONTENT_ENCODING: &[&str] = &["content-encoding"];
const CHARSET: &[&str] = &["charset"];
const UTF8: &[&str] = &["utf-8"];

/// A broken answer.
struct Broken {
    name: String,
    /// `None`: the documented media type. `Some(&[])`: no content type at all.
    content_types: Option<Vec<String>>,
    /// Further headers.
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// What the client must say is wrong.
    errors: &'static [&'static str],
    /// What else the error has to tell.
    told: Told,
}

impl Broken {
    /// An answer with this body.
    fn new(
        name: impl Into<String>,
        body: impl Into<Vec<u8>>,
        errors: &'static [&'static str],
    ) -> Self {
        Self {
            name: name.into(),
            content_types: None,
            headers: Vec::new(),
            body: body.into(),
            errors,
            told: Told::default(),
        }
    }

    /// The same, and the error says where in the body it is.
    fn at(mut self, pointer: &str) -> Self {
        self.told.pointer = Some(pointer.to_owned());
        self
    }

    /// The same, and the error says this of what is wrong.
    fn naming(mut self, name: &str) -> Self {
        self.told.names = Some(name.to_owned());
        self
    }

    /// The same under other media types.
    fn labelled(self, types: &[&str]) -> Self {
        let types = types.iter().map(|it| (*it).to_owned()).collect();
        Self {
            content_types: Some(types),
            ..self
        }
    }

    fn check(&self, reply: &Reply) -> Result<(), Failure> {
        let mut answer = reply.with_bytes(self.body.clone());
        if let Some(types) = &self.content_types {
            let types = types.iter().cloned();
            answer.headers = types.map(|it| ("content-type".to_owned(), it)).collect();
        }
        answer.headers.extend(self.headers.clone());
        let answer = answer.header("x-request-id", "r-3");
        let exchange = reply.sent(&answer, &Settings::default())?;
        let mut told = self.told.clone();
        // Of several documented media types the first is what the body is held against.
        if self.errors == CONTENT_TYPE && reply.response.content.len() == 1 {
            told.names = reply.content.map(|content| content.media_type.clone());
        }
        let mapping = reply.unfit(&answer, self.errors, told);
        mapping.check(&exchange.outcome)?;
        check_once(exchange.received.len())
    }
}

/// Every case of this part, for each documented answer with a body.
pub fn cases(subject: Subject) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for reply in Reply::all(subject) {
        let focus = subject.suite.focus;
        let depth = focus.of_answer(subject.operation, reply.response);
        if reply.form == Form::Nothing {
            continue;
        }
        if depth < Depth::Whole {
            cases.extend(handful(reply, depth));
            continue;
        }
        let Ok(value) = reply.value() else {
            continue;
        };
        let mut broken = coding::broken(&reply, &value);
        broken.extend(match reply.form {
            Form::Nothing => Vec::new(),
            Form::Json => json::broken(&reply, &value),
            Form::Text => others::texts(&reply, &value),
            Form::Octets | Form::Events | Form::Lines => others::labels(&reply, &value),
        });
        if let (Form::Json, Some(schema)) = (reply.form, reply.schema()) {
            // Answers of one schema share its reader, so one of them gets every wrong type and the others get one.
            let thorough = !seen.contains(&schema.pointer);
            seen.push(schema.pointer.clone());
            broken.extend(properties::broken(&reply, schema, &value, thorough));
        }
        cases.extend(broken.into_iter().map(|broken| {
            let name = broken.name.clone();
            case(reply, &name, move || broken.check(&reply))
        }));
        cases.extend(others::streams(reply));
    }
    cases
}

fn case(
    reply: Reply,
    name: &str,
    run: impl FnOnce() -> Result<(), Failure> + Send + 'static,
) -> Case {
    let name = format!("{}::{name}", reply.short_label());
    Case::new(reply.subject.name("malformed", &name), run)
}

/// How a handful breaks a value.
type Break = Box<dyn FnOnce(&Reply, &Value) -> Broken + Send>;

/// The few cases of an answer that others are like. Nothing is made before a case is run.
fn handful(reply: Reply, depth: Depth) -> Vec<Case> {
    let cut = |reply: &Reply, value: &Value| {
        let mut body = reply.encoded(value);
        body.pop();
        Broken::new("", body, SYNTAX)
    };
    let html = |_: &Reply, _: &Value| {
        Broken::new("", "<title>502</title>", CONTENT_TYPE).labelled(&["text/html"])
    };
    let nothing = |_: &Reply, _: &Value| Broken::new("", "", CONTENT_TYPE).labelled(&[]);
    let latin = |reply: &Reply, value: &Value| {
        Broken::new(
            "",
            [reply.encoded(value).as_slice(), b" \xe9"].concat(),
            UTF8,
        )
    };
    let mut few: Vec<(String, Break)> = Vec::new();
    if may_be(&reply, "text/html") {
        // It is another documented form.
    } else {
        few.push(("content_type::html".to_owned(), Box::new(html)));
    }
    if reply.form == Form::Json && ends_with_a_bracket(&reply) {
        few.push(("truncated::before_the_last_byte".to_owned(), Box::new(cut)));
    }
    if depth == Depth::Own {
        if matches!(reply.form, Form::Json | Form::Text) {
            few.push((
                "content_type::missing_and_no_body".to_owned(),
                Box::new(nothing),
            ));
            few.push(("text::latin_1".to_owned(), Box::new(latin)));
        }
        few.extend(of_properties(&reply));
    }
    let cases = few.into_iter().map(|(name, spoil)| {
        case(reply, &name, move || {
            spoil(&reply, &reply.value()?).check(&reply)
        })
    });
    cases.collect()
}

/// Whether every value is an object or an array, of which nothing may be missing.
fn ends_with_a_bracket(reply: &Reply) -> bool {
    let is_one = |kind: &&str| ["object", "array"].contains(kind);
    reply.schema().is_some_and(|schema| {
        let types = schema.types();
        !types.is_empty() && types.iter().all(is_one)
    })
}

/// The first required property missing, and the root of another type.
fn of_properties(reply: &Reply) -> Vec<(String, Break)> {
    let mut few: Vec<(String, Break)> = Vec::new();
    let schema = reply.schema().filter(|_| reply.form == Form::Json);
    let Some(schema) = schema.filter(|schema| !properties::is_loose(schema)) else {
        return few;
    };
    let properties = schema.properties();
    if properties.is_empty() {
        return few;
    }
    let root = |_: &Reply, _: &Value| Broken::new("", json!(["an array"]).to_string(), VALUE);
    few.push(("root::array".to_owned(), Box::new(root)));
    if let Some(required) = properties.into_iter().find(|property| property.required) {
        let at = format!("/{}", crate::oracle::escape(&required.name));
        let missing =
            move |_: &Reply, value: &Value| Broken::new("", without(value, &at).to_string(), VALUE);
        few.push((format!("missing::{}", required.name), Box::new(missing)));
    }
    few
}

/// Whether a client may take a body of this media type for one that the answer is documented with. It need not be as exact
/// as possible: what may be taken for fine is no case.
fn may_be(reply: &Reply, media_type: &str) -> bool {
    let found = essence(media_type);
    let (top, subtype) = found.split_once('/').unwrap_or_default();
    let is_octets = found == "application/octet-stream";
    reply.response.content.iter().any(|content| {
        let wanted = essence(&content.media_type);
        let (wanted_top, wanted_subtype) = wanted.split_once('/').unwrap_or_default();
        let json_alone = Form::of(content) == Form::Json;
        if wanted.contains('*') && json_alone {
            // "`*/*`" promises any media type, but as a JSON value nothing but JSON can be read.
            return subtype.ends_with("json");
        }
        let kin = ["xml", "csv", "gzip", "json"];
        wanted.contains('*')
            || (wanted_top == top && !json_alone)
            || kin
                .iter()
                .any(|it| subtype.ends_with(it) && wanted_subtype.ends_with(it))
            || (is_octets && Form::of(content) != Form::Json && wanted_top != "text")
            || (wanted == "application/octet-stream" && top != "text")
    })
}

/// Whether several media types are read as the same thing, so that any may stand for another.
fn is_one_of_several(reply: &Reply) -> bool {
    let same = |content: &&crate::oracle::Content| Form::of(content) == reply.form;
    reply.response.content.iter().filter(same).count() > 1
}
