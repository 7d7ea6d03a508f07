//! Part 1: what is sent, and what is refused before anything is sent.
//!
//! Each case changes one thing of arguments that are known to be valid. What arrives at the server is compared
//! closed-world; what the document forbids may not arrive at all.

use serde_json::{Value, json};

use super::{Case, Subject};
use crate::{
    adapter::{Arguments, Kind},
    difference::{Difference, Failure, verdict},
    expectation::{Expectation, invalid},
    harness::{Exchange, Settings, TOKEN},
    oracle::{
        Content, Parameter, Place, Unreadable,
        fields::{Field, fields, with, without},
        operation::is_json,
        values::{Sample, accepted, refused},
    },
    server::Script,
};

/// Every case of this part.
pub fn cases(subject: Subject) -> Result<Vec<Case>, Unreadable> {
    let mut cases = Cases {
        subject,
        cases: Vec::new(),
    };
    cases.documented();
    cases.surroundings();
    cases.parameters();
    cases.body();
    Ok(cases.cases)
}

struct Cases {
    subject: Subject,
    cases: Vec<Case>,
}

impl Cases {
    fn sent(&mut self, name: &str, arguments: Arguments, settings: Settings) {
        let subject = self.subject;
        let name = subject.name("request_shape", name);
        self.cases.push(Case::new(name, move || {
            let answer = subject.success()?;
            let exchange = subject.call(&arguments, &settings, &answer)?;
            check_sent(&subject, &arguments, &settings, &exchange)
        }));
    }

    /// Like [`Self::sent`], but looks at the very bytes of the request line.
    fn sent_raw(&mut self, name: &str, arguments: Arguments) {
        let subject = self.subject;
        let name = subject.name("request_shape", name);
        self.cases.push(Case::new(name, move || {
            let settings = Settings::fresh();
            let answer = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n".to_vec();
            let exchange = subject.call_script(&arguments, &settings, Script::Answer(answer))?;
            check_sent(&subject, &arguments, &settings, &exchange)
        }));
    }

    fn refused(&mut self, name: &str, arguments: Arguments) {
        let subject = self.subject;
        let name = subject.name("request_shape", name);
        self.cases.push(Case::new(name, move || {
            let answer = subject.success()?;
            let exchange = subject.call(&arguments, &Settings::default(), &answer)?;
            check_refused(&exchange, Kind::InvalidRequest)
        }));
    }

    /// The documented examples of the request, exactly.
    fn documented(&mut self) {
        let body = self.subject.operation.body.as_ref();
        for content in body.into_iter().flat_map(|body| &body.content) {
            for example in &content.examples {
                let valid = content
                    .schema
                    .as_ref()
                    .is_none_or(|schema| schema.accepts(&example.value));
                if is_json(&content.media_type) && valid {
                    self.sent(
                        &format!("documented_example::{}", example.name),
                        self.subject.arguments.with_body(example.value.clone()),
                        Settings::fresh(),
                    );
                }
            }
        }
        self.sent_raw(
            "request_line_is_raw_as_documented",
            self.subject.arguments.clone(),
        );
    }

    /// Base URL and credentials.
    fn surroundings(&mut self) {
        let arguments = self.subject.arguments;
        for (name, base_path) in [
            ("base_url::with_a_path", "/gateway/v9"),
            ("base_url::with_a_slash_at_its_end", "/"),
            ("base_url::with_a_path_and_a_slash", "/gateway/"),
        ] {
            self.sent(
                name,
                arguments.clone(),
                Settings {
                    base_path,
                    ..Settings::fresh()
                },
            );
        }
        let subject = self.subject;
        let security = &subject.operation.security;
        if security.is_empty() || security.iter().any(Vec::is_empty) {
            return;
        }
        let name = subject.name(
            "request_shape",
            "authentication::without_credentials_nothing_is_sent",
        );
        self.cases.push(Case::new(name, move || {
            let settings = Settings {
                token: false,
                ..Settings::fresh()
            };
            let exchange = subject.call(arguments, &settings, &subject.success()?)?;
            check_refused(&exchange, Kind::MissingCredentials)
        }));
        let name = subject.name("request_shape", "authentication::the_token_is_never_shown");
        self.cases.push(Case::new(name, move || {
            let settings = Settings::fresh();
            let exchange = subject.call_script(arguments, &settings, Script::CloseAtOnce)?;
            let client = subject.client("http://127.0.0.1:1", &settings)?;
            check_secret(&[
                &exchange.outcome.message,
                &exchange.outcome.debug,
                &format!("{client:?}"),
            ])
        }));
    }

