//! Types as JSON: what goes out is what the document says, what comes in is read as far as it can be.

use serde_json::{Value, from_value, json, to_value};
use specwright_runtime::serde::Serialize;
use specwright_runtime::serde::de::DeserializeOwned;
use specwright_runtime::{Check, Checker, Findings, Location, Nullable};

use crate::{
    all_of, deprecations, directions, enums, maps, names, nullable, numbers, objects, recursion,
    texts,
};

/// Reads `json` as a `T` and writes it again.
pub fn again<T: DeserializeOwned + Serialize>(json: &Value) -> Value {
    to_value(read::<T>(json)).expect("what was read can be written")
}

pub fn read<T: DeserializeOwned>(json: &Value) -> T {
    from_value(json.clone()).expect("the JSON fits the type")
}

pub fn refusal<T: DeserializeOwned>(json: &str) -> String {
    match serde_json::from_str::<T>(json) {
        Ok(_) => panic!("{json} was read"),
        Err(error) => error.to_string(),
    }
}

/// What keeps a value out of a request.
pub fn violations<T: Check>(value: &T) -> Vec<String> {
    let mut findings = Findings::new();
    value.check(&mut Checker::new(Location::Body, &mut findings));
    let violations = findings.violations().iter();
    violations.map(ToString::to_string).collect()
}

#[test]
fn a_constructor_takes_what_is_required_and_setters_the_rest() {
    use objects::types::{Author, Book};
    let book = Book::new("Dune", Author::new("Herbert").born_in(1920))
        .in_print(true)
        .notes(json!(["worn"]));
    let expected = json!({
        "title": "Dune",
        "author": {"name": "Herbert", "bornIn": 1920},
        "inPrint": true,
        "notes": ["worn"],
    });
    assert_eq!(to_value(&book).expect("a book is JSON"), expected);
    assert_eq!(read::<Book>(&expected), book);
}

