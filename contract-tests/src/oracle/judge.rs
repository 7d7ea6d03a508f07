//! Validators, each made when it is first needed and then kept for all.
//!
//! One validator knows its own schema and asks the others for what is elsewhere in the document: a copy of all that a
//! schema reaches, for each of some ten thousand schemas, takes more memory than there is.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    net::IpAddr,
    sync::{Arc, PoisonError, RwLock, Weak},
};

use jsonschema::{
    Draft, Keyword, PatternCache, ValidationError, Validator, error::ValidationErrorKind,
};
use serde_json::Value;

use super::{
    Direction, Finding,
    convert::{self, ELSEWHERE, Form},
    files::Tree,
    schema::Violation,
};

/// Direction, form, whether it asks others, and the places of the schemas that hold together, mostly one.
type Key = (Direction, Form, bool, Vec<String>);

/// All that were made so far.
#[derive(Default)]
pub(super) struct Judges {
    made: RwLock<HashMap<Key, Arc<Judge>>>,
    pub(super) patterns: PatternCache,
}

impl fmt::Debug for Judges {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Judges").finish_non_exhaustive()
    }
}

/// The validator of one schema, or of several that hold together.
pub(super) struct Judge {
    /// `None` where the schema can't be used.
    validator: Option<Validator>,
    findings: Vec<Finding>,
}

impl Judge {
    /// Whether the schema takes the value. One that can't be used takes nothing: then nothing relies on it.
    pub(super) fn accepts(&self, value: &Value) -> bool {
        self.validator
            .as_ref()
            .is_some_and(|validator| validator.is_valid(value))
    }
}

impl Tree {
    /// The validator of what stands at `places`, none of which is a `$ref` that could be followed.
    pub(super) fn judge(
        self: &Arc<Self>,
        places: &[String],
        direction: Direction,
        form: Form,
    ) -> Arc<Judge> {
        self.kept(places, direction, form, true)
    }

    fn kept(
        self: &Arc<Self>,
        places: &[String],
        direction: Direction,
        form: Form,
        shared: bool,
    ) -> Arc<Judge> {
        let key = (direction, form, shared, places.to_vec());
        let made = self
            .judges
            .made
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(judge) = made.get(&key) {
            return Arc::clone(judge);
        }
        drop(made);
        // Without the lock, because it takes long. If two threads make the same one, the first stays.
        let judge = Arc::new(self.make(places, direction, form, shared));
        let mut made = self
            .judges
            .made
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(made.entry(key).or_insert(judge))
    }

    fn make(
        self: &Arc<Self>,
        places: &[String],
        direction: Direction,
        form: Form,
        shared: bool,
    ) -> Judge {
        let (schema, mut findings) = convert::schema(self, places, direction, form, shared);
        let tree = Arc::downgrade(self);
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .with_format("byte", is_base64)
            .with_format("ip", |text: &str| text.parse::<IpAddr>().is_ok())
            .with_pattern_cache(self.judges.patterns.clone())
            .with_keyword(ELSEWHERE, move |_, value: &Value, _| {
                let places = super::schema::names(Some(value)).map(str::to_owned);
                let elsewhere = Elsewhere {
                    tree: Weak::clone(&tree),
                    places: places.collect(),
                    direction,
                };
                Ok(Box::new(elsewhere) as Box<dyn for<'i> Keyword<'i>>)
            })
            .build(&schema);
        let validator = validator.map_err(|error| {
            let pointer = places.first().map_or("", String::as_str);
            findings.push(self.finding(pointer, format!("unusable schema: {error}")));
        });
        Judge {
            validator: validator.ok(),
            findings,
        }
    }

    /// Every rule of the schemas at `places` that `value` breaks.
    pub(super) fn violations(
        self: &Arc<Self>,
        places: &[String],
        direction: Direction,
        value: &Value,
    ) -> Vec<Violation> {
        // A validator that asks others has no more to tell than that they refuse. This one has copies of them.
        let judge = self.kept(places, direction, Form::Whole, false);
        let Some(validator) = &judge.validator else {
            let findings = judge.findings.iter();
            let unusable = findings.map(|finding| Violation {
                at: String::new(),
                message: finding.what.clone(),
                keyword: String::new(),
            });
            return unusable.collect();
        };
        let errors = validator.iter_errors(value);
        errors
            .map(|error| Violation {
                at: error.instance_path().to_string(),
                message: error.to_string(),
                keyword: keyword(&error).to_owned(),
            })
            .collect()
    }

    /// What was wrong with the schemas that validators were made of so far.
    pub(super) fn schema_findings(&self) -> BTreeSet<Finding> {
        let made = self
            .judges
            .made
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        made.values()
            .flat_map(|judge| judge.findings.iter().cloned())
            .collect()
    }
}

/// The keyword of the rule. A choice breaks no more than a `format` where one of its variants does not.
fn keyword<'a>(error: &'a ValidationError<'_>) -> &'a str {
    let breaks_a_format =
        |variant: &Vec<ValidationError<'_>>| variant.iter().all(|it| keyword(it) == "format");
    match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }
            if context.iter().any(breaks_a_format) =>
        {
            "format"
        }
        kind => kind.keyword(),
    }
}

/// "Binary data encoded as … Base64" (OpenAPI Format Registry, `byte`; RFC 4648, section 4), with its padding.
fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let is_digit = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/');
    text.len().is_multiple_of(4) && text.len() - digits.len() <= 2 && digits.bytes().all(is_digit)
}

/// Asks the validator of another place.
struct Elsewhere {
    tree: Weak<Tree>,
    places: Vec<String>,
    direction: Direction,
}

impl<'i> Keyword<'i> for Elsewhere {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) {
            Ok(())
        } else {
            Err(ValidationError::custom(format!(
                "refused by {}",
                self.places.join(" and ")
            )))
        }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        let tree = self.tree.upgrade();
        tree.is_some_and(|tree| {
            tree.judge(&self.places, self.direction, Form::Whole)
                .accepts(instance)
        })
    }
}
