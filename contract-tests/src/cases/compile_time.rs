//! The compiler's part of deprecation: what the document says is ending warns where it is used, and nothing else does.
//!
//! The adapter uses all that a client has, so it is compiled once more with `deprecated` denied, and what the compiler
//! says of it is held against the document. Names in Rust are the client's own affair; that they are those of the
//! document but for case and punctuation is enough to know them by.

use std::{
    env,
    process::Command,
    sync::{Arc, OnceLock},
};

use serde_json::Value;

use super::{Case, Suite, request_shape::forms::Form, types::plain};
use crate::{
    adapter::Text,
    coverage::{self, Item},
    difference::{Difference, Failure, verdict},
    oracle::{Deprecation, Direction, Node, Operation, Place, Schema, deprecation},
};

/// Something that the document says is ending.
#[derive(Clone, Debug)]
struct Ending {
    /// The end of the case's name.
    label: String,
    /// The struct or enum that it is a part of, plain.
    owner: Option<String>,
    /// Its own name, plain.
    name: String,
    /// Whether it is a struct or an enum, whose parts end with it.
    is_type: bool,
    record: Deprecation,
}

/// Something that the compiler says is deprecated.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Warning {
    /// The path of the item, each segment plain.
    path: Vec<String>,
    /// The whole sentence.
    text: String,
}

/// What the compiler says, asked once for all cases.
type Answer = Arc<OnceLock<Result<Vec<Warning>, String>>>;

/// A case for everything that the document says is ending, and one for the rest. `manifest` is the `Cargo.toml` of the
/// package whose test program `suite` has the adapter in it.
pub fn cases(suite: Suite, manifest: &'static str) -> Vec<Case> {
    let endings = endings(suite);
    let answer = Answer::default();
    let ask = move |answer: &Answer| {
        let warnings = answer.get_or_init(|| compile(manifest));
        warnings.clone().map_err(Failure::because)
    };
    let all = endings.clone();
    let answer_for_rest = Arc::clone(&answer);
    let rest = Case::new("deprecation::compile_time::nothing_else_warns", move || {
        // Where nothing is ending, the adapter was compiled without a warning, or the suite would not run.
        let warnings = ask(&answer_for_rest)?;
        let surplus = warnings
            .iter()
            .filter(|warning| !all.iter().any(|ending| ending.explains(warning)));
        let differences = surplus.map(|warning| {
            Difference::new(
                "the compiler",
                "warns of what is ending only",
                &*warning.text,
            )
        });
        verdict(differences.collect(), "")
    });
    // The compiler takes its time. One case waits for it beside the others, so that those that come last need not.
    let rest = rest.early();
    let told = endings.into_iter().map(|ending| {
        let answer = Arc::clone(&answer);
        let name = format!("deprecation::compile_time::{}", ending.label);
        Case::new(name, move || {
            let place = suite.document.place(&ending.record.pointer);
            coverage::record(ending.item());
            let differences = ending.differences(&ask(&answer)?).into_iter();
            verdict(differences.map(|it| it.at(place.clone())).collect(), "")
        })
    });
    told.chain([rest]).collect()
}

impl Ending {
    /// The part of the document that it is.
    fn item(&self) -> Item {
        Item::Deprecation {
            pointer: self.record.pointer.clone(),
        }
    }

    fn is_told_by(&self, warning: &Warning) -> bool {
        let mut path = warning.path.iter().rev();
        // A number is no name, so that a client puts a word in front.
        let is_number = self.name.bytes().all(|it| it.is_ascii_digit());
        let is_it = path.next().is_some_and(|last| {
            let name = last.trim_start_matches(|it: char| is_number && !it.is_ascii_digit());
            name == self.name
        });
        is_it
            && self
                .owner
                .as_ref()
                .is_none_or(|owner| path.next() == Some(owner))
    }

    /// Whether the warning is of this or of a part of it: rustc warns of the fields of a deprecated struct, too.
    fn explains(&self, warning: &Warning) -> bool {
        let owner = warning.path.iter().rev().nth(1);
        self.is_told_by(warning) || (self.is_type && owner == Some(&self.name))
    }

