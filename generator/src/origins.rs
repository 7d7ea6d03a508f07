//! Where the parts of an API come from, as far as contract tests look them up in the document: the way from what was lowered
//! to plain texts, so that emission knows no document.

use std::collections::BTreeMap;

use crate::diagnostic::Pointer;
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

/// Where the schemas of each type stand. Of several places that gave the same type, one schema that says it all comes before
/// several that hold together, a component before what only one place has, and the shortest way before longer ones.
fn places(report: &Report) -> BTreeMap<usize, Vec<String>> {
    let mut known: BTreeMap<usize, &[Pointer]> = BTreeMap::new();
    for ((places, _), ty) in &report.places {
        if let TypeRef::Named(id) = ty.without_null() {
            let best = known.entry(id.0).or_insert(places);
            if rank(places) < rank(best) {
                *best = places;
            }
        }
    }
    let texts = |places: &[Pointer]| places.iter().map(|it| it.as_str().to_owned()).collect();
    let known = known.into_iter();
    known.map(|(id, places)| (id, texts(places))).collect()
}

/// Less is better.
fn rank(places: &[Pointer]) -> impl Ord + '_ {
    let is_elsewhere = |at: &Pointer| !at.as_str().starts_with("/components/");
    let length = |at: &Pointer| at.as_str().len();
    (
        places.len(),
        places.iter().any(is_elsewhere),
        places.iter().map(length).sum::<usize>(),
        places,
    )
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
