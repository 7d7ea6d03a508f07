use serde_json::json;
use specwright_runtime::{Deprecation, value_enum};

use crate::{deprecated, violations};

mod types {
    #[derive(Clone, Debug, PartialEq)]
    pub enum Limit {
        Text,
        One,
        Half,
        Off,
        Unrecognized(specwright_runtime::Value),
    }

    #[derive(Clone, Debug, PartialEq)]
    pub enum Size {
        Text,
        One,
        Half,
        Off,
        Unrecognized(specwright_runtime::Value),
    }

    #[derive(Clone, Debug, PartialEq)]
    pub enum Flag {
        Unrecognized,
        Else(specwright_runtime::Value),
    }
}

value_enum! {
    types::Limit: Text = text "1", One = integer 1, Half = number 0.5, Off = boolean false
}
value_enum! {
    types::Size: Text = text "1", One = integer 1, Half = number 0.5, Off = boolean false;
    deprecated text "1" => &Deprecation::PLAIN, boolean false => &Deprecation::PLAIN
}
value_enum! { types::Flag: Unrecognized = boolean true; else Else }

#[test]
fn documented_values_have_their_variants() {
    for (text, limit) in [
        ("\"1\"", types::Limit::Text),
        ("1", types::Limit::One),
        ("0.5", types::Limit::Half),
        ("false", types::Limit::Off),
    ] {
        let read: types::Limit = serde_json::from_str(text).unwrap();
        assert_eq!(read, limit);
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        assert_eq!(types::Limit::try_from(limit.to_value()), Ok(limit));
        assert_eq!(violations(&read), [""; 0]);
    }
}

#[test]
fn numbers_are_equal_by_what_they_mean() {
    assert_eq!(
        serde_json::from_str::<types::Limit>("1.0").unwrap(),
        types::Limit::One
    );
    assert_eq!(
        serde_json::from_str::<types::Limit>("5e-1").unwrap(),
        types::Limit::Half
    );
}

#[test]
fn an_unknown_value_is_kept_but_not_sent() {
    for text in ["\"0\"", "2", "true", "null", "{\"a\":[1]}"] {
        let read: types::Limit = serde_json::from_str(text).unwrap();
        assert!(matches!(read, types::Limit::Unrecognized(_)), "{text}");
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        assert_eq!(
            violations(&read),
            ["body must be one of `1`, `1`, `0.5`, `false`"]
        );
    }
    let by_hand = types::Limit::Unrecognized(json!(1));
    assert_eq!(violations(&by_hand), [""; 0]);
}

#[test]
fn converting_is_strict_and_does_not_show_the_value() {
    let error = types::Flag::try_from(json!("hunter2")).unwrap_err();
    assert_eq!(error.to_string(), "a value of `Flag` must be one of `true`");
}

#[test]
fn the_catch_all_can_have_another_name() {
    let read: types::Flag = serde_json::from_str("true").unwrap();
    assert_eq!(read, types::Flag::Unrecognized);
    let read: types::Flag = serde_json::from_str("1").unwrap();
    assert_eq!(read, types::Flag::Else(json!(1)));
}

#[test]
fn a_deprecated_value_is_found_by_its_type_too() {
    for (size, expected) in [
        (types::Size::Text, "the value `1` of body"),
        (types::Size::One, ""),
        (types::Size::Half, ""),
        (types::Size::Off, "the value `false` of body"),
        (
            types::Size::Unrecognized(json!(false)),
            "the value `false` of body",
        ),
        (types::Size::Unrecognized(json!(true)), ""),
    ] {
        assert_eq!(deprecated(&size).concat(), expected, "{size:?}");
    }
    assert_eq!(types::Size::try_from(json!(1)), Ok(types::Size::One));
    let read: types::Size = serde_json::from_str("2").unwrap();
    assert_eq!(read, types::Size::Unrecognized(json!(2)));
}
