//! `deprecated` and the vendors' ways of saying more about it, brought into one record.
//!
//! `OpenAPI` has a flag and nothing else, so that dates, successors and reasons stand in extensions. They are told apart
//! by words rather than by a list of vendors: `x-sunset`, `x-sunset-date`, `x-removal-date`, `x-replaced-by`,
//! `x-deprecation` and `x-deprecated` (a text, a date or an object), `x-deprecation-date`, `x-deprecated-message`,
//! `x-ms-deprecation`, `x-speakeasy-deprecation-replacement`, `x-github.removalDate` and others that are built alike.

use jiff::civil::Date;
use jiff::fmt::rfc2822;
use serde_json::Value;

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir;

/// What one word of a dialect tells.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fact {
    Since,
    Sunset,
    Successor,
    Link,
    Message,
}

/// Where the words of one object are put together.
#[derive(Default)]
struct Notice {
    record: ir::Deprecation,
    /// An extension says that the thing is deprecated, if only by being there.
    announced: bool,
}

impl Lowering<'_> {
    /// What the object at `at` says of its own deprecation.
    pub(super) fn deprecation(&mut self, at: &Pointer) -> Option<ir::Deprecation> {
        let document = self.document;
        let object = document.get(at)?.as_object()?;
        let mut notice = Notice::default();
        notice.record.flagged = object.get("deprecated") == Some(&Value::Bool(true));
        for (key, value) in object.iter().filter(|(key, _)| key.starts_with("x-")) {
            let at = at.child(key);
            match Extension::of(key) {
                Some(Extension::Fact(fact)) => self.note(&mut notice, fact, value, &at),
                Some(Extension::Whole) => self.note_all(&mut notice, value, &at),
                Some(Extension::GitHub) => self.note_github(&mut notice, value, &at),
                None => {}
            }
        }
        (notice.record.flagged || notice.announced).then_some(notice.record)
    }

    /// That of the operation at `at`. Where only its representations, at `media_types`, have a sunset, the first one that
    /// ends is what a caller must know.
    pub(super) fn operation_deprecation(
        &mut self,
        at: &Pointer,
        media_types: &[Pointer],
    ) -> Option<ir::Deprecation> {
        let own = self.deprecation(at);
        if own.as_ref().is_some_and(|own| own.sunset.is_some()) {
            return own;
        }
        let announced = media_types
            .iter()
            .filter_map(|at| self.deprecation(at)?.sunset)
            .min();
        match announced {
            Some(_) => Some(ir::Deprecation {
                sunset: announced,
                ..own.unwrap_or_default()
            }),
            None => own,
        }
    }

    /// An extension that is about the deprecation as a whole.
    fn note_all(&mut self, notice: &mut Notice, value: &Value, at: &Pointer) {
        match value {
            Value::Bool(deprecated) => notice.announced |= deprecated,
            // A date alone says since when, as the header field of RFC 9745 does; other text is a message.
            Value::String(text) if date(text).is_some() => {
                self.note(notice, Fact::Since, value, at);
            }
            Value::String(_) => self.note(notice, Fact::Message, value, at),
            // `{ deprecated: false }` keeps the other words for later.
            Value::Object(object) if object.get("deprecated") == Some(&Value::Bool(false)) => {}
            Value::Object(object) => {
                notice.announced = true;
                for (key, value) in object {
                    if let Some(fact) = fact(&words(key)) {
                        self.note(notice, fact, value, &at.child(key));
                    }
                }
            }
            Value::Null | Value::Number(_) | Value::Array(_) => {}
        }
    }

    /// GitHub's object holds facts of many kinds, so only the two dates are looked for.
    fn note_github(&mut self, notice: &mut Notice, value: &Value, at: &Pointer) {
        for (key, fact) in [
            ("deprecationDate", Fact::Since),
            ("removalDate", Fact::Sunset),
        ] {
            if let Some(value) = value.get(key) {
                self.note(notice, fact, value, &at.child(key));
            }
        }
    }

    fn note(&mut self, notice: &mut Notice, fact: Fact, value: &Value, at: &Pointer) {
        let inner = match fact {
            Fact::Since | Fact::Sunset => value.get("date"),
            Fact::Successor => value.get("operationId").or_else(|| value.get("name")),
            Fact::Link => value.get("url").or_else(|| value.get("href")),
            Fact::Message => None,
        };
        let text = inner.unwrap_or(value).as_str().map_or("", str::trim);
        if text.is_empty() {
            return;
        }
        notice.announced = true;
        let Notice {
            record,
            announced: _,
        } = notice;
        let clash = match fact {
            Fact::Since | Fact::Sunset => {
                let Some(date) = date(text) else {
                    // `since` is as often the number of a version, and the record has no place for it.
                    if fact == Fact::Sunset {
                        self.bad_deprecation(
                            at,
                            &format!("`{text}` is no date"),
                            "write the date as `2026-01-15`",
                        );
                    }
                    return;
                };
                keep(
                    if fact == Fact::Since {
                        &mut record.since
                    } else {
                        &mut record.sunset
                    },
                    date,
                )
            }
            Fact::Successor => keep(&mut record.successor, ir::WireName(text.to_owned())),
            Fact::Link => keep(&mut record.link, text.to_owned()),
            // Sentences may say the same in other words.
            Fact::Message => {
                record.message.get_or_insert_with(|| text.to_owned());
                false
            }
        };
        if clash {
            let message =
                format!("`{text}` contradicts what another extension of the same object says");
            self.bad_deprecation(at, &message, "let both say the same, or remove one");
        }
    }

    /// A flaw, because a sunset that nobody can read is one that no policy refuses: who wants the client all the same has to
    /// say so.
    fn bad_deprecation(&mut self, at: &Pointer, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::flaw(
            Code::InvalidDeprecation,
            at,
            message,
            help,
        ));
    }
}

