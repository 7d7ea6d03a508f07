//! The names of one scope, chosen with all its members in sight.

use std::collections::BTreeMap;

use proc_macro2::Ident;

use super::words::{Case, identifier, is_identifier, spelled_out};
use super::{NameProblem, Trouble};
use crate::ir::Place;

/// Something that needs a name that no other member of its scope has.
pub(super) struct Member {
    pub(super) place: Place,
    /// Texts to make the name of, the best first. A later one is used only where an earlier one gives no identifier or
    /// one that another member has too.
    pub(super) candidates: Vec<String>,
}

impl Member {
    /// A member that is named after one text: after its words or, where these won't do, after its symbols too.
    pub(super) fn of_text(place: Place, text: &str) -> Self {
        Self {
            place,
            candidates: vec![text.to_owned(), spelled_out(text)],
        }
    }
}

/// The rules of a scope.
pub(super) struct Scope {
    pub(super) case: Case,
    /// Stands in front of a name that would begin with a digit.
    pub(super) prefix: &'static str,
    /// Names that other code in the scope has.
    pub(super) reserved: &'static [&'static str],
    /// Stands behind a name that is reserved.
    pub(super) suffix: &'static str,
}

impl Scope {
    /// The names of `members`, in their order.
    ///
    /// Where names collide, all of those that collide go on to their next candidate together: which of them comes first
    /// in the document decides nothing, and names outside the conflict stay as they are. A problem that remains gets a
    /// name all the same, so that the caller can go on and find more.
    pub(super) fn resolve(
        &self,
        members: &[Member],
        problems: &mut Vec<NameProblem>,
    ) -> Vec<Ident> {
        let options: Vec<Vec<String>> = members.iter().map(|member| self.options(member)).collect();
        let mut levels = vec![0; members.len()];
        loop {
            let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for (index, (options, level)) in options.iter().zip(&levels).enumerate() {
                if let Some(name) = options.get(*level) {
                    holders.entry(name).or_default().push(index);
                }
            }
            let mut moved = false;
            for index in holders
                .values()
                .filter(|holders| holders.len() > 1)
                .flatten()
            {
                let left = options.get(*index).map_or(0, Vec::len);
                if let Some(level) = levels.get_mut(*index).filter(|level| **level + 1 < left) {
                    *level += 1;
                    moved = true;
                }
            }
            if moved {
                continue;
            }
            problems.extend(collisions(members, &holders));
            break;
        }
        let mut names = Vec::with_capacity(members.len());
        for ((member, options), level) in members.iter().zip(&options).zip(&levels) {
            names.push(options.get(*level).map_or_else(
                || {
                    problems.push(NameProblem {
                        place: member.place,
                        trouble: Trouble::Unnameable,
                    });
                    identifier("unnameable")
                },
                |name| identifier(name),
            ));
        }
        names
    }

    /// The identifiers that a member can have, without repetition.
    fn options(&self, member: &Member) -> Vec<String> {
        let mut options = Vec::new();
        for candidate in &member.candidates {
            let mut name = self.case.of(candidate);
            if name.starts_with(char::is_numeric) {
                name = self.case.of(&format!("{} {name}", self.prefix));
            }
            if self.reserved.contains(&name.as_str()) {
                name.push_str(self.suffix);
            }
            if is_identifier(&name) && !options.contains(&name) {
                options.push(name);
            }
        }
        options
    }
}

/// A problem for each member but the first that holds a name.
fn collisions(members: &[Member], holders: &BTreeMap<&str, Vec<usize>>) -> Vec<NameProblem> {
    let mut problems = Vec::new();
    for (name, holders) in holders {
        let mut places = holders
            .iter()
            .filter_map(|index| members.get(*index))
            .map(|member| member.place);
        if let Some(first) = places.next() {
            problems.extend(places.map(|place| NameProblem {
                place,
                trouble: Trouble::Collision {
                    name: (*name).to_owned(),
                    with: first,
                },
            }));
        }
    }
    problems.sort_by_key(|problem| problem.place);
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::TypeId;

    const VARIANTS: Scope = Scope {
        case: Case::Camel,
        prefix: "Value",
        reserved: &["Unrecognized"],
        suffix: "Value",
    };

    fn resolve(texts: &[&str]) -> (Vec<String>, Vec<NameProblem>) {
        let members: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(index, text)| Member::of_text(Place::EnumValue(TypeId(0), index), text))
            .collect();
        let mut problems = Vec::new();
        let names = VARIANTS
            .resolve(&members, &mut problems)
            .iter()
            .map(ToString::to_string)
            .collect();
        (names, problems)
    }

    #[test]
    fn only_names_that_collide_are_spelled_out() {
        let (names, problems) = resolve(&["created", "-created", "a/b"]);
        assert_eq!(names, ["Created", "MinusCreated", "AB"]);
        assert!(problems.is_empty());
    }

    #[test]
    fn what_has_no_letter_is_spelled_out_at_once() {
        assert_eq!(
            resolve(&["*", "", "+1", "-1", "1h"]).0,
            ["Star", "Empty", "Plus1", "Minus1", "Value1h"]
        );
    }

    #[test]
    fn a_reserved_name_gives_way() {
        assert_eq!(
            resolve(&["UNRECOGNIZED", "self"]).0,
            ["UnrecognizedValue", "Self_"]
        );
    }

    #[test]
    fn a_collision_names_both_places() {
        let (_, problems) = resolve(&["foo-bar", "x", "FOO_BAR"]);
        assert_eq!(
            problems,
            [NameProblem {
                place: Place::EnumValue(TypeId(0), 2),
                trouble: Trouble::Collision {
                    name: "FooBar".to_owned(),
                    with: Place::EnumValue(TypeId(0), 0)
                },
            }]
        );
    }

    #[test]
    fn what_no_identifier_can_be_made_of_is_a_problem() {
        let (_, problems) = resolve(&["☃"]);
        assert_eq!(
            problems,
            [NameProblem {
                place: Place::EnumValue(TypeId(0), 0),
                trouble: Trouble::Unnameable
            }]
        );
    }
}
