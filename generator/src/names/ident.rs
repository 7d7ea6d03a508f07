//! A Rust identifier.

use std::fmt;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, TokenStreamExt as _};

const RAW: &str = "r#";

/// An identifier of the client. That of `proc_macro2` can't leave its thread, and what is emitted side by side shares its
/// names.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Ident(String);

impl Ident {
    /// `text` must be an identifier as it is written, `r#` included.
    pub(super) fn as_written(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl PartialEq<str> for Ident {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(match self.0.strip_prefix(RAW) {
            Some(text) => proc_macro2::Ident::new_raw(text, Span::call_site()),
            None => proc_macro2::Ident::new(&self.0, Span::call_site()),
        });
    }
}
