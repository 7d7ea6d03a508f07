//! Calls an operation as often as the command line says and prints what that took: wall time, the processor's time of this
//! process, allocations.

use std::cell::Cell;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;

use crate::{Caller, Failure, Operation, Program};

/// What the command line asks for: `PROGRAM BASE_URL OPERATION CALLS AT_ONCE`.
struct Task {
    base_url: String,
    operation: Operation,
    calls: usize,
    at_once: usize,
}

impl Task {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut next = || {
            arguments
                .next()
                .ok_or("BASE_URL OPERATION CALLS AT_ONCE are needed")
        };
        Ok(Self {
            base_url: next()?,
            operation: next()?.parse()?,
            calls: next()?.parse()?,
            at_once: next()?.parse()?,
        })
    }
}

/// What it took, in all but where it says otherwise.
#[derive(Serialize)]
struct Figures {
    /// In seconds.
    wall: f64,
    /// In seconds, in the program and in the kernel for it.
    cpu: f64,
    /// A call; there are none where they were not counted.
    allocations: Option<f64>,
    /// A call, of all that was allocated.
    bytes: Option<f64>,
    /// What the answers held, all together.
    received: i64,
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
    let mut received = Ok(0);
    let counted = counted(|| received = runtime.block_on(share(&task, task.calls, &mut callers)));
    let figures = Figures {
        wall: start.elapsed().as_secs_f64(),
        cpu: cpu().saturating_sub(before).as_secs_f64(),
        allocations: counted.map(|(allocations, _)| each(allocations, task.calls)),
        bytes: counted.map(|(_, bytes)| each(bytes, task.calls)),
        received: received?,
    };
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}

async fn callers<P: Program>(task: &Task) -> Result<Vec<P::Caller>, Failure> {
    let program = P::new(&task.base_url)?;
    try_join_all((0..task.at_once).map(|_| program.caller())).await
}

/// Has the callers make so many calls together.
async fn share<C: Caller>(task: &Task, calls: usize, callers: &mut [C]) -> Result<i64, Failure> {
    let left = Cell::new(calls);
    let work = callers.iter_mut().map(async |caller| {
        let mut received = 0;
        while let Some(rest) = left.get().checked_sub(1) {
            left.set(rest);
            received += caller.call(task.operation).await?;
        }
        Ok::<_, Failure>(received)
    });
    Ok(try_join_all(work).await?.iter().sum())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "so many that it matters are never made"
)]
fn each(all: u64, calls: usize) -> f64 {
    all as f64 / calls as f64
}

/// The processor's time of this process until now.
fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// A thousand callers have a thousand connections, and some systems allow no more files than that unless they are asked.
fn many_connections() -> Result<(), Failure> {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    Ok(setrlimit(Resource::Nofile, raised)?)
}

/// How often was allocated, and how many bytes.
#[cfg(feature = "count")]
fn counted(work: impl FnOnce()) -> Option<(u64, u64)> {
    let info = allocation_counter::measure(work);
    Some((info.count_total, info.bytes_total))
}

#[cfg(not(feature = "count"))]
fn counted(work: impl FnOnce()) -> Option<(u64, u64)> {
    work();
    None
}
