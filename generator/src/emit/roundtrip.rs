//! A program that decodes values with the client's types and encodes them again: how a document's examples are tried.

use quote::quote;

use super::docs::Doc;
use super::values::{From, owned};
use super::{Common, Context, RustFile};
use crate::Settings;
use crate::ir::{Api, TypeRef};
use crate::names::Names;

/// The program, an example of the package. It reads lines of a number of `types`, a space and a JSON text. For each it
/// writes a line: `ok` and the value encoded again, or `error` and why the value can't be decoded.
pub fn roundtrip(api: &Api, names: &Names, types: &[TypeRef], settings: &Settings) -> RustFile {
    let context = Context {
        api,
        names,
        common: &Common::of(api, names),
    };
    let package = names.crate_name(&settings.package);
    let arms = types.iter().enumerate().map(|(number, ty)| {
        let ty = owned(context, ty, From::Elsewhere);
        quote!(#number => again::<#ty>(json))
    });
    let mut has_named = false;
    for ty in types {
        ty.each_named(&mut |_| has_named = true);
    }
    let types = has_named.then(|| quote!(use #package::types;));
    let mut items = vec![
        quote!(
            use std::io::{BufRead, Write};
        ),
        quote!(
            use serde::{Serialize, de::DeserializeOwned};
        ),
        quote!(
            use specwright_runtime as runtime;
        ),
    ];
    items.extend(types);
    items.push(quote! {
        fn main() -> std::io::Result<()> {
            let mut output = std::io::BufWriter::new(std::io::stdout().lock());
            for line in std::io::stdin().lock().lines() {
                let line = line?;
                let (number, json) = line.split_once(' ').unwrap_or((&line, ""));
                match roundtrip(number.parse().unwrap_or(usize::MAX), json) {
                    Ok(json) => writeln!(output, "ok {json}")?,
                    Err(error) => writeln!(output, "error {}", error.replace('\n', " "))?,
                }
            }
            output.flush()
        }
    });
    items.push(quote! {
        fn roundtrip(number: usize, json: &str) -> Result<String, String> {
            match number {
                #(#arms,)*
                _ => Err(format!("no type has the number {number}: {json}")),
            }
        }
    });
    items.push(quote! {
        #[allow(dead_code, reason = "a document may have no type at all")]
        fn again<T: Serialize + DeserializeOwned>(json: &str) -> Result<String, String> {
            let value: T = serde_json::from_str(json).map_err(|error| error.to_string())?;
            serde_json::to_string(&value).map_err(|error| error.to_string())
        }
    });
    let docs = Doc::new()
        .sentence("Decodes each value of the standard input and encodes it again.")
        .inner();
    let attributes = quote! {
        #docs
        #![allow(deprecated, unused_imports, reason = "the types are used as the document has them")]
    };
    RustFile::new(attributes, items)
}
