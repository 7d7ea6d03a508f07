//! Which operations are asked for, when it is not all of them.

use super::Lowering;
use super::ids::Found;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::load::nearest;

/// A part of an API, by what its operations are called, how they are tagged and where they stand. An operation belongs to
/// it if any of the three says so; where nothing is named, all belong.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Selection {
    /// Operations by their id: the document's, or the one that was made where it has none.
    pub operations: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Patterns for whole path templates: `*` is any text without a slash, `**` any text.
    pub paths: Vec<String>,
}

impl Selection {
    fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.tags.is_empty() && self.paths.is_empty()
    }

    fn has(&self, found: &Found) -> bool {
        self.is_empty()
            || self.operations.contains(&found.id.0)
            || self.tags.iter().any(|tag| found.tags.contains(tag))
            || self.paths.iter().any(|glob| matches(glob, &found.path))
    }
}

impl Lowering<'_> {
    /// Those of `found` that are asked for. What selects nothing is an error: it is a mistake of whoever asks.
    pub(super) fn selected(&mut self, found: Vec<Found>) -> Vec<Found> {
        let Selection {
            operations,
            tags,
            paths,
        } = &self.options.selection;
        let all_tags = || found.iter().flat_map(|it| &it.tags);
        let mut unmatched = Vec::new();
        for id in operations {
            if found.iter().all(|it| it.id.0 != *id) {
                let near = nearest(id, found.iter().map(|it| it.id.as_str()));
                unmatched.push(("operation is called", id, near));
            }
        }
        for tag in tags {
            if all_tags().all(|it| it != tag) {
                let near = nearest(tag, all_tags().map(String::as_str));
                unmatched.push(("operation has the tag", tag, near));
            }
        }
        for glob in paths {
            if found.iter().all(|it| !matches(glob, &it.path)) {
                let near = nearest(glob, found.iter().map(|it| it.path.as_str()));
                unmatched.push(("path matches", glob, near));
            }
        }
        for (what, asked, near) in unmatched {
            let help = near.map_or_else(
                || "name something that the document has".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.diagnostics.push(
                Diagnostic::error(
                    Code::UnmatchedSelection,
                    Pointer::ROOT.child("paths"),
                    format!("no {what} `{asked}`, which was asked for"),
                    help,
                )
                .on_key(),
            );
        }
        let selection = &self.options.selection;
        found.into_iter().filter(|it| selection.has(it)).collect()
    }
}

/// Whether `glob` matches the whole of `text`. `*` is any text without a slash, `**` any text; all else means itself.
fn matches(glob: &str, text: &str) -> bool {
    // The places in `text` up to which the glob's part before a place matches: one pass a character of the glob.
    let text: Vec<char> = text.chars().collect();
    let mut reached = vec![false; text.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    let mut glob = glob.chars().peekable();
    while let Some(character) = glob.next() {
        let crosses = character == '*' && glob.next_if_eq(&'*').is_some();
        let mut before = false;
        let mut next = Vec::with_capacity(reached.len());
        for (position, here) in reached.iter().enumerate() {
            let last = position.checked_sub(1).and_then(|at| text.get(at)).copied();
            let is_reached = if character == '*' {
                // Goes on from itself, over the last character.
                let goes_on = next.last() == Some(&true) && (crosses || last != Some('/'));
                *here || goes_on
            } else {
                before && last == Some(character)
            };
            before = *here;
            next.push(is_reached);
        }
        reached = next;
    }
    reached.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn globs_match_whole_paths() {
        for (glob, path, expected) in [
            ("/pets", "/pets", true),
            ("/pets", "/pets/{id}", false),
            ("/pets/*", "/pets/{id}", true),
            ("/pets/*", "/pets", false),
            ("/pets/*", "/pets/{id}/toys", false),
            ("/pets/**", "/pets/{id}/toys", true),
            ("/pets**", "/pets", true),
            ("**/toys", "/pets/{id}/toys", true),
            ("/*/{id}", "/pets/{id}", true),
            ("/*/{id}", "/a/b/{id}", false),
            ("/p*s/{*}", "/pets/{id}", true),
            ("*", "/pets", false),
            ("**", "/pets", true),
            ("**", "", true),
            ("", "", true),
            ("", "/", false),
            ("/é*", "/éa", true),
        ] {
            assert_eq!(matches(glob, path), expected, "{glob} {path}");
        }
    }
}
