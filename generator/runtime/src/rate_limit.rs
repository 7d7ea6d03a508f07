//! How much an API lets its caller do, as the headers of an answer tell: whatever can be read of them out, and no error.

#[cfg(test)]
mod tests;

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::HeaderMap;

use crate::date;
use crate::transport::until;

/// The first second of an epoch that `…-Reset` can mean: no window is 30 years long, and no clock stands before 2001.
const EPOCH: u64 = 1_000_000_000;
/// The same in milliseconds.
const EPOCH_MILLIS: u64 = EPOCH * 1_000;

/// How much more the caller may do, by an answer's headers.
///
/// They are those of the IETF's draft (`RateLimit` and `RateLimit-Policy`, and the `RateLimit-Limit`, `-Remaining` and
/// `-Reset` of its earlier versions), and `X-RateLimit-…` or `X-Rate-Limit-…` in their place. Of several limits it is the
/// one of which the least is left.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct RateLimit {
    limit: Option<u64>,
    remaining: Option<u64>,
    reset: Option<Duration>,
}

impl RateLimit {
    /// How much may be done in a window.
    pub fn limit(&self) -> Option<u64> {
        self.limit
    }

    /// How much of it is left.
    pub fn remaining(&self) -> Option<u64> {
        self.remaining
    }

    /// How long after the answer the window ends.
    ///
    /// `RateLimit` counts seconds from the answer. Others write a time: a number from 1,000,000,000 on is one in seconds
    /// since 1970, as GitHub has it, one from 1,000,000,000,000 on is one in milliseconds, and a date is a date.
    pub fn reset(&self) -> Option<Duration> {
        self.reset
    }

    /// Reads the headers of an answer; `None`: they say nothing of limits.
    pub(crate) fn read(headers: &HeaderMap, received: Timestamp) -> Option<Self> {
        let found = of_policies(headers)
            .or_else(|| of_fields(headers, received, "ratelimit-"))
            .or_else(|| of_fields(headers, received, "x-ratelimit-"))
            .or_else(|| of_fields(headers, received, "x-rate-limit-"))?;
        (found != Self::default()).then_some(found)
    }
}

/// `RateLimit: "hour";r=50;t=30` with `RateLimit-Policy: "hour";q=100;w=3600` (draft-ietf-httpapi-ratelimit-headers from
/// version 8 on), or `RateLimit: limit=100, remaining=50, reset=30` (version 7).
fn of_policies(headers: &HeaderMap) -> Option<RateLimit> {
    let quotas = items(headers, "ratelimit-policy");
    let limits = items(headers, "ratelimit");
    let mut whole = RateLimit::default();
    let mut tightest: Option<RateLimit> = None;
    for item in &limits {
        let name = item.first()?;
        match name.split_once('=') {
            Some(("limit", value)) => whole.limit = number(value),
            Some(("remaining", value)) => whole.remaining = number(value),
            Some(("reset", value)) => whole.reset = number(value).map(Duration::from_secs),
            Some(_) => {}
            None => {
                let quota = quotas.iter().find(|quota| quota.first() == Some(name));
                let limit = RateLimit {
                    limit: quota.and_then(|quota| parameter(quota, "q")),
                    remaining: parameter(item, "r"),
                    reset: parameter(item, "t").map(Duration::from_secs),
                };
                let left = |it: &RateLimit| it.remaining.unwrap_or(u64::MAX);
                if tightest.is_none_or(|other| left(&limit) < left(&other)) {
                    tightest = Some(limit);
                }
            }
        }
    }
    tightest
        .or(Some(whole))
        .filter(|it| *it != RateLimit::default())
}

/// Three fields whose names begin alike. Of a list, such as `100, 100;w=60`, the first number counts.
fn of_fields(headers: &HeaderMap, received: Timestamp, prefix: &str) -> Option<RateLimit> {
    let field = |name| headers.get(format!("{prefix}{name}"))?.to_str().ok();
    let found = RateLimit {
        limit: field("limit").and_then(number),
        remaining: field("remaining").and_then(number),
        reset: field("reset").and_then(|text| reset(text, headers, received)),
    };
    Some(found).filter(|it| *it != RateLimit::default())
}

fn reset(text: &str, headers: &HeaderMap, received: Timestamp) -> Option<Duration> {
    let Some(number) = number(text) else {
        return date::read(text).map(|then| until(then, headers, received));
    };
    let millis = match number {
        EPOCH_MILLIS.. => number,
        EPOCH.. => number * 1_000,
        _ => return Some(Duration::from_secs(number)),
    };
    let then = Timestamp::from_millisecond(i64::try_from(millis).ok()?).ok()?;
    Some(until(then, headers, received))
}

/// The number that a text begins with. A fraction is left out.
fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|it: char| !it.is_ascii_digit());
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    // What goes on otherwise is no number, but perhaps a date.
    let is_number = rest.is_empty() || rest.starts_with([',', ';', '.', ' ']);
    is_number.then(|| digits.parse().ok()).flatten()
}

/// The members of a list of RFC 9651, section 3.1, each as its item and parameters. A name with a comma or a semicolon in
/// it would be taken apart; nobody has one.
fn items<'a>(headers: &'a HeaderMap, field: &str) -> Vec<Vec<&'a str>> {
    let values = headers.get_all(field).into_iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    let members = texts.flat_map(|text| text.split(','));
    members
        .map(|member| member.split(';').map(str::trim).collect())
        .collect()
}

fn parameter(item: &[&str], name: &str) -> Option<u64> {
    let parameters = item.iter().skip(1);
    parameters
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(key, _)| *key == name)
        .and_then(|(_, value)| number(value))
}
