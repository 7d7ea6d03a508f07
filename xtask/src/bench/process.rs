//! One run of another program: how long it took, how much of the processor and of memory.

use std::ffi::OsString;
use std::fs;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde::{Deserialize, Serialize};
use wait4::Wait4;

use crate::Failure;

/// What one run used.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(super) struct Usage {
    /// Seconds on the clock.
    pub(super) wall: f64,
    /// Seconds of processor time, in the program, its children and in the kernel for them.
    pub(super) cpu: f64,
    /// The most memory that it or one of its children had at once, in bytes.
    pub(super) peak: u64,
}

/// Runs a program to its end. What it says is kept for the reason, should it fail.
pub(super) fn run(command: &mut Command) -> Result<Usage, String> {
    // A file takes what a pipe would make the program wait for.
    let mut said = tempfile::tempfile().map_err(|error| error.to_string())?;
    let ends = [said.try_clone(), said.try_clone()];
    let [Ok(out), Ok(err)] = ends else {
        return Err("no file for the program's output".to_owned());
    };
    let start = Instant::now();
    let child = command
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .spawn()
        .map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    let used = child.wait4().map_err(|error| error.to_string())?;
    let wall = start.elapsed().as_secs_f64();
    if !used.status.success() {
        let mut text = Vec::new();
        let _ = said.rewind().and_then(|()| said.read_to_end(&mut text));
        let text = String::from_utf8_lossy(&text);
        return Err(reason(&text, &used.status.to_string()));
    }
    let usage = used.rusage;
    Ok(Usage {
        wall,
        cpu: (usage.utime + usage.stime).as_secs_f64(),
        peak: usage.maxrss,
    })
}

/// The same by way of [`launch`]: a new program is said to have had as much memory as its parent had, and this one reads
/// large documents.
pub(super) fn launched(xtask: &Path, command: &Command) -> Result<Usage, String> {
    let mut launcher = Command::new(xtask);
    launcher.args(["bench", "--"]).arg(command.get_program());
    launcher.args(command.get_args());
    let output = launcher.stdin(Stdio::null()).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(reason(&text, &output.status.to_string()));
    }
    let usage: Result<Usage, String> =
        serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    usage
}

/// Runs the program and prints what it used, or why it failed.
pub(super) fn launch(words: &[OsString]) -> Result<(), Failure> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(Failure::usage("there is no program"));
    };
    let usage = run(Command::new(program).args(arguments));
    println!("{}", serde_json::to_string(&usage)?);
    Ok(())
}

/// What a program that failed said in one line: how many errors a compiler found, else its first error, else its last line.
pub(super) fn reason(said: &str, status: &str) -> String {
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    let counted =
        lines().find(|line| line.contains("could not compile") && line.contains("due to"));
    // Behind where it panicked stands why; the number of the thread is another one each time.
    let panicked = lines().find_map(|line| Some(line.split_once("panicked at ")?.1));
    let why = lines()
        .skip_while(|line| !line.contains("panicked at "))
        .nth(1);
    let panicked = panicked.map(|at| format!("panicked at {at} {}", why.unwrap_or_default()));
    let first = lines().find(|line| line.to_lowercase().contains("error"));
    let line = counted
        .map(str::to_owned)
        .or(panicked)
        .or(first.or(lines().next_back()).map(str::to_owned))
        .unwrap_or_else(|| "nothing was said".to_owned());
    // Where a file lies on this machine is nobody's business.
    let name = |word: &str| match word.rsplit_once('/') {
        Some((_, name)) if word.starts_with('/') => name.to_owned(),
        _ => word.to_owned(),
    };
    let words: Vec<_> = line.split_whitespace().map(name).collect();
    let line: String = words
        .join(" ")
        .chars()
        .filter(|it| !it.is_control())
        .take(160)
        .collect();
    format!("{status}: {line}")
}

/// What a program says; nothing where it is not there or fails.
pub(super) fn said(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    output.status.success().then(|| text.into_owned())
}

/// How many bytes a file has.
pub(super) fn size(path: &Path) -> Result<u64, String> {
    fs::metadata(path).map(|it| it.len()).map_err(|error| {
        let name = path.file_name().unwrap_or_default();
        format!("{}: {error}", name.display())
    })
}

#[cfg(test)]
mod tests {
    use super::{reason, run};
    use std::process::Command;

    #[test]
    fn a_program_that_fails_says_why_in_one_line() {
        let said = "error[E0432]: unresolved\n\nerror: could not compile `x` (lib) due to 15 previous errors\n";
        assert_eq!(
            reason(said, "exit status: 101"),
            "exit status: 101: error: could not compile `x` (lib) due to 15 previous errors"
        );
        assert_eq!(reason("a\nError: b\nc", "1"), "1: Error: b");
        assert_eq!(reason("a\nb\n", "1"), "1: b");
        assert_eq!(reason("", "1"), "1: nothing was said");
        assert_eq!(
            reason(
                "thread 'main' (14) panicked at /home/a/src/merge.rs:125:36:\nit is an error\nnote: none",
                "1"
            ),
            "1: panicked at merge.rs:125:36: it is an error"
        );
    }

    #[test]
    fn what_is_not_there_is_told_by_its_name() {
        let error = run(&mut Command::new("no-such-program-anywhere")).err();
        assert!(error.is_some_and(|it| it.contains("no-such-program-anywhere")));
    }

    #[test]
    fn a_run_uses_time_and_memory() -> Result<(), String> {
        let used = run(Command::new(option_env!("CARGO").unwrap_or("cargo")).arg("--version"))?;
        assert!(used.wall > 0.0 && used.peak > 1_000_000);
        Ok(())
    }
}
