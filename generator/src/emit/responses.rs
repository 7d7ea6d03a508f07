//! Answers: which status is a success, which an error, and what each carries.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Doc;
use super::markdown::code;
use super::representations::{Answered, Body, End, derives};
use super::{Context, representations};
use crate::ir::{Operation, Response, StatusKey};
use crate::names::{OperationNames, reason_phrase};

/// The answers of an operation, sorted into the two ends of a `Result`.
pub(crate) struct Outcomes<'a> {
    /// In the order of the IR.
    pub(crate) successes: Vec<Answered<'a>>,
    /// In the order of the IR.
    pub(crate) errors: Vec<Answered<'a>>,
}

impl<'a> Outcomes<'a> {
    /// Sorts: 2xx is success, all else is not. Where no 2xx is documented, `default` stands for both.
    pub(crate) fn of(operation: &'a Operation, names: &'a OperationNames) -> Self {
        let all = || Answered::all(operation, names);
        let is_success = |key| matches!(key, StatusKey::Code(200..=299) | StatusKey::Range(2));
        let mut successes: Vec<_> = all().filter(|it| is_success(it.response.status)).collect();
        if successes.is_empty() {
            successes = all()
                .filter(|it| it.response.status == StatusKey::Default)
                .collect();
        }
        let errors = all().filter(|it| !is_success(it.response.status)).collect();
        Self { successes, errors }
    }

    /// Whether the successes carry different things, so that they need an enum.
    pub(crate) fn has_success_enum(&self) -> bool {
        self.successes.windows(2).any(|pair| match pair {
            [first, second] => !first.body(End::Success).is_as(&second.body(End::Success)),
            _ => false,
        })
    }

