//! Answers: which status is a success, which an error, and what each carries.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Context;
use super::docs::Doc;
use super::markdown::code;
use super::values::{From, owned};
use crate::ir::{Operation, Response, StatusKey, TypeRef};
use crate::names::{OperationNames, reason_phrase};

/// The answers of an operation, sorted into the two ends of a `Result`.
pub(crate) struct Outcomes<'a> {
    /// In the order of the IR.
    pub(crate) successes: Vec<(&'a Response, &'a Ident)>,
    /// In the order of the IR.
    pub(crate) errors: Vec<(&'a Response, &'a Ident)>,
}

impl<'a> Outcomes<'a> {
    /// Sorts: 2xx is success, all else is not. Where no 2xx is documented, `default` stands for both.
    pub(crate) fn of(operation: &'a Operation, names: &'a OperationNames) -> Self {
        let all = || operation.responses.iter().zip(&names.statuses);
        let is_success = |key| matches!(key, StatusKey::Code(200..=299) | StatusKey::Range(2));
        let mut successes: Vec<_> = all()
            .filter(|(response, _)| is_success(response.status))
            .collect();
        if successes.is_empty() {
            successes = all()
                .filter(|(response, _)| response.status == StatusKey::Default)
                .collect();
        }
        let errors = all()
            .filter(|(response, _)| !is_success(response.status))
            .collect();
        Self { successes, errors }
    }

    /// Whether the successes carry different things, so that they need an enum.
    pub(crate) fn has_success_enum(&self) -> bool {
        self.successes.windows(2).any(|pair| match pair {
            [(first, _), (second, _)] => carried(first) != carried(second),
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
            Some((response, _)) => body_type(context, response),
            None => quote!(()),
        }
    }
}

fn carried(response: &Response) -> Option<&TypeRef> {
    response.body.as_ref().map(|body| &body.ty)
}

/// The type of an answer's body.
pub(super) fn body_type(context: Context<'_>, response: &Response) -> TokenStream {
    match carried(response) {
        Some(ty) => owned(context, ty, From::Elsewhere),
        None => quote!(()),
    }
}

/// `send`'s body: the mapping from a status to a variant.
pub(super) fn mapping(
    context: Context<'_>,
    outcomes: &Outcomes<'_>,
    names: &OperationNames,
) -> TokenStream {
    let error = &names.error;
    let is_enum = outcomes.has_success_enum();
    let mut arms: Vec<Arm> = Vec::new();
    let mut fallback = quote!(_ => Err(answer.undocumented().into()));
    for rank in [Rank::Code, Rank::Range, Rank::Default] {
        for (response, variant) in outcomes
            .successes
            .iter()
            .filter(|(response, _)| Rank::of(response) == rank)
        {
            let status = match response.status {
                StatusKey::Default => quote!(200..=299),
                key => pattern(key),
            };
            let success = &names.success;
            let value = match (&response.body, is_enum) {
                (Some(body), false) => {
                    let media_type = &body.media_type.0;
                    quote!(answer.json(#media_type)?)
                }
                (Some(body), true) => {
                    let media_type = &body.media_type.0;
                    let ty = body_type(context, response);
                    quote!(answer.json::<#ty>(#media_type)?.map(#success::#variant))
                }
                (None, false) => quote!(answer.empty()),
                (None, true) => quote!(answer.empty().map(|()| #success::#variant)),
            };
            push(&mut arms, status, &quote!(Ok(#value)));
        }
        for (response, variant) in outcomes
            .errors
            .iter()
            .filter(|(response, _)| Rank::of(response) == rank)
        {
            let value = match &response.body {
                Some(body) => {
                    let media_type = &body.media_type.0;
                    quote!(answer.error_json(#media_type))
                }
                None => quote!(answer.error_empty()),
            };
            let result = quote!(Err(Error::#variant(#value)));
            if response.status == StatusKey::Default {
                fallback = quote!(_ => #result);
            } else {
                let status = pattern(response.status);
                push(&mut arms, status, &result);
            }
        }
    }
    let import = (!outcomes.errors.is_empty()).then(|| quote!(use #error as Error;));
    let arms = arms
        .iter()
        .map(|Arm { statuses, result }| quote!(#(#statuses)|* => #result));
    quote! {
        #import
        let answer = self.call.send().await?;
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

/// The enums of an operation: what can go well, where that needs one, and what can go wrong.
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
        let variants = outcomes.successes.iter().map(|(response, variant)| {
            let docs = variant_docs(response).outer();
            let body = response.body.as_ref().map(|_| {
                let ty = body_type(context, response);
                quote!((#ty))
            });
            quote!(#docs #variant #body)
        });
        items.push(quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name { #(#variants,)* }
        });
    }
    let name = &names.error;
    let docs = Doc::new()
        .sentence(&format!("Why {id} did not succeed."))
        .outer();
    let variants = outcomes.errors.iter().map(|(response, variant)| {
        let docs = variant_docs(response).outer();
        let ty = body_type(context, response);
        quote!(#docs #variant(runtime::ErrorResponse<#ty>))
    });
    let other = Doc::new()
        .sentence(if outcomes.errors.iter().any(|(response, _)| response.status == StatusKey::Default) {
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
    let variants = outcomes.errors.iter().map(|(_, variant)| variant);
    items.push(quote!(runtime::operation_error! { #name: #(#variants),* }));
    items
}

fn variant_docs(response: &Response) -> Doc {
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
    if said.is_empty() || title.to_ascii_lowercase().ends_with(&said) {
        Doc::new().sentence(&format!("{title}."))
    } else {
        Doc::new()
            .sentence(&format!("{title}."))
            .markdown(Some(text))
    }
}

/// What `Accept` says: all media types that some documented answer has.
pub(super) fn accept(operation: &Operation) -> TokenStream {
    let mut types: Vec<&str> = Vec::new();
    for body in operation
        .responses
        .iter()
        .filter_map(|response| response.body.as_ref())
    {
        if !types.contains(&body.media_type.0.as_str()) {
            types.push(&body.media_type.0);
        }
    }
    if types.is_empty() {
        return quote!(None);
    }
    let accept = types.join(", ");
    quote!(Some(#accept))
}
