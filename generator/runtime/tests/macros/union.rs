use serde_json::{Value, json};
use specwright_runtime::{
    Check as _, Checker, Date, Map, Nullable, Rules, string_enum, text_type, union,
};

use crate::violations;

mod types {
    use super::{Base, Cat, Date, Dog, Lid, Map, Nullable, Value};

    #[derive(Clone, Debug, PartialEq)]
    pub enum Owner {
        Cat(Cat),
        Dog(Box<Dog>),
        Day(Date),
        Name(String),
        Age(i64),
        Weight(f64),
        Flag(bool),
        Many(Vec<Owner>),
        Unrecognized(Value),
    }

    #[derive(Clone, Debug, Eq, PartialEq)]
    pub enum Size {
        Small,
        Unrecognized(String),
    }

    #[derive(Clone, Debug, Eq, PartialEq)]
    pub struct Id(pub(super) String);

    #[derive(Clone, Debug, PartialEq)]
    pub enum Reference {
        Unrecognized(Size),
        Id(Id),
        Short(String),
        Else(Value),
    }

    /// Two types that hold one another: the worst that a document can ask for.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Tree {
        Left(Box<Left>),
        Right(Box<Right>),
        Unrecognized(Value),
    }

    #[derive(Clone, Debug, PartialEq)]
    pub struct Left {
        pub child: Nullable<Tree>,
    }

    #[derive(Clone, Debug, PartialEq)]
    pub struct Right {
        pub child: Nullable<Tree>,
        pub size: Option<i64>,
    }

    #[derive(Clone, Debug, PartialEq)]
    pub enum Box_ {
        Lid(Lid),
        Base(Base),
        Unrecognized(Value),
    }

    #[derive(Clone, Debug, PartialEq)]
    pub enum Map2 {
        Map(Map<i64>),
        Any(Value),
        Unrecognized(Value),
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Cat {
    name: String,
}

#[derive(Clone, Debug, PartialEq)]
struct Lid {
    lid: i64,
}

#[derive(Clone, Debug, PartialEq)]
struct Base {
    base: i64,
}

#[derive(Clone, Debug, PartialEq)]
struct Dog {
    name: String,
    size: Option<types::Size>,
}

object_type! { Cat: "name" = name required }
object_type! { Dog: "name" = name required, "size" = size optional }
object_type! { types::Left: "child" = child required }
object_type! { types::Right: "child" = child required, "size" = size optional }

union! {
    types::Owner: Cat: object, Dog: object, Day: string,
    Name: string with &Rules { max_length: Some(20), ..Rules::NONE },
    Age: integer with &Rules { minimum: Some(specwright_runtime::Bound::inclusive_integer(0)), ..Rules::NONE },
    Weight: number, Flag: boolean, Many: array
}
string_enum! { types::Size: Small = "small" }
text_type! { types::Id: pattern = "^[0-9]+$", min_length = None, max_length = None }
union! { types::Reference: Unrecognized: string, Id: string, Short: string; else Else }
object_type! { Lid: "lid" = lid required }
object_type! { Base: "base" = base required }
union! { types::Tree: Left: object, Right: object }
union! { types::Box_: Lid: object, Base: object }
union! { types::Map2: Map: object, Any: any }

fn read(value: &Value) -> types::Owner {
    let read: types::Owner = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), *value);
    read
}

#[test]
fn a_value_is_the_variant_of_its_json_type() {
    assert_eq!(read(&json!(true)), types::Owner::Flag(true));
    assert_eq!(read(&json!(7)), types::Owner::Age(7));
    assert_eq!(read(&json!(7.5)), types::Owner::Weight(7.5));
    assert_eq!(read(&json!(1e300)), types::Owner::Weight(1e300));
    assert_eq!(
        read(&json!(["a", [false]])),
        types::Owner::Many(vec![
            types::Owner::Name("a".to_owned()),
            types::Owner::Many(vec![types::Owner::Flag(false)])
        ])
    );
}

#[test]
fn among_those_that_lose_nothing_the_first_that_may_be_sent_is_meant() {
    assert!(matches!(read(&json!("2026-01-15")), types::Owner::Day(_)));
    assert!(matches!(read(&json!("tomorrow")), types::Owner::Name(_)));
    // Too long for a name, and no day either: nothing may be sent, and the first is as good as the others.
    let long = json!("tomorrow, and tomorrow, and tomorrow");
    assert!(matches!(read(&long), types::Owner::Day(_)));
    assert!(matches!(
        read(&json!({"name": "Mia"})),
        types::Owner::Cat(_)
    ));
    // A cat would lose the size.
    assert!(matches!(
        read(&json!({"name": "Rex", "size": "small"})),
        types::Owner::Dog(_)
    ));
    // A dog of a size that is not in the document loses nothing.
    assert!(matches!(
        read(&json!({"name": "Rex", "size": "tiny"})),
        types::Owner::Dog(_)
    ));
}

