//! The files of a document, each as a value tree, and what a `$ref` in one of them leads to.
//!
//! Paths come in; trees and places in them go out. A file is known by its path from the folder of the document, the
//! document's own by no path at all. Nothing is fetched: a reference to a URL leads nowhere.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{Finding, LONGEST_CHAIN, Lines, Node, Unreadable, judge::Judges, overlay};

/// All files of a document, and what was worked out about them.
#[derive(Debug)]
pub(super) struct Tree {
    /// What failures call the document.
    name: String,
    /// The name of its file, by which other files may refer to it.
    own: String,
    files: BTreeMap<String, File>,
    /// See [`heirs`](Self::heirs).
    heirs: OnceLock<BTreeMap<String, Vec<String>>>,
    /// Validators that were made so far.
    pub(super) judges: Judges,
}

#[derive(Debug)]
struct File {
    /// What failures call it.
    name: String,
    text: String,
    value: Value,
    lines: OnceLock<Lines>,
}

impl File {
    fn parse(name: String, text: String) -> Result<Self, Unreadable> {
        let value = value(&name, &text)?;
        Ok(Self {
            name,
            text,
            value,
            lines: OnceLock::new(),
        })
    }
}

/// Reads JSON or YAML. JSON is YAML too, but a parser of its own takes a tenth of the time.
pub(super) fn value(name: &str, text: &str) -> Result<Value, Unreadable> {
    if text.trim_start().starts_with('{')
        && let Ok(value) = serde_json::from_str(text)
    {
        return Ok(plain(value));
    }
    let value = serde_yaml::from_str(text);
    value
        .map(plain)
        .map_err(|error| Unreadable(format!("{name}: {error}")))
}

/// The value with each whole number written as one. A document may have `1.2E+3` for an integer; of what is sent OpenAPI 3.0
/// says that it is "a JSON number without a fraction or exponent part" (draft-wright-json-schema-00, section 4.2).
fn plain(value: Value) -> Value {
    /// Up to here every whole number is a float, and the other way round.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(float) if float.fract() == 0.0 && float.abs() < EXACT => {
                // Without a fraction `Display` writes none.
                float
                    .to_string()
                    .parse()
                    .map_or(Value::Number(number), Value::Number)
            }
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(object) => {
            let plain = object.into_iter().map(|(name, value)| (name, plain(value)));
            plain.collect()
        }
        other => other,
    }
}

impl Tree {
    pub(super) fn parse(name: &str, text: &str) -> Result<Self, Unreadable> {
        let root = File::parse(name.to_owned(), text.to_owned())?;
        let files = BTreeMap::from([(String::new(), root)]);
        Ok(Self {
            name: name.to_owned(),
            own: String::new(),
            files,
            heirs: OnceLock::new(),
            judges: Judges::default(),
        })
    }

