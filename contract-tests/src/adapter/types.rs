//! Structs of a client, tried without HTTP.
//!
//! A call shows only that what a struct writes and what it reads fit the document. Two fields that stand for each
//! other's property would do that too. So each struct is also made the way a caller makes it, through `new` and setters,
//! and looked at the way a caller looks at it, field by field.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::BadArguments;
use crate::oracle::Direction;

/// Makes a struct of the properties of an object and encodes it.
pub type Build = fn(&Map<String, Value>) -> Result<Value, BadArguments>;

/// A struct of a client.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Its name in the client, for people.
    pub name: &'static str,
    /// Where in the document the schema stands that it was made of (RFC 6901).
    pub pointer: &'static str,
    /// Which way its values travel.
    pub direction: Direction,
    /// Makes one through `new` and setters and encodes it; absent where callers never make one.
    pub build: Option<Build>,
    /// Decodes one and takes it apart, field by field.
    pub read: fn(&Value) -> Result<Value, BadArguments>,
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

    /// Everything else, for the field of further properties.
    pub fn rest<T: DeserializeOwned>(&mut self) -> Result<T, BadArguments> {
        let rest = Value::Object(std::mem::take(&mut self.left));
        T::deserialize(&rest).map_err(|error| BadArguments::unfit("further properties", &error))
    }

    /// Encodes what was made; a property that nothing took is an error, because the struct has no place for it.
    pub fn made<T: Serialize>(self, made: &T) -> Result<Value, BadArguments> {
        if let Some(name) = self.left.keys().next() {
            return Err(BadArguments::missing(&format!(
                "no property `{name}`: the struct has none"
            )));
        }
        serde_json::to_value(made).map_err(|error| BadArguments::unfit("the struct", &error))
    }
}

/// The fields of a struct that was decoded, put together again by the names of their properties.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    object: Map<String, Value>,
}

impl Taken {
    /// One field. One that is absent encodes as `null` and is left out; a `null` of the document's comes as `Some`.
    pub fn field<T: Serialize>(mut self, name: &str, field: &T) -> Result<Self, BadArguments> {
        let value = encoded(name, field)?;
        self.object.insert(name.to_owned(), value);
        Ok(self)
    }

    /// A field that may be absent.
    pub fn optional<T: Serialize>(
        self,
        name: &str,
        field: Option<&T>,
    ) -> Result<Self, BadArguments> {
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

    /// The whole.
    pub fn object(self) -> Value {
        Value::Object(self.object)
    }
}

fn encoded<T: Serialize>(name: &str, field: &T) -> Result<Value, BadArguments> {
    serde_json::to_value(field)
        .map_err(|error| BadArguments::unfit(&format!("property `{name}`"), &error))
}
