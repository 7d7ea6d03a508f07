//! The tables: the OpenAPI Specification 3.0.4, section 4.8, in its order, with what 3.1.1 adds and what it takes away.

use super::{
    Edition, Fallback, Keyword,
    Need::{self, Always, In3_0, In3_0Where, Never, Where},
    Object,
    Shape::{
        self, Any, Choice, Count, Example, Exclusive, Flag, FlagOr, List, Map, Mapped, Number,
        Object as Plain, OrReference, Text, Type,
    },
};

const fn object(name: &'static str, keywords: &'static [Keyword]) -> Object {
    Object {
        name,
        keywords,
        others: None,
        one_of: &[],
        not_both: &[],
        text_is: None,
    }
}

const fn keyword(name: &'static str, shape: Shape, need: Need) -> Keyword {
    Keyword {
        name,
        shape,
        need,
        fallback: None,
        only: None,
    }
}

const fn may(name: &'static str, shape: Shape) -> Keyword {
    keyword(name, shape, Never)
}

const fn must(name: &'static str, shape: Shape) -> Keyword {
    keyword(name, shape, Always)
}

const fn must_where(
    other: &'static str,
    value: &'static str,
    name: &'static str,
    shape: Shape,
) -> Keyword {
    keyword(name, shape, Where(other, value))
}

/// A keyword that 3.1 added.
const fn new(name: &'static str, shape: Shape) -> Keyword {
    Keyword {
        only: Some(Edition::V3_1),
        ..may(name, shape)
    }
}

/// A keyword that 3.1 took away.
const fn old(name: &'static str, shape: Shape) -> Keyword {
    Keyword {
        only: Some(Edition::V3_0),
        ..may(name, shape)
    }
}

const fn or(fallback: Fallback, keyword: Keyword) -> Keyword {
    Keyword {
        fallback: Some(fallback),
        ..keyword
    }
}

const fn or_empty(keyword: Keyword) -> Keyword {
    or(Fallback::Object, keyword)
}

const fn or_text(text: &'static str, keyword: Keyword) -> Keyword {
    or(Fallback::Text(text), keyword)
}

const fn text_is(name: &'static str, object: Object) -> Object {
    Object {
        text_is: Some(name),
        ..object
    }
}

// Shapes that stand inside of other shapes.
static TEXTS: Shape = List(&Text);
static ANYTHING: Shape = Any;
static SCHEMA_OR_REFERENCE: Shape = OrReference(&SCHEMA);
static EXAMPLE_OR_REFERENCE: Shape = OrReference(&EXAMPLE);
static PARAMETER_OR_REFERENCE: Shape = OrReference(&PARAMETER);
static BODY_OR_REFERENCE: Shape = OrReference(&REQUEST_BODY);
static RESPONSE_OR_REFERENCE: Shape = OrReference(&RESPONSE);
static HEADER_OR_REFERENCE: Shape = OrReference(&HEADER);
static LINK_OR_REFERENCE: Shape = OrReference(&LINK);
static CALLBACK_OR_REFERENCE: Shape = OrReference(&CALLBACK);
static SCHEME_OR_REFERENCE: Shape = OrReference(&SECURITY_SCHEME);
static A_MEDIA_TYPE: Shape = Plain(&MEDIA_TYPE);
static AN_ENCODING: Shape = Plain(&ENCODING);
static A_SERVER: Shape = Plain(&SERVER);
static A_VARIABLE: Shape = Plain(&SERVER_VARIABLE);
static A_TAG: Shape = Plain(&TAG);
static A_REQUIREMENT: Shape = Map(&TEXTS);
static A_MAPPED: Shape = Mapped;
static A_FLAG: Shape = Flag;
static PATH_ITEM_OR_REFERENCE: Shape = OrReference(&PATH_ITEM);

/// The whole document (4.8.1).
pub(in crate::load) static OPENAPI: Object = object(
    "an OpenAPI document",
    &[
        must("openapi", Text),
        or_empty(must("info", Plain(&INFO))),
        may("servers", List(&A_SERVER)),
        new("jsonSchemaDialect", Text),
        or_empty(keyword("paths", Plain(&PATHS), In3_0)),
        new("webhooks", Map(&PATH_ITEM_OR_REFERENCE)),
        may("components", Plain(&COMPONENTS)),
        may("security", List(&A_REQUIREMENT)),
        may("tags", List(&A_TAG)),
        may("externalDocs", Plain(&EXTERNAL_DOCS)),
    ],
);

/// An Info Object (4.8.2).
static INFO: Object = object(
    "an Info Object",
    &[
        or_text("API", must("title", Text)),
        new("summary", Text),
        may("description", Text),
        may("termsOfService", Text),
        may("contact", Plain(&CONTACT)),
        may("license", Plain(&LICENSE)),
        or_text("0.0.0", must("version", Text)),
    ],
);

