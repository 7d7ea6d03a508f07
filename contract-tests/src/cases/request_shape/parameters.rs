//! Each parameter with each value that its schema takes, and refuses.

use serde_json::Value;

use super::{Cases, Change, few, notation::Fate};
use crate::{
    cases::baseline::{give, samples},
    oracle::{
        Parameter,
        values::{Sample, accepted, refused},
    },
};

impl Cases {
    pub(super) fn parameters(&mut self) {
        let operation = self.subject.operation;
        for parameter in &operation.parameters {
            if self
                .subject
                .suite
                .focus
                .is_first(operation, &parameter.pointer)
            {
                self.parameter(parameter);
            } else if let Some(Sample { name, value }) = some_refused(parameter) {
                // The values were tried elsewhere; that this operation keeps the limits was not.
                let name = format!("refused::{}::{name}", label(parameter));
                self.refused(&name, Change::Parameter(parameter, value));
            }
        }
        self.together();
    }

    fn parameter(&mut self, parameter: &'static Parameter) {
        let label = label(parameter);
        let mut good = accepted(&parameter.schema, &parameter.examples);
        let mut bad = refused(&parameter.schema, &parameter.examples);
        if !self.subject.suite.focus.stands_for_its_notation(parameter) {
            few(&mut good, &mut bad, &parameter.schema);
        }
        for Sample { name, value } in good {
            self.value(parameter, &label, &name, value);
        }
        if parameter.schema.accepts(&Value::Null) {
            self.value(parameter, &label, "null", Value::Null);
        }
        for Sample { name, value } in bad {
            let name = format!("refused::{label}::{name}");
            self.refused(&name, Change::Parameter(parameter, value));
        }
        if !parameter.required {
            self.sent(&format!("{label}::absent"), Change::Nothing);
        }
    }

    /// A value that the schema takes.
    fn value(&mut self, parameter: &'static Parameter, label: &str, name: &str, value: Value) {
        let subject = self.subject;
        let fate = Fate::of(subject.operation, subject.arguments, parameter, &value);
        let change = Change::Parameter(parameter, value);
        match fate {
            Fate::Sent => self.sent(&format!("{label}::{name}"), change),
            Fate::Refused => self.refused(&format!("refused::{label}::{name}"), change),
            Fate::Open => {}
        }
    }

    /// Every optional parameter at once, each with another value as far as there are some.
    fn together(&mut self) {
        let operation = self.subject.operation;
        let mut all = self.subject.arguments.clone();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            if !parameter.required {
                let samples = samples(operation, &all, parameter);
                let sample = samples.iter().cycle().nth(index);
                if let Some(sample) = sample {
                    give(&mut all, parameter, sample.value.clone());
                }
            }
        }
        self.sent(
            "parameters::every_optional_one_together",
            Change::All(Box::new(all)),
        );
    }
}

fn label(parameter: &Parameter) -> String {
    format!("{}::{}", parameter.place.name(), parameter.name)
}

fn some_refused(parameter: &Parameter) -> Option<Sample> {
    refused(&parameter.schema, &parameter.examples)
        .into_iter()
        .next()
}
