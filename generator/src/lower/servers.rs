//! The Server Objects (`OpenAPI` 3.0.4, section 4.8.5) at the root become base URLs.

use openapiv3::{Server, ServerVariable};

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir;

/// Section 4.8.1.1: what `servers` is where the document has none.
const DEFAULT: &str = "/";

impl Lowering<'_> {
    /// The base URLs of the document, its variables replaced by their defaults. Never empty.
    pub(super) fn servers(&mut self) -> Vec<ir::Server> {
        let at = Pointer::ROOT.child("servers");
        let servers = match self.document.get(&at) {
            None => Vec::new(),
            Some(_) => self.read::<Vec<Server>>(&at).unwrap_or_default(),
        };
        let mut urls: Vec<String> = servers
            .into_iter()
            .enumerate()
            .map(|(index, server)| self.server(&at.index(index), server))
            .collect();
        if urls.is_empty() {
            urls.push(DEFAULT.to_owned());
        }
        // A relative URL is relative to where the document was fetched from, which nobody knows here.
        if urls.first().is_some_and(|url| !is_absolute(url)) {
            let place = if self.document.get(&at.index(0)).is_some() {
                at.index(0)
            } else {
                Pointer::ROOT
            };
            self.diagnostics.push(Diagnostic::warning(
                Code::RelativeServer,
                place,
                "the document names no absolute URL as its first server, so the client has no base URL of its own",
                "name an absolute URL under `servers`, or set the base URL where the client is built",
            ));
        }
        let server = |url| ir::Server {
            url,
            description: None,
            variables: Vec::new(),
        };
        urls.into_iter().map(server).collect()
    }

    fn server(&mut self, at: &Pointer, server: Server) -> String {
        let Server {
            url,
            // Tells people which server it is; the client only needs to reach it.
            description: _,
            variables,
            extensions: _,
        } = server;
        let variables = variables.unwrap_or_default();
        let mut text = String::new();
        let mut rest = url.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            rest = after;
            match variables.get(name) {
                // Section 4.8.6.1: the default "SHALL be sent if an alternate value is not supplied". An alternate value
                // is supplied as a base URL where the client is built, so `enum` adds nothing.
                Some(ServerVariable {
                    enumeration: _,
                    default,
                    description: _,
                    extensions: _,
                }) => {
                    text.push_str(default);
                }
                None => self.diagnostics.push(Diagnostic::error(
                    Code::UndeclaredServerVariable,
                    at.child("url"),
                    format!(
                        "the server's URL has a variable `{name}` that `variables` does not declare"
                    ),
                    format!("declare `{name}` with its default under `variables`"),
                )),
            }
        }
        text.push_str(rest);
        text
    }
}

fn is_absolute(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
