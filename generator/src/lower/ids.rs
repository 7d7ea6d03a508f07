//! What operations are called, and all of them that a document has.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::Lowering;
use super::paths::template;
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::ir;

/// An operation before it is looked into.
pub(super) struct Found {
    /// Where its Path Item Object stands, all references followed.
    pub(super) path_item: Pointer,
    /// Where its Operation Object stands.
    pub(super) at: Pointer,
    /// The key of the Paths Object.
    pub(super) path: String,
    pub(super) method: ir::Method,
    pub(super) id: ir::WireName,
    pub(super) tags: Vec<String>,
    /// What is wrong with the document's own id.
    pub(super) trouble: Option<Diagnostic>,
}

/// A path that can't be looked into.
pub(super) struct Lost {
    pub(super) at: Pointer,
    pub(super) path: String,
    pub(super) diagnostic: Diagnostic,
}

impl Lowering<'_> {
    /// Every operation of the document, in its order, and the paths whose references lead nowhere.
    pub(super) fn found(&self) -> (Vec<Found>, Vec<Lost>) {
        let paths = Pointer::ROOT.child("paths");
        let mut written = Vec::new();
        let mut lost = Vec::new();
        for path in self
            .keys(&paths)
            .into_iter()
            .filter(|path| !path.starts_with("x-"))
        {
            let at = paths.child(&path);
            match self.document.follow(&at) {
                Ok(item) => {
                    for key in self.keys(&item) {
                        // `parameters` and `servers` are read with each operation. `summary` and `description` tell of all
                        // operations of a path together, and there is no such place in a client. What else there may be is
                        // an extension, or `load` has reported it.
                        if let Some(method) = method(&key) {
                            let at = item.child(&key);
                            written.push((item.clone(), at, path.clone(), key, method));
                        }
                    }
                }
                Err(diagnostic) => lost.push(Lost {
                    at,
                    path,
                    diagnostic: *diagnostic,
                }),
            }
        }
        let own_id = |at: &Pointer| {
            let id = self.document.get(&at.child("operationId"));
            id.and_then(Value::as_str)
                .filter(|id| !id.trim().is_empty())
        };
        let all: HashSet<&str> = written
            .iter()
            .filter_map(|(_, at, ..)| own_id(at))
            .collect();
        let mut first: HashMap<String, Pointer> = HashMap::new();
        let mut found = Vec::new();
        for (path_item, at, path, key, method) in written {
            let own = own_id(&at);
            let (id, trouble) = match own.map(|id| (id, first.get(id))) {
                Some((id, None)) => (id.to_owned(), None),
                taken => {
                    let id = derived(&key, &path, |id| all.contains(id) || first.contains_key(id));
                    let trouble = match taken {
                        Some((own, Some(other))) => doubled(&at, own, other, &id),
                        _ => missing(&at, &id),
                    };
                    (id, Some(trouble))
                }
            };
            first.insert(id.clone(), at.child("operationId"));
            let tags = self
                .document
                .get(&at.child("tags"))
                .and_then(Value::as_array);
            let tags = tags.into_iter().flatten().filter_map(Value::as_str);
            found.push(Found {
                tags: tags.map(str::to_owned).collect(),
                path_item,
                at,
                path,
                method,
                id: ir::WireName(id),
                trouble,
            });
        }
        (found, lost)
    }

    /// The keys of the object at `at`, in the document's order.
    pub(super) fn keys(&self, at: &Pointer) -> Vec<String> {
        let object = self.document.get(at).and_then(Value::as_object);
        object
            .into_iter()
            .flat_map(|object| object.keys().cloned())
            .collect()
    }
}

/// The method that a key of a Path Item Object means.
fn method(key: &str) -> Option<ir::Method> {
    Some(match key {
        "get" => ir::Method::Get,
        "put" => ir::Method::Put,
        "post" => ir::Method::Post,
        "delete" => ir::Method::Delete,
        "options" => ir::Method::Options,
        "head" => ir::Method::Head,
        "patch" => ir::Method::Patch,
        "trace" => ir::Method::Trace,
        _ => return None,
    })
}

