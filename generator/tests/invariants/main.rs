//! The invariants of ARCHITECTURE.md, each as a test that reads the sources or the output and can fail.

use std::error::Error;
use std::fs;

use specwright::describe::describe;
use syn::visit::{self, Visit};

mod sources;

use sources::{
    all_trees, fixtures, generated, is_tests, parse, root, rust_files, source, stage_trees,
};

type Outcome = Result<(), Box<dyn Error>>;

/// Emission and naming know neither the reader nor the model of the document.
#[test]
fn emit_and_names_know_no_document() -> Outcome {
    for stage in ["emit", "names"] {
        for (file, tree) in stage_trees(stage)? {
            for module in modules(&tree) {
                let is_foreign = ["load", "lower", "openapiv3", "serde_yaml", "serde_json"];
                assert!(
                    !is_foreign.contains(&module.as_str()),
                    "{file} names `{module}`"
                );
            }
        }
    }
    Ok(())
}

/// The IR holds wire names and ids: no Rust identifier, no type of the document's model.
#[test]
fn the_ir_knows_no_rust_and_no_document() -> Outcome {
    let mut trees = stage_trees("ir")?;
    trees.insert("ir.rs".to_owned(), parse(&source("ir.rs"))?);
    for (file, tree) in trees {
        for module in modules(&tree) {
            let is_foreign = [
                "emit",
                "load",
                "lower",
                "names",
                "openapiv3",
                "proc_macro2",
                "quote",
                "syn",
            ];
            assert!(
                !is_foreign.contains(&module.as_str()),
                "{file} names `{module}`"
            );
        }
    }
    Ok(())
}

/// All naming lives in `names`: nothing else changes the case of a text or makes an identifier of it.
#[test]
fn only_names_makes_identifiers() -> Outcome {
    for stage in [
        "diagnostic",
        "load",
        "lower",
        "emit",
        "write",
        "describe.rs",
        "format.rs",
        "ir",
        "ir.rs",
        "lib.rs",
    ] {
        for (file, tree) in stage_trees(stage)? {
            for word in words(&tree) {
                let makes_names = word == "heck"
                    || word == "format_ident"
                    || ["snake_case", "camel_case", "pascal_case", "kebab_case"]
                        .iter()
                        .any(|case| word.ends_with(case))
                    || word == "to_uppercase"
                    || word == "to_ascii_uppercase";
                assert!(!makes_names, "{file} uses `{word}`");
            }
            let mut calls = IdentifierCalls::default();
            calls.visit_file(&tree);
            assert_eq!(calls.found, 0, "{file} makes an identifier");
        }
    }
    Ok(())
}

/// Emission is pure: no mutable state that outlives a call, no IO, no order that changes from run to run.
#[test]
fn emit_is_pure() -> Outcome {
    let mut trees = stage_trees("emit")?;
    trees.extend(stage_trees("format.rs")?);
    for (file, tree) in trees {
        for word in words(&tree) {
            let is_impure = [
                "HashMap",
                "HashSet",
                "RandomState",
                "Cell",
                "RefCell",
                "Mutex",
                "RwLock",
                "OnceLock",
                "LazyLock",
                "thread_local",
                "static_mut",
                "fs",
                "env",
                "io",
                "net",
                "process",
                "Instant",
                "SystemTime",
                "Timestamp",
                "Zoned",
                "println",
                "eprintln",
                "dbg",
                "rand",
            ]
            .contains(&word.as_str());
            assert!(!is_impure, "{file} uses `{word}`");
        }
    }
    Ok(())
}

/// What a document says never stops the program: no panic, no unwrapping, no indexing outside of tests.
#[test]
fn nothing_panics_on_what_a_document_says() -> Outcome {
    for (file, tree) in all_trees()? {
        let mut panics = Panics::default();
        panics.visit_file(&tree);
        assert!(
            panics.found.is_empty(),
            "{file}: {}",
            panics.found.join(", ")
        );
    }
    Ok(())
}

