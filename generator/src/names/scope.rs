//! The names of one scope, chosen with all its members in sight.

use std::collections::{BTreeMap, BTreeSet};

use super::Ident;
use super::words::{
    Case, identifier, is_identifier, numbers_spelled_out, signs_spelled_out, symbols_spelled_out,
    words,
};

/// Something that needs a name that no other member of its scope has.
pub(super) struct Member {
    /// Texts to make the name of, the best first. A later one is used only where an earlier one gives no identifier or
    /// one that another member has too.
    pub(super) candidates: Vec<String>,
    /// Whether it keeps its name against members that do not hold theirs so firmly.
    pub(super) is_firm: bool,
}

impl Member {
    /// A member that is named after one text: after its words or, where these won't do, after its signs and symbols too.
    pub(super) fn of_text(text: &str) -> Self {
        Self::of_texts([text.to_owned()])
    }

    /// A member that is named after the first of several texts or, where these won't do, after the symbols in them too.
    pub(super) fn of_texts(texts: impl IntoIterator<Item = String>) -> Self {
        let mut candidates: Vec<String> = texts.into_iter().collect();
        let mut spelled: Vec<String> = [signs_spelled_out, symbols_spelled_out]
            .iter()
            .flat_map(|spell| candidates.iter().map(|text| spell(text)))
            .collect();
        if spelled.iter().all(|text| words(text).is_empty()) {
            spelled.extend(candidates.iter().map(|text| numbers_spelled_out(text)));
        }
        // In front of a number a sign is never mere punctuation.
        let is_signed = candidates.first().is_some_and(|text| {
            let rest = text.strip_prefix(['+', '-']);
            rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        });
        if is_signed {
            candidates.clear();
        }
        candidates.extend(spelled);
        Self {
            candidates,
            is_firm: false,
        }
    }
}

/// The rules of a scope.
pub(super) struct Scope {
    pub(super) case: Case,
    /// Stands in front of a name that would begin with a digit, and for one that has neither letter nor digit.
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
    /// in the document decides nothing, and names outside the conflict stay as they are. One that is firm stays where it
    /// is the only such one. Members that have no candidate left are numbered.
    pub(super) fn resolve(&self, members: &[Member]) -> Vec<Ident> {
        let options: Vec<Vec<String>> = members.iter().map(|member| self.options(member)).collect();
        let mut levels = vec![0; members.len()];
        loop {
            let mut moved = false;
            for holders in self::holders(&options, &levels).into_values() {
                let is_firm = |index: &usize| members.get(*index).is_some_and(|it| it.is_firm);
                let firm = holders.iter().filter(|index| is_firm(index)).count();
                if holders.len() < 2 {
                    continue;
                }
                for index in holders {
                    let left = options.get(index).map_or(0, Vec::len);
                    let stays = firm == 1 && is_firm(&index);
                    if let Some(level) =
                        levels.get_mut(index).filter(|it| !stays && **it + 1 < left)
                    {
                        *level += 1;
                        moved = true;
                    }
                }
            }
            if !moved {
                break;
            }
        }
        self.numbered(members, &options, &levels)
    }

    /// The names at the chosen levels, those that are still the same told apart by numbers. Which gets which does not
    /// depend on the order of the members, unless nothing else tells them apart.
    fn numbered(
        &self,
        members: &[Member],
        options: &[Vec<String>],
        levels: &[usize],
    ) -> Vec<Ident> {
        let holders = holders(options, levels);
        let mut taken: BTreeSet<String> = holders.keys().map(|name| (*name).to_owned()).collect();
        let mut names: Vec<Ident> = levels.iter().map(|_| identifier("unnamed")).collect();
        let mut set = |index: usize, name: &str| {
            if let Some(slot) = names.get_mut(index) {
                *slot = identifier(name);
            }
        };
        for (name, mut holders) in holders {
            holders.sort_by_cached_key(|index| {
                let member = members.get(*index);
                let text = member.and_then(|it| it.candidates.first());
                let is_verbatim = text.is_some_and(|text| text == name);
                (!member.is_some_and(|it| it.is_firm), !is_verbatim, text)
            });
            let mut holders = holders.into_iter();
            if let Some(first) = holders.next() {
                set(first, name);
            }
            let mut number = 2_usize;
            for index in holders {
                let mut numbered = self.case.of(&format!("{name} {number}"));
                while !taken.insert(numbered.clone()) {
                    number += 1;
                    numbered = self.case.of(&format!("{name} {number}"));
                }
                set(index, &numbered);
            }
        }
        names
    }

