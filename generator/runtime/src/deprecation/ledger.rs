//! What a client used of what is deprecated: refused where the policy says so, told once, and counted for whoever asks.
//!
//! There is an entry for each operation, parameter, property and value that the document has, at most, so that memory is
//! bounded by the document, whatever callers and servers do.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use indexmap::IndexMap;
use jiff::Timestamp;

use super::part::Identity;
use super::record::day;
use super::{
    DeprecatedPart, Deprecation, DeprecationHeaders, DeprecationPolicy, DeprecationRefusal, event,
};
use crate::{Clock, Operation};

/// What one call uses of an operation: it may be deprecated, and these parts are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Used<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) parts: &'a [DeprecatedPart],
}

impl<'a> Used<'a> {
    /// All that is deprecated of it: the operation itself, which is no part, and each part.
    fn deprecated(
        self,
    ) -> impl Iterator<Item = (Option<&'a DeprecatedPart>, &'static Deprecation)> {
        let own = self.operation.deprecation.iter().map(|it| (None, it));
        own.chain(self.parts.iter().map(|it| (Some(it), it.deprecation())))
    }
}

/// How often a client, with its clones, used something that is deprecated.
#[derive(Clone, Debug)]
pub struct DeprecatedUse {
    operation: &'static Operation,
    part: Option<DeprecatedPart>,
    sent: u64,
    refused: u64,
    announced_since: Option<Timestamp>,
    announced_sunset: Option<Timestamp>,
}

impl DeprecatedUse {
    fn new(operation: &'static Operation, part: Option<&DeprecatedPart>) -> Self {
        Self {
            operation,
            part: part.cloned(),
            sent: 0,
            refused: 0,
            announced_since: None,
            announced_sunset: None,
        }
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The part of its request; `None`: it is the operation itself.
    pub fn part(&self) -> Option<&DeprecatedPart> {
        self.part.as_ref()
    }

    /// What the document says about the end of the operation or the part; `None`: nothing, only the server's headers do.
    pub fn deprecation(&self) -> Option<&'static Deprecation> {
        match &self.part {
            Some(part) => Some(part.deprecation()),
            None => self.operation.deprecation.as_ref(),
        }
    }

    /// How many calls used it and were sent, each counted once, however many attempts it took; of an operation that only the
    /// server's headers call deprecated, how many of its answers did.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// How many calls the policy refused because of it.
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// Since when the operation is deprecated by the last answer whose header `Deprecation` had a date (RFC 9745).
    pub fn announced_since(&self) -> Option<Timestamp> {
        self.announced_since
    }

    /// From when on the operation may stop answering by the last answer that had a header `Sunset` (RFC 8594).
    pub fn announced_sunset(&self) -> Option<Timestamp> {
        self.announced_sunset
    }
}

/// A line for a report: ``oldJobs`, query parameter `kind`: 3 sent, 0 refused; sunset 2026-01-15``.
impl fmt::Display for DeprecatedUse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`", self.operation.id)?;
        if let Some(part) = &self.part {
            write!(formatter, ", {part}")?;
        }
        write!(formatter, ": {} sent, {} refused", self.sent, self.refused)?;
        let documented = self.deprecation();
        let sunset = documented.and_then(|it| it.sunset);
        if let Some(sunset) = sunset.or(self.announced_sunset.map(day)) {
            write!(formatter, "; sunset {sunset}")?;
        }
        if let Some(successor) = documented.and_then(|it| it.successor) {
            write!(formatter, "; use `{successor}` instead")?;
        }
        Ok(())
    }
}

type Key = (&'static str, Option<Identity>);

#[derive(Debug)]
struct Entry {
    used: DeprecatedUse,
    /// Whether somebody was warned.
    told: bool,
}

/// What a client and its clones used so far, in the order of the first use.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: Mutex<IndexMap<Key, Entry>>,
}

impl Ledger {
    /// Refuses a call where the policy refuses something that it uses, and names the first.
    pub(crate) fn admit(
        &self,
        used: Used<'_>,
        policy: DeprecationPolicy,
        clock: &dyn Clock,
    ) -> Result<(), DeprecationRefusal> {
        let mut refusal = Ok(());
        for (part, deprecation) in used.deprecated() {
            if policy.denies(deprecation, clock.now()) {
                entry(&mut self.lock(), used.operation, part).used.refused += 1;
                if refusal.is_ok() {
                    let operation = used.operation;
                    let first = DeprecationRefusal::new(operation, part, deprecation, policy);
                    refusal = Err(first);
                }
            }
        }
        refusal
    }

    /// Counts what a call uses that is about to be sent, and warns of what nobody was warned of yet.
    pub(crate) fn sent(&self, used: Used<'_>, policy: DeprecationPolicy, clock: &dyn Clock) {
        for (part, deprecation) in used.deprecated() {
            let is_new = {
                let entries = &mut self.lock();
                let entry = entry(entries, used.operation, part);
                entry.used.sent += 1;
                policy != DeprecationPolicy::Ignore && !std::mem::replace(&mut entry.told, true)
            };
            if is_new {
                event::warn_deprecated(used.operation, part, deprecation, clock.now());
            }
        }
    }

    /// Takes back that a call was sent: it found no connection, or no credentials.
    pub(crate) fn not_sent(&self, used: Used<'_>) {
        for (part, _) in used.deprecated() {
            entry(&mut self.lock(), used.operation, part).used.sent -= 1;
        }
    }

    /// Notes what an answer's headers announce.
    pub(crate) fn answered(&self, operation: &'static Operation, headers: &DeprecationHeaders) {
        if !headers.is_deprecated() && headers.sunset().is_none() {
            return;
        }
        let entries = &mut self.lock();
        let used = &mut entry(entries, operation, None).used;
        if operation.deprecation.is_none() {
            used.sent += 1;
        }
        used.announced_since = headers.since().or(used.announced_since);
        used.announced_sunset = headers.sunset().or(used.announced_sunset);
    }

    /// What was used until now.
    pub(crate) fn snapshot(&self) -> Vec<DeprecatedUse> {
        let entries = self.lock();
        entries.values().map(|entry| entry.used.clone()).collect()
    }

    /// Whoever panicked while holding the lock left whole entries behind.
    fn lock(&self) -> MutexGuard<'_, IndexMap<Key, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn entry<'a>(
    entries: &'a mut IndexMap<Key, Entry>,
    operation: &'static Operation,
    part: Option<&DeprecatedPart>,
) -> &'a mut Entry {
    let key = (operation.id, part.map(|part| part.identity().clone()));
    entries.entry(key).or_insert_with(|| Entry {
        used: DeprecatedUse::new(operation, part),
        told: false,
    })
}

#[cfg(test)]
mod tests;
