//! Server Objects (`OpenAPI` 3.0.4, sections 4.8.5 and 4.8.6): those of the API, of a path and of an operation.

use super::Lowering;
use super::written::{ServerObject, ServerVariableObject};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir;

/// Section 4.8.1.1: what `servers` is where the document has none.
const DEFAULT: &str = "/";

impl Lowering<'_> {
    /// The servers of the API. Never empty.
    pub(super) fn servers(&mut self) -> Vec<ir::Server> {
        let at = Pointer::ROOT.child("servers");
        let mut servers = self.servers_at(&at);
        if servers.is_empty() {
            servers.push(ir::Server {
                url: DEFAULT.to_owned(),
                description: None,
                variables: Vec::new(),
            });
        }
        if let Some(base) = servers.iter().find(|server| server.is_absolute()).cloned() {
            // A relative URL is relative to where the document was fetched from, which nobody knows here; but the servers of
            // one document stand beside each other.
            for server in servers.iter_mut().filter(|server| !server.is_absolute()) {
                resolve(server, &base);
            }
        }
        if servers.first().is_some_and(|server| !server.is_absolute()) {
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
        servers
    }

    /// The servers of an operation alone, or of its path; empty where it has those of the API.
    pub(super) fn own_servers(
        &mut self,
        path_item: &Pointer,
        operation: &Pointer,
    ) -> Vec<ir::Server> {
        // Section 4.8.10.1: the operation's list overrides that of the path or the root.
        let own = [operation, path_item]
            .map(|owner| owner.child("servers"))
            .into_iter()
            .find(|at| self.document.get(at).is_some());
        let Some(at) = own else {
            return Vec::new();
        };
        let mut servers = self.servers_at(&at);
        if let Some(base) = self.servers.iter().find(|server| server.is_absolute()) {
            for server in servers.iter_mut().filter(|server| !server.is_absolute()) {
                resolve(server, base);
            }
        }
        // Who calls a whole API below another URL means all of it: such a list says nothing.
        if servers == self.servers {
            servers.clear();
        }
        servers
    }

    fn servers_at(&mut self, at: &Pointer) -> Vec<ir::Server> {
        let count = self
            .document
            .get(at)
            .and_then(serde_json::Value::as_array)
            .map_or(0, Vec::len);
        (0..count)
            .filter_map(|index| self.server(&at.index(index)))
            .collect()
    }

    /// The server at `at`. One that can't be read was reported by `load`.
    fn server(&mut self, at: &Pointer) -> Option<ir::Server> {
        let ServerObject {
            url,
            description,
            variables: _,
        } = self.read(at).ok()?;
        let mut url = url?.trim().to_owned();
        if looks_like_host(&url) {
            self.diagnostics.push(Diagnostic::flaw(
                Code::RelativeServer,
                at.child("url"),
                format!(
                    "`{url}` has no scheme and so is a relative URL; it is read as `https://{url}`"
                ),
                "write the scheme",
            ));
            url.insert_str(0, "https://");
        } else if url.starts_with("//") {
            url.insert_str(0, "https:");
        }
        let mut variables: Vec<ir::ServerVariable> = Vec::new();
        for name in names(&url) {
            if variables.iter().all(|known| known.name.as_str() != name) {
                variables.push(self.server_variable(at, name));
            }
        }
        Some(ir::Server {
            url,
            description,
            variables,
        })
    }

    fn server_variable(&mut self, server: &Pointer, name: &str) -> ir::ServerVariable {
        let at = server.child("variables").child(name);
        let object = self.document.get(&at);
        let ServerVariableObject {
            values,
            default,
            description,
        } = object
            .and_then(|object| serde::Deserialize::deserialize(object).ok())
            .unwrap_or_default();
        let values = values.unwrap_or_default();
        let default = default.or_else(|| values.first().cloned());
        if default.is_none() {
            self.diagnostics.push(Diagnostic::flaw(
                Code::UndeclaredServerVariable,
                server.child("url"),
                format!(
                    "the server's URL has a variable `{name}` that `variables` has no value for, so the caller must name one"
                ),
                format!("declare `{name}` with its default under `variables`"),
            ));
        }
        ir::ServerVariable {
            name: ir::WireName(name.to_owned()),
            default: default.unwrap_or_default(),
            values,
            description,
        }
    }
}

/// The names in braces.
fn names(url: &str) -> impl Iterator<Item = &str> {
    url.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
}

/// Puts a relative URL below an absolute one (RFC 3986, section 5.2, as far as people use it for servers).
fn resolve(server: &mut ir::Server, base: &ir::Server) {
    let after_scheme = base.url.find("://").map_or(0, |at| at + "://".len());
    let path = base
        .url
        .get(after_scheme..)
        .and_then(|rest| rest.find('/'))
        .map_or(base.url.len(), |slash| after_scheme + slash);
    let (origin, base_path) = base.url.split_at_checked(path).unwrap_or((&base.url, ""));
    let relative = server.url.strip_prefix("./").unwrap_or(&server.url);
    server.url = if relative.starts_with('/') {
        format!("{origin}{relative}")
    } else {
        let folder = base_path.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{origin}{folder}/{relative}")
    };
    let used: Vec<&str> = names(&server.url).collect();
    let of_base = base
        .variables
        .iter()
        .filter(|variable| used.contains(&variable.name.as_str()));
    let mut variables: Vec<ir::ServerVariable> = of_base.cloned().collect();
    for own in &server.variables {
        if variables.iter().all(|known| known.name != own.name) {
            variables.push(own.clone());
        }
    }
    server.variables = variables;
}

/// Whether a relative URL is a host that lacks its scheme: its first segment ends like a domain.
fn looks_like_host(url: &str) -> bool {
    if url.contains("://") || url.starts_with(['/', '.', '{']) {
        return false;
    }
    let host = url.split(['/', ':']).next().unwrap_or_default();
    host.rsplit_once('.').is_some_and(|(_, last)| {
        last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use super::{looks_like_host, resolve};
    use crate::ir;

    #[test]
    fn relative_servers_stand_beside_the_absolute_one() {
        for (relative, base, expected) in [
            ("/v2", "https://a.com/v1", "https://a.com/v2"),
            ("/v2", "https://a.com", "https://a.com/v2"),
            ("v2", "https://a.com/api/v1", "https://a.com/api/v2"),
            ("./v2", "https://a.com/v1", "https://a.com/v2"),
            ("/", "https://{host}/v1", "https://{host}/"),
            ("v2", "https://a.com", "https://a.com/v2"),
        ] {
            let server = |url: &str| ir::Server {
                url: url.to_owned(),
                description: None,
                variables: Vec::new(),
            };
            let mut resolved = server(relative);
            resolve(&mut resolved, &server(base));
            assert_eq!(resolved.url, expected, "{relative} {base}");
        }
    }

    #[test]
    fn a_host_ends_like_a_domain() {
        for host in ["api.example.com", "api.example.com/v1", "example.com:8080"] {
            assert!(looks_like_host(host), "{host}");
        }
        for other in [
            "v1.0/pets",
            "/api.example.com",
            "localhost",
            "https://a.com",
            "{host}.a.com",
            "",
        ] {
            assert!(!looks_like_host(other), "{other}");
        }
    }
}