    /// Each parameter with each value that its schema takes, and refuses.
    fn parameters(&mut self) {
        let mut all = self.subject.arguments.clone();
        for parameter in &self.subject.operation.parameters {
            let place = match parameter.place {
                Place::Path => "path",
                Place::Query => "query",
                Place::Header => "header",
                Place::Cookie => continue,
            };
            let prefix = format!("{place}::{}", parameter.name);
            for Sample { name, value } in accepted(&parameter.schema, &parameter.examples) {
                let arguments = self.given(parameter, &value);
                // An empty segment and a dot segment are gone once a URL is normalised (RFC 3986, section 5.2.4): the
                // request would go somewhere else.
                let lost = parameter.place == Place::Path
                    && ["", ".", ".."].iter().any(|lost| value == *lost);
                if lost {
                    self.refused(&format!("refused::{prefix}::{name}"), arguments);
                } else {
                    self.sent_raw(&format!("{prefix}::{name}"), arguments);
                }
            }
            for Sample { name, value } in refused(&parameter.schema, &parameter.examples) {
                self.refused(
                    &format!("refused::{prefix}::{name}"),
                    self.given(parameter, &value),
                );
            }
            if !parameter.required {
                self.sent(
                    &format!("{prefix}::absent"),
                    self.subject.arguments.clone(),
                    Settings::default(),
                );
                if let Some(sample) = accepted(&parameter.schema, &parameter.examples)
                    .into_iter()
                    .next()
                {
                    place_of(&mut all, parameter).insert(parameter.name.clone(), sample.value);
                }
            }
        }
        self.sent(
            "parameters::every_optional_one_together",
            all,
            Settings::default(),
        );
    }

    fn given(&self, parameter: &Parameter, value: &Value) -> Arguments {
        let mut arguments = self.subject.arguments.clone();
        place_of(&mut arguments, parameter).insert(parameter.name.clone(), value.clone());
        arguments
    }

    /// Each property of the body absent, and with each value that its schema takes, and refuses.
    fn body(&mut self) {
        let subject = self.subject;
        let Some((body, value, content)) = subject.body() else {
            return;
        };
        if !body {
            let mut arguments = subject.arguments.clone();
            arguments.body = None;
            self.sent("body::absent", arguments, Settings::default());
        }
        let Some(schema) = &content.schema else {
            return;
        };
        let fields = fields(schema, value);
        let mut least = value.clone();
        for field in fields.iter().filter(|field| !field.required) {
            let shorter = without(value, &field.at);
            least = without(&least, &field.at);
            if field.present && schema.accepts(&shorter) {
                self.with_body(&format!("body::without::{}", field.label), shorter);
            }
        }
        if schema.accepts(&least) {
            self.with_body("body::only_what_is_required", least);
        }
        for field in &fields {
            self.field(value, field);
        }
        let hidden = schema.hidden_properties();
        if !hidden.is_empty() {
            self.cases
                .push(read_only_case(subject, value.clone(), hidden));
        }
    }

    fn field(&mut self, value: &Value, field: &Field) {
        for Sample { name, value: new } in accepted(&field.schema, &[]) {
            self.with_body(
                &format!("body::{}::{name}", field.label),
                with(value, &field.at, new),
            );
        }
        if field.schema.accepts(&Value::Null) && field.kind().is_some() {
            self.with_body(
                &format!("body::{}::null", field.label),
                with(value, &field.at, Value::Null),
            );
        }
        for Sample { name, value: new } in refused(&field.schema, &[]) {
            self.refused(
                &format!("refused::body::{}::{name}", field.label),
                self.subject
                    .arguments
                    .with_body(with(value, &field.at, new)),
            );
        }
    }

    fn with_body(&mut self, name: &str, body: Value) {
        let arguments = self.subject.arguments.with_body(body);
        self.sent(name, arguments, Settings::default());
    }
}

impl Subject {
    /// Whether the body is required, a valid one, and what the document says of it.
    fn body(&self) -> Option<(bool, &'static Value, &'static Content)> {
        let body = self.operation.body.as_ref()?;
        let content = body
            .content
            .iter()
            .find(|content| is_json(&content.media_type))?;
        Some((body.required, &self.arguments.body.as_ref()?.value, content))
    }
}

fn place_of<'a>(
    arguments: &'a mut Arguments,
    parameter: &Parameter,
) -> &'a mut serde_json::Map<String, Value> {
    match parameter.place {
        Place::Path => &mut arguments.path,
        Place::Header => &mut arguments.header,
        Place::Query => &mut arguments.query,
        Place::Cookie => &mut arguments.cookie,
    }
}

/// A caller who got a value from an answer and sends it back may not send its `readOnly` properties with it.
fn read_only_case(subject: Subject, valid: Value, hidden: Vec<String>) -> Case {
    let name = subject.name("request_shape", "body::read_only_properties_stay_out");
    Case::new(name, move || {
        let body = hidden.iter().fold(valid, |body, name| {
            with(
                &body,
                &format!("/{}", crate::oracle::escape(name)),
                json!("0123456789abcdef01234567"),
            )
        });
        let arguments = subject.arguments.with_body(body);
        let settings = Settings::default();
        let exchange = subject.call(&arguments, &settings, &subject.success()?)?;
        check_sent(&subject, subject.arguments, &settings, &exchange)
    })
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
    if let Some((_, _, content)) = subject.body() {
        // A case whose own arguments break the schema would prove nothing.
        let own = arguments
            .body
            .as_ref()
            .map(|body| invalid(subject.suite.document, content, &body.value));
        differences.extend(own.into_iter().flatten());
    }
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
pub fn check_secret(texts: &[&str]) -> Result<(), Failure> {
    let leaks = texts.iter().filter(|text| text.contains(TOKEN));
    let differences = leaks
        .map(|text| Difference::new("text for people", "no credential in it", (*text).to_owned()));
    verdict(differences.collect(), "")
}
