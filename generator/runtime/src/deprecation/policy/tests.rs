use reqwest::Method;

use super::*;

static SUNSET: Operation = operation(Some(Deprecation {
    since: None,
    sunset: Some(jiff::civil::date(2026, 1, 15)),
    successor: Some("createFlexBackupRestoreJob"),
    link: Some("https://docs.example"),
    message: None,
}));
static ENDLESS: Operation = operation(Some(Deprecation {
    since: None,
    sunset: None,
    successor: None,
    link: None,
    message: None,
}));
static CURRENT: Operation = operation(None);

const fn operation(deprecation: Option<Deprecation>) -> Operation {
    Operation {
        id: "createJob",
        method: Method::POST,
        path: "/jobs",
        idempotent: false,
        accept: None,
        content_type: None,
        security: &[],
        deprecation,
        servers: &[],
        streams: &[],
    }
}

fn admits(policy: DeprecationPolicy, operation: &'static Operation, now: &str) -> bool {
    let clock: Timestamp = now.parse().unwrap();
    policy.admit(operation, &clock).is_ok()
}

const BEFORE: &str = "2026-01-14T23:59:59Z";
const AFTER: &str = "2026-01-15T00:00:00Z";

#[test]
fn each_policy_admits_what_it_says() {
    use DeprecationPolicy::{Deny, DenyAfterSunset, Ignore, Warn};
    for (policy, before, after, endless) in [
        (Ignore, true, true, true),
        (Warn, true, true, true),
        (DenyAfterSunset, true, false, true),
        (Deny, false, false, false),
    ] {
        assert_eq!(admits(policy, &SUNSET, BEFORE), before, "{policy:?}");
        assert_eq!(admits(policy, &SUNSET, AFTER), after, "{policy:?}");
        assert_eq!(admits(policy, &ENDLESS, AFTER), endless, "{policy:?}");
        assert!(admits(policy, &CURRENT, AFTER), "{policy:?}");
    }
}

#[test]
fn a_refusal_says_what_when_and_what_instead() {
    let clock: Timestamp = AFTER.parse().unwrap();
    let refusal = DeprecationPolicy::DenyAfterSunset
        .admit(&SUNSET, &clock)
        .unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "`createJob` was not called: it is deprecated, its sunset is 2026-01-15, and the policy is DenyAfterSunset; \
         use `createFlexBackupRestoreJob` instead (see https://docs.example)"
    );
    assert_eq!(refusal.operation().id, "createJob");
    assert_eq!(refusal.policy(), DeprecationPolicy::DenyAfterSunset);
    assert_eq!(refusal.sunset(), Some(jiff::civil::date(2026, 1, 15)));
}

#[test]
fn the_systems_clock_goes() {
    let built: Timestamp = "2025-01-01T00:00:00Z".parse().unwrap();
    assert!(SystemClock.now() > built);
}
