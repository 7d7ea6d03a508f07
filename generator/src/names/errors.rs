//! Error enums that several operations have in common, and their names.
//!
//! Most operations of an API document the same few errors. An enum for each of them would be most of what a client consists
//! of, and code that handles the errors of one operation could not handle those of the next.

use super::Ident;
use super::operations::is_success;
use super::scope::{Member, Scope};
use super::types::TypeNames;
use super::words::Case;
use crate::ir::{Api, Operation, Response, ResponseContent, StatusKey, TypeRef};

/// An error enum of several operations.
#[derive(Clone, Debug)]
pub struct SharedError {
    /// The enum.
    pub name: Ident,
    /// Positions in [`Api::operations`], at least two.
    pub operations: Vec<usize>,
}

/// All begin alike and have a number, a word of the scope's own, or both behind that, so nothing else can bear their names.
const ERRORS: Scope = Scope {
    case: Case::Camel,
    prefix: "Error",
    reserved: &[],
    suffix: "_",
};

/// The enums that several operations have in common, in the order of the first operation of each.
pub(super) fn errors(api: &Api, types: &[TypeNames]) -> Vec<SharedError> {
    let mut groups: Vec<(Vec<&Response>, Vec<usize>)> = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let Some(errors) = sharable(operation) else {
            continue;
        };
        match groups.iter_mut().find(|(other, _)| same(other, &errors)) {
            Some((_, operations)) => operations.push(index),
            None => groups.push((errors, vec![index])),
        }
    }
    groups.retain(|(_, operations)| operations.len() > 1);
    let members: Vec<_> = groups
        .iter()
        .map(|(errors, _)| {
            let statuses = statuses(errors);
            let with_bodies = format!("{statuses} of {}", bodies(errors, types));
            Member::of_texts([statuses, with_bodies])
        })
        .collect();
    let names = ERRORS.resolve(&members).into_iter().zip(groups);
    names
        .map(|(name, (_, operations))| SharedError { name, operations })
        .collect()
}

/// The documented errors of an operation; `None` where one of them has several forms, of which there is an enum that bears the
/// operation's name.
fn sharable(operation: &Operation) -> Option<Vec<&Response>> {
    let errors = operation.responses.iter();
    let errors: Vec<_> = errors.filter(|it| !is_success(it.status)).collect();
    let is_plain = |it: &&Response| it.representations.len() < 2;
    errors.iter().all(is_plain).then_some(errors)
}

/// Whether two lists of errors become the same enum, whatever the document says about each error.
fn same(left: &[&Response], right: &[&Response]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| {
            left.status == right.status
                && left.headers == right.headers
                && left.representations == right.representations
        })
}

fn statuses(errors: &[&Response]) -> String {
    if errors.is_empty() {
        return "Undocumented Error".to_owned();
    }
    let statuses: Vec<_> = errors
        .iter()
        .map(|it| match it.status {
            StatusKey::Code(code) => code.to_string(),
            StatusKey::Range(digit) => format!("{digit}xx"),
            StatusKey::Default => "Default".to_owned(),
        })
        .collect();
    format!("Error {}", statuses.join(" or "))
}

/// What the errors carry, each once.
fn bodies(errors: &[&Response], types: &[TypeNames]) -> String {
    let mut texts: Vec<String> = Vec::new();
    for error in errors {
        let form = error.representations.first();
        let text = match form.map(|form| &form.content) {
            Some(ResponseContent::Json(TypeRef::Named(id))) => types
                .get(id.0)
                .map_or_else(|| "Value".to_owned(), |names| names.name.to_string()),
            Some(ResponseContent::Json(_)) => "Value".to_owned(),
            Some(
                ResponseContent::Text | ResponseContent::Events(_) | ResponseContent::JsonLines(_),
            ) => "Text".to_owned(),
            Some(ResponseContent::Bytes | ResponseContent::Stream) => "Bytes".to_owned(),
            None => "Nothing".to_owned(),
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join(" or ")
}
