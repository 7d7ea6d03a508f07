//! Security Scheme Objects and Security Requirement Objects (`OpenAPI` 3.0.4, sections 4.8.27 and 4.8.30).

use openapiv3::{
    APIKeyLocation, ClientCredentialsOAuth2Flow, OAuth2Flows, SecurityRequirement, SecurityScheme,
};

use super::Lowering;
use super::failures::Result;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir;
use crate::load::{Document, Located};

/// The schemes of the document. Each is read when the first operation names it, because nobody needs the others.
#[derive(Debug)]
pub(super) struct Schemes(Vec<Scheme>);

/// What one name of an alternative asks for.
enum Required {
    Scheme(ir::SecurityRequirement),
    /// Nothing that a request could show.
    Nothing,
    /// Something that is not declared, or that can't be read.
    Unknown,
}

#[derive(Debug)]
struct Scheme {
    name: String,
    at: Pointer,
    lowered: Option<Result<ir::SecurityScheme>>,
}

impl Schemes {
    pub(super) fn of(document: &Document) -> Self {
        let at = Pointer::ROOT.child("components").child("securitySchemes");
        let names = document
            .get(&at)
            .and_then(serde_json::Value::as_object)
            .into_iter()
            .flat_map(|map| map.keys());
        Self(
            names
                .map(|name| Scheme {
                    name: name.clone(),
                    at: at.child(name),
                    lowered: None,
                })
                .collect(),
        )
    }

    /// The scheme at a position in the document's order and where it stands.
    pub(super) fn get(&self, position: usize) -> Option<(&ir::SecurityScheme, &Pointer)> {
        let scheme = self.0.get(position)?;
        Some((scheme.lowered.as_ref()?.as_ref().ok()?, &scheme.at))
    }
}

impl Lowering<'_> {
    /// What a caller must show: the operation's own `security`, else that of the root. The positions are those of the
    /// document's schemes until `prune` has left out those that nobody names.
    pub(super) fn security(
        &mut self,
        operation: &Pointer,
        own: Option<Vec<SecurityRequirement>>,
    ) -> Result<Vec<Vec<ir::SecurityRequirement>>> {
        let root = Pointer::ROOT.child("security");
        let (at, alternatives) = match own {
            // Section 4.8.10.1: an empty list removes what the root asks for.
            Some(alternatives) => (operation.child("security"), alternatives),
            None if self.document.get(&root).is_none() => return Ok(Vec::new()),
            None => (root.clone(), self.read(&root)?),
        };
        let mut lowered = Vec::new();
        for (index, alternative) in alternatives.into_iter().enumerate() {
            let at = at.index(index);
            let mut lost = false;
            let mut requirements = Vec::new();
            for (name, scopes) in alternative {
                match self.requirement(&at.child(&name), &name, scopes) {
                    Required::Scheme(requirement) => requirements.push(requirement),
                    Required::Nothing => {}
                    Required::Unknown => lost = true,
                }
            }
            // An empty alternative says that no credentials are needed, which the lost one did not say.
            if !(lost && requirements.is_empty()) {
                lowered.push(requirements);
            }
        }
        Ok(lowered)
    }

    fn requirement(&mut self, at: &Pointer, name: &str, scopes: Vec<String>) -> Required {
        let Some(position) = self.schemes.0.iter().position(|scheme| scheme.name == name) else {
            self.diagnostics.push(
                Diagnostic::flaw(
                    Code::UndeclaredSecurityScheme,
                    at,
                    format!(
                        "no security scheme is called `{name}`, so the client can't satisfy it"
                    ),
                    format!("declare `{name}` under `components.securitySchemes`"),
                )
                .on_key(),
            );
            return Required::Unknown;
        };
        if self.is_mutual_tls(position) {
            self.not_part(
                Code::MutualTls,
                at,
                "a client's certificate belongs to its connections and not to its requests",
                "build the client on a `reqwest::Client` that has the certificate",
            );
            return Required::Nothing;
        }
        match self.scheme(position) {
            Ok(()) => Required::Scheme(ir::SecurityRequirement {
                scheme: position,
                scopes,
            }),
            Err(_) => Required::Unknown,
        }
    }

    /// Whether the scheme at `position` is of the type `mutualTLS` (`OpenAPI` 3.1.1, section 4.8.27.1).
    fn is_mutual_tls(&self, position: usize) -> bool {
        let at = self.schemes.0.get(position).map(|scheme| &scheme.at);
        let at = at.and_then(|at| self.document.follow(at).ok());
        let ty = at.and_then(|at| self.document.get(&at.child("type")));
        ty.and_then(serde_json::Value::as_str) == Some("mutualTLS")
    }

    /// Lowers the scheme at `position`, the first time that it is asked for.
    fn scheme(&mut self, position: usize) -> Result<()> {
        let Some(Scheme { name, at, lowered }) = self.schemes.0.get(position) else {
            return Ok(());
        };
        if let Some(lowered) = lowered {
            return lowered.as_ref().map(|_| ()).map_err(Clone::clone);
        }
        let (name, at) = (ir::WireName(name.clone()), at.clone());
        let scheme = self
            .resolve(&at)
            .map(|Located { at: _, value }| lower(name, value));
        let outcome = scheme.as_ref().map(|_| ()).map_err(Clone::clone);
        if let Some(slot) = self.schemes.0.get_mut(position) {
            slot.lowered = Some(scheme);
        }
        outcome
    }
}

