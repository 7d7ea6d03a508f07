use specwright_runtime::{Check as _, Checker, Findings, Location, Rules, newtype};

use crate::violations;

mod types {
    #[derive(Clone, Debug, PartialEq)]
    pub struct Tree(pub Vec<Tree>);

    #[derive(Clone, Debug, PartialEq)]
    pub struct Names(pub Vec<String>);
}

newtype! { types::Tree: Vec<types::Tree> }
newtype! {
    types::Names: Vec<String>, with &Rules { max_items: Some(1), ..Rules::NONE }
}

#[test]
fn it_is_written_and_read_as_what_it_holds() {
    let text = "[[],[[]]]";
    let tree: types::Tree = serde_json::from_str(text).unwrap();
    assert_eq!(tree.len(), 2);
    assert_eq!(serde_json::to_string(&tree).unwrap(), text);
    assert!(serde_json::from_str::<types::Tree>("[[1]]").is_err());
    assert_eq!(types::Tree::from(Vec::new()), types::Tree(Vec::new()));
    assert_eq!(violations(&tree), [""; 0]);
}

#[test]
fn it_keeps_its_own_rules_and_those_of_its_place() {
    let names = types::Names(vec!["a".to_owned(), String::new()]);
    assert_eq!(violations(&names), ["body must have at most 1 element"]);
    let mut findings = Findings::new();
    let min_length = Rules {
        min_length: Some(1),
        ..Rules::NONE
    };
    let rules = Rules {
        items: Some(&min_length),
        ..Rules::NONE
    };
    names.check_rules(&rules, &mut Checker::new(Location::Body, &mut findings));
    assert_eq!(findings.violations()[0].pointer(), "/1");
}
