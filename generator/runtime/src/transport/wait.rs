//! How long to wait before a request goes out again: which repetition it is and what the server asked for in, a time out.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::date;

/// Waits that grow with each repetition.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Backoff {
    /// The longest before the first repetition.
    pub(crate) base: Duration,
    /// The longest before any.
    pub(crate) cap: Duration,
}

impl Backoff {
    /// The wait before the repetition of this number, counted from 0: "full jitter", anything from nothing to what grows
    /// exponentially, because clients that fail together must not come back together. `chance` is what decides, from 0 to
    /// its maximum.
    pub(crate) fn wait(self, repetition: u32, chance: u32) -> Duration {
        let growth = 2_u32.saturating_pow(repetition);
        let longest = self.base.saturating_mul(growth).min(self.cap);
        longest.mul_f64(f64::from(chance) / f64::from(u32::MAX))
    }
}

/// A number that nobody needs to keep secret.
pub(crate) fn chance() -> u32 {
    let [a, b, c, d, ..] = RandomState::new().hash_one(()).to_ne_bytes();
    u32::from_ne_bytes([a, b, c, d])
}

/// How long the server asks to wait (RFC 9110, section 10.2.3), from when its answer was received; `None`: it does not say,
/// or in a way that can't be read.
pub(crate) fn retry_after(headers: &HeaderMap, received: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than a number holds are still a number of seconds.
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    date::read(text).map(|then| until(then, headers, received))
}

/// The time from an answer to a date in it; nothing for one that is past. The answer's own `Date` is what the server
/// counts from, wherever our clock stands.
pub(crate) fn until(then: Timestamp, headers: &HeaderMap, received: Timestamp) -> Duration {
    let sent = headers.get(DATE).and_then(|date| date.to_str().ok());
    let sent = sent.and_then(date::read).unwrap_or(received);
    Duration::try_from(then.duration_since(sent)).unwrap_or(Duration::ZERO)
}

#[cfg(test)]
mod tests;
