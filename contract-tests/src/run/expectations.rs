//! What somebody knows to be otherwise than it should: a file of cases that fail and of parts that nothing exercises,
//! each with its reason.
//!
//! A reason can go stale. So a known failure that passes, a part that is covered after all, and a name that nothing
//! bears are problems of the run.

use std::{fs, io, path::Path};

use serde::Deserialize;

use crate::{oracle::Unreadable, results::Covered};

/// The file.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(super) struct Expectations {
    /// Cases that fail.
    #[serde(default)]
    known_failures: Vec<KnownFailure>,
    /// Parts that no case exercises.
    #[serde(default)]
    not_covered: Vec<NotCovered>,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct KnownFailure {
    /// Its name, whole.
    case: String,
    reason: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct NotCovered {
    /// Its text, whole.
    item: String,
    reason: String,
}

impl Expectations {
    /// Reads the file at `path`; without one, everything is as it should be.
    pub(super) fn read(path: &Path) -> Result<Self, Unreadable> {
        match fs::read_to_string(path) {
            Ok(text) => {
                Self::parse(&text).map_err(|why| Unreadable(format!("{}: {why}", path.display())))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Unreadable(format!("{}: {error}", path.display()))),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        // A file of comments alone is an empty document, which is no mapping.
        let read: Option<Self> = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        let read = read.unwrap_or_default();
        let cases = read.known_failures.iter().map(|it| (&it.case, &it.reason));
        let items = read.not_covered.iter().map(|it| (&it.item, &it.reason));
        for (name, reason) in cases.chain(items) {
            if reason.trim().is_empty() {
                return Err(format!("`{name}` needs a reason"));
            }
        }
        Ok(read)
    }

    /// Why the case `name` fails, where that is known.
    pub(super) fn known(&self, name: &str) -> Option<&str> {
        let known = self.known_failures.iter().find(|known| known.case == name);
        known.map(|known| known.reason.as_str())
    }

    /// Known failures that no case bears the name of.
    pub(super) fn of_no_case<'a>(
        &'a self,
        is_case: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = String> + 'a {
        let stale = self
            .known_failures
            .iter()
            .filter(move |it| !is_case(&it.case));
        stale.map(|it| format!("known failure `{}`: no case has this name", it.case))
    }

    /// Gives what is not covered its reason; what is stale goes out as problems. The suite's own reasons stand there
    /// already, and can be as wrong as a person's.
    pub(super) fn explain(&self, coverage: &mut [Covered]) -> Vec<String> {
        let stale = |item: &str, reason: &str| {
            format!("`{item}`, not covered because \"{reason}\": it is covered after all")
        };
        let own = coverage.iter().filter(|covered| covered.is_covered());
        let own = own.filter_map(|it| Some(stale(&it.item, it.reason.as_ref()?)));
        let mut problems: Vec<String> = own.collect();
        for NotCovered { item, reason } in &self.not_covered {
            match coverage.iter_mut().find(|covered| covered.item == *item) {
                None => problems.push(format!(
                    "`{item}`, not covered: the document has no such part"
                )),
                Some(covered) if covered.is_covered() => problems.push(stale(item, reason)),
                Some(covered) => covered.reason = Some(reason.clone()),
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::Expectations;
    use crate::results::{Covered, Kind};

    fn read(text: &str) -> Expectations {
        Expectations::parse(text).expect("expectations")
    }

    fn part(item: &str, passed: usize) -> Covered {
        Covered {
            kind: Kind::Operation,
            item: item.to_owned(),
            place: "api.yaml:1".to_owned(),
            operation: None,
            status: None,
            passed,
            failed: 0,
            reason: None,
        }
    }

    #[test]
    fn a_file_of_comments_expects_nothing() {
        assert_eq!(read("# nothing yet\n"), Expectations::default());
    }

    #[test]
    fn a_reason_is_needed_and_a_typing_error_is_told() {
        let refused = |text| Expectations::parse(text).expect_err("refused");
        assert!(refused("known_failures: [{ case: a, reason: ' ' }]").contains("needs a reason"));
        assert!(refused("known_failures: [{ case: a }]").contains("reason"));
        assert!(refused("known_failure: []").contains("known_failure"));
    }

    #[test]
    fn names_that_no_case_has_are_stale() {
        let file = read("known_failures: [{ case: a, reason: r }, { case: b, reason: r }]");
        assert_eq!(file.known("a"), Some("r"));
        assert_eq!(file.known("c"), None);
        let stale: Vec<_> = file.of_no_case(|name| name == "a").collect();
        assert_eq!(stale, ["known failure `b`: no case has this name"]);
    }

    #[test]
    fn reasons_of_what_is_covered_or_gone_are_stale() {
        let file = read(
            "not_covered: [{ item: operation A, reason: r }, { item: operation B, reason: r }, \
             { item: operation C, reason: r }]",
        );
        let mut coverage = [part("operation A", 0), part("operation B", 2)];
        let problems = file.explain(&mut coverage);
        assert_eq!(coverage[0].reason.as_deref(), Some("r"));
        assert_eq!(coverage[1].reason, None);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].contains("covered after all"), "{problems:?}");
        assert!(problems[1].contains("no such part"), "{problems:?}");
    }
    #[test]
    fn a_reason_of_the_suites_own_is_stale_where_the_part_is_covered() {
        let own = |passed| Covered {
            reason: Some("nobody can".to_owned()),
            ..part("operation A", passed)
        };
        assert_eq!(read("").explain(&mut [own(0)]), [""; 0]);
        let problems = read("").explain(&mut [own(1)]);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("nobody can"), "{problems:?}");
    }
}
