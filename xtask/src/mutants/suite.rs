//! One run of the suite in a process of its own, ended at the first red case.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::program::UNKNOWN;
use crate::{Failure, project};

/// How long a run may take at least, and at most.
const SHORTEST: Duration = Duration::from_secs(20);
const LONGEST: Duration = Duration::from_mins(10);

/// How much memory a run may map, in KiB: a change that takes all there is would slow down what runs beside it until that is
/// over its time, and counts as noticed.
const MEMORY: u32 = 8 * 1024 * 1024;

/// How often a suite is run whose red case turned out green.
const TRIES: usize = 3;

/// How the program is run.
pub(super) struct Suite {
    /// The program.
    pub(super) program: PathBuf,
    /// How long a run may take.
    pub(super) limit: Duration,
    /// Cases that are red without any change: they show nothing.
    pub(super) red: BTreeSet<String>,
}

/// How a run ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Ran {
    /// No case was red.
    Green,
    /// A case was.
    Red(String),
    /// It did not end in time.
    Hung,
    /// It ended before its cases did.
    Broke(String),
}

/// The program, with limited memory where the system has a shell that can say so.
fn limited(program: &Path) -> Command {
    if !cfg!(unix) {
        return Command::new(program);
    }
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")]);
    command.arg(program);
    command
}

impl Suite {
    /// A suite of which nothing is known yet.
    pub(super) fn new(program: PathBuf) -> Self {
        Self {
            program,
            limit: LONGEST,
            red: BTreeSet::new(),
        }
    }

    /// The suite as it runs with these variables, which change nothing: how long that takes, and what is red anyway.
    pub(super) fn measured(mut self, variables: &[(&str, &OsStr)]) -> Result<Self, Failure> {
        let (red, took) = self.run_all(variables)?;
        // Other programs run too.
        self.limit = took.saturating_mul(10).clamp(SHORTEST, LONGEST);
        if !red.is_empty() {
            let names: Vec<_> = red.iter().map(String::as_str).collect();
            eprintln!(
                "red without any change, so not counted: {}",
                names.join(", ")
            );
        }
        self.red = red;
        Ok(self)
    }

    /// The suite as it runs with these variables, which change nothing, so that no case may be red: what is red anyway
    /// would notice no change, and nobody would miss it.
    pub(super) fn green(self, variables: &[(&str, &OsStr)]) -> Result<Self, Failure> {
        let mut suite = self.measured(variables)?;
        for case in std::mem::take(&mut suite.red) {
            if suite.run_some(variables, &["--exact", &case])? != Ran::Green {
                return Err(Failure::new(format!(
                    "{case} is red without any change\nhelp: `cargo {}` says why; mend that first",
                    project::SUITE.join(" ")
                )));
            }
        }
        Ok(suite)
    }

    /// Runs it with these variables. A case that is red once only, because the machine had too much to do, shows nothing.
    pub(super) fn run(&self, variables: &[(&str, &OsStr)]) -> Result<Ran, Failure> {
        for _ in 0..TRIES {
            match self.run_some(variables, &[])? {
                Ran::Red(case) => {
                    let again = self.run_some(variables, &["--exact", &case])?;
                    if again != Ran::Green {
                        return Ok(Ran::Red(case));
                    }
                }
                ran => return Ok(ran),
            }
        }
        Ok(Ran::Green)
    }

    fn run_some(&self, variables: &[(&str, &OsStr)], arguments: &[&str]) -> Result<Ran, Failure> {
        let mut child = self.start(variables, arguments)?;
        let ran = self.watch(&mut child);
        // What has ended can't be killed, and that is well.
        let _ = child.kill();
        let status = child.wait()?;
        if status.code() == Some(UNKNOWN.into()) {
            return Err(Failure::new("the program was built for other clients"));
        }
        Ok(match ran {
            // A case that was red without the change makes the exit code 101 too.
            Ran::Green if status.code().is_none_or(|code| code != 0 && code != 101) => {
                Ran::Broke(format!("the suite ended with {status}"))
            }
            ran => ran,
        })
    }

    /// Runs it to its end; returns every red case and how long it took.
    pub(super) fn run_all(
        &self,
        variables: &[(&str, &OsStr)],
    ) -> Result<(BTreeSet<String>, Duration), Failure> {
        let start = Instant::now();
        let mut child = self.start(variables, &[])?;
        let mut red = BTreeSet::new();
        let mut total = 0_usize;
        for line in child
            .stdout
            .take()
            .into_iter()
            .flat_map(|it| BufReader::new(it).lines())
        {
            let line = line?;
            if let Some((name, state)) = case(&line) {
                total += 1;
                if state == FAILED {
                    red.insert(name.to_owned());
                }
            }
        }
        let status = child.wait()?;
        if total == 0 || status.code().is_none() {
            return Err(Failure::new(format!(
                "the suite does not run on a client that nobody changed: {status}, {total} cases"
            )));
        }
        Ok((red, start.elapsed()))
    }

    fn start(&self, variables: &[(&str, &OsStr)], arguments: &[&str]) -> Result<Child, Failure> {
        let mut command = limited(&self.program);
        command.args(arguments);
        for (name, value) in variables {
            command.env(name, value);
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| {
                Failure::new(format!("can't start {}: {error}", self.program.display()))
            })
    }

