//! Contract tests that prove a generated client against the OpenAPI document it was generated from.
//!
//! The document is read a second time, by [`oracle`], which shares no code with the generator; [`cases`] derives from it
//! what a client must do; [`harness`] lets the client do it against a server on loopback; and what differs is shown
//! with the line of the document ([`difference`]). The client is reached through an [`adapter::Adapter`], the only
//! part that is generated.
//!
//! **Nothing here knows the generator, a client or a runtime.** What a client is given and what it gives back are plain
//! data; the macro [`bridge!`] makes them of a runtime's types, in the test program.

pub mod adapter;
pub mod cases;
pub mod coverage;
pub mod difference;
pub mod events;
pub mod expectation;
pub mod harness;
pub mod mapping;
pub mod mock;
pub mod oracle;
pub mod received;
pub mod results;
pub mod run;
pub mod secrets;
pub mod server;
pub mod wire;

// What `bridge!` needs where it is used.
#[doc(hidden)]
pub use {serde, serde_json};

pub use run::Suite;
