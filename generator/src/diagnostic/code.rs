//! The one list of everything that can be wrong with a document.
//!
//! A code is a promise: once released it keeps its meaning, so that people can search for it and tools can filter by it.
//! Each has a case in `tests/diagnostics/`.

use std::fmt;

/// Writes the enum, its texts and the list of all codes from one table, so that none of the three can lag behind.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// Which kind of problem a diagnostic tells of.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code as it is shown, in kebab-case.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

codes! {
    // What `load` finds in the file as such.
    /// The file can't be opened or read.
    UnreadableFile = "unreadable-file",
    /// The file's bytes are not UTF-8.
    NotUtf8 = "not-utf8",
    /// The file, or what its aliases expand to, is larger than any OpenAPI document should be.
    TooLarge = "too-large",
    /// Objects and arrays stand in each other too deeply.
    TooDeep = "too-deep",
    /// The text is not JSON or YAML.
    InvalidSyntax = "invalid-syntax",
    /// A key stands twice in one object.
    DoubledKey = "doubled-key",
    /// A feature of YAML that has no counterpart in JSON, such as a merge key or a tag.
    UnsupportedYaml = "unsupported-yaml",

    // What `load` finds in the tree.
    /// The file is no OpenAPI document.
    UnknownFormat = "unknown-format",
    /// A version of OpenAPI that is not read.
    UnsupportedVersion = "unsupported-version",
    /// A keyword that its object must have is not there.
    MissingKeyword = "missing-keyword",
    /// A keyword that OpenAPI does not know in this object. It has no effect.
    UnknownKeyword = "unknown-keyword",
    /// A keyword, or a form of one, that belongs to another version of OpenAPI than the document's.
    OtherVersion = "other-version",
    /// The value of a keyword has the wrong JSON type.
    WrongType = "wrong-type",
    /// The value of a keyword has the right JSON type but is none of those allowed.
    InvalidValue = "invalid-value",
    /// Keywords that exclude each other stand together.
    ConflictingKeywords = "conflicting-keywords",
    /// A keyword beside `$ref`. It has no effect.
    IgnoredSibling = "ignored-sibling",
    /// A `$ref` to nothing.
    UnresolvedReference = "unresolved-reference",
    /// A `$ref` that leads back to itself.
    CircularReference = "circular-reference",
    /// A `$ref` to an object of another kind than its place wants.
    MismatchedReference = "mismatched-reference",
    /// A `$ref` where only what it leads to may stand.
    MisplacedReference = "misplaced-reference",
    /// A `$ref` out of the files of the document.
    UnsupportedReference = "unsupported-reference",
    /// A file that should be an overlay and is none, or an action of one that can't be done or gives no reason.
    InvalidOverlay = "invalid-overlay",
    /// An action of an overlay whose target is not in the document.
    UnmatchedOverlay = "unmatched-overlay",
    /// An example that is not valid by its own schema.
    InvalidExample = "invalid-example",

    // What `lower` finds.
    /// Two operations have the same `operationId`.
    DoubledOperationId = "doubled-operation-id",
    /// A `{name}` in a path without a path parameter of that name.
    UndeclaredPathParameter = "undeclared-path-parameter",
    /// A path parameter whose name does not stand in the path.
    UnusedPathParameter = "unused-path-parameter",
    /// Two parameters of one operation have the same place and name.
    DoubledParameter = "doubled-parameter",
    /// A pattern that is no regular expression of ECMA-262.
    InvalidPattern = "invalid-pattern",
    /// An operation without an `operationId`.
    MissingOperationId = "missing-operation-id",
    /// An operation that documents no answer.
    MissingResponse = "missing-response",
    /// A key of `responses` that is no status.
    InvalidStatus = "invalid-status",
    /// A path whose braces do not make sense.
    InvalidPath = "invalid-path",
    /// A path parameter without `required: true`.
    OptionalPathParameter = "optional-path-parameter",
    /// A security requirement for a scheme that is not declared.
    UndeclaredSecurityScheme = "undeclared-security-scheme",
    /// A variable in a server's URL that is not declared.
    UndeclaredServerVariable = "undeclared-server-variable",
    /// The first server has no absolute URL, or there is none. The client has no base URL of its own then.
    RelativeServer = "relative-server",
    /// A schema that holds itself with no object in between, or is part of itself.
    CircularSchema = "circular-schema",
    /// Two schemas of one `allOf` contradict each other.
    ConflictingProperties = "conflicting-properties",
    /// A property that is required but not described. It is any JSON value then.
    UndeclaredProperty = "undeclared-property",
    /// A value that stands twice in an `enum`.
    DoubledEnumValue = "doubled-enum-value",
    /// A note on a deprecation that can't be read, or that contradicts another one.
    InvalidDeprecation = "invalid-deprecation",
    /// A keyword that says nothing in its place. It has no effect.
    IgnoredKeyword = "ignored-keyword",
    /// A parameter that OpenAPI says to ignore.
    IgnoredParameter = "ignored-parameter",
    /// The schema of an answer that never has a body.
    IgnoredBody = "ignored-body",
    /// A representation that carries the same value as another one, which the client uses.
    AlternativeMediaType = "alternative-media-type",
    /// An operation of which there is nothing but a preview.
    OnlyPreview = "only-preview",
    /// An operation that has no version as old as the one that is asked for.
    UnavailableVersion = "unavailable-version",
    /// Something was asked for that the document does not have.
    UnmatchedSelection = "unmatched-selection",
    /// An operation is left out because of errors that are reported by themselves.
    OperationLeftOut = "operation-left-out",

    // What `lower` does not handle.
    /// Callbacks or webhooks. The client has nothing for them.
    UnsupportedCallbacks = "unsupported-callbacks",
    /// Links of an answer. The client has nothing for them.
    UnsupportedLinks = "unsupported-links",
    /// Clients that prove who they are by a certificate. It belongs to the HTTP client that the client is built on.
    MutualTls = "mutual-tls",
}

impl Code {
    /// Whether an error of this kind is about a file as such. It spoils more than the operations that are seen to be
    /// spoilt, so nothing can be made of the document.
    pub(crate) fn is_about_a_file(self) -> bool {
        matches!(
            self,
            Self::UnreadableFile
                | Self::NotUtf8
                | Self::TooLarge
                | Self::TooDeep
                | Self::InvalidSyntax
                | Self::InvalidOverlay
                | Self::UnmatchedOverlay
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn codes_are_distinct_and_in_kebab_case() {
        let mut texts: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        for text in &texts {
            let kebab = text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            assert!(kebab, "{text}");
        }
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), Code::ALL.len());
    }
}
