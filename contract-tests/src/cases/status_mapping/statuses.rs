//! Statuses that the document does not name, redirects, and interim answers.

use serde_json::Value;

use super::{Case, Reply, Subject, check_once};
use crate::{
    adapter::Kind,
    cases::answers::{End, Form},
    difference::{Difference, Failure, verdict},
    harness::{Answer, Settings, block_on},
    mapping::{Body, Mapping},
    oracle::{Operation, status},
    server::{Script, Server},
};

/// Statuses that nobody registered. All that somebody did register are tried too: a client may know one more than its
/// document.
const UNREGISTERED: &[u16] = &[299, 399, 418, 499, 599, 600, 999];

/// Every case of this part.
pub(super) fn cases(subject: Subject) -> Vec<Case> {
    let mut cases = Vec::new();
    let operation = subject.operation;
    // What comes before the final answer is a case of its own.
    let registered = status::registered().filter(|status| *status >= 200);
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
        cases.push(informational(subject));
    } else {
        let few = one_of_each_class(operation, &undocumented);
        cases.extend(
            few.into_iter()
                .map(|status| undocumented_case(subject, status, BODY)),
        );
    }
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
        if reply.response.status().is_some() {
            continue;
        }
        let class = reply.status / 100;
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
    // RFC 9110, sections 9.3.2, 15.3.5 and 15.4.5: no content follows the head.
    let bodiless = [204, 304].contains(&answer.status) || subject.operation.method == "HEAD";
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

/// Interim answers come before the final one and are none (RFC 9110, section 15.2).
fn informational(subject: Subject) -> Case {
    let name = subject.name("status_mapping", "interim_1xx_answers_are_passed_over");
    Case::new(name, move || {
        let Some(reply) = Reply::success(subject) else {
            return Ok(());
        };
        let value = if reply.form == Form::Nothing {
            Value::Null
        } else {
            reply.value()?
        };
        let answer = reply.with_value(&value);
        let mut bytes =
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".to_vec();
        bytes.extend(answer.wire());
        let script = Script::Answer(bytes);
        let exchange = subject.call_script(subject.arguments, &Settings::fresh(), script)?;
        reply
            .fine(&answer, Body::Is(value))
            .check(&exchange.outcome)
    })
}
