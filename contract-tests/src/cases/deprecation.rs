//! Part 3: that a caller learns of the end of an operation, and that nothing else ever happens because of it.
//!
//! What of a request is deprecated is `deprecated_parts`', and what an operation's end is like `sunset`'s. The
//! compiler's part of it, the warning, is checked where there is a crate to compile: beside the suite's `main`.

use tracing::Level;

use super::{
    Case, Subject,
    deprecated_parts::{self, uses},
    deprecation_headers,
    request_shape::check_refused,
    sunset,
};
use crate::{
    adapter::{Arguments, DeprecatedUse, DeprecationFacts, Kind, Outcome, Policy},
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
    /// What the client counted.
    pub used: Vec<DeprecatedUse>,
}

/// Every case of this part. What is tried with the operation uses as few deprecated parts as can be.
pub fn cases(subject: Subject) -> Vec<Case> {
    let lean: &'static Arguments = Box::leak(Box::new(deprecated_parts::lean(&subject)));
    let subject = Subject {
        arguments: lean,
        ..subject
    };
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
    cases.extend(deprecated_parts::cases(subject, lean));
    cases.extend(sunset::cases(subject));
    cases.extend(deprecation_headers::cases(subject));
    cases
}

/// Of an operation whose end is like another's: one warning, and one refusal.
fn in_short(subject: Subject) -> [Case; 2] {
    let at = |policy| Settings {
        policy,
        now: LONG_BEFORE.to_owned(),
        ..Settings::default()
    };
    [
        policy_case(
            subject,
            "policy::client_default_long_before",
            at(None),
            None,
        ),
        policy_case(
            subject,
            "policy::client_deny_long_before",
            at(Some(Policy::Deny)),
            None,
        ),
    ]
}

const LONG_BEFORE: &str = "1971-01-01T00:00:00Z";
const LONG_AFTER: &str = "9999-01-01T00:00:00Z";

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
    let differences = check_facts(documented, record);
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

/// What a record does not say that the document does, or says otherwise.
pub(super) fn check_facts(
    documented: Option<&Deprecation>,
    record: Option<&DeprecationFacts>,
) -> Vec<Difference> {
    let facts = |deprecation: &Deprecation| {
        let Deprecation {
            pointer: _,
            since,
            sunset,
            successor,
            link,
            message,
        } = deprecation.clone();
        [since, sunset, successor, link, message]
    };
    let stated = |record: &DeprecationFacts| {
        let DeprecationFacts {
            since,
            sunset,
            successor,
            link,
            message,
        } = record.clone();
        [since, sunset, successor, link, message]
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
    let names = ["since", "sunset", "successor", "link", "message"];
    let expected = expected.unwrap_or_default();
    let found = found.unwrap_or_default();
    for (name, (expected, found)) in names.iter().zip(expected.iter().zip(&found)) {
        if expected != found {
            differences.push(Difference::new(
                format!("deprecation, {name}"),
                format!("{expected:?}"),
                format!("{found:?}"),
            ));
        }
    }
    differences
}

/// Each policy of client and call, just before and from the sunset on.
fn policies(subject: Subject, deprecation: &'static Deprecation) -> Vec<Case> {
    use Policy::{Deny, DenyAfterSunset, Ignore, Warn};
    let mut times = vec![("long_before", LONG_BEFORE.to_owned())];
    // A sunset that is no day is none; the record says whether the client thinks so too.
    if let Some((before, begins)) = deprecation.sunset.as_deref().and_then(around) {
        times.push(("just_before_the_sunset", before.to_string()));
        times.push(("as_the_sunset_begins", begins.to_string()));
        times.push(("long_after_the_sunset", LONG_AFTER.to_owned()));
    }
    let mut cases = Vec::new();
    for (time, now) in times {
        for (name, policy) in [
            ("default", None),
            ("ignore", Some(Ignore)),
            ("warn", Some(Warn)),
            ("deny_after_sunset", Some(DenyAfterSunset)),
            ("deny", Some(Deny)),
        ] {
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
            ));
            // The call's own policy counts, whatever the client's is; the client's is the opposite here.
            if let Some(policy) = policy {
                let opposite = if policy == Deny { Ignore } else { Deny };
                let settings = Settings {
                    policy: Some(opposite),
                    now: now.clone(),
                    ..Settings::default()
                };
                let name = format!("policy::call_{name}_{time}");
                cases.push(policy_case(subject, &name, settings, Some(policy)));
            }
        }
    }
    cases
}

