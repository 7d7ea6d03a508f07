//! The clients of changed documents: generated, told from the original's, and built in batches.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::{fs, mem};

use quote::ToTokens;
use serde_json::Value;
use specwright::diagnostic::Severity;
use specwright::{Dependency, Generated, PackageFields, Settings};
use syn::visit_mut::VisitMut;

use crate::mutants::program::{self, Held};
use crate::mutants::scratch::{self, Complaint, Files, Scratch};
use crate::{Failure, project};

/// The name that a client is generated under: that of the package is put in when it is built.
const NAME: &str = "client-under-test";

/// A client as text.
#[derive(Clone, Hash)]
pub(super) struct Client {
    files: Files,
    adapter: String,
}

/// Makes clients.
pub(super) struct Clients {
    settings: Settings,
    suite: Files,
    runtime: Files,
}

impl Client {
    /// Whether two clients do the same: their code is equal but for its documentation.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.tokens() == other.tokens()
    }

    fn tokens(&self) -> BTreeMap<&str, String> {
        let sources = self.files.iter().filter(|(path, _)| scratch::is_rust(path));
        let sources = sources.map(|(path, text)| (path.as_str(), text));
        let all = sources.chain([("adapter.rs", &self.adapter)]);
        all.map(|(path, text)| (path, tokens(text))).collect()
    }

    /// What the program calls it in the package `package`, which holds another client in another batch.
    pub(super) fn name(&self, package: &str) -> String {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        format!("{package} {:x}", hasher.finish())
    }

    fn package(&self, name: &str) -> Files {
        let (from, to) = (NAME.replace('-', "_"), name.replace('-', "_"));
        let mut files = self.files.clone();
        for text in files.values_mut() {
            *text = text.replace(NAME, name).replace(&from, &to);
        }
        let adapter = self.adapter.replace(NAME, name).replace(&from, &to);
        program::client(name, &files, &adapter)
    }
}

/// A source as tokens, without its documentation and without the document's hash.
fn tokens(text: &str) -> String {
    struct Undocumented;
    impl VisitMut for Undocumented {
        fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
            attributes.retain(|it| !it.path().is_ident("doc"));
        }

        // It tells one document from another, and nothing that they say.
        fn visit_item_const_mut(&mut self, it: &mut syn::ItemConst) {
            if it.ident == "DOCUMENT_SHA256" {
                *it.expr = syn::parse_quote!("");
            }
        }
    }
    match syn::parse_file(text) {
        Ok(mut file) => {
            Undocumented.visit_file_mut(&mut file);
            file.into_token_stream().to_string()
        }
        // The compiler will say so.
        Err(_) => text.to_owned(),
    }
}

impl Clients {
    /// With the suite and the runtime of this workspace.
    pub(super) fn new() -> Result<Self, Failure> {
        Ok(Self {
            settings: Settings {
                package: NAME.to_owned(),
                fields: PackageFields::Workspace,
                runtime: Dependency::Workspace,
                command: project::COMMAND.to_owned(),
                adapter: true,
                ..Settings::default()
            },
            suite: scratch::suite()?,
            runtime: scratch::crate_of(project::RUNTIME)?,
        })
    }

    /// What every verdict depends on.
    pub(super) fn world(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.suite, &self.runtime).hash(&mut hasher);
        hasher.finish()
    }

    /// The client of a document, or why there is none.
    pub(super) fn generate(
        &self,
        folder: &Path,
        document: &Value,
    ) -> Result<Result<Client, String>, Failure> {
        let path = folder.join("changed.json");
        fs::write(&path, serde_json::to_string_pretty(document)?)?;
        // A panic of the generator is its mistake, and spoils this mutant only.
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            specwright::generate(&path, &self.settings)
        }));
        let Ok(outcome) = outcome else {
            return Ok(Err("the generator panicked".to_owned()));
        };
        let errors = outcome
            .diagnostics
            .iter()
            .filter(|it| it.severity == Severity::Error);
        let why = errors.map(|it| it.code.as_str().to_owned()).next();
        Ok(match outcome.generated {
            Some(Generated {
                files,
                adapter: Some(adapter),
                api,
                ..
            }) if !api.operations.is_empty() => Ok(Client { files, adapter }),
            _ => Err(format!(
                "the generator refuses it: {}",
                why.unwrap_or_default()
            )),
        })
    }

    /// Builds a program that holds these packages, each with the document for its suite; returns those that do not
    /// compile, with the compiler's words.
    pub(super) fn build(
        &self,
        scratch: &Scratch,
        packages: Vec<(String, Client, String)>,
    ) -> Result<Vec<(String, String)>, Failure> {
        let mut packages = packages;
        let mut broken: Vec<(String, String)> = Vec::new();
        let suite = scratch::suite_folder();
        scratch.put(&suite, &self.suite)?;
        scratch.put(project::RUNTIME, &self.runtime)?;
        for (name, client, _) in &packages {
            scratch.put(&folder(name), &client.package(name))?;
        }
        loop {
            let mut members = vec![suite.clone(), project::RUNTIME.to_owned()];
            members.extend(packages.iter().map(|(name, ..)| folder(name)));
            members.push(scratch::PROGRAM.to_owned());
            scratch.put_manifest(&members)?;
            let held = packages.iter().map(|(name, client, document)| Held {
                package: name.clone(),
                name: client.name(name),
                document: document.clone(),
                // They are in it already.
                overlays: Vec::new(),
            });
            let program = program::program(&held.collect::<Vec<_>>(), folder);
            scratch.put(scratch::PROGRAM, &program)?;
            let built = scratch.cargo(&["build", "--keep-going", "-p", scratch::PROGRAM])?;
            if built.succeeded {
                return Ok(broken);
            }
            let is_broken = |name: &str| complaint(&built.complaints, name);
            let (bad, good): (Vec<_>, Vec<_>) = mem::take(&mut packages)
                .into_iter()
                .partition(|(name, ..)| is_broken(name).is_some());
            if bad.is_empty() {
                let words = built.complaints.first().map(|it| it.message.as_str());
                return Err(Failure::new(format!(
                    "the suite's program does not compile: {}",
                    words.unwrap_or_default()
                )));
            }
            for (name, ..) in bad {
                let words = is_broken(&name).unwrap_or_default();
                broken.push((name, words));
            }
            packages = good;
        }
    }
}

fn folder(package: &str) -> String {
    format!("clients/{package}")
}

/// What the compiler says about a package, if anything.
fn complaint(complaints: &[Complaint], package: &str) -> Option<String> {
    let folder = format!("{}/", folder(package));
    let found = complaints.iter().find(|it| it.file.starts_with(&folder));
    found.map(|it| it.message.clone())
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn documentation_makes_no_difference_and_code_does() {
        let text = "//! A.\n\n/// B.\nfn f() { g(1) }\n";
        assert_eq!(tokens(text), tokens("/// C.\nfn f() {\n    g(1)\n}\n"));
        assert_ne!(tokens(text), tokens("fn f() { g(2) }\n"));
        let hash = |name: &str, hash: &str| tokens(&format!("pub const {name}: &str = {hash:?};"));
        assert_eq!(hash("DOCUMENT_SHA256", "a"), hash("DOCUMENT_SHA256", "b"));
        assert_ne!(hash("OTHER", "a"), hash("OTHER", "b"));
    }
}
