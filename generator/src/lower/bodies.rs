//! Request Body Objects (`OpenAPI` 3.0.4, section 4.8.13).

use openapiv3::{MediaType, RequestBody};

use super::Lowering;
use super::failures::Result;
use super::media_types::Representation;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir;
use crate::load::Located;

impl Lowering<'_> {
    /// The body of the operation called `operation`, whose object or reference stands at `at`.
    pub(super) fn body(&mut self, at: &Pointer, operation: &ir::WireName) -> Result<ir::Body> {
        let Located { at, value } = self.resolve(at)?;
        let RequestBody {
            description,
            content,
            // False where it is absent (section 4.8.13.1).
            required,
            extensions: _,
        } = value;
        let at = at.child("content");
        let Some(Representation {
            media_type,
            at,
            object,
        }) = self.representation(&at, content)?
        else {
            return Err(self.fail(Diagnostic::error(
                Code::MissingKeyword,
                at,
                "the request's body has no media type",
                "name the media type and its schema under `content`",
            )));
        };
        let usage = ir::Use::RequestBody {
            operation: operation.clone(),
        };
        let value = self.media_type_value(&at, object, &usage, ir::Direction::Request)?;
        let docs = ir::Docs {
            description,
            ..ir::Docs::default()
        };
        Ok(ir::Body {
            required,
            docs,
            representations: vec![ir::BodyRepresentation {
                media_type,
                content: ir::BodyContent::Json(value),
            }],
        })
    }

    /// What the Media Type Object at `at` says of a body. Without a schema anything goes.
    pub(super) fn media_type_value(
        &mut self,
        at: &Pointer,
        object: MediaType,
        usage: &ir::Use,
        travel: ir::Direction,
    ) -> Result<ir::Value> {
        let MediaType {
            schema,
            // Examples are checked by `load` and sent by the contract tests; the client does not hold them.
            example: _,
            examples: _,
            // Section 4.8.14.1: "only applies to Request Body Objects when the media type is multipart or
            // application/x-www-form-urlencoded", and this one is JSON.
            encoding: _,
            // `x-sunset` among them is read with the operation's deprecation.
            extensions: _,
        } = object;
        match schema {
            Some(_) => Ok(self.value(&at.child("schema"), usage, travel)?.value),
            None => Ok(ir::Value {
                ty: ir::TypeRef::Any,
                rules: ir::Rules::default(),
            }),
        }
    }
}
