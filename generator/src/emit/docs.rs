//! Doc comments: what the document says, made harmless, and facts in our own words.

use proc_macro2::TokenStream;
use quote::quote;

use super::markdown::{harmless, wrapped};
use crate::format::DOC_LINE;
use crate::ir::Docs;

/// A doc comment that grows paragraph by paragraph.
#[derive(Default)]
pub(super) struct Doc {
    lines: Vec<String>,
}

impl Doc {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds the document's title, text and link.
    pub(super) fn document(self, docs: &Docs) -> Self {
        let Docs {
            title,
            description,
            link,
        } = docs;
        let doc = self
            .markdown(title.as_deref())
            .markdown(description.as_deref());
        match link {
            Some((url, text)) => {
                let mut text = text.clone().unwrap_or_default();
                if !text.is_empty() && !text.ends_with(['.', '!', '?', ':']) {
                    text.push(':');
                }
                doc.markdown(Some(&format!("{text} {url}")))
            }
            None => doc,
        }
    }

    /// Adds text of the document.
    pub(super) fn markdown(self, text: Option<&str>) -> Self {
        self.block(text.map(harmless).unwrap_or_default())
    }

    /// Adds a sentence of our own. What it quotes of the document must have gone through `code`.
    pub(super) fn sentence(self, sentence: &str) -> Self {
        self.block(wrapped(sentence))
    }

    /// Adds a sentence of our own that goes on where the document's text is one plain paragraph.
    pub(super) fn more(mut self, sentence: &str) -> Self {
        let is_plain = |line: &String| line.starts_with(char::is_alphanumeric);
        let goes_on = |line: &String| line.ends_with(['.', '!', '?']);
        if self.lines.iter().all(is_plain) && self.lines.last().is_some_and(goes_on) {
            self.lines.extend(wrapped(sentence));
            self
        } else {
            self.sentence(sentence)
        }
    }

    /// Adds a heading of our own.
    pub(super) fn heading(self, heading: &str) -> Self {
        self.block(vec![format!("# {heading}")])
    }

    /// Adds lines of our own as they are.
    pub(super) fn block(mut self, lines: Vec<String>) -> Self {
        if !self.lines.is_empty() && !lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(lines);
        self
    }

    /// Adds a sentence if nothing has been said yet.
    pub(super) fn or_sentence(self, sentence: &str) -> Self {
        if self.lines.is_empty() {
            self.sentence(sentence)
        } else {
            self
        }
    }

    /// `#[doc = "…"]` with all lines.
    pub(super) fn outer(&self) -> TokenStream {
        let text = self.text().into_iter();
        quote!(#(#[doc = #text])*)
    }

    /// `#![doc = "…"]` with all lines.
    pub(super) fn inner(&self) -> TokenStream {
        let text = self.text().into_iter();
        quote!(#(#![doc = #text])*)
    }

    fn text(&self) -> Option<String> {
        let mut lines = self.lines.iter();
        let mut text = String::new();
        push_spaced(&mut text, lines.next()?);
        for line in lines {
            text.push(DOC_LINE);
            push_spaced(&mut text, line);
        }
        Some(text)
    }
}

fn push_spaced(text: &mut String, line: &str) {
    if !line.is_empty() {
        text.push(' ');
        text.push_str(line);
    }
}

/// `text` without its full stop, to go on behind it.
pub(super) fn first_line(docs: &Docs) -> Option<String> {
    let text = docs.title.as_deref().or(docs.description.as_deref())?;
    let first = text.lines().next()?.trim();
    (!first.is_empty()).then(|| first.to_owned())
}
