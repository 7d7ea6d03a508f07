//! `oneOf`, `anyOf` and lists of types: which types a value may have, and how to tell them apart (`OpenAPI` 3.0.4, sections
//! 4.8.24.2 and 4.8.25).
//!
//! Whatever holds for all choices is part of each: a base with two choices is a union of two whole types and not an object
//! with a hole. Choices that are only conditions (`oneOf` of `required` lists) say nothing of types and are passed over.

use super::Lowering;
use super::failures::{Failures, Result};
use super::flat::{Flat, Root};
use super::schema::{Discriminator, Kind, Schema, members};
use super::schemas::plain;
use super::tags::Tags;
use super::types::{Head, Known, Shape, Types};
use crate::diagnostic::Pointer;
use crate::ir::{self, TypeRef};

/// How many combinations of several groups of choices are told apart.
const MAX_COMBINATIONS: usize = 64;

/// One of the types that a value may have, before it is lowered.
pub(super) struct Candidate {
    /// What was chosen: nothing (the base alone), one schema or, of several groups, one each.
    pub(super) chosen: Vec<Pointer>,
    /// All that it must keep.
    pub(super) roots: Vec<Root>,
}

/// The choices that a conjunction offers.
struct Offered<'a> {
    groups: Vec<Vec<Pointer>>,
    discriminator: Option<(Pointer, Discriminator<'a>)>,
    /// `null` is one of them.
    has_null: bool,
}

impl<'a> Lowering<'a> {
    /// The type of a conjunction that offers choices; none where it offers none.
    pub(super) fn choice(
        &mut self,
        flat: &Flat<'a>,
        head: &Head<'_>,
        direction: ir::Direction,
        travel: ir::Direction,
    ) -> Result<Option<TypeRef>> {
        let Offered {
            groups,
            discriminator,
            has_null,
        } = self.offered(flat);
        if groups.is_empty() {
            return Ok(None);
        }
        let mut sizes = groups.iter().map(Vec::len);
        let combinations = sizes.try_fold(1_usize, usize::checked_mul);
        if groups.len() > 1 && combinations.is_none_or(|count| count > MAX_COMBINATIONS) {
            let reason = "more combinations of choices than can be told apart";
            return Ok(Some(self.fallback(&flat.at(), reason)));
        }
        let mut candidates = self.candidates(flat, &groups);
        let ty = if let Some(value) = self.enumeration_of(&candidates, head) {
            value.ty
        } else {
            let tags = self.tags(discriminator.as_ref(), &mut candidates);
            self.union(flat, &candidates, &tags, head, direction, travel)?
        };
        Ok(Some(ty.nullable(has_null)))
    }

