//! What a call has cost so far; every answer and every error of a call that was attempted keeps it.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

/// What is known of a call's attempts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    /// How often the request was sent, or was about to be when no connection came about.
    pub(crate) attempts: u32,
    /// Since the call began.
    pub(crate) elapsed: Duration,
    /// Whether an attempt before the last may have been carried out.
    pub(crate) reached: bool,
    /// Whether carrying it out twice does no more than once: by the caller's word, a key, or the document's word.
    pub(crate) repeatable: bool,
}

impl Tally {
    /// Writes, behind a message, what helps to find the call elsewhere.
    pub(crate) fn explain(
        &self,
        request_id: Option<&str>,
        earlier: Option<StatusCode>,
        formatter: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        let attempts = (self.attempts > 1)
            .then(|| format!("{} attempts in {:.1?}", self.attempts, self.elapsed));
        let request = request_id.map(|id| format!("request id {id}"));
        let earlier = earlier.map(|status| format!("answered {status} before"));
        let known: Vec<String> = [attempts, earlier, request].into_iter().flatten().collect();
        if known.is_empty() {
            return Ok(());
        }
        write!(formatter, " ({})", known.join(", "))
    }
}
