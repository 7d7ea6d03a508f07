//! From a text of the document to words, and from words to an identifier.
//!
//! The only place that changes the case of anything. It knows Rust's rules for identifiers and nothing of the API.

use heck::{ToShoutySnakeCase as _, ToSnakeCase as _, ToUpperCamelCase as _};
use proc_macro2::{Ident, Span};

/// How the words of an identifier are joined.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Case {
    /// `snake_case`: fields, functions, arguments, modules.
    Snake,
    /// `UpperCamelCase`: types and variants.
    Camel,
    /// `SHOUTY_SNAKE_CASE`: statics.
    Shouty,
}

impl Case {
    /// The words of `text` in this case, joined. Empty where `text` has neither letter nor digit.
    pub(super) fn of(self, text: &str) -> String {
        // `heck` takes `²` for part of a word, Rust does not.
        let text: String = text
            .chars()
            .map(|c| {
                if unicode_ident::is_xid_continue(c) {
                    c
                } else {
                    ' '
                }
            })
            .collect();
        match self {
            Self::Snake => text.to_snake_case(),
            Self::Camel => text.to_upper_camel_case(),
            Self::Shouty => text.to_shouty_snake_case(),
        }
    }
}

/// The words of `text`, in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    Case::Snake
        .of(text)
        .split('_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// `text` with its symbols as words: `+1` is `plus 1`. What only parts words (`_`, a space, a hyphen) says nothing and
/// stays as it is, so that `a_b` and `a-b` remain one name.
pub(super) fn spelled_out(text: &str) -> String {
    let mut spelled = String::new();
    let mut before = None;
    for symbol in text.chars() {
        match symbol_word(symbol) {
            Some("minus") if before.is_some_and(char::is_alphanumeric) => spelled.push(symbol),
            Some(word) => {
                spelled.push(' ');
                spelled.push_str(word);
                spelled.push(' ');
            }
            None => spelled.push(symbol),
        }
        before = Some(symbol);
    }
    if spelled.is_empty() {
        "empty".to_owned()
    } else {
        spelled
    }
}

fn symbol_word(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '!' => "not",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '^' => "caret",
        '|' => "or",
        '~' => "tilde",
        '[' | ']' => "bracket",
        '(' | ')' => "parenthesis",
        _ => return None,
    })
}

/// The singular of an English plural, as far as its letters tell: `links` is `link`, `policies` is `policy`.
pub(super) fn singular(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let cut = |length: usize| {
        text.get(..text.len().saturating_sub(length))
            .unwrap_or(text)
    };
    if lower.ends_with("ies") && lower.len() > 4 {
        format!("{}y", cut(3))
    } else if ["sses", "xes", "ches", "shes"]
        .iter()
        .any(|end| lower.ends_with(end))
    {
        cut(2).to_owned()
    } else if lower.ends_with('s') && !["ss", "us", "is"].iter().any(|end| lower.ends_with(end)) {
        cut(1).to_owned()
    } else {
        text.to_owned()
    }
}

/// Whether `text` can stand as an identifier, were it no keyword.
pub(super) fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|c| c == '_' || unicode_ident::is_xid_start(c))
        && characters.all(unicode_ident::is_xid_continue)
        && text.chars().any(|c| c != '_')
}

/// The identifier `text`; a keyword becomes a raw identifier, or gets `_` behind where it can't be raw.
///
/// `text` must pass [`is_identifier`].
pub(super) fn identifier(text: &str) -> Ident {
    if NEVER_RAW.contains(&text) {
        Ident::new(&format!("{text}_"), Span::call_site())
    } else if KEYWORDS.contains(&text) {
        Ident::new_raw(text, Span::call_site())
    } else {
        Ident::new(text, Span::call_site())
    }
}

/// Whether `text` is a keyword of any kind.
pub(super) fn is_keyword(text: &str) -> bool {
    NEVER_RAW.contains(&text) || KEYWORDS.contains(&text)
}

/// Keywords that `r#` does not help (The Rust Reference, "Raw identifiers").
const NEVER_RAW: [&str; 4] = ["crate", "self", "super", "Self"];

/// Keywords of the 2024 edition, strict and reserved (The Rust Reference, "Keywords").
const KEYWORDS: [&str; 49] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield", "_",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined_in_each_case() {
        for (text, snake, camel, shouty) in [
            ("snapshotId", "snapshot_id", "SnapshotId", "SNAPSHOT_ID"),
            (
                "Shared-Tier Restore Jobs",
                "shared_tier_restore_jobs",
                "SharedTierRestoreJobs",
                "SHARED_TIER_RESTORE_JOBS",
            ),
            ("x²", "x", "X", "X"),
            ("größe", "größe", "Größe", "GRÖSSE"),
            ("***", "", "", ""),
        ] {
            assert_eq!(
                [
                    Case::Snake.of(text),
                    Case::Camel.of(text),
                    Case::Shouty.of(text)
                ],
                [snake, camel, shouty]
            );
        }
    }

    #[test]
    fn symbols_are_spelled_out_where_they_mean_something() {
        for (text, camel) in [
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("-created", "MinusCreated"),
            ("a-b", "AB"),
            ("*", "Star"),
            ("", "Empty"),
        ] {
            assert_eq!(Case::Camel.of(&spelled_out(text)), camel);
        }
    }

    #[test]
    fn plurals_lose_their_ending() {
        for (plural, one) in [
            ("links", "link"),
            ("policies", "policy"),
            ("addresses", "address"),
            ("status", "status"),
            ("boxes", "box"),
        ] {
            assert_eq!(singular(plural), one);
        }
    }

    #[test]
    fn keywords_become_raw_or_get_an_underscore() {
        for (text, rust) in [
            ("type", "r#type"),
            ("gen", "r#gen"),
            ("self", "self_"),
            ("Self", "Self_"),
            ("union", "union"),
        ] {
            assert_eq!(identifier(text).to_string(), rust);
        }
    }
}
