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

/// The mapping of `answer` from its status to a variant; `ask` is where it comes from.
pub(super) fn mapping(
    context: Context<'_>,
    outcomes: &Outcomes<'_>,
    names: &OperationNames,
    ask: Option<&TokenStream>,
) -> TokenStream {
    let error = &names.error;
    let is_enum = outcomes.has_success_enum();
    let mut arms: Vec<Arm> = Vec::new();
    let mut fallback = quote!(_ => Err(answer.undocumented().into()));
    for rank in [Rank::Code, Rank::Range, Rank::Default] {
        let of_rank = |it: &&Answered<'_>| Rank::of(it.response) == rank;
        for answered in outcomes.successes.iter().filter(of_rank) {
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
        for answered in outcomes.errors.iter().filter(of_rank) {
            let (variant, value) = (answered.variant, answered.read_error(context));
            let result = quote!(Err(Error::#variant(#value)));
            if answered.response.status == StatusKey::Default {
                fallback = quote!(_ => #result);
            } else {
                push(&mut arms, pattern(answered.response.status), &result);
            }
        }
    }
    let import = (!outcomes.errors.is_empty()).then(|| quote!(use #error as Error;));
    let arms = arms
        .iter()
        .map(|Arm { statuses, result }| quote!(#(#statuses)|* => #result));
    quote! {
        #import
        #ask
        match answer.status().as_u16() {
            #(#arms,)*
            #fallback,
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

/// An exact status goes before a range, and a range before `default` (OpenAPI 3.0.4, section 4.8.16).
#[derive(Eq, PartialEq)]
enum Rank {
    Code,
    Range,
    Default,
}

impl Rank {
    fn of(response: &Response) -> Self {
        match response.status {
            StatusKey::Code(_) => Self::Code,
            StatusKey::Range(_) => Self::Range,
            StatusKey::Default => Self::Default,
        }
    }
}

fn pattern(key: StatusKey) -> TokenStream {
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

/// The enums of an operation: what can go well, where that needs one, what can go wrong, and the forms of bodies.
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
            let variant = answered.variant;
            let docs = variant_docs(context, answered).outer();
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
    let name = &names.error;
    let docs = Doc::new()
        .sentence(&format!("Why {id} did not succeed."))
        .outer();
    let variants = outcomes.errors.iter().map(|answered| {
        let variant = answered.variant;
        let docs = variant_docs(context, answered).outer();
        let ty = answered.body_type(context, End::Error);
        quote!(#docs #variant(runtime::ErrorResponse<#ty>))
    });
    let has_default = |it: &Answered<'_>| it.response.status == StatusKey::Default;
    let other = Doc::new()
        .sentence(if outcomes.errors.iter().any(has_default) {
            "No answer that fits the document: the request was refused before it went out, or the exchange failed."
        } else {
            "All else: the request was refused before it went out, the exchange failed, or the document does not name \
             the answer's status."
        })
        .outer();
    items.push(quote! {
        #docs
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #other
            Other(runtime::Error),
        }
    });
    let variants = outcomes.errors.iter().map(|answered| answered.variant);
    items.push(quote!(runtime::operation_error! { #name: #(#variants),* }));
    items.extend(representations::enums(
        context,
        operation,
        &outcomes.successes,
        &outcomes.errors,
    ));
    items
}

fn variant_docs(context: Context<'_>, answered: &Answered<'_>) -> Doc {
    let response = answered.response;
    let key = response.status;
    let title = match key {
        StatusKey::Code(code) => match reason_phrase(code) {
            Some(phrase) => format!("{code} {phrase}"),
            None => code.to_string(),
        },
        StatusKey::Range(digit) => format!("{digit}00 to {digit}99"),
        StatusKey::Default => "Any other status".to_owned(),
    };
    // Many a document gives the reason phrase for a description.
    let text = response.description.trim();
    let said = text.trim_end_matches('.').to_ascii_lowercase();
    let doc = Doc::new().sentence(&format!("{title}."));
    let doc = if said.is_empty() || title.to_ascii_lowercase().ends_with(&said) {
        doc
    } else {
        doc.markdown(Some(text))
    };
    match headers(context, response) {
        Some(link) => doc.sentence(&format!(
            "The documented headers are {link}, which `typed_headers` reads."
        )),
        None => doc,
    }
}

/// Where the documented headers of the successes are read, for the documentation of `send`; one sentence for each type.
pub(super) fn success_headers(context: Context<'_>, outcomes: &Outcomes<'_>) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for answered in &outcomes.successes {
        if let Some(link) = headers(context, answered.response) {
            let sentence = format!(
                "Documented headers: {link}, which [`runtime::Response::typed_headers`] reads."
            );
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
    }
    sentences
}

/// A link to the type of an answer's headers. From the crate's root the path would be another in a client that is a
/// module; and `types` may not be imported.
fn headers(context: Context<'_>, response: &Response) -> Option<String> {
    let name = &context.names.of_type(response.headers?)?.name;
    Some(format!("[`{name}`](super::super::types::{name})"))
}

/// What `Accept` says: all media types that some documented answer has.
pub(super) fn accept(operation: &Operation) -> TokenStream {
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
    if types.is_empty() {
        return quote!(None);
    }
    let accept = types.join(", ");
    quote!(Some(#accept))
}
