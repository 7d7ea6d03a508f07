//! Part 3, continued: parameters, properties and values of enums that are deprecated.
//!
//! Each that a call can use is used by one that uses no other, and by none. What the client says of it, through `tracing`, by
//! its counts and in a refusal, is held against what the document says of the arguments.

mod arguments;
mod uses;

pub use arguments::lean;
pub use uses::{Use, uses};

use super::{
    Case, Subject,
    deprecation::{Calls, calls, case, check_facts, is_of_part},
};
use crate::{
    adapter::{Arguments, DeprecatedUse, Kind, Part, Policy},
    coverage::{self, Item},
    difference::{Difference, Failure, verdict},
    harness::Settings,
};

/// Long before any sunset: what a policy does about a date is tried with operations.
const NOW: &str = "1971-01-01T00:00:00Z";

/// Every case of this part; none where no part of the request is deprecated.
pub fn cases(subject: Subject, lean: &'static Arguments) -> Vec<Case> {
    let each = arguments::each(&subject, lean);
    let mut cases = Vec::new();
    if !each.is_empty() {
        cases.push(case(subject, "part::none_is_told_without_use", move || {
            let calls = two_calls(&subject, lean, None)?;
            check_used(&subject, lean, &calls, None)
        }));
    }
    for (index, using) in each.into_iter().enumerate() {
        let arguments::Using { used, arguments } = using;
        let label = label(&used.part);
        let given: &'static Arguments = Box::leak(Box::new(arguments));
        if index == 0 {
            let name = format!("part::{label}::ignored");
            let used = used.clone();
            cases.push(case(subject, &name, move || {
                let calls = two_calls(&subject, given, Some(Policy::Ignore))?;
                check_silence(&calls)?;
                check_counts(&subject, given, &calls, Some(&used), [2, 0])
            }));
        }
        let name = format!("part::{label}::refused");
        let refused = used.clone();
        cases.push(case(subject, &name, move || {
            let calls = two_calls(&subject, given, Some(Policy::Deny))?;
            check_refused(&subject, given, &calls, &refused)?;
            check_counts(&subject, given, &calls, Some(&refused), [0, 2])
        }));
        cases.push(case(subject, &format!("part::{label}::used"), move || {
            let calls = two_calls(&subject, given, None)?;
            coverage::record(Item::Deprecation {
                pointer: used.record.pointer.clone(),
            });
            check_used(&subject, given, &calls, Some(&used))
        }));
    }
    cases
}

/// A part as a piece of a case's name.
fn label(part: &Part) -> String {
    let Part {
        location,
        pointer,
        value,
    } = part;
    let mut label = location.replace(' ', "::");
    if !pointer.is_empty() {
        label = format!(
            "{label}::{}",
            pointer.trim_start_matches('/').replace('/', ".")
        );
    }
    match value {
        Some(value) => format!("{label}::value_{value}"),
        None => label,
    }
}

fn two_calls(
    subject: &Subject,
    arguments: &Arguments,
    policy: Option<Policy>,
) -> Result<Calls, Failure> {
    let settings = Settings {
        policy,
        now: NOW.to_owned(),
        ..Settings::default()
    };
    let answers = [subject.success()?, subject.success()?];
    calls(subject, arguments, &settings, &answers)
}

/// Two calls were made; `used` was warned of once and counted twice, and so was nothing that the arguments do not use.
pub fn check_used(
    subject: &Subject,
    arguments: &Arguments,
    calls: &Calls,
    used: Option<&Use>,
) -> Result<(), Failure> {
    let found = calls.received.len();
    if found != calls.outcomes.len() {
        let differs = Difference::new("calls", "both made", format!("{found} requests"));
        return verdict(vec![differs], format!("{:#?}", calls.outcomes));
    }
    let told: Vec<_> = calls.events.iter().filter(|it| is_of_part(it)).collect();
    let expected = counted(calls).count();
    let mut differences = Vec::new();
    if told.len() != expected {
        let expected = format!("{expected}: as many as parts are counted");
        differences.push(Difference::new(
            "tracing events",
            expected,
            format!("{told:#?}"),
        ));
    }
    if let Some(used) = used {
        let own = told.iter().filter(|event| names(&event.text, &used.part));
        let own: Vec<_> = own.collect();
        if let [event] = own.as_slice() {
            let facts = std::iter::once(&subject.operation.id).chain(facts(used));
            let missing = facts.filter(|fact| !event.text.contains(fact.as_str()));
            differences.extend(missing.map(|fact| {
                Difference::new("tracing event", format!("names `{fact}`"), &*event.text)
            }));
        } else {
            let expected = format!("one on {:?}", used.part);
            differences.push(Difference::new(
                "tracing events",
                expected,
                format!("{told:#?}"),
            ));
        }
    }
    verdict(at(subject, used, differences), "")?;
    check_counts(subject, arguments, calls, used, [2, 0])
}

