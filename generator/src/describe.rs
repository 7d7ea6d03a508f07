//! The contract of each operation as a person reviews it: one fact a line, so that a change of the document is a change
//! of as many lines.
//!
//! Comes in: the IR and its names. Goes out: text for snapshots. It repeats nothing of the document's prose.

use std::fmt::{self, Write as _};

use crate::emit::Outcomes;
use crate::ir::{
    Api, Deprecation, EnumValue, Object, Operation, Parameter, ParameterPlace, ParameterStyle,
    Property, Rules, Shape, TypeId, TypeRef, Value,
};
use crate::names::{Names, OperationNames};

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
        self.parameters(it)?;
        writeln!(self.text, "\nrequest body")?;
        match &it.body {
            Some(body) => {
                let required = if body.required {
                    "required"
                } else {
                    "optional"
                };
                let value = self.value(&body.value);
                writeln!(self.text, "  {required}, {}: {value}", body.media_type.0)?;
            }
            None => writeln!(self.text, "  none")?,
        }
        writeln!(self.text, "\nresponses")?;
        for (response, variant) in it.responses.iter().zip(&names.statuses) {
            let body = match &response.body {
                Some(body) => format!("{}: {}", body.media_type.0, self.ty(&body.ty)),
                None => "no body".to_owned(),
            };
            writeln!(self.text, "  {} {variant}: {body}", response.status)?;
        }
        self.signature(it, names)?;
        self.all_types()
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
                docs: _,
                deprecation,
                value,
                default,
            } = parameter;
            let place = match place {
                ParameterPlace::Path => "path",
                ParameterPlace::Query => "query",
                ParameterPlace::Header => "header",
                ParameterPlace::Cookie => "cookie",
            };
            let mut facts = vec![self.value(value)];
            facts.push(if *required { "required" } else { "optional" }.to_owned());
            let style = match style {
                ParameterStyle::Simple => "simple",
                ParameterStyle::Form => "form",
            };
            facts.push(if *explode {
                format!("{style} exploded")
            } else {
                style.to_owned()
            });
            facts.extend(default.as_ref().map(|default| format!("default {default}")));
            facts.extend(deprecation.as_ref().map(in_short));
            writeln!(self.text, "  {place} {name}: {}", facts.join(", "))?;
        }
        Ok(())
    }

    /// How the operation is called in Rust.
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
        if let Some(body) = body.filter(|body| body.required) {
            arguments.push(format!("body: {}", self.borrowed(&body.value.ty)));
        }
        let arguments = arguments.join(", ");
        writeln!(self.text, "  fn {}({arguments})", names.method)?;
        for (parameter, name) in optional {
            let ty = self.ty(&parameter.value.ty);
            writeln!(self.text, "    .{name}({ty})")?;
        }
        if let Some(body) = body.filter(|body| !body.required) {
            let ty = self.ty(&body.value.ty);
            writeln!(self.text, "    .body({ty})")?;
        }
        let success = self.success(it, names);
        writeln!(
            self.text,
            "    .send() -> Result<{success}, {}>",
            names.error
        )
    }

    fn success(&mut self, it: &Operation, names: &OperationNames) -> String {
        let outcomes = Outcomes::of(it, names);
        if outcomes.has_success_enum() {
            return names.success.to_string();
        }
        let first = outcomes.successes.first();
        let body = first.and_then(|(response, _)| response.body.as_ref());
        let ty = body.map_or_else(|| "()".to_owned(), |body| self.ty(&body.ty));
        format!("Response<{ty}>")
    }

    /// The type of an argument that is only read.
    fn borrowed(&mut self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::Boolean | TypeRef::Int32 | TypeRef::Int64 | TypeRef::Double => self.ty(ty),
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
            match &ty.shape {
                Shape::Object(object) => {
                    writeln!(self.text, "\ntype {}: object", names.name)?;
                    self.object(object)?;
                }
                Shape::Enum(values) => {
                    writeln!(self.text, "\ntype {}: enum", names.name)?;
                    for (
                        EnumValue {
                            value,
                            description: _,
                            deprecation,
                        },
                        variant,
                    ) in values.iter().zip(&names.members)
                    {
                        let deprecated = deprecation
                            .as_ref()
                            .map(in_short)
                            .map_or(String::new(), |it| format!(", {it}"));
                        writeln!(self.text, "  {variant} = {:?}{deprecated}", value.as_str())?;
                    }
                }
                Shape::Text(rules) => {
                    writeln!(self.text, "\ntype {}: text", names.name)?;
                    writeln!(self.text, "  pattern {}", rules.pattern)?;
                    let limits = Rules {
                        min_length: rules.min_length,
                        max_length: rules.max_length,
                        ..Rules::default()
                    };
                    for rule in crate::emit::rules_in_words(&limits) {
                        writeln!(self.text, "  {rule}")?;
                    }
                }
            }
        }
        Ok(())
    }

    fn object(&mut self, object: &Object) -> fmt::Result {
        let Object {
            properties,
            additional,
        } = object;
        for Property {
            name,
            required,
            boxed: _,
            docs: _,
            deprecation,
            value,
            default,
        } in properties
        {
            let mut facts = vec![self.value(value)];
            if *required {
                facts.push("required".to_owned());
            }
            facts.extend(default.as_ref().map(|default| format!("default {default}")));
            facts.extend(deprecation.as_ref().map(in_short));
            writeln!(self.text, "  {name}: {}", facts.join(", "))?;
        }
        if let Some(value) = additional {
            let value = self.value(value);
            writeln!(self.text, "  any other property: {value}")?;
        }
        Ok(())
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
            TypeRef::Int32 => "i32".to_owned(),
            TypeRef::Int64 => "i64".to_owned(),
            TypeRef::Double => "f64".to_owned(),
            TypeRef::String => "String".to_owned(),
            TypeRef::DateTime => "DateTime".to_owned(),
            TypeRef::Date => "Date".to_owned(),
            TypeRef::Uuid => "Uuid".to_owned(),
            TypeRef::Any => "Value".to_owned(),
            TypeRef::Array(items) => format!("Vec<{}>", self.ty(items)),
            TypeRef::Map(values) => format!("Map<{}>", self.ty(values)),
            TypeRef::Nullable(inner) => format!("Nullable<{}>", self.ty(inner)),
            TypeRef::Named(id) => {
                if !self.types.contains(id) {
                    self.types.push(*id);
                }
                self.names
                    .of_type(*id)
                    .map_or_else(String::new, |names| names.name.to_string())
            }
        }
    }
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
