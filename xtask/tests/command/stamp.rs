//! Whether a run with nothing to do is known for one, and no other is.

use std::fs;
use std::path::PathBuf;

use crate::support::{Run, Tree};
use xtask::project;

/// What no document makes `codegen` say: who reads it has it from the stamp.
const WORDS: &str = "from the stamp";

/// A workspace in which nothing is to be done, with a stamp that says [`WORDS`].
fn stamped() -> Tree {
    let tree = Tree::generated();
    let text = fs::read_to_string(stamp(&tree)).expect("the stamp");
    // There is nothing wrong with the document.
    let said = text.replace("\"told\":\"\"", &format!("\"told\":\"{WORDS}\""));
    assert_ne!(said, text);
    fs::write(stamp(&tree), said).expect("a stamp");
    tree
}

fn stamp(tree: &Tree) -> PathBuf {
    let entries = fs::read_dir(tree.path("target/codegen")).expect("the folder of the stamps");
    let mut stamps = entries.map(|entry| entry.expect("an entry").path());
    let stamp = stamps.next().expect("a stamp");
    assert_eq!(stamps.next(), None);
    stamp
}

fn is_from_the_stamp(run: &Run) -> bool {
    assert_eq!(run.code, Some(0), "{run:?}");
    run.stderr.contains(WORDS)
}

#[test]
fn where_nothing_is_to_be_done_the_last_words_are_said_again() {
    let tree = stamped();
    let before = tree.files();
    for _ in 0..2 {
        let run = tree.xtask(&["codegen"]);
        assert!(is_from_the_stamp(&run), "{run:?}");
        assert!(run.stdout.starts_with("up to date: "), "{run:?}");
    }
    assert_eq!(tree.files(), before);
}

#[test]
fn whatever_is_otherwise_is_seen() {
    /// What is done to a workspace and to one of its files.
    type Change = fn(&Tree, &str);
    let types = "generated/src/types.rs";
    let changes: [(&str, Change); 7] = [
        ("the document", |tree, _| {
            tree.edit(project::DOCUMENT, "openapi: ", "# Another text.\nopenapi: ");
        }),
        ("an overlay", |tree, _| {
            let overlay = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n\
                           - {target: $.info, description: d, update: {x-a: 1}}\n";
            tree.put("spec/a.overlay.yaml", overlay);
        }),
        ("an edited file", |tree, file| {
            tree.edit(file, "snapshotId", "snapshotID");
        }),
        ("a file without its last byte", |tree, file| {
            let mut bytes = fs::read(tree.path(file)).expect("the file");
            bytes.pop();
            tree.put(file, bytes);
        }),
        ("a file that is gone", |tree, file| {
            fs::remove_file(tree.path(file)).expect("the file");
        }),
        ("a file too many", |tree, _| {
            tree.put("generated/src/surplus.rs", "");
        }),
        ("a stamp that is none", |tree, _| {
            fs::write(stamp(tree), "{").expect("a stamp");
        }),
    ];
    for (name, change) in changes {
        let tree = stamped();
        change(&tree, types);
        let run = tree.xtask(&["codegen"]);
        assert!(!is_from_the_stamp(&run), "{name}: {run:?}");
        let check = tree.xtask(&["codegen", "--check"]);
        assert_eq!(check.code, Some(0), "{name}: {check:?}");
        assert!(tree.path(types).exists(), "{name}");
        assert!(!tree.path("generated/src/surplus.rs").exists(), "{name}");
    }
}

#[test]
fn other_options_say_other_things() {
    let tree = stamped();
    let run = tree.xtask(&["codegen", "--quiet"]);
    assert!(!is_from_the_stamp(&run), "{run:?}");
    assert_eq!(run.stdout, "");
}

#[test]
fn a_check_makes_everything_anew() {
    let tree = stamped();
    let run = tree.xtask(&["codegen", "--check"]);
    assert!(!is_from_the_stamp(&run), "{run:?}");
}