    /// The identifiers that a member can have, without repetition; at least one.
    fn options(&self, member: &Member) -> Vec<String> {
        let mut options = Vec::new();
        for candidate in &member.candidates {
            let mut name = self.case.of(candidate);
            if name.starts_with(|c: char| c.is_ascii_digit()) {
                name = self.case.of(&format!("{} {name}", self.prefix));
            }
            if self.reserved.contains(&name.as_str()) {
                name.push_str(self.suffix);
            }
            if is_identifier(&name) && !options.contains(&name) {
                options.push(name);
            }
        }
        if options.is_empty() {
            options.push(self.case.of(self.prefix));
        }
        options
    }
}

/// Who holds which name.
fn holders<'a>(options: &'a [Vec<String>], levels: &[usize]) -> BTreeMap<&'a str, Vec<usize>> {
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, (options, level)) in options.iter().zip(levels).enumerate() {
        if let Some(name) = options.get(*level) {
            holders.entry(name).or_default().push(index);
        }
    }
    holders
}

#[cfg(test)]
mod tests {
    use super::*;

    const VARIANTS: Scope = Scope {
        case: Case::Camel,
        prefix: "Value",
        reserved: &["Unrecognized"],
        suffix: "Value",
    };

    fn resolve(texts: &[&str]) -> Vec<String> {
        let members: Vec<_> = texts.iter().map(|text| Member::of_text(text)).collect();
        named(&members)
    }

    fn named(members: &[Member]) -> Vec<String> {
        let names = VARIANTS.resolve(members);
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn only_names_that_collide_are_spelled_out() {
        assert_eq!(
            resolve(&["created", "-created", "a/b"]),
            ["Created", "MinusCreated", "AB"]
        );
    }

    #[test]
    fn what_has_no_letter_is_spelled_out_at_once() {
        assert_eq!(
            resolve(&["*", "", "+1", "-1", "1h"]),
            ["Star", "Empty", "Plus1", "Minus1", "Value1h"]
        );
    }

    #[test]
    fn a_reserved_name_gives_way() {
        assert_eq!(
            resolve(&["UNRECOGNIZED", "self"]),
            ["UnrecognizedValue", "Self_"]
        );
    }

    #[test]
    fn numbers_tell_apart_what_nothing_else_does_in_any_order() {
        assert_eq!(
            resolve(&["foo-bar", "x", "FOO_BAR"]),
            ["FooBar2", "X", "FooBar"]
        );
        assert_eq!(
            resolve(&["FOO_BAR", "x", "foo-bar"]),
            ["FooBar", "X", "FooBar2"]
        );
        assert_eq!(
            resolve(&["foo_bar", "foo bar", "FooBar", "FooBar2"]),
            ["FooBar4", "FooBar3", "FooBar", "FooBar2"]
        );
        assert_eq!(resolve(&["\u{200b}", "\u{200c}"]), ["U200b", "U200c"]);
    }

    #[test]
    fn one_that_is_firm_stays_and_two_go() {
        let member = |text: &str, is_firm| Member {
            candidates: vec![text.to_owned(), format!("other {text}")],
            is_firm,
        };
        let members = [
            member("pet", false),
            member("Pet", true),
            member("PET", false),
        ];
        assert_eq!(named(&members), ["OtherPet2", "Pet", "OtherPet"]);
        let members = [member("pet", true), member("Pet", true)];
        assert_eq!(named(&members), ["OtherPet2", "OtherPet"]);
    }
}
