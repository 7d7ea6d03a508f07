//! The contract of each operation as a person reviews it: one fact a line, so that a change of the document is a change
//! of as many lines.
//!
//! Comes in: the IR and its names. Goes out: text for snapshots. It repeats nothing of the document's prose.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use crate::emit::{Answered, Body, End, Outcomes};
use crate::ir::{
    Api, BodyContent, BodyRepresentation, Deprecation, Encoding, EnumValue, Format, Literal,
    Object, Operation, Paging, Parameter, Part, PartKind, Property, ResponseContent, Rules, Server,
    Shape, TextRules, TypeId, TypeRef, Union, Value, Variant, Width,
};
use crate::names::{Ident, Names, OperationNames, TypeNames};

/// For each operation, in the order of the IR, its operationId and its contract.
pub fn describe(api: &Api, names: &Names) -> Vec<(String, String)> {
    let operations = api.operations.iter().zip(&names.operations);
    operations
        .map(|(operation, own)| {
            let mut contract = Contract {
                api,
                names,
                text: String::new(),
                types: Vec::new(),
                known: BTreeSet::new(),
            };
            // Writing into a `String` does not fail.
            let _ = contract.operation(operation, own);
            (operation.id.0.clone(), contract.text)
        })
        .collect()
}

struct Contract<'a> {
    api: &'a Api,
    names: &'a Names,
    text: String,
    /// The types met so far, in the order in which they are described.
    types: Vec<TypeId>,
    known: BTreeSet<TypeId>,
}

