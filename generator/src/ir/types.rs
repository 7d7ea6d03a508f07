//! The types of what requests and answers carry.

use super::{Deprecation, Docs, StatusKey, TypeId, WireName};

/// A type in use, with the rules of the place where it is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The type.
    pub ty: TypeRef,
    /// What the type itself does not say.
    pub rules: Rules,
}

/// How one place refers to a type.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum TypeRef {
    /// `true` or `false`.
    Boolean,
    /// `format: int32`.
    Int32,
    /// An integer of `format: int64`, of no format or of an unknown one.
    Int64,
    /// `number` of any format: `float` too, because an `f32` can't give back every number that JSON wrote.
    Double,
    /// Text without a pattern, of no format or of one that has no type.
    String,
    /// `format: date-time` (RFC 3339).
    DateTime,
    /// `format: date` (RFC 3339, `full-date`).
    Date,
    /// `format: uuid` (RFC 9562).
    Uuid,
    /// Any JSON value: the document says no more.
    Any,
    /// `type: array`.
    Array(Box<TypeRef>),
    /// An object with values of one type under any key.
    Map(Box<TypeRef>),
    /// `nullable: true`.
    Nullable(Box<TypeRef>),
    /// A type with a name of its own.
    Named(TypeId),
}

impl TypeRef {
    /// The named type that it is, or that its elements or values are.
    pub fn named(&self) -> Option<TypeId> {
        match self {
            Self::Named(id) => Some(*id),
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.named(),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn named_mut(&mut self) -> Option<&mut TypeId> {
        match self {
            Self::Named(id) => Some(id),
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.named_mut(),
            _ => None,
        }
    }

    /// The type with `null` beside its values where `nullable` says so. Each type has `null` once at most, and any JSON
    /// value may be `null` anyway.
    pub fn nullable(self, nullable: bool) -> Self {
        match self {
            Self::Any | Self::Nullable(_) => self,
            other if nullable => Self::Nullable(Box::new(other)),
            other => other,
        }
    }

    /// The type of the values that are not `null`.
    pub fn without_null(&self) -> &Self {
        match self {
            Self::Nullable(inner) => inner,
            other => other,
        }
    }

    /// Whether it is itself a named type.
    pub fn is_named(&self) -> bool {
        matches!(self, Self::Named(_))
    }
}

/// Limits that a value sent must keep (JSON Schema Validation, sections 5.1 to 5.15). A value received may break them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// The least number of characters (Unicode code points) of a text.
    pub min_length: Option<u64>,
    /// The greatest number of characters (Unicode code points) of a text.
    pub max_length: Option<u64>,
    /// The lower end of a number's range.
    pub minimum: Option<Bound>,
    /// The upper end of a number's range.
    pub maximum: Option<Bound>,
    /// What a number divides by without a rest.
    pub multiple_of: Option<Number>,
    /// The least number of elements of an array.
    pub min_items: Option<u64>,
    /// The greatest number of elements of an array.
    pub max_items: Option<u64>,
    /// Whether no two elements of an array may be equal.
    pub unique_items: bool,
    /// The least number of properties of a map or object.
    pub min_properties: Option<u64>,
    /// The greatest number of properties of a map or object.
    pub max_properties: Option<u64>,
    /// For each element of an array or each value of a map.
    pub items: Option<Box<Rules>>,
}

impl Rules {
    /// The rules as those of elements; none where they say nothing.
    pub fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Where the range ends.
    pub value: Number,
    /// Whether `value` itself is out of range.
    pub exclusive: bool,
}

/// A number as the document writes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// Without a fraction, and within 64 bits.
    Integer(i64),
    /// Any other.
    Float(f64),
}

/// A type that gets a name of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// Where the document uses it, in the document's order: what `names` makes a name of. Never empty.
    pub uses: Vec<Use>,
    /// Which way its values travel.
    pub direction: Direction,
    /// Text on it. None for an inline text or enum: the places that use it have texts of their own.
    pub docs: Docs,
    /// Set when the component is deprecated as a whole.
    pub deprecation: Option<Deprecation>,
    /// What it is.
    pub shape: Shape,
}

