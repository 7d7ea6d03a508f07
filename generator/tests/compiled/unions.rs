//! Unions, enums of all kinds and aliases: what a value is read as, and that it goes out again as it came.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};

use crate::choices::types::{Either, Expandable, Owner, Shape};
use crate::discriminators::types::{Cat, Event, Pet};

/// Reads a value; what is read is written as the same value.
#[expect(
    clippy::needless_pass_by_value,
    reason = "each is made where it is read"
)]
fn read<T: DeserializeOwned + Serialize + Debug>(value: Value) -> T {
    let read: T = from_value(value.clone()).expect("unions read anything");
    assert_eq!(to_value(&read).expect("a value"), value, "{read:?}");
    read
}

#[test]
fn a_value_is_the_variant_that_it_fits() {
    assert_eq!(read::<Either>(json!(7)), Either::from(7));
    assert_eq!(read::<Either>(json!(true)), Either::Boolean(true));
    assert!(matches!(read(json!("2024-02-29")), Either::Date(date) if date.value().is_some()));
    assert_eq!(read::<Either>(json!([1])), Either::Unrecognized(json!([1])));
    assert_eq!(
        read::<Expandable>(json!("id")),
        Expandable::String("id".to_owned())
    );
    assert_eq!(
        read::<Expandable>(json!({"id": "a", "name": "n"})),
        Owner::new("a").name("n").into()
    );
    assert!(matches!(
        read(json!({"id": "a", "deleted": true})),
        Expandable::DeletedOwner(_)
    ));
    assert!(matches!(
        read(json!({"color": "red", "side": 2.5})),
        Shape::Square(_)
    ));
}

#[test]
fn the_tag_decides_where_there_is_one() {
    assert!(matches!(
        read(json!({"petType": "kitten", "lives": 9})),
        Pet::Cat(Cat { lives: Some(9), .. })
    ));
    assert!(matches!(read(json!({"petType": "dog"})), Pet::Dog(_)));
    assert!(matches!(
        read(json!({"type": "cancelled", "code": 1})),
        Event::Ended(_)
    ));
}
