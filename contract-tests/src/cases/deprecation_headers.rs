//! Part 3, continued: `Deprecation`, `Sunset` and `Link` of an answer, well- and ill-formed.
//!
//! None of them ever fails a call; what is readable is read, and what is not is kept.

use super::{
    Case, Subject,
    answers::{End, Reply},
    deprecation::case,
};
use crate::{
    adapter::Announced,
    difference::{Difference, Failure, verdict},
    mapping::Body,
};

type Row = (
    &'static str,
    &'static [(&'static str, &'static str)],
    Announced,
);

/// Every notation on the first success, and one on each further answer. Headers are read where no operation has a part in
/// it, so of a large document a few operations show all and the others that theirs are read at all.
pub fn cases(subject: Subject) -> Vec<Case> {
    let mut cases = Vec::new();
    let replies = Reply::all(subject);
    let is_success = |reply: &&Reply| reply.end == End::Success;
    let Some(first) = replies.iter().find(is_success).or(replies.first()).copied() else {
        return cases;
    };
    let thorough = subject.suite.focus.is_thorough(subject.operation);
    if thorough {
        for (name, headers, announced) in well_formed().into_iter().chain(ill_formed()) {
            cases.push(read_case(
                first,
                &format!("headers::{name}"),
                headers,
                announced,
            ));
        }
        for header in ["deprecation", "sunset", "link"] {
            let headers = vec![(header.to_owned(), "<".repeat(60_000))];
            let announced = Announced {
                ill_formed: vec![header.to_owned()],
                ..Announced::default()
            };
            let name = format!("headers::{header}_of_60_000_bytes");
            cases.push(owned_case(first, &name, headers, announced));
        }
    }
    // Recorded: errors and empty answers carry them too.
    let others = replies
        .into_iter()
        .filter(|reply| thorough || reply.status == first.status);
    for reply in others {
        let headers = &[
            ("deprecation", "Mon, 5 Aug 2024 00:00:00 GMT"),
            ("sunset", "Thu, 1 Jul 2027 00:00:00 GMT"),
        ];
        let announced = Announced {
            deprecated: true,
            since: Some("2024-08-05T00:00:00Z".to_owned()),
            sunset: Some("2027-07-01T00:00:00Z".to_owned()),
            ..Announced::default()
        };
        let name = format!("headers::stand_on_{}", reply.short_label());
        cases.push(read_case(reply, &name, headers, announced));
    }
    cases
}

fn well_formed() -> Vec<Row> {
    let since = |text: &str| Announced {
        deprecated: true,
        since: Some(text.to_owned()),
        ..Announced::default()
    };
    let sunset = |text: &str| Announced {
        sunset: Some(text.to_owned()),
        ..Announced::default()
    };
    let (august, july) = ("2024-08-05T00:00:00Z", "2027-07-01T00:00:00Z");
    vec![
        ("absent", &[], Announced::default()),
        (
            "deprecation_at_seconds",
            &[("deprecation", "@1722816000")],
            since(august),
        ),
        (
            "deprecation_before_1970",
            &[("deprecation", "@-86400")],
            since("1969-12-31T00:00:00Z"),
        ),
        (
            "deprecation_true",
            &[("deprecation", "true")],
            Announced {
                deprecated: true,
                ..Announced::default()
            },
        ),
        (
            "deprecation_http_date",
            &[("deprecation", "Mon, 05 Aug 2024 00:00:00 GMT")],
            since(august),
        ),
        (
            "deprecation_one_digit_day",
            &[("deprecation", "Mon, 5 Aug 2024 00:00:00 GMT")],
            since(august),
        ),
        (
            "deprecation_iso_date",
            &[("deprecation", "2024-08-05")],
            since(august),
        ),
        (
            "deprecation_iso_date_time",
            &[("deprecation", "2024-08-05T00:00:00Z")],
            since(august),
        ),
        (
            "sunset_http_date",
            &[("sunset", "Thu, 01 Jul 2027 00:00:00 GMT")],
            sunset(july),
        ),
        (
            "sunset_one_digit_day",
            &[("sunset", "Thu, 1 Jul 2027 00:00:00 GMT")],
            sunset(july),
        ),
        ("sunset_iso_date", &[("sunset", "2027-07-01")], sunset(july)),
        (
            "sunset_at_seconds",
            &[("sunset", "@1814400000")],
            sunset(july),
        ),
        (
            "links",
            &[(
                "link",
                "<https://a.example/d>; rel=\"deprecation\"; type=\"text/html\", </v2>; title=\"a, b; c\"; rel=successor-version",
            )],
            Announced {
                successor: Some("/v2".to_owned()),
                documentation: Some("https://a.example/d".to_owned()),
                ..Announced::default()
            },
        ),
        (
            "several_link_headers_and_relations",
            &[
                ("link", "<https://a.example/x>; rel=next"),
                ("link", "</v2>; rel=\"alternate SUCCESSOR-VERSION\""),
            ],
            Announced {
                successor: Some("/v2".to_owned()),
                ..Announced::default()
            },
        ),
    ]
}

fn ill_formed() -> Vec<Row> {
    let kept = |header: &str| Announced {
        ill_formed: vec![header.to_owned()],
        ..Announced::default()
    };
    vec![
        (
            "deprecation_garbage",
            &[("deprecation", "soon")],
            kept("deprecation"),
        ),
        (
            "deprecation_at_nothing",
            &[("deprecation", "@")],
            kept("deprecation"),
        ),
        (
            "deprecation_past_64_bits",
            &[("deprecation", "@99999999999999999999999999")],
            kept("deprecation"),
        ),
        (
            "deprecation_impossible_day",
            &[("deprecation", "Fri, 31 Feb 2024 00:00:00 GMT")],
            kept("deprecation"),
        ),
        (
            "deprecation_not_ascii",
            &[("deprecation", "août")],
            kept("deprecation"),
        ),
        ("sunset_empty", &[("sunset", "")], kept("sunset")),
        ("sunset_true", &[("sunset", "true")], kept("sunset")),
        (
            "sunset_impossible_day",
            &[("sunset", "2027-13-45")],
            kept("sunset"),
        ),
        (
            "sunset_time_only",
            &[("sunset", "00:00:00 GMT")],
            kept("sunset"),
        ),
        (
            "link_without_brackets",
            &[("link", "https://a.example/; rel=sunset")],
            kept("link"),
        ),
        (
            "link_quote_never_closed",
            &[("link", "</v2>; rel=\"successor-version")],
            kept("link"),
        ),
    ]
}

fn read_case(reply: Reply, name: &str, headers: &[(&str, &str)], announced: Announced) -> Case {
    let headers = headers.iter();
    let headers = headers.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    owned_case(reply, name, headers.collect(), announced)
}

fn owned_case(
    reply: Reply,
    name: &str,
    headers: Vec<(String, String)>,
    announced: Announced,
) -> Case {
    case(reply.subject, name, move || {
        let value = reply.value()?;
        let mut answer = reply.with_value(&value);
        answer.headers.extend(headers);
        let outcome = reply.mapped(&answer, Body::Is(value))?;
        check_announced(&announced, outcome.deprecation.as_ref())
    })
}

/// The client read what the headers announce.
pub fn check_announced(expected: &Announced, found: Option<&Announced>) -> Result<(), Failure> {
    let differs = found != Some(expected);
    let differs = differs.then(|| {
        Difference::new(
            "deprecation headers",
            format!("{expected:?}"),
            format!("{found:?}"),
        )
    });
    verdict(differs.into_iter().collect(), "")
}