/// Whether an event has the part in its fields, and no more than the part.
fn names(event: &str, part: &Part) -> bool {
    let has = |field: &str, value: Option<&str>| match value {
        Some(value) => event.contains(&format!(" {field}={value} ")),
        None => !event.contains(&format!(" {field}=")),
    };
    let parameter = part.location.split_once(' ').map(|(_, name)| name);
    let pointer = Some(part.pointer.as_str()).filter(|it| !it.is_empty());
    has("parameter", parameter) && has("property", pointer) && has("value", part.value.as_deref())
}

fn check_silence(calls: &Calls) -> Result<(), Failure> {
    let told = || Difference::new("tracing events", "none", format!("{:#?}", calls.events));
    let told = (!calls.events.is_empty()).then(told);
    verdict(told.into_iter().collect(), "")
}

/// The parts of requests that the client counted.
fn counted(calls: &Calls) -> impl Iterator<Item = (&Part, &DeprecatedUse)> {
    let all = calls.used.iter();
    all.filter_map(|counted| Some((counted.part.as_ref()?, counted)))
}

/// The client's counts name `used`, with what the document says of it, and nothing that the arguments do not use.
fn check_counts(
    subject: &Subject,
    arguments: &Arguments,
    calls: &Calls,
    used: Option<&Use>,
    [sent, refused]: [u64; 2],
) -> Result<(), Failure> {
    let documented = uses(subject, arguments);
    let is_used = |part: &Part| documented.iter().any(|it| it.part == *part);
    let surplus =
        counted(calls).filter(|(part, it)| !is_used(part) || it.operation != subject.operation.id);
    let mut differences: Vec<Difference> = surplus
        .map(|(_, it)| Difference::new("counts", "of what is used only", format!("{it:?}")))
        .collect();
    if let Some(used) = used {
        match counted(calls).find(|(part, _)| **part == used.part) {
            None => {
                let all: Vec<_> = calls.used.iter().collect();
                let expected = format!("of {:?}", used.part);
                differences.push(Difference::new("counts", expected, format!("{all:#?}")));
            }
            Some((_, it)) => {
                if [it.sent, it.refused] != [sent, refused] {
                    let expected = format!("{sent} sent, {refused} refused");
                    let found = format!("{} sent, {} refused", it.sent, it.refused);
                    differences.push(Difference::new("counts", expected, found));
                }
                differences.extend(check_facts(Some(&used.record), it.record.as_ref()));
            }
        }
    }
    verdict(at(subject, used, differences), "")
}

/// Nothing was sent, and where nothing else could be the reason the refusal names the part, its date and what to use instead.
fn check_refused(
    subject: &Subject,
    arguments: &Arguments,
    calls: &Calls,
    used: &Use,
) -> Result<(), Failure> {
    let mut differences = Vec::new();
    if !calls.received.is_empty() {
        let found = format!("{} requests", calls.received.len());
        differences.push(Difference::new("requests", "none", found));
    }
    if !calls.events.is_empty() {
        let found = format!("{:#?}", calls.events);
        differences.push(Difference::new("tracing events", "none", found));
    }
    let is_alone = subject.operation.deprecation.is_none() && uses(subject, arguments).len() == 1;
    for outcome in &calls.outcomes {
        if outcome.kind != Some(Kind::Deprecated) || outcome.maybe_executed {
            let found = format!("{:?}", outcome.kind);
            differences.push(Difference::new("kind of error", "Deprecated", found));
            continue;
        }
        let Some(refusal) = outcome.refusal.as_ref().filter(|_| is_alone) else {
            continue;
        };
        if refusal.part.as_ref() != Some(&used.part) {
            let expected = format!("{:?}", used.part);
            let found = format!("{:?}", refusal.part);
            differences.push(Difference::new("refusal's part", expected, found));
        }
        let name = used.part.location.split_once(' ').map(|(_, name)| name);
        let pointer = Some(used.part.pointer.as_str());
        let part = name
            .into_iter()
            .chain(pointer)
            .chain(used.part.value.as_deref());
        let facts = facts(used).map(String::as_str).chain(part);
        let missing = facts.filter(|fact| !outcome.message.contains(fact));
        differences.extend(missing.map(|fact| {
            Difference::new(
                "refusal's text",
                format!("names `{fact}`"),
                &*outcome.message,
            )
        }));
    }
    verdict(at(subject, Some(used), differences), "")
}

fn facts(used: &Use) -> impl Iterator<Item = &String> {
    used.record.sunset.iter().chain(&used.record.successor)
}

fn at(subject: &Subject, used: Option<&Use>, differences: Vec<Difference>) -> Vec<Difference> {
    let Some(used) = used else {
        return differences;
    };
    let place = subject.suite.document.place(&used.record.pointer);
    let placed = differences.into_iter().map(|it| it.at(place.clone()));
    placed.collect()
}
