//! Jobs that end: a call that asks for a job in, the answer with which it has ended out.

use std::fmt;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::transport::{Backoff, chance};
use crate::{CallError, Response};

/// The longest wait before the second call, unless the caller says otherwise.
const FIRST: Duration = Duration::from_secs(1);
/// The longest wait before any, unless the caller says otherwise or the server asks for more.
const CAP: Duration = Duration::from_secs(30);

/// Calls again and again until a job has ended.
///
/// ```no_run
/// # use specwright_runtime::{Client, Error, Polling, PollingError, Response, Value};
/// # use std::time::Duration;
/// # async fn get_job(_: &Client) -> Result<Response<Value>, Error> { std::future::pending().await }
/// # async fn wait(client: Client) -> Result<(), PollingError<Value, Error>> {
/// let job = Polling::new(Duration::from_hours(1))
///     .backoff(Duration::from_secs(2), Duration::from_mins(1))
///     .until(
///         || get_job(&client),
///         |job| !matches!(job["status"].as_str(), Some("PENDING" | "RUNNING")),
///     )
///     .await?;
/// println!("{}", job["status"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub struct Polling {
    deadline: Duration,
    backoff: Backoff,
}

impl Polling {
    /// All of it may take this long, the last call included. Waits grow from 1 s to 30 s.
    pub const fn new(deadline: Duration) -> Self {
        Self {
            deadline,
            backoff: Backoff {
                base: FIRST,
                cap: CAP,
            },
        }
    }

    /// Sets the waits. Before the second call it is a random time between half of `first` and the whole of it, before each
    /// further one twice as long, never longer than `cap`. Where the server asks for a longer one by `Retry-After`, that
    /// is waited.
    pub const fn backoff(mut self, first: Duration, cap: Duration) -> Self {
        self.backoff = Backoff { base: first, cap };
        self
    }

    /// Makes the call until `done` says of its answer that the job has ended, in whatever way. An error that may pass
    /// ([`CallError::is_retryable`]) is as an answer of a job that goes on; any other ends the polling.
    ///
    /// What `done` does not know, such as a status that is new, should count as ended or be left to the deadline, which ends
    /// everything: a call that is under way is dropped then. A wait that would go beyond is cut for one last call, unless it is
    /// the server that asks for it: then nothing is waited for.
    pub async fn until<T, E, C>(
        self,
        mut call: impl FnMut() -> C,
        mut done: impl FnMut(&Response<T>) -> bool,
    ) -> Result<Response<T>, PollingError<T, E>>
    where
        C: Future<Output = Result<Response<T>, E>>,
        E: CallError,
    {
        let started = Instant::now();
        let left = || self.deadline.saturating_sub(started.elapsed());
        let mut overdue = Overdue {
            deadline: self.deadline,
            calls: 0,
            answer: None,
            error: None,
        };
        let mut is_last = false;
        loop {
            let outcome = timeout(left(), call()).await;
            let wait = self.wait(overdue.calls);
            overdue.calls = overdue.calls.saturating_add(1);
            let asked = match outcome {
                Ok(Ok(answer)) if done(&answer) => return Ok(answer),
                Ok(Ok(answer)) => {
                    overdue.error = None;
                    overdue.answer.insert(answer).answer().retry_after()
                }
                Ok(Err(error)) if error.is_retryable() => overdue.error.insert(error).retry_after(),
                Ok(Err(error)) => {
                    let answer = overdue.answer;
                    return Err(PollingError::Failed { error, answer });
                }
                Err(_) => return Err(PollingError::Overdue(overdue)),
            };
            let asked = asked.unwrap_or_default();
            let wait = wait.max(asked);
            if wait < left() {
                sleep(wait).await;
            } else if asked < left() && !is_last {
                // Our own wait can be shorter, so that a last call has as much time as was waited for it.
                is_last = true;
                sleep(asked.max(left() / 2)).await;
            } else {
                return Err(PollingError::Overdue(overdue));
            }
        }
    }

    /// The wait behind the call of this number, counted from 0. Unlike that of a call that failed it is never next to
    /// nothing: a job does not end sooner because it is asked often.
    fn wait(self, number: u32) -> Duration {
        let upper_half = chance() | 1 << 31;
        self.backoff.wait(number, upper_half)
    }
}

/// Why nobody knows how a job ended.
#[derive(Debug)]
pub enum PollingError<T, E> {
    /// A call failed in a way that does not pass.
    Failed {
        /// In which.
        error: E,
        /// The last answer before; `None`: there was none.
        answer: Option<Response<T>>,
    },
    /// The time was over.
    Overdue(Overdue<T, E>),
}

/// What was known of a job when the time was over.
#[derive(Debug)]
pub struct Overdue<T, E> {
    deadline: Duration,
    calls: u32,
    answer: Option<Response<T>>,
    error: Option<E>,
}

impl<T, E> PollingError<T, E> {
    /// The last answer, whatever went wrong after it: it says how far the job was. `None`: there was none.
    pub fn last_answer(&self) -> Option<&Response<T>> {
        match self {
            Self::Failed { answer, .. } | Self::Overdue(Overdue { answer, .. }) => answer.as_ref(),
        }
    }
}

impl<T, E> Overdue<T, E> {
    /// How often the call was made.
    pub fn calls(&self) -> u32 {
        self.calls
    }

    /// The last answer; `None`: there was none.
    pub fn answer(&self) -> Option<&Response<T>> {
        self.answer.as_ref()
    }

    /// The last answer itself.
    pub fn into_answer(self) -> Option<Response<T>> {
        self.answer
    }

    /// With what a call failed since then, at last.
    pub fn error(&self) -> Option<&E> {
        self.error.as_ref()
    }
}

impl<T, E: fmt::Display> fmt::Display for PollingError<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { error, .. } => error.fmt(formatter),
            Self::Overdue(Overdue {
                deadline,
                calls,
                answer,
                ..
            }) => {
                if let Some(answer) = answer {
                    write!(formatter, "`{}`: ", answer.answer().operation().id)?;
                }
                write!(
                    formatter,
                    "the job is not known to have ended, and there is no time for another call within {deadline:?}; calls that asked for it: {calls}"
                )
            }
        }
    }
}

impl<T: fmt::Debug, E: std::error::Error + 'static> std::error::Error for PollingError<T, E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed { error, .. } => error.source(),
            Self::Overdue(overdue) => overdue.error.as_ref().map(|error| error as _),
        }
    }
}

#[cfg(test)]
mod tests;
