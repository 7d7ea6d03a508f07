//! The seam between the suite and a generated client.
//!
//! What is generated for the suite is one implementation of [`Adapter`]: JSON arguments in, typed call, [`Outcome`]
//! out. It holds no expectation of its own. Everything here is plain data, so that the library needs no client and no
//! runtime; [`bridge!`](crate::bridge) is what turns a runtime's types into it.

mod arguments;
mod bridge;
mod bridge_answers;
mod facts;
mod outcome;
mod types;
mod uses;

use std::{fmt, future::Future, pin::Pin, time::Duration};

pub use arguments::{Arguments, BadArguments, Body, octets, text_of_octets};
pub use facts::{DeprecationFacts, Facts, OperationFacts, ServerFacts};
pub use outcome::{Announced, DecodeFailure, Gone, Kind, Outcome, Refusal};
pub use types::{Build, Enum, EnumValue, Fields, Making, Taken, Text, Type};
pub use uses::{DeprecatedUse, Part};

/// A call under way.
pub type CallFuture<'a> = Pin<Box<dyn Future<Output = Result<Outcome, BadArguments>> + Send + 'a>>;

/// A generated client as the suite sees it.
pub trait Adapter: Sync {
    /// What the client knows without calling anything.
    fn facts(&self) -> Facts;

    /// The structs that requests and answers are made of.
    fn types(&self) -> &'static [Type];

    /// The enums that requests and answers have in them.
    fn enums(&self) -> &'static [Enum];

    /// The texts with a pattern that requests and answers have in them.
    fn texts(&self) -> &'static [Text];

    /// Builds a client.
    fn connect(&self, connection: &Connection) -> Result<Box<dyn Client>, String>;
}

/// A client of one server.
pub trait Client: Send + Sync + fmt::Debug {
    /// Calls an operation, given as `METHOD /path/{template}`, through its typed function.
    fn call<'a>(&'a self, operation: &'a str, arguments: &'a Arguments) -> CallFuture<'a>;

    /// What it used until now that is deprecated.
    fn deprecations(&self) -> Vec<DeprecatedUse>;
}

/// What a client is built with.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Where the server is.
    pub base_url: String,
    /// What the caller has to prove who they are with; without it the client has no credentials at all.
    pub token: Option<String>,
    /// What the client does about deprecated operations; absent: what it does by default.
    pub policy: Option<Policy>,
    /// What time it is, ISO 8601.
    pub now: String,
    /// The largest body it reads; absent: its default.
    pub limit: Option<usize>,
    /// How long a call may take.
    pub timeout: Duration,
    /// Whether it sends again what fails in a way that passes, without a wait; else it sends everything once.
    pub retries: bool,
    /// Whether it sends through the HTTP client that the runtime makes by default, and not through one that all
    /// connections share.
    pub own_http_client: bool,
}

/// The header in which a suite's own credentials name the scheme that they were asked for, where it is none that ends in a
/// bearer token.
pub const STAND_IN: &str = "x-contract-test-scheme";

/// What happens when something deprecated is used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Policy {
    /// Nothing.
    Ignore,
    /// A warning.
    Warn,
    /// A warning before the sunset, a refusal from it on.
    DenyAfterSunset,
    /// A refusal.
    Deny,
}
