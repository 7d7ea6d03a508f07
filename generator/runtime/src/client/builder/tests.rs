use super::{CONNECT_TIMEOUT, MAX_RESPONSE_BYTES, RETRY_BUDGET, TIMEOUT};
use crate::RetryPolicy;

#[test]
fn the_readme_tells_the_defaults() {
    let readme = include_str!("../../../README.md");
    let policy = RetryPolicy::new();
    let (base, cap) = (policy.backoff.base, policy.backoff.cap);
    for (row, default) in [
        (
            "time for a whole call",
            format!("| {} s |", TIMEOUT.as_secs()),
        ),
        (
            "time for a connection",
            format!("| {} s |", CONNECT_TIMEOUT.as_secs()),
        ),
        (
            "largest body read",
            format!("| {} MiB |", MAX_RESPONSE_BYTES >> 20),
        ),
        ("attempts in all", format!("| {} |", policy.attempts)),
        ("wait before", format!("up to {} s, ", base.as_secs_f32())),
        ("wait before", format!("… {} s |", cap.as_secs())),
        ("repetitions of all", format!("| {RETRY_BUDGET} in reserve")),
    ] {
        let start = format!("| {row}");
        let line = readme.lines().find(|line| line.starts_with(&start));
        assert!(
            line.is_some_and(|it| it.contains(&default)),
            "{line:?}: {default}"
        );
    }
}
