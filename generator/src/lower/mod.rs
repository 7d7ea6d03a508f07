//! Second stage: a [`Document`] becomes an [`ir::Api`].
//!
//! The only stage that knows both `OpenAPI` and the intermediate representation. Every default that `OpenAPI` leaves
//! implicit is decided here, and every order. It knows nothing of Rust's identifiers and nothing of files.
//!
//! Two rules hold everywhere below. What a document says is either lowered or becomes a diagnostic. And what can't be
//! lowered spoils the operations that reach it and nothing else: all others go on, so that one run tells everything.

mod bodies;
mod choices;
mod deprecations;
mod directions;
mod enums;
mod events;
mod failures;
mod flat;
mod forms;
mod headers;
mod ids;
mod media_types;
mod merge;
mod multipart;
mod numbers;
mod objects;
mod operations;
mod paging;
mod parameters;
mod paths;
mod prune;
mod recursion;
mod report;
mod responses;
mod schema;
mod schemas;
mod security;
mod selection;
mod servers;
mod sites;
mod styles;
mod tags;
#[cfg(test)]
mod tests;
mod texts;
mod types;
mod versions;
mod written;

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use serde::de::DeserializeOwned;

pub use report::Report;
pub use selection::Selection;
pub use sites::Sites;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Pointer};
use crate::ir::{self, TypeId};
use crate::load::{Document, Located};
use directions::Directions;
use failures::{Failed, Result};
use headers::HeadersKey;
use merge::merge;
use prune::{Pruned, prune};
use recursion::mark_boxed;
use security::Schemes;
use types::Types;

/// What is asked for of a document.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// Of each operation the newest version that is not after this day. None: the newest.
    pub api_version: Option<Date>,
    /// Which operations.
    pub selection: Selection,
}

/// Says what `document` means. Operations that can't be lowered are left out, and `diagnostics` tells why.
///
/// The second part of the answer tells where in the document each part of the first stands, the third how far its types
/// go.
pub fn lower(
    document: &Document,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> (ir::Api, Sites, Report) {
    let mut lowering = Lowering {
        document,
        options,
        diagnostics,
        directions: Directions::default(),
        expanding: 0,
        header_types: HashMap::new(),
        heirs: tags::heirs(document),
        report: Report::default(),
        schemes: Schemes::of(document),
        servers: Vec::new(),
        told: BTreeSet::new(),
        types: Types::default(),
    };
    let (title, version, description) = lowering.info();
    lowering.servers = lowering.servers();
    let drafts = lowering.operations();
    let mut kept = lowering.without_failed(drafts);
    merge(&mut kept, &mut lowering.types, &mut lowering.report);
    let Pruned {
        mut operations,
        mut types,
        security_schemes,
        sites,
        numbers,
    } = prune(kept, &lowering.types, &lowering.schemes);
    let mut report = lowering.report;
    report.renumber(|id| numbers.of(id.0).map(TypeId));
    mark_boxed(&mut types);
    for operation in &mut operations {
        operation.paging = paging::paging(operation, &types);
    }
    let document_sha256 = document.sha256().to_owned();
    let servers = lowering.servers;
    let api = ir::Api {
        title,
        version,
        description,
        servers,
        security_schemes,
        types,
        operations,
        document_sha256,
    };
    (api, sites, report)
}

/// What is known while a document is lowered.
struct Lowering<'a> {
    document: &'a Document,
    options: &'a Options,
    diagnostics: &'a mut Diagnostics,
    directions: Directions,
    /// How many schemas are being lowered, one inside the other. Objects are not among them: they wait in a queue.
    expanding: usize,
    /// The types of the headers of answers, so that those that are the same are one.
    header_types: HashMap<HeadersKey, ir::TypeId>,
    /// The schemas that have the key in their `allOf`.
    heirs: HashMap<Pointer, Vec<Pointer>>,
    report: Report,
    schemes: Schemes,
    /// Those of the API.
    servers: Vec<ir::Server>,
    /// What is told once for the whole document.
    told: BTreeSet<Code>,
    types: Types<'a>,
}

impl Lowering<'_> {
    /// `info`: title, version and description. What is missing was reported by `load`.
    fn info(&mut self) -> (String, String, Option<String>) {
        match self.read(&Pointer::ROOT.child("info")) {
            Ok(openapiv3::Info {
                title,
                description,
                version,
                // These three are for people who choose an API, not for a program that calls it.
                terms_of_service: _,
                contact: _,
                license: _,
                extensions: _,
            }) => (title, version, description),
            Err(_) => (String::new(), String::new(), None),
        }
    }

    /// Reports an error. The value stands for it on the way up to the operations that it spoils.
    fn fail(&mut self, diagnostic: Diagnostic) -> Failed {
        let failed = Failed::at(diagnostic.pointer().cloned().unwrap_or_default());
        self.diagnostics.push(diagnostic);
        failed
    }

    /// Reads the object at `at`.
    fn read<T: DeserializeOwned>(&mut self, at: &Pointer) -> Result<T> {
        let read = self.document.read(at);
        read.map_err(|diagnostic| self.unreadable(at, *diagnostic))
    }

    /// Reads the object at `at` or where its reference leads to.
    fn resolve<T: DeserializeOwned>(&mut self, at: &Pointer) -> Result<Located<T>> {
        let resolved = self.document.resolve(at);
        resolved.map_err(|diagnostic| self.unreadable(at, *diagnostic))
    }

    /// What `load` has reported by itself, with a better text, is not reported again.
    fn unreadable(&mut self, at: &Pointer, diagnostic: Diagnostic) -> Failed {
        let place = diagnostic.pointer().cloned().unwrap_or_else(|| at.clone());
        if self.document.is_broken(at) || self.document.is_broken(&place) {
            Failed::at(place)
        } else {
            self.fail(diagnostic)
        }
    }
}