/// Keeps the first value. Whether it contradicts the second.
fn keep<T: PartialEq>(place: &mut Option<T>, value: T) -> bool {
    match place {
        None => {
            *place = Some(value);
            false
        }
        Some(first) => *first != value,
    }
}

/// What the name of an extension says that its value is.
#[derive(Debug, PartialEq)]
enum Extension {
    Fact(Fact),
    Whole,
    GitHub,
}

impl Extension {
    fn of(key: &str) -> Option<Self> {
        let words = words(key);
        if words == ["x", "github"] {
            return Some(Self::GitHub);
        }
        if words.iter().any(|word| word == "enum") {
            // About the values of an enum, which `enums` reads.
            return None;
        }
        // A vendor's own word may stand before: `x-ms-deprecation`, `x-speakeasy-deprecation-message`.
        if let Some(position) = words.iter().position(|word| is_deprecation(word)) {
            let rest = words.get(position + 1..)?;
            return if rest.is_empty() {
                Some(Self::Whole)
            } else {
                fact(rest).map(Self::Fact)
            };
        }
        // Without that word only what can mean nothing else.
        let rest = words.get(1..)?;
        let fact = match rest.concat().as_str() {
            "sunset" | "sunsetdate" | "sunsetat" | "sunseton" | "removaldate" | "removeon"
            | "removedon" => Fact::Sunset,
            "replacedby" | "successor" | "successoroperation" => Fact::Successor,
            _ => return None,
        };
        Some(Self::Fact(fact))
    }
}

fn is_deprecation(word: &str) -> bool {
    matches!(word, "deprecated" | "deprecation")
}

