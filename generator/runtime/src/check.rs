//! Requests are strict: values in, the list of what breaks the document's rules out.
//!
//! Reading an answer never comes here: what a server sends may break every rule of this module. A violation names a
//! place and a rule but never the value, which may be a secret. What of a request is deprecated is found on the same way.

mod impls;
mod rules;
#[cfg(test)]
mod tests;

use std::fmt::{self, Write as _};

pub(crate) use rules::check_length;
pub use rules::{Bound, Number, Rules};

use crate::{DeprecatedPart, Deprecation, Map};

/// A value that can be checked before it goes into a request.
pub trait Check {
    /// Reports what makes the value unfit for a request by its own type.
    fn check(&self, checker: &mut Checker<'_>);

    /// Reports which rules of the place where it is used the value breaks.
    ///
    /// Rules that mean nothing for the value's type hold (JSON Schema Validation, section 4.1).
    fn check_rules(&self, _: &Rules<'_>, _: &mut Checker<'_>) {}
}

/// Walks through a value and notes every violation with its place, and which deprecated parts are used.
#[derive(Debug)]
pub struct Checker<'a> {
    location: Location,
    /// The way to the place inside the value. It becomes a text only where there is something to say of that place.
    way: Option<Step<'a>>,
    findings: &'a mut Findings,
}

/// What was found in the parts of a request.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    pub(crate) violations: Vec<Violation>,
    pub(crate) deprecated: Vec<DeprecatedPart>,
}

impl Findings {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The rules that would be broken.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// The deprecated parts that are used, each once.
    pub fn deprecated(&self) -> &[DeprecatedPart] {
        &self.deprecated
    }

    /// Forgets what was found at a part that is given again.
    pub(crate) fn forget(&mut self, location: Location) {
        self.violations.retain(|it| it.location() != location);
        self.deprecated.retain(|it| it.location() != location);
    }

    /// Notes what is wrong with the whole of a part.
    pub(crate) fn refuse(&mut self, location: Location, rule: impl Into<String>) {
        self.violations.push(Violation::new(location, rule));
    }

    /// Notes a part, unless it is known.
    pub(crate) fn note(&mut self, part: DeprecatedPart) {
        let mut known = self.deprecated.iter();
        if known.all(|it| it.identity() != part.identity()) {
            self.deprecated.push(part);
        }
    }
}

/// The last step of a way, and the way before it.
#[derive(Clone, Copy, Debug)]
struct Step<'a> {
    before: Option<&'a Step<'a>>,
    segment: Segment<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Segment<'a> {
    /// What the document names: a property.
    Name(&'a str),
    /// What the document counts: an element of an array of fixed length.
    Position(usize),
    /// A key of a map, which is the caller's.
    Key(&'a str),
    /// Any element of an array.
    Element(usize),
}

impl Step<'_> {
    /// The way as an RFC 6901 pointer.
    fn write(&self, pointer: &mut String) {
        if let Some(before) = self.before {
            before.write(pointer);
        }
        match self.segment {
            Segment::Name(text) | Segment::Key(text) => push_segment(pointer, text),
            Segment::Position(index) | Segment::Element(index) => {
                push_segment(pointer, &index.to_string());
            }
        }
    }

    /// The same with `*` for each element and each key of a map, so that it holds no text but the document's.
    fn write_outline(&self, pointer: &mut String) {
        if let Some(before) = self.before {
            before.write_outline(pointer);
        }
        match self.segment {
            Segment::Name(text) => push_segment(pointer, text),
            Segment::Position(index) => push_segment(pointer, &index.to_string()),
            Segment::Key(_) | Segment::Element(_) => pointer.push_str("/*"),
        }
    }
}

impl<'a> Checker<'a> {
    /// Starts at the value that stands at `location`.
    pub fn new(location: Location, findings: &'a mut Findings) -> Self {
        Self {
            location,
            way: None,
            findings,
        }
    }

    /// Checks a property.
    pub fn property<T: Check + ?Sized>(&mut self, name: &str, value: &T) {
        self.property_with(name, value, &Rules::NONE);
    }

    /// Checks a property that has rules of its own.
    pub fn property_with<T: Check + ?Sized>(&mut self, name: &str, value: &T, rules: &Rules<'_>) {
        self.below(name, |checker| checker.value(value, rules));
    }

    /// Checks the properties that the document does not list, each by these rules.
    pub fn additional<T: Check>(&mut self, values: &Map<T>, rules: &Rules<'_>) {
        for (name, value) in values {
            self.below_key(name, |checker| checker.value(value, rules));
        }
    }

    /// Checks an element of an array of fixed length, that has rules of its own.
    pub fn element_with<T: Check + ?Sized>(&mut self, index: usize, value: &T, rules: &Rules<'_>) {
        self.step(Segment::Position(index), |checker| {
            checker.value(value, rules);
        });
    }