impl Contract<'_> {
    fn operation(&mut self, it: &Operation, names: &OperationNames) -> fmt::Result {
        writeln!(self.text, "{} {}", it.method.as_str(), it.path)?;
        writeln!(self.text, "operation: {}", it.id)?;
        writeln!(self.text, "tags: {}", it.tags.join(", "))?;
        self.security(it)?;
        match &it.deprecation {
            Some(deprecation) => self.deprecation(deprecation)?,
            None => writeln!(self.text, "deprecated: no")?,
        }
        let idempotent = if it.idempotent { "yes" } else { "no" };
        writeln!(self.text, "idempotent: {idempotent}")?;
        for Server {
            url,
            description: _,
            variables: _,
        } in &it.servers
        {
            writeln!(self.text, "server: {url}")?;
        }
        self.parameters(it)?;
        writeln!(self.text, "\nrequest body")?;
        self.body(it)?;
        writeln!(self.text, "\nresponses")?;
        for answered in Answered::all(it, names) {
            self.response(&answered)?;
        }
        self.signature(it, names)?;
        self.all_types()
    }

    fn body(&mut self, it: &Operation) -> fmt::Result {
        let Some(body) = &it.body else {
            return writeln!(self.text, "  none");
        };
        let required = if body.required {
            "required"
        } else {
            "optional"
        };
        for BodyRepresentation {
            media_type,
            content,
        } in &body.representations
        {
            let value = self.body_content(content);
            writeln!(self.text, "  {required}, {}: {value}", media_type.0)?;
            if let BodyContent::Form {
                value: _,
                encodings,
            } = content
            {
                for encoding in encodings {
                    writeln!(self.text, "    {}", written(encoding))?;
                }
            }
        }
        Ok(())
    }

    fn body_content(&mut self, content: &BodyContent) -> String {
        match content {
            BodyContent::Json(value) => self.value(value),
            BodyContent::Form {
                value,
                encodings: _,
            } => format!("form of {}", self.value(value)),
            BodyContent::Multipart(id) => format!("parts of {}", self.ty(&TypeRef::Named(*id))),
            BodyContent::Text => "text".to_owned(),
            BodyContent::Bytes => "bytes".to_owned(),
        }
    }

    fn response(&mut self, answered: &Answered<'_>) -> fmt::Result {
        let (response, variant) = (answered.response, answered.variant);
        if response.representations.is_empty() {
            writeln!(self.text, "  {} {variant}: no body", response.status)?;
        }
        for form in &response.representations {
            let media_types: Vec<&str> = form.media_types.iter().map(|it| it.0.as_str()).collect();
            let media_types = media_types.join(", ");
            let content = self.response_content(&form.content);
            writeln!(
                self.text,
                "  {} {variant}: {media_types}: {content}",
                response.status
            )?;
        }
        if let Some(id) = response.headers {
            let ty = self.ty(&TypeRef::Named(id));
            writeln!(self.text, "    headers: {ty}")?;
        }
        Ok(())
    }

    fn response_content(&mut self, content: &ResponseContent) -> String {
        match content {
            ResponseContent::Json(ty) => self.ty(ty),
            ResponseContent::Text => "String".to_owned(),
            ResponseContent::Bytes => "Bytes".to_owned(),
            ResponseContent::Stream => "ByteStream".to_owned(),
            ResponseContent::Events(ty) => format!("EventStream<{}>", self.ty(ty)),
            ResponseContent::JsonLines(ty) => format!("JsonLines<{}>", self.ty(ty)),
        }
    }

    fn security(&mut self, it: &Operation) -> fmt::Result {
        if it.security.is_empty() {
            return writeln!(self.text, "authentication: none");
        }
        for alternative in &it.security {
            let schemes: Vec<String> = alternative
                .iter()
                .filter_map(|requirement| {
                    let scheme = self.api.security_schemes.get(requirement.scheme)?;
                    let scopes = requirement.scopes.join(", ");
                    Some(if scopes.is_empty() {
                        scheme.name.0.clone()
                    } else {
                        format!("{} [{scopes}]", scheme.name)
                    })
                })
                .collect();
            let schemes = if schemes.is_empty() {
                "none".to_owned()
            } else {
                schemes.join(" and ")
            };
            writeln!(self.text, "authentication: {schemes}")?;
        }
        Ok(())
    }

    fn deprecation(&mut self, it: &Deprecation) -> fmt::Result {
        let Deprecation {
            flagged,
            since,
            sunset,
            successor,
            link,
            message,
        } = it;
        writeln!(
            self.text,
            "deprecated: {}",
            if *flagged {
                "true"
            } else {
                "not flagged, but its end is announced"
            }
        )?;
        if let Some(since) = since {
            writeln!(self.text, "  since: {since}")?;
        }
        if let Some(sunset) = sunset {
            writeln!(self.text, "  sunset: {sunset}")?;
        }
        if let Some(successor) = successor {
            writeln!(self.text, "  successor: {successor}")?;
        }
        if let Some(link) = link {
            writeln!(self.text, "  link: {link}")?;
        }
        if let Some(message) = message {
            writeln!(self.text, "  message: {message:?}")?;
        }
        Ok(())
    }

    fn parameters(&mut self, it: &Operation) -> fmt::Result {
        writeln!(self.text, "\nparameters")?;
        if it.parameters.is_empty() {
            writeln!(self.text, "  none")?;
        }
        for parameter in &it.parameters {
            let Parameter {
                name,
                place,
                required,
                style,
                explode,
                allow_reserved,
                content,
                docs: _,
                deprecation,
                value,
                default,
            } = parameter;
            let place = place.as_str();
            let mut facts = vec![self.value(value)];
            facts.push(if *required { "required" } else { "optional" }.to_owned());
            facts.push(match content {
                Some(media_type) => format!("as {}", media_type.0),
                None => styled(style.as_str(), *explode, *allow_reserved),
            });
            facts.extend(default.as_ref().map(|default| format!("default {default}")));
            facts.extend(deprecation.as_ref().map(in_short));
            writeln!(self.text, "  {place} {name}: {}", facts.join(", "))?;
        }
        Ok(())
    }

    /// The function, its setters and what `send` gives, as they stand in the client.
    fn signature(&mut self, it: &Operation, names: &OperationNames) -> fmt::Result {
        writeln!(self.text, "\nrust")?;
        let parameters: Vec<_> = it.parameters.iter().zip(&names.parameters).collect();
        let (required, optional): (Vec<_>, Vec<_>) = parameters
            .into_iter()
            .partition(|(parameter, _)| parameter.required);
        let mut arguments = vec!["&self".to_owned()];
        for (parameter, name) in required {
            arguments.push(format!("{name}: {}", self.borrowed(&parameter.value.ty)));
        }
        let body = it.body.as_ref();
        if body.is_some_and(|body| body.required) {
            arguments.push(format!("body: {}", self.body_argument(it, names, true)));
        }
        let arguments = arguments.join(", ");
        writeln!(self.text, "  fn {}({arguments})", names.method)?;
        for (parameter, name) in optional {
            let ty = self.ty(&parameter.value.ty);
            writeln!(self.text, "    .{name}({ty})")?;
        }
        if body.is_some_and(|body| !body.required) {
            let ty = self.body_argument(it, names, false);
            writeln!(self.text, "    .body({ty})")?;
        }
        let success = self.success(it, names);
        writeln!(
            self.text,
            "    .send() -> Result<{success}, {}>",
            names.error
        )?;
        if let Some(Paging { next, items }) = &it.paging {
            writeln!(self.text, "    .pages(), by {next}")?;
            if items.is_some() {
                writeln!(self.text, "    .items()")?;
            }
        }
        Ok(())
    }

    fn body_argument(
        &mut self,
        it: &Operation,
        names: &OperationNames,
        is_borrowed: bool,
    ) -> String {
        if let Some(choice) = &names.body {
            return choice.name.to_string();
        }
        let mut forms = it.body.iter().flat_map(|body| &body.representations);
        match forms.next().map(|form| &form.content) {
            Some(
                BodyContent::Json(value)
                | BodyContent::Form {
                    value,
                    encodings: _,
                },
            ) if is_borrowed => self.borrowed(&value.ty),
            Some(
                BodyContent::Json(value)
                | BodyContent::Form {
                    value,
                    encodings: _,
                },
            ) => self.ty(&value.ty),
            Some(BodyContent::Multipart(id)) => self.borrowed(&TypeRef::Named(*id)),
            Some(BodyContent::Text) => "&str".to_owned(),
            Some(BodyContent::Bytes) | None => "impl Into<Body>".to_owned(),
        }
    }

    fn success(&mut self, it: &Operation, names: &OperationNames) -> String {
        let outcomes = Outcomes::of(it, names);
        if outcomes.has_success_enum() {
            return format!("Response<{}>", names.success);
        }
        let first = outcomes.successes.first();
        let ty = match first.map(|first| first.body(End::Success)) {
            None | Some(Body::Nothing) => "()".to_owned(),
            Some(Body::One(form)) => self.response_content(&form.content),
            Some(Body::Several(choice)) => choice.name.to_string(),
            Some(Body::Raw) => "Bytes".to_owned(),
        };
        format!("Response<{ty}>")
    }

    /// The type of an argument that is only read.
    fn borrowed(&mut self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::Boolean | TypeRef::Integer(_) | TypeRef::Double => self.ty(ty),
            TypeRef::String => "&str".to_owned(),
            TypeRef::Array(items) => format!("&[{}]", self.ty(items)),
            _ => format!("&{}", self.ty(ty)),
        }
    }

    /// All types that the operation reaches, breadth first.
    fn all_types(&mut self) -> fmt::Result {
        let mut next = 0;
        while let Some(id) = self.types.get(next).copied() {
            next += 1;
            let (Some(ty), Some(names)) = (self.api.types.get(id.0), self.names.of_type(id)) else {
                continue;
            };
            let name = &names.name;
            match &ty.shape {
                Shape::Object(object) => {
                    writeln!(self.text, "\ntype {name}: object")?;
                    self.object(object)?;
                }
                Shape::Multipart(parts) => {
                    writeln!(self.text, "\ntype {name}: parts")?;
                    parts.iter().try_for_each(|part| self.part(part))?;
                }
                Shape::Enum(values) => {
                    writeln!(self.text, "\ntype {name}: enum")?;
                    for (value, variant) in values.iter().zip(&names.members) {
                        self.enum_value(value, variant)?;
                    }
                }
                Shape::Text(rules) => self.text_type(name, rules)?,
                Shape::Union(union) => {
                    writeln!(self.text, "\ntype {name}: union")?;
                    self.union(union, names)?;
                }
                Shape::Alias(value) => {
                    let value = self.value(value);
                    writeln!(self.text, "\ntype {name}: {value}")?;
                }
            }
        }
        Ok(())
    }

    fn text_type(&mut self, name: &Ident, rules: &TextRules) -> fmt::Result {
        writeln!(self.text, "\ntype {name}: text")?;
        writeln!(self.text, "  pattern {}", rules.pattern)?;
        let limits = Rules {
            min_length: rules.min_length,
            max_length: rules.max_length,
            ..Rules::default()
        };
        for rule in crate::emit::rules_in_words(&limits) {
            writeln!(self.text, "  {rule}")?;
        }
        Ok(())
    }

    fn enum_value(&mut self, value: &EnumValue, variant: &Ident) -> fmt::Result {
        let EnumValue {
            value,
            description: _,
            label: _,
            deprecation,
        } = value;
        let deprecated = deprecation
            .as_ref()
            .map(in_short)
            .map_or(String::new(), |it| format!(", {it}"));
        match value {
            Literal::Text(text) => writeln!(self.text, "  {variant} = {text:?}{deprecated}"),
            other => writeln!(self.text, "  {variant} = {other}{deprecated}"),
        }
    }

    fn union(&mut self, union: &Union, names: &TypeNames) -> fmt::Result {
        let Union { tag, variants } = union;
        if let Some(tag) = tag {
            writeln!(self.text, "  told apart by {tag}")?;
        }
        for (variant, name) in variants.iter().zip(&names.members) {
            let Variant {
                label: _,
                tags,
                boxed: _,
                docs: _,
                value,
            } = variant;
            let value = self.value(value);
            let tags: Vec<String> = tags.iter().map(|tag| format!(", {tag:?}")).collect();
            writeln!(self.text, "  {name}: {value}{}", tags.concat())?;
        }
        Ok(())
    }

    fn part(&mut self, part: &Part) -> fmt::Result {
        let Part {
            property,
            kind,
            content_type,
        } = part;
        let mut facts = Vec::new();
        match kind {
            PartKind::File => facts.push("File".to_owned()),
            PartKind::Files => facts.push("Vec<File>".to_owned()),
            PartKind::Value => facts.push(self.value(&property.value)),
        }
        facts.extend(content_type.as_ref().map(|it| format!("as {it}")));
        self.property(property, facts)
    }

    fn object(&mut self, object: &Object) -> fmt::Result {
        let Object {
            properties,
            additional,
        } = object;
        for property in properties {
            let value = self.value(&property.value);
            self.property(property, vec![value])?;
        }
        if let Some(value) = additional {
            let value = self.value(value);
            writeln!(self.text, "  any other property: {value}")?;
        }
        Ok(())
    }

    fn property(&mut self, property: &Property, mut facts: Vec<String>) -> fmt::Result {
        let Property {
            name,
            required,
            boxed: _,
            docs: _,
            deprecation,
            value: _,
            default,
        } = property;
        if *required {
            facts.push("required".to_owned());
        }
        facts.extend(default.as_ref().map(|default| format!("default {default}")));
        facts.extend(deprecation.as_ref().map(in_short));
        writeln!(self.text, "  {name}: {}", facts.join(", "))
    }

    fn value(&mut self, value: &Value) -> String {
        let rules = crate::emit::rules_in_words(&value.rules);
        std::iter::once(self.ty(&value.ty))
            .chain(rules)
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn ty(&mut self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::Boolean => "bool".to_owned(),
            TypeRef::Integer(width) => match width {
                Width::Int32 => "i32",
                Width::Int64 => "i64",
                Width::UInt32 => "u32",
                Width::UInt64 => "u64",
            }
            .to_owned(),
            TypeRef::Double => "f64".to_owned(),
            TypeRef::String => "String".to_owned(),
            TypeRef::Formatted(format) => match format {
                Format::DateTime => "DateTime",
                Format::Date => "Date",
                Format::Time => "Time",
                Format::Duration => "Duration",
                Format::Uuid => "Uuid",
                Format::Uri => "Uri",
                Format::Email => "Email",
                Format::Ip => "Ip",
                Format::Ipv4 => "Ipv4",
                Format::Ipv6 => "Ipv6",
                Format::Base64 => "Base64",
                Format::Decimal => "Decimal",
            }
            .to_owned(),
            TypeRef::Any => "Value".to_owned(),
            TypeRef::Array(items) => format!("Vec<{}>", self.ty(items)),
            TypeRef::Tuple(elements) => {
                let elements: Vec<_> = elements.iter().map(|it| self.ty(it)).collect();
                format!("({})", elements.join(", "))
            }
            TypeRef::Map(values) => format!("Map<{}>", self.ty(values)),
            TypeRef::Nullable(inner) => format!("Nullable<{}>", self.ty(inner)),
            TypeRef::Named(id) => {
                if self.known.insert(*id) {
                    self.types.push(*id);
                }
                self.names
                    .of_type(*id)
                    .map_or_else(String::new, |names| names.name.to_string())
            }
        }
    }
}

/// How a property of a form is written.
fn written(encoding: &Encoding) -> String {
    let Encoding {
        property,
        style,
        explode,
        allow_reserved,
        content_type,
    } = encoding;
    let written = match content_type {
        Some(media_type) => format!("as {media_type}"),
        None => styled(style.as_str(), *explode, *allow_reserved),
    };
    format!("{property}: {written}")
}

fn styled(style: &str, explode: bool, allow_reserved: bool) -> String {
    let mut text = style.to_owned();
    if explode {
        text.push_str(" exploded");
    }
    if allow_reserved {
        text.push_str(", reserved characters as they are");
    }
    text
}

/// A deprecation on the line of what is deprecated.
fn in_short(it: &Deprecation) -> String {
    let mut text = if it.flagged {
        "deprecated"
    } else {
        "end announced"
    }
    .to_owned();
    if let Some(sunset) = it.sunset {
        let _ = write!(text, " until {sunset}");
    }
    if let Some(successor) = &it.successor {
        let _ = write!(text, " for {successor}");
    }
    text
}