/// Which way values of a type travel.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Direction {
    /// The same both ways: nothing that it reaches is `readOnly` or `writeOnly`.
    Both,
    /// Without the `readOnly` properties.
    Request,
    /// Without the `writeOnly` properties.
    Response,
}

/// One place of the document that a type is used in.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Use {
    /// `components.schemas.<name>`.
    Component(WireName),
    /// A property.
    Property {
        /// The nearest enclosing type.
        owner: TypeId,
        /// The property's name.
        name: WireName,
    },
    /// An element of the array, or a value of the map, that this property is.
    Element {
        /// The nearest enclosing type.
        owner: TypeId,
        /// The property's name.
        name: WireName,
    },
    /// An element of a component that is an array or a map.
    ComponentElement(WireName),
    /// A value of the properties that an object does not list.
    AdditionalProperty {
        /// The object.
        owner: TypeId,
    },
    /// A parameter, or an element of the array that it is.
    Parameter {
        /// The operation's id.
        operation: WireName,
        /// The parameter's name.
        name: WireName,
    },
    /// The body of a request, or an element of the array or map that it is.
    RequestBody {
        /// The operation's id.
        operation: WireName,
    },
    /// The body of an answer, or an element of the array or map that it is.
    ResponseBody {
        /// The operation's id.
        operation: WireName,
        /// The answer's status.
        status: StatusKey,
    },
}

impl Use {
    /// The use of what stands in an array or map that is used here.
    pub fn element(&self) -> Self {
        match self {
            Self::Property { owner, name } => Self::Element {
                owner: *owner,
                name: name.clone(),
            },
            Self::Component(name) => Self::ComponentElement(name.clone()),
            other => other.clone(),
        }
    }
}

/// What a named type is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An object with properties.
    Object(Object),
    /// A text that is one of these, in the document's order and without repetition.
    Enum(Vec<EnumValue>),
    /// Text that keeps an ECMA-262 pattern; equal rules are one type.
    Text(TextRules),
}

impl Shape {
    /// The types that it is made of, in the order of its properties.
    pub fn named(&self) -> impl Iterator<Item = TypeId> {
        let object = match self {
            Self::Object(object) => Some(object),
            Self::Enum(_) | Self::Text(_) => None,
        };
        object.into_iter().flat_map(|object| {
            let properties = object.properties.iter().map(|property| &property.value);
            properties
                .chain(&object.additional)
                .filter_map(|value| value.ty.named())
        })
    }

    /// The same, to be changed.
    pub fn named_mut(&mut self) -> impl Iterator<Item = &mut TypeId> {
        let object = match self {
            Self::Object(object) => Some(object),
            Self::Enum(_) | Self::Text(_) => None,
        };
        object.into_iter().flat_map(|object| {
            let properties = object
                .properties
                .iter_mut()
                .map(|property| &mut property.value);
            properties
                .chain(&mut object.additional)
                .filter_map(|value| value.ty.named_mut())
        })
    }
}

/// An object with properties.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Its properties in the document's order, those of `allOf` before its own.
    pub properties: Vec<Property>,
    /// The values of properties that are not listed; absent: such properties are ignored.
    pub additional: Option<Value>,
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Its name on the wire.
    pub name: WireName,
    /// Whether it must be there.
    pub required: bool,
    /// Set where the type would contain itself without end.
    pub boxed: bool,
    /// Text on it. None where its type is a component that tells of itself.
    pub docs: Docs,
    /// Set when it is deprecated.
    pub deprecation: Option<Deprecation>,
    /// What it holds.
    pub value: Value,
    /// `default` as JSON text, for the docs.
    pub default: Option<String>,
}

/// One value of a string enum.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    /// The value on the wire.
    pub value: WireName,
    /// From `x-enum-descriptions` and its like.
    pub description: Option<String>,
    /// From `x-enum-deprecated` and its like.
    pub deprecation: Option<Deprecation>,
}

/// The rules of a text type.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct TextRules {
    /// ECMA-262 with the `u` flag, known to compile.
    pub pattern: String,
    /// The least number of characters (Unicode code points).
    pub min_length: Option<u64>,
    /// The greatest number of characters (Unicode code points).
    pub max_length: Option<u64>,
}
