//! What a client tells of its use of what is deprecated.

use super::DeprecationFacts;

/// A part of a request that is deprecated.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Part {
    /// The parameter, as `query name`, or `body`.
    pub location: String,
    /// Where in it (RFC 6901), with `*` for each element of an array and each key of a map; empty for the whole.
    pub pointer: String,
    /// The value of an enum, where that is deprecated and not what holds it.
    pub value: Option<String>,
}

/// How often a client used something deprecated.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeprecatedUse {
    /// operationId.
    pub operation: String,
    /// Absent: it is the operation itself.
    pub part: Option<Part>,
    /// What the client knows of its end; absent where only the server told.
    pub record: Option<DeprecationFacts>,
    /// How many calls were sent.
    pub sent: u64,
    /// How many the policy refused.
    pub refused: u64,
}
