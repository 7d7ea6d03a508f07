//! `$ref` within one document.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::near::nearest;
use crate::diagnostic::{Code, Diagnostic, Pointer};

/// The text of the `$ref` that stands in `value`, where it is a Reference Object.
pub(super) fn of(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// Where the chain of references that begins at `at` ends; `at` itself where no `$ref` stands there.
///
/// The same broken link gives the same diagnostic from wherever the chain began, so that it is reported once.
pub(super) fn follow(tree: &Value, at: &Pointer) -> Result<Pointer, Box<Diagnostic>> {
    let mut chain = vec![at.clone()];
    loop {
        let here = chain.last().cloned().unwrap_or_default();
        let Some(reference) = tree.pointer(here.as_str()).and_then(of) else {
            return Ok(here);
        };
        let target = target(tree, &here.child("$ref"), reference)?;
        match chain.iter().position(|link| *link == target) {
            Some(start) => return Err(Box::new(circle(chain.split_off(start)))),
            None => chain.push(target),
        }
    }
}

/// What one reference points to.
fn target(tree: &Value, at: &Pointer, reference: &str) -> Result<Pointer, Box<Diagnostic>> {
    let unresolved = |message: String, help: String| {
        Box::new(Diagnostic::error(
            Code::UnresolvedReference,
            at,
            message,
            help,
        ))
    };
    let Some(fragment) = reference.strip_prefix('#') else {
        return Err(Box::new(Diagnostic::error(
            Code::UnsupportedReference,
            at,
            format!("the reference `{reference}` leads out of this document"),
            "move what it points to into this document and refer to it with `#/components/…`",
        )));
    };
    // "The fragment is a JSON Pointer in its URI fragment identifier representation" (RFC 6901, section 6).
    let pointer = percent_decode_str(fragment)
        .decode_utf8()
        .ok()
        .and_then(|text| text.parse::<Pointer>().ok());
    let Some(pointer) = pointer else {
        return Err(unresolved(
            format!("the reference `{reference}` is no JSON pointer"),
            "write it like `#/components/schemas/Name`, with `~1` for a slash in a name".into(),
        ));
    };
    if tree.pointer(pointer.as_str()).is_some() {
        return Ok(pointer);
    }
    let help = match suggestion(tree, &pointer) {
        Some(near) => format!("did you mean `#{near}`?"),
        None => "add what it points to, or correct the reference".into(),
    };
    Err(unresolved(
        format!("the reference `{reference}` points to nothing"),
        help,
    ))
}

/// The pointer with the first key that is not there replaced by a similar one, if that leads somewhere.
fn suggestion(tree: &Value, pointer: &Pointer) -> Option<Pointer> {
    let mut near = Pointer::ROOT;
    for token in pointer.tokens() {
        let members = tree.pointer(near.as_str())?.as_object()?;
        let key = if members.contains_key(&token) {
            &token
        } else {
            nearest(&token, members.keys().map(String::as_str))?
        };
        near = near.child(key);
    }
    Some(near)
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
    fn what_leads_nowhere_is_told_apart() {
        let code = |reference: &str| {
            let tree = json!({"a": {"$ref": reference}, "b": {"c": 1}});
            follow(&tree, &pointer("/a")).expect_err("an error").code
        };
        assert_eq!(code("#/b/d/e"), Code::UnresolvedReference);
        assert_eq!(code("#b"), Code::UnresolvedReference);
        assert_eq!(code("#/%ff"), Code::UnresolvedReference);
        assert_eq!(code("other.yaml#/b"), Code::UnsupportedReference);
        assert_eq!(code(""), Code::UnsupportedReference);
    }

    #[test]
    fn a_similar_name_is_suggested() {
        let tree = json!({"a": {"$ref": "#/parts/Dgo"}, "parts": {"Cat": 1, "Dog": 2}});
        assert_eq!(
            follow(&tree, &pointer("/a")).expect_err("an error").help,
            "did you mean `#/parts/Dog`?"
        );
    }
}
