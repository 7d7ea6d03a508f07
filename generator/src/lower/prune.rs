//! What is left when all is lowered: the operations that nothing spoils, and only what they reach, numbered in the order
//! of first use.

use std::collections::{BTreeSet, HashSet};

use super::Lowering;
use super::failures::Failed;
use super::operations::{Draft, Drafted};
use super::security::Schemes;
use super::sites::Sites;
use super::types::{Shape, Slot, Types};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir::{self, Place, TypeId};

/// An operation that stays, and where it stands.
pub(super) struct Kept {
    at: Pointer,
    pub(super) drafted: Drafted,
}

/// The parts of the API that stay.
#[derive(Default)]
pub(super) struct Pruned {
    pub(super) operations: Vec<ir::Operation>,
    pub(super) types: Vec<ir::Type>,
    pub(super) security_schemes: Vec<ir::SecurityScheme>,
    pub(super) sites: Sites,
    /// The new numbers of the types.
    pub(super) numbers: Numbers,
}

impl Lowering<'_> {
    /// Leaves out each operation that failed or that reaches a type that failed, and says so.
    pub(super) fn without_failed(&mut self, drafts: Vec<Draft>) -> Vec<Kept> {
        let spoiled = spoiled(&self.types);
        let mut kept = Vec::new();
        for Draft { at, label, outcome } in drafts {
            let outcome = outcome.and_then(|drafted| {
                let mut failed = None;
                drafted.operation.each_named(&mut |id| {
                    failed = failed.or(spoiled.get(id.0).copied().flatten());
                });
                failed.map_or(Ok(drafted), |failed| Err(failed.clone()))
            });
            let failed = match outcome {
                Ok(drafted) => {
                    kept.push(Kept { at, drafted });
                    continue;
                }
                Err(failed) => failed,
            };
            let mut diagnostic = Diagnostic::warning(
                Code::OperationLeftOut,
                at,
                format!("`{label}` is left out because of the errors in what it is made of"),
                "correct these errors",
            )
            .on_key();
            for cause in failed.causes() {
                diagnostic = diagnostic.with_related(cause.clone(), "an error is here");
            }
            self.diagnostics.push(diagnostic);
        }
        kept
    }
}

/// For each type the failure of the first one found, itself included, that it reaches.
fn spoiled<'t>(types: &'t Types<'_>) -> Vec<Option<&'t Failed>> {
    let slots = types.slots();
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); slots.len()];
    for (user, slot) in slots.iter().enumerate() {
        if let Some(shape) = slot.lowered() {
            shape.shape.each_named(&mut |used| {
                if let Some(users) = users.get_mut(used.0) {
                    users.push(user);
                }
            });
        }
    }
    let mut spoiled: Vec<Option<&Failed>> = slots.iter().map(Slot::failed).collect();
    let mut open: Vec<usize> = (0..slots.len())
        .filter(|&slot| spoiled.get(slot).is_some_and(Option::is_some))
        .collect();
    while let Some(slot) = open.pop() {
        let failed = spoiled.get(slot).copied().flatten();
        for &user in users.get(slot).into_iter().flatten() {
            if let Some(place @ None) = spoiled.get_mut(user) {
                *place = failed;
                open.push(user);
            }
        }
    }
    spoiled
}

/// What the operations in `kept` reach of the types and security schemes that were found.
pub(super) fn prune(kept: Vec<Kept>, types: &Types<'_>, schemes: &Schemes) -> Pruned {
    let mut pruned = Pruned::default();
    let types = pruned.types(&kept, types);
    let schemes = pruned.security_schemes(&kept, schemes);
    for (index, Kept { at, drafted }) in kept.into_iter().enumerate() {
        let Drafted {
            mut operation,
            parameters,
            responses,
        } = drafted;
        for requirement in operation.security.iter_mut().flatten() {
            requirement.scheme = schemes.of(requirement.scheme).unwrap_or_default();
        }
        operation.each_named_mut(&mut |id| types.renumber(id));
        let sites = &mut pruned.sites;
        sites.set(Place::Operation(index), at.child("operationId"));
        sites.set(Place::Tag(index), at.child("tags").index(0));
        for (position, at) in parameters.into_iter().enumerate() {
            sites.set(Place::Parameter(index, position), at);
        }
        for (position, at) in responses.into_iter().enumerate() {
            sites.set(Place::Response(index, position), at);
        }
        pruned.operations.push(operation);
    }
    pruned.numbers = types;
    pruned
}

