//! The Paths Object, its Path Item Objects and their Operation Objects (`OpenAPI` 3.0.4, sections 4.8.8 to 4.8.10).

use std::collections::HashMap;

use openapiv3::{ExternalDocumentation, SecurityRequirement};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Lowering;
use super::failures::{Failed, Failures, Result};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir;

/// An operation before it is known whether all types that it reaches can be lowered.
pub(super) struct Draft {
    /// Where its Operation Object stands.
    pub(super) at: Pointer,
    /// What people call it.
    pub(super) label: String,
    pub(super) outcome: Result<Drafted>,
}

/// An operation and where its parts stand.
pub(super) struct Drafted {
    pub(super) operation: ir::Operation,
    pub(super) parameters: Vec<Pointer>,
    pub(super) responses: Vec<Pointer>,
}

/// The Operation Object. It differs from the one of `openapiv3`, which fails on a callback that is a reference, drops
/// the answers whose status it does not know, and reads all parameters or none.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "the list of keywords is whole, but some are read piece by piece from where they stand"
)]
struct OperationObject {
    #[serde(default)]
    tags: Vec<String>,
    summary: Option<String>,
    description: Option<String>,
    external_docs: Option<ExternalDocumentation>,
    operation_id: Option<String>,
    parameters: Option<IgnoredAny>,
    request_body: Option<IgnoredAny>,
    responses: Option<IgnoredAny>,
    callbacks: Option<IgnoredAny>,
    deprecated: Option<bool>,
    security: Option<Vec<SecurityRequirement>>,
    servers: Option<IgnoredAny>,
}

