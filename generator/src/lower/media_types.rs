//! Media types (RFC 6838, RFC 9110 section 8.3.1): what bodies of them are made of, and those that `content` offers.

use serde_json::Value;

use super::Lowering;
use super::versions::Choice;
use super::written::MediaTypeObject;
use crate::diagnostic::Pointer;
use crate::ir;

/// What bodies of a media type are made of, as far as its name tells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Json,
    JsonLines,
    Events,
    Form,
    Multipart,
    Text,
    Octets,
    /// The name does not tell.
    Open,
}

/// A representation that a `content` offers.
pub(super) struct Offer {
    pub(super) media_type: ir::MediaType,
    pub(super) kind: Kind,
    /// Where its Media Type Object stands.
    pub(super) at: Pointer,
    /// Where its schema stands, or the reference to it.
    pub(super) schema: Option<Pointer>,
    /// Whether `schema` is that of a single event or line.
    pub(super) is_item: bool,
}

/// What the values of a schema are, as far as it can be told where it stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Sketch {
    /// The schema does not tell.
    Open,
    Text,
    Octets,
    Number,
    Object,
    /// An array of what stands there.
    Array(Pointer),
}

impl Lowering<'_> {
    /// What the `content` at `at` offers of the chosen version: JSON first, else in the document's order.
    pub(super) fn offers(&self, at: &Pointer, choice: Choice, travel: ir::Direction) -> Vec<Offer> {
        let mut offers: Vec<Offer> = choice
            .of(self.keys(at))
            .into_iter()
            .map(|name| self.offer(at.child(&name), name, travel))
            .collect();
        offers.sort_by_key(|offer| offer.kind != Kind::Json);
        offers
    }

    fn offer(&self, at: Pointer, name: String, travel: ir::Direction) -> Offer {
        let object = self
            .document
            .get(&at)
            .and_then(|object| serde::Deserialize::deserialize(object).ok());
        let MediaTypeObject {
            schema,
            item_schema,
            // Examples are checked by `load` and sent by the contract tests; the client does not hold them.
            example: _,
            examples: _,
            // Read by those kinds of body that it has a meaning for.
            encoding: _,
        } = object.unwrap_or_default();
        let is_item = item_schema.is_some();
        let schema = if is_item {
            Some(at.child("itemSchema"))
        } else {
            schema.map(|_| at.child("schema"))
        };
        let mut kind = kind(&name);
        if kind == Kind::Open {
            kind = match schema.as_ref().map(|at| self.sketch(at)) {
                Some(Sketch::Object | Sketch::Array(_) | Sketch::Number) => Kind::Json,
                // Of a file to be sent people say that it is a string, as `OpenAPI` 3.0 does; what is received as one can
                // be read.
                Some(Sketch::Text) if is_range(&name) && travel == ir::Direction::Request => {
                    Kind::Octets
                }
                Some(Sketch::Text) => Kind::Text,
                Some(Sketch::Open) if is_composed(self.document, schema.as_ref()) => Kind::Json,
                Some(Sketch::Open | Sketch::Octets) | None => Kind::Octets,
            };
        }
        Offer {
            media_type: ir::MediaType(name),
            kind,
            at,
            schema,
            is_item,
        }
    }

    /// What the values of the schema at `at` are.
    pub(super) fn sketch(&self, at: &Pointer) -> Sketch {
        self.sketch_within(at, 16)
    }

    /// The same, at most so many schemas deep.
    fn sketch_within(&self, at: &Pointer, depth: u8) -> Sketch {
        let Some(depth) = depth.checked_sub(1) else {
            return Sketch::Open;
        };
        let Ok(at) = self.document.follow(at) else {
            return Sketch::Open;
        };
        let Some(Value::Object(schema)) = self.document.get(&at) else {
            return Sketch::Open;
        };
        let text = |keyword: &str| schema.get(keyword).and_then(Value::as_str);
        let has = |keyword: &str| schema.contains_key(keyword);
        let ty = match schema.get("type") {
            Some(Value::Array(types)) => {
                let mut types = types
                    .iter()
                    .filter_map(Value::as_str)
                    .filter(|ty| *ty != "null");
                types.next()
            }
            Some(ty) => ty.as_str(),
            None => None,
        };
        let is_octets = match (text("contentEncoding"), text("contentMediaType")) {
            // With any other the octets are written as text (JSON Schema Validation 2020-12, section 8.3).
            (Some(encoding), _) => matches!(encoding, "binary" | "8bit" | "7bit"),
            (None, Some(media_type)) => kind(media_type) == Kind::Octets,
            (None, None) => matches!(text("format"), Some("binary")),
        };
        match ty {
            Some("string") | None if is_octets => Sketch::Octets,
            Some("file") => Sketch::Octets,
            Some("string") => Sketch::Text,
            Some("object") => Sketch::Object,
            Some("array") => Sketch::Array(at.child("items")),
            Some("integer" | "number" | "boolean") => Sketch::Number,
            _ if has("properties") || has("additionalProperties") => Sketch::Object,
            _ if has("items") => Sketch::Array(at.child("items")),
            _ => self.sketch_members(&at, depth),
        }
    }

    /// The same for a schema that says nothing by itself: what all its members agree in.
    fn sketch_members(&self, at: &Pointer, depth: u8) -> Sketch {
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let list = at.child(keyword);
            let count = self
                .document
                .get(&list)
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            let sketches = (0..count).map(|index| self.sketch_within(&list.index(index), depth));
            let mut telling: Vec<Sketch> = sketches
                .filter(|sketch| keyword != "allOf" || *sketch != Sketch::Open)
                .collect();
            telling.dedup();
            if let (Some(sketch), true) = (telling.pop(), telling.is_empty()) {
                return sketch;
            }
        }
        Sketch::Open
    }
}

