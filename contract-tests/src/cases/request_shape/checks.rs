//! What a case of this part looks at once its call is over.

use super::forms::Form;
use crate::{
    adapter::{Arguments, Kind},
    cases::Subject,
    coverage,
    difference::{Difference, Failure, verdict},
    expectation::{Expectation, invalid},
    harness::{Exchange, Settings, TOKEN, block_on},
    mapping::names,
    secrets,
    server::{Script, Server},
};

/// What every request is answered with: no case here is about the answer.
const UNAVAILABLE: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n";

/// Calls the operation; the server keeps the very bytes of the request.
pub(super) fn call(
    subject: &Subject,
    arguments: &Arguments,
    settings: &Settings,
) -> Result<Exchange, Failure> {
    subject.call_script(arguments, settings, Script::Answer(UNAVAILABLE.to_vec()))
}

/// The call sends the request that it has to.
pub(super) fn sent(
    subject: &Subject,
    arguments: &Arguments,
    settings: &Settings,
) -> Result<(), Failure> {
    let exchange = call(subject, arguments, settings)?;
    check_sent(subject, arguments, settings, &exchange)
}

/// The call is refused, and the refusal says what of it is `named`. Where the types can't even hold the arguments, nobody can call it so, which is as good.
pub(super) fn refused(
    subject: &Subject,
    arguments: &Arguments,
    named: Option<&str>,
) -> Result<(), Failure> {
    block_on(async {
        let server = Server::start(Script::Answer(UNAVAILABLE.to_vec()));
        let server = server.map_err(Failure::because)?;
        let client = subject.client(&server.uri(), &Settings::default())?;
        let outcome = match client.call(&subject.operation.key(), arguments).await {
            Err(bad) if bad.is_unfit() => return Ok(()),
            outcome => outcome.map_err(Failure::because)?,
        };
        secrets::look_at(&outcome);
        let exchange = Exchange {
            outcome,
            received: server.received(),
            host: server.host(),
            connections: Some(server.connections()),
            is_silent: false,
        };
        check_refused(&exchange, Kind::InvalidRequest)?;
        let message = &exchange.outcome.message;
        let silent = named.filter(|name| !names(message, name));
        let differs = silent
            .map(|name| Difference::new("the refusal", format!("names {name}"), message.as_str()));
        verdict(differs.into_iter().collect(), &exchange.outcome)
    })?
}

/// The typed call has no way to be made with these arguments: what is required can't be forgotten.
pub(super) fn unsayable(subject: &Subject, arguments: &Arguments) -> Result<(), Failure> {
    block_on(async {
        let server = Server::start(Script::Answer(UNAVAILABLE.to_vec()));
        let server = server.map_err(Failure::because)?;
        let client = subject.client(&server.uri(), &Settings::default())?;
        match client.call(&subject.operation.key(), arguments).await {
            Err(bad) if bad.to_string().contains("body") => Ok(()),
            Err(other) => Err(Failure::because(other)),
            Ok(outcome) => {
                let what = "a call without what is required";
                let differs = Difference::new(what, "can't be written", "it was made");
                verdict(vec![differs], &outcome)
            }
        }
    })?
}

/// Exactly one request arrived, and it is the expected one.
pub fn check_sent(
    subject: &Subject,
    arguments: &Arguments,
    settings: &Settings,
    exchange: &Exchange,
) -> Result<(), Failure> {
    let [received] = exchange.received.as_slice() else {
        let found = format!("{} requests", exchange.received.len());
        return verdict(
            vec![Difference::new("requests", "exactly one", found)],
            &exchange.outcome,
        );
    };
    let expectation = Expectation {
        document: subject.suite.document,
        operation: subject.operation,
        arguments,
        base_path: settings.base_path.trim_end_matches('/'),
        host: exchange.host.clone(),
        token: settings.token.then_some(TOKEN),
    };
    let mut differences = expectation.differences(received);
    // A case whose own arguments break the schema would prove nothing.
    let own = expectation
        .content()
        .filter(|(_, content)| Form::of(&content.media_type).has_properties());
    let own = own.map(|(sent, content)| invalid(subject.suite.document, content, &sent.value));
    differences.extend(own.into_iter().flatten());
    coverage::of_request(subject.operation, arguments);
    verdict(differences, received)
}

/// The call was refused for the right reason, and no request arrived.
pub fn check_refused(exchange: &Exchange, kind: Kind) -> Result<(), Failure> {
    let mut differences = Vec::new();
    if exchange.outcome.kind != Some(kind) {
        let found = format!("{} {:?}", exchange.outcome.variant, exchange.outcome.kind);
        differences.push(Difference::new(
            "outcome",
            format!("Other(Some({kind:?}))"),
            found,
        ));
    }
    if exchange.outcome.maybe_executed {
        differences.push(Difference::new(
            "maybe_executed",
            "false: nothing was sent",
            "true",
        ));
    }
    for request in &exchange.received {
        differences.push(Difference::new("requests", "none", request.to_string()));
    }
    verdict(differences, &exchange.outcome)
}

/// No text holds the token.
pub(super) fn secret(texts: &[&str]) -> Result<(), Failure> {
    let leaks = texts.iter().filter(|text| text.contains(TOKEN));
    let differences = leaks
        .map(|text| Difference::new("text for people", "no credential in it", (*text).to_owned()));
    verdict(differences.collect(), "")
}
