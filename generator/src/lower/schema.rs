//! A Schema Object as it is written (`OpenAPI` 3.0.4, section 4.8.24; 3.1.1, section 4.8.24, which is JSON Schema 2020-12).
//!
//! Both dialects are read into one form. It is read from the tree and not with `openapiv3`, whose types know only 3.0 and
//! give up on a whole schema where one keyword does not fit. What has the wrong type is as good as absent here: `load` has
//! reported it.

use serde_json::{Map, Value};

use crate::diagnostic::Pointer;
use crate::ir;

/// The JSON types that a schema can ask for; `null` is kept apart.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) enum Kind {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
}

impl Kind {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "object" => Self::Object,
            "array" => Self::Array,
            "string" => Self::String,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            _ => return None,
        })
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
        }
    }
}

/// What `additionalProperties` says.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Additional {
    /// Nothing, or `true`: there may be any.
    #[default]
    Open,
    /// `false`
    Closed,
    /// Each keeps a schema.
    Schema,
}

/// What `discriminator` says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Discriminator<'a> {
    pub(super) property: &'a str,
    pub(super) mapping: Option<&'a Map<String, Value>>,
}

/// The keywords of one schema. Where they hold schemas, only that they are there: those are read where they stand.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "keywords of which only the presence counts"
)]
pub(super) struct Schema<'a> {
    pub(super) title: Option<&'a str>,
    pub(super) description: Option<&'a str>,
    pub(super) external_docs: Option<(&'a str, Option<&'a str>)>,
    pub(super) default: Option<&'a Value>,
    /// `$ref` is there.
    pub(super) is_reference: bool,
    /// `nullable: true`, or `null` among the types.
    pub(super) nullable: bool,
    /// The types, without `null`. Empty: any type, or `null` only.
    pub(super) types: Vec<Kind>,
    /// `type: null` and nothing else, or a schema that is `const: null` or an enum of just that.
    pub(super) is_null: bool,
    pub(super) format: Option<&'a str>,
    /// `enum`, or `const` as a list of one.
    pub(super) enumeration: Option<&'a [Value]>,
    /// The keyword under which `enumeration` stands.
    pub(super) is_const: bool,
    pub(super) pattern: Option<&'a str>,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) minimum: Option<ir::Bound>,
    pub(super) maximum: Option<ir::Bound>,
    pub(super) multiple_of: Option<ir::Number>,
    /// `items` holds a schema that says something.
    pub(super) has_items: bool,
    /// `items: false`
    pub(super) is_closed_array: bool,
    pub(super) prefix_items: usize,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    pub(super) unique_items: bool,
    pub(super) properties: Option<&'a Map<String, Value>>,
    pub(super) pattern_properties: Option<&'a Map<String, Value>>,
    pub(super) required: Vec<&'a str>,
    pub(super) additional: Additional,
    pub(super) min_properties: Option<u64>,
    pub(super) max_properties: Option<u64>,
    pub(super) all_of: usize,
    pub(super) one_of: usize,
    pub(super) any_of: usize,
    /// `not`, `if`, `contains` and the like: conditions that say which values are valid but nothing of their types.
    pub(super) has_conditions: bool,
    pub(super) discriminator: Option<Discriminator<'a>>,
}

impl<'a> Schema<'a> {
    /// Reads the schema that `value` is. `true` is the schema that says nothing; of `false`, which no value keeps, nothing
    /// can be said either.
    pub(super) fn of(value: &'a Value) -> Self {
        let Value::Object(object) = value else {
            return Self::default();
        };
        let mut schema = Self::default();
        for (keyword, value) in object {
            schema.keyword(keyword, value);
        }
        // Flags in 3.0; limits of their own, which `keyword` reads, in 3.1.
        let flag = |keyword| object.get(keyword) == Some(&Value::Bool(true));
        if let Some(minimum) = &mut schema.minimum {
            minimum.exclusive |= flag("exclusiveMinimum");
        }
        if let Some(maximum) = &mut schema.maximum {
            maximum.exclusive |= flag("exclusiveMaximum");
        }
        if let Some(values) = schema.enumeration {
            schema.is_null |= !values.is_empty() && values.iter().all(Value::is_null);
            schema.nullable |= values.iter().any(Value::is_null) && schema.types.is_empty();
        }
        schema
    }

