//! What all calls of one API share: where it is, who calls, how long, what of it is deprecated and was used.

mod builder;
mod http;
mod proofs;
mod servers;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;

use crate::auth::SharedCredentials;
use crate::deprecation::{Disagreements, Ledger};
use crate::transport::Budget;
use crate::{Api, Clock, DeprecatedUse, DeprecationPolicy, Observer, RetryPolicy};

pub use builder::{BuildError, ClientBuilder};
pub(crate) use http::Http;
pub(crate) use servers::Servers;

/// A client of one API. Cheap to clone: clones share connections, credentials, what was warned of and the
/// counts of it.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) api: &'static Api,
    pub(crate) servers: Servers,
    pub(crate) http: Http,
    pub(crate) user_agent: Option<HeaderValue>,
    pub(crate) credentials: Vec<SharedCredentials>,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retries: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) max_response_bytes: usize,
    pub(crate) deprecation: DeprecationPolicy,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ledger: Ledger,
    pub(crate) disagreements: Disagreements,
}

impl Client {
    /// The API.
    pub fn api(&self) -> &'static Api {
        self.shared.api
    }

    /// The base URL, without a slash at its end. Operations may have servers of their own.
    pub fn base_url(&self) -> &str {
        self.shared.servers.base().as_str()
    }

    /// What this client and its clones used until now that is deprecated, in the order of the first use, whatever the policy
    /// said: each operation and each parameter, property and value of an enum of its requests. An operation stands here, too,
    /// where only the headers of an answer call it deprecated or announce its sunset. The list is as long as the document at
    /// most.
    pub fn deprecations(&self) -> Vec<DeprecatedUse> {
        self.shared.ledger.snapshot()
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }
}

/// Nothing of the credentials, not even their number.
impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("api", &self.shared.api.title)
            .field("base_url", &self.base_url())
            .field("timeout", &self.shared.timeout)
            .field("retries", &self.shared.retries)
            .field("deprecation", &self.shared.deprecation)
            .finish_non_exhaustive()
    }
}
