//! `$ref` within the tree of all files.

use indexmap::IndexSet;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Pointer};

/// The text of the `$ref` that stands in `value`, where it is a Reference Object.
pub(super) fn of(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// Where the chain of references that begins at `at` ends; `at` itself where no `$ref` stands there.
///
/// The same broken link gives the same diagnostic from wherever the chain began, so that it is reported once.
pub(super) fn follow(tree: &Value, at: &Pointer) -> Result<Pointer, Box<Diagnostic>> {
    chain(at, |here| {
        let Some(reference) = here.find(tree).and_then(of) else {
            return Ok(None);
        };
        target(tree, &here.child("$ref"), reference).map(Some)
    })
}

/// The same for links that `next` knows: it gives where the reference at a place leads, and none where none stands.
pub(super) fn chain(
    at: &Pointer,
    mut next: impl FnMut(&Pointer) -> Result<Option<Pointer>, Box<Diagnostic>>,
) -> Result<Pointer, Box<Diagnostic>> {
    let mut chain = IndexSet::from([at.clone()]);
    loop {
        let here = chain.last().cloned().unwrap_or_default();
        let Some(target) = next(&here)? else {
            return Ok(here);
        };
        let (start, is_new) = chain.insert_full(target);
        if !is_new {
            return Err(Box::new(circle(chain.into_iter().skip(start).collect())));
        }
    }
}

/// Whether `reference` is one to `target` in the tree of all files.
pub(super) fn is_to(reference: &str, target: &Pointer) -> bool {
    reference
        .strip_prefix('#')
        .is_some_and(|fragment| percent_decode_str(fragment).eq(target.as_str().bytes()))
}

/// What one reference points to. All are within the tree; those that are not were reported when it was made.
fn target(tree: &Value, at: &Pointer, reference: &str) -> Result<Pointer, Box<Diagnostic>> {
    // "The fragment is a JSON Pointer in its URI fragment identifier representation" (RFC 6901, section 6).
    let pointer = reference.strip_prefix('#').and_then(|fragment| {
        let text = percent_decode_str(fragment).decode_utf8().ok()?;
        text.parse::<Pointer>().ok()
    });
    match pointer {
        Some(pointer) if pointer.find(tree).is_some() => Ok(pointer),
        _ => Err(Box::new(Diagnostic::error(
            Code::UnresolvedReference,
            at,
            format!("the reference `{reference}` points to nothing"),
            "add what it points to, or correct the reference",
        ))),
    }
}

/// The diagnostic for a circle; it stands at the same member of it wherever the circle was entered.
fn circle(mut members: Vec<Pointer>) -> Diagnostic {
    let first = members
        .iter()
        .enumerate()
        .min_by_key(|(_, at)| *at)
        .map_or(0, |(index, _)| index);
    members.rotate_left(first);
    let mut members = members.into_iter();
    let at = members.next().unwrap_or_default().child("$ref");
    let message = "the reference leads back to itself";
    let diagnostic = Diagnostic::error(
        Code::CircularReference,
        at,
        message,
        "let one of the circle be a real object",
    );
    members.fold(diagnostic, |diagnostic, at| {
        diagnostic.with_related(at.child("$ref"), "by way of this")
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Code, Pointer, follow};

    fn pointer(text: &str) -> Pointer {
        text.parse().expect("a pointer")
    }

    #[test]
    fn a_chain_is_followed_to_its_end() {
        let tree = json!({"a": {"$ref": "#/b"}, "b": {"$ref": "#/c/0"}, "c": [{"d": 1}]});
        assert_eq!(follow(&tree, &pointer("/a")), Ok(pointer("/c/0")));
        assert_eq!(follow(&tree, &pointer("/c")), Ok(pointer("/c")));
    }

    #[test]
    fn a_fragment_is_decoded_before_it_is_a_pointer() {
        let tree =
            json!({"a": {"$ref": "#/b/x%7By%7D~1%C3%A4"}, "b": {"x{y}/ä": 1}, "c": {"$ref": "#"}});
        assert_eq!(follow(&tree, &pointer("/a")), Ok(pointer("/b/x{y}~1ä")));
        assert_eq!(follow(&tree, &pointer("/c")), Ok(Pointer::ROOT));
    }

    #[test]
    fn a_circle_is_the_same_problem_from_everywhere() {
        let tree = json!({"z": {"$ref": "#/b"}, "a": {"$ref": "#/b"}, "b": {"$ref": "#/c"}, "c": {"$ref": "#/a"}});
        let from = |at| follow(&tree, &pointer(at)).expect_err("a circle");
        assert_eq!(from("/z").code, Code::CircularReference);
        assert_eq!(from("/z").pointer(), Some(&pointer("/a/$ref")));
        assert_eq!(from("/z"), from("/a"));
        assert_eq!(from("/z"), from("/c"));
        let itself = json!({"a": {"$ref": "#/a"}});
        assert_eq!(
            follow(&itself, &pointer("/a")).expect_err("a circle").code,
            Code::CircularReference
        );
    }

    #[test]
    fn what_leads_nowhere_is_told() {
        for reference in ["#/b/d/e", "#b", "#/%ff", "other.yaml#/b", ""] {
            let tree = json!({"a": {"$ref": reference}, "b": {"c": 1}});
            let code = follow(&tree, &pointer("/a")).expect_err("an error").code;
            assert_eq!(code, Code::UnresolvedReference, "{reference}");
        }
    }
}
