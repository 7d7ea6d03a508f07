//! Wrong requests: what the client really sends, made wrong in one way at a time.

use serde_json::{Map, Value, json};

use super::{super::request_shape::check_sent, Case, Subject, caught};
use crate::{
    coverage,
    difference::{Difference, verdict},
    harness::Settings,
    received::Received,
    results::Kind,
};

type Tamper = fn(&mut Received);

/// Wrong requests: what happened, how, and what the check has to say.
fn wrong_requests() -> Vec<(&'static str, Tamper, &'static str)> {
    vec![
        (
            "wrong_method",
            |request| "PATCH".clone_into(&mut request.method),
            "method",
        ),
        (
            "unencoded_path",
            |request| request.target.insert(2, 'é'),
            "raw path",
        ),
        (
            "broken_escape_in_the_path",
            |request| request.target.insert_str(2, "%2"),
            "raw path",
        ),
        (
            "other_path",
            |request| request.target.insert(2, 'x'),
            "segment of the path",
        ),
        (
            "encoded_twice",
            |request| request.target.insert_str(2, "%2525"),
            "segment of the path",
        ),
        (
            "longer_path",
            |request| request.target.push_str("/more"),
            "segments of the path",
        ),
        (
            "extra_query_key",
            |request| request.target.push_str("?debug=1"),
            "query key `debug`",
        ),
        ("empty_query", |request| request.target.push('?'), "query"),
        (
            "extra_header",
            |request| request.headers.push(pair("x-trace", "1")),
            "header `x-trace`",
        ),
        (
            "cookie",
            |request| request.headers.push(pair("cookie", "a=b")),
            "cookie key `a`",
        ),
        (
            "missing_authorization",
            |request| drop_header(request, "authorization"),
            "header `authorization`",
        ),
        (
            "authorization_sent_twice",
            |request| double_header(request, "authorization"),
            "header `authorization`",
        ),
        (
            "other_token",
            |request| set_header(request, "authorization", "Bearer other"),
            "header `authorization`",
        ),
        (
            "missing_accept",
            |request| drop_header(request, "accept"),
            "header `accept`",
        ),
        (
            "accept_of_anything",
            |request| set_header(request, "accept", "*/*"),
            "header `accept`",
        ),
        (
            "other_host",
            |request| set_header(request, "host", "example.com"),
            "header `host`",
        ),
        (
            "other_content_type",
            |request| set_header(request, "content-type", "text/plain"),
            "header `content-type`",
        ),
        (
            "wrong_content_length",
            |request| set_header(request, "content-length", "1"),
            "header `content-length`",
        ),
        (
            "extra_body_property",
            |request| {
                change_body(request, |body| {
                    body.insert("extra".to_owned(), json!(1));
                });
            },
            "extra",
        ),
        (
            "lost_body_property",
            |request| change_body(request, lose_first),
            "body",
        ),
        (
            "body_that_is_no_json",
            |request| request.body.insert(0, b'x'),
            "JSON",
        ),
    ]
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn drop_header(request: &mut Received, name: &str) {
    request.headers.retain(|(other, _)| other != name);
}

fn double_header(request: &mut Received, name: &str) {
    let again: Vec<_> = request
        .headers
        .iter()
        .filter(|(other, _)| other == name)
        .cloned()
        .collect();
    request.headers.extend(again);
}

fn set_header(request: &mut Received, name: &str, value: &str) {
    drop_header(request, name);
    request.headers.push(pair(name, value));
}

fn change_body(request: &mut Received, change: impl FnOnce(&mut Map<String, Value>)) {
    if let Ok(Value::Object(mut body)) = serde_json::from_slice(&request.body) {
        change(&mut body);
        request.body = Value::Object(body).to_string().into_bytes();
    }
}

/// Takes the first property away.
pub(super) fn lose_first(object: &mut Map<String, Value>) {
    if let Some(name) = object.keys().next().cloned() {
        object.shift_remove(&name);
    }
}

/// The request that the client really sends, made wrong.
pub(super) fn cases(subject: Subject) -> Vec<Case> {
    let wrong = wrong_requests().into_iter().map(|(name, tamper, marker)| {
        request_case(subject, name, marker, move |received| {
            received.iter_mut().for_each(tamper);
        })
    });
    let mut cases: Vec<Case> = wrong.collect();
    cases.push(request_case(
        subject,
        "sent_twice",
        "requests",
        |received| received.extend(received.clone()),
    ));
    cases.push(request_case(subject, "not_sent", "requests", Vec::clear));
    cases.push(unlooked_at(subject));
    cases
}

/// A request that nobody looks at proves nothing of what the document says of it.
fn unlooked_at(subject: Subject) -> Case {
    let name = "selftest::coverage::only_a_request_that_is_looked_at_counts";
    Case::new(name, move || {
        let settings = Settings::default();
        let sent = || {
            let parts = coverage::gathered().into_iter();
            let parts = parts.map(|it| it.kind());
            parts
                .filter(|kind| matches!(kind, Kind::Parameter | Kind::Body))
                .count()
        };
        let exchange = subject.call(subject.arguments, &settings, &subject.success()?)?;
        let unseen = sent();
        check_sent(&subject, subject.arguments, &settings, &exchange)?;
        let seen = sent();
        coverage::of_request(subject.operation, subject.arguments);
        let all = sent();
        let differs = (unseen > 0 || seen < all).then(|| {
            let expected = format!("none before it is looked at, {all} from then on");
            let found = format!("{unseen} before, {seen} from then on");
            Difference::new("covered parameters and bodies", expected, found)
        });
        verdict(differs.into_iter().collect(), "")
    })
}

fn request_case(
    subject: Subject,
    name: &str,
    marker: &'static str,
    tamper: impl FnOnce(&mut Vec<Received>) + Send + 'static,
) -> Case {
    Case::new(format!("selftest::request::{name}_is_caught"), move || {
        let settings = Settings::default();
        let mut exchange = subject.call(subject.arguments, &settings, &subject.success()?)?;
        check_sent(&subject, subject.arguments, &settings, &exchange)?;
        tamper(&mut exchange.received);
        caught(
            check_sent(&subject, subject.arguments, &settings, &exchange),
            marker,
        )
    })
}
