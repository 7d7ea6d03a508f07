//! What a `$ref` means, wherever it stands: in the same file, in another one, or as the name of a schema.
//!
//! "Relative references [...] are resolved using the URL of the referring document as the base" (OpenAPI 3.0.4, section
//! 4.6). The URL of a document here is its path; a URL elsewhere is only a name, and nothing is fetched.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use super::{
    files::{Files, normal},
    names::{self, Names},
    near::nearest,
};
use crate::diagnostic::{Code, Diagnostic, Pointer, find};

/// Where a reference leads, and what was odd about it.
pub(super) struct Target {
    pub(super) at: Pointer,
    /// That what it means is clear, but not what it says.
    pub(super) flaw: Option<Diagnostic>,
}

type Resolved = Result<Target, Box<Diagnostic>>;

/// What the `$ref` with `text` in the object at `from` leads to.
pub(super) fn target(files: &mut Files, names: &mut Names, from: &Pointer, text: &str) -> Resolved {
    let reference = Reference {
        place: from.child("$ref"),
        from,
        text,
    };
    let (uri, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (file, _) = files.split(from);
    if uri.is_empty() {
        let root = files.at(file);
        return reference.part(files, names, &root, fragment);
    }
    let (resource, flaw) = reference.resource(files, names, uri)?;
    let target = reference.part(files, names, &resource, fragment)?;
    Ok(Target {
        flaw: flaw.or(target.flaw),
        ..target
    })
}

/// The text of a `$ref` to `pointer`, from anywhere in the tree.
pub(super) fn text_of(pointer: &Pointer) -> String {
    /// What can't stand in a fragment (RFC 3986, section 3.5), and the sign that escapes it.
    const ESCAPED: &AsciiSet = &CONTROLS
        .add(b'%')
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'<')
        .add(b'>')
        .add(b'`');
    format!("#{}", utf8_percent_encode(pointer.as_str(), ESCAPED))
}

/// One `$ref`.
struct Reference<'r> {
    /// Where its text stands.
    place: Pointer,
    /// Where its object stands.
    from: &'r Pointer,
    text: &'r str,
}

