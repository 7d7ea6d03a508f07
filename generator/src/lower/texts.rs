//! Schemas of `type: string` that are no enums.

use regress::Regex;

use super::Lowering;
use super::failures::Result;
use super::keywords::Keywords;
use super::schemas::{count, plain};
use super::types::Head;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::{self, TypeRef};

impl Lowering<'_> {
    pub(super) fn text(
        &mut self,
        at: &Pointer,
        keywords: &Keywords<'_>,
        head: &Head<'_>,
    ) -> Result<ir::Value> {
        let (min_length, max_length) = (count(keywords.min_length), count(keywords.max_length));
        let typed = match keywords.format.as_deref() {
            Some("date-time") => Some(TypeRef::Formatted(ir::Format::DateTime)),
            Some("date") => Some(TypeRef::Formatted(ir::Format::Date)),
            Some("uuid") => Some(TypeRef::Formatted(ir::Format::Uuid)),
            // The registry of formats is open (section 4.4), and an unknown one says nothing. `byte` is base64 and
            // `binary` makes no sense in JSON; as text both lose nothing.
            Some(_) | None => None,
        };
        if let Some(ty) = typed {
            // What has one of these formats has but one form, so that a pattern or length beside it repeats it.
            self.ignored(at, keywords, &["type", "format"]);
            return Ok(plain(ty));
        }
        let Some(pattern) = keywords.pattern else {
            let rules = ir::Rules {
                min_length,
                max_length,
                ..ir::Rules::default()
            };
            return Ok(ir::Value {
                ty: TypeRef::String,
                rules,
            });
        };
        // Section 4.8.24.1: patterns are ECMA-262. The `u` flag makes them match characters rather than UTF-16 units.
        if let Err(error) = Regex::with_flags(pattern, "u") {
            return Err(self.fail(Diagnostic::error(
                Code::InvalidPattern,
                at.child("pattern"),
                format!(
                    "the pattern is no regular expression of ECMA-262 with the `u` flag: {error}"
                ),
                "correct the pattern; it has no delimiters, and `-`, `/` and `'` need no backslash",
            )));
        }
        let rules = ir::TextRules {
            pattern: pattern.to_owned(),
            min_length,
            max_length,
        };
        Ok(plain(TypeRef::Named(self.types.text(head, &rules))))
    }
}