fn lower(name: ir::WireName, scheme: SecurityScheme) -> ir::SecurityScheme {
    let (description, kind) = match scheme {
        SecurityScheme::APIKey {
            location,
            name,
            description,
            extensions: _,
        } => {
            let place = match location {
                APIKeyLocation::Query => ir::ParameterPlace::Query,
                APIKeyLocation::Header => ir::ParameterPlace::Header,
                APIKeyLocation::Cookie => ir::ParameterPlace::Cookie,
            };
            (
                description,
                ir::SecuritySchemeKind::ApiKey {
                    place,
                    name: ir::WireName(name),
                },
            )
        }
        SecurityScheme::HTTP {
            scheme,
            // A hint for people on what a token looks like inside; a client sends it as it is.
            bearer_format: _,
            description,
            extensions: _,
        } => {
            // RFC 9110, section 11.1: the scheme is a case-insensitive token.
            let kind = match scheme.to_ascii_lowercase().as_str() {
                "basic" => ir::SecuritySchemeKind::HttpBasic,
                "bearer" => ir::SecuritySchemeKind::HttpBearer,
                "digest" => ir::SecuritySchemeKind::HttpDigest,
                _ => ir::SecuritySchemeKind::HttpOther(scheme),
            };
            (description, kind)
        }
        SecurityScheme::OAuth2 {
            flows,
            description,
            extensions: _,
        } => {
            let OAuth2Flows {
                client_credentials,
                // These three need a browser or a person's password. A token that was got in such a way is handed to
                // the client as a bearer token.
                implicit: _,
                password: _,
                authorization_code: _,
                extensions: _,
            } = flows;
            let client_credentials_token_url = client_credentials.map(|flow| {
                let ClientCredentialsOAuth2Flow {
                    token_url,
                    // RFC 6749, section 4.4.3: no refresh token comes with this grant.
                    refresh_url: _,
                    // The scopes that an operation needs stand in its requirement.
                    scopes: _,
                    extensions: _,
                } = flow;
                token_url
            });
            (
                description,
                ir::SecuritySchemeKind::OAuth2 {
                    client_credentials_token_url,
                },
            )
        }
        SecurityScheme::OpenIDConnect {
            open_id_connect_url,
            description,
            extensions: _,
        } => (
            description,
            ir::SecuritySchemeKind::OpenIdConnect {
                url: open_id_connect_url,
            },
        ),
    };
    ir::SecurityScheme {
        name,
        description,
        kind,
    }
}