impl Lowering<'_> {
    /// Every operation of the document, in its order.
    pub(super) fn operations(&mut self) -> Vec<Draft> {
        let paths = Pointer::ROOT.child("paths");
        let mut ids = HashMap::new();
        let mut drafts = Vec::new();
        // What does not begin with a slash is an extension, or `load` has reported it.
        for path in self
            .keys(&paths)
            .into_iter()
            .filter(|path| path.starts_with('/'))
        {
            let at = paths.child(&path);
            match self.document.follow(&at) {
                Ok(item) => self.path_item(&item, &path, &mut ids, &mut drafts),
                Err(diagnostic) => {
                    let outcome = Err(self.unreadable(&at, *diagnostic));
                    drafts.push(Draft {
                        at,
                        label: path,
                        outcome,
                    });
                }
            }
        }
        drafts
    }

    /// The Path Item Object at `at`. It is read key by key: of its operations each stands for itself.
    fn path_item(
        &mut self,
        at: &Pointer,
        path: &str,
        ids: &mut HashMap<String, Pointer>,
        drafts: &mut Vec<Draft>,
    ) {
        for key in self.keys(at) {
            let method = match key.as_str() {
                "get" => ir::Method::Get,
                "put" => ir::Method::Put,
                "post" => ir::Method::Post,
                "delete" => ir::Method::Delete,
                "options" => ir::Method::Options,
                "head" => ir::Method::Head,
                "patch" => ir::Method::Patch,
                "trace" => ir::Method::Trace,
                // `parameters` and `servers` are read with each operation. `summary` and `description` tell of all
                // operations of a path together, and there is no such place in a client. What else there may be is an
                // extension, or `load` has reported it.
                _ => continue,
            };
            let operation = at.child(&key);
            let mut label = format!("{} {path}", method.as_str());
            let outcome = self.operation(at, &operation, path, method, ids, &mut label);
            drafts.push(Draft {
                at: operation,
                label,
                outcome,
            });
            self.lower_queued_objects();
        }
    }

    fn operation(
        &mut self,
        path_item: &Pointer,
        at: &Pointer,
        path: &str,
        method: ir::Method,
        ids: &mut HashMap<String, Pointer>,
        label: &mut String,
    ) -> Result<Drafted> {
        let OperationObject {
            tags,
            summary,
            description,
            external_docs,
            operation_id,
            // These three are read piece by piece from where they stand.
            parameters: _,
            request_body,
            responses: _,
            callbacks,
            // Read together with the vendors' dialects.
            deprecated: _,
            security,
            servers,
        } = self.read(at)?;
        let id = self.operation_id(at, operation_id, ids)?;
        id.as_str().clone_into(label);
        if callbacks.is_some() {
            self.not_handled(
                Code::UnsupportedCallbacks,
                &at.child("callbacks"),
                "callbacks are requests that the server sends, which a client does not answer",
                "write a server for them by hand",
            );
        }
        let mut failures = Failures::default();
        if servers.is_some() {
            failures.add(self.own_servers(&at.child("servers")));
        } else if self.document.get(&path_item.child("servers")).is_some() {
            failures.add(self.own_servers(&path_item.child("servers")));
        }
        let security = self.security(at, security);
        let security = failures.part(security);
        let parameters = self.parameters(path_item, at, path, &id);
        let parameters = failures.part(parameters);
        let body = match request_body {
            Some(_) => failures.part(self.body(&at.child("requestBody"), &id)),
            None => None,
        };
        let answers = self.responses(at, &id, method);
        let answers = failures.part(answers).unwrap_or_default();
        let announced: Vec<Pointer> = answers
            .iter()
            .filter_map(|answer| answer.media_type.clone())
            .collect();
        let (responses, response_sites) = answers
            .into_iter()
            .map(|answer| (answer.response, answer.at))
            .unzip();
        let (parameters, parameter_sites) = parameters.unwrap_or_default().into_iter().unzip();
        let operation = ir::Operation {
            id,
            tags,
            method,
            path: path.to_owned(),
            docs: docs(summary, description, external_docs),
            deprecation: self.operation_deprecation(at, &announced),
            security: security.unwrap_or_default(),
            servers: Vec::new(),
            parameters,
            body,
            responses,
        };
        failures.whole(Drafted {
            operation,
            parameters: parameter_sites,
            responses: response_sites,
        })
    }

    fn operation_id(
        &mut self,
        at: &Pointer,
        id: Option<String>,
        ids: &mut HashMap<String, Pointer>,
    ) -> Result<ir::WireName> {
        let Some(id) = id else {
            return Err(self.fail(
                Diagnostic::error(
                    Code::MissingOperationId,
                    at,
                    "the operation has no `operationId`, which its function would be called after",
                    "add an `operationId` that no other operation has",
                )
                .on_key(),
            ));
        };
        let place = at.child("operationId");
        if let Some(first) = ids.get(&id) {
            let diagnostic = Diagnostic::error(
                Code::DoubledOperationId,
                place,
                format!("a second operation has the `operationId` `{id}`"),
                "give each operation an `operationId` of its own",
            )
            .with_related(first.clone(), "the first is here");
            return Err(self.fail(diagnostic));
        }
        ids.insert(id.clone(), place);
        Ok(ir::WireName(id))
    }

    /// A client has one base URL; sending such a request to it would reach the wrong server.
    fn own_servers(&mut self, at: &Pointer) -> Failed {
        self.fail(
            Diagnostic::error(
                Code::UnsupportedServers,
                at,
                "servers of a single path or operation are not handled",
                "name all servers at the root of the document",
            )
            .on_key(),
        )
    }

    /// The keys of the object at `at`, in the document's order.
    pub(super) fn keys(&self, at: &Pointer) -> Vec<String> {
        let object = self.document.get(at).and_then(serde_json::Value::as_object);
        object
            .into_iter()
            .flat_map(|object| object.keys().cloned())
            .collect()
    }
}

/// The texts on one thing.
pub(super) fn docs(
    title: Option<String>,
    description: Option<String>,
    external_docs: Option<ExternalDocumentation>,
) -> ir::Docs {
    let link = external_docs.map(
        |ExternalDocumentation {
             description,
             url,
             extensions: _,
         }| (url, description),
    );
    ir::Docs {
        title,
        description,
        link,
    }
}
