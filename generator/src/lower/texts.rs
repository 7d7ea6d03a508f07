//! Schemas of `type: string` that are no enums.

use regress::Regex;

use super::Lowering;
use super::flat::Flat;
use super::schemas::plain;
use super::types::Head;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::{self, Format, TypeRef};

impl<'a> Lowering<'a> {
    pub(super) fn text(&mut self, flat: &Flat<'a>, head: &Head<'_>) -> ir::Value {
        let schemas = || flat.members.iter().map(|member| &member.schema);
        let typed = schemas().find_map(|schema| schema.format.and_then(format));
        if let Some(format) = typed {
            // What has one of these formats has but one form, so that a pattern or length beside it repeats it.
            for member in &flat.members {
                self.ignored(&member.at, &member.schema, format_keywords);
            }
            return plain(TypeRef::Formatted(format));
        }
        let min_length = schemas().filter_map(|schema| schema.min_length).max();
        let max_length = schemas().filter_map(|schema| schema.max_length).min();
        // Of several patterns the one nearest to the value; the type can check only one.
        let pattern = flat.members.iter().rev().find_map(|member| {
            let pattern = member.schema.pattern?;
            self.pattern(&member.at.child("pattern"), pattern)
        });
        let Some(pattern) = pattern else {
            let rules = ir::Rules {
                min_length,
                max_length,
                ..ir::Rules::default()
            };
            return ir::Value {
                ty: TypeRef::String,
                rules,
            };
        };
        let rules = ir::TextRules {
            pattern,
            min_length,
            max_length,
        };
        plain(TypeRef::Named(self.types.text(head, &rules)))
    }

    /// The pattern as ECMA-262 has it with the `u` flag, which makes it match characters rather than UTF-16 units; none
    /// where it is no pattern at all.
    fn pattern(&mut self, at: &Pointer, pattern: &str) -> Option<String> {
        let Err(error) = Regex::with_flags(pattern, "u") else {
            return Some(pattern.to_owned());
        };
        // Without the flag a backslash before a character that has no meaning of its own is allowed, and does nothing.
        let repaired = without_needless_escapes(pattern);
        let (repaired, message, help) = if Regex::with_flags(&repaired, "u").is_ok() {
            let message = format!(
                "the pattern is read as `{repaired}`: with the `u` flag of ECMA-262 only characters that have a meaning may be escaped"
            );
            (Some(repaired), message, "remove the needless backslashes")
        } else {
            let message = format!(
                "the pattern is no regular expression of ECMA-262 with the `u` flag, so it is not checked: {error}"
            );
            let help =
                "correct the pattern; it has no delimiters, and `-`, `/` and `'` need no backslash";
            (None, message, help)
        };
        self.diagnostics
            .push(Diagnostic::flaw(Code::InvalidPattern, at, message, help));
        repaired
    }
}

/// Beside a format that has a type.
fn format_keywords(keyword: &str) -> bool {
    matches!(keyword, "type" | "format")
}

/// The format that the document spells so, if it has a type. The registry of formats is open (section 4.4), and an unknown
/// one says nothing. `binary` makes no sense in JSON; as text it loses nothing.
pub(super) fn format(name: &str) -> Option<Format> {
    Some(match name {
        "date-time" => Format::DateTime,
        "date" => Format::Date,
        "time" => Format::Time,
        "duration" => Format::Duration,
        "uuid" => Format::Uuid,
        "uri" => Format::Uri,
        "email" => Format::Email,
        "ip" => Format::Ip,
        "ipv4" => Format::Ipv4,
        "ipv6" => Format::Ipv6,
        "byte" => Format::Base64,
        "decimal" => Format::Decimal,
        _ => return None,
    })
}

/// The pattern without the backslashes that the `u` flag forbids: `IdentityEscape :: SyntaxCharacter, /` (ECMA-262,
/// section 22.2.1), and `-` in a class.
fn without_needless_escapes(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    let mut is_in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '[' => is_in_class = true,
            ']' => is_in_class = false,
            '\\' => {
                let Some(escaped) = characters.next() else {
                    text.push('\\');
                    break;
                };
                let has_meaning = escaped.is_ascii_alphanumeric()
                    || "^$\\.*+?()[]{}|/".contains(escaped)
                    || (escaped == '-' && is_in_class);
                if has_meaning {
                    text.push('\\');
                }
                text.push(escaped);
                continue;
            }
            _ => {}
        }
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::without_needless_escapes;

    #[test]
    fn only_needless_backslashes_go() {
        for (pattern, expected) in [
            (r"^\d{3}\-\d{4}$", r"^\d{3}-\d{4}$"),
            (r"[\w\-\:]+\:\/\'", r"[\w\-:]+:\/'"),
            (r"a\.b\\\@", r"a\.b\\@"),
        ] {
            assert_eq!(without_needless_escapes(pattern), expected);
        }
    }
}
