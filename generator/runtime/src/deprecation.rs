//! That an operation or a part of it is going to end: the document's word, the caller's policy, the server's headers, the log,
//! and the counts of what was used all the same.
//!
//! Nothing here ever fails a call but the policy that the caller set.

mod event;
mod headers;
mod ledger;
mod link;
mod part;
mod policy;
mod record;
mod sunset;

pub use headers::{DeprecationHeaders, IllFormed};
pub use ledger::DeprecatedUse;
pub use link::Link;
pub use part::DeprecatedPart;
pub use policy::{Clock, DeprecationPolicy, DeprecationRefusal, SystemClock};
pub use record::Deprecation;
pub use sunset::Sunset;

pub(crate) use event::Disagreements;
pub(crate) use ledger::{Ledger, Used};
