//! What the client knows without calling anything: its operations, servers and credentials.
//!
//! Document and records are written as lines of text, each by its own code, and the lines are compared.

use std::collections::HashMap;

use serde_json::Value;

use super::{Case, Subject, Suite};
use crate::{
    adapter::ServerFacts,
    difference::{Difference, Failure, verdict},
    oracle::{Document, Operation, Scheme, servers_of},
};

/// The cases about the API as a whole.
pub fn cases(suite: Suite) -> Vec<Case> {
    let operations = Case::new(
        "operations::client_has_exactly_those_of_the_document",
        move || {
            // Where the document gives no name of its own to an operation, it is the client that makes one.
            let own = |operation: &&Operation| {
                let node = suite.document.at(&operation.pointer);
                node.is_some_and(|node| node.text("operationId") == Some(&operation.id))
            };
            let named = suite.operations.iter().filter(own);
            let named: HashMap<String, &str> = named.map(|it| (it.key(), it.id.as_str())).collect();
            let shown = |key: &str, id: &str| match named.get(key) {
                Some(_) => format!("{key} ({id})"),
                None => key.to_owned(),
            };
            let documented = suite.operations.iter().map(|it| shown(&it.key(), &it.id));
            let mut documented: Vec<String> = documented.collect();
            let known = suite.adapter.facts().operations.into_iter();
            let mut known: Vec<String> = known.map(|it| shown(&it.key, &it.id)).collect();
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
            let facts = suite.adapter.facts();
            let known: Vec<String> = facts.servers.iter().map(known_server).collect();
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
            let facts = suite.adapter.facts();
            let known = [facts.title, facts.version];
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
        let facts = subject.suite.adapter.facts();
        let record = facts.operation(&operation.key());
        let record = record.ok_or_else(|| Failure::because("the client has no such operation"))?;
        let document = subject.suite.document;
        let documented: Vec<String> = operation
            .security
            .iter()
            .map(|schemes| alternative(document, schemes))
            .collect();
        let known = record.security.iter();
        let known = known.map(|schemes| schemes.join(" with "));
        let place = document.place(&operation.pointer);
        same("security", &documented, &known.collect::<Vec<_>>(), place)
    })
}

fn same(what: &str, expected: &[String], found: &[String], place: String) -> Result<(), Failure> {
    let differs = (expected != found)
        .then(|| Difference::new(what, format!("{expected:?}"), format!("{found:?}")).at(place));
    verdict(differs.into_iter().collect(), "")
}

/// `servers`, with each variable's default in its place (OpenAPI 3.0.4, section 4.8.5); without any, the host's root
/// (section 4.8.1).
fn servers(document: &Document) -> Vec<String> {
    let servers = servers_of(&document.root()).into_iter();
    let urls = servers.map(|server| with_defaults(&server.url, &server.variables));
    let urls: Vec<String> = urls.collect();
    if urls.is_empty() {
        vec!["/".to_owned()]
    } else {
        urls
    }
}

fn known_server(server: &ServerFacts) -> String {
    with_defaults(&server.url, &server.variables)
}

fn with_defaults(url: &str, variables: &[(String, String)]) -> String {
    let variables = variables.iter();
    variables.fold(url.to_owned(), |url, (name, default)| {
        url.replace(&format!("{{{name}}}"), default)
    })
}

fn alternative(document: &Document, schemes: &[Scheme]) -> String {
    let all = document.root().value.pointer("/components/securitySchemes");
    let scheme = |Scheme { name, .. }: &Scheme| {
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

#[cfg(test)]
mod tests {
    use super::servers;
    use crate::oracle::Document;

    #[test]
    fn without_servers_there_is_the_hosts_root() {
        for (text, urls) in [
            ("openapi: 3.0.3", "/"),
            ("{openapi: 3.0.3, servers: []}", "/"),
            (
                "{openapi: 3.0.3, servers: [{url: 'https://{at}:{port}/v1', variables: {at: {default: a.example}, port: {default: 8443}}}]}",
                "https://a.example:8443/v1",
            ),
        ] {
            let document = Document::parse("test.yaml", text).expect("readable");
            assert_eq!(servers(&document), [urls], "{text}");
        }
    }
}
