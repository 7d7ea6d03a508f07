//! The Responses Object and its Response Objects (`OpenAPI` 3.0.4, sections 4.8.16 and 4.8.17).

use super::Lowering;
use super::events::Sequence;
use super::failures::{Failures, Result};
use super::media_types::{Kind, Offer};
use super::versions::Choice;
use super::written::ResponseObject;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::{self, Direction, ResponseContent, StatusKey, TypeRef};
use crate::load::Located;

/// A documented answer with what only the rest of `lower` needs to know.
pub(super) struct Answer {
    pub(super) response: ir::Response,
    /// Where its status stands.
    pub(super) at: Pointer,
    /// Where its Media Type Objects stand.
    pub(super) media_types: Vec<Pointer>,
}

/// What the answers of one operation have in common.
struct Asked<'o> {
    operation: &'o ir::WireName,
    method: ir::Method,
    choice: Choice,
    /// Whether a status of success is documented, so that `default` is an error.
    has_success: bool,
    /// Whether one of these has exactly the chosen version.
    has_version: bool,
}

impl Asked<'_> {
    /// Whether answers with the status are what a caller hopes for. Those are streamed where they are octets; an error is
    /// read whole, because it is a value to be handed on.
    fn is_success(&self, status: StatusKey) -> bool {
        is_success(status) || (status == StatusKey::Default && !self.has_success)
    }
}

