//! Part 3: that a caller learns of the end of an operation, and that nothing else ever happens because of it.
//!
//! The compiler's part of it, the warning, is checked where there is a crate to compile: beside the suite's `main`.

use tracing::Level;

use super::{Case, Subject, deprecation_headers, request_shape::check_refused};
use crate::{
    adapter::{Arguments, DeprecationFacts, Kind, Outcome, Policy},
    coverage::{self, Item},
    difference::{Difference, Failure, verdict},
    events::{Recorded, recorded},
    harness::{Answer, Exchange, Settings, block_on},
    oracle::Deprecation,
    received::Received,
    server::{Script, Server},
};

/// Several calls through one client.
#[derive(Debug)]
pub struct Calls {
    /// What came of each.
    pub outcomes: Vec<Outcome>,
    /// What they said through `tracing`.
    pub events: Vec<Recorded>,
    /// What reached the server.
    pub received: Vec<Received>,
}

/// Every case of this part.
pub fn cases(subject: Subject) -> Vec<Case> {
    let mut cases = vec![case(subject, "record_equals_the_document", move || {
        let facts = subject.suite.adapter.facts();
        let record = facts.operation(&subject.operation.key());
        let record =
            record.ok_or_else(|| Failure::because("the client has no record of the operation"))?;
        check_record(&subject, record.deprecation.as_ref())
    })];
    match &subject.operation.deprecation {
        Some(deprecation) if subject.suite.focus.stands_for_its_end(subject.operation) => {
            cases.extend(policies(subject, deprecation));
            cases.extend(announcements(subject, deprecation));
        }
        Some(_) => cases.extend(in_short(subject)),
        None => cases.extend(not_deprecated(subject)),
    }
    cases.extend(deprecation_headers::cases(subject));
    cases
}

/// Of an operation whose end is like another's: one warning, and one refusal.
fn in_short(subject: Subject) -> [Case; 2] {
    let now = "1971-01-01T00:00:00Z".to_owned();
    let at = |policy| Settings {
        policy,
        now: now.clone(),
        ..Settings::default()
    };
    let (warned, refused) = (
        Effect {
            admits: true,
            events: 1,
        },
        Effect {
            admits: false,
            events: 0,
        },
    );
    [
        policy_case(
            subject,
            "policy::client_default_long_before",
            at(None),
            None,
            warned,
        ),
        policy_case(
            subject,
            "policy::client_deny_long_before",
            at(Some(Policy::Deny)),
            None,
            refused,
        ),
    ]
}

pub(super) fn case(
    subject: Subject,
    name: &str,
    run: impl FnOnce() -> Result<(), Failure> + Send + 'static,
) -> Case {
    Case::new(subject.name("deprecation", name), run)
}

/// The record says what the document says, field by field.
pub fn check_record(subject: &Subject, record: Option<&DeprecationFacts>) -> Result<(), Failure> {
    let documented = subject.operation.deprecation.as_ref();
    if let Some(Deprecation { pointer, .. }) = documented {
        coverage::record(Item::Deprecation {
            pointer: pointer.clone(),
        });
    }
    let facts = |deprecation: &Deprecation| {
        let Deprecation {
            pointer: _,
            since,
            sunset,
            successor,
            link,
        } = deprecation.clone();
        [since, sunset, successor, link]
    };
    let stated = |record: &DeprecationFacts| {
        let DeprecationFacts {
            since,
            sunset,
            successor,
            link,
        } = record.clone();
        [since, sunset, successor, link]
    };
    let mut differences = Vec::new();
    let (expected, found) = (documented.map(facts), record.map(stated));
    if expected.is_some() != found.is_some() {
        let shown = |is: bool| if is { "deprecated" } else { "not deprecated" };
        differences.push(Difference::new(
            "operation",
            shown(expected.is_some()),
            shown(found.is_some()),
        ));
    }
    let names = ["since", "sunset", "successor", "link"];
    for (name, (expected, found)) in names.iter().zip(
        expected
            .unwrap_or_default()
            .iter()
            .zip(found.unwrap_or_default().iter()),
    ) {
        if expected != found {
            differences.push(Difference::new(
                format!("deprecation, {name}"),
                format!("{expected:?}"),
                format!("{found:?}"),
            ));
        }
    }
    let pointer = documented.map_or(&subject.operation.pointer, |deprecation| {
        &deprecation.pointer
    });
    let place = subject.suite.document.place(pointer);
    verdict(
        differences
            .into_iter()
            .map(|difference| difference.at(place.clone()))
            .collect(),
        "",
    )
}