impl Pruned {
    fn types(&mut self, kept: &[Kept], found: &Types<'_>) -> Numbers {
        let order = first_uses(kept, found);
        let numbers = Numbers::new(order.iter().map(|id| id.0), found.slots().len());
        let operations: HashSet<&ir::WireName> =
            kept.iter().map(|kept| &kept.drafted.operation.id).collect();
        for slot in order.iter().filter_map(|id| found.get(*id)) {
            // Of what is reached nothing failed.
            let Some(Shape { shape, parts }) = slot.lowered() else {
                continue;
            };
            let id = TypeId(self.types.len());
            self.sites.set(Place::Type(id), slot.at.clone());
            for (position, at) in parts.iter().enumerate() {
                let place = match shape {
                    ir::Shape::Enum(_) => Place::EnumValue(id, position),
                    ir::Shape::Union(_) => Place::Variant(id, position),
                    ir::Shape::Multipart(_) => Place::Part(id, position),
                    ir::Shape::Object(_) | ir::Shape::Text(_) | ir::Shape::Alias(_) => {
                        Place::Property(id, position)
                    }
                };
                self.sites.set(place, at.clone());
            }
            let mut shape = shape.clone();
            shape.each_named_mut(&mut |id| numbers.renumber(id));
            let uses = slot.uses.iter();
            let mut uses: Vec<ir::Use> = uses
                .filter_map(|usage| numbers.usage(usage, &operations))
                .collect();
            if uses.is_empty() {
                // Whatever it was found in turned out to be something else.
                let name = slot.at.last().unwrap_or_default();
                uses.push(ir::Use::Component(ir::WireName(name)));
            }
            self.types.push(ir::Type {
                uses,
                direction: slot.direction,
                docs: slot.docs.clone(),
                deprecation: slot.deprecation.clone(),
                shape,
            });
        }
        numbers
    }

    fn security_schemes(&mut self, kept: &[Kept], found: &Schemes) -> Numbers {
        let requirements = kept
            .iter()
            .flat_map(|kept| kept.drafted.operation.security.iter().flatten());
        // The set keeps the document's order.
        let named: BTreeSet<usize> = requirements.map(|requirement| requirement.scheme).collect();
        for (scheme, at) in named.iter().filter_map(|&position| found.get(position)) {
            self.sites.set(
                Place::SecurityScheme(self.security_schemes.len()),
                at.clone(),
            );
            self.security_schemes.push(scheme.clone());
        }
        let count = named.last().map_or(0, |last| last + 1);
        Numbers::new(named.into_iter(), count)
    }
}

/// The types that the operations reach: each before those that it reaches itself.
pub(super) fn first_uses(kept: &[Kept], types: &Types<'_>) -> Vec<TypeId> {
    let mut seen = HashSet::new();
    let mut order = Vec::new();
    let mut roots = Vec::new();
    for kept in kept {
        kept.drafted.operation.each_named(&mut |id| roots.push(id));
    }
    for id in roots {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                order.push(id);
                let mut reached = Vec::new();
                if let Some(shape) = types.get(id).and_then(Slot::lowered) {
                    shape.shape.each_named(&mut |id| reached.push(id));
                }
                open.extend(reached.into_iter().rev());
            }
        }
    }
    order
}

/// Old positions and the new ones of what is kept.
#[derive(Default)]
pub(super) struct Numbers(Vec<Option<usize>>);

impl Numbers {
    fn new(kept: impl Iterator<Item = usize>, count: usize) -> Self {
        let mut numbers = vec![None; count];
        for (new, old) in kept.enumerate() {
            if let Some(number) = numbers.get_mut(old) {
                *number = Some(new);
            }
        }
        Self(numbers)
    }

    pub(super) fn of(&self, old: usize) -> Option<usize> {
        self.0.get(old).copied().flatten()
    }

    fn renumber(&self, id: &mut TypeId) {
        if let Some(new) = self.of(id.0) {
            id.0 = new;
        }
    }

    /// A use with its new number; none where what used the type is left out.
    fn usage(&self, usage: &ir::Use, operations: &HashSet<&ir::WireName>) -> Option<ir::Use> {
        let mut usage = usage.clone();
        match &mut usage {
            ir::Use::Component(_) | ir::Use::ComponentElement(_) => {}
            ir::Use::Property { owner, name: _ }
            | ir::Use::Element { owner, name: _ }
            | ir::Use::Variant { owner, label: _ }
            | ir::Use::AdditionalProperty { owner } => owner.0 = self.of(owner.0)?,
            ir::Use::Parameter { operation, name: _ }
            | ir::Use::RequestBody { operation }
            | ir::Use::ResponseHeaders {
                operation,
                status: _,
            }
            | ir::Use::ResponseBody {
                operation,
                status: _,
            } => {
                operations.get(operation)?;
            }
        }
        Some(usage)
    }
}
