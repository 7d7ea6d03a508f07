//! Parameter Objects (`OpenAPI` 3.0.4, section 4.8.12): their defaults, and how they fit the path.

use openapiv3::{Parameter, ParameterData, ParameterSchemaOrContent};

use super::Lowering;
use super::failures::{Failures, Result};
use super::paths::template;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::{self, ParameterPlace, ParameterStyle, TypeRef};
use crate::load::Located;

/// A parameter as the document declares it for one operation.
struct Declared {
    /// Where it, or the reference to it, stands in the list.
    written: Pointer,
    /// Where its object stands.
    at: Pointer,
    place: ParameterPlace,
    parameter: Parameter,
}

impl Declared {
    fn name(&self) -> &str {
        match &self.parameter {
            Parameter::Query {
                parameter_data,
                allow_reserved: _,
                style: _,
                allow_empty_value: _,
            }
            | Parameter::Header {
                parameter_data,
                style: _,
            }
            | Parameter::Path {
                parameter_data,
                style: _,
            }
            | Parameter::Cookie {
                parameter_data,
                style: _,
            } => &parameter_data.name,
        }
    }

    /// Section 4.8.12: "a unique parameter is defined by a combination of a name and location"; header names are
    /// case-insensitive (RFC 9110, section 5.1).
    fn is_same(&self, other: &Self) -> bool {
        self.place == other.place
            && if self.place == ParameterPlace::Header {
                self.name().eq_ignore_ascii_case(other.name())
            } else {
                self.name() == other.name()
            }
    }
}