/// The last moment before a day, and its first.
pub(super) fn around(day: &str) -> Option<(jiff::Timestamp, jiff::Timestamp)> {
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

impl Effect {
    /// That of a policy, or of none, on calls with the subject's arguments: it holds for the operation and for each
    /// part that a caller has to use.
    fn of(subject: &Subject, policy: Option<Policy>, now: &str) -> Self {
        let parts = uses(subject, subject.arguments).into_iter();
        let own = subject.operation.deprecation.clone();
        let ends: Vec<Deprecation> = own.into_iter().chain(parts.map(|it| it.record)).collect();
        let is_over = |it: &Deprecation| {
            let day = it.sunset.as_deref().and_then(around);
            let now: Option<jiff::Timestamp> = now.parse().ok();
            day.zip(now).is_some_and(|((_, begins), now)| begins <= now)
        };
        let admits = match policy {
            None | Some(Policy::Ignore | Policy::Warn) => true,
            Some(Policy::DenyAfterSunset) => !ends.iter().any(is_over),
            Some(Policy::Deny) => ends.is_empty(),
        };
        let warns = admits && policy != Some(Policy::Ignore);
        Self {
            admits,
            events: if warns { ends.len() } else { 0 },
        }
    }
}

fn policy_case(subject: Subject, name: &str, settings: Settings, call: Option<Policy>) -> Case {
    case(subject, name, move || {
        let mut arguments = subject.arguments.clone();
        arguments.policy = call;
        let expected = Effect::of(&subject, call.or(settings.policy), &settings.now);
        let calls = calls(
            &subject,
            &arguments,
            &settings,
            &[subject.success()?, subject.success()?],
        )?;
        check_policy(&subject, expected, &calls)
    })
}

/// Two calls were made, or refused with all that a caller needs, and were warned of once at most and counted.
pub fn check_policy(subject: &Subject, expected: Effect, calls: &Calls) -> Result<(), Failure> {
    check_events(subject, expected.events, &calls.events)?;
    let (outcomes, received) = (&calls.outcomes, &calls.received);
    if expected.admits {
        let is_made =
            |outcome: &Outcome| outcome.kind != Some(Kind::Deprecated) && outcome.status.is_some();
        let made = outcomes.iter().all(is_made);
        let differs = !made || received.len() != outcomes.len();
        let found = || format!("{} requests, {:?}", received.len(), outcomes);
        let differs = differs.then(|| Difference::new("calls", "both made", found()));
        verdict(differs.into_iter().collect(), "")?;
    } else {
        for outcome in outcomes {
            check_refusal(subject, outcome)?;
            check_refused(
                &Exchange {
                    outcome: outcome.clone(),
                    received: received.clone(),
                    host: String::new(),
                    connections: None,
                    is_silent: false,
                },
                Kind::Deprecated,
            )?;
        }
    }
    check_counts(subject, expected, calls)
}

/// The client counted both calls of a deprecated operation, and nothing of one that is not. Of a refusal that is not for the
/// operation's sake, the counts of parts tell.
fn check_counts(subject: &Subject, expected: Effect, calls: &Calls) -> Result<(), Failure> {
    let mut used = calls.used.iter();
    let own = used.find(|it| it.part.is_none() && it.record.is_some());
    let found = own.map(|it| (&*it.operation, it.sent, it.refused));
    let count = |sent, refused| Some((&*subject.operation.id, sent, refused));
    let expected = match (&subject.operation.deprecation, expected.admits) {
        (None, _) => None,
        (Some(_), true) => count(2, 0),
        (Some(_), false) if uses(subject, subject.arguments).is_empty() => count(0, 2),
        (Some(_), false) => found,
    };
    let differs = || Difference::new("counts", format!("{expected:?}"), format!("{found:?}"));
    let differs = (expected != found).then(differs);
    verdict(differs.into_iter().collect(), "")
}

/// A refusal names the date and the successor, as fields and in its text.
fn check_refusal(subject: &Subject, outcome: &Outcome) -> Result<(), Failure> {
    let Some(deprecation) = &subject.operation.deprecation else {
        return Ok(());
    };
    let refusal = outcome.refusal.clone();
    if refusal.as_ref().is_some_and(|it| it.part.is_some()) {
        // The operation's own sunset has not come, but that of a part.
        return Ok(());
    }
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
    for event in events.iter().filter(|event| !is_of_part(event)) {
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

/// Whether an event is about a part of a request, and not about the operation.
pub(super) fn is_of_part(event: &Recorded) -> bool {
    let fields = ["parameter", "property", "value"];
    fields
        .iter()
        .any(|field| event.text.contains(&format!(" {field}=")))
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
            let (before, after) = (at(LONG_BEFORE)?.events, at(LONG_AFTER)?.events);
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
            let calls = calls(&subject, subject.arguments, &settings, &[answer])?;
            check_events(&subject, 0, &calls.events)
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
        let settings = Settings {
            policy: Some(policy),
            now: LONG_AFTER.to_owned(),
            ..Settings::default()
        };
        let end = if uses(&subject, subject.arguments).is_empty() {
            "admits_it"
        } else {
            "looks_at_its_parts"
        };
        policy_case(
            subject,
            &format!("policy::client_{name}_{end}"),
            settings,
            None,
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
            Ok::<_, Failure>((outcomes, server.received(), client.deprecations()))
        })
    });
    let (outcomes, received, used) = result??;
    Ok(Calls {
        outcomes,
        events,
        received,
        used,
    })
}

/// The first moment of an ISO day in the form of `Sunset` (RFC 8594, section 3), with the one-digit day that Atlas
/// sends where the day has one.
pub(super) fn http_date(day: &str) -> Option<String> {
    let day: jiff::civil::Date = day.parse().ok()?;
    let begins = jiff::tz::Offset::UTC
        .to_timestamp(day.at(0, 0, 0, 0))
        .ok()?;
    Some(begins.strftime("%a, %-d %b %Y %H:%M:%S GMT").to_string())
}
