//! What an answer's body is: one type, or an enum of the forms in which the document offers it.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::docs::Doc;
use super::markdown::code;
use super::values::{From, owned};
use crate::ir::{MediaType, Operation, Response, ResponseContent, ResponseRepresentation};
use crate::names::{Choice, Ident, OperationNames};

/// The two ends of a `Result`.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum End {
    Success,
    /// Whose bodies have been read whole, whatever the document says of them.
    Error,
}

/// An answer of an operation with its names.
#[derive(Clone, Copy)]
pub(crate) struct Answered<'a> {
    pub(crate) response: &'a Response,
    /// The variant of its status.
    pub(crate) variant: &'a Ident,
    /// The enum of its body's forms, if there are several.
    choice: Option<&'a Choice>,
}

/// What an answer carries.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Body<'a> {
    Nothing,
    One(&'a ResponseRepresentation),
    Several(&'a Choice),
    /// One of several forms, not all of which can be had whole: the bytes.
    Raw,
}

impl<'a> Answered<'a> {
    /// All answers of an operation, in the order of the IR.
    pub(crate) fn all(
        operation: &'a Operation,
        names: &'a OperationNames,
    ) -> impl Iterator<Item = Self> {
        let names = names.statuses.iter().zip(&names.answers);
        operation
            .responses
            .iter()
            .zip(names)
            .map(|(response, (variant, choice))| Self {
                response,
                variant,
                choice: choice.as_ref(),
            })
    }

    /// What it carries.
    pub(crate) fn body(&self, end: End) -> Body<'a> {
        let forms = &self.response.representations;
        match (self.choice, forms.as_slice()) {
            (Some(_), forms) if end == End::Error && forms.iter().any(is_streamed) => Body::Raw,
            (Some(choice), _) => Body::Several(choice),
            (None, [first, ..]) => Body::One(first),
            (None, []) => Body::Nothing,
        }
    }

    /// Whether the body can be copied and compared.
    pub(super) fn is_value(&self) -> bool {
        !self.response.representations.iter().any(is_streamed)
    }

    /// The type of the body.
    pub(super) fn body_type(&self, context: Context<'_>, end: End) -> TokenStream {
        match self.body(end) {
            Body::Nothing => quote!(()),
            Body::One(form) => content_type(context, &form.content, end),
            Body::Several(choice) => {
                let name = &choice.name;
                quote!(#name)
            }
            Body::Raw => quote!(runtime::Bytes),
        }
    }

    /// Reads the body of a success; what can fail ends the function.
    pub(super) fn read(&self, context: Context<'_>, typed: bool) -> TokenStream {
        match self.body(End::Success) {
            Body::Nothing => quote!(answer.empty()),
            Body::One(form) => {
                let read = read(context, form, typed);
                quote!(#read?)
            }
            Body::Several(choice) => {
                let name = &choice.name;
                quote!(#name::read(answer)?)
            }
            Body::Raw => quote!(answer.bytes("*/*")?),
        }
    }

    /// Reads the body of an error, which never fails.
    pub(super) fn read_error(&self, context: Context<'_>) -> TokenStream {
        match self.body(End::Error) {
            Body::Nothing => quote!(answer.error_empty()),
            Body::One(form) => read_error(context, form, false),
            Body::Several(choice) => {
                let name = &choice.name;
                quote!(#name::read_error(answer))
            }
            Body::Raw => quote!(answer.error_bytes("*/*")),
        }
    }
}

/// Whether two answers carry the same type.
impl Body<'_> {
    pub(super) fn is_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::One(one), Self::One(other)) => one.content == other.content,
            (one, other) => one == other,
        }
    }
}

fn is_streamed(form: &ResponseRepresentation) -> bool {
    match form.content {
        ResponseContent::Stream | ResponseContent::Events(_) | ResponseContent::JsonLines(_) => {
            true
        }
        ResponseContent::Json(_) | ResponseContent::Text | ResponseContent::Bytes => false,
    }
}