    /// What `send` gives.
    pub(super) fn success_type(&self, context: Context<'_>, names: &OperationNames) -> TokenStream {
        if self.has_success_enum() {
            let success = &names.success;
            return quote!(#success);
        }
        match self.successes.first() {
            Some(answered) => answered.body_type(context, End::Success),
            None => quote!(()),
        }
    }
}

/// The closure that gives an answer its type, by its status.
pub(super) fn reading(
    context: Context<'_>,
    outcomes: &Outcomes<'_>,
    names: &OperationNames,
) -> TokenStream {
    let error = &names.error;
    let is_enum = outcomes.has_success_enum();
    let mut arms: Vec<Arm> = Vec::new();
    // In the order of the IR exact statuses stand before ranges, and these before `default`.
    for answered in &outcomes.successes {
        let status = match answered.response.status {
            StatusKey::Default => quote!(200..=299),
            key => pattern(key),
        };
        let (success, variant) = (&names.success, answered.variant);
        let read = answered.read(context, is_enum);
        let value = match answered.body(End::Success) {
            _ if !is_enum => read,
            Body::Nothing => quote!(#read.map(|()| #success::#variant)),
            _ => quote!(#read.map(#success::#variant)),
        };
        push(&mut arms, status, &quote!(Ok(#value)));
    }
    let fallback = quote!(Err(#error::of(answer)));
    if arms.is_empty() {
        return quote!(|answer| #fallback);
    }
    let arms = arms
        .iter()
        .map(|Arm { statuses, result }| quote!(#(#statuses)|* => #result));
    quote! {
        |answer| match answer.status().as_u16() {
            #(#arms,)*
            _ => #fallback,
        }
    }
}

/// An arm of the mapping.
struct Arm {
    statuses: Vec<TokenStream>,
    result: TokenStream,
}

/// Adds an arm, or a status to the arm that does the same.
fn push(arms: &mut Vec<Arm>, status: TokenStream, result: &TokenStream) {
    let text = result.to_string();
    match arms.iter_mut().find(|arm| arm.result.to_string() == text) {
        Some(arm) => arm.statuses.push(status),
        None => arms.push(Arm {
            statuses: vec![status],
            result: result.clone(),
        }),
    }
}

/// The statuses of a key as a pattern.
pub(super) fn pattern(key: StatusKey) -> TokenStream {
    match key {
        StatusKey::Code(code) => {
            let code = proc_macro2::Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        StatusKey::Range(digit) => {
            let first = proc_macro2::Literal::u16_unsuffixed(u16::from(digit) * 100);
            let last = proc_macro2::Literal::u16_unsuffixed(u16::from(digit) * 100 + 99);
            quote!(#first..=#last)
        }
        StatusKey::Default => quote!(_),
    }
}

/// The enums of an operation's answers: what can go well, where that needs one, and the forms of bodies.
pub(super) fn enums(
    context: Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    outcomes: &Outcomes<'_>,
) -> Vec<TokenStream> {
    let id = code(operation.id.as_str());
    let mut items = Vec::new();
    if outcomes.has_success_enum() {
        let name = &names.success;
        let docs = Doc::new()
            .sentence(&format!("What {id} gives, by the status of the answer."))
            .outer();
        let variants = outcomes.successes.iter().map(|answered| {
            let (variant, response) = (answered.variant, answered.response);
            let docs = variant_docs(context, response, said_of(response), "super::super").outer();
            let body = (answered.body(End::Success) != Body::Nothing).then(|| {
                let ty = answered.body_type(context, End::Success);
                quote!((#ty))
            });
            quote!(#docs #variant #body)
        });
        let derives = derives(outcomes.successes.iter().all(Answered::is_value));
        items.push(quote! {
            #docs
            #derives
            #[non_exhaustive]
            pub enum #name { #(#variants,)* }
        });
    }
    items.extend(representations::enums(
        context,
        operation,
        &outcomes.successes,
        &outcomes.errors,
    ));
    items
}

/// The documentation of a status's variant, with what the document says of it. `root` leads to the client's modules.
pub(super) fn variant_docs(
    context: Context<'_>,
    response: &Response,
    said: Option<&str>,
    root: &str,
) -> Doc {
    let doc = Doc::new().sentence(&format!("{}.", title(response.status)));
    let doc = doc.markdown(said);
    match headers(context, response, root) {
        Some(link) => doc.sentence(&format!(
            "The documented headers are {link}, which `typed_headers` reads."
        )),
        None => doc,
    }
}

/// A status with its reason phrase.
pub(super) fn title(status: StatusKey) -> String {
    match status {
        StatusKey::Code(code) => match reason_phrase(code) {
            Some(phrase) => format!("{code} {phrase}"),
            None => code.to_string(),
        },
        StatusKey::Range(digit) => format!("{digit}00 to {digit}99"),
        StatusKey::Default => "Any other status".to_owned(),
    }
}

/// What the document says of an answer, where that is more than the reason phrase.
pub(super) fn said_of(response: &Response) -> Option<&str> {
    let text = response.description.trim();
    let said = text.trim_end_matches('.').to_ascii_lowercase();
    let title = title(response.status).to_ascii_lowercase();
    (!said.is_empty() && !title.ends_with(&said)).then_some(text)
}

/// Links to the types of the successes' documented headers, each once.
pub(super) fn success_headers(context: Context<'_>, outcomes: &Outcomes<'_>) -> Vec<String> {
    let mut links: Vec<String> = Vec::new();
    for answered in &outcomes.successes {
        if let Some(link) = headers(context, answered.response, "super::super")
            && !links.contains(&link)
        {
            links.push(link);
        }
    }
    links
}

/// A link to the type of an answer's headers. From the crate's root the path would be another in a client that is a
/// module; and `types` may not be imported.
fn headers(context: Context<'_>, response: &Response, root: &str) -> Option<String> {
    let name = &context.names.of_type(response.headers?)?.name;
    Some(format!("[`{name}`]({root}::types::{name})"))
}

/// What `Accept` says: all media types that some documented answer has.
pub(super) fn accept(operation: &Operation) -> Option<String> {
    let mut types: Vec<&str> = Vec::new();
    for response in &operation.responses {
        let forms = response.representations.iter();
        let bodies = forms.flat_map(|form| &form.media_types);
        for media_type in bodies.chain(&response.bodiless) {
            if !types.contains(&media_type.0.as_str()) {
                types.push(&media_type.0);
            }
        }
    }
    (!types.is_empty()).then(|| types.join(", "))
}
