//! What the caller wants done about deprecated operations, and the clock that decides it.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{DeprecatedPart, Deprecation};
use crate::Operation;

/// What happens when a deprecated operation is called, or a deprecated parameter, property or value of an enum is given.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum DeprecationPolicy {
    /// Nothing; it is counted all the same.
    Ignore,
    /// A `tracing` warning, once for each operation and each part of one.
    #[default]
    Warn,
    /// Warns as [`Warn`](Self::Warn) does, and refuses to call from the sunset day (00:00 UTC) on.
    DenyAfterSunset,
    /// Refuses to call.
    Deny,
}

impl DeprecationPolicy {
    /// Whether what ends like this may not be used now.
    pub(super) fn denies(self, deprecation: &Deprecation, now: Timestamp) -> bool {
        match self {
            Self::Ignore | Self::Warn => false,
            Self::DenyAfterSunset => deprecation.is_sunset(now),
            Self::Deny => true,
        }
    }
}

/// Tells the time. Tests set their own; a [`Timestamp`] is a clock that stands still.
pub trait Clock: Send + Sync {
    /// The present time.
    fn now(&self) -> Timestamp;
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

impl Clock for Timestamp {
    fn now(&self) -> Timestamp {
        *self
    }
}

impl<T: Clock + ?Sized> Clock for Arc<T> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

/// A call that was not made because the operation, or a part of the request, is deprecated. Nothing was sent.
#[derive(Clone, Debug)]
pub struct DeprecationRefusal {
    operation: &'static Operation,
    // One pointer: refusals stand in every `Result`.
    part: Option<Box<DeprecatedPart>>,
    deprecation: &'static Deprecation,
    policy: DeprecationPolicy,
}

impl DeprecationRefusal {
    pub(super) fn new(
        operation: &'static Operation,
        part: Option<&DeprecatedPart>,
        deprecation: &'static Deprecation,
        policy: DeprecationPolicy,
    ) -> Self {
        Self {
            operation,
            part: part.cloned().map(Box::new),
            deprecation,
            policy,
        }
    }

    /// The operation.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The part of the request that is deprecated; `None`: it is the operation itself.
    pub fn part(&self) -> Option<&DeprecatedPart> {
        self.part.as_deref()
    }

    /// What the document says about the end of the operation or the part.
    pub fn deprecation(&self) -> &'static Deprecation {
        self.deprecation
    }

    /// The policy that refused it.
    pub fn policy(&self) -> DeprecationPolicy {
        self.policy
    }

    /// The day from which the operation may stop answering, or the part stop working.
    pub fn sunset(&self) -> Option<Date> {
        self.deprecation.sunset
    }

    /// What to use instead: an operationId, or the name of another part.
    pub fn successor(&self) -> Option<&'static str> {
        self.deprecation.successor
    }
}

impl DeprecationRefusal {
    /// Writes the message behind the operation's name.
    pub(crate) fn explain(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation: _named_by_the_caller,
            part,
            deprecation,
            policy,
        } = self;
        formatter.write_str("was not called: ")?;
        match part {
            None => formatter.write_str("it")?,
            Some(part) => write!(formatter, "{part}")?,
        }
        formatter.write_str(" is deprecated")?;
        if let Some(sunset) = deprecation.sunset {
            write!(formatter, ", its sunset is {sunset}")?;
        }
        write!(formatter, ", and the policy is {policy:?}")?;
        if let Some(successor) = deprecation.successor {
            write!(formatter, "; use `{successor}` instead")?;
        }
        if let Some(link) = deprecation.link {
            write!(formatter, " (see {link})")?;
        }
        if let Some(message) = deprecation.message {
            write!(formatter, "; the document says: {message}")?;
        }
        Ok(())
    }
}

impl fmt::Display for DeprecationRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` ", self.operation.id)?;
        self.explain(formatter)
    }
}

impl std::error::Error for DeprecationRefusal {}

#[cfg(test)]
mod tests;
