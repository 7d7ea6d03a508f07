//! Each folder of `tests/diagnostics` is a document with something wrong in it, beside the exact text that its author
//! gets to read (`rendered.snap`).
//!
//! A folder is called after the code that it shows, with `--` and a word where one code has several. The document is
//! the file `input`, whatever its extension. `INSTA_UPDATE=always cargo test -p specwright --test diagnostics` writes the
//! texts anew; the diff is for review.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use specwright::diagnostic::{Code, Diagnostics, render};
use specwright::{Dependency, Outcome, PackageFields, Settings, generate, load, lower, names};

/// How many mutants of a good document are tried.
const SEEDS: u64 = 300;

type TestResult = Result<(), Box<dyn Error>>;

#[test]
fn every_diagnostic_reads_as_recorded() -> TestResult {
    for case in cases()? {
        let Outcome {
            source,
            diagnostics,
            ..
        } = generate(&case.input, &case.settings());
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join(&case.folder));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("rendered", render(&diagnostics, &source, false)));
        let codes: Vec<_> = diagnostics
            .iter()
            .map(|diagnostic| diagnostic.code.as_str())
            .collect();
        assert!(
            codes.contains(&&*case.code),
            "{} shows only {codes:?}",
            case.folder.display()
        );
    }
    Ok(())
}

#[test]
fn every_code_has_a_case_and_every_case_a_code() -> TestResult {
    let shown: BTreeSet<_> = cases()?.into_iter().map(|case| case.code).collect();
    let codes: BTreeSet<_> = Code::ALL
        .iter()
        .map(|code| code.as_str().to_owned())
        .collect();
    let without_case: Vec<_> = codes.difference(&shown).collect();
    let without_code: Vec<_> = shown.difference(&codes).collect();
    assert!(
        without_case.is_empty(),
        "add a folder with a minimal document for each of {without_case:?}"
    );
    assert!(
        without_code.is_empty(),
        "no code is called {without_code:?}"
    );
    Ok(())
}

#[test]
fn no_client_comes_of_a_document_with_errors() -> TestResult {
    for case in cases()? {
        let outcome = generate(&case.input, &case.settings());
        let name = case.folder.display();
        assert_eq!(
            outcome.generated.is_none(),
            outcome.diagnostics.has_errors() || outcome.diagnostics.has_flaws(),
            "{name}"
        );
    }
    Ok(())
}

/// Without `strict` an error leaves out what it spoils. Of a file that can't be read, and of an overlay that does not do
/// what it is for, nobody knows what they spoil.
#[test]
fn no_client_comes_of_a_file_that_is_none() -> TestResult {
    let refused = [
        "invalid-overlay",
        "invalid-syntax",
        "not-utf8",
        "unmatched-overlay",
        "unreadable-file",
    ];
    for case in cases()? {
        if refused.iter().any(|name| case.folder.ends_with(name)) {
            let settings = Settings {
                strict: false,
                ..case.settings()
            };
            let name = case.folder.display();
            assert!(
                generate(&case.input, &settings).generated.is_none(),
                "{name}"
            );
        }
    }
    Ok(())
}

/// What no author would write by hand: each of these documents is the good one with a few nodes dropped,
/// renamed, replaced or exchanged.
#[test]
fn no_document_makes_a_stage_panic() -> TestResult {
    let good: serde_json::Value = serde_yaml::from_str(&fs::read_to_string(
        "tests/diagnostics/all-constructs.yaml",
    )?)?;
    let mut found = BTreeSet::new();
    for seed in 0..SEEDS {
        let mut random = Random(seed);
        let mut document = good.clone();
        for _ in 0..=random.below(3) {
            mutate(&mut document, &mut random);
        }
        let text = if random.below(2) == 0 {
            serde_json::to_string(&document)?
        } else {
            serde_yaml::to_string(&document)?
        };
        let mut diagnostics = Diagnostics::new();
        let source = match load::parse("mutant", text.as_bytes(), &mut diagnostics) {
            Ok(document) => {
                document.check_examples(&mut diagnostics);
                let (api, _, _) =
                    lower::lower(&document, &lower::Options::default(), &mut diagnostics);
                let _ = names::names(&api);
                document.source().clone()
            }
            Err(source) => source,
        };
        assert_eq!(
            render(&diagnostics, &source, false).is_empty(),
            diagnostics.is_empty()
        );
        found.extend(diagnostics.iter().map(|diagnostic| diagnostic.code));
    }
    // Were the mutants harmless, this test would show nothing.
    assert!(found.len() > 5, "the mutants show only {found:?}");
    Ok(())
}

