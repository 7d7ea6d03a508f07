//! Reference Objects (section 4.8.23), and schemas with a `$ref`.

use serde_json::{Map, Value, json};

use super::{
    super::{
        keywords::{Edition, Object, PATH_ITEM, REQUEST_BODY, RESPONSE, SCHEMA},
        reference,
        repair::Repair,
    },
    Check, is, is_without_effect,
};
use crate::diagnostic::{Code, Diagnostic, Pointer, Severity};

impl Check<'_> {
    /// Checks an object that has a `$ref`.
    pub(super) fn reference(
        &mut self,
        members: &Map<String, Value>,
        object: &'static Object,
        at: &Pointer,
    ) {
        match members.get("$ref") {
            Some(Value::String(text)) if !text.is_empty() => {}
            _ => return self.no_reference(members, object, at),
        }
        let is_3_1 = self.edition == Edition::V3_1;
        if is_3_1 && is(object, &SCHEMA) {
            // In JSON Schema 2020-12 `$ref` is a keyword like others, and what stands beside it holds too.
            self.object_of(members, object, at);
        } else {
            for key in members.keys() {
                let is_allowed = key == "$ref"
                    || key.starts_with("x-")
                    || (is_3_1 && (key == "summary" || key == "description"));
                if !is_allowed {
                    self.sibling(key, object, at);
                }
            }
        }
        self.references.push((at.clone(), object));
    }

    /// A `$ref` that is empty or no string.
    fn no_reference(
        &mut self,
        members: &Map<String, Value>,
        object: &'static Object,
        at: &Pointer,
    ) {
        let place = at.child("$ref");
        let wrong = if members.get("$ref").is_some_and(Value::is_string) {
            "`$ref` must not be empty"
        } else {
            "`$ref` must be a string"
        };
        let help = "write it like `#/components/schemas/Name`";
        let mut others = members.clone();
        others.shift_remove("$ref");
        if others.is_empty() && !is(object, &SCHEMA) && !is_without_effect(object) {
            return self.error(Code::WrongType, &place, wrong.to_owned(), help);
        }
        self.left_out(Code::WrongType, &place, wrong, help.to_owned());
        self.object_of(&others, object, at);
    }

    fn sibling(&mut self, key: &str, object: &'static Object, at: &Pointer) {
        let sibling = at.child(key);
        // In a Path Item Object "the behavior is undefined" (section 4.8.9), and whole operations would be lost.
        self.found.push(if is(object, &PATH_ITEM) {
            let message =
                format!("`{key}` stands beside `$ref`, and it is undefined what that means");
            let help = "move it to the path item that is referred to";
            Diagnostic::error(Code::ConflictingKeywords, sibling, message, help).on_key()
        } else {
            let message = format!("`{key}` stands beside `$ref`, so it has no effect");
            let help = "remove it, or move it to the object that is referred to";
            Diagnostic::warning(Code::IgnoredSibling, sibling, message, help).on_key()
        });
    }

    /// Follows all references, and checks what they lead to where it stands outside of the known places.
    pub(super) fn references(&mut self) {
        while let Some((at, object)) = self.references.pop() {
            let target = match reference::follow(self.tree, &at) {
                Ok(target) => target,
                Err(problem) => {
                    self.unresolved(*problem, object);
                    continue;
                }
            };
            match self.kinds.get(&target) {
                Some(kind) if is(kind, object) => {}
                Some(kind) => self.mismatched(&at, object, &target, kind),
                None => {
                    if let Some(value) = self.tree.pointer(target.as_str()) {
                        self.object(value, object, &target);
                    }
                }
            }
        }
    }

    /// A reference to an object of another kind.
    fn mismatched(
        &mut self,
        at: &Pointer,
        object: &'static Object,
        target: &Pointer,
        kind: &'static Object,
    ) {
        let place = at.child("$ref");
        let message = format!(
            "this must refer to {}, but it leads to {}",
            object.name, kind.name
        );
        let help = "correct the reference";
        let problem = if is(object, &SCHEMA) {
            self.repairs.push(Repair::Set(at.clone(), json!({})));
            let message = format!("{message}; it is read as any value");
            Diagnostic::flaw(Code::MismatchedReference, place, message, help)
        } else if is(object, &RESPONSE) && is(kind, &REQUEST_BODY) {
            // The two have `content`, which is what matters, in common.
            let description = target.child("description");
            if self.tree.pointer(description.as_str()).is_none() {
                self.repairs.push(Repair::Set(description, "".into()));
            }
            let message = format!("{message}; it is read as if it were one");
            Diagnostic::flaw(Code::MismatchedReference, place, message, help)
        } else {
            Diagnostic::error(Code::MismatchedReference, place, message, help)
        };
        self.found
            .push(problem.with_related(target.clone(), "it leads here"));
    }

    /// A reference to nothing: a schema without it says nothing, and of an example nobody needs to know.
    fn unresolved(&mut self, mut problem: Diagnostic, object: &'static Object) {
        let link = problem.pointer().and_then(Pointer::parent);
        if let Some(link) = link
            && (is(object, &SCHEMA) || is_without_effect(object))
        {
            problem.severity = Severity::Flaw;
            problem.message.push_str(if is(object, &SCHEMA) {
                "; it is read as any value"
            } else {
                "; it is left out"
            });
            self.repairs.push(if self.edition == Edition::V3_0 {
                Repair::Set(link, json!({}))
            } else {
                Repair::Remove(link.child("$ref"))
            });
        }
        self.found.push(problem);
    }
}