#[test]
fn what_is_unknown_is_passed_over_and_what_is_wrong_refused() {
    use objects::types::Book;
    let known = json!({"title": "Dune", "author": {"name": "Herbert"}});
    let mut more = known.clone();
    more["isbn"] = json!({"deep": [1, 2, 3]});
    assert_eq!(again::<Book>(&more), known);
    for (json, reason) in [
        (r#"{"author": {"name": "x"}}"#, "missing field `title`"),
        (
            r#"{"title": null, "author": {"name": "x"}}"#,
            "invalid type: null",
        ),
        (
            r#"{"title": 1, "author": {"name": "x"}}"#,
            "invalid type: integer",
        ),
        (
            r#"{"title": "a", "title": "b", "author": {"name": "x"}}"#,
            "duplicate field `title`",
        ),
        (r#"["Dune"]"#, "an object (Book)"),
    ] {
        let refusal = refusal::<Book>(json);
        assert!(
            refusal.contains(reason),
            "{json} was refused with: {refusal}"
        );
    }
}

#[test]
fn null_and_absent_are_two_things() {
    use nullable::types::Profile;
    let json = json!({"phone": null, "nickname": null, "scores": [1, null]});
    let profile: Profile = read(&json);
    assert_eq!(profile.phone, Nullable::Null);
    assert_eq!(profile.nickname, Some(Nullable::Null));
    assert_eq!(profile.address, None);
    assert_eq!(again::<Profile>(&json), json);
    assert!(refusal::<Profile>("{}").contains("missing field `phone`"));

    let made = Profile::new("555".to_owned()).nickname("a name that is too long".to_owned());
    assert_eq!(
        violations(&made),
        ["body at /nickname must have at most 8 characters"]
    );
}

#[test]
fn an_enum_keeps_what_it_does_not_know() {
    use enums::types::State;
    assert_eq!(read::<State>(&json!("IN_TRANSIT")), State::InTransit);
    let unknown: State = read(&json!("LOST"));
    assert_eq!(unknown, State::Unrecognized("LOST".to_owned()));
    assert_eq!(to_value(&unknown).expect("an enum is JSON"), json!("LOST"));
    assert!("LOST".parse::<State>().is_err());
    assert_eq!(violations(&unknown).len(), 1);
    assert!(violations(&State::ReturnedToSender).is_empty());
}

#[test]
fn a_text_is_strict_when_made_and_lenient_when_read() {
    use texts::types::Handle;
    assert!("no good".parse::<Handle>().is_err());
    assert!("thirteen_long".parse::<Handle>().is_err());
    assert_eq!(
        "Grün_7"
            .parse::<Handle>()
            .expect("letters, digits and `_`")
            .as_str(),
        "Grün_7"
    );
    let odd: Handle = read(&json!("no good"));
    assert_eq!(to_value(&odd).expect("a text is JSON"), json!("no good"));
    assert!(!violations(&odd).is_empty());
}

#[test]
fn numbers_keep_their_limits_in_requests_only() {
    use numbers::types::MeasureRequest;
    let beyond: MeasureRequest =
        read(&json!({"count": -1, "step": 7, "ratio": 1.0, "weight": 0.07}));
    assert_eq!(
        violations(&beyond),
        [
            "body at /count must be at least 0",
            "body at /step must be a multiple of 5",
            "body at /ratio must be below 1",
        ]
    );
}

#[test]
fn properties_without_a_name_are_kept() {
    use maps::types::Settings;
    let json = json!({"name": "a", "anything": {"x": [1]}, "closed": {"only": "y"}, "more": 1, "evenMore": 2});
    let settings: Settings = read(&json);
    assert_eq!(settings.additional_properties.get("evenMore"), Some(&2));
    assert_eq!(again::<Settings>(&json), json);
    assert!(refusal::<Settings>(r#"{"name": "a", "more": "text"}"#).contains("invalid type"));
}

#[test]
fn all_of_is_one_object() {
    use all_of::types::Dog;
    let dog = Dog::new("Rex", -1, "Collie");
    assert_eq!(
        to_value(&dog).expect("a dog is JSON"),
        json!({"name": "Rex", "age": -1, "breed": "Collie"})
    );
    assert_eq!(violations(&dog), ["body at /age must be at least 0"]);
}

#[test]
fn each_direction_has_the_properties_that_travel_in_it() {
    use directions::types::{Color, HomeRequest, User, UserRequest};
    let request = UserRequest::new("Ada", "secret", HomeRequest::new().city("London"))
        .color(Color::new().red(255));
    assert_eq!(
        to_value(&request).expect("a user is JSON"),
        json!({"name": "Ada", "password": "secret", "home": {"city": "London"}, "color": {"red": 255}})
    );
    let answer: User = read(&json!({"id": "7", "name": "Ada", "home": {"verified": true}}));
    assert_eq!(
        (answer.id.as_str(), answer.home.verified),
        ("7", Some(true))
    );
}

#[test]
fn types_can_contain_themselves() {
    use recursion::types::{Owner, Tree};
    let json = json!({
        "value": 1,
        "left": {"value": 2, "owner": {"root": null}},
        "children": [{"value": 3}],
        "named": {"x": {"value": 4}},
    });
    assert_eq!(again::<Tree>(&json), json);
    let made = Tree::new(1)
        .left(Tree::new(2))
        .owner(Owner::new().root(Tree::new(3)));
    assert_eq!(
        to_value(&made).expect("a tree is JSON"),
        json!({"value": 1, "left": {"value": 2}, "owner": {"root": {"value": 3}}})
    );
}

#[test]
fn names_that_collide_with_rust_mean_what_the_document_says() {
    use names::types::{OptionStatus, OptionType, ResultType};
    let value = OptionType::new("t")
        .new_("n")
        .default("d")
        .at_id("@")
        .id("i")
        .value_2fa(true)
        .status(OptionStatus::On);
    let expected = json!({"type": "t", "new": "n", "default": "d", "@id": "@", "id": "i", "2fa": true, "status": "on"});
    assert_eq!(to_value(&value).expect("it is JSON"), expected);
    let json =
        json!({"Self": "me", "string": {"value": "x"}, "vec": {"value": "y"}, "status": "up"});
    assert_eq!(again::<ResultType>(&json), json);
}

#[test]
fn what_is_deprecated_is_still_read_and_written() {
    let json = json!({"now": "a", "before": "b"});
    assert_eq!(again::<deprecations::types::Mixed>(&json), json);
}
