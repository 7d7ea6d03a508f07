//! Request Body Objects (`OpenAPI` 3.0.4, section 4.8.13).

use super::Lowering;
use super::failures::{Failures, Result};
use super::media_types::{Kind, Offer, Sketch, essence, is_range};
use super::schemas::plain;
use super::versions::Choice;
use super::written::RequestBodyObject;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::{self, BodyContent, TypeRef};
use crate::load::Located;

/// A documented body, and where its Media Type Objects stand.
pub(super) struct Sent {
    pub(super) body: ir::Body,
    pub(super) media_types: Vec<Pointer>,
}

impl Lowering<'_> {
    /// The body of the operation called `operation`, whose object or reference stands at `at`; none where it has no
    /// representation.
    pub(super) fn body(
        &mut self,
        at: &Pointer,
        operation: &ir::WireName,
        choice: Choice,
    ) -> Result<Option<Sent>> {
        let Located { at, value } = self.resolve(at)?;
        let RequestBodyObject {
            description,
            content: _,
            // Section 4.8.13.1: "Defaults to false".
            required,
        } = value;
        let content = at.child("content");
        let offers = self.offers(&content, choice, ir::Direction::Request);
        if offers.is_empty() {
            self.diagnostics.push(Diagnostic::flaw(
                Code::MissingKeyword,
                at,
                "the request's body has no media type, so none is sent",
                "name the media type and its schema under `content`",
            ));
            return Ok(None);
        }
        let usage = ir::Use::RequestBody {
            operation: operation.clone(),
        };
        let media_types = offers.iter().map(|offer| offer.at.clone()).collect();
        let mut failures = Failures::default();
        let mut representations: Vec<ir::BodyRepresentation> = Vec::new();
        let mut json: Vec<(Offer, TypeRef)> = Vec::new();
        for offer in offers {
            let content = self.body_content(&offer, &usage);
            let Some(content) = failures.part(content) else {
                continue;
            };
            // What JSON can't carry is no other notation of it.
            let can_be_json = match &content {
                BodyContent::Text => offer.kind != Kind::Events,
                BodyContent::Form {
                    value: _,
                    encodings: _,
                } => true,
                BodyContent::Multipart(id) => !self.has_files(*id),
                // Parts that have no names of their own, such as those of a map.
                BodyContent::Bytes => offer.kind == Kind::Multipart,
                BodyContent::Json(_) => false,
            };
            if can_be_json && self.is_alternative(&offer, &json) {
                continue;
            }
            if self.is_empty_form(&content) && required != Some(true) {
                continue;
            }
            let media_type = offer.media_type.clone();
            let known = representations
                .iter_mut()
                .find(|it| is_same(it, &media_type, &content));
            match known {
                Some(known) if is_better(&known.media_type.0, &media_type.0) => {
                    known.media_type = media_type;
                }
                Some(_) => {}
                None => representations.push(ir::BodyRepresentation {
                    media_type,
                    content: content.clone(),
                }),
            }
            if let BodyContent::Json(value) = content {
                json.push((offer, value.ty));
            }
        }
        for representation in &mut representations {
            // Who writes JSON knows what it is, so a range says nothing more than that it is JSON.
            if matches!(representation.content, BodyContent::Json(_))
                && is_range(&representation.media_type.0)
            {
                representation.media_type = ir::MediaType("application/json".to_owned());
            }
        }
        if representations.is_empty() {
            return failures.whole(None);
        }
        failures.whole(Some(Sent {
            body: ir::Body {
                required: required.unwrap_or(false),
                docs: ir::Docs {
                    description,
                    ..ir::Docs::default()
                },
                representations,
            },
            media_types,
        }))
    }

    fn body_content(&mut self, offer: &Offer, usage: &ir::Use) -> Result<BodyContent> {
        match offer.kind {
            Kind::Json => Ok(BodyContent::Json(self.body_value(
                offer,
                usage,
                ir::Direction::Request,
            )?)),
            Kind::Form => self.form(offer, usage),
            Kind::Multipart => self.multipart(offer, usage),
            Kind::Text | Kind::Events => Ok(BodyContent::Text),
            // Lines are octets, so that they can be sent as they are made.
            Kind::JsonLines => {
                if let Some(schema) = &offer.schema {
                    self.fallback(schema, "a body of lines, which the caller writes");
                }
                Ok(BodyContent::Bytes)
            }
            Kind::Octets | Kind::Open => Ok(BodyContent::Bytes),
        }
    }

    /// The value that a representation carries. Without a schema anything goes.
    pub(super) fn body_value(
        &mut self,
        offer: &Offer,
        usage: &ir::Use,
        travel: ir::Direction,
    ) -> Result<ir::Value> {
        match &offer.schema {
            Some(at) => Ok(self.value(at, usage, travel)?.value),
            None => Ok(plain(TypeRef::Any)),
        }
    }

    /// Whether a representation carries the same value as one of those in JSON, only in another notation.
    pub(super) fn is_alternative(&mut self, offer: &Offer, json: &[(Offer, TypeRef)]) -> bool {
        // A schema that says no more than that there is text, such as that of CSV, is no other notation of an object.
        let is_same = |other: &Offer, ty: &TypeRef| match (&offer.schema, &other.schema) {
            (Some(at), Some(other)) => {
                self.is_same_schema(at, other)
                    || (*ty == TypeRef::String && self.sketch(at) == Sketch::Text)
            }
            (None, None) => essence(&offer.media_type.0).ends_with("xml"),
            _ => false,
        };
        let Some((known, _)) = json.iter().find(|(other, ty)| is_same(other, ty)) else {
            return false;
        };
        let diagnostic = Diagnostic::warning(
            Code::AlternativeMediaType,
            &offer.at,
            format!(
                "`{}` carries the same value as `{}`, which the client uses",
                offer.media_type.0, known.media_type.0
            ),
            "nothing need be done",
        )
        .on_key();
        self.diagnostics.push(diagnostic);
        true
    }

    /// Whether two schemas are one, by where they lead or by what they say.
    fn is_same_schema(&self, one: &Pointer, other: &Pointer) -> bool {
        match (self.document.follow(one), self.document.follow(other)) {
            (Ok(one), Ok(other)) => {
                one == other || self.document.get(&one) == self.document.get(&other)
            }
            _ => false,
        }
    }
}

/// Whether a representation is there already. Of one value any media type will do. What the client does not look into may be
/// a picture of the one kind or the other, and the server must be told which.
fn is_same(
    known: &ir::BodyRepresentation,
    media_type: &ir::MediaType,
    content: &BodyContent,
) -> bool {
    let is_opaque = matches!(content, BodyContent::Text | BodyContent::Bytes);
    known.content == *content
        && (!is_opaque || essence(&known.media_type.0) == essence(&media_type.0))
}

/// Whether a body of one value is better sent as `other`.
fn is_better(known: &str, other: &str) -> bool {
    let is_json = |media_type| essence(media_type) == "application/json";
    !is_json(known) && (is_json(other) || (is_range(known) && !is_range(other)))
}

#[cfg(test)]
mod tests {
    use super::is_better;

    #[test]
    fn plain_json_is_best_and_a_range_is_worst() {
        for (known, other, expected) in [
            ("application/vnd.x+json", "application/json", true),
            ("application/json", "application/vnd.x+json", false),
            ("application/vnd.x+json", "application/vnd.y+json", false),
            ("application/*+json", "application/vnd.y+json", true),
            ("application/json; charset=utf-8", "application/json", false),
        ] {
            assert_eq!(is_better(known, other), expected, "{known} {other}");
        }
    }
}