impl Reference<'_> {
    /// Where the file or the schema stands that `uri` names.
    fn resource(
        &self,
        files: &mut Files,
        names: &mut Names,
        uri: &str,
    ) -> Result<(Pointer, Option<Diagnostic>), Box<Diagnostic>> {
        let (file, local) = files.split(self.from);
        let is_elsewhere = names::has_scheme(uri) || uri.starts_with('/');
        let path = decoded(uri);
        if !is_elsewhere {
            let path = normal(&format!("{}{path}", files.folder(file)));
            if let Some(index) = self.open(files, &path)? {
                return Ok((files.at(index), None));
            }
        }
        let base = names::around(files, file, local).map(|(_, id)| id);
        let id = names::join(base.as_deref().unwrap_or_default(), uri);
        if let Some(at) = names.schema(files, &id) {
            return Ok((at, None));
        }
        if is_elsewhere {
            // A copy of the file that the URL names, in the folder of the document or below it.
            let parts: Vec<_> = path.split('/').collect();
            for start in 1..parts.len() {
                let path = normal(&parts.get(start..).unwrap_or_default().join("/"));
                if !path.is_empty()
                    && !path.starts_with("..")
                    && let Some(index) = self.open(files, &path)?
                {
                    let message = format!(
                        "the reference `{}` leads elsewhere, and nothing is fetched; the file `{path}` is read in its place",
                        self.text
                    );
                    let help = "refer to the file by its path";
                    let flaw =
                        Diagnostic::flaw(Code::UnsupportedReference, &self.place, message, help);
                    return Ok((files.at(index), Some(flaw)));
                }
            }
        }
        let schema = schema(uri);
        if !self.text.contains('#') && files.has(&schema) {
            let flaw = self.guessed(&schema);
            return Ok((schema, Some(flaw)));
        }
        if is_elsewhere || !files.has_folder() {
            return Err(Box::new(Diagnostic::error(
                Code::UnsupportedReference,
                &self.place,
                format!(
                    "the reference `{}` leads out of this document, and nothing is fetched",
                    self.text
                ),
                "put the file beside the document and refer to it by its path, or move what it points to into the document",
            )));
        }
        self.unresolved(
            format!("there is no file for the reference `{}`", self.text),
            "put the file there, or correct the path",
        )
    }

    fn open(&self, files: &mut Files, path: &str) -> Result<Option<usize>, Box<Diagnostic>> {
        files.open(path).map_err(|message| {
            Box::new(Diagnostic::error(
                Code::TooLarge,
                &self.place,
                message,
                "refer to fewer files, or leave out the operations that are not needed",
            ))
        })
    }

    /// What `fragment` means in the file or schema at `resource`.
    fn part(
        &self,
        files: &mut Files,
        names: &mut Names,
        resource: &Pointer,
        fragment: &str,
    ) -> Resolved {
        let good = |at| Ok(Target { at, flaw: None });
        if fragment.is_empty() {
            return good(resource.clone());
        }
        // "The fragment is a JSON Pointer in its URI fragment identifier representation" (RFC 6901, section 6).
        let fragment = decoded(fragment);
        let (file, local) = files.split(self.from);
        let Some(pointer) = Some(&fragment)
            .filter(|fragment| fragment.starts_with('/'))
            .and_then(|fragment| fragment.parse::<Pointer>().ok())
        else {
            let (file, _) = files.split(resource);
            return match names.anchor(files, file, &fragment) {
                Some(at) => good(at),
                None => self.unresolved(
                    format!("the reference `{}` is no JSON pointer", self.text),
                    "write it like `#/components/schemas/Name`, with `~1` for a slash in a name",
                ),
            };
        };
        let at = resource.join(pointer.as_str());
        if files.has(&at) {
            return good(at);
        }
        // In a schema with an `$id` a fragment is one of that schema.
        if self.text.starts_with('#')
            && let Some((schema, _)) = names::around(files, file, local)
        {
            let at = schema.join(pointer.as_str());
            if files.has(&at) {
                return good(at);
            }
        }
        if let Some(at) = through(files, names, resource, &pointer) {
            let message = format!(
                "the reference `{}` leads through another reference, which is followed",
                self.text
            );
            let help = format!("write `{}`", text_of(&at));
            let flaw = Diagnostic::flaw(Code::UnresolvedReference, &self.place, message, help);
            return Ok(Target {
                at,
                flaw: Some(flaw),
            });
        }
        if let Some(at) = self.enclosing(files, &pointer) {
            let flaw = Some(self.guessed(&at));
            return Ok(Target { at, flaw });
        }
        let schema = schema(&pointer.last().unwrap_or_default());
        if pointer.as_str().starts_with("/definitions/") && files.has(&schema) {
            let flaw = Some(self.guessed(&schema));
            return Ok(Target { at: schema, flaw });
        }
        let (file, local) = files.split(resource);
        let near = names
            .may_suggest()
            .then(|| suggestion(&files.tree(file), local, &pointer));
        let help = match near.flatten() {
            Some(near) => format!("did you mean `#{near}`?"),
            None => "add what it points to, or correct the reference".into(),
        };
        self.unresolved(
            format!("the reference `{}` points to nothing", self.text),
            &help,
        )
    }

    /// A definition of the schema that the reference stands in, as if that were a file of its own: what tools write that put
    /// the JSON Schemas of others into a document.
    fn enclosing(&self, files: &Files, pointer: &Pointer) -> Option<Pointer> {
        let is_definition = pointer.as_str().starts_with("/$defs/")
            || pointer.as_str().starts_with("/definitions/");
        let mut around = is_definition.then(|| self.from.clone());
        while let Some(at) = around {
            let definition = at.join(pointer.as_str());
            if files.has(&definition) {
                return Some(definition);
            }
            around = at.parent();
        }
        None
    }

    fn guessed(&self, schema: &Pointer) -> Diagnostic {
        let message = format!(
            "the reference `{}` points to nothing; it is read as `#{schema}`",
            self.text
        );
        let help = format!("write `#{schema}`");
        Diagnostic::flaw(Code::UnresolvedReference, &self.place, message, help)
    }

    fn unresolved<T>(&self, message: String, help: &str) -> Result<T, Box<Diagnostic>> {
        Err(Box::new(Diagnostic::error(
            Code::UnresolvedReference,
            &self.place,
            message,
            help,
        )))
    }
}

fn schema(name: &str) -> Pointer {
    let schemas = Pointer::ROOT.child("components").child("schemas");
    schemas.child(name)
}

