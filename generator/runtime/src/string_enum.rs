//! String enums: the document's values have a variant each, and a value that it does not name is kept as it came.
//!
//! Parsing is strict, reading an answer is lenient, and a request refuses what is not in the document.

/// Implements a generated string enum whose catch-all variant holds a `String`:
/// `string_enum! { types::Kind: Restore = "RESTORE", Download = "DOWNLOAD" }`.
///
/// The catch-all is `Unrecognized` unless `; else Name` follows the list. Values that are deprecated follow at the end:
/// `; deprecated "DOWNLOAD" => &Deprecation::PLAIN`.
#[macro_export]
macro_rules! string_enum {
    ($type:path: $($variant:ident = $text:expr),+ $(,)?) => {
        $crate::string_enum! { $type: $($variant = $text),+; else Unrecognized; deprecated }
    };
    ($type:path: $($variant:ident = $text:expr),+; else $other:ident) => {
        $crate::string_enum! { $type: $($variant = $text),+; else $other; deprecated }
    };
    ($type:path: $($variant:ident = $text:expr),+; deprecated $($old:expr => $end:expr),+) => {
        $crate::string_enum! {
            $type: $($variant = $text),+; else Unrecognized; deprecated $($old => $end),+
        }
    };
    (
        $type:path: $($variant:ident = $text:expr),+;
        else $other:ident; deprecated $($old:expr => $end:expr),*
    ) => {
        impl $type {
            /// The value as it stands in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::$other(text) => text,
                }
            }

            fn known(text: &str) -> ::core::option::Option<Self> {
                $(
                    if text == $text {
                        return ::core::option::Option::Some(Self::$variant);
                    }
                )+
                ::core::option::Option::None
            }
        }

        impl ::core::convert::AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::fmt::Display for $type {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(self.as_str(), formatter)
            }
        }

        impl ::core::str::FromStr for $type {
            type Err = $crate::InvalidText;

            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::InvalidText> {
                Self::known(text).ok_or_else(|| {
                    $crate::InvalidText::not_one_of(::core::stringify!($type), &[$($text),+])
                })
            }
        }

        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let text = <::std::string::String as $crate::serde::Deserialize>::deserialize(
                    deserializer,
                )?;
                ::core::result::Result::Ok(Self::known(&text).unwrap_or(Self::$other(text)))
            }
        }

        impl $crate::Check for $type {
            fn check(&self, checker: &mut $crate::Checker<'_>) {
                // A catch-all that was made by hand with a documented text in it is that value on the wire: it may go.
                if Self::known(self.as_str()).is_none() {
                    let error =
                        $crate::InvalidText::not_one_of(::core::stringify!($type), &[$($text),+]);
                    checker.violation(error.rule());
                }
                $(
                    if self.as_str() == $old {
                        checker.deprecated_value(::core::stringify!($type), $old, $end);
                    }
                )*
            }
        }
    };
}