/// Lowering takes every object of the document's model apart by name: a keyword can't be forgotten.
#[test]
fn lower_destructures_without_rest() -> Outcome {
    for (file, tree) in stage_trees("lower")? {
        let mut rests = Rests::default();
        rests.visit_file(&tree);
        assert!(
            rests.found.is_empty(),
            "{file} has `..` in a pattern of {}",
            rests.found.join(", ")
        );
    }
    Ok(())
}

/// An operation's body is a short chain of calls into the runtime: behaviour is not generated.
#[test]
fn generated_bodies_are_short() -> Outcome {
    const LINES: usize = 20;
    for (name, generated) in fixtures()? {
        for (file, text) in generated
            .files
            .iter()
            .filter(|(file, _)| file.starts_with("src/operations/"))
        {
            let mut body = None;
            for line in text.lines() {
                // Arms, links and encodings are facts: there is one for each documented status, each parameter and each
                // property of a form.
                let is_fact = line.contains(" => ")
                    || line.trim_start().starts_with('.')
                    || line.contains("runtime::Encoding::new(");
                body = match body {
                    _ if line.starts_with("    pub ") && line.contains("fn ") => Some(0),
                    Some(_) if line == "    }" => None,
                    Some(lines) if !is_fact => Some(lines + 1),
                    same => same,
                };
                assert!(
                    body.is_none_or(|lines| lines <= LINES),
                    "{name}/{file}: a body has over {LINES} lines"
                );
            }
            let loops = ["for ", "while ", "loop "].iter().any(|word| {
                text.lines().any(|line| {
                    !line.trim_start().starts_with("//") && line.trim_start().starts_with(word)
                })
            });
            assert!(!loops, "{name}/{file} has a loop");
        }
    }
    Ok(())
}

/// The document's text is in literals and doc lines only, and can't become a doctest, HTML or a bidi trick there.
#[test]
fn hostile_text_is_harmless() -> Outcome {
    let generated = generated(&root("tests/fixtures/hostile_text/document.yaml"))?;
    for (file, text) in generated
        .files
        .iter()
        .filter(|(file, _)| file.as_str() != "Cargo.toml")
    {
        let bidi = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!text.contains(bidi), "{file} holds a bidi control");
        assert!(
            !text.contains("/**") && !text.contains("/*!"),
            "{file} holds a block comment"
        );
        for doc in docs(text) {
            let mut code = None;
            for event in pulldown_cmark::Parser::new(&doc) {
                use pulldown_cmark::{CodeBlockKind, Event, Tag};
                match event {
                    Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                        code = Some(info.to_string());
                    }
                    Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                        code = Some("indented".to_owned());
                    }
                    Event::Html(html) | Event::InlineHtml(html) => {
                        return Err(format!("{file}: HTML {html}").into());
                    }
                    _ => {}
                }
                assert!(
                    code.as_deref().is_none_or(|info| info == "text"),
                    "{file}: code block {code:?}"
                );
            }
        }
    }
    Ok(())
}

/// Generated files hold nothing volatile: two runs from two directories, with one thread and with many, give the same
/// bytes, and the document's hash stands in one file.
#[test]
fn output_depends_on_the_document_alone() -> Outcome {
    let text = fs::read(root("tests/fixtures/objects/document.yaml"))?;
    let mut outputs = Vec::new();
    for (folder, threads) in [
        (tempfile::tempdir()?, 1),
        (tempfile::Builder::new().prefix("another").tempdir()?, 8),
    ] {
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()?;
        let path = folder.path().join("document.yaml");
        fs::write(&path, &text)?;
        let generated = threads.install(|| generated(&path).map_err(|error| error.to_string()))?;
        for (file, text) in &generated.files {
            let place = folder.path().to_string_lossy();
            assert!(
                !text.contains(place.as_ref()),
                "{file} names the directory that it was made in"
            );
        }
        outputs.push((
            generated.files,
            generated.adapter,
            describe(&generated.api, &generated.names),
            generated.api.document_sha256,
        ));
    }
    let [first, second] = outputs.as_slice() else {
        return Err("two outputs".into());
    };
    assert_eq!(first, second);
    let (files, _, _, hash) = first;
    let with_hash: Vec<_> = files
        .iter()
        .filter(|(_, text)| text.contains(hash))
        .map(|(file, _)| file.as_str())
        .collect();
    assert_eq!(with_hash, ["src/spec.rs"]);
    Ok(())
}

