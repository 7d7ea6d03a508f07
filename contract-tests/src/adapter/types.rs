//! Structs and enums of a client, tried without HTTP.
//!
//! A call shows only that what a struct writes and what it reads fit the document. Two fields that stand for each
//! other's property would do that too. So each struct is also made the way a caller makes it, through `new` and setters,
//! and looked at the way a caller looks at it, field by field.

use std::{any::type_name, collections::BTreeMap};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{BadArguments, octets};
use crate::oracle::Direction;

/// Makes a struct of the properties of an object and encodes it.
pub type Build = fn(&Map<String, Value>) -> Result<Value, BadArguments>;

/// A struct of a client.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Its name in the client, for people.
    pub name: &'static str,
    /// Where in the document the schemas stand that it was made of, mostly one (RFC 6901). Several hold together: what an
    /// heir says of a property that its base describes too.
    pub pointers: &'static [&'static str],
    /// Which way its values travel.
    pub direction: Direction,
    /// Makes one through `new` and setters and encodes it; absent where callers never make one.
    pub build: Option<Build>,
    /// Decodes one from its text, which may hold what no [`Value`] can, and takes it apart, field by field.
    pub read: fn(&str) -> Result<Taken, BadArguments>,
}

/// A text of a client that has a pattern.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// Its name in the client.
    pub name: &'static str,
    /// Whether it can be made of a text.
    pub keeps: fn(&str) -> bool,
}

/// An enum of a client.
#[derive(Clone, Copy, Debug)]
pub struct Enum {
    /// Its name in the client, for people.
    pub name: &'static str,
    /// Where in the document the schemas stand that it was made of, as of a [`Type`].
    pub pointers: &'static [&'static str],
    /// Its variants, but for the one that holds what the document does not name.
    pub values: fn() -> Vec<EnumValue>,
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    /// The value that it stands for.
    pub value: Value,
    /// What `Debug` says of the variant.
    pub variant: String,
    /// What the variant is encoded as.
    pub written: Value,
    /// What `Debug` says of that as which the value is decoded.
    pub read: String,
}

/// The properties that a struct is made of, taken one after the other.
#[derive(Clone, Debug)]
pub struct Fields {
    left: Map<String, Value>,
}

impl Fields {
    /// Those of `object`.
    pub fn of(object: &Map<String, Value>) -> Self {
        Self {
            left: object.clone(),
        }
    }

    /// A property that the constructor wants.
    pub fn required<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, BadArguments> {
        let value = self.optional(name)?;
        value.ok_or_else(|| BadArguments::missing(&format!("property `{name}`")))
    }

    /// A property that has a setter.
    pub fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, BadArguments> {
        let value = self.left.shift_remove(name);
        let decoded = value.map(|value| {
            T::deserialize(&value)
                .map_err(|error| BadArguments::unfit(&format!("property `{name}`"), &error))
        });
        decoded.transpose()
    }

    /// The octets of a file that the constructor wants.
    pub fn octets(&mut self, name: &str) -> Result<Vec<u8>, BadArguments> {
        octets(&self.required::<String>(name)?)
    }

    /// The octets of each of the files that the constructor wants.
    pub fn files(&mut self, name: &str) -> Result<Vec<Vec<u8>>, BadArguments> {
        let files: Vec<String> = self.required(name)?;
        files.iter().map(|file| octets(file)).collect()
    }

    /// Goes on with what the constructor has made.
    pub fn with<M>(&mut self, made: M) -> Making<'_, M> {
        Making { fields: self, made }
    }

    /// Makes sure that the struct has a place for every property.
    pub fn end(self) -> Result<(), BadArguments> {
        match self.left.keys().next() {
            Some(name) => Err(BadArguments::without_place(name)),
            None => Ok(()),
        }
    }

    /// Encodes what was made.
    pub fn encoded<T: Serialize>(made: &T) -> Result<Value, BadArguments> {
        serde_json::to_value(made).map_err(|error| BadArguments::unfit("the struct", &error))
    }
}

/// A struct on which a setter is called for each property that is there.
#[derive(Debug)]
pub struct Making<'a, M> {
    fields: &'a mut Fields,
    made: M,
}

impl<M> Making<'_, M> {
    /// A property.
    // A pointer and not any function: so there is one copy of this for each type of a property, and not for each property.
    pub fn set<T: DeserializeOwned>(
        self,
        name: &str,
        setter: fn(M, T) -> M,
    ) -> Result<Self, BadArguments> {
        let value = self.fields.optional(name)?;
        Ok(self.given(value, setter))
    }

    /// A file.
    pub fn octets(self, name: &str, setter: fn(M, Vec<u8>) -> M) -> Result<Self, BadArguments> {
        let is_there = self.fields.left.contains_key(name);
        let value = is_there.then(|| self.fields.octets(name)).transpose()?;
        Ok(self.given(value, setter))
    }

    /// Several files.
    pub fn files(self, name: &str, setter: fn(M, Vec<Vec<u8>>) -> M) -> Result<Self, BadArguments> {
        let is_there = self.fields.left.contains_key(name);
        let value = is_there.then(|| self.fields.files(name)).transpose()?;
        Ok(self.given(value, setter))
    }

    /// Everything else, for the field of further properties.
    pub fn rest<T: DeserializeOwned>(self, setter: fn(M, T) -> M) -> Result<Self, BadArguments> {
        let rest = Value::Object(std::mem::take(&mut self.fields.left));
        let rest = T::deserialize(&rest)
            .map_err(|error| BadArguments::unfit("further properties", &error))?;
        Ok(self.given(Some(rest), setter))
    }

    /// The whole.
    pub fn made(self) -> M {
        self.made
    }

    fn given<T>(self, value: Option<T>, setter: fn(M, T) -> M) -> Self {
        Self {
            made: match value {
                Some(value) => setter(self.made, value),
                None => self.made,
            },
            fields: self.fields,
        }
    }
}

/// The fields of a struct that was decoded, put together again by the names of their properties.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    object: Map<String, Value>,
    types: BTreeMap<String, &'static str>,
}

impl Taken {
    /// One field. One that is absent encodes as `null` and is left out; a `null` of the document's comes as `Some`.
    pub fn field<T: Serialize>(mut self, name: &str, field: &T) -> Result<Self, BadArguments> {
        let value = encoded(name, field)?;
        self.object.insert(name.to_owned(), value);
        self.types.insert(name.to_owned(), type_name::<T>());
        Ok(self)
    }

    /// A field that may be absent.
    pub fn optional<T: Serialize>(
        mut self,
        name: &str,
        field: Option<&T>,
    ) -> Result<Self, BadArguments> {
        self.types.insert(name.to_owned(), type_name::<T>());
        match field {
            Some(field) => self.field(name, field),
            None => Ok(self),
        }
    }

    /// The field of further properties.
    pub fn rest<T: Serialize>(mut self, field: &T) -> Result<Self, BadArguments> {
        if let Value::Object(rest) = encoded("further properties", field)? {
            self.object.extend(rest);
        }
        Ok(self)
    }

    /// What Rust calls the type of the field for a property; inside of `Option` where it may be absent.
    pub fn type_of(&self, name: &str) -> Option<&'static str> {
        self.types.get(name).copied()
    }

    /// The whole.
    pub fn object(self) -> Value {
        Value::Object(self.object)
    }
}

fn encoded<T: Serialize>(name: &str, field: &T) -> Result<Value, BadArguments> {
    serde_json::to_value(field)
        .map_err(|error| BadArguments::unfit(&format!("property `{name}`"), &error))
}
