//! Enums of values of several JSON types: each has a variant, and a value that the document does not name is kept as it
//! came.
//!
//! Converting is strict, reading an answer is lenient, and a request refuses what is not in the document.

use std::fmt;

use serde_json::Value;

use crate::unions::same;

/// A value that the document names; what [`value_enum!`](crate::value_enum) is told.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Literal {
    Text(&'static str),
    Integer(i64),
    Number(f64),
    Boolean(bool),
}

/// In the words of the macro.
#[doc(hidden)]
impl Literal {
    pub const fn text(text: &'static str) -> Self {
        Self::Text(text)
    }

    pub const fn integer(number: i64) -> Self {
        Self::Integer(number)
    }

    pub const fn number(number: f64) -> Self {
        Self::Number(number)
    }

    pub const fn boolean(flag: bool) -> Self {
        Self::Boolean(flag)
    }

    /// Whether it is this value; numbers are equal by what they mean.
    pub fn is(self, value: &Value) -> bool {
        same(&self.to_value(), value)
    }

    pub fn to_value(self) -> Value {
        match self {
            Self::Text(text) => text.into(),
            Self::Integer(number) => number.into(),
            Self::Number(number) => number.into(),
            Self::Boolean(flag) => flag.into(),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(formatter),
            Self::Integer(number) => number.fmt(formatter),
            Self::Number(number) => number.fmt(formatter),
            Self::Boolean(flag) => flag.fmt(formatter),
        }
    }
}

/// Implements a generated enum of values of several JSON types whose catch-all variant holds a [`Value`]:
/// `value_enum! { types::Limit: None = text "none", One = integer 1, Half = number 0.5, Off = boolean false }`.
///
/// The catch-all is `Unrecognized` unless `; else Name` follows the list. Values that are deprecated follow at the end:
/// `; deprecated boolean false => &Deprecation::PLAIN`.
#[macro_export]
macro_rules! value_enum {
    ($type:path: $($variant:ident = $kind:ident $value:expr),+ $(,)?) => {
        $crate::value_enum! { $type: $($variant = $kind $value),+; else Unrecognized; deprecated }
    };
    ($type:path: $($variant:ident = $kind:ident $value:expr),+; else $other:ident) => {
        $crate::value_enum! { $type: $($variant = $kind $value),+; else $other; deprecated }
    };
    (
        $type:path: $($variant:ident = $kind:ident $value:expr),+;
        deprecated $($of:ident $old:expr => $end:expr),+
    ) => {
        $crate::value_enum! {
            $type: $($variant = $kind $value),+;
            else Unrecognized; deprecated $($of $old => $end),+
        }
    };
    (
        $type:path: $($variant:ident = $kind:ident $value:expr),+;
        else $other:ident; deprecated $($of:ident $old:expr => $end:expr),*
    ) => {
        impl $type {
            /// The value as it stands in JSON.
            pub fn to_value(&self) -> $crate::Value {
                match self {
                    $(Self::$variant => $crate::Literal::$kind($value).to_value(),)+
                    Self::$other(value) => ::core::clone::Clone::clone(value),
                }
            }

            fn known(value: &$crate::Value) -> ::core::option::Option<Self> {
                $(
                    if $crate::Literal::$kind($value).is(value) {
                        return ::core::option::Option::Some(Self::$variant);
                    }
                )+
                ::core::option::Option::None
            }

            fn not_one() -> $crate::InvalidText {
                let values = [$($crate::Literal::$kind($value)),+];
                $crate::InvalidText::not_one_of(::core::stringify!($type), &values)
            }
        }

        impl ::core::convert::TryFrom<$crate::Value> for $type {
            type Error = $crate::InvalidText;

            fn try_from(value: $crate::Value) -> ::core::result::Result<Self, $crate::InvalidText> {
                Self::known(&value).ok_or_else(Self::not_one)
            }
        }

        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&self.to_value(), serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value = <$crate::Value as $crate::serde::Deserialize>::deserialize(deserializer)?;
                ::core::result::Result::Ok(Self::known(&value).unwrap_or(Self::$other(value)))
            }
        }

        impl $crate::Check for $type {
            fn check(&self, checker: &mut $crate::Checker<'_>) {
                // A catch-all that was made by hand with a documented value in it is that value on the wire: it may go.
                if Self::known(&self.to_value()).is_none() {
                    checker.violation(Self::not_one().rule());
                }
                $(
                    let old = $crate::Literal::$of($old);
                    if old.is(&self.to_value()) {
                        checker.deprecated_value(::core::stringify!($type), old, $end);
                    }
                )*
            }
        }
    };
}
