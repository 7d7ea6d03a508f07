//! The objects around schemas as they are written.
//!
//! They differ from those of `openapiv3`, which know only 3.0 and give up on a whole object where one keyword does not fit:
//! a header without a schema takes the answer with it, and whether `explode` was written at all can't be told. What has the
//! wrong type is as good as absent here, because `load` has reported it. What holds schemas, examples or further objects is
//! not read: only whether it is there counts, and each is read where it stands.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use openapiv3::{ExternalDocumentation, SecurityRequirement};

/// Whether a keyword is there.
pub(super) type Present = Option<IgnoredAny>;

/// The Operation Object (`OpenAPI` 3.0.4, section 4.8.10).
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct OperationObject {
    #[serde(deserialize_with = "lenient")]
    pub(super) tags: Option<Vec<String>>,
    #[serde(deserialize_with = "lenient")]
    pub(super) summary: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) description: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) external_docs: Option<ExternalDocumentation>,
    #[serde(deserialize_with = "lenient")]
    pub(super) operation_id: Option<String>,
    pub(super) parameters: Present,
    pub(super) request_body: Present,
    pub(super) responses: Present,
    pub(super) callbacks: Present,
    pub(super) deprecated: Present,
    #[serde(deserialize_with = "lenient")]
    pub(super) security: Option<Vec<SecurityRequirement>>,
    pub(super) servers: Present,
    #[serde(rename = "x-idempotent", deserialize_with = "lenient")]
    pub(super) idempotent: Option<bool>,
}

/// The Parameter Object and the Header Object, which has neither `name` nor `in` (sections 4.8.12 and 4.8.21).
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ParameterObject {
    #[serde(deserialize_with = "lenient")]
    pub(super) name: Option<String>,
    #[serde(rename = "in", deserialize_with = "lenient")]
    pub(super) place: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) description: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) required: Option<bool>,
    pub(super) deprecated: Present,
    #[serde(deserialize_with = "lenient")]
    pub(super) allow_empty_value: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub(super) style: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) explode: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub(super) allow_reserved: Option<bool>,
    pub(super) schema: Present,
    pub(super) content: Present,
    pub(super) example: Present,
    pub(super) examples: Present,
}

/// The Request Body Object (section 4.8.13).
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RequestBodyObject {
    #[serde(deserialize_with = "lenient")]
    pub(super) description: Option<String>,
    pub(super) content: Present,
    #[serde(deserialize_with = "lenient")]
    pub(super) required: Option<bool>,
}

/// The Media Type Object (section 4.8.14).
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct MediaTypeObject {
    pub(super) schema: Present,
    /// 3.2: what each event or line of a sequence is.
    pub(super) item_schema: Present,
    pub(super) example: Present,
    pub(super) examples: Present,
    pub(super) encoding: Present,
}

/// The Encoding Object (section 4.8.15).
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct EncodingObject {
    #[serde(deserialize_with = "lenient")]
    pub(super) content_type: Option<String>,
    pub(super) headers: Present,
    #[serde(deserialize_with = "lenient")]
    pub(super) style: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) explode: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub(super) allow_reserved: Option<bool>,
}

/// The Response Object (section 4.8.17).
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ResponseObject {
    #[serde(deserialize_with = "lenient")]
    pub(super) description: Option<String>,
    pub(super) headers: Present,
    pub(super) content: Present,
    pub(super) links: Present,
}

/// The Server Object (section 4.8.5).
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ServerObject {
    #[serde(deserialize_with = "lenient")]
    pub(super) url: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) description: Option<String>,
    pub(super) variables: Present,
}

/// The Server Variable Object (section 4.8.6).
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ServerVariableObject {
    #[serde(rename = "enum", deserialize_with = "lenient")]
    pub(super) values: Option<Vec<String>>,
    #[serde(deserialize_with = "lenient")]
    pub(super) default: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) description: Option<String>,
}

/// The value of a keyword; none where it has the wrong type.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(from)?).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{OperationObject, ParameterObject};

    #[test]
    fn what_has_the_wrong_type_is_absent_and_spoils_nothing() {
        let written = json!({"name": "q", "in": 1, "required": "yes", "schema": 5, "x-any": {}});
        let parameter: ParameterObject = serde_json::from_value(written).expect("an object");
        assert_eq!(parameter.name.as_deref(), Some("q"));
        assert_eq!(parameter.place, None);
        assert_eq!(parameter.required, None);
        assert!(parameter.schema.is_some());
        assert!(parameter.content.is_none());
    }

    #[test]
    fn what_is_no_object_is_not_read() {
        assert!(serde_json::from_value::<OperationObject>(json!("text")).is_err());
    }
}