    /// There is a warning, and it says what a caller has to know.
    fn differences(&self, warnings: &[Warning]) -> Vec<Difference> {
        let told: Vec<_> = warnings.iter().filter(|it| self.is_told_by(it)).collect();
        if told.is_empty() {
            let all: Vec<&str> = warnings.iter().map(|it| it.text.as_str()).collect();
            let found = format!("none among: {}", all.join("; "));
            return vec![Difference::new("the compiler's warning", "one", found)];
        }
        let facts = self.record.sunset.iter().chain(&self.record.successor);
        let missing = facts.filter(|fact| !told.iter().all(|it| it.text.contains(fact.as_str())));
        let text = &told[0].text;
        missing
            .map(|fact| Difference::new("the compiler's warning", format!("names `{fact}`"), text))
            .collect()
    }
}

/// All that is ending and that code can name.
fn endings(suite: Suite) -> Vec<Ending> {
    let mut endings = Vec::new();
    for operation in suite.operations {
        if let Some(record) = &operation.deprecation {
            endings.push(Ending {
                label: operation.id.clone(),
                owner: None,
                name: plain(&operation.id),
                is_type: false,
                record: record.clone(),
            });
        }
        for parameter in &operation.parameters {
            // An argument can't warn; what is required in spite of its end is told when it is used.
            if parameter.required {
                continue;
            }
            let own = parameter.deprecation.clone();
            let ends = own.or_else(|| deprecation::of_use(None, &parameter.schema));
            let Some(record) = ends else { continue };
            let place = match parameter.place {
                Place::Path => "path",
                Place::Query => "query",
                Place::Header => "header",
                Place::Cookie => "cookie",
            };
            endings.push(Ending {
                label: format!("{}::{place}::{}", operation.id, parameter.name),
                owner: Some(plain(&operation.id)),
                name: plain(&parameter.name),
                is_type: false,
                record,
            });
        }
    }
    let document = suite.document;
    endings.extend(suite.operations.iter().flat_map(|it| parts(suite, it)));
    for it in suite.adapter.types() {
        // What the document does not have is told where structs are tried.
        let Ok(schema) = Schema::together(document, it.pointers, it.direction) else {
            continue;
        };
        endings.extend(whole(&schema, it.name));
        for property in schema.properties() {
            let node = document.at(&property.pointer);
            let record = deprecation::of_use(node.as_ref(), &property.schema);
            endings.extend(record.map(|record| Ending {
                label: format!("types::{}::{}", it.name, property.name),
                owner: Some(plain(it.name)),
                name: plain(&property.name),
                is_type: false,
                record,
            }));
        }
    }
    for it in suite.adapter.enums() {
        let Ok(schema) = Schema::together(document, it.pointers, Direction::Answer) else {
            continue;
        };
        endings.extend(whole(&schema, it.name));
        for (value, record) in deprecation::of_values(&schema) {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            endings.push(Ending {
                label: format!("types::{}::{text}", it.name),
                owner: Some(plain(it.name)),
                name: plain(&text),
                is_type: false,
                record,
            });
        }
    }
    // Texts are known by their names alone, which are those of components where they can end as a whole.
    let components = document.at("/components/schemas");
    for (name, node) in components.iter().flat_map(Node::entries) {
        let is_text = |it: &&Text| plain(it.name) == plain(&name);
        let Some(it) = suite.adapter.texts().iter().find(is_text) else {
            continue;
        };
        if let Ok(schema) = Schema::read(document, &node, Direction::Answer) {
            endings.extend(whole(&schema, it.name));
        }
    }
    // A struct that travels both ways is listed twice.
    endings.sort_by(|a, b| a.label.cmp(&b.label));
    endings.dedup_by(|a, b| a.label == b.label);
    endings
}

/// The parts of a multipart body that are ending. The adapter lists no structs that are no JSON, so that they have no owner.
fn parts(suite: Suite, operation: &Operation) -> Vec<Ending> {
    let contents = operation.body.iter().flat_map(|body| &body.content);
    let contents = contents.filter(|it| Form::of(&it.media_type) == Form::Multipart);
    let properties = contents
        .filter_map(|content| content.schema.as_ref())
        .flat_map(Schema::properties);
    let parts = properties.filter_map(|property| {
        let node = suite.document.at(&property.pointer);
        Some(Ending {
            label: format!("{}::body::{}", operation.id, property.name),
            owner: None,
            name: plain(&property.name),
            is_type: false,
            record: deprecation::of_use(node.as_ref(), &property.schema)?,
        })
    });
    parts.collect()
}

