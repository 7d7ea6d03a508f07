//! A line on the terminal that says what is being done, for work that a person has to wait for.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use specwright::Stage;

/// What is done sooner needs no line.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the line is drawn.
const INTERVAL: Duration = Duration::from_millis(100);

/// The line, until it is dropped. There is none where nobody would see it.
pub(super) struct Progress {
    line: Option<(Sender<Stage>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to wait, if anything is `wanted` and the standard error is a terminal.
    pub(super) fn start(wanted: bool) -> Self {
        let line = (wanted && std::io::stderr().is_terminal()).then(|| {
            let (sender, stages) = mpsc::channel();
            let drawing = thread::spawn(move || draw(&stages));
            (sender, drawing)
        });
        Self { line }
    }

    /// Says what is done from now on.
    pub(super) fn stage(&self, stage: Stage) {
        if let Some((sender, _)) = &self.line {
            // The thread that draws ends only when this end is dropped.
            let _ = sender.send(stage);
        }
    }

    /// Takes the line away.
    pub(super) fn end(self) {
        drop(self);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, drawing)) = self.line.take() {
            drop(sender);
            let _ = drawing.join();
        }
    }
}

fn draw(stages: &mpsc::Receiver<Stage>) {
    let start = Instant::now();
    let mut stage = Stage::Load;
    let mut drawn = false;
    loop {
        match stages.recv_timeout(INTERVAL) {
            Ok(next) => stage = next,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if start.elapsed() >= PATIENCE {
            let seconds = start.elapsed().as_secs_f64();
            anstream::eprint!("\r\u{1b}[2K{} … {seconds:.1} s", words(stage));
            let _ = std::io::stderr().flush();
            drawn = true;
        }
    }
    if drawn {
        anstream::eprint!("\r\u{1b}[2K");
    }
}

fn words(stage: Stage) -> &'static str {
    match stage {
        Stage::Load => "reading the document",
        Stage::Lower => "understanding it",
        Stage::Names => "finding names",
        Stage::Emit => "writing the client",
    }
}
