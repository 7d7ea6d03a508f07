//! The body of a call, in each of the forms that a document can give it.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::Call;
use crate::check::Location;
use crate::params::as_text;
use crate::{Body, Check, Checker, Encoding, Multipart, MultipartBody, Rules, form};

impl Call {
    /// Gives the body, as the operation's media type.
    pub fn json<T: Check + Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.set_json(body);
        self
    }

    /// Gives a body that has rules of its own.
    pub fn json_with<T: Check + Serialize + ?Sized>(mut self, body: &T, rules: &Rules<'_>) -> Self {
        self.set_json_with(body, rules);
        self
    }

    /// Gives the body as one of several media types.
    pub fn json_as<T: Check + Serialize + ?Sized>(
        mut self,
        media_type: &'static str,
        body: &T,
    ) -> Self {
        self.set_json_as(media_type, body);
        self
    }

    /// Gives the body as one of several media types, with rules of its own.
    pub fn json_as_with<T: Check + Serialize + ?Sized>(
        mut self,
        media_type: &'static str,
        body: &T,
        rules: &Rules<'_>,
    ) -> Self {
        self.set_json_as_with(media_type, body, rules);
        self
    }

    /// Gives the body, as the operation's media type; one given before is replaced.
    pub fn set_json<T: Check + Serialize + ?Sized>(&mut self, body: &T) {
        self.set_json_with(body, &Rules::NONE);
    }

    /// Gives a body that has rules of its own; one given before is replaced.
    pub fn set_json_with<T: Check + Serialize + ?Sized>(&mut self, body: &T, rules: &Rules<'_>) {
        let media_type = self.operation.content_type.unwrap_or(JSON);
        self.set_json_as_with(media_type, body, rules);
    }

    /// Gives the body as one of several media types; one given before is replaced.
    pub fn set_json_as<T: Check + Serialize + ?Sized>(
        &mut self,
        media_type: &'static str,
        body: &T,
    ) {
        self.set_json_as_with(media_type, body, &Rules::NONE);
    }

    /// Gives the body as one of several media types, with rules of its own; one given before is replaced.
    pub fn set_json_as_with<T: Check + Serialize + ?Sized>(
        &mut self,
        media_type: &'static str,
        body: &T,
        rules: &Rules<'_>,
    ) {
        if self.check(Location::Body, body, rules) {
            match serde_json::to_vec(body) {
                Ok(text) => self.put_body(concrete(media_type, JSON).into(), text.into()),
                Err(error) => self.refuse_as_json(&error),
            }
        }
    }

    /// Gives the body as `application/x-www-form-urlencoded`: a pair for each property, or several.
    pub fn form<T: Check + Serialize + ?Sized>(mut self, body: &T, encodings: &[Encoding]) -> Self {
        self.set_form(body, encodings);
        self
    }

    /// Gives the body as `application/x-www-form-urlencoded`; one given before is replaced.
    pub fn set_form<T: Check + Serialize + ?Sized>(&mut self, body: &T, encodings: &[Encoding]) {
        if let Some(value) = self.take_body(body, &Rules::NONE) {
            let mut checker = Checker::new(Location::Body, &mut self.findings);
            let text = form::urlencoded(&value, encodings, &mut checker);
            self.put_body("application/x-www-form-urlencoded".into(), text.into());
        }
    }

    /// Gives the body as text: of a string its characters, of another scalar what JSON would write.
    pub fn text<T: Check + Serialize + ?Sized>(
        mut self,
        media_type: &'static str,
        body: &T,
    ) -> Self {
        self.set_text(media_type, body);
        self
    }

    /// Gives the body as text that has rules of its own.
    pub fn text_with<T: Check + Serialize + ?Sized>(
        mut self,
        media_type: &'static str,
        body: &T,
        rules: &Rules<'_>,
    ) -> Self {
        self.set_text_with(media_type, body, rules);
        self
    }

    /// Gives the body as text; one given before is replaced.
    pub fn set_text<T: Check + Serialize + ?Sized>(&mut self, media_type: &'static str, body: &T) {
        self.set_text_with(media_type, body, &Rules::NONE);
    }

    /// Gives the body as text that has rules of its own; one given before is replaced.
    pub fn set_text_with<T: Check + Serialize + ?Sized>(
        &mut self,
        media_type: &'static str,
        body: &T,
        rules: &Rules<'_>,
    ) {
        if let Some(value) = self.take_body(body, rules) {
            match as_text(&value) {
                Ok(text) => {
                    let media_type = with_charset(concrete(media_type, "text/plain"), &text);
                    self.put_body(media_type, text.into());
                }
                Err(rule) => self.refuse(Location::Body, rule),
            }
        }
    }

    /// Gives the body as bytes, or as a stream of them.
    pub fn bytes(mut self, media_type: &'static str, body: impl Into<Body>) -> Self {
        self.set_bytes(media_type, body);
        self
    }

    /// Gives the body as bytes, or as a stream of them; one given before is replaced.
    pub fn set_bytes(&mut self, media_type: &'static str, body: impl Into<Body>) {
        self.findings.forget(Location::Body);
        self.put_body(
            concrete(media_type, "application/octet-stream").into(),
            body.into(),
        );
    }

    /// Gives the body as parts: `multipart/form-data`, unless the operation has another media type of that kind.
    pub fn multipart<T: Check + MultipartBody + ?Sized>(mut self, body: &T) -> Self {
        self.set_multipart(body);
        self
    }

    /// Gives the body as parts; one given before is replaced.
    pub fn set_multipart<T: Check + MultipartBody + ?Sized>(&mut self, body: &T) {
        if self.check(Location::Body, body, &Rules::NONE) {
            let mut parts = Multipart::new();
            body.write(&mut parts);
            self.put_parts(parts);
        }
    }

    fn put_parts(&mut self, parts: Multipart) {
        let own = self.operation.content_type;
        let media_type = own.filter(|it| it.starts_with("multipart/"));
        let media_type = concrete(media_type.unwrap_or_default(), "multipart/form-data");
        match parts.finish() {
            Ok((boundary, bytes)) => {
                let media_type = format!("{media_type}; boundary={boundary}");
                self.put_body(media_type.into(), bytes.into());
            }
            Err(violations) => self.findings.violations.extend(violations),
        }
    }

    /// The body as a JSON value, if it keeps its rules and has one.
    fn take_body<T: Check + Serialize + ?Sized>(
        &mut self,
        body: &T,
        rules: &Rules<'_>,
    ) -> Option<Value> {
        if !self.check(Location::Body, body, rules) {
            return None;
        }
        let value = serde_json::to_value(body);
        value.map_err(|error| self.refuse_as_json(&error)).ok()
    }

    fn refuse_as_json(&mut self, error: &serde_json::Error) {
        self.refuse(Location::Body, format!("can't be written as JSON: {error}"));
    }
}

const JSON: &str = "application/json";

/// The document's media type, or another where it is a range or nothing.
fn concrete(media_type: &'static str, otherwise: &'static str) -> &'static str {
    if media_type.is_empty() || media_type.contains('*') {
        otherwise
    } else {
        media_type
    }
}

/// "The default … for `text/plain` is US-ASCII" (RFC 6657, section 4), so other text has to say that it is UTF-8.
fn with_charset(media_type: &'static str, text: &str) -> Cow<'static, str> {
    let says = media_type.to_ascii_lowercase();
    if text.is_ascii() || !says.starts_with("text/") || says.contains("charset=") {
        media_type.into()
    } else {
        format!("{media_type}; charset=utf-8").into()
    }
}
