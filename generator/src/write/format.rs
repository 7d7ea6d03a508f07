//! Tokens to text, item by item.

use proc_macro2::TokenStream;
use syn::Item;

use crate::emit::RustFile;

/// The text of a file, without its header.
pub(super) fn format(file: &RustFile) -> String {
    let (mut text, _) = unparse(&file.attributes);
    let mut before = None;
    for item in &file.items {
        let (item, kind) = unparse(item);
        // Imports and modules stand in blocks.
        if !text.is_empty() && (before != Some(kind) || !kind.is_line()) {
            text.push('\n');
        }
        text.push_str(&apart(&item));
        before = Some(kind);
    }
    text
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Import,
    Export,
    Module,
    Macro,
    Other,
}

impl Kind {
    fn of(file: &syn::File) -> Self {
        match file.items.first() {
            Some(Item::Use(item)) if matches!(item.vis, syn::Visibility::Inherited) => Self::Import,
            Some(Item::Use(_)) => Self::Export,
            Some(Item::Mod(_)) => Self::Module,
            Some(Item::Macro(_)) => Self::Macro,
            _ => Self::Other,
        }
    }

    fn is_line(self) -> bool {
        matches!(self, Self::Import | Self::Export | Self::Module)
    }
}

/// `tokens` as formatted text. What is no Rust (a bug of `emit`, which the compiler of the client shows) stays readable.
fn unparse(tokens: &TokenStream) -> (String, Kind) {
    let Ok(file) = syn::parse2(tokens.clone()) else {
        return (format!("{tokens}\n"), Kind::Other);
    };
    let text = prettyplease::unparse(&file);
    match Kind::of(&file) {
        // What a macro takes has no grammar, so the first colon, behind the name that it is about, stands alone.
        Kind::Macro => (text.replacen(" : ", ": ", 1), Kind::Macro),
        kind => (text, kind),
    }
}

/// Puts a blank line between the members of an `impl` and behind the imports of a body, where `prettyplease` has none.
fn apart(item: &str) -> String {
    const END: &str = "    }";
    let mut text = String::with_capacity(item.len());
    let mut lines = item.lines().peekable();
    while let Some(line) = lines.next() {
        text.push_str(line);
        text.push('\n');
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
        let file = RustFile {
            attributes: quote!(#![doc = " What it is."]),
            items: vec![
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
            ],
        };
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
        assert_eq!(format(&file), expected);
    }

    #[test]
    fn formatting_changes_no_token() {
        let items = [
            quote!(impl S { fn f(&self) -> &str { match x { 1 => "a : b\n    }", _ => "c" } } fn g() {} }),
            quote!(m! { a::S: x = " : ", y = None }),
        ];
        for item in items {
            let written = apart(&unparse(&item).0).parse::<TokenStream>();
            // `prettyplease` may add a comma behind the last arm, so both go through it.
            let [before, after] =
                [Ok(item), written].map(|tokens| tokens.map(|tokens| unparse(&tokens).0).ok());
            assert!(before.is_some());
            assert_eq!(before, after);
        }
    }
}
