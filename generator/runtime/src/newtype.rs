//! Another type under a name of its own: an array, a map or a union that holds itself needs one.

/// Implements a generated `struct X(pub T)`, which is written, read and checked as `T` is:
/// `newtype! { types::Tree: Vec<types::Tree> }`.
///
/// Rules that the type does not keep by itself follow behind `with`.
#[macro_export]
macro_rules! newtype {
    ($type:path: $inner:ty) => {
        $crate::newtype! { $type: $inner, with &$crate::Rules::NONE }
    };
    ($type:path: $inner:ty, with $rules:expr) => {
        impl ::core::ops::Deref for $type {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl ::core::convert::From<$inner> for $type {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }

        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::serde::Deserialize::deserialize(deserializer).map(Self)
            }
        }

        impl $crate::Check for $type {
            fn check(&self, checker: &mut $crate::Checker<'_>) {
                checker.value(&self.0, $rules);
            }

            fn check_rules(&self, rules: &$crate::Rules<'_>, checker: &mut $crate::Checker<'_>) {
                $crate::Check::check_rules(&self.0, rules, checker);
            }
        }
    };
}
