//! How parameters are written: `style` and what goes with it (`OpenAPI` 3.0.4, section 4.8.12.3).

use openapiv3::{HeaderStyle, Parameter, ParameterData, PathStyle, QueryStyle};

use super::Lowering;
use super::failures::{Failed, Result};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::ParameterStyle;

impl Lowering<'_> {
    /// What all places have in common, and the style; none where `OpenAPI` says to ignore the parameter.
    pub(super) fn written(
        &mut self,
        at: &Pointer,
        parameter: Parameter,
    ) -> Result<Option<(ParameterData, ParameterStyle)>> {
        match parameter {
            Parameter::Query {
                parameter_data,
                allow_reserved,
                style,
                allow_empty_value,
            } => {
                if allow_reserved {
                    return Err(self.other_style(
                        at,
                        "allowReserved",
                        "query parameters with reserved characters left as they are",
                    ));
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
                match style {
                    QueryStyle::Form => Ok(Some((parameter_data, ParameterStyle::Form))),
                    QueryStyle::SpaceDelimited
                    | QueryStyle::PipeDelimited
                    | QueryStyle::DeepObject => {
                        Err(self.other_style(at, "style", "query parameters of this style"))
                    }
                }
            }
            Parameter::Header {
                parameter_data,
                style: HeaderStyle::Simple,
            } => {
                let name = parameter_data.name.to_ascii_lowercase();
                if matches!(name.as_str(), "accept" | "content-type" | "authorization") {
                    // Section 4.8.12.2: "the parameter definition SHALL be ignored".
                    self.not_handled(
                        Code::IgnoredParameter,
                        &at.child("name"),
                        "the header is set by the client itself, and OpenAPI says to ignore its parameter",
                        "describe it with the media types or with `security`",
                    );
                    return Ok(None);
                }
                Ok(Some((parameter_data, ParameterStyle::Simple)))
            }
            Parameter::Path {
                parameter_data,
                style: PathStyle::Simple,
            } => Ok(Some((parameter_data, ParameterStyle::Simple))),
            Parameter::Path {
                parameter_data: _,
                style: PathStyle::Matrix | PathStyle::Label,
            } => Err(self.other_style(at, "style", "path parameters of this style")),
            Parameter::Cookie {
                parameter_data: _,
                style: _,
            } => Err(self.fail(Diagnostic::error(
                Code::UnsupportedCookieParameter,
                at.child("in"),
                "parameters in cookies are not handled",
                "move the parameter to the query or a header, if the API takes it there",
            ))),
        }
    }

    fn other_style(&mut self, at: &Pointer, keyword: &str, what: &str) -> Failed {
        self.fail(Diagnostic::error(
            Code::UnsupportedParameterStyle,
            at.child(keyword),
            format!("{what} are not handled"),
            "use the place's default style: `form` for the query, `simple` for paths and headers",
        ))
    }
}
