use serde_json::{Value, json};
use specwright_runtime::{Rules, tagged_union};

use crate::violations;

mod types {
    use super::{Any, Cat, Dog, Value};

    #[derive(Clone, Debug, PartialEq)]
    pub enum Pet {
        Cat(Cat),
        Dog(Box<Dog>),
        Unrecognized(Value),
    }

    #[derive(Clone, Debug, PartialEq)]
    pub enum Open {
        Cat(Cat),
        Any(Any),
        Else(Value),
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Cat {
    pet_type: Option<String>,
    lives: Option<i64>,
}

#[derive(Clone, Debug, PartialEq)]
struct Dog {
    pet_type: Value,
    name: String,
}

#[derive(Clone, Debug, PartialEq)]
struct Any {
    name: String,
}

object_type! { Cat: "petType" = pet_type optional, "lives" = lives optional }
object_type! { Dog: "petType" = pet_type required, "name" = name required }
object_type! { Any: "name" = name required }

tagged_union! { types::Pet: "petType" { "cat" | "kitten" => Cat, "dog" | "1" | "true" => Dog } }
tagged_union! {
    types::Open: "petType" { "cat" => Cat with &Rules::NONE, => Any }; else Else
}

fn read(value: Value) -> types::Pet {
    serde_json::from_value(value).unwrap()
}

#[test]
fn the_tag_decides() {
    for tag in ["cat", "kitten"] {
        let value = json!({"petType": tag, "lives": 9});
        let pet = read(value.clone());
        assert!(matches!(pet, types::Pet::Cat(Cat { lives: Some(9), .. })));
        assert_eq!(serde_json::to_value(&pet).unwrap(), value);
        assert_eq!(violations(&pet), [""; 0]);
    }
    // Also where another would lose less, and where the property is no text.
    for tag in [json!("dog"), json!(1), json!(true)] {
        let pet = read(json!({"petType": tag, "name": "Rex", "lives": 9}));
        assert!(matches!(pet, types::Pet::Dog(_)), "{pet:?}");
        assert_eq!(violations(&pet), [""; 0]);
    }
}

#[test]
fn what_its_tag_says_but_its_properties_do_not_is_kept() {
    let value = json!({"petType": "dog", "lives": 9});
    let pet = read(value.clone());
    assert_eq!(pet, types::Pet::Unrecognized(value));
    assert_eq!(
        violations(&pet),
        ["body must be one of the documented variants"]
    );
}

#[test]
fn without_a_tag_it_is_what_fits() {
    let pet = read(json!({"lives": 9, "new": 1}));
    assert!(matches!(pet, types::Pet::Cat(_)), "{pet:?}");
    for value in [json!(1), json!(null), json!([])] {
        assert_eq!(read(value.clone()), types::Pet::Unrecognized(value));
    }
}

#[test]
fn an_unknown_tag_is_a_new_variant_unless_nothing_is_lost() {
    let pet = read(json!({"petType": "Cat", "lives": 9}));
    assert!(matches!(pet, types::Pet::Cat(_)), "{pet:?}");
    let value = json!({"petType": "bird", "lives": 1, "wings": 2});
    assert_eq!(read(value.clone()), types::Pet::Unrecognized(value));
}

#[test]
fn a_request_has_the_tag_of_its_variant() {
    for pet_type in [None, Some("dog".to_owned())] {
        let cat = Cat {
            pet_type,
            lives: None,
        };
        let pet = types::Pet::Cat(cat.clone());
        assert_eq!(
            violations(&pet),
            ["body at /petType must be one of `cat`, `kitten`"]
        );
    }
}

#[test]
fn a_variant_without_a_tag_takes_what_no_tag_means() {
    let value = json!({"petType": "bird", "name": "Tweety"});
    let open: types::Open = serde_json::from_value(value).unwrap();
    assert!(matches!(open, types::Open::Any(_)), "{open:?}");
    assert_eq!(violations(&open), [""; 0]);
    let open: types::Open = serde_json::from_value(json!("?")).unwrap();
    assert_eq!(open, types::Open::Else(json!("?")));
}
