//! Where the parts of an API come from, as far as contract tests look them up in the document: the way from what was lowered
//! to plain texts, so that emission knows no document.

use std::collections::BTreeMap;

use crate::emit::Origins;
use crate::ir::{Api, Operation, Place, TypeRef};
use crate::lower::{Report, Sites};

impl Origins {
    /// Those of all operations and types.
    pub(crate) fn of(api: &Api, sites: &Sites, report: &Report) -> Self {
        Self {
            keys: keys(api, sites),
            places: places(report),
        }
    }
}

/// Where the schema of each type stands: a component before what only one place has, and the shortest way of several.
fn places(report: &Report) -> BTreeMap<usize, String> {
    let rank = |at: &str| (!at.starts_with("/components/"), at.len(), at.to_owned());
    let mut places: BTreeMap<usize, String> = BTreeMap::new();
    for ((at, _), ty) in &report.places {
        if let TypeRef::Named(id) = ty.without_null() {
            let at = at.as_str();
            let known = places.entry(id.0).or_insert_with(|| at.to_owned());
            if rank(at) < rank(known) {
                at.clone_into(known);
            }
        }
    }
    places
}

/// For each operation its method and the key of its path as the document writes it: a path may be described under several
/// keys that differ in what no request has.
fn keys(api: &Api, sites: &Sites) -> Vec<String> {
    let key = |(index, it): (usize, &Operation)| {
        let mut tokens = sites.get(Place::Operation(index))?.tokens();
        let is_path = tokens.next().as_deref() == Some("paths");
        let path = tokens.next().filter(|_| is_path)?;
        Some(format!("{} {path}", it.method.as_str()))
    };
    let operations = api.operations.iter().enumerate();
    let keys = operations.map(|(index, it)| {
        key((index, it)).unwrap_or_else(|| format!("{} {}", it.method.as_str(), it.path))
    });
    keys.collect()
}
