//! The seam between the suite and a generated client.
//!
//! What is generated for the suite is one implementation of [`Adapter`]: JSON arguments in, typed call, [`Outcome`]
//! out. It holds no expectation of its own.

mod arguments;
mod outcome;

use std::{future::Future, pin::Pin};

use specwright_runtime as runtime;

pub use arguments::{Arguments, BadArguments};
pub use outcome::{DecodeFailure, Kind, Outcome, Refusal};

/// A call under way.
pub type CallFuture<'a> = Pin<Box<dyn Future<Output = Result<Outcome, BadArguments>> + Send + 'a>>;

/// A generated client as the suite sees it.
pub trait Adapter: Sync {
    /// The facts about the API that the client was generated with.
    fn api(&self) -> &'static runtime::Api;

    /// The facts about each operation.
    fn operations(&self) -> &'static [&'static runtime::Operation];

    /// Calls `operation`, an operationId, through its typed function.
    fn call<'a>(
        &'a self,
        client: &'a runtime::Client,
        operation: &'a str,
        arguments: &'a Arguments,
    ) -> CallFuture<'a>;
}