#[test]
fn where_all_lose_something_the_one_that_loses_least_is_meant() {
    let value = json!({"name": "Rex", "size": "small", "since": 2026});
    let read: types::Owner = serde_json::from_value(value).unwrap();
    assert!(matches!(read, types::Owner::Dog(_)), "{read:?}");
    let value = json!({"name": "Mia", "since": 2026});
    let read: types::Owner = serde_json::from_value(value).unwrap();
    assert!(matches!(read, types::Owner::Cat(_)), "{read:?}");
}

#[test]
fn what_is_more_than_any_of_them_stays_as_it_came() {
    let value = json!({"lid": 1, "base": 2});
    let read: types::Box_ = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(read, types::Box_::Unrecognized(value));
    let read: types::Box_ = serde_json::from_value(json!({"lid": 1, "new": 2})).unwrap();
    assert_eq!(read, types::Box_::Lid(Lid { lid: 1 }));
}

#[test]
fn what_is_none_of_them_is_kept_but_not_sent() {
    for value in [json!(null), json!({}), json!({"size": 1, "b": [null]})] {
        let read = read(&value);
        assert_eq!(read, types::Owner::Unrecognized(value));
        assert_eq!(
            violations(&read),
            ["body must be one of the documented variants"]
        );
    }
}

#[test]
fn a_variant_is_checked_by_its_own_rules() {
    let size = Some(types::Size::Unrecognized("tiny".to_owned()));
    let dog = types::Owner::Dog(Box::new(Dog {
        name: String::new(),
        size,
    }));
    let many = types::Owner::Many(vec![types::Owner::Age(-1), dog]);
    assert_eq!(
        violations(&many),
        [
            "body at /0 must be at least 0",
            "body at /1/size must be one of `small`"
        ]
    );
}

#[test]
fn rules_of_the_place_reach_the_variant() {
    let rules = Rules {
        max_length: Some(1),
        ..Rules::NONE
    };
    for (owner, count) in [
        (types::Owner::Name("ab".to_owned()), 1),
        (types::Owner::Age(12), 0),
    ] {
        let mut findings = specwright_runtime::Findings::new();
        let mut checker = Checker::new(specwright_runtime::Location::Body, &mut findings);
        owner.check_rules(&rules, &mut checker);
        assert_eq!(findings.violations().len(), count);
    }
}

#[test]
fn enums_and_patterns_tell_texts_apart() {
    for (text, expected) in [
        ("small", types::Reference::Unrecognized(types::Size::Small)),
        ("17", types::Reference::Id("17".parse().unwrap())),
        ("else", types::Reference::Short("else".to_owned())),
    ] {
        let read: types::Reference = serde_json::from_value(json!(text)).unwrap();
        assert_eq!(read, expected);
    }
    let read: types::Reference = serde_json::from_value(json!(1)).unwrap();
    assert_eq!(read, types::Reference::Else(json!(1)));
}

#[test]
fn any_value_is_the_last_resort() {
    let read: types::Map2 = serde_json::from_value(json!({"a": 1})).unwrap();
    assert!(matches!(read, types::Map2::Map(_)));
    for value in [json!({"a": "b"}), json!(null), json!([])] {
        let read: types::Map2 = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(read, types::Map2::Any(value));
    }
}

#[test]
fn a_hostile_value_costs_no_exponential_time() {
    // Each level can be read in two ways, and neither is perfect: 2 to the power of 100 ways in all.
    let depth = 100;
    let value = format!(
        "{}{{\"child\":null,\"more\":1}}{}",
        "{\"child\":".repeat(depth),
        "}".repeat(depth)
    );
    let started = std::time::Instant::now();
    let read: types::Tree = serde_json::from_str(&value).unwrap();
    assert!(matches!(
        read,
        types::Tree::Left(_) | types::Tree::Unrecognized(_)
    ));
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    // The next value has its own budget.
    let read: types::Tree = serde_json::from_str(r#"{"child":{"child":null}}"#).unwrap();
    assert!(matches!(read, types::Tree::Left(_)));
}

#[test]
fn an_honest_value_of_the_same_depth_is_read_to_its_end() {
    let depth = 100;
    let value = format!(
        "{}{{\"child\":null,\"size\":1}}{}",
        "{\"child\":".repeat(depth),
        "}".repeat(depth)
    );
    let mut read: types::Tree = serde_json::from_str(&value).unwrap();
    for _ in 0..depth {
        let types::Tree::Left(left) = read else {
            panic!("{read:?}")
        };
        read = left.child.into_option().unwrap();
    }
    assert!(matches!(read, types::Tree::Right(_)), "{read:?}");
}
