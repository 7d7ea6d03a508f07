//! Unions, enums of all kinds and aliases: what a value is read as, and that it goes out again as it came.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};

use crate::aliases::types::{Json, Node, Tree};
use crate::choices::types::{
    Circle, Contact, Either, Expandable, Free, Level, List, Open, OpenValue, Owner, Shape, Square,
    Thing,
};
use crate::discriminators::types::{Car, Cat, Dog, EndedType, Event, Pet, Unmapped, Vehicle};
use crate::values::violations;

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

/// The property of a `Thing`, read and written.
fn property(name: &str, value: &Value) -> Thing {
    read(json!({"either": 1, name: value}))
}

#[test]
fn each_choice_has_the_type_that_the_document_means() {
    let list = ["a".to_owned(), "b".to_owned()];
    let thing = property("list", &json!(list));
    assert_eq!(thing.list, Some(List::List(list.into())));
    let thing = property("list", &json!("a"));
    assert_eq!(thing.list, Some("a".to_owned().into()));
    let thing = property("maybe", &json!(null));
    assert!(thing.maybe.is_some_and(|it| it.is_null()));
    let thing = property("maybe", &json!({"id": "a"}));
    assert_eq!(thing.maybe, Some(Owner::new("a").into()));
    // Choices that all are the same type are no choice, and those of enums are one enum.
    let thing = property("same", &json!("x"));
    assert_eq!(thing.same.as_deref(), Some("x"));
    for (json, level) in [
        (json!("low"), Level::Low),
        (json!("high"), Level::High),
        (json!("top"), Level::Unrecognized("top".to_owned())),
    ] {
        assert_eq!(property("level", &json).level, Some(level));
    }
    // A text that may be anything does not hide those that have names.
    for (json, open) in [
        (json!("usual"), Open::Known(OpenValue::Usual)),
        (json!("own"), Open::String("own".to_owned())),
    ] {
        let thing = property("open", &json);
        assert!(violations(&thing).is_empty());
        assert_eq!(thing.open, Some(open));
    }
    // Choices that are conditions only leave the object as it is.
    let contact = Contact::new().email("e").phone("p");
    let thing = property("contact", &json!({"email": "e", "phone": "p"}));
    assert_eq!(thing.contact, Some(contact));
    let thing = property("joined", &json!({"id": "a", "name": "n"}));
    assert_eq!(thing.joined, Some(Owner::new("a").name("n")));
    let free = [("k".to_owned(), json!([1]))].into_iter().collect();
    let thing = property("free", &json!({"k": [1]}));
    assert_eq!(thing.free, Some(Free::Object(free)));
    let thing = property("free", &json!([1, 2]));
    assert_eq!(thing.free, Some(Free::List(vec![1, 2])));
    let thing = property("free", &json!(["x"]));
    assert_eq!(thing.free, Some(Free::Unrecognized(json!(["x"]))));
    let thing = property("narrowed", &json!("abc"));
    assert!(violations(&thing).is_empty());
}

#[test]
fn a_base_with_choices_is_a_union_of_whole_types() {
    for (json, shape) in [
        (
            json!({"color": "red", "radius": 1.5}),
            Shape::from(Circle::new("red", 1.5)),
        ),
        (
            json!({"color": "red", "side": 2.5}),
            Square::new("red", 2.5).into(),
        ),
        (
            json!({"color": "red"}),
            Shape::Unrecognized(json!({"color": "red"})),
        ),
    ] {
        assert_eq!(property("shape", &json).shape, Some(shape));
    }
}

#[test]
fn what_no_variant_is_may_be_read_and_not_sent() {
    let thing: Thing = read(json!({
        "either": "2024-02-30",
        "expandable": [],
        "level": "top",
        "list": 1,
        "shape": {"color": "red"},
        "free": "x",
        "narrowed": "Too long",
    }));
    assert_eq!(
        violations(&thing),
        [
            "body at /either must be written in the format `date`",
            "body at /expandable must be one of the documented variants",
            "body at /level must be one of `low`, `high`",
            "body at /list must be one of the documented variants",
            "body at /shape must be one of the documented variants",
            "body at /free must be one of the documented variants",
            "body at /narrowed must have at most 5 characters",
            "body at /narrowed must match the pattern `^[a-z]+$`",
        ]
    );
}

