//! An item as text: from the tokens of `emit` to what stands in a file.
//!
//! Token streams can't leave the thread that made them, so each item becomes text where it was emitted, and files are put
//! together of texts.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// Stands between the lines of a doc comment in its one attribute: an attribute for each line would be a tenth of all that is
/// parsed, and with line breaks in it the attribute would become a block comment. The documents' texts come without it.
pub(crate) const DOC_LINE: char = '\u{1}';

/// What stands in a file between two blank lines, or the attributes of the file.
#[derive(Clone, Debug)]
pub struct Item {
    text: String,
    kind: Kind,
    mentions: Mentions,
}

/// Which modules of the client, and whether the runtime, the paths of an item lead through.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each module is asked for by itself"
)]
pub struct Mentions {
    /// `errors::…`
    pub errors: bool,
    /// `runtime::…`
    pub runtime: bool,
    /// `security::…`
    pub security: bool,
    /// `types::…`
    pub types: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Import,
    Export,
    Module,
    Macro,
    Other,
}

impl Item {
    /// What its paths lead through.
    pub fn mentions(&self) -> Mentions {
        self.mentions
    }
}

impl From<TokenStream> for Item {
    /// What is no Rust (a bug of `emit`, which the compiler of the client shows) stays readable.
    fn from(tokens: TokenStream) -> Self {
        let Ok(file) = syn::parse2::<syn::File>(tokens.clone()) else {
            return Self {
                text: format!("{tokens}\n"),
                kind: Kind::Other,
                mentions: Mentions::default(),
            };
        };
        let text = prettyplease::unparse(&file);
        let kind = Kind::of(&file);
        let text = match kind {
            // What a macro takes has no grammar, so the first colon, behind the name that it is about, stands alone.
            Kind::Macro => text.replacen(" : ", ": ", 1),
            _ => text,
        };
        let mut mentions = Mentions::default();
        mentions.visit_file(&file);
        Self {
            text: apart(&text),
            kind,
            mentions,
        }
    }
}

/// The text of a file of these items, behind its attributes.
pub(crate) fn file<'i>(attributes: &Item, items: impl IntoIterator<Item = &'i Item>) -> String {
    let mut text = attributes.text.clone();
    let mut before = None;
    for item in items {
        // Imports and modules stand in blocks.
        if !text.is_empty() && (before != Some(item.kind) || !item.kind.is_line()) {
            text.push('\n');
        }
        text.push_str(&item.text);
        before = Some(item.kind);
    }
    text
}

impl Kind {
    fn of(file: &syn::File) -> Self {
        match file.items.first() {
            Some(syn::Item::Use(item)) if matches!(item.vis, syn::Visibility::Inherited) => {
                Self::Import
            }
            Some(syn::Item::Use(_)) => Self::Export,
            Some(syn::Item::Mod(_)) => Self::Module,
            Some(syn::Item::Macro(_)) => Self::Macro,
            _ => Self::Other,
        }
    }

    fn is_line(self) -> bool {
        matches!(self, Self::Import | Self::Export | Self::Module)
    }
}

impl Mentions {
    fn note(&mut self, segment: &proc_macro2::Ident) {
        self.errors |= segment == "errors";
        self.runtime |= segment == "runtime";
        self.security |= segment == "security";
        self.types |= segment == "types";
    }

