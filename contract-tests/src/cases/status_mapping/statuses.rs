//! Statuses that the document does not name, redirects, and interim answers.

use super::{Case, Reply, Subject, check_once};
use crate::{
    adapter::Kind,
    cases::answers::End,
    coverage::{self, Item},
    difference::{Difference, Failure, verdict},
    harness::{Answer, Settings, block_on},
    mapping::{Body, Mapping},
    oracle::{Operation, Response, status},
    server::{Script, Server},
};

/// Statuses that nobody registered. All that somebody did register are tried too: a client may know one more than its
/// document.
const UNREGISTERED: &[u16] = &[299, 399, 418, 499, 599, 600, 999];

/// Interim answers. 101 is none: after it there is no HTTP any more.
const INTERIM: &[u16] = &[100, 102, 103, 104, 199];

/// Every case of this part.
pub(super) fn cases(subject: Subject) -> Vec<Case> {
    let mut cases = Vec::new();
    let operation = subject.operation;
    // What comes before the final answer has cases of its own.
    let registered = status::registered().filter(|it| *it == 101 || *it >= 200);
    let statuses = registered.chain(UNREGISTERED.iter().copied());
    let undocumented: Vec<u16> = statuses
        .filter(|status| operation.response(*status).is_none())
        .collect();
    if subject.suite.focus.is_thorough(operation) {
        cases.extend(
            undocumented
                .iter()
                .map(|status| undocumented_case(subject, *status, BODY)),
        );
        let bodiless = undocumented
            .iter()
            .filter(|status| [204, 205, 304].contains(*status));
        cases.extend(bodiless.map(|status| undocumented_case(subject, *status, b"")));
        cases.extend(REDIRECTS.iter().map(|status| redirect(subject, *status)));
        let name = "interim_1xx_answers_are_passed_over";
        cases.extend(passed_over(subject, name, &[100, 103], None));
        cases.extend(INTERIM.iter().filter_map(|status| {
            let covering = operation.response(*status).filter(|it| it.key != "default");
            let name = format!("interim_{status}_is_no_answer");
            passed_over(subject, &name, &[*status], None).filter(|_| covering.is_none())
        }));
    } else {
        let few = one_of_each_class(operation, &undocumented);
        cases.extend(
            few.into_iter()
                .map(|status| undocumented_case(subject, status, BODY)),
        );
    }
    cases.extend(operation.responses.iter().filter_map(|response| {
        let is_it = |status: &u16| {
            operation
                .response(*status)
                .is_some_and(|it| it.key == response.key)
        };
        let status = (100..200).find(|status| *status != 101 && is_it(status))?;
        let name = format!("interim_{}_is_no_answer", response.key);
        let documented = response.key.starts_with('1').then_some(response)?;
        passed_over(subject, &name, &[status], Some(documented))
    }));
    cases.extend(more_of_a_range(subject));
    cases
}

/// One status of each class. Which one, the operation decides, so that many operations try them all.
fn one_of_each_class(operation: &Operation, statuses: &[u16]) -> Vec<u16> {
    let seed: usize = operation.key().bytes().map(usize::from).sum();
    let classes = 2..=5;
    let of_class = |class: u16| {
        let all: Vec<u16> = statuses
            .iter()
            .copied()
            .filter(|it| it / 100 == class)
            .collect();
        all.get(seed % all.len().max(1)).copied()
    };
    classes.filter_map(of_class).collect()
}

/// A range and `default` stand for more than one status (OpenAPI 3.0.4, section 4.8.16.2).
fn more_of_a_range(subject: Subject) -> Vec<Case> {
    let mut cases = Vec::new();
    for reply in Reply::all(subject) {
        let class = reply.status / 100;
        // Of 1XX, 101 alone can be the final answer.
        if reply.response.status().is_some() || class == 1 {
            continue;
        }
        let others: &[u16] = match (reply.response.key.as_str(), reply.end) {
            ("default", End::Success) => &[201, 299],
            ("default", End::Error) => &[299, 399, 451, 599],
            _ => &[0, 98, 99],
        };
        for other in others {
            let other = if *other < 100 {
                class * 100 + other
            } else {
                *other
            };
            let covering = subject.operation.response(other);
            let is_own = covering.is_some_and(|it| it.key == reply.response.key);
            let is_success = reply.response.key == "default" && (200..300).contains(&other);
            let end = if is_success && !super::super::answers::has_success(subject.operation) {
                End::Success
            } else if is_success {
                End::Error
            } else {
                reply.end
            };
            if !is_own || end != reply.end {
                continue;
            }
            let reply = reply.with_status(other);
            cases.push(super::case(reply, &format!("as_{other}"), move || {
                let value = reply.value()?;
                reply
                    .mapped(&reply.with_value(&value), Body::Is(value))
                    .map(drop)
            }));
        }
    }
    cases
}

const BODY: &[u8] = b"<p>not \xff JSON</p>";

