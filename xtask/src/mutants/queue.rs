//! Mutants that wait for their run, and those who run them.

use std::ffi::OsStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use super::progress::Progress;
use super::state::State;
use super::suite::{Ran, Suite};
use super::{Mutant, Verdict};
use crate::Failure;

/// A mutant that waits.
pub(super) struct Waiting<'a> {
    /// The mutant.
    pub(super) mutant: Mutant,
    /// What it is known by.
    pub(super) key: u64,
    /// The suite that is to notice.
    pub(super) suite: &'a Suite,
    /// How the program is told which mutant it is.
    pub(super) variables: Vec<(&'static str, String)>,
}

/// Runs all, `jobs` at the same time, and notes each at once.
pub(super) fn run(
    waiting: Vec<Waiting<'_>>,
    jobs: usize,
    state: &mut State,
    progress: &mut Progress,
) -> Result<Vec<(Mutant, Verdict)>, Failure> {
    let next = AtomicUsize::new(0);
    let mut verdicts = vec![None; waiting.len()];
    thread::scope(|scope| {
        let (sender, ended) = mpsc::channel();
        for _ in 0..jobs {
            let (sender, next, waiting) = (sender.clone(), &next, &waiting);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(it) = waiting.get(index) else {
                        break;
                    };
                    if sender.send((index, verdict(it))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        for (index, verdict) in ended {
            let verdict = verdict?;
            if let (Some(slot), Some(it)) = (verdicts.get_mut(index), waiting.get(index)) {
                state.put(it.key, &it.mutant, &verdict)?;
                progress.step(verdict == Verdict::Survived);
                *slot = Some(verdict);
            }
        }
        Ok::<_, Failure>(())
    })?;
    let ended = waiting.into_iter().zip(verdicts);
    Ok(ended
        .filter_map(|(it, verdict)| Some((it.mutant, verdict?)))
        .collect())
}

fn verdict(waiting: &Waiting<'_>) -> Result<Verdict, Failure> {
    let variables: Vec<_> = waiting
        .variables
        .iter()
        .map(|(name, value)| (*name, OsStr::new(value)))
        .collect();
    Ok(match waiting.suite.run(&variables)? {
        Ran::Green => Verdict::Survived,
        Ran::Red(case) => Verdict::Killed(case),
        Ran::Hung => Verdict::Killed("the suite came to no end".to_owned()),
        Ran::Broke(how) => Verdict::Killed(how),
    })
}
