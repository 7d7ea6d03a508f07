//! Part 4, second half: answers that never become whole.
//!
//! A call ends in bounded time with the right kind of error. What did arrive is kept, the request was sent once, and
//! the error says whether the server may have carried it out.

mod before;
mod body;

use std::time::Duration;

use serde_json::Value;

use super::{Case, Subject, answers::Reply, status_mapping::check_once};
use crate::{
    adapter::{Kind, Outcome},
    difference::{Difference, Failure, shown, verdict},
    harness::{Exchange, Settings},
    server::Script,
};

/// How much of a body the client reads in these cases.
const LIMIT: usize = 64;
/// The limit of a call to a server that falls silent: short enough to wait for. Nothing else is decided by it: the server
/// never goes on, and where the limit passed before the server had come to its silence, a longer one is tried.
const PATIENCE: Duration = Duration::from_millis(250);
/// The longest that is tried.
const LONGEST: Duration = Duration::from_secs(32);

/// What must come of a broken exchange.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The variant of the operation's error.
    pub variant: String,
    /// Any of these kinds of error, where the variant is `Other`.
    pub kinds: &'static [Kind],
    /// Why there is no typed body, where the variant is another.
    pub unfit: Option<&'static str>,
    /// The status, where it arrived.
    pub status: Option<u16>,
    /// The body as far as it arrived and was read.
    pub raw: Option<Vec<u8>>,
    /// What a stream handed out before it broke off.
    pub body: Option<Value>,
    /// Whether the server may have carried out the call.
    pub maybe_executed: bool,
}

/// Every case of this part.
pub fn cases(subject: Subject) -> Vec<Case> {
    let mut cases = before::cases(subject);
    cases.extend(Reply::all(subject).into_iter().flat_map(body::cases));
    cases
}

fn case(subject: Subject, name: &str, script: Script, broken: Broken) -> Case {
    Case::new(subject.name("malformed", name), move || {
        if matches!(script, Script::AnswerAndStall(_) | Script::AnswerAndDrip(_)) {
            broken.check(&stalled(subject, &script)?)
        } else {
            broken.check(&subject.call_script(subject.arguments, &Settings::fresh(), script)?)
        }
    })
}

/// A call whose limit passes while the server is silent.
fn stalled(subject: Subject, script: &Script) -> Result<Exchange, Failure> {
    let mut timeout = PATIENCE;
    loop {
        let settings = Settings {
            timeout,
            ..Settings::fresh()
        };
        let exchange = subject.call_script(subject.arguments, &settings, script.clone())?;
        if exchange.is_silent || timeout >= LONGEST {
            return Ok(exchange);
        }
        timeout *= 2;
    }
}

/// The same for a client that reads no more than [`LIMIT`].
fn limited(subject: Subject, name: &str, script: Script, broken: Broken) -> Case {
    Case::new(subject.name("malformed", name), move || {
        let settings = Settings {
            limit: Some(LIMIT),
            ..Settings::fresh()
        };
        broken.check(&subject.call_script(subject.arguments, &settings, script)?)
    })
}

impl Broken {
    /// The outcome is as it must be, and the server was tried once.
    pub fn check(&self, exchange: &Exchange) -> Result<(), Failure> {
        self.differences(&exchange.outcome)?;
        check_once(exchange.connections.unwrap_or(exchange.received.len()))
    }

    pub(super) fn differences(&self, outcome: &Outcome) -> Result<(), Failure> {
        let mut differences = Vec::new();
        let mut differ = |what: &str, expected: String, found: String| {
            if expected != found {
                differences.push(Difference::new(what, expected, found));
            }
        };
        differ("variant", self.variant.clone(), outcome.variant.to_owned());
        let unfit = outcome.decode_error.as_ref().map(|error| error.kind);
        differ(
            "decode error",
            format!("{:?}", self.unfit),
            format!("{unfit:?}"),
        );
        let fits = |kind| self.kinds.contains(&kind);
        if !outcome.kind.map_or(self.kinds.is_empty(), fits) {
            differ(
                "kind of error",
                format!("{:?}", self.kinds),
                format!("{:?}", outcome.kind),
            );
        }
        differ(
            "status",
            format!("{:?}", self.status),
            format!("{:?}", outcome.status),
        );
        if let Some(raw) = &self.raw {
            let found = outcome
                .raw
                .as_deref()
                .map_or_else(|| "nothing".to_owned(), shown);
            differ("raw body, as far as it came", shown(raw), found);
        }
        differ(
            "maybe_executed",
            self.maybe_executed.to_string(),
            outcome.maybe_executed.to_string(),
        );
        differ(
            "typed body",
            format!("{:?}", self.body),
            format!("{:?}", outcome.body),
        );
        if outcome.message.is_empty() {
            differ(
                "message",
                "says what happened".to_owned(),
                "empty".to_owned(),
            );
        }
        verdict(differences, outcome)
    }
}