/// A schema that is ending as a whole.
fn whole(schema: &Schema, name: &str) -> Option<Ending> {
    Some(Ending {
        label: format!("types::{name}"),
        owner: None,
        name: plain(name),
        is_type: true,
        record: deprecation::of(&schema.node())?,
    })
}

/// Compiles the suite with `deprecated` denied in the adapter; what the compiler says of that lint.
fn compile(manifest: &str) -> Result<Vec<Warning>, String> {
    // Cargo tells its tests where it is; a test program that is started by hand looks for one on the path.
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let message_format = "--message-format=json";
    cargo.args([
        "rustc",
        "--offline",
        message_format,
        "--manifest-path",
        manifest,
    ]);
    cargo.args(["--test", "suite"]);
    if !cfg!(debug_assertions) {
        // The same profile: everything that it needs is built already.
        cargo.arg("--release");
    }
    // Checking is enough: what is denied is known before any code is made.
    cargo.args(["--", "--cfg", "deny_deprecated", "--emit=metadata"]);
    let output = cargo.output().map_err(|error| error.to_string())?;
    let warnings = read(&String::from_utf8_lossy(&output.stdout))?;
    if warnings.is_empty() && !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {said}", output.status));
    }
    Ok(warnings)
}

/// The errors of the lint among cargo's messages. One of any other kind may have kept the compiler from asking the lint, so
/// what was not warned of shows nothing then.
fn read(lines: &str) -> Result<Vec<Warning>, String> {
    let messages = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut warnings = Vec::new();
    for it in messages {
        let text = |pointer: &str| it.pointer(pointer).and_then(Value::as_str);
        let message = text("/message/message").unwrap_or_default();
        if text("/message/code/code") == Some("deprecated") {
            warnings.extend(warning(message));
            continue;
        }
        let is_error = text("/message/level").is_some_and(|level| level.starts_with("error"));
        // The last one only says that there were others.
        if is_error && !message.starts_with("aborting due to") {
            let told = text("/message/rendered").unwrap_or(message);
            return Err(format!("the adapter does not compile: {told}"));
        }
    }
    warnings.dedup();
    Ok(warnings)
}

