//! Calls an operation as often as the command line says and prints what that took: wall time, the processor's time of this
//! process, allocations.

use std::cell::Cell;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;

use crate::{Caller, Failure, Operation, Program, data};

/// What the command line asks for: `PROGRAM BASE_URL OPERATION CALLS AT_ONCE`.
struct Task {
    base_url: String,
    operation: Operation,
    /// What a caller has in hand after a right answer.
    answer: i64,
    calls: u32,
    at_once: u32,
}

impl Task {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut next = || {
            arguments
                .next()
                .ok_or("BASE_URL OPERATION CALLS AT_ONCE are needed")
        };
        let (base_url, operation) = (next()?, next()?.parse()?);
        Ok(Self {
            base_url,
            operation,
            answer: data::answer(operation)?,
            calls: next()?.parse()?,
            at_once: next()?.parse()?,
        })
    }
}

/// What a call took.
#[derive(Serialize)]
struct Figures {
    /// In microseconds.
    wall: f64,
    /// In microseconds, in the program and in the kernel for it.
    cpu: f64,
    /// There are none where they were not counted.
    allocations: Option<f64>,
    /// Of all that was allocated.
    bytes: Option<f64>,
}

/// The whole of a program.
///
/// One thread does all: what it took is then not a matter of which of two was free, and each allocation is counted.
pub fn run<P: Program>() -> Result<(), Failure> {
    let task = Task::read(std::env::args().skip(1))?;
    many_connections()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut callers = runtime.block_on(callers::<P>(&task))?;
    // Each of them once, so that all connections are there and have grown what they read into.
    runtime.block_on(share(&task, task.at_once, &mut callers))?;
    let (start, before) = (Instant::now(), cpu());
    let mut done = Ok(());
    let (allocations, bytes) =
        counted(|| done = runtime.block_on(share(&task, task.calls, &mut callers)));
    let (wall, cpu) = (start.elapsed(), cpu().saturating_sub(before));
    done?;
    let each = |all: f64| all / f64::from(task.calls);
    let figures = Figures {
        wall: each(wall.as_secs_f64() * 1e6),
        cpu: each(cpu.as_secs_f64() * 1e6),
        allocations: allocations.map(each),
        bytes: bytes.map(each),
    };
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}

async fn callers<P: Program>(task: &Task) -> Result<Vec<P::Caller>, Failure> {
    let program = P::new(&task.base_url)?;
    try_join_all((0..task.at_once).map(|_| program.caller())).await
}

/// Has the callers make so many calls together. Who gets another answer than the others has not done the same work.
async fn share<C: Caller>(task: &Task, calls: u32, callers: &mut [C]) -> Result<(), Failure> {
    let left = Cell::new(calls);
    let work = callers.iter_mut().map(async |caller| {
        while let Some(rest) = left.get().checked_sub(1) {
            left.set(rest);
            let answer = caller.call(task.operation).await?;
            if answer != task.answer {
                return Err(format!("the answer is {answer} instead of {}", task.answer).into());
            }
        }
        Ok::<_, Failure>(())
    });
    try_join_all(work).await?;
    Ok(())
}

/// The processor's time of this process until now.
fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// A thousand callers have a thousand connections, and some systems allow no more files than that unless they are asked.
pub fn many_connections() -> Result<(), Failure> {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    Ok(setrlimit(Resource::Nofile, raised)?)
}

/// How often was allocated, and how many bytes.
#[cfg(feature = "count")]
#[expect(
    clippy::cast_precision_loss,
    reason = "so many that it matters are never made"
)]
fn counted(work: impl FnOnce()) -> (Option<f64>, Option<f64>) {
    let info = allocation_counter::measure(work);
    (Some(info.count_total as f64), Some(info.bytes_total as f64))
}

#[cfg(not(feature = "count"))]
fn counted(work: impl FnOnce()) -> (Option<f64>, Option<f64>) {
    work();
    (None, None)
}