    #[expect(
        clippy::match_same_arms,
        reason = "what is ignored on purpose is named, apart from what is not known"
    )]
    fn keyword(&mut self, keyword: &str, value: &'a Value) {
        let count = || value.as_array().map_or(0, Vec::len);
        match keyword {
            "title" => self.title = value.as_str(),
            "description" => self.description = value.as_str(),
            "externalDocs" => {
                let url = value.get("url").and_then(Value::as_str);
                let text = value.get("description").and_then(Value::as_str);
                self.external_docs = url.map(|url| (url, text));
            }
            "default" => self.default = Some(value),
            "$ref" => self.is_reference = value.is_string(),
            "nullable" => self.nullable |= value == &Value::Bool(true),
            "type" => self.types(value),
            "format" => self.format = value.as_str().filter(|format| !format.is_empty()),
            "enum" => self.enumeration = value.as_array().map(Vec::as_slice),
            "const" => {
                self.enumeration = Some(std::slice::from_ref(value));
                self.is_const = true;
            }
            "pattern" => self.pattern = value.as_str(),
            "minLength" => self.min_length = natural(value).filter(|length| *length > 0),
            "maxLength" => self.max_length = natural(value),
            "minimum" => self.minimum = stricter(self.minimum.take(), bound(value, false), true),
            "maximum" => self.maximum = stricter(self.maximum.take(), bound(value, false), false),
            "exclusiveMinimum" => {
                self.minimum = stricter(self.minimum.take(), bound(value, true), true);
            }
            "exclusiveMaximum" => {
                self.maximum = stricter(self.maximum.take(), bound(value, true), false);
            }
            "multipleOf" => self.multiple_of = number(value),
            "items" => {
                self.has_items = value.as_object().is_some_and(|items| !items.is_empty());
                self.is_closed_array = value == &Value::Bool(false);
            }
            "prefixItems" => self.prefix_items = count(),
            "minItems" => self.min_items = natural(value).filter(|count| *count > 0),
            "maxItems" => self.max_items = natural(value),
            "uniqueItems" => self.unique_items = value == &Value::Bool(true),
            "properties" => self.properties = value.as_object().filter(|it| !it.is_empty()),
            "patternProperties" => {
                self.pattern_properties = value.as_object().filter(|it| !it.is_empty());
            }
            "required" => {
                let names = value.as_array().into_iter().flatten();
                self.required = names.filter_map(Value::as_str).collect();
            }
            "additionalProperties" => {
                self.additional = match value {
                    Value::Bool(false) => Additional::Closed,
                    Value::Object(_) => Additional::Schema,
                    _ => Additional::Open,
                };
            }
            "minProperties" => self.min_properties = natural(value).filter(|count| *count > 0),
            "maxProperties" => self.max_properties = natural(value),
            "allOf" => self.all_of = count(),
            "oneOf" => self.one_of = count(),
            "anyOf" => self.any_of = count(),
            "not" | "if" | "then" | "else" | "contains" | "dependentSchemas"
            | "dependentRequired" | "propertyNames" => self.has_conditions = true,
            "discriminator" => {
                let mapping = value.get("mapping").and_then(Value::as_object);
                let property = value.get("propertyName").and_then(Value::as_str);
                self.discriminator = property.map(|property| Discriminator { property, mapping });
            }
            // These are read by `directions` and `deprecations`, which ask about schemas that are not lowered, too.
            "readOnly" | "writeOnly" | "deprecated" |
            // Examples are checked by `load` and sent by the contract tests; the client does not hold them.
            "example" | "examples" |
            // XML is left as text.
            "xml" |
            // Where schemas stand and what they are called; `load` has followed all that refers to them.
            "$defs" | "definitions" | "$id" | "$schema" | "$anchor" | "$dynamicAnchor" | "$dynamicRef" | "$vocabulary" |
            // For people.
            "$comment" |
            // What is inside of a text. It stays a text, and multipart bodies ask for the encoding by themselves.
            "contentEncoding" | "contentMediaType" | "contentSchema" |
            // What is left over when all others have had their say: it is read leniently, like all that is not described.
            "unevaluatedItems" | "unevaluatedProperties" | "additionalItems" | "minContains" | "maxContains" => {}
            // Extensions, and keywords of which `load` has said that they are not known.
            _ => {}
        }
    }

    fn types(&mut self, value: &Value) {
        let one = value.as_str().into_iter();
        let several = value.as_array().into_iter().flatten();
        let names: Vec<&str> = one.chain(several.filter_map(Value::as_str)).collect();
        self.nullable |= names.contains(&"null");
        self.is_null |= names == ["null"];
        for kind in names.into_iter().filter_map(Kind::of) {
            if !self.types.contains(&kind) {
                self.types.push(kind);
            }
        }
    }

    /// Whether it says which values there are, and not only how they are called or that there may be `null`.
    pub(super) fn says_something(&self) -> bool {
        self.is_reference
            || self.is_null
            || !self.types.is_empty()
            || self.format.is_some()
            || self.enumeration.is_some()
            || self.is_composed()
            || !self.keywords().is_empty()
    }

    /// Whether it is made of other schemas.
    pub(super) fn is_composed(&self) -> bool {
        self.all_of + self.one_of + self.any_of > 0 || self.discriminator.is_some()
    }

    /// Whether all that it says are conditions on values whose type another schema tells.
    pub(super) fn is_condition(&self) -> bool {
        let conditions = !self.required.is_empty()
            || self.has_conditions
            || self.min_properties.is_some()
            || self.max_properties.is_some();
        let types = !self.types.is_empty() && self.types != [Kind::Object];
        conditions
            && !types
            && !self.is_reference
            && !self.is_null
            && self.format.is_none()
            && self.enumeration.is_none()
            && !self.is_composed()
            && self.keywords().iter().all(|(keyword, _)| {
                matches!(
                    *keyword,
                    "required" | "minProperties" | "maxProperties" | "additionalProperties"
                )
            })
            && self.additional != Additional::Schema
    }

    /// The keywords that only values of one type can break, with that type.
    pub(super) fn keywords(&self) -> Vec<(&'static str, Kind)> {
        let all = [
            ("pattern", Kind::String, self.pattern.is_some()),
            ("minLength", Kind::String, self.min_length.is_some()),
            ("maxLength", Kind::String, self.max_length.is_some()),
            ("minimum", Kind::Number, self.minimum.is_some()),
            ("maximum", Kind::Number, self.maximum.is_some()),
            ("multipleOf", Kind::Number, self.multiple_of.is_some()),
            ("items", Kind::Array, self.has_items || self.is_closed_array),
            ("prefixItems", Kind::Array, self.prefix_items > 0),
            ("minItems", Kind::Array, self.min_items.is_some()),
            ("maxItems", Kind::Array, self.max_items.is_some()),
            ("uniqueItems", Kind::Array, self.unique_items),
            ("properties", Kind::Object, self.properties.is_some()),
            (
                "patternProperties",
                Kind::Object,
                self.pattern_properties.is_some(),
            ),
            ("required", Kind::Object, !self.required.is_empty()),
            (
                "additionalProperties",
                Kind::Object,
                self.additional != Additional::Open,
            ),
            ("minProperties", Kind::Object, self.min_properties.is_some()),
            ("maxProperties", Kind::Object, self.max_properties.is_some()),
        ];
        all.into_iter()
            .filter_map(|(keyword, kind, is_there)| is_there.then_some((keyword, kind)))
            .collect()
    }

    /// The types of its values: those that it names, else those that its keywords are about. None: it does not say.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        if !self.types.is_empty() {
            return self.types.clone();
        }
        let mut kinds = Vec::new();
        for (_, kind) in self.keywords() {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds
    }

    /// The texts on it.
    pub(super) fn docs(&self) -> ir::Docs {
        let owned = |text: Option<&str>| text.map(ToOwned::to_owned);
        ir::Docs {
            title: owned(self.title),
            description: owned(self.description),
            link: self
                .external_docs
                .map(|(url, text)| (url.to_owned(), owned(text))),
        }
    }
}