fn decoded(text: &str) -> String {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// Where `pointer` leads in `resource` if references on the way are followed.
fn through(
    files: &mut Files,
    names: &mut Names,
    resource: &Pointer,
    pointer: &Pointer,
) -> Option<Pointer> {
    /// References that may be followed at one place.
    const LONGEST_CHAIN: usize = 16;
    let mut at = resource.clone();
    for token in pointer.tokens() {
        for _ in 0..LONGEST_CHAIN {
            if files.has(&at.child(&token)) {
                break;
            }
            let text = files.reference(&at)?;
            let (uri, fragment) = text.split_once('#').unwrap_or((&text, ""));
            let reference = Reference {
                place: at.child("$ref"),
                from: &at.clone(),
                text: &text,
            };
            let (file, _) = files.split(&at);
            let resource = if uri.is_empty() {
                files.at(file)
            } else {
                reference.resource(files, names, uri).ok()?.0
            };
            at = resource.join(decoded(fragment).as_str());
        }
        at = at.child(&token);
    }
    files.has(&at).then_some(at)
}

/// The pointer with the first key that is not there replaced by a similar one, if that leads somewhere.
fn suggestion(tree: &Value, local: &str, pointer: &Pointer) -> Option<Pointer> {
    let tree = find(tree, local)?;
    let mut near = Pointer::ROOT;
    for token in pointer.tokens() {
        let members = near.find(tree)?.as_object()?;
        let key = if members.contains_key(&token) {
            &token
        } else {
            nearest(&token, members.keys().map(String::as_str))?
        };
        near = near.child(key);
    }
    Some(near)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Code, Files, Names, Pointer, target, text_of};

    fn pointer(text: &str) -> Pointer {
        text.parse().expect("a pointer")
    }

    /// Where the `$ref` at `/a` of `tree` leads, and with which code.
    fn leads(tree: &Value) -> (Option<String>, Option<Code>) {
        let from = pointer("/a");
        let text = tree["a"]["$ref"].as_str().expect("a reference").to_owned();
        let mut files = Files::new(None, "t", b"", "", tree.clone());
        match target(&mut files, &mut Names::default(), &from, &text) {
            Ok(target) => (
                Some(target.at.to_string()),
                target.flaw.map(|flaw| flaw.code),
            ),
            Err(problem) => (None, Some(problem.code)),
        }
    }

    #[test]
    fn a_fragment_is_decoded_before_it_is_a_pointer() {
        let tree = json!({"a": {"$ref": "#/b/x%7By%7D~1%C3%A4"}, "b": {"x{y}/ä": 1}});
        assert_eq!(leads(&tree), (Some("/b/x{y}~1ä".into()), None));
        assert_eq!(
            leads(&json!({"a": {"$ref": "#"}})),
            (Some(String::new()), None)
        );
    }

    #[test]
    fn what_leads_nowhere_is_told_apart() {
        let code = |reference: &str| leads(&json!({"a": {"$ref": reference}, "b": {"c": 1}}));
        for nothing in ["#/b/d/e", "#b", "#/%ff"] {
            assert_eq!(code(nothing), (None, Some(Code::UnresolvedReference)));
        }
        for elsewhere in ["other.yaml#/b", "https://example.org/b"] {
            assert_eq!(code(elsewhere), (None, Some(Code::UnsupportedReference)));
        }
    }

    #[test]
    fn schemas_are_found_by_their_names() {
        let with = |reference: &str| {
            leads(&json!({
                "a": {"$ref": reference},
                "b": {"$id": "https://example.org/s/b", "c": {"$anchor": "here"}, "d": {"$id": "d"}},
            }))
        };
        assert_eq!(with("#here"), (Some("/b/c".into()), None));
        assert_eq!(with("https://example.org/s/b"), (Some("/b".into()), None));
        assert_eq!(
            with("https://example.org/s/b#/c"),
            (Some("/b/c".into()), None)
        );
        assert_eq!(with("https://example.org/s/d"), (Some("/b/d".into()), None));
    }

    #[test]
    fn what_is_clear_is_read() {
        let flaw = Some(Code::UnresolvedReference);
        let tree = json!({"a": {"$ref": "#/b/c/d"}, "b": {"$ref": "#/e"}, "e": {"c": {"d": 1}}});
        assert_eq!(leads(&tree), (Some("/e/c/d".into()), flaw));
        let tree = json!({"a": {"$ref": "#/$defs/d", "$defs": {"d": 1}}});
        assert_eq!(leads(&tree), (Some("/a/$defs/d".into()), flaw));
        for text in ["#/definitions/D", "D"] {
            let tree = json!({"a": {"$ref": text}, "components": {"schemas": {"D": {}}}});
            assert_eq!(leads(&tree), (Some("/components/schemas/D".into()), flaw));
        }
    }

    #[test]
    fn a_similar_name_is_suggested() {
        let tree = json!({"a": {}, "parts": {"Cat": 1, "Dog": 2}});
        let mut files = Files::new(None, "t", b"", "", tree);
        let text = "#/parts/Dgo";
        let problem = target(&mut files, &mut Names::default(), &pointer("/a"), text);
        let help = problem.err().map(|problem| problem.help);
        assert_eq!(help.as_deref(), Some("did you mean `#/parts/Dog`?"));
    }

    #[test]
    fn a_pointer_becomes_a_reference() {
        assert_eq!(text_of(&pointer("/a b/c%d/~1{e}")), "#/a%20b/c%25d/~1{e}");
    }
}
