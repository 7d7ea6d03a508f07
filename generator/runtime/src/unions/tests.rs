use serde_json::json;

use super::*;

#[test]
fn values_are_equal_by_what_they_mean() {
    for (left, right) in [
        (json!(1), json!(1.0)),
        (json!(u64::MAX), json!(u64::MAX)),
        (json!({"a": 1, "b": [2.0]}), json!({"b": [2], "a": 1.0})),
        (json!(null), json!(null)),
    ] {
        assert!(same(&left, &right), "{left} {right}");
    }
    for (left, right) in [
        // As floats they are equal.
        (
            json!(9_007_199_254_740_993_u64),
            json!(9_007_199_254_740_992_u64),
        ),
        (json!(1), json!("1")),
        (json!(0), json!(false)),
        (json!([1, 2]), json!([2, 1])),
        (json!([1]), json!([1, 1])),
        (json!({"a": null}), json!({})),
        (json!({}), json!({"a": null})),
        (json!({"a": 1}), json!({"b": 1})),
    ] {
        assert!(!same(&left, &right), "{left} {right}");
    }
}

#[test]
fn what_is_kept_is_counted_in_scalars() {
    let value = json!({"a": 1, "b": {"c": "x", "d": [true, null]}});
    for (written, count) in [
        (value.clone(), 4),
        (json!({"a": 1}), 1),
        (json!({"a": 2, "b": {"d": [true]}}), 1),
        (json!([1]), 0),
    ] {
        assert_eq!(kept(&value, &written), count, "{written}");
    }
}

#[test]
fn the_outermost_value_pays_for_all() {
    let value = json!([1, [2]]);
    let outer = Purse::open(&value);
    let inner = Purse::open(&json!(2));
    assert_eq!((outer.price, inner.price), (4, 1));
    assert!(inner.pay());
    drop(inner);
    let mut times = 0;
    while outer.pay() {
        times += 1;
    }
    assert_eq!(times, TRIALS - 1);
    drop(outer);
    assert_eq!(count(&json!({"a": 1, "b": {"c": null}})), 4);
    assert!(Purse::open(&json!(1)).pay());
}

#[test]
fn only_variants_of_the_values_json_type_are_tried() {
    let values = [
        json!({}),
        json!([]),
        json!("a"),
        json!(1),
        json!(true),
        json!(null),
    ];
    for (kind, fitting) in [
        (Kind::Object, vec![0]),
        (Kind::Array, vec![1]),
        (Kind::String, vec![2]),
        (Kind::Integer, vec![3]),
        (Kind::Number, vec![3]),
        (Kind::Boolean, vec![4]),
        (Kind::Any, vec![0, 1, 2, 3, 4, 5]),
    ] {
        let variant = Variant {
            tags: &[],
            kind,
            read: |_| Some(json!("tried")),
        };
        let variants = [variant];
        let tried = |value: &Value| {
            choose(value.clone(), None, &variants, |_| json!("none")) == json!("tried")
        };
        let found = values.iter().enumerate().filter(|(_, value)| tried(value));
        let found: Vec<_> = found.map(|(index, _)| index).collect();
        assert_eq!(found, fitting, "{kind:?}");
    }
}

#[test]
fn a_newer_variant_is_taken_for_an_older_one_only_if_nothing_is_lost() {
    let older = Variant {
        tags: &["a"],
        kind: Kind::Object,
        read: |value| Some(json!({"kind": value["kind"]})),
    };
    let variants = [older];
    let read = |value: Value| choose(value, Some("kind"), &variants, |_| json!("none"));
    assert_eq!(read(json!({"kind": "b"})), json!({"kind": "b"}));
    assert_eq!(read(json!({"kind": "b", "more": 1})), json!("none"));
    assert_eq!(read(json!({"kind": "a", "more": 1})), json!({"kind": "a"}));
}

#[test]
fn a_list_may_keep_more_in_an_element() {
    let value = json!([{"a": 1}, {"a": 2, "b": 3}]);
    let (first, second) = (json!([{"a": 1}, {"b": 3}]), json!([{"a": 1}, {"a": 2}]));
    assert!(keeps_more(&value, &first, &second) && keeps_more(&value, &second, &first));
    assert!(!keeps_more(&value, &first, &value) && keeps_more(&value, &value, &first));
}

#[test]
fn a_tag_is_a_scalar_and_its_text() {
    let value = json!({"a": "x", "b": 1, "c": null, "d": [1], "e": {}});
    let tags = ["a", "b", "c", "d", "e", "f"].map(|name| tag_of(&value, name));
    let tags: Vec<_> = tags.iter().map(Option::as_deref).collect();
    assert_eq!(tags, [Some("x"), Some("1"), None, None, None, None]);
}
