//! First stage: the bytes of a file become a [`Document`] that the later stages can rely on.
//!
//! Comes in: a path, or bytes with a name. Goes out: a tree of JSON values of a version of OpenAPI that is read here,
//! and diagnostics for all of it that breaks the standard or would be ignored. It knows files, JSON, YAML and OpenAPI;
//! it knows nothing of the IR or of Rust names. No other stage reads a file.

mod bare;
mod document;
mod examples;
mod files;
mod format;
mod grammar;
mod keywords;
mod names;
mod near;
mod overlay;
mod reference;
mod repair;
mod resolve;
mod schema;
mod version;

use std::path::{Path, PathBuf};

pub use document::{Document, Located};
pub use files::Input;
use files::{Files, MAX_FILE, bytes};
use keywords::Edition;
pub(crate) use near::nearest;
use serde_json::Value;

use crate::diagnostic::{
    Code, Diagnostic, Diagnostics, Place, Pointer, Position, Severity, Source,
};

/// What is to be done with a document before it is read.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// The overlays that change it, in their order.
    pub overlays: Vec<PathBuf>,
}

/// Reads the document in the file at `path`, and the files that it refers to.
///
/// A document that is returned may have errors too, and the later stages look for more. Its examples have not been looked at
/// yet: see [`Document::check_examples`].
///
/// # Errors
///
/// Where no tree could be made of it, where it is of another format, or where an overlay can't be applied. What is wrong is
/// in `diagnostics`; returned is what to show them in.
pub fn load(
    path: &Path,
    options: &LoadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Document, Source> {
    let name = path.display().to_string();
    match bytes(path, diagnostics) {
        Some(bytes) => read(Some(path), &name, &bytes, options, diagnostics),
        None => Err(Source::new(name, "")),
    }
}

/// Reads the document in `bytes`; `name` is what diagnostics call it. It has no other files.
///
/// # Errors
///
/// As for [`load`].
pub fn parse(name: &str, bytes: &[u8], diagnostics: &mut Diagnostics) -> Result<Document, Source> {
    read(None, name, bytes, &LoadOptions::default(), diagnostics)
}

fn read(
    path: Option<&Path>,
    name: &str,
    bytes: &[u8],
    options: &LoadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Document, Source> {
    let Some(text) = text(bytes, diagnostics) else {
        // Enough to show where the file stops being text; of what is too large there is nothing to show.
        let shown = if bytes.len() <= MAX_FILE { bytes } else { &[] };
        return Err(Source::new(name, String::from_utf8_lossy(shown)));
    };
    let Some((mut tree, edition)) = tree(text, diagnostics) else {
        return Err(Source::new(name, text));
    };
    let known = diagnostics.len();
    let overlays = overlay::apply(&mut tree, &options.overlays, diagnostics);
    let mut new = diagnostics.iter().skip(known);
    let is_corrected = new.all(|it| it.severity != Severity::Error);
    let mut files = Files::new(path, name, bytes, text, tree);
    for (file, bytes) in overlays.files {
        files.add(file, &bytes);
    }
    if !is_corrected {
        // Without its corrections it is not the document that is asked for.
        let (source, _, _) = files.into_parts();
        return Err(source);
    }
    let (grammar, changes) = grammar::check(&mut files, edition, diagnostics);
    let inputs = files.inputs().to_vec();
    let (mut source, hash, mut tree) = files.into_parts();
    repair::apply(&mut tree, changes.repairs);
    if let Err((at, code)) = repair::copy(&mut tree, &changes.copies) {
        diagnostics.push(Diagnostic::error(
            code,
            at,
            "what the references lead to can't be put in their places: it holds itself, or it is too much",
            "move it to `components` and refer to it where a reference may stand",
        ));
    }
    for (here, origin) in changes.copies {
        source.copy(here, origin);
    }
    for (element, array) in overlays.moved {
        source.moved(element, array);
    }
    Ok(Document::new(source, inputs, hash, tree, edition, grammar))
}

/// The tree of a text, if it is one of a version that is read here.
fn tree(text: &str, diagnostics: &mut Diagnostics) -> Option<(Value, Edition)> {
    let mut tree = format::read(text, diagnostics)?;
    let edition = version::check(&mut tree, diagnostics)?;
    Some((tree, edition))
}

/// The text of a file, without a byte order mark.
fn text<'b>(bytes: &'b [u8], diagnostics: &mut Diagnostics) -> Option<&'b str> {
    if bytes.len() > MAX_FILE {
        diagnostics.push(Diagnostic::error(
            Code::TooLarge,
            Place::File(Pointer::ROOT),
            format!("the file is larger than {} MiB", MAX_FILE / 1024 / 1024),
            "split the document, or leave out the operations that are not needed",
        ));
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let good =
                String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default());
            let line = good.matches('\n').count() + 1;
            let column = good.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            diagnostics.push(Diagnostic::error(
                Code::NotUtf8,
                Position { line, column },
                format!(
                    "the file is not UTF-8: byte {} does not belong there",
                    error.valid_up_to()
                ),
                "save the file as UTF-8",
            ));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_FILE, parse};
    use crate::diagnostic::{Code, Diagnostics};

    #[test]
    fn a_file_over_the_limit_is_refused_before_it_is_parsed() {
        let mut diagnostics = Diagnostics::new();
        assert!(parse("a.yaml", &vec![b'['; MAX_FILE + 1], &mut diagnostics).is_err());
        let codes: Vec<_> = diagnostics
            .iter()
            .map(|diagnostic| diagnostic.code)
            .collect();
        assert_eq!(codes, [Code::TooLarge]);
    }

    #[test]
    fn the_hash_is_that_of_the_bytes() {
        let bytes =
            b"{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"a\",\"version\":\"1\"},\"paths\":{}}";
        let document = parse("a.json", bytes, &mut Diagnostics::new()).expect("a document");
        let hash = "0c83568dbd4dc2b7910c868979508da0";
        assert_eq!(document.sha256().get(..32), Some(hash));
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let mut diagnostics = Diagnostics::new();
        let text = "\u{feff}{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"a\",\"version\":\"1\"},\"paths\":{}}";
        let document = parse("a.json", text.as_bytes(), &mut diagnostics).expect("a document");
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert!(document.source().files()[0].text.starts_with('{'));
    }
}
