//! Bodies of the types `multipart/…` (RFC 7578): generated code names the parts, and this writes them.

mod file;
#[cfg(test)]
mod tests;

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

use bytes::{BufMut as _, Bytes, BytesMut};
use serde::Serialize;
use serde_json::Value;

use crate::check::Location;
use crate::form::default_type;
use crate::params::written;
use crate::{Checker, Findings, Violation};

pub use file::{File, Files};

/// A value that knows its parts. Generated code implements it.
pub trait MultipartBody {
    /// Adds a part for each property, or several.
    fn write(&self, form: &mut Multipart);
}

/// A body that is being put together part by part.
#[derive(Debug)]
pub struct Multipart {
    boundary: String,
    body: BytesMut,
    findings: Findings,
}

impl Multipart {
    pub(crate) fn new() -> Self {
        Self {
            boundary: boundary(),
            body: BytesMut::new(),
            findings: Findings::new(),
        }
    }

    /// Adds a value: a scalar as text, an object as JSON, an array element by element, and nothing at all for `null`.
    /// `content_type` is what the document says about the property.
    pub fn value<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        content_type: Option<&'static str>,
        value: &T,
    ) {
        match serde_json::to_value(value) {
            Ok(value) => self.put(name, concrete(content_type), &value),
            Err(error) => self.refuse(name, &format!("can't be written as JSON: {error}")),
        }
    }

    /// Adds files. Their own media types count more than what the document says about the property.
    pub fn file<T: Files + ?Sized>(
        &mut self,
        name: &str,
        content_type: Option<&'static str>,
        files: &T,
    ) {
        for file in files.files() {
            let media_type = file.media_type().or(concrete(content_type));
            let media_type = media_type.unwrap_or("application/octet-stream");
            // Many servers take a part for a file only if it has a file's name.
            let file_name = file.name().unwrap_or(name);
            self.part(name, Some(file_name), Some(media_type), file.bytes());
        }
    }

    fn put(&mut self, name: &str, content_type: Option<&str>, value: &Value) {
        let elements = match value {
            Value::Null => return,
            // "multiple parts with the same name" (RFC 7578, section 4.3).
            Value::Array(elements) => elements.as_slice(),
            single => std::slice::from_ref(single),
        };
        for element in elements {
            let text = written(content_type.unwrap_or(default_type(element)), element);
            // Plain text is what a part is that does not say (RFC 7578, section 4.4).
            let said =
                content_type.or(Some(default_type(element)).filter(|it| *it != "text/plain"));
            match text {
                Ok(text) => self.part(name, None, said, text.as_bytes()),
                Err(rule) => self.refuse(name, rule),
            }
        }
    }

    fn part(
        &mut self,
        name: &str,
        file_name: Option<&str>,
        content_type: Option<&str>,
        bytes: &[u8],
    ) {
        let mut head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"",
            self.boundary,
            quoted(name)
        );
        if let Some(file_name) = file_name {
            head.extend(["; filename=\"", &quoted(file_name), "\""]);
        }
        if let Some(content_type) = content_type {
            if !content_type.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
                return self.refuse(name, "has a media type that can't stand in a header");
            }
            head.extend(["\r\nContent-Type: ", content_type]);
        }
        head.push_str("\r\n\r\n");
        self.body.put(head.as_bytes());
        self.body.put(bytes);
        self.body.put(&b"\r\n"[..]);
    }

    fn refuse(&mut self, name: &str, rule: &str) {
        Checker::new(Location::Body, &mut self.findings)
            .below(name, |checker| checker.violation(rule));
    }

    /// The whole body, and what parts its media type has to name; or what is wrong with its parts.
    pub(crate) fn finish(mut self) -> Result<(String, Bytes), Vec<Violation>> {
        if !self.findings.violations.is_empty() {
            return Err(self.findings.violations);
        }
        let end = format!("--{}--\r\n", self.boundary);
        self.body.put(end.as_bytes());
        Ok((self.boundary, self.body.freeze()))
    }
}

/// A line that no content has: 128 bits that nobody can know beforehand, from the keys of the standard library's hash maps.
fn boundary() -> String {
    let random = || RandomState::new().hash_one(());
    format!("specwright-{:016x}{:016x}", random(), random())
}

/// The first media type of a list, such as `image/png, image/jpeg`, that is no range.
fn concrete(content_type: Option<&str>) -> Option<&str> {
    let mut types = content_type?.split(',').map(str::trim);
    types.find(|it| !it.is_empty() && !it.contains('*'))
}

/// A name between quotes, escaped as browsers do it (HTML standard, "multipart/form-data encoding algorithm").
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
