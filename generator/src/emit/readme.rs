//! `README.md` of a package that stands alone: what it is and how to use it, with an example that compiles.
//!
//! The example is checked: `lib.rs` holds the file as documentation of an item that exists for doctests only.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::markdown::{code, fence, harmless, visible, wrapped};
use crate::Settings;
use crate::ir::{
    Api, Operation, ParameterPlace, SecurityScheme, SecuritySchemeKind, Shape, TypeRef,
};
use crate::names::OperationNames;

/// What compiles the example.
pub(super) fn doctest() -> TokenStream {
    quote! {
        /// Compiles the README's example.
        #[cfg(doctest)]
        #[doc = include_str!("../README.md")]
        struct Readme;
    }
}

/// The file. `command` writes the package anew.
pub(super) fn readme(context: Context<'_>, settings: &Settings, command: &str) -> String {
    let (api, package) = (context.api, settings.package.as_str());
    let mut text = Readme(format!("# {package}\n"));
    text.paragraph(&format!(
        "A Rust client of the {}, version {}, with a function for each of {}. It was generated from the API's \
         OpenAPI document by specwright.",
        code(&api.title),
        code(&api.version),
        match api.operations.len() {
            1 => "its one operation".to_owned(),
            count => format!("its {count} operations"),
        },
    ));
    if let Some(description) = api.description.as_deref().and_then(first_paragraph) {
        text.lines(&harmless(description));
    }
    text.heading("Example");
    text.lines(&example(context, package));
    text.paragraph(
        "Required inputs are arguments, optional ones are methods of the call, and nothing is sent until `send` is \
         awaited. `cargo doc --open` shows every operation and every type.",
    );
    text.heading("Server");
    text.paragraph(&server(api));
    text.heading("Credentials");
    text.paragraph(&credentials(&api.security_schemes));
    text.heading("What to expect");
    let is_paged = api.operations.iter().any(|it| it.paging.is_some());
    let expectations = EXPECTATIONS.into_iter().chain(is_paged.then_some(PAGES));
    text.lines(&expectations.flat_map(point).collect::<Vec<_>>());
    if settings.adapter {
        text.heading("Contract tests");
        text.paragraph(
            "`cargo test` runs them: `contract-tests/` reads the document once more, without the generator's code, and \
             holds this client against it. `contract-tests/tests/suite/main.rs` names the document by the way from there; \
             after moving one of the two, run the command below again. What is known to fail, and why, can be said in \
             `contract-tests/expectations.yaml`, which no command writes.",
        );
    }
    text.heading("Made anew");
    text.paragraph(
        "`Cargo.toml`, this file, `src/` and, where there are such, `runtime/` and in `contract-tests/` the `Cargo.toml`, \
         the licences, `src/` and `tests/suite/`, are written by the command below; what is changed in them by hand is \
         lost with its next run. Everything else in this folder is yours.",
    );
    let command = visible(command).replace('\n', " ");
    let fence = fence(&command, 3);
    text.lines(&[format!("{fence}console"), format!("$ {command}"), fence]);
    text.0
}

const EXPECTATIONS: [&str; 4] = [
    "**Requests are strict.** A value that breaks a rule of the document is refused, with its place and the rule, before \
     a byte is sent.",
    "**Answers are lenient.** An enum value that the document does not know stays readable and goes out again as it \
     came; unknown properties are ignored.",
    "**Errors keep everything.** Each operation has an error type with a variant for each documented status and `Other` \
     for all else, and operations that document the same errors share one, so implement nothing for two of them; status, headers and raw body are there in each, and `maybe_executed` says whether a call that failed \
     may have been carried out.",
    "**What is deprecated says so**: to the compiler, in the documentation and, once for each operation, parameter, \
     property and value of an enum that is used, in the log (`tracing`). `Client::builder().deprecation(…)` decides \
     whether such a call is made at all, and `client.runtime().deprecations()` counts them. An operation that answers 410 \
     after its sunset ends in an error that says so and names what to use instead.",
];

const PAGES: &str = "**Lists go on behind their first page.** Where the document tells how, a call has `pages` beside `send`, which gives one \
     page after the other, and mostly `items`, which gives what they list. No link leads a call to another server.";

