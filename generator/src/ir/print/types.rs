//! The types of an API as text for people.

use std::fmt::{self, Formatter};

use super::{optional, presence, print_default, print_deprecation, print_docs};
use crate::ir::{
    Api, Bound, Direction, EnumValue, Format, Literal, Number, Object, Part, PartKind, Property,
    Rules, Shape, TextRules, Type, TypeId, TypeRef, Union, Use, Value, Variant, Width,
};

impl Api {
    pub(super) fn print_type(&self, out: &mut Formatter<'_>, id: TypeId, ty: &Type) -> fmt::Result {
        let Type {
            uses,
            direction,
            docs,
            deprecation,
            shape,
        } = ty;
        let direction = match direction {
            Direction::Both => "",
            Direction::Request => ", in requests",
            Direction::Response => ", in answers",
        };
        let kind = match shape {
            Shape::Object(_) => "object",
            Shape::Enum(_) => "enum",
            Shape::Text(_) => "text",
            Shape::Union(_) => "union",
            Shape::Alias(_) => "alias",
            Shape::Multipart(_) => "parts",
        };
        writeln!(out, "\n{kind} {}{direction}", self.name(id))?;
        for usage in uses {
            writeln!(out, "  used as {}", self.usage(usage))?;
        }
        print_docs(out, "  ", docs)?;
        print_deprecation(out, "  ", deprecation.as_ref())?;
        match shape {
            Shape::Object(Object {
                properties,
                additional,
            }) => {
                for property in properties {
                    self.print_property(out, property)?;
                }
                match additional {
                    Some(value) => writeln!(out, "  other properties: {}", self.value(value)),
                    None => Ok(()),
                }
            }
            Shape::Enum(values) => values
                .iter()
                .try_for_each(|value| print_enum_value(out, value)),
            Shape::Text(TextRules {
                pattern,
                min_length,
                max_length,
            }) => {
                let lengths = Rules {
                    min_length: *min_length,
                    max_length: *max_length,
                    ..Rules::default()
                };
                writeln!(out, "  pattern {pattern}{}", print_rules(&lengths))
            }
            Shape::Union(union) => self.print_union(out, union),
            Shape::Alias(value) => writeln!(out, "  of {}", self.value(value)),
            Shape::Multipart(parts) => parts.iter().try_for_each(|part| {
                let Part {
                    property,
                    kind,
                    content_type,
                } = part;
                let kind = match kind {
                    PartKind::File => "file",
                    PartKind::Files => "files",
                    PartKind::Value => "value",
                };
                self.print_property(out, property)?;
                write!(out, "    {kind}")?;
                match content_type {
                    Some(content_type) => writeln!(out, " as {content_type}"),
                    None => writeln!(out),
                }
            }),
        }
    }

    fn print_union(&self, out: &mut Formatter<'_>, union: &Union) -> fmt::Result {
        let Union { tag, variants } = union;
        if let Some(tag) = tag {
            writeln!(out, "  by {tag}")?;
        }
        for Variant {
            label,
            tags,
            boxed,
            docs,
            value,
        } in variants
        {
            write!(out, "  {label}: {}", self.value(value))?;
            for tag in tags {
                write!(out, ", tag {tag:?}")?;
            }
            writeln!(out, "{}", if *boxed { ", boxed" } else { "" })?;
            print_docs(out, "    ", docs)?;
        }
        Ok(())
    }

    fn print_property(&self, out: &mut Formatter<'_>, property: &Property) -> fmt::Result {
        let Property {
            name,
            required,
            boxed,
            docs,
            deprecation,
            value,
            default,
        } = property;
        write!(
            out,
            "  {name} {}: {}",
            presence(*required),
            self.value(value)
        )?;
        if *boxed {
            write!(out, ", boxed")?;
        }
        print_default(out, default.as_ref())?;
        print_docs(out, "    ", docs)?;
        print_deprecation(out, "    ", deprecation.as_ref())
    }

    pub(super) fn value(&self, value: &Value) -> String {
        format!("{}{}", self.reference(&value.ty), print_rules(&value.rules))
    }

