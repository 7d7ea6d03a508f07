use serde_json::json;

use super::*;
use crate::{DateTime, Map, Nullable, Value};

fn broken<T: Check + ?Sized>(value: &T, rules: &Rules<'_>) -> Vec<String> {
    let mut findings = Findings::new();
    Checker::new(Location::Body, &mut findings).value(value, rules);
    let violations = findings.violations().iter();
    violations.map(ToString::to_string).collect()
}

fn holds<T: Check + ?Sized>(value: &T, rules: &Rules<'_>) -> bool {
    broken(value, rules).is_empty()
}

#[test]
fn lengths_count_code_points() {
    let rules = Rules {
        min_length: Some(2),
        max_length: Some(3),
        ..Rules::NONE
    };
    assert!(holds("äöü", &rules));
    assert!(holds(&"é!".to_owned(), &rules));
    assert_eq!(
        broken("x", &rules),
        ["body must have at least 2 characters"]
    );
    assert_eq!(
        broken("wxyz", &rules),
        ["body must have at most 3 characters"]
    );
}

#[test]
fn ends_of_a_range_are_inside_unless_they_are_exclusive() {
    let inclusive = Rules {
        minimum: Some(Bound::inclusive_integer(1)),
        maximum: Some(Bound::inclusive_float(2.5)),
        ..Rules::NONE
    };
    assert!(holds(&1_i64, &inclusive) && holds(&2.5, &inclusive));
    assert_eq!(broken(&0_i32, &inclusive), ["body must be at least 1"]);
    assert_eq!(broken(&3_i64, &inclusive), ["body must be at most 2.5"]);

    let exclusive = Rules {
        minimum: Some(Bound::exclusive_integer(1)),
        maximum: Some(Bound::exclusive_float(2.5)),
        ..Rules::NONE
    };
    assert!(holds(&2_i64, &exclusive));
    assert_eq!(broken(&1_i64, &exclusive), ["body must be above 1"]);
    assert_eq!(broken(&2.5, &exclusive), ["body must be below 2.5"]);
}

#[test]
fn large_integers_are_compared_exactly() {
    let rules = Rules {
        maximum: Some(Bound::inclusive_integer(i64::MAX - 1)),
        ..Rules::NONE
    };
    assert!(holds(&(i64::MAX - 1), &rules));
    assert!(!holds(&i64::MAX, &rules));
}

#[test]
fn multiples_are_what_the_document_reads_like() {
    let tenth = Rules {
        multiple_of: Some(Number::Float(0.1)),
        ..Rules::NONE
    };
    assert!(holds(&0.3, &tenth) && holds(&1_000_000.7, &tenth) && holds(&-4_i64, &tenth));
    assert!(holds(&-1_000_000.7, &tenth));
    assert_eq!(broken(&0.35, &tenth), ["body must be a multiple of 0.1"]);
    // Whatever side of a multiple it is on.
    assert!(!holds(&0.38, &tenth) && !holds(&-0.38, &tenth));
    assert!(!holds(&12_345.678, &tenth));

    // In a quotient near 1, eight units of its last place are taken for rounding, and no more.
    let one = Rules {
        multiple_of: Some(Number::Float(1.0)),
        ..Rules::NONE
    };
    assert!(holds(&(1.0 - 8.0 * f64::EPSILON), &one));
    assert!(!holds(&(1.0 - 8.5 * f64::EPSILON), &one));

    let seven = Rules {
        multiple_of: Some(Number::Integer(7)),
        ..Rules::NONE
    };
    assert!(holds(&-21_i64, &seven) && holds(&0_i32, &seven));
    assert!(!holds(&22_i64, &seven));
    let nothing = Rules {
        multiple_of: Some(Number::Integer(0)),
        ..Rules::NONE
    };
    assert!(holds(&5_i64, &nothing));
    let negative = Rules {
        multiple_of: Some(Number::Integer(-1)),
        ..Rules::NONE
    };
    assert!(holds(&i64::MIN, &negative));
}

#[test]
fn numbers_that_json_cannot_write_are_refused() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(
            broken(&number, &Rules::NONE),
            ["body must be a finite number"]
        );
    }
    let nested = vec![Some(1.0), Some(f64::NAN)];
    assert_eq!(
        broken(&nested, &Rules::NONE),
        ["body at /1 must be a finite number"]
    );
}

#[test]
fn arrays_have_counts_unique_elements_and_rules_for_each() {
    let rules = Rules {
        min_items: Some(1),
        max_items: Some(3),
        unique_items: true,
        items: Some(&Rules {
            max_length: Some(1),
            ..Rules::NONE
        }),
        ..Rules::NONE
    };
    assert!(holds(&vec!["a", "b"], &rules));
    assert_eq!(
        broken(&Vec::<String>::new(), &rules),
        ["body must have at least 1 element"]
    );
    assert_eq!(
        broken(&vec!["a", "b", "c", "d"], &rules),
        ["body must have at most 3 elements"]
    );
    assert_eq!(
        broken(&vec!["a", "bb", "a"], &rules),
        [
            "body at /2 must not be equal to an earlier element",
            "body at /1 must have at most 1 character"
        ]
    );
}

#[test]
fn equality_of_elements_is_that_of_json_schema() {
    let rules = Rules {
        unique_items: true,
        ..Rules::NONE
    };
    assert!(!holds(&json!([{"a": 1, "b": 2}, {"b": 2, "a": 1}]), &rules));
    assert!(!holds(&json!([1, 1.0]), &rules));
    assert!(!holds(&json!([[2, 1], [2.0, 1]]), &rules) && holds(&json!([[2, 1], [1, 2]]), &rules));
    assert!(holds(
        &json!([1, true, "1", [1], null, false, 0, {"1": 1}]),
        &rules
    ));
}