/// Each policy of client and call, just before and from the sunset on.
fn policies(subject: Subject, deprecation: &'static Deprecation) -> Vec<Case> {
    use Policy::{Deny, DenyAfterSunset, Ignore, Warn};
    let mut times = vec![("long_before", "1971-01-01T00:00:00Z".to_owned(), false)];
    // A sunset that is no day is none; the record says whether the client thinks so too.
    if let Some((before, begins)) = deprecation.sunset.as_deref().and_then(around) {
        times.push(("just_before_the_sunset", before.to_string(), false));
        times.push(("as_the_sunset_begins", begins.to_string(), true));
        times.push((
            "long_after_the_sunset",
            "9999-01-01T00:00:00Z".to_owned(),
            true,
        ));
    }
    let mut cases = Vec::new();
    for (time, now, after) in times {
        for (name, policy, admits, warns) in [
            ("default", None, true, true),
            ("ignore", Some(Ignore), true, false),
            ("warn", Some(Warn), true, true),
            ("deny_after_sunset", Some(DenyAfterSunset), !after, !after),
            ("deny", Some(Deny), false, false),
        ] {
            let expected = Effect {
                admits,
                events: usize::from(warns),
            };
            let settings = Settings {
                policy,
                now: now.clone(),
                ..Settings::default()
            };
            cases.push(policy_case(
                subject,
                &format!("policy::client_{name}_{time}"),
                settings,
                None,
                expected,
            ));
            // The call's own policy counts, whatever the client's is; the client's is the opposite here.
            if let Some(policy) = policy {
                let opposite = if admits { Deny } else { Ignore };
                let settings = Settings {
                    policy: Some(opposite),
                    now: now.clone(),
                    ..Settings::default()
                };
                let name = format!("policy::call_{name}_{time}");
                cases.push(policy_case(
                    subject,
                    &name,
                    settings,
                    Some(policy),
                    expected,
                ));
            }
        }
    }
    cases
}

/// The last moment before a day, and its first.
fn around(day: &str) -> Option<(jiff::Timestamp, jiff::Timestamp)> {
    let begins: jiff::Timestamp = format!("{day}T00:00:00Z").parse().ok()?;
    let before = begins
        .checked_sub(jiff::SignedDuration::from_nanos(1))
        .ok()?;
    Some((before, begins))
}

/// What a policy must lead to.
#[derive(Clone, Copy, Debug)]
pub struct Effect {
    /// Whether the call is made.
    pub admits: bool,
    /// How many warnings two calls give.
    pub events: usize,
}

fn policy_case(
    subject: Subject,
    name: &str,
    settings: Settings,
    call: Option<Policy>,
    expected: Effect,
) -> Case {
    case(subject, name, move || {
        let mut arguments = subject.arguments.clone();
        arguments.policy = call;
        let calls = calls(
            &subject,
            &arguments,
            &settings,
            &[subject.success()?, subject.success()?],
        )?;
        check_policy(&subject, expected, calls)
    })
}

