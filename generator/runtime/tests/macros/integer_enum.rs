use specwright_runtime::{Deprecation, integer_enum};

use crate::{deprecated, violations};

mod types {
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Level {
        Below,
        Low,
        High,
        Unrecognized(i64),
    }

    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Step {
        Back,
        On,
        Unrecognized(i64),
    }

    #[derive(Clone, Debug, Eq, PartialEq)]
    pub enum State {
        Unrecognized,
        Else(i64),
    }
}

integer_enum! { types::Level: Below = -1, Low = 1, High = 9_223_372_036_854_775_807 }
integer_enum! { types::Step: Back = -1, On = 1; deprecated -1 => &Deprecation::PLAIN }
integer_enum! { types::State: Unrecognized = 0; else Else }

#[test]
fn documented_numbers_have_their_variants() {
    for (text, level) in [
        ("-1", types::Level::Below),
        ("1", types::Level::Low),
        ("9223372036854775807", types::Level::High),
    ] {
        let read: types::Level = serde_json::from_str(text).unwrap();
        assert_eq!(read, level);
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        assert_eq!(read.to_string(), text);
        assert_eq!(types::Level::try_from(i64::from(level)), Ok(level));
        assert_eq!(violations(&read), [""; 0]);
    }
}

#[test]
fn an_unknown_number_is_kept_but_not_sent() {
    let read: types::Level = serde_json::from_str("2").unwrap();
    assert_eq!(read, types::Level::Unrecognized(2));
    assert_eq!(serde_json::to_string(&read).unwrap(), "2");
    assert_eq!(
        violations(&read),
        ["body must be one of `-1`, `1`, `9223372036854775807`"]
    );
    assert_eq!(violations(&types::Level::Unrecognized(1)), [""; 0]);
}

#[test]
fn converting_is_strict() {
    let error = types::State::try_from(7).unwrap_err();
    assert_eq!(error.to_string(), "a value of `State` must be one of `0`");
}

#[test]
fn another_json_type_is_an_error() {
    for text in ["\"1\"", "1.5", "null", "true"] {
        assert!(
            serde_json::from_str::<types::Level>(text).is_err(),
            "{text}"
        );
    }
}

#[test]
fn the_catch_all_can_have_another_name() {
    let read: types::State = serde_json::from_str("0").unwrap();
    assert_eq!(read, types::State::Unrecognized);
    let read: types::State = serde_json::from_str("1").unwrap();
    assert_eq!(read, types::State::Else(1));
}

#[test]
fn a_deprecated_number_is_found_however_it_was_made() {
    let by_hand = types::Step::Unrecognized(-1);
    for step in [types::Step::Back, by_hand] {
        assert_eq!(deprecated(&step), ["the value `-1` of body"]);
    }
    for step in [types::Step::On, types::Step::Unrecognized(2)] {
        assert_eq!(deprecated(&step), [""; 0]);
    }
    assert_eq!(types::Step::try_from(-1), Ok(types::Step::Back));
    assert_eq!(
        serde_json::from_str::<types::Step>("2").unwrap(),
        types::Step::Unrecognized(2)
    );
}