impl Lowering<'_> {
    /// The parameters of one operation, each with where it stands: those of the path in its order, then the others in
    /// the document's order.
    pub(super) fn parameters(
        &mut self,
        path_item: &Pointer,
        operation: &Pointer,
        path: &str,
        id: &ir::WireName,
    ) -> Result<Vec<(ir::Parameter, Pointer)>> {
        let mut failures = Failures::default();
        let mut declared = failures.part(self.declared(path_item)).unwrap_or_default();
        // Section 4.8.9.1: those of the path item "can be overridden at the operation level, but cannot be removed there".
        for own in failures.part(self.declared(operation)).unwrap_or_default() {
            match declared
                .iter_mut()
                .find(|inherited| inherited.is_same(&own))
            {
                Some(inherited) => *inherited = own,
                None => declared.push(own),
            }
        }
        let order = failures
            .part(self.path_order(path, &declared, operation))
            .unwrap_or_default();
        // The sort is stable, so the others keep their order behind those of the path.
        declared.sort_by_key(|declared| {
            order
                .iter()
                .position(|at| *at == declared.written)
                .unwrap_or(order.len())
        });
        let mut lowered = Vec::new();
        for declared in declared {
            let site = declared.at.child("name");
            let parameter = self.parameter(declared, id);
            if let Some(Some(parameter)) = failures.part(parameter) {
                lowered.push((parameter, site));
            }
        }
        failures.whole(lowered)
    }

    /// The list `parameters` of the path item or operation at `owner`.
    fn declared(&mut self, owner: &Pointer) -> Result<Vec<Declared>> {
        let list = owner.child("parameters");
        let count = self
            .document
            .get(&list)
            .and_then(serde_json::Value::as_array)
            .map_or(0, Vec::len);
        let mut failures = Failures::default();
        let mut all: Vec<Declared> = Vec::new();
        for index in 0..count {
            let written = list.index(index);
            let resolved = self.resolve::<Parameter>(&written);
            let Some(Located {
                at,
                value: parameter,
            }) = failures.part(resolved)
            else {
                continue;
            };
            let place = match &parameter {
                Parameter::Query { .. } => ParameterPlace::Query,
                Parameter::Header { .. } => ParameterPlace::Header,
                Parameter::Path { .. } => ParameterPlace::Path,
                Parameter::Cookie { .. } => ParameterPlace::Cookie,
            };
            let declared = Declared {
                written,
                at,
                place,
                parameter,
            };
            match all.iter().find(|other| other.is_same(&declared)) {
                Some(first) => {
                    let diagnostic = Diagnostic::error(
                        Code::DoubledParameter,
                        &declared.written,
                        format!(
                            "a second {} parameter is called `{}`",
                            place.as_str(),
                            declared.name()
                        ),
                        "remove one of the two, or give it another name or place",
                    )
                    .with_related(first.written.clone(), "the first is here");
                    failures.add(self.fail(diagnostic));
                }
                None => all.push(declared),
            }
        }
        failures.whole(all)
    }

    /// Where the path's parameters are written, in the order of the path.
    fn path_order(
        &mut self,
        path: &str,
        declared: &[Declared],
        operation: &Pointer,
    ) -> Result<Vec<Pointer>> {
        let at_path = operation.parent().unwrap_or_default();
        let names = template(path).map_err(|problem| {
            self.fail(
                Diagnostic::error(
                    Code::InvalidPath,
                    &at_path,
                    format!("the path has {problem}"),
                    "write each parameter once, as `{name}`",
                )
                .on_key(),
            )
        })?;
        let in_path = || {
            declared
                .iter()
                .filter(|declared| declared.place == ParameterPlace::Path)
        };
        let mut failures = Failures::default();
        let mut order = Vec::new();
        for name in &names {
            match in_path().find(|declared| declared.name() == *name) {
                Some(declared) => order.push(declared.written.clone()),
                None => failures.add(
                    self.fail(
                        Diagnostic::error(
                            Code::UndeclaredPathParameter,
                            &at_path,
                            format!("no parameter with `in: path` is declared for `{{{name}}}`"),
                            format!("declare `{name}` under `parameters` of the path or of each of its operations"),
                        )
                        .on_key()
                        .with_related(operation.clone(), "this operation lacks it"),
                    ),
                ),
            }
        }
        for unused in in_path().filter(|declared| !names.contains(&declared.name())) {
            failures.add(self.fail(Diagnostic::error(
                Code::UnusedPathParameter,
                &unused.written,
                format!(
                    "`{{{}}}` does not stand in the path `{path}`",
                    unused.name()
                ),
                "put it into the path, or remove the parameter",
            )));
        }
        failures.whole(order)
    }

    /// One parameter; none where `OpenAPI` says that it has no effect.
    fn parameter(
        &mut self,
        declared: Declared,
        operation: &ir::WireName,
    ) -> Result<Option<ir::Parameter>> {
        let Declared {
            written: _,
            at,
            place,
            parameter,
        } = declared;
        let Some((data, style)) = self.written(&at, parameter)? else {
            return Ok(None);
        };
        let ParameterData {
            name,
            description,
            required,
            // Read together with the vendors' dialects.
            deprecated: _,
            format,
            // Examples are checked by `load` and sent by the contract tests; the client does not hold them.
            example: _,
            examples: _,
            explode,
            extensions: _,
        } = data;
        if place == ParameterPlace::Path && !required {
            return Err(self.fail(Diagnostic::error(
                Code::OptionalPathParameter,
                &at,
                format!("the path parameter `{name}` is not required, but a path is nothing without its parts"),
                "add `required: true`",
            )));
        }
        match format {
            ParameterSchemaOrContent::Schema(_) => {}
            ParameterSchemaOrContent::Content(_) => {
                return Err(self.fail(
                    Diagnostic::error(
                        Code::UnsupportedParameterContent,
                        at.child("content"),
                        "parameters that are documents of a media type are not handled",
                        "describe the parameter by a `schema`",
                    )
                    .on_key(),
                ));
            }
        };
        let name = ir::WireName(name);
        let usage = ir::Use::Parameter {
            operation: operation.clone(),
            name: name.clone(),
        };
        let schema_at = at.child("schema");
        let lowered = self.value(&schema_at, &usage, ir::Direction::Request)?;
        let value = self.parameter_value(&schema_at, lowered.value)?;
        let mut docs = lowered.docs;
        docs.description = description.or(docs.description);
        Ok(Some(ir::Parameter {
            name,
            place,
            required,
            style,
            // Section 4.8.12.2.1: "When style is form, the default value is true. For all other styles, … false".
            explode: explode.unwrap_or(style == ParameterStyle::Form),
            allow_reserved: false,
            content: None,
            docs,
            deprecation: self.deprecation(&at).or(lowered.deprecation),
            value,
            default: lowered.default,
        }))
    }

    /// What stands in a URL or header is text: one value, or several in a row.
    fn parameter_value(&mut self, at: &Pointer, value: ir::Value) -> Result<ir::Value> {
        let ir::Value { ty, rules } = value;
        let ty = match ty {
            // Section 4.8.12.3 leaves open how `null` is written. Who has no value leaves the parameter out.
            TypeRef::Nullable(inner) => *inner,
            other => other,
        };
        let _ = at;
        Ok(ir::Value { ty, rules })
    }
}
