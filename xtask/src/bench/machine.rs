//! What the figures were measured on.

use std::fs;
use std::process::Command;

use super::generators::GENERATORS;
use super::process;

/// When, with which program and how often it is measured.
pub(super) fn now(rounds: usize) -> String {
    let git = |arguments: &[&str]| process::said(Command::new("git").args(arguments));
    let commit = git(&["rev-parse", "--short", "HEAD"]).map_or_else(
        || format!("version {}", env!("CARGO_PKG_VERSION")),
        |it| it.trim().to_owned(),
    );
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]);
    let changed = if changed.is_some_and(|it| !it.is_empty()) {
        " with changes"
    } else {
        ""
    };
    let day = jiff::Timestamp::now().to_string();
    let day = day.get(..10).unwrap_or_default();
    let rounds = if rounds == 1 {
        "1 round".to_owned()
    } else {
        format!("{rounds} rounds")
    };
    format!("on {day} at {commit}{changed}, {rounds}")
}

/// A list of Markdown: the machine, the compiler, the generators that were there.
pub(super) fn description() -> String {
    let field = |file: &str, key: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find_map(|line| {
            line.strip_prefix(key)?
                .trim()
                .strip_prefix(':')
                .map(str::trim)
        });
        line.unwrap_or("unknown").to_owned()
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let rustc = process::said(Command::new("rustc").arg("--version")).unwrap_or_default();
    let mut lines = vec![
        format!(
            "- {cores} cores of {}",
            field("/proc/cpuinfo", "model name")
        ),
        format!("- memory {}", field("/proc/meminfo", "MemTotal")),
        format!("- {}, {}", std::env::consts::OS, rustc.trim()),
    ];
    for generator in &GENERATORS {
        let version = generator.installed().unwrap_or_else(|why| why);
        lines.push(format!("- {}: {version}", generator.name));
    }
    lines.join("\n")
}
