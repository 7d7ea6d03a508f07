//! From a text of the document to words, and from words to an identifier.
//!
//! The only place that changes the case of anything. It knows Rust's rules for identifiers and nothing of the API.
//!
//! Identifiers are ASCII. Rust allows more, but two texts that look alike may differ, two that differ may be one
//! identifier (NFC), rustc warns of many, and a module's file can't have such a name at all.

use std::fmt::Write as _;

use heck::ToSnakeCase as _;

use super::Ident;

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
        let words = words(text);
        match self {
            Self::Snake => words.join("_"),
            Self::Camel => camel(&words),
            Self::Shouty => words.join("_").to_ascii_uppercase(),
        }
    }
}

/// Digits of two words are kept apart: `1.12` and `11.2` are not the same.
fn camel(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        let mut characters = word.chars();
        let Some(first) = characters.next() else {
            continue;
        };
        if first.is_ascii_digit() && text.ends_with(|c: char| c.is_ascii_digit()) {
            text.push('_');
        }
        text.push(first.to_ascii_uppercase());
        text.push_str(characters.as_str());
    }
    text
}

/// The words of `text`, in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    let text = deunicode::deunicode_with_tofu(text, " ");
    joined_acronyms(&text)
        .to_snake_case()
        .split('_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Words that begin like an acronym and go on in small letters are one word: `IDs`, `IPv4`, `OAuth2`.
fn joined_acronyms(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_uppercase()) {
        let (before, from) = rest.split_at(start);
        joined.push_str(before);
        let upper = from
            .find(|c: char| !c.is_ascii_uppercase())
            .unwrap_or(from.len());
        let (acronym, behind) = from.split_at(upper);
        let is_plural = acronym.len() > 1
            && behind
                .strip_prefix('s')
                .is_some_and(|behind| !behind.starts_with(|c: char| c.is_ascii_lowercase()));
        let is_joined = is_plural
            || (acronym.ends_with("IP") && behind.starts_with(['v']) && {
                let digit = behind.chars().nth(1);
                digit.is_some_and(|c| c.is_ascii_digit())
            })
            || (acronym.ends_with("OA") && behind.starts_with("uth"));
        if is_joined {
            let kept = if is_plural { 1 } else { acronym.len() - 1 };
            joined.push_str(acronym.get(..kept).unwrap_or_default());
            let lowered = acronym.get(kept..).unwrap_or_default();
            joined.push_str(&lowered.to_ascii_lowercase());
        } else {
            joined.push_str(acronym);
        }
        rest = behind;
    }
    joined.push_str(rest);
    joined
}

/// `text` with the signs as words that mean something by themselves: a plus or minus in front of a digit, a minus at the
/// beginning, a comparison. `Etc/GMT+1` is `Etc/GMT plus 1`, `>=` is `greater or equal`.
pub(super) fn signs_spelled_out(text: &str) -> String {
    let mut spelled = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, symbol)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let before_digit = next.is_some_and(|next| next.is_ascii_digit());
        let word = match (symbol, next) {
            ('+', _) if before_digit || at == 0 => "plus",
            ('-', Some(_)) if before_digit || at == 0 => "minus",
            ('<' | '>' | '=' | '!', Some('=')) | ('<', Some('>')) => {
                let equal = characters.next().is_some_and(|(_, c)| c == '=');
                match symbol {
                    '<' if equal => "less or equal",
                    '>' => "greater or equal",
                    '=' => "equal",
                    _ => "not equal",
                }
            }
            ('<', _) => "less",
            ('>', _) => "greater",
            ('=', _) => "equal",
            _ => {
                spelled.push(symbol);
                continue;
            }
        };
        spelled.extend([" ", word, " "]);
    }
    spelled
}

/// `text` with its symbols as words: `a/b` is `a slash b`. What only parts words (`_`, a space, a hyphen) says nothing
/// and stays as it is, so that `a_b` and `a-b` remain one name.
pub(super) fn symbols_spelled_out(text: &str) -> String {
    let mut spelled = String::new();
    for symbol in signs_spelled_out(text).replace("[]", " list ").chars() {
        match symbol_word(symbol) {
            Some(word) => spelled.extend([" ", word, " "]),
            None => spelled.push(symbol),
        }
    }
    if text.is_empty() {
        spelled.push_str("empty");
    }
    spelled
}

