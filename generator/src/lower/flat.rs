//! Conjunctions: all that a value must keep at once, gathered from `$ref`, what stands beside it, and `allOf`.
//!
//! Comes in: where schemas stand. Goes out: the flat list of the schemas that say something, none of which has to be
//! followed any further. So every other part of this stage sees a schema as it is meant and not as it is spelt.

use std::collections::HashSet;

use serde_json::Value;

use super::Lowering;
use super::schema::{Kind, Schema, members};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir;

/// One of the schemas that a conjunction begins with.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Root {
    /// Where it stands; no reference to follow.
    pub(super) at: Pointer,
    /// Without the choices (`oneOf`, `anyOf`) that it and those below it offer: another root says what was chosen.
    pub(super) is_bare: bool,
    /// Only those of its values that have this type.
    pub(super) only: Option<Kind>,
    /// With this property, which tells it apart in a union although it does not describe it itself.
    pub(super) tag: Option<String>,
}

impl Root {
    pub(super) fn of(at: Pointer) -> Self {
        Self {
            at,
            is_bare: false,
            only: None,
            tag: None,
        }
    }
}

/// A schema of a conjunction.
#[derive(Clone, Debug)]
pub(super) struct Member<'a> {
    pub(super) at: Pointer,
    pub(super) schema: Schema<'a>,
    /// Whether its `oneOf`, `anyOf` and discriminator count.
    pub(super) has_choices: bool,
}

/// All that a value must keep.
#[derive(Clone, Debug)]
pub(super) struct Flat<'a> {
    pub(super) roots: Vec<Root>,
    /// Those of `allOf` before the schema that has it.
    pub(super) members: Vec<Member<'a>>,
}

impl<'a> Flat<'a> {
    /// Where it stands, for people: at its last root, which says what is special about it.
    pub(super) fn at(&self) -> Pointer {
        self.roots
            .last()
            .map(|root| root.at.clone())
            .unwrap_or_default()
    }

    /// The one type that a union of types was taken apart into.
    pub(super) fn only(&self) -> Option<Kind> {
        self.roots.iter().find_map(|root| root.only)
    }

    /// The property that tells it apart and that it does not describe.
    pub(super) fn tag(&self) -> Option<&str> {
        self.roots.iter().find_map(|root| root.tag.as_deref())
    }

    /// Whether a schema in it describes the property.
    pub(super) fn describes(&self, property: &str) -> bool {
        self.members.iter().any(|member| {
            let properties = member.schema.properties;
            properties.is_some_and(|properties| properties.contains_key(property))
        })
    }

    /// What the schema at its only root says; of several roots none speaks for the whole.
    pub(super) fn head(&self) -> Option<&Schema<'a>> {
        let [root] = self.roots.as_slice() else {
            return None;
        };
        let mut own = self.members.iter().filter(|member| member.at == root.at);
        own.next().map(|member| &member.schema)
    }

    /// Whether `null` is one of its values: its own schema says so, or all that name a type do.
    pub(super) fn is_nullable(&self) -> bool {
        let mut typed = self
            .members
            .iter()
            .filter(|member| !member.schema.types.is_empty())
            .peekable();
        self.head().is_some_and(|schema| schema.nullable)
            || (typed.peek().is_some() && typed.all(|member| member.schema.nullable))
    }

    /// The schemas under `keyword` of those members that have them, as `has` tells.
    pub(super) fn below(&self, keyword: &str, has: impl Fn(&Schema<'a>) -> bool) -> Vec<Pointer> {
        let members = self.members.iter().filter(|member| has(&member.schema));
        members.map(|member| member.at.child(keyword)).collect()
    }
}

/// Where a walk through one root stands.
#[derive(Clone, Copy)]
struct Step {
    is_bare: bool,
    /// Reached through `allOf`: as a base of something, not for itself.
    is_base: bool,
    depth: usize,
}

/// How many schemas with `allOf` may stand one in the other. Real documents need five or six.
const MAX_DEPTH: usize = 64;

