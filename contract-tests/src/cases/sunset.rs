//! Part 3, continued: a 410 after the sunset says that the operation is gone, and what to use instead.

use super::{
    Case, Subject,
    deprecation::{around, case},
};
use crate::{
    adapter::{Gone, Kind},
    difference::{Difference, Failure, verdict},
    harness::{Answer, Settings},
};

const DAY: &str = "2020-01-01";
const HEADER: &str = "Wed, 01 Jan 2020 00:00:00 GMT";
const SUCCESSOR: &str = "https://successor.example";

/// Every case of this part: about the document's date where it has one, else about the server's.
pub fn cases(subject: Subject) -> Vec<Case> {
    let focus = subject.suite.focus;
    let deprecation = subject.operation.deprecation.as_ref();
    let successor = deprecation.and_then(|it| it.successor.clone());
    let sunset = deprecation.and_then(|it| it.sunset.clone());
    if let Some(day) = sunset {
        let Some((before, begins)) =
            around(&day).filter(|_| focus.stands_for_its_end(subject.operation))
        else {
            return Vec::new();
        };
        let gone = Gone { day, successor };
        return vec![
            case(subject, "sunset::410_just_before_the_day", move || {
                check(&subject, &answer(), before.to_string(), None)
            }),
            case(subject, "sunset::410_from_the_day_on", move || {
                check(&subject, &answer(), begins.to_string(), Some(&gone))
            }),
        ];
    }
    if !focus.is_thorough(subject.operation) {
        return Vec::new();
    }
    let now = format!("{DAY}T00:00:00Z");
    let (then, gone) = (
        now.clone(),
        Gone {
            day: DAY.to_owned(),
            successor: successor.or_else(|| Some(SUCCESSOR.to_owned())),
        },
    );
    vec![
        case(subject, "sunset::410_that_nobody_announced", move || {
            check(&subject, &answer(), now, None)
        }),
        case(subject, "sunset::410_that_the_answer_explains", move || {
            let link = format!("<{SUCCESSOR}>; rel=\"successor-version\"");
            let answer = answer().header("sunset", HEADER).header("link", &link);
            check(&subject, &answer, then, Some(&gone))
        }),
    ]
}

/// One without a media type: what the document says of its body is tried elsewhere.
fn answer() -> Answer {
    Answer {
        status: 410,
        body: b"It is gone.".to_vec(),
        ..Answer::default()
    }
}

/// The client says that the operation is gone, or says nothing of the kind, and keeps the answer.
fn check(
    subject: &Subject,
    answer: &Answer,
    now: String,
    expected: Option<&Gone>,
) -> Result<(), Failure> {
    let settings = Settings {
        now,
        ..Settings::default()
    };
    let outcome = subject.call(subject.arguments, &settings, answer)?.outcome;
    let mut differences = Vec::new();
    let mut differs = |what: &str, expected: String, found: String| {
        if expected != found {
            differences.push(Difference::new(what, expected, found));
        }
    };
    let found = outcome.gone.as_ref();
    differs("gone", format!("{expected:?}"), format!("{found:?}"));
    differs(
        "status",
        "Some(410)".to_owned(),
        format!("{:?}", outcome.status),
    );
    let is_documented = subject.operation.response(410).is_some();
    if !is_documented {
        let kind = match expected {
            Some(_) => Kind::Sunset,
            None => Kind::Undocumented,
        };
        let (kind, found) = (format!("{:?}", Some(kind)), format!("{:?}", outcome.kind));
        differs("kind of error", kind, found);
    }
    // A success, which the document may make of it by `default`, has no words on it.
    let has_words = outcome.variant != "Ok" && outcome.kind != Some(Kind::Decode);
    if let Some(Gone { day, successor }) = expected.filter(|_| has_words) {
        let facts = std::iter::once(day).chain(successor);
        let missing = facts.filter(|fact| !outcome.message.contains(fact.as_str()));
        let missing: Vec<_> = missing.map(|it| format!("`{it}`")).collect();
        differs(
            "what the error's text misses",
            String::new(),
            missing.concat(),
        );
    }
    verdict(differences, &outcome)
}
