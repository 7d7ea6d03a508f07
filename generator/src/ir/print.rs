//! The intermediate representation as text for people: what was understood of a document, line by line.
//!
//! Snapshots hold it, so it is complete: two different APIs never print alike. Types are called `name#number`, where the
//! name is that of their first use.

use std::fmt::{self, Display, Formatter};

use super::{
    Api, Body, BodyContent, BodyRepresentation, Bound, Deprecation, Direction, Docs, Encoding,
    EnumValue, Format, Literal, Number, Object, Operation, Parameter, Part, PartKind, Property,
    Response, ResponseContent, ResponseRepresentation, Rules, SecurityScheme, SecuritySchemeKind,
    Server, ServerVariable, Shape, TextRules, Type, TypeId, TypeRef, Union, Use, Value, Variant,
    Width,
};

impl Display for Api {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            title,
            version,
            description,
            servers,
            security_schemes,
            types,
            operations,
            // Says nothing of what was understood, and changes with every comment.
            document_sha256: _,
        } = self;
        writeln!(out, "api {title:?} version {version:?}")?;
        optional(out, "  description", description.as_ref())?;
        for server in servers {
            print_server(out, server)?;
        }
        for scheme in security_schemes {
            print_scheme(out, scheme)?;
        }
        for operation in operations {
            self.print_operation(out, operation)?;
        }
        for (index, ty) in types.iter().enumerate() {
            self.print_type(out, TypeId(index), ty)?;
        }
        Ok(())
    }
}

impl Api {
    fn print_operation(&self, out: &mut Formatter<'_>, operation: &Operation) -> fmt::Result {
        let Operation {
            id,
            tags,
            method,
            path,
            docs,
            deprecation,
            security,
            servers,
            parameters,
            body,
            responses,
        } = operation;
        writeln!(out, "\noperation {id}: {} {path}", method.as_str())?;
        if !tags.is_empty() {
            writeln!(out, "  tags {}", tags.join(", "))?;
        }
        print_docs(out, "  ", docs)?;
        print_deprecation(out, "  ", deprecation.as_ref())?;
        for alternative in security {
            let names = alternative.iter().map(|requirement| {
                let name = self
                    .security_schemes
                    .get(requirement.scheme)
                    .map_or("?", |scheme| scheme.name.as_str());
                if requirement.scopes.is_empty() {
                    name.to_owned()
                } else {
                    format!("{name}({})", requirement.scopes.join(" "))
                }
            });
            let names: Vec<String> = names.collect();
            writeln!(
                out,
                "  security {}",
                if names.is_empty() {
                    "none".to_owned()
                } else {
                    names.join(" and ")
                }
            )?;
        }
        for server in servers {
            print_server(out, server)?;
        }
        for parameter in parameters {
            self.print_parameter(out, parameter)?;
        }
        if let Some(body) = body {
            self.print_body(out, body)?;
        }
        for response in responses {
            self.print_response(out, response)?;
        }
        Ok(())
    }

    fn print_body(&self, out: &mut Formatter<'_>, body: &Body) -> fmt::Result {
        let Body {
            required,
            docs,
            representations,
        } = body;
        for BodyRepresentation {
            media_type,
            content,
        } in representations
        {
            let presence = presence(*required);
            write!(out, "  body {} {presence}: ", media_type.0)?;
            match content {
                BodyContent::Json(value) => writeln!(out, "{}", self.value(value))?,
                BodyContent::Form { value, encodings } => {
                    writeln!(out, "form of {}", self.value(value))?;
                    for encoding in encodings {
                        print_encoding(out, encoding)?;
                    }
                }
                BodyContent::Multipart(id) => writeln!(out, "parts of {}", self.name(*id))?,
                BodyContent::Text => writeln!(out, "text")?,
                BodyContent::Bytes => writeln!(out, "bytes")?,
            }
        }
        print_docs(out, "    ", docs)
    }

    fn print_response(&self, out: &mut Formatter<'_>, response: &Response) -> fmt::Result {
        let Response {
            status,
            description,
            headers,
            representations,
        } = response;
        if representations.is_empty() {
            writeln!(out, "  {status} without a body {description:?}")?;
        }
        for (
            index,
            ResponseRepresentation {
                media_types,
                content,
            },
        ) in representations.iter().enumerate()
        {
            let media_types: Vec<&str> = media_types.iter().map(|it| it.0.as_str()).collect();
            write!(out, "  {status} {}: ", media_types.join(", "))?;
            match content {
                ResponseContent::Json(ty) => write!(out, "{}", self.reference(ty))?,
                ResponseContent::Text => write!(out, "text")?,
                ResponseContent::Bytes => write!(out, "bytes")?,
                ResponseContent::Stream => write!(out, "stream of bytes")?,
                ResponseContent::Events(ty) => write!(out, "events of {}", self.reference(ty))?,
                ResponseContent::JsonLines(ty) => write!(out, "lines of {}", self.reference(ty))?,
            }
            match index {
                0 => writeln!(out, " {description:?}")?,
                _ => writeln!(out)?,
            }
        }
        match headers {
            Some(id) => writeln!(out, "    headers {}", self.name(*id)),
            None => Ok(()),
        }
    }

