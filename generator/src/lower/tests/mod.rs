//! Small documents, what is understood of them, and what is said about them.

mod choices;
mod composition;
mod deprecations;
mod enums;
mod failures;
mod headers;
mod media_types;
mod objects;
mod operations;
mod paging;
mod parameters;
mod selection;
mod servers;
mod values;
mod versions;

use super::Options;
use crate::diagnostic::Diagnostics;
use crate::{ir, load};

/// What became of a document.
struct Lowered {
    api: ir::Api,
    /// The API as text.
    text: String,
    /// What `lower` said: severity, code and pointer, in the order in which it was said.
    said: Vec<String>,
    /// The messages, each with its help and the places that it is related to.
    messages: Vec<String>,
    sites: super::Sites,
}

impl Lowered {
    /// The lines of `text` from the one that begins with `first` to the next empty one.
    fn part(&self, first: &str) -> String {
        let lines = self
            .text
            .lines()
            .skip_while(|line| !line.starts_with(first));
        lines
            .take_while(|line| !line.is_empty())
            .flat_map(|line| {
                [
                    line, "
",
                ]
            })
            .collect()
    }
}

fn lower(document: &str) -> Lowered {
    lower_part(document, &Options::default())
}

fn lower_part(document: &str, options: &Options) -> Lowered {
    let mut diagnostics = Diagnostics::new();
    let document = load::parse("api.yaml", document.as_bytes(), &mut diagnostics)
        .expect("a document that loads");
    let from_load = diagnostics.len();
    let (api, sites, _) = super::lower(&document, options, &mut diagnostics);
    let said = diagnostics.iter().skip(from_load);
    let pointer = |diagnostic: &crate::diagnostic::Diagnostic| {
        diagnostic
            .pointer()
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    Lowered {
        text: api.to_string(),
        api,
        said: said
            .clone()
            .map(|said| format!("{} {} {}", said.severity.as_str(), said.code, pointer(said)))
            .collect(),
        messages: said
            .map(|said| {
                let related = said
                    .related
                    .iter()
                    .map(|(at, label)| format!("; {label}: {at}"));
                format!(
                    "{}; {}{}",
                    said.message,
                    said.help,
                    related.collect::<String>()
                )
            })
            .collect(),
        sites,
    }
}

/// The lines of `text`, two columns to the right.
fn indented(text: &str) -> String {
    text.lines().flat_map(|line| ["  ", line, "\n"]).collect()
}

/// A document with these paths and components.
fn document(paths: &str, components: &str) -> String {
    format!(
        "openapi: 3.0.3\n\
         info: {{title: Test, version: '1'}}\n\
         servers: [{{url: https://api.example.com}}]\n\
         paths:\n{}components:\n{}",
        indented(paths),
        indented(components),
    )
}

/// A document with one operation, `read`, which answers with `components.schemas.Thing`.
fn answering(schemas: &str) -> String {
    document(
        "/thing:\n  get:\n    operationId: read\n    responses: {'200': {description: '', content: \
         {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}\n",
        &format!("schemas:\n{}", indented(schemas)),
    )
}

/// The line of the property `value` of a `Thing` whose property it is.
fn property(schema: &str) -> String {
    let lowered = lower(&answering(&format!(
        "Thing: {{type: object, properties: {{value: {schema}}}}}"
    )));
    assert_eq!(lowered.said, [""; 0], "{schema}");
    let part = lowered.part("object Thing");
    part.lines()
        .find_map(|line| line.strip_prefix("  value optional: "))
        .unwrap_or(&part)
        .to_owned()
}

#[test]
fn what_the_documents_root_says_is_kept() {
    let lowered = lower(
        "openapi: 3.0.3\n\
         info: {title: Weather, version: '2.1', description: Rain and sun.}\n\
         servers: [{url: https://example.com}]\n\
         paths: {}\n",
    );
    assert_eq!(lowered.said, [""; 0]);
    assert_eq!(lowered.api.title, "Weather");
    assert_eq!(lowered.api.version, "2.1");
    assert_eq!(lowered.api.description.as_deref(), Some("Rain and sun."));
    assert_eq!(lowered.api.document_sha256.len(), 64);
}