    pub(super) fn read(path: &Path, overlays: &[PathBuf]) -> Result<Self, Unreadable> {
        let name = shown(path);
        let text =
            fs::read_to_string(path).map_err(|error| Unreadable(format!("{name}: {error}")))?;
        let mut tree = Self::parse(&name, &text)?;
        if let Some(root) = tree.files.get_mut("") {
            for overlay in overlays {
                overlay::apply(&mut root.value, overlay)?;
            }
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        tree.own = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        tree.read_others(folder);
        Ok(tree)
    }

    /// Reads whatever is referred to, and whatever that refers to. What can't be read is found out where it is needed: a
    /// `$ref` may stand in an example, where it means nothing.
    fn read_others(&mut self, folder: &Path) {
        let mut wanted = Vec::new();
        if let Some(root) = self.files.get("") {
            collect("", &root.value, &mut wanted);
        }
        while let Some(path) = wanted.pop() {
            if path == self.own || self.files.contains_key(&path) {
                continue;
            }
            let file = folder.join(&path);
            let Ok(text) = fs::read_to_string(&file) else {
                continue;
            };
            if let Ok(read) = File::parse(shown(&file), text) {
                collect(&path, &read.value, &mut wanted);
                self.files.insert(path, read);
            }
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn root(&self) -> Node<'_> {
        let value = self.files.get("").map_or(&Value::Null, |root| &root.value);
        Node {
            pointer: String::new(),
            value,
        }
    }

    pub(super) fn place(&self, pointer: &str) -> String {
        let (file, pointer) = split(pointer);
        let Some(file) = self.files.get(file) else {
            return self.name.clone();
        };
        // A text that the other parser can't walk has no lines; that is no reason to be without its facts.
        let lines = file
            .lines
            .get_or_init(|| Lines::of(&file.text).unwrap_or_default());
        format!("{}:{}", file.name, lines.line(pointer))
    }

    pub(super) fn finding(&self, pointer: &str, what: impl Into<String>) -> Finding {
        Finding {
            place: self.place(pointer),
            pointer: pointer.to_owned(),
            what: what.into(),
        }
    }

    pub(super) fn at(&self, pointer: &str) -> Option<Node<'_>> {
        let (file, inner) = split(pointer);
        let value = self.files.get(file)?.value.pointer(inner)?;
        Some(Node {
            pointer: pointer.to_owned(),
            value,
        })
    }

    pub(super) fn resolve<'d>(&'d self, mut node: Node<'d>) -> Result<Node<'d>, Finding> {
        for _ in 0..LONGEST_CHAIN {
            if node.text("$ref").is_none() {
                return Ok(node);
            }
            node = self.step(&node)?;
        }
        Err(self.finding(&node.pointer, "the chain of `$ref` has no end"))
    }

    /// What the `$ref` of the object at `node` leads to.
    pub(super) fn step<'d>(&'d self, node: &Node<'_>) -> Result<Node<'d>, Finding> {
        let reference = node.text("$ref").unwrap_or_default();
        self.target(&node.pointer, reference)
            .ok_or_else(|| self.finding(&node.pointer, format!("nothing stands at `{reference}`")))
    }

    /// Where the schemas of the components stand that have the one at `pointer` in their `allOf`.
    pub(super) fn heirs(&self, pointer: &str) -> &[String] {
        let heirs = self.heirs.get_or_init(|| {
            let mut heirs: BTreeMap<String, Vec<String>> = BTreeMap::new();
            let components = self.root().below("components");
            let schemas = components.map(|it| it.entries_of("schemas"));
            for (_, heir) in schemas.into_iter().flatten() {
                let bases = heir.entries_of("allOf").into_iter();
                let bases = bases.filter(|(_, base)| base.text("$ref").is_some());
                for base in bases.filter_map(|(_, base)| self.resolve(base).ok()) {
                    let known = heirs.entry(base.pointer).or_default();
                    known.push(heir.pointer.clone());
                }
            }
            heirs
        });
        heirs.get(pointer).map_or(&[], Vec::as_slice)
    }

    /// Whether what stands beside a `$ref` holds too: in a schema of OpenAPI 3.1, which is a JSON Schema.
    pub(super) fn keeps_siblings(&self) -> bool {
        !self
            .root()
            .text("openapi")
            .is_some_and(|version| version.starts_with("3.0"))
    }

    /// What `reference` in the object at `from` leads to; "relative references are resolved using the URL of the
    /// referring document as the base" (OpenAPI 3.0.4, section 4.6).
    pub(super) fn target(&self, from: &str, reference: &str) -> Option<Node<'_>> {
        self.target_within(from, reference, LONGEST_CHAIN)
    }

    fn target_within(&self, from: &str, reference: &str, depth: usize) -> Option<Node<'_>> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let mut file = match path {
            "" => split(from).0.to_owned(),
            path => joined(split(from).0, path),
        };
        if file == self.own {
            file.clear();
        }
        let fragment = percent_decode_str(fragment).decode_utf8().ok()?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return None;
        }
        let value = &self.files.get(&file)?.value;
        let pointer = if file.is_empty() {
            file
        } else {
            format!("{file}#")
        };
        let mut node = Node { pointer, value };
        for token in fragment.split('/').skip(1) {
            let key = token.replace("~1", "/").replace("~0", "~");
            node = if let Some(below) = node.below(&key) {
                below
            } else {
                // A pointer through another `$ref` means what stands there.
                let depth = depth.checked_sub(1)?;
                let through = self.target_within(&node.pointer, node.text("$ref")?, depth)?;
                through.below(&key)?
            };
        }
        Some(node)
    }
}

/// File and JSON pointer of a [`Node::pointer`].
fn split(pointer: &str) -> (&str, &str) {
    if pointer.starts_with('/') {
        return ("", pointer);
    }
    pointer.split_once('#').unwrap_or(("", pointer))
}

/// The path of the file that `reference` means in the file `from`, both from the document's folder.
fn joined(from: &str, reference: &str) -> String {
    let decoded = percent_decode_str(reference)
        .decode_utf8_lossy()
        .into_owned();
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(decoded.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Every file that `value`, in the file `from`, refers to.
fn collect(from: &str, value: &Value, wanted: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get("$ref") {
                let path = reference.split('#').next().unwrap_or_default();
                if !path.is_empty() && !path.contains("://") {
                    wanted.push(joined(from, path));
                }
            }
            object
                .values()
                .for_each(|value| collect(from, value, wanted));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(from, value, wanted)),
        _ => {}
    }
}

/// The path without the `..` that a test's manifest directory brings along, so that an editor can open it from the
/// workspace's root.
fn shown(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .and_then(|p| p.canonicalize().ok());
    let shown = workspace.and_then(|root| path.strip_prefix(root).ok().map(Path::to_owned));
    shown.unwrap_or(path).display().to_string()
}