fn content_type(context: Context<'_>, form: &ResponseContent, end: End) -> TokenStream {
    match (form, end) {
        (ResponseContent::Json(ty), _) => owned(context, ty, From::Elsewhere),
        (ResponseContent::Text, _)
        | (ResponseContent::Events(_) | ResponseContent::JsonLines(_), End::Error) => {
            quote!(String)
        }
        (ResponseContent::Bytes, _) | (ResponseContent::Stream, End::Error) => {
            quote!(runtime::Bytes)
        }
        (ResponseContent::Stream, End::Success) => quote!(runtime::ByteStream),
        (ResponseContent::Events(ty), End::Success) => {
            let ty = owned(context, ty, From::Elsewhere);
            quote!(runtime::EventStream<#ty>)
        }
        (ResponseContent::JsonLines(ty), End::Success) => {
            let ty = owned(context, ty, From::Elsewhere);
            quote!(runtime::JsonLines<#ty>)
        }
    }
}

/// Reads one form of a success; `typed`: with the type that nothing else says.
fn read(context: Context<'_>, form: &ResponseRepresentation, typed: bool) -> TokenStream {
    let media_type = expected(&form.media_types);
    let generic = |ty| {
        let ty = owned(context, ty, From::Elsewhere);
        typed.then(|| quote!(::<#ty>))
    };
    match &form.content {
        ResponseContent::Json(ty) => {
            let generic = generic(ty);
            quote!(answer.json #generic(#media_type))
        }
        ResponseContent::Text => quote!(answer.text(#media_type)),
        ResponseContent::Bytes => quote!(answer.bytes(#media_type)),
        ResponseContent::Stream => quote!(answer.stream(#media_type)),
        ResponseContent::Events(ty) => {
            let generic = generic(ty);
            quote!(answer.events #generic(#media_type))
        }
        ResponseContent::JsonLines(ty) => {
            let generic = generic(ty);
            quote!(answer.json_lines #generic(#media_type))
        }
    }
}

fn read_error(context: Context<'_>, form: &ResponseRepresentation, typed: bool) -> TokenStream {
    let media_type = expected(&form.media_types);
    match &form.content {
        ResponseContent::Json(ty) => {
            let ty = owned(context, ty, From::Elsewhere);
            let generic = typed.then(|| quote!(::<#ty>));
            quote!(answer.error_json #generic(#media_type))
        }
        ResponseContent::Text | ResponseContent::Events(_) | ResponseContent::JsonLines(_) => {
            quote!(answer.error_text(#media_type))
        }
        ResponseContent::Bytes | ResponseContent::Stream => {
            quote!(answer.error_bytes(#media_type))
        }
    }
}

/// The media type that all of `media_types` are, a range where they differ.
fn expected(media_types: &[MediaType]) -> String {
    let mut all = media_types.iter().map(|it| it.0.as_str());
    let Some(first) = all.next() else {
        return "*/*".to_owned();
    };
    let family = |it: &str| {
        it.split('/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let rest: Vec<&str> = all.collect();
    if rest.is_empty() {
        first.to_owned()
    } else if rest.iter().all(|it| family(it) == family(first)) {
        format!("{}/*", family(first))
    } else {
        "*/*".to_owned()
    }
}

/// The enums of all answers whose bodies have several forms.
pub(super) fn enums(
    context: Context<'_>,
    operation: &Operation,
    successes: &[Answered<'_>],
    errors: &[Answered<'_>],
) -> Vec<TokenStream> {
    let mut done: Vec<&Ident> = Vec::new();
    let mut items = Vec::new();
    for answered in successes.iter().chain(errors) {
        let Some(choice) = answered.choice.filter(|it| !done.contains(&&it.name)) else {
            continue;
        };
        done.push(&choice.name);
        let is_of =
            |end, all: &[Answered<'_>]| all.iter().any(|it| it.body(end) == Body::Several(choice));
        let (success, error) = (is_of(End::Success, successes), is_of(End::Error, errors));
        if success || error {
            items.extend(choice_enum(
                context,
                operation,
                answered,
                choice,
                (success, error),
            ));
        }
    }
    items
}

fn choice_enum(
    context: Context<'_>,
    operation: &Operation,
    answered: &Answered<'_>,
    choice: &Choice,
    (success, error): (bool, bool),
) -> [TokenStream; 2] {
    let name = &choice.name;
    let forms = || answered.response.representations.iter().zip(&choice.forms);
    let docs = Doc::new()
        .sentence(&format!(
            "The body of an answer of {}, by its media type.",
            code(operation.id.as_str())
        ))
        .outer();
    let variants = forms().map(|(form, variant)| {
        let media_types: Vec<String> = form.media_types.iter().map(|it| code(&it.0)).collect();
        let docs = Doc::new()
            .sentence(&format!("{}.", media_types.join(", ")))
            .outer();
        let ty = content_type(context, &form.content, End::Success);
        quote!(#docs #variant(#ty))
    });
    let derives = derives(answered.is_value());
    // Several media types may be one form, and each has a place in the list.
    let media_types: Vec<&str> = forms()
        .flat_map(|(form, _)| form.media_types.iter().map(|it| it.0.as_str()))
        .collect();
    let arms = |read: &dyn Fn(&ResponseRepresentation) -> TokenStream| {
        let mut next = 0;
        let mut arms = Vec::new();
        for (form, variant) in forms() {
            let first = next;
            next += form.media_types.len();
            let read = read(form);
            let positions = (first..next).map(proc_macro2::Literal::usize_unsuffixed);
            arms.push((quote!(#(#positions)|*), quote!(#read.map(Self::#variant))));
        }
        // What fits none is read as the first, which says why it does not fit.
        let (_, fallback) = arms.remove(0);
        let arms = arms
            .iter()
            .map(|(pattern, value)| quote!(#pattern => #value));
        quote! {
            match answer.representation(&[#(#media_types),*]) {
                #(#arms,)*
                _ => #fallback,
            }
        }
    };
    let success = success.then(|| {
        let choose = arms(&|form| {
            let read = read(context, form, true);
            quote!(#read?)
        });
        quote! {
            fn read(answer: runtime::Answer) -> Result<runtime::Response<Self>, runtime::Error> {
                Ok(#choose)
            }
        }
    });
    let error = error.then(|| {
        let choose = arms(&|form| read_error(context, form, true));
        quote! {
            fn read_error(answer: runtime::Answer) -> runtime::ErrorResponse<Self> {
                #choose
            }
        }
    });
    [
        quote! {
            #docs
            #derives
            #[non_exhaustive]
            pub enum #name { #(#variants,)* }
        },
        quote!(impl #name { #success #error }),
    ]
}

/// What is derived for an enum of bodies.
pub(super) fn derives(is_value: bool) -> TokenStream {
    if is_value {
        quote!(#[derive(Clone, Debug, PartialEq)])
    } else {
        quote!(#[derive(Debug)])
    }
}

/// The media types of successes that are handed out while they come.
pub(super) fn streams<'a>(successes: &[Answered<'a>]) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for answered in successes {
        let forms = answered.response.representations.iter();
        for form in forms.filter(|form| is_streamed(form)) {
            for media_type in &form.media_types {
                if !found.contains(&media_type.0.as_str()) {
                    found.push(&media_type.0);
                }
            }
        }
    }
    found
}
