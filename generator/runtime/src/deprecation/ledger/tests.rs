use jiff::civil::date;
use reqwest::header::HeaderMap;

use super::*;
use crate::{Location, Method};

static SUNSET: Deprecation = Deprecation {
    sunset: Some(date(2026, 1, 15)),
    successor: Some("listJobs"),
    ..Deprecation::PLAIN
};
static ENDLESS: Deprecation = Deprecation::PLAIN;
static OLD: Operation = operation("oldJobs", Some(SUNSET_OF_OLD));
static LIST: Operation = operation("listJobs", None);
const SUNSET_OF_OLD: Deprecation = Deprecation {
    sunset: Some(date(2026, 1, 15)),
    ..Deprecation::PLAIN
};

const fn operation(id: &'static str, deprecation: Option<Deprecation>) -> Operation {
    Operation {
        id,
        method: Method::GET,
        path: "/jobs",
        idempotent: true,
        accept: None,
        content_type: None,
        security: &[],
        deprecation,
        servers: &[],
        streams: &[],
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn parts() -> [DeprecatedPart; 2] {
    [
        DeprecatedPart::parameter(Location::Query("kind"), &SUNSET),
        DeprecatedPart::parameter(Location::Query("page"), &ENDLESS),
    ]
}

fn lines(ledger: &Ledger) -> Vec<String> {
    ledger.snapshot().iter().map(ToString::to_string).collect()
}

fn headers(fields: &[(&'static str, &'static str)]) -> DeprecationHeaders {
    let fields = fields.iter();
    let fields: HeaderMap = fields
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect();
    DeprecationHeaders::read(&fields)
}

#[test]
fn each_part_of_each_operation_counts_by_itself_in_the_order_of_the_first_use() {
    let ledger = Ledger::default();
    let parts = parts();
    let now = at("2026-01-14T00:00:00Z");
    for (operation, parts) in [
        (&OLD, &parts[1..]),
        (&LIST, &parts[..]),
        (&OLD, &parts[1..]),
    ] {
        let used = Used { operation, parts };
        ledger.sent(used, DeprecationPolicy::Ignore, &now);
    }
    assert_eq!(
        lines(&ledger),
        [
            "`oldJobs`: 2 sent, 0 refused; sunset 2026-01-15",
            "`oldJobs`, query parameter `page`: 2 sent, 0 refused",
            "`listJobs`, query parameter `kind`: 1 sent, 0 refused; sunset 2026-01-15; use `listJobs` instead",
            "`listJobs`, query parameter `page`: 1 sent, 0 refused",
        ]
    );
    let [operation, part, ..] = &*ledger.snapshot() else {
        panic!("{ledger:?}")
    };
    assert!(operation.part().is_none());
    assert_eq!(operation.deprecation(), Some(&SUNSET_OF_OLD));
    assert_eq!(part.operation().id, "oldJobs");
    assert_eq!(part.part(), Some(&parts[1]));
    assert_eq!(part.deprecation(), Some(&ENDLESS));
    assert_eq!((part.sent(), part.refused()), (2, 0));
}

#[test]
fn all_that_the_policy_refuses_is_counted_and_the_first_is_named() {
    let ledger = Ledger::default();
    let parts = parts();
    let used = Used {
        operation: &OLD,
        parts: &parts,
    };
    let (before, after) = (at("2026-01-14T23:59:59Z"), at("2026-01-15T00:00:00Z"));
    let policy = DeprecationPolicy::DenyAfterSunset;
    assert!(ledger.admit(used, policy, &before).is_ok());
    assert_eq!(lines(&ledger), [""; 0]);
    let refusal = ledger.admit(used, policy, &after).unwrap_err();
    assert!(refusal.part().is_none());
    let of_parts = Used {
        operation: &LIST,
        parts: &parts,
    };
    let refusal = ledger.admit(of_parts, DeprecationPolicy::Deny, &after);
    assert_eq!(refusal.unwrap_err().part(), Some(&parts[0]));
    let counts: Vec<_> = ledger
        .snapshot()
        .iter()
        .map(|it| {
            (
                it.operation().id,
                it.part().is_some(),
                it.sent(),
                it.refused(),
            )
        })
        .collect();
    assert_eq!(
        counts,
        [
            ("oldJobs", false, 0, 1),
            ("oldJobs", true, 0, 1),
            ("listJobs", true, 0, 1),
            ("listJobs", true, 0, 1),
        ]
    );
}

#[test]
fn what_only_the_server_calls_deprecated_counts_by_its_answers() {
    let ledger = Ledger::default();
    ledger.answered(&LIST, &headers(&[]));
    ledger.answered(&LIST, &headers(&[("deprecation", "false")]));
    assert_eq!(lines(&ledger), [""; 0]);
    ledger.answered(&LIST, &headers(&[("deprecation", "@0")]));
    let sunset = ("sunset", "Thu, 01 Jul 2027 00:00:00 GMT");
    ledger.answered(&LIST, &headers(&[sunset]));
    ledger.answered(&LIST, &headers(&[("deprecation", "true")]));
    assert_eq!(
        lines(&ledger),
        ["`listJobs`: 3 sent, 0 refused; sunset 2027-07-01"]
    );
    let [used] = &*ledger.snapshot() else {
        panic!("{ledger:?}")
    };
    assert_eq!(used.deprecation(), None);
    assert_eq!(used.announced_since(), Some(at("1970-01-01T00:00:00Z")));
    assert_eq!(used.announced_sunset(), Some(at("2027-07-01T00:00:00Z")));
}

#[test]
fn the_servers_last_word_stands_beside_the_documents() {
    let ledger = Ledger::default();
    let used = Used {
        operation: &OLD,
        parts: &[],
    };
    ledger.sent(used, DeprecationPolicy::Ignore, &Timestamp::MIN);
    for day in [
        "Thu, 01 Jul 2027 00:00:00 GMT",
        "Fri, 02 Jul 2027 00:00:00 GMT",
    ] {
        ledger.answered(&OLD, &headers(&[("sunset", day)]));
    }
    assert_eq!(
        lines(&ledger),
        ["`oldJobs`: 1 sent, 0 refused; sunset 2026-01-15"]
    );
    let announced = ledger.snapshot()[0].announced_sunset();
    assert_eq!(announced, Some(at("2027-07-02T00:00:00Z")));
}
