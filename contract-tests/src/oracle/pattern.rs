//! Regular expressions of the document: whether they can be tried, and texts that they match.
//!
//! The texts are guesses, made of the expression's syntax; whether they fit is the validator's to say.

use regex_syntax::{
    ParserBuilder,
    hir::{Class, Hir, HirKind},
};
use serde_json::json;

use super::files::Tree;

/// Each gives one text: characters that it prefers where it has a choice, and how often it repeats beyond the least.
const TASTES: &[(&str, u32)] = &[("a0A", 0), ("z9Z-", 1), ("_-. ", 2), ("üß𝒳é", 1), ("b1", 7)];

/// The longest text that is made.
const LONGEST: usize = 2048;

/// Whether the validator can try `pattern`.
pub(super) fn usable(tree: &Tree, pattern: &str) -> bool {
    let options = jsonschema::options().with_pattern_cache(tree.judges.patterns.clone());
    options.build(&json!({ "pattern": pattern })).is_ok()
}

/// "This string SHOULD be a valid regular expression, according to the ECMA-262 dialect" (OpenAPI 3.0.4, section
/// 4.8.24). Without its flag `u`, which no document sets, a sign that needs no backslash may have one: `\_`.
fn without_needless_escapes(pattern: &str) -> String {
    let mut plain = String::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        let escaped = characters.next();
        if !escaped.is_some_and(|it| "_@:!\"',<>;=%&~#` /".contains(it)) {
            plain.push('\\');
        }
        plain.extend(escaped);
    }
    plain
}

/// `pattern` with `\d` and `\w` written out: in ECMA-262 they are of ASCII, but where there is look-around the validator
/// takes them for digits and letters of any script.
pub(super) fn in_ascii(pattern: &str) -> String {
    let mut written = String::new();
    let mut is_class = false;
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '[' => is_class = true,
            ']' => is_class = false,
            _ => {}
        }
        if character != '\\' {
            written.push(character);
            continue;
        }
        let escaped = characters.next();
        let inside = match escaped {
            Some('d') => "0-9",
            Some('w') => "A-Za-z0-9_",
            _ => "",
        };
        // In front of a hyphen it would become part of a range.
        if inside.is_empty() || (is_class && characters.peek() == Some(&'-')) {
            written.push('\\');
            written.extend(escaped);
        } else if is_class {
            written.push_str(inside);
        } else {
            written.extend(["[", inside, "]"]);
        }
    }
    written
}

/// Texts that `pattern` may match, short ones first.
pub(super) fn texts(pattern: &str) -> Vec<String> {
    let pattern = without_look_around(&without_needless_escapes(pattern));
    let parsed = ParserBuilder::new().utf8(true).build().parse(&pattern);
    let Ok(hir) = parsed else {
        return Vec::new();
    };
    let mut texts: Vec<String> = Vec::new();
    for (taste, (favourites, more)) in TASTES.iter().enumerate() {
        let mut text = String::new();
        write(
            &hir,
            Taste {
                favourites,
                more: *more,
                turn: taste,
            },
            &mut text,
        );
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// Without the groups that only look: they are not of this syntax, and a text that ignores them may fit all the same.
fn without_look_around(pattern: &str) -> String {
    let mut rest = pattern;
    let mut kept = String::new();
    while let Some(start) = ["(?=", "(?!", "(?<=", "(?<!"]
        .iter()
        .filter_map(|it| rest.find(it))
        .min()
    {
        let (before, group) = rest.split_at(start);
        kept.push_str(before);
        let mut depth = 0_usize;
        let mut escaped = false;
        let end = group.char_indices().find(|(_, character)| {
            let plain = !escaped;
            escaped = plain && *character == '\\';
            match character {
                '(' if plain => depth += 1,
                ')' if plain => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        rest = end
            .and_then(|(end, _)| group.get(end + 1..))
            .unwrap_or_default();
    }
    kept + rest
}

#[derive(Clone, Copy)]
struct Taste<'a> {
    favourites: &'a str,
    more: u32,
    /// Which branch to take.
    turn: usize,
}

fn write(hir: &Hir, taste: Taste<'_>, text: &mut String) {
    if text.len() > LONGEST {
        return;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => text.extend(pick(class, taste.favourites)),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            let times = repetition.min.saturating_add(taste.more).min(most);
            (0..times).for_each(|_| write(&repetition.sub, taste, text));
        }
        HirKind::Capture(capture) => write(&capture.sub, taste, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, taste, text)),
        HirKind::Alternation(branches) => {
            if let Some(branch) = branches.get(taste.turn % branches.len().max(1)) {
                write(branch, taste, text);
            }
        }
    }
}

/// A character of the class: a favourite one, else a letter or digit, else its first one that can be seen.
fn pick(class: &Class, favourites: &str) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class
            .iter()
            .map(|range| (range.start(), range.end()))
            .collect(),
        Class::Bytes(class) => class
            .iter()
            .map(|range| (range.start().into(), range.end().into()))
            .collect(),
    };
    let has = |character: &char| {
        ranges
            .iter()
            .any(|(first, last)| (first..=last).contains(&character))
    };
    let common = favourites.chars().chain("a0A".chars()).find(has);
    common
        .or_else(|| (' '..='~').find(has))
        .or_else(|| ranges.first().map(|(first, _)| *first))
}

#[cfg(test)]
mod tests {
    use super::{Tree, texts, usable};

    #[test]
    fn texts_fit_their_patterns() {
        for pattern in [
            "^([a-f0-9]{24})$",
            "^[a-zA-Z0-9][a-zA-Z0-9-]*$",
            "^(SM|MM)[0-9a-fA-F]{32}$",
            r"^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$",
            r"^[\p{L}\p{N}\-_.,' ]*$",
            "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)$",
            r"^a\_b$",
        ] {
            let tree = Tree::parse("test.yaml", "{}").expect("a document");
            assert!(usable(&tree, pattern), "{pattern}");
            let schema = serde_json::json!({ "pattern": pattern });
            let validator = jsonschema::validator_for(&schema).expect("a schema");
            let fits = |text: &String| validator.is_valid(&serde_json::Value::from(text.as_str()));
            assert!(
                texts(pattern).iter().any(fits),
                "{pattern}: {:?}",
                texts(pattern)
            );
        }
    }

    #[test]
    fn digits_are_those_of_ascii() {
        for (pattern, written) in [
            (r"^\d+$", "^[0-9]+$"),
            (r"[\d.]\.\\d", r"[0-9.]\.\\d"),
            (r"[\w-]", r"[\w-]"),
            (r"\[\w\]", r"\[[A-Za-z0-9_]\]"),
            ("a", "a"),
        ] {
            assert_eq!(super::in_ascii(pattern), written);
        }
    }

    #[test]
    fn what_is_no_expression_is_told() {
        let tree = Tree::parse("test.yaml", "{}").expect("a document");
        assert!(!usable(&tree, "(a"));
        assert!(usable(&tree, r"\_"));
    }
}
