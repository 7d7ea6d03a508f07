//! The cases: for each operation of the document what a client has to do, and not to do.
//!
//! Document and adapter come in, named cases go out, one file for each part. A case runs alone and in any order.

pub mod answers;
mod baseline;
pub mod compile_time;
pub mod deprecated_parts;
pub mod deprecation;
pub mod deprecation_headers;
pub mod examples;
pub mod facts;
pub mod focus;
pub mod malformed;
pub mod pages;
pub mod request_shape;
pub mod retries;
pub mod selftest;
pub mod status_mapping;
pub mod sunset;
pub mod transport;
pub mod types;

use std::fmt;

use focus::Focus;
use rayon::iter::{IntoParallelRefIterator, ParallelExtend, ParallelIterator};

use crate::{
    adapter::{Adapter, Arguments},
    difference::{Difference, Failure},
    events,
    oracle::{Document, Operation},
    secrets,
};

pub use baseline::baseline;

/// What the cases are about. It lives as long as the process: cases run on threads of their own.
#[derive(Clone, Copy)]
pub struct Suite {
    /// The document.
    pub document: &'static Document,
    /// Its operations.
    pub operations: &'static [Operation],
    /// What is tried thoroughly with which operation.
    pub focus: &'static Focus,
    /// The client under test.
    pub adapter: &'static dyn Adapter,
}

/// A named test.
pub struct Case {
    /// Parts separated by `::`, so that filters work.
    pub name: String,
    /// Whether it is begun before the others, because it waits for long and needs little while it does.
    pub early: bool,
    run: Box<dyn FnOnce() -> Result<(), Failure> + Send>,
}

/// A name for a case: spaces and slashes make names that no command line takes easily.
pub(crate) fn fit(name: &str) -> String {
    name.replace([' ', '/'], "_")
}

impl Case {
    /// A case that runs `run`.
    pub fn new(
        name: impl Into<String>,
        run: impl FnOnce() -> Result<(), Failure> + Send + 'static,
    ) -> Self {
        Self {
            name: fit(&name.into()),
            early: false,
            run: Box::new(run),
        }
    }

    /// The same case, begun before the others.
    pub(crate) fn early(self) -> Self {
        Self {
            early: true,
            ..self
        }
    }

    /// Runs it. Whatever it is about, it fails where a credential shows.
    pub fn run(self) -> Result<(), Failure> {
        // What a case before left behind when it panicked.
        let _ = secrets::check();
        events::listen();
        let result = (self.run)();
        let shown = secrets::check();
        result.and(shown)
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Case").field(&self.name).finish()
    }
}

impl Suite {
    /// Every case about the document and its client.
    pub fn cases(self) -> Vec<Case> {
        self.cases_of(None)
    }

    /// Those of one part only, where one or one of its cases is named, because deriving them costs time too.
    pub(crate) fn cases_of(self, part: Option<&str>) -> Vec<Case> {
        let wanted = |name: &str| part.is_none_or(|part| part.starts_with(name));
        let mut cases = Vec::new();
        if wanted("examples") {
            cases.extend(examples::cases(self));
        }
        if wanted("operations") {
            cases.extend(facts::cases(self));
        }
        if wanted("types") {
            cases.extend(types::cases(self));
        }
        let of_operations = self.operations.par_iter();
        cases.par_extend(of_operations.flat_map_iter(|it| self.cases_of_operation(it, wanted)));
        cases
    }

    fn cases_of_operation(
        self,
        operation: &'static Operation,
        wanted: impl Fn(&str) -> bool,
    ) -> Vec<Case> {
        let arguments = baseline(operation);
        let mut cases = vec![self.arguments_case(operation, arguments.is_some())];
        let Some(arguments) = arguments else {
            return cases;
        };
        let subject = Subject {
            suite: self,
            operation,
            arguments: Box::leak(Box::new(arguments)),
        };
        if wanted("request_shape") {
            cases.push(facts::security(subject));
            cases.extend(request_shape::cases(subject));
        }
        if wanted("status_mapping") {
            cases.extend(status_mapping::cases(subject));
        }
        if wanted("malformed") {
            cases.extend(malformed::cases(subject));
            if self.focus.stands_for_its_kind(operation) {
                cases.extend(transport::cases(subject));
            }
        }
        if wanted("deprecation") {
            cases.extend(deprecation::cases(subject));
        }
        if wanted("retries") {
            cases.extend(retries::cases(subject));
        }
        if wanted("pages") {
            cases.extend(pages::cases(subject));
        }
        cases
    }

    /// Without valid arguments an operation has no further case, and that may not go unnoticed.
    fn arguments_case(self, operation: &'static Operation, found: bool) -> Case {
        let name = format!("request_shape::{}::valid_arguments_are_found", operation.id);
        Case::new(name, move || {
            let nothing =
                || Difference::new("arguments", "some that keep every schema", "none found");
            if found {
                Ok(())
            } else {
                Err(Failure::of(nothing().at(self.place(operation))))
            }
        })
    }

    fn place(self, operation: &Operation) -> String {
        self.document.place(&operation.pointer)
    }
}

/// One operation with arguments that it takes.
#[derive(Clone, Copy)]
pub struct Subject {
    /// Document and client.
    pub suite: Suite,
    /// The operation.
    pub operation: &'static Operation,
    /// Valid ones: what is required, with the documented body.
    pub arguments: &'static Arguments,
}

impl Subject {
    /// The name of a case of this operation.
    pub fn name(&self, part: &str, name: &str) -> String {
        format!("{part}::{}::{name}", self.operation.id)
    }

    /// `file:line` of the answer with this key.
    pub fn place(&self, key: &str) -> String {
        self.suite
            .document
            .place(&format!("{}/responses/{key}", self.operation.pointer))
    }
}
