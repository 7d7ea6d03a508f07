//! Through what requests go out: the caller's own HTTP client, or those that are made by default, one that asks the proxies
//! which the environment names and one that asks none.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::Url;

use crate::url::is_loopback;

/// The HTTP clients of one client.
pub(crate) struct Http {
    /// The caller's, for everything: its proxies are the caller's business.
    own: Option<reqwest::Client>,
    connect_timeout: Duration,
    /// For other machines and for this one. Plaintext is allowed to this one because nobody is on the way there; a proxy that
    /// the environment names would be, and to it "this machine" is another one.
    made: [OnceLock<Made>; 2],
}

type Made = Result<reqwest::Client, Arc<reqwest::Error>>;

impl Http {
    pub(crate) fn new(own: Option<reqwest::Client>, connect_timeout: Duration) -> Self {
        Self {
            own,
            connect_timeout,
            made: [OnceLock::new(), OnceLock::new()],
        }
    }

    /// Whether it is the caller's; then it may authenticate by itself.
    pub(crate) fn is_own(&self) -> bool {
        self.own.is_some()
    }

    /// The one for requests to a URL.
    pub(crate) fn of(&self, url: &Url) -> Result<&reqwest::Client, Arc<reqwest::Error>> {
        self.to(is_loopback(url))
    }

    /// The one for requests to this machine, or to all others. It is made when it is first needed: few clients need both.
    pub(super) fn to(&self, this_machine: bool) -> Result<&reqwest::Client, Arc<reqwest::Error>> {
        if let Some(own) = &self.own {
            return Ok(own);
        }
        let made = &self.made[usize::from(this_machine)];
        let made = made.get_or_init(|| make(self.connect_timeout, this_machine));
        made.as_ref().map_err(Arc::clone)
    }
}

fn make(connect_timeout: Duration, this_machine: bool) -> Made {
    let builder = reqwest::Client::builder();
    let builder = if this_machine {
        builder.no_proxy()
    } else {
        builder
    };
    builder
        .connect_timeout(connect_timeout)
        // A redirect is an answer, and the caller decides: followed here, it would take the request's body, and perhaps
        // its credentials, to a host that nobody chose, and a POST could be carried out twice.
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // Attempts are made in `transport` and nowhere else, so that one place knows how often a request was sent.
        .retry(reqwest::retry::never())
        .build()
        .map_err(Arc::new)
}
