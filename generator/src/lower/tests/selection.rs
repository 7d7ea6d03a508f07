//! A part of a document, and only what that part reaches.

use super::{document, lower_part};
use crate::lower::{Options, Selection};

const PATHS: &str = "\
/pets: {get: {operationId: listPets, tags: [Pets], responses: {'200': {$ref: '#/components/responses/Pet'}}}}
/pets/{id}:
  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
  get: {tags: [Pets], responses: {'200': {$ref: '#/components/responses/Pet'}}}
  delete: {operationId: deletePet, tags: [Pets, Admin], responses: {'204': {description: ''}}}
/shops: {get: {operationId: listShops, tags: [Shops], responses: {'200': {$ref: '#/components/responses/Shop'}}}}
";

const COMPONENTS: &str = "\
responses:
  Pet: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  Shop: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Shop'}}}}
schemas:
  Pet: {type: object, properties: {name: {type: string}}}
  Shop: {type: object, properties: {street: {type: string}}}
";

fn select(operations: &[&str], tags: &[&str], paths: &[&str]) -> super::Lowered {
    let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    let options = Options {
        selection: Selection {
            operations: owned(operations),
            tags: owned(tags),
            paths: owned(paths),
        },
        ..Options::default()
    };
    lower_part(&document(PATHS, COMPONENTS), &options)
}

#[test]
fn any_of_the_three_selects() {
    for (operations, tags, paths, expected) in [
        (
            &[][..],
            &[][..],
            &[][..],
            &["listPets", "get_pets_by_id", "deletePet", "listShops"][..],
        ),
        (&["listShops"], &[], &[], &["listShops"]),
        (&["get_pets_by_id"], &[], &[], &["get_pets_by_id"]),
        (&[], &["Admin"], &[], &["deletePet"]),
        (&[], &[], &["/pets/*"], &["get_pets_by_id", "deletePet"]),
        (&[], &[], &["/*"], &["listPets", "listShops"]),
        (
            &["listShops"],
            &["Admin"],
            &["/pets"],
            &["listPets", "deletePet", "listShops"],
        ),
    ] {
        let lowered = select(operations, tags, paths);
        let ids: Vec<_> = lowered
            .api
            .operations
            .iter()
            .map(|it| it.id.as_str())
            .collect();
        assert_eq!(ids, expected, "{operations:?} {tags:?} {paths:?}");
        // What is not asked for is not talked of.
        let is_told = lowered.said == ["warning missing-operation-id /paths/~1pets~1{id}/get"];
        assert_eq!(
            is_told,
            ids.contains(&"get_pets_by_id"),
            "{:?}",
            lowered.said
        );
    }
}

#[test]
fn only_what_the_part_reaches_is_there() {
    let lowered = select(&[], &["Shops"], &[]);
    assert!(lowered.text.contains("object Shop"), "{}", lowered.text);
    assert!(!lowered.text.contains("object Pet"), "{}", lowered.text);
}

#[test]
fn what_selects_nothing_is_an_error_that_names_what_may_be_meant() {
    let lowered = select(&["listPet", "xyz"], &["pets"], &["/shop"]);
    assert_eq!(lowered.said, ["error unmatched-selection /paths"; 4]);
    for (message, expected) in lowered.messages.iter().zip([
        "no operation is called `listPet`, which was asked for; did you mean `listPets`?",
        "no operation is called `xyz`, which was asked for; name something that the document has",
        "no operation has the tag `pets`, which was asked for; did you mean `Pets`?",
        "no path matches `/shop`, which was asked for; did you mean `/shops`?",
    ]) {
        assert_eq!(message, expected);
    }
}
