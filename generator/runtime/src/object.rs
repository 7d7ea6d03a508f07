//! What generated `Serialize` and `Deserialize` impls of objects call.
//!
//! One generic visitor serves every type: serde's derives would make one for each, and they are most of what users
//! of generated clients wait for when they compile. What is called for each property is never inlined: it would stand in
//! the client once for each property, in its machine code and before that in what is kept of it for whoever uses it, where
//! now it stands once for each type.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::Map;

/// Writes an object property by property.
pub struct Writer<S: Serializer> {
    map: S::SerializeMap,
}

impl<S: Serializer> Writer<S> {
    /// Opens the object.
    pub fn new(serializer: S) -> Result<Self, S::Error> {
        // The length is left open: it would take a second look at every optional property, and JSON has no use for it.
        let map = serializer.serialize_map(None)?;
        Ok(Self { map })
    }

    /// Writes a property that is always there.
    #[inline(never)]
    pub fn required<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        self.map.serialize_entry(name, value)
    }

    /// Writes a property unless it is absent.
    #[inline(never)]
    pub fn optional<T: Serialize>(
        &mut self,
        name: &'static str,
        value: &Option<T>,
    ) -> Result<(), S::Error> {
        match value {
            Some(value) => self.map.serialize_entry(name, value),
            None => Ok(()),
        }
    }

    /// Writes the properties that the document does not name one by one.
    #[inline(never)]
    pub fn additional<T: Serialize>(&mut self, values: &Map<T>) -> Result<(), S::Error> {
        values
            .iter()
            .try_for_each(|(name, value)| self.map.serialize_entry(name, value))
    }

    /// Closes the object.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map.end()
    }
}

/// An object type that can be read from its properties; [`read`] turns it into a `Deserialize` impl.
pub trait Read<'de>: Sized {
    /// The type's name, for errors.
    const NAME: &'static str;

    /// Reads all properties.
    fn read<A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// Reads an object; the body of a generated `Deserialize` impl.
pub fn read<'de, T: Read<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// The next property's name, or `None` at the object's end.
#[inline(never)]
pub fn next_key<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Cow<'de, str>>, A::Error> {
    Ok(map.next_key::<Key<'de>>()?.map(|key| key.0))
}

/// Reads a property's value into its place.
///
/// A name that comes twice is an error: which of the two is meant, nobody can say (RFC 8259, section 4).
#[inline(never)]
pub fn value<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    map: &mut A,
    name: &'static str,
    place: &mut Option<T>,
) -> Result<(), A::Error> {
    if place.is_some() {
        return Err(de::Error::duplicate_field(name));
    }
    *place = Some(map.next_value()?);
    Ok(())
}

/// Gives a required property, or the error that it is missing.
#[inline(never)]
pub fn required<T, E: de::Error>(name: &'static str, place: Option<T>) -> Result<T, E> {
    place.ok_or_else(|| de::Error::missing_field(name))
}

/// Reads over a property that the document does not name. However deep its value is, it costs no stack.
#[inline(never)]
pub fn ignore<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(|_| ())
}

/// Reads a property that the document does not name into the map of such properties.
#[inline(never)]
pub fn additional<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    map: &mut A,
    name: impl Into<String>,
    values: &mut Map<T>,
) -> Result<(), A::Error> {
    let name = name.into();
    if values.contains_key(&name) {
        return Err(de::Error::custom("a property comes twice"));
    }
    let value = map.next_value()?;
    values.insert(name, value);
    Ok(())
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Read<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an object ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(map)
    }
}

/// A property's name, borrowed from the text where it has no escapes.
pub(crate) struct Key<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a property name")
    }

    fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(name)))
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(name.to_owned())))
    }

    fn visit_string<E: de::Error>(self, name: String) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(name)))
    }
}

#[cfg(test)]
mod tests;