fn missing(at: &Pointer, id: &str) -> Diagnostic {
    Diagnostic::warning(
        Code::MissingOperationId,
        at,
        format!(
            "the operation has no `operationId`, so it is called `{id}` after its method and path"
        ),
        "add an `operationId` that no other operation has",
    )
    .on_key()
}

fn doubled(at: &Pointer, own: &str, other: &Pointer, id: &str) -> Diagnostic {
    Diagnostic::flaw(
        Code::DoubledOperationId,
        at.child("operationId"),
        format!("a second operation has the `operationId` `{own}`, so this one is called `{id}`"),
        "give each operation an `operationId` of its own",
    )
    .with_related(other.clone(), "the first is here")
}

/// An id made of method and path that is not `taken`: as short as a person would have it, else with all of the path, else
/// with a number.
fn derived(method: &str, path: &str, taken: impl Fn(&str) -> bool) -> String {
    let (path, fragment) = match template(path) {
        Ok(template) => (template.path, template.fragment),
        Err(_) => (path.to_owned(), None),
    };
    let mut words: Vec<String> = path
        .split(['/', '?', '&'])
        .filter(|segment| !segment.is_empty())
        .map(spoken)
        .filter(|segment| !segment.is_empty())
        .collect();
    words.extend(fragment);
    let join = |words: &[String]| {
        let mut id = method.to_owned();
        for word in words {
            id.push('_');
            id.push_str(word);
        }
        if words.is_empty() {
            id.push_str("_root");
        }
        id
    };
    // What all paths have in common tells nothing.
    let common = words.iter().take_while(|word| is_common(word)).count();
    let whole = join(&words);
    let short = join(words.get(common..).unwrap_or_default());
    let numbered = (2_u32..).map(|number| format!("{whole}_{number}"));
    [short, whole.clone()]
        .into_iter()
        .chain(numbered)
        .find(|id| !taken(id))
        .unwrap_or(whole)
}

/// A segment of a path as a person would say it: `{petId}` is `by_petId`, `{name}.{format}` is `by_name_and_format`.
fn spoken(segment: &str) -> String {
    let mut text = String::new();
    let mut has_variable = false;
    for (index, part) in segment.split(['{', '}']).enumerate() {
        let part = part.trim_matches(|c: char| !c.is_alphanumeric());
        if part.is_empty() {
            continue;
        }
        // Every second part stood in braces.
        let is_variable = index % 2 == 1;
        if !text.is_empty() {
            text.push('_');
        }
        if is_variable {
            text.push_str(if has_variable { "and_" } else { "by_" });
            has_variable = true;
        }
        text.push_str(part);
    }
    text
}

/// `api`, `rest`, `v1`, `v2.0`.
fn is_common(word: &str) -> bool {
    let is_version = word
        .strip_prefix('v')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    is_version || matches!(word, "api" | "rest")
}

#[cfg(test)]
mod tests {
    use super::derived;

    #[test]
    fn ids_read_like_what_the_operation_does() {
        for (path, expected) in [
            ("/pets", "get_pets"),
            ("/pets/{petId}", "get_pets_by_petId"),
            ("/api/v2/pets/{id}/toys", "get_pets_by_id_toys"),
            ("/v1", "get_root"),
            ("/", "get_root"),
            ("/pets/{name}.{format}", "get_pets_by_name_and_format"),
            ("/pets/{id}:feed", "get_pets_by_id_feed"),
            ("/pets/", "get_pets"),
            ("/files#link", "get_files_link"),
        ] {
            assert_eq!(derived("get", path, |_| false), expected, "{path}");
        }
    }

    #[test]
    fn ids_never_collide() {
        let taken = |id: &str| matches!(id, "get_pets" | "get_api_pets" | "get_api_pets_2");
        assert_eq!(derived("get", "/api/pets", taken), "get_api_pets_3");
    }
}
