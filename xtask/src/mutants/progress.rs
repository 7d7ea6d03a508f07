//! The line on the terminal that says how far it is, and how long it will take.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// How wide the bar is.
const WIDTH: usize = 24;

/// The line. There is none where nobody would see it.
pub(super) struct Progress {
    what: &'static str,
    total: usize,
    done: usize,
    survived: usize,
    start: Instant,
    shown: bool,
}

impl Progress {
    /// Begins with `total` to do.
    pub(super) fn start(what: &'static str, total: usize, wanted: bool) -> Self {
        let progress = Self {
            what,
            total,
            done: 0,
            survived: 0,
            start: Instant::now(),
            shown: wanted && total > 0 && std::io::stderr().is_terminal(),
        };
        progress.draw();
        progress
    }

    /// One more is done.
    pub(super) fn step(&mut self, survived: bool) {
        self.done += 1;
        self.survived += usize::from(survived);
        self.draw();
    }

    fn draw(&self) {
        if self.shown {
            let line = line(
                self.what,
                self.done,
                self.total,
                self.survived,
                self.start.elapsed(),
            );
            anstream::eprint!("\r\u{1b}[2K{line}");
            let _ = std::io::stderr().flush();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            anstream::eprint!("\r\u{1b}[2K");
        }
    }
}

fn line(what: &str, done: usize, total: usize, survived: usize, elapsed: Duration) -> String {
    let full = WIDTH * done / total.max(1);
    let bar = format!(
        "{}{}",
        "█".repeat(full),
        "░".repeat(WIDTH.saturating_sub(full))
    );
    let left = match u32::try_from(done) {
        Ok(done @ 1..) => {
            let left = u32::try_from(total)
                .unwrap_or(u32::MAX)
                .saturating_sub(done);
            let seconds = (elapsed / done).saturating_mul(left).as_secs();
            format!("{}:{:02} left", seconds / 60, seconds % 60)
        }
        _ => "building".to_owned(),
    };
    format!("{what} {bar} {done}/{total}, {survived} survived, {left}")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::line;

    #[test]
    fn the_time_left_is_that_of_those_that_are_done() {
        let line = line("document", 10, 40, 2, Duration::from_secs(50));
        assert_eq!(
            line,
            "document ██████░░░░░░░░░░░░░░░░░░ 10/40, 2 survived, 2:30 left"
        );
        assert!(super::line("x", 0, 7, 0, Duration::ZERO).ends_with("0/7, 0 survived, building"));
    }
}