/// Where the `count` schemas in the list `keyword` of the schema at `at` stand.
pub(super) fn members(at: &Pointer, keyword: &str, count: usize) -> Vec<Pointer> {
    let list = at.child(keyword);
    (0..count).map(|index| list.index(index)).collect()
}

fn natural(value: &Value) -> Option<u64> {
    // Some generators of documents write `10.0`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "only taken where nothing is cut off"
    )]
    let whole = |float: f64| (float >= 0.0 && float.fract() == 0.0).then_some(float as u64);
    value.as_u64().or_else(|| value.as_f64().and_then(whole))
}

/// The number as it is written.
pub(super) fn number(value: &Value) -> Option<ir::Number> {
    let Value::Number(number) = value else {
        return None;
    };
    let integer = number.as_i64().map(ir::Number::Integer);
    integer.or_else(|| number.as_f64().map(ir::Number::Float))
}

fn bound(value: &Value, exclusive: bool) -> Option<ir::Bound> {
    number(value).map(|value| ir::Bound { value, exclusive })
}

/// The one of two ends of a range that leaves less of it.
pub(super) fn stricter(
    first: Option<ir::Bound>,
    second: Option<ir::Bound>,
    is_lower: bool,
) -> Option<ir::Bound> {
    #[expect(clippy::cast_precision_loss, reason = "only compared")]
    let float = |number: &ir::Number| match number {
        ir::Number::Integer(value) => *value as f64,
        ir::Number::Float(value) => *value,
    };
    match (first, second) {
        (Some(first), Some(second)) => {
            let (a, b) = (float(&first.value), float(&second.value));
            let second_is_stricter = if is_lower { b > a } else { b < a };
            let is_equal = a.total_cmp(&b).is_eq();
            if second_is_stricter || (is_equal && second.exclusive) {
                Some(second)
            } else {
                Some(first)
            }
        }
        (first, second) => first.or(second),
    }
}