    /// The groups of choices; of each group only those that say something.
    fn offered(&mut self, flat: &Flat<'a>) -> Offered<'a> {
        let mut offered = Offered {
            groups: Vec::new(),
            discriminator: None,
            has_null: false,
        };
        for member in flat.members.iter().filter(|member| member.has_choices) {
            let schema = &member.schema;
            let mut is_offered = false;
            for (keyword, count) in [("oneOf", schema.one_of), ("anyOf", schema.any_of)] {
                let mut group = Vec::new();
                for branch in members(&member.at, keyword, count) {
                    self.branch(branch, &mut group, &mut offered.has_null, 0);
                }
                let says_something =
                    |schema: &Schema<'_>| schema.says_something() && !schema.is_condition();
                let informative = |at: &Pointer| says_something(&self.schema_at(at));
                if group.iter().any(informative) {
                    // A choice that says nothing of types is the base alone, however many of them there are.
                    let mut bare = group.iter().filter(|at| !informative(at)).skip(1);
                    let surplus: Vec<Pointer> = bare.by_ref().cloned().collect();
                    group.retain(|at| !surplus.contains(at));
                    offered.groups.push(group);
                    is_offered = true;
                }
            }
            if let Some(discriminator) = schema.discriminator {
                if !is_offered {
                    let mut children = self.children(&member.at, &discriminator);
                    if !children.is_empty() {
                        // Unless all its values are mapped, what is built on it is not all that there may be.
                        if !self.maps_all(flat, &discriminator) {
                            children.push(member.at.clone());
                        }
                        offered.groups.push(children);
                    }
                }
                if offered.discriminator.is_none() {
                    offered.discriminator = Some((member.at.clone(), discriminator));
                }
            }
        }
        offered
    }

    /// Adds a branch, or the branches of the choice that it is itself without a name of its own.
    fn branch(&self, at: Pointer, group: &mut Vec<Pointer>, has_null: &mut bool, depth: usize) {
        const DEEPEST: usize = 8;
        let schema = self.schema_at(&at);
        if schema.is_null {
            *has_null = true;
            return;
        }
        let is_plain_choice = !schema.is_reference
            && schema.discriminator.is_none()
            && schema.all_of == 0
            && schema.enumeration.is_none()
            && schema.types.is_empty()
            && schema.keywords().is_empty();
        let inner = match (schema.one_of, schema.any_of) {
            (count @ 1.., 0) => Some(("oneOf", count)),
            (0, count @ 1..) => Some(("anyOf", count)),
            _ => None,
        };
        match inner {
            Some((keyword, count)) if is_plain_choice && depth < DEEPEST => {
                *has_null |= schema.nullable;
                for inner in members(&at, keyword, count) {
                    self.branch(inner, group, has_null, depth + 1);
                }
            }
            _ => group.push(at),
        }
    }

    /// Every combination of one choice of each group, with the base where the choice does not hold all of it itself.
    fn candidates(&mut self, flat: &Flat<'a>, groups: &[Vec<Pointer>]) -> Vec<Candidate> {
        let mut combinations: Vec<Vec<Pointer>> = vec![Vec::new()];
        for group in groups {
            combinations = combinations
                .into_iter()
                .flat_map(|before| {
                    group.iter().map(move |choice| {
                        let mut combination = before.clone();
                        combination.push(choice.clone());
                        combination
                    })
                })
                .collect();
        }
        let base: Vec<Root> = flat
            .roots
            .iter()
            .map(|root| Root {
                is_bare: true,
                ..root.clone()
            })
            .collect();
        let candidates = combinations.into_iter().map(|chosen| {
            // A choice that says nothing of types, and one that is the base, is the base alone.
            let adds_something = |at: &Pointer| {
                let schema = self.schema_at(at);
                let is_base = flat.members.iter().any(|member| member.at == *at);
                schema.says_something() && !schema.is_condition() && !is_base
            };
            let chosen: Vec<Pointer> = chosen.into_iter().filter(adds_something).collect();
            let own: Vec<Root> = chosen.iter().cloned().map(Root::of).collect();
            // An `allOf` of the base alone elsewhere means the whole choice; here it is a choice.
            let is_base = |at: &Pointer| {
                let end = self.end_of(at);
                let mut members = flat.members.iter();
                members.any(|member| member.has_choices && member.at == end)
            };
            let roots = if chosen.iter().all(is_base) {
                base.clone()
            } else if self.is_held_by(flat, &own) {
                own
            } else {
                base.iter().cloned().chain(own).collect()
            };
            Candidate { chosen, roots }
        });
        candidates.collect()
    }

    /// Whether what was chosen says all that the base of the choice says.
    fn is_held_by(&mut self, base: &Flat<'a>, chosen: &[Root]) -> bool {
        let chosen = self.flatten(chosen.to_vec());
        let kinds = Self::kinds_quietly(&chosen);
        let has = |at: &Pointer| chosen.members.iter().any(|member| member.at == *at);
        let requires = |name: &&str| {
            let mut members = chosen.members.iter();
            members.any(|member| member.schema.required.contains(name))
        };
        base.members.iter().all(|member| {
            let schema = &member.schema;
            let types_are_held = schema.types.is_empty()
                || (!kinds.is_empty() && kinds.iter().all(|kind| schema.types.contains(kind)));
            let keywords_are_held = schema.keywords().iter().all(|(keyword, _)| match *keyword {
                "required" => schema.required.iter().all(requires),
                "additionalProperties" => schema.additional != super::schema::Additional::Schema,
                _ => false,
            });
            has(&member.at) || (types_are_held && keywords_are_held && schema.format.is_none())
        })
    }

    /// As [`kinds`](Self::kinds), but without a word on contradictions: they are told where the conjunction is lowered.
    fn kinds_quietly(flat: &Flat<'a>) -> Vec<Kind> {
        let mut kinds = flat
            .members
            .iter()
            .rev()
            .map(|member| member.schema.kinds());
        kinds.find(|kinds| !kinds.is_empty()).unwrap_or_default()
    }

    /// The union of the candidates, or what is left of it where they turn out to be the same.
    fn union(
        &mut self,
        flat: &Flat<'a>,
        candidates: &[Candidate],
        tags: &Tags,
        head: &Head<'_>,
        direction: ir::Direction,
        travel: ir::Direction,
    ) -> Result<TypeRef> {
        if let [candidate] = candidates {
            return Ok(self.candidate(candidate, head.usage, travel)?.0.ty);
        }
        let owner = self.owner(flat, head, direction);
        let mut union = Building::default();
        let mut failures = Failures::default();
        for (position, candidate) in candidates.iter().enumerate() {
            let label = match tags.label(position) {
                Some(label) => label.to_owned(),
                None => match (self.label(candidate), tags.of(position)) {
                    // Better than what it is, but no better than a name.
                    (label, [value]) if label == Kind::Object.as_str() && !value.is_empty() => {
                        value.clone()
                    }
                    (label, _) => label,
                },
            };
            let usage = ir::Use::Variant {
                owner,
                label: ir::WireName(label.clone()),
            };
            let Some((value, docs)) = failures.part(self.candidate(candidate, &usage, travel))
            else {
                continue;
            };
            let at = candidate
                .chosen
                .first()
                .cloned()
                .unwrap_or_else(|| flat.at());
            let value = self.told_apart(candidate, value);
            union.add(&self.types, label, tags.of(position), value, docs, at);
        }
        failures.whole(())?;
        Ok(self.close_union(owner, union, tags.property(), head))
    }

    /// The type that the union being built gets, if it gets one.
    fn owner(&mut self, flat: &Flat<'a>, head: &Head<'_>, direction: ir::Direction) -> ir::TypeId {
        if let Some(Known::Open {
            id: Some(id),
            is_met: _,
        }) = self.types.known(&flat.roots, direction)
        {
            return *id;
        }
        let id = self.types.open(head, direction);
        let known = Known::Open {
            id: Some(id),
            is_met: false,
        };
        self.types.know(&flat.roots, direction, known);
        id
    }

    fn close_union(
        &mut self,
        owner: ir::TypeId,
        union: Building,
        tag: Option<&str>,
        head: &Head<'_>,
    ) -> TypeRef {
        let Building {
            mut variants,
            mut parts,
            is_nullable,
        } = union;
        // It is a variant of itself, which adds nothing.
        let mut keep = variants
            .iter()
            .map(|variant| variant.value.ty != TypeRef::Named(owner))
            .collect::<Vec<_>>()
            .into_iter();
        parts.retain({
            let mut keep = keep.clone();
            move |_| keep.next().unwrap_or(true)
        });
        variants.retain(|_| keep.next().unwrap_or(true));
        let has_tags = variants.iter().any(|variant| !variant.tags.is_empty());
        let ty = if let [variant] = variants.as_slice() {
            // What it holds is used where the union would be.
            if let TypeRef::Named(id) = variant.value.ty {
                self.types.used(id, head);
            }
            let value = variant.value.clone();
            let ty = value.ty.clone();
            self.types.finish(
                owner,
                Ok(Shape {
                    shape: ir::Shape::Alias(value),
                    parts: Vec::new(),
                }),
            );
            ty
        } else {
            let union = ir::Union {
                tag: tag
                    .filter(|_| has_tags)
                    .map(|tag| ir::WireName(tag.to_owned())),
                variants,
            };
            self.types.finish(
                owner,
                Ok(Shape {
                    shape: ir::Shape::Union(union),
                    parts,
                }),
            );
            TypeRef::Named(owner)
        };
        ty.nullable(is_nullable)
    }

    fn candidate(
        &mut self,
        candidate: &Candidate,
        usage: &ir::Use,
        travel: ir::Direction,
    ) -> Result<(ir::Value, ir::Docs)> {
        if let [root] = candidate.roots.as_slice()
            && *root == Root::of(root.at.clone())
        {
            let lowered = self.value(&root.at, usage, travel)?;
            return Ok((lowered.value, lowered.docs));
        }
        let at = candidate
            .roots
            .last()
            .map(|root| root.at.clone())
            .unwrap_or_default();
        let docs = self.schema_at(&at).docs();
        let head = Head {
            at: &at,
            usage,
            docs: &docs,
            deprecation: None,
        };
        let value = self.conjunction(&candidate.roots, &head, travel)?;
        Ok((value, ir::Docs::default()))
    }

    /// In a union an object of which nothing more is said is an object, though elsewhere it may be any JSON value: there it
    /// is told apart from the others by being one.
    fn told_apart(&mut self, candidate: &Candidate, value: ir::Value) -> ir::Value {
        if value.ty != TypeRef::Any {
            return value;
        }
        let flat = self.flatten(candidate.roots.clone());
        match Self::kinds_quietly(&flat).as_slice() {
            [Kind::Object] => plain(TypeRef::Map(Box::new(TypeRef::Any))),
            _ => value,
        }
    }

    /// What a candidate is called: the component, its title or, in the end, what it is.
    fn label(&mut self, candidate: &Candidate) -> String {
        let mut names = Vec::new();
        let flat = self.flatten(candidate.roots.clone());
        // An object of which nothing was chosen is the base.
        let base: Vec<Pointer> = candidate.roots.iter().map(|root| root.at.clone()).collect();
        let is_base = candidate.chosen.is_empty()
            && Self::kinds_quietly(&flat) == [Kind::Object]
            && flat.only().is_none();
        for at in if is_base { &base } else { &candidate.chosen } {
            let target = self.document.follow(at).unwrap_or_else(|_| at.clone());
            let schema = self.schema_at(&target);
            let component = self.component(&target);
            names.extend(match (component, schema.title) {
                (Some(ir::Use::Component(name)), _) => Some(name.0),
                (_, Some(title)) if !title.trim().is_empty() => Some(title.to_owned()),
                _ => None,
            });
        }
        if is_base {
            // The union has the name itself.
            for name in &mut names {
                name.push_str(" base");
            }
        }
        if !names.is_empty() {
            return names.join(" ");
        }
        let format = flat.members.iter().find_map(|member| member.schema.format);
        match (Self::kinds_quietly(&flat).first(), format) {
            (Some(Kind::String), Some(format)) if super::texts::format(format).is_some() => {
                format.to_owned()
            }
            (Some(Kind::Array), _) => "list".to_owned(),
            (Some(kind), _) => kind.as_str().to_owned(),
            (None, _) => "value".to_owned(),
        }
    }

    /// What a value is that keeps one of the schemas at `places`, where the document lists them for another reason than to
    /// offer a choice: at `list`, by the places in an array or by the patterns of names.
    pub(super) fn one_of(
        &mut self,
        list: &Pointer,
        places: &[Pointer],
        usage: &ir::Use,
        travel: ir::Direction,
    ) -> Result<ir::Value> {
        let differs = places.iter().any(|at| self.differs(at));
        let direction = if differs { travel } else { ir::Direction::Both };
        let flat = Flat {
            roots: vec![Root::of(list.clone())],
            members: Vec::new(),
        };
        if let Some(Known::Done(known)) = self.types.known(&flat.roots, direction) {
            return known.clone();
        }
        let only = |at: &Pointer| Candidate {
            chosen: vec![at.clone()],
            roots: vec![Root::of(at.clone())],
        };
        let candidates: Vec<Candidate> = places.iter().map(only).collect();
        let head = Head {
            at: list,
            usage,
            docs: &ir::Docs::default(),
            deprecation: None,
        };
        let ty = self.union(
            &flat,
            &candidates,
            &Tags::default(),
            &head,
            direction,
            travel,
        );
        let value = ty.map(plain);
        let known = Known::Done(value.clone());
        self.types.know(&flat.roots, direction, known);
        value
    }

    /// The union of the types in a list under `type`.
    pub(super) fn union_of_kinds(
        &mut self,
        flat: &Flat<'a>,
        kinds: &[Kind],
        head: &Head<'_>,
        direction: ir::Direction,
        travel: ir::Direction,
    ) -> Result<ir::Value> {
        let only = |kind| {
            let roots = flat.roots.iter().map(|root| Root {
                only: Some(kind),
                ..root.clone()
            });
            Candidate {
                chosen: Vec::new(),
                roots: roots.collect(),
            }
        };
        // Every integer is a number.
        let kinds = kinds
            .iter()
            .filter(|kind| **kind != Kind::Integer || !kinds.contains(&Kind::Number));
        let candidates: Vec<Candidate> = kinds.copied().map(only).collect();
        let ty = self.union(flat, &candidates, &Tags::default(), head, direction, travel)?;
        Ok(plain(ty))
    }
}

/// `items` with a choice and no `type`: as OpenAPI has it that describes the elements of an array and says nothing of other
/// values, but who writes it means that the value itself is one of these.
impl<'a> Lowering<'a> {
    /// Where the choice stands.
    pub(super) fn untyped_choice(&self, flat: &Flat<'a>) -> Option<Pointer> {
        if flat.only().is_some() || flat.members.iter().any(|it| !it.schema.types.is_empty()) {
            return None;
        }
        let items = flat.below("items", |schema| schema.has_items).pop()?;
        let schema = self.schema_at(&items);
        (schema.one_of + schema.any_of > 0).then_some(items)
    }

