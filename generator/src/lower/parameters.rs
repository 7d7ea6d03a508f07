//! Parameter Objects (`OpenAPI` 3.0.4, section 4.8.12): their defaults, and how they fit the path.

use super::Lowering;
use super::failures::{Failed, Failures, Result};
use super::media_types::{Kind, kind};
use super::schemas::{Lowered, plain};
use super::styles::{default_style, style};
use super::written::ParameterObject;
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
    name: String,
    object: ParameterObject,
}

impl Declared {
    /// Section 4.8.12: "a unique parameter is defined by a combination of a name and location"; header names are
    /// case-insensitive (RFC 9110, section 5.1).
    fn is_same(&self, other: &Self) -> bool {
        self.place == other.place
            && if self.place == ParameterPlace::Header {
                self.name.eq_ignore_ascii_case(&other.name)
            } else {
                self.name == other.name
            }
    }
}

/// What is read of a value where it may stand as a document of a media type.
pub(super) struct Carried {
    pub(super) lowered: Lowered,
    /// Set where it does.
    pub(super) content: Option<ir::MediaType>,
}

impl Lowering<'_> {
    /// The parameters of one operation, each with where it stands: those of the path, called `names`, in its order, then
    /// the others in the document's order.
    pub(super) fn parameters(
        &mut self,
        path_item: &Pointer,
        operation: &Pointer,
        names: &[String],
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
        let (mut in_path, others): (Vec<Declared>, Vec<Declared>) = declared
            .into_iter()
            .partition(|declared| declared.place == ParameterPlace::Path);
        let mut lowered = Vec::new();
        for name in names {
            let found = in_path
                .iter()
                .position(|declared| declared.name == *name)
                .or_else(|| misspelt(name, names, &in_path));
            let found = found.map(|position| in_path.remove(position));
            if found.as_ref().is_none_or(|found| found.name != *name) {
                self.undeclared_in_path(operation, name, found.as_ref());
            }
            let parameter = match found {
                Some(mut declared) => {
                    name.clone_into(&mut declared.name);
                    self.parameter(declared, id)
                }
                None => Ok(Some((any_text(name), operation.clone()))),
            };
            lowered.extend(failures.part(parameter).flatten());
        }
        for Declared {
            written,
            at: _,
            place: _,
            name,
            object: _,
        } in in_path
        {
            self.diagnostics.push(Diagnostic::flaw(
                Code::UnusedPathParameter,
                &written,
                format!("`{{{name}}}` does not stand in the path, so there is nowhere to put the parameter"),
                "put it into the path, or remove the parameter",
            ));
        }
        for declared in others {
            let parameter = self.parameter(declared, id);
            lowered.extend(failures.part(parameter).flatten());
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
            let resolved = self.resolve::<ParameterObject>(&written);
            let Some(Located { at, value: object }) = failures.part(resolved) else {
                continue;
            };
            let place = match object.place.as_deref() {
                Some("path") => Some(ParameterPlace::Path),
                Some("query") => Some(ParameterPlace::Query),
                Some("header") => Some(ParameterPlace::Header),
                Some("cookie") => Some(ParameterPlace::Cookie),
                _ => None,
            };
            let (Some(place), Some(name)) = (place, object.name.clone()) else {
                // Nobody knows where it belongs, and without it the request may be another one. `load` tells of it.
                failures.add(Failed::at(at));
                continue;
            };
            let declared = Declared {
                written,
                at,
                place,
                name,
                object,
            };
            match all.iter_mut().find(|other| other.is_same(&declared)) {
                Some(first) => {
                    self.diagnostics.push(
                        Diagnostic::flaw(
                            Code::DoubledParameter,
                            &declared.written,
                            format!(
                                "a second {} parameter is called `{}`; the last one counts",
                                place.as_str(),
                                declared.name
                            ),
                            "remove one of the two, or give it another name or place",
                        )
                        .with_related(first.written.clone(), "the first is here"),
                    );
                    *first = declared;
                }
                None => all.push(declared),
            }
        }
        failures.whole(all)
    }

    /// Tells of a name in the path that is not declared, or only `as_other`.
    fn undeclared_in_path(&mut self, operation: &Pointer, name: &str, as_other: Option<&Declared>) {
        let path = operation.parent().unwrap_or_default();
        let (message, help) = match as_other {
            Some(other) => (
                format!(
                    "`{{{name}}}` is not declared, and is taken for the parameter `{}`, which does not stand in the path",
                    other.name
                ),
                format!("write `{name}` or `{}` in both places", other.name),
            ),
            None => (
                format!(
                    "no parameter with `in: path` is declared for `{{{name}}}`, so it is taken for any text"
                ),
                format!(
                    "declare `{name}` under `parameters` of the path or of each of its operations"
                ),
            ),
        };
        let mut diagnostic = Diagnostic::flaw(Code::UndeclaredPathParameter, path, message, help)
            .on_key()
            .with_related(operation.clone(), "this operation lacks it");
        if let Some(other) = as_other {
            diagnostic = diagnostic.with_related(other.written.clone(), "this is the parameter");
        }
        self.diagnostics.push(diagnostic);
    }

    /// One parameter and where it stands; none where `OpenAPI` says that it has no effect.
    fn parameter(
        &mut self,
        declared: Declared,
        operation: &ir::WireName,
    ) -> Result<Option<(ir::Parameter, Pointer)>> {
        let Declared {
            written: _,
            at,
            place,
            name,
            object,
        } = declared;
        let ParameterObject {
            // These two are in `declared`.
            name: _,
            place: _,
            description,
            required,
            // Read together with the vendors' dialects.
            deprecated: _,
            allow_empty_value,
            style: written,
            explode,
            allow_reserved,
            schema: _,
            content: _,
            // Examples are checked by `load` and sent by the contract tests; the client does not hold them.
            example: _,
            examples: _,
        } = object;
        if place == ParameterPlace::Header && self.is_set_by_client(&name, &at) {
            return Ok(None);
        }
        if allow_empty_value == Some(true) {
            // Section 4.8.12.2.1: "Use of this field is NOT RECOMMENDED, and it is likely to be removed".
            self.not_handled(
                Code::IgnoredKeyword,
                &at.child("allowEmptyValue"),
                "a parameter without a value can't be sent, so `allowEmptyValue` has no effect",
                "remove it, or let the schema allow an empty string",
            );
        }
        if place == ParameterPlace::Path && required != Some(true) {
            self.diagnostics.push(Diagnostic::flaw(
                Code::OptionalPathParameter,
                &at,
                format!("the path parameter `{name}` is not required, but a path is nothing without its parts"),
                "add `required: true`",
            ));
        }
        // A style that its place does not have was reported by `load`.
        let style = written
            .and_then(|written| style(place, &written))
            .unwrap_or_else(|| default_style(place));
        let usage = ir::Use::Parameter {
            operation: operation.clone(),
            name: ir::WireName(name.clone()),
        };
        let Carried {
            lowered:
                Lowered {
                    value: ir::Value { ty, rules },
                    mut docs,
                    deprecation,
                    default,
                },
            content,
        } = self.carried(&at, &usage, ir::Direction::Request)?;
        docs.description = description.or(docs.description);
        let parameter = ir::Parameter {
            name: ir::WireName(name),
            place,
            required: place == ParameterPlace::Path || required == Some(true),
            style,
            // Section 4.8.12.2.1: "When style is form, the default value is true. For all other styles, … false".
            explode: explode.unwrap_or(style == ParameterStyle::Form),
            // "This field only applies to parameters with an in value of query."
            allow_reserved: place == ParameterPlace::Query && allow_reserved == Some(true),
            content,
            docs,
            deprecation: self.deprecation(&at).or(deprecation),
            value: ir::Value {
                // Section 4.8.12.3 leaves open how `null` is written. Who has no value leaves the parameter out.
                ty: without_null(ty),
                rules,
            },
            default,
        };
        Ok(Some((parameter, at.child("name"))))
    }

    /// What the Parameter or Header Object at `at` says of its value.
    pub(super) fn carried(
        &mut self,
        at: &Pointer,
        usage: &ir::Use,
        travel: ir::Direction,
    ) -> Result<Carried> {
        let schema = at.child("schema");
        let content = at.child("content");
        let (schema, media_type) = if self.document.get(&schema).is_some() {
            (schema, None)
        } else {
            // Section 4.8.12.2.2: "The map MUST only contain one entry."
            match self.keys(&content).into_iter().next() {
                Some(name) => (content.child(&name).child("schema"), Some(name)),
                None => (schema, None),
            }
        };
        // Text stands as it is in any case.
        let media_type = media_type.filter(|name| kind(name) == Kind::Json);
        let lowered = if self.document.get(&schema).is_some() {
            self.value(&schema, usage, travel)?
        } else {
            Lowered {
                value: plain(match media_type {
                    Some(_) => TypeRef::Any,
                    None => TypeRef::String,
                }),
                docs: ir::Docs::default(),
                deprecation: None,
                default: None,
            }
        };
        Ok(Carried {
            lowered,
            content: media_type.map(ir::MediaType),
        })
    }

    /// Section 4.8.12.2: "If in is 'header' and the name field is 'Accept', 'Content-Type' or 'Authorization', the
    /// parameter definition SHALL be ignored."
    fn is_set_by_client(&mut self, name: &str, at: &Pointer) -> bool {
        let is_set = ["accept", "content-type", "authorization"]
            .iter()
            .any(|set| name.eq_ignore_ascii_case(set));
        if is_set {
            self.not_handled(
                Code::IgnoredParameter,
                &at.child("name"),
                "the header is set by the client itself, and OpenAPI says to ignore its parameter",
                "describe it with the media types or with `security`",
            );
        }
        is_set
    }
}

/// Which of the parameters `declared` for the path is meant by a `name` in it that is not among them: one that does not
/// stand in the path either and differs in case and separators only.
fn misspelt(name: &str, names: &[String], declared: &[Declared]) -> Option<usize> {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    declared
        .iter()
        .position(|it| !names.contains(&it.name) && letters(&it.name) == letters(name))
}

/// A path parameter of which nothing but the name is known.
fn any_text(name: &str) -> ir::Parameter {
    ir::Parameter {
        name: ir::WireName(name.to_owned()),
        place: ParameterPlace::Path,
        required: true,
        style: ParameterStyle::Simple,
        explode: false,
        allow_reserved: false,
        content: None,
        docs: ir::Docs::default(),
        deprecation: None,
        value: plain(TypeRef::String),
        default: None,
    }
}

pub(super) fn without_null(ty: TypeRef) -> TypeRef {
    match ty {
        TypeRef::Nullable(inner) => *inner,
        other => other,
    }
}
