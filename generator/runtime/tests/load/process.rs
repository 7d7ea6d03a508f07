//! A process of its own for a test, and what it has in use.

use std::fs;
use std::process::Command;

use tokio::runtime::Handle;

/// Set in such a process.
const APART: &str = "SPECWRIGHT_TEST_APART";

/// Whether this is a process of a test's own, where nobody else's files, tasks and memory are counted. If it is not, the test
/// is run in one, with as many open files as the system allows: a thousand connections have two thousand ends.
pub(crate) fn is_own(test: &str) -> bool {
    if std::env::var_os(APART).is_some() {
        return true;
    }
    let run = Command::new("sh")
        .args(["-c", r#"ulimit -n "$(ulimit -Hn)" && exec "$0" "$@""#])
        .arg(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(APART, "yes")
        .output()
        .unwrap();
    let printed = [run.stdout, run.stderr].concat();
    let printed = String::from_utf8_lossy(&printed);
    assert!(printed.contains("1 passed"), "{printed}");
    println!("{printed}");
    false
}

/// The most memory that the process has had so far, in KiB.
pub(crate) fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}

/// How many files are open and how many tasks alive.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct InUse {
    pub(crate) files: usize,
    pub(crate) tasks: usize,
}

impl InUse {
    pub(crate) fn now() -> Self {
        Self {
            files: fs::read_dir("/proc/self/fd").unwrap().count(),
            tasks: Handle::current().metrics().num_alive_tasks(),
        }
    }

    /// Whether there is no more than this of either.
    pub(crate) fn covers(self, other: Self) -> bool {
        other.files <= self.files && other.tasks <= self.tasks
    }
}