impl Lowering<'_> {
    /// The documented answers of the operation at `operation`, ordered by status.
    pub(super) fn responses(
        &mut self,
        operation: &Pointer,
        id: &ir::WireName,
        method: ir::Method,
        choice: Choice,
    ) -> Result<Vec<Answer>> {
        let at = operation.child("responses");
        let keys = self.keys(&at);
        let statuses: Vec<(StatusKey, String)> = keys
            .into_iter()
            .filter(|key| !key.starts_with("x-"))
            .filter_map(|key| Some((self.status(&at.child(&key), &key)?, key)))
            .collect();
        let has_version = |(status, key): &(StatusKey, String)| {
            let answer = self.document.follow(&at.child(key));
            is_success(*status)
                && answer.is_ok_and(|at| choice.is_among(&self.keys(&at.child("content"))))
        };
        let asked = Asked {
            has_version: statuses.iter().any(has_version),
            operation: id,
            method,
            choice,
            has_success: statuses.iter().any(|(status, _)| is_success(*status)),
        };
        let mut failures = Failures::default();
        let mut answers: Vec<Answer> = Vec::new();
        for (status, key) in statuses {
            let answer = self.answer(&at.child(&key), status, &asked);
            if let Some(answer) = failures.part(answer).flatten()
                && answers.iter().all(|it| it.response.status != status)
            {
                answers.push(answer);
            }
        }
        let mut answers = failures.whole(answers)?;
        if answers.is_empty() {
            // Keys that are no statuses were told of.
            if self.keys(&at).is_empty() {
                self.diagnostics.push(Diagnostic::flaw(
                    Code::MissingResponse,
                    &at,
                    "the operation documents no answer, so any is taken that has no body",
                    "add at least the status of a successful call, or `default`",
                ));
            }
            answers.push(undocumented(at));
        }
        answers.sort_by_key(|answer| answer.response.status);
        Ok(answers)
    }

    /// The status that a key means. One that means none is told, and its answer is as any other that is not documented.
    fn status(&mut self, at: &Pointer, key: &str) -> Option<StatusKey> {
        if let Some(status) = status(key) {
            return Some(status);
        }
        let meant = status(&key.trim().replace('x', "X")).or_else(|| {
            key.eq_ignore_ascii_case("default")
                .then_some(StatusKey::Default)
        });
        let how = match meant {
            Some(meant) => format!("it is read as `{meant}`"),
            None => "its answer is taken for an undocumented one".to_owned(),
        };
        self.diagnostics.push(
            Diagnostic::flaw(
                Code::InvalidStatus,
                at,
                format!("`{key}` is no status that an answer can have; {how}"),
                "write a code such as `200`, a range such as `4XX`, or `default`",
            )
            .on_key(),
        );
        meant
    }

    /// The answer at `at`; none where it is of another version than the one that is asked for.
    fn answer(
        &mut self,
        at: &Pointer,
        status: StatusKey,
        asked: &Asked<'_>,
    ) -> Result<Option<Answer>> {
        let Located { at: place, value } = self.resolve(at)?;
        let ResponseObject {
            description,
            headers,
            content: _,
            links,
        } = value;
        if links.is_some() {
            self.not_part(
                Code::UnsupportedLinks,
                &place.child("links"),
                "links between operations are not followed",
                "call the operation that the link names",
            );
        }
        let content = place.child("content");
        let offers = self.offers(&content, asked.choice, Direction::Response);
        let names = self.keys(&content);
        if offers.is_empty() && !names.is_empty() {
            return Ok(None);
        }
        // A success that an older version had, where the chosen one has another: `Accept` would ask for both.
        let is_older = asked.has_version
            && is_success(status)
            && Choice::all_have_one(&names)
            && !asked.choice.is_among(&names);
        if is_older {
            return Ok(None);
        }
        let mut failures = Failures::default();
        let headers = match headers {
            Some(_) => {
                let headers = self.headers(&place.child("headers"), asked.operation, status);
                failures.part(headers).flatten()
            }
            None => None,
        };
        let media_types = offers.iter().map(|offer| offer.at.clone()).collect();
        let mut bodiless = Vec::new();
        let representations = if has_no_body(status, asked.method) {
            bodiless.extend(offers.iter().map(|offer| offer.media_type.clone()));
            for schema in offers.iter().filter_map(|offer| offer.schema.as_ref()) {
                // Of an answer to HEAD this is what GET would give (RFC 9110, section 9.3.2).
                if asked.method != ir::Method::Head {
                    self.not_handled(
                        Code::IgnoredBody,
                        schema,
                        "answers of this kind never have a body (RFC 9110), so its schema has no effect",
                        "remove the schema or correct the status",
                    );
                }
            }
            Some(Vec::new())
        } else {
            let representations = self.representations(offers, status, asked);
            failures.part(representations)
        };
        let response = ir::Response {
            status,
            description: description.unwrap_or_default(),
            headers,
            representations: representations.unwrap_or_default(),
            bodiless,
        };
        failures.whole(Some(Answer {
            response,
            at: at.clone(),
            media_types,
        }))
    }

    fn representations(
        &mut self,
        offers: Vec<Offer>,
        status: StatusKey,
        asked: &Asked<'_>,
    ) -> Result<Vec<ir::ResponseRepresentation>> {
        let usage = ir::Use::ResponseBody {
            operation: asked.operation.clone(),
            status,
        };
        let mut failures = Failures::default();
        let mut representations: Vec<ir::ResponseRepresentation> = Vec::new();
        let mut json: Vec<(Offer, TypeRef)> = Vec::new();
        for offer in offers {
            let content = self.response_content(&offer, &usage, asked.is_success(status));
            let Some(content) = failures.part(content) else {
                continue;
            };
            let can_be_json = content == ResponseContent::Text && offer.kind != Kind::Events;
            if can_be_json && self.is_alternative(&offer, &json) {
                continue;
            }
            let media_type = offer.media_type.clone();
            match representations.iter_mut().find(|it| it.content == content) {
                Some(known) => known.media_types.push(media_type),
                None => representations.push(ir::ResponseRepresentation {
                    media_types: vec![media_type],
                    content: content.clone(),
                }),
            }
            if let ResponseContent::Json(ty) = content {
                json.push((offer, ty));
            }
        }
        failures.whole(representations)
    }

    fn response_content(
        &mut self,
        offer: &Offer,
        usage: &ir::Use,
        is_success: bool,
    ) -> Result<ResponseContent> {
        // Answers are read leniently, so the limits of their schemas play no part.
        Ok(match (offer.kind, is_success) {
            (Kind::Json, _) => {
                ResponseContent::Json(self.body_value(offer, usage, Direction::Response)?.ty)
            }
            (Kind::Events, true) => {
                ResponseContent::Events(self.sequence(offer, Sequence::Events, usage)?)
            }
            (Kind::JsonLines, true) => {
                ResponseContent::JsonLines(self.sequence(offer, Sequence::Lines, usage)?)
            }
            (Kind::Text | Kind::Form, _) | (Kind::Events | Kind::JsonLines, false) => {
                ResponseContent::Text
            }
            (Kind::Octets | Kind::Multipart | Kind::Open, true) => ResponseContent::Stream,
            (Kind::Octets | Kind::Multipart | Kind::Open, false) => ResponseContent::Bytes,
        })
    }

    /// Warns of something that has no effect on the client.
    pub(super) fn not_handled(&mut self, code: Code, at: &Pointer, message: &str, help: &str) {
        self.diagnostics
            .push(Diagnostic::warning(code, at, message, help).on_key());
    }

    /// The same for a kind of thing that no client of the document has: it is told where it is met first.
    pub(super) fn not_part(&mut self, code: Code, at: &Pointer, message: &str, help: &str) {
        if self.told.insert(code) {
            self.not_handled(code, at, message, help);
        }
    }
}

/// What stands for the answers of an operation that documents none.
fn undocumented(at: Pointer) -> Answer {
    Answer {
        response: ir::Response {
            status: StatusKey::Default,
            description: String::new(),
            headers: None,
            representations: Vec::new(),
            bodiless: Vec::new(),
        },
        at,
        media_types: Vec::new(),
    }
}

/// Section 4.8.16.2: a code, a range with an upper-case `X`, or `default`.
fn status(key: &str) -> Option<StatusKey> {
    match key.as_bytes() {
        b"default" => Some(StatusKey::Default),
        [digit @ b'1'..=b'5', b'X', b'X'] => Some(StatusKey::Range(digit - b'0')),
        // Some servers go beyond the five classes that RFC 9110 knows, and HTTP libraries let them.
        [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(StatusKey::Code),
        _ => None,
    }
}

fn is_success(status: StatusKey) -> bool {
    matches!(status, StatusKey::Code(200..=299) | StatusKey::Range(2))
}

/// RFC 9110, section 6.4.1: which answers never include content.
fn has_no_body(status: StatusKey, method: ir::Method) -> bool {
    method == ir::Method::Head
        || matches!(
            status,
            StatusKey::Code(100..=199 | 204 | 205 | 304) | StatusKey::Range(1)
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
