//! Integer enums: the document's values have a variant each, and a number that it does not name is kept as it came.
//!
//! Converting is strict, reading an answer is lenient, and a request refuses what is not in the document.

/// Implements a generated integer enum whose catch-all variant holds an `i64`:
/// `integer_enum! { types::Level: Low = 1, High = 2 }`.
///
/// The catch-all is `Unrecognized` unless `; else Name` follows the list. Values that are deprecated follow at the end:
/// `; deprecated 2 => &Deprecation::PLAIN`.
#[macro_export]
macro_rules! integer_enum {
    ($type:path: $($variant:ident = $number:expr),+ $(,)?) => {
        $crate::integer_enum! { $type: $($variant = $number),+; else Unrecognized; deprecated }
    };
    ($type:path: $($variant:ident = $number:expr),+; else $other:ident) => {
        $crate::integer_enum! { $type: $($variant = $number),+; else $other; deprecated }
    };
    ($type:path: $($variant:ident = $number:expr),+; deprecated $($old:expr => $end:expr),+) => {
        $crate::integer_enum! {
            $type: $($variant = $number),+; else Unrecognized; deprecated $($old => $end),+
        }
    };
    (
        $type:path: $($variant:ident = $number:expr),+;
        else $other:ident; deprecated $($old:expr => $end:expr),*
    ) => {
        impl $type {
            /// The value as it stands in JSON.
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $number,)+
                    Self::$other(number) => *number,
                }
            }

            fn known(number: i64) -> ::core::option::Option<Self> {
                $(
                    if number == $number {
                        return ::core::option::Option::Some(Self::$variant);
                    }
                )+
                ::core::option::Option::None
            }

            fn not_one() -> $crate::InvalidText {
                let numbers: &[i64] = &[$($number),+];
                $crate::InvalidText::not_one_of(::core::stringify!($type), numbers)
            }
        }

        impl ::core::fmt::Display for $type {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), formatter)
            }
        }

        impl ::core::convert::TryFrom<i64> for $type {
            type Error = $crate::InvalidText;

            fn try_from(number: i64) -> ::core::result::Result<Self, $crate::InvalidText> {
                Self::known(number).ok_or_else(Self::not_one)
            }
        }

        impl ::core::convert::From<$type> for i64 {
            fn from(number: $type) -> Self {
                number.as_i64()
            }
        }

        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let number = <i64 as $crate::serde::Deserialize>::deserialize(deserializer)?;
                ::core::result::Result::Ok(Self::known(number).unwrap_or(Self::$other(number)))
            }
        }

        impl $crate::Check for $type {
            fn check(&self, checker: &mut $crate::Checker<'_>) {
                // A catch-all that was made by hand with a documented number in it is that value on the wire: it may go.
                if Self::known(self.as_i64()).is_none() {
                    checker.violation(Self::not_one().rule());
                }
                $(
                    if self.as_i64() == $old {
                        checker.deprecated_value(::core::stringify!($type), $old, $end);
                    }
                )*
            }
        }
    };
}