/// A Contact Object (4.8.3).
static CONTACT: Object = text_is(
    "name",
    object(
        "a Contact Object",
        &[may("name", Text), may("url", Text), may("email", Text)],
    ),
);

/// A License Object (4.8.4).
static LICENSE: Object = text_is(
    "name",
    object(
        "a License Object",
        &[
            or_text("", must("name", Text)),
            new("identifier", Text),
            may("url", Text),
        ],
    ),
);

/// A Server Object (4.8.5).
static SERVER: Object = text_is(
    "url",
    object(
        "a Server Object",
        &[
            or_text("/", must("url", Text)),
            may("description", Text),
            may("variables", Map(&A_VARIABLE)),
        ],
    ),
);

/// A Server Variable Object (4.8.6).
static SERVER_VARIABLE: Object = text_is(
    "default",
    object(
        "a Server Variable Object",
        &[
            may("enum", List(&Text)),
            or_text("", must("default", Text)),
            may("description", Text),
        ],
    ),
);

/// A Components Object (4.8.7).
static COMPONENTS: Object = object(
    "a Components Object",
    &[
        may("schemas", Map(&SCHEMA_OR_REFERENCE)),
        may("responses", Map(&RESPONSE_OR_REFERENCE)),
        may("parameters", Map(&PARAMETER_OR_REFERENCE)),
        may("examples", Map(&EXAMPLE_OR_REFERENCE)),
        may("requestBodies", Map(&BODY_OR_REFERENCE)),
        may("headers", Map(&HEADER_OR_REFERENCE)),
        may("securitySchemes", Map(&SCHEME_OR_REFERENCE)),
        may("links", Map(&LINK_OR_REFERENCE)),
        may("callbacks", Map(&CALLBACK_OR_REFERENCE)),
        new("pathItems", Map(&PATH_ITEM_OR_REFERENCE)),
    ],
);

/// A Paths Object (4.8.8).
static PATHS: Object = Object {
    others: Some(OrReference(&PATH_ITEM)),
    ..object("a Paths Object", &[])
};

/// A Path Item Object (4.8.9).
pub(in crate::load) static PATH_ITEM: Object = object(
    "a Path Item Object",
    &[
        may("summary", Text),
        may("description", Text),
        may("get", Plain(&OPERATION)),
        may("put", Plain(&OPERATION)),
        may("post", Plain(&OPERATION)),
        may("delete", Plain(&OPERATION)),
        may("options", Plain(&OPERATION)),
        may("head", Plain(&OPERATION)),
        may("patch", Plain(&OPERATION)),
        may("trace", Plain(&OPERATION)),
        may("servers", List(&A_SERVER)),
        may("parameters", List(&PARAMETER_OR_REFERENCE)),
    ],
);

/// An Operation Object (4.8.10).
pub(in crate::load) static OPERATION: Object = object(
    "an Operation Object",
    &[
        may("tags", List(&Text)),
        may("summary", Text),
        may("description", Text),
        may("externalDocs", Plain(&EXTERNAL_DOCS)),
        may("operationId", Text),
        may("parameters", List(&PARAMETER_OR_REFERENCE)),
        may("requestBody", OrReference(&REQUEST_BODY)),
        or_empty(keyword("responses", Plain(&RESPONSES), In3_0)),
        may("callbacks", Map(&CALLBACK_OR_REFERENCE)),
        may("deprecated", Flag),
        may("security", List(&A_REQUIREMENT)),
        may("servers", List(&A_SERVER)),
        // No standard has it, but what it says decides whether a call is sent twice.
        may("x-idempotent", Flag),
    ],
);

/// An External Documentation Object (4.8.11).
static EXTERNAL_DOCS: Object = text_is(
    "url",
    object(
        "an External Documentation Object",
        &[may("description", Text), or_text("", must("url", Text))],
    ),
);

/// A Parameter Object (4.8.12).
pub(in crate::load) static PARAMETER: Object = Object {
    one_of: &["schema", "content"],
    not_both: &[["example", "examples"]],
    ..object(
        "a Parameter Object",
        &[
            must("name", Text),
            must("in", Choice(&["path", "query", "header", "cookie"])),
            may("description", Text),
            may("required", Flag),
            may("deprecated", Flag),
            may("allowEmptyValue", Flag),
            may(
                "style",
                Choice(&[
                    "matrix",
                    "label",
                    "simple",
                    "form",
                    "spaceDelimited",
                    "pipeDelimited",
                    "deepObject",
                ]),
            ),
            may("explode", Flag),
            may("allowReserved", Flag),
            may("schema", OrReference(&SCHEMA)),
            may("example", Example),
            may("examples", Map(&EXAMPLE_OR_REFERENCE)),
            may("content", Map(&A_MEDIA_TYPE)),
        ],
    )
};

