//! The Responses Object and its Response Objects (`OpenAPI` 3.0.4, sections 4.8.16 and 4.8.17).

use openapiv3::Response;

use super::Lowering;
use super::failures::{Failures, Result};
use super::media_types::Representation;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir;
use crate::load::Located;

/// A documented answer with what only the rest of `lower` needs to know.
pub(super) struct Answer {
    pub(super) response: ir::Response,
    /// Where its status stands.
    pub(super) at: Pointer,
    /// Where its Media Type Object stands.
    pub(super) media_type: Option<Pointer>,
}

impl Lowering<'_> {
    /// The documented answers of the operation at `operation`, ordered by status.
    pub(super) fn responses(
        &mut self,
        operation: &Pointer,
        id: &ir::WireName,
        method: ir::Method,
    ) -> Result<Vec<Answer>> {
        let at = operation.child("responses");
        let document = self.document;
        let keys = document
            .get(&at)
            .and_then(serde_json::Value::as_object)
            .into_iter()
            .flat_map(|map| map.keys());
        let mut failures = Failures::default();
        let mut answers = Vec::new();
        for key in keys.filter(|key| !key.starts_with("x-")) {
            let answer = self.answer(&at.child(key), key, id, method);
            answers.extend(failures.part(answer));
        }
        let mut answers = failures.whole(answers)?;
        if answers.is_empty() {
            return Err(self.fail(Diagnostic::error(
                Code::MissingResponse,
                at,
                "the operation documents no answer",
                "add at least the status of a successful call, or `default`",
            )));
        }
        answers.sort_by_key(|answer| answer.response.status);
        Ok(answers)
    }

    fn answer(
        &mut self,
        at: &Pointer,
        key: &str,
        id: &ir::WireName,
        method: ir::Method,
    ) -> Result<Answer> {
        let Some(status) = status(key) else {
            return Err(self.fail(
                Diagnostic::error(
                    Code::InvalidStatus,
                    at,
                    format!("`{key}` is no status that an answer can have"),
                    "write a code such as `200`, a range such as `4XX`, or `default`",
                )
                .on_key(),
            ));
        };
        let Located { at: place, value } = self.resolve(at)?;
        let Response {
            description,
            headers,
            content,
            links,
            extensions: _,
        } = value;
        if !headers.is_empty() {
            // Every answer hands out its headers as they came, so nothing is lost but their types.
            self.not_handled(
                Code::UnsupportedResponseHeaders,
                &place.child("headers"),
                "headers of answers get no types of their own",
                "read them from the headers of the answer",
            );
        }
        if !links.is_empty() {
            self.not_handled(
                Code::UnsupportedLinks,
                &place.child("links"),
                "links between operations are not followed",
                "call the operation that the link names",
            );
        }
        let representation = self.representation(&place.child("content"), content)?;
        let media_type = representation
            .as_ref()
            .map(|representation| representation.at.clone());
        let representations = match representation {
            None => Vec::new(),
            Some(Representation {
                at,
                object,
                media_type: _,
            }) if has_no_body(status, method) => {
                if object.schema.is_some() {
                    self.not_handled(
                        Code::IgnoredBody,
                        &at.child("schema"),
                        "answers of this kind never have a body (RFC 9110), so its schema has no effect",
                        "remove the schema or correct the status",
                    );
                }
                Vec::new()
            }
            Some(Representation {
                media_type,
                at,
                object,
            }) => {
                let usage = ir::Use::ResponseBody {
                    operation: id.clone(),
                    status,
                };
                // Answers are read leniently, so the limits of their schemas play no part.
                let ir::Value { ty, rules: _ } =
                    self.media_type_value(&at, object, &usage, ir::Direction::Response)?;
                vec![ir::ResponseRepresentation {
                    media_types: vec![media_type],
                    content: ir::ResponseContent::Json(ty),
                }]
            }
        };
        let response = ir::Response {
            status,
            description,
            headers: None,
            representations,
        };
        Ok(Answer {
            response,
            at: at.clone(),
            media_type,
        })
    }

    /// Warns of something that has no effect on the client.
    pub(super) fn not_handled(&mut self, code: Code, at: &Pointer, message: &str, help: &str) {
        self.diagnostics
            .push(Diagnostic::warning(code, at, message, help).on_key());
    }
}

/// Section 4.8.16.2: a code, a range with an upper-case `X`, or `default`.
fn status(key: &str) -> Option<ir::StatusKey> {
    match key.as_bytes() {
        b"default" => Some(ir::StatusKey::Default),
        [digit @ b'1'..=b'5', b'X', b'X'] => Some(ir::StatusKey::Range(digit - b'0')),
        // Some servers go beyond the five classes that RFC 9110 knows, and HTTP libraries let them.
        [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(ir::StatusKey::Code),
        _ => None,
    }
}

/// RFC 9110, section 6.4.1: which answers never include content.
fn has_no_body(status: ir::StatusKey, method: ir::Method) -> bool {
    method == ir::Method::Head
        || matches!(
            status,
            ir::StatusKey::Code(100..=199 | 204 | 205 | 304) | ir::StatusKey::Range(1)
        )
}

#[cfg(test)]
mod tests {
    use super::status;
    use crate::ir::StatusKey;

    #[test]
    fn statuses_are_codes_ranges_or_default() {
        assert_eq!(status("200"), Some(StatusKey::Code(200)));
        assert_eq!(status("4XX"), Some(StatusKey::Range(4)));
        assert_eq!(status("default"), Some(StatusKey::Default));
        for key in [
            "4xx", "20", "2000", "099", "6XX", "Default", "ok", "+20", "２00",
        ] {
            assert_eq!(status(key), None, "{key}");
        }
    }
}