/// Every module says what it is for.
#[test]
fn every_module_opens_with_its_documentation() -> Outcome {
    for file in rust_files(&root("src"))? {
        let text = fs::read_to_string(&file)?;
        assert!(
            text.starts_with("//! ") || is_tests(&file),
            "{} does not open with `//!`",
            file.display()
        );
    }
    Ok(())
}

/// Files that have to be scrolled through for long hold more than one thing.
#[test]
fn no_file_is_a_heap() -> Outcome {
    for file in rust_files(&root("src"))? {
        let lines = fs::read_to_string(&file)?.lines().count();
        assert!(lines <= 600, "{} has {lines} lines", file.display());
    }
    Ok(())
}

/// The checks above find what they look for.
#[test]
fn the_checks_can_fail() -> Outcome {
    let tree: syn::File = syn::parse_str(
        r#"
        fn f(v: Vec<u8>, o: Object) {
            let Object { a, .. } = o;
            v[0];
            a.unwrap();
            todo!();
            Ident::new("x", span());
            snake.to_snake_case();
        }
        #[cfg(test)]
        mod tests { fn g() { x.unwrap(); } }
        "#,
    )?;
    let mut panics = Panics::default();
    panics.visit_file(&tree);
    assert_eq!(panics.found, ["an index", "`unwrap`", "`todo!`"]);
    let mut rests = Rests::default();
    rests.visit_file(&tree);
    assert_eq!(rests.found, ["Object"]);
    let mut calls = IdentifierCalls::default();
    calls.visit_file(&tree);
    assert_eq!(calls.found, 1);
    assert!(words(&tree).contains(&"to_snake_case".to_owned()));
    let tree: syn::File =
        syn::parse_str("use crate::{ir, load::Document}; fn f() { openapiv3::parse(); }")?;
    assert_eq!(
        modules(&tree),
        ["crate", "ir", "load", "Document", "openapiv3"]
    );
    Ok(())
}

// What the tests look with.

/// Panicking macros and methods, and indexing, outside of `#[cfg(test)]`.
#[derive(Default)]
struct Panics {
    found: Vec<String>,
}

impl<'a> Visit<'a> for Panics {
    fn visit_item_mod(&mut self, item: &'a syn::ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_expr_index(&mut self, expr: &'a syn::ExprIndex) {
        self.found.push("an index".to_owned());
        visit::visit_expr_index(self, expr);
    }

    fn visit_expr_method_call(&mut self, expr: &'a syn::ExprMethodCall) {
        if ["unwrap", "expect", "unwrap_err", "expect_err"]
            .iter()
            .any(|name| expr.method == name)
        {
            self.found.push(format!("`{}`", expr.method));
        }
        visit::visit_expr_method_call(self, expr);
    }

    fn visit_macro(&mut self, macro_: &'a syn::Macro) {
        for name in [
            "panic",
            "todo",
            "unimplemented",
            "unreachable",
            "assert",
            "assert_eq",
            "assert_ne",
        ] {
            if macro_.path.is_ident(name) {
                self.found.push(format!("`{name}!`"));
            }
        }
    }
}

/// Patterns of structs and tuple structs that leave fields out.
#[derive(Default)]
struct Rests {
    found: Vec<String>,
}