/// A Request Body Object (4.8.13).
pub(in crate::load) static REQUEST_BODY: Object = object(
    "a Request Body Object",
    &[
        may("description", Text),
        or_empty(must("content", Map(&A_MEDIA_TYPE))),
        may("required", Flag),
    ],
);

/// A Media Type Object (4.8.14).
pub(in crate::load) static MEDIA_TYPE: Object = Object {
    not_both: &[["example", "examples"]],
    ..object(
        "a Media Type Object",
        &[
            may("schema", OrReference(&SCHEMA)),
            may("example", Example),
            may("examples", Map(&EXAMPLE_OR_REFERENCE)),
            may("encoding", Map(&AN_ENCODING)),
        ],
    )
};

/// An Encoding Object (4.8.15).
pub(in crate::load) static ENCODING: Object = object(
    "an Encoding Object",
    &[
        may("contentType", Text),
        may("headers", Map(&HEADER_OR_REFERENCE)),
        may(
            "style",
            Choice(&["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
        ),
        may("explode", Flag),
        may("allowReserved", Flag),
    ],
);

/// A Responses Object (4.8.16).
static RESPONSES: Object = Object {
    others: Some(OrReference(&RESPONSE)),
    ..object("a Responses Object", &[])
};

/// A Response Object (4.8.17).
pub(in crate::load) static RESPONSE: Object = text_is(
    "description",
    object(
        "a Response Object",
        &[
            or_text("", must("description", Text)),
            may("headers", Map(&HEADER_OR_REFERENCE)),
            may("content", Map(&A_MEDIA_TYPE)),
            may("links", Map(&LINK_OR_REFERENCE)),
        ],
    ),
);

/// A Callback Object (4.8.18).
pub(in crate::load) static CALLBACK: Object = Object {
    others: Some(OrReference(&PATH_ITEM)),
    ..object("a Callback Object", &[])
};

/// An Example Object (4.8.19).
pub(in crate::load) static EXAMPLE: Object = Object {
    not_both: &[["value", "externalValue"]],
    ..object(
        "an Example Object",
        &[
            may("summary", Text),
            may("description", Text),
            may("value", Example),
            may("externalValue", Text),
        ],
    )
};

/// A Link Object (4.8.20).
pub(in crate::load) static LINK: Object = Object {
    not_both: &[["operationRef", "operationId"]],
    ..object(
        "a Link Object",
        &[
            may("operationRef", Text),
            may("operationId", Text),
            may("parameters", Map(&ANYTHING)),
            may("requestBody", Any),
            may("description", Text),
            may("server", Plain(&SERVER)),
        ],
    )
};

/// A Header Object (4.8.21).
pub(in crate::load) static HEADER: Object = Object {
    one_of: &["schema", "content"],
    not_both: &[["example", "examples"]],
    ..object(
        "a Header Object",
        &[
            may("description", Text),
            may("required", Flag),
            may("deprecated", Flag),
            may("allowEmptyValue", Flag),
            may("style", Choice(&["simple"])),
            may("explode", Flag),
            may("allowReserved", Flag),
            may("schema", OrReference(&SCHEMA)),
            may("example", Example),
            may("examples", Map(&EXAMPLE_OR_REFERENCE)),
            may("content", Map(&A_MEDIA_TYPE)),
        ],
    )
};

/// A Tag Object (4.8.22).
static TAG: Object = text_is(
    "name",
    object(
        "a Tag Object",
        &[
            or_text("", must("name", Text)),
            may("description", Text),
            may("externalDocs", Plain(&EXTERNAL_DOCS)),
        ],
    ),
);

/// A Schema Object (4.8.24).
pub(in crate::load) static SCHEMA: Object = object(
    "a Schema Object",
    &[
        // Where it stands alone it makes a Reference Object of the schema.
        may("$ref", Text),
        may("title", Text),
        may("multipleOf", Number),
        may("maximum", Number),
        may("exclusiveMaximum", Exclusive),
        may("minimum", Number),
        may("exclusiveMinimum", Exclusive),
        may("maxLength", Count),
        may("minLength", Count),
        may("pattern", Text),
        may("maxItems", Count),
        may("minItems", Count),
        may("uniqueItems", Flag),
        may("maxProperties", Count),
        may("minProperties", Count),
        may("required", List(&Text)),
        may("enum", List(&ANYTHING)),
        may("type", Type),
        may("allOf", List(&SCHEMA_OR_REFERENCE)),
        may("oneOf", List(&SCHEMA_OR_REFERENCE)),
        may("anyOf", List(&SCHEMA_OR_REFERENCE)),
        may("not", OrReference(&SCHEMA)),
        or_empty(keyword(
            "items",
            OrReference(&SCHEMA),
            In3_0Where("type", "array"),
        )),
        may("properties", Map(&SCHEMA_OR_REFERENCE)),
        may("additionalProperties", FlagOr(&SCHEMA_OR_REFERENCE)),
        may("description", Text),
        may("format", Text),
        may("default", Any),
        old("nullable", Flag),
        may("discriminator", Plain(&DISCRIMINATOR)),
        may("readOnly", Flag),
        may("writeOnly", Flag),
        may("xml", Plain(&XML)),
        may("externalDocs", Plain(&EXTERNAL_DOCS)),
        may("example", Example),
        may("deprecated", Flag),
        // JSON Schema 2020-12, Core.
        new("$id", Text),
        new("$schema", Text),
        new("$vocabulary", Map(&A_FLAG)),
        new("$anchor", Text),
        new("$dynamicAnchor", Text),
        new("$dynamicRef", Text),
        new("$defs", Map(&SCHEMA_OR_REFERENCE)),
        new("$comment", Text),
        // Its name before 2019, which many still write.
        new("definitions", Map(&SCHEMA_OR_REFERENCE)),
        new("prefixItems", List(&SCHEMA_OR_REFERENCE)),
        new("contains", OrReference(&SCHEMA)),
        new("patternProperties", Map(&SCHEMA_OR_REFERENCE)),
        new("propertyNames", OrReference(&SCHEMA)),
        new("if", OrReference(&SCHEMA)),
        new("then", OrReference(&SCHEMA)),
        new("else", OrReference(&SCHEMA)),
        new("dependentSchemas", Map(&SCHEMA_OR_REFERENCE)),
        new("unevaluatedItems", OrReference(&SCHEMA)),
        new("unevaluatedProperties", OrReference(&SCHEMA)),
        // JSON Schema 2020-12, Validation.
        new("const", Any),
        new("minContains", Count),
        new("maxContains", Count),
        new("dependentRequired", Map(&TEXTS)),
        new("contentEncoding", Text),
        new("contentMediaType", Text),
        new("contentSchema", OrReference(&SCHEMA)),
        new("examples", List(&ANYTHING)),
    ],
);

/// A Discriminator Object (4.8.25).
static DISCRIMINATOR: Object = text_is(
    "propertyName",
    object(
        "a Discriminator Object",
        &[must("propertyName", Text), may("mapping", Map(&A_MAPPED))],
    ),
);

/// An XML Object (4.8.26).
static XML: Object = object(
    "an XML Object",
    &[
        may("name", Text),
        may("namespace", Text),
        may("prefix", Text),
        may("attribute", Flag),
        may("wrapped", Flag),
    ],
);

/// A Security Scheme Object (4.8.27).
pub(in crate::load) static SECURITY_SCHEME: Object = object(
    "a Security Scheme Object",
    &[
        must(
            "type",
            Choice(&["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"]),
        ),
        may("description", Text),
        must_where("type", "apiKey", "name", Text),
        must_where(
            "type",
            "apiKey",
            "in",
            Choice(&["query", "header", "cookie"]),
        ),
        must_where("type", "http", "scheme", Text),
        may("bearerFormat", Text),
        or_empty(must_where("type", "oauth2", "flows", Plain(&OAUTH_FLOWS))),
        or_text(
            "",
            must_where("type", "openIdConnect", "openIdConnectUrl", Text),
        ),
    ],
);

/// An OAuth Flows Object (4.8.28).
static OAUTH_FLOWS: Object = object(
    "an OAuth Flows Object",
    &[
        may("implicit", Plain(&IMPLICIT_FLOW)),
        may("password", Plain(&TOKEN_FLOW)),
        may("clientCredentials", Plain(&TOKEN_FLOW)),
        may("authorizationCode", Plain(&CODE_FLOW)),
    ],
);

/// An OAuth Flow Object of `implicit` (4.8.29).
static IMPLICIT_FLOW: Object = object(
    "an OAuth Flow Object",
    &[
        or_text("", must("authorizationUrl", Text)),
        may("refreshUrl", Text),
        or_empty(must("scopes", Map(&Text))),
    ],
);

/// An OAuth Flow Object of `password` or `clientCredentials` (4.8.29).
static TOKEN_FLOW: Object = object(
    "an OAuth Flow Object",
    &[
        or_text("", must("tokenUrl", Text)),
        may("refreshUrl", Text),
        or_empty(must("scopes", Map(&Text))),
    ],
);

/// An OAuth Flow Object of `authorizationCode` (4.8.29).
static CODE_FLOW: Object = object(
    "an OAuth Flow Object",
    &[
        or_text("", must("authorizationUrl", Text)),
        or_text("", must("tokenUrl", Text)),
        may("refreshUrl", Text),
        or_empty(must("scopes", Map(&Text))),
    ],
);