/// Two calls were made, or refused with all that a caller needs, and were warned of once at most.
pub fn check_policy(subject: &Subject, expected: Effect, calls: Calls) -> Result<(), Failure> {
    check_events(subject, expected.events, &calls.events)?;
    let Calls {
        outcomes, received, ..
    } = calls;
    if expected.admits {
        let is_made =
            |outcome: &Outcome| outcome.kind != Some(Kind::Deprecated) && outcome.status.is_some();
        let made = outcomes.iter().all(is_made);
        let differs = !made || received.len() != outcomes.len();
        let found = || format!("{} requests, {:?}", received.len(), outcomes);
        let differs = differs.then(|| Difference::new("calls", "both made", found()));
        return verdict(differs.into_iter().collect(), "");
    }
    for outcome in outcomes {
        check_refusal(subject, &outcome)?;
        check_refused(
            &Exchange {
                outcome,
                received: received.clone(),
                host: String::new(),
                connections: None,
                is_silent: false,
            },
            Kind::Deprecated,
        )?;
    }
    Ok(())
}

/// A refusal names the date and the successor, as fields and in its text.
fn check_refusal(subject: &Subject, outcome: &Outcome) -> Result<(), Failure> {
    let Some(deprecation) = &subject.operation.deprecation else {
        return Ok(());
    };
    let refusal = outcome.refusal.clone();
    let mut differences = Vec::new();
    let found = refusal.map_or((None, None), |refusal| (refusal.sunset, refusal.successor));
    let expected = (deprecation.sunset.clone(), deprecation.successor.clone());
    if expected != found {
        differences.push(Difference::new(
            "refusal: sunset and successor",
            format!("{expected:?}"),
            format!("{found:?}"),
        ));
    }
    for fact in deprecation.sunset.iter().chain(&deprecation.successor) {
        if !outcome.message.contains(fact) {
            differences.push(Difference::new(
                "refusal's text",
                format!("names `{fact}`"),
                outcome.message.clone(),
            ));
        }
    }
    let place = subject.suite.document.place(&deprecation.pointer);
    verdict(
        differences
            .into_iter()
            .map(|difference| difference.at(place.clone()))
            .collect(),
        outcome,
    )
}

/// As many warnings as expected, each with the operation, the date and the successor.
pub fn check_events(
    subject: &Subject,
    expected: usize,
    events: &[Recorded],
) -> Result<(), Failure> {
    let mut differences = Vec::new();
    if events.len() != expected {
        differences.push(Difference::new(
            "tracing events",
            expected.to_string(),
            format!("{events:#?}"),
        ));
    }
    let deprecation = subject.operation.deprecation.as_ref();
    let facts = deprecation
        .into_iter()
        .flat_map(|deprecation| deprecation.sunset.iter().chain(&deprecation.successor));
    let facts: Vec<&String> = std::iter::once(&subject.operation.id)
        .chain(facts)
        .collect();
    for event in events {
        let missing = facts
            .iter()
            .filter(|fact| !event.text.contains(fact.as_str()));
        differences.extend(missing.map(|fact| {
            Difference::new(
                "tracing event",
                format!("names `{fact}`"),
                event.text.clone(),
            )
        }));
        if event.level != Level::WARN {
            differences.push(Difference::new(
                "level of the tracing event",
                "WARN",
                event.level.to_string(),
            ));
        }
    }
    verdict(differences, "")
}

