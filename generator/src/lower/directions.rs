//! `readOnly` and `writeOnly` (`OpenAPI` 3.0.4, section 4.8.24.2): which properties travel which way, and which objects
//! are therefore not the same in requests and in answers.
//!
//! The tree itself is read here rather than the model, because a few keywords are asked of every schema that is reached.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::Lowering;
use crate::diagnostic::Pointer;
use crate::ir;

/// What was found out so far.
#[derive(Default)]
pub(super) struct Directions {
    differs: HashMap<Pointer, bool>,
}

/// A schema that another one reaches.
struct Reached {
    at: Pointer,
    /// Where it is written, if as a property: on anything else the two keywords have no effect.
    property: Option<Pointer>,
}

impl Lowering<'_> {
    /// Whether the property at `at` is there in values that go that way.
    pub(super) fn travels(&self, at: &Pointer, travel: ir::Direction) -> bool {
        match travel {
            ir::Direction::Both => true,
            ir::Direction::Request => !self.says(at, "readOnly"),
            ir::Direction::Response => !self.says(at, "writeOnly"),
        }
    }

    /// Whether the object at `at` reaches a property that travels one way only, so that requests and answers need types
    /// of their own.
    pub(super) fn differs(&mut self, at: &Pointer) -> bool {
        if let Some(&known) = self.directions.differs.get(at) {
            return known;
        }
        // Each schema with the position of the one that led to it.
        let mut reached: Vec<(Pointer, Option<usize>)> = vec![(at.clone(), None)];
        let mut seen: HashSet<Pointer> = HashSet::from([at.clone()]);
        let mut position = 0;
        while let Some((schema, _)) = reached.get(position) {
            for Reached { at, property } in self.reached(&schema.clone()) {
                let one_way = property
                    .is_some_and(|at| self.says(&at, "readOnly") || self.says(&at, "writeOnly"));
                match self.directions.differs.get(&at) {
                    Some(false) if !one_way => {}
                    None if !one_way => {
                        if seen.insert(at.clone()) {
                            reached.push((at, Some(position)));
                        }
                    }
                    _ => {
                        self.all_on_the_way(&reached, position);
                        return true;
                    }
                }
            }
            position += 1;
        }
        // Whatever was reached reaches nothing else, so the answer holds for all of it.
        self.directions
            .differs
            .extend(reached.into_iter().map(|(at, _)| (at, false)));
        false
    }

    fn all_on_the_way(&mut self, reached: &[(Pointer, Option<usize>)], last: usize) {
        let mut next = Some(last);
        while let Some((at, from)) = next.and_then(|position| reached.get(position)) {
            self.directions.differs.insert(at.clone(), true);
            next = *from;
        }
    }

    /// The schemas that the one at `at` is made of, references followed. Those that lead nowhere are reported elsewhere.
    fn reached(&self, at: &Pointer) -> Vec<Reached> {
        let Some(schema) = self.document.get(at).and_then(Value::as_object) else {
            return Vec::new();
        };
        let mut reached = Vec::new();
        let mut add = |written: &Pointer, is_property: bool| {
            if let Ok(at) = self.document.follow(written) {
                let property = is_property.then(|| written.clone());
                reached.push(Reached { at, property });
            }
        };
        let properties = at.child("properties");
        for name in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::keys)
        {
            add(&properties.child(name), true);
        }
        let patterns = at.child("patternProperties");
        let by_pattern = schema.get("patternProperties").and_then(Value::as_object);
        for name in by_pattern.into_iter().flat_map(Map::keys) {
            add(&patterns.child(name), true);
        }
        for keyword in ["items", "additionalProperties"] {
            if schema.get(keyword).is_some_and(Value::is_object) {
                add(&at.child(keyword), false);
            }
        }
        for keyword in ["allOf", "oneOf", "anyOf", "prefixItems"] {
            for member in members(schema, at, keyword) {
                add(&member, false);
            }
        }
        if schema.contains_key("$ref") {
            add(at, false);
        }
        let discriminator = schema
            .get("discriminator")
            .and_then(|_| self.schema_at(at).discriminator);
        if let Some(discriminator) = discriminator {
            for child in self.children(at, &discriminator) {
                add(&child, false);
            }
        }
        reached
    }

    /// Whether the schema at `at`, or one that it takes over through `$ref` or `allOf`, says `keyword: true`.
    fn says(&self, at: &Pointer, keyword: &str) -> bool {
        let mut seen = HashSet::new();
        let mut open = vec![at.clone()];
        while let Some(at) = open.pop() {
            let Some(schema) = self.document.get(&at).and_then(Value::as_object) else {
                continue;
            };
            let is_reference = schema.contains_key("$ref");
            let counts = !is_reference || self.has_siblings();
            if counts && schema.get(keyword) == Some(&Value::Bool(true)) {
                return true;
            }
            if seen.insert(at.clone()) {
                if is_reference {
                    open.extend(self.document.follow(&at));
                }
                open.extend(members(schema, &at, "allOf"));
            }
        }
        false
    }
}

/// Where the members of the list `keyword` stand.
fn members(schema: &Map<String, Value>, at: &Pointer, keyword: &str) -> Vec<Pointer> {
    let count = schema
        .get(keyword)
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    let list = at.child(keyword);
    (0..count).map(|index| list.index(index)).collect()
}
