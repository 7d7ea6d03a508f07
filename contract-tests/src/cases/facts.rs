//! What the client knows without calling anything: its operations, servers and credentials.
//!
//! Document and records are written as lines of text, each by its own code, and the lines are compared.

use serde_json::Value;
use specwright_runtime::{self as runtime, ApiKeyPlace, SecuritySchemeKind};

use super::{Case, Subject, Suite};
use crate::{
    difference::{Difference, Failure, verdict},
    oracle::Document,
};

/// The cases about the API as a whole.
pub fn cases(suite: Suite) -> Vec<Case> {
    let operations = Case::new(
        "operations::client_has_exactly_those_of_the_document",
        move || {
            let mut documented: Vec<String> = suite
                .operations
                .iter()
                .map(|operation| operation.id.clone())
                .collect();
            let known = suite.adapter.operations().iter();
            let mut known: Vec<String> = known.map(|operation| operation.id.to_owned()).collect();
            documented.sort_unstable();
            known.sort_unstable();
            same(
                "operations",
                &documented,
                &known,
                suite.document.place("/paths"),
            )
        },
    );
    let servers = Case::new(
        "operations::client_has_the_servers_of_the_document",
        move || {
            let known = suite.adapter.api().servers.iter().map(known_server);
            let known: Vec<String> = known.collect();
            same(
                "servers",
                &servers(suite.document),
                &known,
                suite.document.place("/servers"),
            )
        },
    );
    let title = Case::new(
        "operations::client_has_the_title_of_the_document",
        move || {
            let root = suite.document.root().value;
            let info = |name| {
                root.pointer(&format!("/info/{name}"))
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            };
            let documented: Vec<String> =
                ["title", "version"].into_iter().filter_map(info).collect();
            let api = suite.adapter.api();
            let known = [api.title.to_owned(), api.version.to_owned()];
            same(
                "title and version",
                &documented,
                &known,
                suite.document.place("/info"),
            )
        },
    );
    vec![operations, servers, title]
}

/// The case about the credentials that an operation takes.
pub fn security(subject: Subject) -> Case {
    let name = subject.name(
        "request_shape",
        "authentication::record_equals_the_document",
    );
    Case::new(name, move || {
        let operation = subject.operation;
        let records = subject.suite.adapter.operations();
        let record = records.iter().find(|record| record.id == operation.id);
        let record = record.ok_or_else(|| Failure::because("the client has no such operation"))?;
        let document = subject.suite.document;
        let documented: Vec<String> = operation
            .security
            .iter()
            .map(|schemes| alternative(document, schemes))
            .collect();
        let known = record.security.iter().map(|schemes| {
            let schemes: Vec<String> = schemes
                .iter()
                .map(|requirement| known_scheme(requirement.scheme))
                .collect();
            schemes.join(" with ")
        });
        let place = document.place(&operation.pointer);
        same("security", &documented, &known.collect::<Vec<_>>(), place)
    })
}

fn same(what: &str, expected: &[String], found: &[String], place: String) -> Result<(), Failure> {
    let differs = (expected != found)
        .then(|| Difference::new(what, format!("{expected:?}"), format!("{found:?}")).at(place));
    verdict(differs.into_iter().collect(), "")
}

/// `servers`, with each variable's default in its place (OpenAPI 3.0.4, section 4.8.5).
fn servers(document: &Document) -> Vec<String> {
    let servers = document
        .root()
        .value
        .get("servers")
        .and_then(Value::as_array);
    let url = |server: &Value| {
        let url = server.get("url").and_then(Value::as_str)?.to_owned();
        let variables = server
            .get("variables")
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        Some(variables.fold(url, |url, (name, variable)| {
            let default = variable
                .get("default")
                .and_then(Value::as_str)
                .unwrap_or_default();
            url.replace(&format!("{{{name}}}"), default)
        }))
    };
    servers.into_iter().flatten().filter_map(url).collect()
}

fn known_server(server: &runtime::Server) -> String {
    let variables = server.variables.iter();
    variables.fold(server.url.to_owned(), |url, variable| {
        url.replace(&format!("{{{}}}", variable.name), variable.default)
    })
}

fn alternative(document: &Document, schemes: &[String]) -> String {
    let all = document.root().value.pointer("/components/securitySchemes");
    let scheme = |name: &String| {
        let found = all.and_then(|all| all.get(name)).unwrap_or(&Value::Null);
        let text = |pointer: &str| {
            found
                .pointer(pointer)
                .and_then(Value::as_str)
                .unwrap_or("-")
        };
        let facts = match text("/type") {
            "http" => format!("http {}", text("/scheme").to_ascii_lowercase()),
            "apiKey" => format!("apiKey {} {}", text("/in"), text("/name")),
            "oauth2" => format!("oauth2 {}", text("/flows/clientCredentials/tokenUrl")),
            other => format!("{other} {}", text("/openIdConnectUrl")),
        };
        format!("{name}: {facts}")
    };
    schemes
        .iter()
        .map(scheme)
        .collect::<Vec<_>>()
        .join(" with ")
}

fn known_scheme(scheme: &runtime::SecurityScheme) -> String {
    let facts = match scheme.kind {
        SecuritySchemeKind::HttpBasic => "http basic".to_owned(),
        SecuritySchemeKind::HttpBearer => "http bearer".to_owned(),
        SecuritySchemeKind::HttpDigest => "http digest".to_owned(),
        SecuritySchemeKind::HttpOther(name) => format!("http {}", name.to_ascii_lowercase()),
        SecuritySchemeKind::ApiKey { place, name } => {
            let place = match place {
                ApiKeyPlace::Header => "header",
                ApiKeyPlace::Query => "query",
                ApiKeyPlace::Cookie => "cookie",
            };
            format!("apiKey {place} {name}")
        }
        SecuritySchemeKind::OAuth2 { token_url } => format!("oauth2 {}", token_url.unwrap_or("-")),
        SecuritySchemeKind::OpenIdConnect { url } => format!("openIdConnect {url}"),
        _ => "a kind that this suite does not know".to_owned(),
    };
    format!("{}: {facts}", scheme.name)
}
