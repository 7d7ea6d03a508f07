//! Answers as Atlas is known to send them, where they are not quite what the document says.

use contract_tests::{
    adapter::Kind,
    cases::{Case, Subject, Suite, baseline},
    difference::Failure,
    harness::{Answer, Settings},
    mapping::{Body, Mapping},
};
use serde_json::{Value, json};

struct Recorded {
    name: &'static str,
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    body: Value,
    variant: &'static str,
    kind: Option<Kind>,
    /// What the typed body has to hold; `None`: there is none.
    kept: Option<Value>,
}

const JSON: (&str, &str) = ("content-type", "application/json");
const VENDOR: (&str, &str) = (
    "content-type",
    "application/vnd.atlas.2024-11-13+json;charset=utf-8",
);
const DEPRECATION: (&str, &str) = ("deprecation", "Mon, 5 Aug 2024 00:00:00 GMT");
const SUNSET: (&str, &str) = ("sunset", "Thu, 1 Jul 2027 00:00:00 GMT");

/// A case for each recorded answer.
pub(crate) fn cases(suite: Suite) -> Vec<Case> {
    let mut cases = Vec::new();
    for operation in suite.operations {
        let Some(arguments) = baseline(operation) else {
            continue;
        };
        let subject = Subject {
            suite,
            operation,
            arguments: Box::leak(Box::new(arguments)),
        };
        for recorded in recorded() {
            let name = subject.name("status_mapping", &format!("recorded::{}", recorded.name));
            cases.push(Case::new(name, move || check(subject, recorded)));
        }
    }
    cases
}

fn check(subject: Subject, recorded: Recorded) -> Result<(), Failure> {
    let Recorded {
        name: _,
        status,
        headers,
        body,
        variant,
        kind,
        kept,
    } = recorded;
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let body = if body.is_null() {
        Vec::new()
    } else {
        body.to_string().into_bytes()
    };
    let answer = Answer {
        status,
        headers,
        body,
    };
    let exchange = subject.call(subject.arguments, &Settings::default(), &answer)?;
    let mapping = Mapping {
        place: subject.place(&status.to_string()),
        variant: variant.to_owned(),
        kind,
        answer: &answer,
        raw: Some(answer.body.clone()),
        body: kept.map_or(Body::Untyped, Body::Is),
    };
    mapping.check(&exchange.outcome)
}

fn recorded() -> Vec<Recorded> {
    errors()
        .into_iter()
        .chain(jobs())
        .chain(after_the_sunset())
        .collect()
}

fn documented(
    name: &'static str,
    status: u16,
    variant: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: Value,
) -> Recorded {
    Recorded {
        name,
        status,
        headers,
        kept: Some(body.clone()),
        body,
        variant,
        kind: None,
    }
}

/// The shape of an error on the wire; the values are shortened.
fn error(status: u16, reason: &str, code: &str, parameters: &[&str]) -> Value {
    let detail = "What went wrong.";
    json!({ "detail": detail, "error": status, "errorCode": code, "parameters": parameters, "reason": reason })
}

/// Errors whose `parameters` are strings, where the document says objects.
fn errors() -> Vec<Recorded> {
    const CHALLENGE: (&str, &str) = (
        "www-authenticate",
        "Digest realm=\"r\", nonce=\"n\", algorithm=MD5, qop=\"auth\"",
    );
    const CODE: (&str, &str) = ("x-error-code", "CLUSTER_NOT_FOUND");
    let flex = error(
        400,
        "Bad Request",
        "CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API",
        &["cluster-833"],
    );
    let missing = error(
        404,
        "Not Found",
        "CLUSTER_NOT_FOUND",
        &["cluster-989", "b0123456789abcdef012345b"],
    );
    let conflict = error(
        409,
        "Conflict",
        "ONLINE_ARCHIVE_MUST_BE_ACTIVE_TO_PAUSE",
        &[],
    );
    let mut challenged = error(401, "Unauthorized", "UNEXPECTED_ERROR", &[]);
    challenged
        .as_object_mut()
        .map(|body| body.shift_remove("parameters"));
    vec![
        documented(
            "400_with_a_string_for_an_object",
            400,
            "BadRequest",
            &[JSON, DEPRECATION, SUNSET],
            flex,
        ),
        documented(
            "401_with_a_digest_challenge",
            401,
            "Unauthorized",
            &[JSON, CHALLENGE],
            challenged,
        ),
        documented(
            "404_with_two_strings",
            404,
            "NotFound",
            &[JSON, CODE],
            missing,
        ),
        documented("409_with_an_empty_list", 409, "Conflict", &[JSON], conflict),
    ]
}

/// A job as the successor of the endpoint answers it, and as this one would.
fn jobs() -> Vec<Recorded> {
    let job = json!({
        "deliveryType": "RESTORE",
        "expirationDate": "2026-08-10T09:03:29Z",
        "id": "6a793f812c88faeba59bc399",
        "projectId": "b0123456789abcdef012345b",
        "restoreScheduledDate": "2026-08-10T03:03:29Z",
        "snapshotFinishedDate": "2026-08-02T17:06:56Z",
        "snapshotId": "6a6f78e0cab84da5c4476b25",
        "status": "PENDING",
        "targetDeploymentItemName": "cluster-833",
        "targetProjectId": "b0123456789abcdef012345b"
    });
    let mut successor = job.clone();
    // It names the cluster by another property.
    successor["instanceName"] = json!("snapshotCluster0");
    let name = "200_of_a_vendor_type_with_a_further_property";
    vec![
        Recorded {
            kept: Some(job.clone()),
            ..documented(name, 200, "Ok", &[VENDOR], successor)
        },
        documented(
            "200_without_half_of_the_properties",
            200,
            "Ok",
            &[JSON],
            job,
        ),
    ]
}

/// What came when other operations were sunset: statuses that their documents do not name.
fn after_the_sunset() -> Vec<Recorded> {
    let undocumented = |name, status, headers, body| Recorded {
        name,
        status,
        headers,
        body,
        variant: "Other",
        kind: Some(Kind::Undocumented),
        kept: None,
    };
    let gone = error(410, "Gone", "VERSION_GONE", &[]);
    vec![
        undocumented(
            "204_with_one_digit_days",
            204,
            &[DEPRECATION, SUNSET],
            Value::Null,
        ),
        undocumented("410_version_gone", 410, &[JSON], gone),
    ]
}
