//! What tells the variants of a union apart: the Discriminator Object (`OpenAPI` 3.0.4, section 4.8.25), or a property
//! that is another constant in each of them.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::Lowering;
use super::choices::Candidate;
use super::flat::Flat;
use super::schema::{Discriminator, Schema, members};
use crate::diagnostic::Pointer;
use crate::load::Document;

/// The property and, for each candidate, its values.
#[derive(Default)]
pub(super) struct Tags {
    property: Option<String>,
    values: Vec<Vec<String>>,
    /// Whether the document itself maps the values, so that they are good names.
    is_mapped: bool,
}

impl Tags {
    pub(super) fn property(&self) -> Option<&str> {
        self.property.as_deref()
    }

    /// The values that mean the candidate at `position`.
    pub(super) fn of(&self, position: usize) -> &[String] {
        self.values
            .get(position)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The value that the candidate is called after.
    pub(super) fn label(&self, position: usize) -> Option<&str> {
        match self.of(position) {
            [value] if self.is_mapped => Some(value),
            _ => None,
        }
    }
}

impl<'a> Lowering<'a> {
    /// What tells the candidates apart.
    pub(super) fn tags(
        &mut self,
        discriminator: Option<&(Pointer, Discriminator<'a>)>,
        candidates: &mut [Candidate],
    ) -> Tags {
        let flats: Vec<Flat<'a>> = candidates
            .iter()
            .map(|candidate| self.flatten(candidate.roots.clone()))
            .collect();
        match discriminator {
            Some((_, discriminator)) => {
                let tags = self.declared_tags(discriminator, candidates, &flats);
                for (candidate, flat) in candidates.iter_mut().zip(&flats) {
                    if !flat.describes(discriminator.property)
                        && let Some(root) = candidate.roots.last_mut()
                    {
                        root.tag = Some(discriminator.property.to_owned());
                    }
                }
                tags
            }
            None => self.found_tags(&flats),
        }
    }

    /// By the discriminator: the values that are mapped to a candidate; where there are none, those that its property can
    /// have; and where that does not say either, its name: "the name of the schema" is the default.
    fn declared_tags(
        &mut self,
        discriminator: &Discriminator<'a>,
        candidates: &[Candidate],
        flats: &[Flat<'a>],
    ) -> Tags {
        let mut values: Vec<Vec<String>> = Vec::new();
        let mut taken = HashSet::new();
        let constants: Vec<Vec<String>> = flats
            .iter()
            .map(|flat| {
                self.constants(flat, discriminator.property)
                    .unwrap_or_default()
            })
            .collect();
        // What several can be, each has from the base; it tells nothing of one of them.
        let is_own = |value: &String| {
            constants
                .iter()
                .filter(|others| others.contains(value))
                .count()
                == 1
        };
        for (candidate, constants) in candidates.iter().zip(&constants) {
            let targets: Vec<Pointer> = candidate
                .chosen
                .iter()
                .map(|at| self.document.follow(at).unwrap_or_else(|_| at.clone()))
                .collect();
            let mut own: Vec<String> = discriminator
                .mapping
                .into_iter()
                .flatten()
                .filter(|(_, reference)| {
                    let target = reference.as_str().and_then(|it| self.mapped(it));
                    target.is_some_and(|target| targets.contains(&target))
                })
                .map(|(value, _)| value.clone())
                .collect();
            if own.is_empty() && constants.iter().all(is_own) {
                own.clone_from(constants);
            }
            if own.is_empty() {
                own.extend(targets.iter().find_map(|at| self.document.schema_name(at)));
            }
            own.retain(|value| taken.insert(value.clone()));
            values.push(own);
        }
        Tags {
            property: Some(discriminator.property.to_owned()),
            values,
            is_mapped: false,
        }
    }

    /// Where the reference in a mapping leads: "the name or URI reference of a schema".
    pub(super) fn mapped(&self, reference: &str) -> Option<Pointer> {
        let named = || {
            let schemas = Pointer::ROOT.child("components").child("schemas");
            let name = reference.rsplit('/').next().unwrap_or(reference);
            let at = schemas.child(name);
            self.document.get(&at).map(|_| at)
        };
        let pointer = reference
            .strip_prefix('#')
            .and_then(|it| it.parse::<Pointer>().ok());
        let at = pointer
            .filter(|at| self.document.get(at).is_some())
            .or_else(named)?;
        self.document.follow(&at).ok()
    }

    /// A property that all candidates require, with texts for values that no two of them share.
    fn found_tags(&mut self, flats: &[Flat<'a>]) -> Tags {
        let Some((first, others)) = flats.split_first() else {
            return Tags::default();
        };
        let names: Vec<&str> = first
            .members
            .iter()
            .flat_map(|member| &member.schema.required)
            .copied()
            .collect();
        for name in names {
            let Some(own) = self.constants(first, name) else {
                continue;
            };
            let mut taken: HashSet<String> = own.iter().cloned().collect();
            let mut values = vec![own];
            for flat in others {
                let is_required = flat
                    .members
                    .iter()
                    .any(|member| member.schema.required.contains(&name));
                let own = self.constants(flat, name).filter(|_| is_required);
                match own {
                    Some(own) if own.iter().all(|value| taken.insert(value.clone())) => {
                        values.push(own);
                    }
                    _ => break,
                }
            }
            if values.len() == flats.len() {
                return Tags {
                    property: Some(name.to_owned()),
                    values,
                    is_mapped: false,
                };
            }
        }
        Tags::default()
    }

    /// The texts that the property `name` can be, if the document counts them.
    fn constants(&mut self, flat: &Flat<'a>, name: &str) -> Option<Vec<String>> {
        let roots: Vec<_> = flat
            .members
            .iter()
            .filter(|member| {
                let properties = member.schema.properties;
                properties.is_some_and(|properties| properties.contains_key(name))
            })
            .map(|member| super::flat::Root::of(member.at.child("properties").child(name)))
            .collect();
        if roots.is_empty() {
            return None;
        }
        let property = self.flatten(roots);
        let mut lists = property
            .members
            .iter()
            .rev()
            .filter_map(|member| member.schema.enumeration);
        let texts: Option<Vec<String>> = lists
            .next()?
            .iter()
            .map(|value| value.as_str().map(ToOwned::to_owned))
            .collect();
        texts.filter(|texts| !texts.is_empty())
    }

    /// Whether each value that the property of the discriminator can have is mapped to a schema.
    pub(super) fn maps_all(&mut self, flat: &Flat<'a>, discriminator: &Discriminator<'a>) -> bool {
        let constants = self.constants(flat, discriminator.property);
        let mapping = discriminator.mapping;
        let is_mapped = |value: &String| mapping.is_some_and(|it| it.contains_key(value));
        constants.is_some_and(|constants| constants.iter().all(is_mapped))
    }

    /// The schemas that are built on the one at `at`, which has a discriminator but offers no choices: those that it maps
    /// to or, where it maps none, those that name it in their `allOf`.
    pub(super) fn children(&self, at: &Pointer, discriminator: &Discriminator<'a>) -> Vec<Pointer> {
        let mut children = Vec::new();
        match discriminator.mapping {
            Some(mapping) if !mapping.is_empty() => {
                let targets = mapping.values().filter_map(Value::as_str);
                for target in targets.filter_map(|reference| self.mapped(reference)) {
                    if target != *at && !children.contains(&target) {
                        children.push(target);
                    }
                }
            }
            _ => children = self.heirs.get(at).cloned().unwrap_or_default(),
        }
        children
    }
}

/// For each schema the components that have it in their `allOf`.
pub(super) fn heirs(document: &Document) -> HashMap<Pointer, Vec<Pointer>> {
    let schemas = Pointer::ROOT.child("components").child("schemas");
    let mut heirs: HashMap<Pointer, Vec<Pointer>> = HashMap::new();
    let all = document.get(&schemas).and_then(Value::as_object);
    for (name, schema) in all.into_iter().flatten() {
        let at = schemas.child(name);
        for member in members(&at, "allOf", Schema::of(schema).all_of) {
            let target = document.follow(&member);
            if let Some(target) = target.ok().filter(|target| *target != member) {
                heirs.entry(target).or_default().push(at.clone());
            }
        }
    }
    heirs
}
