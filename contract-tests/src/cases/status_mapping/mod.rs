//! Part 2: which answer reaches which variant, and that nothing of it is lost.
//!
//! Every documented status in every media type, with documented and made values, and every status that is not
//! documented. What comes back is compared whole.

mod bodies;
mod enums;
mod headers;
mod json;
mod statuses;

use super::{Case, Subject, answers::Reply, focus::Depth};
use crate::{
    adapter::Outcome,
    difference::{Difference, Failure, verdict},
    harness::Answer,
    mapping::Body,
};

/// Every case of this part.
pub fn cases(subject: Subject) -> Vec<Case> {
    let mut cases = Vec::new();
    for reply in Reply::all(subject) {
        let focus = subject.suite.focus;
        match focus.of_answer(subject.operation, reply.response) {
            Depth::Shared => cases.push(as_documented(reply)),
            depth => {
                cases.extend(bodies::cases(reply, depth));
                cases.extend(headers::cases(reply));
                if depth == Depth::Whole {
                    cases.extend(other_headers(reply));
                }
            }
        }
    }
    cases.extend(statuses::cases(subject));
    cases
}

/// A case of an answer.
fn case(
    reply: Reply,
    name: &str,
    run: impl FnOnce() -> Result<(), Failure> + Send + 'static,
) -> Case {
    let name = format!("{}::{name}", reply.label());
    Case::new(reply.subject.name("status_mapping", &name), run)
}

/// The answer as the document shows it.
fn as_documented(reply: Reply) -> Case {
    case(reply, "as_documented", move || {
        let value = reply.value()?;
        let answer = reply.with_value(&value).header("x-request-id", "r-1 é");
        reply.mapped(&answer, Body::Is(value)).map(drop)
    })
}

/// Headers about other things than the body. Well-formed or not, absent or not, they change nothing and are kept.
const HEADERS: &[(&str, &str, &str)] = &[
    ("retry_after_seconds", "retry-after", "120"),
    (
        "retry_after_date",
        "retry-after",
        "Fri, 31 Dec 1999 23:59:59 GMT",
    ),
    ("retry_after_negative", "retry-after", "-1"),
    ("retry_after_words", "retry-after", "soon"),
    (
        "retry_after_past_64_bits",
        "retry-after",
        "99999999999999999999999",
    ),
    ("retry_after_empty", "retry-after", ""),
    ("date_words", "date", "yesterday"),
    (
        "date_impossible_day",
        "date",
        "Thu, 31 Feb 2026 25:61:61 GMT",
    ),
    ("etag_without_quotes", "etag", "abc"),
    ("location_garbage", "location", "http://[::bad"),
    (
        "location_elsewhere",
        "location",
        "https://elsewhere.example/",
    ),
    ("set_cookie", "set-cookie", "a=b; Domain=.example; Secure"),
    ("age_words", "age", "old"),
    ("challenge_garbage", "www-authenticate", "=,=\"\\"),
    ("not_ascii", "x-note", "Zürich"),
    ("identity_encoding", "content-encoding", "identity"),
];

fn other_headers(reply: Reply) -> Vec<Case> {
    let cases = HEADERS.iter().map(|(name, header, value)| {
        case(reply, &format!("header::{name}"), move || {
            let body = reply.value()?;
            let answer = reply.with_value(&body).header(header, value);
            reply.mapped(&answer, Body::Is(body)).map(drop)
        })
    });
    let twice = case(reply, "header::the_same_twice", move || {
        let body = reply.value()?;
        let answer = reply
            .with_value(&body)
            .header("x-note", "1")
            .header("x-note", "2");
        let outcome = reply.mapped(&answer, Body::Is(body))?;
        let found: Vec<&str> = outcome.header("x-note").collect();
        let differs = found != ["1", "2"];
        let differs = differs.then(|| Difference::new("header `x-note`", "1, 2", found.join(", ")));
        verdict(differs.into_iter().collect(), &outcome)
    });
    cases.chain([twice]).collect()
}

/// The operation was called once: neither a redirect nor an error makes the client send it again.
pub fn check_once(requests: usize) -> Result<(), Failure> {
    let differs = (requests != 1).then(|| Difference::new("requests", "1", requests.to_string()));
    verdict(differs.into_iter().collect(), "")
}

/// Sends a value and looks at what became of it.
fn same(reply: &Reply, value: serde_json::Value) -> Result<(Answer, Outcome), Failure> {
    let answer = reply.with_value(&value).header("x-request-id", "r-1 é");
    let outcome = reply.mapped(&answer, Body::Is(value))?;
    Ok((answer, outcome))
}
