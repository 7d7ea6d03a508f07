//! The types of what requests and answers carry.

use std::fmt;

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
    /// An integer.
    Integer(Width),
    /// `number` of any format: `float` too, because an `f32` can't give back every number that JSON wrote.
    Double,
    /// Text without a pattern, of no format or of one that has no type.
    String,
    /// Text of a format that has a type of its own.
    Formatted(Format),
    /// Any JSON value: the document says no more.
    Any,
    /// `type: array`.
    Array(Box<TypeRef>),
    /// An array of a fixed length, each element with a type of its own (`prefixItems`).
    Tuple(Vec<TypeRef>),
    /// An object with values of one type under any key.
    Map(Box<TypeRef>),
    /// `nullable: true`.
    Nullable(Box<TypeRef>),
    /// A type with a name of its own.
    Named(TypeId),
}

/// How many bits an integer has. Formats of fewer are held by the 32-bit types, those unknown or absent by `Int64`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Width {
    /// `int32` and less.
    Int32,
    /// `int64`, and what has no format.
    Int64,
    /// `uint32` and less.
    UInt32,
    /// `uint64`, `uint`.
    UInt64,
}

/// The formats that have a type (OpenAPI Format Registry).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Format {
    /// `date-time` (RFC 3339).
    DateTime,
    /// `date` (RFC 3339, `full-date`).
    Date,
    /// `time` (RFC 3339, `full-time`, or `partial-time`).
    Time,
    /// `duration` (ISO 8601, RFC 3339 appendix A).
    Duration,
    /// `uuid` (RFC 9562).
    Uuid,
    /// `uri` (RFC 3986).
    Uri,
    /// `email` (RFC 5321, section 4.1.2).
    Email,
    /// `ip`: either of the two.
    Ip,
    /// `ipv4` (RFC 2673, section 3.2).
    Ipv4,
    /// `ipv6` (RFC 4291, section 2.2).
    Ipv6,
    /// `byte`: base64 (RFC 4648, section 4).
    Base64,
    /// `decimal` as a text.
    Decimal,
}

impl TypeRef {
    /// Calls `found` with each named type that it is made of.
    pub fn each_named(&self, found: &mut impl FnMut(TypeId)) {
        match self {
            Self::Named(id) => found(*id),
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => {
                inner.each_named(found);
            }
            Self::Tuple(elements) => elements.iter().for_each(|it| it.each_named(found)),
            Self::Boolean
            | Self::Integer(_)
            | Self::Double
            | Self::String
            | Self::Formatted(_)
            | Self::Any => {}
        }
    }

    /// The same, to be changed.
    pub fn each_named_mut(&mut self, change: &mut impl FnMut(&mut TypeId)) {
        match self {
            Self::Named(id) => change(id),
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => {
                inner.each_named_mut(change);
            }
            Self::Tuple(elements) => elements.iter_mut().for_each(|it| it.each_named_mut(change)),
            Self::Boolean
            | Self::Integer(_)
            | Self::Double
            | Self::String
            | Self::Formatted(_)
            | Self::Any => {}
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
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
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
    /// What a variant of a union holds.
    Variant {
        /// The union.
        owner: TypeId,
        /// What the document calls the variant, if it does: its tag, its component or its title; else what it is.
        label: WireName,
    },
    /// The headers of an answer.
    ResponseHeaders {
        /// The operation's id.
        operation: WireName,
        /// The answer's status.
        status: StatusKey,
    },
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
    /// One of these values, in the document's order and without repetition. Never empty.
    Enum(Vec<EnumValue>),
    /// Text that keeps an ECMA-262 pattern; equal rules are one type.
    Text(TextRules),
    /// A value of one of several types.
    Union(Union),
    /// A value of another type under a name of its own: an array, map or union that holds itself needs one.
    Alias(Value),
    /// The parts of a multipart body. Used by requests only.
    Multipart(Vec<Part>),
}

impl Shape {
    /// Calls `found` with each type that it is made of, in the order of its properties.
    pub fn each_named(&self, found: &mut impl FnMut(TypeId)) {
        match self {
            Self::Object(object) => {
                let properties = object.properties.iter().map(|property| &property.value);
                for value in properties.chain(&object.additional) {
                    value.ty.each_named(found);
                }
            }
            Self::Union(union) => {
                for variant in &union.variants {
                    variant.value.ty.each_named(found);
                }
            }
            Self::Alias(value) => value.ty.each_named(found),
            Self::Multipart(parts) => {
                for part in parts {
                    part.property.value.ty.each_named(found);
                }
            }
            Self::Enum(_) | Self::Text(_) => {}
        }
    }

    /// The same, to be changed.
    pub fn each_named_mut(&mut self, change: &mut impl FnMut(&mut TypeId)) {
        match self {
            Self::Object(object) => {
                let properties = object
                    .properties
                    .iter_mut()
                    .map(|property| &mut property.value);
                for value in properties.chain(&mut object.additional) {
                    value.ty.each_named_mut(change);
                }
            }
            Self::Union(union) => {
                for variant in &mut union.variants {
                    variant.value.ty.each_named_mut(change);
                }
            }
            Self::Alias(value) => value.ty.each_named_mut(change),
            Self::Multipart(parts) => {
                for part in parts {
                    part.property.value.ty.each_named_mut(change);
                }
            }
            Self::Enum(_) | Self::Text(_) => {}
        }
    }
}

/// A value of one of several types (`oneOf`, `anyOf`, a list under `type`).
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// The property whose value tells the variants apart (OpenAPI 3.0.4, section 4.8.25, or a property that is a constant
    /// in each of them). Absent: the variants are told apart by what they are made of.
    pub tag: Option<WireName>,
    /// In the document's order, at least one; their types differ.
    pub variants: Vec<Variant>,
}

/// One of the types that a value of a union may have.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// What the document calls it, if it does: its tag, its component or its title; else what it is.
    pub label: WireName,
    /// The values of the tag that mean it. Empty in a union without a tag, and in one with a tag for a variant that no
    /// value of it means.
    pub tags: Vec<String>,
    /// Set where the type would contain itself without end.
    pub boxed: bool,
    /// Text on it. None where its type is a component that tells of itself.
    pub docs: Docs,
    /// What it holds; never nullable.
    pub value: Value,
}

/// A part of a multipart body (OpenAPI 3.0.4, section 4.8.14.4).
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name, its type and whether it must be there. Of a file the type says nothing.
    pub property: Property,
    /// How it is written.
    pub kind: PartKind,
    /// The `Content-Type` of the part where the document names one.
    pub content_type: Option<String>,
}

/// How a part of a multipart body is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PartKind {
    /// One file.
    File,
    /// Any number of files under one name.
    Files,
    /// Text for a scalar, a part an element for an array, JSON for an object.
    Value,
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

/// One value of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    /// The value on the wire.
    pub value: Literal,
    /// From `x-enum-descriptions` and its like.
    pub description: Option<String>,
    /// The name that the document gives it, from `x-enum-varnames` and its like or the title of its constant.
    pub label: Option<String>,
    /// From `x-enum-deprecated` and its like.
    pub deprecation: Option<Deprecation>,
}

/// A value that stands in the document itself. Never `null`: that is what nullable types are for.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// A string.
    Text(String),
    /// A number without a fraction, within 64 bits.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
}

impl fmt::Display for Literal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Integer(number) => number.fmt(formatter),
            Self::Float(number) => number.fmt(formatter),
            Self::Boolean(flag) => flag.fmt(formatter),
        }
    }
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
