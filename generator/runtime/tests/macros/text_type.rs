use std::collections::BTreeSet;

use specwright_runtime::{Check, Checker, Findings, Location, text_type};

mod types {
    #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    pub struct Id(pub(super) String);
    #[derive(Clone, Debug, Eq, PartialEq)]
    pub struct Name(pub(super) String);
    #[derive(Clone, Debug, Eq, PartialEq)]
    pub struct Impossible(pub(super) String);
}

text_type! { types::Id: pattern = r"^([a-f0-9]{24})$", min_length = None, max_length = None }
text_type! { types::Name: pattern = r"^\p{L}+$", min_length = Some(2), max_length = Some(3) }
text_type! { types::Impossible: pattern = "(", min_length = None, max_length = None }

const ID: &str = "32b6e34b3d91647abb20e7b8";

#[test]
fn a_text_that_keeps_the_rules_is_a_value() {
    let id: types::Id = ID.parse().unwrap();
    assert_eq!(
        (id.as_str(), id.to_string().as_str(), id.len()),
        (ID, ID, 24)
    );
    assert_eq!(types::Id::try_from(ID.to_owned()), Ok(id.clone()));
    assert_eq!(String::from(id), ID);
}

#[test]
fn another_text_is_refused_by_name_and_pattern_but_never_shown() {
    let error = "hunter2".parse::<types::Id>().unwrap_err();
    assert_eq!(error.type_name(), "Id");
    assert_eq!(
        error.to_string(),
        "a value of `Id` must match the pattern `^([a-f0-9]{24})$`"
    );
    assert!(!format!("{error:?}").contains("hunter2"));
    assert!(types::Id::try_from(format!("{ID}\n")).is_err());
}

#[test]
fn patterns_are_those_of_ecma_262_with_unicode_and_lengths_count_code_points() {
    assert!("Žáb".parse::<types::Name>().is_ok());
    let error = "a1".parse::<types::Name>().unwrap_err();
    assert_eq!(error.rule(), r"must match the pattern `^\p{L}+$`");
    let error = "1".parse::<types::Name>().unwrap_err();
    assert_eq!(
        error.rule(),
        r"must have at least 2 characters and must match the pattern `^\p{L}+$`"
    );
}

#[test]
fn an_answer_may_break_the_rules_and_a_request_may_not() {
    let read: types::Id = serde_json::from_str("\"string\"").unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), "\"string\"");
    let mut findings = Findings::new();
    read.check(&mut Checker::new(Location::Path("groupId"), &mut findings));
    let violations = findings.violations();
    assert_eq!(violations.len(), 1);
    assert_eq!(
        violations[0].to_string(),
        "path parameter `groupId` must match the pattern `^([a-f0-9]{24})$`"
    );
    assert!(serde_json::from_str::<types::Id>("5").is_err());
}

#[test]
fn a_pattern_that_does_not_compile_refuses_every_text() {
    let error = "x".parse::<types::Impossible>().unwrap_err();
    assert!(error.rule().contains("no regular expression"));
}

#[test]
fn values_can_be_sorted_and_compared() {
    let set: BTreeSet<types::Id> = [ID.parse().unwrap(), ID.parse().unwrap()].into();
    assert_eq!(set.len(), 1);
}
