//! Reference Objects (section 4.8.23), and schemas with a `$ref`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    super::{
        keywords::{Edition, Object, PATH_ITEM, REQUEST_BODY, RESPONSE, SCHEMA, Shape},
        reference,
        repair::Repair,
        resolve::{self, Target},
    },
    Check, Seat, is, is_without_effect,
};
use crate::diagnostic::{Code, Diagnostic, Pointer, Severity, find};

/// Whether an object has a `$ref` that may be one.
pub(super) fn is_reference(members: &Map<String, Value>) -> bool {
    let text = members.get("$ref").and_then(Value::as_str);
    text.is_some_and(|text| !text.is_empty())
}

impl Check<'_> {
    /// Checks an object that has a `$ref`.
    pub(super) fn reference(
        &mut self,
        members: &Map<String, Value>,
        object: &'static Object,
        at: &Pointer,
    ) {
        if !is_reference(members) {
            return self.no_reference(members, object, at);
        }
        let is_3_1 = self.edition == Edition::V3_1;
        if is(object, &PATH_ITEM)
            && members
                .keys()
                .any(|key| key != "$ref" && !key.starts_with("x-"))
        {
            return self.path_item(members, object, at);
        }
        if is_3_1 && is(object, &SCHEMA) {
            // In JSON Schema 2020-12 `$ref` is a keyword like others, and what stands beside it holds too.
            self.object_of(members, object, at);
        } else {
            for key in members.keys() {
                let is_allowed = key == "$ref"
                    || key.starts_with("x-")
                    || (is_3_1 && (key == "summary" || key == "description"));
                if !is_allowed {
                    self.sibling(key, at);
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

    fn sibling(&mut self, key: &str, at: &Pointer) {
        let message = format!("`{key}` stands beside `$ref`, so it has no effect");
        let help = "remove it, or move it to the object that is referred to";
        let warning = Diagnostic::warning(Code::IgnoredSibling, at.child(key), message, help);
        self.found.push(warning.on_key());
    }

    /// A path item with more than a `$ref`. "In case a Path Item Object field appears both in the defined object and the
    /// referenced object, the behavior is undefined" (section 4.8.9); fields that don't are those of both.
    fn path_item(&mut self, members: &Map<String, Value>, object: &'static Object, at: &Pointer) {
        let target = match self.follow(at) {
            Ok(target) => target,
            Err(problem) => return self.found.push(*problem),
        };
        let (file, local) = self.files.split(&target);
        let tree = self.files.tree(file);
        let referenced = find(&tree, local).and_then(Value::as_object);
        for key in referenced.into_iter().flatten().map(|(key, _)| key) {
            if members.contains_key(key) {
                let message = format!(
                    "`{key}` stands beside `$ref` and in what that leads to; it is read as it is here"
                );
                let help = "keep one of the two";
                let place = at.child(key);
                let flaw = Diagnostic::flaw(Code::ConflictingKeywords, place, message, help);
                let related = "the other is here";
                self.found
                    .push(flaw.on_key().with_related(target.child(key), related));
            } else {
                let copies = &mut self.changes.copies;
                copies.insert(at.child(key), target.child(key));
            }
        }
        let mut own = members.clone();
        own.shift_remove("$ref");
        self.object_of(&own, object, at);
        self.changes.repairs.push(Repair::Remove(at.child("$ref")));
        self.arrive(at, &target, object);
    }

    /// A reference where only what it leads to may stand.
    pub(super) fn misplaced_reference(&mut self, shape: &'static Shape, at: &Pointer, seat: Seat) {
        let place = at.child("$ref");
        let target = match self.follow(at) {
            Ok(target) if !at.is_within(&target) => target,
            Ok(target) => {
                let message = "the reference leads to what holds it".to_owned();
                let help = "correct the reference";
                let error = Diagnostic::error(Code::CircularReference, place, message, help);
                return self.found.push(error.with_related(target, "it leads here"));
            }
            Err(mut problem) => {
                if matches!(seat, Seat::Optional) {
                    problem.severity = Severity::Flaw;
                    problem.message.push_str("; it is left out");
                    self.changes.repairs.push(Repair::Remove(at.clone()));
                }
                return self.found.push(*problem);
            }
        };
        if let Shape::List(element @ Shape::OrReference(_)) = shape
            && !self.files.is_array(&target)
        {
            let message =
                "this must be an array, but it is a reference; it is read as the only element";
            let help = "write an array with the reference in it";
            self.flaw(Code::WrongType, at, message.to_owned(), help);
            let list = json!([{ "$ref": resolve::text_of(&target) }]);
            self.changes.repairs.push(Repair::Set(at.clone(), list));
            return self.places.push((target, element));
        }
        let message = "no reference may stand here; it is read as what it leads to".to_owned();
        let help = "write what it leads to in its place";
        self.flaw(Code::MisplacedReference, &place, message, help);
        self.places.push((target.clone(), shape));
        self.changes.copies.insert(at.clone(), target);
    }

    /// An example that may be meant as a reference. One of an object that has a `$ref` is none, so it must lead somewhere.
    pub(super) fn example_elsewhere(&mut self, members: &Map<String, Value>, at: &Pointer) {
        if members.len() > 1 {
            return;
        }
        if let Ok(target) = self.follow(at)
            && !at.is_within(&target)
        {
            let message = "a reference is no example; it is read as what it leads to".to_owned();
            let help = "write the example in its place, or a reference to an Example Object under `examples`";
            self.flaw(Code::MisplacedReference, at.child("$ref"), message, help);
            self.changes.copies.insert(at.clone(), target);
        }
    }

    /// "The expected schema name or URI reference" of a discriminator's mapping (section 4.8.25). What can be a name is one.
    pub(super) fn mapped(&mut self, text: &str, at: &Pointer) {
        let is_file = [".json", ".yaml", ".yml"]
            .iter()
            .any(|extension| text.ends_with(extension));
        if is_file || text.contains(['#', '/']) {
            self.reference_text(text, at, at);
        }
    }

    /// `$dynamicRef`, which is read as if nothing could redefine what it leads to.
    pub(super) fn dynamic_reference(&mut self, text: &str, at: &Pointer) {
        self.reference_text(text, &at.child("$dynamicRef"), &at.child("$ref"));
    }

    /// A reference at `at` that is no `$ref`: what it leads to is put at `to`.
    pub(super) fn reference_text(&mut self, text: &str, at: &Pointer, to: &Pointer) {
        match resolve::target(self.files, &mut self.names, at, text) {
            Ok(target) => {
                let is_as_written =
                    self.files.split(at).0 == 0 && reference::is_to(text, &target.at);
                if at != to || !is_as_written {
                    let text = resolve::text_of(&target.at).into();
                    self.changes.repairs.push(Repair::Set(to.clone(), text));
                }
                let flaw = target.flaw.map(|flaw| Diagnostic {
                    place: at.into(),
                    ..flaw
                });
                self.found.extend(flaw);
            }
            Err(problem) => self.left_out(problem.code, at, &problem.message, problem.help),
        }
    }

    /// Where the chain of references that begins at `at` ends. On the way each gets the form that it has in the tree of all
    /// files.
    fn follow(&mut self, at: &Pointer) -> Result<Pointer, Box<Diagnostic>> {
        let Check {
            files,
            names,
            found,
            changes,
            moved,
            ends,
            ..
        } = self;
        let mut links = Vec::new();
        let end = reference::chain(at, |here| {
            // A long chain is not walked again from each of its links.
            if let Some(end) = ends.get(here) {
                return Ok(Some(end.clone()));
            }
            let raw = as_written(moved, here);
            let Some(text) = files.reference(&raw) else {
                return Ok(None);
            };
            let Target { at: target, flaw } = resolve::target(files, names, &raw, &text)?;
            found.extend(flaw);
            let is_as_written = files.split(here).0 == 0 && reference::is_to(&text, &target);
            if !is_as_written {
                let text = resolve::text_of(&target).into();
                changes.repairs.push(Repair::Set(here.child("$ref"), text));
            }
            links.push(here.clone());
            Ok(Some(target))
        })?;
        ends.extend(links.into_iter().map(|link| (link, end.clone())));
        Ok(end)
    }

    /// Says that what stands at `origin` in its file is read at `here`.
    pub(super) fn moves(&mut self, here: Pointer, origin: Pointer) {
        self.moved.insert(here, origin);
    }

    /// Where what is read at `here` stands in its file.
    pub(super) fn as_written(&self, here: &Pointer) -> Pointer {
        as_written(&self.moved, here)
    }

    /// Follows all references, and checks what they lead to where it stands outside of the known places.
    pub(super) fn references(&mut self) {
        loop {
            if let Some((at, object)) = self.references.pop() {
                match self.follow(&at) {
                    Ok(target) => self.arrive(&at, &target, object),
                    Err(problem) => self.unresolved(*problem, object),
                }
            } else if let Some((at, shape)) = self.places.pop() {
                let (file, local) = self.files.split(&at);
                let tree = self.files.tree(file);
                if let Some(value) = find(&tree, local) {
                    self.shape(value, shape, &at, Seat::Required(None));
                }
            } else {
                return;
            }
        }
    }

    /// Checks that what the reference at `at` leads to is an object of the kind that is wanted.
    fn arrive(&mut self, at: &Pointer, target: &Pointer, object: &'static Object) {
        match self.kinds.get(target) {
            Some(kind) if is(kind, object) => {}
            Some(kind) => {
                let kind = *kind;
                self.mismatched(at, object, target, kind);
            }
            None => {
                let (file, local) = self.files.split(target);
                let tree = self.files.tree(file);
                if let Some(value) = find(&tree, local) {
                    self.object(value, object, target);
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
            self.changes
                .repairs
                .push(Repair::Set(at.clone(), json!({})));
            let message = format!("{message}; it is read as any value");
            Diagnostic::flaw(Code::MismatchedReference, place, message, help)
        } else if (is(object, &RESPONSE) && is(kind, &REQUEST_BODY))
            || (is(object, &REQUEST_BODY) && is(kind, &RESPONSE))
        {
            // The two have `content`, which is what matters, in common. Only one must have a description.
            let description = target.child("description");
            if !self.files.has(&description) {
                self.changes
                    .repairs
                    .push(Repair::Set(description, "".into()));
            }
            let message = format!("{message}; it is read as if it were one");
            Diagnostic::flaw(Code::MismatchedReference, place, message, help)
        } else if (is(object, &RESPONSE) || is(object, &REQUEST_BODY)) && is(kind, &SCHEMA) {
            let schema = json!({ "$ref": resolve::text_of(target) });
            let content = json!({ "application/json": { "schema": schema } });
            let body = json!({ "description": "", "content": content });
            self.changes.repairs.push(Repair::Set(at.clone(), body));
            let message = format!("{message}; it is read as one with a body of it in JSON");
            Diagnostic::flaw(Code::MismatchedReference, place, message, help)
        } else {
            Diagnostic::error(Code::MismatchedReference, place, message, help)
        };
        self.found
            .push(problem.with_related(target.clone(), "it leads here"));
    }

    /// A reference to nothing: a schema without it says nothing, of an example nobody needs to know, and of an answer it is
    /// still known that there is one.
    fn unresolved(&mut self, mut problem: Diagnostic, object: &'static Object) {
        let link = problem.pointer().and_then(Pointer::parent);
        if let Some(link) = link.as_ref().filter(|_| is(object, &RESPONSE)) {
            problem.severity = Severity::Flaw;
            problem
                .message
                .push_str("; it is read as an answer with any body");
            let response = json!({ "description": "", "content": { "*/*": {} } });
            let repair = Repair::Set(link.clone(), response);
            self.changes.repairs.push(repair);
        } else if let Some(link) = link
            && (is(object, &SCHEMA) || is_without_effect(object))
        {
            problem.severity = Severity::Flaw;
            problem.message.push_str(if is(object, &SCHEMA) {
                "; it is read as any value"
            } else {
                "; it is left out"
            });
            self.changes.repairs.push(if self.edition == Edition::V3_0 {
                Repair::Set(link, json!({}))
            } else {
                Repair::Remove(link.child("$ref"))
            });
        }
        self.found.push(problem);
    }
}

fn as_written(moved: &BTreeMap<Pointer, Pointer>, here: &Pointer) -> Pointer {
    let mut around = (!moved.is_empty()).then(|| here.clone());
    while let Some(at) = around {
        if let Some(origin) = moved.get(&at) {
            let rest = here.as_str().strip_prefix(at.as_str());
            return origin.join(rest.unwrap_or_default());
        }
        around = at.parent();
    }
    here.clone()
}
