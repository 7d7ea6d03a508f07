//! What is tried with every value, and where a few do.
//!
//! A parameter, an answer or a schema of `components` is the same wherever it is used, and a cut connection is the same
//! for each operation. Of a large API every operation would repeat what the others have shown, so each such part is tried
//! thoroughly where it is used first, in the document's order, and elsewhere as far as the operation itself could get it
//! wrong. Of a document with one operation everything is thorough.

use std::collections::HashMap;

use super::answers::Form;
use crate::oracle::{Operation, Response};

/// Of so many operations each answer is tried thoroughly that none before had.
const FEW: usize = 25;

/// Which operation is the first to use each part of the document.
#[derive(Debug, Default)]
pub struct Focus {
    first: HashMap<String, String>,
    kinds: HashMap<Kind, String>,
    few: bool,
}

/// How much is tried with an answer.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Depth {
    /// That it is told from the others: an operation before had the same.
    Shared,
    /// Each kind of value once. Property by property its structs are tried by themselves.
    Own,
    /// All there is.
    Whole,
}

/// What an operation has to be like for the cases that are about the transport: whether it sends a body, and whether its
/// success has one.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Kind {
    sends: bool,
    receives: Option<Form>,
}

impl Focus {
    /// That of these operations: all that are under test, not only those of a filter.
    pub fn of(operations: &[Operation]) -> Self {
        let mut focus = Self {
            few: operations.len() <= FEW,
            ..Self::default()
        };
        for operation in operations {
            let key = operation.key();
            let parameters = operation.parameters.iter().map(|it| &it.pointer);
            let body = operation.body.iter().map(|it| &it.pointer);
            let answers = operation.responses.iter().map(|it| &it.pointer);
            for pointer in parameters.chain(body).chain(answers) {
                focus
                    .first
                    .entry(pointer.clone())
                    .or_insert_with(|| key.clone());
            }
            focus.kinds.entry(Kind::of(operation)).or_insert(key);
        }
        focus
    }

    /// Whether the part of the document at `pointer`, a parameter, body or answer, is tried thoroughly with `operation`.
    pub fn is_first(&self, operation: &Operation, pointer: &str) -> bool {
        self.first.get(pointer) == Some(&operation.key())
    }

    /// How much is tried with an answer of `operation`.
    pub fn of_answer(&self, operation: &Operation, response: &Response) -> Depth {
        let is_shared = !response.pointer.starts_with(&operation.pointer);
        if !self.is_first(operation, &response.pointer) {
            Depth::Shared
        } else if is_shared || self.is_thorough(operation) {
            Depth::Whole
        } else {
            Depth::Own
        }
    }

    /// Whether what any operation could show is tried thoroughly with this one.
    pub fn is_thorough(&self, operation: &Operation) -> bool {
        self.few || self.stands_for_its_kind(operation)
    }

    /// Whether `operation` stands for all that are alike to the transport.
    pub fn stands_for_its_kind(&self, operation: &Operation) -> bool {
        self.kinds.get(&Kind::of(operation)) == Some(&operation.key())
    }
}

impl Kind {
    fn of(operation: &Operation) -> Self {
        let successes = operation.responses.iter();
        let mut successes = successes.filter(|response| response.key.starts_with('2'));
        Self {
            sends: operation.body.is_some(),
            receives: successes.find_map(|it| it.content.first()).map(Form::of),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Focus;
    use crate::oracle::Document;

    #[test]
    fn what_operations_share_is_tried_whole_once() {
        let text = r"
openapi: 3.0.3
info: { title: t, version: '1' }
paths:
  /a:
    get:
      operationId: first
      parameters: [{ $ref: '#/components/parameters/Page' }]
      responses: { '200': { description: '' } }
  /b:
    get:
      operationId: second
      parameters: [{ $ref: '#/components/parameters/Page' }, { name: own, in: query, schema: { type: string } }]
      responses: { '200': { description: '' } }
components:
  parameters:
    Page: { name: page, in: query, schema: { type: integer } }
";
        let document = Document::parse("test.yaml", text).expect("readable");
        let operations = document.operations().expect("operations");
        let focus = Focus::of(&operations);
        let [first, second] = operations.as_slice() else {
            panic!("two operations");
        };
        let page = "/components/parameters/Page";
        assert!(focus.is_first(first, page) && !focus.is_first(second, page));
        assert!(
            second
                .parameters
                .iter()
                .any(|it| focus.is_first(second, &it.pointer))
        );
        assert!(focus.stands_for_its_kind(first) && !focus.stands_for_its_kind(second));
    }
}