/// A text that grows by blocks, a blank line between two.
struct Readme(String);

impl Readme {
    fn heading(&mut self, heading: &str) {
        self.lines(&[format!("## {heading}")]);
    }

    fn paragraph(&mut self, sentence: &str) {
        self.lines(&wrapped(sentence));
    }

    fn lines(&mut self, lines: &[String]) {
        self.0.push('\n');
        for line in lines {
            self.0.push_str(line);
            self.0.push('\n');
        }
    }
}

/// A sentence as an item of a list.
fn point(sentence: &str) -> Vec<String> {
    let lines = wrapped(sentence).into_iter().enumerate();
    lines
        .map(|(index, line)| format!("{}{line}", if index == 0 { "- " } else { "  " }))
        .collect()
}

/// The description up to its first blank line, unless it begins with something that is no sentence.
fn first_paragraph(description: &str) -> Option<&str> {
    let first = description.trim().split("\n\n").next()?.trim();
    first.starts_with(char::is_alphanumeric).then_some(first)
}

fn server(api: &Api) -> String {
    let first = api
        .servers
        .first()
        .map_or("/", |server| server.url.as_str());
    if first.starts_with("http") {
        let plaintext = if is_plaintext(first) {
            " It is not encrypted, which the client refuses unless it is built with `allow_plaintext`."
        } else {
            ""
        };
        format!(
            "Calls go to {} unless the client is built with another `base_url`.{plaintext}",
            code(first)
        )
    } else {
        "The document names no server, so the client must be built with a `base_url`.".to_owned()
    }
}

fn is_plaintext(url: &str) -> bool {
    url.starts_with("http://")
}

fn credentials(schemes: &[SecurityScheme]) -> String {
    if schemes.is_empty() {
        return "No operation of the document asks for any.".to_owned();
    }
    let has =
        |wanted: fn(&SecuritySchemeKind) -> bool| schemes.iter().any(|scheme| wanted(&scheme.kind));
    let names = |wanted: fn(&SecuritySchemeKind) -> bool| {
        let schemes = schemes.iter().filter(|scheme| wanted(&scheme.kind));
        let names: Vec<_> = schemes.map(|scheme| code(scheme.name.as_str())).collect();
        names
    };
    let mut ways = Vec::new();
    if has(takes_bearer) {
        ways.push("`bearer_token(…)` takes a token".to_owned());
    }
    if has(|kind| {
        matches!(
            kind,
            SecuritySchemeKind::OAuth2 {
                client_credentials_token_url: Some(_)
            }
        )
    }) {
        ways.push(
            "`client_credentials(…)` takes the id and the secret that tokens are fetched with"
                .to_owned(),
        );
    }
    if has(|kind| matches!(kind, SecuritySchemeKind::HttpBasic)) {
        ways.push("`basic_auth(…)` takes a user name and a password".to_owned());
    }
    if has(|kind| matches!(kind, SecuritySchemeKind::HttpDigest)) {
        ways.push("`digest_auth(…)` takes those that are proved without being sent".to_owned());
    }
    match names(|kind| matches!(kind, SecuritySchemeKind::ApiKey { .. })).as_slice() {
        [] => {}
        [_] => ways.push("`api_key(…)` takes the key".to_owned()),
        keys => ways.push(format!(
            "`api_key_for(…)` takes the key for one of {}",
            keys.join(", ")
        )),
    }
    let mut sentences = Vec::new();
    if !ways.is_empty() {
        sentences.push(format!("On `Client::builder()`, {}.", ways.join(", ")));
    }
    let others = names(|kind| matches!(kind, SecuritySchemeKind::HttpOther(_)));
    if !others.is_empty() {
        sentences.push(format!(
            "For {}, give `credentials(…)` a value that implements `runtime::Credentials`.",
            others.join(", ")
        ));
    }
    sentences.push("The module `security` describes each scheme of the document.".to_owned());
    sentences
        .push("Credentials never reach an error, a log line or the output of `Debug`.".to_owned());
    sentences.join(" ")
}

