use super::*;
use crate::{Check, Checker, Findings, Map, Rules};

static OLD: Deprecation = Deprecation::PLAIN;

/// As the generator writes it: an object with a deprecated property and an enum with a deprecated value.
struct Job {
    old: Option<i64>,
    kind: Kind,
    parts: Vec<Job>,
    named: Map<Job>,
}

struct Kind(&'static str);

/// Lists ask for it, to tell whether two elements are equal.
impl serde::Serialize for Job {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl Check for Job {
    fn check(&self, checker: &mut Checker<'_>) {
        if self.old.is_some() {
            checker.deprecated_property("Job", "old", &OLD);
        }
        checker.property("kind", &self.kind);
        checker.property("parts", &self.parts);
        checker.additional(&self.named, &Rules::NONE);
    }
}

impl Check for Kind {
    fn check(&self, checker: &mut Checker<'_>) {
        if self.0 == "BEFORE" {
            checker.deprecated_value("Kind", "BEFORE", &OLD);
        }
    }
}

fn job(old: Option<i64>, kind: &'static str) -> Job {
    Job {
        old,
        kind: Kind(kind),
        parts: Vec::new(),
        named: Map::new(),
    }
}

fn found(location: Location, value: &impl Check) -> Vec<DeprecatedPart> {
    let mut findings = Findings::new();
    let mut checker = Checker::new(location, &mut findings);
    checker.value(value, &Rules::NONE);
    assert_eq!(findings.violations(), []);
    findings.deprecated
}

fn texts(found: &[DeprecatedPart]) -> Vec<String> {
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_there_is_found_with_its_place() {
    assert_eq!(found(Location::Body, &job(None, "NOW")), []);
    let both = found(Location::Body, &job(Some(1), "BEFORE"));
    assert_eq!(
        texts(&both),
        ["body at /old", "the value `BEFORE` of body at /kind"]
    );
    let [property, value] = both.as_slice() else {
        panic!("{both:?}")
    };
    assert_eq!((property.noun(), value.noun()), ("property", "value"));
    assert_eq!((property.value(), value.value()), (None, Some("BEFORE")));
    assert_eq!(value.pointer(), "/kind");
    assert_eq!(value.location(), Location::Body);
    assert_eq!(value.deprecation(), &OLD);
}

#[test]
fn a_part_is_found_once_however_often_it_occurs_and_no_key_of_the_callers_is_shown() {
    let mut outer = job(None, "NOW");
    outer.parts = vec![job(None, "NOW"), job(Some(1), "NOW"), job(Some(2), "NOW")];
    outer.named = [("secret".to_owned(), job(Some(3), "BEFORE"))].into();
    assert_eq!(
        texts(&found(Location::Query("job"), &outer)),
        [
            "query parameter `job` at /parts/*/old",
            "the value `BEFORE` of query parameter `job` at /*/kind"
        ]
    );
}

#[test]
fn keys_of_maps_and_of_free_form_values_are_no_names_of_the_document() {
    let map: Map<Job> = [("secret".to_owned(), job(Some(1), "NOW"))].into();
    assert_eq!(texts(&found(Location::Body, &map)), ["body at /*/old"]);
    let tuple = (job(Some(1), "NOW"), 1_i64);
    assert_eq!(texts(&found(Location::Body, &tuple)), ["body at /0/old"]);
}

#[test]
fn a_parameter_is_the_whole_of_its_location() {
    let part = DeprecatedPart::parameter(Location::Header("X-Old"), &OLD);
    assert_eq!(part.to_string(), "header parameter `X-Old`");
    assert_eq!((part.noun(), part.value()), ("parameter", None));
    assert_eq!(part.pointer(), "");
}

#[test]
fn parts_differ_by_location_type_and_name() {
    let property =
        |location, names| DeprecatedPart::property(location, "/a".to_owned(), names, &OLD);
    let one = property(Location::Body, ["A", "a"]);
    let same = DeprecatedPart::property(Location::Body, "/b/*/a".to_owned(), ["A", "a"], &OLD);
    assert_eq!(one.identity(), same.identity());
    for other in [
        property(Location::Query("q"), ["A", "a"]),
        property(Location::Body, ["B", "a"]),
        property(Location::Body, ["A", "b"]),
        DeprecatedPart::value_of(Location::Body, "/a".to_owned(), "A", "a".to_owned(), &OLD),
    ] {
        assert_ne!(one.identity(), other.identity(), "{other:?}");
    }
}
