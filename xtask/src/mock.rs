//! `cargo xtask mock`: the document's examples on a port of this machine, until Ctrl-C.
//!
//! The server itself is the contract tests'; this is what stands around it: what is printed to try it with. It does not
//! need the client in `generated/`, and so it works also while that does not compile.

use std::path::Path;
use std::process::ExitCode;

use contract_tests::mock::Mock;
use contract_tests::oracle::Operation;

use crate::{Failure, cli, curl, project};

/// Serves until it is told to stop.
pub fn mock(options: &cli::Mock) -> Result<ExitCode, Failure> {
    let document = project::document(Path::new(""))?;
    let operations = document.operations()?;
    if let Some(status) = options.status {
        check_status(&operations, status)?;
    }
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let mock = Mock::start(document, options.listen, options.status).await?;
        println!("{}", welcome(&operations, &mock.uri()));
        tokio::signal::ctrl_c().await?;
        println!("stopped");
        Ok(ExitCode::SUCCESS)
    })
}

/// A status that no operation documents would turn every answer into a complaint.
fn check_status(operations: &[Operation], status: u16) -> Result<(), Failure> {
    if operations
        .iter()
        .any(|operation| operation.response(status).is_some())
    {
        return Ok(());
    }
    let mut keys: Vec<_> = operations
        .iter()
        .flat_map(|operation| &operation.responses)
        .map(|response| response.key.as_str())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let (document, keys) = (project::DOCUMENT, keys.join(", "));
    Err(Failure::usage(format!(
        "{document} has no answer for the status {status}; it has {keys}"
    )))
}

/// Where the mock is and how to try it.
fn welcome(operations: &[Operation], uri: &str) -> String {
    let mut parts = vec![format!(
        "The examples of {} are at {uri}, until Ctrl-C.\n\
         A header such as `Prefer: code=404` picks the status of one answer.\n",
        project::DOCUMENT,
    )];
    for operation in operations {
        let command = curl::command(operation, uri);
        let command = command
            .as_deref()
            .unwrap_or("# (no arguments found that the document allows)\n");
        parts.push(format!("# {}\n{command}", operation.id));
    }
    parts.push(format!("# the example program\n{}", project::example(uri)));
    parts.join("\n")
}
