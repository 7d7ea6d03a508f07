//! Tokens to text, item by item.

use proc_macro2::TokenStream;
use syn::Item;

use crate::emit::RustFile;

/// The text of a file, without its header.
pub(super) fn format(file: &RustFile) -> String {
    let mut text = unparse(&file.attributes);
    let mut before = None;
    for item in &file.items {
        let kind = kind(item);
        // Imports and modules stand in blocks.
        if !text.is_empty() && (before != Some(kind) || kind == Kind::Other) {
            text.push('\n');
        }
        text.push_str(&apart(&unparse(item)));
        before = Some(kind);
    }
    text
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Import,
    Export,
    Module,
    Other,
}

fn kind(item: &TokenStream) -> Kind {
    match syn::parse2(item.clone()) {
        Ok(Item::Use(item)) if matches!(item.vis, syn::Visibility::Inherited) => Kind::Import,
        Ok(Item::Use(_)) => Kind::Export,
        Ok(Item::Mod(_)) => Kind::Module,
        _ => Kind::Other,
    }
}

/// `tokens` as formatted text. What is no Rust (a bug of `emit`, which the compiler of the client shows) stays readable.
fn unparse(tokens: &TokenStream) -> String {
    match syn::parse2(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => format!("{tokens}\n"),
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