/// Whether a schema is made of others, and so says more than that anything goes.
fn is_composed(document: &crate::load::Document, at: Option<&Pointer>) -> bool {
    at.and_then(|at| document.follow(at).ok())
        .is_some_and(|at| {
            ["allOf", "oneOf", "anyOf"]
                .iter()
                .any(|keyword| document.get(&at.child(keyword)).is_some())
        })
}

/// The type and subtype in lower case, without parameters (RFC 9110, section 8.3.1).
pub(super) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether it stands for several media types (RFC 9110, section 12.5.1).
pub(super) fn is_range(media_type: &str) -> bool {
    essence(media_type).contains('*')
}

/// What a media type's name tells of its bodies.
pub(super) fn kind(media_type: &str) -> Kind {
    let essence = essence(media_type);
    let Some((top, subtype)) = essence.split_once('/') else {
        return Kind::Open;
    };
    // RFC 6838, section 4.2.8: the suffix names the syntax underneath. Others are made up in the same way.
    let syntax = subtype.rsplit('+').next().unwrap_or(subtype);
    match (top, subtype, syntax) {
        (
            _,
            "x-ndjson" | "ndjson" | "json-seq" | "jsonl" | "x-jsonl" | "json-lines" | "jsonlines"
            | "x-jsonlines" | "x-json-lines" | "x-json-stream" | "stream+json",
            _,
        ) => Kind::JsonLines,
        ("text", "event-stream", _) => Kind::Events,
        (_, "x-www-form-urlencoded", _) => Kind::Form,
        ("multipart", ..) => Kind::Multipart,
        (_, _, "json" | "x-json") => Kind::Json,
        ("text", ..)
        | (
            _,
            _,
            "xml" | "svg" | "yaml" | "x-yaml" | "yml" | "csv" | "toml" | "graphql" | "sql"
            | "x-sql" | "javascript" | "ecmascript" | "x-javascript" | "typescript" | "jwt"
            | "x-pem-file" | "x-sh" | "rtf" | "xml-dtd" | "openmetrics-text",
        ) => Kind::Text,
        ("image" | "audio" | "video" | "font" | "model", ..)
        | (
            _,
            _,
            "octet-stream" | "pdf" | "zip" | "gzip" | "x-gzip" | "x-tar" | "x-bzip2" | "zstd"
            | "cbor" | "protobuf" | "x-protobuf" | "msgpack" | "x-msgpack" | "wasm" | "binary",
        ) => Kind::Octets,
        _ => Kind::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, is_range, kind};

    #[test]
    fn names_tell_what_bodies_are_made_of() {
        for (names, expected) in [
            (
                &[
                    "application/json",
                    "Application/JSON; charset=utf-8",
                    "application/vnd.atlas.2023-01-01+json",
                    "application/*+json",
                    "text/json",
                    "application/problem+json",
                ][..],
                Kind::Json,
            ),
            (
                &[
                    "application/x-ndjson",
                    "application/jsonl",
                    "application/stream+json",
                    "application/json-seq",
                ],
                Kind::JsonLines,
            ),
            (&["text/event-stream; charset=utf-8"], Kind::Events),
            (&["application/x-www-form-urlencoded"], Kind::Form),
            (&["multipart/form-data", "multipart/mixed"], Kind::Multipart),
            (
                &[
                    "text/plain",
                    "text/*",
                    "application/xml",
                    "application/atom+xml",
                    "application/vnd.atlas.2023-01-01+csv",
                    "application/x-yaml",
                    "image/svg+xml",
                ],
                Kind::Text,
            ),
            (
                &[
                    "application/octet-stream",
                    "image/*",
                    "image/png",
                    "application/pdf",
                    "application/vnd.atlas.2023-01-01+gzip",
                ],
                Kind::Octets,
            ),
            (
                &[
                    "*/*",
                    "application/*",
                    "json",
                    "application/vnd.github.v3.object",
                    "application/json+sarif",
                ],
                Kind::Open,
            ),
        ] {
            for name in names {
                assert_eq!(kind(name), expected, "{name}");
            }
        }
    }

    #[test]
    fn a_range_stands_for_several_media_types() {
        assert!(is_range("*/*") && is_range("image/*; q=0.1") && is_range("application/*+json"));
        assert!(!is_range("application/json"));
    }
}
