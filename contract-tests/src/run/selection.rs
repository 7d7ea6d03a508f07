//! Which operations of a document are tried.

use crate::{
    cases::fit,
    oracle::{Document, Operation, Unreadable},
};

/// What one of the lists names is taken; where all are empty, everything is.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    /// operationIds, or `METHOD /path`.
    pub(super) operations: Vec<String>,
    pub(super) tags: Vec<String>,
    /// `*` is any text without a slash, `**` any text.
    pub(super) paths: Vec<String>,
}

impl Selection {
    /// The operations that are taken. A name that nothing bears is an error: somebody had something else in mind.
    pub(super) fn select(
        &self,
        document: &Document,
        operations: Vec<Operation>,
    ) -> Result<Vec<Operation>, Unreadable> {
        let wants: [Want<'_>; 3] = [
            ("is called", &self.operations, |operation, name| {
                operation.id == name || operation.key() == name
            }),
            ("has the tag", &self.tags, |operation, tag| {
                operation.tags.iter().any(|other| other == tag)
            }),
            ("has a path like", &self.paths, |operation, glob| {
                is_like(&operation.path, glob)
            }),
        ];
        for (what, names, fits) in wants {
            for name in names {
                if !operations.iter().any(|it| fits(it, name)) {
                    let message = format!("no operation {what} `{name}`");
                    return Err(document.unreadable("/paths", &message));
                }
            }
        }
        if wants.iter().all(|(_, names, _)| names.is_empty()) {
            return Ok(operations);
        }
        let is_taken = |operation: &Operation| {
            let mut wants = wants.iter();
            wants.any(|(_, names, fits)| names.iter().any(|name| fits(operation, name)))
        };
        Ok(operations.into_iter().filter(is_taken).collect())
    }
}

/// How it is told, what is asked for, and whether an operation fits one of it.
type Want<'a> = (&'static str, &'a [String], fn(&Operation, &str) -> bool);

/// Only the operation that the case `name` is about, where it is about one of these: `part::operation::…`.
pub(super) fn of_case(operations: Vec<Operation>, name: &str) -> Vec<Operation> {
    let wanted = name.split("::").nth(1);
    let is_wanted = |operation: &Operation| Some(fit(&operation.id).as_str()) == wanted;
    if operations.iter().any(is_wanted) {
        operations.into_iter().filter(is_wanted).collect()
    } else {
        operations
    }
}

fn is_like(path: &str, glob: &str) -> bool {
    if let Some(rest) = glob.strip_prefix("**") {
        let mut ends = path.char_indices().map(|(at, _)| at).chain([path.len()]);
        return ends.any(|at| path.get(at..).is_some_and(|path| is_like(path, rest)));
    }
    if let Some(rest) = glob.strip_prefix('*') {
        let segment = path.find('/').unwrap_or(path.len());
        let mut ends = (0..=segment).filter(|at| path.is_char_boundary(*at));
        return ends.any(|at| path.get(at..).is_some_and(|path| is_like(path, rest)));
    }
    let mut glob = glob.chars();
    match glob.next() {
        None => path.is_empty(),
        Some(first) => path
            .strip_prefix(first)
            .is_some_and(|path| is_like(path, glob.as_str())),
    }
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn a_star_stays_in_its_segment() {
        for (path, glob, like) in [
            ("/a/b", "/a/b", true),
            ("/a/b", "/a", false),
            ("/a/b", "/*/b", true),
            ("/a/b", "/*", false),
            ("/a/b", "/**", true),
            ("/a/b/c", "/a/**/c", true),
            ("/ä/b", "/*/b", true),
            ("/a", "**", true),
            ("", "*", true),
        ] {
            assert_eq!(is_like(path, glob), like, "{path} {glob}");
        }
    }
}
