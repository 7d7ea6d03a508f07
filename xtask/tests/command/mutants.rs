//! What `mutants` says without building anything: what it can't change, it refuses by name.

use crate::support::Tree;

/// The command is refused as it was typed, with these words.
fn refused(arguments: &[&str], words: &str) {
    let mut command = vec!["mutants"];
    command.extend(arguments);
    let run = Tree::new().xtask(&command);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains(words), "{words}: {}", run.stderr);
}

#[test]
fn an_operator_that_nobody_knows() {
    for part in ["document", "client", "runtime"] {
        let arguments = ["--of", part, "--only", "no-such-operator"];
        refused(&arguments, "no operator of this name");
    }
    refused(&["--only", "no-such-operator"], "nothing to change");
}

#[test]
fn a_sample_of_none() {
    refused(&["--of", "document", "--sample", "0"], "a sample of none");
}

#[test]
fn a_part_or_a_number_that_is_none() {
    refused(
        &["--of", "suite"],
        "possible values: document, client, runtime",
    );
    refused(&["--jobs", "0"], "0 is not in 1..=64");
}

#[test]
fn an_operation_that_the_document_does_not_have() {
    refused(&["--of", "document", "--operation", "nobody"], "nobody");
}
