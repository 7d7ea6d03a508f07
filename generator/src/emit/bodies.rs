//! The body of a request: the method's last argument where required, a setter of the call where not. A body that the
//! document takes in several forms is an enum of them.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::docs::Doc;
use super::markdown::code;
use super::parameters::style;
use super::representations::derives;
use super::values::{From, borrowed, is_reference, owned, rules};
use crate::ir::{Body, BodyContent, BodyRepresentation, Encoding, Operation, ParameterStyle};
use crate::names::{Choice, OperationNames};

/// A body with the enum of its forms, if it has several.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) body: &'a Body,
    choice: Option<&'a Choice>,
}

impl<'a> Named<'a> {
    /// The body of an operation.
    pub(super) fn of(operation: &'a Operation, names: &'a OperationNames) -> Option<Self> {
        Some(Self {
            body: operation.body.as_ref()?,
            choice: names.body.as_ref(),
        })
    }

    /// As an argument.
    pub(super) fn argument(&self, context: Context<'_>) -> TokenStream {
        let ty = match (self.choice, self.body.representations.as_slice()) {
            (None, [form]) => argument_type(context, &form.content),
            (Some(Choice { name, .. }), _) => quote!(impl Into<#name>),
            (None, _) => quote!(()),
        };
        quote!(body: #ty)
    }

    /// As a link of the chain that composes the call; absent for a body with several forms.
    pub(super) fn link(&self) -> Option<TokenStream> {
        match (self.choice, self.body.representations.as_slice()) {
            (None, [form]) => {
                let (function, arguments) = put(form, Put::Alone);
                Some(quote!(.#function(#arguments)))
            }
            _ => None,
        }
    }

    /// As a setter of the call.
    pub(super) fn setter(&self, context: Context<'_>) -> TokenStream {
        let media_types: Vec<String> = self
            .body
            .representations
            .iter()
            .map(|form| code(&form.media_type.0))
            .collect();
        let docs = Doc::new()
            .document(&self.body.docs)
            .sentence(&format!(
                "The request's body, {}.",
                media_types.join(" or ")
            ))
            .outer();
        let argument = self.argument(context);
        let set = match (self.choice, self.body.representations.as_slice()) {
            (None, [form]) => {
                let (function, arguments) = put(form, Put::Later);
                quote!(self.request.call().#function(#arguments))
            }
            _ => quote!(body.into().put(self.request.call())),
        };
        quote! {
            #docs
            pub fn body(mut self, #argument) -> Self {
                #set;
                self
            }
        }
    }

    /// What the caller has to know beside the type.
    pub(super) fn notes(&self) -> Vec<String> {
        let forms = self.body.representations.iter();
        let is_open = |form: &BodyRepresentation| {
            form.media_type.0.contains('*') && matches!(form.content, BodyContent::Bytes)
        };
        forms
            .filter(|form| is_open(form))
            .map(|form| {
                format!(
                    "Of {} the body says which it is: [`runtime::Body::content_type`].",
                    code(&form.media_type.0)
                )
            })
            .collect()
    }

    /// The enum of its forms, and how each is made and put into a call; nothing for a body with one form.
    pub(super) fn items(&self, context: Context<'_>, operation: &Operation) -> Vec<TokenStream> {
        let Some(Choice { name, forms }) = self.choice else {
            return Vec::new();
        };
        let forms: Vec<_> = self
            .body
            .representations
            .iter()
            .zip(forms)
            .map(|(form, variant)| (form, variant, held_type(context, &form.content)))
            .collect();
        let docs = Doc::new()
            .sentence(&format!(
                "The body of a request of {}, by its media type.",
                code(operation.id.as_str())
            ))
            .outer();
        let variants = forms.iter().map(|(form, variant, ty)| {
            let docs = Doc::new()
                .sentence(&format!("{}.", code(&form.media_type.0)))
                .outer();
            quote!(#docs #variant(#ty))
        });
        let has_bytes = forms
            .iter()
            .any(|(form, ..)| matches!(form.content, BodyContent::Bytes));
        let derives = derives(!has_bytes);
        let arms = forms.iter().map(|(form, variant, _)| {
            let (function, arguments) = put(form, Put::Chosen);
            quote!(Self::#variant(body) => call.#function(#arguments))
        });
        let mut items = vec![
            quote! {
                #docs
                #derives
                #[non_exhaustive]
                pub enum #name { #(#variants,)* }
            },
            quote! {
                impl #name {
                    fn put(self, call: &mut runtime::Call) {
                        match self { #(#arms,)* }
                    }
                }
            },
        ];
        for (_, variant, ty) in &forms {
            let text = ty.to_string();
            let alike = forms.iter().filter(|(.., other)| other.to_string() == text);
            // Of two forms of one type a value does not say which it is.
            if alike.count() == 1 {
                items.push(quote! {
                    impl From<#ty> for #name {
                        fn from(body: #ty) -> Self {
                            Self::#variant(body)
                        }
                    }
                });
            }
        }
        items
    }
}

/// The type of an argument that is the whole body.
fn argument_type(context: Context<'_>, form: &BodyContent) -> TokenStream {
    match form {
        BodyContent::Json(value)
        | BodyContent::Form {
            value,
            encodings: _,
        } => borrowed(context, &value.ty),
        BodyContent::Multipart(_) => {
            let ty = held_type(context, form);
            quote!(&#ty)
        }
        BodyContent::Text => quote!(&str),
        BodyContent::Bytes => quote!(impl Into<runtime::Body>),
    }
}

/// The type that a variant holds.
fn held_type(context: Context<'_>, form: &BodyContent) -> TokenStream {
    match form {
        BodyContent::Json(value)
        | BodyContent::Form {
            value,
            encodings: _,
        } => owned(context, &value.ty, From::Elsewhere),
        BodyContent::Multipart(id) => {
            let name = context.names.of_type(*id).map(|names| &names.name);
            quote!(types::#name)
        }
        BodyContent::Text => quote!(String),
        BodyContent::Bytes => quote!(runtime::Body),
    }
}

/// How a body is given.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Put {
    /// As a link of a chain, the only form there is.
    Alone,
    /// By a setter, the only form there is.
    Later,
    /// By a setter, one of several forms, which the call has for its own.
    Chosen,
}

/// The function of the runtime's call that takes a form, and its arguments.
fn put(form: &BodyRepresentation, put: Put) -> (TokenStream, TokenStream) {
    let media_type = &form.media_type.0;
    match &form.content {
        BodyContent::Json(value) => {
            let body = reference(is_reference(&value.ty) && put != Put::Chosen);
            match (put, rules(&value.rules)) {
                (Put::Alone, None) => (quote!(json), body),
                (Put::Alone, Some(rules)) => (quote!(json_with), quote!(#body, &#rules)),
                (Put::Later, None) => (quote!(set_json), body),
                (Put::Later, Some(rules)) => (quote!(set_json_with), quote!(#body, &#rules)),
                (Put::Chosen, None) => (quote!(set_json_as), quote!(#media_type, #body)),
                (Put::Chosen, Some(rules)) => (
                    quote!(set_json_as_with),
                    quote!(#media_type, #body, &#rules),
                ),
            }
        }
        BodyContent::Form { value, encodings } => {
            let body = reference(is_reference(&value.ty) && put != Put::Chosen);
            let encodings = encodings.iter().map(encoding);
            (
                function(put, quote!(form), quote!(set_form)),
                quote!(#body, &[#(#encodings),*]),
            )
        }
        BodyContent::Multipart(_) => (
            function(put, quote!(multipart), quote!(set_multipart)),
            reference(put != Put::Chosen),
        ),
        BodyContent::Text => {
            let body = reference(put != Put::Chosen);
            (
                function(put, quote!(text), quote!(set_text)),
                quote!(#media_type, #body),
            )
        }
        BodyContent::Bytes => (
            function(put, quote!(bytes), quote!(set_bytes)),
            quote!(#media_type, body),
        ),
    }
}

fn function(put: Put, link: TokenStream, setter: TokenStream) -> TokenStream {
    match put {
        Put::Alone => link,
        Put::Later | Put::Chosen => setter,
    }
}

fn reference(is_reference: bool) -> TokenStream {
    if is_reference {
        quote!(body)
    } else {
        quote!(&body)
    }
}

/// How one property of a form is written, without what goes without saying.
fn encoding(encoding: &Encoding) -> TokenStream {
    let Encoding {
        property,
        style,
        explode,
        allow_reserved,
        content_type,
    } = encoding;
    let property = property.as_str();
    let written = match content_type {
        Some(media_type) => quote!(.content_type(#media_type)),
        None => {
            let style = self::style(*style);
            let usual = *explode == (encoding.style == ParameterStyle::Form);
            let explode = (!usual).then(|| quote!(.explode(#explode)));
            quote!(.style(#style) #explode)
        }
    };
    let reserved = allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(runtime::Encoding::new(#property) #written #reserved)
}

/// What `Content-Type` says, where it is not the usual; of several forms the parts need to know.
pub(super) fn content_type(body: Option<&Body>) -> Option<&str> {
    let forms = body.map_or(&[] as &[_], |body| &body.representations);
    let is_parts = |form: &&BodyRepresentation| matches!(form.content, BodyContent::Multipart(_));
    let form = match forms {
        [single] => Some(single),
        several => several.iter().find(is_parts),
    };
    let media_type = form.map(|form| form.media_type.0.as_str());
    media_type.filter(|it| *it != "application/json")
}
