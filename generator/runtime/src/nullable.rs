//! `nullable: true` (OpenAPI 3.0.4, section 4.8.24): `null` as a value of its own, told apart from an absent property.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Check, Checker, Rules};

/// A value, or `null`.
///
/// An optional property of this type is an `Option<Nullable<T>>`: `None` is absent, `Some(Nullable::Null)` is `null`.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Nullable<T> {
    /// JSON `null`.
    #[default]
    Null,
    /// A value other than `null`.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, unless it is `null`.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The value itself, unless it is `null`.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

impl<T: Check> Check for Nullable<T> {
    fn check(&self, checker: &mut Checker<'_>) {
        if let Self::Value(value) = self {
            value.check(checker);
        }
    }

    fn check_rules(&self, rules: &Rules<'_>, checker: &mut Checker<'_>) {
        if let Self::Value(value) = self {
            value.check_rules(rules, checker);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_and_a_value_are_told_apart_in_both_directions() {
        let both: Vec<Nullable<i64>> = serde_json::from_str("[null, 7]").unwrap();
        assert_eq!(both, [Nullable::Null, Nullable::Value(7)]);
        assert_eq!(serde_json::to_string(&both).unwrap(), "[null,7]");
    }

    #[test]
    fn a_wrong_type_is_an_error() {
        assert!(serde_json::from_str::<Nullable<i64>>("\"7\"").is_err());
    }

    #[test]
    fn it_is_made_of_a_value_or_of_an_option() {
        assert_eq!(Nullable::<i64>::from(7), Nullable::Value(7));
        assert_eq!(Nullable::<i64>::from(None), Nullable::Null);
        assert_eq!(Nullable::Value(7).into_option(), Some(7));
        assert_eq!(Nullable::Value(7).as_option(), Some(&7));
        assert!(Nullable::<i64>::default().is_null() && !Nullable::Value(7).is_null());
    }
}