impl<'a> Visit<'a> for Rests {
    fn visit_item_mod(&mut self, item: &'a syn::ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_pat_struct(&mut self, pattern: &'a syn::PatStruct) {
        // `Variant { .. }` asks which one it is and takes nothing out, so it leaves nothing out either.
        if pattern.rest.is_some() && !pattern.fields.is_empty() {
            self.found.push(last(&pattern.path));
        }
        visit::visit_pat_struct(self, pattern);
    }
}

/// Identifiers that are made of a text which is not written there.
#[derive(Default)]
struct IdentifierCalls {
    found: usize,
}

impl<'a> Visit<'a> for IdentifierCalls {
    fn visit_expr_call(&mut self, expr: &'a syn::ExprCall) {
        if let syn::Expr::Path(path) = &*expr.func {
            let mut segments = path
                .path
                .segments
                .iter()
                .rev()
                .map(|segment| segment.ident.to_string());
            let (function, ty) = (
                segments.next().unwrap_or_default(),
                segments.next().unwrap_or_default(),
            );
            if ty == "Ident" && ["new", "new_raw"].contains(&function.as_str()) {
                self.found += 1;
            }
        }
        visit::visit_expr_call(self, expr);
    }
}

/// The doc comments of a file, each as one text.
fn docs(text: &str) -> Vec<String> {
    let mut docs = vec![String::new()];
    for line in text.lines() {
        let line = line.trim_start();
        match (
            line.strip_prefix("///").or(line.strip_prefix("//!")),
            docs.last_mut(),
        ) {
            (Some(doc), Some(last)) => {
                last.push_str(doc.strip_prefix(' ').unwrap_or(doc));
                last.push('\n');
            }
            _ => docs.push(String::new()),
        }
    }
    docs
}

fn last(path: &syn::Path) -> String {
    path.segments
        .last()
        .map(|segment| segment.ident.to_string())
        .unwrap_or_default()
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|word| word == "test")
    })
}

/// The modules of this crate, and the other crates, that a file names in paths and imports.
fn modules(tree: &syn::File) -> Vec<String> {
    #[derive(Default)]
    struct Modules(Vec<String>);

    impl<'a> Visit<'a> for Modules {
        fn visit_path(&mut self, path: &'a syn::Path) {
            let mut segments = path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string());
            let first = segments.next().unwrap_or_default();
            self.0.extend(
                if first == "crate" {
                    segments.next()
                } else {
                    Some(first)
                }
                .filter(|_| path.segments.len() > 1),
            );
            visit::visit_path(self, path);
        }

        fn visit_use_path(&mut self, path: &'a syn::UsePath) {
            self.0.push(path.ident.to_string());
            visit::visit_use_path(self, path);
        }

        fn visit_use_name(&mut self, name: &'a syn::UseName) {
            self.0.push(name.ident.to_string());
        }
    }

    let mut modules = Modules::default();
    for item in &tree.items {
        let is_test = matches!(item, syn::Item::Mod(item) if is_for_tests(&item.attrs));
        if !is_test {
            modules.visit_item(item);
        }
    }
    modules.0
}

/// Every identifier in a file, those in macros too, without its tests.
fn words(tree: &syn::File) -> Vec<String> {
    fn collect(tokens: proc_macro2::TokenStream, words: &mut Vec<String>) {
        // What stands in `quote!` is code of the client, which does what clients do.
        let mut is_quoted = false;
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Ident(word) => {
                    is_quoted = word == "quote";
                    words.push(word.to_string());
                }
                proc_macro2::TokenTree::Group(_) if is_quoted => is_quoted = false,
                proc_macro2::TokenTree::Group(group) => collect(group.stream(), words),
                proc_macro2::TokenTree::Punct(punct) => is_quoted &= punct.as_char() == '!',
                proc_macro2::TokenTree::Literal(_) => is_quoted = false,
            }
        }
    }
    let mut words = Vec::new();
    for item in &tree.items {
        let is_test = matches!(item, syn::Item::Mod(item) if is_for_tests(&item.attrs));
        if !is_test {
            collect(quote::ToTokens::to_token_stream(item), &mut words);
        }
    }
    words
}
