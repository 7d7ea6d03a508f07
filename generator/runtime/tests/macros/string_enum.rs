use specwright_runtime::{Deprecation, string_enum};

use crate::{deprecated, violations};

mod types {
    #[derive(Clone, Debug, Eq, PartialEq)]
    pub enum Delivery {
        Restore,
        Download,
        Unrecognized(String),
    }

    #[derive(Clone, Debug, Eq, PartialEq)]
    pub enum Size {
        Small,
        Tiny,
        Large,
        Unrecognized(String),
    }

    #[derive(Clone, Debug, Eq, PartialEq)]
    pub enum State {
        Unrecognized,
        Else(String),
    }
}

string_enum! { types::Delivery: Restore = "RESTORE", Download = "DOWNLOAD" }
string_enum! {
    types::Size: Small = "S", Tiny = "XS", Large = "L";
    deprecated "XS" => &Deprecation::PLAIN, "L" => &Deprecation::PLAIN
}
string_enum! { types::State: Unrecognized = "UNRECOGNIZED"; else Else }

#[test]
fn documented_values_have_their_variants() {
    let read: types::Delivery = serde_json::from_str("\"RESTORE\"").unwrap();
    assert_eq!(read, types::Delivery::Restore);
    assert_eq!("DOWNLOAD".parse(), Ok(types::Delivery::Download));
    assert_eq!(types::Delivery::Download.to_string(), "DOWNLOAD");
    assert_eq!(violations(&read), [""; 0]);
}

#[test]
fn an_unknown_value_is_kept_and_written_as_it_came_but_not_sent() {
    let read: types::Delivery = serde_json::from_str("\"restore\"").unwrap();
    assert_eq!(read, types::Delivery::Unrecognized("restore".to_owned()));
    assert_eq!(serde_json::to_string(&read).unwrap(), "\"restore\"");
    assert_eq!(
        violations(&read),
        ["body must be one of `RESTORE`, `DOWNLOAD`"]
    );
}

#[test]
fn parsing_is_strict_and_does_not_show_the_text() {
    let error = "hunter2".parse::<types::Delivery>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "a value of `Delivery` must be one of `RESTORE`, `DOWNLOAD`"
    );
}

#[test]
fn another_json_type_is_an_error() {
    assert!(serde_json::from_str::<types::Delivery>("1").is_err());
    assert!(serde_json::from_str::<types::Delivery>("null").is_err());
}

#[test]
fn the_catch_all_can_have_another_name() {
    let read: types::State = serde_json::from_str("\"UNRECOGNIZED\"").unwrap();
    assert_eq!(read, types::State::Unrecognized);
    let read: types::State = serde_json::from_str("\"?\"").unwrap();
    assert_eq!(read, types::State::Else("?".to_owned()));
}

#[test]
fn a_deprecated_value_is_found_however_it_was_made() {
    for (size, expected) in [
        (types::Size::Small, ""),
        (types::Size::Tiny, "the value `XS` of body"),
        (types::Size::Large, "the value `L` of body"),
        (
            types::Size::Unrecognized("L".to_owned()),
            "the value `L` of body",
        ),
        (types::Size::Unrecognized("XL".to_owned()), ""),
    ] {
        assert_eq!(deprecated(&size).concat(), expected);
    }
    assert_eq!("XS".parse(), Ok(types::Size::Tiny));
    let read: types::Size = serde_json::from_str("\"?\"").unwrap();
    assert_eq!(violations(&read), ["body must be one of `S`, `XS`, `L`"]);
}
