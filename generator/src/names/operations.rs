//! The names of operations, of what belongs to them, and of the modules in which they stand.

use proc_macro2::Ident;

use super::NameProblem;
use super::scope::{Member, Scope};
use super::statuses::status;
use super::words::Case;
use crate::ir::{Api, Operation, ParameterPlace, Place};

/// The names of one operation.
#[derive(Clone, Debug)]
pub struct OperationNames {
    /// The method on the client.
    pub method: Ident,
    /// The struct that is the call.
    pub call: Ident,
    /// The enum of what can go wrong.
    pub error: Ident,
    /// The enum of what can go well, for an operation with several such answers.
    pub success: Ident,
    /// The static that holds the facts.
    pub record: Ident,
    /// Arguments and setters, in the order of the IR.
    pub parameters: Vec<Ident>,
    /// Variants, in the order of the IR's responses.
    pub statuses: Vec<Ident>,
}

/// A module of operations.
#[derive(Clone, Debug)]
pub struct Module {
    /// The module and, without `r#`, its file.
    pub name: Ident,
    /// The tag; absent for operations without one.
    pub tag: Option<String>,
    /// Positions in [`Api::operations`].
    pub operations: Vec<usize>,
}

/// `builder` and `runtime` are the client's own; `clone` would hide the trait's method.
const METHODS: Scope = Scope {
    case: Case::Snake,
    prefix: "call",
    reserved: &["builder", "clone", "runtime"],
    suffix: "_",
};

/// Calls stand in a module that imports `Client`, beside the prelude.
const CALLS: Scope = Scope {
    case: Case::Camel,
    prefix: "Call",
    reserved: &[
        "Client", "Err", "From", "Into", "None", "Ok", "Option", "Result", "Self", "Some",
        "String", "Vec",
    ],
    suffix: "Call",
};

const RECORDS: Scope = Scope {
    case: Case::Shouty,
    prefix: "call",
    reserved: &[],
    suffix: "_",
};

/// `body` is the argument or setter of the request's body; `send` and `options` are every call's. The others are locals
/// and arguments of the functions that parameters stand in, here and in the suite's adapter.
const PARAMETERS: Scope = Scope {
    case: Case::Snake,
    prefix: "parameter",
    reserved: &["arguments", "body", "call", "client", "options", "send"],
    suffix: "_",
};

/// A module's file must not be `mod.rs`, nor one that Windows can't have; and `r#` in front of a module is ugly.
const MODULES: Scope = Scope {
    case: Case::Snake,
    prefix: "tag",
    reserved: &[
        "as", "async", "aux", "break", "box", "con", "const", "continue", "crate", "default", "do",
        "dyn", "enum", "extern", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
        "macro", "match", "mod", "move", "mut", "nul", "priv", "prn", "pub", "ref", "return",
        "self", "static", "struct", "super", "trait", "try", "type", "unsafe", "use", "virtual",
        "where", "while", "yield",
    ],
    suffix: "_",
};

/// The names of all operations, in the order of the IR.
pub(super) fn operations(api: &Api, problems: &mut Vec<NameProblem>) -> Vec<OperationNames> {
    let members = |behind: &str| -> Vec<Member> {
        let operations = api.operations.iter().enumerate();
        operations
            .map(|(index, it)| {
                Member::of_text(Place::Operation(index), &format!("{}{behind}", it.id))
            })
            .collect()
    };
    let methods = METHODS.resolve(&members(""), problems);
    // The three types of an operation share a scope with those of all others: `create` and `createError` must not meet.
    let all: Vec<Member> = ["", " Error", " Success"]
        .iter()
        .flat_map(|behind| members(behind))
        .collect();
    let mut type_problems = Vec::new();
    let mut types = CALLS.resolve(&all, &mut type_problems).into_iter();
    let records = RECORDS.resolve(&members(""), &mut type_problems);
    // Where two operations have one name, once is enough to hear of it.
    type_problems.retain(|problem| problems.iter().all(|known| known.place != problem.place));
    type_problems.dedup_by_key(|problem| problem.place);
    problems.extend(type_problems);

    let count = api.operations.len();
    let calls: Vec<_> = types.by_ref().take(count).collect();
    let errors: Vec<_> = types.by_ref().take(count).collect();
    let rest = methods
        .into_iter()
        .zip(calls)
        .zip(errors)
        .zip(types)
        .zip(records);
    let operations = api.operations.iter().enumerate().zip(rest);
    operations
        .map(
            |((index, operation), ((((method, call), error), success), record))| OperationNames {
                method,
                call,
                error,
                success,
                record,
                parameters: parameters(index, operation, problems),
                statuses: operation
                    .responses
                    .iter()
                    .map(|response| status(response.status))
                    .collect(),
            },
        )
        .collect()
}

/// Parameters of one name in two places get the place behind their names.
fn parameters(operation: usize, it: &Operation, problems: &mut Vec<NameProblem>) -> Vec<Ident> {
    let parameters = it.parameters.iter().enumerate();
    let members: Vec<_> = parameters
        .map(|(index, parameter)| {
            let place = match parameter.place {
                ParameterPlace::Path => "path",
                ParameterPlace::Query => "query",
                ParameterPlace::Header => "header",
                ParameterPlace::Cookie => "cookie",
            };
            let mut member =
                Member::of_text(Place::Parameter(operation, index), parameter.name.as_str());
            member
                .candidates
                .push(format!("{} {place}", parameter.name));
            member
        })
        .collect();
    PARAMETERS.resolve(&members, problems)
}

/// The modules, in the order in which their tags first occur; operations without a tag come last.
pub(super) fn modules(api: &Api, problems: &mut Vec<NameProblem>) -> Vec<Module> {
    let mut found: Vec<(Option<&str>, Vec<usize>)> = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let tag = operation.tags.first().map(String::as_str);
        match found.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, operations)) => operations.push(index),
            None => found.push((tag, vec![index])),
        }
    }
    found.sort_by_key(|(tag, _)| tag.is_none());
    let members: Vec<_> = found
        .iter()
        .map(|(tag, operations)| {
            Member::of_text(
                Place::Tag(operations.first().copied().unwrap_or_default()),
                tag.unwrap_or("untagged"),
            )
        })
        .collect();
    let names = MODULES.resolve(&members, problems);
    let modules = names.into_iter().zip(found);
    modules
        .map(|(name, (tag, operations))| Module {
            name,
            tag: tag.map(str::to_owned),
            operations,
        })
        .collect()
}
