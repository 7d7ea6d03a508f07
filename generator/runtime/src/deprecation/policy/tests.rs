use super::*;
use crate::{Location, Method};

static SUNSET: Deprecation = Deprecation {
    sunset: Some(jiff::civil::date(2026, 1, 15)),
    successor: Some("createFlexBackupRestoreJob"),
    link: Some("https://docs.example"),
    ..Deprecation::PLAIN
};
static ENDLESS: Deprecation = Deprecation::PLAIN;
static OPERATION: Operation = Operation {
    id: "createJob",
    method: Method::POST,
    path: "/jobs",
    idempotent: false,
    accept: None,
    content_type: None,
    security: &[],
    deprecation: None,
    servers: &[],
    streams: &[],
};

const BEFORE: &str = "2026-01-14T23:59:59Z";
const AFTER: &str = "2026-01-15T00:00:00Z";

#[test]
fn each_policy_denies_what_it_says() {
    use DeprecationPolicy::{Deny, DenyAfterSunset, Ignore, Warn};
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    for (policy, before, after, endless) in [
        (Ignore, false, false, false),
        (Warn, false, false, false),
        (DenyAfterSunset, false, true, false),
        (Deny, true, true, true),
    ] {
        assert_eq!(policy.denies(&SUNSET, at(BEFORE)), before, "{policy:?}");
        assert_eq!(policy.denies(&SUNSET, at(AFTER)), after, "{policy:?}");
        assert_eq!(policy.denies(&ENDLESS, at(AFTER)), endless, "{policy:?}");
    }
}

#[test]
fn a_refusal_says_what_when_and_what_instead() {
    let policy = DeprecationPolicy::DenyAfterSunset;
    let refusal = DeprecationRefusal::new(&OPERATION, None, &SUNSET, policy);
    assert_eq!(
        refusal.to_string(),
        "`createJob` was not called: it is deprecated, its sunset is 2026-01-15, and the policy is DenyAfterSunset; \
         use `createFlexBackupRestoreJob` instead (see https://docs.example)"
    );
    assert_eq!(refusal.operation().id, "createJob");
    assert!(refusal.part().is_none());
    assert_eq!(refusal.deprecation(), &SUNSET);
    assert_eq!(refusal.policy(), policy);
    assert_eq!(refusal.sunset(), Some(jiff::civil::date(2026, 1, 15)));
    assert_eq!(refusal.successor(), Some("createFlexBackupRestoreJob"));
}

#[test]
fn a_refusal_for_a_part_names_it_and_gives_the_documents_own_sentence() {
    static OLD: Deprecation = Deprecation {
        message: Some("Say what you want."),
        ..Deprecation::PLAIN
    };
    let part = DeprecatedPart::parameter(Location::Query("envelope"), &OLD);
    let policy = DeprecationPolicy::Deny;
    let refusal = DeprecationRefusal::new(&OPERATION, Some(&part), &OLD, policy);
    assert_eq!(
        refusal.to_string(),
        "`createJob` was not called: query parameter `envelope` is deprecated, and the policy is Deny; the document says: \
         Say what you want."
    );
    assert_eq!(refusal.part(), Some(&part));
}

#[test]
fn the_systems_clock_goes() {
    let built: Timestamp = "2025-01-01T00:00:00Z".parse().unwrap();
    assert!(SystemClock.now() > built);
}
