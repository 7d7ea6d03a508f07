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
///
/// A run that did not come to its end may have had too little of a machine that had too much to do. So it is tried once
/// more when the others are through, alone, and that counts.
pub(super) fn run(
    waiting: Vec<Waiting<'_>>,
    jobs: usize,
    state: &mut State,
    progress: &mut Progress,
) -> Result<Vec<(Mutant, Verdict)>, Failure> {
    let next = AtomicUsize::new(0);
    let mut verdicts = vec![None; waiting.len()];
    let mut note = |index: usize, it: &Waiting<'_>, verdict: Verdict| {
        state.put(it.key, &it.mutant, &verdict)?;
        progress.step(verdict == Verdict::Survived);
        if let Some(slot) = verdicts.get_mut(index) {
            *slot = Some(verdict);
        }
        Ok::<_, Failure>(())
    };
    let mut unended = Vec::new();
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
                    if sender.send((index, it, ran(it))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        for (index, it, ran) in ended {
            match ran? {
                Ran::Hung | Ran::Broke(_) => unended.push((index, it)),
                ran => note(index, it, verdict(ran))?,
            }
        }
        Ok::<_, Failure>(())
    })?;
    for (index, it) in unended {
        note(index, it, verdict(ran(it)?))?;
    }
    let ended = waiting.into_iter().zip(verdicts);
    Ok(ended
        .filter_map(|(it, verdict)| Some((it.mutant, verdict?)))
        .collect())
}

fn ran(waiting: &Waiting<'_>) -> Result<Ran, Failure> {
    let variables: Vec<_> = waiting
        .variables
        .iter()
        .map(|(name, value)| (*name, OsStr::new(value)))
        .collect();
    waiting.suite.run(&variables)
}

fn verdict(ran: Ran) -> Verdict {
    match ran {
        Ran::Green => Verdict::Survived,
        Ran::Red(case) => Verdict::Killed(case),
        Ran::Hung => Verdict::Killed("the suite came to no end".to_owned()),
        Ran::Broke(how) => Verdict::Killed(how),
    }
}

#[cfg(test)]
mod tests {
    use super::super::suite::tests::suite;
    use super::{Mutant, Progress, State, Verdict, Waiting, run};
    use crate::cli::Part;

    /// What becomes of a mutant whose suite is this script.
    fn verdict(script: &str) -> Result<Verdict, crate::Failure> {
        let (folder, suite) = suite(script, &[]);
        let mutant = Mutant {
            operator: "drop-call",
            of: Part::Client,
            operation: None,
            place: "a.rs:1".to_owned(),
            change: "- a".to_owned(),
        };
        let seen = folder.path().join("seen").to_string_lossy().into_owned();
        let waiting = vec![Waiting {
            mutant,
            key: 1,
            suite: &suite,
            variables: vec![("SEEN", seen)],
        }];
        let mut state = State::open(&folder.path().join("state.jsonl"))?;
        let mut progress = Progress::start("test", 1, false);
        let found = run(waiting, 2, &mut state, &mut progress)?;
        let [(_, verdict)] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(state.get(1), Some(verdict));
        Ok(verdict.clone())
    }

    #[test]
    fn what_did_not_end_once_only_is_no_kill() -> Result<(), crate::Failure> {
        let second = "echo 'test a ... ok'; echo 'test result: ok. '";
        for first in ["exec sleep 60", "kill -9 $$"] {
            let script = format!("[ -e \"$SEEN\" ] || {{ : > \"$SEEN\"; {first}; }}; {second}");
            assert_eq!(verdict(&script)?, Verdict::Survived, "{first}");
        }
        assert!(matches!(verdict("exec sleep 60")?, Verdict::Killed(_)));
        assert!(matches!(verdict("kill -9 $$")?, Verdict::Killed(_)));
        Ok(())
    }
}