struct Case {
    folder: PathBuf,
    input: PathBuf,
    overlays: Vec<PathBuf>,
    code: String,
}

/// The cases in the order of their names. Paths are relative, because they stand in the texts.
fn cases() -> Result<Vec<Case>, Box<dyn Error>> {
    let mut cases = Vec::new();
    for entry in fs::read_dir("tests/diagnostics")? {
        let folder = entry?.path();
        if !folder.is_dir() {
            continue;
        }
        let files: Vec<_> = fs::read_dir(&folder)?.collect::<Result<_, _>>()?;
        let called = |name| {
            let paths = files.iter().map(fs::DirEntry::path);
            paths.filter(move |path| path.file_stem().is_some_and(|stem| stem == name))
        };
        let input = called("input").next();
        let overlays = called("overlay").collect();
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let code = name.split("--").next().unwrap_or_default().to_owned();
        // The one case about a file that is not there has none.
        let input = input.unwrap_or_else(|| folder.join("input.yaml"));
        cases.push(Case {
            folder,
            input,
            overlays,
            code,
        });
    }
    cases.sort_by(|one, other| one.folder.cmp(&other.folder));
    Ok(cases)
}

impl Case {
    /// Where the folder has a file `overlay`, whatever its extension, it is one. All of the document is asked for, but for
    /// the codes that are about what is asked for.
    fn settings(&self) -> Settings {
        let mut options = lower::Options::default();
        match &*self.code {
            "unavailable-version" => options.api_version = Some(jiff::civil::date(2023, 1, 1)),
            "unmatched-selection" => options.selection.operations = vec!["listPet".to_owned()],
            _ => {}
        }
        Settings {
            overlays: self.overlays.clone(),
            package: "case".to_owned(),
            fields: PackageFields::Own {
                version: "0.1.0".to_owned(),
            },
            runtime: Dependency::Version("0.1".to_owned()),
            command: "a test".to_owned(),
            options,
            adapter: true,
            strict: true,
            ..Settings::default()
        }
    }
}

/// Numbers that are the same in each run (`SplitMix64`).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % limit.max(1) as u64).unwrap_or_default()
    }
}

/// Changes one random node.
fn mutate(document: &mut serde_json::Value, random: &mut Random) {
    let mut pointers = Vec::new();
    collect(document, String::new(), &mut pointers);
    let target = pointers.swap_remove(random.below(pointers.len()));
    let other = pointers
        .get(random.below(pointers.len()))
        .and_then(|other| document.pointer(other))
        .cloned();
    let Some(node) = document.pointer_mut(&target) else {
        return;
    };
    *node = match (random.below(6), node.take()) {
        (0, serde_json::Value::Object(mut members)) if !members.is_empty() => {
            let key = members
                .keys()
                .nth(random.below(members.len()))
                .cloned()
                .unwrap_or_default();
            members.remove(&key);
            members.into()
        }
        (1, serde_json::Value::Object(mut members)) if !members.is_empty() => {
            let key = members
                .keys()
                .nth(random.below(members.len()))
                .cloned()
                .unwrap_or_default();
            let value = members.remove(&key).unwrap_or_default();
            members.insert(format!("{key}~/%é"), value);
            members.into()
        }
        (2, _) => other.unwrap_or_default(),
        (3, _) => serde_json::json!({"$ref": format!("#{target}")}),
        _ => {
            let odd = serde_json::json!([null, true, -1, 1.5e300, "", "$ref", [], {}, [[]], {"$ref": 1}, {"$ref": "#/a%ff"}]);
            odd.get(random.below(11)).cloned().unwrap_or_default()
        }
    };
}

fn collect(value: &serde_json::Value, at: String, pointers: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(members) => {
            for (key, member) in members {
                collect(
                    member,
                    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    pointers,
                );
            }
        }
        serde_json::Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                collect(element, format!("{at}/{index}"), pointers);
            }
        }
        _ => {}
    }
    pointers.push(at);
}