fn symbol_word(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '!' => "not",
        '"' | '\'' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '.' => "dot",
        '/' => "slash",
        '\\' => "backslash",
        ':' => "colon",
        ';' => "semicolon",
        '?' => "question",
        '@' => "at",
        '^' => "caret",
        '`' => "backtick",
        '|' => "or",
        '~' => "tilde",
        // What opens is told by one word, and what closes says nothing more.
        '[' => "bracket",
        '(' => "parenthesis",
        '{' => "brace",
        _ => return None,
    })
}

/// `text` with every character that no identifier keeps as it is by its number: `☃` is `u2603`.
pub(super) fn numbers_spelled_out(text: &str) -> String {
    let mut spelled = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            spelled.push(c);
        } else {
            let _ = write!(spelled, " u{:x} ", u32::from(c));
        }
    }
    spelled
}

/// `text` and in which case its letters are, where that can tell `ASC` from `asc`. As it is where it has no letters.
pub(super) fn case_spelled_out(text: &str) -> String {
    if !text.contains(|c: char| c.is_ascii_alphabetic()) {
        return text.to_owned();
    }
    let has_upper = |text: &str| text.contains(|c: char| c.is_ascii_uppercase());
    let has_lower = text.contains(|c: char| c.is_ascii_lowercase());
    let case = match (has_upper(text), has_lower) {
        (true, true) if !has_upper(text.get(1..).unwrap_or_default()) => "capitalized",
        (true, true) => "mixed",
        (true, false) => "upper",
        (false, _) => "lower",
    };
    format!("{text} {case}")
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
    let is_part = |c: char| c == '_' || c.is_ascii_alphanumeric();
    text.chars().all(is_part)
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().any(|c| c != '_')
}

/// The identifier `text`; a keyword becomes a raw identifier, or gets `_` behind where it can't be raw.
///
/// `text` must pass [`is_identifier`].
pub(super) fn identifier(text: &str) -> Ident {
    Ident::as_written(if NEVER_RAW.contains(&text) {
        format!("{text}_")
    } else if KEYWORDS.contains(&text) {
        format!("r#{text}")
    } else {
        text.to_owned()
    })
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
            ("größe", "grosse", "Grosse", "GROSSE"),
            ("☃", "snowman", "Snowman", "SNOWMAN"),
            ("v1.2-3", "v1_2_3", "V1_2_3", "V1_2_3"),
            ("userIDs", "user_ids", "UserIds", "USER_IDS"),
            ("allowIPv6", "allow_ipv6", "AllowIpv6", "ALLOW_IPV6"),
            ("OAuth2Token", "oauth2_token", "Oauth2Token", "OAUTH2_TOKEN"),
            ("AWSKMSKey", "awskms_key", "AwskmsKey", "AWSKMS_KEY"),
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
    fn signs_are_spelled_out_where_they_mean_something() {
        for (text, camel) in [
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("-created", "MinusCreated"),
            ("a-b", "AB"),
            ("Etc/GMT+1", "EtcGmtPlus1"),
            ("Etc/GMT-1", "EtcGmtMinus1"),
            (">", "Greater"),
            (">=", "GreaterOrEqual"),
            ("<=", "LessOrEqual"),
            ("<>", "NotEqual"),
            ("!=", "NotEqual"),
            ("==", "Equal"),
        ] {
            assert_eq!(Case::Camel.of(&signs_spelled_out(text)), camel);
        }
    }

    #[test]
    fn symbols_are_spelled_out() {
        for (text, camel) in [
            ("*", "Star"),
            ("", "Empty"),
            ("a/b", "ASlashB"),
            ("a_b", "AB"),
        ] {
            assert_eq!(Case::Camel.of(&symbols_spelled_out(text)), camel);
        }
        assert_eq!(Case::Snake.of(&numbers_spelled_out("a-b")), "a_u2d_b");
        assert_eq!(
            Case::Snake.of(&symbols_spelled_out("filter[]")),
            "filter_list"
        );
        for (text, camel) in [
            ("ASC", "AscUpper"),
            ("asc", "AscLower"),
            ("Asc", "AscCapitalized"),
            ("aSc", "AScMixed"),
            ("1.5", "1_5"),
        ] {
            assert_eq!(Case::Camel.of(&case_spelled_out(text)), camel);
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
