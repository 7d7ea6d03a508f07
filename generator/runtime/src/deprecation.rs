//! That an operation is going to end: the document's word, the caller's policy, the server's headers, and the log.
//!
//! Nothing here ever fails a call but the policy that the caller set.

mod event;
mod headers;
mod link;
mod policy;
mod record;

pub use headers::{DeprecationHeaders, IllFormed};
pub use link::Link;
pub use policy::{Clock, DeprecationPolicy, DeprecationRefusal, SystemClock};
pub use record::Deprecation;

pub(crate) use event::Told;