fn takes_bearer(kind: &SecuritySchemeKind) -> bool {
    match kind {
        SecuritySchemeKind::HttpBearer
        | SecuritySchemeKind::OAuth2 { .. }
        | SecuritySchemeKind::OpenIdConnect { .. } => true,
        SecuritySchemeKind::HttpBasic
        | SecuritySchemeKind::HttpDigest
        | SecuritySchemeKind::HttpOther(_)
        | SecuritySchemeKind::ApiKey { .. } => false,
    }
}

/// A function that builds a client and makes a call, as a code block.
fn example(context: Context<'_>, package: &str) -> Vec<String> {
    let api = context.api;
    let krate = context.names.crate_name(package);
    let mut builder = "    let client = Client::builder()".to_owned();
    match api.servers.first().map(|server| server.url.as_str()) {
        Some(server) if is_plaintext(server) => builder.push_str(".allow_plaintext()"),
        Some(server) if server.starts_with("http") => {}
        _ => builder.push_str(".base_url(\"https://api.example.com\")"),
    }
    let bearer = api
        .security_schemes
        .iter()
        .any(|scheme| takes_bearer(&scheme.kind));
    if bearer {
        builder.push_str(".bearer_token(token)");
    }
    builder.push_str(".build()?;");
    let operations = || api.operations.iter().zip(&context.names.operations);
    let call = operations()
        .filter(|(operation, _)| operation.deprecation.is_none())
        .chain(operations())
        .filter_map(|(operation, names)| call(context, operation, names))
        .min_by_key(Call::distance);
    let (name, call) = match call {
        Some(Call { name, lines, .. }) => (name, lines),
        None => (
            "client".to_owned(),
            vec!["    println!(\"{client:?}\");".to_owned()],
        ),
    };
    let token = if bearer { "token: &str" } else { "" };
    let mut lines = vec![
        "```rust,no_run".to_owned(),
        format!("use {krate}::Client;"),
        String::new(),
        format!("async fn {name}({token}) -> Result<(), Box<dyn std::error::Error>> {{"),
        builder,
    ];
    lines.extend(call);
    lines.extend(["    Ok(())".to_owned(), "}".to_owned(), "```".to_owned()]);
    lines
}

/// A call for the example.
struct Call {
    name: String,
    lines: Vec<String>,
    arguments: usize,
    reads: bool,
}

impl Call {
    /// How far it is from the best of examples, which reads something and needs no input.
    fn distance(&self) -> (bool, usize) {
        (!self.reads, self.arguments)
    }
}

/// A call of the operation, if its arguments can be made up.
fn call(context: Context<'_>, operation: &Operation, names: &OperationNames) -> Option<Call> {
    if operation.body.as_ref().is_some_and(|body| body.required) {
        return None;
    }
    let required = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.required);
    let arguments = required
        .map(|parameter| argument(context, &parameter.value.ty, parameter.place))
        .collect::<Option<Vec<_>>>()?;
    let method = names.method.to_string();
    let mut lines = Vec::new();
    if operation.deprecation.is_some() {
        lines.push("    #[allow(deprecated)]".to_owned());
    }
    lines.push(format!(
        "    let call = client.{method}({});",
        arguments.join(", ")
    ));
    lines.push("    let answer = call.send().await?;".to_owned());
    lines.push("    println!(\"{}\", answer.status());".to_owned());
    Some(Call {
        name: method,
        lines,
        arguments: arguments.len(),
        reads: operation.method == crate::ir::Method::Get,
    })
}

/// A made-up argument.
fn argument(context: Context<'_>, ty: &TypeRef, place: ParameterPlace) -> Option<String> {
    let text = match place {
        ParameterPlace::Path => "an-id",
        ParameterPlace::Query | ParameterPlace::Header | ParameterPlace::Cookie => "a-value",
    };
    match ty {
        TypeRef::Boolean => Some("true".to_owned()),
        TypeRef::Integer(_) => Some("1".to_owned()),
        TypeRef::Double => Some("1.0".to_owned()),
        TypeRef::String => Some(format!("{text:?}")),
        // A text with a pattern says itself whether it keeps it.
        TypeRef::Named(id) => match &context.api.types.get(id.0)?.shape {
            Shape::Text(_) => Some(format!("&{text:?}.parse()?")),
            _ => None,
        },
        _ => None,
    }
}