    /// Checks the value at the present place.
    pub fn value<T: Check + ?Sized>(&mut self, value: &T, rules: &Rules<'_>) {
        value.check(self);
        value.check_rules(rules, self);
    }

    /// Notes that the value at the present place breaks a rule.
    ///
    /// The text completes "it …", such as "must not be empty"; it must not hold the value.
    pub fn violation(&mut self, rule: impl Into<String>) {
        let mut pointer = String::new();
        if let Some(way) = &self.way {
            way.write(&mut pointer);
        }
        self.findings.violations.push(Violation {
            location: self.location,
            pointer,
            rule: rule.into(),
        });
    }

    /// Notes that a property of the value at the present place is there, though the document calls it deprecated. `owner` is
    /// the value's type.
    pub fn deprecated_property(
        &mut self,
        owner: &'static str,
        name: &'static str,
        deprecation: &'static Deprecation,
    ) {
        self.below(name, |checker| {
            let (location, at) = (checker.location, checker.outline());
            let part = DeprecatedPart::property(location, at, [owner, name], deprecation);
            checker.findings.note(part);
        });
    }

    /// Notes that the value at the present place is one that the document calls deprecated. `owner` is its enum.
    pub fn deprecated_value(
        &mut self,
        owner: &'static str,
        value: impl fmt::Display,
        deprecation: &'static Deprecation,
    ) {
        let (location, value) = (self.location, value.to_string());
        let at = self.outline();
        let part = DeprecatedPart::value_of(location, at, owner, value, deprecation);
        self.findings.note(part);
    }

    /// The place without what is the caller's.
    fn outline(&self) -> String {
        let mut outline = String::new();
        if let Some(way) = &self.way {
            way.write_outline(&mut outline);
        }
        outline
    }

    /// Goes to what the document has a name for.
    pub(crate) fn below(&mut self, name: &str, check: impl FnOnce(&mut Checker<'_>)) {
        self.step(Segment::Name(name), check);
    }

    /// Goes to what stands under a key of the caller's.
    pub(crate) fn below_key(&mut self, key: &str, check: impl FnOnce(&mut Checker<'_>)) {
        self.step(Segment::Key(key), check);
    }

    /// Goes to an element of an array.
    pub(crate) fn element(&mut self, index: usize, check: impl FnOnce(&mut Checker<'_>)) {
        self.step(Segment::Element(index), check);
    }

    fn step(&mut self, segment: Segment<'_>, check: impl FnOnce(&mut Checker<'_>)) {
        let before = self.way.as_ref();
        check(&mut Checker {
            location: self.location,
            way: Some(Step { before, segment }),
            findings: self.findings,
        });
    }
}

/// Adds a reference token to an RFC 6901 pointer.
pub(crate) fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    for character in segment.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// Which part of a request something is about.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Location {
    /// The path parameter of this name.
    Path(&'static str),
    /// The query parameter of this name.
    Query(&'static str),
    /// The header parameter of this name.
    Header(&'static str),
    /// The cookie of this name.
    Cookie(&'static str),
    /// The body.
    Body,
    /// The URL that base URL, path and query make together.
    Url,
}

impl Location {
    /// The name of the parameter, if it is one.
    pub(crate) fn parameter(self) -> Option<&'static str> {
        match self {
            Self::Path(name) | Self::Query(name) | Self::Header(name) | Self::Cookie(name) => {
                Some(name)
            }
            Self::Body | Self::Url => None,
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(name) => write!(formatter, "path parameter `{name}`"),
            Self::Query(name) => write!(formatter, "query parameter `{name}`"),
            Self::Header(name) => write!(formatter, "header parameter `{name}`"),
            Self::Cookie(name) => write!(formatter, "cookie `{name}`"),
            Self::Body => formatter.write_str("body"),
            Self::Url => formatter.write_str("URL"),
        }
    }
}

/// One rule that a request would break: where and which, never the value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Violation {
    location: Location,
    pointer: String,
    rule: String,
}

impl Violation {
    /// A violation by the whole of what stands at `location`.
    pub(crate) fn new(location: Location, rule: impl Into<String>) -> Self {
        Self {
            location,
            pointer: String::new(),
            rule: rule.into(),
        }
    }

    /// The part of the request.
    pub fn location(&self) -> Location {
        self.location
    }

    /// The place inside that part, as an RFC 6901 pointer; empty for the whole of it.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The rule, as the end of a sentence: "must have at least 3 characters".
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.location.fmt(formatter)?;
        if !self.pointer.is_empty() {
            write!(formatter, " at {}", self.pointer)?;
        }
        formatter.write_char(' ')?;
        formatter.write_str(&self.rule)
    }
}