    /// What a macro takes has no grammar that would tell paths.
    fn note_tokens(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                // In `::` the first colon is joined to the second; behind a field's name it stands alone.
                TokenTree::Ident(ident) => {
                    if let Some(TokenTree::Punct(colon)) = tokens.peek()
                        && colon.as_char() == ':'
                        && colon.spacing() == Spacing::Joint
                    {
                        self.note(&ident);
                    }
                }
                TokenTree::Group(group) => self.note_tokens(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

impl<'a> Visit<'a> for Mentions {
    fn visit_path(&mut self, path: &'a syn::Path) {
        let last = path.segments.len().saturating_sub(1);
        for segment in path.segments.iter().take(last) {
            self.note(&segment.ident);
        }
        visit::visit_path(self, path);
    }

    fn visit_use_path(&mut self, path: &'a syn::UsePath) {
        self.note(&path.ident);
        visit::visit_use_path(self, path);
    }

    fn visit_macro(&mut self, it: &'a syn::Macro) {
        self.note_tokens(it.tokens.clone());
        visit::visit_macro(self, it);
    }
}

/// Puts the lines of doc comments apart, and a blank line between the members of an `impl` and behind the imports of a body,
/// where `prettyplease` has none.
fn apart(item: &str) -> String {
    const END: &str = "    }";
    let mut text = String::with_capacity(item.len());
    let mut lines = item.lines().peekable();
    while let Some(line) = lines.next() {
        let mut doc_lines = line.split(DOC_LINE);
        text.push_str(doc_lines.next().unwrap_or_default());
        text.push('\n');
        let indent = line.len() - line.trim_start().len();
        // `///` or `//!`
        let sign = line.get(..indent + 3).unwrap_or_default();
        for doc_line in doc_lines {
            text.push_str(sign);
            text.push_str(doc_line);
            text.push('\n');
        }
        let ends_member = line == END || (line.starts_with("    const ") && line.ends_with(';'));
        let ends_imports = line.starts_with("        use ") && line.ends_with(';');
        if (ends_member || ends_imports)
            && lines.peek().is_some_and(|next| next.starts_with("    "))
        {
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn items_and_members_stand_apart_and_imports_together() {
        let attributes = Item::from(quote!(#![doc = " What it is."]));
        let items = [
            quote!(
                use a::b;
            ),
            quote!(
                use c::d;
            ),
            quote!(
                struct S(String);
            ),
            quote!(impl S { const N: u8 = 1; fn f() { use S as T; g(T) } fn h() {} }),
            quote!(m! { S: x = " : ", y = 1 }),
        ]
        .map(Item::from);
        let expected = "\
//! What it is.

use a::b;
use c::d;

struct S(String);

impl S {
    const N: u8 = 1;

    fn f() {
        use S as T;

        g(T)
    }

    fn h() {}
}

m! {
    S: x = \" : \", y = 1
}
";
        assert_eq!(file(&attributes, &items), expected);
    }

    #[test]
    fn each_line_of_a_doc_comment_stands_at_its_item() {
        let doc = [" One.", "", "     two();"].join(&DOC_LINE.to_string());
        let item = Item::from(quote!(
            #![doc = #doc]
            mod m {
                #[doc = #doc]
                fn f() {}
            }
        ));
        let expected = "\
//! One.
//!
//!     two();
mod m {
    /// One.
    ///
    ///     two();
    fn f() {}
}
";
        assert_eq!(item.text, expected);
    }

    #[test]
    fn formatting_changes_no_token() {
        let items = [
            quote!(impl S { fn f(&self) -> &str { match x { 1 => "a : b\n    }", _ => "c" } } fn g() {} }),
            quote!(m! { a::S: x = " : ", y = None }),
        ];
        for item in items {
            let text = Item::from(item).text;
            let again = text.parse::<TokenStream>().map(Item::from);
            assert_eq!(again.map(|again| again.text).ok(), Some(text));
        }
    }

    #[test]
    fn a_module_is_mentioned_where_a_path_leads_through_it() {
        let mentions = |tokens| Item::from(tokens).mentions();
        let none = Mentions::default();
        let types = Mentions {
            types: true,
            ..none
        };
        let security = Mentions {
            security: true,
            ..none
        };
        let runtime = Mentions {
            runtime: true,
            ..none
        };
        for (tokens, expected) in [
            (
                quote!(
                    fn f(runtime: types, security: T) {
                        types(runtime)
                    }
                ),
                none,
            ),
            (
                quote!(
                    #[doc = " types::A"]
                    struct S {
                        types: u8,
                    }
                ),
                none,
            ),
            (
                quote!(
                    struct S(Vec<types::A>);
                ),
                types,
            ),
            (
                quote!(
                    fn f() {
                        use types::A;
                    }
                ),
                types,
            ),
            (
                quote!(
                    static S: T = &[[security::A]];
                ),
                security,
            ),
            (quote!(impl runtime::Check for S {}), runtime),
            (quote!(m! { a: [b => runtime::A] }), runtime),
            (quote!(m! { runtime: types }), none),
        ] {
            let text = tokens.to_string();
            assert_eq!(mentions(tokens), expected, "{text}");
        }
    }
}
