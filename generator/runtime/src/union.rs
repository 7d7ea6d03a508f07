//! Unions: values of one of several types, told apart by a tag or by what they are made of.
//!
//! How a value is read is in `unions`; here is only what has to be written out for each type.

/// Implements a generated enum of the types that a value may have, whose catch-all variant holds a [`Value`](crate::Value):
/// `union! { types::Owner: User: object, Name: string, Number: integer with &Rules { .. } }`.
///
/// Beside each variant stands the JSON type of its values: `object`, `array`, `string`, `integer`, `number`, `boolean`
/// or `any` of them; behind `with` the rules that the variant's own type does not keep. The catch-all is `Unrecognized`
/// unless the list ends with `; else Name`.
#[macro_export]
macro_rules! union {
    ($type:path: $($variant:ident: $kind:ident $(with $rules:expr)?),+ $(,)?) => {
        $crate::union! { $type: $($variant: $kind $(with $rules)?),+; else Unrecognized }
    };
    ($type:path: $($variant:ident: $kind:ident $(with $rules:expr)?),+; else $other:ident) => {
        $crate::union! { @common $type, $other; $($variant),+ }

        impl $type {
            fn of_value(value: $crate::Value) -> Self {
                let variants = [$($crate::unions::Variant {
                    tags: &[],
                    kind: $crate::unions::Kind::$kind(),
                    read: |value| $crate::unions::variant(value, Self::$variant),
                }),+];
                $crate::unions::choose(value, ::core::option::Option::None, &variants, Self::$other)
            }
        }

        impl $crate::Check for $type {
            fn check(&self, checker: &mut $crate::Checker<'_>) {
                match self {
                    $(Self::$variant(value) => {
                        checker.value(value, $crate::union!(@rules $($rules)?));
                    })+
                    Self::$other(_) => $crate::unions::refuse(checker),
                }
            }

            $crate::union! { @check_rules $other; $($variant),+ }
        }
    };
    (@rules) => { &$crate::Rules::NONE };
    (@rules $rules:expr) => { $rules };
    (@check_rules $other:ident; $($variant:ident),+) => {
        fn check_rules(&self, rules: &$crate::Rules<'_>, checker: &mut $crate::Checker<'_>) {
            match self {
                $(Self::$variant(value) => $crate::Check::check_rules(value, rules, checker),)+
                Self::$other(_) => {}
            }
        }
    };
    (@common $type:path, $other:ident; $($variant:ident),+) => {
        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        $crate::serde::Serialize::serialize(value, serializer)
                    })+
                    Self::$other(value) => $crate::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                // All else is the same whatever it is read from, and is compiled once.
                <$crate::Value as $crate::serde::Deserialize>::deserialize(deserializer)
                    .map(Self::of_value)
            }
        }
    };
}

/// Implements a generated enum of the types that a value may have and that the value of a property tells apart:
/// `tagged_union! { types::Pet: "petType" { "cat" | "kitten" => Cat, "dog" => Dog, => Other } }`.
///
/// The property is one of each variant's own. A variant that no value of it means has none before its arrow. Behind
/// `with` stand rules, and behind the braces the name of the catch-all, as in [`union!`](crate::union).
#[macro_export]
macro_rules! tagged_union {
    ($type:path: $name:literal {
        $($($tag:literal)|* => $variant:ident $(with $rules:expr)?),+ $(,)?
    }) => {
        $crate::tagged_union! {
            $type: $name { $($($tag)|* => $variant $(with $rules)?),+ }; else Unrecognized
        }
    };
    ($type:path: $name:literal {
        $($($tag:literal)|* => $variant:ident $(with $rules:expr)?),+ $(,)?
    }; else $other:ident) => {
        $crate::union! { @common $type, $other; $($variant),+ }

        impl $type {
            fn of_value(value: $crate::Value) -> Self {
                let variants = [$($crate::unions::Variant {
                    tags: &[$($tag),*],
                    kind: $crate::unions::Kind::any(),
                    read: |value| $crate::unions::variant(value, Self::$variant),
                }),+];
                let tag = ::core::option::Option::Some($name);
                $crate::unions::choose(value, tag, &variants, Self::$other)
            }
        }

        impl $crate::Check for $type {
            fn check(&self, checker: &mut $crate::Checker<'_>) {
                match self {
                    $(Self::$variant(value) => {
                        checker.value(value, $crate::union!(@rules $($rules)?));
                        $crate::unions::check_tag($name, &[$($tag),*], value, checker);
                    })+
                    Self::$other(_) => $crate::unions::refuse(checker),
                }
            }

            $crate::union! { @check_rules $other; $($variant),+ }
        }
    };
}
