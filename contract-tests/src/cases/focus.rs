//! What is tried with every value, and where a few do.
//!
//! A parameter, an answer or a schema of `components` is the same wherever it is used, and a cut connection is the same
//! for each operation. Of a large API every operation would repeat what the others have shown, so each such part is tried
//! thoroughly where it is used first, in the document's order, and elsewhere as far as the operation itself could get it
//! wrong. Of a document with one operation everything is thorough.

use std::collections::HashMap;

use crate::oracle::Operation;

/// Which operation is the first to use each part of the document.
#[derive(Debug, Default)]
pub struct Focus {
    first: HashMap<String, String>,
    kinds: HashMap<Kind, String>,
}

/// What an operation has to be like for the cases that are about the transport: whether it sends a body, and whether its
/// success has one.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Kind {
    sends: bool,
    receives: bool,
}

impl Focus {
    /// That of these operations: all that are under test, not only those of a filter.
    pub fn of(operations: &[Operation]) -> Self {
        let mut focus = Self::default();
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

    /// Whether `operation` stands for all that are alike to the transport.
    pub fn stands_for_its_kind(&self, operation: &Operation) -> bool {
        self.kinds.get(&Kind::of(operation)) == Some(&operation.key())
    }
}

impl Kind {
    fn of(operation: &Operation) -> Self {
        let receives = |response: &crate::oracle::Response| {
            response.key.starts_with('2') && !response.content.is_empty()
        };
        Self {
            sends: operation.body.is_some(),
            receives: operation.responses.iter().any(receives),
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