/// What an answer with a status that the document does not name must become.
fn other<'a>(subject: &Subject, answer: &'a Answer) -> Mapping<'a> {
    let pointer = format!("{}/responses", subject.operation.pointer);
    let bodiless = status::is_bodiless(answer.status) || subject.operation.method == "HEAD";
    let raw = if bodiless {
        Vec::new()
    } else {
        answer.body.clone()
    };
    Mapping {
        place: subject.suite.document.place(&pointer),
        variant: "Other".to_owned(),
        kind: Some(Kind::Undocumented),
        answer,
        raw: Some(raw),
        body: Body::Untyped,
    }
}

/// A status that the document does not name: not followed, not sent again, kept whole.
fn undocumented_case(subject: Subject, status: u16, body: &'static [u8]) -> Case {
    let without = if body.is_empty() {
        "::without_a_body"
    } else {
        ""
    };
    let name = format!("undocumented_{status}_reaches_Other{without}");
    Case::new(subject.name("status_mapping", &name), move || {
        let answer = Answer {
            status,
            headers: Vec::new(),
            body: body.to_vec(),
        }
        .header("content-type", "text/html")
        .header("location", "/elsewhere")
        .header("retry-after", "0")
        .header("www-authenticate", "Digest realm=\"r\", nonce=\"n\"")
        .header("x-request-id", "r-2");
        let exchange = subject.call(subject.arguments, &Settings::default(), &answer)?;
        let mut mapping = other(&subject, &answer);
        // Whether bytes after a 205 belong to it, RFC 9112 leaves open.
        mapping.raw = mapping.raw.filter(|_| status != 205);
        mapping.check(&exchange.outcome)?;
        check_once(exchange.received.len())
    })
}

/// Every status by which a client may be sent elsewhere (RFC 9110, section 15.4).
const REDIRECTS: &[u16] = &[300, 301, 302, 303, 305, 307, 308];

/// An answer that says to go elsewhere is an answer. Neither the credentials nor the body go to another host, whose server
/// gets no connection at all.
fn redirect(subject: Subject, status: u16) -> Case {
    let name = format!("redirect_{status}_is_not_followed");
    Case::new(subject.name("status_mapping", &name), move || {
        block_on(async {
            let fine = Answer {
                status: 200,
                ..Answer::default()
            };
            let elsewhere = Server::start(Script::Answer(fine.wire()));
            let elsewhere = elsewhere.map_err(Failure::because)?;
            let reply = Reply::all(subject)
                .into_iter()
                .find(|reply| reply.response.status() == Some(status));
            let answer = match reply {
                Some(reply) => reply.documented()?,
                None => Answer {
                    status,
                    ..Answer::default()
                },
            };
            let answer = answer.header("location", &format!("{}/taken", elsewhere.uri()));
            let server = Server::start(Script::Answer(answer.wire()));
            let server = server.map_err(Failure::because)?;
            // Whether a redirect is followed is up to the HTTP client.
            let client = subject.client(&server.uri(), &Settings::fresh())?;
            let outcome = subject.outcome(&*client, subject.arguments).await?;
            check_nowhere_else(elsewhere.connections())?;
            check_once(server.connections())?;
            match reply {
                Some(reply) => reply
                    .fine(&answer, Body::Is(reply.value()?))
                    .check(&outcome),
                None if subject.operation.response(status).is_some() => Ok(()),
                None => other(&subject, &answer).check(&outcome),
            }
        })?
    })
}

/// Nobody else was called.
fn check_nowhere_else(connections: usize) -> Result<(), Failure> {
    let differs = (connections != 0).then(|| {
        Difference::new(
            "connections to another host",
            "none",
            connections.to_string(),
        )
    });
    verdict(differs.into_iter().collect(), "")
}

/// Interim answers come before the final one and are none (RFC 9110, section 15.2), whether the document names them or not.
/// `None` where no final answer is documented.
fn passed_over(
    subject: Subject,
    name: &str,
    statuses: &[u16],
    documented: Option<&'static Response>,
) -> Option<Case> {
    let reply = Reply::success(subject).or_else(|| Reply::all(subject).into_iter().next())?;
    let head = |status: &u16| format!("HTTP/1.1 {status} x\r\nlink: </x>; rel=preload\r\n\r\n");
    let interim: String = statuses.iter().map(head).collect();
    let name = subject.name("status_mapping", name);
    Some(Case::new(name, move || {
        if let Some(response) = documented {
            coverage::record(Item::Answer {
                operation: subject.operation.key(),
                status: response.key.clone(),
                media_type: None,
            });
        }
        let value = reply.value()?;
        let answer = reply.with_value(&value);
        let script = Script::Answer([interim.into_bytes(), answer.wire()].concat());
        let exchange = subject.call_script(subject.arguments, &Settings::fresh(), script)?;
        reply
            .fine(&answer, Body::Is(value))
            .check(&exchange.outcome)?;
        check_once(exchange.received.len())
    }))
}
