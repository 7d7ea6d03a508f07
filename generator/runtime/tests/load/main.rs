//! A client under load: a thousand calls at once, and calls to a server that fails in every way that there is.
//!
//! What is counted, memory and open files, is read from `/proc`.
#![cfg(target_os = "linux")]

mod faults;
mod process;
mod server;
mod soak;
mod waves;

use specwright_runtime::{Api, Method, Operation};

static API: Api = Api {
    title: "Jobs",
    version: "1",
    servers: &[],
    security_schemes: &[],
};

/// `GET /jobs`.
static READ: Operation = operation(Method::GET, true);
/// `POST /jobs`.
static ADD: Operation = operation(Method::POST, false);

const fn operation(method: Method, idempotent: bool) -> Operation {
    Operation {
        id: "jobs",
        method,
        path: "/jobs",
        idempotent,
        accept: None,
        content_type: Some("application/json"),
        security: &[],
        deprecation: None,
        servers: &[],
        streams: &[],
    }
}