#[test]
fn mapped_and_unmapped_tags_lead_to_their_types() {
    let cat = Cat::new("kitten").lives(9);
    assert_eq!(
        read::<Pet>(json!({"petType": "kitten", "lives": 9})),
        cat.clone().into()
    );
    let dog = Dog::new("dog").tricks(vec!["sit".to_owned()]);
    assert_eq!(
        read::<Pet>(json!({"petType": "dog", "tricks": ["sit"]})),
        dog.into()
    );
    // Where nothing is mapped, the names of the schemas are the values.
    assert!(matches!(read(json!({"petType": "Cat"})), Unmapped::Cat(_)));
    assert!(matches!(read(json!({"petType": "Dog"})), Unmapped::Dog(_)));
    assert!(matches!(
        read(json!({"petType": "Cow", "milk": 1})),
        Pet::Unrecognized(_)
    ));
    assert!(violations(&Pet::from(cat.clone())).is_empty());
    assert_eq!(
        violations(&Unmapped::from(cat)),
        ["body at /petType must be one of `Cat`"]
    );
    // The wrong tag for the type, though it is one of another.
    assert_eq!(
        violations(&Pet::from(Dog::new("cat"))),
        ["body at /petType must be one of `dog`"]
    );
}

#[test]
fn what_is_built_on_a_base_is_what_the_base_may_be() {
    let car = Car::new("Car").wheels(4).doors(5);
    assert_eq!(
        read::<Vehicle>(json!({"kind": "Car", "wheels": 4, "doors": 5})),
        car.into()
    );
    assert!(matches!(
        read(json!({"kind": "Bike", "gears": 7})),
        Vehicle::Bike(_)
    ));
    let boat = json!({"kind": "Boat", "wheels": 0});
    assert!(matches!(read(boat), Vehicle::VehicleBase(base) if base.wheels == Some(0)));
}

#[test]
fn a_constant_tells_apart_what_no_discriminator_does() {
    for (tag, expected) in [
        ("ended", EndedType::Ended),
        ("cancelled", EndedType::Cancelled),
    ] {
        let event: Event = read(json!({"type": tag, "code": 1}));
        assert!(
            matches!(&event, Event::Ended(ended) if ended.r#type == expected),
            "{event:?}"
        );
    }
    let started: Event = read(json!({"type": "started", "at": "2024-02-29T12:00:00Z"}));
    assert!(matches!(started, Event::Started(_)), "{started:?}");
    // With an unknown tag a value is what it is made like, if that loses nothing of it. It is not sent, though.
    let like: Event = read(json!({"type": "paused", "code": 1}));
    assert!(matches!(like, Event::Ended(_)), "{like:?}");
    assert!(!violations(&like).is_empty());
    let odd: Event = read(json!({"type": "paused", "code": 1, "by": "me"}));
    assert!(matches!(odd, Event::Unrecognized(_)), "{odd:?}");
}

#[test]
fn aliases_can_hold_themselves() {
    let tree: Tree = read(json!([[], [[]]]));
    assert_eq!(tree, Tree(vec![Tree(vec![]), Tree(vec![Tree(vec![])])]));
    assert!(from_value::<Tree>(json!([1])).is_err());
    let list: Json = read(json!(["a", 1.5, [], {"k": "v"}]));
    assert_eq!(
        list,
        Json::List(vec![
            Json::String("a".to_owned()),
            Json::Number(1.5),
            Json::List(vec![]),
            Json::Object([("k".to_owned(), Json::String("v".to_owned()))].into()),
        ])
    );
    assert_eq!(read::<Json>(json!(true)), Json::Unrecognized(json!(true)));
    let node = Node::new(Json::Number(1.5)).right(Node::new(None));
    assert_eq!(
        read::<Json>(json!({"left": 1.5, "right": {"left": null}})),
        Json::Node(node.clone())
    );
    assert_eq!(
        read::<Node>(json!({"left": 1.5, "right": {"left": null}})),
        node
    );
}
