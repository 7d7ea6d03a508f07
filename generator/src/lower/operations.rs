//! The Paths Object, its Path Item Objects and their Operation Objects (`OpenAPI` 3.0.4, sections 4.8.8 to 4.8.10).

use openapiv3::ExternalDocumentation;

use super::Lowering;
use super::failures::{Failures, Result};
use super::ids::{Found, Lost};
use super::paths::{Template, template};
use super::versions::Choice;
use super::written::OperationObject;
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

impl Lowering<'_> {
    /// Every operation of the document that is asked for, in its order.
    pub(super) fn operations(&mut self) -> Vec<Draft> {
        let webhooks = Pointer::ROOT.child("webhooks");
        if !self.keys(&webhooks).is_empty() {
            self.not_part(
                Code::UnsupportedCallbacks,
                &webhooks,
                "webhooks are requests that the server sends, which a client does not answer",
                "write a server for them by hand",
            );
        }
        let (found, lost) = self.found();
        let found = self.selected(found);
        let mut drafts = Vec::new();
        for operation in found {
            let at = operation.at.clone();
            let Some(choice) = self.chosen_version(&at) else {
                continue;
            };
            let label = operation.id.0.clone();
            let outcome = self.operation(operation, choice);
            drafts.push(Draft { at, label, outcome });
            self.lower_queued_objects();
        }
        // Whoever asks for a part has no use for what might have been elsewhere.
        if self.options.selection == super::Selection::default() {
            for Lost {
                at,
                path,
                diagnostic,
            } in lost
            {
                let outcome = Err(self.unreadable(&at, diagnostic));
                drafts.push(Draft {
                    at,
                    label: path,
                    outcome,
                });
            }
        }
        drafts
    }

    fn operation(&mut self, found: Found, choice: Choice) -> Result<Drafted> {
        let Found {
            path_item,
            at,
            path,
            method,
            id,
            tags,
            trouble,
        } = found;
        let OperationObject {
            // These two are in `found`.
            tags: _,
            operation_id: _,
            summary,
            description,
            external_docs,
            // These four are read piece by piece from where they stand.
            parameters: _,
            request_body,
            responses: _,
            servers: _,
            callbacks,
            // Read together with the vendors' dialects.
            deprecated: _,
            security,
            idempotent,
        } = self.read(&at)?;
        self.diagnostics.extend(trouble);
        if callbacks.is_some() {
            self.not_part(
                Code::UnsupportedCallbacks,
                &at.child("callbacks"),
                "callbacks are requests that the server sends, which a client does not answer",
                "write a server for them by hand",
            );
        }
        let mut failures = Failures::default();
        let template = failures.part(self.template(&path, &at));
        let security = self.security(&at, security);
        let security = failures.part(security).unwrap_or_default();
        let (path, parameters) = match template {
            Some(Template {
                path,
                names,
                fragment: _,
            }) => {
                let parameters = self.parameters(&path_item, &at, &names, &id);
                (path, failures.part(parameters).unwrap_or_default())
            }
            None => (path, Vec::new()),
        };
        let sent = match request_body {
            Some(_) => {
                let body = self.body(&at.child("requestBody"), &id, choice);
                failures.part(body).flatten()
            }
            None => None,
        };
        let answers = self.responses(&at, &id, method, choice);
        let answers = failures.part(answers).unwrap_or_default();
        let of_body = sent.iter().flat_map(|sent| &sent.media_types);
        let of_answers = answers.iter().flat_map(|answer| &answer.media_types);
        let media_types: Vec<Pointer> = of_body.chain(of_answers).cloned().collect();
        let (responses, response_sites) = answers
            .into_iter()
            .map(|answer| (answer.response, answer.at))
            .unzip();
        let (parameters, parameter_sites) = parameters.into_iter().unzip();
        let operation = ir::Operation {
            id,
            tags,
            method,
            path,
            // OpenAPI has no word for it. Without an extension's, what HTTP says of the method holds; with one, the author
            // knows better: a POST may do nothing the second time, and a GET may count.
            idempotent: idempotent.unwrap_or_else(|| method.is_idempotent()),
            docs: docs(summary, description, external_docs),
            deprecation: self.operation_deprecation(&at, &media_types),
            security,
            servers: self.own_servers(&path_item, &at),
            parameters,
            body: sent.map(|sent| sent.body),
            responses,
            // Known when the types are.
            paging: None,
        };
        failures.whole(Drafted {
            operation,
            parameters: parameter_sites,
            responses: response_sites,
        })
    }

    /// The key of the Paths Object, taken apart.
    fn template(&mut self, path: &str, operation: &Pointer) -> Result<Template> {
        let at = Pointer::ROOT.child("paths").child(path);
        let template = template(path).map_err(|problem| {
            self.fail(
                Diagnostic::error(
                    Code::InvalidPath,
                    &at,
                    format!("the path has {problem}"),
                    "write each parameter as `{name}`",
                )
                .on_key()
                .with_related(operation.clone(), "this operation can't be called"),
            )
        })?;
        if let Some(fragment) = &template.fragment {
            self.diagnostics.push(
                Diagnostic::flaw(
                    Code::InvalidPath,
                    &at,
                    format!("a request has no fragment, so `#{fragment}` is left out of the path"),
                    "describe what a path can be asked for in one operation, or be content with several",
                )
                .on_key(),
            );
        }
        Ok(template)
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
