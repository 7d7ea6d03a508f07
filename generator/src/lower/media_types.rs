//! Media types (RFC 6838, RFC 9110 section 8.3.1) and the choice among those that `content` offers.

use openapiv3::{Content, MediaType};

use super::Lowering;
use super::failures::Result;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir;

/// The one representation that a body has.
pub(super) struct Representation {
    pub(super) media_type: ir::MediaType,
    /// Where its Media Type Object stands.
    pub(super) at: Pointer,
    pub(super) object: MediaType,
}

impl Lowering<'_> {
    /// The representation in the `content` that stands at `at`; none where `content` is empty.
    pub(super) fn representation(
        &mut self,
        at: &Pointer,
        content: Content,
    ) -> Result<Option<Representation>> {
        let count = content.len();
        let mut content = content.into_iter();
        let Some((name, object)) = content.next() else {
            return Ok(None);
        };
        if count > 1 {
            return Err(self.fail(Diagnostic::error(
                Code::UnsupportedSeveralMediaTypes,
                at,
                format!(
                    "the body has {count} representations, and only bodies with one are handled"
                ),
                "keep the JSON representation only",
            )));
        }
        let at = at.child(&name);
        if !is_json(&name) {
            return Err(self.fail(
                Diagnostic::error(
                    Code::UnsupportedMediaType,
                    at,
                    format!("bodies of the media type `{name}` are not handled"),
                    "offer a JSON representation: `application/json` or a type that ends in `+json`",
                )
                .on_key(),
            ));
        }
        Ok(Some(Representation {
            media_type: ir::MediaType(name),
            at,
            object,
        }))
    }
}

/// Whether bodies of this type are JSON: by its name or by its suffix (RFC 6839, section 3.1).
fn is_json(media_type: &str) -> bool {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence
        .split_once('/')
        .is_some_and(|(_, subtype)| subtype == "json" || subtype.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn json_is_told_by_name_or_suffix() {
        for name in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/vnd.atlas.2023-01-01+json",
        ] {
            assert!(is_json(name), "{name}");
        }
        for name in [
            "text/plain",
            "application/json-seq",
            "*/*",
            "json",
            "application/xml",
        ] {
            assert!(!is_json(name), "{name}");
        }
    }
}
