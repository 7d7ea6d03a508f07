//! Text that keeps a pattern: a type of its own, so that a wrong value is refused where it is made.
//!
//! Generated code states the type and calls [`text_type!`](crate::text_type). Parsing is strict because it makes
//! values for requests; deserializing is lenient because it reads answers; and since a value that was read can be put
//! into a request, [`Check`](crate::Check) looks again.

use std::fmt;
use std::sync::OnceLock;

use regress::{Flags, Regex};

use crate::check::check_length;
use crate::{Checker, Findings, Location, Violation};

/// The rules of one text type, with its pattern compiled when first needed.
#[derive(Debug)]
pub struct TextRules {
    type_name: &'static str,
    pattern: &'static str,
    min_length: Option<u64>,
    max_length: Option<u64>,
    compiled: OnceLock<Option<Regex>>,
}

impl TextRules {
    /// States the rules; `pattern` is a regular expression of ECMA-262 with the `u` flag, lengths count Unicode code
    /// points.
    pub const fn new(
        type_name: &'static str,
        pattern: &'static str,
        min_length: Option<u64>,
        max_length: Option<u64>,
    ) -> Self {
        Self {
            type_name,
            pattern,
            min_length,
            max_length,
            compiled: OnceLock::new(),
        }
    }

    /// Says whether a text keeps the rules.
    pub fn test(&self, text: &str) -> Result<(), InvalidText> {
        let mut findings = Findings::new();
        self.check(text, &mut Checker::new(Location::Body, &mut findings));
        if findings.violations.is_empty() {
            Ok(())
        } else {
            let broken = findings.violations.iter().map(Violation::rule);
            Err(InvalidText {
                type_name: short(self.type_name),
                rule: broken.collect::<Vec<_>>().join(" and "),
            })
        }
    }

    /// Notes each rule that a text breaks.
    pub fn check(&self, text: &str, checker: &mut Checker<'_>) {
        check_length(text, self.min_length, self.max_length, checker);
        match self.compiled() {
            Some(regex) if regex.find(text).is_some() => {}
            Some(_) => checker.violation(format!("must match the pattern `{}`", self.pattern)),
            // The generator accepts no such pattern. If one is here all the same, nothing is sent that nobody checked.
            None => checker.violation(format!(
                "can't be checked: `{}` is no regular expression of ECMA-262",
                self.pattern
            )),
        }
    }

    fn compiled(&self) -> Option<&Regex> {
        let flags = Flags {
            unicode: true,
            ..Flags::default()
        };
        self.compiled
            .get_or_init(|| Regex::with_flags(self.pattern, flags).ok())
            .as_ref()
    }
}

/// `types::Id` is `Id` to whoever reads the message.
fn short(path: &'static str) -> &'static str {
    path.rsplit("::").next().map_or(path, str::trim)
}

/// A text that can't be a value of its type: says which type and which rule, never the text, which may be a secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidText {
    type_name: &'static str,
    rule: String,
}

impl InvalidText {
    pub(crate) fn new(type_name: &'static str, rule: impl Into<String>) -> Self {
        Self {
            type_name,
            rule: rule.into(),
        }
    }

    /// A value that an enum does not have; what [`string_enum!`](crate::string_enum) and its kin report.
    #[doc(hidden)]
    pub fn not_one_of<T: fmt::Display>(type_path: &'static str, values: &[T]) -> Self {
        let values: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
        Self::new(
            short(type_path),
            format!("must be one of {}", values.join(", ")),
        )
    }

    /// The type's name.
    pub fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// The rule, as the end of a sentence: "must match the pattern …".
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

impl fmt::Display for InvalidText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a value of `{}` {}", self.type_name, self.rule)
    }
}

impl std::error::Error for InvalidText {}

/// Implements a generated text type, `struct X(String)`:
/// `text_type! { types::Id: pattern = r"^[a-f0-9]{24}$", min_length = None, max_length = None }`.
///
/// The field must be visible where the macro is called.
#[macro_export]
macro_rules! text_type {
    ($type:path: pattern = $pattern:expr, min_length = $min:expr, max_length = $max:expr $(,)?) => {
        impl $type {
            fn rules() -> &'static $crate::TextRules {
                static RULES: $crate::TextRules =
                    $crate::TextRules::new(::core::stringify!($type), $pattern, $min, $max);
                &RULES
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::core::ops::Deref for $type {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::convert::AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::fmt::Display for $type {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, formatter)
            }
        }

        impl ::core::str::FromStr for $type {
            type Err = $crate::InvalidText;

            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::InvalidText> {
                Self::try_from(text)
            }
        }

        impl ::core::convert::TryFrom<&str> for $type {
            type Error = $crate::InvalidText;

            fn try_from(text: &str) -> ::core::result::Result<Self, $crate::InvalidText> {
                Self::rules().test(text)?;
                ::core::result::Result::Ok(Self(::std::string::String::from(text)))
            }
        }

        impl ::core::convert::TryFrom<::std::string::String> for $type {
            type Error = $crate::InvalidText;

            fn try_from(
                text: ::std::string::String,
            ) -> ::core::result::Result<Self, $crate::InvalidText> {
                Self::rules().test(&text)?;
                ::core::result::Result::Ok(Self(text))
            }
        }

        impl ::core::convert::From<$type> for ::std::string::String {
            fn from(text: $type) -> Self {
                text.0
            }
        }

        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let text = <::std::string::String as $crate::serde::Deserialize>::deserialize(
                    deserializer,
                )?;
                ::core::result::Result::Ok(Self(text))
            }
        }

        impl $crate::Check for $type {
            fn check(&self, checker: &mut $crate::Checker<'_>) {
                Self::rules().check(&self.0, checker);
            }

            fn check_rules(&self, rules: &$crate::Rules<'_>, checker: &mut $crate::Checker<'_>) {
                $crate::Check::check_rules(self.0.as_str(), rules, checker);
            }
        }
    };
}