    fn print_parameter(&self, out: &mut Formatter<'_>, parameter: &Parameter) -> fmt::Result {
        let Parameter {
            name,
            place,
            required,
            style,
            explode,
            allow_reserved,
            content,
            docs,
            deprecation,
            value,
            default,
        } = parameter;
        write!(
            out,
            "  {} {name} {}: {}",
            place.as_str(),
            presence(*required),
            self.value(value)
        )?;
        write!(out, ", {}", style.as_str())?;
        for (flag, word) in [(explode, " exploded"), (allow_reserved, " reserved")] {
            write!(out, "{}", if *flag { word } else { "" })?;
        }
        if let Some(media_type) = content {
            write!(out, ", as {}", media_type.0)?;
        }
        print_default(out, default.as_ref())?;
        print_docs(out, "    ", docs)?;
        print_deprecation(out, "    ", deprecation.as_ref())
    }

    fn print_type(&self, out: &mut Formatter<'_>, id: TypeId, ty: &Type) -> fmt::Result {
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

    fn value(&self, value: &Value) -> String {
        format!("{}{}", self.reference(&value.ty), print_rules(&value.rules))
    }

    fn reference(&self, ty: &TypeRef) -> String {
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

    fn name(&self, id: TypeId) -> String {
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

fn print_server(out: &mut Formatter<'_>, server: &Server) -> fmt::Result {
    let Server {
        url,
        description,
        variables,
    } = server;
    writeln!(out, "  server {url}")?;
    optional(out, "    description", description.as_ref())?;
    for ServerVariable {
        name,
        default,
        values,
        description,
    } in variables
    {
        write!(out, "    variable {name}, default {default:?}")?;
        if !values.is_empty() {
            write!(out, ", one of {values:?}")?;
        }
        writeln!(out)?;
        optional(out, "      description", description.as_ref())?;
    }
    Ok(())
}

fn print_encoding(out: &mut Formatter<'_>, encoding: &Encoding) -> fmt::Result {
    let Encoding {
        property,
        style,
        explode,
        allow_reserved,
        content_type,
    } = encoding;
    write!(out, "    {property} written {}", style.as_str())?;
    for (flag, word) in [(explode, " exploded"), (allow_reserved, " reserved")] {
        write!(out, "{}", if *flag { word } else { "" })?;
    }
    match content_type {
        Some(content_type) => writeln!(out, ", as {content_type}"),
        None => writeln!(out),
    }
}

fn print_scheme(out: &mut Formatter<'_>, scheme: &SecurityScheme) -> fmt::Result {
    let SecurityScheme {
        name,
        description,
        kind,
    } = scheme;
    write!(out, "  security scheme {name}: ")?;
    match kind {
        SecuritySchemeKind::HttpBasic => writeln!(out, "HTTP basic"),
        SecuritySchemeKind::HttpBearer => writeln!(out, "HTTP bearer"),
        SecuritySchemeKind::HttpDigest => writeln!(out, "HTTP digest"),
        SecuritySchemeKind::HttpOther(scheme) => writeln!(out, "HTTP other {scheme:?}"),
        SecuritySchemeKind::ApiKey { place, name } => {
            writeln!(out, "API key in {} {name}", place.as_str())
        }
        SecuritySchemeKind::OAuth2 {
            client_credentials_token_url: Some(url),
        } => {
            writeln!(out, "OAuth 2 with client credentials from {url}")
        }
        SecuritySchemeKind::OAuth2 {
            client_credentials_token_url: None,
        } => writeln!(out, "OAuth 2"),
        SecuritySchemeKind::OpenIdConnect { url } => writeln!(out, "OpenID Connect {url}"),
    }?;
    optional(out, "    description", description.as_ref())
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

fn print_docs(out: &mut Formatter<'_>, indent: &str, docs: &Docs) -> fmt::Result {
    let Docs {
        title,
        description,
        link,
    } = docs;
    optional(out, &format!("{indent}title"), title.as_ref())?;
    optional(out, &format!("{indent}description"), description.as_ref())?;
    match link {
        Some((url, Some(text))) => writeln!(out, "{indent}link {url} {text:?}"),
        Some((url, None)) => writeln!(out, "{indent}link {url}"),
        None => Ok(()),
    }
}

fn print_deprecation(
    out: &mut Formatter<'_>,
    indent: &str,
    deprecation: Option<&Deprecation>,
) -> fmt::Result {
    let Some(Deprecation {
        flagged,
        since,
        sunset,
        successor,
        link,
        message,
    }) = deprecation
    else {
        return Ok(());
    };
    write!(
        out,
        "{indent}{}",
        if *flagged {
            "deprecated"
        } else {
            "deprecated, not flagged"
        }
    )?;
    let facts = [
        ("since", since.map(|date| date.to_string())),
        ("sunset", sunset.map(|date| date.to_string())),
        ("successor", successor.as_ref().map(ToString::to_string)),
        ("link", link.clone()),
        (
            "message",
            message.as_ref().map(|message| format!("{message:?}")),
        ),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            write!(out, ", {name} {fact}")?;
        }
    }
    writeln!(out)
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

fn print_default(out: &mut Formatter<'_>, default: Option<&String>) -> fmt::Result {
    match default {
        Some(default) => writeln!(out, ", default {default}"),
        None => writeln!(out),
    }
}

fn presence(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

fn optional(out: &mut Formatter<'_>, label: &str, text: Option<&String>) -> fmt::Result {
    match text {
        Some(text) => writeln!(out, "{label} {text:?}"),
        None => Ok(()),
    }
}