    pub(super) fn reference(&self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::Boolean => "boolean".to_owned(),
            TypeRef::Integer(width) => match width {
                Width::Int32 => "int32",
                Width::Int64 => "int64",
                Width::UInt32 => "uint32",
                Width::UInt64 => "uint64",
            }
            .to_owned(),
            TypeRef::Double => "double".to_owned(),
            TypeRef::String => "string".to_owned(),
            TypeRef::Formatted(format) => match format {
                Format::DateTime => "date-time",
                Format::Date => "date",
                Format::Time => "time",
                Format::Duration => "duration",
                Format::Uuid => "uuid",
                Format::Uri => "uri",
                Format::Email => "email",
                Format::Ip => "ip",
                Format::Ipv4 => "ipv4",
                Format::Ipv6 => "ipv6",
                Format::Base64 => "base64",
                Format::Decimal => "decimal",
            }
            .to_owned(),
            TypeRef::Any => "any".to_owned(),
            TypeRef::Array(items) => format!("array of {}", self.reference(items)),
            TypeRef::Tuple(elements) => {
                let elements: Vec<_> = elements.iter().map(|it| self.reference(it)).collect();
                format!("tuple of ({})", elements.join(", "))
            }
            TypeRef::Map(values) => format!("map of {}", self.reference(values)),
            TypeRef::Nullable(inner) => format!("nullable {}", self.reference(inner)),
            TypeRef::Named(id) => self.name(*id),
        }
    }

    pub(super) fn name(&self, id: TypeId) -> String {
        let usage = self.types.get(id.0).and_then(|ty| ty.uses.first());
        let name = match usage {
            Some(
                Use::Component(name)
                | Use::ComponentElement(name)
                | Use::Property { owner: _, name }
                | Use::Element { owner: _, name }
                | Use::Variant {
                    owner: _,
                    label: name,
                }
                | Use::Parameter { operation: _, name },
            ) => name.as_str(),
            Some(Use::AdditionalProperty { owner: _ }) => "other",
            Some(
                Use::RequestBody { operation }
                | Use::ResponseHeaders {
                    operation,
                    status: _,
                }
                | Use::ResponseBody {
                    operation,
                    status: _,
                },
            ) => operation.as_str(),
            None => "",
        };
        format!("{name}#{}", id.0)
    }

    fn usage(&self, usage: &Use) -> String {
        match usage {
            Use::Component(name) => format!("component {name}"),
            Use::ComponentElement(name) => format!("element of component {name}"),
            Use::Property { owner, name } => format!("property {name} of {}", self.name(*owner)),
            Use::Element { owner, name } => {
                format!("element of property {name} of {}", self.name(*owner))
            }
            Use::AdditionalProperty { owner } => {
                format!("other properties of {}", self.name(*owner))
            }
            Use::Variant { owner, label } => format!("variant {label} of {}", self.name(*owner)),
            Use::ResponseHeaders { operation, status } => {
                format!("headers of answer {status} of {operation}")
            }
            Use::Parameter { operation, name } => format!("parameter {name} of {operation}"),
            Use::RequestBody { operation } => format!("body of {operation}"),
            Use::ResponseBody { operation, status } => format!("answer {status} of {operation}"),
        }
    }
}

fn print_enum_value(out: &mut Formatter<'_>, value: &EnumValue) -> fmt::Result {
    let EnumValue {
        value,
        description,
        label,
        deprecation,
    } = value;
    match value {
        Literal::Text(text) => writeln!(out, "  {text:?}")?,
        Literal::Integer(number) => writeln!(out, "  {number}")?,
        // The point tells a floating-point number from an integer.
        Literal::Float(number) => writeln!(out, "  {number:?}")?,
        Literal::Boolean(flag) => writeln!(out, "  {flag}")?,
    }
    optional(out, "    label", label.as_ref())?;
    optional(out, "    description", description.as_ref())?;
    print_deprecation(out, "    ", deprecation.as_ref())
}

/// The rules as a list in brackets; nothing where there is none.
fn print_rules(rules: &Rules) -> String {
    let Rules {
        min_length,
        max_length,
        minimum,
        maximum,
        multiple_of,
        min_items,
        max_items,
        unique_items,
        min_properties,
        max_properties,
        items,
    } = rules;
    let bound = |name: &str, bound: &Option<Bound>| {
        let Bound { value, exclusive } = bound.as_ref()?;
        Some(format!(
            "{name} {}{}",
            print_number(value),
            if *exclusive { " exclusive" } else { "" }
        ))
    };
    let count = |name: &str, count: &Option<u64>| Some(format!("{name} {}", (*count)?));
    let rules: Vec<String> = [
        count("min length", min_length),
        count("max length", max_length),
        bound("minimum", minimum),
        bound("maximum", maximum),
        multiple_of
            .as_ref()
            .map(|number| format!("multiple of {}", print_number(number))),
        count("min items", min_items),
        count("max items", max_items),
        unique_items.then(|| "unique items".to_owned()),
        count("min properties", min_properties),
        count("max properties", max_properties),
        items
            .as_ref()
            .map(|items| format!("each{}", print_rules(items))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if rules.is_empty() {
        String::new()
    } else {
        format!(" [{}]", rules.join(", "))
    }
}

fn print_number(number: &Number) -> String {
    match number {
        Number::Integer(value) => value.to_string(),
        // The point tells a floating-point number from an integer.
        Number::Float(value) => format!("{value:?}"),
    }
}