impl<'a> Lowering<'a> {
    /// The schema at `at`.
    pub(super) fn schema_at(&self, at: &Pointer) -> Schema<'a> {
        self.document.get(at).map(Schema::of).unwrap_or_default()
    }

    /// The conjunction of all that stands at `roots`.
    pub(super) fn flatten(&mut self, roots: Vec<Root>) -> Flat<'a> {
        let mut flat = Flat {
            roots: Vec::new(),
            members: Vec::new(),
        };
        let mut seen = HashSet::new();
        let mut open = Vec::new();
        for root in &roots {
            let step = Step {
                is_bare: root.is_bare,
                is_base: false,
                depth: 0,
            };
            self.gather(&root.at, step, &mut seen, &mut open, &mut flat.members);
        }
        flat.roots = roots;
        flat
    }

    fn gather(
        &mut self,
        at: &Pointer,
        step: Step,
        seen: &mut HashSet<Pointer>,
        open: &mut Vec<Pointer>,
        members: &mut Vec<Member<'a>>,
    ) {
        // The same schema twice adds nothing; one that is part of itself adds nothing either, but is a mistake.
        if !seen.insert(at.clone()) {
            if open.contains(at) {
                self.part_of_itself(at, open);
            }
            return;
        }
        if step.depth > MAX_DEPTH {
            self.diagnostics.push(Diagnostic::flaw(
                Code::TooDeep,
                at,
                format!("more than {MAX_DEPTH} schemas with `allOf` stand one in the other"),
                "merge some of them by hand; until then those further inside have no effect",
            ));
            return;
        }
        let schema = self.schema_at(at);
        open.push(at.clone());
        let below = |is_base| Step {
            is_base,
            depth: step.depth + 1,
            ..step
        };
        if schema.is_reference {
            match self.document.follow(at) {
                Ok(target) => {
                    let is_base = step.is_base || self.says_more_than_its_reference(&schema);
                    self.gather(&target, below(is_base), seen, open, members);
                }
                Err(diagnostic) => {
                    self.unreadable(at, *diagnostic);
                }
            }
        }
        if !schema.is_reference || self.has_siblings() {
            for member in self::members(at, "allOf", schema.all_of) {
                self.gather(&member, below(true), seen, open, members);
            }
            let has_choices = !(step.is_bare || step.is_base && self.is_base_of(&schema, at, open));
            members.push(Member {
                at: at.clone(),
                schema,
                has_choices,
            });
        }
        open.pop();
    }

    /// Whether keywords beside `$ref` count: from 3.1 on they do, and in 3.0 they "SHALL be ignored" (section 4.8.23).
    pub(super) fn has_siblings(&self) -> bool {
        let version = self.document.tree().get("openapi").and_then(Value::as_str);
        version.is_some_and(|version| !version.starts_with("3.0"))
    }

    fn says_more_than_its_reference(&self, schema: &Schema<'a>) -> bool {
        self.has_siblings()
            && Schema {
                is_reference: false,
                ..schema.clone()
            }
            .says_something()
    }

    /// Whether a schema that is met as a base of another one offers choices among what is built on it, which are no
    /// choices for the one that is built on it.
    fn is_base_of(&self, schema: &Schema<'a>, at: &Pointer, open: &[Pointer]) -> bool {
        schema.discriminator.is_some()
            || ["oneOf", "anyOf"]
                .into_iter()
                .zip([schema.one_of, schema.any_of])
                .flat_map(|(keyword, count)| members(at, keyword, count))
                .any(|branch| {
                    self.document
                        .follow(&branch)
                        .is_ok_and(|target| open.contains(&target))
                })
    }

    fn part_of_itself(&mut self, at: &Pointer, open: &[Pointer]) {
        let user = open.last().cloned().unwrap_or_default();
        self.diagnostics.push(
            Diagnostic::flaw(
                Code::CircularSchema,
                user,
                "the schema is part of itself through `allOf`, which adds nothing to it",
                "remove this member",
            )
            .with_related(at.clone(), "this is the schema"),
        );
    }

    /// The types of the conjunction's values, without `null`. Empty: nothing is said of them.
    pub(super) fn kinds(&mut self, flat: &Flat<'a>) -> Vec<Kind> {
        let mut kinds: Option<(Vec<Kind>, &Pointer)> = None;
        for member in &flat.members {
            let (at, schema) = (&member.at, &member.schema);
            if schema.types.is_empty() {
                continue;
            }
            kinds = Some(match kinds {
                None => (schema.types.clone(), at),
                Some((before, place)) => {
                    let both = both(&before, &schema.types);
                    if both.is_empty() {
                        self.contradiction(at, place, "have types that exclude each other");
                        (schema.types.clone(), at)
                    } else {
                        (both, at)
                    }
                }
            });
        }
        let kinds = kinds.map_or_else(|| inferred(flat), |(kinds, _)| kinds);
        match flat.only() {
            Some(only) => vec![only],
            None => kinds,
        }
    }

    /// Two schemas of one conjunction that no value can keep together. The later one stands nearer to the value, so it is
    /// taken for the one that is meant.
    pub(super) fn contradiction(&mut self, at: &Pointer, first: &Pointer, what: &str) {
        self.diagnostics.push(
            Diagnostic::flaw(
                Code::ConflictingProperties,
                at,
                format!("two schemas that hold for one value {what}; this one is taken"),
                "let one of them say what the value is, or both say the same",
            )
            .with_related(first.clone(), "the other description"),
        );
    }

    /// Notes that the schema at `at` says more than the type that it gets.
    pub(super) fn fallback(&mut self, at: &Pointer, reason: &'static str) -> ir::TypeRef {
        self.report.fallbacks.entry(at.clone()).or_insert(reason);
        ir::TypeRef::Any
    }
}

/// The types that both lists allow.
fn both(first: &[Kind], second: &[Kind]) -> Vec<Kind> {
    let allows = |kinds: &[Kind], kind: Kind| {
        kinds.contains(&kind) || (kind == Kind::Integer && kinds.contains(&Kind::Number))
    };
    let mut both: Vec<Kind> = Vec::new();
    for kind in first.iter().chain(second).copied() {
        if allows(first, kind) && allows(second, kind) && !both.contains(&kind) {
            both.push(kind);
        }
    }
    both
}

/// The type that is meant where none is named. Objects come first, because a schema with properties that has a `pattern`,
/// too, is an object with a mistake.
fn inferred(flat: &Flat<'_>) -> Vec<Kind> {
    let keywords: Vec<Kind> = flat
        .members
        .iter()
        .flat_map(|member| member.schema.keywords())
        .map(|(_, kind)| kind)
        .collect();
    if keywords.contains(&Kind::Object) {
        return vec![Kind::Object];
    }
    if let Some(first) = keywords.first() {
        return vec![*first];
    }
    let format = flat.members.iter().find_map(|member| member.schema.format);
    match format {
        Some("int32" | "int64" | "uint32" | "uint64") => vec![Kind::Integer],
        Some("float" | "double") => vec![Kind::Number],
        Some(format) if super::texts::format(format).is_some() || format == "binary" => {
            vec![Kind::String]
        }
        Some(_) | None => Vec::new(),
    }
}
