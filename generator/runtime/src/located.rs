//! Where in a value an error is: a deserializer in, the value or the error with its place out.
//!
//! The way is noted only when an error comes back along it, each object and each array adding its own step. Reading what
//! fits costs next to nothing, where `serde_path_to_error` copies the name of every property.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::check::push_segment;
use crate::object::Key;

/// Reads a value; where that fails, also says where in it, as an RFC 6901 pointer: of a property that is missing or comes
/// twice the place of the object.
pub(crate) fn located<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, (String, D::Error)> {
    let mut trail = Trail::default();
    let read = T::deserialize(Located {
        inner: deserializer,
        trail: &mut trail,
    });
    read.map_err(|error| (trail.pointer(), error))
}

/// The steps from an error outwards.
#[derive(Default)]
struct Trail {
    steps: Vec<String>,
}

impl Trail {
    fn step<T, E>(&mut self, step: impl fmt::Display, result: Result<T, E>) -> Result<T, E> {
        if result.is_err() {
            self.steps.push(step.to_string());
        }
        result
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in self.steps.iter().rev() {
            push_segment(&mut pointer, step);
        }
        pointer
    }
}

/// A deserializer, or what it works with, that hands the trail on to what is inside of the value.
struct Located<'t, T> {
    inner: T,
    trail: &'t mut Trail,
}

impl<'t, T> Located<'t, T> {
    fn new(inner: T, trail: &'t mut Trail) -> Self {
        Self { inner, trail }
    }
}

/// Values that may hold others.
macro_rules! containers {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {
        $(
            fn $method<V: Visitor<'de>>(
                self,
                $($argument: $type,)*
                visitor: V,
            ) -> Result<V::Value, D::Error> {
                self.inner.$method($($argument,)* Located::new(visitor, self.trail))
            }
        )*
    };
}

/// Values that hold none, or none whose place matters.
macro_rules! scalars {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {
        $(
            fn $method<V: Visitor<'de>>(
                self,
                $($argument: $type,)*
                visitor: V,
            ) -> Result<V::Value, D::Error> {
                self.inner.$method($($argument,)* visitor)
            }
        )*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Located<'_, D> {
    type Error = D::Error;

    containers! {
        deserialize_any()
        deserialize_option()
        deserialize_newtype_struct(name: &'static str)
        deserialize_seq()
        deserialize_tuple(length: usize)
        deserialize_tuple_struct(name: &'static str, length: usize)
        deserialize_map()
        deserialize_struct(name: &'static str, fields: &'static [&'static str])
    }

    scalars! {
        deserialize_bool()
        deserialize_i8()
        deserialize_i16()
        deserialize_i32()
        deserialize_i64()
        deserialize_i128()
        deserialize_u8()
        deserialize_u16()
        deserialize_u32()
        deserialize_u64()
        deserialize_u128()
        deserialize_f32()
        deserialize_f64()
        deserialize_char()
        deserialize_str()
        deserialize_string()
        deserialize_bytes()
        deserialize_byte_buf()
        deserialize_unit()
        deserialize_unit_struct(name: &'static str)
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
        deserialize_identifier()
        deserialize_ignored_any()
    }
}

macro_rules! visit {
    ($($method:ident($type:ty))*) => {
        $(
            fn $method<E: serde::de::Error>(self, value: $type) -> Result<V::Value, E> {
                self.inner.$method(value)
            }
        )*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Located<'_, V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(formatter)
    }

    visit! {
        visit_bool(bool)
        visit_i64(i64)
        visit_u64(u64)
        visit_f64(f64)
        visit_str(&str)
        visit_borrowed_str(&'de str)
        visit_string(String)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.inner.visit_none()
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.inner.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.inner
            .visit_some(Located::new(deserializer, self.trail))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<V::Value, D::Error> {
        self.inner
            .visit_newtype_struct(Located::new(deserializer, self.trail))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<V::Value, A::Error> {
        self.inner.visit_seq(Elements {
            inner: elements,
            index: 0,
            trail: self.trail,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, properties: A) -> Result<V::Value, A::Error> {
        self.inner.visit_map(Properties {
            inner: properties,
            name: Cow::Borrowed(""),
            trail: self.trail,
        })
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Located<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.inner
            .deserialize(Located::new(deserializer, self.trail))
    }
}

/// The elements of an array.
struct Elements<'t, A> {
    inner: A,
    index: usize,
    trail: &'t mut Trail,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Elements<'_, A> {
    type Error = A::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        let seed = Located::new(seed, self.trail);
        let element = self.inner.next_element_seed(seed);
        let element = self.trail.step(self.index, element);
        self.index += 1;
        element
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// The properties of an object.
struct Properties<'t, 'de, A> {
    inner: A,
    /// That of the property whose value comes next.
    name: Cow<'de, str>,
    trail: &'t mut Trail,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Properties<'_, 'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let Some(Key(name)) = self.inner.next_key()? else {
            return Ok(None);
        };
        let key = match &name {
            Cow::Borrowed(name) => seed.deserialize(BorrowedStrDeserializer::new(name)),
            Cow::Owned(name) => seed.deserialize(StrDeserializer::new(name)),
        };
        self.name = name;
        key.map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        let seed = Located::new(seed, self.trail);
        let value = self.inner.next_value_seed(seed);
        self.trail.step(&self.name, value)
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests;
