//! The names of operations, of what belongs to them, and of the modules in which they stand.

use std::collections::BTreeMap;

use super::scope::{Member, Scope};
use super::statuses::status;
use super::words::Case;
use super::{Ident, media_types};
use crate::ir::{Api, Operation, Parameter, Response, StatusKey};

/// The names of one operation.
#[derive(Clone, Debug)]
pub struct OperationNames {
    /// The method on the client.
    pub method: Ident,
    /// The call: a struct where something is optional, else another name of the runtime's.
    pub call: Ident,
    /// The enum of what can go wrong, or another name of the one that several operations have in common.
    pub error: Ident,
    /// The enum of what can go well, for an operation with several such answers.
    pub success: Ident,
    /// The static that holds the facts.
    pub record: Ident,
    /// Arguments and setters, in the order of the IR.
    pub parameters: Vec<Ident>,
    /// The enum of the forms that the request's body can have, where these are several.
    pub body: Option<Choice>,
    /// Variants, in the order of the IR's responses.
    pub statuses: Vec<Ident>,
    /// The enums of the forms that the answers' bodies can have, in the order of the IR's responses. Answers with the
    /// same forms share one.
    pub answers: Vec<Option<Choice>>,
}

/// An enum of the forms of a body.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Choice {
    /// The enum.
    pub name: Ident,
    /// Its variants, in the order of the IR's representations.
    pub forms: Vec<Ident>,
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

/// `builder` and `runtime` are the client's own; `clone` and `from` would hide methods of traits.
const METHODS: Scope = Scope {
    case: Case::Snake,
    prefix: "call",
    reserved: &["builder", "clone", "from", "runtime"],
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

/// What a call of a list in pages has beside that.
const PARAMETERS_OF_PAGES: Scope = Scope {
    reserved: &[
        "arguments",
        "body",
        "call",
        "client",
        "items",
        "options",
        "pages",
        "send",
        "typed",
    ],
    ..PARAMETERS
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
pub(super) fn operations(api: &Api) -> Vec<OperationNames> {
    let ids = api.operations.iter().map(|it| it.id.as_str());
    let methods = METHODS.resolve(&ids.map(Member::of_text).collect::<Vec<_>>());
    // All else is named after the method, so that what belongs together bears one name.
    let bases: Vec<String> = methods.iter().map(ToString::to_string).collect();
    let bases: Vec<&str> = bases.iter().map(|it| it.trim_start_matches("r#")).collect();
    let records = RECORDS.resolve(
        &bases
            .iter()
            .copied()
            .map(Member::of_text)
            .collect::<Vec<_>>(),
    );
    // The types of an operation share a scope with those of all others: `create` and `createError` must not meet.
    let groups: Vec<Vec<Group<'_>>> = api.operations.iter().map(groups).collect();
    let operations = || api.operations.iter().zip(&groups);
    let members: Vec<Member> = operations()
        .zip(&bases)
        .flat_map(|((operation, groups), base)| {
            let own = ["", " Error", " Success"].map(str::to_owned);
            let body = has_choice(operation).then(|| " Body".to_owned());
            let answers = groups.iter().map(Group::behind);
            let all = own.into_iter().chain(body).chain(answers);
            all.map(move |behind| Member::of_text(&format!("{base}{behind}")))
        })
        .collect();
    let mut types = CALLS.resolve(&members).into_iter();
    operations()
        .zip(methods.into_iter().zip(records))
        .filter_map(|((operation, groups), (method, record))| {
            Some(OperationNames {
                method,
                record,
                call: types.next()?,
                error: types.next()?,
                success: types.next()?,
                parameters: parameters(operation),
                body: match &operation.body {
                    Some(body) if has_choice(operation) => Some(Choice {
                        name: types.next()?,
                        forms: media_types::of_body(body),
                    }),
                    _ => None,
                },
                statuses: operation
                    .responses
                    .iter()
                    .map(|response| status(response.status))
                    .collect(),
                answers: answer_choices(operation, groups, &mut types),
            })
        })
        .collect()
}

fn has_choice(operation: &Operation) -> bool {
    let body = operation.body.as_ref();
    body.is_some_and(|body| body.representations.len() > 1)
}

/// Answers of one operation whose bodies have the same forms, several of them.
struct Group<'a>(Vec<&'a Response>);

impl Group<'_> {
    /// What stands behind the operation's name in the group's.
    fn behind(&self) -> String {
        match self.0.as_slice() {
            [single] => format!(" {} Body", status(single.status)),
            several if several.iter().all(|it| is_success(it.status)) => " Success Body".to_owned(),
            several if several.iter().any(|it| is_success(it.status)) => " Answer Body".to_owned(),
            _ => " Error Body".to_owned(),
        }
    }
}

pub(super) fn is_success(status: StatusKey) -> bool {
    matches!(status, StatusKey::Code(200..=299) | StatusKey::Range(2))
}

fn groups(operation: &Operation) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for response in &operation.responses {
        let forms = &response.representations;
        if forms.len() < 2 {
            continue;
        }
        let same = |group: &&mut Group<'_>| group.0.iter().any(|it| it.representations == *forms);
        match groups.iter_mut().find(same) {
            Some(group) => group.0.push(response),
            None => groups.push(Group(vec![response])),
        }
    }
    groups
}

fn answer_choices(
    operation: &Operation,
    groups: &[Group<'_>],
    names: &mut impl Iterator<Item = Ident>,
) -> Vec<Option<Choice>> {
    let mut choices = vec![None; operation.responses.len()];
    for Group(group) in groups {
        let (Some(name), Some(first)) = (names.next(), group.first()) else {
            continue;
        };
        let forms = media_types::of_response(first);
        let choice = Choice { name, forms };
        for (slot, response) in choices.iter_mut().zip(&operation.responses) {
            if group.iter().any(|it| it.status == response.status) {
                *slot = Some(choice.clone());
            }
        }
    }
    choices
}

/// Parameters of one name in two places get the place behind their names.
fn parameters(it: &Operation) -> Vec<Ident> {
    let name = |parameter: &Parameter| PARAMETERS.case.of(parameter.name.as_str());
    let members: Vec<_> = it
        .parameters
        .iter()
        .map(|parameter| {
            let text = parameter.name.as_str().to_owned();
            let elsewhere = it
                .parameters
                .iter()
                .any(|other| other.place != parameter.place && name(other) == name(parameter));
            let placed = format!("{text} {}", parameter.place.as_str());
            Member::of_texts(
                [Some(text), elsewhere.then_some(placed)]
                    .into_iter()
                    .flatten(),
            )
        })
        .collect();
    match it.paging {
        Some(_) => PARAMETERS_OF_PAGES.resolve(&members),
        None => PARAMETERS.resolve(&members),
    }
}

/// The modules, in the order in which their tags first occur; operations without a tag come last.
pub(super) fn modules(api: &Api) -> Vec<Module> {
    let mut found: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let tag = operation.tags.first().map(String::as_str);
        found.entry(tag).or_default().push(index);
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(tag, operations)| (tag.is_none(), operations.first().copied()));
    let members: Vec<_> = found
        .iter()
        .map(|(tag, _)| Member::of_text(tag.unwrap_or("untagged")))
        .collect();
    let modules = MODULES.resolve(&members).into_iter().zip(found);
    modules
        .map(|(name, (tag, operations))| Module {
            name,
            tag: tag.map(str::to_owned),
            operations,
        })
        .collect()
}
