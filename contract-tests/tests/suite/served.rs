//! The client against the mock that `cargo xtask mock` serves: it judges each request by the document and answers with the
//! documented examples, and so must end every call in the variant, the value and the announcement that the document has.

use contract_tests::{
    cases::{Case, Subject, Suite, baseline},
    difference::{Difference, Failure, verdict},
    harness::{Settings, block_on},
    mapping::{is_same, variant},
    mock::Mock,
    oracle::Response,
};

/// A case for each documented answer.
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
        for response in &operation.responses {
            let name = subject.name("served", &format!("{}_as_documented", response.key));
            cases.push(Case::new(name, move || block_on(check(subject, response))?));
        }
    }
    cases
}

async fn check(subject: Subject, response: &Response) -> Result<(), Failure> {
    let any_port = ([127, 0, 0, 1], 0).into();
    let status = response.some_status();
    let document = subject.suite.document.clone();
    let mock = Mock::start(document, any_port, Some(status)).await;
    let mock = mock.map_err(Failure::because)?;
    let client = subject.client(&mock.uri(), &Settings::default())?;
    let outcome = subject.outcome(&*client, subject.arguments).await?;
    let mut differences = Vec::new();
    let mut differ = |what: &str, expected: String, found: String| {
        if expected != found {
            let place = subject.place(&response.key);
            differences.push(Difference::new(what, expected, found).at(place));
        }
    };
    differ("variant", variant(response), outcome.variant.to_owned());
    differ(
        "status",
        format!("{:?}", Some(status)),
        format!("{:?}", outcome.status),
    );
    let mut examples = response
        .content
        .iter()
        .flat_map(|content| &content.examples);
    if let Some(example) = examples.next() {
        let found = outcome.body.clone().unwrap_or_default();
        if !is_same(&found, &example.value) {
            differ("typed body", example.value.to_string(), found.to_string());
        }
    }
    let documented = subject.operation.deprecation.as_ref();
    let sunset = documented.and_then(|it| it.sunset.clone());
    let announced = outcome.deprecation.as_ref();
    let announced = announced.and_then(|it| it.sunset.clone()?.get(..10).map(str::to_owned));
    differ("sunset", format!("{sunset:?}"), format!("{announced:?}"));
    verdict(differences, &outcome)
}
