//! What is around parameters and body: base URL and credentials.

use super::{Cases, Change, checks};
use crate::{adapter::Kind, harness::Settings, oracle::Operation, server::Script};

impl Cases {
    pub(super) fn surroundings(&mut self) {
        let operation = self.subject.operation;
        self.sent("parameters::only_what_is_required", Change::Nothing);
        if self.subject.suite.focus.stands_for_its_kind(operation) {
            let fresh = Settings::fresh();
            self.sent_with("request_line_is_raw_as_documented", Change::Nothing, fresh);
            self.base_urls();
        }
        if asks_for_credentials(operation) && self.is_first_to_ask() {
            self.credentials();
        }
    }

    /// Whether no operation before asks for the same: that each asks for what the document says is looked at everywhere.
    fn is_first_to_ask(&self) -> bool {
        let operation = self.subject.operation;
        let asks_alike = |other: &&Operation| other.alternatives() == operation.alternatives();
        let first = self.subject.suite.operations.iter().find(asks_alike);
        let is_first = first.is_some_and(|first| first.key() == operation.key());
        is_first || self.subject.suite.focus.is_thorough(operation)
    }

    fn base_urls(&mut self) {
        for (name, base_path) in [
            ("base_url::with_a_path", "/gateway/v9"),
            ("base_url::with_a_slash_at_its_end", "/"),
            ("base_url::with_a_path_and_a_slash", "/gateway/"),
        ] {
            let settings = Settings {
                base_path,
                ..Settings::fresh()
            };
            self.sent_with(name, Change::Nothing, settings);
        }
    }

    fn credentials(&mut self) {
        self.add(
            "authentication::without_credentials_nothing_is_sent",
            |subject| {
                let settings = Settings {
                    token: false,
                    // A client that brings its own connections may authenticate by them.
                    ..Settings::fresh()
                };
                let exchange = checks::call(&subject, subject.arguments, &settings)?;
                checks::check_refused(&exchange, Kind::MissingCredentials)
            },
        );
        self.add("authentication::the_token_is_never_shown", |subject| {
            let settings = Settings::default();
            let exchange =
                subject.call_script(subject.arguments, &settings, Script::CloseAtOnce)?;
            let client = subject.client("http://127.0.0.1:1", &settings)?;
            checks::secret(&[
                &exchange.outcome.message,
                &exchange.outcome.debug,
                &format!("{client:?}"),
            ])
        });
    }
}

/// Whether there is no way to call it without.
fn asks_for_credentials(operation: &Operation) -> bool {
    let alternatives = operation.alternatives();
    !alternatives.is_empty()
        && alternatives
            .iter()
            .all(|alternative| !alternative.is_empty())
}