fn warning(text: &str) -> Option<Warning> {
    let path = text.split('`').nth(1)?;
    // `<impl Client>` names no item.
    let segments = path.split("::").filter(|it| !it.starts_with('<'));
    Some(Warning {
        path: segments.map(plain).collect(),
        text: text.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::{Ending, endings, read};
    use crate::{
        adapter::{Adapter, BadArguments, Client, Connection, Enum, Facts, Text, Type},
        cases::{Suite, focus::Focus},
        coverage::{Item, universe},
        oracle::{Deprecation, Direction, Document},
    };

    const DOCUMENT: &str = "
paths:
  /notes:
    get:
      operationId: listNotes
      deprecated: true
      parameters:
        - { name: page, in: query, deprecated: true, schema: { type: integer } }
        - { name: X-Old, in: header, required: true, deprecated: true, schema: { type: string } }
      responses:
        '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } } }
components:
  schemas:
    Note:
      type: object
      x-sunset: 2026-01-15
      properties:
        text: { type: string, deprecated: true }
        kind: { $ref: '#/components/schemas/Kind' }
        tags: { type: array, items: { $ref: '#/components/schemas/Tag' } }
        word: { $ref: '#/components/schemas/Word' }
        code: { $ref: '#/components/schemas/Code' }
    Kind: { enum: [a, b], x-deprecated-values: [a] }
    Tag: { type: string, deprecated: true }
    Word: { type: string, deprecated: true }
    Code: { type: string, pattern: '^[a-z]$', deprecated: true }
";

    /// What a client of it has: no type for a text without rules.
    struct Named;

    impl Adapter for Named {
        fn facts(&self) -> Facts {
            Facts::default()
        }

        fn types(&self) -> &'static [Type] {
            &[Type {
                name: "Note",
                pointers: &["/components/schemas/Note"],
                direction: Direction::Answer,
                build: None,
                read: |_| Err(BadArguments::unknown_variant("Note")),
            }]
        }

        fn enums(&self) -> &'static [Enum] {
            &[Enum {
                name: "Kind",
                pointers: &["/components/schemas/Kind"],
                values: Vec::new,
            }]
        }

        fn texts(&self) -> &'static [Text] {
            &[Text {
                name: "Code",
                keeps: |_| true,
            }]
        }

        fn connect(&self, _: &Connection) -> Result<Box<dyn Client>, String> {
            Err("there is no client".to_owned())
        }
    }

    #[test]
    fn each_end_is_covered_by_its_case_or_has_a_reason() {
        let document = Document::parse("notes.yaml", DOCUMENT).expect("a document");
        let document: &'static Document = Box::leak(Box::new(document));
        let operations = document.operations().expect("operations").leak();
        let suite = Suite {
            document,
            operations,
            focus: Box::leak(Box::new(Focus::of(operations))),
            adapter: &Named,
        };
        let (explained, provable): (Vec<_>, Vec<_>) = universe(document, operations)
            .into_iter()
            .filter(|entry| matches!(entry.item, Item::Deprecation { .. }))
            .partition(|entry| entry.reason.is_some());
        let texts = |items: Vec<Item>| -> BTreeSet<String> {
            items.iter().map(ToString::to_string).collect()
        };
        let provable = texts(provable.into_iter().map(|it| it.item).collect());
        assert_eq!(provable.len(), 8, "{provable:?}");
        let explained = texts(explained.into_iter().map(|it| it.item).collect());
        let expected = ["deprecation #/components/schemas/Tag/deprecated"];
        assert_eq!(explained, expected.map(str::to_owned).into());
        // The compiler is not asked: what a case is about is known without its answer. Of an argument calls tell.
        let mut about = texts(endings(suite).iter().map(Ending::item).collect());
        about.insert("deprecation #/paths/~1notes/get/parameters/1/deprecated".to_owned());
        assert_eq!(about, provable);
    }

    fn ending(owner: Option<&str>, name: &str, sunset: Option<&str>) -> Ending {
        Ending {
            label: name.to_owned(),
            owner: owner.map(str::to_owned),
            name: name.to_owned(),
            is_type: false,
            record: Deprecation {
                sunset: sunset.map(str::to_owned),
                ..Deprecation::default()
            },
        }
    }

    fn message(level: &str, code: &Value, text: &str) -> String {
        let message = json!({ "level": level, "code": code, "message": text });
        json!({ "reason": "compiler-message", "message": message }).to_string()
    }

    #[test]
    fn an_error_of_another_kind_is_no_answer() {
        let ending = "use of deprecated field `c::types::Job::old_id`";
        let ending = message("error", &json!({ "code": "deprecated" }), ending);
        for (code, text) in [
            (json!({ "code": "E0308" }), "mismatched types"),
            (Value::Null, "expected one of `,` or `}`, found `;`"),
        ] {
            let lines = [ending.clone(), message("error", &code, text)].join("\n");
            let failure = read(&lines).map(|_| ()).expect_err("an error");
            assert!(failure.contains(text), "{failure}");
        }
        assert_eq!(read(&ending).expect("warnings").len(), 1);
    }

    #[test]
    fn what_the_compiler_says_is_known_by_its_path() {
        let lines = [
            message(
                "error",
                &json!({ "code": "deprecated" }),
                "use of deprecated method `c::operations::a::<impl c::Client>::get_a`: sunset on 2026-01-15",
            ),
            message(
                "error",
                &json!({ "code": "deprecated" }),
                "use of deprecated field `c::types::Job::old_id`",
            ),
            message(
                "error",
                &json!({ "code": "deprecated" }),
                "use of deprecated unit variant `c::types::Level::Minus1`",
            ),
            message(
                "warning",
                &json!({ "code": "unused" }),
                "unused variable: `x`",
            ),
            message("error", &Value::Null, "aborting due to 3 previous errors"),
        ];
        let warnings = read(&lines.join("\n")).expect("warnings");
        assert_eq!(warnings.len(), 3);
        for (ending, missing) in [
            (ending(None, "geta", Some("2026-01-15")), 0),
            (ending(None, "geta", Some("2026-01-16")), 1),
            (ending(Some("job"), "oldid", None), 0),
            (ending(Some("task"), "oldid", None), 1),
            (ending(None, "getb", None), 1),
            (ending(Some("level"), "1", None), 0),
            (ending(Some("level"), "2", None), 1),
        ] {
            assert_eq!(ending.differences(&warnings).len(), missing, "{ending:?}");
        }
    }
}
