//! What the caller wants done about deprecated operations, and the clock that decides it.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::Deprecation;
use crate::Operation;

/// What happens when a deprecated operation is called.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum DeprecationPolicy {
    /// Nothing.
    Ignore,
    /// A `tracing` warning, once an operation.
    #[default]
    Warn,
    /// Warns as [`Warn`](Self::Warn) does, and refuses to call from the sunset day (00:00 UTC) on.
    DenyAfterSunset,
    /// Refuses to call.
    Deny,
}

impl DeprecationPolicy {
    /// Refuses the call where the policy says so.
    pub(crate) fn admit(
        self,
        operation: &'static Operation,
        clock: &dyn Clock,
    ) -> Result<(), DeprecationRefusal> {
        let Some(deprecation) = &operation.deprecation else {
            return Ok(());
        };
        let denied = match self {
            Self::Ignore | Self::Warn => false,
            Self::DenyAfterSunset => deprecation.is_sunset(clock.now()),
            Self::Deny => true,
        };
        if denied {
            Err(DeprecationRefusal {
                operation,
                deprecation,
                policy: self,
            })
        } else {
            Ok(())
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

/// A call that was not made because the operation is deprecated. Nothing was sent.
#[derive(Clone, Copy, Debug)]
pub struct DeprecationRefusal {
    operation: &'static Operation,
    deprecation: &'static Deprecation,
    policy: DeprecationPolicy,
}

impl DeprecationRefusal {
    /// The operation.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// What the document says about its end.
    pub fn deprecation(&self) -> &'static Deprecation {
        self.deprecation
    }

    /// The policy that refused it.
    pub fn policy(&self) -> DeprecationPolicy {
        self.policy
    }

    /// The day from which the operation may stop answering.
    pub fn sunset(&self) -> Option<Date> {
        self.deprecation.sunset
    }

    /// The operationId to use instead.
    pub fn successor(&self) -> Option<&'static str> {
        self.deprecation.successor
    }
}

impl DeprecationRefusal {
    /// Writes the message behind the operation's name.
    pub(crate) fn explain(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation: _named_by_the_caller,
            deprecation,
            policy,
        } = self;
        formatter.write_str("was not called: it is deprecated")?;
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
