//! What comes of a call, put into the suite's `Outcome` by the status and the form of the answer.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::Context;
use super::super::representations::{Answered, Body, End};
use super::super::responses::Outcomes;
use crate::ir::{Operation, ResponseContent, StatusKey};
use crate::names::{Ident, OperationNames};

/// The arms that tell the ends of a call apart.
pub(super) fn arms(
    context: Context<'_>,
    it: &Operation,
    names: &OperationNames,
    module: Option<&Ident>,
) -> TokenStream {
    let id = it.id.as_str();
    let outcomes = Outcomes::of(it, names);
    let place = quote!(client::operations::#module);
    let success = successes(context, &outcomes, names, &place);
    let errors = outcomes.errors.iter().map(|answered| {
        let variant = answered.variant;
        let text = variant.to_string();
        let carry = carry_error(answered, &place);
        let outcome = quote!(bridge::documented(#text, &answer, #carry));
        let outcome = match headers(context, answered) {
            Some(headers) => quote!(bridge::headed(#outcome, answer.answer(), #headers)),
            None => outcome,
        };
        quote!(Err(Error::#variant(answer)) => Ok(#outcome))
    });
    quote! {
        Ok(response) => #success,
        #(#errors,)*
        Err(Error::Other(error)) => Ok(bridge::other(&error)),
        Err(_) => Err(BadArguments::unknown_variant(#id)),
    }
}

fn successes(
    context: Context<'_>,
    outcomes: &Outcomes<'_>,
    names: &OperationNames,
    place: &TokenStream,
) -> TokenStream {
    let has_headers = outcomes
        .successes
        .iter()
        .any(|it| it.response.headers.is_some());
    let carried = if outcomes.has_success_enum() {
        let success = &names.success;
        let arms = outcomes.successes.iter().map(|answered| {
            let variant = answered.variant;
            let text = variant.to_string();
            let carried = carried(answered, place, &quote!(body));
            let body = (answered.body(End::Success) != Body::Nothing).then(|| quote!((body)));
            quote!(#place::#success::#variant #body => (#text, #carried))
        });
        quote! {
            let (variant, carried) = match response.into_body() {
                #(#arms,)*
                _ => ("Other", bridge::unknown()),
            };
        }
    } else {
        let variant = variant(outcomes);
        match outcomes.successes.first() {
            Some(answered) if !is_simple(answered) => {
                let carried = carried(answered, place, &quote!(response.into_body()));
                quote! {
                    let variant = #variant;
                    let carried = #carried;
                }
            }
            _ if !has_headers => {
                return quote! {
                    Ok(bridge::success(#variant, response.answer(), bridge::json(response.body())))
                };
            }
            _ => quote! {
                let variant = #variant;
                let carried = bridge::json(response.body());
            },
        }
    };
    let outcome = quote!(bridge::success(variant, &answer, carried));
    let arms = outcomes.successes.iter().filter_map(|answered| {
        let text = answered.variant.to_string();
        let headers = headers(context, answered)?;
        Some((text, quote!(bridge::headed(outcome, &answer, #headers))))
    });
    let outcome = match arms.collect::<Vec<_>>().as_slice() {
        [] => quote!(Ok(#outcome)),
        [(_, headed)] if outcomes.successes.len() == 1 => {
            quote!(let outcome = #outcome; Ok(#headed))
        }
        several => {
            let arms = several
                .iter()
                .map(|(text, headed)| quote!(#text => #headed));
            quote! {
                let outcome = #outcome;
                Ok(match variant {
                    #(#arms,)*
                    _ => outcome,
                })
            }
        }
    };
    quote! {{
        let answer = response.answer().clone();
        #carried
        #outcome
    }}
}

/// What reads the headers that the document describes, where it describes any.
fn headers(context: Context<'_>, answered: &Answered<'_>) -> Option<TokenStream> {
    let name = &context.names.of_type(answered.response.headers?)?.name;
    Some(quote!(bridge::headers::<types::#name>))
}

/// Of several statuses that carry one type, the answer says which it was.
fn variant(outcomes: &Outcomes<'_>) -> TokenStream {
    let mut texts = outcomes
        .successes
        .iter()
        .map(|it| (it.response.status, it.variant.to_string()));
    let (_, first) = texts
        .next()
        .unwrap_or((StatusKey::Default, "Ok".to_owned()));
    let others: Vec<_> = texts
        .filter_map(|(status, text)| match status {
            StatusKey::Code(code) => {
                let code = Literal::u16_unsuffixed(code);
                Some(quote!(#code => #text))
            }
            StatusKey::Range(_) | StatusKey::Default => None,
        })
        .collect();
    if others.is_empty() {
        quote!(#first)
    } else {
        quote!(match response.status().as_u16() { #(#others,)* _ => #first })
    }
}

/// Whether the body is encoded as it stands.
fn is_simple(answered: &Answered<'_>) -> bool {
    match answered.body(End::Success) {
        Body::Nothing => true,
        Body::One(form) => matches!(
            form.content,
            ResponseContent::Json(_) | ResponseContent::Text
        ),
        Body::Several(_) | Body::Raw => false,
    }
}

/// The body `value` of a success.
fn carried(answered: &Answered<'_>, place: &TokenStream, value: &TokenStream) -> TokenStream {
    let one = |content: &ResponseContent, value: &TokenStream| match content {
        ResponseContent::Json(_) | ResponseContent::Text => quote!(bridge::json(&#value)),
        ResponseContent::Bytes => quote!(bridge::octets(&#value)),
        ResponseContent::Stream => quote!(bridge::stream(#value).await),
        ResponseContent::Events(_) => quote!(bridge::events(#value).await),
        ResponseContent::JsonLines(_) => quote!(bridge::lines(#value).await),
    };
    match answered.body(End::Success) {
        Body::Nothing => quote!(bridge::json(&())),
        Body::Raw => quote!(bridge::octets(&#value)),
        Body::One(form) => one(&form.content, value),
        Body::Several(choice) => {
            let name = &choice.name;
            let forms = answered.response.representations.iter().zip(&choice.forms);
            let arms = forms.map(|(form, variant)| {
                let carried = one(&form.content, &quote!(body));
                quote!(#place::#name::#variant(body) => #carried)
            });
            quote!(match #value { #(#arms,)* _ => bridge::unknown() })
        }
    }
}

/// What carries the body of an error, which was read whole.
fn carry_error(answered: &Answered<'_>, place: &TokenStream) -> TokenStream {
    let one = |content: &ResponseContent| match content {
        ResponseContent::Json(_)
        | ResponseContent::Text
        | ResponseContent::Events(_)
        | ResponseContent::JsonLines(_) => quote!(bridge::json),
        ResponseContent::Bytes | ResponseContent::Stream => quote!(bridge::octets),
    };
    match answered.body(End::Error) {
        Body::Nothing => quote!(bridge::json),
        Body::Raw => quote!(bridge::octets),
        Body::One(form) => one(&form.content),
        Body::Several(choice) => {
            let name = &choice.name;
            let forms = answered.response.representations.iter().zip(&choice.forms);
            let arms = forms.map(|(form, variant)| {
                let carry = one(&form.content);
                quote!(#place::#name::#variant(body) => #carry(body))
            });
            quote!(|body| match body { #(#arms,)* _ => bridge::unknown() })
        }
    }
}