/// What a key of an object, or the rest of an extension's name, tells.
fn fact(words: &[String]) -> Option<Fact> {
    let words = match words {
        // `deprecationDate`, `deprecated_since`
        [first, rest @ ..] if is_deprecation(first) => rest,
        all => all,
    };
    let fact = match words.concat().as_str() {
        "date" | "since" | "on" | "at" | "from" => Fact::Since,
        "sunset" | "sunsetdate" | "sunsetat" | "sunseton" | "removal" | "removaldate"
        | "removeon" | "removedon" | "retirement" | "retirementdate" | "endoflife" | "eol"
        | "expiresat" => Fact::Sunset,
        "replacement"
        | "replacementoperation"
        | "replacementoperationid"
        | "replacedby"
        | "replacewith"
        | "successor"
        | "successoroperation"
        | "use"
        | "useinstead"
        | "instead"
        | "alternative"
        | "by" => Fact::Successor,
        "link" | "url" | "href" | "docs" | "docsurl" | "documentation" | "documentationurl"
        | "guide" | "migrationguide" | "migrationurl" => Fact::Link,
        "message" | "description" | "reason" | "notice" | "note" | "text" => Fact::Message,
        _ => return None,
    };
    Some(fact)
}

/// The words of a key in lower case, however they are joined: `removalDate`, `removal-date`, `removal_date`.
fn words(key: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut begins = true;
    for character in key.chars() {
        if !character.is_alphanumeric() {
            begins = true;
            continue;
        }
        match words.last_mut() {
            Some(word) if !begins && !character.is_uppercase() => word.push(character),
            _ => words.push(character.to_lowercase().to_string()),
        }
        begins = false;
    }
    words
}

/// A date by itself or in front of a time (RFC 3339), or that of RFC 9110, section 5.6.7.
fn date(text: &str) -> Option<Date> {
    let (day, rest) = text.split_at_checked("2026-01-15".len())?;
    if let Ok(date) = day.parse::<Date>() {
        return (rest.is_empty() || rest.starts_with(['T', 't', ' '])).then_some(date);
    }
    rfc2822::parse(text).ok().map(|time| time.date())
}

/// What the record becomes for each dialect, also those that no document at hand shows.
#[cfg(test)]
mod tests {
    use super::{Extension, Fact, date, words};

    #[test]
    fn words_are_found_however_they_are_joined() {
        for key in ["removalDate", "removal-date", "removal_date", "RemovalDate"] {
            assert_eq!(words(key), ["removal", "date"], "{key}");
        }
    }

    #[test]
    fn names_of_extensions_tell_what_their_values_are() {
        for (name, expected) in [
            ("x-sunset", Some(Extension::Fact(Fact::Sunset))),
            ("x-sunset-date", Some(Extension::Fact(Fact::Sunset))),
            ("x-removal-date", Some(Extension::Fact(Fact::Sunset))),
            ("x-replaced-by", Some(Extension::Fact(Fact::Successor))),
            ("x-deprecation", Some(Extension::Whole)),
            ("x-deprecated", Some(Extension::Whole)),
            ("x-ms-deprecation", Some(Extension::Whole)),
            ("x-deprecation-date", Some(Extension::Fact(Fact::Since))),
            ("x-deprecated-since", Some(Extension::Fact(Fact::Since))),
            ("x-deprecated-sunset", Some(Extension::Fact(Fact::Sunset))),
            ("x-deprecatedMessage", Some(Extension::Fact(Fact::Message))),
            (
                "x-speakeasy-deprecation-message",
                Some(Extension::Fact(Fact::Message)),
            ),
            (
                "x-speakeasy-deprecation-replacement",
                Some(Extension::Fact(Fact::Successor)),
            ),
            ("x-github", Some(Extension::GitHub)),
            ("x-deprecatedInVersion", None),
            ("x-enum-deprecated", None),
            ("x-message", None),
            ("x-date", None),
        ] {
            assert_eq!(Extension::of(name), expected, "{name}");
        }
    }

    #[test]
    fn dates_are_read_in_each_form_that_vendors_write() {
        for text in [
            "2027-07-01",
            "2027-07-01T00:00:00Z",
            "2027-07-01T00:00:00.0000000+00:00",
            "Thu, 1 Jul 2027 00:00:00 GMT",
            "Thu, 01 Jul 2027 00:00:00 GMT",
        ] {
            assert_eq!(date(text), Some(jiff::civil::date(2027, 7, 1)), "{text}");
        }
        for text in [
            "1.3.0",
            "2027-07-32",
            "2027-07-01x",
            "soon, or later",
            "läßt sich nicht lesen",
            "",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