/// What the log says when the time comes, and where the server's headers differ from the document.
fn announcements(subject: Subject, deprecation: &'static Deprecation) -> Vec<Case> {
    let mut cases = Vec::new();
    let Some(sunset) = &deprecation.sunset else {
        return cases;
    };
    cases.push(case(
        subject,
        "warning::says_whether_the_sunset_has_come",
        move || {
            let at = |now: &str| {
                let settings = Settings {
                    now: now.to_owned(),
                    ..Settings::default()
                };
                calls(
                    &subject,
                    subject.arguments,
                    &settings,
                    &[subject.success()?],
                )
            };
            let (before, after) = (
                at("1971-01-01T00:00:00Z")?.events,
                at("9999-01-01T00:00:00Z")?.events,
            );
            let same = (before == after).then(|| {
                Difference::new(
                    "warning after the sunset",
                    "another one than before",
                    format!("{after:?}"),
                )
            });
            verdict(same.into_iter().collect(), "")
        },
    ));
    let other = "2099-07-01";
    let header = "Wed, 1 Jul 2099 00:00:00 GMT";
    for (name, sent, told) in [
        ("agrees_no_event", http_date(sunset), 0),
        ("moved_one_event", Some(header.to_owned()), 1),
    ] {
        let Some(sent) = sent else { continue };
        cases.push(case(subject, &format!("disagreement::{name}"), move || {
            let answer = subject.success()?.header("sunset", &sent);
            let calls = calls(
                &subject,
                subject.arguments,
                &Settings::default(),
                &[answer.clone(), answer],
            )?;
            let differing: Vec<Recorded> = calls
                .events
                .into_iter()
                .filter(|event| event.text.contains(other))
                .collect();
            check_disagreement(told, sunset, &differing)
        }));
    }
    cases.push(case(
        subject,
        "disagreement::is_not_told_under_ignore",
        move || {
            let settings = Settings {
                policy: Some(Policy::Ignore),
                ..Settings::default()
            };
            let answer = subject.success()?.header("sunset", header);
            check_events(
                &subject,
                0,
                &calls(&subject, subject.arguments, &settings, &[answer])?.events,
            )
        },
    ));
    cases
}

/// The events on a sunset that moved name both dates.
pub fn check_disagreement(told: usize, sunset: &str, events: &[Recorded]) -> Result<(), Failure> {
    let fine = events.len() == told && events.iter().all(|event| event.text.contains(sunset));
    let expected = format!("{told}, each with both dates, also after a second call");
    let differs = (!fine).then(|| {
        Difference::new(
            "events on the disagreement",
            expected,
            format!("{events:#?}"),
        )
    });
    verdict(differs.into_iter().collect(), "")
}

/// An operation with no end in sight: no policy refuses it, and nothing is told.
fn not_deprecated(subject: Subject) -> Vec<Case> {
    let policies = [
        ("deny", Policy::Deny),
        ("deny_after_sunset", Policy::DenyAfterSunset),
    ];
    let cases = policies.into_iter().map(|(name, policy)| {
        let now = "9999-01-01T00:00:00Z".to_owned();
        let settings = Settings {
            policy: Some(policy),
            now,
            ..Settings::default()
        };
        let expected = Effect {
            admits: true,
            events: 0,
        };
        policy_case(
            subject,
            &format!("policy::client_{name}_admits_it"),
            settings,
            None,
            expected,
        )
    });
    cases.collect()
}

/// Calls the operation once for each answer, all through one client.
pub fn calls(
    subject: &Subject,
    arguments: &Arguments,
    settings: &Settings,
    answers: &[Answer],
) -> Result<Calls, Failure> {
    let (result, events) = recorded(|| {
        block_on(async {
            let server = Server::start(Script::CloseAtOnce);
            let server = server.map_err(Failure::because)?;
            let client = subject.client(&server.uri(), settings)?;
            let mut outcomes = Vec::new();
            for answer in answers {
                server.play(Script::Answer(answer.wire()));
                outcomes.push(subject.outcome(&*client, arguments).await?);
            }
            Ok::<_, Failure>((outcomes, server.received()))
        })
    });
    let (outcomes, received) = result??;
    Ok(Calls {
        outcomes,
        events,
        received,
    })
}

/// The first moment of an ISO day in the form of `Sunset` (RFC 8594, section 3), with the one-digit day that Atlas
/// sends where the day has one.
fn http_date(day: &str) -> Option<String> {
    let day: jiff::civil::Date = day.parse().ok()?;
    let begins = jiff::tz::Offset::UTC
        .to_timestamp(day.at(0, 0, 0, 0))
        .ok()?;
    Some(begins.strftime("%a, %-d %b %Y %H:%M:%S GMT").to_string())
}
