//! What the media type of a body says about its form.

use crate::{
    oracle::{Body, Content},
    wire::media::{essence, is_json, is_text},
};

/// How the values of a media type are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Form {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`: an object.
    Urlencoded,
    /// `multipart/form-data`: an object, whose properties are the parts.
    Multipart,
    /// Characters, which the suite gives as a text.
    Text,
    /// Bytes, which the suite gives as a text of the characters U+0000 to U+00FF.
    Octets,
}

impl Form {
    /// That of a media type. What is not known to be text are octets: any text can be given so, but not the other way.
    pub fn of(media_type: &str) -> Self {
        let essence = essence(media_type);
        let (top, subtype) = essence.split_once('/').unwrap_or_default();
        match (top, subtype) {
            _ if is_json(media_type) => Self::Json,
            ("application", "x-www-form-urlencoded") => Self::Urlencoded,
            ("multipart", "form-data") => Self::Multipart,
            _ if is_text(media_type) => Self::Text,
            _ => Self::Octets,
        }
    }

    /// Whether its values are objects with properties that are written one by one.
    pub fn has_properties(self) -> bool {
        matches!(self, Self::Json | Self::Urlencoded | Self::Multipart)
    }
}

/// Whether a media type is known to be no text. Of another, such as YAML, a client may make text or octets.
pub fn is_binary(media_type: &str) -> bool {
    let essence = essence(media_type);
    let (top, subtype) = essence.split_once('/').unwrap_or_default();
    matches!(top, "image" | "audio" | "video")
        || matches!(subtype, "octet-stream" | "pdf" | "zip" | "gzip" | "*")
}

/// A media type that a body can bear, where the document leaves it open: a range is none (RFC 9110, section 8.3.1).
pub fn concrete(media_type: &str) -> String {
    match essence(media_type).split_once('/') {
        Some(("*", _)) | None => "application/octet-stream".to_owned(),
        Some(("text", "*")) => "text/plain".to_owned(),
        Some((top, "*")) => format!("{top}/x-contract-test"),
        Some(_) => media_type.to_owned(),
    }
}

/// Whether a body carries the same value as JSON too, so that a client need not know this form of it.
pub fn is_other_notation(body: &Body, content: &Content) -> bool {
    let is_same = |other: &Content| {
        is_json(&other.media_type)
            && match (&content.schema, &other.schema) {
                (Some(one), Some(other)) => {
                    one.pointer == other.pointer || one.raw() == other.raw()
                }
                (None, None) => true,
                _ => false,
            }
    };
    !is_json(&content.media_type) && body.content.iter().any(is_same)
}