    fn watch(&self, child: &mut Child) -> Ran {
        let end = Instant::now() + self.limit;
        let Some(stdout) = child.stdout.take() else {
            return Ran::Broke("the suite has no output".to_owned());
        };
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let mut has_ended = false;
        loop {
            match lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => match case(&line) {
                    Some((name, FAILED)) if !self.red.contains(name) => {
                        return Ran::Red(name.to_owned());
                    }
                    _ => has_ended |= line.starts_with("test result: "),
                },
                Err(RecvTimeoutError::Timeout) => return Ran::Hung,
                Err(RecvTimeoutError::Disconnected) if has_ended => return settle(child, end),
                Err(RecvTimeoutError::Disconnected) => {
                    return Ran::Broke("the suite ended before its cases did".to_owned());
                }
            }
        }
    }
}

/// Waits for a process whose output has ended.
fn settle(child: &mut Child, end: Instant) -> Ran {
    while Instant::now() < end {
        match child.try_wait() {
            Ok(None) => thread::sleep(Duration::from_millis(10)),
            Ok(Some(_)) => return Ran::Green,
            Err(error) => return Ran::Broke(error.to_string()),
        }
    }
    Ran::Hung
}

const FAILED: &str = "FAILED";

/// The name and the state of a case, if that is what a line tells.
fn case(line: &str) -> Option<(&str, &str)> {
    let (name, state) = line.strip_prefix("test ")?.split_once(" ... ")?;
    Some((name.trim(), state.trim()))
}

#[cfg(test)]
pub(super) mod tests {
    use std::ffi::OsStr;
    use std::os::unix::fs::PermissionsExt;
    use std::time::{Duration, Instant};

    use super::{Ran, Suite, case};

    /// A suite that is a script.
    pub(in super::super) fn suite(script: &str, red: &[&str]) -> (tempfile::TempDir, Suite) {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("suite");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("written");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("set");
        let suite = Suite {
            program,
            limit: Duration::from_secs(2),
            red: red.iter().map(|&name| name.to_owned()).collect(),
        };
        (folder, suite)
    }

    #[test]
    fn a_line_of_a_case_is_told_from_others() {
        assert_eq!(case("test a::b      ... FAILED"), Some(("a::b", "FAILED")));
        assert_eq!(case("test a::b ... ok"), Some(("a::b", "ok")));
        assert_eq!(case("test result: FAILED. 1 passed"), None);
    }

    #[test]
    fn the_first_red_case_ends_the_run() {
        let script = "echo 'test a ... ok'; echo 'test b ... FAILED'; exec sleep 60";
        let start = Instant::now();
        let (_folder, red) = suite(script, &[]);
        assert_eq!(red.run(&[]).expect("runs"), Ran::Red("b".to_owned()));
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn what_is_red_once_only_shows_nothing() {
        let script = "[ \"$1\" = --exact ] || echo 'test a ... FAILED'; echo 'test result: '";
        let (_folder, flickers) = suite(script, &[]);
        assert_eq!(flickers.run(&[]).expect("runs"), Ran::Green);
    }

    #[test]
    fn what_is_red_without_the_change_shows_nothing() {
        let script = "echo 'test b ... FAILED'; echo 'test result: FAILED. '; exit 101";
        let (_folder, same) = suite(script, &["b"]);
        assert_eq!(same.run(&[]).expect("runs"), Ran::Green);
        let (_folder, new) = suite(script, &[]);
        let (red, _) = new.run_all(&[]).expect("runs");
        assert_eq!(red.into_iter().collect::<Vec<_>>(), ["b"]);
    }

    #[test]
    fn what_has_to_be_green_is_not_red() {
        let red = "echo 'test b ... FAILED'; echo 'test result: FAILED. '; exit 101";
        let (_folder, broken) = suite(red, &[]);
        let failure = broken.green(&[]).map(|_| ()).expect_err("red");
        assert!(
            failure.message.starts_with("b is red without any change"),
            "{}",
            failure.message
        );
        let once = "[ \"$1\" = --exact ] || echo 'test b ... FAILED'; echo 'test result: '";
        let (_folder, flickers) = suite(once, &[]);
        let green = flickers.green(&[]).expect("green");
        assert!(green.red.is_empty(), "{:?}", green.red);
    }

    #[test]
    fn a_run_without_an_end_is_told_from_one_that_broke() {
        let (_folder, hangs) = suite("echo 'test a ... ok'; exec sleep 60", &[]);
        assert_eq!(hangs.run(&[]).expect("runs"), Ran::Hung);
        let (_folder, breaks) = suite("echo 'test a ... ok'; kill -9 $$", &[]);
        assert!(matches!(breaks.run(&[]).expect("runs"), Ran::Broke(_)));
        let (_folder, unknown) = suite("exit 42", &[]);
        assert!(unknown.run(&[]).is_err());
        let (_folder, nothing) = suite("exit $CODE", &[]);
        assert!(nothing.run_all(&[("CODE", OsStr::new("0"))]).is_err());
    }
}
