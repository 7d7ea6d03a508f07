//! What a call said through `tracing`.
//!
//! A closure comes in, its result and the events of its thread go out. Every field of every event and span, of any level, is
//! looked at for [`secrets`]. One subscriber serves the whole process and
//! sorts by thread: subscribers set for a scope race for the callsites' cache where tests run side by side.

use std::{cell::RefCell, fmt::Write as _, sync::Once};

use crate::secrets;
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

thread_local! {
    static RECORDED: RefCell<Option<Vec<Recorded>>> = const { RefCell::new(None) };
}

/// An event.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Recorded {
    /// How loud it was.
    pub level: Level,
    /// Message and fields in one line: `message=… sunset=2026-01-15`.
    pub text: String,
}

/// Hears from now on whatever is told to `tracing`.
pub fn listen() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        // A second one can only be installed by a program that embeds the suite and wants its own; then the cases
        // on events fail and say so.
        let _ = tracing::subscriber::set_global_default(Recorder);
    });
}

/// Runs `run` and returns what it said at level `INFO` or louder.
pub fn recorded<T>(run: impl FnOnce() -> T) -> (T, Vec<Recorded>) {
    listen();
    RECORDED.with_borrow_mut(|recorded| *recorded = Some(Vec::new()));
    let result = run();
    (
        result,
        RECORDED.with_borrow_mut(Option::take).unwrap_or_default(),
    )
}

struct Recorder;

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        let mut line = Line::default();
        attributes.record(&mut line);
        secrets::look("a span", &line.0);
        // Spans are not told apart: all that counts here are events.
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        let mut line = Line::default();
        values.record(&mut line);
        secrets::look("a span", &line.0);
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        secrets::look("an event", &line.0);
        let level = *event.metadata().level();
        RECORDED.with_borrow_mut(|recorded| {
            if let Some(recorded) = recorded.as_mut().filter(|_| level <= Level::INFO) {
                recorded.push(Recorded {
                    level,
                    text: line.0,
                });
            }
        });
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// Fields one after the other.
#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // Writing to a `String` can't fail.
        let _ = write!(self.0, "{}={value:?} ", field.name());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = write!(self.0, "{}={value} ", field.name());
    }
}