#[test]
fn maps_and_free_form_values_have_rules_too() {
    let rules = Rules {
        max_properties: Some(1),
        items: Some(&Rules {
            minimum: Some(Bound::inclusive_integer(0)),
            ..Rules::NONE
        }),
        ..Rules::NONE
    };
    let map: Map<i64> = [("a/b".to_owned(), -1), ("c".to_owned(), 1)].into();
    let expected = [
        "body must have at most 1 property",
        "body at /a~1b must be at least 0",
    ];
    assert_eq!(broken(&map, &rules), expected);
    assert_eq!(broken(&json!({"a/b": -1, "c": 1}), &rules), expected);
    assert!(holds(&Value::Null, &rules));
}

#[test]
fn absent_and_null_break_no_rule() {
    let rules = Rules {
        min_length: Some(1),
        ..Rules::NONE
    };
    assert!(holds(&None::<String>, &rules));
    assert!(holds(&Nullable::<String>::Null, &rules));
    assert!(!holds(&Some(Nullable::Value(String::new())), &rules));
    assert!(!holds(&Box::new(String::new()), &rules));
}

#[test]
fn places_are_pointers_into_the_part_of_the_request() {
    let mut findings = Findings::new();
    let mut checker = Checker::new(Location::Query("when"), &mut findings);
    let read: Vec<DateTime> = serde_json::from_str(r#"["2025-05-04T09:42:00Z", "soon"]"#).unwrap();
    checker.property("m~n", &read);
    let [violation] = findings.violations() else {
        panic!("{findings:?}")
    };
    assert_eq!(violation.location(), Location::Query("when"));
    assert_eq!(violation.pointer(), "/m~0n/1");
    assert_eq!(
        violation.rule(),
        "must be written in the format `date-time`"
    );
    assert!(!violation.to_string().contains("soon"));
}

#[test]
fn unsigned_integers_have_a_range_too() {
    let rules = Rules {
        maximum: Some(Bound::inclusive_integer(i64::MAX)),
        ..Rules::NONE
    };
    assert!(holds(&u32::MAX, &rules) && holds(&(u64::MAX / 2), &rules));
    assert!(!holds(&u64::MAX, &rules));
    let step = Rules {
        multiple_of: Some(Number::Integer(3)),
        ..Rules::NONE
    };
    assert!(holds(&9_u32, &step) && !holds(&10_u64, &step));
}

#[test]
fn elements_of_a_tuple_have_their_own_places() {
    let day: DateTime = serde_json::from_value(json!("tomorrow")).unwrap();
    let tuple = (1_i64, f64::NAN, (day,));
    assert_eq!(
        broken(&tuple, &Rules::NONE),
        [
            "body at /1 must be a finite number",
            "body at /2/0 must be written in the format `date-time`"
        ]
    );
    let all = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, f64::INFINITY);
    assert_eq!(
        broken(&all, &Rules::NONE),
        ["body at /11 must be a finite number"]
    );
}

#[test]
fn a_value_is_checked_wherever_it_is_held() {
    let wrong: DateTime = serde_json::from_str("\"tomorrow\"").unwrap();
    let held = Map::from([("a".to_owned(), wrong.clone())]);
    assert!(broken(&held, &Rules::NONE)[0].starts_with("body at /a "));
    assert!(!holds(&Nullable::Value(wrong.clone()), &Rules::NONE));
    assert!(holds(&Nullable::<DateTime>::Null, &Rules::NONE));
    assert!(!holds(&&wrong, &Rules::NONE));

    let short = Rules {
        max_length: Some(3),
        ..Rules::NONE
    };
    assert!(broken(&wrong, &short).contains(&"body must have at most 3 characters".to_owned()));
    let small = Rules {
        maximum: Some(Bound::inclusive_integer(2)),
        ..Rules::NONE
    };
    assert!(holds(&2_u32, &small) && !holds(&3_u32, &small));
    assert!(holds(&json!(1.5), &small) && !holds(&json!(2.5), &small));
}

#[test]
fn rules_are_stated_one_by_one() {
    let each = Rules::NONE.max_length(7);
    let all = Rules::NONE
        .min_length(1)
        .max_length(2)
        .at_least(3)
        .at_most(4)
        .multiple_of(Number::Integer(5))
        .min_items(6)
        .max_items(7)
        .unique_items()
        .min_properties(8)
        .max_properties(9)
        .items(&each);
    assert_eq!(all.min_length, Some(1));
    assert_eq!(all.max_length, Some(2));
    assert_eq!(all.minimum, Some(Bound::inclusive_integer(3)));
    assert_eq!(all.maximum, Some(Bound::inclusive_integer(4)));
    assert_eq!(all.multiple_of, Some(Number::Integer(5)));
    assert_eq!(all.min_items, Some(6));
    assert_eq!(all.max_items, Some(7));
    assert!(all.unique_items);
    assert_eq!(all.min_properties, Some(8));
    assert_eq!(all.max_properties, Some(9));
    assert_eq!(all.items.and_then(|it| it.max_length), Some(7));
    let (low, high) = (Bound::exclusive_float(0.5), Bound::exclusive_integer(2));
    let ends = Rules::NONE.minimum(low).maximum(high);
    assert_eq!((ends.minimum, ends.maximum), (Some(low), Some(high)));
    assert!(ends.min_length.is_none() && !ends.unique_items && ends.items.is_none());
}
