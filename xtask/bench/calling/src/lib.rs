//! What the programs of the bench have in common: what they send and get, and how it is measured. Each calls the same API
//! in its own way: specwright's client, `reqwest` by hand, nothing but `hyper`, progenitor's client. The last is generated
//! where progenitor is installed, so its program is a package that `cargo xtask bench` makes, of `progenitor.rs`.

pub mod data;
pub mod items;
mod measure;

use std::fmt;
use std::str::FromStr;

pub use measure::{many_connections, run};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue, USER_AGENT};

/// Why a program did not do its work.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The token that the server asks for.
pub const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJiZW5jaCJ9.c2lnbmF0dXJl";

/// What all say they are.
pub const AGENT: &str = "calling";

/// The headers of each call, for those who have to say them themselves: made once, as one would by hand.
pub fn headers() -> Result<HeaderMap, Failure> {
    let mut token = HeaderValue::try_from(format!("Bearer {TOKEN}"))?;
    token.set_sensitive(true);
    Ok(HeaderMap::from_iter([
        (AUTHORIZATION, token),
        (ACCEPT, HeaderValue::from_static("application/json")),
        (USER_AGENT, HeaderValue::from_static(AGENT)),
    ]))
}

/// What can be called.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Operation {
    /// An answer of a few hundred bytes.
    GetSmall,
    /// An answer of a million bytes.
    GetLarge,
    /// A body of a few hundred bytes, and a shorter answer.
    PostSmall,
    /// A body of a million bytes, and a short answer.
    PostLarge,
}

impl Operation {
    const NAMED: [(&str, Self); 4] = [
        ("get-small", Self::GetSmall),
        ("get-large", Self::GetLarge),
        ("post-small", Self::PostSmall),
        ("post-large", Self::PostLarge),
    ];
}

impl FromStr for Operation {
    type Err = Unknown;

    fn from_str(name: &str) -> Result<Self, Unknown> {
        let mut named = Self::NAMED.iter();
        let found = named.find(|(known, _)| *known == name);
        found
            .map(|(_, it)| *it)
            .ok_or_else(|| Unknown(name.to_owned()))
    }
}

/// There is no such operation.
#[derive(Debug)]
pub struct Unknown(String);

impl fmt::Display for Unknown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "there is no operation `{}`", self.0)
    }
}

impl std::error::Error for Unknown {}

/// One way to call the API.
pub trait Program: Sized {
    /// One of those who call at the same time.
    type Caller: Caller;

    /// Makes what all callers share.
    fn new(base_url: &str) -> Result<Self, Failure>;

    /// Makes a caller.
    fn caller(&self) -> impl Future<Output = Result<Self::Caller, Failure>>;
}

/// Calls one thing after another.
pub trait Caller {
    /// Calls an operation and reads its answer into types. The number is made of all that it holds, so that it can be seen
    /// that every program read the same: the amount of the item or of all items, or how many bytes the server received.
    fn call(&mut self, operation: Operation) -> impl Future<Output = Result<i64, Failure>>;
}
