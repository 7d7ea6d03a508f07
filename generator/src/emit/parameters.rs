//! Parameters: arguments of the operation's method where required, setters of the call where not.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::deprecations::{self, What};
use super::docs::Doc;
use super::markdown::code;
use super::values::{borrowed, is_reference, limits, rules, rules_in_words};
use crate::ir::{Api, Parameter, ParameterPlace, ParameterStyle, Place};
use crate::names::Ident;

/// A required parameter as an argument.
pub(super) fn argument(context: Context<'_>, parameter: &Parameter, name: &Ident) -> TokenStream {
    let ty = borrowed(context, &parameter.value.ty);
    quote!(#name: #ty)
}

/// A required parameter as a link of the chain that composes the call.
pub(super) fn link(context: Context<'_>, parameter: &Parameter, name: &Ident) -> TokenStream {
    let facts = descriptor(context, parameter);
    let value = reference(parameter, name);
    quote!(.with(#facts, #value))
}

/// An optional parameter as a setter of the call.
pub(super) fn setter(
    context: Context<'_>,
    place: Place,
    parameter: &Parameter,
    name: &Ident,
) -> TokenStream {
    let successor = context.names.successor(place);
    let doc = Doc::new().document(&parameter.docs).more(&facts(parameter));
    let docs =
        deprecations::section(doc, parameter.deprecation.as_ref(), successor, What::Part).outer();
    let deprecated = deprecations::attribute(parameter.deprecation.as_ref(), successor);
    let ty = borrowed(context, &parameter.value.ty);
    let parameter_facts = descriptor(context, parameter);
    let value = reference(parameter, name);
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #name: #ty) -> Self {
            self.request.set(#parameter_facts, #value);
            self
        }
    }
}

fn text(parameter: &Parameter) -> &str {
    let docs = &parameter.docs;
    let text = docs.description.as_deref().or(docs.title.as_deref());
    text.unwrap_or_default().trim()
}

/// What is said of required parameters of many operations.
pub(super) fn familiar(api: &Api) -> BTreeSet<&str> {
    const MANY: usize = 3;
    let mut texts: BTreeMap<&str, usize> = BTreeMap::new();
    for parameter in api.operations.iter().flat_map(|it| &it.parameters) {
        if parameter.required {
            *texts.entry(text(parameter)).or_default() += 1;
        }
    }
    texts.retain(|_, operations| *operations >= MANY);
    texts.into_keys().collect()
}

/// A required parameter as an item of the list in the method's documentation. What many methods say is said in short.
pub(super) fn line(context: Context<'_>, parameter: &Parameter, name: &Ident) -> String {
    let text = text(parameter);
    let text = if context.common.familiar.contains(text) {
        in_short(text)
    } else {
        text.replace('\n', "\n  ")
    };
    let mut line = format!("- {}", code(&name.to_string()));
    if !text.is_empty() {
        line = format!("{line}: {text}");
    }
    let rules = rules_in_words(&parameter.value.rules);
    match rules.join(", ") {
        rules if rules.is_empty() => line,
        // Behind several paragraphs it would be taken for a part of the last.
        rules if text.contains('\n') => format!("{line}\n\n  Limits: {rules}."),
        rules => format!("{line} ({rules})"),
    }
}

/// The first paragraph, and of a long one the first sentence: the line of a list is no place for more, and a short
/// paragraph may end in what nobody must miss.
fn in_short(text: &str) -> String {
    /// As many characters fit into two lines.
    const SHORT: usize = 180;
    let paragraph = text.trim().split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    let whole = words.join(" ");
    if whole.chars().count() <= SHORT {
        return whole;
    }
    let mut is_code = false;
    let end = words.windows(2).position(|pair| {
        let [last, next] = pair else { return false };
        is_code ^= last.matches('`').count() % 2 == 1;
        // Behind an abbreviation such as "e.g." or "Dr." the sentence goes on.
        let stem = last.strip_suffix('.').unwrap_or_default();
        let is_word = stem.chars().count() > 3 && !stem.contains('.');
        is_word && !is_code && next.starts_with(char::is_uppercase)
    });
    let end = end.map_or(words.len(), |it| it + 1);
    words.get(..end).unwrap_or_default().join(" ")
}

/// Where the parameter stands, its limits and its default.
fn facts(parameter: &Parameter) -> String {
    let place = match parameter.place {
        ParameterPlace::Path => "Path",
        ParameterPlace::Query => "Query",
        ParameterPlace::Header => "Header",
        ParameterPlace::Cookie => "Cookie",
    };
    let facts = format!("{place} parameter {}.", code(parameter.name.as_str()));
    facts + &limits(&parameter.value.rules, parameter.default.as_deref())
}

fn reference(parameter: &Parameter, name: &Ident) -> TokenStream {
    if is_reference(&parameter.value.ty) {
        quote!(#name)
    } else {
        quote!(&#name)
    }
}

/// What the runtime has to know of the parameter, without what is the default of its place.
fn descriptor(context: Context<'_>, parameter: &Parameter) -> TokenStream {
    let wire = parameter.name.as_str();
    let place = match parameter.place {
        ParameterPlace::Path => quote!(path),
        ParameterPlace::Query => quote!(query),
        ParameterPlace::Header => quote!(header),
        ParameterPlace::Cookie => quote!(cookie),
    };
    let (style, explode) = match parameter.place {
        ParameterPlace::Path | ParameterPlace::Header => (ParameterStyle::Simple, false),
        ParameterPlace::Query | ParameterPlace::Cookie => (ParameterStyle::Form, true),
    };
    let written = match &parameter.content {
        Some(media_type) => {
            let media_type = &media_type.0;
            quote!(.content(#media_type))
        }
        None => {
            let style = (parameter.style != style).then(|| {
                let style = self::style(parameter.style);
                quote!(.style(#style))
            });
            let explode = (parameter.explode != explode).then(|| {
                let explode = parameter.explode;
                quote!(.explode(#explode))
            });
            quote!(#style #explode)
        }
    };
    let reserved = parameter.allow_reserved.then(|| quote!(.allow_reserved()));
    // The block makes a constant of it, whose address outlives the call.
    let rules = rules(&parameter.value.rules).map(|rules| quote!(.rules(const { &#rules })));
    let own = parameter.deprecation.as_ref();
    let deprecated = deprecations::in_use(context, own, &parameter.value.ty).map(|it| {
        let record = deprecations::of_part(it);
        quote!(.deprecated(#record))
    });
    quote!(runtime::Parameter::#place(#wire) #written #reserved #rules #deprecated)
}

/// A style as the runtime calls it.
pub(super) fn style(style: ParameterStyle) -> TokenStream {
    match style {
        ParameterStyle::Matrix => quote!(runtime::Style::Matrix),
        ParameterStyle::Label => quote!(runtime::Style::Label),
        ParameterStyle::Simple => quote!(runtime::Style::Simple),
        ParameterStyle::Form => quote!(runtime::Style::Form),
        ParameterStyle::SpaceDelimited => quote!(runtime::Style::SpaceDelimited),
        ParameterStyle::PipeDelimited => quote!(runtime::Style::PipeDelimited),
        ParameterStyle::DeepObject => quote!(runtime::Style::DeepObject),
    }
}

#[cfg(test)]
mod tests {
    use super::in_short;

    #[test]
    fn a_short_paragraph_is_whole_and_of_a_long_one_the_first_sentence_is_left() {
        let warning = "Cluster to restore into. All data of it is deleted.";
        assert_eq!(in_short(&format!("{warning}\n\nMore.")), warning);
        let more = "And more of it. ".repeat(20);
        for first in [
            "Name as Dr. Smith gave it, e.g. Otto.",
            "Written like `this. One` here.",
        ] {
            assert_eq!(in_short(&format!("{first} {more}")), first);
        }
        let endless = "word ".repeat(100);
        assert_eq!(in_short(&endless), endless.trim());
    }
}
