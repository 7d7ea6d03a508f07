//! What a client knows without calling anything.

/// The facts about the API that a client was generated with.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Facts {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// Of the whole API.
    pub servers: Vec<ServerFacts>,
    /// One for each operation.
    pub operations: Vec<OperationFacts>,
}

/// A server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ServerFacts {
    /// Its URL with `{variables}`.
    pub url: String,
    /// The variables by name with their defaults.
    pub variables: Vec<(String, String)>,
}

/// The facts about one operation.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct OperationFacts {
    /// `METHOD /path/{template}`.
    pub key: String,
    /// operationId, or the name made for an operation without one.
    pub id: String,
    /// Whether the client takes two equal requests for no more than one.
    pub idempotent: bool,
    /// For each alternative its schemes, each as `name: kind and details`.
    pub security: Vec<Vec<String>>,
    /// Set where the client takes the operation for deprecated.
    pub deprecation: Option<DeprecationFacts>,
}

/// What is known of the end of an operation.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DeprecationFacts {
    /// ISO 8601.
    pub since: Option<String>,
    /// ISO 8601.
    pub sunset: Option<String>,
    /// operationId.
    pub successor: Option<String>,
    /// Where to read more.
    pub link: Option<String>,
    /// A sentence on it.
    pub message: Option<String>,
}

impl Facts {
    /// The facts about the operation `key`.
    pub fn operation(&self, key: &str) -> Option<&OperationFacts> {
        self.operations
            .iter()
            .find(|operation| operation.key == key)
    }
}