    /// The union of a list and of what it is a list of.
    pub(super) fn list_or_one(
        &mut self,
        flat: &Flat<'a>,
        items: Pointer,
        head: &Head<'_>,
        direction: ir::Direction,
        travel: ir::Direction,
    ) -> Result<ir::Value> {
        let list = flat.roots.iter().map(|root| Root {
            only: Some(Kind::Array),
            ..root.clone()
        });
        let list = Candidate {
            chosen: Vec::new(),
            roots: list.collect(),
        };
        let one = Candidate {
            roots: vec![Root::of(items.clone())],
            chosen: vec![items],
        };
        let candidates = [list, one];
        let ty = self.union(flat, &candidates, &Tags::default(), head, direction, travel)?;
        Ok(plain(ty))
    }
}

/// A union while its variants come in.
#[derive(Default)]
struct Building {
    variants: Vec<ir::Variant>,
    parts: Vec<Pointer>,
    is_nullable: bool,
}

impl Building {
    /// Adds a variant, or what it says to the variant of the same type. One that takes whatever comes stands
    /// behind those that say more: the first that fits is taken, so they would never be.
    fn add(
        &mut self,
        types: &Types<'_>,
        label: String,
        tags: &[String],
        value: ir::Value,
        docs: ir::Docs,
        at: Pointer,
    ) {
        let ir::Value { ty, rules } = value;
        let ty = match ty {
            TypeRef::Nullable(inner) => {
                self.is_nullable = true;
                *inner
            }
            other => other,
        };
        let mut same = self.variants.iter_mut().filter(|it| it.value.ty == ty);
        if let Some(same) = same.next() {
            same.tags.extend_from_slice(tags);
            if same.value.rules != rules {
                same.value.rules = ir::Rules::default();
            }
            return;
        }
        let variant = ir::Variant {
            label: ir::WireName(label),
            tags: tags.to_vec(),
            boxed: false,
            docs,
            value: ir::Value { ty, rules },
        };
        let mut variants = self.variants.iter();
        let position = variants.position(|it| types.is_wider(&it.value.ty, &variant.value.ty));
        let position = position.unwrap_or(self.variants.len());
        self.variants.insert(position, variant);
        self.parts.insert(position, at);
    }
}
